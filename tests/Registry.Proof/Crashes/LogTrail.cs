using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Registry.Proof.Crashes;

/// <summary>Follows the log over HTTP from its start and finds every gap: in the sequence, in the chain of each type, in time. What was read once must be read again.</summary>
internal sealed class LogTrail
{
    private readonly Dictionary<string, long> _lastOfType = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _countOfType = new(StringComparer.Ordinal);
    private readonly HashSet<string> _sources = new(StringComparer.Ordinal);
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private DateTimeOffset _recorded = DateTimeOffset.MinValue;

    /// <summary>Sequence of the last event read.</summary>
    public long Head { get; private set; }

    /// <summary>The log; null before the first event.</summary>
    public string? LogId { get; private set; }

    /// <summary>Digest of all bytes read.</summary>
    public string Digest => Convert.ToHexStringLower(_hash.GetCurrentHash());

    /// <summary>Whether an event names a resource version as its source, such as <c>Patient/1/_history/1</c>.</summary>
    public bool HasSource(string version) => _sources.Contains(version);

    /// <summary>Events of a type.</summary>
    public int CountOf(string type) => _countOfType.GetValueOrDefault(type);

    /// <summary>Reads on to the end.</summary>
    /// <exception cref="ProofFailedException">Something is missing, stands there twice, or went backward.</exception>
    public async Task FollowAsync(HttpClient http)
    {
        while (true)
        {
            using HttpResponseMessage page = await http.GetAsync(string.Create(CultureInfo.InvariantCulture, $"/events?after={Head}&limit=2000"));
            page.EnsureSuccessStatusCode();
            string[] lines = (await page.Content.ReadAsStringAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
            foreach (string line in lines) Add(line);
            if (lines.Length == 0) return;
        }
    }

    private void Add(string line)
    {
        using JsonDocument parsed = JsonDocument.Parse(line);
        JsonElement header = parsed.RootElement.GetProperty("data").GetProperty("header");
        string type = parsed.RootElement.GetProperty("type").GetString()!;
        long sequence = header.GetProperty("sequence").GetInt64();
        ProofFailedException.Unless(sequence == Head + 1, () => $"The log goes from {Head} to {sequence}.");
        long? previous = header.GetProperty("previousOfType") is { ValueKind: JsonValueKind.Number } number ? number.GetInt64() : null;
        long? expected = _lastOfType.TryGetValue(type, out long last) ? last : null;
        ProofFailedException.Unless(previous == expected, () => $"Event {sequence} names {previous} as the {type} before it, which is {expected}.");
        DateTimeOffset recorded = header.GetProperty("recorded").GetDateTimeOffset();
        ProofFailedException.Unless(recorded >= _recorded, () => $"Event {sequence} was recorded at {recorded:O}, and the one before it at {_recorded:O}.");
        string log = header.GetProperty("logId").GetString()!;
        ProofFailedException.Unless(LogId is null || string.Equals(LogId, log, StringComparison.Ordinal), () => $"Event {sequence} is of the log {log}, and those before it of {LogId}.");

        Head = sequence;
        _lastOfType[type] = sequence;
        _countOfType[type] = CountOf(type) + 1;
        _recorded = recorded;
        LogId = log;
        _sources.Add(header.GetProperty("source").GetString()!);
        _hash.AppendData(Encoding.UTF8.GetBytes(line));
    }
}
