using System.Text.Json.Nodes;
using Registry.Clinical;
using Registry.Clinical.Decisions;
using Registry.Clinical.Dispatch;
using Registry.Clinical.Intake;
using Registry.Clinical.Rules;
using Registry.Clinical.Submissions;
using Registry.Contracts.Callers;
using Registry.Contracts.Events;
using Registry.Fhir.Json;
using Registry.Fhir.Validation;
using Xunit;

namespace Registry.Service.Tests.Clinical;

/// <summary>What a store must make of changesets, kept in memory: every promise that a changeset gives is asserted when it is applied.</summary>
internal sealed class HeldRegistry
{
    private static readonly Lazy<Validator> Validator = new(() => new Validator(Some.Definitions));

    private readonly Dictionary<ResourceKey, StoredResource> _resources = [];
    private readonly Dictionary<(SiteId, IdentifierKey), ResourceKey> _identifiers = [];
    private readonly Dictionary<SubjectId, SubjectState> _subjects = [];
    private int _ids;
    private int _subjectIds;

    public List<EventDraft> Log { get; } = [];

    /// <summary>The log without what rules found.</summary>
    public IReadOnlyList<EventDraft> FactLog => [.. Log.Where(draft => draft.EventType is not (nameof(FindingOpened) or nameof(FindingClosed)))];

    public IReadOnlyDictionary<ResourceKey, StoredResource> Resources => _resources;

    public IReadOnlyDictionary<SubjectId, SubjectState> Subjects => _subjects;

    public IntakePolicy Policy { get; init; } = IntakePolicy.Default;

    /// <summary>The dispatch table; after the packages were changed, another.</summary>
    public DispatchTable Table { get; set; } = Some.Table;

    /// <summary>The day on which the rules are asked.</summary>
    public DateOnly Today { get; set; } = Some.Today;

    public RuleThresholds Thresholds { get; init; } = RuleThresholds.Default;

    public Decision.Decided Take(params JsonObject[] entries) => TakeFrom(Some.Here, entries);

    public Decision.Decided TakeFrom(SiteId site, params JsonObject[] entries)
    {
        Decision decision = Send(site, Some.Bundle(entries), new Interaction.Transaction());
        return decision is Decision.Decided decided ? decided : throw new InvalidOperationException("Refused: " + Describe(((Decision.Refused)decision).Refusal));
    }

    public Refusal Refuse(params JsonObject[] entries) => RefuseFrom(Some.Here, entries);

    public Refusal RefuseFrom(SiteId site, params JsonObject[] entries)
    {
        int before = Log.Count;
        Refusal refusal = Assert.IsType<Decision.Refused>(Send(site, Some.Bundle(entries), new Interaction.Transaction())).Refusal;
        Assert.Equal(before, Log.Count);
        Assert.True(refusal.Findings.HasErrors);
        Assert.All(refusal.Findings, finding => Assert.False(string.IsNullOrEmpty(finding.Remedy)));
        return refusal;
    }

    public Decision Send(SiteId site, JsonNode body, Interaction interaction)
    {
        using ResourceDocument document = ResourceDocument.Parse(Some.Utf8(body), aliases: Table.Aliases);
        Assert.Empty(document.Findings);
        return Decide(Submission.Read(document.Root, Some.At(site), Table, Policy, interaction));
    }

    public Decision Decide(SubmissionResult read)
    {
        if (read is SubmissionResult.Refused refused) return new Decision.Refused(refused.Refusal);
        Submission submission = ((SubmissionResult.Ready)read).Submission;
        Decision decision = Decision.Decide(submission, Read(submission.Needs, submission.Caller.Site), new RuleBasis(Today, Thresholds), NewId, NewSubject);
        if (decision is Decision.Decided decided) Apply(decided.Changeset);
        return decision;
    }

    /// <summary>The whole way of a body, the validator included. Findings that refuse it come as a refusal.</summary>
    public Decision Post(ReadOnlyMemory<byte> body)
    {
        using ResourceDocument document = ResourceDocument.Parse(body, Validator.Value.Names);
        using IntakeVerdict verdict = new IntakeGate(Validator.Value, Some.Definitions, Some.Table, Policy).Judge(document, ValidationOptions.Default);
        return verdict switch
        {
            IntakeVerdict.Refused refused => new Decision.Refused(new Refusal(refused.IsNotFhir ? RefusalKind.BadRequest : RefusalKind.Unprocessable, refused.Findings)),
            IntakeVerdict.Admitted admitted => Decide(Submission.From(admitted, Some.At(Some.Here), Some.Table, Policy, new Interaction.Transaction())),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    /// <summary>Type, date and body of every fact that holds, by its key.</summary>
    public SortedDictionary<string, string> Facts() => new(
        _subjects.Values.SelectMany(subject => subject.Facts).ToDictionary(fact => fact.Fact, Describe, StringComparer.Ordinal), StringComparer.Ordinal);

    public static string Describe(Refusal refusal) => $"{refusal.Kind}: " + string.Join("; ", refusal.Findings.Select(finding => $"{finding.Rule} at {finding.Expression} ({finding.Line}:{finding.Column}) {finding.Message}"));

    public ResourceKey Find(string type, string system, string value, SiteId? site = null) => _identifiers[(site ?? Some.Here, new IdentifierKey(type, system, value))];

    public SubjectState SubjectOf(ResourceKey key) => _subjects[_resources[key].Subject];

    /// <summary>Findings as an earlier version of the rules would have left them: none, or others.</summary>
    public void Forget(Func<OpenFinding, OpenFinding>? instead = null)
    {
        foreach (SubjectState subject in _subjects.Values.ToArray()) _subjects[subject.Id] = subject with { Findings = instead is null ? [] : [.. subject.Findings.Select(instead)] };
    }

    /// <summary>What the operators' verb leaves of a subject, as far as a decision sees it.</summary>
    public void Erase(SubjectId id) => _subjects[id] = _subjects[id] with { Status = SubjectStatus.Erased, Facts = [], Findings = [] };

    public void Apply(Changeset changeset)
    {
        // Row locks: nothing that was read has moved.
        foreach (SubjectWrite write in changeset.Subjects)
        {
            Assert.Equal(_subjects.GetValueOrDefault(write.Id)?.RowVersion ?? 0, write.RowVersion);
            _subjects[write.Id] = (_subjects.GetValueOrDefault(write.Id) ?? NewState(write.Id, changeset.Caller.Site)) with { RowVersion = write.RowVersion + 1, Status = write.Status };
        }

        HashSet<SubjectId> touched = [.. changeset.Subjects.Select(subject => subject.Id)];
        foreach (IdentifierClaim release in changeset.Releases) Assert.True(_identifiers.Remove((changeset.Caller.Site, release.Identifier)));
        foreach (IdentifierClaim claim in changeset.Claims) _identifiers.Add((changeset.Caller.Site, claim.Identifier), claim.Resource);
        foreach (ResourceWrite write in changeset.Resources)
        {
            Assert.Contains(write.Subject, touched);
            Assert.Equal((_resources.GetValueOrDefault(write.Key)?.Version ?? 0) + 1, write.Version);
            _resources[write.Key] = new StoredResource
            {
                Key = write.Key,
                Site = write.Site,
                Subject = write.Subject,
                Version = write.Version,
                IsDeleted = write.IsDeleted,
                Content = write.Content,
                Identifiers = [.. _identifiers.Where(pair => pair.Value == write.Key && pair.Key.Item1 == write.Site).Select(pair => pair.Key.Item2)],
            };
        }

        foreach (EventDraft draft in changeset.Events) Append(draft, touched);
        ApplyFindings(changeset);
        foreach (SubjectLinkWrite link in changeset.Links)
        {
            SetLink(link.First, link.Second, link.IsLinked);
            SetLink(link.Second, link.First, link.IsLinked);
        }
    }

    private void Append(EventDraft draft, HashSet<SubjectId> touched)
    {
        Assert.Contains(draft.Subject, touched);
        Log.Add(draft);
        if (draft.EventType is nameof(FindingOpened) or nameof(FindingClosed) or nameof(SubjectsLinked) or nameof(SubjectsUnlinked)) return;
        SubjectState subject = _subjects[draft.Subject];
        HeldFact? before = subject.Facts.SingleOrDefault(fact => fact.Fact == draft.Fact);
        // At most one live event per fact: who states it anew supersedes what stood.
        Assert.Equal(before?.Sequence, draft.Supersedes);
        List<HeldFact> facts = [.. subject.Facts.Where(fact => fact.Fact != draft.Fact)];
        if (draft.EventType is not nameof(FactRetracted))
        {
            string[] source = draft.Source.Split('/');
            facts.Add(new HeldFact
            {
                Fact = draft.Fact,
                EventType = draft.EventType,
                Sequence = Log.Count,
                Site = draft.Site,
                Source = new ResourceKey(source[0], source[1]),
                SourceVersion = source.Length == 4 ? long.Parse(source[3], System.Globalization.CultureInfo.InvariantCulture) : 0,
                Occurred = draft.Occurred,
                Body = draft.Body,
            });
        }
        else
        {
            Assert.NotNull(before);
        }

        _subjects[draft.Subject] = subject with { Facts = facts };
    }

    private void ApplyFindings(Changeset changeset)
    {
        foreach ((SubjectId id, string key, string reason) in changeset.FindingsClosed)
        {
            Assert.Contains(reason, (string[])["corrected", "deleted", "withdrawn", "unlinked", "rule-changed"]);
            Assert.Contains(_subjects[id].Findings, finding => finding.Key == key);
            _subjects[id] = _subjects[id] with { Findings = [.. _subjects[id].Findings.Where(finding => finding.Key != key)] };
        }

        foreach (FindingWrite write in changeset.FindingsOpened)
        {
            Assert.DoesNotContain(_subjects[write.Subject].Findings, finding => finding.Key == write.Key);
            Assert.Contains(changeset.Events, draft => draft.EventType is nameof(FindingOpened) && draft.Subject == write.Subject && draft.Fact == write.Key);
            _subjects[write.Subject] = _subjects[write.Subject] with { Findings = [.. _subjects[write.Subject].Findings, Open(write)] };
        }

        Assert.Equal(changeset.FindingsOpened.Count, changeset.Events.Count(draft => draft.EventType is nameof(FindingOpened)));
        Assert.Equal(changeset.FindingsClosed.Count, changeset.Events.Count(draft => draft.EventType is nameof(FindingClosed)));
    }

    private OpenFinding Open(FindingWrite write) => new()
    {
        Key = write.Key,
        Site = write.Site,
        Rule = write.Rule,
        RuleVersion = write.RuleVersion,
        Severity = write.Severity,
        Text = write.Text,
        Evidence = write.Evidence,
        Sequence = Log.Count,
    };

    private void SetLink(SubjectId from, SubjectId to, bool isLinked)
    {
        List<SubjectId> linked = [.. _subjects[from].Linked.Where(other => other != to)];
        if (isLinked) linked.Add(to);
        _subjects[from] = _subjects[from] with { Linked = linked };
    }

    private RegistryState Read(StateRequest needs, SiteId site)
    {
        Dictionary<IdentifierKey, ResourceKey> byIdentifier = [];
        foreach (IdentifierKey identifier in needs.Identifiers)
        {
            if (_identifiers.TryGetValue((site, identifier), out ResourceKey key)) byIdentifier[identifier] = key;
        }

        Dictionary<ResourceKey, StoredResource> resources = [];
        foreach (ResourceKey key in needs.Resources.Concat(byIdentifier.Values))
        {
            if (_resources.TryGetValue(key, out StoredResource? resource)) resources[key] = resource;
        }

        Dictionary<SubjectId, SubjectState> subjects = [];
        Queue<SubjectId> wanted = new(resources.Values.Select(resource => resource.Subject));
        while (wanted.TryDequeue(out SubjectId id))
        {
            SubjectState held = _subjects[id] with { Records = needs.WithRecords ? [.. _resources.Values.Where(resource => resource.Subject == id && !resource.IsDeleted)] : [] };
            if (!subjects.TryAdd(id, held)) continue;
            foreach (SubjectId linked in _subjects[id].Linked) wanted.Enqueue(linked);
        }

        return new RegistryState { Resources = resources, ByIdentifier = byIdentifier, Subjects = subjects };
    }

    private static SubjectState NewState(SubjectId id, SiteId site) => new()
    {
        Id = id,
        RowVersion = 0,
        Site = site,
        Status = SubjectStatus.Pending,
        Facts = [],
        Findings = [],
        Linked = [],
    };

    private static string Describe(HeldFact fact) => $"{fact.EventType} {fact.Occurred?.Earliest:O}..{fact.Occurred?.Latest:O} {System.Text.Encoding.UTF8.GetString(fact.Body.Span)}";

    private Guid NewId() => new(++_ids, 0, 0x7000, 0x80, 0, 0, 0, 0, 0, 0, 0);

    private SubjectId NewSubject() => new(new Guid(0, 0, 0, 0, 0, 0, 0, 0, 0, 1, (byte)++_subjectIds));
}
