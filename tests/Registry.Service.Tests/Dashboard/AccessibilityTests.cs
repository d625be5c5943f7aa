using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Registry.Service.Tests.Server;
using Xunit;

namespace Registry.Service.Tests.Dashboard;

/// <summary>What axe finds on the page, in both colour schemes, on a telephone and on a desk.</summary>
[Collection(Office.Name)]
public sealed class AccessibilityTests(Office office)
{
    [Theory]
    [InlineData(360, ColorScheme.Light)]
    [InlineData(360, ColorScheme.Dark)]
    [InlineData(1400, ColorScheme.Light)]
    [InlineData(1400, ColorScheme.Dark)]
    public async Task Axe_finds_nothing_serious_with_every_detail_open(int width, ColorScheme colours)
    {
        RegistryProcess server = await office.DemonstrationAsync();
        await using Coordinator coordinator = await office.CoordinatorAsync(width, colours);
        await coordinator.OpenAsync(server);
        await coordinator.Page.Locator("details").EvaluateAllAsync<int>("all => all.map(one => one.open = true).length");
        await AssertNothingSeriousAsync(coordinator.Page);
    }

    [Fact]
    public async Task Axe_does_find_a_text_that_is_too_pale()
    {
        RegistryProcess server = await office.DemonstrationAsync();
        await using Coordinator coordinator = await office.CoordinatorAsync();
        await coordinator.OpenAsync(server);
        await coordinator.Page.Locator("h1").EvaluateAsync("one => one.style.color = '#eee'");
        Assert.Contains(Serious(await coordinator.Page.RunAxe()), finding => finding.StartsWith("color-contrast", StringComparison.Ordinal));
    }

    /// <summary>Axe finds no serious or critical violation.</summary>
    internal static async Task AssertNothingSeriousAsync(IPage page)
    {
        AxeResult result = await page.RunAxe();
        Assert.NotEmpty(result.Passes);
        Assert.Empty(Serious(result));
    }

    private static IEnumerable<string> Serious(AxeResult result) =>
        result.Violations.Where(violation => violation.Impact is "serious" or "critical").Select(violation => $"{violation.Id}: {violation.Help}: {string.Join(", ", violation.Nodes.Select(node => node.Html))}");
}
