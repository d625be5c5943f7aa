using Registry.Cohort.Truth;

namespace Registry.Cohort.Chance;

/// <summary>Things to be drawn by their shares.</summary>
/// <typeparam name="T">A thing.</typeparam>
internal sealed class Weighted<T>
{
    private readonly T[] _items;
    private readonly double[] _upTo;

    public Weighted(IEnumerable<(T Item, double Share)> shares)
    {
        (T Item, double Share)[] all = [.. shares];
        _items = [.. all.Select(pair => pair.Item)];
        _upTo = new double[all.Length];
        double sum = 0;
        for (int index = 0; index < all.Length; index++)
        {
            sum += all[index].Share;
            _upTo[index] = sum;
        }
    }

    /// <summary>One of them. Thread-safe.</summary>
    public T Pick(SubjectRandom random)
    {
        double at = random.Uniform() * _upTo[^1];
        int index = 0;
        while (index < _upTo.Length - 1 && at >= _upTo[index]) index++;
        return _items[index];
    }
}

/// <summary>Makes them from a truth file.</summary>
internal static class Weighted
{
    public static Weighted<string> Of(IReadOnlyDictionary<string, Sourced<double>> shares) => new(shares.Select(pair => (pair.Key, pair.Value.Value)));
}
