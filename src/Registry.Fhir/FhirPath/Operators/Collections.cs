namespace Registry.Fhir.FhirPath.Operators;

/// <summary><c>|</c> and <c>union()</c>: the items of both, equal ones once.</summary>
internal sealed class UnionOperator(FhirPathOperator left, FhirPathOperator right) : FhirPathOperator
{
    public override void Run(FhirPathEvaluator e)
    {
        int start = e.Count;
        left.Run(e);
        right.Run(e);
        Distinct(e, start);
    }

    public override bool Exists(FhirPathEvaluator e) => left.Exists(e) || right.Exists(e);

    /// <summary>Leaves of the items from <paramref name="start"/> on the first of equal ones.</summary>
    public static void Distinct(FhirPathEvaluator e, int start)
    {
        if (e.Count - start < 2) return;
        ItemSet set = new(e, start);
        set.Keep(start);
        set.Dispose();
    }
}

/// <summary><c>distinct()</c></summary>
internal sealed class DistinctOperator(FhirPathOperator source) : FhirPathOperator
{
    public override void Run(FhirPathEvaluator e)
    {
        int start = e.Count;
        source.Run(e);
        UnionOperator.Distinct(e, start);
    }

    public override bool Exists(FhirPathEvaluator e) => source.Exists(e);
}

/// <summary><c>combine(other)</c>: the items of both, as they are.</summary>
internal sealed class CombineOperator(FhirPathOperator left, FhirPathOperator right) : FhirPathOperator
{
    public override void Run(FhirPathEvaluator e)
    {
        left.Run(e);
        right.Run(e);
    }
}

/// <summary><c>intersect(other)</c> (equal items once) and <c>exclude(other)</c> (the rest as they are).</summary>
internal sealed class IntersectOperator(FhirPathOperator left, FhirPathOperator right, bool isExclude) : FhirPathOperator
{
    public override void Run(FhirPathEvaluator e)
    {
        int start = e.Count;
        right.Run(e);
        int middle = e.Count;
        ItemSet others = new(e, start);
        for (int i = start; i < middle; i++) others.Add();
        left.Run(e);
        int kept = middle;
        for (int i = middle; i < e.Count; i++)
        {
            if (others.Contains(e[i]) != isExclude) e[kept++] = e[i];
        }

        others.Dispose();
        e.Truncate(kept);
        e.Compact(start, middle);
        if (!isExclude) UnionOperator.Distinct(e, start);
    }
}

/// <summary><c>count()</c></summary>
internal sealed class CountOperator(FhirPathOperator source) : FhirPathOperator
{
    public override void Run(FhirPathEvaluator e)
    {
        int start = e.Count;
        source.Run(e);
        int count = e.Count - start;
        e.Truncate(start);
        e.Push(FhirPathItem.Of(count));
    }
}

/// <summary>What part of a collection is taken.</summary>
internal enum Part
{
    First,
    Last,
    Tail,
    Single,
    Skip,
    Take,
}

/// <summary><c>first()</c>, <c>last()</c>, <c>tail()</c>, <c>single()</c>, <c>skip(n)</c>, <c>take(n)</c></summary>
internal sealed class PartOperator(FhirPathOperator source, Part part, FhirPathOperator? number) : FhirPathOperator
{
    public override void Run(FhirPathEvaluator e)
    {
        int start = e.Count;
        source.Run(e);
        int count = e.Count - start;
        int n = 0;
        if (number is not null)
        {
            if (!number.Single(e, out FhirPathItem item))
            {
                e.Truncate(start);
                return;
            }

            if (!ItemValue.TryInteger(item, out n)) throw Fault(FhirPathFault.Execution, "The number of items must be an integer.");
        }

        (int from, int taken) = part switch
        {
            Part.First => (0, 1),
            Part.Last => (count - 1, 1),
            Part.Tail => (1, count),
            Part.Skip => (Math.Max(n, 0), count),
            Part.Take => (0, Math.Max(n, 0)),
            _ => (0, count < 2 ? 1 : throw Fault(FhirPathFault.Execution, "single() takes one item at most.")),
        };
        from = Math.Clamp(from, 0, count);
        e.Compact(start, start + from);
        e.Truncate(Math.Min(e.Count, start + taken));
    }
}

/// <summary><c>sort()</c>, <c>sort(key, -key)</c>: stable; items without a key come first, whatever the direction.</summary>
internal sealed class SortOperator(FhirPathOperator source, (FhirPathOperator Key, bool IsDescending)[] keys) : FhirPathOperator
{
    public override void Run(FhirPathEvaluator e)
    {
        int start = e.Count;
        source.Run(e);
        int count = e.Count - start;
        FhirPathItem[] items = e.From(start).ToArray();
        FhirPathItem[][] sortKeys = new FhirPathItem[count][];
        Loop loop = new(e);
        for (int i = 0; i < count; i++)
        {
            loop.At(start + i, i);
            sortKeys[i] = Keys(e);
        }

        loop.End();
        int[] order = [.. Enumerable.Range(0, count)];
        Span<int> sorted = order;
        sorted.Sort((one, other) => Compare(e, sortKeys[one], sortKeys[other]) is var sign && sign != 0 ? sign : one.CompareTo(other));
        for (int i = 0; i < count; i++) e[start + i] = items[order[i]];
    }

    private FhirPathItem[] Keys(FhirPathEvaluator e)
    {
        if (keys.Length == 0) return [e.This];
        FhirPathItem[] values = new FhirPathItem[keys.Length];
        for (int i = 0; i < keys.Length; i++) keys[i].Key.Single(e, out values[i]);
        return values;
    }

    private int Compare(FhirPathEvaluator e, FhirPathItem[] one, FhirPathItem[] other)
    {
        for (int i = 0; i < one.Length; i++)
        {
            e.Step();
            bool isMissing = one[i].Kind == ItemKind.None;
            if (isMissing != (other[i].Kind == ItemKind.None)) return isMissing ? -1 : 1;
            int sign = isMissing ? 0 : Order(e, one[i], other[i]);
            if (sign != 0) return keys.Length > 0 && keys[i].IsDescending ? -sign : sign;
        }

        return 0;
    }

    private int Order(FhirPathEvaluator e, in FhirPathItem one, in FhirPathItem other)
    {
        int? order = Equality.Compare(e, one, other, out bool isComparable);
        return isComparable ? order ?? 0 : throw Fault(FhirPathFault.Execution, "sort() needs keys that have an order.");
    }
}
