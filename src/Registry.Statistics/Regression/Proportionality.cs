using System.Collections.Immutable;
using Registry.Statistics.Survival;

namespace Registry.Statistics.Regression;

/// <summary>The function of time against which a drift of a hazard ratio is looked for.</summary>
public enum TimeTransform
{
    /// <summary>1 - S(t-) of all samples: steps with the failures, so that a few late ones do not decide. The default, here and in R.</summary>
    KaplanMeier,

    /// <summary>Days.</summary>
    Identity,

    /// <summary>log of days; no failure may fall on day 0.</summary>
    Log,
}

/// <summary>Whether hazard ratios stay the same over time.</summary>
/// <param name="Coefficients">One test per covariate, in the order given; 1 degree of freedom each.</param>
/// <param name="Global">All together.</param>
public sealed record Proportionality(ImmutableArray<Answer<ChiSquaredTest>> Coefficients, Answer<ChiSquaredTest> Global)
{
    /// <summary>Score test of beta + theta g(t) for theta = 0, beside the estimated beta.</summary>
    internal static Proportionality Of(in CoxData data, CoxNewton newton, TimeTransform time, CoxTies ties)
    {
        int width = data.Width;
        string? why = newton.IsMonotone ? "A coefficient is infinite, so there is no ratio to check." : newton.Converged && newton.Rank == width ? null : "The model has a coefficient without an estimate.";
        why ??= time == TimeTransform.Log && FailsOnDay0(data.Samples) ? "A failure on day 0 has no logarithm." : null;
        if (why is not null)
        {
            var none = new Answer<ChiSquaredTest>.NotEstimable(why);
            return new Proportionality([.. Enumerable.Repeat<Answer<ChiSquaredTest>>(none, width)], none);
        }

        Func<int, double> transform = Transform(data.Samples, time);
        double mean = 0;
        foreach (FollowUp sample in data.Samples) mean += sample.Failed ? transform(sample.ExitDays) / data.Failures : 0;
        int size = 2 * width;
        var score = new double[size];
        var information = new double[size * size];
        new CoxLikelihood(width, ties).At(data, newton.Coefficients, (_, day, _, daysScore, daysInformation) =>
        {
            double g = transform(day) - mean;
            for (int row = 0; row < width; row++)
            {
                score[width + row] += g * daysScore[row];
                for (int column = 0; column < width; column++)
                {
                    double part = daysInformation[row * width + column];
                    information[row * size + column] += part;
                    information[(width + row) * size + column] += g * part;
                    information[row * size + width + column] += g * part;
                    information[(width + row) * size + width + column] += g * g * part;
                }
            }
        });

        var coefficients = ImmutableArray.CreateBuilder<Answer<ChiSquaredTest>>(width);
        for (int index = 0; index < width; index++) coefficients.Add(Test(score, information, width, [index]));
        return new Proportionality(coefficients.MoveToImmutable(), Test(score, information, width, [.. Enumerable.Range(0, width)]));
    }

    /// <summary>All coefficients and the chosen interactions; the coefficients' own score is 0 at the estimate.</summary>
    static Answer<ChiSquaredTest> Test(double[] score, double[] information, int width, int[] chosen)
    {
        int[] places = [.. Enumerable.Range(0, width), .. chosen.Select(index => width + index)];
        var part = new double[places.Length * places.Length];
        var side = new double[places.Length];
        for (int row = 0; row < places.Length; row++)
        {
            side[row] = score[places[row]];
            for (int column = 0; column < places.Length; column++) part[row * places.Length + column] = information[places[row] * 2 * width + places[column]];
        }

        Cholesky factor = Cholesky.Of(part, places.Length);
        return factor.Rank == places.Length
            ? new Answer<ChiSquaredTest>.Given(ChiSquaredTest.Of(factor.QuadraticForm(side), chosen.Length))
            : new Answer<ChiSquaredTest>.NotEstimable("The failures fall on too few days to see a drift.");
    }

    static bool FailsOnDay0(ReadOnlySpan<FollowUp> samples)
    {
        foreach (FollowUp sample in samples)
        {
            if (sample is { Failed: true, ExitDays: 0 }) return true;
        }

        return false;
    }

    static Func<int, double> Transform(ReadOnlySpan<FollowUp> samples, TimeTransform time)
    {
        switch (time)
        {
            case TimeTransform.KaplanMeier:
                SurvivalCurve curve = KaplanMeier.Estimate(samples);
                var failedBefore = new Dictionary<int, double>(curve.Steps.Length);
                double before = 1;
                foreach (SurvivalStep step in curve.Steps)
                {
                    failedBefore.Add(step.Day, 1 - before);
                    before = step.Survivor;
                }

                return day => failedBefore[day];
            case TimeTransform.Identity:
                return day => day;
            case TimeTransform.Log:
                return day => Math.Log(day);
            default:
                throw new ArgumentOutOfRangeException(nameof(time), time, "Unknown function of time.");
        }
    }
}
