using System.Globalization;
using Registry.Statistics;
using Registry.Statistics.Survival;

namespace Registry.Analytics.Reports;

/// <summary>Whether the strata of a survival report differ in their hazard.</summary>
internal static class SurvivalComparison
{
    /// <returns>Observed and expected deaths per stratum with the test in the last row, and what speaks against it.</returns>
    internal static (ReportTable Table, IReadOnlyList<string> Warnings) Of(IReadOnlyList<Stratum> strata, IReadOnlyDictionary<Person, Life> lives, int? startAtDays)
    {
        HashSet<Person> inTwo = [.. strata.SelectMany(stratum => stratum.People).GroupBy(person => person).Where(group => group.Count() > 1).Select(group => group.Key)];
        (string Name, FollowUp[] Samples)[] compared =
        [
            .. strata.Select(stratum => (stratum.Name, Samples: stratum.People.Where(person => !inTwo.Contains(person)).Select(person => lives[person])
                .Where(life => life.FollowUpGap == LifeGap.None).Select(life => life.FollowUp).Select(sample => After(sample, startAtDays)).OfType<FollowUp>().ToArray()))
                .Where(stratum => stratum.Samples.Length > 0),
        ];
        LogRankResult? result = compared.Length < 2
            ? null
            : LogRank.Test([.. compared.SelectMany(stratum => stratum.Samples)], [.. compared.SelectMany((stratum, group) => Enumerable.Repeat(group, stratum.Samples.Length))]);
        ReportTable table = new()
        {
            Name = "log-rank",
            Title = "Deaths of each stratum, and those expected if all had the same hazard at each age",
            Method = "Log-rank test with delayed entry, hypergeometric variance for ties; p-value from the chi-squared distribution.",
            Columns =
            [
                ReportColumn.Text("stratum", "Stratum"), ReportColumn.Count("subjects", "Subjects"), ReportColumn.Count("deaths", "Deaths"), ReportColumn.Number("expected", "Expected deaths", "1"),
                ReportColumn.Number("chi_squared", "Chi-squared, all strata", "1"), ReportColumn.Number("degrees_of_freedom", "Degrees of freedom", "1"), ReportColumn.Probability("p_value", "p"),
            ],
            Rows = result is null ? [] : [.. Rows(compared, result)],
        };
        return (table, result is null
            ? ["log-rank: fewer than two strata have subjects under observation, so nothing is compared."]
            : [.. Cells.Texts("log-rank", result.Caveats).Select(text => Named(text, compared)), .. result.Difference() is Answer<ChiSquaredTest>.NotEstimable none ? new[] { $"log-rank: {none.Why}" } : []]);
    }

    // The estimator knows groups by number.
    private static string Named(string caveat, (string Name, FollowUp[] Samples)[] compared)
    {
        for (int group = compared.Length - 1; group >= 0; group--) caveat = caveat.Replace(string.Create(CultureInfo.InvariantCulture, $"Group {group} "), $"Stratum {compared[group].Name} ", StringComparison.Ordinal);
        return caveat;
    }

    private static IEnumerable<IReadOnlyList<ReportCell>> Rows((string Name, FollowUp[] Samples)[] compared, LogRankResult result)
    {
        ReportCell[] test = result.Difference() is Answer<ChiSquaredTest>.Given { Value: var given }
            ? [ReportCell.Rate(given.ChiSquared), new ReportCell.Number(given.DegreesOfFreedom, 0), ReportCell.Probability(given.PValue)]
            : [ReportCell.None, ReportCell.None, ReportCell.None];
        for (int group = 0; group < compared.Length; group++)
        {
            LogRankGroup counts = result.Groups[group];
            yield return [ReportCell.Of(compared[group].Name), ReportCell.Of(counts.SampleCount), ReportCell.Of(counts.Failures), ReportCell.Rate(counts.Expected), .. test];
        }
    }

    private static FollowUp? After(FollowUp sample, int? startAtDays) =>
        startAtDays is not { } start || sample.EntryDays >= start ? sample : sample.ExitDays > start ? sample with { EntryDays = start } : null;
}
