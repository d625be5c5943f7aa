using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Registry.Analytics.Projections;
using Registry.Fhir.Definitions;
using Registry.Fhir.Json;
using Registry.Fhir.Validation;
using Registry.Server;
using Registry.Server.Packages;
using Registry.Server.Relay;
using Xunit;

namespace Registry.Service.Tests.Server;

/// <summary>The whole service inside the test's process, on a port that the system chose.</summary>
internal sealed class RunningRegistry : IAsyncDisposable
{
    // What every server makes alike, and may be shared: made once, or a thousand servers would make it.
    private static readonly Lazy<DefinitionSet> Definitions = new(() => LoadedPackages.Load(Settings.Read(new ConfigurationBuilder().Build())));
    private static readonly Lazy<Validator> Validator = new(() => new Validator(Definitions.Value));
    private static readonly Lazy<Task<MigratedDatabase>> NewDatabase = new(MigratedDatabase.MakeAsync);

    private readonly WebApplication _application;

    private RunningRegistry(WebApplication application)
    {
        _application = application;
        Client = new HttpClient { BaseAddress = new Uri(application.Urls.First()) };
    }

    public HttpClient Client { get; }

    public IServiceProvider Services => _application.Services;

    public IEnumerable<RouteEndpoint> Routes => Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>();

    public static async Task<RunningRegistry> StartAsync(string folder, params string[] settings)
    {
        string[] arguments =
        [
            "--urls=http://127.0.0.1:0", $"--Registry:Database:ConnectionString=Data Source={Path.Combine(folder, "registry.db")}", "--Logging:LogLevel:Default=Warning", .. settings,
        ];
        // A server with keys asks which systems are pseudonyms'.
        if (settings.Any(setting => setting.EndsWith("Mode=Keys", StringComparison.Ordinal)) && !settings.Any(setting => setting.Contains("PseudonymSystems", StringComparison.Ordinal)))
        {
            arguments = [.. arguments, $"--Registry:Intake:PseudonymSystems={Registry.Clinical.Identity.PseudonymSystems.OfExamples}"];
        }

        if (!settings.Any(setting => setting.StartsWith("--Registry:Database:", StringComparison.Ordinal))) (await NewDatabase.Value).CopyTo(Path.Combine(folder, "registry.db"));
        bool hasOwnPackages = settings.Any(setting => setting.StartsWith("--Registry:Package", StringComparison.Ordinal) || setting.StartsWith("--Registry:OwnPackage", StringComparison.Ordinal));
        WebApplication application = RegistryHost.Build(arguments, hasOwnPackages ? null : services => services.AddSingleton(Definitions.Value).AddSingleton(Validator.Value));
        await RegistryHost.StartAsync(application);
        return new RunningRegistry(application);
    }

    /// <summary>Posts FHIR JSON as another party would.</summary>
    public async Task<(HttpStatusCode Status, JsonElement Body)> PostAsync(string path, byte[] json, params (string Name, string Value)[] headers) =>
        await SendAsync(HttpMethod.Post, path, json, headers);

    public async Task<(HttpStatusCode Status, JsonElement Body)> GetAsync(string path, params (string Name, string Value)[] headers) =>
        await SendAsync(HttpMethod.Get, path, null, headers);

    public async Task<(HttpStatusCode Status, JsonElement Body)> SendAsync(HttpMethod method, string path, byte[]? json, params (string Name, string Value)[] headers)
    {
        using HttpRequestMessage request = new(method, path);
        if (json is not null) request.Content = new ByteArrayContent(json) { Headers = { ContentType = new MediaTypeHeaderValue("application/fhir+json") } };
        foreach ((string name, string value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        using HttpResponseMessage answer = await Client.SendAsync(request, TestContext.Current.CancellationToken);
        byte[] body = await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        return (answer.StatusCode, body.Length == 0 ? default : JsonDocument.Parse(body).RootElement);
    }

    /// <summary>The whole feed, as one JSON object an event; each meets its schema.</summary>
    public async Task<List<JsonElement>> EventsAsync(string query = "after=0")
    {
        string lines = await Client.GetStringAsync($"/events?{query}", TestContext.Current.CancellationToken);
        JsonElement[] events = [.. lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];
        Assert.All(events, Contracts.SchemaCheck.AssertMeets);
        return [.. events];
    }

    /// <summary>Waits until the projections have applied every event.</summary>
    public async Task UntilProjectedAsync()
    {
        EventFeed feed = Services.GetRequiredService<EventFeed>();
        ProjectionRunner projections = Services.GetRequiredService<ProjectionRunner>();
        await projections.RunUpToAsync(await feed.LastSequenceAsync(TestContext.Current.CancellationToken), TestContext.Current.CancellationToken);
    }

    /// <summary>The registry's own validator finds no error in a resource of the registry's.</summary>
    public void AssertValid(JsonElement resource)
    {
        Validator validator = Services.GetRequiredService<Validator>();
        using ResourceDocument document = ResourceDocument.Parse(System.Text.Encoding.UTF8.GetBytes(resource.GetRawText()), validator.Names);
        if (validator.Validate(document) is Verdict.Refused refused) Assert.Empty(refused.Findings.Select(finding => $"{finding.Expression}: {finding.Message}"));
    }

    /// <summary>No event, no resource.</summary>
    public async Task AssertNothingStoredAsync()
    {
        Assert.Empty(await EventsAsync());
        foreach (string type in new[] { "Patient", "Condition", "Observation" })
        {
            (_, JsonElement found) = await GetAsync($"/fhir/{type}");
            Assert.Equal(0, found.GetProperty("total").GetInt32());
        }
    }

    /// <summary>Stops it in order, as a signal to the process would.</summary>
    public Task StopAsync() => _application.StopAsync(TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _application.StopAsync();
        await _application.DisposeAsync();
    }
}
