namespace Registry.Fhir.Tests;

/// <summary>Runs a fact over many seeds, and names the seed that breaks it.</summary>
internal static class Property
{
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
