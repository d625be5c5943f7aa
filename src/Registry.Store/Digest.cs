using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Registry.Store;

/// <summary>The 128-bit keys of unique texts: the first 16 bytes of SHA-256 over the parts, each led by its length, so that no two lists of parts read alike.</summary>
/// <remarks>A null part and an empty part differ. The bytes are stored, so this never changes; a test pins it.</remarks>
internal static class Digest
{
    internal const int Bytes = 16;

    internal static byte[] Of(params ReadOnlySpan<string?> parts)
    {
        int size = 0;
        foreach (string? part in parts) size += sizeof(int) + (part is null ? 0 : Encoding.UTF8.GetByteCount(part));
        byte[] buffer = ArrayPool<byte>.Shared.Rent(size);
        try
        {
            int at = 0;
            foreach (string? part in parts)
            {
                int written = part is null ? 0 : Encoding.UTF8.GetBytes(part, buffer.AsSpan(at + sizeof(int)));
                BinaryPrimitives.WriteInt32BigEndian(buffer.AsSpan(at), part is null ? -1 : written);
                at += sizeof(int) + written;
            }

            Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
            SHA256.HashData(buffer.AsSpan(0, at), hash);
            return hash[..Bytes].ToArray();
        }
        finally
        {
            // The parts may be a patient's pseudonym.
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }
    }
}

/// <summary>Orders keys as unsigned bytes: the one order in which every transaction takes rows.</summary>
internal sealed class BytesComparer : IComparer<byte[]>, IEqualityComparer<byte[]>
{
    internal static readonly BytesComparer Instance = new();

    public int Compare(byte[]? x, byte[]? y) => x.AsSpan().SequenceCompareTo(y);

    public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

    public int GetHashCode(byte[] obj) => BinaryPrimitives.ReadInt32LittleEndian(obj);
}
