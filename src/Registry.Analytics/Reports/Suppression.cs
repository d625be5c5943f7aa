namespace Registry.Analytics.Reports;

/// <summary>Keeps small counts back, for publication.</summary>
internal static class Suppression
{
    internal static string Definition(int? threshold) => threshold is null
        ? "No count is suppressed: this is for the registry's coordinators, not for publication."
        : $"Counts from 1 to {threshold - 1} are suppressed, with every number and date of their row; where one cell of a column would stand alone, its next smallest neighbour as well. This does not protect against somebody who compares several reports.";

    /// <summary>The report with its small counts kept back.</summary>
    internal static ReportBody Apply(ReportBody body, int threshold) => body with
    {
        Imputed = [.. body.Imputed.Select(count => count with { Count = IsSmall(count.Count, threshold) ? ReportCell.KeptBack : count.Count })],
        Excluded = [.. body.Excluded.Select(count => count with { Count = IsSmall(count.Count, threshold) ? ReportCell.KeptBack : count.Count })],
        Tables = [.. body.Tables.Select(table => Apply(table, threshold))],
    };

    private static ReportTable Apply(ReportTable table, int threshold)
    {
        ReportCell[][] rows = [.. table.Rows.Select(row => row.Select(cell => IsSmall(cell, threshold) ? ReportCell.KeptBack : cell).ToArray())];
        for (int column = 0; column < table.Columns.Count; column++) Complement(rows, column);
        foreach (ReportCell[] row in rows) KeepDerivedBack(row);
        return table with { Rows = rows };
    }

    // A single suppressed cell is the total of its column, known from elsewhere, minus the others.
    private static void Complement(ReportCell[][] rows, int column)
    {
        if (rows.Count(row => row[column] is ReportCell.Suppressed) != 1) return;
        ReportCell[]? smallest = rows.Where(row => row[column] is ReportCell.Count { Value: > 0 }).MinBy(row => ((ReportCell.Count)row[column]).Value);
        if (smallest is not null) smallest[column] = ReportCell.KeptBack;
    }

    private static void KeepDerivedBack(ReportCell[] row)
    {
        if (!Array.Exists(row, cell => cell is ReportCell.Suppressed)) return;
        for (int column = 0; column < row.Length; column++)
        {
            if (row[column] is ReportCell.Number or ReportCell.Day or ReportCell.NotReached) row[column] = ReportCell.KeptBack;
        }
    }

    private static bool IsSmall(ReportCell cell, int threshold) => cell is ReportCell.Count { Value: > 0 } count && count.Value < threshold;
}
