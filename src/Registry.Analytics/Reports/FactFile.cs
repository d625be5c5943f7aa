using Registry.Analytics.Projections;
using Registry.Contracts.Events;

namespace Registry.Analytics.Reports;

/// <summary>The facts that hold of one subject, or of the subjects that are one person: a list of each kind, in order of sequence.</summary>
/// <remarks>Filled by whoever makes it and not changed once a report can see it: what is new makes a new file.</remarks>
internal sealed class FactFile
{
    internal static readonly FactFile Empty = new();

    private readonly object?[] _lists;
    private DateOnly? _lastSeen;
    private List<PartialDate>? _seenAbout;
    private string? _site;
    private bool _isMixed;

    internal FactFile() => _lists = new object?[KindOfFact.All.Count];

    /// <summary>The facts of a kind; empty when there is none, or when they were not read.</summary>
    internal List<TRow> Of<TRow>()
        where TRow : FactRow => (List<TRow>?)_lists[KindOfFact<TRow>.Index] ?? KindOfFact<TRow>.None;

    /// <summary>How many facts there are.</summary>
    internal int Count { get; private set; }

    /// <summary>The last day by its exact date on which something shows that the person lived; null when nothing does.</summary>
    /// <param name="cutDay">A date after it is nobody's, and shows nothing.</param>
    internal DateOnly? LastSeen(DateOnly cutDay)
    {
        if (_lastSeen is null || _lastSeen <= cutDay) return _lastSeen;
        DateOnly? last = null;
        foreach (KindOfFact kind in KindOfFact.All)
        {
            kind.See(this, date =>
            {
                if (date.Earliest == date.Latest && date.Latest <= cutDay && (last is null || date.Latest > last)) last = date.Latest;
            });
        }

        return last;
    }

    /// <summary>The same shown by dates of a month or a year, which need birth and cut to become a day.</summary>
    internal IReadOnlyList<PartialDate> SeenAbout => _seenAbout ?? (IReadOnlyList<PartialDate>)[];

    /// <summary>Every fact comes from this site.</summary>
    internal bool IsAllOf(string site) => !_isMixed && (_site is null || string.Equals(_site, site, StringComparison.Ordinal));

    /// <summary>Adds a fact that began after those of its kind.</summary>
    internal void Add<TRow>(TRow row)
        where TRow : FactRow
    {
        ((List<TRow>)(_lists[KindOfFact<TRow>.Index] ??= new List<TRow>())).Add(row);
        Count++;
        if (_site is null) _site = row.Site;
        else if (!string.Equals(_site, row.Site, StringComparison.Ordinal)) _isMixed = true;
    }

    /// <summary>On this date the person lived.</summary>
    internal void See(PartialDate date)
    {
        if (date.Earliest != date.Latest) (_seenAbout ??= []).Add(date);
        else if (_lastSeen is null || date.Latest > _lastSeen) _lastSeen = date.Latest;
    }

    /// <summary>The facts that are kept, and those of other files, as one file.</summary>
    internal static FactFile Of(IReadOnlyCollection<FactFile> files, Predicate<FactRow>? isKept = null)
    {
        FactFile made = new();
        foreach (KindOfFact kind in KindOfFact.All) kind.Gather(files, isKept, made);
        return made;
    }

    /// <summary>The same without the facts that ended, and with those that began.</summary>
    internal FactFile With(IReadOnlySet<long> ended, IReadOnlyList<FactRow> began)
    {
        FactFile made = Of([this], row => !ended.Contains(row.FromSequence));
        foreach (FactRow row in began) KindOfFact.Of(row).Add(made, row);
        return made;
    }
}
