using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.Json.Nodes;
using Registry.Analytics.Reports;
using Registry.Contracts.Events;
using Registry.Service.Tests.Clinical;
using Xunit;

namespace Registry.Service.Tests.Analytics;

/// <summary>What is said of the reports elsewhere is true of them: schemas, pages, fields of events.</summary>
public sealed class ReportSchemaTests
{
    public static TheoryData<string> Names => [.. ReportCatalogue.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_reports_schema_and_page_are_those_in_the_documents(string name)
    {
        ReportDefinition report = ReportCatalogue.Known.Single(known => known.Name == name);

        await HoldAsync(Repository.Path("docs", "reports", "schemas", $"{name}.schema.json"), Encoding.UTF8.GetString(ReportSchema.Write(report)));
        await HoldAsync(Repository.Path("docs", "reports", $"{name}.md"), ReportDocument.Write(report));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_report_for_anybody_of_any_registry_has_the_form_of_its_schema(string name)
    {
        JsonObject schema = JsonNode.Parse(ReportSchema.Write(ReportCatalogue.Known.Single(known => known.Name == name)))!.AsObject();
        foreach (SomeLog log in (SomeLog[])[new SomeLog(), SomeHistory.OfRegistry(), SomeHistory.Random(new Random(5), events: 150)])
        {
            await using AnalyticsDatabase database = await ReportTests.OfAsync(log);
            foreach (string audience in (string[])["coordinator", "public"])
                Assert.Equal([], JsonShape.Breaks(JsonNode.Parse(ReportJson.Write(await database.ReportAsync(name, ("audience", audience)))), schema));
        }
    }

    [Fact]
    public void A_schema_refuses_what_the_report_is_not()
    {
        JsonObject schema = JsonNode.Parse(ReportSchema.Write(ReportCatalogue.Known[0]))!.AsObject();

        Assert.NotEmpty(JsonShape.Breaks(JsonNode.Parse("""{"name":"enrolment"}"""), schema));
        Assert.NotEmpty(JsonShape.Breaks(JsonNode.Parse("[]"), schema));
    }

    [Fact]
    public void Every_field_that_a_report_reads_is_a_field_of_an_event()
    {
        foreach (ReportDefinition report in ReportCatalogue.Known)
        {
            Assert.NotEmpty(report.EventFields);
            foreach (string field in report.EventFields.Concat(ReportDefinition.CommonEventFields)) Assert.True(IsField(field), $"{report.Name} reads {field}, which is no field of an event.");
        }
    }

    [Fact]
    public void The_bodys_regions_are_those_of_the_package()
    {
        JsonObject codeSystem = JsonNode.Parse(PackageFiles.Read("CodeSystem-body-region.json"))!.AsObject();
        string[] ofPackage =
        [
            .. codeSystem["concept"]!.AsArray().Select(concept =>
            {
                Dictionary<string, JsonNode> properties = concept!["property"]!.AsArray().ToDictionary(property => property!["code"]!.GetValue<string>(), property => property!["valueCode"] ?? property["valueInteger"] ?? property["valueCoding"]!);
                return string.Create(CultureInfo.InvariantCulture, $"{concept["code"]} {properties["axis"]} {properties["craniocaudal"]} {properties["proximodistal"]} {properties["dorsoventral"]}");
            }),
        ];

        Assert.Equal(ofPackage.Order(StringComparer.Ordinal), BodyRegions.All.Select(region => string.Create(
            CultureInfo.InvariantCulture,
            $"{region.Code} {(region.IsAppendicular ? "appendicular" : "axial")} {region.Craniocaudal} {region.Proximodistal} {region.Dorsoventral switch { 0 => "dorsal", 1 => "ventral", _ => "both" }}")).Order(StringComparer.Ordinal));
    }

    private static bool IsField(string field)
    {
        string[] parts = field.Split('.');
        Type? type = EventCatalogue.All.SingleOrDefault(known => string.Equals(known.Name, parts[0], StringComparison.Ordinal))?.Record;
        foreach (string part in parts.Skip(1)) type = type?.GetProperty(part, BindingFlags.Public | BindingFlags.Instance)?.PropertyType;
        return parts.Length > 1 && type is not null;
    }

    private static async Task HoldAsync(string path, string actual)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        if (Environment.GetEnvironmentVariable("REGISTRY_APPROVE") is "1") await File.WriteAllTextAsync(path, actual, TestContext.Current.CancellationToken);
        Assert.True(File.Exists(path), $"{path} is missing; write it with REGISTRY_APPROVE=1.");
        Assert.Equal(await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken), actual);
    }
}
