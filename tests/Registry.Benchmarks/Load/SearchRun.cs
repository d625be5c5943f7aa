using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Registry.Proof.Processes;

namespace Registry.Benchmarks.Load;

/// <summary>
/// <c>search [--patients 1000,64000] [--rounds 25] [--engine sqlite|postgres] [--server FOLDER]</c>: 30 typical queries over HTTP, one at a time, on a small and on a large store. The budget is
/// a p50 on the large one of at most 1.5 × that on the small one, for each query. What a query finds is as much in both: a page, or what one patient has.
/// </summary>
internal static class SearchRun
{
    private const double MostRatio = 1.5;

    // A query that takes longer is told with this time, and asked no more.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    // Of the prefill: docs/examples/fop-transaction.json, for somebody else each time.
    private const string Pseudonyms = "https://hospital.example.org/registry-pseudonym";
    private const string Concepts = "https://registry.example.org/fhir/ho/CodeSystem/ho-observation";
    private const string Pseudonym = "HO-F4T2-91-1000000500";

    private static readonly (string Name, string Query)[] Queries =
    [
        ("identifier", $"Patient?identifier={Pseudonyms}|{Pseudonym}"),
        ("identifier without system", $"Patient?identifier={Pseudonym}"),
        ("_id", "Patient?_id={id}"),
        ("patient", "Observation?patient={id}"),
        ("patient and code", $"Observation?patient={{id}}&code={Concepts}|flare-up"),
        ("code", $"Observation?code={Concepts}|flare-up&_count=20"),
        ("code without system", "Observation?code=flare-up&_count=20"),
        ("codes", "Observation?code=flare-up,69548-6,ho-lesion&_count=20"),
        ("code :not", "Observation?code:not=flare-up&_count=20"),
        ("code :text", "Observation?code:text=flare&_count=20"),
        ("code :missing", "Observation?code:missing=false&_count=20"),
        ("nothing", "Observation?code=no-such-code"),
        ("status and category", "Observation?status=final&category=laboratory&_count=20"),
        ("date range", "Observation?date=ge2018-01-01&date=lt2026-01-01&_count=20"),
        ("date of a patient", "Observation?patient={id}&date=ge2018-01-01"),
        ("chain to identifier", $"Observation?patient.identifier={Pseudonyms}|{Pseudonym}"),
        ("chain to a code", "Observation?patient.gender=female&_count=20"),
        ("_has", $"Patient?_has:Observation:patient:code={Concepts}|flare-up&_count=20"),
        ("_has of one", $"Patient?_id={{id}}&_has:Observation:patient:code={Concepts}|flare-up"),
        ("_include", "Observation?code=flare-up&_include=Observation:subject&_count=20"),
        ("_revinclude", "Patient?_id={id}&_revinclude=Observation:patient"),
        ("_revinclude of a page", "Patient?_count=10&_revinclude=Observation:patient"),
        ("composite", $"Observation?component-code-value-concept={Concepts}|flare-up-trigger$fall&_count=20"),
        ("_sort=date", "Observation?_sort=date&_count=20"),
        ("_sort=-date and code", "Observation?code=flare-up&_sort=-date&_count=20"),
        ("_sort of a patient", "Observation?patient={id}&_sort=-date"),
        ("_lastUpdated", "Observation?_lastUpdated=gt2099-01-01"),
        ("all of a type", "Condition?_count=50"),
        ("custom: trigger", "Observation?trigger=fall&_count=20"),
        ("custom: gene", "Observation?gene=HGNC:171&_count=20"),
    ];

    public static async Task<int> RunAsync(string[] arguments)
    {
        RunOptions options = new(arguments);
        int[] sizes = [.. options.Text("patients", "1000,64000").Split(',').Select(size => int.Parse(size, CultureInfo.InvariantCulture))];
        int rounds = options.Number("rounds", 25);
        string engine = options.Text("engine", "sqlite");
        List<Dictionary<string, (double Ms, int Found)>> measured = [];
        foreach (int size in sizes)
        {
            await using ProofDatabase database = engine == "sqlite" ? ProofDatabase.Sqlite() : await ProofDatabase.PostgreSqlAsync(RunOptions.Service("REGISTRY_TEST_POSTGRES"));
            await Prefill.RunAsync(database, size * LoadBundle.Entries);
            await using ServerProcess server = await ServerProcess.StartAsync(options.Text("server", ProofPaths.OwnBinaries), database.Settings);
            measured.Add(await MeasureAsync(server.Address, rounds));
        }

        Console.WriteLine($"| query, {engine} | {string.Join(" | ", sizes.Select(size => string.Create(CultureInfo.InvariantCulture, $"p50 ms at {size}")))} | ratio | entries |");
        Console.WriteLine($"|---|{string.Concat(sizes.Select(_ => "---|"))}---|---|");
        bool isMet = true;
        foreach ((string name, _) in Queries)
        {
            double ratio = measured[^1][name].Ms / measured[0][name].Ms;
            isMet &= ratio <= MostRatio;
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {name} | {string.Join(" | ", measured.Select(size => size[name].Ms.ToString("F2", CultureInfo.InvariantCulture)))} | {ratio:F2}{(ratio > MostRatio ? " **missed**" : "")} | {string.Join(", ", measured.Select(size => size[name].Found).Distinct())} |"));
        }

        return isMet ? 0 : 1;
    }

    /// <summary>Rounds over all queries, so that what else the machine does falls on all alike; the first fifth is not counted.</summary>
    private static async Task<Dictionary<string, (double Ms, int Found)>> MeasureAsync(Uri address, int rounds)
    {
        using HttpClient client = new() { BaseAddress = address, Timeout = Timeout.InfiniteTimeSpan };
        using JsonDocument patient = JsonDocument.Parse(await client.GetByteArrayAsync(new Uri($"/fhir/{Queries[0].Query}", UriKind.Relative)));
        string id = patient.RootElement.GetProperty("entry")[0].GetProperty("resource").GetProperty("id").GetString()!;
        Dictionary<string, List<double>> times = Queries.ToDictionary(query => query.Name, _ => new List<double>(), StringComparer.Ordinal);
        Dictionary<string, int> found = new(StringComparer.Ordinal);
        HashSet<string> given = new(StringComparer.Ordinal);
        for (int round = 0; round < rounds; round++)
        {
            foreach ((string name, string query) in Queries.Where(query => !given.Contains(query.Name)))
            {
                Uri uri = new($"/fhir/{query.Replace("{id}", id, StringComparison.Ordinal)}", UriKind.Relative);
                long started = Stopwatch.GetTimestamp();
                using CancellationTokenSource late = new(Patience);
                byte[] body;
                try
                {
                    body = await client.GetByteArrayAsync(uri, late.Token);
                }
                catch (OperationCanceledException) when (late.IsCancellationRequested)
                {
                    await Console.Error.WriteLineAsync($"{name}: more than {Patience.TotalSeconds} s");
                    given.Add(name);
                    times[name].Add(Patience.TotalMilliseconds);
                    found.TryAdd(name, -1);
                    continue;
                }

                double ms = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
                if (round >= rounds / 5) times[name].Add(ms);
                if (round > 0) continue;
                using JsonDocument bundle = JsonDocument.Parse(body);
                found[name] = bundle.RootElement.TryGetProperty("entry", out JsonElement entries) ? entries.GetArrayLength() : 0;
            }
        }

        return Queries.ToDictionary(
            query => query.Name,
            query =>
            {
                List<double> sorted = times[query.Name];
                sorted.Sort();
                return (sorted[sorted.Count / 2], found[query.Name]);
            },
            StringComparer.Ordinal);
    }
}
