using Registry.Contracts.Events;

namespace Registry.Service.Tests.Analytics;

/// <summary>What a log can say of a subject beside its life and its flare-ups, in a line each.</summary>
internal static class SomeFacts
{
    private const string Loinc = "http://loinc.org";

    internal static long Lesion(this SomeLog log, string subject, string fact, string? seen, string? region, string? depth = null, string? tissue = null, string? flareUp = null) => log.Add(
        header => new OssificationReported { Header = header, Region = region, Laterality = "left", Depth = depth, Tissue = tissue, FlareUp = flareUp, Morphology = ["sheet"], Method = "ct" }, subject, fact, seen, null);

    internal static long Feature(this SomeLog log, string subject, string code, string presence, string? method = "examination", bool isCongenital = false, string fact = "") => log.Add(
        header => new FeatureReported
        {
            Header = header,
            Feature = new CodedValue("http://human-phenotype-ontology.org", code),
            Presence = presence,
            Region = null,
            Laterality = "bilateral",
            Onset = null,
            OnsetClass = isCongenital ? new CodedValue("http://human-phenotype-ontology.org", "HP:0003577") : null,
            Method = method,
            Severity = null,
            Millimetres = null,
            Relative = null,
            RelativeDisease = null,
        },
        subject, $"feature-{code}{fact}", null, null);

    internal static long Volume(this SomeLog log, string subject, string on, decimal cubicMillimetres) => log.Add(
        header => new OssificationMeasured { Header = header, CubicMillimetres = cubicMillimetres, Region = null, HeadExcluded = "yes", Method = "ct" }, subject, "volume-" + on, on, null);

    internal static long Cajis(this SomeLog log, string subject, string? on, int score) => log.Add(
        header => new FunctionAssessed { Header = header, Instrument = "cajis", Score = score, Sites = [new SiteScore("jaw", 1)], Level = null, Region = null, Laterality = null, CaregiverNeed = null }, subject, "cajis-" + on, on, null);

    internal static long Joint(this SomeLog log, string subject, string on, string joint, string level) => log.Add(
        header => new FunctionAssessed { Header = header, Instrument = "joint-status", Score = null, Sites = [], Level = level, Region = joint, Laterality = "left", CaregiverNeed = null }, subject, $"joint-{joint}-{on}", on, null);

    internal static long Mobility(this SomeLog log, string subject, string on, string level, string? caregiver = null) => log.Add(
        header => new FunctionAssessed { Header = header, Instrument = "mobility-status", Score = null, Sites = [], Level = level, Region = null, Laterality = null, CaregiverNeed = caregiver }, subject, "mobility-" + on, on, null);

    internal static long Laboratory(this SomeLog log, string subject, string? on, string code, decimal value, string unit, decimal? low, decimal? high, string? interpretation = null) => log.Add(
        header => new LaboratoryMeasured { Header = header, Analyte = new CodedValue(Loinc, code), Value = value, Unit = unit, ReferenceLow = low, ReferenceHigh = high, Interpretation = interpretation }, subject, $"laboratory-{code}-{on}", on, null);

    internal static long Treatment(this SomeLog log, string subject, string fact, string? from, string? to, string treatment = "palovarotene", string? inTrial = "no", string? stopReason = null) => log.Add(
        header => new TreatmentReported { Header = header, Treatment = treatment, Drug = null, End = SomeLog.Date(to), Regimen = "continuous", Dose = 5, DoseUnit = "mg", InTrial = inTrial, StopReason = stopReason }, subject, fact, from, null);

    internal static long Surgery(this SomeLog log, string subject, string on, string kind, string? extent, string[] results, string? seen = null) => log.Add(
        header => new SurgeryReported { Header = header, Kind = kind, Region = "elbow", Laterality = "left", Extent = extent, Results = results, ResultDate = SomeLog.Date(seen) }, subject, $"surgery-{kind}-{on}", on, null);

    internal static long Study(this SomeLog log, string subject, string kind, string status) => log.Add(
        header => new StudyReported { Header = header, Kind = kind, Status = status, Study = null, End = null }, subject, "study-" + kind, null, null);

    internal static long Questionnaire(this SomeLog log, string subject, string? on, string instrument, decimal score, string? form = "adult", string? respondent = "subject") => log.Add(
        header => new PatientOutcomeReported { Header = header, Instrument = instrument, Score = score, Unit = "{score}", Form = form, Respondent = respondent }, subject, $"{instrument}-{on}", on, null);

    internal static long Interpretation(this SomeLog log, string subject, string variant, string significance) => log.Add(
        header => new VariantInterpreted { Header = header, Variant = variant, Significance = new CodedValue(Loinc, significance), Disease = null, Inheritance = null }, subject, "interpretation-" + variant, null, null);

    internal static long Gnas(this SomeLog log, string subject, string? coding, string? protein, string? allele, string presence = "LA9633-4", string? consequence = null) => log.Add(
        header => new VariantReported
        {
            Header = header,
            Gene = "HGNC:4392",
            CodingHgvs = coding,
            ProteinHgvs = protein,
            GenomicHgvs = null,
            Presence = new CodedValue(Loinc, presence),
            AllelicState = null,
            SourceClass = null,
            Transmission = null,
            ParentalAllele = allele,
            HasAlleleBasis = allele is not null,
            ConsequenceClass = consequence,
        },
        subject, "variant", null, null);

    internal static long DeathOf(this SomeLog log, string subject, string? on, string? cause, string? role = "underlying", string? dueToDisease = null, string fact = "death-cause") => log.Add(
        header => new DeathReported { Header = header, Cause = cause is null ? null : new CodedValue("http://example.org/cause", cause), Role = role, DueToDisease = dueToDisease }, subject, fact, on, null);

    internal static long Concern(this SomeLog log, string subject, string kind, string? on, string restsOn, long? supersedes = null) => log.Add(
        header => new SafetyConcernRaised { Header = header, Kind = kind, RestsOn = restsOn }, subject, "concern-" + restsOn, on, supersedes);

    /// <summary>A diagnosis of a disease with what else a source can say of it.</summary>
    internal static long DiagnoseAs(this SomeLog log, string subject, string disease, string code, string verification, string? severity = null, string? onset = null, string? on = null) => log.Add(
        header => new DiagnosisRecorded
        {
            Header = header,
            Disease = disease,
            Code = new CodedValue("http://www.orpha.net", code),
            Verification = verification,
            Onset = SomeLog.Date(onset),
            Class = null,
            Severity = severity is null ? null : new CodedValue("http://snomed.info/sct", severity),
        },
        subject, $"diagnosis-{disease}-{code}", on, null);
}
