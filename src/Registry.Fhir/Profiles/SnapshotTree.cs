using Registry.Fhir.Definitions;

namespace Registry.Fhir.Profiles;

/// <summary>A snapshot as the tree that its element ids spell.</summary>
internal sealed class SnapshotNode(ElementDefinition definition, string name)
{
    public ElementDefinition Definition { get; } = definition;

    /// <summary>Last part of the path, such as <c>value[x]</c>.</summary>
    public string Name { get; } = name;

    public List<SnapshotNode> Children { get; } = [];

    /// <summary>Slices of this element, in the order of the snapshot.</summary>
    public List<SnapshotNode> Slices { get; } = [];

    /// <summary>Builds the tree.</summary>
    /// <exception cref="ProfileException">An id does not fit the ids before it.</exception>
    public static SnapshotNode Build(StructureDefinition structure)
    {
        if (structure.Snapshot.Count == 0) throw new ProfileException(structure.Url, structure.Type, "It has no snapshot.");
        SnapshotNode root = new(structure.Snapshot[0], structure.Snapshot[0].Path);
        Dictionary<string, SnapshotNode> byId = new(StringComparer.Ordinal) { [root.Definition.Id] = root };
        foreach (ElementDefinition element in structure.Snapshot.Skip(1))
        {
            int dot = element.Id.LastIndexOf('.');
            int colon = element.Id.IndexOf(':', dot + 1);
            string name = colon < 0 ? element.Id[(dot + 1)..] : element.Id[(dot + 1)..colon];
            SnapshotNode node = new(element, name);
            string holder = colon < 0 ? element.Id[..Math.Max(dot, 0)] : HolderOf(element.Id, colon, byId);
            bool isSlice = colon >= 0 && byId.ContainsKey(holder);
            // Some snapshots of R4 name a slice of an element that they leave out: it says what holds of the element.
            if (colon >= 0 && !isSlice) holder = element.Id[..Math.Max(dot, 0)];
            if (!byId.TryGetValue(holder, out SnapshotNode? parent)) throw new ProfileException(structure.Url, element.Id, $"Its snapshot has no element {holder}.");
            (isSlice ? parent.Slices : parent.Children).Add(node);
            if (!byId.TryAdd(element.Id, node)) throw new ProfileException(structure.Url, element.Id, "Its snapshot holds this id twice.");
        }

        return root;
    }

    // A slice of a slice, identifier:a/b, belongs to identifier:a; where there is none, its name just holds a slash.
    private static string HolderOf(string id, int colon, Dictionary<string, SnapshotNode> byId)
    {
        int slash = id.LastIndexOf('/');
        return slash > colon && byId.ContainsKey(id[..slash]) ? id[..slash] : id[..colon];
    }
}

/// <summary>A profile that this engine cannot turn into rules: which one, where, and why. It is never skipped silently.</summary>
public sealed class ProfileException : Exception
{
    /// <param name="profile">Canonical URL.</param>
    /// <param name="element">Element id.</param>
    /// <param name="reason">What stands in the way, as a sentence.</param>
    public ProfileException(string profile, string element, string reason)
        : base($"{profile}, {element}: {reason}")
    {
        Profile = profile;
        Element = element;
        Reason = reason;
    }

    /// <summary>True when nothing is wrong in itself, and something that it needs is not held.</summary>
    internal bool IsOfUnheld { get; init; }

    /// <summary>Canonical URL.</summary>
    public string Profile { get; }

    /// <summary>Element id.</summary>
    public string Element { get; }

    /// <summary>What stands in the way.</summary>
    public string Reason { get; }
}
