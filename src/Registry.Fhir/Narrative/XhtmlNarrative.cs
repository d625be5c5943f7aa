using System.Buffers;
using Registry.Fhir.Json;

namespace Registry.Fhir.Narrative;

/// <summary>The rules of Narrative.div: a safe part of XHTML (txt-1) that says something (txt-2). https://hl7.org/fhir/R4/narrative.html</summary>
/// <remarks>
/// What is allowed: the elements and attributes that the constraint txt-1 names, and those of the HTML chapters that its text names and its list
/// forgot (address, bdo, kbd, map, area, xml:lang, xml:space). Comments, CDATA sections and processing instructions are XML, and mean nothing here; a
/// document type and a stylesheet instruction are refused. References to images elsewhere are allowed, as FHIR allows them.
/// Linear in the length, no recursion, nothing allocated unless there is something to report. Thread-safe.
/// </remarks>
public static class XhtmlNarrative
{
    /// <summary>Whether both rules hold: what FHIRPath's <c>htmlChecks()</c> says.</summary>
    /// <param name="text">The bytes between the quotes of the JSON string.</param>
    /// <param name="isEscaped">Whether they hold JSON escapes to be undone.</param>
    public static bool IsValid(ReadOnlySpan<byte> text, bool isEscaped) => Run(text, isEscaped, []).Errors == 0;

    /// <summary>Says what is wrong, in the order of the text. What is not well-formed ends the reading.</summary>
    /// <param name="text">The bytes between the quotes of the JSON string.</param>
    /// <param name="isEscaped">Whether they hold JSON escapes to be undone.</param>
    /// <param name="faults">Takes the first faults, their offsets counted in <paramref name="text"/>; <see cref="Limits.NarrativeFaults"/> are enough for a person.</param>
    /// <returns>How many were written; 0 when nothing is wrong.</returns>
    public static int Check(ReadOnlySpan<byte> text, bool isEscaped, Span<XhtmlFault> faults)
    {
        int count = Run(text, isEscaped, faults).Count;
        for (int i = 0; i < count && isEscaped; i++)
        {
            int start = RawOffset(text, faults[i].Offset);
            faults[i] = faults[i] with { Offset = start, Length = RawOffset(text, faults[i].Offset + faults[i].Length) - start };
        }

        return count;
    }

    /// <summary>What a narrative says of its languages.</summary>
    /// <param name="text">The bytes between the quotes of the JSON string.</param>
    /// <param name="isEscaped">Whether they hold JSON escapes to be undone.</param>
    /// <param name="wanted">The language that is asked about; empty for none.</param>
    internal static NarrativeLanguages Languages(ReadOnlySpan<byte> text, bool isEscaped, ReadOnlySpan<byte> wanted) => Run(text, isEscaped, [], wanted).Languages;

    private static (int Count, int Errors, NarrativeLanguages Languages) Run(ReadOnlySpan<byte> text, bool isEscaped, Span<XhtmlFault> faults, ReadOnlySpan<byte> wanted = default)
    {
        if (!isEscaped) return Scan(text, faults, wanted);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(text.Length);
        int length = JsonText.Unescape(text, buffer);
        try
        {
            return Scan(buffer.AsSpan(0, length), faults, wanted);
        }
        finally
        {
            // It held what was said of a patient.
            buffer.AsSpan(0, length).Clear();
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static (int Count, int Errors, NarrativeLanguages Languages) Scan(ReadOnlySpan<byte> xhtml, Span<XhtmlFault> faults, ReadOnlySpan<byte> wanted)
    {
        XhtmlScanner scanner = new(xhtml, faults, stackalloc (int Start, int Length)[Limits.NarrativeDepth]) { Wanted = wanted };
        scanner.Run();
        return (scanner.Count, scanner.Errors, scanner.Languages);
    }

    /// <summary>Where a byte of the unescaped text begins among the escaped bytes.</summary>
    private static int RawOffset(ReadOnlySpan<byte> raw, int offset)
    {
        Span<byte> rune = stackalloc byte[12];
        int at = 0;
        for (int left = offset; left > 0 && at < raw.Length;)
        {
            int step = raw[at] != '\\' ? 1 : raw[at + 1] != 'u' ? 2 : IsPair(raw[at..]) ? 12 : 6;
            left -= step == 1 ? 1 : JsonText.Unescape(raw.Slice(at, step), rune);
            at += step;
        }

        return at;
    }

    private static bool IsPair(ReadOnlySpan<byte> escape) =>
        escape.Length >= 12 && escape[6..].StartsWith("\\u"u8)
        && char.IsHighSurrogate((char)JsonText.HexUnit(escape[2..])) && char.IsLowSurrogate((char)JsonText.HexUnit(escape[8..]));
}
