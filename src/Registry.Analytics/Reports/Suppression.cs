using System.Text.RegularExpressions;

namespace Registry.Analytics.Reports;

/// <summary>Disclosure control: what a report for the public keeps back.</summary>
/// <remarks>
/// A row is kept back whole, so no sum within a row gives a cell; further rows of its margin go with it until what is kept back adds up to no less than the
/// threshold in every column, so no sum over rows gives one either (complementary suppression). What is left is what several reports tell together.
/// </remarks>
internal static partial class Suppression
{
    /// <summary>Decimals of what is printed for the public: ages in whole years, everything else to two.</summary>
    private const int PublicDecimals = 2;

    internal static string Definition(int? threshold) => threshold is null
        ? "No count is suppressed: this is not for publication."
        : $"For the public: a row with a count from 1 to {threshold - 1} is kept back with all its numbers, and more rows with it until those kept back cannot be computed from a total. Ages are in whole years, other numbers have {PublicDecimals} decimals; rows and exact ages of single subjects, and running totals, are left out. This does not protect against somebody who compares several reports or several cuts.";

    /// <summary>The report as the public may have it.</summary>
    internal static ReportBody Apply(ReportBody body, int threshold) => body with
    {
        Warnings = [.. body.Warnings.Select(warning => ExactTime().Replace(warning, "${what} (kept back)"))],
        Imputed = Counts(body.Imputed, threshold),
        Excluded = Counts(body.Excluded, threshold),
        Tables = [.. body.Tables.Where(table => !table.IsForCoordinators).Select(table => Apply(table, threshold))],
    };

    private static IReadOnlyList<ReportCount> Counts(IReadOnlyList<ReportCount> counts, int threshold)
    {
        bool[] isKeptBack = KeptBack([.. counts.Select(count => (IReadOnlyList<ReportCell>)[count.Count])], [.. Enumerable.Repeat<string[]>([""], counts.Count)], threshold);
        return [.. counts.Select((count, index) => isKeptBack[index] ? count with { Count = ReportCell.KeptBack } : count)];
    }

    private static ReportTable Apply(ReportTable table, int threshold)
    {
        int[] shown = [.. Enumerable.Range(0, table.Columns.Count).Where(column => !table.Columns[column].IsForCoordinators)];
        ReportColumn[] columns = [.. shown.Select(column => table.Columns[column])];
        IReadOnlyList<ReportCell>[] rows = [.. table.Rows.Select(row => (IReadOnlyList<ReportCell>)[.. shown.Select(column => row[column])])];
        ReportTable open = table with { Columns = columns };
        bool[] isKeptBack = KeptBack(rows, [.. rows.Select(row => open.MarginsOf(row).ToArray())], threshold);
        for (int index = 0; index < rows.Length; index++) rows[index] = [.. rows[index].Select((cell, column) => Public(cell, columns[column], isKeptBack[index]))];
        return table with { Columns = columns, Rows = rows };
    }

    private static ReportCell Public(ReportCell cell, ReportColumn column, bool isKeptBack) => cell switch
    {
        ReportCell.Count or ReportCell.Number or ReportCell.NotReached or ReportCell.Day or ReportCell.Flag when isKeptBack => ReportCell.KeptBack,
        ReportCell.Number number => number with { Decimals = column.Unit is "a" ? 0 : Math.Min(number.Decimals, PublicDecimals) },
        _ => cell,
    };

    /// <summary>Which rows are kept back.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="margins">Of each row the margins that it adds up in, as many as every other's: narrow ones first.</param>
    /// <param name="threshold">Counts from 1 to below it are small.</param>
    private static bool[] KeptBack(IReadOnlyList<ReportCell>[] rows, string[][] margins, int threshold)
    {
        bool[] isKeptBack = [.. rows.Select(row => row.Any(cell => IsSmall(cell, threshold)))];
        int[][] groups =
        [
            .. Enumerable.Range(0, rows.Length == 0 ? 0 : margins[0].Length)
                .SelectMany(level => Enumerable.Range(0, rows.Length).GroupBy(row => margins[row][level], StringComparer.Ordinal).Select(group => group.ToArray())),
        ];
        // What a wider margin keeps back beside a row can be the last that a narrower one needed to show.
        while (Array.Exists(groups, group => KeepMore(rows, group, isKeptBack, threshold)))
        {
        }

        return isKeptBack;
    }

    /// <summary>Keeps back one more row of a margin where what is kept back could be computed from its total.</summary>
    /// <returns>Whether it had to.</returns>
    private static bool KeepMore(IReadOnlyList<ReportCell>[] rows, int[] members, bool[] isKeptBack, int threshold)
    {
        int[] kept = [.. members.Where(row => isKeptBack[row])];
        if (kept.Length == 0) return false;
        for (int column = 0; column < rows[members[0]].Count; column++)
        {
            bool hasSmall = Array.Exists(kept, row => IsSmall(rows[row][column], threshold));
            if (!hasSmall || (kept.Count(row => ValueOf(rows[row][column]) > 0) > 1 && kept.Sum(row => ValueOf(rows[row][column])) >= threshold)) continue;
            int[] others = [.. members.Where(row => !isKeptBack[row] && ValueOf(rows[row][column]) > 0)];
            if (others.Length == 0) continue;
            isKeptBack[others.MinBy(row => ValueOf(rows[row][column]))] = true;
            return true;
        }

        return false;
    }

    /// <summary>A day or an age in the text of a caveat: it is often that of one subject.</summary>
    [GeneratedRegex(@"\b(?<what>[Dd]ays?|age|from|to) \d+(\.\d+)?", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 100)]
    private static partial Regex ExactTime();

    private static bool IsSmall(ReportCell cell, int threshold) => ValueOf(cell) is > 0 and var value && value < threshold;

    private static long ValueOf(ReportCell cell) => cell is ReportCell.Count count ? count.Value : 0;
}
