using System.Net;
using System.Text.Json;
using Registry.Analytics.Reports;
using Xunit;

namespace Registry.Service.Tests.Server;

/// <summary>What a report cannot be asked for is refused over HTTP with the parameter's name: every report, every parameter.</summary>
public sealed class ReportInputTests
{
    private static readonly string[] Own = ["by", "fromAge", "interval"];

    /// <summary>Queries, and the parameter that the answer must name.</summary>
    private static readonly (string Query, string Parameter)[] Bad =
    [
        ("disease=fop", "disease"), ("disease=", "disease"), ("disease=FOP&disease=POH", "disease"),
        ("variantClass=R206H", "variantClass"), ("parentalAllele=mother", "parentalAllele"),
        ("sex=f", "sex"), ("sex=male&sex=male", "sex"), ("sex=male&SEX=female", "sex"), ("Sex=male", "Sex"),
        ("bornFrom=-1980", "bornFrom"), ("bornFrom=soon", "bornFrom"), ("bornFrom=1980.5", "bornFrom"), ("bornFrom=1849", "bornFrom"), ("bornTo=99999999999999999999", "bornTo"), ("bornTo=", "bornTo"), ("bornFrom=2000&bornTo=1990", "bornTo"),
        ("site=no%20such%2Fsite", "site"), ("site=paris", "site"), ("site=", "site"), ("country=Germany", "country"), ("country=de", "country"), ("country=FR", "country"),
        ("asOf=-1", "asOf"), ("asOf=1.5", "asOf"), ("asOf=999999", "asOf"), ("asOf=99999999999999999999", "asOf"), ("asOf=2026-02-30", "asOf"), ("asOf=2999-01-01", "asOf"), ("asOf=01.02.2026", "asOf"), ("asOf=tomorrow", "asOf"), ("asOf=", "asOf"),
        ("audience=press", "audience"), ("audience=", "audience"), ("suppressBelow=1", "suppressBelow"), ("suppressBelow=-5", "suppressBelow"), ("suppressBelow=101", "suppressBelow"), ("suppressBelow=NaN", "suppressBelow"),
        ("format=xml", "format"), ("format=", "format"), ("format=CSV", "format"), ("format=csv&format=csv", "format"), ("format=csv&table=no-such-table", "table"), ("table=overview", "table"),
        ("colour=red", "colour"), ("sex=male&limit=-5", "limit"),
    ];

    private static readonly (string Report, string Query, string Parameter)[] BadOfOne =
    [
        ("survival", "by=country", "by"), ("survival", "fromAge=-5", "fromAge"), ("survival", "fromAge=121", "fromAge"), ("survival", "fromAge=1.5", "fromAge"), ("survival", "fromAge=", "fromAge"), ("enrolment", "interval=week", "interval"),
    ];

    [Fact]
    public async Task A_report_names_the_parameter_that_it_cannot_use()
    {
        using TemporaryFolder folder = new();
        await using RunningRegistry registry = await RunningRegistry.StartAsync(folder.Path);
        List<string> wrong = [];
        foreach (string report in ReportCatalogue.Names)
        {
            foreach ((string query, string parameter) in Bad) await AskAsync(report, query, parameter);
            // A parameter of another report is none of this one.
            string[] known = [.. (await registry.GetAsync("/reports")).Body.EnumerateArray().Single(one => one.GetProperty("name").GetString() == report).GetProperty("parameters").EnumerateArray().Select(one => one.GetProperty("name").GetString()!)];
            foreach (string other in Own.Where(name => !known.Contains(name, StringComparer.Ordinal))) await AskAsync(report, $"{other}=none", other);
        }

        foreach ((string report, string query, string parameter) in BadOfOne) await AskAsync(report, query, parameter);
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));

        async Task AskAsync(string report, string query, string parameter)
        {
            (HttpStatusCode status, JsonElement body) = await registry.GetAsync($"/reports/{report}?{query}");
            bool isNamed = body.ValueKind == JsonValueKind.Object && body.TryGetProperty("issue", out JsonElement issue) && issue.ToString().Contains($"'{parameter}'", parameter is "sex" ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal);
            if (status != HttpStatusCode.BadRequest || !isNamed) wrong.Add($"{report}?{query}: {status}, and not '{parameter}': {body}");
        }
    }
}
