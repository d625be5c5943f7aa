using System.Data;
using System.Data.Common;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Registry.Proof.Processes;
using Registry.Server.Schema;

namespace Registry.Proof.Crashes;

/// <summary>What must hold of a server's data after whatever befell it, found by reading.</summary>
internal static class Evidence
{
    /// <summary>Of a bundle that was sent and not answered, every entry is stored or none.</summary>
    /// <returns>True when it is stored.</returns>
    public static async Task<bool> IsStoredAsync(HttpClient http, string person, int revision)
    {
        List<string> tags = [];
        foreach (string search in PersonBundle.Searches(person))
        {
            using JsonDocument found = JsonDocument.Parse(await http.GetByteArrayAsync($"/fhir/{search}"));
            JsonElement[] matches = found.RootElement.TryGetProperty("entry", out JsonElement entries) ? [.. entries.EnumerateArray()] : [];
            ProofFailedException.Unless(matches.Length <= 1, () => $"{search} finds {matches.Length} resources.");
            tags.Add(matches.Length == 0 ? PersonBundle.Tag(person, 0) : PersonBundle.TagOf(matches[0].GetProperty("resource")));
        }

        ProofFailedException.Unless(
            tags.Distinct(StringComparer.Ordinal).Count() == 1 && (tags[0] == PersonBundle.Tag(person, revision) || tags[0] == PersonBundle.Tag(person, revision - 1)),
            () => $"Revision {revision} of {person} is stored in part: {string.Join(", ", tags)}.");
        return tags[0] == PersonBundle.Tag(person, revision);
    }

    /// <summary>Every acknowledged bundle is there whole and as it was sent, with its earlier versions; and nothing else is.</summary>
    public static async Task AssertAllStoredAsync(HttpClient http, IReadOnlyCollection<Person> people)
    {
        Dictionary<string, JsonElement> stored = new(StringComparer.Ordinal);
        foreach (string type in PersonBundle.Types)
        {
            await foreach (JsonElement resource in AllAsync(http, type))
            {
                string identifier = $"{type} {resource.GetProperty("identifier")[0].GetProperty("value").GetString()}";
                ProofFailedException.Unless(stored.TryAdd(identifier, resource), () => $"{identifier} is stored twice.");
            }
        }

        ProofFailedException.Unless(stored.Count == people.Count * PersonBundle.Entries, () => $"{people.Count} people were acknowledged, and {stored.Count} resources are stored.");
        foreach (Person person in people)
        {
            using JsonDocument sent = JsonDocument.Parse(PersonBundle.Write(person.Name, person.Revision));
            foreach (JsonElement entry in sent.RootElement.GetProperty("entry").EnumerateArray())
            {
                JsonElement resource = entry.GetProperty("resource");
                string identifier = $"{resource.GetProperty("resourceType").GetString()} {resource.GetProperty("identifier")[0].GetProperty("value").GetString()}";
                ProofFailedException.Unless(stored.TryGetValue(identifier, out JsonElement held), () => $"{identifier} was acknowledged and is not there.");
                ProofFailedException.Unless(PersonBundle.TagOf(held) == PersonBundle.Tag(person.Name, person.Revision), () => $"{identifier} is at {PersonBundle.TagOf(held)}; revision {person.Revision} was acknowledged.");
                if (PersonBundle.Difference(resource, held) is { } property) throw new ProofFailedException($"{identifier}: {property} is not as it was sent.");
            }

            // Earlier versions are read one by one; the current ones were read above.
            string current = string.Create(CultureInfo.InvariantCulture, $"/_history/{person.Revision}");
            foreach (string location in person.Locations.Where(location => !location.EndsWith(current, StringComparison.Ordinal)))
            {
                using HttpResponseMessage version = await http.GetAsync(location);
                ProofFailedException.Unless(version.StatusCode == HttpStatusCode.OK, () => $"{location} was acknowledged and reads as {version.StatusCode}.");
            }
        }
    }

    /// <summary>Each acknowledged enrolment is in the log, once, and what was read of the log before is read again byte by byte.</summary>
    public static async Task AssertLogAsync(HttpClient http, LogTrail followed, IReadOnlyCollection<Person> people)
    {
        await followed.FollowAsync(http);
        LogTrail again = new();
        await again.FollowAsync(http);
        ProofFailedException.Unless(again.Head == followed.Head && again.Digest == followed.Digest, () => $"The log of {again.Head} events is not what was read of it before, {followed.Head} events.");
        ProofFailedException.Unless(again.CountOf("SubjectEnrolled.v1") == people.Count, () => $"{people.Count} people were enrolled, and the log has {again.CountOf("SubjectEnrolled.v1")} enrolments.");
        foreach (string patient in people.SelectMany(person => person.Locations).Where(location => location.Contains("/Patient/", StringComparison.Ordinal) && location.EndsWith("/_history/1", StringComparison.Ordinal)))
        {
            ProofFailedException.Unless(again.HasSource(patient["/fhir/".Length..]), () => $"{patient} was acknowledged, and no event names it.");
        }
    }

    /// <summary>Every report that the projections answer, byte by byte, and every row of their tables, as digests by name.</summary>
    public static async Task<SortedDictionary<string, string>> ProjectionsAsync(ServerProcess server, DatabaseOptions database)
    {
        await server.UntilProjectedAsync();
        SortedDictionary<string, string> digests = new(StringComparer.Ordinal);
        using JsonDocument reports = JsonDocument.Parse(await server.Http.GetByteArrayAsync("/reports"));
        foreach (string name in reports.RootElement.EnumerateArray().Select(report => report.GetProperty("name").GetString()!))
        {
            // What was refused is no projection's.
            if (name == "refusals") continue;
            using HttpResponseMessage answer = await server.Http.GetAsync($"/reports/{name}");
            byte[] body = await answer.Content.ReadAsByteArrayAsync();
            ProofFailedException.Unless(answer.IsSuccessStatusCode, () => $"The report {name} was answered with {answer.StatusCode}.");
            digests.Add($"report {name}", Convert.ToHexStringLower(SHA256.HashData(body)));
        }

        // The run's own connections are not pooled: one from before a kill is of no use after it.
        string connectionString = $"{database.ConnectionString.TrimEnd(';')};Pooling=False";
        await using DbContext context = AnalyticsContexts.For(new DatabaseOptions { Provider = database.Provider, ConnectionString = connectionString })();
        await context.Database.OpenConnectionAsync();
        // Not the checkpoint, which counts rebuilds.
        foreach (IEntityType entity in context.Model.GetEntityTypes().Where(entity => !entity.IsOwned() && entity.ClrType.Name != "Checkpoint"))
        {
            digests.Add($"table {entity.GetTableName()}", await RowsAsync(context.Database.GetDbConnection(), entity));
        }

        return digests;
    }

    /// <summary>The projections are what they are when they are dropped and built from the log's first event. The server is stopped for it, and another one is returned.</summary>
    public static async Task<ServerProcess> AssertRebuiltEqualAsync(ServerPlace place, ServerProcess server, DatabaseOptions database)
    {
        SortedDictionary<string, string> before = await ProjectionsAsync(server, database);
        await server.DisposeAsync();
        await place.RunVerbAsync("projections", "rebuild");
        ServerProcess next = await ServerProcess.StartAsync(place);
        SortedDictionary<string, string> rebuilt = await ProjectionsAsync(next, database);
        string[] differing = [.. before.Keys.Union(rebuilt.Keys).Where(name => before.GetValueOrDefault(name) != rebuilt.GetValueOrDefault(name))];
        if (differing.Length == 0) return next;
        await next.DisposeAsync();
        throw new ProofFailedException($"Rebuilt from zero, these differ: {string.Join(", ", differing)}.");
    }

    private static async IAsyncEnumerable<JsonElement> AllAsync(HttpClient http, string type)
    {
        for (string? page = $"/fhir/{type}?_count=500"; page is not null;)
        {
            using JsonDocument bundle = JsonDocument.Parse(await http.GetByteArrayAsync(page));
            if (bundle.RootElement.TryGetProperty("entry", out JsonElement entries))
            {
                foreach (JsonElement entry in entries.EnumerateArray()) yield return entry.GetProperty("resource").Clone();
            }

            page = bundle.RootElement.GetProperty("link").EnumerateArray().FirstOrDefault(link => link.GetProperty("relation").GetString() == "next") is { ValueKind: JsonValueKind.Object } next
                ? next.GetProperty("url").GetString()
                : null;
        }
    }

    /// <summary>Digest of a table's rows in the order of its key, with their number.</summary>
    private static async Task<string> RowsAsync(DbConnection connection, IEntityType entity)
    {
        StoreObjectIdentifier table = StoreObjectIdentifier.Table(entity.GetTableName()!, entity.GetSchema());
        string key = string.Join(", ", entity.FindPrimaryKey()!.Properties.Select(property => property.GetColumnName(table)));
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = $"SELECT * FROM {table.Name} ORDER BY {key}";
        await using DbDataReader rows = await command.ExecuteReaderAsync(CommandBehavior.SequentialAccess);
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        int count = 0;
        for (; await rows.ReadAsync(); count++)
        {
            for (int column = 0; column < rows.FieldCount; column++)
            {
                string value = rows.GetValue(column) switch
                {
                    byte[] bytes => Convert.ToHexStringLower(bytes),
                    DBNull => "null",
                    string[] texts => JsonSerializer.Serialize(texts),
                    object other => Convert.ToString(other, CultureInfo.InvariantCulture)!,
                };
                hash.AppendData(Encoding.UTF8.GetBytes($"{rows.GetName(column)}={value}\n"));
            }
        }

        return string.Create(CultureInfo.InvariantCulture, $"{count} rows {Convert.ToHexStringLower(hash.GetCurrentHash())}");
    }
}
