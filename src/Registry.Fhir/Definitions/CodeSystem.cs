using System.Collections.Frozen;

namespace Registry.Fhir.Definitions;

/// <summary>The codes of a code system and which subsumes which. Immutable, thread-safe.</summary>
/// <remarks>https://hl7.org/fhir/R4/codesystem.html</remarks>
public sealed class CodeSystem
{
    private readonly FrozenDictionary<string, int> _byCode;
    private readonly FrozenDictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _bySpan;
    private readonly Lazy<ILookup<int, int>> _children;

    internal CodeSystem(string url, string? version, bool isCaseSensitive, bool isComplete, IReadOnlyList<Concept> concepts)
    {
        Url = url;
        Version = version;
        IsCaseSensitive = isCaseSensitive;
        IsComplete = isComplete;
        Concepts = concepts;
        var indexByCode = new Dictionary<string, int>(concepts.Count, Comparer);
        for (int index = 0; index < concepts.Count; index++) indexByCode.TryAdd(concepts[index].Code, index);
        _byCode = indexByCode.ToFrozenDictionary(Comparer);
        _bySpan = _byCode.GetAlternateLookup<ReadOnlySpan<char>>();
        _children = new Lazy<ILookup<int, int>>(() => concepts
            .SelectMany((concept, child) => concept.Parents.Select(parent => (parent, child))).ToLookup(link => link.parent, link => link.child));
    }

    /// <summary>Canonical URL, which is what <c>Coding.system</c> holds.</summary>
    public string Url { get; }

    /// <summary>Business version; null when it has none.</summary>
    public string? Version { get; }

    /// <summary>False only when the system says that case does not matter.</summary>
    public bool IsCaseSensitive { get; }

    /// <summary>True when every code of the system is held here (CodeSystem.content = complete).</summary>
    public bool IsComplete { get; }

    /// <summary>Codes in the order of the source.</summary>
    internal IReadOnlyList<Concept> Concepts { get; }

    internal StringComparer Comparer => IsCaseSensitive ? StringComparer.Ordinal : StringComparer.OrdinalIgnoreCase;

    /// <summary>Whether the system defines the code; <see cref="Membership.Unknown"/> when it is not held completely and does not list it.</summary>
    public Membership Contains(string code) => Contains(code.AsSpan());

    /// <summary>As above. Allocates nothing.</summary>
    public Membership Contains(ReadOnlySpan<char> code)
    {
        if (_bySpan.ContainsKey(code)) return Membership.Member;
        return IsComplete ? Membership.Outside : Membership.Unknown;
    }

    /// <summary>True for a code that only groups others and cannot stand in a record.</summary>
    public bool IsAbstract(string code) => _byCode.TryGetValue(code, out int index) && Concepts[index].IsAbstract;

    /// <summary>The code and what it subsumes, at any depth, as far as it can stand in a record; empty when the system does not hold the code.</summary>
    /// <remarks>https://hl7.org/fhir/R4/codesystem.html#hierarchy</remarks>
    public IReadOnlyList<string> Below(string code) => Descendants(code, withItself: true);

    /// <summary>The code and what subsumes it, at any height; empty when the system does not hold the code.</summary>
    public IReadOnlyList<string> Above(string code)
    {
        ArgumentNullException.ThrowIfNull(code);
        if (!_byCode.TryGetValue(code, out int start)) return [];
        // A system whose hierarchy runs in a circle still ends.
        HashSet<int> above = [start];
        Queue<int> open = new([start]);
        while (open.TryDequeue(out int child))
        {
            foreach (int parent in Concepts[child].Parents.Where(above.Add)) open.Enqueue(parent);
        }

        return [.. above.Order().Select(index => Concepts[index].Code)];
    }

    /// <summary>Codes that can stand in a record; the rest only group others.</summary>
    internal static IEnumerable<string> Selectable(IEnumerable<Concept> concepts) => concepts.Where(concept => !concept.IsAbstract).Select(concept => concept.Code);

    /// <summary>Selectable codes below the given one at any depth, and itself when asked for; empty when the system does not hold it.</summary>
    internal IReadOnlyList<string> Descendants(string code, bool withItself)
    {
        if (!_byCode.TryGetValue(code, out int root)) return [];
        var isBelow = new bool[Concepts.Count];
        isBelow[root] = true;
        ILookup<int, int> children = _children.Value;
        Queue<int> open = new([root]);
        while (open.TryDequeue(out int parent))
        {
            foreach (int child in children[parent])
            {
                if (isBelow[child]) continue;
                isBelow[child] = true;
                open.Enqueue(child);
            }
        }

        isBelow[root] = withItself;
        return [.. Selectable(Concepts.Where((_, index) => isBelow[index]))];
    }
}

/// <summary>One concept.</summary>
/// <param name="Code">The code.</param>
/// <param name="Parents">Indexes of the concepts that subsume it directly.</param>
/// <param name="IsAbstract">True for a concept that only groups others and cannot be selected: https://hl7.org/fhir/R4/codesystem-concept-properties.html#concept-properties-notSelectable.</param>
/// <param name="Properties">Property values; empty for systems that come out of a pack, which keeps codes and hierarchy only.</param>
internal sealed record Concept(string Code, int[] Parents, bool IsAbstract, IReadOnlyList<ConceptProperty> Properties);

/// <summary>CodeSystem.concept.property, its value as text.</summary>
internal readonly record struct ConceptProperty(string Code, string Value);
