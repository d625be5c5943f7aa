using System.Collections.Concurrent;
using System.Globalization;
using Registry.Store.Index;

namespace Registry.Store.EventLog;

/// <summary>The stored form of an event's derivation: <c>#</c> and its number among the names, since all events of a package say the same. One that was written before there were numbers is itself. Thread-safe.</summary>
/// <remarks>A number never changes, so nothing in memory grows stale.</remarks>
internal sealed class EventLabels
{
    private const char Mark = '#';

    private readonly ConcurrentDictionary<string, string> _known = new(StringComparer.Ordinal);

    internal static IndexName NameOf(string derivation) => new(NameKind.Derivation, derivation);

    /// <param name="number">Of <see cref="NameOf"/>.</param>
    internal static string Write(int number) => string.Create(CultureInfo.InvariantCulture, $"{Mark}{number}");

    /// <summary>The derivation; the stored form itself where its number is not in memory yet.</summary>
    internal string Read(string stored) => stored is [Mark, ..] ? _known.GetValueOrDefault(stored, stored) : stored;

    /// <summary>Reads what is not in memory yet, and says it in the entries. A number is committed before the first event that has it.</summary>
    /// <exception cref="InvalidDataException">A number stands for no name.</exception>
    internal async Task CompleteAsync(List<LogEntry> entries, StoreSession session, CancellationToken cancellationToken)
    {
        if (!entries.Exists(IsIncomplete)) return;
        foreach ((int number, string name) in await session.ListAsync(
            "SELECT number, name FROM search_name WHERE kind = @p0", [(short)NameKind.Derivation], row => (row.GetInt32(0), row.GetString(1)), cancellationToken))
            _known[Write(number)] = name;

        for (int index = 0; index < entries.Count; index++)
        {
            LogEntry entry = entries[index];
            if (!IsIncomplete(entry)) continue;
            if (!_known.TryGetValue(entry.Header.Derivation, out string? name)) throw new InvalidDataException("An event's derivation is the number of no name.");
            entries[index] = entry with { Header = entry.Header with { Derivation = name } };
        }
    }

    private static bool IsIncomplete(LogEntry entry) => entry.Header.Derivation is [Mark, ..];
}
