using System.Collections.Frozen;

namespace Registry.Fhir.Definitions;

/// <summary>The expansion of a value set, ready to answer. Immutable, thread-safe.</summary>
/// <remarks>https://hl7.org/fhir/R4/valueset.html#expansion . What is not held is answered with <see cref="Membership.Unknown"/>, never guessed.</remarks>
public sealed class CodeSet
{
    private readonly FrozenDictionary<string, SystemCodes> _systems;
    private readonly FrozenDictionary<string, SystemCodes>.AlternateLookup<ReadOnlySpan<char>> _systemsBySpan;
    private readonly Membership _elsewhere;

    /// <param name="url">Canonical URL without a version.</param>
    /// <param name="map">What is known of every system and code.</param>
    internal CodeSet(string url, CodeMap map)
    {
        Url = url;
        Map = map;
        _elsewhere = map.Elsewhere;
        _systems = map.Systems.ToFrozenDictionary(pair => pair.Key, pair => new SystemCodes(pair.Value), StringComparer.Ordinal);
        _systemsBySpan = _systems.GetAlternateLookup<ReadOnlySpan<char>>();
        CodesBySystem = _systems.Where(pair => pair.Value.Members.Count > 0).ToFrozenDictionary(pair => pair.Key, pair => pair.Value.Members, StringComparer.Ordinal);
        WholeSystems = _systems.Where(pair => pair.Value.Otherwise == Membership.Member).Select(pair => pair.Key).ToFrozenSet(StringComparer.Ordinal);
        IsComplete = _elsewhere != Membership.Unknown && map.Systems.Values.All(part => part.Otherwise != Membership.Unknown && !part.Codes.ContainsValue(Membership.Unknown));
    }

    /// <param name="url">Canonical URL without a version.</param>
    /// <param name="codesBySystem">Member codes, listed, by code system.</param>
    /// <param name="wholeSystems">Systems of which every code is a member but whose codes are not held, such as HGVS.</param>
    /// <param name="isComplete">False when some included content is not held: a code not found is then Unknown, not Outside.</param>
    internal CodeSet(string url, IReadOnlyDictionary<string, IReadOnlyCollection<string>> codesBySystem, IEnumerable<string> wholeSystems, bool isComplete)
        : this(url, Listed(codesBySystem, wholeSystems, isComplete))
    {
    }

    /// <summary>Canonical URL without a version.</summary>
    public string Url { get; }

    /// <summary>False when some included content is not held here, so that some codes are answered with Unknown.</summary>
    public bool IsComplete { get; }

    /// <summary>Listed members by system, for messages and <c>$expand</c>; without the systems in <see cref="WholeSystems"/> that list none.</summary>
    public IReadOnlyDictionary<string, FrozenSet<string>> CodesBySystem { get; }

    /// <summary>Listed members, in the order of their source: what <c>$expand</c> shows.</summary>
    public IEnumerable<(string System, string Code)> Members => Map.Systems.SelectMany(system => system.Value.Codes.Where(code => code.Value == Membership.Member).Select(code => (system.Key, code.Key)));

    /// <summary>Systems of which every code is a member but whose codes are not held here, such as HGVS or UCUM.</summary>
    public IReadOnlySet<string> WholeSystems { get; }

    /// <summary>The source of this set, for the pack and for value sets that import this one.</summary>
    internal CodeMap Map { get; }

    /// <summary>Whether a coding belongs to the set.</summary>
    /// <param name="system">The coding's system; null when it has none, which is a member of nothing.</param>
    /// <param name="code">The code, compared as its system says (exactly, unless the system ignores case).</param>
    public Membership Contains(string? system, string code) =>
        system is null ? Membership.Outside : Contains(system.AsSpan(), code.AsSpan());

    /// <summary>Whether a coding belongs to the set. Allocates nothing.</summary>
    /// <param name="system">The coding's system.</param>
    /// <param name="code">The code.</param>
    public Membership Contains(ReadOnlySpan<char> system, ReadOnlySpan<char> code) =>
        _systemsBySpan.TryGetValue(system, out SystemCodes? codes) ? codes.Of(code) : _elsewhere;

    /// <summary>Whether a plain <c>code</c> element, whose system the binding implies, belongs to the set.</summary>
    public Membership Contains(string code) => Contains(code.AsSpan());

    /// <summary>Whether a plain <c>code</c> element, whose system the binding implies, belongs to the set. Allocates nothing.</summary>
    /// <returns>Unknown where the set takes in a whole system whose codes are not held: the code may or may not be one of them.</returns>
    public Membership Contains(ReadOnlySpan<char> code)
    {
        Membership result = _elsewhere == Membership.Outside ? Membership.Outside : Membership.Unknown;
        foreach (SystemCodes codes in _systems.Values)
        {
            if (codes.Members.GetAlternateLookup<ReadOnlySpan<char>>().Contains(code)) return Membership.Member;
            if (codes.Of(code) != Membership.Outside) result = Membership.Unknown;
        }

        return result;
    }

    private static CodeMap Listed(IReadOnlyDictionary<string, IReadOnlyCollection<string>> codesBySystem, IEnumerable<string> wholeSystems, bool isComplete)
    {
        CodeMap map = CodeMap.Everywhere(isComplete ? Membership.Outside : Membership.Unknown);
        foreach ((string system, IReadOnlyCollection<string> codes) in codesBySystem) map = map.Or(CodeMap.Of(system, map.Elsewhere, codes, ignoreCase: false));
        foreach (string system in wholeSystems) map = map.Or(CodeMap.Of(system, Membership.Member, [], ignoreCase: false));
        return map;
    }

    private sealed class SystemCodes
    {
        private readonly FrozenDictionary<string, Membership>? _others;

        public SystemCodes(CodeMap.SystemPart part)
        {
            Otherwise = part.Otherwise;
            StringComparer comparer = part.IgnoreCase ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal;
            Members = part.Codes.Where(pair => pair.Value == Membership.Member).Select(pair => pair.Key).ToFrozenSet(comparer);
            if (Members.Count < part.Codes.Count) _others = part.Codes.Where(pair => pair.Value != Membership.Member).ToFrozenDictionary(comparer);
        }

        public Membership Otherwise { get; }

        public FrozenSet<string> Members { get; }

        public Membership Of(ReadOnlySpan<char> code)
        {
            if (Members.GetAlternateLookup<ReadOnlySpan<char>>().Contains(code)) return Membership.Member;
            return _others is not null && _others.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(code, out Membership other) ? other : Otherwise;
        }
    }
}
