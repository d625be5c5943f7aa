using System.Collections.Frozen;

namespace Registry.Clinical.Rules;

/// <summary>Which body regions touch: the codes of the package's code system body-region.</summary>
/// <remarks>
/// Source: this registry's own coding of anatomy, as are the ranks in the code system; no published list was found. A region touches those that share a
/// border with it or lie over it, and a region of a level not stated (back, trunk, a whole limb) touches all that it covers.
/// </remarks>
internal static class BodyRegions
{
    /// <summary>Each pair once; touching goes both ways.</summary>
    private static readonly (string Region, string[] Neighbours)[] Pairs =
    [
        ("head", ["scalp", "face", "jaw", "temporomandibular-joint", "neck"]),
        ("scalp", ["face", "neck"]),
        ("face", ["jaw", "temporomandibular-joint"]),
        ("jaw", ["temporomandibular-joint", "neck"]),
        ("temporomandibular-joint", ["neck"]),
        ("neck", ["cervical-spine", "upper-back", "shoulder", "chest-wall"]),
        ("cervical-spine", ["thoracic-spine", "upper-back", "head"]),
        ("upper-back", ["thoracic-spine", "back", "lower-back", "shoulder", "chest-wall", "trunk"]),
        ("thoracic-spine", ["lumbar-spine", "back", "chest-wall", "trunk"]),
        ("back", ["lower-back", "lumbar-spine", "trunk", "neck", "shoulder", "hip", "buttock"]),
        ("chest-wall", ["shoulder", "abdominal-wall", "trunk"]),
        ("trunk", ["lower-back", "lumbar-spine", "abdominal-wall", "neck", "shoulder", "hip", "buttock"]),
        ("lower-back", ["lumbar-spine", "abdominal-wall", "hip", "buttock"]),
        ("lumbar-spine", ["hip", "buttock"]),
        ("abdominal-wall", ["hip", "thigh"]),
        ("shoulder", ["upper-arm", "upper-limb"]),
        ("upper-arm", ["elbow", "upper-limb"]),
        ("upper-limb", ["elbow", "forearm", "wrist", "hand", "thumb"]),
        ("elbow", ["forearm"]),
        ("forearm", ["wrist"]),
        ("wrist", ["hand", "thumb"]),
        ("hand", ["thumb"]),
        ("hip", ["buttock", "thigh", "lower-limb"]),
        ("buttock", ["thigh", "lower-limb"]),
        ("thigh", ["knee", "lower-limb"]),
        ("lower-limb", ["knee", "lower-leg", "ankle", "foot", "toe"]),
        ("knee", ["lower-leg"]),
        ("lower-leg", ["ankle"]),
        ("ankle", ["foot"]),
        ("foot", ["toe"]),
    ];

    private static readonly FrozenDictionary<string, FrozenSet<string>> Touching = Pairs
        .SelectMany(pair => pair.Neighbours.SelectMany(other => new[] { (From: pair.Region, To: other), (From: other, To: pair.Region) }))
        .GroupBy(pair => pair.From, StringComparer.Ordinal)
        .ToFrozenDictionary(group => group.Key, group => group.Select(pair => pair.To).ToFrozenSet(StringComparer.Ordinal), StringComparer.Ordinal);

    /// <summary>Every region that is known here.</summary>
    public static IReadOnlyCollection<string> All => Touching.Keys;

    /// <summary>True for the same region and for one that touches it. A region that is not known here touches only itself.</summary>
    public static bool IsNear(string one, string other) =>
        string.Equals(one, other, StringComparison.Ordinal) || (Touching.TryGetValue(one, out FrozenSet<string>? near) && near.Contains(other));
}
