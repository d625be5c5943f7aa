namespace Registry.Fhir.FhirPath;

/// <summary>What an expression says as a condition; the numbers order false below unknown below true. http://hl7.org/fhirpath/N1/#boolean-logic</summary>
internal enum Truth : sbyte
{
    False = -1,

    /// <summary>Nothing: the empty collection.</summary>
    Empty = 0,
    True = 1,
}

internal static class Truths
{
    public static Truth Of(bool value) => value ? Truth.True : Truth.False;

    public static Truth Not(this Truth value) => (Truth)(-(sbyte)value);
}
