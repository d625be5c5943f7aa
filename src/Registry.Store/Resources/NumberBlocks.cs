namespace Registry.Store.Resources;

/// <summary>Hands out numbers of resources, or of search terms, from blocks that this process alone holds, so that a writer knows the numbers of its rows before it writes them.</summary>
#pragma warning disable CA1001 // A SemaphoreSlim whose wait handle is never asked for holds nothing to dispose.
internal sealed class NumberBlocks(StoreDatabase database, short id)
{
    internal const short Resources = 1;

    internal const short Terms = 2;

    private readonly SemaphoreSlim _gate = new(1, 1);
    private long _next;
    private long _end;

    /// <summary>As many numbers as asked, ascending, not always without a gap.</summary>
    internal async Task<long[]> TakeAsync(int count, CancellationToken cancellationToken)
    {
        long[] numbers = new long[count];
        await _gate.WaitAsync(cancellationToken);
        try
        {
            for (int index = 0; index < count; index++)
            {
                if (_next == _end)
                {
                    _end = await database.WriteAsync(session => ReserveAsync(session, cancellationToken), cancellationToken);
                    _next = _end - Limits.NumberBlock;
                }

                numbers[index] = _next++;
            }
        }
        finally
        {
            _gate.Release();
        }

        return numbers;
    }

    private async Task<long> ReserveAsync(StoreSession session, CancellationToken cancellationToken)
    {
        await session.BeginAsync(session.Dialect.WriteIsolation, cancellationToken);
        await session.ExecuteAsync("UPDATE number_block SET next_number = next_number + @p0 WHERE id = @p1", [(long)Limits.NumberBlock, id], cancellationToken);
        long end = await session.FirstAsync("SELECT next_number FROM number_block WHERE id = @p0", [id], row => row.GetInt64(0), cancellationToken);
        await session.CommitAsync(cancellationToken);
        return end > 0 ? end : throw new InvalidOperationException("The number_block table has no row: the schema was not made by its migrations.");
    }
}
