using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Registry.Clinical.Submissions;
using Registry.Contracts.Callers;
using Registry.Server.Ingest;
using Registry.Store;
using Xunit;
using Limits = Registry.Server.Limits;

namespace Registry.Service.Tests.Server;

/// <summary>More than the registry holds at once is told to come back, and what was let in is stored.</summary>
public sealed class BackPressureTests
{
    [Fact]
    public async Task A_full_intake_answers_503_with_Retry_After_and_stores_what_it_had_let_in()
    {
        using TemporaryFolder folder = new();
        await using RunningRegistry registry = await RunningRegistry.StartAsync(folder.Path);
        SubmissionIngest ingest = registry.Services.GetRequiredService<SubmissionIngest>();
        Caller caller = new("client", new SiteId("local"), CallerRoles.Submitter);

        // The writer is held, so whoever is let in waits.
        IDisposable writer = await registry.Services.GetRequiredService<StoreDatabase>().TakeWriterAsync(TestContext.Current.CancellationToken);
        Task<IngestResult>[] let = [.. Enumerable.Range(0, Limits.QueueLength).Select(index => Task.Run(() => ingest.RunAsync(
            Patient(index), new Interaction.Create("Patient"), caller, "http://localhost/fhir", receipt: null, TestContext.Current.CancellationToken)))];
        long started = TimeProvider.System.GetTimestamp();
        HttpStatusCode status;
        do
        {
            (status, TimeSpan? retryAfter, JsonElement outcome) = await PostAsync(registry);
            if (status == HttpStatusCode.ServiceUnavailable)
            {
                Assert.Equal(TimeSpan.FromSeconds(1), retryAfter);
                registry.AssertValid(outcome);
                break;
            }

            // Not all of them were taken in yet: this one was refused for its content.
            Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
        }
        while (TimeProvider.System.GetElapsedTime(started) < TimeSpan.FromSeconds(60));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.All(let, task => Assert.False(task.IsFaulted));
        writer.Dispose();
        Assert.All(await Task.WhenAll(let), result => Assert.IsType<IngestResult.Stored>(result));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await PostAsync(registry)).Status);
    }

    private static byte[] Patient(int index) =>
        JsonSerializer.SerializeToUtf8Bytes(JsonDocument.Parse(Examples.Fop($"{index}")).RootElement.GetProperty("entry")[0].GetProperty("resource"));

    /// <summary>A Patient without consent: refused with 422 wherever it is judged, so that it never waits for the writer.</summary>
    private static async Task<(HttpStatusCode Status, TimeSpan? RetryAfter, JsonElement Outcome)> PostAsync(RunningRegistry registry)
    {
        using StringContent body = new("""{"resourceType":"Patient","identifier":[{"system":"urn:s","value":"v"}]}""", System.Text.Encoding.UTF8, "application/fhir+json");
        using HttpResponseMessage answer = await registry.Client.PostAsync("/fhir/Patient", body, TestContext.Current.CancellationToken);
        using JsonDocument outcome = JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        return (answer.StatusCode, answer.Headers.RetryAfter?.Delta, outcome.RootElement.Clone());
    }
}
