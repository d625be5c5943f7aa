namespace Registry.Fhir.FhirPath.Operators;

/// <summary>Runs an expression for each item, which is its <c>$this</c>.</summary>
internal readonly ref struct Loop
{
    private readonly FhirPathEvaluator _e;
    private readonly FhirPathItem _this;
    private readonly (int, int) _many;
    private readonly int _index;

    public Loop(FhirPathEvaluator e)
    {
        _e = e;
        _this = e.This;
        _many = e.Many;
        _index = e.Index;
    }

    public void At(int item, int index)
    {
        _e.Step();
        _e.This = _e[item];
        _e.Many = (-1, 0);
        _e.Index = index;
    }

    // A fault leaves the evaluation, whose next one begins anew, so no finally is needed.
    public void End()
    {
        _e.This = _this;
        _e.Many = _many;
        _e.Index = _index;
    }
}

/// <summary><c>where(criterion)</c></summary>
internal sealed class WhereOperator(FhirPathOperator source, FhirPathOperator criterion) : FhirPathOperator
{
    public override void Run(FhirPathEvaluator e)
    {
        int start = e.Count;
        source.Run(e);
        int end = e.Count;
        int kept = start;
        Loop loop = new(e);
        for (int i = start; i < end; i++)
        {
            loop.At(i, i - start);
            if (criterion.Test(e) == Truth.True) e[kept++] = e[i];
        }

        loop.End();
        e.Truncate(kept);
    }

    public override bool Exists(FhirPathEvaluator e)
    {
        int start = e.Count;
        source.Run(e);
        bool exists = Any(e, start, criterion);
        e.Truncate(start);
        return exists;
    }

    /// <summary>Whether one of the items from <paramref name="start"/> on meets a criterion.</summary>
    public static bool Any(FhirPathEvaluator e, int start, FhirPathOperator criterion)
    {
        int end = e.Count;
        bool exists = false;
        Loop loop = new(e);
        for (int i = start; i < end && !exists; i++)
        {
            loop.At(i, i - start);
            exists = criterion.Test(e) == Truth.True;
        }

        loop.End();
        return exists;
    }
}

/// <summary><c>exists()</c>, <c>exists(criterion)</c> and, turned round, <c>empty()</c></summary>
internal sealed class ExistsOperator(FhirPathOperator source, FhirPathOperator? criterion, bool wanted) : TestOperator
{
    public override Truth Test(FhirPathEvaluator e)
    {
        if (criterion is null) return Truths.Of(source.Exists(e) == wanted);
        int start = e.Count;
        source.Run(e);
        bool exists = WhereOperator.Any(e, start, criterion);
        e.Truncate(start);
        return Truths.Of(exists == wanted);
    }
}

/// <summary><c>all(criterion)</c></summary>
internal sealed class AllOperator(FhirPathOperator source, FhirPathOperator criterion) : TestOperator
{
    public override Truth Test(FhirPathEvaluator e)
    {
        int start = e.Count;
        source.Run(e);
        int end = e.Count;
        bool holds = true;
        Loop loop = new(e);
        for (int i = start; i < end && holds; i++)
        {
            loop.At(i, i - start);
            holds = criterion.Test(e) == Truth.True;
        }

        loop.End();
        e.Truncate(start);
        return Truths.Of(holds);
    }
}

/// <summary><c>select(projection)</c></summary>
internal sealed class SelectOperator(FhirPathOperator source, FhirPathOperator projection) : FhirPathOperator
{
    public override void Run(FhirPathEvaluator e)
    {
        int start = e.Count;
        source.Run(e);
        int end = e.Count;
        Loop loop = new(e);
        for (int i = start; i < end; i++)
        {
            loop.At(i, i - start);
            projection.Run(e);
        }

        loop.End();
        e.Compact(start, end);
    }
}

/// <summary><c>repeat(projection)</c>: what is found is searched again, each item once; <c>repeatAll</c> keeps equal ones.</summary>
internal sealed class RepeatOperator(FhirPathOperator source, FhirPathOperator projection, bool keepsEqual) : FhirPathOperator
{
    public override void Run(FhirPathEvaluator e)
    {
        int start = e.Count;
        source.Run(e);
        int end = e.Count;
        ItemSet seen = new(e, end);
        Loop loop = new(e);
        for (int i = start; i < e.Count; i++)
        {
            loop.At(i, i - start);
            int found = e.Count;
            projection.Run(e);
            if (!keepsEqual) seen.Keep(found);
        }

        loop.End();
        seen.Dispose();
        e.Compact(start, end);
    }
}

/// <summary><c>children()</c> and <c>descendants()</c></summary>
internal sealed class ChildrenOperator(FhirPathOperator source, bool isDeep) : FhirPathOperator
{
    public override void Run(FhirPathEvaluator e)
    {
        int start = e.Count;
        source.Run(e);
        int end = e.Count;
        for (int i = start; i < (isDeep ? e.Count : end); i++)
        {
            FhirPathItem item = e[i];
            if (item.IsNode) Navigation.PushChildren(e, item);
        }

        e.Compact(start, end);
    }
}

/// <summary><c>aggregate(aggregator, initial)</c></summary>
internal sealed class AggregateOperator(FhirPathOperator source, FhirPathOperator aggregator, FhirPathOperator? initial) : FhirPathOperator
{
    public override void Run(FhirPathEvaluator e)
    {
        int start = e.Count;
        source.Run(e);
        int end = e.Count;
        initial?.Run(e);
        (int Start, int Count) outer = e.Total;
        Loop loop = new(e);
        for (int i = start; i < end; i++)
        {
            e.Total = (end, e.Count - end);
            loop.At(i, i - start);
            int made = e.Count;
            aggregator.Run(e);
            e.Compact(end, made);
        }

        loop.End();
        e.Total = outer;
        e.Compact(start, end);
    }
}

/// <summary><c>iif(criterion, true-result, otherwise-result)</c>: only the result that is asked for is evaluated.</summary>
internal sealed class IifOperator(FhirPathOperator source, FhirPathOperator criterion, FhirPathOperator then, FhirPathOperator? otherwise) : FhirPathOperator
{
    public override void Run(FhirPathEvaluator e)
    {
        int start = e.Count;
        source.Run(e);
        if (e.Count - start > 1) throw Fault(FhirPathFault.Execution, "iif() takes one item at most.");
        Loop loop = new(e);
        e.This = e.Count > start ? e[start] : default;
        e.Many = (-1, 0);
        e.Truncate(start);
        if (criterion.Test(e) == Truth.True) then.Run(e);
        else otherwise?.Run(e);
        loop.End();
    }
}

/// <summary><c>trace(name)</c>: what it is given. There is no log here to write to; the projection is evaluated for its faults.</summary>
internal sealed class TraceOperator(FhirPathOperator source, FhirPathOperator? projection) : FhirPathOperator
{
    public override void Run(FhirPathEvaluator e)
    {
        int start = e.Count;
        source.Run(e);
        if (projection is null) return;
        int end = e.Count;
        Loop loop = new(e);
        for (int i = start; i < end; i++)
        {
            loop.At(i, i - start);
            projection.Run(e);
            e.Truncate(end);
        }

        loop.End();
    }

    public override Truth Test(FhirPathEvaluator e) => projection is null ? source.Test(e) : base.Test(e);
}
