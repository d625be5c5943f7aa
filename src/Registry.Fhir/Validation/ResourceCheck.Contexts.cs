using Registry.Fhir.FhirPath;
using Registry.Fhir.Json;
using Registry.Fhir.Outcomes;
using Registry.Fhir.Profiles;

namespace Registry.Fhir.Validation;

/// <summary>Where extensions may stand. https://hl7.org/fhir/R4/defining-extensions.html#context</summary>
internal ref partial struct ResourceCheck
{
    private void CheckContext(int extension, ExtensionPlaces places)
    {
        int holder = HolderOf(extension);
        if (!places.IsOpen && !MayStand(holder, places))
        {
            ReportContext(extension, places);
            return;
        }

        foreach (FhirPathExpression condition in places.Invariants) CheckCondition(extension, holder, places, condition);
    }

    private bool MayStand(int holder, ExtensionPlaces places)
    {
        FhirType? type = Place.TypeAt(_book.Model, _document, holder);
        foreach (ElementPlace place in places.Elements)
        {
            if (IsAt(holder, type, place)) return true;
        }

        if (places.Extensions.Length > 0 && IsExtension(holder, places.Extensions)) return true;
        foreach (FhirPathExpression expression in places.Expressions)
        {
            _state ??= new RunState(_book, _document, _options);
            if (_state.Selects(expression, holder, _resource, _container)) return true;
        }

        return false;
    }

    // Up by the names, then the type of what is there; a type that cannot be told has been reported.
    private bool IsAt(int node, FhirType? type, ElementPlace place)
    {
        for (int step = place.Steps.Length - 1; step >= 0; step--)
        {
            if (node <= 0 || !place.Steps[step].AsSpan().Contains(ElementNameOf(node))) return false;
            foreach (NamedSlice slice in place.Slices?[step] ?? [])
            {
                if (BelongsTo(At(node), slice) == Fit.No) return false;
            }

            node = HolderOf(node);
        }

        if (place.Steps.Length > 0) type = Place.TypeAt(_book.Model, _document, node);
        if (type is null) return true;
        for (; type is not null; type = type.Base)
        {
            if (type.Path == place.Type) return true;
        }

        return false;
    }

    private readonly bool IsExtension(int holder, byte[][] urls)
    {
        NodeCursor url = At(holder).Find(_book.Known.Url);
        foreach (byte[] wanted in urls)
        {
            if (url.ValueEquals(wanted)) return true;
        }

        return false;
    }

    // The object that holds a property or an item of one.
    private readonly int HolderOf(int node)
    {
        int parent = _nodes[node].Parent;
        return parent >= 0 && _nodes[parent].Kind == NodeKind.Array ? _nodes[parent].Parent : parent;
    }

    private readonly int ElementNameOf(int node)
    {
        int parent = _nodes[node].Parent;
        int name = parent >= 0 && _nodes[parent].Kind == NodeKind.Array ? _nodes[parent].Name : _nodes[node].Name;
        int half = _book.Names.Count / 2;
        return name >= half ? name - half : name;
    }

    // Value and extensions of a primitive are one element.
    private void CheckCondition(int extension, int holder, ExtensionPlaces places, FhirPathExpression condition)
    {
        _state ??= new RunState(_book, _document, _options);
        NodeCursor element = At(holder);
        int half = _book.Names.Count / 2;
        bool isShadow = ElementNameOf(holder) is >= 0 and var name && (element.Parent.Kind == NodeKind.Array ? element.Parent : element).Node.Name != name;
        int value = !isShadow ? holder : element.Parent.Kind == NodeKind.Array ? PartnerOf(element) : element.Parent.Find(element.Node.Name - half).NodeIndex;
        FhirPathResult result = _state.Test(condition, value, isShadow ? holder : -1, Place.TypeAt(_book.Model, _document, holder), _resource, _container, out FhirPathException? fault);
        if (result is FhirPathResult.True or FhirPathResult.Empty) return;
        ReportCondition(extension, places, condition, fault);
    }

    // The value beside an item of the property with the underscore; -1 for none.
    private readonly int PartnerOf(NodeCursor shadow)
    {
        NodeCursor values = shadow.Parent.Parent.Find(shadow.Parent.Node.Name - (_book.Names.Count / 2));
        NodeCursor.Enumerator value = values.GetEnumerator();
        foreach (NodeCursor item in shadow.Parent)
        {
            if (!value.MoveNext()) return -1;
            if (item.NodeIndex == shadow.NodeIndex) return value.Current.Kind == NodeKind.Null ? -1 : value.Current.NodeIndex;
        }

        return -1;
    }

    private readonly void ReportContext(int extension, ExtensionPlaces places) =>
        Report(
            At(extension),
            places.IsOfHl7 ? Severity.Warning : Severity.Error,
            places.IsOfHl7 ? Authority.Base : Authority.Profile,
            "structure",
            "fhir-extension-context",
            "The extension does not belong here.",
            $"Its definition lets it stand only on {string.Join(", ", places.Contexts.Take(NamedChoices).Select(ContextOf))}.",
            "Move it to where its definition puts it, or leave it out.",
            At(extension).Find(_book.Known.Url).AsString());

    private static string ContextOf(Definitions.ExtensionContext context) => context.Type switch
    {
        "extension" => $"the extension {context.Expression}",
        "fhirpath" => $"what {OneLine(context.Expression)} selects",
        _ => context.Expression,
    };

    private readonly void ReportCondition(int extension, ExtensionPlaces places, FhirPathExpression condition, FhirPathException? fault) =>
        Report(
            At(extension),
            places.IsOfHl7 ? Severity.Warning : Severity.Error,
            places.IsOfHl7 ? Authority.Base : Authority.Profile,
            fault is null ? "invariant" : fault.Fault == FhirPathFault.Limit ? "too-costly" : "exception",
            "fhir-extension-context",
            fault is null ? "The element is not one on which the extension may stand." : $"Whether the extension may stand here could not be found out: {Sentence(fault.Reason)}",
            "Its definition asks something of the element that holds it.",
            $"Leave it out, or change the element until this is true of it: {OneLine(condition.Text)}.",
            At(extension).Find(_book.Known.Url).AsString());
}
