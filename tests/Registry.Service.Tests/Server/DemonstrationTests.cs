using Xunit;

namespace Registry.Service.Tests.Server;

/// <summary><c>--demo</c>: an invented cohort through the ingest path of any client, told apart on every answer.</summary>
public sealed class DemonstrationTests
{
    [Fact]
    public async Task The_cohort_lies_in_its_own_folder_and_every_answer_says_what_it_is()
    {
        using TemporaryFolder folder = new();
        await using (RegistryProcess server = await RegistryProcess.StartAsync(folder.Path, null, "--demo"))
        {
            await server.UntilPrintedAsync("bundles loaded");
            Assert.NotEmpty(await server.EventsAsync());
            foreach (string path in new[] { "/", "/fhir/metadata", "/reports/enrolment", "/events?after=0", "/fhir/Patient/nobody" })
            {
                using HttpResponseMessage answer = await server.Client.GetAsync(path, TestContext.Current.CancellationToken);
                Assert.Equal("demonstration", answer.Headers.GetValues("Registry-Data").Single());
            }
        }

        Assert.Equal([Path.Combine(folder.Path, "data", "demo")], Directory.GetFileSystemEntries(Path.Combine(folder.Path, "data")));

        await using RegistryProcess again = await RegistryProcess.StartAsync(folder.Path, null, "--demo");
        await again.UntilPrintedAsync("30 bundles loaded, 30 were there already");
    }

    [Fact]
    public async Task Without_it_no_answer_claims_to_be_a_demonstration()
    {
        using TemporaryFolder folder = new();
        await using RunningRegistry registry = await RunningRegistry.StartAsync(folder.Path);
        using HttpResponseMessage answer = await registry.Client.GetAsync("/reports/enrolment", TestContext.Current.CancellationToken);
        Assert.False(answer.Headers.Contains("Registry-Data"));
    }
}
