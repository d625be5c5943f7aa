using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Xunit;

namespace Registry.Service.Tests.Server;

/// <summary>Pages forward and back, while others write. https://hl7.org/fhir/R4/http.html#paging</summary>
public sealed class SearchPagingTests(SearchServer server) : IClassFixture<SearchServer>
{
    private const int Count = 11;

    [Theory]
    // In the order of writing, by the id, by a value that some lack, by two, by one that is in its index's order, each way.
    [InlineData("")]
    [InlineData("&_sort=_id")]
    [InlineData("&_sort=-_id")]
    [InlineData("&_sort=family")]
    [InlineData("&_sort=-family")]
    [InlineData("&_sort=gender,-family")]
    [InlineData("&_sort=-gender,_id")]
    [InlineData("&_sort=-_lastUpdated")]
    [InlineData("&_sort=family&active=true")]
    public async Task Pages_lead_forward_and_back_over_the_same_resources(string sort)
    {
        await WriteAsync("paged");
        string query = $"Practitioner?_tag=paged{sort}";
        List<string> all = await server.IdsAsync($"{query}&_count=1000");
        Assert.Equal(Count, all.Count);
        for (int size = 1; size <= 4; size++)
        {
            List<JsonElement> forward = await FollowAsync(await server.FindAsync($"{query}&_count={size}"), "next");
            Assert.Equal(all, forward.SelectMany(Ids));
            Assert.Null(SearchServer.Link(forward[0], "previous"));
            List<JsonElement> back = await FollowAsync(forward[^1], "previous");
            Assert.Equal(forward.Select(page => string.Join(' ', Ids(page))), back.Select(page => string.Join(' ', Ids(page))).Reverse());
            // From the end, in pages that are full but for the first.
            List<JsonElement> fromLast = await FollowAsync(await server.FindAsync(SearchServer.Link(forward[0], "last")!), "previous");
            Assert.Equal(all, fromLast.AsEnumerable().Reverse().SelectMany(Ids));
            Assert.Null(SearchServer.Link(fromLast[0], "next"));
            Assert.Equal(all[..Math.Min(size, all.Count)], Ids(await server.FindAsync(SearchServer.Link(forward[^1], "first")!)));
            // A page that was reached backward leads forward again.
            Assert.Equal(Ids(forward[1]), Ids(await server.FindAsync(SearchServer.Link(back[^1], "next")!)));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("&_sort=family")]
    [InlineData("&_sort=-family,_id")]
    [InlineData("&_sort=-_id")]
    public async Task What_matches_throughout_comes_once_each_way_while_others_write(string sort)
    {
        string tag = $"written{sort.Length}";
        await WriteAsync(tag);
        string query = $"Practitioner?_tag={tag}{sort}&_count=2";
        // Those that nobody touches.
        List<string> all = [.. (await server.IdsAsync($"Practitioner?_tag={tag}{sort}&_count=1000")).Where(id => !IsTouched(id))];
        int turn = 0;
        async Task WriterAsync()
        {
            int number = turn++;
            // One goes, one changes its place, one comes, at the front, the middle or the end.
            await server.Registry.SendAsync(HttpMethod.Delete, $"/fhir/Practitioner/{tag}-{(number * 4) % 10:00}", null);
            if (number % 2 == 0) await server.PutAsync(Practitioner(tag, (number * 4) % 10, $"Moved{number}"));
            await server.PutAsync(Practitioner(tag, 50 + number, $"{(char)('A' + (number * 7) % 26)}new"));
        }

        List<JsonElement> forward = await FollowAsync(await server.FindAsync(query), "next", WriterAsync);
        Assert.True(turn > 3);
        Assert.Equal(all, forward.SelectMany(Ids).Where(id => all.Contains(id, StringComparer.Ordinal)));
        turn = 20;
        List<JsonElement> back = await FollowAsync(forward[^1], "previous", WriterAsync);
        Assert.Equal(all, back.AsEnumerable().Reverse().SelectMany(Ids).Where(id => all.Contains(id, StringComparer.Ordinal)));
        // Nobody comes twice who did not change meanwhile.
        IEnumerable<string> twice = forward.SelectMany(Ids).GroupBy(id => id).Where(group => group.Count() > 1).Select(group => group.Key);
        Assert.All(twice, id => Assert.True(IsTouched(id)));

        // The writer takes even numbers and new ones.
        bool IsTouched(string id) => int.Parse(id[(tag.Length + 1)..], System.Globalization.CultureInfo.InvariantCulture) is var number && (number >= 50 || number % 2 == 0);
    }

    [Theory]
    [InlineData("")]
    [InlineData("&_sort=-_id")]
    [InlineData("&_sort=family")]
    public async Task A_page_behind_which_everything_was_deleted_still_leads_back(string sort)
    {
        string tag = $"gone{sort.Length}";
        await WriteAsync(tag, 4);
        JsonElement first = await server.FindAsync($"Practitioner?_tag={tag}{sort}&_count=2");
        await DeleteAsync(Ids(await server.FindAsync(SearchServer.Link(first, "next")!)));
        JsonElement empty = await server.FindAsync(SearchServer.Link(first, "next")!);
        Assert.Empty(Ids(empty));
        Assert.Null(SearchServer.Link(empty, "next"));
        Assert.Equal(Ids(first), Ids(await server.FindAsync(SearchServer.Link(empty, "previous")!)));
        // And the other way round.
        await WriteAsync(tag + "r", 4);
        JsonElement last = await server.FindAsync(SearchServer.Link(await server.FindAsync($"Practitioner?_tag={tag}r{sort}&_count=2"), "last")!);
        await DeleteAsync(Ids(await server.FindAsync(SearchServer.Link(last, "previous")!)));
        JsonElement before = await server.FindAsync(SearchServer.Link(last, "previous")!);
        Assert.Empty(Ids(before));
        Assert.Null(SearchServer.Link(before, "previous"));
        Assert.Equal(Ids(last), Ids(await server.FindAsync(SearchServer.Link(before, "next")!)));

        async Task DeleteAsync(List<string> ids)
        {
            Assert.Equal(2, ids.Count);
            foreach (string id in ids) await server.Registry.SendAsync(HttpMethod.Delete, $"/fhir/Practitioner/{id}", null);
        }
    }

    [Fact]
    public async Task A_link_that_was_tampered_with_or_is_of_another_search_is_refused()
    {
        await WriteAsync("signed");
        JsonElement page = await server.FindAsync("Practitioner?_tag=signed&_count=2");
        string next = SearchServer.Link(page, "next")!;
        string place = next[(next.IndexOf("_page=", StringComparison.Ordinal) + 6)..];
        string[] bad =
        [
            $"Practitioner?_tag=signed&_count=3&_page={place}",
            $"Practitioner?_tag=paged&_count=2&_page={place}",
            $"Observation?_tag=signed&_count=2&_page={place}",
            $"Practitioner?_tag=signed&_count=2&_sort=family&_page={place}",
            $"Practitioner?_tag=signed&_count=2&_page={(place[0] == 'A' ? 'B' : 'A')}{place[1..]}",
            $"Practitioner?_tag=signed&_count=2&_page={place}&_page={place}",
            "Practitioner?_tag=signed&_count=2&_page=",
            "Practitioner?_tag=signed&_count=2&_page=%F0%9F%98%80",
        ];
        foreach (string query in bad) await server.RefusedAsync(query);
        // Of another registry, which signs with a key of its own.
        using TemporaryFolder folder = new();
        await using RunningRegistry other = await RunningRegistry.StartAsync(folder.Path, "--Registry:Intake:OutsideDataset=Keep");
        (HttpStatusCode status, _) = await other.GetAsync($"/fhir/Practitioner?_tag=signed&_count=2&_page={place}");
        Assert.Equal(HttpStatusCode.BadRequest, status);
    }

    private static List<string> Ids(JsonElement bundle) => SearchServer.Ids(bundle, "match");

    private async Task<List<JsonElement>> FollowAsync(JsonElement page, string relation, Func<Task>? meanwhile = null)
    {
        List<JsonElement> pages = [page];
        while (SearchServer.Link(pages[^1], relation) is { } link)
        {
            if (meanwhile is not null) await meanwhile();
            pages.Add(await server.FindAsync(link));
            Assert.True(pages.Count < 100, "The links lead in a circle.");
        }

        return pages;
    }

    private Task WriteAsync(string tag, int count = Count) => server.PutAsync([.. Enumerable.Range(0, count).Select(number => Practitioner(tag, number, $"{(char)('A' + (number * 5) % 7)}"))]);

    // Every fourth lacks a family name; genders and names are shared, so that ties are decided by the number.
    private static JsonObject Practitioner(string tag, int number, string family)
    {
        JsonObject practitioner = JsonNode.Parse(
            $$"""{"resourceType":"Practitioner","id":"{{tag}}-{{number:00}}","meta":{"tag":[{"code":"{{tag}}"}]},"active":true}""")!.AsObject();
        if (number % 4 != 3) practitioner["name"] = new JsonArray(new JsonObject { ["family"] = family }, new JsonObject { ["family"] = family + "x" });
        if (number % 5 != 0) practitioner["gender"] = number % 2 == 0 ? "male" : "female";
        return practitioner;
    }
}
