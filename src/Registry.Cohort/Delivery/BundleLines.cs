namespace Registry.Cohort.Delivery;

/// <summary>A line a bundle (NDJSON).</summary>
/// <param name="stream">Where to; disposed with this.</param>
public sealed class BundleLines(Stream stream) : IBundleSink
{
    private static readonly byte[] LineEnd = "\n"u8.ToArray();

    /// <inheritdoc/>
    public async Task TakeAsync(CohortBlock block, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(block);
        foreach (CohortBundle bundle in block.Bundles)
        {
            await stream.WriteAsync(bundle.Json, cancellationToken);
            await stream.WriteAsync(LineEnd, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => stream.DisposeAsync();
}
