using System.Globalization;
using System.Text;
using Registry.Cohort;
using Registry.Contracts.Events;

namespace Registry.Benchmarks.Calibration;

/// <summary><c>docs/evidence.md</c>: each published figure beside what the calibrated cohort gives. A test makes it again.</summary>
internal static class EvidencePage
{
    public static string File => Checkout.Path("docs", "evidence.md");

    public static async Task<string> WriteAsync()
    {
        CohortOptions fop = CalibrationSeed.FopCohort(1);
        CohortOptions poh = CalibrationSeed.PohCohort(1);
        StringBuilder page = new();
        page.Append("# Published figures beside the invented cohort\n\nGenerated; do not edit (`EvidenceTests`, with `REGISTRY_APPROVE=1` to write it).\n\n");
        page.Append(CultureInfo.InvariantCulture, $"Each figure that was read in a source, beside what the reports give for the cohort that `registry cohort generate` draws from `src/Registry.Cohort/Truth/truth.json`: {fop.Subjects} people with FOP and {poh.Subjects} with POH who enter over 33 years, seed {fop.Seed}, through validator, rules, events, projections and reports. The cohort is invented. Where the two agree, that says that the generator and the reports do not contradict the paper; it is no evidence of anything else. Where they differ, the difference is left to stand: nothing is tuned for it.\n\n");
        page.Append("*Within*: the published number lies in the 95 % interval of the cohort's. A number without an interval is only shown. Whether intervals hold what they promise: [calibration](../tests/Registry.Benchmarks/results/calibration.md).\n\n");
        page.Append("| figure | published | source | this cohort | 95 % | estimator | within |\n|---|---|---|---|---|---|---|\n");
        ReportedTables[] fopReports = await ReportsAsync(fop);
        ReportedTables[] pohReports = await ReportsAsync(poh);
        foreach (EvidenceFigure figure in EvidenceFigures.All)
        {
            ReportedTables[] reports = figure.What.StartsWith("POH", StringComparison.Ordinal) ? pohReports : fopReports;
            Given given = figure.Compute(name => reports.Single(report => string.Equals(report.Name, name, StringComparison.Ordinal)));
            if (given.Value is null) throw new InvalidOperationException($"The reports give nothing for '{figure.What}'.");
            page.Append(CultureInfo.InvariantCulture, $"| {figure.What} | {figure.Published} | {figure.Source} | {Print(given.Value)}{figure.Unit} | {(given.Lower is null ? "" : $"{Print(given.Lower)} to {Print(given.Upper)}")} | {figure.Estimator} | {Within(figure, given)} |\n");
        }

        page.Append("\n## Read, and computed by no report\n\n| figure | why |\n|---|---|\n");
        foreach ((string figure, string why) in EvidenceFigures.NotComputed) page.Append(CultureInfo.InvariantCulture, $"| {figure} | {why} |\n");
        page.Append("\nFigures that nobody read in a source are not here. No figure of survival in POH was found to be published.\n");
        return page.ToString();
    }

    private static string Within(EvidenceFigure figure, Given given) => given.Lower is null ? "" : given.Lower <= figure.Value && (given.Upper is null || figure.Value <= given.Upper) ? "yes" : "**no**";

    private static string Print(double? value) => value switch
    {
        null => "",
        double.PositiveInfinity => "not reached",
        >= 1000 => value.Value.ToString("#,0", CultureInfo.InvariantCulture),
        _ => value.Value.ToString("0.##", CultureInfo.InvariantCulture),
    };

    private static async Task<ReportedTables[]> ReportsAsync(CohortOptions options)
    {
        HashSet<string> everything = [.. EventCatalogue.All.Select(type => type.Name)];
        InventedRegistry registry = await InventedRegistry.OfAsync(options, everything);
        await using ReportedCohort reported = await ReportedCohort.OfAsync(registry.Events);
        List<ReportedTables> reports = [];
        foreach (string name in (string[])["enrolment", "survival", "causes-of-death", "flare-ups", "ossification", "function", "features", "genotype"]) reports.Add(await reported.ReportAsync(name));
        return [.. reports];
    }
}
