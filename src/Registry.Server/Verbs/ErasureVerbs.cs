using System.Globalization;
using Registry.Analytics.Projections;
using Registry.Contracts.Callers;
using Registry.Contracts.Events;
using Registry.Server.Relay;
using Registry.Server.Schema;
using Registry.Store.Erasure;
using Registry.Store.EventLog;

namespace Registry.Server.Verbs;

/// <summary>Erasing subjects, the ledger of that, and what a restored database needs: docs/erasure.md.</summary>
internal static class ErasureVerbs
{
    public static async Task<int> EraseAsync(VerbArguments arguments, IServiceProvider services, CancellationToken cancellationToken)
    {
        SubjectEraser eraser = services.GetRequiredService<SubjectEraser>();
        SubjectId subject = await FindAsync(arguments, eraser, cancellationToken);
        string? ledger = arguments.Maybe("ledger");
        ErasureResult plan = await eraser.PlanAsync(subject, cancellationToken);
        switch (plan)
        {
            case ErasureResult.Unknown:
                throw new SettingsException($"There is no subject {subject}.");
            case ErasureResult.AlreadyErased already:
                await Console.Out.WriteLineAsync($"{subject} was erased before. The ledger and the files are gone over again.");
                return await FinishAsync(services, ledger, [already.Entry], cancellationToken);
            case ErasureResult.Planned planned when arguments.Has("dry-run"):
                await Console.Out.WriteLineAsync($"would erase {subject}: {Told(planned.Counts)}. Nothing was written.");
                return 0;
            case ErasureResult.Planned planned when !string.Equals(arguments.Maybe("confirm"), subject.ToString(), StringComparison.Ordinal):
                throw new SettingsException($"Erasing {subject} cannot be undone; it takes {Told(planned.Counts)}. If that is meant, say --confirm {subject} as well.");
        }

        ErasureResult result = await eraser.EraseAsync(subject, services.GetRequiredService<TimeProvider>().GetUtcNow().ToUnixTimeMilliseconds(), cancellationToken);
        if (result is ErasureResult.Erased erased)
        {
            await Console.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"erased {subject}, event {erased.Sequence}: {Told(erased.Counts)}"));
            return await FinishAsync(services, ledger, [erased.Entry], cancellationToken);
        }

        await Console.Error.WriteLineAsync("The subject kept changing meanwhile, and nothing was erased: stop what sends it, and run this again.");
        return 1;
    }

    public static async Task<int> ExportAsync(VerbArguments arguments, IServiceProvider services, CancellationToken cancellationToken)
    {
        string ledger = arguments.One("ledger");
        IReadOnlyList<ErasedSubject> entries = await services.GetRequiredService<SubjectEraser>().ReadLedgerAsync(cancellationToken);
        int added = await ErasureLedgerFile.AddAsync(ledger, entries, cancellationToken);
        await Console.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{entries.Count} erasures; {added} were added to {ledger}."));
        return 0;
    }

    public static async Task<int> RestoredAsync(VerbArguments arguments, IServiceProvider services, CancellationToken cancellationToken)
    {
        string? path = arguments.Maybe("ledger");
        if (path is null != arguments.Has("no-ledger"))
            throw new SettingsException("Say --ledger FILE, the ledger of erasures from outside the database; or --no-ledger, where nobody was ever erased. A backup still holds whoever was erased since.");
        SubjectEraser eraser = services.GetRequiredService<SubjectEraser>();
        IReadOnlyList<ErasedSubject> ledger = path is null ? [] : await ErasureLedgerFile.ReadAsync(path, cancellationToken);
        Guid logId = SubjectId.New().Value;
        TimeProvider clock = services.GetRequiredService<TimeProvider>();
        long? standsAtMs = await StandingLeaseAsync(services.GetRequiredService<RelayCheckpoint>(), clock, cancellationToken);
        IReadOnlyList<SubjectId>? again = await eraser.RestoreAsync(ledger, logId, clock.GetUtcNow().ToUnixTimeMilliseconds(), standsAtMs, cancellationToken);
        if (again is null)
        {
            await Console.Error.WriteLineAsync("A server is at work on this database, or was until a moment ago. Stop every server, and run this again before one is started.");
            return 1;
        }

        await Console.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"This is log {logId} from now on; {ledger.Count} erasures are known, {again.Count} were in this database and are done again."));
        return await FinishAsync(services, path, [], cancellationToken);
    }

    /// <summary>
    /// The end of a lease that nobody moves. A server that was killed leaves one behind for some seconds, which are waited for; and one from before the clock was set back, or of a
    /// machine whose clock was ahead, may end in hours and belongs to nobody either.
    /// </summary>
    private static async Task<long?> StandingLeaseAsync(RelayCheckpoint checkpoint, TimeProvider clock, CancellationToken cancellationToken)
    {
        if (await checkpoint.LeaseEndAsync(Relay.Relay.Name, cancellationToken) is not { } end || end <= clock.GetUtcNow().ToUnixTimeMilliseconds()) return null;
        // Its holder would move it three times meanwhile.
        await Task.Delay(Relay.Relay.LeaseTime, clock, cancellationToken);
        return await checkpoint.LeaseEndAsync(Relay.Relay.Name, cancellationToken) == end ? end : null;
    }

    /// <summary>What is left when the transaction is committed: the ledger outside, the projections, and the files.</summary>
    private static async Task<int> FinishAsync(IServiceProvider services, string? ledger, IReadOnlyCollection<ErasedSubject> erased, CancellationToken cancellationToken)
    {
        int exitCode = 0;
        try
        {
            if (ledger is not null) await ErasureLedgerFile.AddAsync(ledger, erased, cancellationToken);
            else if (erased.Count > 0) await Console.Out.WriteLineAsync("No --ledger was named: run 'db erasures --ledger FILE', and keep that file apart from the database's backups.");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync($"It is erased, but '{ledger}' could not be written ({fault.Message}). Run 'db erasures --ledger FILE'.");
            exitCode = 1;
        }

        ProjectionHealth health = await services.GetRequiredService<ProjectionRunner>().RunUpToAsync(await services.GetRequiredService<EventFeed>().LastSequenceAsync(cancellationToken), cancellationToken);
        if (health.Fault is not null)
        {
            await Console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"It is erased, but the projections stand still at sequence {health.Fault.Sequence} and may still hold rows. Run 'projections rebuild', then this again."));
            exitCode = 1;
        }

        if (await services.GetRequiredService<Compaction>().RunAsync(cancellationToken)) return exitCode;
        await Console.Error.WriteLineAsync("It is erased, but readers kept the old pages of the file in place. Run this again, with the servers stopped if need be.");
        return 1;
    }

    private static async Task<SubjectId> FindAsync(VerbArguments arguments, SubjectEraser eraser, CancellationToken cancellationToken)
    {
        if (arguments.Maybe("subject") is { } text)
        {
            if (arguments.Maybe("pseudonym") is not null) throw new SettingsException("Say --subject or --pseudonym, not both.");
            return Guid.TryParseExact(text, "N", out Guid id) ? new SubjectId(id) : throw new SettingsException("--subject is no subject's id: 32 hexadecimal digits, as events carry it.");
        }

        string site = arguments.One("site");
        string[] pseudonym = arguments.One("pseudonym").Split('|', 2);
        if (pseudonym.Length < 2 || pseudonym[0].Length == 0 || pseudonym[1].Length == 0) throw new SettingsException("--pseudonym has to be SYSTEM|VALUE, as the site sends the identifier.");
        if (!SiteId.IsValid(site)) throw new SettingsException("--site is no site id: 1 to 64 characters of A-Z a-z 0-9 - and dot.");
        return await eraser.FindAsync(new SiteId(site), pseudonym[0], pseudonym[1], cancellationToken)
            ?? throw new SettingsException("The site has no subject of this pseudonym.");
    }

    private static string Told(ErasureCounts counts)
    {
        string told = string.Create(
            CultureInfo.InvariantCulture,
            $"{counts.Resources} resources in {counts.Versions} versions, {counts.Events} events, {counts.OtherEvents} events about others, {counts.Findings} findings, {counts.Receipts} receipts");
        return counts.Linked.Count == 0
            ? told
            : $"{told}; it is linked to {string.Join(' ', counts.Linked)}, of whom only the link goes: erase each of them too if the person asks for all";
    }
}
