namespace Registry.Cohort.Truth;

/// <summary>FOP.</summary>
public sealed record FopTruth
{
    /// <summary>Share of girls and women.</summary>
    public required Sourced<double> FemaleShare { get; init; }

    /// <summary>When people die.</summary>
    public required MortalityTruth Mortality { get; init; }

    /// <summary>What they die of, independent of age: codes of the registry's own and shares.</summary>
    public required IReadOnlyDictionary<string, Sourced<double>> DeathCauses { get; init; }

    /// <summary>Share of deaths whose cause is not known.</summary>
    public required Sourced<double> DeathCauseUnknown { get; init; }

    /// <summary>Mean of the Weibull age at first symptoms.</summary>
    public required Sourced<double> SymptomsMeanYears { get; init; }

    /// <summary>Shape of that age.</summary>
    public required Sourced<double> SymptomsShape { get; init; }

    /// <summary>Mean time from symptoms to diagnosis (exponential).</summary>
    public required Sourced<double> DiagnosisDelayMeanYears { get; init; }

    /// <summary>Share with another diagnosis before.</summary>
    public required Sourced<double> Misdiagnosed { get; init; }

    /// <summary>Share with a biopsy before the diagnosis.</summary>
    public required Sourced<double> Biopsied { get; init; }

    /// <summary>The variants.</summary>
    public required Listed<Acvr1Truth> Variants { get; init; }

    /// <summary>Share of the classic ones who have FOP plus.</summary>
    public required Sourced<double> PlusShare { get; init; }

    /// <summary>Share of variants that are de novo.</summary>
    public required Sourced<double> DeNovoShare { get; init; }

    /// <summary>Shares of features.</summary>
    public required FeatureTruth Features { get; init; }

    /// <summary>Flare-ups.</summary>
    public required FlareUpTruth FlareUps { get; init; }

    /// <summary>Bone by region.</summary>
    public required LesionTruth Lesions { get; init; }

    /// <summary>Joints and mobility.</summary>
    public required FunctionTruth Function { get; init; }

    /// <summary>Volume of bone.</summary>
    public required VolumeTruth Volume { get; init; }

    /// <summary>Questionnaires.</summary>
    public required ScoreTruth Scores { get; init; }

    /// <summary>Share that takes palovarotene at some time.</summary>
    public required Sourced<double> PalovaroteneShare { get; init; }

    /// <summary>First day on which anybody does.</summary>
    public required Sourced<DateOnly> PalovaroteneFrom { get; init; }

    /// <summary>Share in a natural-history study.</summary>
    public required Sourced<double> StudyShare { get; init; }

    /// <summary>Share in a patients' organisation.</summary>
    public required Sourced<double> OrganisationShare { get; init; }
}

/// <summary>Shares of features of FOP.</summary>
public sealed record FeatureTruth
{
    /// <summary>Malformed great toe, with the variants that have it.</summary>
    public required Sourced<double> Toe { get; init; }

    /// <summary>Short thumb.</summary>
    public required Sourced<double> Thumb { get; init; }

    /// <summary>Osteochondroma of the proximal tibia, by radiograph.</summary>
    public required Sourced<double> TibialOsteochondroma { get; init; }

    /// <summary>The same by what people report.</summary>
    public required Sourced<double> TibialOsteochondromaReported { get; init; }

    /// <summary>Hearing impairment.</summary>
    public required Sourced<double> Hearing { get; init; }

    /// <summary>Scoliosis.</summary>
    public required Sourced<double> Scoliosis { get; init; }

    /// <summary>Fused cervical vertebrae.</summary>
    public required Sourced<double> CervicalSpine { get; init; }

    /// <summary>Short and broad femoral neck.</summary>
    public required Sourced<double> FemoralNeck { get; init; }

    /// <summary>Limited neck motion in infancy.</summary>
    public required Sourced<double> NeckMotion { get; init; }

    /// <summary>Scooting on the buttocks.</summary>
    public required Sourced<double> ButtockScooting { get; init; }

    /// <summary>Tumour-like swelling in early childhood.</summary>
    public required Sourced<double> Swelling { get; init; }
}

/// <summary>Flare-ups: a Poisson process for each subject, at a rate with gamma frailty, the same at every age.</summary>
public sealed record FlareUpTruth
{
    /// <summary>Mean rate.</summary>
    public required Sourced<double> PerPersonYear { get; init; }

    /// <summary>Shape of the frailty; its mean is 1.</summary>
    public required Sourced<double> FrailtyShape { get; init; }

    /// <summary>Share that came by itself.</summary>
    public required Sourced<double> Spontaneous { get; init; }

    /// <summary>Kinds of trauma among the others.</summary>
    public required IReadOnlyDictionary<string, Sourced<double>> TraumaKinds { get; init; }

    /// <summary>Share after which bone is found.</summary>
    public required Sourced<double> BoneFormed { get; init; }

    /// <summary>What becomes of the others.</summary>
    public required IReadOnlyDictionary<string, Sourced<double>> OtherOutcomes { get; init; }

    /// <summary>Where they occur.</summary>
    public required IReadOnlyDictionary<string, Sourced<double>> Regions { get; init; }

    /// <summary>How they show, each by itself.</summary>
    public required IReadOnlyDictionary<string, Sourced<double>> Symptoms { get; init; }

    /// <summary>Median of the lognormal duration.</summary>
    public required Sourced<double> DurationMedianDays { get; init; }

    /// <summary>Share of flare-ups of a limb that is treated with a glucocorticoid.</summary>
    public required Sourced<double> Glucocorticoid { get; init; }

    /// <summary>Share of first lesions that are told as the outcome of a flare-up before, where there was one.</summary>
    public required Sourced<double> OfLesions { get; init; }
}

/// <summary>Age at first bone by region.</summary>
public sealed record LesionTruth
{
    /// <summary>Where shapes and medians come from.</summary>
    public required string Source { get; init; }

    /// <summary>Weibull waiting times since first symptoms.</summary>
    public required IReadOnlyDictionary<string, WaitingTruth> Regions { get; init; }

    /// <summary>Median time until the other side of a limb follows (exponential).</summary>
    public required Sourced<double> OtherSideMedianYears { get; init; }

    /// <summary>Median time from first bone to a fixed joint (exponential).</summary>
    public required Sourced<double> AnkylosisMedianYears { get; init; }
}

/// <summary>A Weibull waiting time.</summary>
public sealed record WaitingTruth
{
    /// <summary>Median.</summary>
    public required double MedianYears { get; init; }

    /// <summary>1 is a constant hazard, more a rising one.</summary>
    public required double Shape { get; init; }
}

/// <summary>Joints and mobility.</summary>
public sealed record FunctionTruth
{
    /// <summary>Mean yearly rise of the joint score.</summary>
    public required Sourced<double> CajisPerYear { get; init; }

    /// <summary>Standard deviation of that rise between people.</summary>
    public required Sourced<double> CajisPerYearSpread { get; init; }

    /// <summary>Score at first symptoms.</summary>
    public required Sourced<double> CajisAtSymptoms { get; init; }

    /// <summary>Median of the Weibull age at full use of a wheelchair.</summary>
    public required Sourced<double> WheelchairMedianYears { get; init; }

    /// <summary>Its shape.</summary>
    public required Sourced<double> WheelchairShape { get; init; }

    /// <summary>Rate of thromboses.</summary>
    public required Sourced<double> ThrombosisPerYear { get; init; }
}

/// <summary>Volume of heterotopic bone.</summary>
public sealed record VolumeTruth
{
    /// <summary>New bone a year from each age (in whole years) on, starting with 0.</summary>
    public required IReadOnlyDictionary<int, Sourced<double>> CubicMillimetresPerYear { get; init; }

    /// <summary>Lognormal sigma between people, mean 1.</summary>
    public required Sourced<double> Spread { get; init; }
}

/// <summary>Questionnaires.</summary>
public sealed record ScoreTruth
{
    /// <summary>Rise of the FOP-PFQ in per cent of the worst.</summary>
    public required Sourced<double> FopPfqPercentPerYear { get; init; }

    /// <summary>Mean pain of 10.</summary>
    public required Sourced<double> PainMean { get; init; }

    /// <summary>Mean T-score of physical health.</summary>
    public required Sourced<double> PromisPhysicalMean { get; init; }
}
