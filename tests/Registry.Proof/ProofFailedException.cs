namespace Registry.Proof;

/// <summary>What was promised did not hold. The message says what, and the seed with which it can be repeated stands in the run's output.</summary>
internal sealed class ProofFailedException(string message) : Exception(message)
{
    /// <summary>Throws unless it holds.</summary>
    public static void Unless(bool holds, Func<string> otherwise)
    {
        if (!holds) throw new ProofFailedException(otherwise());
    }
}
