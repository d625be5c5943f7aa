using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Registry.Cohort;
using Registry.Cohort.Delivery;
using Registry.Cohort.Truth;
using Xunit;

namespace Registry.Service.Tests.Cohort;

/// <summary>Sending, to a server that is busy, away, or says no.</summary>
public sealed class BundleSenderTests
{
    [Fact]
    public async Task A_busy_server_is_given_the_time_it_asks_for_and_nothing_is_lost()
    {
        ConcurrentDictionary<string, int> attempts = new(StringComparer.Ordinal);
        await using Answering server = await Answering.StartAsync(context =>
        {
            int attempt = attempts.AddOrUpdate(context.Request.Headers["Idempotency-Key"].ToString(), 1, (_, before) => before + 1);
            if (attempt > 2) return Task.CompletedTask;
            context.Response.StatusCode = attempt == 1 ? 503 : 409;
            context.Response.Headers.RetryAfter = "0";
            return Task.CompletedTask;
        });
        await using BundleSender sender = new(server.Url, null, 4, TimeProvider.System);

        int bundles = await SendAsync(sender, 30);

        Assert.Equal((bundles, 0, 2 * bundles), (sender.Taken, sender.Refused.Count, sender.Waits));
        Assert.Equal(bundles, attempts.Count);
        Assert.All(attempts, pair => Assert.Equal(3, pair.Value));
    }

    [Fact]
    public async Task A_connection_that_breaks_is_tried_again_with_the_same_key()
    {
        ConcurrentDictionary<string, int> attempts = new(StringComparer.Ordinal);
        await using Answering server = await Answering.StartAsync(context =>
        {
            if (attempts.AddOrUpdate(context.Request.Headers["Idempotency-Key"].ToString(), 1, (_, before) => before + 1) == 1) context.Abort();
            return Task.CompletedTask;
        });
        await using BundleSender sender = new(server.Url, null, 2, TimeProvider.System);

        int bundles = await SendAsync(sender, 5);

        Assert.Equal(bundles, sender.Taken);
        Assert.All(attempts, pair => Assert.Equal(2, pair.Value));
    }

    [Fact]
    public async Task A_refusal_is_kept_with_its_reason_and_the_rest_is_sent()
    {
        int seen = 0;
        await using Answering server = await Answering.StartAsync(async context =>
        {
            if (Interlocked.Increment(ref seen) != 2) return;
            context.Response.StatusCode = 422;
            await context.Response.WriteAsync("""{"resourceType":"OperationOutcome","issue":[{"severity":"warning"},{"severity":"error","expression":["Bundle.entry[0]"],"details":{"text":"It is wrong."}}]}""");
        });
        await using BundleSender sender = new(server.Url, null, 1, TimeProvider.System);

        await SendAsync(sender, 5);

        RefusedBundle refused = Assert.Single(sender.Refused);
        Assert.Equal((2, false, "Bundle.entry[0]: It is wrong."), (refused.Subject, refused.IsExpected, refused.Why));
    }

    [Theory]
    [InlineData(401, "--key")]
    [InlineData(403, "--key")]
    [InlineData(404, "FHIR base")]
    [InlineData(308, "FHIR base")]
    public async Task An_answer_that_all_others_would_get_too_ends_it_with_the_remedy(int status, string remedy)
    {
        int seen = 0;
        await using Answering server = await Answering.StartAsync(context =>
        {
            Interlocked.Increment(ref seen);
            context.Response.StatusCode = status;
            return context.Response.WriteAsync("no");
        });
        await using BundleSender sender = new(server.Url, null, 1, TimeProvider.System);

        DeliveryException fault = await Assert.ThrowsAsync<DeliveryException>(() => SendAsync(sender, 5));

        Assert.Contains(remedy, fault.Message, StringComparison.Ordinal);
        Assert.Equal(1, seen);
    }

    [Fact]
    public async Task The_site_is_named_without_a_key_and_left_to_the_key_with_one()
    {
        ConcurrentBag<(string Site, string Key)> heads = [];
        await using Answering server = await Answering.StartAsync(context =>
        {
            heads.Add((context.Request.Headers["X-Registry-Site"].ToString(), context.Request.Headers.Authorization.ToString()));
            return Task.CompletedTask;
        });
        await using (BundleSender open = new(server.Url, null, 1, TimeProvider.System)) await SendAsync(open, 20);
        Assert.All(heads, head => Assert.Equal("", head.Key));
        Assert.Contains(heads, head => head.Site is "hospital-a");
        heads.Clear();
        await using (BundleSender keyed = new(server.Url, "rk_secret", 1, TimeProvider.System)) await SendAsync(keyed, 20);
        Assert.All(heads, head => Assert.Equal(("", "Bearer rk_secret"), head));
    }

    private static async Task<int> SendAsync(BundleSender sender, int subjects)
    {
        int bundles = 0;
        await foreach (CohortBlock block in new CohortGenerator(SomeCohort.Options(subjects, 4), TruthReader.Default()).BlocksAsync(1))
        {
            using (block)
            {
                bundles += block.Bundles.Count();
                await sender.TakeAsync(block, TestContext.Current.CancellationToken);
            }
        }

        return bundles;
    }

    /// <summary>A real HTTP server that answers as the test says.</summary>
    private sealed class Answering : IAsyncDisposable
    {
        private readonly WebApplication _application;

        private Answering(WebApplication application) => _application = application;

        public Uri Url => new(_application.Urls.First() + "/fhir");

        public static async Task<Answering> StartAsync(RequestDelegate answer)
        {
            WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(["--urls=http://127.0.0.1:0", "--Logging:LogLevel:Default=None"]);
            WebApplication application = builder.Build();
            application.Run(answer);
            await application.StartAsync(TestContext.Current.CancellationToken);
            return new Answering(application);
        }

        public async ValueTask DisposeAsync()
        {
            await _application.StopAsync();
            await _application.DisposeAsync();
        }
    }
}
