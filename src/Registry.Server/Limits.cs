namespace Registry.Server;

/// <summary>Every limit of the service. A caller who meets one is told its name and number.</summary>
public static class Limits
{
    /// <summary>Largest request body.</summary>
    public const int BodyBytes = 16 * 1024 * 1024;

    /// <summary>Bytes of a request line, which holds the address with its query; what is longer is sent by POST.</summary>
    public const int RequestLineBytes = 64 * 1024;

    /// <summary>Bytes of all headers of a request.</summary>
    public const int HeaderBytes = 32 * 1024;

    /// <summary>Headers of a request.</summary>
    public const int HeaderCount = 100;

    /// <summary>Submissions that share one transaction.</summary>
    public const int GroupSize = 64;

    /// <summary>Submissions that are judged, decided or wait for a transaction at once; further callers are told to come back (503).</summary>
    public const int QueueLength = 1024;

    /// <summary>Callers whose principals are kept.</summary>
    public const int Principals = 1_000;

    /// <summary>A read that takes as long is logged though it went well.</summary>
    public static readonly TimeSpan SlowRead = TimeSpan.FromSeconds(1);

    /// <summary>How often a submission is decided anew because what it had read moved.</summary>
    public const int DecisionAttempts = 8;

    /// <summary>What the longest pause before the next decision grows from, in milliseconds: twice as long each time, and a random part of it.</summary>
    public const int DecisionPauseMs = 5;

    /// <summary>How often a patch is applied anew because another writer was faster; then the caller is told to come back (409).</summary>
    public const int PatchAttempts = 16;

    /// <summary>Subjects whom <c>rules run</c> reads at once, and whose findings it writes in one transaction: few enough that submissions do not wait for it.</summary>
    public const int RuleBatch = 64;

    /// <summary>Refusals that wait to be written; beyond it they are counted and not kept.</summary>
    public const int RefusalQueueLength = 2_000;

    /// <summary>Refusals that one transaction writes. With <see cref="RefusalPauseMs"/> it is the most that refused load can make a node write: 500 a second.</summary>
    public const int RefusalBatch = 500;

    /// <summary>Pause between two transactions that write refusals, in milliseconds.</summary>
    public const int RefusalPauseMs = 1_000;

    /// <summary>How often a transaction of refusals is tried before they are counted and not kept.</summary>
    public const int RefusalAttempts = 5;

    /// <summary>Seconds that a start may wait for its database at most.</summary>
    public const int WaitAtStartSeconds = 3_600;

    /// <summary>Characters in an <c>Idempotency-Key</c>.</summary>
    public const int IdempotencyKeyChars = 255;

    /// <summary>Resources on a search page when the caller names no number.</summary>
    public const int SearchPageDefault = 50;

    /// <summary>Resources on a search page at most.</summary>
    public const int SearchPage = 10_000;

    /// <summary>Resources on a page of $everything when nobody asks for a number.</summary>
    public const int EverythingPage = 1_000;

    /// <summary>Resources whose meta is looked through at most to say which profiles, labels and tags are in use.</summary>
    public const int MetaResources = 20_000;

    /// <summary>Codes of an expansion that are told at once at most.</summary>
    public const int ExpandedCodes = 5_000;

    /// <summary>References that one search parameter chains over at most, _has included.</summary>
    public const int SearchChain = 4;

    /// <summary>Parameters that a search is sorted by at most.</summary>
    public const int SearchSorts = 5;

    /// <summary>Kinds of references that a search includes by at most.</summary>
    public const int SearchIncludes = 100;

    /// <summary>Resources that come with one page at most.</summary>
    public const int SearchIncluded = 1_000;

    /// <summary>Steps that <c>_include:iterate</c> goes at most.</summary>
    public const int SearchIncludeRounds = 8;

    /// <summary>Events in one answer of the feed when the caller names no number.</summary>
    public const int FeedPageDefault = 1000;

    /// <summary>Events in one answer of the feed at most.</summary>
    public const int FeedPage = 2000;

    /// <summary>Events that a live stream holds at once.</summary>
    public const int FeedStreamPage = 100;

    /// <summary>Live streams at once; further ones are told to come back (503).</summary>
    public const int FeedStreams = 256;

    /// <summary>Events that the relay reads and publishes at once.</summary>
    public const int RelayBatch = 1000;

    /// <summary>Messages that <c>events redrive</c> moves when the operator names no number.</summary>
    public const int RedriveMessages = 100_000;

    /// <summary>Events that a projection applies in one transaction.</summary>
    public const int ProjectionBatch = 500;
}
