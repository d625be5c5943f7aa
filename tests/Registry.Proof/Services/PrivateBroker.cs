using Registry.Proof.Processes;

namespace Registry.Proof.Services;

/// <summary>A RabbitMQ of the run's own, which may be stopped and started: <c>tests/services/rabbitmq.sh</c>.</summary>
internal sealed class PrivateBroker : IAsyncDisposable
{
    private readonly DirectoryInfo _folder;

    private PrivateBroker(DirectoryInfo folder, string uri)
    {
        _folder = folder;
        Uri = uri;
    }

    /// <summary>The same after every restart.</summary>
    public string Uri { get; }

    /// <summary>Starts one.</summary>
    public static async Task<PrivateBroker> StartAsync()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("registry-broker-");
        return new PrivateBroker(folder, await Shell.RunAsync($"'{Script}' start '{folder.FullName}'"));
    }

    /// <summary>Stops it; its durable queues keep what they hold.</summary>
    public Task StopAsync() => Shell.RunAsync($"'{Script}' stop '{_folder.FullName}'");

    /// <summary>Starts it where it was.</summary>
    public async Task RestartAsync()
    {
        string uri = await Shell.RunAsync($"'{Script}' start '{_folder.FullName}'");
        if (uri != Uri) throw new InvalidOperationException($"RabbitMQ came back at another address: {uri}.");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _folder.Delete(recursive: true);
    }

    private static string Script => ProofPaths.File("tests", "services", "rabbitmq.sh");
}
