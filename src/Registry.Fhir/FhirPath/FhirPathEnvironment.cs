using Registry.Fhir.Json;

namespace Registry.Fhir.FhirPath;

/// <summary>Finds what a reference points at beyond the document; a missing place when it does not know.</summary>
/// <param name="reference">Reference.reference, or a canonical, as written.</param>
/// <param name="from">The element that refers.</param>
public delegate NodeCursor ReferenceResolver(string reference, NodeCursor from);

/// <summary>Whether a place meets a profile; null when the profile is not held.</summary>
/// <param name="place">A resource or element.</param>
/// <param name="canonical">Canonical URL of the profile.</param>
public delegate bool? ProfileCheck(NodeCursor place, string canonical);

/// <summary>Whether a place belongs to a slice; null when the profile, or a slice of that name in it, is not held.</summary>
/// <param name="place">An element that may repeat.</param>
/// <param name="canonical">Canonical URL of the profile.</param>
/// <param name="name">Name of the slice.</param>
public delegate bool? SliceCheck(NodeCursor place, string canonical, string name);

/// <summary>What an expression may ask of the world outside the document. Immutable; give the same to evaluations that belong together.</summary>
public sealed record FhirPathEnvironment
{
    /// <summary>What <c>now()</c>, <c>today()</c> and <c>timeOfDay()</c> give; its offset is that of dates that say none.</summary>
    public DateTimeOffset Now { get; init; } = DateTimeOffset.UnixEpoch;

    /// <summary>Finds targets outside the document; null when only contained resources and entries of the bundle can be found.</summary>
    public ReferenceResolver? Resolver { get; init; }

    /// <summary>Answers <c>conformsTo()</c> for profiles; null when only base types can be asked about.</summary>
    public ProfileCheck? Profiles { get; init; }

    /// <summary>Answers <c>slice()</c>; null when it cannot be asked.</summary>
    public SliceCheck? Slices { get; init; }

    /// <summary>Further variables, by name without <c>%</c>: texts, places, numbers, booleans.</summary>
    public IReadOnlyDictionary<string, FhirPathValue> Variables { get; init; } = new Dictionary<string, FhirPathValue>(StringComparer.Ordinal);
}
