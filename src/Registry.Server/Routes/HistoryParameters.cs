using System.Buffers.Binary;
using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Microsoft.Extensions.Primitives;
using Registry.Fhir.Outcomes;
using Registry.Store.History;

namespace Registry.Server.Routes;

/// <summary>What a history can be asked: <c>_count</c>, <c>_since</c>, <c>_at</c>, and the place in a link <c>next</c>. https://hl7.org/fhir/R4/http.html#history</summary>
internal static class HistoryParameters
{
    /// <summary>Holds the place after which a page begins. Opaque: clients follow the link as it stands.</summary>
    public const string Page = "_page";

    private const int PlaceBytes = 2 * sizeof(long);

    /// <summary>Reads the query.</summary>
    /// <param name="query">As sent.</param>
    /// <param name="zone">Of a time without an offset.</param>
    /// <param name="asked">What it asks.</param>
    /// <returns>Null when read; otherwise what is wrong with it.</returns>
    public static Finding? Read(IQueryCollection query, TimeZoneInfo zone, out HistoryQuery asked)
    {
        asked = new HistoryQuery { Count = Limits.SearchPageDefault };
        foreach ((string name, StringValues values) in query)
        {
            if (values is not [{ Length: > 0 } value]) return Wrong(name, "Send it once, with a value.");
            switch (name)
            {
                case "_count":
                    if (!TryReadCount(value, out int count)) return Wrong(name, "Send a whole number from 1.");
                    asked = asked with { Count = count };
                    break;
                case "_since":
                    // An instant, by the standard; a date or dateTime is taken from its beginning.
                    if (!TryReadTime(value, zone, out HistoryTime since)) return Wrong(name, "Send an instant, such as 2026-03-01T08:00:00Z; write '+' in an offset as %2B.");
                    asked = asked with { SinceMs = since.FirstMs };
                    break;
                case "_at":
                    if (!TryReadTime(value, zone, out HistoryTime at)) return Wrong(name, "Send a date or dateTime, such as 2026-03-01 or 2026-03-01T08:00:00Z; write '+' in an offset as %2B.");
                    asked = asked with { At = at };
                    break;
                case Page:
                    if (!TryReadPlace(value, out HistoryPlace place)) return Wrong(name, "Follow the bundle's link 'next' as it stands.");
                    asked = asked with { After = place };
                    break;
                case "_format" or "_pretty":
                    break;
                default:
                    return Wrong(name, "A history takes _count, _since and _at.");
            }
        }

        return null;
    }

    /// <summary>The same query, for the page after a place.</summary>
    public static QueryString Next(IQueryCollection query, HistoryPlace place)
    {
        Span<byte> bytes = stackalloc byte[PlaceBytes];
        BinaryPrimitives.WriteInt64BigEndian(bytes, place.Ordinal);
        BinaryPrimitives.WriteInt64BigEndian(bytes[sizeof(long)..], place.Resource);
        string text = Base64Url.EncodeToString(bytes);
        return QueryString.Create(query.Where(pair => pair.Key != Page).Select(pair => KeyValuePair.Create(pair.Key, (string?)pair.Value.ToString())).Append(KeyValuePair.Create(Page, (string?)text)));
    }

    // However many are asked for, a page has an end; what follows is one link further.
    private static bool TryReadCount(string text, out int count)
    {
        count = Store.Limits.HistoryPage;
        if (!text.All(char.IsAsciiDigit) || text.All(digit => digit == '0')) return false;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int asked)) count = Math.Min(asked, count);
        return true;
    }

    private static bool TryReadPlace(string text, out HistoryPlace place)
    {
        place = default;
        Span<byte> bytes = stackalloc byte[PlaceBytes];
        byte[] sent = Encoding.UTF8.GetBytes(text);
        if (sent.Length > 2 * PlaceBytes || !Base64Url.IsValid(sent, out int length) || length != PlaceBytes || Base64Url.DecodeFromUtf8(sent, bytes) != PlaceBytes) return false;
        place = new HistoryPlace(BinaryPrimitives.ReadInt64BigEndian(bytes), BinaryPrimitives.ReadInt64BigEndian(bytes[sizeof(long)..]));
        return place is { Ordinal: > 0, Resource: > 0 };
    }

    /// <summary>A date, dateTime or instant as the time that it covers: https://hl7.org/fhir/R4/search.html#date</summary>
    private static bool TryReadTime(string text, TimeZoneInfo zone, out HistoryTime time)
    {
        time = default;
        // A '+' that was not encoded arrives as a blank.
        string written = text.Replace(' ', '+');
        return written.Length > 10 ? TryReadInstant(written, zone, out time) : TryReadDate(written, zone, out time);
    }

    private static bool TryReadDate(string text, TimeZoneInfo zone, out HistoryTime time)
    {
        time = default;
        string format = text.Length switch { 4 => "yyyy", 7 => "yyyy-MM", 10 => "yyyy-MM-dd", _ => "" };
        if (format.Length == 0 || !DateTime.TryParseExact(text, format, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime first)) return false;
        if (first.Year == DateTime.MaxValue.Year) return false;
        DateTime after = text.Length switch { 4 => first.AddYears(1), 7 => first.AddMonths(1), _ => first.AddDays(1) };
        time = new HistoryTime(Milliseconds(first, zone), Milliseconds(after, zone) - 1);
        return true;
    }

    private static bool TryReadInstant(string text, TimeZoneInfo zone, out HistoryTime time)
    {
        time = default;
        // FHIR's seconds may be left out in a search, and their fraction is as long as the sender likes.
        int offset = text.AsSpan(10).IndexOfAny('Z', '+', '-');
        string clock = offset < 0 ? text : text[..(10 + offset)];
        string[] formats = ["yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF"];
        if (clock.EndsWith('.') || !DateTime.TryParseExact(clock, formats, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime local)) return false;
        long covered = clock.Length switch { 16 => 60_000, 19 => 1_000, _ => 1 };
        long first;
        if (offset < 0) first = Milliseconds(local, zone);
        else if (TryReadOffset(text[(10 + offset)..], out TimeSpan shift) && local.Ticks - shift.Ticks is > 0 and var ticks && ticks < DateTime.MaxValue.Ticks) first = Milliseconds(new DateTime(ticks), TimeZoneInfo.Utc);
        else return false;
        time = new HistoryTime(first, first + covered - 1);
        return true;
    }

    private static bool TryReadOffset(string text, out TimeSpan offset)
    {
        offset = TimeSpan.Zero;
        if (text is "Z") return true;
        if (!TimeSpan.TryParseExact(text[1..], "hh\\:mm", CultureInfo.InvariantCulture, out offset) || offset > TimeSpan.FromHours(14)) return false;
        if (text[0] == '-') offset = -offset;
        return true;
    }

    private static long Milliseconds(DateTime local, TimeZoneInfo zone) =>
        (local.Ticks - DateTime.UnixEpoch.Ticks - zone.GetUtcOffset(DateTime.SpecifyKind(local, DateTimeKind.Unspecified)).Ticks) / TimeSpan.TicksPerMillisecond;

    private static Finding Wrong(string parameter, string remedy) =>
        FhirResults.Objection("value", "history-parameter", $"The parameter '{parameter}' cannot be used so in a history.", remedy);
}
