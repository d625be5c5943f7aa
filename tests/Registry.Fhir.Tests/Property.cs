using FsCheck;
using FsCheck.Fluent;

namespace Registry.Fhir.Tests;

/// <summary>Runs a fact over many seeds, and names the seed that breaks it.</summary>
internal static class Property
{
    /// <summary>Runs a fact with FsCheck, which shrinks what breaks it and prints how to run that again.</summary>
    public static void Hold<T>(int runs, Gen<T> generator, Func<T, bool> fact)
    {
        ulong seed = Environment.GetEnvironmentVariable("REGISTRY_SEED") is { } text ? ulong.Parse(text, System.Globalization.CultureInfo.InvariantCulture) : 20_261_121;
        // The gamma of FsCheck's generator must be odd.
        Prop.ForAll(generator.ToArbitrary(), fact).Check(Config.QuickThrowOnFailure.WithMaxTest(runs).WithReplay(seed, 7).WithQuietOnSuccess(true));
    }

    public static void Hold(int runs, Action<Random> fact)
    {
        int first = Environment.GetEnvironmentVariable("REGISTRY_SEED") is { } text ? int.Parse(text, System.Globalization.CultureInfo.InvariantCulture) : 20_261_121;
        for (int seed = first; seed < first + runs; seed++)
        {
            try
            {
                fact(new Random(seed));
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"Broken for REGISTRY_SEED={seed}: {e.Message}", e);
            }
        }
    }
}
