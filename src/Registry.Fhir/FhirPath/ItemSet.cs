using System.Buffers;

namespace Registry.Fhir.FhirPath;

/// <summary>Finds equal items among those that an operator keeps on the stack. Rented; dispose of it.</summary>
/// <remarks>A hash table of places on the stack, chained by a second array, so that <c>isDistinct()</c> over thousands of codes stays linear.</remarks>
internal ref struct ItemSet
{
    private const int Few = 8;

    private readonly FhirPathEvaluator _e;
    private readonly int _start;
    private int[]? _heads;
    private int[]? _links;
    private int _buckets;
    private int _count;

    /// <param name="e">Whose stack.</param>
    /// <param name="start">Where the kept items begin.</param>
    public ItemSet(FhirPathEvaluator e, int start)
    {
        _e = e;
        _start = start;
    }

    /// <summary>Whether an equal item is held.</summary>
    public bool Contains(in FhirPathItem item)
    {
        if (_heads is null)
        {
            for (int i = 0; i < _count; i++)
            {
                if (IsEqual(i, item)) return true;
            }

            return false;
        }

        for (int i = _heads[Bucket(item)] - 1; i >= 0; i = _links![i] - 1)
        {
            if (IsEqual(i, item)) return true;
        }

        return false;
    }

    /// <summary>Keeps of the items from <paramref name="from"/> on those that are new, moved down to follow what is held; takes the others away.</summary>
    public void Keep(int from)
    {
        int end = _e.Count;
        for (int i = from; i < end; i++)
        {
            FhirPathItem item = _e[i];
            if (Contains(item)) continue;
            _e[_start + _count] = item;
            Add();
        }

        _e.Truncate(_start + _count);
    }

    /// <summary>Takes the next item on the stack into the set.</summary>
    public void Add()
    {
        _count++;
        if (_heads is null ? _count > Few : _count > _buckets) Rehash();
        else if (_heads is not null) Link(_count - 1);
    }

    public void Dispose()
    {
        if (_heads is null) return;
        ArrayPool<int>.Shared.Return(_heads);
        ArrayPool<int>.Shared.Return(_links!);
        _heads = _links = null;
    }

    private bool IsEqual(int index, in FhirPathItem item)
    {
        _e.Step();
        return Equality.Equals(_e, _e[_start + index], item) == Truth.True;
    }

    private readonly int Bucket(in FhirPathItem item) => Equality.Hash(item) & (_buckets - 1);

    private readonly void Link(int index)
    {
        int bucket = Bucket(_e[_start + index]);
        _links![index] = _heads![bucket];
        _heads[bucket] = index + 1;
    }

    private void Rehash()
    {
        Dispose();
        _buckets = _buckets == 0 ? Few * 8 : _buckets * 4;
        _heads = ArrayPool<int>.Shared.Rent(_buckets);
        _heads.AsSpan(0, _buckets).Clear();
        _links = ArrayPool<int>.Shared.Rent(_buckets + 1);
        for (int i = 0; i < _count; i++) Link(i);
    }
}
