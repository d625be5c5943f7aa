using Microsoft.Playwright;
using Registry.Service.Tests.Server;
using Xunit;

namespace Registry.Service.Tests.Dashboard;

/// <summary>The page of a registry that asks who calls.</summary>
[Collection(Office.Name)]
public sealed class KeyFormTests(Office office)
{
    private static readonly Dictionary<string, string> WithKeys = new(StringComparer.Ordinal)
    {
        ["Registry__Authentication__Mode"] = "Keys",
        ["Registry__Intake__PseudonymSystems"] = "https://hospital.example.org/registry-pseudonym",
    };

    [Fact]
    public async Task A_wrong_key_is_told_a_good_one_opens_the_page_and_signing_out_takes_every_number_away()
    {
        Needs.Chromium();
        using TemporaryFolder folder = new();
        string key = await MakeKeyAsync(folder, "coordinator");
        await using RegistryProcess server = await RegistryProcess.StartAsync(folder.Path, WithKeys);
        await PostExampleAsync(folder, server);
        await using Coordinator coordinator = await office.CoordinatorAsync();
        IPage page = coordinator.Page;
        ILocator field = page.GetByLabel("Key of your site or office");
        ILocator error = page.GetByRole(AriaRole.Alert);
        await coordinator.OpenAsync(server);

        await Assertions.Expect(field).ToBeFocusedAsync();
        await Assertions.Expect(error).ToBeEmptyAsync();
        await AccessibilityTests.AssertNothingSeriousAsync(page);
        // A refusal that the page left unread would keep its connection, and this would wait for ever.
        await page.WaitForLoadStateAsync(LoadState.NetworkIdle);

        await page.Keyboard.TypeAsync("rk_nobody");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(error).ToHaveTextAsync("This key is not known, or it was revoked.");
        await Assertions.Expect(field).ToBeFocusedAsync();
        await AccessibilityTests.AssertNothingSeriousAsync(page);

        // No header can carry it, so fetch itself would throw.
        await page.Keyboard.InsertTextAsync("schlüssel –");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(error).ToContainTextAsync("This is no key");

        await page.Keyboard.TypeAsync(key);
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("#enrolment .counts dd").First).ToHaveTextAsync("1");
        await Assertions.Expect(field).ToBeHiddenAsync();
        await Assertions.Expect(page.Locator("main")).ToBeFocusedAsync();

        await page.ReloadAsync();
        await Assertions.Expect(page.Locator("#enrolment .counts dd").First).ToHaveTextAsync("1");
        IDownload download = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "enrolment" }).ClickAsync());
        Assert.StartsWith("# ", await File.ReadAllTextAsync(await download.PathAsync(), TestContext.Current.CancellationToken), StringComparison.Ordinal);

        await coordinator.TabToAsync(page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }));
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(field).ToBeFocusedAsync();
        Assert.Equal(0, await page.Locator("table, dd, svg").CountAsync());
        await page.ReloadAsync();
        await Assertions.Expect(field).ToBeFocusedAsync();

        // The browser itself notes each 401; nothing else may be there.
        Assert.All(coordinator.Complaints, complaint => Assert.Contains("status of 401", complaint, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_key_that_may_not_read_reports_is_told_so()
    {
        Needs.Chromium();
        using TemporaryFolder folder = new();
        string key = await MakeKeyAsync(folder, "operator");
        await using RegistryProcess server = await RegistryProcess.StartAsync(folder.Path, WithKeys);
        await using Coordinator coordinator = await office.CoordinatorAsync();
        await coordinator.OpenAsync(server);
        await coordinator.Page.Keyboard.TypeAsync(key);
        await coordinator.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(coordinator.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("may not read reports");
    }

    private static async Task PostExampleAsync(TemporaryFolder folder, RegistryProcess server)
    {
        server.Client.DefaultRequestHeaders.Authorization = new("Bearer", await MakeKeyAsync(folder, "submitter", "coordinator"));
        Assert.Equal(200, (await server.PostAsync("/fhir", Examples.Fop())).Status);
        for (int attempt = 0; attempt < 600; attempt++)
        {
            (int status, System.Text.Json.JsonElement report) = await server.GetAsync("/reports/enrolment");
            if (status == 200 && report.Rows("overview").First().Count("subjects") == "1") return;
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }

        Assert.Fail("The example never reached the reports.");
    }

    private static async Task<string> MakeKeyAsync(TemporaryFolder folder, params string[] roles)
    {
        Directory.CreateDirectory(Path.Combine(folder.Path, "data"));
        await using (RegistryProcess migrate = RegistryProcess.Launch(folder.Path, null, "db", "migrate")) Assert.Equal(0, await migrate.ExitCodeAsync());
        string[] arguments = ["keys", "add", "--client", "office", "--site", "site-a", .. roles.SelectMany(role => (string[])["--role", role])];
        await using RegistryProcess add = RegistryProcess.Launch(folder.Path, null, arguments);
        Assert.Equal(0, await add.ExitCodeAsync());
        return add.Output.Split('\n').Select(line => line.Trim()).Single(line => line.StartsWith("rk_", StringComparison.Ordinal));
    }
}
