using System.Collections.Immutable;
using System.Globalization;

namespace Registry.Statistics.Regression;

/// <summary>A straight trend over time whose height and slope differ between subjects.</summary>
public static class MixedTrend
{
    /// <summary>Random intercept and slope, correlated, by restricted or full maximum likelihood.</summary>
    /// <param name="samples">All measurements, in any order; subjects may have one, or different numbers of them.</param>
    /// <param name="options">Null: <see cref="MixedTrendOptions.Default"/>.</param>
    /// <returns>Not estimable when times do not differ, fewer than two subjects were measured at two times, or nothing is left for a residual.</returns>
    /// <exception cref="ArgumentException">There is no sample.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A sample is out of range (the message names its index), a subject number has no sample, or origin or level are out of range.</exception>
    /// <remarks>
    /// Right only when whether and when a subject is measured depends on nothing but what was measured before (missing at random).
    /// Per step of the optimiser O(subjects), after one pass over the samples. Thread-safe.
    /// Sources: Laird and Ware 1982, Biometrics 38:963–974; profile likelihood: Bates, Mächler, Bolker and Walker 2015, J. Stat. Softw. 67(1).
    /// Checked against R's lme4: tests/data/statistics/make-mixed.R.
    /// </remarks>
    public static Answer<MixedTrendFit> Fit(ReadOnlySpan<TrendSample> samples, MixedTrendOptions? options = null)
    {
        options ??= MixedTrendOptions.Default;
        Confidence.CheckLevel(options.Level, nameof(MixedTrendOptions.Level));
        if (!double.IsFinite(options.Origin)) throw new ArgumentOutOfRangeException(nameof(options), options.Origin, "The origin must be finite.");
        int subjectCount = Check(samples);
        TrendScale scale = TrendScale.Of(samples);
        if (scale.WhyNot is { } flat) return new Answer<MixedTrendFit>.NotEstimable(flat);
        var sums = new TrendSums[subjectCount];
        foreach (TrendSample sample in samples) sums[sample.Subject].Add(scale.Time(sample.Time), scale.Value(sample.Value));
        if (WhyNot(sums) is { } why) return new Answer<MixedTrendFit>.NotEstimable(why);

        var deviance = new TrendDeviance(sums, samples.Length, options.Restricted);
        TrendOptimum optimum = TrendOptimum.Of(deviance);
        return optimum.Converged
            ? new Answer<MixedTrendFit>.Given(Summary(deviance, optimum, scale, options))
            : new Answer<MixedTrendFit>.NotEstimable("The fit did not converge.");
    }

    static int Check(ReadOnlySpan<TrendSample> samples)
    {
        if (samples.IsEmpty) throw new ArgumentException("There is no sample.", nameof(samples));
        var subjects = new int[samples.Length];
        for (int index = 0; index < samples.Length; index++)
        {
            if (!double.IsFinite(samples[index].Time) || !double.IsFinite(samples[index].Value))
                throw new ArgumentOutOfRangeException(nameof(samples), string.Create(CultureInfo.InvariantCulture, $"Sample {index} has a time or a value that is not a finite number; leave it out, and count it."));
            subjects[index] = samples[index].Subject;
        }

        return Labels.Count(subjects, subjects.Length, subjects.Length, nameof(samples));
    }

    static string? WhyNot(TrendSums[] sums)
    {
        int withSlope = 0;
        double left = 0;
        double own = 0;
        double total = 0;
        foreach (TrendSums subject in sums)
        {
            if (subject.HasSlope) withSlope++;
            left += subject.Count - (subject.HasSlope ? 2 : 1);
            own += subject.OwnResidual();
            total += subject.SquaresOfValue;
        }

        if (withSlope < 2) return "Fewer than two subjects were measured at two different times.";
        if (left < 1) return "No subject has more measurements than its own line needs, so nothing tells residuals from lines.";
        return own <= 1e-12 * total ? "Every subject lies on its own line: there is no residual variance." : null;
    }

    static MixedTrendFit Summary(TrendDeviance deviance, TrendOptimum optimum, TrendScale scale, MixedTrendOptions options)
    {
        deviance.At(optimum.Factor);
        // From standard units back: slope / s, intercept moved from the mean time to the origin.
        double unit = scale.ValueScale / scale.TimeScale;
        double shift = (options.Origin - scale.TimeCentre) / scale.TimeScale;
        double variance = deviance.ResidualVariance * scale.ValueScale * scale.ValueScale;
        (double a, double b, double d) = Moved(deviance.Psi00, deviance.Psi01, deviance.Psi11, shift);
        (double va, double vb, double vd) = Moved(deviance.Inverse00, deviance.Inverse01, deviance.Inverse11, shift);
        double z = Confidence.TwoSidedZ(options.Level);
        double slope = deviance.Slope * unit;
        double intercept = scale.ValueCentre + (deviance.Intercept + shift * deviance.Slope) * scale.ValueScale;
        bool some = a > Negligible && d > Negligible;
        return new MixedTrendFit
        {
            Intercept = Coefficient(intercept, Math.Sqrt(va * variance), z),
            Slope = Coefficient(slope, Math.Sqrt(vd * variance) / scale.TimeScale, z),
            EstimateCovariance = vb * variance / scale.TimeScale,
            InterceptVariance = a * variance,
            SlopeVariance = d * variance / (scale.TimeScale * scale.TimeScale),
            Covariance = b * variance / scale.TimeScale,
            Correlation = some ? new Answer<double>.Given(Math.Clamp(b / Math.Sqrt(a * d), -1, 1)) : new Answer<double>.NotEstimable("One of the two variances is 0."),
            ResidualStandardDeviation = Math.Sqrt(variance),
            LogLikelihood = deviance.LogLikelihood(scale),
            SubjectCount = deviance.SubjectCount,
            SampleCount = deviance.SampleCount,
            Caveats = CaveatsOf(deviance),
        };
    }

    /// <summary>A variance, in units of the residual's and of the spread of time, that is 0 for every purpose.</summary>
    const double Negligible = 1e-9;

    /// <summary>L P L' for the shift of the origin, L = (1, shift; 0, 1).</summary>
    static (double A, double B, double D) Moved(double a, double b, double d, double shift) => (Math.Max(0, a + 2 * shift * b + shift * shift * d), b + shift * d, d);

    static TrendCoefficient Coefficient(double estimate, double standardError, double z) =>
        new(estimate, standardError, new ConfidenceInterval(estimate - z * standardError, estimate + z * standardError));

    static ImmutableArray<Caveat> CaveatsOf(TrendDeviance deviance)
    {
        var caveats = ImmutableArray.CreateBuilder<Caveat>();
        double determinant = deviance.Psi00 * deviance.Psi11 - deviance.Psi01 * deviance.Psi01;
        string? boundary = (deviance.Psi00 <= Negligible, deviance.Psi11 <= Negligible) switch
        {
            (true, true) => "Subjects do not differ beyond their residuals: both variances are estimated as 0.",
            (_, true) => "The slopes of subjects do not differ: their variance is estimated as 0.",
            (true, _) => "At the mean time subjects do not differ: that variance is estimated as 0.",
            _ => determinant <= 1e-8 * deviance.Psi00 * deviance.Psi11 ? "The subjects' own intercepts and slopes are estimated as perfectly correlated." : null,
        };
        if (boundary is not null) caveats.Add(new Caveat(CaveatKind.OnTheBoundary, boundary));
        if (deviance.SubjectCount < Limits.FewSubjects)
        {
            caveats.Add(new Caveat(CaveatKind.FewFailures, string.Create(
                CultureInfo.InvariantCulture, $"There are {deviance.SubjectCount} subjects; under {Limits.FewSubjects}, variances are uncertain and intervals too narrow.")));
        }

        return caveats.ToImmutable();
    }
}
