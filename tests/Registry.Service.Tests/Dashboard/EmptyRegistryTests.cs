using Microsoft.Playwright;
using Registry.Service.Tests.Server;
using Xunit;

namespace Registry.Service.Tests.Dashboard;

/// <summary>The first page of a new registry.</summary>
[Collection(Office.Name)]
public sealed class EmptyRegistryTests(Office office)
{
    [Fact]
    public async Task It_says_what_has_to_happen_first_and_shows_subjects_once_they_are_there()
    {
        Needs.Chromium();
        using TemporaryFolder folder = new();
        await using RegistryProcess server = await RegistryProcess.StartAsync(folder.Path);
        await using Coordinator coordinator = await office.CoordinatorAsync();
        await coordinator.OpenAsync(server);

        await Assertions.Expect(coordinator.Page.GetByRole(AriaRole.Heading, new() { Name = "Nobody is enrolled yet" })).ToBeVisibleAsync();
        await Assertions.Expect(coordinator.Page.Locator("#enrolment ol")).ToContainTextAsync("posts a transaction bundle to /fhir");
        await Assertions.Expect(coordinator.Page.Locator("#demonstration")).ToBeHiddenAsync();
        Assert.Equal(0, await coordinator.Page.Locator("table").CountAsync());
        await AccessibilityTests.AssertNothingSeriousAsync(coordinator.Page);

        Assert.Equal(200, (await server.PostAsync("/fhir", Examples.Fop())).Status);
        ILocator enrolled = coordinator.Page.Locator("#enrolment .counts dd").First;
        // The projections follow the log; a person would reload as well.
        for (int reloads = 0; reloads < 100 && !await enrolled.IsVisibleAsync(); reloads++)
        {
            await coordinator.Page.ReloadAsync();
            await coordinator.UntilShownAsync();
        }

        await Assertions.Expect(enrolled).ToHaveTextAsync("1");
        await Assertions.Expect(coordinator.Page.Locator("#demonstration")).ToBeHiddenAsync();
        Assert.Empty(coordinator.Complaints);
    }
}
