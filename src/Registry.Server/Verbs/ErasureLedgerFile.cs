using System.Globalization;
using System.Text;
using System.Text.Json;
using Registry.Contracts.Events;
using Registry.Store.Erasure;

namespace Registry.Server.Verbs;

/// <summary>The ledger of erasures outside the database: a line of JSON for each subject, random ids and times alone. Lines are added, never changed.</summary>
internal static class ErasureLedgerFile
{
    /// <summary>Every line; of a subject that stands there twice the first.</summary>
    /// <exception cref="SettingsException">The file is missing or has a line that is none of the ledger's.</exception>
    public static async Task<IReadOnlyList<ErasedSubject>> ReadAsync(string path, CancellationToken cancellationToken)
    {
        if (!File.Exists(path)) throw new SettingsException($"There is no file '{path}'. Name the ledger that 'subject erase' or 'db erasures' wrote; where nobody was ever erased, say --no-ledger.");
        Dictionary<SubjectId, ErasedSubject> entries = [];
        int number = 0;
        foreach (string line in await File.ReadAllLinesAsync(path, cancellationToken))
        {
            number++;
            if (line.Length == 0) continue;
            ErasedSubject entry = Parse(line) ?? throw new SettingsException(string.Create(CultureInfo.InvariantCulture, $"Line {number} of '{path}' is none of a ledger of erasures. Nothing was done; take the file from its copy."));
            entries.TryAdd(entry.Subject, entry);
        }

        return [.. entries.Values];
    }

    /// <summary>Adds the entries that are not there yet, durably.</summary>
    /// <returns>How many were added.</returns>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static async Task<int> AddAsync(string path, IReadOnlyCollection<ErasedSubject> entries, CancellationToken cancellationToken)
    {
        HashSet<SubjectId> there = File.Exists(path) ? [.. (await ReadAsync(path, cancellationToken)).Select(entry => entry.Subject)] : [];
        ErasedSubject[] missing = [.. entries.Where(entry => !there.Contains(entry.Subject))];
        await using FileStream file = new(path, FileMode.Append, FileAccess.Write, FileShare.Read);
        foreach (ErasedSubject entry in missing) await file.WriteAsync(Encoding.UTF8.GetBytes(Line(entry) + "\n"), cancellationToken);
        file.Flush(flushToDisk: true);
        return missing.Length;
    }

    private static string Line(ErasedSubject entry) =>
        JsonSerializer.Serialize(new Dictionary<string, string>(StringComparer.Ordinal) { ["subject"] = entry.Subject.ToString(), ["erased"] = Clinical.StoredContent.Instant(entry.ErasedMs) });

    private static ErasedSubject? Parse(string line)
    {
        try
        {
            using JsonDocument json = JsonDocument.Parse(line);
            return json.RootElement is { ValueKind: JsonValueKind.Object } root
                && root.TryGetProperty("subject", out JsonElement subject) && Guid.TryParseExact(subject.ToString(), "N", out Guid id)
                && root.TryGetProperty("erased", out JsonElement erased) && DateTimeOffset.TryParse(erased.ToString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time)
                ? new ErasedSubject(new SubjectId(id), time.ToUnixTimeMilliseconds())
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
