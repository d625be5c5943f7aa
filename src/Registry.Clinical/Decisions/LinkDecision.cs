using Registry.Clinical.Dispatch;
using Registry.Clinical.Events;
using Registry.Clinical.Rules;
using Registry.Contracts.Callers;
using Registry.Contracts.Events;

namespace Registry.Clinical.Decisions;

/// <summary>Joining two subjects as one person, or parting them.</summary>
internal static class LinkDecision
{
    // No package derives a link: a person with the right to do so states it.
    private const string Derivation = "registry/link/1";

    public static Changeset Decide(SubjectState first, SubjectState second, IReadOnlyCollection<SubjectState> linked, Caller caller, DispatchTable table, RuleBasis basis, Guid commitId, bool isLinked)
    {
        if (first.Id == second.Id) throw new ArgumentException("A subject is not linked to itself.", nameof(second));
        // One order for the pair, whoever names it: its fact key is the same when it is parted.
        if (string.CompareOrdinal(first.Id.ToString(), second.Id.ToString()) > 0) (first, second) = (second, first);

        EventWriter events = new(caller.Site, Derivation);
        Dictionary<SubjectId, SubjectWork> works = [];
        foreach (SubjectState state in (IEnumerable<SubjectState>)[first, second, .. linked]) works.TryAdd(state.Id, SubjectWork.Of(state.Under(table.Aliases)));
        bool wasLinked = first.Linked.Contains(second.Id);
        string fact = FactKey.Link(first.Id, second.Id);
        if (wasLinked != isLinked) AddEvent(events, first, second, fact, isLinked);

        List<IReadOnlyList<SubjectWork>> groups = wasLinked == isLinked ? [] : Groups(works, first.Id, second.Id, isLinked);
        RuleOutcome rules = RuleCheck.Run(
            groups, caller.Site, table.Rules, basis, events, new Objections(), _ => isLinked ? "corrected" : "unlinked", _ => $"Subject/{first.Id}");
        return new Changeset
        {
            CommitId = commitId,
            Caller = caller,
            Resources = [],
            Subjects = [.. groups.SelectMany(group => group).Select(subject => subject.ToWrite())],
            Claims = [],
            Releases = [],
            Events = events.InOrder(),
            FindingsOpened = rules.Opened,
            FindingsClosed = rules.Closed,
            Links = wasLinked == isLinked ? [] : [new SubjectLinkWrite(first.Id, second.Id, isLinked)],
        };
    }

    private static void AddEvent(EventWriter events, SubjectState first, SubjectState second, string fact, bool isLinked)
    {
        HeldFact? held = first.Facts.Concat(second.Facts).FirstOrDefault(known => string.Equals(known.Fact, fact, StringComparison.Ordinal));
        string source = $"Subject/{first.Id}";
        if (isLinked) events.Add(nameof(SubjectsLinked), first.Id, fact, source, null, held?.Sequence, new SubjectsLinked { Header = NoHeader.Value, Other = second.Id });
        else events.Add(nameof(SubjectsUnlinked), first.Id, fact, source, null, held?.Sequence, new SubjectsUnlinked { Header = NoHeader.Value, Other = second.Id });
    }

    /// <summary>The persons that there are afterwards: one when joined; when parted, the two sides, or still one if another link holds them.</summary>
    private static List<IReadOnlyList<SubjectWork>> Groups(Dictionary<SubjectId, SubjectWork> works, SubjectId first, SubjectId second, bool isLinked)
    {
        List<IReadOnlyList<SubjectWork>> groups = [];
        HashSet<SubjectId> seen = [];
        foreach (SubjectId start in (ReadOnlySpan<SubjectId>)[first, second])
        {
            if (!seen.Add(start)) continue;
            List<SubjectWork> group = [works[start]];
            for (int next = 0; next < group.Count; next++)
            {
                foreach (SubjectId neighbour in Neighbours(group[next]))
                {
                    if (works.TryGetValue(neighbour, out SubjectWork? work) && seen.Add(neighbour)) group.Add(work);
                }
            }

            groups.Add(group);
        }

        return groups;

        IEnumerable<SubjectId> Neighbours(SubjectWork of)
        {
            SubjectId? other = of.Id == first ? second : of.Id == second ? first : null;
            if (isLinked && other is { } joined) yield return joined;
            foreach (SubjectId linked in of.State!.Linked)
            {
                if (isLinked || linked != other) yield return linked;
            }
        }
    }
}
