using Registry.Analytics.Projections;
using Registry.Contracts.Events;

namespace Registry.Analytics.Reports;

/// <summary>The people whom a report speaks of, at its cut and within its filters.</summary>
internal sealed record Cohort
{
    /// <summary>Sentences that hold for every report.</summary>
    internal static readonly IReadOnlyList<string> Definitions =
    [
        "Every event up to and including the cut counts, as the registry knew it then: corrections replace, retractions remove.",
        "A subject counts while consent to the registry holds. Subjects found to be one person count once: under the smallest subject id among them, with the demographic facts of that one, the earliest entry, and the facts of all.",
        "A subject has a disease when a diagnosis of it holds whose verification status is confirmed.",
        "Where a date gives only a year or a month, the middle of the days that it leaves possible given birth ≤ entry ≤ exit ≤ cut is used, and counted as imputed.",
    ];

    internal required ReportCut Cut { get; init; }

    /// <summary>The last day that any place on earth had reached when the cut's event was recorded: clinical dates are local, the log's clock is UTC.</summary>
    internal required DateOnly CutDay { get; init; }

    /// <summary>In order of subject id.</summary>
    internal required IReadOnlyList<Person> People { get; init; }

    /// <summary>Subjects left out because consent to the registry does not hold.</summary>
    internal required long WithdrawnSubjects { get; init; }

    /// <summary>Subject ids that count under another one.</summary>
    internal required long MergedSubjects { get; init; }

    internal required bool IsSiteKnown { get; init; }

    internal required bool IsCountryKnown { get; init; }
}

/// <summary>One person: a subject, or the set of subjects that were found to be one.</summary>
internal sealed class Person
{
    internal required SubjectId Id { get; init; }

    internal required string Site { get; init; }

    internal required string Sex { get; init; }

    internal required string? Country { get; init; }

    internal required PartialDate Birth { get; init; }

    /// <summary>Registry entry date; null when not told.</summary>
    internal required PartialDate? Entry { get; init; }

    /// <summary>How many subject ids this person has; 1 or more.</summary>
    internal required int SubjectCount { get; init; }

    // Each list in order of sequence.
    internal List<ConsentRow> Consents { get; } = [];

    internal List<DiagnosisRow> Diagnoses { get; } = [];

    internal List<FlareUpRow> FlareUps { get; } = [];

    internal List<OssificationRow> Ossifications { get; } = [];

    internal List<VitalStatusRow> VitalStatuses { get; } = [];

    internal List<DeathRow> Deaths { get; } = [];

    /// <summary>A diagnosis of the disease is confirmed.</summary>
    internal bool Has(string disease) => Diagnoses.Exists(diagnosis =>
        string.Equals(diagnosis.Disease, disease, StringComparison.Ordinal) && diagnosis.Verification is "confirmed");
}
