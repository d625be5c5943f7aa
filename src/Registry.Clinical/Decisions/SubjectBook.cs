using Registry.Clinical.Identity;
using Registry.Clinical.Submissions;
using Registry.Contracts.Events;
using Registry.Fhir.Json;

namespace Registry.Clinical.Decisions;

/// <summary>The subjects of a submission: who each resource is about, and everybody who is known to be the same person.</summary>
internal sealed class SubjectBook(RegistryState state, PseudonymSystems pseudonyms, Func<SubjectId> newSubject, Objections objections)
{
    private readonly Dictionary<SubjectId, SubjectWork> _works = [];

    /// <summary>Subjects that the commit must find as they were read, in the order in which they were met.</summary>
    public IEnumerable<SubjectWork> Touched => _works.Values.Where(work => work.IsTouched);

    /// <summary>The subject's work; it was read, or is new here.</summary>
    public SubjectWork Of(SubjectId id)
    {
        if (_works.TryGetValue(id, out SubjectWork? work)) return work;
        SubjectState read = state.Subjects.TryGetValue(id, out SubjectState? found) ? found : throw new InvalidDataException($"Subject {id} was not read with its resource.");
        return _works[id] = new SubjectWork(id, read);
    }

    /// <summary>Says of every target who it is about: a Patient is its own subject's, all else belongs to the Patient that it refers to.</summary>
    public void Assign(IReadOnlyList<Target> targets, ReferenceResolver references)
    {
        foreach (Target target in targets.Where(target => target is { MaybeKey: not null, IsPatient: true })) AssignPatient(target);
        foreach (Target target in targets.Where(target => target is { MaybeKey: not null, IsPatient: false }))
        {
            if (target.IsWrite && target.Entry.Row is null) AssignOutside(target, references);
            else if (target.IsWrite) AssignOther(target, references);
            else if (target.Current is { } current) target.Subject = current.Subject;
        }

        foreach (Target target in targets.Where(target => target.IsWrite && !target.IsPatient && target.Subject != default)) CheckSamePerson(target, references);
    }

    /// <summary>The touched subjects with all that are linked to them, each group one person.</summary>
    public IReadOnlyList<IReadOnlyList<SubjectWork>> Groups()
    {
        List<IReadOnlyList<SubjectWork>> groups = GroupsFrom(Touched.ToArray());
        // Whoever decides on a linked subject's facts needs them unmoved at the commit.
        foreach (SubjectWork member in groups.SelectMany(group => group)) member.IsTouched = true;
        return groups;
    }

    /// <summary>The persons of these subjects, without those who are touched: nothing is decided about them.</summary>
    public IReadOnlyList<IReadOnlyList<SubjectWork>> Untouched(IEnumerable<SubjectId> subjects) =>
        [.. GroupsFrom(subjects.Distinct().Select(Of).ToArray()).Where(group => !group.Any(member => member.IsTouched))];

    private List<IReadOnlyList<SubjectWork>> GroupsFrom(SubjectWork[] starts)
    {
        List<IReadOnlyList<SubjectWork>> groups = [];
        HashSet<SubjectId> seen = [];
        foreach (SubjectWork start in starts)
        {
            if (!seen.Add(start.Id)) continue;
            List<SubjectWork> group = [start];
            for (int next = 0; next < group.Count; next++)
            {
                foreach (SubjectId linked in group[next].State?.Linked ?? [])
                {
                    if (seen.Add(linked)) group.Add(Of(linked));
                }
            }

            groups.Add(group);
        }

        return groups;
    }

    private void AssignPatient(Target target)
    {
        if (target.Current is { } current)
        {
            target.Subject = current.Subject;
            if (Of(current.Subject).Status == SubjectStatus.Erased) ObjectErased(target);
        }
        else
        {
            target.Subject = Make();
        }
    }

    private SubjectId Make()
    {
        SubjectId made = newSubject();
        _works[made] = new SubjectWork(made, null);
        return made;
    }

    // Kept from outside the dataset: it goes with the first Patient that it names, so that erasure finds it, and by itself when it names none.
    private void AssignOutside(Target target, ReferenceResolver references)
    {
        foreach (SubmittedReference reference in target.Entry.References)
        {
            if (references.Find(reference.Place) is not { Type: "Patient" } key) continue;
            target.Subject = references.TargetOf(key)?.Subject ?? state.Resources[key].Subject;
            target.IsAboutSubject = IsInDataset(key, references);
            if (Of(target.Subject).Status == SubjectStatus.Erased) ObjectErased(target);
            return;
        }

        target.Subject = target.Current?.Subject ?? Make();
    }

    private bool IsInDataset(ResourceKey patient, ReferenceResolver references) => references.TargetOf(patient) is { IsWrite: true } target
        ? target.Entry.Row is not null
        : pseudonyms.HasPseudonym(state.Resources[patient].Identifiers);

    private void AssignOther(Target target, ReferenceResolver references)
    {
        NodeCursor resource = target.Entry.Resource;
        NodeCursor subject = resource["subject"].Exists ? resource["subject"] : resource["patient"];
        NodeCursor reference = subject["reference"];
        if (!reference.Exists)
        {
            objections.Add(RefusalKind.Unprocessable, subject.Exists ? subject : resource, "subject-required", "required",
                "The resource has no subject.", "Nothing is kept without knowing whom it is about.", "Send subject.reference to the Patient.");
            return;
        }

        bool isContained = reference.AsString() is ['#', ..];
        if (!isContained && references.Find(reference) is null) return;       // Objected to already, as a reference that names nothing.
        if (isContained || references.Find(reference) is not { Type: "Patient" } key)
        {
            objections.Add(RefusalKind.Unprocessable, reference, "subject-required", "business-rule", "The subject is no Patient that stands by itself.", "What the registry keeps is about persons whom it knows.", "Send subject.reference to the Patient.");
            return;
        }

        target.Subject = references.TargetOf(key)?.Subject ?? state.Resources[key].Subject;
        target.IsAboutSubject = true;
        if (!IsInDataset(key, references)) ObjectOutside(reference);
        if (Of(target.Subject).Status == SubjectStatus.Erased) ObjectErased(target);
    }

    private void ObjectOutside(NodeCursor reference) => objections.Add(RefusalKind.Unprocessable, reference, "subject-outside-dataset", "business-rule",
        "The subject is a Patient outside the dataset.",
        "A record of the dataset is about a subject of the dataset, who is known by a pseudonym and has decided on consent.",
        "Send the Patient with an identifier of a registered pseudonym system, in the same bundle or before.");

    // A lesion that follows another person's flare-up is a mix-up of records. All that a resource builds on is about its own subject.
    private void CheckSamePerson(Target target, ReferenceResolver references)
    {
        foreach (SubmittedReference reference in target.Entry.References)
        {
            if (references.Find(reference.Place) is not { Type: not "Patient" } key) continue;
            SubjectId other = references.TargetOf(key)?.Subject ?? state.Resources[key].Subject;
            if (other == target.Subject) continue;
            objections.Add(RefusalKind.Unprocessable, reference.Place, "reference-subject", "business-rule",
                "The reference names a record of another subject.", "The records of one person must not hang on another's.", "Refer to a record of the same Patient, or correct the subject of one of the two.");
        }
    }

    private void ObjectErased(Target target) => objections.Add(RefusalKind.Gone, target.Entry.Place, "subject-erased", "deleted",
        "This subject was erased.",
        "Everything about it was erased on request, and nothing is taken under it again.",
        "If the person joins anew, send a new Patient with a new pseudonym.");
}
