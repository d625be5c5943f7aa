namespace Registry.Clinical.Events;

/// <summary>URLs of the package's own extensions and code systems, below its canonical base; the names are those of profiles/input/fsh.</summary>
internal sealed class RegistryCodes(string canonical)
{
    public string ConsentExtension { get; } = $"{canonical}/StructureDefinition/registry-consent";

    public string EntryDateExtension { get; } = $"{canonical}/StructureDefinition/registry-entry-date";

    public string FopClassExtension { get; } = $"{canonical}/StructureDefinition/fop-class";

    /// <summary>Codes of Observations and components.</summary>
    public string Observation { get; } = $"{canonical}/CodeSystem/ho-observation";

    public string BodyRegion { get; } = $"{canonical}/CodeSystem/body-region";

    public string Depth { get; } = $"{canonical}/CodeSystem/depth";

    public string HostTissue { get; } = $"{canonical}/CodeSystem/host-tissue";

    public string FlareUpTrigger { get; } = $"{canonical}/CodeSystem/flare-up-trigger";

    public string FlareUpSymptom { get; } = $"{canonical}/CodeSystem/flare-up-symptom";

    public string FlareUpOutcome { get; } = $"{canonical}/CodeSystem/flare-up-outcome";

    public string ConsequenceClass { get; } = $"{canonical}/CodeSystem/consequence-class";

    public string ParentalAllele { get; } = $"{canonical}/CodeSystem/parental-allele";

    public string VitalStatus { get; } = $"{canonical}/CodeSystem/vital-status";

    public string LesionMorphology { get; } = $"{canonical}/CodeSystem/lesion-morphology";

    public string OssificationPathway { get; } = $"{canonical}/CodeSystem/ossification-pathway";

    public string LesionExtent { get; } = $"{canonical}/CodeSystem/lesion-extent";

    public string YesNoUnknown { get; } = $"{canonical}/CodeSystem/yes-no-unknown";

    public string AssessmentMethod { get; } = $"{canonical}/CodeSystem/assessment-method";

    public string VitalStatusSource { get; } = $"{canonical}/CodeSystem/vital-status-source";

    public string DeathCauseRole { get; } = $"{canonical}/CodeSystem/death-cause-role";

    public string Relative { get; } = $"{canonical}/CodeSystem/relative";

    public string CajisSite { get; } = $"{canonical}/CodeSystem/cajis-site";

    public string JointStatus { get; } = $"{canonical}/CodeSystem/joint-status";

    public string MobilityLevel { get; } = $"{canonical}/CodeSystem/mobility-level";

    public string CaregiverNeed { get; } = $"{canonical}/CodeSystem/caregiver-need";

    public string Treatment { get; } = $"{canonical}/CodeSystem/treatment";

    public string TreatmentRegimen { get; } = $"{canonical}/CodeSystem/treatment-regimen";

    public string TreatmentStopReason { get; } = $"{canonical}/CodeSystem/treatment-stop-reason";

    public string SurgeryKind { get; } = $"{canonical}/CodeSystem/surgery-kind";

    public string SurgeryResult { get; } = $"{canonical}/CodeSystem/surgery-result";

    public string StudyKind { get; } = $"{canonical}/CodeSystem/study-kind";

    public string StudyStatus { get; } = $"{canonical}/CodeSystem/study-status";

    public string ProForm { get; } = $"{canonical}/CodeSystem/pro-form";

    public string ProRespondent { get; } = $"{canonical}/CodeSystem/pro-respondent";
}

/// <summary>Code systems and codes of others.</summary>
internal static class StandardCodes
{
    public const string Loinc = "http://loinc.org";
    public const string Snomed = "http://snomed.info/sct";
    public const string Hgvs = "http://varnomen.hgvs.org";
    public const string GenomicsToBeDetermined = "http://hl7.org/fhir/uv/genomics-reporting/CodeSystem/tbd-codes-cs";
    public const string HumanPhenotypeOntology = "http://human-phenotype-ontology.org";
    public const string Interpretation = "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation";
    public const string VerificationStatus = "http://terminology.hl7.org/CodeSystem/condition-ver-status";

    /// <summary>https://hl7.org/fhir/R4/extension-condition-asserteddate.html</summary>
    public const string AssertedDateExtension = "http://hl7.org/fhir/StructureDefinition/condition-assertedDate";

    public const string GeneStudied = "48018-6";
    public const string Genes = "http://www.genenames.org";

    // Components of genomics-reporting 3.0.0 variant: domain.md, 3.1.
    public const string CodingHgvs = "48004-6";
    public const string ProteinHgvs = "48005-3";
    public const string GenomicHgvs = "81290-9";
    public const string AllelicState = "53034-5";
    public const string SourceClass = "48002-0";
    public const string Transmission = "94186-4";
    public const string TransmissionBasis = "82309-6";
    public const string Transcript = "51958-7";
    public const string AllelicFrequency = "81258-6";

    // Components of genomics-reporting 3.0.0 diagnostic-implication: domain.md, 3.1.
    public const string ClinicalSignificance = "53037-8";
    public const string PredictedPhenotype = "81259-4";
    public const string Inheritance = "condition-inheritance";

    // Answers: LL1971-2 and LL5489-1.
    public const string Present = "LA9633-4";
    public const string Absent = "LA9634-2";
    public const string Maternal = "LA26320-4";
    public const string Paternal = "LA26321-2";
    public const string TransmissionUnknown = "LA4489-6";

    // Answers: LL381-5 (allelic state), LL378-1 (genomic source class), and classes of pathogenicity.
    public const string Heterozygous = "LA6706-1";
    public const string Homozygous = "LA6705-3";
    public const string Somatic = "LA6684-0";
    public const string LikelySomatic = "LA18195-0";
    public const string Fetal = "LA10429-1";
    public const string LikelyFetal = "LA18196-8";
    public const string UncertainSignificance = "LA26333-7";
    public const string LikelyBenign = "LA26334-5";
    public const string Benign = "LA6675-8";

    public const string HgncAcvr1 = "HGNC:171";
    public const string HgncGnas = "HGNC:4392";
}
