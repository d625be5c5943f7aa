namespace Registry.Store.EventLog;

/// <summary>The last sequence of each type of event, as this process's last commit left the log. One for each process and database; thread-safe.</summary>
/// <remarks>It holds while the counter stands where that commit left it: whoever else has committed since has moved it.</remarks>
internal sealed class LogEnds
{
    private Ends? _ends;

    /// <summary>The last sequence of each type that is known at the end of the log; 0 for a type without events. Null when the log ended elsewhere when this process committed last.</summary>
    /// <param name="sequence">Last sequence of the log, whose counter the caller holds.</param>
    internal IReadOnlyDictionary<string, long>? At(long sequence) => Volatile.Read(ref _ends) is { } ends && ends.Sequence == sequence ? ends.OfType : null;

    /// <summary>The types that were known when this process committed last.</summary>
    internal bool MayKnow(string type) => Volatile.Read(ref _ends)?.OfType.ContainsKey(type) == true;

    /// <summary>After COMMIT alone.</summary>
    /// <param name="sequence">Last sequence of the log after it.</param>
    /// <param name="ofType">Never changed again.</param>
    internal void Keep(long sequence, IReadOnlyDictionary<string, long> ofType) => Volatile.Write(ref _ends, new Ends(sequence, ofType));

    private sealed record Ends(long Sequence, IReadOnlyDictionary<string, long> OfType);
}
