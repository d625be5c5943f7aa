using System.Collections.Immutable;
using MathNet.Numerics;

namespace Registry.Statistics.Regression;

/// <summary>log mean = log person-years + coefficients · (1, covariates), with variance mean + mean² / theta; an infinite theta is Poisson.</summary>
/// <remarks>Covariates are centred and in units of their spread, so that the intercept is well determined whatever they are.</remarks>
sealed class CountModel
{
    /// <summary>As in Cox's model: a step still this long when the likelihood has stopped rising is on its way to infinity.</summary>
    const double Running = 1e-3;

    readonly long[] _counts;
    readonly double[] _offsets;
    readonly double[] _design;   // Row by row; the first column is 1.
    readonly double[] _centres;
    readonly double[] _scales;
    readonly double[] _means;
    readonly double[] _coefficients;
    readonly double[] _step;
    readonly double[] _score;
    readonly double[] _information;
    readonly int _width;         // The intercept included.
    readonly bool[] _redundant;
    Cholesky? _factor;

    internal CountModel(ReadOnlySpan<CountSample> samples, ReadOnlySpan<double> covariates, int width)
    {
        _width = width + 1;
        _counts = new long[samples.Length];
        _offsets = new double[samples.Length];
        _means = new double[samples.Length];
        _design = new double[samples.Length * _width];
        _centres = new double[_width];
        _scales = new double[_width];
        _coefficients = new double[_width];
        _step = new double[_width];
        _score = new double[_width];
        _information = new double[_width * _width];
        double total = 0;
        double years = 0;
        for (int sample = 0; sample < samples.Length; sample++)
        {
            _counts[sample] = samples[sample].Count;
            _offsets[sample] = Math.Log(samples[sample].PersonYears);
            _design[sample * _width] = 1;
            for (int column = 0; column < width; column++) _design[sample * _width + column + 1] = covariates[sample * width + column];
            total += samples[sample].Count;
            years += samples[sample].PersonYears;
        }

        for (int column = 1; column < _width; column++) Standardise(column);
        _coefficients[0] = Math.Log(total / years);
        Evaluate(double.PositiveInfinity);
        Cholesky factor = Cholesky.Of(_information, _width);
        _redundant = new bool[_width];
        for (int column = 0; column < _width; column++) _redundant[column] = factor.IsRedundant(column);
    }

    internal double LogLikelihood { get; private set; }

    /// <summary>Fisher scoring from wherever the coefficients are.</summary>
    internal void Fit(double theta)
    {
        Evaluate(theta);
        for (int iteration = 0; iteration < Limits.Iterations; iteration++)
        {
            _factor = Cholesky.Of(_information, _width);
            _score.CopyTo(_step, 0);
            _factor.Solve(_step);
            double gain = 0;
            for (int column = 0; column < _width; column++) gain += _step[column] * _score[column] / 2;
            double before = LogLikelihood;
            Move(1, theta);
            double share = 1;
            while (!(LogLikelihood >= before - 1e-9 * (1 + Math.Abs(before))) && share > 1e-6)
            {
                share /= 2;
                Move(-share, theta);
            }

            if (gain <= 1e-16 * (1 + Math.Abs(before))) return;
        }
    }

    /// <summary>Twice the slope of the log likelihood in 1 / theta at 0: above 0 when the counts vary more than Poisson counts.</summary>
    internal double Excess()
    {
        double sum = 0;
        for (int sample = 0; sample < _counts.Length; sample++)
        {
            double residual = _counts[sample] - _means[sample];
            sum += residual * residual - _counts[sample];
        }

        return sum;
    }

    /// <summary>Slope of the log likelihood in theta.</summary>
    internal double DispersionScore(double theta)
    {
        double sum = 0;
        for (int sample = 0; sample < _counts.Length; sample++)
        {
            double mean = _means[sample];
            sum += Rising(_counts[sample], theta, squared: false) - LogOnePlus(mean / theta) + (mean - _counts[sample]) / (mean + theta);
        }

        return sum;
    }

    /// <summary>Minus the curvature of the log likelihood in theta, the means held.</summary>
    internal double DispersionInformation(double theta)
    {
        double sum = 0;
        for (int sample = 0; sample < _counts.Length; sample++)
        {
            double reach = _means[sample] + theta;
            sum += Rising(_counts[sample], theta, squared: true) - 1 / theta + 2 / reach - (_counts[sample] + theta) / (reach * reach);
        }

        return sum;
    }

    internal Answer<LogRate> Rate(double z)
    {
        // The intercept where all covariates are 0, not at their means.
        var weights = new double[_width];
        weights[0] = 1;
        for (int column = 1; column < _width; column++)
        {
            if (WhyNot(column) is { } why && !_redundant[column]) return new Answer<LogRate>.NotEstimable(why);
            weights[column] = -_centres[column] / _scales[column];
        }

        double log = 0;
        for (int column = 0; column < _width; column++) log += weights[column] * _coefficients[column];
        var spread = (double[])weights.Clone();
        _factor!.Solve(spread);
        double variance = 0;
        for (int column = 0; column < _width; column++) variance += weights[column] * spread[column];
        return Given(log, Math.Sqrt(variance), z);
    }

    internal ImmutableArray<Answer<LogRate>> RateRatios(double z)
    {
        double[] covariance = _factor!.Inverse();
        var ratios = ImmutableArray.CreateBuilder<Answer<LogRate>>(_width - 1);
        for (int column = 1; column < _width; column++)
        {
            ratios.Add(WhyNot(column) is { } why
                ? new Answer<LogRate>.NotEstimable(why)
                : Given(_coefficients[column] / _scales[column], Math.Sqrt(covariance[column * _width + column]) / _scales[column], z));
        }

        return ratios.MoveToImmutable();
    }

    static Answer<LogRate>.Given Given(double log, double standardError, double z) =>
        new(new LogRate(log, standardError, Math.Exp(log), new ConfidenceInterval(Math.Exp(log - z * standardError), Math.Exp(log + z * standardError))));

    string? WhyNot(int column) => _redundant[column]
        ? "It does not vary among the samples, or earlier covariates determine it."
        : _factor!.IsRedundant(column) || Math.Abs(_step[column]) > Running ? "Its rate ratio runs to 0 or to infinity: nothing occurred at one end of its range." : null;

    void Move(double share, double theta)
    {
        for (int column = 0; column < _width; column++) _coefficients[column] += share * _step[column];
        Evaluate(theta);
    }

    void Evaluate(double theta)
    {
        LogLikelihood = 0;
        Array.Clear(_score);
        Array.Clear(_information);
        for (int sample = 0; sample < _counts.Length; sample++)
        {
            ReadOnlySpan<double> row = _design.AsSpan(sample * _width, _width);
            double linear = _offsets[sample];
            for (int column = 0; column < _width; column++) linear += row[column] * _coefficients[column];
            double mean = Math.Exp(linear);
            double count = _counts[sample];
            double flatten = 1 / (1 + mean / theta);
            _means[sample] = mean;
            LogLikelihood += count * linear - SpecialFunctions.GammaLn(count + 1) + (double.IsInfinity(theta) ? -mean : NegativeBinomialPart(_counts[sample], mean, theta));
            for (int first = 0; first < _width; first++)
            {
                _score[first] += row[first] * (count - mean) * flatten;
                for (int second = 0; second <= first; second++) _information[first * _width + second] += row[first] * row[second] * mean * flatten;
            }
        }
    }

    /// <summary>log of Gamma(y + theta) / Gamma(theta) theta^theta / (theta + mean)^(theta + y), in a form that keeps its digits for large theta.</summary>
    static double NegativeBinomialPart(long count, double mean, double theta)
    {
        double rising = 0;
        if (count <= SumAtMost)
        {
            for (long k = 1; k < count; k++) rising += LogOnePlus(k / theta);
        }
        else
        {
            rising = SpecialFunctions.GammaLn(count + theta) - SpecialFunctions.GammaLn(theta) - count * Math.Log(theta);
        }

        return rising - (count + theta) * LogOnePlus(mean / theta);
    }

    /// <summary>digamma(y + theta) - digamma(theta), or the trigamma difference the other way: sums over the integers between.</summary>
    static double Rising(long count, double theta, bool squared)
    {
        double sum = 0;
        // Beyond some terms the rest is an integral with an Euler–Maclaurin correction whose error is below 1e-16.
        long terms = Math.Min(count, SumAtMost);
        for (long k = 0; k < terms; k++) sum += squared ? 1 / ((theta + k) * (theta + k)) : 1 / (theta + k);
        if (terms == count) return sum;
        double a = theta + terms;
        double b = theta + count;
        return squared
            ? sum + (1 / a - 1 / b) + (1 / (a * a) - 1 / (b * b)) / 2 + (1 / (a * a * a) - 1 / (b * b * b)) / 6
            : sum + Math.Log(b / a) + (1 / a - 1 / b) / 2 + (1 / (a * a) - 1 / (b * b)) / 12;
    }

    /// <summary>log(1 + x), with all digits for small x.</summary>
    static double LogOnePlus(double x)
    {
        double one = 1 + x;
        return one == 1 ? x : Math.Log(one) * (x / (one - 1));
    }

    /// <summary>Counts up to which sums over integers are taken term by term.</summary>
    const long SumAtMost = 1000;

    void Standardise(int column)
    {
        int count = _counts.Length;
        double mean = 0;
        for (int sample = 0; sample < count; sample++) mean += _design[sample * _width + column] / count;
        double squares = 0;
        for (int sample = 0; sample < count; sample++)
        {
            ref double value = ref _design[sample * _width + column];
            value -= mean;
            squares += value * value / count;
        }

        double scale = Math.Sqrt(squares);
        bool constant = scale <= 1e-12 * Math.Abs(mean) || scale == 0;
        for (int sample = 0; sample < count; sample++)
        {
            ref double value = ref _design[sample * _width + column];
            value = constant ? 0 : value / scale;
        }

        _centres[column] = constant ? 0 : mean;
        _scales[column] = constant ? 1 : scale;
    }
}
