namespace Registry.Proof.Crashes;

/// <summary>What a run of faults is told.</summary>
/// <param name="Binaries">Folder of the server.</param>
/// <param name="Times">How often the fault comes.</param>
/// <param name="LongestMs">Each comes at a moment up to so long after all is well.</param>
/// <param name="Writers">Senders at once.</param>
/// <param name="Seed">Chooses who sends what, and the moments of the faults.</param>
/// <param name="Print">Takes a line of what is going on.</param>
internal sealed record FaultOptions(string Binaries, int Times, int LongestMs, int Writers, int Seed, Action<string> Print);

/// <summary>What a run saw, as a row of the table of results.</summary>
/// <param name="Engine">Database.</param>
/// <param name="Fault">What befell what.</param>
/// <param name="Times">How often.</param>
/// <param name="Acknowledged">Bundles answered with 200.</param>
/// <param name="Events">Events in the log.</param>
/// <param name="Seen">What else is worth telling.</param>
/// <param name="Seconds">All of it.</param>
internal sealed record FaultResult(string Engine, string Fault, int Times, int Acknowledged, long Events, string Seen, double Seconds)
{
    /// <summary>Head of the table.</summary>
    public const string Head = "| database | fault | times | bundles acknowledged | events | seen | seconds |\n|---|---|---|---|---|---|---|";

    /// <inheritdoc/>
    public override string ToString() => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"| {Engine} | {Fault} | {Times} | {Acknowledged} | {Events} | {Seen} | {Seconds:F0} |");
}
