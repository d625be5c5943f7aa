using System.Buffers.Text;
using System.Globalization;

namespace Registry.Store.EventLog;

/// <summary>The stored form of an event's source, Type/id/_history/version: where the id is a UUID as this registry makes them, <c>Type~</c>, its 16 bytes in 22 characters, and the version; 24 bytes less in each row of the log.</summary>
/// <remarks>Any other source is itself: a client's own id, a link's <c>Subject/id</c>, and what was written before there was a coding.</remarks>
internal static class EventSource
{
    private const char Mark = '~';
    private const string History = "/_history/";
    private const int UuidChars = 36;
    private const int CodedChars = 22;

    /// <param name="source">As the event says it.</param>
    /// <exception cref="ArgumentException">It has the mark of a coded one; no reference has that character.</exception>
    internal static string Write(string source)
    {
        if (source.Contains(Mark, StringComparison.Ordinal)) throw new ArgumentException("An event's source is a reference.", nameof(source));
        int slash = source.IndexOf('/', StringComparison.Ordinal);
        int historyIndex = slash + 1 + UuidChars;
        if (slash < 0 || source.Length <= historyIndex + History.Length || string.CompareOrdinal(source, historyIndex, History, 0, History.Length) != 0) return source;
        ReadOnlySpan<char> id = source.AsSpan(slash + 1, UuidChars);
        // Only what reads back to the letter: an id with capitals is another id.
        if (!Guid.TryParseExact(id, "D", out Guid uuid) || !id.SequenceEqual(uuid.ToString("D"))) return source;
        return string.Concat(source.AsSpan(0, slash), [Mark], Base64Url.EncodeToString(uuid.ToByteArray(bigEndian: true)), source.AsSpan(historyIndex + History.Length));
    }

    /// <inheritdoc cref="Write"/>
    /// <param name="stored">What <see cref="Write"/> gave.</param>
    internal static string Read(string stored)
    {
        int mark = stored.IndexOf(Mark, StringComparison.Ordinal);
        if (mark < 0) return stored;
        Guid uuid = new(Base64Url.DecodeFromChars(stored.AsSpan(mark + 1, CodedChars)), bigEndian: true);
        return string.Create(CultureInfo.InvariantCulture, $"{stored.AsSpan(0, mark)}/{uuid:D}{History}{stored.AsSpan(mark + 1 + CodedChars)}");
    }
}
