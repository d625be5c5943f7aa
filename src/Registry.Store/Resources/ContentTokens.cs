using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;

namespace Registry.Store.Resources;

/// <summary>A dictionary of what the registry's resources have in common: each of its texts becomes two bytes, of which the first occurs in no JSON.</summary>
/// <remarks>
/// The texts are part of what is stored: <c>content-tokens-1.txt</c> is never edited, a better list is a file and a coding of its own. It came of invented people, of the
/// README's examples and of the events' fields. Control characters stand in no JSON string, and those used here are no white space: https://www.rfc-editor.org/rfc/rfc8259#section-7. Thread-safe.
/// </remarks>
internal static class ContentTokens
{
    /// <summary>SHA-256 of the texts, a line feed between them, so that an edited file writes nothing.</summary>
    private const string Digest = "157dfe5685644678bb047a36c7bae04881b1feee23b2daf824eaea206934409f";

    // 0x01 to 0x04: 1,024 texts.
    private const byte FirstLead = 0x01;
    private const byte LastLead = 0x04;

    // Four bytes of a text choose the few that begin so; each text has as many or more.
    private const int KeyBytes = sizeof(uint);

    private static readonly byte[][] Texts = Load();
    private static readonly FrozenDictionary<uint, int[]> ByStart = Texts
        .Select((text, number) => (Key: BitConverter.ToUInt32(text), Number: number))
        .GroupBy(text => text.Key)
        .ToFrozenDictionary(some => some.Key, some => some.Select(text => text.Number).OrderByDescending(number => Texts[number].Length).ToArray());

    /// <summary>Writes content with its texts replaced, the longest that fits at each place.</summary>
    /// <param name="content">What to code.</param>
    /// <param name="coded">As long as the content at least: it never grows.</param>
    /// <param name="written">How many bytes of <paramref name="coded"/> are used.</param>
    /// <returns>False when the content holds a byte that is no JSON and has a meaning here.</returns>
    internal static bool TryEncode(ReadOnlySpan<byte> content, Span<byte> coded, out int written)
    {
        written = 0;
        if (content.ContainsAnyInRange(FirstLead, LastLead)) return false;
        while (!content.IsEmpty)
        {
            if (Find(content) is var number and >= 0)
            {
                coded[written++] = (byte)(FirstLead + (number >> 8));
                coded[written++] = (byte)number;
                content = content[Texts[number].Length..];
            }
            else
            {
                coded[written++] = content[0];
                content = content[1..];
            }
        }

        return true;
    }

    /// <summary>How long the content is that these bytes stand for.</summary>
    /// <exception cref="InvalidDataException">The bytes are not what <see cref="TryEncode"/> wrote.</exception>
    internal static int LengthOf(ReadOnlySpan<byte> coded)
    {
        int length = 0;
        while (!coded.IsEmpty) length += Next(ref coded).Length;
        return length;
    }

    /// <summary>Writes the content again.</summary>
    /// <returns>How many bytes it has.</returns>
    /// <exception cref="InvalidDataException">The bytes are not what <see cref="TryEncode"/> wrote, or are of a longer content.</exception>
    internal static int Decode(ReadOnlySpan<byte> coded, Span<byte> content)
    {
        int written = 0;
        while (!coded.IsEmpty)
        {
            ReadOnlySpan<byte> text = Next(ref coded);
            if (!text.TryCopyTo(content[written..])) throw new InvalidDataException("Stored content is longer than it says.");
            written += text.Length;
        }

        return written;
    }

    /// <summary>The next text, or the bytes up to it.</summary>
    private static ReadOnlySpan<byte> Next(ref ReadOnlySpan<byte> coded)
    {
        ReadOnlySpan<byte> all = coded;
        int bytes = all.IndexOfAnyInRange(FirstLead, LastLead);
        if (bytes != 0)
        {
            int length = bytes < 0 ? all.Length : bytes;
            coded = all[length..];
            return all[..length];
        }

        int number = all.Length > 1 ? ((all[0] - FirstLead) << 8) | all[1] : int.MaxValue;
        if (number >= Texts.Length) throw new InvalidDataException("Stored content has an unknown text.");
        coded = all[2..];
        return Texts[number];
    }

    private static int Find(ReadOnlySpan<byte> content)
    {
        if (content.Length < KeyBytes || !ByStart.TryGetValue(BitConverter.ToUInt32(content), out int[]? numbers)) return -1;
        foreach (int number in numbers)
        {
            if (content.StartsWith(Texts[number])) return number;
        }

        return -1;
    }

    private static byte[][] Load()
    {
        using StreamReader file = new(typeof(ContentTokens).Assembly.GetManifestResourceStream("content-tokens-1.txt")!, Encoding.ASCII);
        string[] texts = file.ReadToEnd().Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(string.Join('\n', texts)))) == Digest
            ? [.. texts.Select(Encoding.ASCII.GetBytes)]
            : throw new InvalidDataException("content-tokens-1.txt was edited: what is stored could not be read. Restore it.");
    }
}
