namespace Registry.Fhir.FhirPath.Operators;

/// <summary>A value that stands in the expression.</summary>
internal sealed class LiteralOperator(object value) : FhirPathOperator
{
    private readonly FhirPathItem _item = FhirPathItem.OfLiteral(value);

    public object Value { get; } = value;

    public override void Run(FhirPathEvaluator e) => e.Push(_item);

    public override bool Exists(FhirPathEvaluator e) => true;
}

/// <summary><c>{}</c></summary>
internal sealed class NothingOperator : FhirPathOperator
{
    public override void Run(FhirPathEvaluator e)
    {
    }
}

/// <summary><c>$this</c>, and the beginning of a path.</summary>
internal sealed class ThisOperator : FhirPathOperator
{
    public override void Run(FhirPathEvaluator e)
    {
        if (e.Many.Start < 0)
        {
            if (e.This.Kind != ItemKind.None) e.Push(e.This);
            return;
        }

        for (int i = 0; i < e.Many.Count; i++) e.Push(e[e.Many.Start + i]);
    }
}

/// <summary><c>$index</c></summary>
internal sealed class IndexOperator : FhirPathOperator
{
    public override void Run(FhirPathEvaluator e)
    {
        if (e.Index >= 0) e.Push(FhirPathItem.Of(e.Index));
    }
}

/// <summary><c>$total</c></summary>
internal sealed class TotalOperator : FhirPathOperator
{
    public override void Run(FhirPathEvaluator e)
    {
        for (int i = 0; i < e.Total.Count; i++) e.Push(e[e.Total.Start + i]);
    }
}

/// <summary><c>%context</c>, <c>%resource</c> and <c>%rootResource</c>: https://hl7.org/fhir/R4/fhirpath.html#variables</summary>
internal sealed class PlaceOperator(string name) : FhirPathOperator
{
    public override void Run(FhirPathEvaluator e)
    {
        FhirPathItem item = name switch
        {
            "context" => e.Context,
            "resource" => e.Resource,
            _ => e.RootResource,
        };
        if (item.Kind != ItemKind.None) e.Push(item);
    }
}

/// <summary>A variable that the environment may hold.</summary>
internal sealed class EnvironmentOperator(string name) : FhirPathOperator
{
    public override void Run(FhirPathEvaluator e)
    {
        if (!e.Environment.Variables.TryGetValue(name, out FhirPathValue? value)) throw Fault(FhirPathFault.Execution, $"The environment holds no variable %{name}.");
        if (value.Node.Document is { } document)
        {
            document.Renumber(e.Model.Names);
            e.Push(FhirPathItem.OfNode(document, value.Node.NodeIndex, -1, Place.TypeAt(e.Model, document, value.Node.NodeIndex)));
        }
        else if (Conversions.FromEnvironment(value) is { Kind: not ItemKind.None } item)
        {
            e.Push(item);
        }
    }
}

/// <summary>A variable of <c>defineVariable()</c>.</summary>
internal sealed class DefinedOperator(int slot) : FhirPathOperator
{
    public override void Run(FhirPathEvaluator e)
    {
        foreach (ref readonly FhirPathItem item in e.Variables[slot].AsSpan())
        {
            e.Step();
            e.Push(item);
        }
    }
}

/// <summary><c>defineVariable(name, expression)</c>: what it is given, unchanged.</summary>
internal sealed class DefineOperator(FhirPathOperator source, int slot, FhirPathOperator? value) : FhirPathOperator
{
    public override void Run(FhirPathEvaluator e)
    {
        int start = e.Count;
        source.Run(e);
        int middle = e.Count;
        if (value is null)
        {
            e.Variables[slot] = e.From(start).ToArray();
            return;
        }

        // Its $this is all of what it is given.
        (int, int) outer = e.Many;
        e.Many = (start, middle - start);
        value.Run(e);
        e.Many = outer;
        e.Variables[slot] = e.From(middle).ToArray();
        e.Truncate(middle);
    }
}

/// <summary>An element of each item.</summary>
internal sealed class MemberOperator(FhirPathOperator source, string name, int key, int jsonName) : FhirPathOperator
{
    private readonly bool _isOfThis = source is ThisOperator;

    // The first type that is met, which in an invariant is nearly always the only one; another is looked up each time.
    private Known? _known;

    public override void Run(FhirPathEvaluator e)
    {
        if (_isOfThis && e.Many.Start < 0)
        {
            Push(e, e.This);
            return;
        }

        int start = e.Count;
        source.Run(e);
        int middle = e.Count;
        for (int i = start; i < middle; i++)
        {
            FhirPathItem item = e[i]; // A copy, as pushing may move the stack.
            Push(e, item);
        }

        e.Compact(start, middle);
    }

    private void Push(FhirPathEvaluator e, in FhirPathItem item)
    {
        if (item.Kind == ItemKind.Type) PushReflection(e, item.Type!);
        if (item.Kind != ItemKind.Node) return;
        if (item.Type is not { } type) Navigation.PushElement(e, item, key, jsonName);
        else if (ElementOf(type) is { } element) Navigation.PushElement(e, item, type, element);
    }

    private FhirElement? ElementOf(FhirType type)
    {
        Known? known = _known;
        if (known is not null && ReferenceEquals(known.Type, type)) return known.Element;
        FhirElement? element = type.Elements.Find(key);
        if (known is null) _known = new Known(type, element);
        return element;
    }

    private sealed record Known(FhirType Type, FhirElement? Element);

    // http://hl7.org/fhirpath/N1/#reflection
    private void PushReflection(FhirPathEvaluator e, FhirType type)
    {
        switch (name)
        {
            case "namespace":
                e.Push(type.IsSystem ? "System" : "FHIR");
                break;
            case "name":
                e.Push(type.Name);
                break;
            case "baseType":
                e.Push(type.IsSystem ? "System.Any" : type.Base is { } parent ? "FHIR." + parent.Name : "System.Any");
                break;
        }
    }
}

/// <summary>The value of a primitive, as <c>birthDate.value</c> would name it.</summary>
internal sealed class PrimitiveValueOperator(FhirPathOperator source) : FhirPathOperator
{
    public override void Run(FhirPathEvaluator e)
    {
        int start = e.Count;
        source.Run(e);
        int kept = start;
        for (int i = start; i < e.Count; i++)
        {
            if (Conversions.TrySystem(e[i], out FhirPathItem value)) e[kept++] = value;
        }

        e.Truncate(kept);
    }
}

/// <summary>The items that have a type: a type's name at the beginning of a path.</summary>
internal sealed class RootTypeOperator(FhirType type) : FhirPathOperator
{
    public override void Run(FhirPathEvaluator e)
    {
        if (e.This.IsNode && e.This.Type is { } own && own.IsA(type)) e.Push(e.This);
    }
}

/// <summary><c>source[index]</c></summary>
internal sealed class IndexerOperator(FhirPathOperator source, FhirPathOperator index) : FhirPathOperator
{
    public override void Run(FhirPathEvaluator e)
    {
        int start = e.Count;
        source.Run(e);
        int count = e.Count - start;
        bool hasIndex = index.Single(e, out FhirPathItem at);
        if (!hasIndex || !ItemValue.TryInteger(at, out int number))
        {
            e.Truncate(start);
            if (hasIndex) throw Fault(FhirPathFault.Execution, "An index must be an integer.");
            return;
        }

        if (number >= 0 && number < count) e[start] = e[start + number];
        e.Truncate(number >= 0 && number < count ? start + 1 : start);
    }
}
