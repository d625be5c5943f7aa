using Registry.Statistics.Survival;

namespace Registry.Statistics.Tests;

/// <summary>A cohort of groups.csv.</summary>
sealed record Grouped(FollowUp[] Samples, int[] Groups, int[] Strata)
{
    static readonly Lazy<ILookup<string, Reference.Row>> Rows = new(() => Reference.Rows("groups.csv").ToLookup(row => row["cohort"], StringComparer.Ordinal));

    internal static Grouped Cohort(string name)
    {
        Reference.Row[] rows = [.. Rows.Value[name]];
        Assert.NotEmpty(rows);
        return new Grouped(
            [.. rows.Select(row => new FollowUp(row.Int("entry"), row.Int("exit"), row.Int("failed") == 1))],
            [.. rows.Select(row => row.Int("group"))],
            [.. rows.Select(row => row.Int("stratum"))]);
    }
}

/// <summary>A cohort of competing.csv.</summary>
sealed record Competing(CauseFollowUp[] Samples, int[] Groups, int[] Strata)
{
    static readonly Lazy<ILookup<string, Reference.Row>> Rows = new(() => Reference.Rows("competing.csv").ToLookup(row => row["cohort"], StringComparer.Ordinal));

    internal static Competing Cohort(string name)
    {
        Reference.Row[] rows = [.. Rows.Value[name]];
        Assert.NotEmpty(rows);
        return new Competing(
            [.. rows.Select(row => new CauseFollowUp(row.Int("entry"), row.Int("exit"), row.Int("cause")))],
            [.. rows.Select(row => row.Int("group"))],
            [.. rows.Select(row => row.Int("stratum"))]);
    }
}
