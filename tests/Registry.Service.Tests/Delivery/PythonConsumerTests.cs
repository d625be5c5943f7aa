using Registry.Service.Tests.Server;
using Xunit;

namespace Registry.Service.Tests.Delivery;

/// <summary>The sample consumer in Python, over the feed alone.</summary>
public sealed class PythonConsumerTests
{
    [Fact]
    public async Task It_follows_the_feed_live_and_goes_on_after_it_was_killed()
    {
        using TemporaryFolder folder = new();
        string state = Path.Combine(folder.Path, "flare_ups.db");
        await using RegistryProcess server = await RegistryProcess.StartAsync(folder.Path);
        await server.PostAsync("/fhir", Examples.Fop("before"));
        await using (SampleConsumer live = SampleConsumer.Python(server, state))
        {
            await live.UntilAsync(await Expected.OfAsync(server));
            await server.PostAsync("/fhir", Examples.Fop("live"));
            await live.UntilAsync(await Expected.OfAsync(server));
            await live.KillAsync();
        }

        await server.PostAsync("/fhir", Examples.Fop("away"));
        Expected all = await Expected.OfAsync(server);
        for (int run = 0; run < 2; run++)
        {
            // The second run reads nothing new, and changes nothing.
            await using SampleConsumer once = SampleConsumer.Python(server, state, "--once");
            Assert.Equal(0, await once.ExitCodeAsync());
            await once.UntilAsync(all);
        }
    }

    [Fact]
    public async Task It_builds_anew_on_another_log_whether_that_is_longer_or_shorter()
    {
        using TemporaryFolder folder = new();
        string state = Path.Combine(folder.Path, "flare_ups.db");
        for (int log = 0; log < 3; log++)
        {
            await using RegistryProcess server = await RegistryProcess.StartAsync(Directory.CreateDirectory(Path.Combine(folder.Path, $"log-{log}")).FullName);
            for (int bundle = 0; bundle < (log == 1 ? 2 : 1); bundle++) await server.PostAsync("/fhir", Examples.Fop($"log-{log}-{bundle}"));
            await using SampleConsumer once = SampleConsumer.Python(server, state, "--once");
            Assert.Equal(0, await once.ExitCodeAsync());
            await once.UntilAsync(await Expected.OfAsync(server));
            Assert.Equal(log > 0, once.Error.Contains("another log", StringComparison.Ordinal));
        }
    }
}
