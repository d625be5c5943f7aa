using System.Globalization;
using System.Text;

namespace Registry.Fhir.Json;

/// <summary>What the text between two quotes means. https://www.rfc-editor.org/rfc/rfc8259#section-7</summary>
internal static class JsonText
{
    /// <summary>Four hexadecimal digits as a UTF-16 code unit; -1 when they are not there.</summary>
    public static int HexUnit(ReadOnlySpan<byte> digits)
    {
        if (digits.Length < 4) return -1;
        int unit = 0;
        for (int i = 0; i < 4; i++)
        {
            int digit = digits[i] switch
            {
                >= (byte)'0' and <= (byte)'9' => digits[i] - '0',
                >= (byte)'a' and <= (byte)'f' => digits[i] - 'a' + 10,
                >= (byte)'A' and <= (byte)'F' => digits[i] - 'A' + 10,
                _ => -1,
            };
            if (digit < 0) return -1;
            unit = (unit << 4) | digit;
        }

        return unit;
    }

    /// <summary>The characters that a string's bytes stand for. A lone surrogate (reported by <see cref="FhirJsonRules"/>) becomes U+FFFD.</summary>
    public static string Unescape(ReadOnlySpan<byte> raw)
    {
        if (raw.IndexOf((byte)'\\') < 0) return Encoding.UTF8.GetString(raw);
        byte[] buffer = new byte[raw.Length];
        int length = Unescape(raw, buffer);
        return Encoding.UTF8.GetString(buffer, 0, length);
    }

    /// <summary>The UTF-8 that a string's bytes stand for, which is never longer than they are.</summary>
    /// <returns>How many bytes were written.</returns>
    public static int Unescape(ReadOnlySpan<byte> raw, Span<byte> into)
    {
        int read = 0;
        int written = 0;
        while (read < raw.Length)
        {
            if (raw[read] != '\\')
            {
                into[written++] = raw[read++];
                continue;
            }

            byte kind = raw[read + 1];
            if (kind != 'u')
            {
                into[written++] = kind switch
                {
                    (byte)'n' => (byte)'\n',
                    (byte)'r' => (byte)'\r',
                    (byte)'t' => (byte)'\t',
                    (byte)'b' => (byte)'\b',
                    (byte)'f' => (byte)'\f',
                    _ => kind,
                };
                read += 2;
                continue;
            }

            char unit = (char)HexUnit(raw[(read + 2)..]);
            read += 6;
            Rune rune = Rune.ReplacementChar;
            if (char.IsHighSurrogate(unit) && raw[read..].StartsWith("\\u"u8)
                && HexUnit(raw[(read + 2)..]) is var low and >= 0 && char.IsLowSurrogate((char)low))
            {
                rune = new Rune(unit, (char)low);
                read += 6;
            }
            else if (!char.IsSurrogate(unit))
            {
                rune = new Rune(unit);
            }

            written += rune.EncodeToUtf8(into[written..]);
        }

        return written;
    }

    /// <summary>Whether a string's bytes, escapes included, stand for this UTF-8.</summary>
    public static bool EqualsUtf8(ReadOnlySpan<byte> raw, ReadOnlySpan<byte> text, bool isEscaped)
    {
        if (!isEscaped) return raw.SequenceEqual(text);
        byte[] buffer = new byte[raw.Length];
        return buffer.AsSpan(0, Unescape(raw, buffer)).SequenceEqual(text);
    }

    /// <summary>Whether a string's bytes, escapes included, stand for this text.</summary>
    public static bool EqualsText(ReadOnlySpan<byte> raw, ReadOnlySpan<char> text, bool isEscaped)
    {
        if (isEscaped) return Unescape(raw).AsSpan().SequenceEqual(text);
        if (text.Length > raw.Length) return false;
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] > 0x7F || raw[i] > 0x7F) return Encoding.UTF8.GetString(raw).AsSpan().SequenceEqual(text);
            if (text[i] != raw[i]) return false;
        }

        return raw.Length == text.Length;
    }

    /// <summary>Offset of the first escaped surrogate without its other half; -1 when there is none.</summary>
    public static int LoneSurrogate(ReadOnlySpan<byte> raw)
    {
        int at = 0;
        while (at < raw.Length)
        {
            if (raw[at] != '\\')
            {
                at++;
                continue;
            }

            if (raw[at + 1] != 'u')
            {
                at += 2;
                continue;
            }

            char unit = (char)HexUnit(raw[(at + 2)..]);
            bool isPair = char.IsHighSurrogate(unit) && raw[(at + 6)..].StartsWith("\\u"u8)
                && HexUnit(raw[(at + 8)..]) is var low and >= 0 && char.IsLowSurrogate((char)low);
            if (char.IsSurrogate(unit) && !isPair) return at;
            at += isPair ? 12 : 6;
        }

        return -1;
    }

    /// <summary>A name or code from the document, short and printable enough to stand in a message.</summary>
    public static string Quote(string text)
    {
        StringBuilder quoted = new();
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (quoted.Length >= Limits.QuotedChars) return quoted.Append('…').ToString();
            quoted.Append(Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format ? "\uFFFD" : rune.ToString());
        }

        return quoted.ToString();
    }
}
