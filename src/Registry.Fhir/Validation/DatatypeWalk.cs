using Registry.Fhir.Json;
using Registry.Fhir.Profiles;

namespace Registry.Fhir.Validation;

/// <summary>Is led over a document's values of the datatypes that <see cref="Datatype"/> names, in document order, wherever R4 lets them stand.</summary>
public interface IDatatypeVisitor
{
    /// <summary>Looks at one value.</summary>
    /// <param name="value">
    /// The value, one item of a repeating element; of a primitive the whole property, an array where it repeats, and once more the property with the
    /// underscore. It may be malformed: nothing has been validated.
    /// </param>
    /// <param name="place">What stands there, and below what.</param>
    /// <returns>The context that everything below is told, from 0; negative to pass over what is below.</returns>
    int Enter(NodeCursor value, in DatatypePlace place);
}

/// <summary>Where a value stands.</summary>
public readonly ref struct DatatypePlace
{
    internal DatatypePlace(Datatype datatype, string owner, string element, ReadOnlySpan<string> targets, int context)
    {
        Datatype = datatype;
        Owner = owner;
        Element = element;
        Targets = targets;
        Context = context;
    }

    /// <summary>Its datatype.</summary>
    public Datatype Datatype { get; }

    /// <summary>Path of the type or part that holds it, such as <c>Patient</c>, <c>Patient.contact</c> or <c>CodeableConcept</c>; empty for the outermost resource.</summary>
    public string Owner { get; }

    /// <summary>Name of the element, such as <c>value[x]</c>; empty for the outermost resource.</summary>
    public string Element { get; }

    /// <summary>Of a reference: the resource types to which R4 lets it lead; empty for any.</summary>
    public ReadOnlySpan<string> Targets { get; }

    /// <summary>What the visitor returned for the nearest value above that it was led to; 0 where there is none.</summary>
    public int Context { get; }
}

/// <summary>One walk over a document, over the same compiled rules by which it is validated.</summary>
/// <remarks>What no base definition names is passed over: the validator refuses it.</remarks>
internal readonly ref struct DatatypeWalk<TVisitor>
    where TVisitor : IDatatypeVisitor
{
    private readonly RuleBook _book;
    private readonly ResourceDocument _document;
    private readonly ReadOnlySpan<Node> _nodes;
    private readonly ref TVisitor _visitor;

    public DatatypeWalk(RuleBook book, ResourceDocument document, ref TVisitor visitor)
    {
        _book = book;
        _document = document;
        _nodes = document.Nodes;
        _visitor = ref visitor;
    }

    public void Run() => Resource(0, "", "", 0);

    private void Resource(int node, string owner, string element, int context)
    {
        NodeCursor resource = new(_document, node);
        NodeCursor type = resource.Find(_book.Known.ResourceType);
        if (type.Kind != NodeKind.String || type.IsEscaped || _book.Resource(type.TextBytes) is not { } shape) return;
        int below = _visitor.Enter(resource, new DatatypePlace(Datatype.Resource, owner, element, default, context));
        if (below >= 0) Properties(node, shape.Root.Children!, below);
    }

    private void Properties(int node, ObjectRules rules, int context)
    {
        int end = _nodes[node].Next;
        for (int child = node + 1; child < end; child = _nodes[child].Next)
        {
            PropertyRule property = rules.Find(_nodes[child].Name);
            if (property.Element < 0) continue;
            ElementRule element = rules.Elements[property.Element];
            TypeRule type = element.Types[property.Type];
            if (type.Format != PrimitiveFormat.None) Primitive(child, rules, element, type, property.IsShadow, context);
            else if (_nodes[child].Kind != NodeKind.Array) Value(child, rules, element, type, context);
            else Items(child, rules, element, type, context);
        }
    }

    private void Items(int array, ObjectRules rules, ElementRule element, TypeRule type, int context)
    {
        int end = _nodes[array].Next;
        for (int item = array + 1; item < end; item = _nodes[item].Next) Value(item, rules, element, type, context);
    }

    private void Value(int node, ObjectRules rules, ElementRule element, TypeRule type, int context)
    {
        if (type.IsResource)
        {
            if (_nodes[node].Kind == NodeKind.Object) Resource(node, rules.Path, element.Name, context);
            return;
        }

        int below = context;
        if (type.Datatype != Datatype.Other)
        {
            ReadOnlySpan<string> targets = type.Target is null ? default : type.Target.Types;
            below = _visitor.Enter(new NodeCursor(_document, node), new DatatypePlace(type.Datatype, rules.Path, element.Name, targets, context));
        }

        if (below >= 0 && _nodes[node].Kind == NodeKind.Object && type.Shape is { } shape) Properties(node, shape.Root.Children!, below);
    }

    private void Primitive(int node, ObjectRules rules, ElementRule element, TypeRule type, bool isShadow, int context)
    {
        int below = type.Datatype == Datatype.Other
            ? context
            : _visitor.Enter(new NodeCursor(_document, node), new DatatypePlace(type.Datatype, rules.Path, element.Name, default, context));
        if (!isShadow || below < 0) return;
        ObjectRules shadow = _book.ElementShape.Root.Children!;
        if (_nodes[node].Kind == NodeKind.Object) Properties(node, shadow, below);
        if (_nodes[node].Kind != NodeKind.Array) return;
        int end = _nodes[node].Next;
        for (int item = node + 1; item < end; item = _nodes[item].Next)
        {
            if (_nodes[item].Kind == NodeKind.Object) Properties(item, shadow, below);
        }
    }
}
