namespace Registry.Store;

/// <summary>Every bound of this room, by name. Lengths are in characters and are columns of the schema.</summary>
public static class Limits
{
    /// <summary>Longest client id.</summary>
    public const int ClientIdChars = 128;

    /// <summary>Longest name of a resource type or of an event type.</summary>
    public const int TypeChars = 64;

    /// <summary>Longest logical id. https://hl7.org/fhir/R4/datatypes.html#id</summary>
    public const int ResourceIdChars = 64;

    /// <summary>Longest version reference: type, id, <c>/_history/</c> and a 64-bit number, with room to spare.</summary>
    public const int SourceChars = 180;

    /// <summary>Longest key of a fact.</summary>
    public const int FactChars = 255;

    /// <summary>Longest key of a finding; with the subject it stays under SQL Server's 900 bytes for a clustered key.</summary>
    public const int FindingKeyChars = 400;

    /// <summary>Longest text of a finding as JSON: five texts of 1,000 characters (<see cref="Clinical.Limits.FindingTextChars"/>), each escaped to six at worst.</summary>
    public const int FindingTextChars = 32_000;

    /// <summary>Longest evidence of a finding as JSON: 20 places (<see cref="Clinical.Limits.FindingEvidence"/>) of a version reference and an expression of 200 characters.</summary>
    public const int FindingEvidenceChars = 32_000;

    /// <summary>Longest rule id, category or derivation.</summary>
    public const int LabelChars = 128;

    /// <summary>Longest name of a lease or checkpoint, and of a lease's owner.</summary>
    public const int LeaseNameChars = 128;

    /// <summary>Rows that conditional interactions wait for each other on; more of them let more different searches go at once.</summary>
    public const int GuardLocks = 64;

    /// <summary>How often one group is begun again after a deadlock, a lost connection or a lost race, before it fails.</summary>
    public const int CommitAttempts = 5;

    /// <summary>Longest pause before a group is begun again, in milliseconds: twice as long each time, and a random part of it, so that losers do not meet again.</summary>
    public const int CommitPauseMs = 10;

    /// <summary>What <see cref="CommitPauseMs"/> grows to at most.</summary>
    public const int CommitPauseMostMs = 500;

    /// <summary>Connections that read at once; who comes later waits in order, so that load opens no connections without end. A commit never waits for a reader's.</summary>
    public const int ReadSessions = 32;

    /// <summary>How long a receipt is kept: 30 days, in milliseconds.</summary>
    public const long ReceiptMs = 30L * 24 * 60 * 60 * 1000;

    /// <summary>Most receipts that one sweep drops.</summary>
    public const int ReceiptSweep = 500;

    /// <summary>Longest method and route template.</summary>
    public const int RouteChars = 128;

    /// <summary>Longest element path that is kept of a refusal; the rest is cut.</summary>
    public const int RefusalPathChars = 400;

    /// <summary>Most findings that are kept of one refusal; the rest is counted.</summary>
    public const int RefusalFindings = 20;

    /// <summary>How long a refusal is kept: 400 days, so that a month compares with the same month a year ago; in milliseconds.</summary>
    public const long RefusalMs = 400L * 24 * 60 * 60 * 1000;

    /// <summary>Most refusals that are kept; beyond it the oldest go, whatever their age.</summary>
    public const long RefusalRows = 500_000;

    /// <summary>Most refusals that one sweep drops.</summary>
    public const int RefusalSweep = 500;

    /// <summary>Most refusals that one read lists.</summary>
    public const int RefusalPage = 1_000;

    /// <summary>How many resource numbers a process takes from the database at once. Numbers that it does not use are never given again.</summary>
    public const int NumberBlock = 1024;

    /// <summary>Most log entries in one page.</summary>
    public const int LogPageEntries = 10_000;

    /// <summary>Terms whose numbers are kept in memory, some 200 bytes each; beyond it they are read anew.</summary>
    public const int KnownTerms = 50_000;

    /// <summary>Longest code and text together of a term that is kept in memory.</summary>
    public const int TermChars = 400;

    /// <summary>Terms that are looked up in one round trip.</summary>
    public const int TermLookups = 200;

    /// <summary>Most resources in one page of a search.</summary>
    public const int SearchPageResources = 10_000;

    /// <summary>Resources up to which a filter's list leads a search: sorting as many costs a few milliseconds, and where there are more the walk soon fills a page.</summary>
    public const int SearchListed = 4_000;

    /// <summary>Matches whose references are followed in one statement.</summary>
    public const int IncludeBlock = 50;

    /// <summary>Resources that are read in one statement.</summary>
    public const int ReadBlock = 50;

    /// <summary>Resources that one transaction of a reindex takes.</summary>
    public const int ReindexBlock = 200;

    /// <summary>How often a name is given a number before it fails: each time another process gave one meanwhile.</summary>
    public const int NameAttempts = 50;

    /// <summary>Texts of statements that a kept connection of an embedded engine keeps prepared. Searches are of many shapes; those beyond are parsed each time.</summary>
    public const int PreparedStatements = 300;

    /// <summary>Most versions in one page of a history.</summary>
    public const int HistoryPage = 1_000;

    /// <summary>Most versions whose content is read at once.</summary>
    public const int HistoryContents = 50;

    /// <summary>Most criteria in one search: each is a subquery, and PostgreSQL's planner takes seconds over dozens.</summary>
    public const int SearchCriteria = 16;

    /// <summary>Most values in one search, over all of its parameters: what SQLite bears in one expression (1,000 nested terms, of which a value takes more than one), and far under SQL Server's 2,100 parameters.</summary>
    public const int SearchTerms = 250;

    /// <summary>Most codes that value sets and code hierarchies add to one search. They stand in flat lists, so SQLite bears them; with the values that were sent they stay under SQL Server's 2,100 parameters, even where a filter stands twice in a statement.</summary>
    public const int SearchSetCodes = 800;

    /// <summary>Longest beginning by which a URI is found.</summary>
    public const int UriBeginningChars = Index.IndexText.FoldedChars;

    /// <summary>Most subjects in one page of all.</summary>
    public const int SubjectPage = 1_000;

    /// <summary>How many subjects one linked set may hold before reading it is given up as a fault of the data.</summary>
    public const int LinkedSubjects = 64;

    /// <summary>How often an erasure is planned anew because the subject moved meanwhile.</summary>
    public const int ErasureAttempts = 10;

    /// <summary>Idle connections that are kept open with their prepared statements, for engines in this process.</summary>
    internal const int IdleSessions = ReadSessions + 2;
}
