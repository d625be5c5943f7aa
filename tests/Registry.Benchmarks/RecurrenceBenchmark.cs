using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Registry.Statistics;
using Registry.Statistics.Rates;
using Registry.Statistics.Regression;

namespace Registry.Benchmarks;

/// <summary>What a report over 100,000 subjects asks of recurrences and repeated measurements: some five each.</summary>
[MemoryDiagnoser]
[Config(typeof(ShortInProcess))]
public class RecurrenceBenchmark
{
    const int Subjects = 100_000;
    const int Each = 5;

    readonly ObservationPeriod[] _periods = new ObservationPeriod[Subjects];
    readonly Recurrence[] _recurrences = new Recurrence[Subjects * Each];
    readonly CountSample[] _counts = new CountSample[Subjects];
    readonly TrendSample[] _measurements = new TrendSample[Subjects * Each];

    [GlobalSetup]
    public void MakeSamples()
    {
        var random = new Random(1);
        for (int subject = 0; subject < Subjects; subject++)
        {
            int entryDays = random.Next(0, 20_000);
            int exitDays = entryDays + 1 + random.Next(0, 15_000);
            double own = random.NextDouble();
            _periods[subject] = new ObservationPeriod(subject, entryDays, exitDays);
            _counts[subject] = new CountSample((long)(own * random.Next(0, 12)), (exitDays - entryDays) / PersonTime.DaysPerYear);
            for (int place = subject * Each; place < (subject + 1) * Each; place++)
            {
                int day = random.Next(entryDays + 1, exitDays + 1);
                _recurrences[place] = new Recurrence(subject, day);
                double age = day / PersonTime.DaysPerYear;
                _measurements[place] = new TrendSample(subject, age, 3 * own + (0.4 + 0.2 * own) * age + random.NextDouble());
            }
        }
    }

    [Benchmark]
    public MeanCumulativeCurve MeanCumulativeFunction() => MeanCumulative.Estimate(_periods, _recurrences);

    [Benchmark]
    public Answer<NegativeBinomialFit> NegativeBinomialRate() => NegativeBinomial.Fit(_counts);

    [Benchmark]
    public Answer<MixedTrendFit> MixedTrendOfMeasurements() => MixedTrend.Fit(_measurements);

    /// <summary>In process, as this BenchmarkDotNet does not know .NET 10 as a target to build for.</summary>
    sealed class ShortInProcess : ManualConfig
    {
        public ShortInProcess() =>
            AddJob(Job.Default.WithToolchain(InProcessEmitToolchain.Instance).WithWarmupCount(2).WithIterationCount(6));
    }
}
