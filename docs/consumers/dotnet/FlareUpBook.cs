using System.Text.Json;
using Registry.Contracts.Events;

namespace FlareUps;

/// <summary>What was built, and how far: one file, replaced as a whole, so that the two never disagree.</summary>
internal sealed class FlareUpBook
{
    private readonly string _path;
    private Kept _kept;

    private FlareUpBook(string path, Kept kept)
    {
        _path = path;
        _kept = kept;
    }

    public Guid? LogId => _kept.LogId;

    public long Position => _kept.Position;

    public static FlareUpBook Load(string path) => new(path, File.Exists(path) ? JsonSerializer.Deserialize<Kept>(File.ReadAllBytes(path))! : new Kept(null, 0, []));

    public void Clear() => Save(new Kept(null, 0, []));

    /// <summary>Applies events in order; those at or below the position change nothing.</summary>
    public void Apply(Guid logId, IReadOnlyList<IRegistryEvent> events)
    {
        Dictionary<string, FlareUp> flareUps = new(_kept.FlareUps);
        long position = _kept.Position;
        foreach (IRegistryEvent one in events)
        {
            if (one.Header.Sequence <= position) continue;
            if (one.Header.Sequence != position + 1) throw new InvalidDataException($"After {position} came {one.Header.Sequence}: events are missing.");
            Note(flareUps, one);
            position = one.Header.Sequence;
        }

        if (position == _kept.Position && logId == _kept.LogId) return;
        Save(new Kept(logId, position, flareUps));
        Console.WriteLine(JsonSerializer.Serialize(new { log = logId, position, flareUps = flareUps.Count, subjects = flareUps.Values.Select(one => one.Subject).Distinct().Count() }));
    }

    /// <summary>What one event means here. A fact has one live event: a later one of the same fact takes its place. An EventWithheld has its place in the order and says nothing.</summary>
    private static void Note(Dictionary<string, FlareUp> flareUps, IRegistryEvent one)
    {
        switch (one)
        {
            case FlareUpReported flareUp:
                flareUps[flareUp.Header.Fact] = new FlareUp(flareUp.Header.Subject.ToString(), flareUp.Header.Occurred?.Earliest, flareUp.Header.Occurred?.Latest);
                break;
            case FactRetracted { RetractedType: nameof(FlareUpReported) } retracted:
                flareUps.Remove(retracted.Header.Fact);
                break;
            case SubjectWithdrawn or SubjectErased:
                string subject = one.Header.Subject.ToString();
                foreach (string fact in flareUps.Where(pair => pair.Value.Subject == subject).Select(pair => pair.Key).ToArray()) flareUps.Remove(fact);
                break;
        }
    }

    private void Save(Kept kept)
    {
        string temporary = $"{_path}.new";
        using (FileStream file = new(temporary, FileMode.Create))
        {
            JsonSerializer.Serialize(file, kept);
            file.Flush(flushToDisk: true);
        }

        File.Move(temporary, _path, overwrite: true);
        _kept = kept;
    }

    private sealed record Kept(Guid? LogId, long Position, Dictionary<string, FlareUp> FlareUps);

    private sealed record FlareUp(string Subject, DateOnly? Earliest, DateOnly? Latest);
}
