using System.Globalization;

namespace Registry.Statistics.Survival;

/// <summary>Mean time lived between the origin (or the curve's lower bound) and a horizon.</summary>
/// <param name="HorizonDays">The day up to which life is counted.</param>
/// <param name="Days">Area under the survivor function, in days; at most the length of the period.</param>
/// <param name="StandardError">In days; 0 when nobody failed before the horizon.</param>
/// <param name="Interval">Symmetric, in days, cut to the length of the period; null when the standard error is 0.</param>
/// <remarks>Source: Irwin 1949, J. Hyg. 47:188–189; variance: Klein and Moeschberger 2003, Survival Analysis, 2nd ed., section 4.5.</remarks>
public sealed record RestrictedMean(int HorizonDays, double Days, double StandardError, ConfidenceInterval? Interval)
{
    /// <summary>The area under a curve up to a horizon.</summary>
    internal static Answer<RestrictedMean> Of(SurvivalCurve curve, int horizonDays)
    {
        int originDay = curve.Options.OriginDay;
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(horizonDays, originDay);
        if (horizonDays > curve.LastDay && !(curve.Steps is [.., { Survivor: 0 }]))
        {
            return new Answer<RestrictedMean>.NotEstimable(string.Create(
                CultureInfo.InvariantCulture, $"The horizon, day {horizonDays}, lies after the last day under observation, day {curve.LastDay}, where the curve is not yet 0."));
        }

        // From the horizon backwards, so that the area still to come at each failure is at hand.
        double ahead = 0;
        double variance = 0;
        int until = horizonDays;
        for (int index = curve.Steps.Length - 1; index >= 0; index--)
        {
            SurvivalStep step = curve.Steps[index];
            if (step.Day >= horizonDays) continue;
            ahead += step.Survivor * (until - step.Day);
            until = step.Day;
            // A step to 0 has nothing ahead of it, so its infinite factor counts for 0.
            if (step.Survivor > 0) variance += ahead * ahead * step.Failures / ((double)step.AtRisk * (step.AtRisk - step.Failures));
        }

        double days = ahead + (until - originDay);
        double standardError = Math.Sqrt(variance);
        double reach = Confidence.TwoSidedZ(curve.Options.Level) * standardError;
        ConfidenceInterval? interval = variance > 0 ? new ConfidenceInterval(Math.Max(0, days - reach), Math.Min(horizonDays - originDay, days + reach)) : null;
        return new Answer<RestrictedMean>.Given(new RestrictedMean(horizonDays, days, standardError, interval));
    }
}
