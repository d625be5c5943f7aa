using System.Net;
using System.Text;
using System.Text.Json;
using Registry.Service.Tests.Clinical;
using Xunit;

namespace Registry.Service.Tests.Server;

/// <summary>A registry whose package gets another canonical base goes on with what it holds.</summary>
public sealed class CanonicalBaseTests
{
    [Fact]
    public async Task What_was_stored_under_the_first_base_is_found_and_the_same_under_another()
    {
        using TemporaryFolder folder = new();
        int events;
        await using (RunningRegistry first = await RunningRegistry.StartAsync(folder.Path))
        {
            Assert.Equal(HttpStatusCode.OK, (await first.PostAsync("/fhir", Examples.Fop())).Status);
            events = (await first.EventsAsync()).Count;
        }

        string package = Path.Combine(folder.Path, "other-base");
        foreach ((string path, ReadOnlyMemory<byte> content) in OtherBase.Files(OtherBase.Of, Some.Base))
        {
            string file = Path.Combine(package, path.Replace('/', Path.DirectorySeparatorChar));
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            await File.WriteAllBytesAsync(file, content.ToArray(), TestContext.Current.CancellationToken);
        }

        await using RunningRegistry moved = await RunningRegistry.StartAsync(folder.Path, $"--Registry:OwnPackage={package}");
        await AssertFoundAsync(moved, 1);

        Assert.Equal(HttpStatusCode.OK, (await moved.PostAsync("/fhir", Examples.Fop())).Status);
        Assert.Equal(HttpStatusCode.OK, (await moved.PostAsync("/fhir", Encoding.UTF8.GetBytes(OtherBase.Of(Encoding.UTF8.GetString(Examples.Fop()))))).Status);
        Assert.Equal(events, (await moved.EventsAsync()).Count);

        Assert.Equal(HttpStatusCode.OK, (await moved.PostAsync("/fhir", Encoding.UTF8.GetBytes(OtherBase.Of(Encoding.UTF8.GetString(Examples.Fop("second")))))).Status);
        await AssertFoundAsync(moved, 2);
        Assert.Equal(2 * events, (await moved.EventsAsync()).Count);
    }

    private static async Task AssertFoundAsync(RunningRegistry registry, int count)
    {
        foreach (string system in (string[])[Some.Base, OtherBase.Url])
        {
            string search = $"/fhir/Observation?code={system}/CodeSystem/ho-observation|flare-up";
            (HttpStatusCode status, JsonElement found) = await registry.GetAsync(search);
            // Under other definitions the index is made anew first.
            for (int turn = 0; status == HttpStatusCode.ServiceUnavailable && turn < 200; turn++)
            {
                await Task.Delay(100, TestContext.Current.CancellationToken);
                (status, found) = await registry.GetAsync(search);
            }

            Assert.True(status == HttpStatusCode.OK, $"{status} {found}");
            Assert.Equal(count, found.GetProperty("total").GetInt32());
        }
    }
}
