namespace Registry.Benchmarks.Calibration;

/// <summary>What the cohort gives where a paper gives a figure.</summary>
/// <param name="Value">In the unit of the figure; null where the report gives none, infinity where it is not reached.</param>
/// <param name="Lower">Lower limit at 95 %; null where there is none.</param>
/// <param name="Upper">Upper limit.</param>
internal readonly record struct Given(double? Value, double? Lower = null, double? Upper = null);

/// <summary>A published figure that was read, and how the registry computes the same.</summary>
/// <param name="What">What it is a figure of.</param>
/// <param name="Published">As it was published.</param>
/// <param name="Value">The number that is compared, in the figure's unit.</param>
/// <param name="Unit">Printed behind it.</param>
/// <param name="Source">Paper or register.</param>
/// <param name="Estimator">Report, table and estimator.</param>
/// <param name="Compute">Reads it from the cohort's reports.</param>
internal sealed record EvidenceFigure(string What, string Published, double Value, string Unit, string Source, string Estimator, Func<Func<string, ReportedTables>, Given> Compute);

/// <summary>The published figures that the reports of this registry can set beside their own. Figures that were not read in a source stand nowhere.</summary>
internal static class EvidenceFigures
{
    private const string Kaplan = "Kaplan 2010, JBJS, PMID 20194327";
    private const string Pignolo = "Pignolo 2016, PMID 27025942 (500 answers)";
    private const string NaturalHistory = "PMID 36152026 (114 people, 36 months)";
    private const string CrossSection = "PMID 31053156 (114 people of 4 to 56 years)";
    private const string Iccbh = "ICCBH 2017 (101 people)";

    public static IReadOnlyList<EvidenceFigure> All { get; } =
    [
        new("FOP: median survival, the estimate to use", "56 years (51 to 60), Kaplan–Meier of 371 alive and 60 dead; whether it allowed for delayed entry was not read", 56, " a", Kaplan, "survival · summary: Kaplan–Meier with delayed entry",
            read => Interval(read("survival"), "summary", ["FOP", "delayed-entry"], "median_years", "median_lower_95_years", "median_upper_95_years")),
        new("FOP: the same, counted from birth", "56 years (51 to 60), as above", 56, " a", Kaplan, "survival · summary: Kaplan–Meier from birth (naive)",
            read => Interval(read("survival"), "summary", ["FOP", "naive-from-birth"], "median_years", "median_lower_95_years", "median_upper_95_years")),
        new("FOP: median age at death of those who died", "40 years (3 to 77), 60 deaths", 40, " a", Kaplan, "survival · age-at-death: median of the ages, no estimate of survival", read => new(read("survival")["age-at-death", "median_age_at_death_years", "FOP"])),
        new("FOP: share who died", "13.9 %, 60 of 431 over 33 years", 13.9, " %", Kaplan, "enrolment · by-disease: dead of subjects", read => Share(read("enrolment")["by-disease", "dead", "FOP"], read("enrolment")["by-disease", "subjects", "FOP"])),
        new("FOP: share who died", "13.8 %, 9 of 65, 2008 to 2018", 13.8, " %", "China, register", "as above", read => Share(read("enrolment")["by-disease", "dead", "FOP"], read("enrolment")["by-disease", "subjects", "FOP"])),
        Cause("thoracic-insufficiency-syndrome", "thoracic insufficiency", 54, "54 % of 48 deaths of known cause"),
        Cause("pneumonia", "pneumonia", 15, "15 % of 48 deaths of known cause"),
        new("FOP: median age at death by thoracic insufficiency", "42 years", 42, " a", Kaplan, "causes-of-death · causes: median of the ages", read => new(read("causes-of-death")["causes", "median_age_at_death_years", "FOP", "thoracic-insufficiency-syndrome"])),
        new("FOP: median age at death by pneumonia", "40 years", 40, " a", Kaplan, "causes-of-death · causes: median of the ages", read => new(read("causes-of-death")["causes", "median_age_at_death_years", "FOP", "pneumonia"])),
        new("FOP: flare-ups in 26.8 months", "2.0 a person, 229 of 114", 2.0, "", NaturalHistory, "flare-ups · between-subjects: negative binomial rate × 26.8 / 12",
            read => Times(Interval(read("flare-ups"), "between-subjects", ["FOP"], "per_person_year", "lower_95", "upper_95"), 26.8 / 12)),
        Region("upper-back", "upper back", 17.9),
        Region("hip", "hip", 14.8),
        Region("shoulder", "shoulder", 10.9),
        new("FOP: flare-ups that were spontaneous, of those with a trigger told", "52 %", 52, " %", Pignolo, "flare-ups · by-trigger: count of those with a known trigger", read =>
        {
            ReportedTables flareUps = read("flare-ups");
            double told = 0;
            foreach (string trigger in (string[])["spontaneous", "trauma", "fall", "bruise", "muscle-stretch", "dental-procedure", "intramuscular-injection"]) told += flareUps["by-trigger", "flare_ups", "FOP", trigger] ?? 0;
            return Share(flareUps["by-trigger", "flare_ups", "FOP", "spontaneous"], told);
        }),
        Symptom("swelling", 93),
        Symptom("pain", 86),
        Symptom("reduced-movement", 79),
        new("FOP: flare-ups after which bone formed", "26.9 %, 14 of 52 that were imaged, at day 84", 26.9, " %", NaturalHistory, "flare-ups · by-outcome: exact binomial", read => Percent(read("flare-ups"), "by-outcome", ["FOP", "ho-formed"])),
        new("FOP: bone without a flare-up before it", "47 % progressed without an obvious flare-up", 47, " %", Pignolo, "ossification · with-flare-up: 100 % less the share of lesions that name one", read => Rest(Percent(read("ossification"), "with-flare-up", ["FOP"]))),
        new("FOP: joint score (CAJIS), change a year", "0.47, across people", 0.47, "", CrossSection, "function · cajis-trend: linear mixed model, within people", read => Interval(read("function"), "cajis-trend", ["FOP"], "slope", "slope_lower_95", "slope_upper_95")),
        new("FOP: volume of bone, change a year", "25,574 mm³, across people", 25_574, " mm³", CrossSection, "ossification · volume: linear mixed model, within people", read => Interval(read("ossification"), "volume", ["FOP"], "slope", "slope_lower_95", "slope_upper_95")),
        new("FOP: volume of bone, new in a year", "23,600 mm³", 23_600, " mm³", NaturalHistory, "ossification · volume: linear mixed model", read => Interval(read("ossification"), "volume", ["FOP"], "slope", "slope_lower_95", "slope_upper_95")),
        new("FOP: median age at full use of a wheelchair", "most by 30 years", 30, " a", "Connor and Evans 1982 (34 people)", "function · milestones: one minus Kaplan–Meier with delayed entry",
            read => Interval(read("function"), "milestones", ["FOP", "wheelchair all of the time, or bedbound"], "median_years", "median_lower_95_years", "median_upper_95_years")),
        Feature("HP:0001844", "malformed great toe", 99, "99 %", Iccbh),
        Feature("HP:0009778", "short thumb", 51, "51 %", Iccbh),
        Feature("HP:0000365", "hearing impairment", 43, "43 %", Iccbh),
        Feature("HP:0002650", "scoliosis", 65, "65 %, 26 of 40", "PMID 7929490"),
        ByMethod("radiograph", 90, "90 % of 96, by radiograph", "PMID 18245597"),
        ByMethod("subject-report", 37, "37 %, by self-report", Iccbh),
        new("FOP: female", "445 female, 387 male", 100.0 * 445 / 832, " %", "Census 2016", "enrolment · by-sex: female of subjects", read => Share(read("enrolment")["by-sex", "subjects", "female"], read("enrolment")["overview", "subjects", "enrolled"])),
        new("POH: a variant of GNAS is found", "some 70 %; 13 of 18 in Shore 2002", 70, " %", "Shore 2002 and reviews", "genotype · tested: present of all with POH; the untested count as not found", read => Percent(read("genotype"), "tested", ["POH", "present"])),
    ];

    /// <summary>Figures that were read and that no report computes.</summary>
    public static IReadOnlyList<(string Figure, string Why)> NotComputed { get; } =
    [
        ("Flare-up in the last 12 months: 71 % (Pignolo 2016)", "A question of a survey; the registry has the flare-ups themselves, and reports their rate."),
        ("Injection into a muscle: 25 % had a flare-up at once, 84 % of these got bone (Pignolo 2016)", "Injections without a flare-up are not captured, so there is no denominator."),
        ("Sites of flare-ups: back 41.6 %, neck 26.4 %, jaw 19.4 % (Pignolo 2016)", "Whether of people or of flare-ups was not read."),
        ("70 % lost function from a flare-up, 32 % had a complete resolution at least once (Pignolo 2016)", "Of people over their whole lives; the report counts outcomes of flare-ups."),
        ("Bone first at a mean of 5 years; restriction in 80 % by 7 and in the upper limbs in over 95 % by 15 (Cohen 1993)", "Over any region; the report has each region's age, and no first of all."),
        ("Symptoms at a mean of 6.2 years, diagnosis at 8.3 (IFOPA registry 2020)", "No report tells ages at symptoms and at diagnosis."),
        ("Misdiagnosis in 87 %, biopsy in 67 % (Kitterman 2005)", "The report of surgery counts biopsies of those who entered, not the share of people before their diagnosis."),
        ("Questionnaire FOP-PFQ: 1.2 % a year across people (PMID 31053156)", "The report keeps each form's own points; the paper's percentage is of a scale that was not read."),
        ("POH: 19 male, 21 female (POH group)", "The report by sex is of all subjects, or of one disease when it is asked for; this page asks without filters."),
    ];

    private static EvidenceFigure Cause(string code, string words, double value, string published) => new($"FOP: deaths by {words}, of those with a known cause", published, value, " %", Kaplan, "causes-of-death · causes: deaths by it of deaths with a known cause", read =>
    {
        ReportedTables causes = read("causes-of-death");
        double known = new[] { "thoracic-insufficiency-syndrome", "pneumonia", "other" }.Sum(cause => causes["causes", "deaths", "FOP", cause] ?? 0);
        return Share(causes["causes", "deaths", "FOP", code], known);
    });

    private static EvidenceFigure Region(string code, string words, double value) => new($"FOP: flare-ups at the {words}", FormattableString.Invariant($"{value} % of 229"), value, " %", NaturalHistory, "flare-ups · by-region: count of all",
        read => Share(read("flare-ups")["by-region", "flare_ups", "FOP", code], read("flare-ups")["rate", "flare_ups", "FOP"]));

    private static EvidenceFigure Symptom(string code, double value) => new($"FOP: {code.Replace('-', ' ')} in a flare-up", FormattableString.Invariant($"{value} % had it at presentation"), value, " %", Pignolo, "flare-ups · by-symptom: exact binomial", read => Percent(read("flare-ups"), "by-symptom", ["FOP", code]));

    private static EvidenceFigure Feature(string code, string words, double value, string published, string source) => new($"FOP: {words}", published, value, " %", source, "features · features: exact binomial", read => Percent(read("features"), "features", ["FOP", code]));

    private static EvidenceFigure ByMethod(string method, double value, string published, string source) => new($"FOP: osteochondroma of the tibia, {method.Replace('-', ' ')}", published, value, " %", source, "features · by-method: exact binomial", read => Percent(read("features"), "by-method", ["FOP", "HP:0030431", method]));

    private static Given Interval(ReportedTables report, string table, string[] row, string value, string lower, string upper) => new(report[table, value, row], report[table, lower, row], report[table, upper, row]);

    private static Given Percent(ReportedTables report, string table, string[] row) => Times(Interval(report, table, row, "proportion", "lower_95", "upper_95"), 100);

    private static Given Times(Given given, double factor) => new(given.Value * factor, given.Lower * factor, given.Upper * factor);

    private static Given Rest(Given percent) => new(100 - percent.Value, 100 - percent.Upper, 100 - percent.Lower);

    /// <summary>A share of counts in percent, with the exact binomial interval.</summary>
    private static Given Share(double? count, double? of)
    {
        if (count is null || of is not > 0) return new(null);
        Registry.Statistics.Rates.BinomialProportion share = Registry.Statistics.Rates.BinomialProportion.Estimate((long)count, (long)of);
        return new(100 * share.Share, 100 * share.Interval.Lower, 100 * share.Interval.Upper);
    }
}
