namespace Registry.Fhir.FhirPath.Operators;

/// <summary>A compiled part of an expression. Immutable, thread-safe; what changes lies in the evaluator.</summary>
internal abstract class FhirPathOperator
{
    /// <summary>Where it stands in the expression. Set by the compiler.</summary>
    public int Offset { get; set; } = -1;

    /// <summary>The text of the expression. Set by the compiler.</summary>
    public string? Expression { get; set; }

    /// <summary>The types that its items can have; null when not known. Set by the compiler.</summary>
    public FhirType[]? Types { get; set; }

    /// <summary>True when its items have no order of their own: children and descendants, and what is found below them. Set by the compiler.</summary>
    public bool IsUnordered { get; set; }

    /// <summary>Pushes its result.</summary>
    public abstract void Run(FhirPathEvaluator e);

    /// <summary>Its result as a condition: one item that is no boolean counts as true. http://hl7.org/fhirpath/N1/#singleton-evaluation-of-collections</summary>
    public virtual Truth Test(FhirPathEvaluator e)
    {
        int start = e.Count;
        Run(e);
        int count = e.Count - start;
        e.Truncate(start);
        if (count == 0) return Truth.Empty;
        if (count > 1) throw Fault(FhirPathFault.Execution, "A condition needs one value, and here are several.");
        return ItemValue.TryBoolean(e[start], out bool value) ? Truths.Of(value) : Truth.True;
    }

    /// <summary>Whether its result has any item.</summary>
    public virtual bool Exists(FhirPathEvaluator e)
    {
        int start = e.Count;
        Run(e);
        bool exists = e.Count > start;
        e.Truncate(start);
        return exists;
    }

    /// <summary>Its only item; false when it has none.</summary>
    /// <exception cref="FhirPathException">It has several.</exception>
    public bool Single(FhirPathEvaluator e, out FhirPathItem item)
    {
        int start = e.Count;
        Run(e);
        int count = e.Count - start;
        e.Truncate(start);
        if (count > 1) throw Fault(FhirPathFault.Execution, "One value is needed, and here are several.");
        item = count == 1 ? e[start] : default;
        return count == 1;
    }

    /// <summary>A fault at this place of the expression.</summary>
    public FhirPathException Fault(FhirPathFault fault, string reason) => new(fault, reason, Expression, Offset);
}

/// <summary>An operator whose result is a boolean or nothing: as a collection it gives what it says as a condition.</summary>
internal abstract class TestOperator : FhirPathOperator
{
    protected TestOperator() => Types = [FhirType.System[(int)SystemKind.Boolean]];

    public abstract override Truth Test(FhirPathEvaluator e);

    public sealed override bool Exists(FhirPathEvaluator e) => Test(e) != Truth.Empty;

    public sealed override void Run(FhirPathEvaluator e) => e.Push(Test(e));
}
