using System.Buffers.Binary;
using System.IO.Compression;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Registry.Fhir.Definitions;

/// <summary>The envelope of a definitions pack: 20 bytes of header, then the Brotli-compressed body.</summary>
/// <remarks>
/// Header, little-endian: 8 bytes mark, u32 format version, u32 body bytes before compression, u32 CRC-32C of the compressed body.
/// Body: see <see cref="PackWriter"/>. All numbers in it are unsigned, 7 bits a byte, lowest first.
/// </remarks>
internal static class PackFormat
{
    /// <summary>Raised with every change of the body's layout.</summary>
    public const uint Version = 4;

    private const int HeaderBytes = 20;
    private const int BodyBytesLimit = 64 * 1024 * 1024;

    private static ReadOnlySpan<byte> Mark => "FHIRDEFS"u8;

    public static byte[] Seal(ReadOnlySpan<byte> body)
    {
        var compressed = new byte[BrotliEncoder.GetMaxCompressedLength(body.Length)];
        if (!BrotliEncoder.TryCompress(body, compressed, out int bytes, quality: 11, window: 24)) throw new InvalidOperationException("Brotli's own bound was too small.");
        var pack = new byte[HeaderBytes + bytes];
        Mark.CopyTo(pack);
        BinaryPrimitives.WriteUInt32LittleEndian(pack.AsSpan(8), Version);
        BinaryPrimitives.WriteUInt32LittleEndian(pack.AsSpan(12), (uint)body.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(pack.AsSpan(16), Checksum(compressed.AsSpan(0, bytes)));
        compressed.AsSpan(0, bytes).CopyTo(pack.AsSpan(HeaderBytes));
        return pack;
    }

    /// <exception cref="DefinitionException">Another format, cut short, or changed.</exception>
    public static byte[] Open(string name, ReadOnlySpan<byte> pack)
    {
        if (pack.Length < HeaderBytes || !pack.StartsWith(Mark)) throw Fault(name, "It is no definitions pack.");
        uint version = BinaryPrimitives.ReadUInt32LittleEndian(pack[8..]);
        if (version != Version) throw Fault(name, $"It has format {version}; this build reads format {Version}.");
        uint length = BinaryPrimitives.ReadUInt32LittleEndian(pack[12..]);
        ReadOnlySpan<byte> compressed = pack[HeaderBytes..];
        if (length > BodyBytesLimit || BinaryPrimitives.ReadUInt32LittleEndian(pack[16..]) != Checksum(compressed)) throw Fault(name, "It is damaged or cut short: its checksum does not fit.");
        var body = new byte[length];
        if (!BrotliDecoder.TryDecompress(compressed, body, out int written) || written != body.Length) throw Fault(name, "It is damaged: its body does not decompress.");
        return body;
    }

    private static DefinitionException Fault(string name, string reason) =>
        new(name, file: null, element: null, reason + " Make it again with 'registry definitions build'.");

    // The processor's own instruction where there is one, so a megabyte costs far less than a millisecond.
    private static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        ReadOnlySpan<ulong> words = MemoryMarshal.Cast<byte, ulong>(bytes);
        foreach (ulong word in words) crc = BitOperations.Crc32C(crc, BitConverter.IsLittleEndian ? word : BinaryPrimitives.ReverseEndianness(word));
        foreach (byte rest in bytes[(words.Length * sizeof(ulong))..]) crc = BitOperations.Crc32C(crc, rest);
        return ~crc;
    }
}
