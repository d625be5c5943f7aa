using System.Data.Common;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Registry.Server.Schema;
using Registry.Service.Tests.Clinical;
using Registry.Service.Tests.Server;
using Registry.Store.Resources;
using Xunit;

namespace Registry.Service.Tests.Erasure;

/// <summary>The verb <c>subject erase</c> beside a running server: nothing of the subject is left, in answers, events, reports, and in no byte of the database's files.</summary>
public abstract class ErasureContract
{
    private const string Id = "kmz7q-chosen";
    private const string Pseudonym = "HO-QXPSEUDO-77";
    private const string Record = "REC-QXVALUE-9";
    private const string Name = "Qvarnstroemmarker";
    private const string Note = "seen on 11 February 2017 by Dr Wqzmarker";
    private const string Date = "2017-02-11";
    private const int DateNumber = 20170211;

    private static readonly string[] Markers = [Id, Pseudonym, Record, Name, "Wqzmarker", Date];

    /// <summary>Markers that stand outside content: in rows of the log, the index, claims and projections. Without any of these before, nothing would be shown after.</summary>
    private static readonly string[] InTheOpen = [Id, Pseudonym, Record, Date];

    private protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task No_byte_of_an_erased_subject_is_left_and_everybody_else_stays()
    {
        using TemporaryFolder folder = new();
        await using Place place = await MakeAsync(folder.Path);
        await using RegistryProcess server = await RegistryProcess.StartAsync(folder.Path, place.Settings);
        await FillAsync(server, folder.Path, place);
        int head = (await server.EventsAsync()).Count;
        string[] others = [.. (await server.EventsAsync()).Where(one => Fact(one).Contains("other-", StringComparison.Ordinal) && !one.ToString().Contains(Id, StringComparison.Ordinal)).Select(one => one.ToString())];
        Assert.NotEmpty(others);
        await UntilProjectedAsync(server);
        IReadOnlyList<byte[]> coded = await CodedAsync(place);
        Assert.Equal(8, coded.Count);
        IReadOnlyList<byte[]> before = await place.FilesAsync();
        Assert.All(InTheOpen, marker => Assert.True(Holds(before, Encoding.UTF8.GetBytes(marker)), $"{marker} was never there."));
        Assert.All(coded, content => Assert.True(Holds(before, content), "A version's coded content was never there."));
        Assert.True(Holds(before, place.Number(DateNumber)));
        Assert.Equal(Markers.Order(StringComparer.Ordinal), Markers.Where(marker => place.Decoded(place).Any(text => text.Contains(marker, StringComparison.Ordinal))).Order(StringComparer.Ordinal));
        Assert.Contains(Id, await server.Client.GetStringAsync($"/fhir/Patient/{Id}-0", Cancel), StringComparison.Ordinal);

        string dry = await VerbAsync(folder.Path, place, 0, "subject", "erase", "--site", "local", "--pseudonym", $"{Some.Pseudonyms}|{Pseudonym}", "--dry-run");
        string subject = dry.Split("would erase ")[1][..32];
        Assert.Contains("6 resources in 7 versions", dry, StringComparison.Ordinal);
        Assert.Contains("it is linked to", dry, StringComparison.Ordinal);
        string unconfirmed = await VerbAsync(folder.Path, place, 2, "subject", "erase", "--subject", subject);
        Assert.Contains($"--confirm {subject}", unconfirmed, StringComparison.Ordinal);
        Assert.Equal(head, (await server.EventsAsync()).Count);

        string ledger = Path.Combine(folder.Path, "ledger.jsonl");
        string done = await VerbAsync(folder.Path, place, 0, "subject", "erase", "--subject", subject, "--confirm", subject, "--ledger", ledger);
        Assert.Contains($"erased {subject}", done, StringComparison.Ordinal);
        Assert.StartsWith($"{{\"subject\":\"{subject}\",\"erased\":\"20", Assert.Single(await File.ReadAllLinesAsync(ledger, Cancel)), StringComparison.Ordinal);

        IReadOnlyList<byte[]> after = await place.FilesAsync();
        Assert.All(Markers, marker => Assert.False(Holds(after, Encoding.UTF8.GetBytes(marker)), $"{marker} is still in the files."));
        Assert.All(coded, content => Assert.False(Holds(after, content), "A version's coded content is still in the files."));
        Assert.False(Holds(after, place.Number(DateNumber)), "The date as a number is still in the files.");
        Assert.DoesNotContain(place.Decoded(place), text => Markers.Any(marker => text.Contains(marker, StringComparison.Ordinal)));
        await AssertNoRowAsync(place, subject);

        await AssertAnswersAsync(server, subject, head, others);
        await AssertRebuiltEqualsAsync(server, folder.Path, place);
        await AssertReportsAsync(server, head);

        // Done again, it changes nothing; the ledger has its line once.
        Assert.Contains("was erased before", await VerbAsync(folder.Path, place, 0, "subject", "erase", "--subject", subject, "--ledger", ledger), StringComparison.Ordinal);
        Assert.Single(await File.ReadAllLinesAsync(ledger, Cancel));
        Assert.Equal(head + 1, (await server.EventsAsync()).Count);

        // The person may join anew, and is somebody else then: the receipt of the first time is gone with all the rest.
        await SendAsync(server, Bundle(Id, Pseudonym, Record, "2018-03-03"), "local", "key-1");
        Assert.DoesNotContain(subject, (await server.EventsAsync()).Skip(head + 1).Select(one => one.GetProperty("subject").GetString()!));
    }

    private protected abstract Task<Place> MakeAsync(string folder);

    /// <summary>The subject to be erased, with two versions, a receipt and a finding that rests on somebody linked to it; and that other, who stays.</summary>
    private static async Task FillAsync(RegistryProcess server, string folder, Place place)
    {
        await SendAsync(server, Bundle(Id, Pseudonym, Record, Date), "local", "key-1");
        await SendAsync(server, Bundle(Id, Pseudonym, Record, Date, end: Date), "local", "key-2");
        await SendAsync(server, Bundle("other-1", "HO-OTHER-1", "REC-OTHER-1", "2016-05-05"), "local");
        await SendAsync(server, Poh("other-2"), "site-b");
        Assert.Contains("linked:", await VerbAsync(folder, place, 0, "subjects", "link", "--first", $"{Id}-0", "--second", "other-2-0"), StringComparison.Ordinal);
        // FOP and POH in one person: a finding over both, whoever of the two has it.
        Assert.Contains(await server.EventsAsync(), one => one.ToString().Contains("\"R05b\"", StringComparison.Ordinal));
    }

    private static async Task AssertAnswersAsync(RegistryProcess server, string subject, int head, string[] others)
    {
        foreach (string path in new[] { $"/fhir/Patient/{Id}-0", $"/fhir/Patient/{Id}-0/_history/1", $"/fhir/Observation/{Id}-3", $"/fhir/Observation/{Id}-3/_history/2", $"/fhir/Patient/{Id}-0/$everything" })
        {
            using HttpResponseMessage answer = await server.Client.GetAsync(path, Cancel);
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        }

        Assert.DoesNotContain(Id, await server.Client.GetStringAsync("/fhir/Observation?_count=100", Cancel), StringComparison.Ordinal);
        foreach (string path in new[] { "/fhir/_history?_count=100", "/fhir/Patient/_history?_count=100" })
        {
            string history = await server.Client.GetStringAsync(path, Cancel);
            Assert.Contains("other-1-0", history, StringComparison.Ordinal);
            Assert.DoesNotContain(Id, history, StringComparison.Ordinal);
            Assert.DoesNotContain("/erased-", history, StringComparison.Ordinal);
        }

        List<JsonElement> events = await server.EventsAsync();
        Assert.Equal(Enumerable.Range(1, head + 1).Select(sequence => sequence.ToString(CultureInfo.InvariantCulture)), events.Select(one => one.GetProperty("id").GetString()));
        Assert.Equal("SubjectErased.v1", events[^1].GetProperty("type").GetString());
        JsonElement[] own = [.. events.SkipLast(1).Where(one => one.GetProperty("subject").GetString() == subject)];
        Assert.All(own, one => Assert.Equal("erased", one.GetProperty("data").GetProperty("withheld").GetString()));
        Assert.Contains("FlareUpReported.v1", own.Select(one => one.GetProperty("type").GetString()));
        Assert.All(others, other => Assert.Contains(other, events.Select(one => one.ToString())));
        // The finding over both is withheld whosever it was.
        Assert.DoesNotContain(events, one => one.ToString().Contains("\"R05b\"", StringComparison.Ordinal));
        (_, JsonElement health) = await server.GetAsync("/health/ready");
        Assert.Equal("ready", health.GetProperty("status").GetString());
    }

    private static async Task AssertReportsAsync(RegistryProcess server, int head)
    {
        (_, JsonElement now) = await server.GetAsync("/reports/enrolment");
        Assert.DoesNotContain("erased since", now.GetProperty("warnings").ToString(), StringComparison.Ordinal);
        (_, JsonElement then) = await server.GetAsync($"/reports/enrolment?asOf={head}");
        Assert.Contains("1 subject was erased since this cut", then.GetProperty("warnings").ToString(), StringComparison.Ordinal);
        Assert.Equal(Enrolled(now), Enrolled(then));
    }

    private static long Enrolled(JsonElement report) => report.GetProperty("tables").EnumerateArray().Single(table => table.GetProperty("name").GetString() == "overview")
        .GetProperty("rows").EnumerateArray().Single(row => row.GetProperty("measure").GetString() == "enrolled").GetProperty("subjects").GetInt64();

    private static async Task AssertRebuiltEqualsAsync(RegistryProcess server, string folder, Place place)
    {
        await UntilProjectedAsync(server);
        string before = await ProjectedAsync(place);
        await VerbAsync(folder, place, 0, "projections", "rebuild");
        Assert.Equal(before, await ProjectedAsync(place));
    }

    /// <summary>Every row of every projection, as text.</summary>
    private static async Task<string> ProjectedAsync(Place place)
    {
        StringBuilder text = new();
        await using DbContext analytics = AnalyticsContexts.For(place.Options)();
        foreach (string table in analytics.Model.GetEntityTypes().Select(entity => entity.GetTableName()!).Where(name => !name.EndsWith("checkpoint", StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            foreach (string row in (await place.RowsAsync($"SELECT * FROM {table}")).Order(StringComparer.Ordinal)) text.Append(table).Append(' ').AppendLine(row);
        }

        return text.ToString();
    }

    /// <summary>Whatever table the store has or gets: a row that names the subject or one of its resources is one of those that stay by decision.</summary>
    private static async Task AssertNoRowAsync(Place place, string subject)
    {
        string[] stay = ["resource", "resource_version", "subject", "event_log", "erased_subject"];
        await using DbContext store = StoreContexts.For(place.Options)();
        string[] numbers = [.. (await place.RowsAsync($"SELECT number FROM resource WHERE subject_id = {place.Blob(subject)}"))];
        Assert.Equal(6, numbers.Length);
        int looked = 0;
        foreach (var entity in store.Model.GetEntityTypes().Where(entity => !stay.Contains(entity.GetTableName())))
        {
            string[] columns = [.. entity.GetProperties().Select(property => property.GetColumnName())];
            foreach (string column in columns.Where(name => name is "subject_id" or "other_id"))
                Assert.Empty(await place.RowsAsync($"SELECT {column} FROM {entity.GetTableName()} WHERE {column} = {place.Blob(subject)}"));
            foreach (string column in columns.Where(name => name is "resource" or "resource_number"))
                Assert.Empty(await place.RowsAsync($"SELECT {column} FROM {entity.GetTableName()} WHERE {column} IN ({string.Join(", ", numbers)})"));
            looked += columns.Count(name => name is "subject_id" or "other_id" or "resource" or "resource_number");
        }

        Assert.True(looked >= 9, "Fewer tables than the store had when this was written.");
    }

    private static async Task<IReadOnlyList<byte[]>> CodedAsync(Place place)
    {
        string subject = (await place.RowsAsync($"SELECT subject_id FROM resource WHERE type = 'Patient' AND id = '{Id}-0'")).Single();
        List<byte[]> coded = [];
        await place.ReadAsync($"SELECT content FROM resource_version WHERE subject_id = {place.Blob(subject)}", row => coded.Add(row.GetFieldValue<byte[]>(0)));
        await place.ReadAsync("SELECT answer FROM receipt ORDER BY kept_until_ms", row => coded.Add(row.GetFieldValue<byte[]>(0)));
        return [.. coded.Where(content => content.Length > 0).Take(8)];
    }

    private static string Fact(JsonElement one) => one.GetProperty("data").GetProperty("header").GetProperty("fact").GetString()!;

    private static async Task UntilProjectedAsync(RegistryProcess server)
    {
        for (int look = 0; look < 200; look++)
        {
            (_, JsonElement health) = await server.GetAsync("/health/ready");
            if (health.GetProperty("projection").GetProperty("behind").GetInt64() == 0) return;
            await Task.Delay(50, Cancel);
        }

        Assert.Fail($"The projections did not come to the end of the log:\n{server.Output}");
    }

    internal static async Task SendAsync(RegistryProcess server, JsonNode bundle, string site, string? key = null)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, "/fhir") { Content = new ByteArrayContent(Some.Utf8(bundle)) { Headers = { ContentType = new MediaTypeHeaderValue("application/fhir+json") } } };
        request.Headers.Add("X-Registry-Site", site);
        if (key is not null) request.Headers.Add("Idempotency-Key", key);
        using HttpResponseMessage answer = await server.Client.SendAsync(request, Cancel);
        Assert.True(answer.StatusCode == HttpStatusCode.OK, await answer.Content.ReadAsStringAsync(Cancel));
    }

    /// <summary>The FOP bundle with ids, pseudonym, record numbers and a date of the test's own, a name and a note.</summary>
    internal static JsonNode Bundle(string id, string pseudonym, string record, string date, string? end = null, string? registryDenied = null)
    {
        JsonNode bundle = JsonNode.Parse(Examples.Fop())!;
        Chosen(bundle, id);
        JsonArray entries = bundle["entry"]!.AsArray();
        for (int index = 0; index < entries.Count; index++) entries[index]!["resource"]!["identifier"]![0]!["value"] = index == 0 ? pseudonym : $"{record}-{index}";
        entries[0]!["resource"]!["name"] = new JsonArray(new JsonObject { ["family"] = id == Id ? Name : "Somebody" });
        entries[1]!["resource"]!["note"] = new JsonArray(new JsonObject { ["text"] = id == Id ? Note : "A note." });
        entries[3]!["resource"]!["effectivePeriod"] = end is null ? new JsonObject { ["start"] = date } : new JsonObject { ["start"] = date, ["end"] = end };
        if (registryDenied is not null) entries[0]!["resource"]!["extension"]!.AsArray().Add(Some.Consent($"registry:deny:{registryDenied}"));
        return bundle;
    }

    private static JsonNode Poh(string id)
    {
        JsonNode bundle = JsonNode.Parse(Examples.Poh())!;
        Chosen(bundle, id);
        return bundle;
    }

    // Updates by an id of the client's, as a hospital's server sends them.
    private static void Chosen(JsonNode bundle, string id)
    {
        JsonArray entries = bundle["entry"]!.AsArray();
        for (int index = 0; index < entries.Count; index++)
        {
            JsonNode resource = entries[index]!["resource"]!;
            string own = string.Create(CultureInfo.InvariantCulture, $"{id}-{index}");
            JsonObject identified = new() { ["resourceType"] = resource["resourceType"]!.DeepClone(), ["id"] = own };
            foreach ((string name, JsonNode? value) in resource.AsObject().Where(pair => pair.Key is not ("resourceType" or "id"))) identified[name] = value?.DeepClone();
            entries[index]!["resource"] = identified;
            entries[index]!["request"] = new JsonObject { ["method"] = "PUT", ["url"] = $"{resource["resourceType"]}/{own}" };
        }
    }

    internal static async Task<string> VerbAsync(string folder, Place place, int expected, params string[] arguments)
    {
        await using RegistryProcess verb = RegistryProcess.Launch(folder, place.Settings, arguments);
        int exitCode = await verb.ExitCodeAsync();
        Assert.True(expected == exitCode, $"{string.Join(' ', arguments)} ended with {exitCode}: {verb.Output}");
        return verb.Output;
    }

    private static bool Holds(IReadOnlyList<byte[]> files, byte[] bytes) => files.Any(file => file.AsSpan().IndexOf(bytes) >= 0);
}

/// <summary>A database of the test's own, and the files in which it lies.</summary>
public abstract class Place : IAsyncDisposable
{
    internal abstract DatabaseOptions Options { get; }

    /// <summary>With which the server uses it, names and notes kept.</summary>
    internal abstract IReadOnlyDictionary<string, string> Settings { get; }

    internal abstract Task<IReadOnlyList<byte[]>> FilesAsync();

    /// <summary>How the engine stores a number of this size.</summary>
    internal abstract byte[] Number(int value);

    internal abstract string Blob(string hexadecimal);

    internal async Task ReadAsync(string sql, Action<DbDataReader> onRow)
    {
        await using DbContext store = StoreContexts.For(Options)();
        await store.Database.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using DbCommand command = store.Database.GetDbConnection().CreateCommand();
        command.CommandText = sql;
        await using DbDataReader reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        while (await reader.ReadAsync(TestContext.Current.CancellationToken)) onRow(reader);
    }

    internal async Task<List<string>> RowsAsync(string sql)
    {
        List<string> rows = [];
        await ReadAsync(sql, row => rows.Add(string.Join('|', Enumerable.Range(0, row.FieldCount).Select(index => row.GetValue(index) switch
        {
            byte[] bytes => Convert.ToHexStringLower(bytes),
            string[] texts => string.Join(',', texts),
            var value => Convert.ToString(value, CultureInfo.InvariantCulture),
        }))));
        return rows;
    }

    /// <summary>Every version's content, as it was sent.</summary>
    internal IReadOnlyList<string> Decoded(Place place)
    {
        List<string> texts = [];
        place.ReadAsync("SELECT content FROM resource_version", row => texts.Add(Encoding.UTF8.GetString(ContentCodec.Decode(row.GetFieldValue<byte[]>(0)).Span))).GetAwaiter().GetResult();
        return texts;
    }

    public abstract ValueTask DisposeAsync();
}
