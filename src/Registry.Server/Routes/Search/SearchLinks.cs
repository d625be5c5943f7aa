using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using Registry.Store.Index;

namespace Registry.Server.Routes.Search;

/// <summary>Which page of a search: what comes after a position, or before it.</summary>
/// <param name="Position">Null, with <paramref name="IsBackward"/>, for the end of all matches.</param>
/// <param name="IsBackward">Whether the page lies before the position.</param>
internal sealed record SearchPlace(SearchPosition? Position, bool IsBackward);

/// <summary>A place in a search as an opaque text: signed, so that nobody makes one up, and bound to the query that it continues.</summary>
internal static class SearchLinks
{
    public const string Parameter = "_page";
    private const int SignatureBytes = 16;

    /// <summary>Is signed with each link, so that one of another layout is refused and never misread.</summary>
    private const string Layout = "2\n";

    public static string Write(SearchPlace place, string query, ReadOnlySpan<byte> key)
    {
        using MemoryStream stream = new();
        using BinaryWriter writer = new(stream, Encoding.UTF8);
        writer.Write(place.IsBackward);
        writer.Write(place.Position is not null);
        if (place.Position is { } position) WritePosition(writer, position);
        writer.Flush();
        byte[] bytes = stream.ToArray();
        return WebEncoders.Base64UrlEncode([.. Sign(bytes, query, key), .. bytes]);
    }

    /// <summary>Null when the text was not written by this registry, or for another query.</summary>
    public static SearchPlace? Read(string text, string query, ReadOnlySpan<byte> key)
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
        bool isBackward = reader.ReadBoolean();
        return new SearchPlace(reader.ReadBoolean() ? ReadPosition(reader) : null, isBackward);
    }

    private static void WritePosition(BinaryWriter writer, SearchPosition position)
    {
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
    }

    private static SearchPosition ReadPosition(BinaryReader reader)
    {
        long number = reader.ReadInt64();
        object?[] values = new object?[reader.Read7BitEncodedInt()];
        for (int index = 0; index < values.Length; index++)
        {
            values[index] = reader.ReadChar() switch { 's' => reader.ReadString(), 'd' => reader.ReadDouble(), 'l' => reader.ReadInt64(), _ => null };
        }

        return new SearchPosition(values, number);
    }

    private static byte[] Sign(byte[] place, string query, ReadOnlySpan<byte> key) => HMACSHA256.HashData(key, [.. SHA256.HashData(Encoding.UTF8.GetBytes(Layout + query)), .. place])[..SignatureBytes];
}
