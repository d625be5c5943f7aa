using System.Data.Common;
using System.Globalization;

namespace Registry.Store;

/// <summary>Statements that run in order: in one round trip where the engine takes batches, one by one where not.</summary>
internal sealed class StatementBatch(StoreSession session)
{
    private readonly List<(string Sql, object?[] Values)> _statements = [];

    internal IReadOnlyList<(string Sql, object?[] Values)> Statements => _statements;

    /// <param name="sql">One statement (on SQLite and SQL Server it may be several) with parameters @p0, @p1 ….</param>
    /// <param name="values">Their values: text, byte[], numbers, bool or null.</param>
    internal void Add(string sql, params object?[] values) => _statements.Add((sql, values));

    /// <summary>Rows affected by each statement.</summary>
    internal async Task<int[]> ExecuteAsync(CancellationToken cancellationToken)
    {
        int[] affected = new int[_statements.Count];
        if (_statements.Count == 0) return affected;
        if (session.Dialect.UsesBatches && _statements.Count > 1)
        {
            await using DbBatch batch = CreateBatch();
            await batch.ExecuteNonQueryAsync(cancellationToken);
            for (int index = 0; index < affected.Length; index++) affected[index] = batch.BatchCommands[index].RecordsAffected;
            return affected;
        }

        for (int index = 0; index < affected.Length; index++)
        {
            using StoreCommand command = session.Command(_statements[index].Sql, _statements[index].Values);
            affected[index] = await command.Command.ExecuteNonQueryAsync(cancellationToken);
        }

        return affected;
    }

    /// <summary>Calls back for each row with the index of the statement that it answers.</summary>
    internal async Task QueryAsync(Action<int, DbDataReader> onRow, CancellationToken cancellationToken)
    {
        if (_statements.Count == 0) return;
        if (session.Dialect.UsesBatches && _statements.Count > 1)
        {
            await using DbBatch batch = CreateBatch();
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

        for (int index = 0; index < _statements.Count; index++)
        {
            using StoreCommand command = session.Command(_statements[index].Sql, _statements[index].Values);
            await using DbDataReader reader = await command.Command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken)) onRow(index, reader);
        }
    }

    private DbBatch CreateBatch()
    {
        DbBatch batch = session.Connection.CreateBatch();
        batch.Transaction = session.Transaction;
        foreach ((string sql, object?[] values) in _statements)
        {
            DbBatchCommand command = batch.CreateBatchCommand();
            command.CommandText = sql;
            for (int index = 0; index < values.Length; index++)
            {
                DbParameter parameter = command.CreateParameter();
                parameter.ParameterName = string.Create(CultureInfo.InvariantCulture, $"@p{index}");
                parameter.Value = values[index] ?? DBNull.Value;
                session.Dialect.Adapt(parameter);
                command.Parameters.Add(parameter);
            }

            batch.BatchCommands.Add(command);
        }

        return batch;
    }
}
