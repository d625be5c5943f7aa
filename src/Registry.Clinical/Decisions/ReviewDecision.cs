using Registry.Clinical.Dispatch;
using Registry.Clinical.Events;
using Registry.Clinical.Rules;
using Registry.Contracts.Callers;
using Registry.Contracts.Events;

namespace Registry.Clinical.Decisions;

/// <summary>The rules asked anew over what is stored: when they have changed, or when time alone makes a difference.</summary>
internal static class ReviewDecision
{
    // No package derives it: the rules are the registry's own.
    private const string Derivation = "registry/rules/1";

    public static Changeset Decide(IReadOnlyList<SubjectState> read, Caller caller, DispatchTable table, RuleBasis basis, Guid commitId)
    {
        EventWriter events = new(caller.Site, Derivation);
        SubjectState[] person = [.. read.Select(state => state.Under(table.Aliases))];
        SubjectWork[] works = [.. person.Select(SubjectWork.Of)];
        // Nothing is new, so no rule objects and nobody is told.
        RuleOutcome rules = RuleCheck.Run(
            [works], caller.Site, table.Rules, basis, events, new Objections(), _ => "rule-changed", _ => $"Subject/{person[0].Id}", closesUnknown: true);
        IReadOnlyList<EventDraft> drafts = events.InOrder();
        return new Changeset
        {
            CommitId = commitId,
            Caller = caller,
            Resources = [],
            // All of them move: whoever decides meanwhile on facts of a linked subject has to read the findings again.
            Subjects = drafts.Count == 0 ? [] : [.. works.Select(work => work.ToWrite())],
            Claims = [],
            Releases = [],
            Events = drafts,
            FindingsOpened = rules.Opened,
            FindingsClosed = rules.Closed,
            Links = [],
        };
    }

    public static IReadOnlyList<IReadOnlyList<SubjectState>> Persons(IReadOnlyDictionary<SubjectId, SubjectState> subjects)
    {
        List<IReadOnlyList<SubjectState>> persons = [];
        HashSet<SubjectId> seen = [];
        foreach (SubjectState start in subjects.Values.OrderBy(subject => subject.Id.ToString(), StringComparer.Ordinal))
        {
            if (!seen.Add(start.Id)) continue;
            List<SubjectState> person = [start];
            for (int next = 0; next < person.Count; next++)
            {
                foreach (SubjectId linked in person[next].Linked)
                {
                    if (seen.Add(linked)) person.Add(subjects[linked]);
                }
            }

            persons.Add(person);
        }

        return persons;
    }
}
