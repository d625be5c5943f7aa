using Registry.Analytics.Projections;
using Registry.Statistics.Rates;

namespace Registry.Analytics.Reports;

/// <summary>Calcium, phosphate and parathyroid hormone against the laboratories' own reference ranges: normal in POH, raised where hormone resistance develops.</summary>
internal static class MineralReport
{
    /// <summary>Resistance to parathyroid hormone appeared at 10 to 13 years in the one case published (PMID 34254228).</summary>
    private const int LateYears = 10;

    private static readonly IReadOnlyList<string> Sentences =
    [
        "A value is judged by the reference range that its laboratory gave with it; without one, by the laboratory's own flag (L, LL, H, HH, N); without either it is not judged. Nothing is converted between units.",
        $"Ages below and from {LateYears} years are set apart, as hormone resistance can appear late (PMID 34254228). ever: subjects with at least one such value.",
        "Values with a date that is not possible, or none, stand in the rows of all ages alone.",
    ];

    internal static readonly ReportDefinition Report = new(
        "mineral", "Calcium, phosphate and parathyroid hormone against reference ranges", FactKinds.Lives | FactKinds.Laboratories,
        ["LaboratoryMeasured.Analyte", "LaboratoryMeasured.Value", "LaboratoryMeasured.Unit", "LaboratoryMeasured.ReferenceLow", "LaboratoryMeasured.ReferenceHigh", "LaboratoryMeasured.Interpretation", .. Life.EventFields], Compute);

    /// <param name="Person">Whose.</param>
    /// <param name="Row">The value.</param>
    /// <param name="AgeYears">At the sample; null without a possible date.</param>
    private sealed record Measured(Person Person, LaboratoryRow Row, double? AgeYears);

    private static ReportBody Compute(Cohort cohort, ReportRequest request)
    {
        IReadOnlyList<Stratum> strata = Stratum.ByDisease(cohort, request);
        List<IReadOnlyList<ReportCell>> ranges = [];
        List<IReadOnlyList<ReportCell>> values = [];
        foreach (Stratum stratum in strata)
        {
            foreach ((string code, string name) in Analytes.All)
            {
                Measured[] measured = [.. stratum.People.SelectMany(person => person.Laboratories.Where(laboratory => string.Equals(laboratory.Analyte.Code, code, StringComparison.Ordinal)).Select(laboratory => new Measured(person, laboratory, AgeOf(person, laboratory, cohort))))];
                ranges.Add(Ranges(stratum.Name, name, "all", measured));
                ranges.Add(Ranges(stratum.Name, name, $"below {LateYears} years", [.. measured.Where(value => value.AgeYears < LateYears)]));
                ranges.Add(Ranges(stratum.Name, name, $"from {LateYears} years", [.. measured.Where(value => value.AgeYears >= LateYears)]));
                values.AddRange(measured.Where(value => value.Row.Measured is not null).GroupBy(value => value.Row.Unit ?? Cells.NotStated, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal).Select(group => Values(stratum.Name, name, group)));
            }
        }

        return new ReportBody
        {
            Definitions = Sentences,
            Warnings = [],
            Imputed = [],
            Excluded = Cells.Excluded(cohort, [Cells.WithoutDisease(cohort, request)]),
            Tables =
            [
                new ReportTable
                {
                    Name = "ranges", Title = "Values below, within and above their reference range", Method = Cells.ProportionMethod + " The share is of subjects with a judged value who ever had one above the range.", MarginColumns = 2,
                    Columns =
                    [
                        ReportColumn.Text("disease", "Disease"), ReportColumn.Text("analyte", "Analyte"), ReportColumn.Text("age", "Age at the sample"), ReportColumn.Count("subjects", "Subjects"), ReportColumn.Count("values", "Values"),
                        ReportColumn.Count("below", "Below"), ReportColumn.Count("within", "Within"), ReportColumn.Count("above", "Above"), ReportColumn.Count("not_judged", "Not judged"),
                        ReportColumn.Count("subjects_ever_below", "Subjects ever below"), ReportColumn.Count("subjects_ever_above", "Subjects ever above"), .. Cells.ProportionColumns,
                    ],
                    Rows = ranges,
                },
                new ReportTable
                {
                    Name = "values", Title = "Values as reported, by unit", Method = "Order statistics, in the unit that the row names.", MarginColumns = 2,
                    Columns =
                    [
                        ReportColumn.Text("disease", "Disease"), ReportColumn.Text("analyte", "Analyte"), ReportColumn.Text("value_unit", "Unit (UCUM)"), ReportColumn.Count("subjects", "Subjects"), ReportColumn.Count("values", "Values"),
                        ReportColumn.Number("median", "Median", "value_unit"), ReportColumn.Number("least", "Least", "value_unit") with { IsForCoordinators = true }, ReportColumn.Number("greatest", "Greatest", "value_unit") with { IsForCoordinators = true },
                    ],
                    Rows = values,
                },
            ],
        };
    }

    private static double? AgeOf(Person person, LaboratoryRow laboratory, Cohort cohort)
    {
        Life life = cohort.LifeOf(person);
        return laboratory.Occurred is { } on && Life.Middle(on, life.Birth, cohort.CutDay) is { } day ? PersonTime.Years(life.DaysOf(day)) : null;
    }

    /// <summary>-1 below, 0 within, 1 above its range; null: not judged.</summary>
    private static int? Judge(LaboratoryRow row)
    {
        if (row.Measured is { } value)
        {
            if (value < row.ReferenceLow) return -1;
            if (value > row.ReferenceHigh) return 1;
            if (row.ReferenceLow is not null && row.ReferenceHigh is not null) return 0;
        }

        return row.Interpretation switch { "L" or "LL" => -1, "N" => 0, "H" or "HH" => 1, _ => null };
    }

    private static IReadOnlyList<ReportCell> Ranges(string disease, string analyte, string age, Measured[] measured)
    {
        ILookup<int?, Measured> byPlace = measured.ToLookup(value => Judge(value.Row));
        long judged = Subjects(measured.Where(value => Judge(value.Row) is not null));
        long above = Subjects(byPlace[1]);
        return
        [
            ReportCell.Of(disease), ReportCell.Of(analyte), ReportCell.Of(age), ReportCell.Of(Subjects(measured)), ReportCell.Of(measured.Length),
            ReportCell.Of(byPlace[-1].LongCount()), ReportCell.Of(byPlace[0].LongCount()), ReportCell.Of(byPlace[1].LongCount()), ReportCell.Of(byPlace[null].LongCount()),
            ReportCell.Of(Subjects(byPlace[-1])), ReportCell.Of(above), .. Cells.Proportion(above, judged),
        ];
    }

    private static IReadOnlyList<ReportCell> Values(string disease, string analyte, IGrouping<string, Measured> group)
    {
        double[] values = [.. group.Select(value => value.Row.Measured!.Value)];
        return
        [
            ReportCell.Of(disease), ReportCell.Of(analyte), ReportCell.Of(group.Key), ReportCell.Of(Subjects(group)), ReportCell.Of(values.Length),
            ReportCell.Quantity(Cells.Median(values)), ReportCell.Quantity(values.Min()), ReportCell.Quantity(values.Max()),
        ];
    }

    private static long Subjects(IEnumerable<Measured> measured) => measured.Select(value => value.Person).Distinct().LongCount();
}
