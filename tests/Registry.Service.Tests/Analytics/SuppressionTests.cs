using System.Globalization;
using Registry.Analytics.Reports;
using Registry.Contracts.Callers;
using Xunit;

namespace Registry.Service.Tests.Analytics;

/// <summary>What a report for the public keeps back cannot be computed from what it shows.</summary>
public sealed class SuppressionTests
{
    private const int Threshold = 5;

    [Fact]
    public async Task No_small_count_of_any_report_is_shown_or_can_be_solved_for_from_sums()
    {
        int attacked = 0;
        for (int seed = 20261126; seed < 20261132; seed++)
        {
            TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Seed {seed}."));
            await using AnalyticsDatabase database = await ReportTests.OfAsync(Crowd(new Random(seed)));
            foreach (ReportDefinition definition in ReportCatalogue.Known)
            {
                Report open = await database.ReportAsync(definition.Name);
                Report kept = await database.ReportAsync(definition.Name, ("audience", "public"));
                attacked += Attack(open, kept);
            }
        }

        Assert.True(attacked > 500, $"Only {attacked} cells were kept back: the attack had nothing to attack.");
    }

    [Fact]
    public async Task For_the_public_nothing_tells_of_one_subject()
    {
        await using AnalyticsDatabase database = await ReportTests.OfAsync(Crowd(new Random(1)));
        foreach (ReportDefinition definition in ReportCatalogue.Known)
        {
            Report report = await database.ReportAsync(definition.Name, ("audience", "public"));

            Assert.Equal("public", report.Audience);
            Assert.All(report.Warnings, warning => Assert.DoesNotMatch("(day|days|age|from|to) [0-9]", warning));
            Assert.All(report.Tables, table => Assert.False(table.IsForCoordinators));
            Assert.All(report.Tables.SelectMany(table => table.Columns), column => Assert.True(column is { IsForCoordinators: false, Kind: not ColumnKind.Day }, column.Name));
            Assert.DoesNotContain(report.Tables.SelectMany(table => table.Columns), column => column.Name is "subject");
            foreach (ReportTable table in report.Tables)
            {
                foreach ((ReportColumn column, ReportCell cell) in table.Rows.SelectMany(row => table.Columns.Zip(row)))
                {
                    if (cell is ReportCell.Number number) Assert.True(number.Decimals <= (column.Unit is "a" ? 0 : 2), $"{definition.Name} {table.Name} {column.Name}");
                }
            }
        }
    }

    [Fact]
    public async Task A_caveat_tells_the_public_no_day_and_no_age()
    {
        SomeLog log = new();
        log.Enrol("a", "2000-01-01", "2010-01-01");
        log.Diagnose("a", "FOP");
        log.FlareUp("a", "f", "2011-01-01");
        log.Status("a", "alive", "2012-01-01");
        log.Enrol("b", "2000-01-01", "2011-06-01");
        log.Diagnose("b", "FOP");
        log.Status("b", "alive", "2013-01-01");
        await using AnalyticsDatabase database = await ReportTests.OfAsync(log);

        Assert.Contains((await database.ReportAsync("flare-ups")).Warnings, warning => warning.Contains("On day 4018 ", StringComparison.Ordinal));
        Assert.Contains((await database.ReportAsync("flare-ups", ("audience", "public"))).Warnings, warning => warning.Contains("On day (kept back) ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(CallerRoles.Coordinator, null, "coordinator")]
    [InlineData(CallerRoles.Coordinator, "public", "public")]
    [InlineData(CallerRoles.Coordinator, "site", null)]
    [InlineData(CallerRoles.Submitter, null, "site")]
    [InlineData(CallerRoles.Submitter, "public", "public")]
    [InlineData(CallerRoles.Submitter, "coordinator", null)]
    [InlineData(CallerRoles.Subscriber, null, "public")]
    [InlineData(CallerRoles.Subscriber, "site", null)]
    [InlineData(CallerRoles.Subscriber, "coordinator", null)]
    [InlineData(CallerRoles.Operator, null, null)]
    [InlineData(CallerRoles.Operator, "public", "public")]
    public async Task Who_asks_decides_for_whom_the_report_is_made(CallerRoles roles, string? audience, string? made)
    {
        await using AnalyticsDatabase database = await ReportTests.OfAsync(SomeHistory.OfRegistry());
        Dictionary<string, string> parameters = audience is null ? [] : new() { ["audience"] = audience };

        ReportResult result = await database.Reports().RunAsync("enrolment", parameters, new Caller("client", new SiteId("berlin"), roles), TestContext.Current.CancellationToken);

        if (made is null) Assert.IsType<ReportResult.NotPermitted>(result);
        else Assert.Equal(made, Assert.IsType<ReportResult.Ready>(result).Report.Audience);
    }

    [Theory]
    [InlineData("site", "berlin")]
    [InlineData("bornFrom", "1980")]
    [InlineData("asOf", "3")]
    [InlineData("country", "DE")]
    [InlineData("sex", "male")]
    [InlineData("disease", "FOP")]
    [InlineData("suppressBelow", "20")]
    public async Task Who_may_see_no_single_subject_may_not_narrow_the_public_report_down_to_one(string parameter, string value)
    {
        await using AnalyticsDatabase database = await ReportTests.OfAsync(SomeHistory.OfRegistry());
        Dictionary<string, string> parameters = new() { ["audience"] = "public", [parameter] = value };

        Assert.IsType<ReportResult.NotPermitted>(await database.Reports().RunAsync("enrolment", parameters, SomeCaller.Submitter("madrid"), TestContext.Current.CancellationToken));
        Assert.IsType<ReportResult.Ready>(await database.Reports().RunAsync("enrolment", parameters, SomeCaller.Coordinator, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_caller_can_raise_the_registrys_threshold_but_not_lower_it()
    {
        await using AnalyticsDatabase database = await ReportTests.OfAsync(SomeHistory.OfRegistry());

        Assert.Contains(new ReportFilter("suppressBelow", "5"), (await database.ReportAsync("enrolment", ("audience", "public"), ("suppressBelow", "2"))).Filters);
        Assert.Contains(new ReportFilter("suppressBelow", "11"), (await database.ReportAsync("enrolment", ("audience", "public"), ("suppressBelow", "11"))).Filters);
        Assert.Throws<ArgumentOutOfRangeException>(() => database.Reports(suppressBelow: 1));
    }

    /// <summary>Solves for what is kept back, knowing every column's total in its margin, and every sum that holds among the columns of all rows.</summary>
    /// <returns>How many small cells it tried.</returns>
    private static int Attack(Report open, Report kept)
    {
        int tried = 0;
        foreach (ReportTable shown in kept.Tables)
        {
            ReportTable known = open.Tables.Single(table => table.Name == shown.Name);
            int[] counts = [.. Enumerable.Range(0, shown.Columns.Count).Where(column => shown.Columns[column].Kind == ColumnKind.Count)];
            int[] inKnown = [.. counts.Select(column => known.Columns.ToList().FindIndex(candidate => candidate.Name == shown.Columns[column].Name))];
            int[][] truth = [.. known.Rows.Select(row => inKnown.Select(column => (int)((ReportCell.Count)row[column]).Value).ToArray())];
            bool[][] isHidden = [.. shown.Rows.Select(row => counts.Select(column => row[column] is ReportCell.Suppressed).ToArray())];
            string[] margins = [.. shown.Rows.Select(row => shown.MarginOf(row))];
            for (int row = 0; row < truth.Length; row++)
            {
                for (int column = 0; column < counts.Length; column++)
                {
                    if (truth[row][column] is <= 0 or >= Threshold) continue;
                    tried++;
                    Assert.True(isHidden[row][column], $"{open.Name} {shown.Name} row {row} shows {truth[row][column]}.");
                    Assert.All(shown.Rows[row], cell => Assert.IsNotType<ReportCell.Number>(cell));
                }
            }

            foreach (string margin in margins.Distinct()) Solve(open.Name, shown, counts, truth, isHidden, [.. Enumerable.Range(0, truth.Length).Where(row => margins[row] == margin)]);
        }

        return tried;
    }

    /// <summary>Gauss over the hidden cells of one margin: one equation per column (its total) and one per row for each sum of columns that holds in every row.</summary>
    private static void Solve(string report, ReportTable table, int[] counts, int[][] truth, bool[][] isHidden, int[] rows)
    {
        Dictionary<(int Row, int Column), int> unknowns = [];
        foreach (int row in rows)
        {
            for (int column = 0; column < counts.Length; column++)
            {
                if (isHidden[row][column]) unknowns[(row, column)] = unknowns.Count;
            }
        }

        if (unknowns.Count == 0) return;
        // Where a margin is one row, its total is that row: then the attacker knows it from elsewhere, and keeping it back here protects nothing.
        if (rows.Count(row => truth[row].Any(count => count > 0)) < 2) return;
        List<double[]> equations = [];
        // A total below the threshold is itself kept back wherever it stands.
        for (int column = 0; column < counts.Length; column++)
        {
            if (rows.Sum(row => truth[row][column]) >= Threshold) equations.Add(Equation(rows.Select(row => (row, column, 1.0))));
        }

        for (int total = 0; total < counts.Length; total++)
        {
            int[] parts = [.. Enumerable.Range(0, counts.Length).Where(column => column > total)];
            if (parts.Length > 1 && Array.TrueForAll(truth, row => row[total] == parts.Sum(part => row[part])))
                equations.AddRange(rows.Select(row => Equation([(row, total, -1.0), .. parts.Select(part => (row, part, 1.0))])));
        }

        double[][] solved = Reduce([.. equations.Where(equation => equation.Any(value => value != 0))]);
        foreach (((int row, int column), int unknown) in unknowns)
        {
            if (truth[row][column] is <= 0 or >= Threshold) continue;
            bool isDetermined = solved.Any(equation => equation[unknown] != 0 && equation.Count(value => Math.Abs(value) > 1e-9) == 1);
            Assert.False(isDetermined, $"{report} {table.Name} row {row} column {table.Columns[counts[column]].Name}: {truth[row][column]} can be solved for.");
            // Nor do bounds alone pin it: what is hidden of a column adds up to no less than the threshold, in two rows or more.
            int[] hidden = [.. rows.Where(other => isHidden[other][column])];
            bool isAllHidden = rows.Sum(other => truth[other][column]) < Threshold || rows.All(other => isHidden[other][column]);
            Assert.True(isAllHidden || (hidden.Count(other => truth[other][column] > 0) > 1 && hidden.Sum(other => truth[other][column]) >= Threshold), $"{report} {table.Name} column {table.Columns[counts[column]].Name}: too little is hidden.");
        }

        double[] Equation(IEnumerable<(int Row, int Column, double Factor)> terms)
        {
            double[] equation = new double[unknowns.Count];
            foreach ((int row, int column, double factor) in terms)
            {
                if (unknowns.TryGetValue((row, column), out int unknown)) equation[unknown] += factor;
            }

            return equation;
        }
    }

    private static double[][] Reduce(double[][] equations)
    {
        int pivotRow = 0;
        for (int column = 0; pivotRow < equations.Length && column < equations[0].Length; column++)
        {
            int best = Enumerable.Range(pivotRow, equations.Length - pivotRow).MaxBy(row => Math.Abs(equations[row][column]));
            if (Math.Abs(equations[best][column]) < 1e-9) continue;
            (equations[pivotRow], equations[best]) = (equations[best], equations[pivotRow]);
            double pivot = equations[pivotRow][column];
            for (int index = 0; index < equations[pivotRow].Length; index++) equations[pivotRow][index] /= pivot;
            for (int row = 0; row < equations.Length; row++)
            {
                double factor = equations[row][column];
                if (row == pivotRow || Math.Abs(factor) < 1e-12) continue;
                for (int index = 0; index < equations[row].Length; index++) equations[row][index] -= factor * equations[pivotRow][index];
            }

            pivotRow++;
        }

        return equations;
    }

    /// <summary>Some sixty subjects with uneven habits, so that every report has large and small counts.</summary>
    /// <param name="random">What decides it.</param>
    /// <param name="isVaried">Also in the variants: several classes of each gene, and subjects without any.</param>
    /// <param name="subjects">How many.</param>
    internal static SomeLog Crowd(Random random, bool isVaried = false, int subjects = 60)
    {
        SomeLog log = new();
        string[] countries = ["DE", "DE", "DE", "ES", "FR"];
        string[] regions = ["neck", "neck", "neck", "upper-back", "hip", "jaw"];
        for (int index = 0; index < subjects; index++)
        {
            string name = "s" + index.ToString(CultureInfo.InvariantCulture);
            log.Site = random.Next(4) == 0 ? "madrid" : "berlin";
            string entry = Year(random, 2000, 2012);
            log.Enrol(name, Year(random, 1960, 2000), random.Next(20) == 0 ? null : entry, random.Next(3) == 0 ? "male" : "female", countries[random.Next(countries.Length)]);
            if (random.Next(2) == 0) log.Consent(name, "reuse", random.Next(8) > 0);
            string disease = random.Next(4) == 0 ? "POH" : "FOP";
            log.Diagnose(name, disease, random.Next(3) == 0 ? null : entry);
            if (isVaried) Vary(log, random, name, disease);
            else if (disease is "FOP") log.Variant(name, "HGNC:171");
            else log.Gnas(name, "NM_000516.7:c.493C>T", "NP_000507.1:p.(Arg165Cys)", random.Next(5) == 0 ? null : "paternal");
            for (int flareUp = random.Next(4); flareUp > 0; flareUp--)
                log.FlareUp(name, $"f{flareUp}", Year(random, 2003, 2020), regions[random.Next(regions.Length)], random.Next(4) == 0 ? "trauma" : "spontaneous", random.Next(3) == 0 ? null : random.Next(2) == 0 ? "regressed" : "ho-formed");
            for (int lesion = random.Next(3); lesion > 0; lesion--)
                log.Lesion(name, $"l{lesion}", Year(random, 2003, 2020), regions[random.Next(regions.Length)], disease is "POH" ? (random.Next(2) == 0 ? "dermis" : "deep") : null, random.Next(3) == 0 ? null : "fascia");
            Care(log, random, name);
            if (random.Next(6) == 0) log.DeathOf(name, Year(random, 2013, 2024), random.Next(4) == 0 ? null : random.Next(2) == 0 ? "cardiorespiratory" : "pneumonia");
            else log.Status(name, random.Next(10) == 0 ? "lost-to-follow-up" : "alive", Year(random, 2013, 2025));
            if (random.Next(5) == 0) log.Open(name, random.Next(3) == 0 ? "R11" : "R12");
        }

        return log;
    }

    private static void Vary(SomeLog log, Random random, string name, string disease)
    {
        if (random.Next(6) == 0) return;
        if (disease is "FOP") log.Variant(name, random.Next(6) == 0 ? "HGNC:4392" : "HGNC:171");
        else log.Gnas(name, "NM_000516.7:c.493C>T", random.Next(3) == 0 ? "NP_000507.1:p.(Asp189fs)" : "NP_000507.1:p.(Arg165Cys)", random.Next(4) == 0 ? null : random.Next(5) == 0 ? "maternal" : "paternal");
    }

    private static void Care(SomeLog log, Random random, string name)
    {
        if (random.Next(2) == 0) log.Feature(name, "HP:0010109", random.Next(6) == 0 ? "absent" : "present");
        if (random.Next(2) == 0) log.Cajis(name, Year(random, 2012, 2020), random.Next(20));
        if (random.Next(3) == 0) log.Mobility(name, Year(random, 2012, 2020), random.Next(3) == 0 ? "wheelchair-part" : "independent");
        if (random.Next(6) == 0) log.Joint(name, Year(random, 2012, 2020), "hip", "ankylosed");
        if (random.Next(4) == 0) log.Treatment(name, "t", Year(random, 2012, 2016), random.Next(2) == 0 ? null : "2018-01-01", random.Next(4) == 0 ? "nsaid" : "glucocorticoid");
        if (random.Next(6) == 0) log.Surgery(name, Year(random, 2005, 2015), "excision", random.Next(3) == 0 ? "diffuse" : "circumscribed", random.Next(3) == 0 ? ["recurrence"] : ["lasting"]);
        if (random.Next(5) == 0) log.Laboratory(name, Year(random, 2012, 2020), "2731-8", random.Next(10, 90), "pg/mL", 15, 65);
        if (random.Next(4) == 0) log.Questionnaire(name, Year(random, 2012, 2020), "fop-pfq", random.Next(26, 130), random.Next(5) == 0 ? "child" : "adult");
        if (random.Next(4) == 0) log.Concern(name, random.Next(4) == 0 ? "biopsy" : "intramuscular-injection", Year(random, 2005, 2015), "concern");
        if (random.Next(3) == 0) log.DiagnoseAs(name, "AHO", "79443", random.Next(4) == 0 ? "provisional" : "refuted", random.Next(3) == 0 ? "24484000" : null);
        if (random.Next(8) == 0) log.Study(name, "trial", random.Next(2) == 0 ? "enrolled" : "completed");
    }

    private static string Year(Random random, int from, int to) => string.Create(CultureInfo.InvariantCulture, $"{random.Next(from, to)}-{random.Next(1, 13):00}-{random.Next(1, 29):00}");
}
