using System.Text.Json;
using Microsoft.Playwright;
using Registry.Service.Tests.Server;
using Xunit;

namespace Registry.Service.Tests.Dashboard;

/// <summary>What the tests of the page share, as each start takes seconds: one browser, and one server with the demonstration cohort to look at. Started by the first test that asks; the tests of one collection run one after another.</summary>
[CollectionDefinition(Name)]
public sealed class Office : ICollectionFixture<Office>, IAsyncDisposable
{
    /// <summary>Name of the collection.</summary>
    public const string Name = "Dashboard";

    private static readonly string[] Arguments =
    [
        "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
        "--disable-sync",
    ];

    private IPlaywright? _playwright;
    private IBrowser? _browser;
    private TemporaryFolder? _folder;
    private RegistryProcess? _server;

    /// <summary>A person at a browser session of their own: no storage, cookie or cache is shared with another test.</summary>
    internal async Task<Coordinator> CoordinatorAsync(int width = 1400, ColorScheme colours = ColorScheme.Light)
    {
        string chromium = Needs.Chromium();
        _playwright ??= await Playwright.CreateAsync();
        // The first reports of a server are compiled while the page waits, and other tests run beside it.
        Assertions.SetDefaultExpectTimeout(30_000);
        _browser ??= await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = chromium, Args = Arguments });
        return new Coordinator(await _browser.NewPageAsync(new()
        {
            ColorScheme = colours,
            Locale = "de-DE", // The page is in English and writes its numbers so, whatever the browser's language.
            ViewportSize = new() { Width = width, Height = 900 },
        }));
    }

    /// <summary>The server, once the whole cohort has reached the reports.</summary>
    internal async Task<RegistryProcess> DemonstrationAsync()
    {
        Needs.Chromium();
        if (_server is null)
        {
            _folder ??= new TemporaryFolder();
            RegistryProcess server = await RegistryProcess.StartAsync(_folder.Path, null, "--demo");
            await server.UntilPrintedAsync("bundles loaded");
            await UntilReportedAsync(server);
            _server = server;
        }

        return _server;
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null) await _browser.DisposeAsync();
        _playwright?.Dispose();
        if (_server is not null) await _server.DisposeAsync();
        _folder?.Dispose();
    }

    /// <summary>Waits until the reports have reached the last event.</summary>
    internal static async Task UntilReportedAsync(RegistryProcess server)
    {
        long last = (await server.EventsAsync()).Max(one => long.Parse(one.GetProperty("id").GetString()!, System.Globalization.CultureInfo.InvariantCulture));
        // An event that is not applied yet is refused as a cut; asking again is all that a client can do.
        for (int attempt = 0; attempt < 600; attempt++)
        {
            (int status, JsonElement report) = await server.GetAsync("/reports/enrolment");
            if (status == 200 && report.GetProperty("cut").GetProperty("sequence").GetInt64() >= last) return;
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }

        throw new InvalidOperationException($"The reports never reached event {last}.\n{server.Output}");
    }
}
