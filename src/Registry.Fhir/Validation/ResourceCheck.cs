using System.Diagnostics;
using Registry.Fhir.Definitions;
using Registry.Fhir.Json;
using Registry.Fhir.Outcomes;
using Registry.Fhir.Profiles;

namespace Registry.Fhir.Validation;

/// <summary>One run over one document. Base rules and profile rules go through the same instructions; only the authority of a finding differs.</summary>
internal ref partial struct ResourceCheck
{
    private readonly RuleBook _book;
    private readonly ResourceDocument _document;
    private readonly ReadOnlySpan<Node> _nodes;
    private readonly ReadOnlySpan<byte> _bytes;
    private readonly Findings _findings;
    private readonly ProfileSelector? _select;
    private readonly List<string>? _selected;
    private RunState? _state;        // Of trials; null until the first.
    private readonly ValidationOptions _options;
    private bool _isTransaction;     // Whether the innermost bundle is one.
    private int _composition = -1;   // The first resource of the innermost document; -1 in none.
    private NodeTable _fullUrls;     // Entries of the innermost bundle.
    private NodeTable _contained;    // What the resource at hand contains.
    private int _resource;           // The resource at hand.
    private int _container;          // The resource at hand that is not itself contained.
    private string? _profile;        // Canonical of the profile whose rules run; null while the base's do.

    public ResourceCheck(RuleBook book, ResourceDocument document, Findings findings, ProfileSelector? select, ValidationOptions options)
    {
        _options = options;
        _book = book;
        _document = document;
        _nodes = document.Nodes;
        _bytes = document.Text;
        _findings = findings;
        _select = select;
        _selected = select is null ? null : [];
    }

    public void Run()
    {
        try
        {
            CheckResource(0, isContained: false);
            if (_state is { IsExhausted: true }) ReportTooManyTrials();
        }
        finally
        {
            _state?.Dispose();
        }
    }

    private void CheckResource(int node, bool isContained)
    {
        NodeCursor resource = At(node);
        NodeCursor type = resource.Find(_book.Known.ResourceType);
        if (type.Kind != NodeKind.String)
        {
            ReportMissingType(resource);
            return;
        }

        Shape? shape = type.IsEscaped ? null : _book.Resource(type.TextBytes);
        if (shape is null)
        {
            ReportUnknownType(type);
            return;
        }

        string? profile = _profile;
        int container = _container;
        int holder = _resource;
        _resource = node;
        NodeTable outer = _contained;
        _profile = null;
        if (!isContained)
        {
            _container = node;
            _contained = default;
        }

        CheckResourceAs(resource, shape, isContained);
        _container = container;
        _resource = holder;
        _contained = outer;
        _profile = profile;
    }

    private void CheckResourceAs(NodeCursor resource, Shape shape, bool isContained)
    {
        ObjectRules rules = shape.Root.Children!;
        NodeCursor contained = isContained ? default : resource.Find("contained"u8);
        if (contained.Kind != NodeKind.Array)
        {
            CheckBase(resource, shape, rules);
            CheckProfiles(resource, shape, isContained);
            return;
        }

        // While its references are checked, by the base and by profiles, what it contains is found by id.
        NodeTable table = Contained(contained);
        try
        {
            _contained = table;
            CheckBase(resource, shape, rules);
            CheckProfiles(resource, shape, isContained);
        }
        finally
        {
            table.Return();
        }
    }

    private static NodeTable Contained(NodeCursor contained)
    {
        NodeTable table = new(contained, NodeKey.Id);
        foreach (NodeCursor one in contained) table.TryAdd(one);
        return table;
    }

    private void CheckBase(NodeCursor resource, Shape shape, ObjectRules rules)
    {
        bool wasSound = !_findings.HasErrors;
        if (shape.Type == "Bundle") CheckBundle(resource, rules);
        else CheckObject(resource.NodeIndex, rules);
        CheckInvariants(resource.NodeIndex, shape.Root, shape);
        if (!wasSound || !_findings.HasErrors) CheckWhole(resource, shape.Type); // Of what is malformed that has been told.
    }

    // Selected profiles first, then the claims of meta.profile; one that another already stands on is not run again.
    private void CheckProfiles(NodeCursor resource, Shape type, bool isContained)
    {
        int from = 0;
        if (_select is not null && !isContained)
        {
            _selected!.Clear();
            _select(resource, _selected);
            for (; from < _selected.Count; from++)
            {
                Shape shape = _book.Profile(_selected[from]) ?? throw new InvalidOperationException($"The selected profile {_selected[from]} is not held, or cannot be checked.");
                CheckProfile(resource, type, shape);
            }
        }

        if (!_options.ChecksClaims) return;
        NodeCursor claims = resource.Find(_book.Known.Meta).Find(_book.Known.Profile);
        if (claims.Kind != NodeKind.Array) return;
        if (claims.Count > Limits.ProfileClaims)
        {
            ReportTooManyClaims(claims);
            return;
        }

        foreach (NodeCursor claim in claims)
        {
            if (claim.Kind != NodeKind.String || claim.IsEscaped) continue;
            ReadOnlySpan<byte> canonical = claim.TextBytes;
            if (_book.Profile(canonical) is { } shape)
            {
                if (canonical.IndexOf((byte)'|') is var bar and >= 0 && shape.Version is not null && !IsText(canonical[(bar + 1)..], shape.Version)) ReportOtherVersion(claim, shape);
                if (!IsSelected(shape, isContained)) CheckProfile(resource, type, shape);
            }
            else if (!_book.Holds(canonical))
            {
                ReportUnknownClaim(claim, canonical);
            }
        }
    }

    private readonly bool IsSelected(Shape shape, bool isContained)
    {
        if (_selected is null || isContained) return false;
        foreach (string canonical in _selected)
        {
            for (StructureDefinition? held = _book.Definitions.Find(canonical); held is { IsConstraint: true }; held = held.BaseDefinition is null ? null : _book.Definitions.Find(held.BaseDefinition))
            {
                if (_book.Profile(held) == shape) return true;
            }
        }

        return false;
    }

    private static bool IsText(ReadOnlySpan<byte> utf8, string text) => utf8.Length == text.Length && System.Text.Ascii.Equals(utf8, text);

    private void CheckProfile(NodeCursor resource, Shape type, Shape shape)
    {
        if (shape.Type != type.Type && shape.Type is not ("Resource" or "DomainResource"))
        {
            ReportProfileType(resource, shape, type.Type);
            return;
        }

        RunProfile(resource.NodeIndex, shape);
    }

    private void RunProfile(int node, Shape shape)
    {
        string? outer = _profile;
        _profile = shape.Canonical;
        if (shape.Root.Children is { } rules) CheckObject(node, rules);
        CheckInvariants(node, shape.Root, shape);
        _profile = outer;
    }

    // Every property of one object, then what is missing.
    private void CheckObject(int node, ObjectRules rules)
    {
        Debug.Assert(_nodes[node].Kind == NodeKind.Object, "Only objects have properties.");
        Span<int> counts = stackalloc int[rules.Elements.Length];
        Span<short> types = stackalloc short[rules.Elements.Length];
        counts.Clear();
        int end = _nodes[node].Next;
        for (int child = node + 1; child < end; child = _nodes[child].Next)
        {
            PropertyRule property = rules.Find(_nodes[child].Name);
            if (property.Element < 0)
            {
                if (rules.IsClosed && property.Element == -1) ReportUnknownElement(child, rules);
                continue;
            }

            ElementRule element = rules.Elements[property.Element];
            TypeRule type = element.Types[property.Type];
            int count = _nodes[child].Kind == NodeKind.Array ? _nodes[child].Count : 1;
            if (counts[property.Element] > 0 && types[property.Element] != property.Type) ReportSecondChoice(child, element);
            if (count > element.Max && counts[property.Element] <= element.Max) ReportTooMany(child, element, count);
            counts[property.Element] = Math.Max(counts[property.Element], count);
            types[property.Element] = property.Type;
            CheckProperty(child, element, type, property.IsShadow);
        }

        foreach (int index in rules.Demands)
        {
            ElementRule element = rules.Elements[index];
            if (counts[index] < element.Min) ReportTooFew(node, element, counts[index]);
            if (counts[index] == 0 && element.Slicing is not null && element.Min == 0) ReportMissingSlices(node, element);
        }
    }

    private void CheckProperty(int node, ElementRule element, TypeRule type, bool isShadow)
    {
        if (type.IsForbidden)
        {
            ReportForbiddenType(node, element, type);
            return;
        }

        // Complex values are told one by one in CheckAsked.
        if (element.Invariants.Length > 0 && (isShadow || HoldsPrimitives(node))) CheckPrimitiveInvariants(node, element, type, isShadow);

        if (_nodes[node].Kind != NodeKind.Array)
        {
            if (element.Shape == ArrayShape.Array) ReportShape(node, element, wantsArray: true);
            CheckValue(node, element, type, isShadow);
            if (element.Slicing is not null && !isShadow) CheckSlices(node, element, type);
            return;
        }

        if (element.Shape == ArrayShape.Single) ReportShape(node, element, wantsArray: false);
        int end = _nodes[node].Next;
        for (int item = node + 1; item < end; item = _nodes[item].Next)
        {
            // Null keeps a place for an extension, and arrays in arrays have been reported by the reader.
            if (_nodes[item].Kind is not (NodeKind.Null or NodeKind.Array)) CheckValue(item, element, type, isShadow);
        }

        if (element.Slicing is not null && !isShadow) CheckSlices(node, element, type);
    }

    private readonly bool HoldsPrimitives(int node) =>
        _nodes[node].Kind == NodeKind.Array ? _nodes[node].Count > 0 && _nodes[node + 1].Kind is not (NodeKind.Object or NodeKind.Array) : _nodes[node].Kind != NodeKind.Object;

    private void CheckValue(int node, ElementRule element, TypeRule type, bool isShadow)
    {
        NodeKind kind = _nodes[node].Kind;
        if (kind == NodeKind.Null) return; // The reader has reported a null outside an array.
        if (isShadow)
        {
            if (kind != NodeKind.Object) return; // The reader has reported it.
            if (type.Format != PrimitiveFormat.None) CheckShadow(node);
            else if (element.Children is not null) CheckObject(node, element.Children);
            return;
        }

        if (type.Format != PrimitiveFormat.None)
        {
            if (!CheckPrimitive(node, type.Format)) return;
            if (type.Format == PrimitiveFormat.Xhtml) CheckNarrative(node);
            if (type.Format == PrimitiveFormat.Canonical) CheckCanonical(node);
        }
        else if (type.IsResource && _profile is null)
        {
            if (kind == NodeKind.Object) CheckResource(node, element.Name == "contained");
            else ReportKind(node, type, "an object");
        }
        else if (type.Shape is { } shape)
        {
            if (kind != NodeKind.Object)
            {
                ReportKind(node, type, "an object");
                return;
            }

            if (HoldsOnlyId(node)) ReportNoContent(node);
            CheckObject(node, shape.Root.Children!);
            CheckInvariants(node, shape.Root, shape);
            CheckContent(node, element, type.Content);
        }

        CheckAsked(node, element, type);
    }

    // The sibling with the underscore of a primitive: id and extension.
    private void CheckShadow(int node)
    {
        if (HoldsOnlyId(node) && !HasValueBeside(node)) ReportNoContent(node);
        CheckObject(node, _book.ElementShape.Root.Children!);
    }

    // ele-1: an element has a value or children, and its id is neither.
    private readonly bool HoldsOnlyId(int node) => _nodes[node].Count == 1 && At(node + 1).NameBytes.SequenceEqual("id"u8);

    private readonly bool HasValueBeside(int node)
    {
        NodeCursor shadow = At(node);
        // Of arrays the reader has looked at both sides together.
        return shadow.Parent.Kind == NodeKind.Array || shadow.Parent.Find(shadow.NameBytes[1..]).Exists;
    }

    // What may be asked of a value by the base or by a profile.
    private void CheckAsked(int node, ElementRule element, TypeRule type)
    {
        if (element.Pattern is not null && !element.Pattern.Matches(At(node))) ReportPattern(node, element);
        if (element.Binding is not null) CheckBinding(node, element.Binding, type.Code);
        if (element.MaxBinding is not null) CheckBinding(node, element.MaxBinding, type.Code);
        if (element.NarrativeLanguages is { } languages) CheckNarrativeLanguages(node, languages);
        if (element.MaxLength is { } longest && _nodes[node].Kind == NodeKind.String) CheckLength(node, element, longest);
        if (type.Target is not null || (type.Content == TypeContent.Reference && _profile is null)) CheckReference(node, type.Target);
        if (type.ResourceTypes is { } types && !IsOneOf(At(node).Find("resourceType"u8), types)) ReportResourceType(node, types);
        if (type.Profiles.Length > 0) CheckTypeProfiles(node, type);
        if (element.Invariants.Length > 0 && _nodes[node].Kind == NodeKind.Object) CheckInvariants(node, -1, element.Invariants, type.FhirTypeIn(_book.Model));
        if (element.Children is not null && _nodes[node].Kind == NodeKind.Object) CheckObject(node, element.Children);
    }

    private void CheckTypeProfiles(int node, TypeRule type)
    {
        if (_nodes[node].Kind != NodeKind.Object) return;
        if (type.Profiles.Length == 1)
        {
            RunProfile(node, type.Profiles[0]);
            return;
        }

        // Several: one is enough. Of a value that meets none, what the first asks is told.
        foreach (Shape profile in type.Profiles)
        {
            if (IsAbout(profile, node, type) && Meets(At(node), profile)) return;
        }

        foreach (Shape profile in type.Profiles)
        {
            if (!IsAbout(profile, node, type)) continue;
            RunProfile(node, profile);
            return;
        }

        ReportResourceType(node, Array.ConvertAll(type.Profiles, profile => profile.Type));
    }

    private readonly bool IsAbout(Shape profile, int node, TypeRule type) =>
        profile.Type == type.Code || profile.Type is "Resource" or "DomainResource" || At(node).Find(_book.Known.ResourceType).ValueEquals(profile.Type);

    private void CheckExtension(int node, ElementRule element)
    {
        NodeCursor url = At(node).Find(_book.Known.Url);
        if (url.Kind != NodeKind.String || url.IsEscaped) return; // Missing or not a string: reported by the base rules.
        if (_book.Profile(url.TextBytes) is { } definition)
        {
            if (definition.Type != "Extension") return;
            RunProfile(node, definition);
            if (definition.Places is { } places) CheckContext(node, places);
        }
        else if (element.Name == "modifierExtension" && !_book.Holds(url.TextBytes))
        {
            ReportModifierExtension(node);
        }
    }

    private bool CheckPrimitive(int node, PrimitiveFormat format)
    {
        ref readonly Node value = ref _nodes[node];
        bool isRightKind = format switch
        {
            PrimitiveFormat.Boolean => value.Kind is NodeKind.True or NodeKind.False,
            _ when PrimitiveFormats.IsNumber(format) => value.Kind == NodeKind.Number,
            _ => value.Kind == NodeKind.String,
        };
        if (!isRightKind)
        {
            ReportPrimitive(node, format);
            return false;
        }

        ReadOnlySpan<byte> text = value.Kind == NodeKind.String ? _bytes[(value.Start + 1)..(value.End - 1)] : _bytes[value.Start..value.End];
        if (text.IsEmpty) return false; // The reader has reported the empty string.
        bool isValid;
        if ((value.Flags & NodeFlags.Escaped) == NodeFlags.None)
        {
            isValid = PrimitiveFormats.IsValid(format, text);
        }
        else if (format is PrimitiveFormat.String or PrimitiveFormat.Markdown)
        {
            isValid = (value.Flags & NodeFlags.Control) == NodeFlags.None;
        }
        else
        {
            byte[] unescaped = new byte[text.Length];
            isValid = PrimitiveFormats.IsValid(format, unescaped.AsSpan(0, JsonText.Unescape(text, unescaped)));
        }

        if (!isValid) ReportPrimitive(node, format);
        return isValid;
    }

    private void CheckLength(int node, ElementRule element, int longest)
    {
        // Bytes are never fewer than characters, so most values need no count.
        if (_nodes[node].End - _nodes[node].Start - 2 > longest && At(node).AsString()!.EnumerateRunes().Count() > longest) ReportLength(node, element, longest);
    }

    private readonly NodeCursor At(int node) => new(_document, node);
}
