namespace Registry.Clinical.Rules;

/// <summary>The rules, to be read from top to bottom. Ids, severities and boundaries: domain.md, 7.2 and 3.3; what was read into them: decisions/0019.</summary>
internal static class RuleTable
{
    private const string Temporal = "plausibility/temporal";
    private const string Atemporal = "plausibility/atemporal";
    private const string Relational = "conformance/relational";
    private const string Computational = "conformance/computational";
    private const string Value = "conformance/value";
    private const string Completeness = "completeness";
    private const string Safety = "safety";

    public static IReadOnlyList<Rule> All { get; } =
    [
        new("R01", 1, "Death before birth", Temporal, "The date of birth and the date of death do not fit together.", DateRules.DeathBeforeBirth),
        new("R02", 1, "Onset or observation after death", Temporal, "An onset or observation and the date of death do not fit together.", DateRules.AfterDeath),
        new("R03", 1, "Onset or observation before birth", Temporal, "An onset or observation and the date of birth do not fit together.", DateRules.BeforeBirth),
        new("R04a", 1, "Diagnosis before birth", Temporal, "The date of a diagnosis and the date of birth do not fit together.", DateRules.DiagnosisBeforeBirth),
        new("R04b", 1, "Onset after diagnosis", Temporal, "The onset of a disease and the date of its diagnosis do not fit together.", DateRules.OnsetAfterDiagnosis),
        new("R05a", 2, "A disease with a variant of another disease's gene", Atemporal, "A diagnosis and the gene of a variant do not fit together.", DiseaseRules.DiseaseAgainstGene),
        new("R05b", 2, "Two diseases of different genes in one person", Atemporal, "The diagnoses do not fit together.", DiseaseRules.TwoDiseases),
        new("R06", 2, "A variant on the parental allele that gives another disease", Atemporal, "The diagnosis and the parental allele of a variant do not fit together.", DiseaseRules.OnTheOtherAllele),
        new("R07", 1, "Transmission against parental allele", Relational, "The transmission and the parental allele of a variant do not fit together.", VariantRules.TransmissionAgainstAllele),
        new("R08", 1, "Parental allele without its basis", Completeness, "The parental allele of a variant has no basis.", VariantRules.AlleleWithoutBasis),
        new("R09a", 1, "Gene symbol against HGNC id", Computational, "The symbol of a gene does not go with its id.", VariantRules.GeneNamedOtherwise),
        new("R09b", 1, "Variant named on another reference sequence", Computational, "A variant is named on another reference sequence than its gene's.", VariantRules.OnAnotherSequence),
        new("R09c", 1, "Names of a variant that contradict each other", Computational, "The names of a variant contradict each other.", VariantRules.NamesDisagree),
        new("R09d", 1, "c. name against p. name", Computational, "The c. name and the p. name of a variant do not fit together.", VariantRules.CodingAgainstProtein),
        new("R10a", 1, "ACVR1 variant not known to give FOP", Value, "A variant is not among the known ones.", VariantRules.UnknownAcvr1Variant),
        new("R10b", 1, "ACVR1 variant not heterozygous, or somatic", Value, "The state or source of a variant is unusual.", VariantRules.Acvr1NotHeterozygousGermline),
        new("R11a", 1, "Arg206His with normal great toes", Atemporal, "A variant and the great toes do not fit together.", DiseaseRules.ClassicVariantWithNormalToes),
        new("R11b", 1, "Classic FOP without Arg206His", Atemporal, "A variant and the clinical class do not fit together.", DiseaseRules.ClassicWithOtherVariant),
        new("R11c", 1, "FOP variant with Arg206His", Atemporal, "A variant and the clinical class do not fit together.", DiseaseRules.VariantFormWithClassicVariant),
        new("R12", 1, "Confirmed FOP without ACVR1", Completeness, "A confirmed diagnosis has no variant beside it.", DiseaseRules.FopWithoutGenetics),
        new("R13", 1, "POH with calcium, phosphate or parathyroid hormone that is not normal", Atemporal, "A laboratory value and the diagnosis do not fit together.", DiseaseRules.PohWithAbnormalMinerals),
        new("R14a", 1, "POH with several features of Albright hereditary osteodystrophy", Atemporal, "Features and the diagnosis do not fit together.", DiseaseRules.PohWithAhoFeatures),
        new("R14b", 1, "POH with a malformed great toe", Atemporal, "A feature and the diagnosis do not fit together.", DiseaseRules.PohWithMalformedToe),
        new("R15", 1, "POH with superficial bone alone", Atemporal, "The depth of the bone and the diagnosis do not fit together.", DiseaseRules.PohOnlySuperficial),
        new("R16", 1, "POH with deep bone before superficial", Temporal, "The depths of lesions and their dates do not fit together.", CourseRules.DeepBeforeSuperficial),
        new("R17a", 1, "Ankylosed joint moves again", Temporal, "Two records of one joint do not fit together.", CourseRules.JointGoesBack),
        new("R17b", 1, "Wheelchair user walks again", Temporal, "Two records of mobility do not fit together.", CourseRules.MobilityGoesBack),
        new("R17c", 1, "Volume of bone falls", Temporal, "Two volumes of bone do not fit together.", CourseRules.VolumeFalls),
        new("R17d", 1, "Joint involvement score falls", Temporal, "Two joint involvement scores do not fit together.", CourseRules.CajisFalls),
        new("R18", 1, "Flare-up that left bone without a lesion near it", Relational, "A flare-up and a lesion do not fit together.", CourseRules.BoneWithoutLesion),
        new("R19", 1, "Injection, biopsy or excision in FOP", Safety, "A procedure and a diagnosis together are a matter of safety.", CareRules.HarmfulProcedure),
        new("R20a", 1, "Palovarotene below the approved age", Temporal, "A treatment and the date of birth do not fit together.", CareRules.PalovaroteneTooEarly),
        new("R20b", 1, "FOP at an age that nobody is known to have reached", Temporal, "The date of birth and the diagnosis do not fit together.", CareRules.OlderThanAnybody),
        new("R20c", 1, "Cause of death without a date", Completeness, "A cause of death has no date of death beside it.", DeathRules.CauseWithoutDate),
        new("R20d", 1, "Death without a cause", Completeness, "A death has no cause beside it.", DeathRules.DeathWithoutCause),
        new("R20e", 1, "Follow-up overdue", Completeness, "The last vital status is old.", CareRules.FollowUpOverdue),
        new("R21a", 1, "Alive after death", Temporal, "A vital status and the date of death do not fit together.", DeathRules.AliveAfterDeath),
        new("R21b", 1, "Two dates of death", Temporal, "Two dates of death do not fit together.", DeathRules.TwoDeaths),
        new("R21c", 1, "Dead before death", Temporal, "A vital status and the date of death do not fit together.", DeathRules.DeadBeforeDeath),
        new("R21d", 1, "Death that the Patient does not tell", Relational, "A vital status or cause of death and the Patient do not fit together.", DeathRules.PatientNotDeceased),
        new("R21e", 1, "Two underlying causes of death", Relational, "Two causes of death do not fit together.", DeathRules.TwoUnderlyingCauses),
    ];
}
