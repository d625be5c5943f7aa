using System.Buffers;
using Registry.Store.Resources;

namespace Registry.Store.EventLog;

/// <summary>The stored form of an event's body: one byte that names the coding, and the coded bytes. A body that begins with a brace is itself, as before there was a coding, and as erasure writes it.</summary>
/// <remarks><see cref="ContentTokens"/> alone: a body has some 250 bytes, and is read by relay, feed and projections, so a general compressor costs more than it saves.</remarks>
internal static class EventBody
{
    private const byte Brace = (byte)'{';
    private const byte Tokens = 1;

    /// <param name="body">A JSON object.</param>
    internal static byte[] Encode(ReadOnlySpan<byte> body)
    {
        byte[] coded = ArrayPool<byte>.Shared.Rent(1 + body.Length);
        try
        {
            coded[0] = Tokens;
            return ContentTokens.TryEncode(body, coded.AsSpan(1), out int written) ? coded[..(1 + written)] : body.ToArray();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(coded, clearArray: true);
        }
    }

    /// <exception cref="InvalidDataException">The bytes are not what <see cref="Encode"/> wrote.</exception>
    internal static byte[] Decode(byte[] stored)
    {
        if (stored is [Brace, ..]) return stored;
        if (stored is not [Tokens, ..]) throw new InvalidDataException("An event's stored body has an unknown coding.");
        byte[] body = new byte[ContentTokens.LengthOf(stored.AsSpan(1))];
        ContentTokens.Decode(stored.AsSpan(1), body);
        return body;
    }
}
