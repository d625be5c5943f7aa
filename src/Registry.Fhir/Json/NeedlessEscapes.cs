using System.Buffers;
using System.Text;

namespace Registry.Fhir.Json;

/// <summary>Escapes that JSON allows and does not ask for: <c>Patient\/1</c>, <c>\u002B01:00</c>, <c>Zo\u00EB</c>. https://www.rfc-editor.org/rfc/rfc8259#section-7</summary>
/// <remarks>
/// Many writers escape slashes, plus signs or all that is not ASCII. A text is freed of that once and as a whole before it is read, so that no comparison of a URL, a code or a time
/// has to know of spellings, and one content is one content. A quote, a backslash, a control character and half a surrogate pair stay as they were sent.
/// </remarks>
internal static class NeedlessEscapes
{
    // A backslash, the letter u and four digits.
    private const int UnitLength = 6;

    private static readonly SearchValues<byte> QuoteOrBackslash = SearchValues.Create("\"\\"u8);

    /// <summary>The text with each character as itself that may stand so, and where it was changed; null when it was not.</summary>
    public static RewrittenText? Rewrite(ReadOnlyMemory<byte> utf8)
    {
        ReadOnlySpan<byte> sent = utf8.Span;
        if (!sent.Contains((byte)'\\')) return null;
        ArrayBufferWriter<byte>? text = null;
        List<(int From, int Shift)> shifts = [];
        Span<byte> plain = stackalloc byte[4];
        int copied = 0;
        bool isString = false;
        for (int at = 0; sent[at..].IndexOfAny(QuoteOrBackslash) is var next and >= 0;)
        {
            at += next;
            if (sent[at] == '"')
            {
                isString = !isString;
                at++;
                continue;
            }

            // A backslash outside strings, or at the end, is no JSON: the rest is read as it was sent.
            if (!isString || at + 1 == sent.Length) break;
            (int length, int written) = Read(sent[at..], plain);
            if (written > 0)
            {
                text ??= new ArrayBufferWriter<byte>(utf8.Length);
                text.Write(sent[copied..at]);
                text.Write(plain[..written]);
                copied = at + length;
                shifts.Add((text.WrittenCount, text.WrittenCount - copied));
            }

            at += length;
        }

        if (text is null) return null;
        text.Write(sent[copied..]);
        return new RewrittenText(text.WrittenMemory, [.. shifts]);
    }

    // How long the escape is, and how many bytes the character itself takes; 0 when it has to stay escaped, or is no escape.
    private static (int Length, int Written) Read(ReadOnlySpan<byte> escape, Span<byte> plain)
    {
        if (escape[1] == '/')
        {
            plain[0] = (byte)'/';
            return (2, 1);
        }

        if (escape[1] != 'u' || JsonText.HexUnit(escape[2..]) is not (var unit and >= 0)) return (2, 0);
        if (Rune.TryCreate((char)unit, out Rune rune)) return (UnitLength, rune.Value is < ' ' or '"' or '\\' ? 0 : rune.EncodeToUtf8(plain));
        ReadOnlySpan<byte> second = escape[UnitLength..];
        return second.StartsWith("\\u"u8) && JsonText.HexUnit(second[2..]) is var low and >= 0 && Rune.TryCreate((char)unit, (char)low, out rune)
            ? (2 * UnitLength, rune.EncodeToUtf8(plain))
            : (UnitLength, 0);
    }
}
