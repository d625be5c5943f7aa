using System.Globalization;

namespace Registry.Cohort.Delivery;

/// <summary>A file a bundle: <c>{site}/subject-000001.json</c>, and <c>subject-000001-withdrawal.json</c> for one that follows.</summary>
public sealed class BundleFolder : IBundleSink
{
    private readonly string _folder;

    /// <param name="folder">New, or empty.</param>
    /// <exception cref="IOException">It holds something, or cannot be made.</exception>
    public BundleFolder(string folder)
    {
        if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any()) throw new IOException($"The folder '{folder}' is not empty: name a new one, so that no two cohorts are mixed.");
        _folder = Directory.CreateDirectory(folder).FullName;
    }

    /// <inheritdoc/>
    public async Task TakeAsync(CohortBlock block, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(block);
        foreach (CohortBundle bundle in block.Bundles)
        {
            string name = string.Create(CultureInfo.InvariantCulture, $"subject-{bundle.Subject:000000}{(bundle.Part == 1 ? "" : "-withdrawal")}.json");
            string site = Directory.CreateDirectory(Path.Combine(_folder, bundle.Site)).FullName;
            await File.WriteAllBytesAsync(Path.Combine(site, name), bundle.Json, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
