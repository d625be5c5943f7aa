using System.Text;
using Registry.Clinical.Consent;
using Registry.Clinical.Content;
using Registry.Clinical.Events;
using Registry.Clinical.Identity;
using Registry.Clinical.Rules;
using Registry.Clinical.Submissions;
using Registry.Contracts.Events;
using Registry.Fhir.Json;
using Registry.Fhir.Outcomes;
using Registry.Fhir.Search;

namespace Registry.Clinical.Decisions;

/// <summary>One submission on its way to a changeset. The steps of <see cref="Decide"/> are in order: each rests on those above it.</summary>
internal sealed class SubmissionDecision
{
    private readonly Submission _submission;
    private readonly RuleBasis _basis;
    private readonly Func<Guid> _newId;
    private readonly Objections _objections = new();
    private readonly IReadOnlyList<Target> _targets;
    private readonly ReferenceResolver _references;
    private readonly SubjectBook _subjects;
    private readonly EventWriter _events;

    public SubmissionDecision(Submission submission, RegistryState state, RuleBasis basis, Func<Guid> newId, Func<SubjectId> newSubject)
    {
        state = state.Under(submission.Table.Aliases);
        _submission = submission;
        _basis = basis;
        _newId = newId;
        _targets = new TargetPicker(submission, state, newId, _objections).Pick();
        _references = new ReferenceResolver(submission, state, _targets, _objections);
        _subjects = new SubjectBook(state, submission.Pseudonyms, newSubject, _objections);
        _events = new EventWriter(submission.Caller.Site, submission.Table.Derivation);
    }

    public Decision Decide()
    {
        foreach (Target target in _targets.Where(target => target.IsWrite)) _references.Resolve(target);
        _subjects.Assign(_targets, _references);
        if (_objections.Any) return new Decision.Refused(_objections.ToRefusal());

        foreach (Target target in _targets) Compare(target);
        foreach (Target patient in Changed(isPatient: true).Where(IsOutside)) CheckNeverInside(patient);
        foreach (Target patient in Changed(isPatient: true).Where(target => target.IsWrite && !IsOutside(target))) CheckBirthDate(patient);
        foreach (Target patient in Changed(isPatient: true).Where(target => !IsOutside(target))) ConsentCheck.Apply(patient, _subjects.Of(patient.Subject), _submission.Table.Codes, _objections);
        foreach (Target target in Changed(isPatient: false).Where(target => target is { IsWrite: true, IsAboutSubject: true })) CheckConsentGiven(target);
        foreach (Target target in Changed(isPatient: true).Where(target => target.IsDelete)) CheckNothingHangsOn(target);
        foreach (Target target in Changed(isPatient: false).Where(target => target.IsDelete)) CheckNothingRefersTo(target);
        if (_objections.Any) return new Decision.Refused(_objections.ToRefusal());

        foreach (Target patient in Changed(isPatient: true).Where(target => !IsOutside(target))) StatePatient(patient);
        foreach (Target target in Changed(isPatient: false)) StateClinical(target);
        IReadOnlyList<IReadOnlyList<SubjectWork>> persons = _subjects.Groups();
        Dictionary<ResourceKey, NodeCursor> sent = _targets.Where(target => target.IsWrite).ToDictionary(target => target.Key, target => target.Entry.Resource);
        IReadOnlyList<IReadOnlyList<SubjectWork>> unchanged = _subjects.Untouched(_targets.Where(target => target is { IsWrite: true, IsChanged: false } && target.Subject != default).Select(target => target.Subject));
        if (_submission.Needs.WithRecords) GatherRecords([.. persons, .. unchanged]);
        RuleOutcome rules = RuleCheck.Run(persons, _submission.Caller.Site, _submission.Table.Rules, _basis, _events, _objections, GoneBecause, CauseFor, sent);
        if (_objections.Any) return new Decision.Refused(_objections.ToRefusal());

        Findings answer = rules.Answer;
        answer.AddRange(RuleCheck.Remind(unchanged, _submission.Caller.Site, _submission.Table.Rules, _basis, sent));
        return new Decision.Decided(Write(rules), [.. _targets.Select(target => target.Outcome)], answer);
    }

    private IEnumerable<Target> Changed(bool isPatient) => _targets.Where(target => target.IsChanged && target.IsPatient == isPatient);

    // Kept although the dataset does not take it: no consent is asked for it, and no fact is told of it.
    private static bool IsOutside(Target target) => target is { IsWrite: true, Entry.Row: null };

    // The facts and the consent of a subject rest on its Patient.
    private void CheckNeverInside(Target patient)
    {
        if (patient.Current is not { } current || !_submission.Pseudonyms.HasPseudonym(current.Identifiers)) return;
        _objections.Add(RefusalKind.Unprocessable, patient.Entry.Resource, "outside-dataset", "business-rule",
            "The Patient is a subject of the dataset, and this version has no pseudonym.",
            "The subject's records and consent would hang on somebody whom the dataset does not know.",
            "Send the pseudonym again. To take the subject out of the registry, withdraw the consent.");
    }

    private void Compare(Target target)
    {
        if (target.IsWrite)
        {
            target.Content = ContentWriter.Write(target.Entry.Resource, target.Key, _references.Replacements);
            target.IsChanged = target.Current is not { IsDeleted: false } current || !current.Content.Span.SequenceEqual(target.Content);
        }
        else
        {
            target.IsChanged = target.IsDelete;
        }

        if (!target.IsChanged) return;
        _subjects.Of(target.Subject).IsTouched = true;
        if (target.Current is { } before) _subjects.Of(before.Subject).IsTouched = true;
    }

    // The profile asks for the element; an extension that says why the date is absent would satisfy it.
    private void CheckBirthDate(Target patient)
    {
        NodeCursor resource = patient.Entry.Resource;
        if (resource["birthDate"].Exists) return;
        _objections.Add(RefusalKind.Unprocessable, resource["_birthDate"].Exists ? resource["_birthDate"] : resource, "birth-date-required", "required",
            "The date of birth is absent.", "Without it no age and no time at risk can be counted.", "Send birthDate as precisely as the policy allows; a year is enough.");
    }

    private void CheckConsentGiven(Target target)
    {
        if (_subjects.Of(target.Subject).Status == SubjectStatus.Enrolled) return;
        // What is taken back must never be held up by a consent that was withdrawn.
        if (target.Current is not null && FactReader.IsEnteredInError(target.Entry.Resource)) return;
        _objections.Add(RefusalKind.Unprocessable, target.Entry.Resource["subject"], "consent-required", "business-rule",
            "The subject's consent to the registry was not given, or was withdrawn.",
            "Nothing clinical is taken without it.",
            "Send the Patient with a registry-consent that permits the scope 'registry', when the person has given it.");
    }

    private void CheckNothingHangsOn(Target patient)
    {
        HashSet<ResourceKey> gone = [.. _targets.Where(target => target.IsDelete || (target.IsWrite && target.Subject != patient.Subject)).Select(target => target.Key)];
        bool holds = _subjects.Of(patient.Subject).HeldFacts.Any(fact => fact.Source.Type is not "Patient" && fact.Site == _submission.Caller.Site && !gone.Contains(fact.Source))
            || StandingBeside(patient).Any(record => record.Key.Type is not "Patient" && !gone.Contains(record.Key))
            || _targets.Any(target => target.IsWrite && !target.IsPatient && target.Subject == patient.Subject);
        if (!holds) return;
        _objections.Add(RefusalKind.Conflict, patient.Entry.Place, "patient-in-use", "conflict",
            "Conditions, Observations or other resources of this Patient still stand.", "They would be about nobody.", "Delete them first, or in the same transaction.");
    }

    // A lesion that was derived from a flare-up would be derived from nothing. What is written here refers to nothing that is deleted: that was refused before.
    private void CheckNothingRefersTo(Target deleted)
    {
        if (!StandingBeside(deleted).Any(record => _targets.All(target => target.MaybeKey != record.Key) && Refers(record.Content.Span, deleted.Key))) return;
        _objections.Add(RefusalKind.Conflict, deleted.Entry.Place, "resource-in-use", "conflict",
            "Another resource of the subject still refers to this one.", "Nothing is stored that points nowhere.",
            "Delete or correct what refers to it first, or in the same transaction. To take back what was wrong and keep its place, send it with the status entered-in-error.");
    }

    // Of the caller's site: nobody can refer to another site's.
    private IEnumerable<StoredResource> StandingBeside(Target target) =>
        (_subjects.Of(target.Subject).State?.Records ?? []).Where(record => record.Site == _submission.Caller.Site);

    // References are stored relative, in JSON without white space: a search through the bytes finds them all.
    private static bool Refers(ReadOnlySpan<byte> content, ResourceKey key) =>
        content.IndexOf(Encoding.UTF8.GetBytes($"\"reference\":\"{key}\"")) >= 0 || content.IndexOf(Encoding.UTF8.GetBytes($"\"reference\":\"{key}/_history/")) >= 0;

    private void StatePatient(Target patient)
    {
        SubjectWork subject = _subjects.Of(patient.Subject);
        if (patient.IsDelete)
        {
            // Of a withdrawn subject nothing is taken back: that it was withdrawn must go on to be known.
            if (subject.Status != SubjectStatus.Withdrawn) Apply(patient, subject, [], "deleted");
            return;
        }

        NodeCursor resource = patient.Entry.Resource;
        List<Fact> facts = [];
        if (subject.Status != SubjectStatus.Pending)
        {
            facts.AddRange(ConsentDecision.Read(resource, _submission.Table.Codes).Select(decision => FactReader.Consent(patient.Key, decision)));
        }

        switch (subject.Status)
        {
            case SubjectStatus.Enrolled:
                facts.Insert(0, FactReader.Subject(patient.Key, resource, _submission.Table.Codes));
                if (FactReader.Death(patient.Key, resource) is { } death) facts.Add(death);
                Apply(patient, subject, facts, "no-longer-stated");
                break;
            case SubjectStatus.Withdrawn:
                facts.Add(new Fact(FactKey.Subject(patient.Key), nameof(SubjectWithdrawn), null, new SubjectWithdrawn { Header = NoHeader.Value }));
                // A withdrawn subject's other facts stay as they are, under restriction: they are neither told again nor taken back.
                Apply(patient, subject, facts, null);
                break;
        }
    }

    private void StateClinical(Target target)
    {
        SubjectWork subject = _subjects.Of(target.Subject);
        NodeCursor resource = target.Entry.Resource;
        if (target.Current is { } before && before.Subject != target.Subject) Apply(target, _subjects.Of(before.Subject), [], "moved");
        if (target.IsDelete || target.Entry.Row is null)
        {
            Apply(target, subject, [], target.IsDelete ? "deleted" : "no-longer-stated");
            return;
        }

        FactReader.Input input = new(target.Key, resource, target.Entry.Row, _submission.Table.Codes, subject.Birth, _references.Find);
        Fact? fact = FactReader.ReadClinical(input);
        Apply(target, subject, fact is null ? [] : [fact], FactReader.IsEnteredInError(resource) ? "entered-in-error" : "no-longer-stated");
    }

    /// <summary>Turns what a resource states now, against what it stated before, into events.</summary>
    /// <param name="target">The resource.</param>
    /// <param name="subject">The subject whose facts are compared.</param>
    /// <param name="facts">What it states of this subject now.</param>
    /// <param name="goneReason">Why a fact that it no longer states is retracted; null when it is not.</param>
    private void Apply(Target target, SubjectWork subject, IReadOnlyList<Fact> facts, string? goneReason)
    {
        FactComparison comparison = FactComparison.Of(subject.HeldOf(target.Key), facts);
        foreach (FactChange change in comparison.Changed)
        {
            if (change.IsOtherType) _events.Retract(target, subject.Id, change.Before!, "changed-type");
            _events.Add(target, subject.Id, change.EventType, change.Fact.Key, change.Fact.Occurred, change.Supersedes, change.Body);
            subject.Hold(new LiveFact(change.Fact, change.EventType, change.Body, subject.Id, _submission.Caller.Site, target));
        }

        if (goneReason is null) return;
        foreach (HeldFact gone in comparison.Gone)
        {
            _events.Retract(target, subject.Id, gone, goneReason);
            subject.Drop(gone.Fact);
        }
    }

    // What a person's resources will be: those that stand, and in their place those of this submission.
    private void GatherRecords(IReadOnlyList<IReadOnlyList<SubjectWork>> persons)
    {
        HashSet<ResourceKey> replaced = [.. _targets.Where(target => target.IsChanged).Select(target => target.Key)];
        foreach (SubjectWork subject in persons.SelectMany(person => person))
        {
            IEnumerable<PersonRecord> standing = (subject.State?.Records ?? []).Where(record => !replaced.Contains(record.Key))
                .Select(record => new PersonRecord(record.Key, record.Version, record.Subject, record.Site, record.Content, default));
            IEnumerable<PersonRecord> sent = _targets.Where(target => target is { IsChanged: true, IsWrite: true } && target.Subject == subject.Id)
                .Select(target => new PersonRecord(target.Key, target.Version, subject.Id, _submission.Caller.Site, target.Content, target.Entry.Resource));
            subject.Records = [.. standing, .. sent];
        }
    }

    // The version that made the rules be asked: what opened or closed a finding of this person.
    private string CauseFor(IReadOnlyList<SubjectWork> person) =>
        _targets.First(target => target.IsChanged && person.Any(subject => subject.Id == target.Subject || subject.Id == target.Current?.Subject)).VersionReference;

    private string GoneBecause(OpenFinding finding) =>
        _targets.Any(target => target.IsDelete && finding.Evidence.Any(evidence => target.Key.IsOf(evidence.Resource))) ? "deleted" : "corrected";

    private Changeset Write(RuleOutcome rules)
    {
        IReadOnlyList<Target> changed = [.. _targets.Where(target => target.IsChanged)];
        IdentifierBook identifiers = new(changed);
        return new Changeset
        {
            CommitId = _newId(),
            Caller = _submission.Caller,
            Resources = [.. changed.Select(ToWrite)],
            Subjects = [.. _subjects.Touched.Select(subject => subject.ToWrite())],
            Claims = identifiers.Claims,
            Releases = identifiers.Releases,
            Events = _events.InOrder(),
            FindingsOpened = rules.Opened,
            FindingsClosed = rules.Closed,
            Links = [],
        };
    }

    private ResourceWrite ToWrite(Target target) => new()
    {
        Key = target.Key,
        Site = _submission.Caller.Site,
        Subject = target.Subject,
        Version = target.Version,
        IsDeleted = target.IsDelete,
        Content = target.Content,
        SearchValues = target.IsDelete ? [] : SearchOf(target),
    };

    // From the content to be stored, not from what was sent: there the references are resolved.
    private List<SearchValue> SearchOf(Target target)
    {
        SearchIndexer search = _submission.Table.Search;
        using ResourceDocument document = ResourceDocument.Parse(target.Content, search.Names);
        List<SearchValue> values = [];
        search.Extract(document.Root, values);
        return values;
    }
}
