namespace Registry.Cohort.Lives;

/// <summary>A region at which FOP makes bone: how its joint and its sites of the joint score are named.</summary>
/// <param name="Code">Code of the registry's code system body-region.</param>
/// <param name="IsLimb">Whether it has sides.</param>
/// <param name="Joint">The region under which its joint is told; null where there is none.</param>
/// <param name="ScoreSite">Its site of the joint score, without the side of a limb.</param>
internal sealed record FopRegion(string Code, bool IsLimb, string? Joint, string ScoreSite)
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<FopRegion> All { get; } =
    [
        new("neck", false, "neck", "cervical-spine"),
        new("upper-back", false, "thoracic-spine", "thoracolumbar-spine"),
        new("lower-back", false, "lumbar-spine", "thoracolumbar-spine"),
        new("chest-wall", false, null, "thoracolumbar-spine"),
        new("jaw", false, "jaw", "jaw"),
        new("shoulder", true, "shoulder", "shoulder"),
        new("elbow", true, "elbow", "elbow"),
        new("wrist", true, "wrist", "wrist"),
        new("hip", true, "hip", "hip"),
        new("knee", true, "knee", "knee"),
        new("ankle", true, "ankle", "ankle"),
    ];

    /// <summary>By code; null when unknown.</summary>
    public static FopRegion? Find(string code) => All.FirstOrDefault(region => string.Equals(region.Code, code, StringComparison.Ordinal));
}
