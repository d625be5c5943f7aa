namespace Registry.Cohort.Delivery;

/// <summary>Where bundles go: a folder, a file of lines, a server.</summary>
public interface IBundleSink : IAsyncDisposable
{
    /// <summary>Takes the bundles of a block, and returns when they are where they belong.</summary>
    /// <exception cref="IOException">They could not be written.</exception>
    /// <exception cref="DeliveryException">The server does not take them, and no further ones either.</exception>
    Task TakeAsync(CohortBlock block, CancellationToken cancellationToken);
}
