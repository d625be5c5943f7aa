using System.Collections.Concurrent;
using System.Data.Common;
using Registry.Contracts.Events;
using Registry.Store.Dialects;

namespace Registry.Store;

/// <summary>The database of one registry: opens connections for the store's parts. One for each process and database; thread-safe.</summary>
public sealed class StoreDatabase : IAsyncDisposable
{
    private readonly Func<StoreContext> _createContext;
    private readonly ConcurrentBag<StoreSession> _idle = [];
    private StoreSession? _idleWriter;
    private readonly SemaphoreSlim _readers = new(Limits.ReadSessions, Limits.ReadSessions);
    private int _isDisposed;

    /// <param name="createContext">Makes a context of the engine's subclass, with its provider; called for each connection.</param>
    /// <param name="upcasters">What raises events of earlier versions; null for those of this version's catalogue.</param>
    public StoreDatabase(Func<StoreContext> createContext, EventUpcasters? upcasters = null)
    {
        ArgumentNullException.ThrowIfNull(createContext);
        _createContext = createContext;
        Upcasters = upcasters ?? EventUpcasters.Current;
        using StoreContext context = createContext();
        Dialect = Dialect.For(context.Database.ProviderName);
    }

    internal Dialect Dialect { get; }

    internal EventUpcasters Upcasters { get; }

    /// <summary>One writer at a time on an embedded engine: they queue here, in order, and not in the engine's busy loop.</summary>
    internal SemaphoreSlim Writer { get; } = new(1, 1);

    /// <summary>Runs work that reads on a connection, after those who asked before when <see cref="Limits.ReadSessions"/> are at it. Work never asks for another connection.</summary>
    internal async Task<T> UseAsync<T>(Func<StoreSession, Task<T>> work, CancellationToken cancellationToken)
    {
        await _readers.WaitAsync(cancellationToken);
        try
        {
            return await RunAsync(work, isWriter: false, cancellationToken);
        }
        finally
        {
            _readers.Release();
        }
    }

    /// <summary>What it left uncommitted is given up, and the connection of failed work is closed.</summary>
    private async Task<T> RunAsync<T>(Func<StoreSession, Task<T>> work, bool isWriter, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_isDisposed != 0, this);
        StoreSession session = await TakeAsync(isWriter, cancellationToken);
        bool isSound = false;
        try
        {
            T result = await work(session);
            await session.RollbackAsync();
            isSound = true;
            return result;
        }
        finally
        {
            if (!isSound || !await TryKeepAsync(session, isWriter)) await session.DisposeAsync();
        }
    }

    private async Task<StoreSession> TakeAsync(bool isWriter, CancellationToken cancellationToken)
    {
        StoreSession? idle = isWriter ? Interlocked.Exchange(ref _idleWriter, null) : null;
        if (idle is null && !(isWriter && Dialect.IsEmbedded)) _idle.TryTake(out idle);
        if (idle is null) return await StoreSession.OpenAsync(_createContext(), Dialect, Upcasters, cancellationToken);
        try
        {
            if (!Dialect.IsEmbedded) await idle.Connection.OpenAsync(cancellationToken);
            return idle;
        }
        catch
        {
            await idle.DisposeAsync();
            throw;
        }
    }

    /// <summary>An embedded engine's connection stays open, and its one writer is always the same: pages that it wrote are then in its cache, until another connection writes. A server's goes back to its pool.</summary>
    private async Task<bool> TryKeepAsync(StoreSession session, bool isWriter)
    {
        if (_isDisposed != 0) return false;
        if (Dialect.IsEmbedded && isWriter) return Interlocked.CompareExchange(ref _idleWriter, session, null) is null;
        if (_idle.Count >= Limits.IdleSessions) return false;
        if (!Dialect.IsEmbedded) await session.Connection.CloseAsync();
        _idle.Add(session);
        return true;
    }

    /// <summary>As <see cref="UseAsync{T}"/>, within one moment of the database where the engine has snapshots.</summary>
    internal Task<T> ReadAsync<T>(Func<StoreSession, Task<T>> work, CancellationToken cancellationToken) => UseAsync(
        async session =>
        {
            if (Dialect.SnapshotIsolation is { } isolation) await session.BeginAsync(isolation, cancellationToken);
            return await work(session);
        },
        cancellationToken);

    /// <summary>Runs work that writes on a connection, queued behind other writers where the engine has one at a time.</summary>
    internal async Task<T> WriteAsync<T>(Func<StoreSession, Task<T>> work, CancellationToken cancellationToken)
    {
        if (!Dialect.IsEmbedded) return await RunAsync(work, isWriter: true, cancellationToken);
        await Writer.WaitAsync(cancellationToken);
        try
        {
            return await RunAsync(work, isWriter: true, cancellationToken);
        }
        finally
        {
            Writer.Release();
        }
    }

    /// <summary>
    /// Queues work of another room on the same file behind this room's writers, so that an embedded engine's one writer goes round in order
    /// instead of being fought for by polling; on a server engine it returns at once.
    /// </summary>
    /// <returns>To be disposed when the other room's transaction has ended.</returns>
    public async Task<IDisposable> TakeWriterAsync(CancellationToken cancellationToken)
    {
        if (!Dialect.IsEmbedded) return new WriterTurn(null);
        await Writer.WaitAsync(cancellationToken);
        return new WriterTurn(Writer);
    }

    /// <summary>Whether a fault of the store, or of another room on the same database, is that the database has no room left: nothing was written, and the same will be taken once there is room.</summary>
    public bool IsFull(Exception fault)
    {
        for (Exception? cause = fault; cause is not null; cause = cause.InnerException)
        {
            if (cause is DbException database && Dialect.IsFull(database)) return true;
        }

        return false;
    }

    /// <summary>Closes the connections that were kept open.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0) return;
        if (Interlocked.Exchange(ref _idleWriter, null) is { } writer) await writer.DisposeAsync();
        while (_idle.TryTake(out StoreSession? session)) await session.DisposeAsync();
        Writer.Dispose();
        _readers.Dispose();
    }

    private sealed class WriterTurn(SemaphoreSlim? writer) : IDisposable
    {
        private SemaphoreSlim? _writer = writer;

        public void Dispose() => Interlocked.Exchange(ref _writer, null)?.Release();
    }
}
