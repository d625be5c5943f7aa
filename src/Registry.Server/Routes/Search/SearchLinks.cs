using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using Registry.Store.Index;

namespace Registry.Server.Routes.Search;

/// <summary>A place in a search as an opaque text: signed, so that nobody makes one up, and bound to the query that it continues.</summary>
internal static class SearchLinks
{
    public const string Parameter = "_page";
    private const int SignatureBytes = 16;

    public static string Write(SearchPosition position, string query, ReadOnlySpan<byte> key)
    {
        using MemoryStream stream = new();
        using BinaryWriter writer = new(stream, Encoding.UTF8);
        writer.Write(position.Number);
        writer.Write7BitEncodedInt(position.Values.Count);
        foreach (object? value in position.Values)
        {
            switch (value)
            {
                case null: writer.Write('0'); break;
                case string text: writer.Write('s'); writer.Write(text); break;
                case double number: writer.Write('d'); writer.Write(number); break;
                case long number: writer.Write('l'); writer.Write(number); break;
                default: throw new ArgumentException($"A sort value is no {value.GetType().Name}.", nameof(position));
            }
        }

        writer.Flush();
        byte[] place = stream.ToArray();
        return WebEncoders.Base64UrlEncode([.. Sign(place, query, key), .. place]);
    }

    /// <summary>Null when the text was not written by this registry, or for another query.</summary>
    public static SearchPosition? Read(string text, string query, ReadOnlySpan<byte> key)
    {
        byte[] bytes;
        try
        {
            bytes = WebEncoders.Base64UrlDecode(text);
        }
        catch (FormatException)
        {
            return null;
        }

        if (bytes.Length <= SignatureBytes) return null;
        byte[] place = bytes[SignatureBytes..];
        if (!CryptographicOperations.FixedTimeEquals(bytes.AsSpan(0, SignatureBytes), Sign(place, query, key))) return null;
        // What is signed was written above.
        using BinaryReader reader = new(new MemoryStream(place), Encoding.UTF8);
        long number = reader.ReadInt64();
        object?[] values = new object?[reader.Read7BitEncodedInt()];
        for (int index = 0; index < values.Length; index++)
        {
            values[index] = reader.ReadChar() switch { 's' => reader.ReadString(), 'd' => reader.ReadDouble(), 'l' => reader.ReadInt64(), _ => null };
        }

        return new SearchPosition(values, number);
    }

    private static byte[] Sign(byte[] place, string query, ReadOnlySpan<byte> key) => HMACSHA256.HashData(key, [.. SHA256.HashData(Encoding.UTF8.GetBytes(query)), .. place])[..SignatureBytes];
}
