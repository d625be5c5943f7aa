using System.Text;
using System.Text.Json.Nodes;
using Registry.Cohort.Lives;
using Registry.Cohort.Truth;
using Xunit;

namespace Registry.Service.Tests.Cohort;

/// <summary>The truth file is read strictly, and the lives follow it.</summary>
public sealed class TruthTests
{
    private const int Many = 20_000;
    private static readonly Lazy<Task<List<SomeCohort.Subject>>> Fop = new(() => SomeCohort.OfAsync(SomeCohort.Options(Many, 99) with { FopShare = 1 }, keepsBundles: false));

    [Fact]
    public void The_file_that_ships_is_read_and_names_a_source_for_every_number() => Assert.NotEmpty(TruthReader.Default().Sites.List);

    [Theory]
    [InlineData("fop.mortality.medianYears.value", "-1", "fop.mortality.medianYears: it must be 0 or more")]
    [InlineData("fop.mortality.medianYears.value", "0", "fop.mortality.medianYears")]
    [InlineData("fop.mortality.gompertzSlope.value", "0", "fop.mortality.gompertzSlope")]
    [InlineData("fop.misdiagnosed.value", "1.2", "fop.misdiagnosed: a share or yearly hazard is 0 to 1")]
    [InlineData("fop.symptomsShape.value", "0", "fop.symptomsShape: it must be more than 0")]
    [InlineData("fop.misdiagnosed.source", "\"  \"", "fop.misdiagnosed: it names no source")]
    [InlineData("fop.misdiagnosed.source", null, "source")]
    [InlineData("fop.misdiagnosed", "0.5", "$.fop.misdiagnosed")]
    [InlineData("fop.misdiagnosed", null, "misdiagnosed")]
    [InlineData("fop.unheardOf", "0.5", "unheardOf")]
    [InlineData("fop.deathCauses.pneumonia.value", "0.5", "fop.deathCauses: the shares must sum to 1, and sum to 1.35")]
    [InlineData("fop.lesions.regions.nek", """{"medianYears":1,"shape":1}""", "'nek' is no region of the generator; known are neck")]
    [InlineData("fop.flareUps.regions.nek", """{"value":0,"source":"s"}""", "'nek' is no region")]
    [InlineData("sites.list", "[]", "sites.list")]
    [InlineData("sites.list.0.name", "\"Hospital A\"", "'Hospital A'")]
    [InlineData("sites.list.0.datePrecision", "\"hour\"", "datePrecision")]
    [InlineData("sites.list.0.visitEveryYears", "0", "visitEveryYears")]
    [InlineData("poh.gnasFound.value", "\"0.7\"", "$.poh.gnasFound")]
    public void A_wrong_parameter_is_refused_by_name(string path, string? value, string message)
    {
        JsonNode file = JsonNode.Parse(TruthReader.DefaultText())!;
        string[] steps = path.Split('.');
        JsonNode owner = steps[..^1].Aggregate(file, (node, step) => int.TryParse(step, System.Globalization.CultureInfo.InvariantCulture, out int index) ? node[index]! : node[step]!);
        if (value is null) owner.AsObject().Remove(steps[^1]);
        else owner[steps[^1]] = JsonNode.Parse(value);

        InvalidDataException fault = Assert.Throws<InvalidDataException>(() => TruthReader.Read(Encoding.UTF8.GetBytes(file.ToJsonString())));
        Assert.Contains(message, fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{\"about\":1}")]
    public void What_is_no_truth_file_is_refused(string text) => Assert.Throws<InvalidDataException>(() => TruthReader.Read(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public async Task Deaths_follow_the_mortality_given_that_the_subject_lived_to_enter()
    {
        MortalityTruth mortality = TruthReader.Default().Fop.Mortality;
        // The probability integral: the share that is still alive, among those alive at entry, is uniform.
        double[] uniform = [.. (await Fop.Value).Select(subject => Gompertz.Survivor(mortality, Number(subject, "deathAge")) / Gompertz.Survivor(mortality, Number(subject, "entryAge"))).Order()];
        double distance = uniform.Select((value, index) => Math.Max(Math.Abs(value - (index / (double)Many)), Math.Abs(((index + 1) / (double)Many) - value))).Max();
        // Kolmogorov: beyond 1.95/sqrt(n) once in 1,000 samples; the seed is fixed.
        Assert.InRange(distance, 0, 1.95 / Math.Sqrt(Many));
    }

    [Fact]
    public async Task Half_of_a_birth_cohort_would_be_dead_at_the_median()
    {
        MortalityTruth mortality = TruthReader.Default().Fop.Mortality;
        Assert.Equal(0.5, Gompertz.Survivor(mortality, mortality.MedianYears.Value), 12);
        // Table of the domain notes, 5.1, for b = 0.05 and a median of 56.
        Assert.Equal(0.971, Gompertz.Survivor(mortality, 10), 3);
        Assert.Equal(0.425, Gompertz.Survivor(mortality, 60), 3);
        Assert.All(await Fop.Value, subject => Assert.True(Number(subject, "deathAge") > Number(subject, "entryAge")));
    }

    [Fact]
    public async Task Ages_and_shares_are_those_of_the_file()
    {
        FopTruth fop = TruthReader.Default().Fop;
        List<SomeCohort.Subject> subjects = await Fop.Value;
        Near(fop.SymptomsMeanYears.Value, subjects.Select(subject => Number(subject, "onsetAge")));
        Near(fop.DiagnosisDelayMeanYears.Value, subjects.Select(subject => Number(subject, "diagnosisAge") - Number(subject, "onsetAge")));
        Near(fop.FlareUps.PerPersonYear.Value, subjects.Select(subject => Number(subject, "flareUpsPerYear")));
        Near(fop.Function.CajisPerYear.Value, subjects.Select(subject => Number(subject, "cajisPerYear")));
        Near(fop.FemaleShare.Value, subjects.Select(subject => Is(subject, "sex", "female")));
        Near(0.965, subjects.Select(subject => Is(subject, "variant", "c.617G>A")));
        Near(0.5, subjects.Select(subject => Number(subject, "wheelchairAge") < fop.Function.WheelchairMedianYears.Value ? 1.0 : 0));
        Near(fop.DeathCauses["thoracic-insufficiency-syndrome"].Value, subjects.Select(subject => Is(subject, "deathCause", "thoracic-insufficiency-syndrome")));
        foreach (SiteTruth site in TruthReader.Default().Sites.List) Near(site.Share, subjects.Select(subject => Is(subject, "site", site.Name)));
    }

    [Fact]
    public async Task Loss_and_withdrawal_come_at_their_hazards()
    {
        RegistryTruth registry = TruthReader.Default().Registry;
        List<SomeCohort.Subject> subjects = await Fop.Value;
        double years = subjects.Sum(subject => Number(subject, "endAge") - Number(subject, "entryAge"));
        Poisson(registry.LossPerYear.Value * years, subjects.Count(subject => Is(subject, "exit", "loss") > 0));
        Poisson(registry.WithdrawalPerYear.Value * years, subjects.Count(subject => Is(subject, "exit", "withdrawal") > 0));
    }

    [Fact]
    public async Task Bone_begins_at_the_neck_back_and_shoulder_and_reaches_the_ankle_late()
    {
        List<SomeCohort.Subject> subjects = await Fop.Value;
        double Median(string region) => subjects.Select(subject => subject.Truth.GetProperty("boneAges").GetProperty(region).GetDouble()).Order().ElementAt(Many / 2);
        string[] order = ["neck", "upper-back", "shoulder", "lower-back", "elbow", "hip", "jaw", "wrist"];
        Assert.Equal(order, order.OrderBy(Median));
        Assert.All(subjects, subject => Assert.Equal(Number(subject, "onsetAge"), subject.Truth.GetProperty("boneAges").EnumerateObject().First().Value.GetDouble(), 3));
    }

    [Fact]
    public async Task Flare_ups_are_told_at_the_rate_that_is_true()
    {
        List<SomeCohort.Subject> subjects = await SomeCohort.OfAsync(SomeCohort.Options(2000, 21) with { FopShare = 1 });
        double expected = subjects.Sum(subject => Number(subject, "flareUpsPerYear") * (Number(subject, "endAge") - Number(subject, "entryAge")));
        int told = subjects.Sum(subject => Count(subject.Bundles[0], "\"code\":\"flare-up\"}"));
        // The regimen of a glucocorticoid has the same code in another system.
        int regimens = subjects.Sum(subject => Count(subject.Bundles[0], "CodeSystem/treatment-regimen\",\"code\":\"flare-up\"}"));
        Poisson(expected, told - regimens);
    }

    private static double Number(SomeCohort.Subject subject, string name) => subject.Truth.GetProperty(name).GetDouble();

    private static double Is(SomeCohort.Subject subject, string name, string value) => subject.Truth.GetProperty(name).ValueEquals(value) ? 1 : 0;

    /// <summary>The mean lies within four standard errors; the seed is fixed.</summary>
    private static void Near(double expected, IEnumerable<double> values)
    {
        double[] all = [.. values];
        double mean = all.Average();
        double error = Math.Sqrt(all.Sum(value => (value - mean) * (value - mean)) / all.Length / all.Length);
        Assert.InRange(mean, expected - (4 * error), expected + (4 * error));
    }

    private static void Poisson(double expected, int count) => Assert.InRange(count, expected - (4 * Math.Sqrt(expected)), expected + (4 * Math.Sqrt(expected)));

    private static int Count(byte[] bundle, string text)
    {
        ReadOnlySpan<byte> rest = bundle;
        byte[] wanted = Encoding.UTF8.GetBytes(text);
        int count = 0;
        for (int at = rest.IndexOf(wanted); at >= 0; at = rest.IndexOf(wanted))
        {
            count++;
            rest = rest[(at + wanted.Length)..];
        }

        return count;
    }
}
