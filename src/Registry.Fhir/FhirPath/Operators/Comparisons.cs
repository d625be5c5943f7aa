namespace Registry.Fhir.FhirPath.Operators;

/// <summary><c>=</c> and <c>!=</c>. http://hl7.org/fhirpath/N1/#equals</summary>
internal sealed class EqualsOperator(FhirPathOperator left, FhirPathOperator right, bool wanted) : TestOperator
{
    public override Truth Test(FhirPathEvaluator e)
    {
        int start = e.Count;
        left.Run(e);
        int middle = e.Count;
        Truth result = Truth.Empty;
        if (middle > start)
        {
            right.Run(e);
            if (e.Count > middle) result = e.Count - middle == middle - start ? Pairwise(e, start, middle) : Truth.False;
        }

        e.Truncate(start);
        return wanted ? result : result.Not();
    }

    private static Truth Pairwise(FhirPathEvaluator e, int start, int middle)
    {
        Truth result = Truth.True;
        for (int i = start; i < middle && result != Truth.False; i++)
        {
            e.Step();
            Truth pair = Equality.Equals(e, e[i], e[i - start + middle]);
            if (pair != Truth.True) result = pair;
        }

        return result;
    }
}

/// <summary><c>~</c> and <c>!~</c>: the same items in any order, texts without regard to case and spaces, numbers to the lesser precision.</summary>
internal sealed class EquivalentOperator(FhirPathOperator left, FhirPathOperator right, bool wanted) : TestOperator
{
    public override Truth Test(FhirPathEvaluator e)
    {
        int start = e.Count;
        left.Run(e);
        int middle = e.Count;
        right.Run(e);
        bool result = middle - start == e.Count - middle && Matched(e, start, middle);
        e.Truncate(start);
        return Truths.Of(result == wanted);
    }

    // Each item on the left takes one on the right, which is then out of the game.
    private static bool Matched(FhirPathEvaluator e, int start, int middle)
    {
        int end = e.Count;
        for (int i = start; i < middle; i++)
        {
            int match = middle;
            while (match < end && !Equivalence.Holds(e, e[i], e[match])) match++;
            if (match == end) return false;
            e[match] = e[--end];
        }

        return true;
    }
}

/// <summary><c>&lt;</c>, <c>&lt;=</c>, <c>&gt;</c>, <c>&gt;=</c>. http://hl7.org/fhirpath/N1/#comparison</summary>
internal sealed class OrderOperator(string name, FhirPathOperator left, FhirPathOperator right) : TestOperator
{
    public override Truth Test(FhirPathEvaluator e)
    {
        bool hasLeft = left.Single(e, out FhirPathItem one);
        bool hasRight = right.Single(e, out FhirPathItem other);
        if (!hasLeft || !hasRight) return Truth.Empty;
        int? order = Equality.Compare(e, one, other, out bool isComparable);
        if (!isComparable) throw Fault(FhirPathFault.Execution, "These two have no order: compare texts, numbers, dates, times or quantities among themselves.");
        return order is not { } sign ? Truth.Empty : Truths.Of(name switch
        {
            "<" => sign < 0,
            "<=" => sign <= 0,
            ">" => sign > 0,
            _ => sign >= 0,
        });
    }
}

/// <summary><c>item in collection</c>, and <c>collection contains item</c> with the operands turned.</summary>
internal sealed class MembershipOperator(FhirPathOperator item, FhirPathOperator collection) : TestOperator
{
    public override Truth Test(FhirPathEvaluator e)
    {
        if (!item.Single(e, out FhirPathItem wanted)) return Truth.Empty;
        int start = e.Count;
        collection.Run(e);
        bool found = false;
        for (int i = start; i < e.Count && !found; i++)
        {
            e.Step();
            found = Equality.Equals(e, wanted, e[i]) == Truth.True;
        }

        e.Truncate(start);
        return Truths.Of(found);
    }
}

/// <summary><c>subsetOf(other)</c>, and <c>supersetOf</c> with the operands turned.</summary>
internal sealed class SubsetOperator(FhirPathOperator subset, FhirPathOperator superset) : TestOperator
{
    public override Truth Test(FhirPathEvaluator e)
    {
        int start = e.Count;
        superset.Run(e);
        ItemSet set = new(e, start);
        int end = e.Count;
        for (int i = start; i < end; i++) set.Add();
        subset.Run(e);
        bool isSubset = true;
        for (int i = end; i < e.Count && isSubset; i++) isSubset = set.Contains(e[i]);
        set.Dispose();
        e.Truncate(start);
        return Truths.Of(isSubset);
    }
}

/// <summary><c>isDistinct()</c></summary>
internal sealed class IsDistinctOperator(FhirPathOperator source) : TestOperator
{
    public override Truth Test(FhirPathEvaluator e)
    {
        int start = e.Count;
        source.Run(e);
        int count = e.Count;
        ItemSet set = new(e, start);
        set.Keep(start);
        set.Dispose();
        bool isDistinct = e.Count == count;
        e.Truncate(start);
        return Truths.Of(isDistinct);
    }
}
