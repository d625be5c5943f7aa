namespace Registry.Fhir.FhirPath.Operators;

/// <summary>A type as named in an expression: of FHIR, of System, or both where the name has no namespace.</summary>
internal sealed record TypeName(FhirType? Fhir, FhirType? System)
{
    /// <summary>Whether the item is of the type or of one that derives from it.</summary>
    public bool Covers(in FhirPathItem item) => item.Kind switch
    {
        ItemKind.Node => Fhir is not null && item.Type is { } type && type.IsA(Fhir),
        ItemKind.None or ItemKind.Type => false,
        _ => System is not null && System.Kind == ItemValue.KindOf(item),
    };

    /// <summary>As above, but of primitives exactly: a code is no string here. HL7's cases ask for that difference between <c>is</c> and <c>as</c>.</summary>
    public bool Picks(in FhirPathItem item) => item.IsNode && item.Type is { IsPrimitive: true } type ? ReferenceEquals(type, Fhir) : Covers(item);
}

/// <summary><c>x is Type</c>, <c>x.is(Type)</c></summary>
internal sealed class IsOperator(FhirPathOperator source, TypeName type) : TestOperator
{
    public override Truth Test(FhirPathEvaluator e) => source.Single(e, out FhirPathItem item) ? Truths.Of(type.Covers(item)) : Truth.Empty;
}

/// <summary><c>x as Type</c>, <c>x.as(Type)</c>, and for any number of items <c>ofType(Type)</c></summary>
internal sealed class OfTypeOperator(FhirPathOperator source, TypeName type, bool isSingle) : FhirPathOperator
{
    public override void Run(FhirPathEvaluator e)
    {
        int start = e.Count;
        source.Run(e);
        if (isSingle && e.Count - start > 1) throw Fault(FhirPathFault.Execution, "'as' takes one item; use ofType() for several.");
        int kept = start;
        for (int i = start; i < e.Count; i++)
        {
            if (type.Picks(e[i])) e[kept++] = e[i];
        }

        e.Truncate(kept);
    }
}

/// <summary><c>type()</c></summary>
internal sealed class ReflectOperator(FhirPathOperator source) : FhirPathOperator
{
    public override void Run(FhirPathEvaluator e)
    {
        int start = e.Count;
        source.Run(e);
        int kept = start;
        for (int i = start; i < e.Count; i++)
        {
            FhirPathItem item = e[i];
            FhirType? type = item.IsNode ? item.Type : item.Kind == ItemKind.Type ? null : FhirType.System[(int)ItemValue.KindOf(item)];
            if (type is not null) e[kept++] = new FhirPathItem { Kind = ItemKind.Type, Type = type };
        }

        e.Truncate(kept);
    }
}
