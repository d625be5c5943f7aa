namespace Registry.Clinical;

/// <summary>Every bound that this room sets on what it is sent. Beyond one, the answer is a finding.</summary>
public static class Limits
{
    /// <summary>Most entries of one transaction.</summary>
    public const int BundleEntries = 5_000;

    /// <summary>Most resources that one conditional delete takes; one that finds more is refused whole (412).</summary>
    public const int ConditionalDeletes = 100;

    /// <summary>Most reasons that are told against one submission; the rest waits until these are mended.</summary>
    public const int Findings = 200;

    /// <summary>Longest system or value of an identifier, in characters; the store's columns hold as many.</summary>
    public const int IdentifierChars = 255;

    /// <summary>Longest list of facts in a finding's key, in characters; beyond it stands a digest. The store's column has room for it and the rule's id.</summary>
    public const int FindingFactsChars = 350;

    /// <summary>Longest message, reason or remedy that is kept of a finding, in characters; the rest is cut.</summary>
    public const int FindingTextChars = 1_000;

    /// <summary>Longest expression of a finding's evidence, in characters; a test measures the rules.</summary>
    public const int FindingExpressionChars = 200;

    /// <summary>Longest id of a package's rule, in characters.</summary>
    public const int RuleIdChars = 64;

    /// <summary>Most elements that a package's rule may select of one person; beyond, it counts as one that could not be asked.</summary>
    public const int RuleElements = 200;

    /// <summary>Most places that a finding names; a rule over very many facts names the first.</summary>
    public const int FindingEvidence = 20;
}
