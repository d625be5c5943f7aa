using Registry.Analytics.Projections;

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
        VariantClass.Definition,
        "Where a date gives only a year or a month, the middle of the days that it leaves possible given birth ≤ entry ≤ exit ≤ cut is used, and counted as imputed.",
    ];

    /// <summary>An empty registry.</summary>
    internal static Cohort OfNobody => new()
    {
        Cut = new ReportCut(null, 0, null),
        CutDay = DateOnly.MinValue,
        People = [],
        WithdrawnSubjects = 0,
        MergedSubjects = 0,
        IsSiteKnown = false,
        IsCountryKnown = false,
    };

    internal required ReportCut Cut { get; init; }

    /// <summary>The last day that any place on earth had reached when the cut's event was recorded: clinical dates are local, the log's clock is UTC.</summary>
    internal required DateOnly CutDay { get; init; }

    /// <summary>In order of subject id.</summary>
    internal required IReadOnlyList<Person> People { get; init; }

    /// <summary>Subjects left out because consent to the registry does not hold: at the cut, or now.</summary>
    internal required long WithdrawnSubjects { get; init; }

    /// <summary>Subjects who were erased after the cut: they were known at it, or came later, and count nowhere.</summary>
    internal long ErasedSince { get; init; }

    /// <summary>Somebody who was in the registry at the cut has withdrawn since, and counts nowhere.</summary>
    internal bool HaveWithdrawnSince { get; init; }

    /// <summary>Subject ids that count under another one.</summary>
    internal required long MergedSubjects { get; init; }

    /// <summary>The periods of a person's life, computed once.</summary>
    internal Life LifeOf(Person person) => person.LifeAt(CutDay);

    /// <summary>When each instant of the log began, ascending by sequence; empty when the report reads no finding.</summary>
    internal IReadOnlyList<LogTime> Times { get; init; } = [];

    /// <summary>When an event was recorded (UTC).</summary>
    internal DateTimeOffset RecordedAt(long sequence)
    {
        int low = 0;
        int high = Times.Count;
        while (low < high)
        {
            int middle = low + (high - low) / 2;
            if (Times[middle].FromSequence <= sequence) low = middle + 1;
            else high = middle;
        }

        return DateTimeOffset.FromUnixTimeMilliseconds(Times[low - 1].RecordedMs);
    }

    internal required bool IsSiteKnown { get; init; }

    internal required bool IsCountryKnown { get; init; }
}
