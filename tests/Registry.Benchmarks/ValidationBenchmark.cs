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
    private byte[] _json = [];
    private Validator _validator = null!;

    [GlobalSetup]
    public void Load()
    {
        using (FileStream archive = File.OpenRead(Example.Package))
        {
            _validator = new Validator(CoreDefinitions.Load().With(DefinitionPackage.Read("package.tgz", archive)));
        }

        _json = Example.Read();
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
        return _validator.Validate(document, Example.Select);
    }

    /// <summary>In process, as this BenchmarkDotNet does not know .NET 10 as a target to build for.</summary>
    private sealed class ShortInProcess : ManualConfig
    {
        public ShortInProcess() => AddJob(Job.Default.WithToolchain(InProcessEmitToolchain.Instance).WithWarmupCount(5).WithIterationCount(15)).AddColumn(StatisticColumn.Min);
    }
}
