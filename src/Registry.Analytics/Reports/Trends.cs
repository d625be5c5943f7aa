using Registry.Contracts.Events;
using Registry.Statistics;
using Registry.Statistics.Rates;
using Registry.Statistics.Regression;

namespace Registry.Analytics.Reports;

/// <summary>A measurement that subjects have again and again, as a trend over age.</summary>
internal static class Trends
{
    /// <summary>Age at which the mean level is given, in years.</summary>
    private const int OriginYears = 20;

    internal static ReportTable Table(string name, string title, string unit, IReadOnlyList<IReadOnlyList<ReportCell>> rows) => new()
    {
        Name = name,
        Title = title,
        Method = $"Linear mixed model with a random intercept and slope per subject, restricted maximum likelihood; level is the mean at age {OriginYears}; limits at 95 % by the normal distribution.",
        Columns =
        [
            ReportColumn.Text("disease", "Disease"), ReportColumn.Count("subjects", "Subjects"), ReportColumn.Count("measurements", "Measurements"),
            ReportColumn.Number("level", $"Mean at age {OriginYears}", unit), ReportColumn.Number("level_lower_95", "Lower 95 %", unit), ReportColumn.Number("level_upper_95", "Upper 95 %", unit),
            ReportColumn.Number("slope", "Mean change per year", unit + "/a"), ReportColumn.Number("slope_lower_95", "Lower 95 %", unit + "/a"), ReportColumn.Number("slope_upper_95", "Upper 95 %", unit + "/a"),
            ReportColumn.Number("slope_sd_between", "Standard deviation of the subjects' own slopes", unit + "/a"), ReportColumn.Number("residual_sd", "Standard deviation around a subject's line", unit),
        ],
        Rows = rows,
    };

    /// <summary>A row of <see cref="Table"/>.</summary>
    internal static IReadOnlyList<ReportCell> Row(
        string stratum, IReadOnlyList<Person> people, Cohort cohort, Func<Person, IEnumerable<(PartialDate? On, double Value)>> measurements, List<string> warnings, string name)
    {
        List<TrendSample> samples = [];
        int subjects = 0;
        foreach (Person person in people)
        {
            Life life = cohort.LifeOf(person);
            bool hasAny = false;
            foreach ((PartialDate? on, double value) in measurements(person))
            {
                if (on is null || Life.Middle(on, life.Birth, cohort.CutDay) is not { } day) continue;
                samples.Add(new TrendSample(subjects, PersonTime.Years(life.DaysOf(day)), value));
                hasAny = true;
            }

            if (hasAny) subjects++;
        }

        ReportCell[] counts = [ReportCell.Of(stratum), ReportCell.Of(subjects), ReportCell.Of(samples.Count)];
        Answer<MixedTrendFit> answer = samples.Count == 0
            ? new Answer<MixedTrendFit>.NotEstimable("Nothing was measured, so there is no trend.")
            : MixedTrend.Fit(samples.ToArray(), new MixedTrendOptions { Origin = OriginYears });
        if (answer is not Answer<MixedTrendFit>.Given { Value: var fit })
        {
            warnings.Add($"{stratum}, {name}: {((Answer<MixedTrendFit>.NotEstimable)answer).Why}");
            return [.. counts, .. Enumerable.Repeat(ReportCell.None, 8)];
        }

        warnings.AddRange(Cells.Texts($"{stratum}, {name}", fit.Caveats));
        return
        [
            .. counts, ReportCell.Quantity(fit.Intercept.Estimate), ReportCell.Quantity(fit.Intercept.Interval.Lower), ReportCell.Quantity(fit.Intercept.Interval.Upper),
            ReportCell.Quantity(fit.Slope.Estimate), ReportCell.Quantity(fit.Slope.Interval.Lower), ReportCell.Quantity(fit.Slope.Interval.Upper),
            ReportCell.Quantity(Math.Sqrt(fit.SlopeVariance)), ReportCell.Quantity(fit.ResidualStandardDeviation),
        ];
    }
}
