namespace Registry.Analytics;

/// <summary>The limits of this room, by name.</summary>
public static class Limits
{
    /// <summary>Most events that one transaction applies: a fault begins no more of them again, and the writers of the same database wait no longer.</summary>
    public const int BatchEvents = 1_000;

    /// <summary>Most open facts that a projection remembers between batches, some 250 bytes each; beyond, it forgets them all and looks up what it needs.</summary>
    public const int LiveFacts = 250_000;

    /// <summary>Longest key of a fact in characters: it is indexed, and an index key of SQL Server has 1,700 bytes.</summary>
    public const int FactChars = 400;

    /// <summary>Greatest threshold below which a report can be asked to suppress counts.</summary>
    public const int SuppressBelow = 100;

    /// <summary>Below this, counts are kept back from the public unless the registry sets another threshold (CPRD and PEDSnet: 5).</summary>
    public const int DefaultSuppressBelow = 5;

    /// <summary>Most rows of the projections that a process keeps in memory between reports, some 200 bytes each; with more, every report reads its rows from the database.</summary>
    public const int HeldRows = 12_000_000;

    /// <summary>How often a report is read again because a rebuild went on beneath it.</summary>
    public const int ReportRetries = 3;

    /// <summary>Fewer at risk than this, and a step of a survival curve is flagged.</summary>
    public const int SmallRiskSet = 5;

    /// <summary>With fewer at risk a curve with delayed entry misses its first failures more often than the variance of those seen tells.</summary>
    public const int FewAtRisk = 10;
}
