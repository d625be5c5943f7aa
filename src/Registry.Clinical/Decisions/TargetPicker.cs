using Registry.Clinical.Submissions;
using Registry.Fhir.Json;

namespace Registry.Clinical.Decisions;

/// <summary>Finds the resource on which each entry acts, and objects where it must not.</summary>
internal sealed class TargetPicker(Submission submission, RegistryState state, Func<Guid> newId, Objections objections)
{
    private readonly Dictionary<ResourceKey, Target> _byKey = [];

    public IReadOnlyList<Target> Pick()
    {
        List<Target> targets = [];
        foreach (SubmittedEntry entry in submission.Entries)
        {
            foreach (Target target in Pick(entry))
            {
                targets.Add(target);
                if (target.MaybeKey is { } key && !_byKey.TryAdd(key, target))
                {
                    objections.Add(RefusalKind.BadRequest, entry.Place, "entry-duplicate", "duplicate",
                        "Another entry of the bundle acts on the same resource.", "Entries of a transaction have no order, so the outcome would be open.", "Send one entry per resource.");
                }
            }
        }

        CheckIdentifiers(targets);
        return targets;
    }

    // One, but for a search by which several are deleted.
    private IEnumerable<Target> Pick(SubmittedEntry entry)
    {
        if (entry.Match is { } match) return [state.ByIdentifier.TryGetValue(match, out ResourceKey holder) ? PickMatched(entry, Read(holder)) : PickNamed(entry)];
        if (entry.Condition is not { } condition) return [PickNamed(entry)];
        // What went between the search and the read is found by nobody any more.
        StoredResource[] found = [.. state.ByCondition[condition].Select(key => state.Resources.GetValueOrDefault(key)).OfType<StoredResource>().Where(resource => !resource.IsDeleted && resource.Site == submission.Caller.Site)];
        int most = entry.Action == EntryAction.Delete ? Limits.ConditionalDeletes : 1;
        if (found.Length <= most) return found.Length == 0 ? [PickNamed(entry)] : [.. found.Select(matched => PickMatched(entry, matched))];
        objections.Add(RefusalKind.PreconditionFailed, entry.Place, "criteria-several", "multiple-matches",
            entry.Action == EntryAction.Delete ? FormattableString.Invariant($"More than {most} {entry.Type} resources of your site meet the criteria, and at most {most} are deleted at once.") : $"More than one {entry.Type} of your site meets the criteria.",
            "It is open which resource is meant.",
            entry.Action == EntryAction.Delete ? "Send criteria that fewer of them meet." : "Send criteria that only one of them meets, or name it by its id.");
        // As if it were matched: nothing more is held against what is not written.
        return [entry.Action == EntryAction.Delete ? new Target(entry, null, null) : new Target(entry, found[0].Key, found[0]) { IsMatched = true, Subject = found[0].Subject }];
    }

    private Target PickMatched(SubmittedEntry entry, StoredResource matched)
    {
        if (entry.Action == EntryAction.Create && !matched.IsDeleted) return new Target(entry, matched.Key, matched) { IsMatched = true, Subject = matched.Subject };
        if (entry.Action == EntryAction.Create) return new Target(entry, NewKey(entry), null);
        if (entry.Id is { } id && id != matched.Key.Id)
        {
            objections.Add(RefusalKind.BadRequest, Of(entry.Resource, "id"), "url-mismatch", "invalid",
                "The resource's id is not that of the resource which meets the criteria.", "One request cannot mean two resources.", "Leave the id out, or send the one of the stored resource.");
        }

        CheckVersion(entry, matched);
        return new Target(entry, matched.Key, matched);
    }

    private Target PickNamed(SubmittedEntry entry)
    {
        ResourceKey? named = entry.Id is { } id ? new ResourceKey(entry.Type, id) : null;
        if (named is { } key)
        {
            StoredResource? current = state.Resources.GetValueOrDefault(key);
            if (current is not null && current.Site != submission.Caller.Site) ObjectForeign(entry);
            else if (current is not null && (entry.Match is not null || entry.Condition is not null)) ObjectTaken(entry);
            else CheckVersion(entry, current);
            return new Target(entry, key, current);
        }

        CheckVersion(entry, null);
        return entry.Action == EntryAction.Delete ? new Target(entry, null, null) : new Target(entry, NewKey(entry), null);
    }

    private StoredResource Read(ResourceKey key) => state.Resources.TryGetValue(key, out StoredResource? resource)
        ? resource
        : throw new InvalidDataException($"{key} holds an identifier, but was not read with it.");

    private ResourceKey NewKey(SubmittedEntry entry) => new(entry.Type, newId().ToString("D"));

    private void CheckVersion(SubmittedEntry entry, StoredResource? current)
    {
        long? standing = current is { IsDeleted: false } ? current.Version : null;
        if (entry.MustBeNew && standing is not null)
        {
            objections.Add(RefusalKind.PreconditionFailed, entry.Place, "if-none-match", "conflict",
                "The resource is there already.", "If-None-Match with an asterisk lets an update only create.", "Leave the header out to update it, or choose another id.");
        }

        if (entry.IfMatch is not { } wanted || wanted.Holds(standing)) return;
        objections.Add(RefusalKind.PreconditionFailed, entry.Place, "if-match", "conflict",
            current is null || current.IsDeleted ? "If-Match names a version of a resource that does not stand." : "The resource has moved on from the version that If-Match names.",
            "An update that rests on an old version would undo what came after it.",
            "Read the current version, apply the change to it, and send it with that version's ETag.");
    }

    // Update-as-create under an id that stands would put one record's content over another's.
    private void ObjectTaken(SubmittedEntry entry) => objections.Add(RefusalKind.Conflict, Of(entry.Resource, "id"), "id-taken", "duplicate",
        "No resource meets the criteria, and the resource's id is that of another one.",
        "One record's content must not be put over another's.",
        $"Leave the id out to make a new resource, or send PUT {entry.Type}/id without criteria to update that one.");

    // An id that is a UUID is never met by chance, so it was meant (403); another id may have been chosen twice (409): decisions/0008.
    private void ObjectForeign(SubmittedEntry entry)
    {
        if (entry.Action == EntryAction.Update && entry.IfMatch is null && !Guid.TryParseExact(entry.Id, "D", out _))
        {
            objections.Add(RefusalKind.Conflict, entry.Place, "id-taken", "duplicate", "The id is taken by another site's resource.",
                "An id names one resource in the whole registry.",
                $"Choose an id that nobody else would, such as a UUID, or send PUT {entry.Type}?{Criteria.Form} and let the registry choose.");
            return;
        }

        objections.Add(RefusalKind.Forbidden, entry.Place, "other-site", "forbidden", "The resource belongs to another site.",
            "A site writes only what it sent itself.",
            $"Send what your own site knows as a resource of its own: PUT {entry.Type}?{Criteria.Form}.");
    }

    private void CheckIdentifiers(List<Target> targets)
    {
        Dictionary<IdentifierKey, Target> claimed = [];
        foreach (Target target in targets.Where(target => target.IsWrite))
        {
            foreach (IdentifierKey identifier in target.Entry.Identifiers)
            {
                NodeCursor place = Of(target.Entry.Resource, "identifier");
                if (!claimed.TryAdd(identifier, target))
                {
                    objections.Add(RefusalKind.Conflict, place, "identifier-duplicate", "duplicate",
                        $"Two {identifier.Type} resources of the bundle carry the same identifier.", "An identifier names one record.", "Give each record the identifier that it alone has at its source.");
                }
                else if (state.ByIdentifier.TryGetValue(identifier, out ResourceKey holder) && holder != target.Key && !GivesUp(holder, identifier))
                {
                    objections.Add(RefusalKind.Conflict, place, "identifier-taken", "duplicate",
                        $"Your site already has a {identifier.Type} with this identifier{(Read(holder).IsDeleted ? ", which was deleted" : "")}.",
                        "An identifier names one record of a site.",
                        $"Send PUT {identifier.Type}?{Criteria.Form} to update it{(Read(holder).IsDeleted ? " and let it stand again" : ", or POST with ifNoneExist to refer to it")}.");
                }
            }
        }
    }

    private bool GivesUp(ResourceKey holder, IdentifierKey identifier) =>
        _byKey.TryGetValue(holder, out Target? target) && target.IsWrite && !target.Entry.Identifiers.Contains(identifier);

    private static NodeCursor Of(NodeCursor resource, string element) => resource[element].Exists ? resource[element] : resource;
}
