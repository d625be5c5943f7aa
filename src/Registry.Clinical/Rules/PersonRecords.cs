using System.Buffers;
using System.Text;
using Registry.Clinical.Events;
using Registry.Contracts.Callers;
using Registry.Contracts.Events;
using Registry.Fhir.Json;

namespace Registry.Clinical.Rules;

/// <summary>A current resource of a person.</summary>
/// <param name="Key">Type and id.</param>
/// <param name="Version">The version that stands, or is about to.</param>
/// <param name="Subject">Who it is about.</param>
/// <param name="Site">Whose it is.</param>
/// <param name="Content">As stored.</param>
/// <param name="Submitted">The resource as sent, where this submission changes it; missing otherwise.</param>
internal sealed record PersonRecord(ResourceKey Key, long Version, SubjectId Subject, SiteId Site, ReadOnlyMemory<byte> Content, NodeCursor Submitted);

/// <summary>The current resources of one person as a Bundle of type collection: what the rules of packages are asked about. Dispose of it after that.</summary>
internal sealed class PersonRecords : IDisposable
{
    // A base that is nobody's: references of stored resources are relative, and resolve() finds them below the full URL of their entry.
    private const string Base = "https://registry.invalid/fhir/";

    private readonly ResourceDocument _bundle;

    /// <param name="records">In any order; entries are sorted by key. What was entered in error is left out.</param>
    public PersonRecords(IEnumerable<PersonRecord> records)
    {
        Records = [.. records.Where(record => !IsEnteredInError(record)).OrderBy(record => record.Key.Type is "Patient" ? 0 : 1).ThenBy(record => record.Key.ToString(), StringComparer.Ordinal)];
        _bundle = ResourceDocument.Parse(Write(Records));
    }

    /// <summary>The resources in the order of the entries: Patients first, then by type and id.</summary>
    public IReadOnlyList<PersonRecord> Records { get; }

    /// <summary>The Bundle.</summary>
    public NodeCursor Bundle => _bundle.Root;

    /// <inheritdoc/>
    public void Dispose() => _bundle.Dispose();

    /// <summary>The entry's resource that holds an element, and the way down from it; null for what lies in no resource.</summary>
    public (PersonRecord Record, NodeCursor Resource, IReadOnlyList<PathStep> Steps)? Locate(NodeCursor element)
    {
        List<PathStep> steps = [];
        for (NodeCursor at = element; at.Parent.Exists; at = at.Parent)
        {
            if (at.Name is "resource" && at.Parent.Parent.Name is "entry" && !at.Parent.Parent.Parent.Parent.Exists)
            {
                steps.Reverse();
                return (Records[IndexOf(at.Parent)], at, steps);
            }

            steps.Add(at.Parent.Kind == NodeKind.Array ? new PathStep(null, IndexOf(at)) : new PathStep(at.Name, 0));
        }

        return null;
    }

    private static int IndexOf(NodeCursor item)
    {
        int index = 0;
        foreach (NodeCursor other in item.Parent)
        {
            if (other == item) return index;
            index++;
        }

        throw new InvalidOperationException("An item is not in its own array.");
    }

    private static bool IsEnteredInError(PersonRecord record)
    {
        using ResourceDocument document = ResourceDocument.Parse(record.Content);
        return FactReader.IsEnteredInError(document.Root);
    }

    private static ReadOnlyMemory<byte> Write(IReadOnlyList<PersonRecord> records)
    {
        ArrayBufferWriter<byte> bundle = new();
        bundle.Write("""{"resourceType":"Bundle","type":"collection" """u8);
        for (int index = 0; index < records.Count; index++)
        {
            bundle.Write(index == 0 ? ",\"entry\":["u8 : ","u8);
            Encoding.UTF8.GetBytes($"{{\"fullUrl\":\"{Base}{records[index].Key}\",\"resource\":", bundle);
            bundle.Write(records[index].Content.Span);
            bundle.Write("}"u8);
        }

        if (records.Count > 0) bundle.Write("]"u8);
        bundle.Write("}"u8);
        return bundle.WrittenMemory;
    }
}

/// <summary>A step down in a resource.</summary>
/// <param name="Name">Property; null for an item of a list.</param>
/// <param name="Index">Place in the list.</param>
internal readonly record struct PathStep(string? Name, int Index);
