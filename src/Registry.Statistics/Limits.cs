namespace Registry.Statistics;

/// <summary>The limits of this room, by name.</summary>
public static class Limits
{
    /// <summary>Greatest day of a sample. Room for ages in days (40,000) and for day numbers of the calendar (740,000).</summary>
    public const int LastDay = 1_000_000;
}
