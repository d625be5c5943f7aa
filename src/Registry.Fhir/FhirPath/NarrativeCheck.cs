namespace Registry.Fhir.FhirPath;

/// <summary>What <c>htmlChecks()</c> asks of a narrative.</summary>
internal static class NarrativeCheck
{
    /// <summary>Whether the text is one <c>div</c>; the room of narratives checks the rest.</summary>
    public static bool Holds(ReadOnlySpan<byte> xhtml) => xhtml.TrimStart(" \t\r\n"u8).StartsWith("<div"u8) && xhtml.TrimEnd(" \t\r\n"u8).EndsWith(">"u8);
}
