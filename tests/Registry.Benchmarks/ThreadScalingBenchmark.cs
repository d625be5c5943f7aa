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

/// <summary>Issue 3: full validation scales with the threads. The same number of documents, read and validated by one thread and by two.</summary>
/// <remarks>
/// Near-linear is a time near half. The validator is shared; nothing else is. JsonDocument.Parse, which shares nothing, shows what the machine's
/// two processors can give: where they are two threads of one core, it is less than half as well.
/// </remarks>
[MemoryDiagnoser]
[Config(typeof(InProcess))]
public class ThreadScalingBenchmark
{
    private const int Documents = 4_000;

    private byte[] _json = [];
    private Validator _validator = null!;

    /// <summary>Threads that share the work.</summary>
    [Params(1, 2)]
    public int Threads { get; set; }

    [GlobalSetup]
    public void Load()
    {
        using (FileStream archive = File.OpenRead(Example.Package))
        {
            _validator = new Validator(CoreDefinitions.Load().With(DefinitionPackage.Read("package.tgz", archive)));
        }

        _json = Example.Read();
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Documents)]
    public int JsonDocumentParse() => Share(count =>
    {
        int objects = 0;
        for (int index = 0; index < count; index++)
        {
            using JsonDocument document = JsonDocument.Parse(_json);
            if (document.RootElement.ValueKind == JsonValueKind.Object) objects++;
        }

        return objects;
    });

    [Benchmark(OperationsPerInvoke = Documents)]
    public int ReadAndValidate() => Share(count =>
    {
        int accepted = 0;
        for (int index = 0; index < count; index++)
        {
            using ResourceDocument document = ResourceDocument.Parse(_json, _validator.Names);
            if (_validator.Validate(document, Example.Select) is Verdict.Accepted) accepted++;
        }

        return accepted;
    });

    private int Share(Func<int, int> run)
    {
        int done = 0;
        Thread[] threads = [.. Enumerable.Range(0, Threads).Select(_ => new Thread(() => Interlocked.Add(ref done, run(Documents / Threads))))];
        foreach (Thread thread in threads) thread.Start();
        foreach (Thread thread in threads) thread.Join();
        return done == Documents ? done : throw new InvalidOperationException("A document is refused.");
    }

    private sealed class InProcess : ManualConfig
    {
        public InProcess() => AddJob(Job.Default.WithToolchain(InProcessEmitToolchain.Instance).WithWarmupCount(5).WithIterationCount(15)).AddColumn(StatisticColumn.Min);
    }
}
