using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Registry.Statistics;
using Registry.Statistics.Regression;
using Registry.Statistics.Survival;

namespace Registry.Benchmarks;

/// <summary>What walks over risk sets with delayed entry: the log-rank test, cumulative incidence, the cumulative hazard, and a Cox fit.</summary>
/// <remarks>Samples as in <see cref="KaplanMeierBenchmark"/>, some 30,000 distinct days of failure; three causes, three groups.
/// risk-sets.R beside the results times R on the same distribution.</remarks>
[MemoryDiagnoser]
[Config(typeof(ShortInProcess))]
public class RiskSetBenchmark
{
    FollowUp[] _samples = [];
    CauseFollowUp[] _causes = [];
    int[] _groups = [];
    int[] _strata = [];
    double[] _covariates = [];

    [Params(100_000, 1_000_000)]
    public int Samples { get; set; }

    [GlobalSetup]
    public void MakeSamples()
    {
        var random = new Random(1);
        _samples = new FollowUp[Samples];
        _causes = new CauseFollowUp[Samples];
        _groups = new int[Samples];
        _strata = new int[Samples];
        _covariates = new double[Samples];
        for (int index = 0; index < Samples; index++)
        {
            int entryDays = random.Next(0, 20_000);
            int exitDays = entryDays + 1 + random.Next(0, 15_000);
            int cause = random.Next(2) == 0 ? random.Next(1, 4) : CauseFollowUp.Censored;
            _causes[index] = new CauseFollowUp(entryDays, exitDays, cause);
            _samples[index] = _causes[index].AnyCause();
            _groups[index] = random.Next(3);
            _strata[index] = random.Next(10);
            _covariates[index] = random.NextDouble();
        }
    }

    [Benchmark]
    public Answer<ChiSquaredTest> LogRankOfThreeGroups() => LogRank.Test(_samples, _groups).Difference();

    [Benchmark]
    public Answer<ChiSquaredTest> LogRankInTenStrata() => LogRank.Test(_samples, _groups, _strata).Difference();

    [Benchmark]
    public IncidenceCurves CumulativeIncidenceOfThreeCauses() => CumulativeIncidence.Estimate(_causes);

    [Benchmark]
    public HazardCurve CumulativeHazard() => NelsonAalen.Estimate(_samples);

    [Benchmark]
    public CoxFit CoxWithOneCovariate() => CoxRegression.Fit(_samples, _covariates, width: 1);

    /// <summary>In process, as this BenchmarkDotNet does not know .NET 10 as a target to build for.</summary>
    sealed class ShortInProcess : ManualConfig
    {
        public ShortInProcess() =>
            AddJob(Job.Default.WithToolchain(InProcessEmitToolchain.Instance).WithWarmupCount(2).WithIterationCount(6));
    }
}
