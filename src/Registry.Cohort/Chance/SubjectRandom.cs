using System.Numerics;

namespace Registry.Cohort.Chance;

/// <summary>What is drawn for one subject. Each topic draws from a sequence of its own, so that a changed parameter of one leaves the others as they were.</summary>
internal enum Topic
{
    /// <summary>Disease, site, sex, entry and how observation ends.</summary>
    Course = 1,

    /// <summary>Death and its cause.</summary>
    Death,

    /// <summary>Consent.</summary>
    Consent,

    /// <summary>Variant and its inheritance.</summary>
    Genotype,

    /// <summary>Features, misdiagnoses.</summary>
    Features,

    /// <summary>Bone by region.</summary>
    Lesions,

    /// <summary>Flare-ups.</summary>
    FlareUps,

    /// <summary>Joints, mobility, volumes.</summary>
    Function,

    /// <summary>Questionnaires.</summary>
    Scores,

    /// <summary>Drugs, operations, studies.</summary>
    Care,

    /// <summary>Laboratory.</summary>
    Laboratory,

    /// <summary>What a site leaves out.</summary>
    Habits,

    /// <summary>Injected errors.</summary>
    Errors,
}

/// <summary>A sequence of random numbers that depends on seed, subject and topic alone.</summary>
/// <remarks>xoshiro256**, seeded by SplitMix64: Blackman and Vigna 2021, ACM Trans. Math. Softw. 47:36. Not for secrets.</remarks>
internal sealed class SubjectRandom
{
    private ulong _a;
    private ulong _b;
    private ulong _c;
    private ulong _d;

    public SubjectRandom(long seed, long subject, Topic topic)
    {
        ulong state = unchecked((ulong)seed);
        state = Mix(ref state) ^ unchecked((ulong)subject);
        state = Mix(ref state) ^ (ulong)topic;
        _a = Mix(ref state);
        _b = Mix(ref state);
        _c = Mix(ref state);
        _d = Mix(ref state);
    }

    /// <summary>More than 0 and less than 1.</summary>
    public double Uniform() => ((Next() >> 11) + 0.5) * (1.0 / (1UL << 53));

    /// <summary>A whole number from 0 to below the bound.</summary>
    public int Below(int bound) => (int)(Uniform() * bound);

    /// <summary>True with this probability.</summary>
    public bool Chance(double probability) => Uniform() < probability;

    /// <summary>Exponential with mean 1.</summary>
    public double Exponential() => -Math.Log(Uniform());

    /// <summary>Exponential with this median.</summary>
    public double ExponentialByMedian(double median) => Exponential() * median / Math.Log(2);

    /// <summary>Weibull with this median.</summary>
    public double WeibullByMedian(double median, double shape) => median * Math.Pow(Exponential() / Math.Log(2), 1 / shape);

    /// <summary>Normal with mean 0 and deviation 1. Box and Muller 1958.</summary>
    public double Normal() => Math.Sqrt(2 * Exponential()) * Math.Cos(2 * Math.PI * Uniform());

    /// <summary>Lognormal.</summary>
    public double LogNormal(double median, double sigma) => median * Math.Exp(sigma * Normal());

    /// <summary>Gamma with this shape and mean 1. Marsaglia and Tsang 2000, ACM Trans. Math. Softw. 26:363.</summary>
    public double GammaOfMeanOne(double shape)
    {
        if (shape < 1) return GammaOfMeanOne(shape + 1) * (shape + 1) * Math.Pow(Uniform(), 1 / shape) / shape;
        double d = shape - (1.0 / 3);
        double c = 1 / Math.Sqrt(9 * d);
        while (true)
        {
            double x = Normal();
            double v = 1 + (c * x);
            if (v <= 0) continue;
            v = v * v * v;
            if (Math.Log(Uniform()) < (0.5 * x * x) + d - (d * v) + (d * Math.Log(v))) return d * v / shape;
        }
    }

    private ulong Next()
    {
        ulong result = BitOperations.RotateLeft(_b * 5, 7) * 9;
        ulong t = _b << 17;
        _c ^= _a;
        _d ^= _b;
        _b ^= _c;
        _a ^= _d;
        _c ^= t;
        _d = BitOperations.RotateLeft(_d, 45);
        return result;
    }

    private static ulong Mix(ref ulong state)
    {
        state += 0x9E3779B97F4A7C15;
        ulong z = state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
