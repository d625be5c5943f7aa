using System.Globalization;
using System.Text;
using Registry.Statistics.Rates;

namespace Registry.Benchmarks.Calibration;

/// <summary>The page of the results, made of what each seed gave and of what is true; a test makes it again.</summary>
internal static class CalibrationPage
{
    /// <summary>Between these shares an interval at 95 % is taken to hold what it promises over 200 seeds.</summary>
    public const double LeastCoverage = 0.92;
    public const double MostCoverage = 0.98;

    /// <summary>What a warning rule has to find of the errors that were put in for it, and of how many clean subjects it may speak.</summary>
    public const double SensitivityFloor = 0.9;
    public const double FalseAlarmCeiling = 0.02;

    /// <summary>Of all seeds, the share whose interval covers the truth.</summary>
    public static BinomialProportion Coverage(IReadOnlyList<SeedEstimate> estimates, string quantity, double truth)
    {
        SeedEstimate[] given = [.. estimates.Where(estimate => string.Equals(estimate.Quantity, quantity, StringComparison.Ordinal))];
        return BinomialProportion.Estimate(given.LongCount(estimate => estimate.Covers(truth)), given.Length);
    }

    public static string Write(string run, IReadOnlyList<SeedEstimate> estimates, IReadOnlyList<SeedFindings> findings, IReadOnlyDictionary<string, double> truths)
    {
        StringBuilder page = new();
        int seeds = estimates.Select(estimate => estimate.Seed).Distinct().Count();
        page.Append(CultureInfo.InvariantCulture, $"# Calibration: do the reports find what is true?\n\nMade by `dotnet run -c Release --project tests/Registry.Benchmarks -- calibration`; do not edit. {run}\n\n");
        page.Append(CultureInfo.InvariantCulture, $"Each of {seeds} seeds: three invented cohorts are told as bundles and go the whole way but HTTP and the store (validator, intake, rules, events, projection in SQLite, report). Their truth is `src/Registry.Cohort/Truth/truth.json`; what follows from it without being a parameter is computed in `tests/Registry.Benchmarks/Calibration/CalibrationTruth.cs`, from true ages alone and by no estimator of ours. What each seed gave: `calibration-estimates.csv`, `calibration-findings.csv`.\n\n");
        page.Append("- 431 people with FOP who enter over 33 years, the size and the span of Kaplan 2010; 111 with POH, the size of Adegbite 2008. Entry, loss and the dates that sites tell only to the month or year are as in the truth file.\n- 60 people of both diseases with one error in every second.\n\n");
        page.Append("## Intervals\n\n*Covers*: share of seeds whose 95 % interval holds the truth, with its own exact interval. An interval at 95 % is claimed to cover in 92 to 98 of 100 seeds.\n\n");
        page.Append("| quantity | report · table | truth | median estimate | covers | of it, sure to | claimed | holds |\n|---|---|---|---|---|---|---|---|\n");
        foreach (CalibrationQuantity quantity in CalibrationQuantity.All)
        {
            double truth = truths[quantity.Name];
            BinomialProportion coverage = Coverage(estimates, quantity.Name, truth);
            page.Append(CultureInfo.InvariantCulture, $"| {quantity.Name} | {quantity.Report} · {quantity.Table} | {truth:0.###} | {Middle(estimates, quantity.Name)} | {Percent(coverage.Share)} | {Percent(coverage.Interval.Lower)} to {Percent(coverage.Interval.Upper)} | {ClaimOf(quantity.Covers)} | {Holds(quantity.Covers, coverage.Share)} |\n");
        }

        page.Append("\nWhat to know:\n\n");
        foreach (IGrouping<string, CalibrationQuantity> note in CalibrationQuantity.All.Where(quantity => quantity.Note.Length > 0).GroupBy(quantity => quantity.Note, StringComparer.Ordinal))
            page.Append(CultureInfo.InvariantCulture, $"- {string.Join("; ", note.Select(quantity => $"*{quantity.Name}*"))}. {note.Key}\n");
        Errors(page, findings);
        Clean(page, findings);
        return page.ToString();
    }

    /// <summary>Whether a claim holds of a share of seeds; null where nothing is claimed.</summary>
    public static bool? IsHeld(Claim claim, double share) => claim switch
    {
        Claim.Nominal => share is >= LeastCoverage and <= MostCoverage,
        Claim.Fails => share < 0.5,
        _ => null,
    };

    private static void Errors(StringBuilder page, IReadOnlyList<SeedFindings> findings)
    {
        page.Append(CultureInfo.InvariantCulture, $"\n## Errors that were put in\n\nRules and invariants that refuse have to find all. A warning rule has to find at least {Percent(SensitivityFloor)}.\n\n| error | rule | put in | found | share, sure to |\n|---|---|---|---|---|\n");
        foreach (IGrouping<(string Kind, string Rule), SeedFindings> kind in findings.Where(finding => finding.Kind is not "clean").GroupBy(finding => (finding.Kind, finding.Rule)).OrderBy(kind => kind.Key.Kind, StringComparer.Ordinal))
        {
            int put = kind.Sum(finding => finding.Subjects);
            BinomialProportion share = BinomialProportion.Estimate(kind.Sum(finding => finding.Found), put);
            page.Append(CultureInfo.InvariantCulture, $"| {kind.Key.Kind} | {kind.Key.Rule} | {put} | {kind.Sum(finding => finding.Found)} | {Percent(share.Share)} ({Percent(share.Interval.Lower)} to {Percent(share.Interval.Upper)}) |\n");
        }
    }

    private static void Clean(StringBuilder page, IReadOnlyList<SeedFindings> findings)
    {
        long subjects = findings.Where(finding => finding.Kind is "clean").GroupBy(finding => finding.Seed).Sum(seed => (long)seed.First().Subjects);
        page.Append(CultureInfo.InvariantCulture, $"\n## Subjects in whom nothing was made wrong\n\n{subjects} of them. No rule may refuse or open an error: such a rule would stand here with *(error)*. A warning may speak of at most {Percent(FalseAlarmCeiling)}; it asks somebody to look, and these lives hold rare things that are true (an affected parent, late hormone resistance, a normal toe in classic FOP).\n\n| rule | subjects of whom it spoke | share |\n|---|---|---|\n");
        foreach (IGrouping<string, SeedFindings> rule in findings.Where(finding => finding is { Kind: "clean", Rule: not CalibrationSeed.NoRule }).GroupBy(finding => finding.Rule, StringComparer.Ordinal).OrderBy(rule => rule.Key, StringComparer.Ordinal))
            page.Append(CultureInfo.InvariantCulture, $"| {rule.Key} | {rule.Sum(finding => finding.Found)} | {Percent(rule.Sum(finding => finding.Found) / (double)subjects)} |\n");
    }

    private static string Middle(IReadOnlyList<SeedEstimate> estimates, string quantity)
    {
        double?[] sorted = [.. estimates.Where(estimate => string.Equals(estimate.Quantity, quantity, StringComparison.Ordinal) && estimate.Estimate is not null).Select(estimate => estimate.Estimate).Order()];
        return sorted.Length == 0 ? "" : sorted[sorted.Length / 2] is { } middle && double.IsFinite(middle) ? middle.ToString("0.###", CultureInfo.InvariantCulture) : "not reached";
    }

    private static string ClaimOf(Claim claim) => claim switch { Claim.Nominal => "92 to 98 %", Claim.Fails => "below 50 %", _ => "" };

    private static string Holds(Claim claim, double share) => IsHeld(claim, share) switch { true => "yes", false => "**no**", null => "" };

    private static string Percent(double share) => (share * 100).ToString("0.#", CultureInfo.InvariantCulture) + " %";
}
