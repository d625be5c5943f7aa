using Registry.Cohort.Truth;

namespace Registry.Cohort;

/// <summary>Which cohort to make. Together with the truth and the version, it decides every byte.</summary>
public sealed record CohortOptions
{
    /// <summary>How many subjects. Subject n is the same whatever their number.</summary>
    public required int Subjects { get; init; }

    /// <summary>Seed of all that is drawn.</summary>
    public required long Seed { get; init; }

    /// <summary>First day on which anybody enters.</summary>
    public DateOnly From { get; init; } = new(2006, 1, 1);

    /// <summary>The cut: what happens later is not seen.</summary>
    public DateOnly To { get; init; } = new(2026, 1, 1);

    /// <summary>Share of subjects with FOP; null for the truth's.</summary>
    public double? FopShare { get; init; }

    /// <summary>Names of the truth's sites that take part; empty for all.</summary>
    public IReadOnlyList<string> Sites { get; init; } = [];

    /// <summary>Share of subjects into whose bundle one error is put.</summary>
    public double ErrorRate { get; init; }

    /// <summary>Whether somebody may withdraw consent: in a second bundle, which must not be followed by the first again.</summary>
    public bool HasWithdrawals { get; init; } = true;

    /// <summary>Canonical base of the registry's profiles and code systems.</summary>
    public string Canonical { get; init; } = "https://registry.example.org/fhir/ho";

    /// <summary>Says what cannot be.</summary>
    /// <exception cref="InvalidDataException">Names the option, and what it may be.</exception>
    public void Check(CohortTruth truth)
    {
        ArgumentNullException.ThrowIfNull(truth);
        if (Subjects is < 1 or > Limits.Subjects) throw new InvalidDataException(FormattableString.Invariant($"The number of subjects must lie between 1 and {Limits.Subjects}."));
        if (FopShare is { } share && share is not (>= 0 and <= 1)) throw new InvalidDataException("The share of FOP must lie between 0 and 1.");
        if (ErrorRate is not (>= 0 and <= 1)) throw new InvalidDataException("The error rate must lie between 0 and 1.");
        if (From < Limits.EarliestEntry) throw new InvalidDataException(FormattableString.Invariant($"Nobody can enter before {Limits.EarliestEntry:yyyy-MM-dd}: births would lie before dates that FHIR can say."));
        if (To.DayNumber - From.DayNumber < 365) throw new InvalidDataException("The cut must lie at least a year after the first day of entry.");
        if (To > Limits.LatestCut) throw new InvalidDataException(FormattableString.Invariant($"The cut cannot lie after {Limits.LatestCut:yyyy-MM-dd}."));
        if (!Uri.TryCreate(Canonical, UriKind.Absolute, out _)) throw new InvalidDataException($"The canonical base '{Canonical}' is no absolute URL.");
        foreach (string name in Sites)
        {
            if (!truth.Sites.List.Any(site => string.Equals(site.Name, name, StringComparison.Ordinal)))
                throw new InvalidDataException($"The truth file has no site '{name}'; it has {string.Join(", ", truth.Sites.List.Select(site => site.Name))}.");
        }

        if (SitesOf(truth).Sum(site => site.Share) <= 0) throw new InvalidDataException("The sites that take part have no share of subjects in the truth file.");
    }

    /// <summary>The sites that take part.</summary>
    internal IEnumerable<SiteTruth> SitesOf(CohortTruth truth) => truth.Sites.List.Where(site => Sites.Count == 0 || Sites.Contains(site.Name, StringComparer.Ordinal));
}
