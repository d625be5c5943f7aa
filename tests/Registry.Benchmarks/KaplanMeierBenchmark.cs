using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Registry.Statistics.Survival;

namespace Registry.Benchmarks;

/// <summary>Budget of design.md, section 7: Kaplan–Meier with delayed entry and band, 1,000,000 samples, within 300 ms (goal 100 ms).</summary>
/// <remarks>Ages in days with some 30,000 distinct days of failure: as fine as a registry's data get, and the tally's worst case for the cache.
/// kaplan-meier.R beside the results times R's survfit on the same distribution.</remarks>
[MemoryDiagnoser]
[Config(typeof(ShortInProcess))]
public class KaplanMeierBenchmark
{
    FollowUp[] _samples = [];

    [Params(10_000, 1_000_000)]
    public int Samples { get; set; }

    [GlobalSetup]
    public void MakeSamples()
    {
        var random = new Random(1);
        _samples = new FollowUp[Samples];
        foreach (ref FollowUp sample in _samples.AsSpan())
        {
            int entryDays = random.Next(0, 20_000);
            sample = new FollowUp(entryDays, entryDays + 1 + random.Next(0, 15_000), random.Next(2) == 0);
        }
    }

    [Benchmark]
    public SurvivalCurve DelayedEntryWithBand() => KaplanMeier.Estimate(_samples);

    [Benchmark]
    public SurvivalQuantile DelayedEntryWithBandAndMedian() => KaplanMeier.Estimate(_samples).Median();

    /// <summary>In process, as this BenchmarkDotNet does not know .NET 10 as a target to build for.</summary>
    sealed class ShortInProcess : ManualConfig
    {
        public ShortInProcess() =>
            AddJob(Job.Default.WithToolchain(InProcessEmitToolchain.Instance).WithWarmupCount(3).WithIterationCount(10));
    }
}
