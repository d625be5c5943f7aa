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
/// <remarks>Near-linear is a time near half. The validator is shared; nothing else is.</remarks>
[MemoryDiagnoser]
[Config(typeof(InProcess))]
public class ThreadScalingBenchmark
{
    private const int Documents = 2_000;

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

    [Benchmark(OperationsPerInvoke = Documents)]
    public int ReadAndValidate()
    {
        int accepted = 0;
        Thread[] threads = [.. Enumerable.Range(0, Threads).Select(_ => new Thread(() => Interlocked.Add(ref accepted, Run(Documents / Threads))))];
        foreach (Thread thread in threads) thread.Start();
        foreach (Thread thread in threads) thread.Join();
        return accepted == Documents ? accepted : throw new InvalidOperationException("The example is refused.");
    }

    private int Run(int count)
    {
        int accepted = 0;
        for (int index = 0; index < count; index++)
        {
            using ResourceDocument document = ResourceDocument.Parse(_json, _validator.Names);
            if (_validator.Validate(document, Example.Select) is Verdict.Accepted) accepted++;
        }

        return accepted;
    }

    private sealed class InProcess : ManualConfig
    {
        public InProcess() => AddJob(Job.Default.WithToolchain(InProcessEmitToolchain.Instance).WithWarmupCount(5).WithIterationCount(15)).AddColumn(StatisticColumn.Min);
    }
}
