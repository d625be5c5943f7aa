using System.Buffers;
using System.IO.Compression;

namespace Registry.Store.Resources;

/// <summary>The stored form of a version's content: one byte that names the coding, the content's length, and the coded bytes. Empty stays empty.</summary>
/// <remarks>
/// <see cref="ContentTokens"/> and then Brotli: a document of a kilobyte is too short for Brotli to learn what all of them say. Figures in this project's README.
/// Content of earlier codings stays readable; a later coding is a new first byte.
/// </remarks>
internal static class ContentCodec
{
    private const byte Plain = 0;
    private const byte Brotli = 1;
    private const byte TokensThenBrotli = 2;
    private const int HeadBytes = 1 + sizeof(int);
    private const int Quality = 5;
    private const int WindowBits = 18;

    internal static byte[] Encode(ReadOnlySpan<byte> content)
    {
        if (content.IsEmpty) return [];
        byte[] tokens = ArrayPool<byte>.Shared.Rent(content.Length);
        try
        {
            return ContentTokens.TryEncode(content, tokens, out int written)
                ? Compress(TokensThenBrotli, tokens.AsSpan(0, written), content)
                : Compress(Brotli, content, content);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(tokens, clearArray: true);
        }
    }

    /// <exception cref="InvalidDataException">The bytes are not what <see cref="Encode"/> wrote.</exception>
    internal static ReadOnlyMemory<byte> Decode(byte[] stored)
    {
        if (stored.Length == 0) return ReadOnlyMemory<byte>.Empty;
        if (stored[0] == Plain) return stored.AsMemory(1);
        if (stored[0] is not (Brotli or TokensThenBrotli) || stored.Length < HeadBytes) throw new InvalidDataException("Stored content has an unknown coding.");
        byte[] content = new byte[BitConverter.ToInt32(stored, 1)];
        ReadOnlySpan<byte> compressed = stored.AsSpan(HeadBytes);
        int length = stored[0] == Brotli ? Decompress(compressed, content) : DecodeTokens(compressed, content);
        return length == content.Length ? content : throw new InvalidDataException("Stored content is damaged.");
    }

    /// <summary>The length leads, so that reading allocates once; a coding that does not pay is left out.</summary>
    private static byte[] Compress(byte coding, ReadOnlySpan<byte> coded, ReadOnlySpan<byte> content)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(HeadBytes + BrotliEncoder.GetMaxCompressedLength(coded.Length));
        try
        {
            buffer[0] = coding;
            BitConverter.TryWriteBytes(buffer.AsSpan(1), content.Length);
            bool pays = BrotliEncoder.TryCompress(coded, buffer.AsSpan(HeadBytes), out int written, Quality, WindowBits) && written + sizeof(int) < content.Length;
            return pays ? buffer[..(HeadBytes + written)] : [Plain, .. content];
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }
    }

    private static int DecodeTokens(ReadOnlySpan<byte> compressed, Span<byte> content)
    {
        // Tokens are never longer than what they stand for.
        byte[] tokens = ArrayPool<byte>.Shared.Rent(content.Length);
        try
        {
            return ContentTokens.Decode(tokens.AsSpan(0, Decompress(compressed, tokens)), content);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(tokens, clearArray: true);
        }
    }

    private static int Decompress(ReadOnlySpan<byte> compressed, Span<byte> content) =>
        BrotliDecoder.TryDecompress(compressed, content, out int written) ? written : throw new InvalidDataException("Stored content is damaged.");
}
