using System.Data.Common;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace Registry.Analytics.Projections;

/// <summary>The connection of a runner, kept open with its prepared statements, and its current transaction. Not thread-safe; whoever meets a fault disposes it.</summary>
internal sealed class ProjectionSession : IAsyncDisposable, IDisposable
{
    private readonly Dictionary<string, DbCommand> _prepared = new(StringComparer.Ordinal);
    private readonly Dictionary<Type, RowMap> _maps = [];
    private IDbContextTransaction? _transaction;

    private ProjectionSession(AnalyticsContext context)
    {
        Context = context;
        Dialect = RowDialect.For(context.Database.ProviderName);
    }

    internal AnalyticsContext Context { get; }

    internal RowDialect Dialect { get; }

    internal static async Task<ProjectionSession> OpenAsync(Func<AnalyticsContext> open, CancellationToken cancellationToken)
    {
        AnalyticsContext context = open();
        try
        {
            await context.Database.OpenConnectionAsync(cancellationToken);
            return new ProjectionSession(context);
        }
        catch
        {
            await context.DisposeAsync();
            throw;
        }
    }

    internal RowMap Map(Type row)
    {
        if (!_maps.TryGetValue(row, out RowMap? map)) _maps.Add(row, map = RowMap.Of(Context, row));
        return map;
    }

    internal async Task BeginAsync(CancellationToken cancellationToken) => _transaction = await Context.Database.BeginTransactionAsync(cancellationToken);

    internal async Task CommitAsync(CancellationToken cancellationToken)
    {
        await _transaction!.CommitAsync(cancellationToken);
        await EndAsync();
    }

    /// <summary>Ends the transaction; what was not committed is undone.</summary>
    internal async Task EndAsync()
    {
        IDbContextTransaction? transaction = _transaction;
        _transaction = null;
        if (transaction is not null) await transaction.DisposeAsync();
    }

    /// <summary>Moves the checkpoint if it is still what was read; the row stays locked until the transaction ends.</summary>
    internal async Task<bool> TakeAsync(Checkpoint read, Checkpoint next, CancellationToken cancellationToken)
    {
        RowMap map = Map(typeof(Checkpoint));
        RowColumn[] columns = [map.Column("log_id"), map.Column("sequence"), map.Column("rebuilding_to"), map.Column("projection"), map.Column("sequence"), map.Column("generation")];
        string sql = $"UPDATE {map.Table} SET log_id = @p0, sequence = @p1, rebuilding_to = @p2, fault_sequence = NULL, fault_type = NULL WHERE projection = @p3 AND sequence = @p4 AND generation = @p5";
        DbCommand command = CommandOf(new RowStatement(sql, columns, [next.LogId, next.Sequence, next.RebuildingTo, read.Projection, read.Sequence, read.Generation]));
        bool isTaken = await command.ExecuteNonQueryAsync(cancellationToken) == 1;
        await ReleaseAsync(command);
        return isTaken;
    }

    /// <summary>Runs statements in order: in one round trip where the engine takes batches.</summary>
    internal async Task ExecuteAsync(IReadOnlyList<RowStatement> statements, CancellationToken cancellationToken)
    {
        if (statements.Count == 0) return;
        if (Dialect.UsesBatches)
        {
            await using DbBatch batch = BatchOf(statements);
            await batch.ExecuteNonQueryAsync(cancellationToken);
            return;
        }

        foreach (RowStatement statement in statements)
        {
            DbCommand command = CommandOf(statement);
            await command.ExecuteNonQueryAsync(cancellationToken);
            await ReleaseAsync(command);
        }
    }

    /// <summary>Runs queries in order, and calls back for each row with the index of the query that it answers.</summary>
    internal async Task QueryAsync(IReadOnlyList<RowStatement> queries, Action<int, DbDataReader> onRow, CancellationToken cancellationToken)
    {
        if (queries.Count == 0) return;
        if (Dialect.UsesBatches)
        {
            await using DbBatch batch = BatchOf(queries);
            await using DbDataReader reader = await batch.ExecuteReaderAsync(cancellationToken);
            int index = 0;
            do
            {
                while (await reader.ReadAsync(cancellationToken)) onRow(index, reader);
                index++;
            }
            while (await reader.NextResultAsync(cancellationToken));
            return;
        }

        for (int index = 0; index < queries.Count; index++)
        {
            DbCommand command = CommandOf(queries[index]);
            await using (DbDataReader reader = await command.ExecuteReaderAsync(cancellationToken))
            {
                while (await reader.ReadAsync(cancellationToken)) onRow(index, reader);
            }

            await ReleaseAsync(command);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (DbCommand command in _prepared.Values) await command.DisposeAsync();
        _prepared.Clear();
        await EndAsync();
        await Context.DisposeAsync();
    }

    public void Dispose()
    {
        foreach (DbCommand command in _prepared.Values) command.Dispose();
        _prepared.Clear();
        _transaction?.Dispose();
        _transaction = null;
        Context.Dispose();
    }

    private DbBatch BatchOf(IReadOnlyList<RowStatement> statements)
    {
        DbBatch batch = Context.Database.GetDbConnection().CreateBatch();
        batch.Transaction = _transaction?.GetDbTransaction();
        foreach (RowStatement statement in statements)
        {
            DbBatchCommand command = batch.CreateBatchCommand();
            command.CommandText = statement.Sql;
            for (int index = 0; index < statement.Values.Length; index++) command.Parameters.Add(Set(command.CreateParameter(), index, statement));
            batch.BatchCommands.Add(command);
        }

        return batch;
    }

    private DbCommand CommandOf(RowStatement statement)
    {
        if (!_prepared.TryGetValue(statement.Sql, out DbCommand? command))
        {
            command = Context.Database.GetDbConnection().CreateCommand();
            command.CommandText = statement.Sql;
            for (int index = 0; index < statement.Values.Length; index++) command.Parameters.Add(Set(command.CreateParameter(), index, statement));
            if (Dialect.KeepsStatements) _prepared.Add(statement.Sql, command);
        }
        else
        {
            for (int index = 0; index < statement.Values.Length; index++) command.Parameters[index].Value = statement.Values[index] ?? DBNull.Value;
        }

        command.Transaction = _transaction?.GetDbTransaction();
        return command;
    }

    private async ValueTask ReleaseAsync(DbCommand command)
    {
        if (Dialect.KeepsStatements) command.Transaction = null;
        else await command.DisposeAsync();
    }

    private DbParameter Set(DbParameter parameter, int index, RowStatement statement)
    {
        parameter.ParameterName = string.Create(CultureInfo.InvariantCulture, $"@p{index}");
        parameter.Value = statement.Values[index] ?? DBNull.Value;
        Dialect.Adapt(parameter, statement.Columns[index % statement.Columns.Count]);
        return parameter;
    }
}

/// <summary>A statement with parameters @p0, @p1 ….</summary>
/// <param name="Sql">Its text.</param>
/// <param name="Columns">The columns whose values the parameters hold, repeated as often as there are rows.</param>
/// <param name="Values">The parameters' values; null for none.</param>
internal readonly record struct RowStatement(string Sql, IReadOnlyList<RowColumn> Columns, object?[] Values);
