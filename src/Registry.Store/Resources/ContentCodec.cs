using System.IO.Compression;

namespace Registry.Store.Resources;

/// <summary>The stored form of a version's content: one byte that names the coding, and the coded bytes. Empty stays empty.</summary>
/// <remarks>Brotli, because its built-in dictionary serves documents of a kilobyte; figures in this project's README. A later coding is a new first byte.</remarks>
internal static class ContentCodec
{
    private const byte Plain = 0;
    private const byte Brotli = 1;
    private const int Quality = 5;
    private const int WindowBits = 18;

    internal static byte[] Encode(ReadOnlySpan<byte> content)
    {
        if (content.IsEmpty) return [];
        // The length leads, so that reading allocates once.
        byte[] buffer = new byte[1 + sizeof(int) + BrotliEncoder.GetMaxCompressedLength(content.Length)];
        BitConverter.TryWriteBytes(buffer.AsSpan(1), content.Length);
        if (BrotliEncoder.TryCompress(content, buffer.AsSpan(1 + sizeof(int)), out int written, Quality, WindowBits) && written + sizeof(int) < content.Length)
        {
            buffer[0] = Brotli;
            return buffer[..(1 + sizeof(int) + written)];
        }

        return [Plain, .. content];
    }

    /// <exception cref="InvalidDataException">The bytes are not what <see cref="Encode"/> wrote.</exception>
    internal static ReadOnlyMemory<byte> Decode(byte[] stored)
    {
        if (stored.Length == 0) return ReadOnlyMemory<byte>.Empty;
        if (stored[0] == Plain) return stored.AsMemory(1);
        if (stored[0] != Brotli || stored.Length < 1 + sizeof(int)) throw new InvalidDataException("Stored content has an unknown coding.");
        byte[] content = new byte[BitConverter.ToInt32(stored, 1)];
        if (!BrotliDecoder.TryDecompress(stored.AsSpan(1 + sizeof(int)), content, out int written) || written != content.Length)
            throw new InvalidDataException("Stored content is damaged.");
        return content;
    }
}
