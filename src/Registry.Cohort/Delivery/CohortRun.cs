namespace Registry.Cohort.Delivery;

/// <summary>Makes a cohort and brings it where it belongs, with its side files.</summary>
public static class CohortRun
{
    /// <summary>Runs to the end.</summary>
    /// <param name="generator">What is made.</param>
    /// <param name="threads">How many blocks are made at once.</param>
    /// <param name="sink">Where the bundles go.</param>
    /// <param name="truth">Receives a line a subject, its true ages; null when nobody wants to know.</param>
    /// <param name="errors">Receives a line an injected error; null when none is injected.</param>
    /// <param name="progress">Told how many subjects were added; null when nobody watches.</param>
    /// <param name="cancellationToken">Ends it after the block in hand.</param>
    public static async Task RunAsync(
        CohortGenerator generator, int threads, IBundleSink sink, Stream? truth, Stream? errors, Action<int>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(generator);
        ArgumentNullException.ThrowIfNull(sink);
        await foreach (CohortBlock block in generator.BlocksAsync(threads).WithCancellation(cancellationToken))
        {
            using (block)
            {
                await sink.TakeAsync(block, cancellationToken);
                // A side file never names a subject that was not delivered.
                if (truth is not null) await truth.WriteAsync(block.Truth, cancellationToken);
                if (errors is not null) await errors.WriteAsync(block.Errors, cancellationToken);
                progress?.Invoke(block.SubjectCount);
            }
        }
    }
}
