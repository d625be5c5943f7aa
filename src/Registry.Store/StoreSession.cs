using System.Data;
using System.Data.Common;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Registry.Contracts.Events;
using Registry.Store.Dialects;

namespace Registry.Store;

/// <summary>One open connection and its current transaction. Not thread-safe.</summary>
internal sealed class StoreSession : IAsyncDisposable
{
    /// <summary>Told each statement of this flow of control before it runs: for who asks the engine how it goes about it.</summary>
    internal static readonly AsyncLocal<Action<string, object?[]>?> Listener = new();

    // On an embedded engine the texts are few and fixed: each is parsed once for each kept connection.
    private readonly Dictionary<string, DbCommand> _prepared = new(StringComparer.Ordinal);

    private StoreSession(StoreContext context, Dialect dialect, EventUpcasters upcasters)
    {
        Upcasters = upcasters;
        Context = context;
        Dialect = dialect;
        Connection = context.Database.GetDbConnection();
    }

    internal StoreContext Context { get; }

    internal Dialect Dialect { get; }

    internal EventUpcasters Upcasters { get; }

    internal DbConnection Connection { get; }

    internal DbTransaction? Transaction { get; private set; }

    internal static async Task<StoreSession> OpenAsync(StoreContext context, Dialect dialect, EventUpcasters upcasters, CancellationToken cancellationToken)
    {
        try
        {
            await context.Database.OpenConnectionAsync(cancellationToken);
            return new StoreSession(context, dialect, upcasters);
        }
        catch
        {
            await context.DisposeAsync();
            throw;
        }
    }

    internal async Task BeginAsync(IsolationLevel isolation, CancellationToken cancellationToken) =>
        Transaction = await Connection.BeginTransactionAsync(isolation, cancellationToken);

    internal async Task CommitAsync(CancellationToken cancellationToken)
    {
        await Transaction!.CommitAsync(cancellationToken);
        await EndAsync();
    }

    /// <summary>Gives up what was not committed; nothing when there is no transaction.</summary>
    internal async Task RollbackAsync()
    {
        if (Transaction is null) return;
        await Transaction.RollbackAsync(CancellationToken.None);
        await EndAsync();
    }

    /// <summary>A command that may be used once, until it is disposed.</summary>
    internal StoreCommand Command(string sql, params object?[] values)
    {
        Listener.Value?.Invoke(sql, values);
        DbCommand? command = null;
        if (Dialect.IsEmbedded) _prepared.TryGetValue(sql, out command);
        bool isNew = command is null;
        if (command is null)
        {
            command = Connection.CreateCommand();
            command.CommandText = sql;
            for (int index = 0; index < values.Length; index++)
            {
                DbParameter parameter = command.CreateParameter();
                parameter.ParameterName = string.Create(CultureInfo.InvariantCulture, $"@p{index}");
                command.Parameters.Add(parameter);
            }
        }

        command.Transaction = Transaction;
        for (int index = 0; index < values.Length; index++)
        {
            command.Parameters[index].Value = values[index] ?? DBNull.Value;
            Dialect.Adapt(command.Parameters[index]);
        }

        if (!isNew) return new StoreCommand(command, IsOwned: false);
        if (!Dialect.IsEmbedded || _prepared.Count >= Limits.PreparedStatements) return new StoreCommand(command, IsOwned: true);
        _prepared.Add(sql, command);
        return new StoreCommand(command, IsOwned: false);
    }

    internal async Task<int> ExecuteAsync(string sql, object?[] values, CancellationToken cancellationToken)
    {
        using StoreCommand command = Command(sql, values);
        return await command.Command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Inserts one row unless its key is taken, also by another in this very moment. Outside a transaction: a commit begins again instead.</summary>
    /// <returns>True when the row is this one.</returns>
    internal async Task<bool> InsertIfAbsentAsync(string table, string columns, int keyColumns, object?[] values, CancellationToken cancellationToken)
    {
        try
        {
            return await ExecuteAsync(Dialect.InsertIfAbsent(table, columns, keyColumns), values, cancellationToken) == 1;
        }
        catch (DbException exception) when (Dialect.IsKeyTaken(exception))
        {
            return false;
        }
    }

    /// <summary>The first row, or the default of <typeparamref name="T"/> when there is none.</summary>
    internal async Task<T?> FirstAsync<T>(string sql, object?[] values, Func<DbDataReader, T> read, CancellationToken cancellationToken)
    {
        using StoreCommand command = Command(sql, values);
        await using DbDataReader reader = await command.Command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? read(reader) : default;
    }

    internal async Task<List<T>> ListAsync<T>(string sql, object?[] values, Func<DbDataReader, T> read, CancellationToken cancellationToken)
    {
        List<T> rows = [];
        using StoreCommand command = Command(sql, values);
        await using DbDataReader reader = await command.Command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken)) rows.Add(read(reader));
        return rows;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (DbCommand command in _prepared.Values) await command.DisposeAsync();
        _prepared.Clear();
        if (Transaction is not null) await EndAsync();
        await Context.DisposeAsync();
    }

    private async Task EndAsync()
    {
        DbTransaction? transaction = Transaction;
        Transaction = null;
        if (transaction is not null) await transaction.DisposeAsync();
    }
}

/// <summary>A command on loan: disposed after use, or kept prepared with its connection.</summary>
internal readonly record struct StoreCommand(DbCommand Command, bool IsOwned) : IDisposable
{
    public void Dispose()
    {
        if (IsOwned) Command.Dispose();
        else Command.Transaction = null;
    }
}
