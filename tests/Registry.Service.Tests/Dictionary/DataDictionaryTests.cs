using Registry.Service.Tests.Server;
using Xunit;

namespace Registry.Service.Tests.Dictionary;

/// <summary><c>docs/data-dictionary.md</c> is what running its examples gives.</summary>
public sealed class DataDictionaryTests
{
    [Fact]
    public async Task The_page_is_what_a_run_of_every_example_gives()
    {
        using TemporaryFolder folder = new();
        await using RunningRegistry registry = await RunningRegistry.StartAsync(folder.Path);
        DictionaryRun run = new(registry);
        List<(DictionaryElement, IReadOnlyList<CaptureResult>)> elements = [];
        foreach (DictionaryElement element in DictionaryTable.Read())
        {
            List<CaptureResult> results = [];
            foreach (Capture capture in element.Captures) results.Add(await run.RunAsync(capture));
            elements.Add((element, results));
        }

        string page = DictionaryPage.Write(elements);
        string file = Repository.Path("docs", "data-dictionary.md");
        if (Environment.GetEnvironmentVariable("REGISTRY_APPROVE") is "1") await File.WriteAllTextAsync(file, page, TestContext.Current.CancellationToken);
        Assert.Equal(await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken), page);
    }

    [Fact]
    public void The_table_has_each_element_once_and_in_order() => Assert.Equal(
        [.. Enumerable.Range(1, 31).Select(number => FormattableString.Invariant($"F{number}")), .. Enumerable.Range(1, 20).Select(number => FormattableString.Invariant($"P{number}"))],
        DictionaryTable.Read().Select(element => element.Id));

    [Fact]
    public void Every_field_that_a_report_reads_is_a_field_of_an_event() => Assert.Empty(DictionaryPage.UnknownFields());
}
