using System.Text;
using System.Text.Json;

namespace Registry.Cli.Commands;

/// <summary>A file of events, and beside it how far it goes. What was written after the last kept position, as before a power cut, is written again.</summary>
internal sealed class EventExport : IDisposable
{
    private static readonly byte[] NewLine = "\n"u8.ToArray();
    private readonly FileStream _file;
    private readonly string _positionFile;
    private readonly string _query;
    private readonly bool _isCsv;

    private EventExport(string path, FeedFilter filter, Kept? kept)
    {
        _positionFile = PositionFile(path);
        _query = filter.Query();
        _isCsv = Path.GetExtension(path).Equals(".csv", StringComparison.OrdinalIgnoreCase);
        LogId = kept?.LogId;
        Position = kept?.Position ?? 0;
        _file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read);
        _file.SetLength(kept?.Bytes ?? 0);
        _file.Seek(0, SeekOrigin.End);
        if (_isCsv && kept is null) Write(EventCsv.Header);
    }

    /// <summary>The log that the file is of; null while it is of none.</summary>
    public string? LogId { get; private set; }

    /// <summary>How far the file goes.</summary>
    public long Position { get; private set; }

    /// <summary>Events written by this run.</summary>
    public long Count { get; private set; }

    /// <summary>Opens a file, new or to go on with.</summary>
    /// <exception cref="FeedRefusedException">The file is not one that can be gone on with.</exception>
    public static EventExport Open(string path, FeedFilter filter)
    {
        if (!Path.GetExtension(path).Equals(".csv", StringComparison.OrdinalIgnoreCase) && !Path.GetExtension(path).Equals(".ndjson", StringComparison.OrdinalIgnoreCase))
        {
            throw new FeedRefusedException($"--out {path}: end the name with .ndjson or .csv, which says what is written.");
        }

        Kept? kept = File.Exists(PositionFile(path)) ? Read(PositionFile(path)) : null;
        long length = File.Exists(path) ? new FileInfo(path).Length : 0;
        if (kept is null && length > 0) throw new FeedRefusedException($"--out {path}: the file is there, and nothing beside it says how far it goes. Name another one, or remove it.");
        if (kept is not null && kept.Query != filter.Query()) throw new FeedRefusedException($"--out {path}: the file was begun with other filters ({(kept.Query.Length == 0 ? "none" : kept.Query)}). Use the same, or another file.");
        if (kept is not null && length < kept.Bytes) throw new FeedRefusedException($"--out {path}: the file is shorter than {PositionFile(path)} says. Remove both, and begin again.");
        return new EventExport(path, filter, kept);
    }

    /// <summary>Writes a page, and then that it was written.</summary>
    public void Add(FeedPage page)
    {
        foreach (FeedEvent one in page.Events) Write(_isCsv ? EventCsv.Row(one) : one.Json);
        _file.Flush(flushToDisk: true);
        Count += page.Events.Count;
        LogId = page.LogId;
        Position = page.Position;
        string temporary = $"{_positionFile}.new";
        File.WriteAllBytes(temporary, JsonSerializer.SerializeToUtf8Bytes(new Kept(page.LogId, page.Position, _file.Length, _query)));
        File.Move(temporary, _positionFile, overwrite: true);
    }

    public void Dispose() => _file.Dispose();

    private static string PositionFile(string path) => $"{path}.position";

    private static Kept Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<Kept>(File.ReadAllBytes(path)) ?? throw new JsonException("It is null.");
        }
        catch (JsonException fault)
        {
            throw new FeedRefusedException($"{path} is not as it was written: {fault.Message} Remove it and the file, and begin again.");
        }
    }

    private void Write(string line)
    {
        _file.Write(Encoding.UTF8.GetBytes(line));
        _file.Write(NewLine);
    }

    private sealed record Kept(string LogId, long Position, long Bytes, string Query);
}
