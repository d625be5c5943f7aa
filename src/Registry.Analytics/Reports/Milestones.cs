using Registry.Statistics.Rates;
using Registry.Statistics.Survival;

namespace Registry.Analytics.Reports;

/// <summary>When a state that does not go back (bone in a region, a wheelchair, deep bone) was first seen, as samples and as rows.</summary>
internal static class Milestones
{
    internal const string Method = "One minus Kaplan–Meier by age with delayed entry; limits at 95 % on the log(-log) scale from Greenwood's variance.";

    internal static readonly string Definition =
        "At risk of a first time: after registry entry until it was first seen, death, or the last day on which the subject was known to be alive. Who had it before entry is left out of the estimate and counted (prevalent): such a subject was not at risk under observation. Death ends observation, so this is how soon it comes while alive.";

    /// <summary>The first time of one state in one person.</summary>
    /// <param name="Life">The person's life.</param>
    /// <param name="Seen">When it was first seen; null when it was not.</param>
    internal readonly record struct First(Life Life, DateOnly? Seen)
    {
        internal bool IsPrevalent => Life.FollowUpGap == LifeGap.None && Seen <= Life.Entry;

        /// <summary>The period at risk; null when there is none.</summary>
        internal FollowUp? Sample
        {
            get
            {
                if (Life.FollowUpGap != LifeGap.None || IsPrevalent) return null;
                bool isSeen = Seen is { } day && day <= Life.Exit;
                return new FollowUp(Life.FollowUp.EntryDays, isSeen ? Life.DaysOf(Seen!.Value) : Life.FollowUp.ExitDays, isSeen);
            }
        }
    }

    internal static IReadOnlyList<ReportColumn> Columns(params IReadOnlyList<ReportColumn> names) =>
    [
        .. names, ReportColumn.Count("subjects", "Subjects at risk"), ReportColumn.Count("seen", "First seen under observation"), ReportColumn.Count("prevalent", "Had it at entry"),
        ReportColumn.Years("median_years", "Median age"), ReportColumn.Years("median_lower_95_years", "Lower 95 %"), ReportColumn.Years("median_upper_95_years", "Upper 95 %"),
    ];

    /// <summary>A row of <see cref="Columns"/>, with the curve it was read from; null when nobody was at risk.</summary>
    internal static (IReadOnlyList<ReportCell> Row, SurvivalCurve? Curve, FollowUp[] Samples) Row(IReadOnlyCollection<First> firsts, params IReadOnlyList<ReportCell> names)
    {
        List<FollowUp> atRisk = new(firsts.Count);
        long before = 0;
        foreach (First first in firsts)
        {
            if (first.IsPrevalent) before++;
            else if (first.Sample is { } sample) atRisk.Add(sample);
        }

        FollowUp[] samples = [.. atRisk];
        ReportCell prevalent = ReportCell.Of(before);
        if (samples.Length == 0) return ([.. names, ReportCell.Of(0), ReportCell.Of(0), prevalent, ReportCell.None, ReportCell.None, ReportCell.None], null, samples);
        SurvivalCurve curve = KaplanMeier.Estimate(samples);
        SurvivalQuantile median = curve.Median();
        return ([.. names, ReportCell.Of(samples.Length), ReportCell.Of(curve.FailureCount), prevalent, Cells.Reached(median.Estimate), Cells.Reached(median.Lower), Cells.Reached(median.Upper)], curve, samples);
    }

    internal static IReadOnlyList<ReportColumn> IncidenceColumns(params IReadOnlyList<ReportColumn> names) =>
    [
        .. names, ReportColumn.Text("at_age", "At age in years"), ReportColumn.Count("at_risk", "At risk"), ReportColumn.Probability("incidence", "Share with it, while alive"),
        ReportColumn.Probability("lower_95", "Lower 95 %"), ReportColumn.Probability("upper_95", "Upper 95 %"),
    ];

    /// <summary>Rows of <see cref="IncidenceColumns"/> at each whole year of age at which somebody was at risk.</summary>
    internal static IEnumerable<IReadOnlyList<ReportCell>> Incidence(SurvivalCurve curve, FollowUp[] samples, params IReadOnlyList<ReportCell> names)
    {
        int[] grid = [.. Enumerable.Range(1, (int)(curve.LastDay / PersonTime.DaysPerYear) + 1).Select(Cells.DaysOfAge)];
        foreach (RiskTableRow row in RiskTable.On(samples, grid).Where(row => row.AtRisk > 0))
        {
            SurvivorPoint? point = curve.SurvivorAt(row.Day - 1);
            yield return
            [
                .. names, Cells.Band((int)Math.Round(PersonTime.Years(row.Day), MidpointRounding.AwayFromZero)), ReportCell.Of(row.AtRisk),
                ReportCell.Probability(1 - point?.Survivor), ReportCell.Probability(1 - point?.Interval?.Upper), ReportCell.Probability(1 - point?.Interval?.Lower),
            ];
        }
    }

    /// <summary>What a curve says against itself, named.</summary>
    internal static IEnumerable<string> Warnings(string name, SurvivalCurve? curve, FollowUp[] samples)
    {
        if (curve is null) yield break;
        if (EarlyRisk.FewBelow(samples, startAtDays: null) is not null) yield return $"{name}: at first fewer than {Limits.FewAtRisk} were at risk, so first times there are hardly seen; the median and the curve are unsure.";
        if (EarlyRisk.IsFewAtAll(samples)) yield return $"{name}: there never were {Limits.FewAtRisk} at risk; the median and the curve are unsure.";
        if (curve.CollapsedOnDay is not null) yield return $"{name}: at some age all who were at risk reached it while others were observed later; the curve is unsure from there on.";
        if (curve.Steps.Any(step => step.AtRisk < Limits.SmallRiskSet)) yield return $"{name}: some first times fell in risk sets of fewer than {Limits.SmallRiskSet}; the median and the curve are unsure.";
    }
}

/// <summary>Whether a curve with delayed entry begins with a risk set too small to see its first failures.</summary>
internal static class EarlyRisk
{
    /// <summary>The day from which enough subjects are at risk, where that is later than the first day observed; null where they are from the start, or never.</summary>
    internal static int? FewBelow(FollowUp[] samples, int? startAtDays)
    {
        if (samples.Length == 0 || RiskTable.FirstDayAtRisk(samples, Limits.FewAtRisk) is not { } enough) return null;
        int first = Math.Max(samples.Min(sample => sample.EntryDays) + 1, (startAtDays ?? FollowUp.BeforeOrigin) + 1);
        return enough > Math.Max(first, 0) ? enough : null;
    }

    /// <summary>There never are so many at risk as a curve needs.</summary>
    internal static bool IsFewAtAll(FollowUp[] samples) => samples.Length > 0 && RiskTable.FirstDayAtRisk(samples, Limits.FewAtRisk) is null;
}
