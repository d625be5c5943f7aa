using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Registry.Proof.Crashes;

namespace Registry.Proof.Contention;

/// <summary>Many writers, each transaction about two people out of one crowd and in a random order: what makes databases deadlock. Every one is answered with 200, and none is lost or mixed with another.</summary>
internal static class Transactions
{
    // Patient and flare-up of the example.
    private static readonly int[] Entries = [0, 3];

    /// <summary>Sends them and reads what became of them.</summary>
    /// <param name="nodes">Writers go to them in turn.</param>
    /// <param name="writers">At once.</param>
    /// <param name="each">Transactions of each writer.</param>
    /// <param name="people">The crowd.</param>
    /// <param name="seed">Chooses who meets whom.</param>
    /// <returns>Transactions per second.</returns>
    public static async Task<double> RunAsync(IReadOnlyList<HttpClient> nodes, int writers, int each, int people, int seed)
    {
        ContendingClient client = new(nodes);
        int[] times = new int[people];
        long started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, writers).Select(writer => Task.Run(async () =>
        {
            Random random = new(seed + writer);
            for (int turn = 0; turn < each; turn++)
            {
                int first = random.Next(people);
                int second = (first + 1 + random.Next(people - 1)) % people;
                string tag = string.Create(CultureInfo.InvariantCulture, $"t{writer}.{turn}");
                Answer answer = await client.SendAsync(writer, HttpMethod.Post, "/fhir", Bundle(first, second, tag));
                ProofFailedException.Unless(answer.Status == HttpStatusCode.OK, () => $"Transaction {tag} about {first} and {second} was answered with {answer.Status}: {answer.Body}");
                Interlocked.Increment(ref times[first]);
                Interlocked.Increment(ref times[second]);
            }
        })));
        double perSecond = writers * each / Stopwatch.GetElapsedTime(started).TotalSeconds;
        for (int person = 0; person < people; person++)
        {
            if (times[person] > 0) await AssertWholeAsync(client, person, times[person]);
        }

        return perSecond;
    }

    /// <summary>Each transaction made one version of each of its entries; the last one of a person is the last of all its entries.</summary>
    private static async Task AssertWholeAsync(ContendingClient client, int person, int times)
    {
        List<string> tags = [];
        foreach (int entry in Entries)
        {
            string search = JsonNode.Parse(PersonBundle.Write(Name(person), 1))!["entry"]![entry]!["request"]!["url"]!.GetValue<string>();
            JsonArray? found = (await client.ReadAsync($"/fhir/{search}"))["entry"]?.AsArray();
            ProofFailedException.Unless(found?.Count == 1, () => $"{search} finds {found?.Count ?? 0} resources.");
            JsonNode meta = found![0]!["resource"]!["meta"]!;
            tags.Add(meta["tag"]![0]!["code"]!.GetValue<string>());
            string version = meta["versionId"]!.GetValue<string>();
            ProofFailedException.Unless(version == times.ToString(CultureInfo.InvariantCulture), () => $"{search} was written {times} times and is at version {version}.");
        }

        ProofFailedException.Unless(tags.Distinct(StringComparer.Ordinal).Count() == 1, () => $"The resources of {Name(person)} are of different transactions: {string.Join(", ", tags)}.");
    }

    private static string Bundle(int first, int second, string tag)
    {
        JsonArray entries = [.. Of(first, tag), .. Of(second, tag)];
        return new JsonObject { ["resourceType"] = "Bundle", ["type"] = "transaction", ["entry"] = entries }.ToJsonString();
    }

    /// <summary>The entries of one person, under full URLs of their own.</summary>
    private static IEnumerable<JsonNode> Of(int person, string tag)
    {
        string text = System.Text.Encoding.UTF8.GetString(PersonBundle.Write(Name(person), 1))
            .Replace("urn:uuid:3b9f2c1e", string.Create(CultureInfo.InvariantCulture, $"urn:uuid:{person:x8}"), StringComparison.Ordinal);
        JsonArray entries = JsonNode.Parse(text)!["entry"]!.AsArray();
        foreach (int index in Entries)
        {
            JsonNode entry = entries[index]!.DeepClone();
            entry["resource"]!["meta"]!["tag"]![0]!["code"] = tag;
            yield return entry;
        }
    }

    private static string Name(int person) => string.Create(CultureInfo.InvariantCulture, $"p{person}");
}
