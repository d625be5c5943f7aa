using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.RegularExpressions;
using Npgsql;
using Xunit;

namespace Registry.Service.Tests.Server;

/// <summary>A database that cannot be reached: at start, and in flight. Through a road to PostgreSQL that is cut and opened again.</summary>
public sealed partial class DatabaseAwayTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Requests_are_answered_503_while_the_database_is_away_and_all_goes_on_by_itself_when_it_is_back()
    {
        await using PostgresDatabase database = await PostgresDatabase.CreateAsync(Needs.PostgreSql());
        await using TcpForwarder road = Road(database);
        road.Open();
        using TemporaryFolder folder = new();
        await using RegistryProcess server = await RegistryProcess.StartAsync(folder.Path, Through(road, database));
        (int status, JsonElement stored) = await server.PostAsync("/fhir", Examples.Fop("before"));
        Assert.Equal(200, status);
        string patient = stored.GetProperty("entry")[0].GetProperty("response").GetProperty("location").GetString()!;
        string path = $"/fhir/{PatientOf().Match(patient).Value}";
        int events = (await server.EventsAsync()).Count;

        await road.CutAsync();
        for (int round = 0; round < 3; round++)
        {
            await AssertAwayAsync(await SendAsync(server, HttpMethod.Post, "/fhir", Examples.Fop("away")));
            await AssertAwayAsync(await SendAsync(server, HttpMethod.Get, path));
            await AssertAwayAsync(await SendAsync(server, HttpMethod.Get, "/fhir/Observation?code=x"));
            await AssertAwayAsync(await SendAsync(server, HttpMethod.Get, "/events?after=0"));
            await AssertAwayAsync(await SendAsync(server, HttpMethod.Get, "/reports/enrolment"));
        }

        Assert.Equal(503, (int)(await SendAsync(server, HttpMethod.Get, "/health/ready")).StatusCode);
        Assert.Equal(200, (int)(await SendAsync(server, HttpMethod.Get, "/health/live")).StatusCode);

        road.Open();
        await server.UntilReadyAsync();
        Assert.Equal(200, (await server.PostAsync("/fhir", Examples.Fop("away"))).Status);
        Assert.Equal(2 * events, (await server.EventsAsync()).Count);
        await UntilAsync(server, "relay");
        await UntilAsync(server, "projection");

        // Each request once, with its id; nothing of what it carried.
        Assert.Equal(15, AnsweredAway().Count(server.Output));
        Assert.DoesNotContain("HO-F4T2-91", server.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("code=x", server.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_starts_before_its_database_waits_for_it()
    {
        await using PostgresDatabase database = await PostgresDatabase.CreateAsync(Needs.PostgreSql());
        await using TcpForwarder road = Road(database);
        using TemporaryFolder folder = new();
        await using RegistryProcess server = RegistryProcess.Launch(folder.Path, Through(road, database));
        await server.UntilPrintedAsync("The database is not there yet");
        Assert.DoesNotContain("Listening on", server.Output, StringComparison.Ordinal);

        road.Open();
        await server.UntilPrintedAsync("Listening on");
        Assert.Single(server.Output.Split("The database is not there yet").Skip(1));
    }

    [Fact]
    public async Task A_server_whose_database_does_not_come_says_so_and_ends()
    {
        await using PostgresDatabase database = await PostgresDatabase.CreateAsync(Needs.PostgreSql());
        await using TcpForwarder road = Road(database);
        using TemporaryFolder folder = new();
        Dictionary<string, string> settings = new(Through(road, database), StringComparer.Ordinal) { ["Registry__Database__WaitAtStartSeconds"] = "1" };
        await using RegistryProcess server = RegistryProcess.Launch(folder.Path, settings);
        Assert.Equal(2, await server.ExitCodeAsync());
        Assert.Contains("Registry:Database:ConnectionString cannot be reached", server.Output, StringComparison.Ordinal);
    }

    /// <summary>A database that answers and refuses is not waited for: that is no matter of time.</summary>
    [Fact]
    public async Task A_database_that_does_not_exist_is_told_at_once()
    {
        await using PostgresDatabase database = await PostgresDatabase.CreateAsync(Needs.PostgreSql());
        using TemporaryFolder folder = new();
        Dictionary<string, string> settings = new(database.Settings, StringComparer.Ordinal)
        {
            ["Registry__Database__ConnectionString"] = new NpgsqlConnectionStringBuilder(database.ConnectionString) { Database = "nowhere" }.ConnectionString,
        };
        await using RegistryProcess server = RegistryProcess.Launch(folder.Path, settings);
        Assert.Equal(2, await server.ExitCodeAsync());
        Assert.Contains("create it first", server.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("not there yet", server.Output, StringComparison.Ordinal);
    }

    private static async Task AssertAwayAsync(HttpResponseMessage answer)
    {
        string body = await answer.Content.ReadAsStringAsync(Cancel);
        Assert.True(answer.StatusCode == HttpStatusCode.ServiceUnavailable, $"{answer.RequestMessage!.RequestUri} was answered {(int)answer.StatusCode}: {body}");
        Assert.True(answer.Headers.RetryAfter?.Delta > TimeSpan.Zero);
        JsonElement outcome = JsonDocument.Parse(body).RootElement;
        Assert.Equal(("OperationOutcome", "transient"), (outcome.GetProperty("resourceType").GetString(), outcome.GetProperty("issue")[0].GetProperty("code").GetString()));
    }

    private static async Task<HttpResponseMessage> SendAsync(RegistryProcess server, HttpMethod method, string path, byte[]? json = null)
    {
        using HttpRequestMessage request = new(method, path);
        if (json is not null) request.Content = new ByteArrayContent(json) { Headers = { ContentType = new MediaTypeHeaderValue("application/fhir+json") } };
        return await server.Client.SendAsync(request, Cancel);
    }

    private static async Task UntilAsync(RegistryProcess server, string part)
    {
        JsonElement health = default;
        for (int look = 0; look < 600; look++)
        {
            (_, health) = await server.GetAsync("/health/ready");
            if (health.GetProperty(part).GetProperty("behind").GetInt64() == 0) return;
            await Task.Delay(100, Cancel);
        }

        Assert.Fail($"{part} did not come to the end of the log: {health}\n{server.Output}");
    }

    private static TcpForwarder Road(PostgresDatabase database)
    {
        NpgsqlConnectionStringBuilder real = new(database.ConnectionString);
        return new TcpForwarder(real.Host!, real.Port);
    }

    private static Dictionary<string, string> Through(TcpForwarder road, PostgresDatabase database) => new(database.Settings, StringComparer.Ordinal)
    {
        ["Registry__Database__ConnectionString"] = new NpgsqlConnectionStringBuilder(database.ConnectionString) { Host = "127.0.0.1", Port = road.Port }.ConnectionString,
    };

    [GeneratedRegex("Patient/[^/]+", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex PatientOf();

    [GeneratedRegex("was answered 503: the database cannot be used", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex AnsweredAway();
}
