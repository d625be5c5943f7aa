namespace Registry.Analytics.Reports;

/// <summary>A body region with its place on the four axes along which ossification is said to progress.</summary>
/// <param name="Code">Code of the registry's code system body-region.</param>
/// <param name="IsAppendicular">On a limb or its girdle, not on head, neck and trunk.</param>
/// <param name="Craniocaudal">1 is the most cranial.</param>
/// <param name="Proximodistal">0 on head, neck and trunk; 1 at the girdle, then outwards.</param>
/// <param name="Dorsoventral">0 dorsal, 1 ventral; null: both.</param>
internal sealed record BodyRegion(string Code, bool IsAppendicular, int Craniocaudal, int Proximodistal, int? Dorsoventral);

/// <summary>The properties of the package's code system body-region; a test holds the two alike. The ranks are this registry's own coding of anatomy, not a published score.</summary>
internal static class BodyRegions
{
    internal static IReadOnlyList<BodyRegion> All { get; } =
    [
        new("head", false, 1, 0, null), new("scalp", false, 1, 0, 0), new("face", false, 1, 0, 1), new("jaw", false, 2, 0, 1), new("temporomandibular-joint", false, 2, 0, null),
        new("neck", false, 3, 0, null), new("cervical-spine", false, 3, 0, 0), new("upper-back", false, 5, 0, 0), new("thoracic-spine", false, 5, 0, 0), new("back", false, 5, 0, 0),
        new("chest-wall", false, 5, 0, 1), new("trunk", false, 5, 0, null), new("lower-back", false, 6, 0, 0), new("lumbar-spine", false, 6, 0, 0), new("abdominal-wall", false, 6, 0, 1),
        new("shoulder", true, 4, 1, null), new("upper-arm", true, 4, 2, null), new("upper-limb", true, 4, 2, null), new("elbow", true, 4, 3, null), new("forearm", true, 4, 4, null),
        new("wrist", true, 4, 5, null), new("hand", true, 4, 6, null), new("thumb", true, 4, 7, null),
        new("hip", true, 7, 1, null), new("buttock", true, 7, 1, 0), new("thigh", true, 7, 2, null), new("lower-limb", true, 7, 2, null), new("knee", true, 7, 3, null),
        new("lower-leg", true, 7, 4, null), new("ankle", true, 7, 5, null), new("foot", true, 7, 6, null), new("toe", true, 7, 7, null),
    ];

    private static readonly Dictionary<string, BodyRegion> ByCode = All.ToDictionary(region => region.Code, StringComparer.Ordinal);

    /// <summary>The region with a code; null for one that this version does not know.</summary>
    internal static BodyRegion? Find(string? code) => code is null ? null : ByCode.GetValueOrDefault(code);

    /// <summary>The axes in the seeds' order: where an early place is expected, and how to compare two regions on it (negative: the first is expected earlier; 0: alike, or not on this axis).</summary>
    internal static IReadOnlyList<(string Name, Comparison<BodyRegion> Compare)> Axes { get; } =
    [
        ("axial before appendicular", (one, other) => one.IsAppendicular.CompareTo(other.IsAppendicular)),
        ("cranial before caudal", (one, other) => one.Craniocaudal.CompareTo(other.Craniocaudal)),
        ("proximal before distal", (one, other) => one.Proximodistal.CompareTo(other.Proximodistal)),
        ("dorsal before ventral", (one, other) => one.Dorsoventral is { } first && other.Dorsoventral is { } second ? first.CompareTo(second) : 0),
    ];
}
