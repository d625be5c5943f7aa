using System.Globalization;
using System.Text.Json;
using Microsoft.Playwright;
using Registry.Service.Tests.Server;
using Xunit;

namespace Registry.Service.Tests.Dashboard;

/// <summary>The coordinators' page over the demonstration cohort: what it shows is what the reports say.</summary>
[Collection(Office.Name)]
public sealed class PageTests(Office office)
{
    private const string AtRisk = "Number at risk by age, delayed entry; entered, died and censored up to that age";

    [Fact]
    public void The_program_of_the_page_names_no_disease()
    {
        string program = File.ReadAllText(Repository.Path("src", "Registry.Dashboard", "page.js"));

        Assert.All((string[])["FOP", "POH"], disease => Assert.DoesNotContain(disease, program, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_counts_are_those_of_the_enrolment_report()
    {
        RegistryProcess server = await office.DemonstrationAsync();
        await using Coordinator coordinator = await office.CoordinatorAsync();
        await coordinator.OpenAsync(server);

        JsonElement report = await server.ReportAsync("enrolment");
        string[] shown = await coordinator.Page.Locator("#enrolment .counts dd").EvaluateAllAsync<string[]>("all => all.map(one => one.textContent)");
        string enrolled = report.Rows("overview").First().Count("subjects");
        Assert.NotEqual("0", enrolled);
        Assert.Equal([enrolled, .. report.Rows("vital-status").Select(row => row.Count("subjects"))], shown);
        Assert.Equal(
            report.Rows("by-disease").Select(row => (string[])[row.Text("disease"), row.Count("subjects"), row.Count("alive"), row.Count("dead"), row.Count("lost"), row.Count("unknown")]),
            await coordinator.RowsAsync("Subjects by disease"));
    }

    [Theory]
    [InlineData("FOP")]
    [InlineData("POH")]
    public async Task The_number_at_risk_and_the_medians_of_a_disease_are_those_of_the_survival_report(string disease)
    {
        RegistryProcess server = await office.DemonstrationAsync();
        await using Coordinator coordinator = await office.CoordinatorAsync();
        await coordinator.OpenAsync(server);
        await coordinator.Page.GetByLabel(disease, new() { Exact = true }).CheckAsync();

        JsonElement report = await server.ReportAsync("survival");
        JsonElement[] atRisk = [.. report.Rows("at-risk").Where(row => row.Text("stratum") == disease && row.Text("estimate") == "delayed-entry")];
        Assert.NotEmpty(atRisk);
        Assert.Equal(
            atRisk.Select(row => (string[])[row.Age("age_years"), row.Count("entered"), row.Count("at_risk"), row.Count("deaths"), row.Count("censored")]),
            await coordinator.RowsAsync(AtRisk));
        Assert.Equal(
            report.Rows("summary").Where(row => row.Text("stratum") == disease).Select(row => row.Age("median_years")),
            (await coordinator.RowsAsync("Median survival in years")).Select(row => row[4]));
    }

    [Fact]
    public async Task The_curve_falls_at_every_death_of_the_report_to_the_height_of_the_report()
    {
        RegistryProcess server = await office.DemonstrationAsync();
        await using Coordinator coordinator = await office.CoordinatorAsync();
        await coordinator.OpenAsync(server);

        JsonElement report = await server.ReportAsync("survival");
        decimal[] survivors = [.. report.Rows("curve").Where(row => row.Text("stratum") == "FOP" && row.Text("estimate") == "delayed-entry").Select(row => row.GetProperty("survivor").GetDecimal())];
        Assert.True(survivors.Length > 5);
        string path = (await coordinator.Page.Locator("#survival svg .curve").GetAttributeAsync("d"))!;
        decimal[] heights = [.. path.Split('V').Skip(1).Select(step => decimal.Parse(step.Split('H')[0], CultureInfo.InvariantCulture))];
        // The frame of the chart: lines at 0 % and 100 %.
        decimal[] lines = await coordinator.Page.Locator("#survival svg .grid").EvaluateAllAsync<decimal[]>("all => all.map(one => Number(one.getAttribute('y1')))");
        (decimal zero, decimal whole) = (lines.Max(), lines.Min());
        // After the last death the path goes on at the same height to the last age observed.
        decimal[] expected = [.. survivors, survivors[^1]];
        Assert.Equal(expected.Length, heights.Length);
        Assert.All(heights.Zip(expected), pair => Assert.InRange((zero - pair.First) / (zero - whole), pair.Second - 0.001m, pair.Second + 0.001m));
    }

    [Fact]
    public async Task A_curve_without_a_death_says_that_it_promises_nothing()
    {
        RegistryProcess server = await office.DemonstrationAsync();
        await using Coordinator coordinator = await office.CoordinatorAsync();
        await coordinator.OpenAsync(server);
        Assert.All((await server.ReportAsync("survival")).Rows("summary").Where(row => row.Text("stratum") == "POH"), row => Assert.Equal("0", row.Count("deaths")));

        ILocator survival = coordinator.Page.Locator("#survival");
        await Assertions.Expect(survival).Not.ToContainTextAsync("nobody died under observation");
        await coordinator.Page.GetByLabel("POH", new() { Exact = true }).CheckAsync();
        await Assertions.Expect(survival).ToContainTextAsync("POH: nobody died under observation");
    }

    [Fact]
    public async Task What_is_missing_is_what_the_completeness_report_says()
    {
        RegistryProcess server = await office.DemonstrationAsync();
        await using Coordinator coordinator = await office.CoordinatorAsync();
        await coordinator.OpenAsync(server);

        JsonElement report = await server.ReportAsync("completeness");
        string[][] shown = await coordinator.RowsAsync("Elements of all records: asked of, and known of");
        Assert.True(shown.Length > 20);
        Assert.Equal(report.Rows("overall").Select(row => (string[])[row.Text("element").Replace('-', ' '), row.Count("asked"), row.Count("known")]), shown.Select(row => (string[])[row[0], row[3], row[4]]));
        Assert.Equal(report.Rows("record-status").Select(row => (string[])[row.Text("site"), row.Count("incomplete"), row.Count("unverified"), row.Count("complete")]), await coordinator.RowsAsync("Records by status and site"));
    }

    [Fact]
    public async Task A_finding_opens_the_resource_version_that_it_names()
    {
        // Two sites' subjects, one with each disease, are found to be one person: that breaks a rule.
        using TemporaryFolder folder = new();
        string first;
        string second;
        await using (RegistryProcess before = await RegistryProcess.StartAsync(folder.Path))
        {
            first = await PatientAsync(before, "site-a", Examples.Fop());
            second = await PatientAsync(before, "site-b", Examples.Poh());
        }

        await using (RegistryProcess verb = RegistryProcess.Launch(folder.Path, null, "subjects", "link", "--first", first, "--second", second))
            Assert.True(await verb.ExitCodeAsync() == 0, verb.Output);
        await using Coordinator coordinator = await office.CoordinatorAsync();
        await using RegistryProcess server = await RegistryProcess.StartAsync(folder.Path);
        await Office.UntilReportedAsync(server);
        await coordinator.OpenAsync(server);

        JsonElement[] open = [.. (await server.ReportAsync("findings")).Rows("list")];
        Assert.NotEmpty(open);
        string[][] shown = await coordinator.RowsAsync("Open findings, the oldest first");
        Assert.Equal(open.Select(row => (row.Text("site"), row.Text("rule"), row.Text("resource"))), shown.Select(row => (row[0], row[1], row[4])));

        string resource = open[0].Text("resource");
        await coordinator.Table("Open findings, the oldest first").GetByRole(AriaRole.Button, new() { Name = resource }).First.ClickAsync();
        ILocator dialog = coordinator.Page.GetByRole(AriaRole.Dialog, new() { Name = resource });
        await Assertions.Expect(dialog).ToContainTextAsync($"\"resourceType\": \"{resource.Split('/')[0]}\"");
        await AccessibilityTests.AssertNothingSeriousAsync(coordinator.Page);
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Close" }).ClickAsync();
        await Assertions.Expect(dialog).ToBeHiddenAsync();
        Assert.Empty(coordinator.Complaints);
    }

    [Fact]
    public async Task Overdue_follow_up_and_the_first_lesions_of_regions_are_those_of_their_reports()
    {
        RegistryProcess server = await office.DemonstrationAsync();
        await using Coordinator coordinator = await office.CoordinatorAsync();
        await coordinator.OpenAsync(server);

        JsonElement[] overdue = [.. (await server.ReportAsync("overdue")).Rows("list")];
        Assert.NotEmpty(overdue);
        Assert.Equal(overdue.Take(50).Select(row => (row.Text("subject"), row.Text("due"))), (await coordinator.RowsAsync("Overdue follow-up, the longest first")).Select(row => (row[0], row[3])));
        JsonElement ossification = await server.ReportAsync("ossification");
        Assert.NotEmpty(ossification.Rows("regions"));
        Assert.Equal(
            ossification.Rows("regions").Select(row => (row.Text("disease"), row.Text("region").Replace('-', ' '), row.Count("with_lesion"), row.Age("median_years"))),
            (await coordinator.RowsAsync("First lesion of each region, with the median age by which it comes")).Select(row => (row[0], row[1], row[2], row[7])));
        Assert.Equal(ossification.Rows("order").Select(row => (row.Text("axis"), row.Count("concordant"))), (await coordinator.RowsAsync("Order of regions along the four axes")).Select(row => (row[1], row[4])));
    }

    [Fact]
    public async Task A_server_that_is_gone_is_told_and_asked_again_on_request()
    {
        using TemporaryFolder folder = new();
        await using Coordinator coordinator = await office.CoordinatorAsync();
        await using RegistryProcess server = await RegistryProcess.StartAsync(folder.Path);
        await coordinator.OpenAsync(server);
        await server.KillAsync();
        await coordinator.Page.GetByRole(AriaRole.Link, new() { Name = "enrolment" }).ClickAsync();
        await Assertions.Expect(coordinator.Page.Locator("#status")).ToContainTextAsync("The server did not answer.");
        int asked = coordinator.Requests.Count;
        await coordinator.Page.GetByRole(AriaRole.Button, new() { Name = "Try again" }).ClickAsync();
        await Assertions.Expect(coordinator.Page.Locator("#status")).ToContainTextAsync("The server did not answer.");
        Assert.True(coordinator.Requests.Count > asked);
    }

    [Fact]
    public async Task What_is_downloaded_is_as_of_the_event_that_the_page_shows()
    {
        RegistryProcess server = await office.DemonstrationAsync();
        await using Coordinator coordinator = await office.CoordinatorAsync();
        await coordinator.OpenAsync(server);
        long sequence = (await server.ReportAsync("enrolment")).GetProperty("cut").GetProperty("sequence").GetInt64();
        await Assertions.Expect(coordinator.Page.Locator("#cut")).ToContainTextAsync($"As of event {sequence}, ");

        IDownload download = await coordinator.Page.RunAndWaitForDownloadAsync(() => coordinator.Page.GetByRole(AriaRole.Link, new() { Name = "survival" }).ClickAsync());
        Assert.Equal("survival.csv", download.SuggestedFilename);
        string downloaded = await File.ReadAllTextAsync(await download.PathAsync(), TestContext.Current.CancellationToken);
        Assert.Equal(await server.Client.GetStringAsync($"/reports/survival?format=csv&asOf={sequence}", TestContext.Current.CancellationToken), downloaded);
        Assert.Contains(coordinator.Requests, request => request.PathAndQuery == $"/reports/flare-ups?asOf={sequence}");
    }

    [Fact]
    public async Task The_page_says_that_these_are_demonstration_data()
    {
        RegistryProcess server = await office.DemonstrationAsync();
        await using Coordinator coordinator = await office.CoordinatorAsync();
        await coordinator.OpenAsync(server);
        await Assertions.Expect(coordinator.Page.GetByRole(AriaRole.Note)).ToContainTextAsync("Demonstration data");
        await Assertions.Expect(coordinator.Page.GetByRole(AriaRole.Note)).ToBeInViewportAsync();
    }

    [Fact]
    public async Task The_page_stays_on_its_host_and_breaks_no_rule_of_it()
    {
        RegistryProcess server = await office.DemonstrationAsync();
        await using Coordinator coordinator = await office.CoordinatorAsync();
        await coordinator.OpenAsync(server);
        await coordinator.Page.GetByLabel("POH", new() { Exact = true }).CheckAsync();
        // The browser asks for the page's icon after all else.
        await coordinator.Page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        Assert.NotEmpty(coordinator.Requests);
        Assert.All(coordinator.Requests, request => Assert.True(request.Scheme == "blob" || request.Authority == server.Client.BaseAddress!.Authority, request.ToString()));
        Assert.Empty(coordinator.Complaints);

        // That the two above can fail: the page's own policy stops a call to another host, and the browser complains.
        await coordinator.Page.EvaluateAsync("fetch('http://127.0.0.1:1/').catch(() => {})");
        Assert.Contains(coordinator.Complaints, complaint => complaint.Contains("Content Security Policy", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_a_mouse_every_table_is_reached_and_a_disease_is_chosen()
    {
        RegistryProcess server = await office.DemonstrationAsync();
        await using Coordinator coordinator = await office.CoordinatorAsync();
        await coordinator.OpenAsync(server);
        await coordinator.TabToAsync(coordinator.Page.GetByLabel("FOP", new() { Exact = true }));
        await coordinator.Page.Keyboard.PressAsync("ArrowRight");
        await Assertions.Expect(coordinator.Page.Locator("#survival").GetByRole(AriaRole.Status)).ToHaveTextAsync("Showing POH.");

        ILocator tables = coordinator.Page.Locator(".scroll:visible");
        Assert.True(await tables.CountAsync() >= 10);
        // From the top again: the tables before the choice of a disease come first.
        await coordinator.Page.Locator("#main").FocusAsync();
        foreach (ILocator table in await tables.AllAsync()) await coordinator.TabToAsync(table);
    }

    [Theory]
    [InlineData(360)]
    [InlineData(1400)]
    public async Task The_page_never_scrolls_sideways_and_a_table_with_more_columns_than_fit_is_marked(int width)
    {
        RegistryProcess server = await office.DemonstrationAsync();
        await using Coordinator coordinator = await office.CoordinatorAsync(width);
        await coordinator.OpenAsync(server);
        Assert.Equal(width, await coordinator.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        Assert.Equal(width == 360, await coordinator.Table("Flare-ups per person-year under observation").EvaluateAsync<bool>("box => box.classList.contains('wide')"));
    }

    private static async Task<string> PatientAsync(RegistryProcess server, string site, byte[] bundle)
    {
        server.Client.DefaultRequestHeaders.Remove("X-Registry-Site");
        server.Client.DefaultRequestHeaders.Add("X-Registry-Site", site);
        (int status, JsonElement response) = await server.PostAsync("/fhir", bundle);
        Assert.Equal(200, status);
        return response.GetProperty("entry")[0].GetProperty("response").GetProperty("location").GetString()!.Split("/Patient/")[1].Split('/')[0];
    }
}
