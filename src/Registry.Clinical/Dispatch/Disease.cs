namespace Registry.Clinical.Dispatch;

/// <summary>A disease that the registry is for, as a package's <c>registry.json</c> names it.</summary>
public sealed record Disease
{
    /// <summary>The name that rows, events and reports use, such as <c>FOP</c>.</summary>
    public required string Key { get; init; }

    /// <summary>The name in full.</summary>
    public required string Title { get; init; }

    /// <summary>HGNC id of its gene; null when none is known.</summary>
    public string? Gene { get; init; }

    /// <summary>The parental allele on which a variant of the gene gives this disease, <c>maternal</c> or <c>paternal</c>; null when either does.</summary>
    public string? ParentalAllele { get; init; }

    /// <summary>What a variant of the gene on the other parental allele suggests instead, as a rule's sentence ends with it; null where R06 does not ask about the allele.</summary>
    public string? OtherAllele { get; init; }

    /// <summary>Names of the reports in which it stands.</summary>
    public required IReadOnlyList<string> Reports { get; init; }
}
