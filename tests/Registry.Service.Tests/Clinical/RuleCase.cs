using System.Text.Json.Nodes;
using Registry.Fhir.Outcomes;
using static Registry.Service.Tests.Clinical.Told;

namespace Registry.Service.Tests.Clinical;

/// <summary>Facts that break a rule, in two halves neither of which breaks it alone; the second is empty where one record breaks it.</summary>
internal sealed record RuleCase(string Name, string Rule, Severity Severity, JsonObject[] First, JsonObject[] Second)
{
    /// <summary>The Patient when the first half is stated, where that half is a Patient's; else the one of <see cref="Told.Patient"/>.</summary>
    public JsonObject? PatientOfFirst { get; init; }

    public bool HasHalves => Second.Length > 0;

    public JsonObject Patient(bool hasFirst) => hasFirst && PatientOfFirst is { } patient ? patient.DeepClone().AsObject() : Told.Patient();

    public override string ToString() => Name;

    /// <summary>Every rule breaks at least once. The first case of a rule is its example in docs/examples/rules.</summary>
    public static IReadOnlyList<RuleCase> Failing { get; } =
    [
        Error("R01", "death before birth", [], [Cause("2015-02")]) with { PatientOfFirst = Told.Patient(birth: "2016") },
        Error("R02", "flare-up after death", [FlareUp(start: "2024-09-03")], [Cause("2024-01")]),
        Error("R02", "onset after death", [Diagnosis("POH", onset: "2024-03", recorded: "2024-03")], [Cause("2024-01")]),
        Error("R02", "surgery after death", [Surgery("excision", date: "2025")], [Cause("2024-12-31")]),
        Error("R03", "flare-up before birth", [], [FlareUp(start: "2014-09-03")]) with { PatientOfFirst = Told.Patient(birth: "2015") },
        Error("R03", "onset before birth", [], [Diagnosis("POH", onset: "2014-08", recorded: null)]) with { PatientOfFirst = Told.Patient(birth: "2015") },
        Error("R04a", "diagnosis before birth", [], [Diagnosis("POH", recorded: "2019-12-31")]) with { PatientOfFirst = Told.Patient(birth: "2020") },
        Warning("R04a", "diagnosis before birth with a test of the fetus", [Variant("GNAS", source: "LA10429-1", effective: "2019-11")], [Diagnosis("POH", recorded: "2019-12-31")]) with { PatientOfFirst = Told.Patient(birth: "2020") },
        Warning("R04b", "onset after diagnosis", [Diagnosis("POH", "d1", recorded: "2015")], [Diagnosis("POH", "d2", onset: "2016-01", recorded: null)]),
        Error("R05a", "FOP with GNAS", [Diagnosis("FOP")], [Variant("GNAS", allele: "paternal")]),
        Error("R05a", "POH with ACVR1", [Diagnosis("POH")], [Variant("ACVR1")]),
        Warning("R05a", "provisional POH with ACVR1", [Diagnosis("POH", verification: "provisional")], [Variant("ACVR1")]),
        Warning("R05a", "POH with ACVR1 of uncertain significance", [Diagnosis("POH")], [Variant("ACVR1"), Implication("g", "LA26333-7")]),
        Error("R05b", "FOP and POH", [Diagnosis("FOP")], [Diagnosis("POH")]),
        Error("R06", "POH with the maternal allele", [Diagnosis("POH")], [Variant("GNAS", allele: "maternal")]),
        Warning("R06", "provisional POH with the maternal allele", [Diagnosis("POH", verification: "provisional")], [Variant("GNAS", allele: "maternal")]),
        Error("R07", "paternal transmission of the maternal allele", [Variant("GNAS", allele: "maternal", transmission: "LA26321-2")], []),
        Warning("R08", "allele without basis", [Variant("GNAS", allele: "paternal", hasBasis: false)], []),
        Error("R09a", "symbol of the other gene", [Variant("ACVR1", symbol: "GNAS")], []),
        Error("R09a", "symbol of the other gene in the c. name", [Variant("ACVR1", coding: "NM_001111067.4(GNAS):c.617G>A")], []),
        Warning("R09a", "symbol of an unknown gene", [Variant("ACVR1", symbol: "BMPR1A")], []),
        Error("R09b", "transcript of the other gene", [Variant("ACVR1", coding: "NM_000516.7:c.617G>A", protein: "NP_001104537.1:p.(Arg206His)")], []),
        Error("R09b", "protein of the other gene", [Variant("ACVR1", coding: "NM_001111067.4:c.617G>A", protein: "NP_000507.1:p.(Arg206His)")], []),
        Warning("R09b", "Ensembl's transcript", [Variant("ACVR1", coding: "ENST00000263640.7:c.617G>A")], []),
        Error("R09c", "two c. names", [Variant("ACVR1", coding: "NM_001111067.4:c.617G>A|NM_001105.5:c.619C>G", protein: "NP_001104537.1:p.(Arg206His)")], []),
        Error("R09c", "two p. names", [Variant("ACVR1", coding: "NM_001111067.4:c.617G>A", protein: "p.Arg206His|p.R206C")], []),
        Error("R09c", "two transcripts", [Variant("ACVR1", transcript: "NM_000516.7")], []),
        Error("R09d", "another codon", [Variant("ACVR1", coding: "NM_001111067.4:c.617G>A", protein: "NP_001104537.1:p.(Arg207His)")], []),
        Error("R09d", "another amino acid", [Variant("ACVR1", coding: "NM_001111067.4:c.617G>A", protein: "p.R206C")], []),
        Error("R09d", "a stop in another codon", [Variant("GNAS", coding: "NM_000516.7:c.103C>T", protein: "p.Gln34Ter")], []),
        Warning("R10a", "unknown variant", [Variant("ACVR1", coding: "NM_001111067.4:c.620A>G", protein: "NP_001104537.1:p.(Gln207Arg)")], []),
        Warning("R10b", "somatic", [Variant("ACVR1", source: "LA6684-0")], []),
        Warning("R10b", "homozygous", [Variant("ACVR1", state: "LA6705-3")], []),
        Warning("R11a", "Arg206His with normal toes", [Variant("ACVR1")], [Feature("HP:0001844", "toe", isPresent: false)]),
        Warning("R11b", "classic without Arg206His", [Diagnosis("FOP", fopClass: "classic")], [Variant("ACVR1", coding: "NM_001111067.4:c.983G>A", protein: "NP_001104537.1:p.(Gly328Glu)")]),
        Warning("R11c", "FOP variant with Arg206His", [Diagnosis("FOP", fopClass: "variant")], [Variant("ACVR1")]),
        Warning("R12", "FOP without ACVR1", [Diagnosis("FOP")], []),
        Warning("R13", "raised parathyroid hormone", [Diagnosis("POH")], [Laboratory("2731-8", 90, "pg/mL", 15, 65)]),
        Warning("R13", "low calcium", [Diagnosis("POH")], [Laboratory("17861-6", 7.9m, "mg/dL", 8.5m, 10.5m)]),
        Warning("R13", "high calcium by the laboratory's word", [Diagnosis("POH")], [Laboratory("2000-8", 3.1m, "mmol/L", interpretation: "H")]),
        Warning("R13", "high phosphate", [Diagnosis("POH", verification: "provisional")], [Laboratory("2777-1", 7, "mg/dL", high: 5.5m)]),
        Warning("R14a", "three features", [Diagnosis("POH"), Feature("HP:0004322", "short"), Feature("HP:0001513", "obese")], [Feature("HP:0001156", "fingers")]),
        Warning("R14b", "malformed toe", [Diagnosis("POH")], [Feature("HP:0001844", "toe")]),
        Warning("R14b", "congenital hallux valgus", [Diagnosis("POH")], [Feature("HP:0001822", "toe", onsetClass: "HP:0003577")]),
        Warning("R15", "superficial, imaged", [Diagnosis("POH"), Lesion(date: "2016", depth: "dermis", region: "thigh")], [Lesion("l2", date: "2020", depth: "subcutis", method: "ct", region: "thigh")]),
        Warning("R15", "superficial, deep bone absent", [Diagnosis("POH"), Lesion(date: "2016", depth: "subcutis", region: "thigh")], [Feature("HP:0011987", "deep", isPresent: false)]),
        Warning("R16", "deep first", [Diagnosis("POH"), Lesion("l1", date: "2018", depth: "deep", region: "thigh")], [Lesion("l2", date: "2019-01", depth: "dermis", region: "thigh")]),
        Warning("R17a", "ankylosed, then free", [Joint("j1", "ankylosed", "2018-05")], [Joint("j2", "free", "2019-05")]),
        Warning("R17a", "both sides ankylosed, then one restricted", [Joint("j1", "ankylosed", "2018-05", side: "bilateral")], [Joint("j2", "restricted", "2019-05")]),
        Warning("R17b", "wheelchair, then independent", [Mobility("m1", "wheelchair-full", "2018")], [Mobility("m2", "independent", "2020-01")]),
        Warning("R17c", "less bone", [Volume("o1", 100_000, "2018-05-01")], [Volume("o2", 89_999, "2020-05-01")]),
        Warning("R17d", "lower score", [Cajis("k1", 12, "2018-05-01")], [Cajis("k2", 9, "2020-05-01")]),
        Warning("R18", "bone, no lesion", [FlareUp(outcome: "ho-formed")], []),
        Warning("R18", "a lesion on the other side", [FlareUp(outcome: "ho-formed"), Lesion(side: "left")], []),
        Information("R18", "a lesion far from the flare-up that it names", [FlareUp(outcome: "ho-formed"), Lesion(region: "knee", derivedFrom: "f")], []),
        Information("R19", "biopsy", [Diagnosis("FOP")], [Surgery("biopsy")]),
        Information("R19", "excision", [Diagnosis("FOP", verification: "provisional")], [Surgery("excision")]),
        Information("R19", "intramuscular injection", [Diagnosis("FOP")], [FlareUp(trigger: "intramuscular-injection")]),
        Warning("R20a", "a girl of seven", [], [Treatment("palovarotene", "2024-05")]) with { PatientOfFirst = Told.Patient(birth: "2016-07") },
        Warning("R20a", "a boy of nine", [], [Treatment("palovarotene", "2024-05")]) with { PatientOfFirst = Told.Patient(birth: "2014-06", sex: "male") },
        Warning("R20b", "an age of 80", [], [Diagnosis("FOP")]) with { PatientOfFirst = Told.Patient(birth: "1945") },
        Warning("R20c", "cause without date", [Cause(null)], []),
        Warning("R20d", "death without cause", [], []) with { PatientOfFirst = Told.Patient(deceased: "2025") },
        Warning("R20d", "dead, without cause", [Status("dead", "2025")], []),
        Warning("R20e", "overdue", [Status("alive", "2024-12-30")], []),
        Error("R21a", "alive after death", [Status("alive", "2025-10-14")], [Cause("2024-01")]),
        Error("R21b", "two deaths", [], [Cause("2025-03")]) with { PatientOfFirst = Told.Patient(deceased: "2024") },
        Error("R21c", "dead before death", [Status("dead", "2023-01")], [Cause("2024-01")]),
        Warning("R21d", "Patient not deceased", [Cause("2025-03")], []),
        Warning("R21e", "two underlying causes", [Cause("2025-03", role: "underlying")], [Cause("2025-03", "c2", "fall", "underlying")]),
    ];

    private static RuleCase Error(string rule, string name, JsonObject[] first, JsonObject[] second) => new($"{rule} {name}", rule, Severity.Error, first, second);

    private static RuleCase Warning(string rule, string name, JsonObject[] first, JsonObject[] second) => new($"{rule} {name}", rule, Severity.Warning, first, second);

    private static RuleCase Information(string rule, string name, JsonObject[] first, JsonObject[] second) => new($"{rule} {name}", rule, Severity.Information, first, second);
}
