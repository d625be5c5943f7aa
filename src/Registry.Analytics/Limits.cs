namespace Registry.Analytics;

/// <summary>The limits of this room, by name.</summary>
public static class Limits
{
    /// <summary>Most events that one transaction applies. Every lookup of a batch is a list of at most so many parameters, and SQL Server takes 2,100.</summary>
    public const int BatchEvents = 500;

    /// <summary>Longest key of a fact in characters: it is indexed, and an index key of SQL Server has 1,700 bytes.</summary>
    public const int FactChars = 400;

    /// <summary>Greatest threshold below which a report can be asked to suppress counts.</summary>
    public const int SuppressBelow = 100;

    /// <summary>Below this, counts are kept back from the public unless the registry sets another threshold (CPRD and PEDSnet: 5).</summary>
    public const int DefaultSuppressBelow = 5;

    /// <summary>How often a report is read again because a rebuild went on beneath it.</summary>
    public const int ReportRetries = 3;

    /// <summary>Fewer at risk than this, and a step of a survival curve is flagged.</summary>
    public const int SmallRiskSet = 5;
}
