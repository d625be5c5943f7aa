using Registry.Statistics.Rates;
using Registry.Statistics.Survival;

namespace Registry.Statistics.Tests.Rates;

public sealed class IncidenceRateTests
{
    [Fact]
    public void Limits_agree_with_poisson_test()
    {
        foreach (Reference.Row row in Reference.Rows("poisson-rates.csv"))
        {
            IncidenceRate rate = IncidenceRate.Estimate(row.Int("count"), row.Number("person_years"), row.Number("level"));
            string what = $"{row["count"]} in {row["person_years"]} at {row["level"]}";
            Reference.Near(row.Number("rate"), rate.PerPersonYear, what + " rate");
            Reference.Near(row.Number("lower"), rate.Interval.Lower, what + " lower");
            Reference.Near(row.Number("upper"), rate.Interval.Upper, what + " upper");
        }
    }

    /// <remarks>Garwood's upper limit for no occurrence: exp(-limit · time) = (1 - level) / 2.</remarks>
    [Fact]
    public void No_occurrence_has_a_lower_limit_of_0_and_still_an_upper_one()
    {
        IncidenceRate rate = IncidenceRate.Estimate(0, personYears: 10);
        Assert.Equal((0, 0), (rate.PerPersonYear, rate.Interval.Lower));
        Reference.Near(-Math.Log(0.025) / 10, rate.Interval.Upper, "upper limit of 0 in 10 person-years");
    }

    /// <remarks>The published 229 flare-ups in 114 people over a mean of 26.8 months: 0.90 per person-year. PMID 36152026.</remarks>
    [Fact]
    public void The_natural_history_study_has_0_90_flare_ups_per_person_year() =>
        Assert.Equal(0.90, IncidenceRate.Estimate(229, 114 * 26.8 / 12).PerPersonYear, 0.005);

    [Theory]
    [InlineData(-1, 10, 0.95, "count")]
    [InlineData(IncidenceRate.MaxCount + 1, 10, 0.95, "count")]
    [InlineData(1, 0, 0.95, "personYears")]
    [InlineData(0, 0, 0.95, "personYears")]
    [InlineData(1, -3, 0.95, "personYears")]
    [InlineData(1, double.NaN, 0.95, "personYears")]
    [InlineData(1, double.PositiveInfinity, 0.95, "personYears")]
    [InlineData(1, 10, 95, "level")]
    [InlineData(1, 10, double.NaN, "level")]
    public void What_has_no_rate_is_refused(long count, double personYears, double level, string parameter) =>
        Assert.Throws<ArgumentOutOfRangeException>(parameter, () => IncidenceRate.Estimate(count, personYears, level));

    [Fact]
    public void Person_time_counts_from_the_day_after_entry_to_the_day_of_exit()
    {
        FollowUp[] samples = [new FollowUp(0, 365, false), new FollowUp(100, 200, true), FollowUp.FromOrigin(10, false)];
        Assert.Equal(365 + 100 + 10, PersonTime.Days(samples));
        Assert.Equal(50 + 50, PersonTime.Days(samples, fromDays: 150, toDays: 200));
    }

    [Fact]
    public void Person_time_refuses_a_sample_out_of_range_by_its_index()
    {
        ArgumentOutOfRangeException refused = Assert.Throws<ArgumentOutOfRangeException>("samples", () => PersonTime.Days([new FollowUp(0, 9, true), new FollowUp(9, 9, true)]));
        Assert.Contains("Sample 1 ", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_age_band_without_days_is_refused() => Assert.Throws<ArgumentOutOfRangeException>("toDays", () => PersonTime.Days([new FollowUp(0, 9, true)], 5, 5));
}
