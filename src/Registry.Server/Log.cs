namespace Registry.Server;

/// <summary>Every line that the service writes to its log: ids, counts and durations, never content, query strings or headers.</summary>
internal static partial class Log
{
    [LoggerMessage(EventId = 1, Message = "{Method} {Route} {Status} in {ElapsedMs} ms, {RequestBytes} bytes in, request {RequestId}")]
    public static partial void Request(ILogger logger, LogLevel level, string method, string route, int status, long elapsedMs, long requestBytes, string requestId);

    [LoggerMessage(2, LogLevel.Error, "Request {RequestId} on {Route} failed")]
    public static partial void RequestFailed(ILogger logger, Exception fault, string requestId, string route);

    [LoggerMessage(3, LogLevel.Warning, "Authentication is off: every caller on this machine may do everything")]
    public static partial void AuthenticationOff(ILogger logger);

    [LoggerMessage(4, LogLevel.Information, "Committed {Count} submissions, events {First} to {Last}, in {ElapsedMs} ms")]
    public static partial void Committed(ILogger logger, int count, long first, long last, long elapsedMs);

    [LoggerMessage(5, LogLevel.Error, "A group of {Count} submissions could not be committed")]
    public static partial void CommitFailed(ILogger logger, Exception fault, int count);

    [LoggerMessage(6, LogLevel.Information, "Relay {Owner} holds the lease with fence {Fence}, from sequence {Sequence}")]
    public static partial void RelayLease(ILogger logger, string owner, long fence, long sequence);

    [LoggerMessage(7, LogLevel.Warning, "Relay could not publish after sequence {Sequence}; it tries again in {PauseMs} ms")]
    public static partial void RelayFailed(ILogger logger, Exception fault, long sequence, long pauseMs);

    [LoggerMessage(8, LogLevel.Warning, "Relay {Owner} lost the lease at fence {Fence}")]
    public static partial void RelayLeaseLost(ILogger logger, string owner, long fence);

    [LoggerMessage(17, LogLevel.Warning, "Relay {Owner} could not give its lease up; another node takes it when it has run out")]
    public static partial void RelayLeaseKept(ILogger logger, Exception fault, string owner);

    [LoggerMessage(9, LogLevel.Error, "Projections could not go on; they try again")]
    public static partial void ProjectionFailed(ILogger logger, Exception fault);

    [LoggerMessage(10, LogLevel.Information, "Demonstration cohort: {Count} bundles loaded, {Unchanged} were there already")]
    public static partial void DemonstrationLoaded(ILogger logger, int count, int unchanged);

    [LoggerMessage(12, LogLevel.Warning, "Receipts whose time is over could not be dropped; it is tried again later")]
    public static partial void SweepFailed(ILogger logger, Exception fault);

    [LoggerMessage(13, LogLevel.Warning, "{Count} refusals could not be written; they are tried again")]
    public static partial void RefusalsFailed(ILogger logger, Exception fault, int count);

    [LoggerMessage(14, LogLevel.Warning, "{Count} refusals were not kept: they came faster than they are written, or the database was away; {Total} since the start")]
    public static partial void RefusalsDropped(ILogger logger, long count, long total);

    [LoggerMessage(15, LogLevel.Warning, "Registry:Intake:Identifying is Keep: names, addresses and notes are stored as they are sent. This is for test servers with invented people")]
    public static partial void IdentifyingKept(ILogger logger);

    [LoggerMessage(17, LogLevel.Warning, "The database is not there yet ({Cause}): waiting for up to {Seconds} s")]
    public static partial void WaitingForDatabase(ILogger logger, int seconds, string cause);

    [LoggerMessage(30, LogLevel.Error, "The database has no room left: request {RequestId} on {Route} was refused with 507. Make room; nothing has to be started again")]
    public static partial void DatabaseFull(ILogger logger, string requestId, string route);
    [LoggerMessage(40, LogLevel.Warning, "The search index is not that of this version and its packages: it is made anew now, and searches answer 503 until it is whole. The verb 'reindex' does the same")]
    public static partial void IndexBegun(ILogger logger);

    [LoggerMessage(41, LogLevel.Information, "Search index: {Count} resources, {Percent} %")]
    public static partial void IndexProgress(ILogger logger, long count, int percent);

    [LoggerMessage(42, LogLevel.Information, "The search index is whole: {Count} resources were indexed")]
    public static partial void IndexDone(ILogger logger, long count);

    [LoggerMessage(43, LogLevel.Error, "The search index could not be made; it is tried again in half a minute, and searches answer 503 until then")]
    public static partial void IndexFailed(ILogger logger, Exception fault);

    [LoggerMessage(11, LogLevel.Information, "Listening on {Addresses}; database {Provider}, bus {Transport}, authentication {Authentication}, role {Role}")]
    public static partial void Started(ILogger logger, string addresses, string provider, BusTransport transport, AuthenticationMode authentication, string role);

    [LoggerMessage(16, LogLevel.Warning, "Request {RequestId} on {Route} was answered 503: the database cannot be used ({Cause})")]
    public static partial void DatabaseAway(ILogger logger, string requestId, string route, string cause);
}
