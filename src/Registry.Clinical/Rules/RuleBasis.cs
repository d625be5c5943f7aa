namespace Registry.Clinical.Rules;

/// <summary>On what rules judge beside a person's facts: the day on which they are asked, and this installation's thresholds.</summary>
/// <param name="Today">The day, where the registry is.</param>
/// <param name="Thresholds">Settings <c>Registry:Rules:*</c>.</param>
public sealed record RuleBasis(DateOnly Today, RuleThresholds Thresholds)
{
    /// <summary>The basis at a moment.</summary>
    /// <param name="now">From the clock.</param>
    /// <param name="zone">Setting <c>Registry:TimeZone</c>.</param>
    /// <param name="thresholds">Settings <c>Registry:Rules:*</c>.</param>
    public static RuleBasis At(DateTimeOffset now, TimeZoneInfo zone, RuleThresholds thresholds) =>
        new(DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, zone).DateTime), thresholds);
}

/// <summary>Numbers in rules that a registry may set otherwise: settings <c>Registry:Rules:*</c>. The defaults are those of the domain notes, 7.2.</summary>
public sealed record RuleThresholds
{
    /// <summary>The defaults.</summary>
    public static RuleThresholds Default { get; } = new();

    /// <summary>R14: how many features of Albright hereditary osteodystrophy a person with POH may have before it is asked about. The literature has not settled the number.</summary>
    public int AhoFeatures { get; init; } = 2;

    /// <summary>R17: by how many per cent a measured volume of bone may fall and still be an error of measurement.</summary>
    public int VolumeErrorPercent { get; init; } = 10;

    /// <summary>R17: by how many points the joint involvement score (CAJIS) may fall and still be how the examiners differ.</summary>
    public int CajisFall { get; init; } = 2;

    /// <summary>R18: how many months after a flare-up its bone may be found.</summary>
    public int FlareUpMonths { get; init; } = 12;

    /// <summary>R20: from which age a girl may be given palovarotene, in years.</summary>
    public int PalovaroteneGirlYears { get; init; } = 8;

    /// <summary>R20: from which age a boy may be given palovarotene, in years.</summary>
    public int PalovaroteneBoyYears { get; init; } = 10;

    /// <summary>R20: the oldest age that was ever reported in FOP, in years.</summary>
    public int OldestFopYears { get; init; } = 77;

    /// <summary>R20: after how many months without news of a living person it is asked for.</summary>
    public int FollowUpMonths { get; init; } = 14;

    /// <summary>Thresholds that cannot be, one sentence each. The server does not start while there is one.</summary>
    public IReadOnlyList<string> Complaints()
    {
        (string Name, int Value, int Most)[] all =
        [
            (nameof(AhoFeatures), AhoFeatures, 20),
            (nameof(VolumeErrorPercent), VolumeErrorPercent, 100),
            (nameof(CajisFall), CajisFall, 30),
            (nameof(FlareUpMonths), FlareUpMonths, 120),
            (nameof(PalovaroteneGirlYears), PalovaroteneGirlYears, 25),
            (nameof(PalovaroteneBoyYears), PalovaroteneBoyYears, 25),
            (nameof(OldestFopYears), OldestFopYears, 150),
            (nameof(FollowUpMonths), FollowUpMonths, 120),
        ];
        return
        [
            .. all.Where(threshold => threshold.Value < 0 || threshold.Value > threshold.Most)
                .Select(threshold => FormattableString.Invariant($"Registry:Rules:{threshold.Name} is {threshold.Value}; set it to 0 to {threshold.Most}, or remove it.")),
        ];
    }
}
