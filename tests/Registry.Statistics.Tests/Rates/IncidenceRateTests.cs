using Registry.Statistics.Rates;

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
}
