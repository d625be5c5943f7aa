namespace Registry.Analytics.Reports;

/// <summary>The kinds of facts that a report can read; what it does not name is not read from the database.</summary>
[Flags]
internal enum FactKinds
{
    None = 0,
    Consents = 1 << 0,
    Variants = 1 << 1,
    Interpretations = 1 << 2,
    Features = 1 << 3,
    FlareUps = 1 << 4,
    Ossifications = 1 << 5,
    Volumes = 1 << 6,
    Functions = 1 << 7,
    Laboratories = 1 << 8,
    Treatments = 1 << 9,
    Surgeries = 1 << 10,
    Studies = 1 << 11,
    PatientOutcomes = 1 << 12,
    Findings = 1 << 13,
    VitalStatuses = 1 << 14,
    Deaths = 1 << 15,

    /// <summary>The days on which something shows that the person lived, without the facts themselves.</summary>
    Seen = 1 << 16,

    SafetyConcerns = 1 << 17,

    /// <summary>What a period under observation takes.</summary>
    Lives = VitalStatuses | Deaths | Seen,
}
