using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Registry.Fhir.Definitions;
using Registry.Fhir.Json;
using Registry.Fhir.Search;
using Registry.Fhir.Validation;

namespace Registry.Benchmarks;

/// <summary>What reading, validating and extracting cost as multiples of JsonDocument.Parse on the same bytes, each measured in turn again and again: medians of such ratios hold on a busy machine too.</summary>
internal static class Ratios
{
    private const int WarmUps = 300;
    private const int Rounds = 2_000;

    // So few at a time that most turns end before another process gets the processor.
    private const int Documents = 12;

    public static int Run()
    {
        using FileStream archive = File.OpenRead(Example.Package);
        DefinitionSet definitions = CoreDefinitions.Load().With(DefinitionPackage.Read("package.tgz", archive));
        Validator validator = new(definitions);
        SearchIndexer indexer = new(definitions);
        Measure("registry", [.. Enumerable.Repeat(Example.Read(), Documents)], validator, Example.Select, indexer);
        byte[][] guide = [.. Example.ReadGenomicsReporting().Where(json => IsAccepted(validator, json, null))];
        Measure("genomics-reporting", [.. Enumerable.Range(0, Documents).Select(index => guide[index * guide.Length / Documents])], validator, null, indexer);
        return 0;
    }

    private static void Measure(string source, byte[][] documents, Validator validator, ProfileSelector? select, SearchIndexer indexer)
    {
        ResourceDocument[] read = [.. documents.Select(json => ResourceDocument.Parse(json, validator.Names))];
        List<SearchEntry> entries = [];
        Action[] steps =
        [
            () =>
            {
                foreach (byte[] json in documents) JsonDocument.Parse(json).Dispose();
            },
            () =>
            {
                foreach (byte[] json in documents) ResourceDocument.Parse(json, validator.Names).Dispose();
            },
            () =>
            {
                foreach (byte[] json in documents)
                {
                    if (!IsAccepted(validator, json, select)) throw new InvalidOperationException("An example is refused.");
                }
            },
            () =>
            {
                foreach (ResourceDocument document in read)
                {
                    entries.Clear();
                    indexer.Extract(document.Root, entries);
                }
            },
        ];
        List<double>[] times = [.. steps.Select(_ => new List<double>())];
        for (int round = 0; round < WarmUps + Rounds; round++)
        {
            for (int step = 0; step < steps.Length; step++)
            {
                long started = Stopwatch.GetTimestamp();
                steps[step]();
                if (round >= WarmUps) times[step].Add(Stopwatch.GetElapsedTime(started).TotalMicroseconds / documents.Length);
            }
        }

        double parse = Median(times[0]);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{source}: {documents.Length} documents, {documents.Average(json => json.Length):F0} bytes; JsonDocument.Parse {parse:F2} µs; read {Median(times[1]) / parse:F2} ×, read and validate {Median(times[2]) / parse:F2} ×, search values {Median(times[3]) / parse:F2} × ({entries.Count} of the last)"));
        foreach (ResourceDocument document in read) document.Dispose();
    }

    private static bool IsAccepted(Validator validator, byte[] json, ProfileSelector? select)
    {
        using ResourceDocument document = ResourceDocument.Parse(json, validator.Names);
        return validator.Validate(document, select) is Verdict.Accepted;
    }

    private static double Median(List<double> times) => times.Order().ElementAt(times.Count / 2);
}
