using Registry.Fhir.Definitions;
using Registry.Fhir.FhirPath;
using Registry.Fhir.Json;
using Registry.Fhir.Outcomes;
using Registry.Fhir.Profiles;

namespace Registry.Fhir.Validation;

/// <summary>References. https://hl7.org/fhir/R4/references.html and https://hl7.org/fhir/R4/bundle.html#references</summary>
internal ref partial struct ResourceCheck
{
    private const int UrlBytes = 512;

    private void CheckReference(int node, TargetRule? target)
    {
        NodeCursor literal = At(node).Find(_book.Known.Reference);
        if (literal.Kind != NodeKind.String || literal.IsEscaped) return;
        ReadOnlySpan<byte> text = literal.TextBytes;
        if (text.IsEmpty) return;
        Target found = Resolve(literal);
        if (_profile is null)
        {
            CheckLeadsSomewhere(literal, text, found);
            CheckReferenceType(At(node), text, found);
        }

        if (target is null) return;
        if (target.Aggregation != ReferenceAggregation.None && !Stands(target.Aggregation, found.Place)) ReportAggregation(literal, target, found.Place);
        if (target.Versioning != ReferenceVersioning.Either && IsVersioned(text) != (target.Versioning == ReferenceVersioning.Specific)) ReportVersioning(literal, target);
        CheckTarget(literal, found, target);
    }

    private void CheckTarget(NodeCursor literal, Target found, TargetRule target)
    {
        if (found.Resource.Exists)
        {
            NodeCursor type = found.Resource.Find(_book.Known.ResourceType);
            if (type.Kind != NodeKind.String) return; // Reported where the resource stands.
            if (!target.Allows(type.TextBytes)) ReportTarget(literal, target, type.AsString()!);
            else if (target.Profiles.Length > 0 && !MeetsOne(found.Resource, target.Profiles, "")) ReportTargetProfile(literal, target);
            return;
        }

        ReadOnlySpan<byte> named = TypeIn(literal.TextBytes);
        if (named.IsEmpty || _book.Resource(named) is null) return;
        if (!target.Allows(named)) ReportTarget(literal, target, System.Text.Encoding.UTF8.GetString(named));
    }

    // A fragment leads into the resource, a URN to an entry of the bundle, and in a document everything that is relative does.
    private readonly void CheckLeadsSomewhere(NodeCursor literal, ReadOnlySpan<byte> text, Target found)
    {
        if (found.Resource.Exists) return;
        if (text[0] == '#') ReportNotContained(literal);
        else if (_resource == _composition) ReportNotInDocument(literal);
        else if (_isTransaction && (text.StartsWith("urn:uuid:"u8) || text.StartsWith("urn:oid:"u8))) ReportUnresolved(literal);
    }

    // https://hl7.org/fhir/R4/references-definitions.html#Reference.type : both SHALL be consistent.
    private readonly void CheckReferenceType(NodeCursor reference, ReadOnlySpan<byte> text, Target found)
    {
        NodeCursor type = reference.Find("type"u8);
        if (type.Kind != NodeKind.String || type.IsEscaped) return;
        NodeCursor target = found.Resource.Find(_book.Known.ResourceType);
        ReadOnlySpan<byte> named = target.Kind == NodeKind.String ? target.TextBytes : TypeIn(text);
        if (named.IsEmpty || _book.Resource(named) is null || named.SequenceEqual(type.TextBytes)) return;
        ReportReferenceType(type, System.Text.Encoding.UTF8.GetString(named));
    }

    private static bool Stands(ReferenceAggregation allowed, ReferenceAggregation place) =>
        (allowed & place) != ReferenceAggregation.None
        || (place == ReferenceAggregation.Bundled && (allowed & ReferenceAggregation.Referenced) != ReferenceAggregation.None);

    private static bool IsVersioned(ReadOnlySpan<byte> text) => text.IndexOf("/_history/"u8) >= 0;

    /// <summary>Whether a value meets one of the choices.</summary>
    private bool MeetsOne(NodeCursor value, ProfileChoice[] choices, string type)
    {
        NodeCursor resourceType = value.Find(_book.Known.ResourceType);
        foreach (ProfileChoice choice in choices)
        {
            bool isOfType = choice.Type is "Resource" or "DomainResource" || choice.Type == type || (resourceType.Exists ? resourceType.ValueEquals(choice.Type) : choice.Profile is not null);
            if (isOfType && (choice.Profile is null || Meets(value, choice.Profile))) return true;
        }

        return false;
    }

    /// <summary>Whether a place anywhere in a document meets a profile.</summary>
    public static bool Conforms(RuleBook book, ResourceDocument document, RunState state, ValidationOptions options, NodeCursor value, Shape profile)
    {
        (_, int resource, int container) = Place.Of(book.Model, value);
        NodeCursor contained = new NodeCursor(document, container).Find("contained"u8);
        NodeTable table = contained.Kind == NodeKind.Array ? Contained(contained) : default;
        try
        {
            ResourceCheck check = new(book, document, Findings.Uncounted(), select: null, options) { _state = state, _resource = resource, _container = container, _contained = table };
            return check.Meets(value, profile);
        }
        finally
        {
            table.Return();
        }
    }

    /// <summary>Whether a value meets a profile; nothing is reported, and nothing is tried twice.</summary>
    private bool Meets(NodeCursor value, Shape profile)
    {
        if (value.Kind != NodeKind.Object) return true; // Profiles on primitives hold nothing that is looked at here.
        _state ??= new RunState(_book, _document, _options);
        if (_state.Begin(value.NodeIndex, profile) is { } known) return known;
        Findings silent = _state.Silent.TryPop(out Findings? free) ? free : Findings.Uncounted();
        bool isMet = false;
        try
        {
            ResourceCheck trial = new(_book, _document, silent, select: null, _options)
            {
                _state = _state,
                _resource = _resource,
                _isTransaction = _isTransaction,
                _composition = _composition,
                _fullUrls = _fullUrls,
                _contained = _contained,
                _container = _container,
                _profile = profile.Canonical,
            };
            trial.TryProfile(value, profile);
            isMet = !silent.HasErrors;
        }
        finally
        {
            _state.End(value.NodeIndex, profile, isMet);
            silent.Forget();
            _state.Silent.Push(silent);
        }

        return isMet;
    }

    // A resource elsewhere in the bundle has its own contained resources, and its own full URL.
    private void TryProfile(NodeCursor value, Shape profile)
    {
        NodeCursor contained = value.Find("contained"u8);
        bool isElsewhere = value.Find(_book.Known.ResourceType).Exists && value.NodeIndex != _container && !IsContained(value);
        if (!isElsewhere)
        {
            RunProfile(value.NodeIndex, profile);
            return;
        }

        _container = _resource = value.NodeIndex;
        _contained = default;
        NodeTable table = contained.Kind == NodeKind.Array ? Contained(contained) : default;
        try
        {
            _contained = table;
            RunProfile(value.NodeIndex, profile);
        }
        finally
        {
            table.Return();
        }
    }

    private static bool IsContained(NodeCursor value) => value.Parent.Exists && value.Parent.HasName && value.Parent.NameBytes.SequenceEqual("contained"u8);

    /// <summary>Where a reference leads, as far as the document goes.</summary>
    private readonly Target Resolve(NodeCursor literal)
    {
        ReadOnlySpan<byte> text = literal.TextBytes;
        if (text.IsEmpty) return default;
        if (text[0] == '#') return new Target(text.Length == 1 ? At(_container) : _contained.Find(text[1..]), ReferenceAggregation.Contained);
        NodeCursor entry = EntryOf(text);
        return entry.Exists ? new Target(entry.Find("resource"u8), ReferenceAggregation.Bundled) : new Target(default, ReferenceAggregation.Referenced);
    }

    // https://hl7.org/fhir/R4/bundle.html#references: a relative reference is completed with the base of the full URL of the entry in which it stands.
    private readonly NodeCursor EntryOf(ReadOnlySpan<byte> reference)
    {
        if (_fullUrls.IsEmpty) return default;
        ReadOnlySpan<byte> version = default;
        int history = reference.IndexOf("/_history/"u8);
        if (history >= 0)
        {
            version = reference[(history + "/_history/"u8.Length)..];
            reference = reference[..history];
        }

        if (IsAbsolute(reference)) return OfVersion(_fullUrls.Find(reference), reference, version);
        NodeCursor own = At(_container).Parent.Find("fullUrl"u8);
        if (own.Kind != NodeKind.String || own.IsEscaped) return default;
        ReadOnlySpan<byte> root = BaseOf(own.TextBytes);
        if (root.IsEmpty || root.Length + reference.Length > UrlBytes) return default;
        Span<byte> whole = stackalloc byte[UrlBytes];
        root.CopyTo(whole);
        reference.CopyTo(whole[root.Length..]);
        ReadOnlySpan<byte> url = whole[..(root.Length + reference.Length)];
        return OfVersion(_fullUrls.Find(url), url, version);
    }

    // Of several entries with one full URL, as a history has them, the one whose meta.versionId is named.
    private static NodeCursor OfVersion(NodeCursor entry, ReadOnlySpan<byte> url, ReadOnlySpan<byte> version)
    {
        if (version.IsEmpty || !entry.Exists || HasVersion(entry, version)) return entry;
        foreach (NodeCursor other in entry.Parent)
        {
            if (other.Find("fullUrl"u8).ValueEquals(url) && HasVersion(other, version)) return other;
        }

        return default;
    }

    private static bool HasVersion(NodeCursor entry, ReadOnlySpan<byte> version) => entry.Find("resource"u8).Find("meta"u8).Find("versionId"u8).ValueEquals(version);

    private static bool IsAbsolute(ReadOnlySpan<byte> url) => url.StartsWith("urn:"u8) || url.IndexOf("://"u8) > 0;

    // Base with its slash of a RESTful URL, base/Type/id; empty for another, such as a UUID.
    private readonly ReadOnlySpan<byte> BaseOf(ReadOnlySpan<byte> fullUrl)
    {
        if (!fullUrl.StartsWith("http://"u8) && !fullUrl.StartsWith("https://"u8)) return default;
        ReadOnlySpan<byte> type = TypeIn(fullUrl);
        if (type.IsEmpty || _book.Resource(type) is null) return default;
        int id = fullUrl.LastIndexOf((byte)'/');
        return fullUrl[..(id - type.Length)];
    }

    // Type in [base/]Type/id[/_history/version]; empty when the text has no such shape.
    private static ReadOnlySpan<byte> TypeIn(ReadOnlySpan<byte> text)
    {
        int history = text.IndexOf("/_history/"u8);
        if (history >= 0) text = text[..history];
        int slash = text.LastIndexOf((byte)'/');
        if (slash <= 0) return default;
        text = text[..slash];
        return text[(text.LastIndexOf((byte)'/') + 1)..];
    }

    /// <summary>Where a reference leads.</summary>
    /// <param name="Resource">The resource; missing when the document does not hold it.</param>
    /// <param name="Place">In which of three places it stands.</param>
    private readonly record struct Target(NodeCursor Resource, ReferenceAggregation Place);
}
