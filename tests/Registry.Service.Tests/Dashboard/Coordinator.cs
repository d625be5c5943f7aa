using System.Collections.Concurrent;
using Microsoft.Playwright;
using Registry.Service.Tests.Server;
using Xunit;

namespace Registry.Service.Tests.Dashboard;

/// <summary>A person at a browser with one page open. It notes what the person would not see: complaints in the console, and every address asked for.</summary>
internal sealed class Coordinator : IAsyncDisposable
{
    private readonly ConcurrentQueue<string> _complaints = new();
    private readonly ConcurrentQueue<Uri> _requests = new();

    public Coordinator(IPage page)
    {
        Page = page;
        // Chromium writes a breach of the Content-Security-Policy to the console as an error.
        Page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning") _complaints.Enqueue($"{message.Type}: {message.Text}");
        };
        Page.PageError += (_, error) => _complaints.Enqueue(error);
        page.Context.Request += (_, request) => _requests.Enqueue(new Uri(request.Url));
    }

    public IPage Page { get; }

    /// <summary>Errors and warnings in the console, and exceptions that nobody caught.</summary>
    public IReadOnlyCollection<string> Complaints => _complaints;

    /// <summary>Every address that the browser asked for.</summary>
    public IReadOnlyCollection<Uri> Requests => _requests;

    public ILocator Table(string caption) => Page.GetByRole(AriaRole.Region, new() { Name = caption });

    /// <summary>Opens the page and waits until it shows the reports, the empty state, a failure or the form for a key.</summary>
    public async Task OpenAsync(RegistryProcess server)
    {
        await Page.GotoAsync(server.Client.BaseAddress!.ToString());
        await UntilShownAsync();
    }

    /// <summary>Waits until nothing is loading any more.</summary>
    public async Task UntilShownAsync() => await Assertions.Expect(Page.Locator("#status")).Not.ToContainTextAsync("Loading");

    /// <summary>The texts of a table's cells, row by row, without its head.</summary>
    public async Task<string[][]> RowsAsync(string caption) =>
        await Table(caption).EvaluateAsync<string[][]>("box => [...box.querySelectorAll('tbody tr')].map(row => [...row.cells].map(cell => cell.textContent))");

    /// <summary>Presses Tab until an element has the focus, as one who has no mouse.</summary>
    public async Task TabToAsync(ILocator target, int atMost = 60)
    {
        for (int presses = 0; presses < atMost; presses++)
        {
            if (await target.EvaluateAsync<bool>("one => one === document.activeElement")) return;
            await Page.Keyboard.PressAsync("Tab");
        }

        Assert.Fail($"{atMost} presses of Tab did not reach {target}.");
    }

    public async ValueTask DisposeAsync() => await Page.Context.CloseAsync();
}
