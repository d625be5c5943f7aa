using System.Collections.Frozen;

namespace Registry.Fhir.Definitions;

/// <summary>The expansion of a value set, ready to answer. Immutable, thread-safe.</summary>
/// <remarks>https://hl7.org/fhir/R4/valueset.html#expansion</remarks>
public sealed class CodeSet
{
    private readonly FrozenDictionary<string, FrozenSet<string>> _codesBySystem;
    private readonly FrozenSet<string> _wholeSystems;

    /// <param name="url">Canonical URL without a version.</param>
    /// <param name="codesBySystem">Member codes, listed, by code system.</param>
    /// <param name="wholeSystems">Systems of which every code is a member but whose codes are not held, such as HGVS.</param>
    /// <param name="isComplete">False when some included content is not held: a code not found is then Unknown, not Outside.</param>
    internal CodeSet(string url, IReadOnlyDictionary<string, IReadOnlyCollection<string>> codesBySystem, IEnumerable<string> wholeSystems, bool isComplete)
    {
        Url = url;
        IsComplete = isComplete;
        _codesBySystem = codesBySystem.ToFrozenDictionary(pair => pair.Key, pair => pair.Value.ToFrozenSet(StringComparer.Ordinal), StringComparer.Ordinal);
        _wholeSystems = wholeSystems.ToFrozenSet(StringComparer.Ordinal);
    }

    /// <summary>Canonical URL without a version.</summary>
    public string Url { get; }

    /// <summary>False when some included content is not held here.</summary>
    public bool IsComplete { get; }

    /// <summary>Listed codes by system, for messages and <c>$expand</c>.</summary>
    public IReadOnlyDictionary<string, FrozenSet<string>> CodesBySystem => _codesBySystem;

    /// <summary>Whether a coding belongs to the set.</summary>
    /// <param name="system">The coding's system; null when it has none (then it can only be outside, except for plain <c>code</c> elements: use the overload).</param>
    /// <param name="code">The code, compared exactly.</param>
    public Membership Contains(string? system, string code)
    {
        if (system is not null && _wholeSystems.Contains(system)) return Membership.Member;
        if (system is not null && _codesBySystem.TryGetValue(system, out FrozenSet<string>? codes) && codes.Contains(code)) return Membership.Member;
        return IsComplete ? Membership.Outside : Membership.Unknown;
    }

    /// <summary>Whether a plain <c>code</c> element, whose system the binding implies, belongs to the set.</summary>
    public Membership Contains(string code)
    {
        foreach (FrozenSet<string> codes in _codesBySystem.Values)
        {
            if (codes.Contains(code)) return Membership.Member;
        }

        return IsComplete && _wholeSystems.Count == 0 ? Membership.Outside : Membership.Unknown;
    }
}
