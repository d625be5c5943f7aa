namespace Registry.Statistics;

/// <summary>What an estimator gives: a value, or the reason for which these data have none. Never NaN.</summary>
/// <typeparam name="T">What was asked for.</typeparam>
public abstract record Answer<T>
{
    Answer()
    {
    }

    /// <summary>The data answer the question.</summary>
    /// <param name="Value">The estimate, or the test.</param>
    public sealed record Given(T Value) : Answer<T>;

    /// <summary>The data do not answer it; a result, to be printed with its reason.</summary>
    /// <param name="Why">One sentence for the reader of a report. It holds no value of a single sample.</param>
    public sealed record NotEstimable(string Why) : Answer<T>;
}
