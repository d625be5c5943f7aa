using System.Formats.Tar;
using System.IO.Compression;
using System.Text.Json;
using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Registry.Fhir.Definitions;
using Registry.Fhir.Json;
using Registry.Fhir.Validation;

namespace Registry.Benchmarks;

/// <summary>Budget of design.md, section 7: full validation of a registry Observation within 5 × JsonDocument.Parse on the same bytes (goal 2 ×).</summary>
/// <remarks>The rich GNAS variant of the committed package (3 kB) against R4 core and its profile; of issue 3: reading alone within 1.2 ×.</remarks>
[MemoryDiagnoser]
[Config(typeof(ShortInProcess))]
public class ValidationBenchmark
{
    private const string Example = "package/example/Observation-gnas-variant-rich.json";
    private const string Profile = "https://registry.example.org/fhir/ho/StructureDefinition/gnas-variant";

    private static readonly ProfileSelector Select = static (_, canonicals) => canonicals.Add(Profile);

    private byte[] _json = [];
    private Validator _validator = null!;

    [GlobalSetup]
    public void Load()
    {
        string package = Path.Combine(FindRoot(), "profiles", "package.tgz");
        using (FileStream archive = File.OpenRead(package))
        {
            _validator = new Validator(CoreDefinitions.Load().With(DefinitionPackage.Read("package.tgz", archive)));
        }

        _json = ReadExample(package);
        if (ReadAndValidate() is not Verdict.Accepted) throw new InvalidOperationException("The example is refused.");
    }

    [Benchmark(Baseline = true)]
    public int JsonDocumentParse()
    {
        using JsonDocument document = JsonDocument.Parse(_json);
        return (int)document.RootElement.ValueKind;
    }

    [Benchmark]
    public bool ReadOnly()
    {
        using ResourceDocument document = ResourceDocument.Parse(_json, _validator.Names);
        return document.IsWellFormed;
    }

    [Benchmark]
    public Verdict ReadAndValidate()
    {
        using ResourceDocument document = ResourceDocument.Parse(_json, _validator.Names);
        return _validator.Validate(document, Select);
    }

    private static byte[] ReadExample(string package)
    {
        using FileStream archive = File.OpenRead(package);
        using GZipStream unpacked = new(archive, CompressionMode.Decompress);
        using TarReader files = new(unpacked);
        while (files.GetNextEntry() is { } file)
        {
            if (file.Name != Example) continue;
            using MemoryStream content = new();
            file.DataStream!.CopyTo(content);
            return content.ToArray();
        }

        throw new InvalidOperationException($"{Example} is not in the package.");
    }

    private static string FindRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Registry.sln"))) return folder.FullName;
        }

        throw new InvalidOperationException("The benchmark does not run inside the repository.");
    }

    /// <summary>In process, as this BenchmarkDotNet does not know .NET 10 as a target to build for.</summary>
    private sealed class ShortInProcess : ManualConfig
    {
        public ShortInProcess() => AddJob(Job.Default.WithToolchain(InProcessEmitToolchain.Instance).WithWarmupCount(5).WithIterationCount(15)).AddColumn(StatisticColumn.Min);
    }
}
