namespace Registry.Analytics.Reports;

/// <summary>An answer with all that a reader needs to judge and repeat it. The same cut, filters and software version give the same bytes.</summary>
public sealed record Report
{
    /// <summary>Its name in the catalogue and in the URL.</summary>
    public required string Name { get; init; }

    /// <summary>What it shows, in a line.</summary>
    public required string Title { get; init; }

    /// <summary>Version of the software that computed it.</summary>
    public required string SoftwareVersion { get; init; }

    /// <summary>For whom it was made: <c>coordinator</c> (all sites, full detail), <c>site</c> (one site's own subjects, full detail) or <c>public</c> (small counts kept back).</summary>
    public required string Audience { get; init; }

    /// <summary>The state of the registry that it speaks of.</summary>
    public required ReportCut Cut { get; init; }

    /// <summary>Every parameter with the value that was used, defaults included, in the order of the catalogue.</summary>
    public required IReadOnlyList<ReportFilter> Filters { get; init; }

    /// <summary>Sentences that say how it is computed.</summary>
    public required IReadOnlyList<string> Definitions { get; init; }

    /// <summary>Sentences that say what a reader must beware of in these numbers; none when there is nothing.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }

    /// <summary>How many dates were imputed, by kind.</summary>
    public required IReadOnlyList<ReportCount> Imputed { get; init; }

    /// <summary>How many subjects were left out, by reason.</summary>
    public required IReadOnlyList<ReportCount> Excluded { get; init; }

    /// <summary>The numbers.</summary>
    public required IReadOnlyList<ReportTable> Tables { get; init; }
}

/// <summary>The state of the registry that a report speaks of: every event up to a sequence.</summary>
/// <param name="LogId">The log; null while it is empty.</param>
/// <param name="Sequence">The last event counted.</param>
/// <param name="Recorded">When that event was recorded (UTC); null while the log is empty. No report holds any other clock's time.</param>
public sealed record ReportCut(Guid? LogId, long Sequence, DateTimeOffset? Recorded)
{
    /// <summary>Greatest offset from UTC in use, in hours: the place where the day begins first.</summary>
    private const int EarliestDayHours = 14;

    /// <summary>The last day that any place on earth had reached then.</summary>
    internal DateOnly Day => Recorded is { } recorded ? DateOnly.FromDateTime(recorded.UtcDateTime.AddHours(EarliestDayHours)) : DateOnly.MinValue;
}

/// <summary>A parameter and the value that was used.</summary>
/// <param name="Name">The parameter.</param>
/// <param name="Value">Its value; null when it did not restrict anything.</param>
public sealed record ReportFilter(string Name, string? Value);

/// <summary>A count with its reason.</summary>
/// <param name="Reason">What is counted.</param>
/// <param name="Count">How many.</param>
public sealed record ReportCount(string Reason, ReportCell Count);

/// <summary>Rows under named columns.</summary>
public sealed record ReportTable
{
    /// <summary>Name within the report: lower case and hyphens.</summary>
    public required string Name { get; init; }

    /// <summary>What a row is.</summary>
    public required string Title { get; init; }

    /// <summary>How its numbers are made: the method by name, or that they are counts.</summary>
    public string Method { get; init; } = CountMethod;

    /// <summary>The columns, in order.</summary>
    public required IReadOnlyList<ReportColumn> Columns { get; init; }

    /// <summary>The rows; each has one cell per column.</summary>
    public required IReadOnlyList<IReadOnlyList<ReportCell>> Rows { get; init; }

    /// <summary>Rows that are equal in so many first columns add up to a total that can be known from elsewhere; 0: all rows do.</summary>
    internal int MarginColumns { get; init; }

    /// <summary>The same where those columns are not the first: names of the columns in which rows that add up are alike; null: the first <see cref="MarginColumns"/>.</summary>
    internal IReadOnlyList<string>? MarginOver { get; init; }

    /// <summary>Sums over several margins are known from elsewhere too, as those of a disease over all its regions; false where they mean nothing, as over ages at which the same subjects are at risk again.</summary>
    internal bool AddsUp { get; init; } = true;

    /// <summary>The margins of a row, the narrowest first: alike for rows that add up.</summary>
    internal IEnumerable<string> MarginsOf(IReadOnlyList<ReportCell> row)
    {
        yield return MarginOf(row);
        if (!AddsUp) yield break;
        for (int columns = (MarginOver is null ? MarginColumns : 1) - 1; columns >= 0; columns--) yield return string.Join('\n', row.Take(columns).Select(cell => (cell as ReportCell.Text)?.Value ?? ""));
    }

    /// <summary>The narrowest of them.</summary>
    internal string MarginOf(IReadOnlyList<ReportCell> row) =>
        string.Join('\n', row.Where((_, column) => MarginOver is { } names ? names.Contains(Columns[column].Name, StringComparer.Ordinal) : column < MarginColumns).Select(cell => (cell as ReportCell.Text)?.Value ?? ""));

    /// <summary>A row speaks of one subject, or of so exact a time that it does: the table is in no report for the public.</summary>
    internal bool IsForCoordinators { get; init; }

    internal const string CountMethod = "Counts.";
}

/// <summary>What a column holds.</summary>
public enum ColumnKind
{
    /// <summary>A text or a code.</summary>
    Text,

    /// <summary>How many people or facts.</summary>
    Count,

    /// <summary>A number in the column's unit.</summary>
    Number,

    /// <summary>A calendar day.</summary>
    Day,

    /// <summary>Yes or no.</summary>
    Flag,
}

/// <summary>A column.</summary>
/// <param name="Name">Name within the table: lower case and underscores.</param>
/// <param name="Title">For people.</param>
/// <param name="Kind">What it holds.</param>
/// <param name="Unit">UCUM unit of a number or count: <c>a</c> for years of 365.25 days, <c>1</c> for counts and probabilities; null for what is no number.</param>
public sealed record ReportColumn(string Name, string Title, ColumnKind Kind, string? Unit)
{
    /// <summary>Its values would tell of one subject, or would undo what is kept back: in no report for the public.</summary>
    internal bool IsForCoordinators { get; init; }

    /// <summary>A column of texts or codes.</summary>
    public static ReportColumn Text(string name, string title) => new(name, title, ColumnKind.Text, null);

    /// <summary>A column of counts.</summary>
    public static ReportColumn Count(string name, string title) => new(name, title, ColumnKind.Count, "1");

    /// <summary>A count of all rows so far: with its neighbours it gives the row that is kept back.</summary>
    internal static ReportColumn SoFar(string name, string title) => new(name, title, ColumnKind.Count, "1") { IsForCoordinators = true };

    internal static ReportColumn Years(string name, string title) => new(name, title, ColumnKind.Number, "a");

    /// <summary>The age of one subject.</summary>
    internal static ReportColumn ExactYears(string name, string title) => new(name, title, ColumnKind.Number, "a") { IsForCoordinators = true };

    internal static ReportColumn Probability(string name, string title) => new(name, title, ColumnKind.Number, "1");

    internal static ReportColumn PerYear(string name, string title) => new(name, title, ColumnKind.Number, "/a");

    internal static ReportColumn Number(string name, string title, string unit) => new(name, title, ColumnKind.Number, unit);

    internal static ReportColumn Day(string name, string title) => new(name, title, ColumnKind.Day, null) { IsForCoordinators = true };

    internal static ReportColumn Flag(string name, string title) => new(name, title, ColumnKind.Flag, null);
}

/// <summary>One value of a table.</summary>
public abstract record ReportCell
{
    private ReportCell()
    {
    }

    /// <summary>A text or a code; null when not told.</summary>
    public sealed record Text(string? Value) : ReportCell;

    /// <summary>A count of people or of facts: what suppression looks at.</summary>
    public sealed record Count(long Value) : ReportCell;

    /// <summary>A number, printed with at most so many decimals.</summary>
    public sealed record Number(double Value, int Decimals) : ReportCell;

    /// <summary>A calendar day.</summary>
    public sealed record Day(DateOnly Value) : ReportCell;

    /// <summary>Yes or no.</summary>
    public sealed record Flag(bool Value) : ReportCell;

    /// <summary>A quantile that a curve does not come down to: a result, not a missing value.</summary>
    public sealed record NotReached : ReportCell;

    /// <summary>There is no such number: nothing was observed, or no method gives it.</summary>
    public sealed record Missing : ReportCell;

    /// <summary>There is a number, and it is kept back because it counts too few.</summary>
    public sealed record Suppressed : ReportCell;

    internal static readonly ReportCell None = new Missing();
    internal static readonly ReportCell KeptBack = new Suppressed();

    internal static ReportCell Of(string? value) => new Text(value);

    internal static ReportCell Of(long value) => new Count(value);

    internal static ReportCell Of(bool value) => new Flag(value);

    internal static ReportCell Of(DateOnly? value) => value is { } day ? new Day(day) : None;

    internal static ReportCell Probability(double? value) => value is { } number ? new Number(number, 6) : None;

    internal static ReportCell Years(double? value) => value is { } number ? new Number(number, 3) : None;

    internal static ReportCell Rate(double? value) => value is { } number ? new Number(number, 6) : None;

    /// <summary>A number of any size, to six significant digits or so: none of what is reported here is known better.</summary>
    internal static ReportCell Quantity(double? value) => value is { } number ? new Number(number, Math.Abs(number) >= 1000 ? 1 : 6) : None;
}
