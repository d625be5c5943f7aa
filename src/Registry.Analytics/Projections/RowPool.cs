using System.Data.Common;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using Registry.Contracts.Events;

namespace Registry.Analytics.Projections;

/// <summary>Values of columns as rows hold them: what recurs (a code, a site, a day) is one object, so that millions of rows of some thousand words take little more than their references.</summary>
/// <remarks>Columns are read through it by the delegates of <see cref="RowReader{TRow}"/>. Not thread-safe.</remarks>
/// <param name="readsDaysAsTexts">The engine has no type for a day: it is the text 2026-01-31.</param>
internal sealed class RowPool(bool readsDaysAsTexts)
{
    /// <summary>Longer texts hardly recur.</summary>
    private const int PooledChars = 64;

    private readonly Dictionary<string, string> _texts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DateOnly> _days = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DatePrecision> _precisions = new(StringComparer.Ordinal);
    private readonly Dictionary<(DateOnly Earliest, DateOnly Latest, DatePrecision Precision), PartialDate> _dates = [];
    private readonly Dictionary<(string System, string Code), CodedValue> _codes = [];
    private readonly Dictionary<string, string[]> _lists = new(StringComparer.Ordinal);

    internal string? Text(DbDataReader row, int at)
    {
        if (row.IsDBNull(at)) return null;
        string text = row.GetString(at);
        if (text.Length > PooledChars) return text;
        if (_texts.TryGetValue(text, out string? known)) return known;
        _texts.Add(text, text);
        return text;
    }

    internal PartialDate? Date(DbDataReader row, int earliest, int latest, int precision)
    {
        if (row.IsDBNull(earliest)) return null;
        (DateOnly, DateOnly, DatePrecision) key = (Day(row, earliest), Day(row, latest), Precision(row, precision));
        if (_dates.TryGetValue(key, out PartialDate? known)) return known;
        PartialDate date = new() { Earliest = key.Item1, Latest = key.Item2, Precision = key.Item3 };
        _dates.Add(key, date);
        return date;
    }

    internal CodedValue? Code(DbDataReader row, int system, int code)
    {
        if (Text(row, system) is not { } ofSystem || Text(row, code) is not { } value) return null;
        if (_codes.TryGetValue((ofSystem, value), out CodedValue? known)) return known;
        CodedValue coded = new(ofSystem, value);
        _codes.Add((ofSystem, value), coded);
        return coded;
    }

    /// <summary>A list of texts: of the engine's own type, or one text that the model's converter reads.</summary>
    internal string[] Texts(DbDataReader row, int at, ValueConverter? converter)
    {
        if (converter is null) return Pooled(row.GetFieldValue<string[]>(at));
        string text = row.GetString(at);
        if (_lists.TryGetValue(text, out string[]? known)) return known;
        string[] texts = [.. (IEnumerable<string>)converter.ConvertFromProvider(text)!];
        if (text.Length <= PooledChars) _lists.Add(text, texts);
        return texts;
    }

    // Static so that the delegates call them like the others.
    internal static long Long(DbDataReader row, int at) => row.GetInt64(at);

    internal static long? LongOrNull(DbDataReader row, int at) => row.IsDBNull(at) ? null : row.GetInt64(at);

    internal static int Int(DbDataReader row, int at) => row.GetInt32(at);

    internal static int? IntOrNull(DbDataReader row, int at) => row.IsDBNull(at) ? null : row.GetInt32(at);

    internal static double? DoubleOrNull(DbDataReader row, int at) => row.IsDBNull(at) ? null : row.GetDouble(at);

    internal static bool Bool(DbDataReader row, int at) => row.GetBoolean(at);

    internal static string TextAsIs(DbDataReader row, int at) => row.GetString(at);

    internal static SubjectId Subject(DbDataReader row, int at) => SubjectId.Parse(row.GetString(at));

    private string[] Pooled(string[] texts)
    {
        if (texts.Length == 0) return [];
        string key = string.Join('\n', texts);
        if (key.Length > PooledChars) return texts;
        if (_lists.TryGetValue(key, out string[]? known)) return known;
        _lists.Add(key, texts);
        return texts;
    }

    private DateOnly Day(DbDataReader row, int at)
    {
        if (!readsDaysAsTexts) return row.GetFieldValue<DateOnly>(at);
        string text = row.GetString(at);
        if (_days.TryGetValue(text, out DateOnly known)) return known;
        DateOnly day = row.GetFieldValue<DateOnly>(at);
        _days.Add(text, day);
        return day;
    }

    private DatePrecision Precision(DbDataReader row, int at)
    {
        string text = row.GetString(at);
        if (_precisions.TryGetValue(text, out DatePrecision known)) return known;
        DatePrecision precision = Enum.Parse<DatePrecision>(text);
        _precisions.Add(text, precision);
        return precision;
    }
}
