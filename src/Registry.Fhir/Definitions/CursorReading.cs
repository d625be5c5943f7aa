using Registry.Fhir.Json;

namespace Registry.Fhir.Definitions;

/// <summary>How the readers of definitions take JSON apart: a missing or misshapen mandatory value names its file and place.</summary>
internal readonly struct CursorReading(string package, string file)
{
    public string Package => package;

    public string File => file;

    public DefinitionException Fault(string? element, string reason) => new(package, file, element, reason);

    public string Text(NodeCursor owner, string name) =>
        owner[name].AsString() ?? throw Fault(owner[name].Exists ? owner[name].Expression : owner.Expression, $"'{name}' must be there and hold a text.");

    /// <summary>All items of a list of texts; empty when it is absent.</summary>
    public IReadOnlyList<string> Texts(NodeCursor list)
    {
        if (!list.Exists) return [];
        var texts = new List<string>(list.Count);
        foreach (NodeCursor item in list) texts.Add(item.AsString() ?? throw Fault(item.Expression, "A text must stand here."));
        return texts;
    }

    public static string WithoutVersion(string canonical)
    {
        int bar = canonical.IndexOf('|', StringComparison.Ordinal);
        return bar < 0 ? canonical : canonical[..bar];
    }
}
