using System.Globalization;
using Registry.Analytics.Reports;
using Xunit;

namespace Registry.Service.Tests.Analytics;

/// <summary>A row of a report, found by its texts, with its cells as they are printed.</summary>
internal sealed class ReportLine
{
    private readonly ReportTable _table;
    private readonly IReadOnlyList<ReportCell> _cells;

    private ReportLine(ReportTable table, IReadOnlyList<ReportCell> cells)
    {
        _table = table;
        _cells = cells;
    }

    /// <summary>The only row of a table that begins with these texts.</summary>
    internal static ReportLine Of(Report report, string table, params string[] names)
    {
        ReportTable found = report.Tables.Single(known => string.Equals(known.Name, table, StringComparison.Ordinal));
        return new ReportLine(found, Assert.Single(found.Rows, row => names.Zip(row).All(pair => pair.Second is ReportCell.Text text && string.Equals(text.Value, pair.First, StringComparison.Ordinal))));
    }

    /// <summary>The printed cells of these columns, separated by spaces; a missing one is a hyphen.</summary>
    internal string this[params string[] columns] => string.Join(' ', columns.Select(Print));

    internal double Number(string column) => Assert.IsType<ReportCell.Number>(Cell(column)).Value;

    private ReportCell Cell(string column)
    {
        int index = _table.Columns.ToList().FindIndex(known => string.Equals(known.Name, column, StringComparison.Ordinal));
        Assert.True(index >= 0, $"The table {_table.Name} has no column {column}.");
        return _cells[index];
    }

    private string Print(string column) => Cell(column) switch
    {
        ReportCell.Text text => text.Value ?? "-",
        ReportCell.Count count => count.Value.ToString(CultureInfo.InvariantCulture),
        ReportCell.Number number => ReportJson.Print(number),
        ReportCell.Day day => ReportJson.Print(day.Value),
        ReportCell.Flag flag => flag.Value ? "true" : "false",
        ReportCell.NotReached => "not-reached",
        ReportCell.Suppressed => "suppressed",
        _ => "-",
    };
}
