using System.Text;
using Registry.Clinical.Events;
using Registry.Contracts.Events;
using Registry.Fhir.Json;
using Xunit;

namespace Registry.Service.Tests.Clinical;

public class ClinicalDateTests
{
    [Theory]
    [InlineData("2024", "2024-01-01", "2024-12-31", DatePrecision.Year)]
    [InlineData("2024-02", "2024-02-01", "2024-02-29", DatePrecision.Month)]
    [InlineData("2023-02", "2023-02-01", "2023-02-28", DatePrecision.Month)]
    [InlineData("9999-12", "9999-12-01", "9999-12-31", DatePrecision.Month)]
    [InlineData("2024-02-29", "2024-02-29", "2024-02-29", DatePrecision.Day)]
    [InlineData("2024-02-29T23:59:59.999-11:00", "2024-02-29", "2024-02-29", DatePrecision.Instant)]
    [InlineData("2024-02-29T00:00:00Z", "2024-02-29", "2024-02-29", DatePrecision.Instant)]
    public void A_date_is_the_days_that_it_can_mean_as_written(string text, string earliest, string latest, DatePrecision precision)
    {
        Assert.True(ClinicalDate.TryParse(text, out PartialDate? date));
        Assert.Equal((earliest, latest, precision), ($"{date!.Earliest:O}", $"{date.Latest:O}", date.Precision));
    }

    [Theory]
    [InlineData("")]
    [InlineData("24")]
    [InlineData("2023-02-29")]
    [InlineData("2024-13")]
    [InlineData("0000")]
    [InlineData("2024-02-29 10:00")]
    [InlineData("20240229")]
    public void What_is_no_date_is_not_read(string text) => Assert.False(ClinicalDate.TryParse(text, out _));

    [Theory]
    [InlineData("""{"value":3,"code":"a"}""", "2014-06-10", "2017-06-10", "2018-06-09", DatePrecision.Year)]
    [InlineData("""{"value":3,"code":"a"}""", "2014", "2017-01-01", "2018-12-30", DatePrecision.Year)]
    [InlineData("""{"value":0,"code":"a"}""", "2014-06-10", "2014-06-10", "2015-06-09", DatePrecision.Year)]
    [InlineData("""{"value":18,"code":"mo"}""", "2014-06-10", "2015-12-10", "2016-01-09", DatePrecision.Month)]
    [InlineData("""{"value":2,"code":"wk"}""", "2014-06-10", "2014-06-24", "2014-06-30", DatePrecision.Day)]
    [InlineData("""{"value":5,"code":"d"}""", "2014-06-10", "2014-06-15", "2014-06-15", DatePrecision.Day)]
    [InlineData("""{"value":2.5,"code":"a"}""", "2014-06-10", "2016-12-10", "2017-02-09", DatePrecision.Year)]
    [InlineData("""{"value":2,"comparator":"<","code":"a"}""", "2014-06-10", "2014-06-10", "2016-06-09", DatePrecision.Year)]
    [InlineData("""{"value":2,"comparator":"<=","code":"a"}""", "2014-06-10", "2014-06-10", "2017-06-09", DatePrecision.Year)]
    [InlineData("""{"value":2,"comparator":">","code":"a"}""", "2014-06-10", null, null, DatePrecision.Year)]
    [InlineData("""{"value":150,"code":"a"}""", "9999", "9999-12-31", "9999-12-31", DatePrecision.Year)]
    [InlineData("""{"value":2,"code":"h"}""", "2014-06-10", null, null, DatePrecision.Year)]
    public void An_age_is_the_days_from_one_birthday_to_the_next(string age, string birth, string? earliest, string? latest, DatePrecision precision)
    {
        Assert.True(ClinicalDate.TryParse(birth, out PartialDate? born));
        using ResourceDocument condition = ResourceDocument.Parse(Encoding.UTF8.GetBytes($$"""{"onsetAge":{{age}}}"""));

        PartialDate? onset = ClinicalDate.ReadMoment(condition.Root, "onset", born);

        Assert.Equal((earliest, latest), (onset is null ? null : $"{onset.Earliest:O}", onset is null ? null : $"{onset.Latest:O}"));
        if (onset is not null) Assert.Equal(precision, onset.Precision);
    }

    [Theory]
    [InlineData("""{"onsetPeriod":{"start":"2016","end":"2017-03-04"}}""", "2016-01-01", "2017-03-04")]
    [InlineData("""{"onsetPeriod":{"start":"2016-05"}}""", "2016-05-01", "2016-05-31")]
    [InlineData("""{"onsetString":"as a child"}""", null, null)]
    [InlineData("""{"onsetAge":{"value":3,"code":"a"}}""", null, null)]                    // No date of birth is known.
    public void Other_ways_of_saying_when(string condition, string? earliest, string? latest)
    {
        using ResourceDocument document = ResourceDocument.Parse(Encoding.UTF8.GetBytes(condition));
        PartialDate? onset = ClinicalDate.ReadMoment(document.Root, "onset", null);
        Assert.Equal((earliest, latest), (onset is null ? null : $"{onset.Earliest:O}", onset is null ? null : $"{onset.Latest:O}"));
    }
}
