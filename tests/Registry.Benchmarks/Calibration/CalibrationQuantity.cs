using System.Text.Json;
using Registry.Cohort.Truth;

namespace Registry.Benchmarks.Calibration;

/// <summary>A number of a report that the truth of the cohort answers.</summary>
/// <param name="Name">Its name in the results.</param>
/// <param name="IsFop">Asked of the cohort with FOP; else of that with POH.</param>
/// <param name="Report">The report.</param>
/// <param name="Table">Its table.</param>
/// <param name="Row">The texts with which its row begins.</param>
/// <param name="Estimate">Column of the estimate.</param>
/// <param name="Lower">Column of the lower limit.</param>
/// <param name="Upper">Column of the upper limit.</param>
/// <param name="Covers">Whether the interval has to cover the truth in 92 to 98 of 100 seeds: <see cref="Claim"/>.</param>
/// <param name="Note">What a reader must know of it; empty when nothing.</param>
internal sealed record CalibrationQuantity(string Name, bool IsFop, string Report, string Table, string[] Row, string Estimate, string Lower, string Upper, Claim Covers, string Note)
{
    private const string Dependent = "Not claimed: entry follows the diagnosis, and the diagnosis follows the first bone, so who enters early had bone early; delayed entry must not depend on what is measured.";

    public static IReadOnlyList<CalibrationQuantity> All { get; } =
    [
        new("survival median; delayed entry", true, "survival", "summary", ["FOP", "delayed-entry"], "median_years", "median_lower_95_years", "median_upper_95_years", Claim.Nominal, ""),
        new("survival median; naive from birth", true, "survival", "summary", ["FOP", "naive-from-birth"], "median_years", "median_lower_95_years", "median_upper_95_years", Claim.Fails, "It counts subjects as at risk from birth, although nobody who died before entering could be enrolled."),
        new("flare-ups a year; between subjects", true, "flare-ups", "between-subjects", ["FOP"], "per_person_year", "lower_95", "upper_95", Claim.Nominal, ""),
        new("flare-ups a year; Poisson", true, "flare-ups", "rate", ["FOP"], "per_person_year", "lower_95", "upper_95", Claim.None, "Too narrow, as the report says: flare-ups of one subject are not independent of each other."),
        new("CAJIS a year", true, "function", "cajis-trend", ["FOP"], "slope", "slope_lower_95", "slope_upper_95", Claim.None, "Not claimed: the score ends at 30, so the oldest no longer rise, and a straight line lies below what they lose. In R's lme4, on lives drawn in the same way, the slope is 0.457 with that ceiling and 0.467 without, of 0.47."),
        new("wheelchair all of the time; median age when assessed", true, "function", "milestones", ["FOP", "wheelchair all of the time, or bedbound"], "median_years", "median_lower_95_years", "median_upper_95_years", Claim.Nominal, "The truth is the age at which it came and the wait until the next visit, as the report says of itself."),
        Order("axial before appendicular"),
        Order("cranial before caudal"),
        Order("proximal before distal"),
        Order("dorsal before ventral"),
        Region("neck"),
        Region("shoulder"),
        Region("hip"),
        Region("knee"),
        new("POH subcutis to deep; median time", false, "poh-depth", "transitions", ["all", "all", "subcutis to deep"], "median_years", "median_lower_95_years", "median_upper_95_years", Claim.Nominal, ""),
    ];

    /// <summary>What is true of each, by name.</summary>
    public static async Task<IReadOnlyDictionary<string, double>> TruthsAsync()
    {
        CohortTruth truth = TruthReader.Default();
        IReadOnlyList<JsonElement> many = await CalibrationTruth.ManyAsync(CalibrationSeed.FopCohort(1));
        Dictionary<string, double> truths = new(StringComparer.Ordinal)
        {
            ["survival median; delayed entry"] = truth.Fop.Mortality.MedianYears.Value,
            ["survival median; naive from birth"] = truth.Fop.Mortality.MedianYears.Value,
            ["flare-ups a year; between subjects"] = truth.Fop.FlareUps.PerPersonYear.Value,
            ["flare-ups a year; Poisson"] = truth.Fop.FlareUps.PerPersonYear.Value,
            ["CAJIS a year"] = truth.Fop.Function.CajisPerYear.Value,
            ["wheelchair all of the time; median age when assessed"] = CalibrationTruth.AssessedMedian(truth),
            ["POH subcutis to deep; median time"] = truth.Poh.DeepMedianYears.Value,
        };
        foreach ((string axis, double share) in CalibrationTruth.Concordances(truth, many)) truths["order; " + axis] = share;
        foreach ((string region, double median) in CalibrationTruth.RegionMedians(truth, many)) truths[$"bone in the {region}; median age"] = median;
        return truths;
    }

    private static CalibrationQuantity Order(string axis) => new("order; " + axis, true, "ossification", "order", ["FOP", axis], "concordance", "lower_95", "upper_95", Claim.Nominal, "");

    private static CalibrationQuantity Region(string region) =>
        new($"bone in the {region}; median age", true, "ossification", "regions", ["FOP", region], "median_years", "median_lower_95_years", "median_upper_95_years", Claim.None, Dependent);
}

/// <summary>What is claimed of an interval at 95 %.</summary>
internal enum Claim
{
    /// <summary>It covers the truth in 92 to 98 of 100 seeds.</summary>
    Nominal,

    /// <summary>It covers the truth in fewer than half of them: shown why it must not be used.</summary>
    Fails,

    /// <summary>Nothing; its coverage is shown with the reason.</summary>
    None,
}
