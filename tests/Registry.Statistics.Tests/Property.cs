using System.Globalization;
using Xunit.Sdk;

namespace Registry.Statistics.Tests;

/// <summary>A statement that must hold for whatever a seeded generator brings.</summary>
static class Property
{
    /// <summary>Set to the seed of a failure to see that one run alone.</summary>
    const string SeedVariable = "REGISTRY_PROPERTY_SEED";

    const int FirstSeed = 20261121;

    internal static void Hold(int runs, Action<Random> statement)
    {
        if (int.TryParse(Environment.GetEnvironmentVariable(SeedVariable), NumberStyles.Integer, CultureInfo.InvariantCulture, out int chosen))
        {
            HoldOnce(chosen, statement);
            return;
        }

        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Seeds {FirstSeed} to {FirstSeed + runs - 1}."));
        for (int run = 0; run < runs; run++) HoldOnce(FirstSeed + run, statement);
    }

    static void HoldOnce(int seed, Action<Random> statement)
    {
        try
        {
            statement(new Random(seed));
        }
        catch (Exception broken) when (broken is not OperationCanceledException)
        {
            throw new XunitException(string.Create(CultureInfo.InvariantCulture, $"Broken for {SeedVariable}={seed}: {broken.Message}"), broken);
        }
    }
}
