using System.Buffers;
using System.Globalization;
using System.Text;

namespace Registry.Clinical;

/// <summary>The two members of meta that only a commit knows, put into stored JSON when it is read.</summary>
public static class StoredContent
{
    private static ReadOnlySpan<byte> MetaStart => ",\"meta\":{"u8;

    /// <summary>Writes a resource as a client sees it.</summary>
    /// <param name="content">Stored JSON, as <see cref="ResourceWrite.Content"/> has it.</param>
    /// <param name="version">meta.versionId.</param>
    /// <param name="recordedMs">meta.lastUpdated, milliseconds since 1970-01-01 UTC.</param>
    /// <param name="output">Receives UTF-8 JSON.</param>
    /// <exception cref="InvalidDataException">The content was not written by this registry.</exception>
    public static void Write(ReadOnlySpan<byte> content, long version, long recordedMs, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        // Invariant: resourceType and id hold no escapes, so the first occurrence is the resource's own meta.
        int start = content.IndexOf(MetaStart);
        if (start < 0) throw new InvalidDataException("Stored content has no meta: it was not written by this registry.");
        start += MetaStart.Length;
        output.Write(content[..start]);
        string meta = string.Create(CultureInfo.InvariantCulture, $"\"versionId\":\"{version}\",\"lastUpdated\":\"{Instant(recordedMs)}\"");
        Encoding.UTF8.GetBytes(meta, output);
        if (content[start] != (byte)'}') output.Write(","u8);
        output.Write(content[start..]);
    }

    /// <summary>A FHIR instant with milliseconds, in UTC.</summary>
    public static string Instant(long recordedMs) =>
        DateTimeOffset.FromUnixTimeMilliseconds(recordedMs).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
