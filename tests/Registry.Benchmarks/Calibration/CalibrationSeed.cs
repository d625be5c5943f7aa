using System.Globalization;
using Registry.Cohort;
using Registry.Contracts.Events;

namespace Registry.Benchmarks.Calibration;

/// <summary>What a report estimated of one quantity in the cohort of one seed.</summary>
/// <param name="Seed">The seed.</param>
/// <param name="Quantity">One of <see cref="CalibrationQuantity.All"/>.</param>
/// <param name="Estimate">Null where the report gave none; infinity where a curve did not come down to it.</param>
/// <param name="Lower">Lower limit at 95 %.</param>
/// <param name="Upper">Upper limit; infinity: not reached.</param>
internal sealed record SeedEstimate(int Seed, string Quantity, double? Estimate, double? Lower, double? Upper)
{
    public bool Covers(double truth) => Lower <= truth && (Upper is null || truth <= Upper) && Estimate is not null;

    public string Line() => string.Join(',', Seed.ToString(CultureInfo.InvariantCulture), Quantity, Print(Estimate), Print(Lower), Print(Upper));

    public static SeedEstimate Parse(string line)
    {
        string[] cells = line.Split(',');
        return new SeedEstimate(int.Parse(cells[0], CultureInfo.InvariantCulture), cells[1], Read(cells[2]), Read(cells[3]), Read(cells[4]));
    }

    private static string Print(double? value) => value switch { null => "", double.PositiveInfinity => "not-reached", { } number => number.ToString("0.######", CultureInfo.InvariantCulture) };

    private static double? Read(string cell) => cell switch { "" => null, "not-reached" => double.PositiveInfinity, _ => double.Parse(cell, CultureInfo.InvariantCulture) };
}

/// <summary>What the rules said of one seed's subjects: of one kind of error, or of those in whom nothing was made wrong.</summary>
/// <param name="Seed">The seed.</param>
/// <param name="Kind">Kind of injected error, or <c>clean</c>.</param>
/// <param name="Rule">The rule that is to find it; of <c>clean</c>, a rule that spoke.</param>
/// <param name="Subjects">How many had it; of <c>clean</c>, how many subjects were clean.</param>
/// <param name="Found">Of how many the rule spoke.</param>
internal sealed record SeedFindings(int Seed, string Kind, string Rule, int Subjects, int Found)
{
    public string Line() => FormattableString.Invariant($"{Seed},{Kind},{Rule},{Subjects},{Found}");

    public static SeedFindings Parse(string line)
    {
        string[] cells = line.Split(',');
        return new SeedFindings(int.Parse(cells[0], CultureInfo.InvariantCulture), cells[1], cells[2], int.Parse(cells[3], CultureInfo.InvariantCulture), int.Parse(cells[4], CultureInfo.InvariantCulture));
    }
}

/// <summary>The cohorts of one seed, through the whole way, and what came of them.</summary>
internal static class CalibrationSeed
{
    /// <summary>Rule named where no rule spoke of a clean subject.</summary>
    internal const string NoRule = "none";

    private static readonly HashSet<string> FopEvents =
    [
        nameof(SubjectEnrolled), nameof(ConsentChanged), nameof(DiagnosisRecorded), nameof(FlareUpReported), nameof(OssificationReported), nameof(FunctionAssessed), nameof(VitalStatusConfirmed), nameof(DeathReported),
    ];

    private static readonly HashSet<string> PohEvents =
    [
        nameof(SubjectEnrolled), nameof(ConsentChanged), nameof(DiagnosisRecorded), nameof(OssificationReported), nameof(VitalStatusConfirmed), nameof(DeathReported),
    ];

    /// <summary>People with FOP, as many and as long as Kaplan 2010 had them: 431 over 33 years.</summary>
    public static CohortOptions FopCohort(int seed) => new() { Subjects = 431, Seed = seed, FopShare = 1, From = new DateOnly(1993, 1, 1), To = new DateOnly(2026, 1, 1), HasWithdrawals = false };

    /// <summary>People with POH, as many as the largest published series (Adegbite 2008).</summary>
    public static CohortOptions PohCohort(int seed) => new() { Subjects = 111, Seed = seed, FopShare = 0, From = new DateOnly(1993, 1, 1), To = new DateOnly(2026, 1, 1), HasWithdrawals = false };

    /// <summary>People of both diseases, one error in every second.</summary>
    public static CohortOptions WrongCohort(int seed) => new() { Subjects = 60, Seed = seed, FopShare = 0.6, ErrorRate = 0.5, HasWithdrawals = false };

    public static async Task<(IReadOnlyList<SeedEstimate> Estimates, IReadOnlyList<SeedFindings> Findings)> RunAsync(int seed)
    {
        List<SeedEstimate> estimates = [];
        InventedRegistry fop = await InventedRegistry.OfAsync(FopCohort(seed), FopEvents);
        InventedRegistry poh = await InventedRegistry.OfAsync(PohCohort(seed), PohEvents);
        InventedRegistry wrong = await InventedRegistry.OfAsync(WrongCohort(seed), new HashSet<string>());
        foreach ((InventedRegistry registry, bool isFop) in new[] { (fop, true), (poh, false) })
        {
            await using ReportedCohort reported = await ReportedCohort.OfAsync(registry.Events);
            foreach (IGrouping<string, CalibrationQuantity> report in CalibrationQuantity.All.Where(quantity => quantity.IsFop == isFop).GroupBy(quantity => quantity.Report, StringComparer.Ordinal))
            {
                ReportedTables tables = await reported.ReportAsync(report.Key);
                estimates.AddRange(report.Select(quantity => new SeedEstimate(seed, quantity.Name, tables[quantity.Table, quantity.Estimate, quantity.Row], tables[quantity.Table, quantity.Lower, quantity.Row], tables[quantity.Table, quantity.Upper, quantity.Row])));
            }
        }

        return (estimates, FindingsOf(seed, [.. fop.Subjects, .. poh.Subjects, .. wrong.Subjects]));
    }

    private static List<SeedFindings> FindingsOf(int seed, IReadOnlyList<InventedSubject> subjects)
    {
        List<SeedFindings> findings = [];
        foreach (IGrouping<(string Kind, string Rule), InventedSubject> kind in subjects.Where(subject => subject.Error is not null)
            .GroupBy(subject => (subject.Error!.Value.GetProperty("kind").GetString()!, subject.Error.Value.GetProperty("rule").GetString()!)).OrderBy(kind => kind.Key.Item1, StringComparer.Ordinal))
        {
            findings.Add(new SeedFindings(seed, kind.Key.Kind, kind.Key.Rule, kind.Count(), kind.Count(subject => Spoke(subject).Contains(kind.Key.Rule, StringComparer.Ordinal))));
        }

        InventedSubject[] clean = [.. subjects.Where(subject => subject.Error is null)];
        string[] rules = [.. clean.SelectMany(Spoke).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        findings.AddRange((rules.Length == 0 ? [NoRule] : rules).Select(rule => new SeedFindings(seed, "clean", rule, clean.Length, clean.Count(subject => Spoke(subject).Contains(rule, StringComparer.Ordinal)))));
        return findings;
    }

    /// <summary>Rules that refused, or opened an error or a warning: what asks somebody to do something. Information does not.</summary>
    private static IEnumerable<string> Spoke(InventedSubject subject) =>
        subject.Refusals.Select(rule => rule + " (error)").Concat(subject.Opened.Where(opened => opened.Severity is not "information").Select(opened => opened.Severity is "error" ? opened.Rule + " (error)" : opened.Rule))
            .Select(rule => subject.Error is null ? rule : rule.Split(' ')[0]).Distinct(StringComparer.Ordinal);
}
