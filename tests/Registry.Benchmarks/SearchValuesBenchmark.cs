using System.Text.Json;
using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Registry.Fhir.Definitions;
using Registry.Fhir.Json;
using Registry.Fhir.Search;

namespace Registry.Benchmarks;

/// <summary>What a resource is found by: every search parameter of its type, from the compiled expressions, beside JsonDocument.Parse of the same bytes.</summary>
[MemoryDiagnoser]
[Config(typeof(ShortInProcess))]
public class SearchValuesBenchmark
{
    private readonly List<SearchEntry> _entries = [];
    private ResourceDocument[] _read = [];
    private byte[][] _documents = [];
    private SearchIndexer _indexer = null!;

    /// <summary>Where the documents come from.</summary>
    [Params("registry", "genomics-reporting")]
    public string Source { get; set; } = "registry";

    [GlobalSetup]
    public void Load()
    {
        using (FileStream archive = File.OpenRead(Example.Package))
        {
            _indexer = new SearchIndexer(CoreDefinitions.Load().With(DefinitionPackage.Read("package.tgz", archive)));
        }

        byte[][] documents = Source == "registry" ? [Example.Read()] : Example.ReadGenomicsReporting();
        _documents = [.. Enumerable.Range(0, Documents).Select(index => documents[index % documents.Length])];
        _read = [.. _documents.Select(json => ResourceDocument.Parse(json, _indexer.Names))];
        Console.WriteLine($"// {Extract() / (double)Documents:F1} values a document, {documents.Average(document => document.Length):F0} bytes on average");
    }

    [GlobalCleanup]
    public void Dispose()
    {
        foreach (ResourceDocument document in _read) document.Dispose();
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Documents)]
    public int JsonDocumentParse()
    {
        int kinds = 0;
        foreach (byte[] json in _documents)
        {
            using JsonDocument document = JsonDocument.Parse(json);
            kinds += (int)document.RootElement.ValueKind;
        }

        return kinds;
    }

    /// <summary>Of documents that were read before, as the store has them when it indexes.</summary>
    [Benchmark(OperationsPerInvoke = Documents)]
    public int Extract()
    {
        int values = 0;
        foreach (ResourceDocument document in _read)
        {
            _entries.Clear();
            _indexer.Extract(document.Root, _entries);
            values += _entries.Count;
        }

        return values;
    }

    private const int Documents = 120;

    /// <summary>In process, as this BenchmarkDotNet does not know .NET 10 as a target to build for.</summary>
    private sealed class ShortInProcess : ManualConfig
    {
        public ShortInProcess() => AddJob(Job.Default.WithToolchain(InProcessEmitToolchain.Instance).WithWarmupCount(3).WithIterationCount(8));
    }
}
