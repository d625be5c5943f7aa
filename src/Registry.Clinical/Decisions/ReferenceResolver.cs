using Registry.Clinical.Submissions;
using Registry.Fhir.Json;

namespace Registry.Clinical.Decisions;

/// <summary>Finds what each reference names: an entry of the bundle, or a resource of the caller's site that stands.</summary>
internal sealed class ReferenceResolver
{
    private readonly Submission _submission;
    private readonly RegistryState _state;
    private readonly Objections _objections;
    private readonly Dictionary<int, Target> _byEntry;
    private readonly Dictionary<ResourceKey, Target> _byKey = [];
    private readonly Dictionary<IdentifierKey, Target> _byIdentifier = [];
    private readonly Dictionary<NodeCursor, ResourceKey> _keys = [];
    private readonly Dictionary<NodeCursor, string> _replacements = [];

    public ReferenceResolver(Submission submission, RegistryState state, IReadOnlyList<Target> targets, Objections objections)
    {
        _submission = submission;
        _state = state;
        _objections = objections;
        // Of an entry that deletes several, any of them: nothing that stands refers to it.
        _byEntry = targets.GroupBy(target => target.Entry.Index).ToDictionary(group => group.Key, group => group.First());
        foreach (Target target in targets)
        {
            if (target.MaybeKey is { } key) _byKey.TryAdd(key, target);
            if (!target.IsWrite) continue;
            foreach (IdentifierKey identifier in target.Entry.Identifiers) _byIdentifier.TryAdd(identifier, target);
        }
    }

    /// <summary>What stands in the stored content instead of a reference as sent.</summary>
    public IReadOnlyDictionary<NodeCursor, string> Replacements => _replacements;

    /// <summary>The resource that a reference names; null when it was objected to, or names a contained one.</summary>
    public ResourceKey? Find(NodeCursor reference) => _keys.TryGetValue(reference, out ResourceKey key) ? key : null;

    /// <summary>The target that a resource of this submission is; null when it is none of them.</summary>
    public Target? TargetOf(ResourceKey key) => _byKey.GetValueOrDefault(key);

    public void Resolve(Target target)
    {
        foreach (SubmittedReference reference in target.Entry.References)
        {
            if (Find(reference) is not { } key)
            {
                _objections.Add(RefusalKind.Unprocessable, reference.Place, "reference-unresolved", "not-found",
                    "The reference names nothing that stands at your site or in this bundle.",
                    "Nothing is stored that points nowhere.",
                    "Send what is meant in the same bundle, or first, and check the id or criteria.");
                continue;
            }

            _keys[reference.Place] = key;
            if (reference.Key is null) _replacements[reference.Place] = key.ToString();
            // An absolute URL below our own base is stored relative: the base may change its name.
            else if (reference.Place.AsString() is { } text && !text.StartsWith(key.Type, StringComparison.Ordinal)) _replacements[reference.Place] = key.ToString();
        }
    }

    private ResourceKey? Find(SubmittedReference reference)
    {
        if (reference.Entry is { } entry) return _byEntry.TryGetValue(entry, out Target? target) && Stands(target) ? target.Key : null;
        if (reference.Match is { } identifier)
        {
            if (_byIdentifier.TryGetValue(identifier, out Target? carrier)) return carrier.Key;
            return _state.ByIdentifier.TryGetValue(identifier, out ResourceKey holder) && Stands(holder) ? holder : null;
        }

        if (reference.Condition is { } condition)
        {
            ResourceKey[] found = [.. _state.ByCondition[condition].Where(Stands)];
            if (found.Length <= 1) return found.Length == 1 ? found[0] : null;
            _objections.Add(RefusalKind.PreconditionFailed, reference.Place, "criteria-several", "multiple-matches",
                $"More than one {condition.Type} of your site meets the criteria of the reference.", "It is open which resource is meant.", "Send criteria that only one of them meets, or refer to it by its id.");
            return found[0];
        }

        return Stands(reference.Key!.Value) ? reference.Key : null;
    }

    private bool Stands(ResourceKey key)
    {
        if (_byKey.TryGetValue(key, out Target? target)) return Stands(target);
        // What another site has is as if it were not there: the answer tells nothing of it.
        return _state.Resources.TryGetValue(key, out StoredResource? stored) && !stored.IsDeleted && stored.Site == _submission.Caller.Site;
    }

    private static bool Stands(Target target) => target.IsWrite || target.IsMatched;
}
