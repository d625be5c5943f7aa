using System.Text.Json.Nodes;
using Registry.Analytics.Reports;

namespace Registry.Server.Routes;

/// <summary>What <see cref="OpenApi"/> says of <c>/reports</c>, from the reports themselves.</summary>
internal static class ReportDescriptions
{
    /// <summary>The list of reports.</summary>
    public static RouteDescription List => new("The reports that the caller may ask for, with their parameters")
    {
        Answers =
        [
            new RouteAnswer(StatusCodes.Status200OK, "One object a report.")
            {
                MediaTypes = [ReportJson.MediaType],
                Schema = (JsonObject)JsonNode.Parse("""
                    {"type":"array","items":{"type":"object","additionalProperties":false,"required":["name","title","parameters"],"properties":{"name":{"type":"string"},"title":{"type":"string"},"parameters":{"type":"array","items":{"type":"object","additionalProperties":false,"required":["name","meaning","values","default"],"properties":{"name":{"type":"string"},"meaning":{"type":"string"},"values":{"type":"array","items":{"type":"string"}},"default":{"type":["string","null"]}}}}}}}
                    """)!,
            },
        ],
    };

    /// <summary>One address a report.</summary>
    public static RouteDescription Each => new("") { PerValue = services => services.GetRequiredService<ReportCatalogue>().Reports.Select(report => (report.Name, Of(report.Title, report.Parameters, ReportSchema.Write(report)))) };

    /// <summary>The schema of each report.</summary>
    public static RouteDescription EachSchema => new("") { PerValue = services => services.GetRequiredService<ReportCatalogue>().Reports.Select(report => (report.Name, SchemaOf(report.Name))) };

    /// <summary>A report.</summary>
    /// <param name="title">What it shows.</param>
    /// <param name="parameters">What it can be asked for.</param>
    /// <param name="schema">JSON Schema of its JSON, as UTF-8.</param>
    public static RouteDescription Of(string title, IReadOnlyList<ReportParameter> parameters, ReadOnlySpan<byte> schema)
    {
        JsonObject json = (JsonObject)JsonNode.Parse(schema)!;
        // Everything in the document is of the dialect that OpenAPI 3.1 takes without saying so.
        json.Remove("$schema");
        string[] tables = [.. json["properties"]!["tables"]!["items"]!["anyOf"]!.AsArray().Select(table => table!["properties"]!["name"]!["const"]!.GetValue<string>())];
        return new RouteDescription(title)
        {
            Parameters =
            [
                .. parameters.Select(parameter => RouteParameter.Query(parameter.Name, parameter.Meaning, parameter.Values, parameter.Default)),
                RouteParameter.Query("format", "The form of the answer; it wins over Accept.", ["json", "csv"], "json"),
                RouteParameter.Query("table", "As CSV, only this table.", tables),
            ],
            Answers =
            [
                new RouteAnswer(StatusCodes.Status200OK, "The report.") { MediaTypes = [ReportJson.MediaType, ReportCsv.MediaType.Split(';')[0]], Schema = json },
                RouteDescription.Refusal(StatusCodes.Status400BadRequest, "A parameter is unknown, given twice, or has a value that cannot be used."),
                RouteDescription.Refusal(StatusCodes.Status403Forbidden, "The caller may not see this."),
                RouteDescription.Refusal(StatusCodes.Status503ServiceUnavailable, "The projections are being built; Retry-After says when to ask again."),
            ],
        };
    }

    /// <summary>A report's schema.</summary>
    /// <param name="report">Its name.</param>
    public static RouteDescription SchemaOf(string report) => new($"The JSON Schema (2020-12) of the report {report}")
    {
        Answers = [new RouteAnswer(StatusCodes.Status200OK, "The schema.") { MediaTypes = [ReportSchema.MediaType], Schema = new JsonObject { ["type"] = "object" } }],
    };
}
