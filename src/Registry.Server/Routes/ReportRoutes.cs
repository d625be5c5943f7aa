using System.Globalization;
using Microsoft.Extensions.Primitives;
using Registry.Analytics.Reports;
using Registry.Contracts.Callers;
using Registry.Server.Callers;

namespace Registry.Server.Routes;

/// <summary><c>/reports/{name}</c>: reports as JSON and CSV.</summary>
internal static class ReportRoutes
{
    private const CallerRoles Readers = CallerRoles.Coordinator | CallerRoles.Submitter | CallerRoles.Subscriber;

    public static void MapReports(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/reports", (HttpContext context, ReportCatalogue reports) => Results.Json(reports.Reports.Select(report => (report.Name, report.Title, report.Parameters))
            .Concat(context.Caller().Has(CallerRoles.Coordinator) ? [(RefusalRoutes.Name, RefusalRoutes.Title, RefusalRoutes.Parameters)] : [])
            .Select(report => new
            {
                name = report.Name,
                title = report.Title,
                parameters = report.Parameters.Select(parameter => new { name = parameter.Name, meaning = parameter.Meaning, values = parameter.Values, @default = parameter.Default }),
            }))).RequireRole(Readers).WithMetadata(ReportDescriptions.List);
        routes.MapGet("/reports/{name}/schema", Schema).RequireRole(Readers).WithMetadata(ReportDescriptions.EachSchema);
        routes.MapGet("/reports/{name}", RunAsync).RequireRole(Readers).WithMetadata(ReportDescriptions.Each);
    }

    /// <summary>A report as JSON or, where the query or Accept asks for it, as CSV.</summary>
    public static IResult Answer(HttpContext context, Report report) =>
        ReadFormat(context.Request, out bool isCsv) is { } refusal ? refusal
        : isCsv ? Csv(context, report)
        : Results.Bytes(ReportJson.Write(report), ReportJson.MediaType);

    /// <summary>The refusal of a parameter by name.</summary>
    public static IResult Bad(string parameter, string why) => FhirResults.Refusal(
        StatusCodes.Status400BadRequest, "value", "report-parameter", $"The parameter '{parameter}' cannot be used.", why);

    private static IResult Schema(ReportCatalogue reports, string name) =>
        reports.Reports.FirstOrDefault(report => string.Equals(report.Name, name, StringComparison.Ordinal)) is { } report
            ? Results.Bytes(ReportSchema.Write(report), ReportSchema.MediaType)
            : Unknown(ReportCatalogue.Names);

    private static IResult Unknown(IReadOnlyList<string> known) =>
        FhirResults.Refusal(StatusCodes.Status404NotFound, "not-found", "report-unknown", "No report has this name.", $"Use one of: {string.Join(", ", known)}.");

    private static async Task<IResult> RunAsync(HttpContext context, ReportCatalogue reports, string name, CancellationToken cancellationToken)
    {
        Dictionary<string, string> parameters = new(StringComparer.Ordinal);
        foreach ((string parameter, StringValues values) in context.Request.Query)
        {
            if (values.Count != 1) return Bad(parameter, "it is given more than once: give it once.");
            if (parameter is not ("format" or "table")) parameters[parameter] = values.ToString();
        }

        if (ReadFormat(context.Request, out _) is { } refusal) return refusal;
        ReportResult result = await reports.RunAsync(name, parameters, context.Caller(), cancellationToken);
        switch (result)
        {
            case ReportResult.Ready ready:
                return Answer(context, ready.Report);
            case ReportResult.UnknownReport unknown:
                return Unknown(unknown.Known);
            case ReportResult.BadParameter bad:
                return Bad(bad.Parameter, bad.Why);
            case ReportResult.NotPermitted denied:
                return FhirResults.Refusal(StatusCodes.Status403Forbidden, "forbidden", "report-not-permitted", "The caller may not see this report.", denied.Why);
            case ReportResult.Building building:
                context.Response.Headers.RetryAfter = "1";
                return FhirResults.Refusal(
                    StatusCodes.Status503ServiceUnavailable, "transient", "report-building",
                    string.Create(CultureInfo.InvariantCulture, $"The projections are being built: {building.Sequence} of {building.RebuildingTo} events are applied."),
                    "Ask again after the time in Retry-After.");
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private static IResult Csv(HttpContext context, Report report)
    {
        byte[]? csv = ReportCsv.Write(report, context.Request.Query["table"]);
        if (csv is null) return Bad("table", $"the report has no table of this name; use one of: {string.Join(", ", report.Tables.Select(table => table.Name))}.");
        return Results.Bytes(csv, ReportCsv.MediaType);
    }

    /// <summary>The format that the query names, or else the one that Accept prefers.</summary>
    private static IResult? ReadFormat(HttpRequest request, out bool isCsv)
    {
        string? format = request.Query["format"];
        isCsv = string.Equals(format, "csv", StringComparison.Ordinal);
        if (request.Query.ContainsKey("table") && !(isCsv || (format is null && PrefersCsv(request)))) return Bad("table", "it chooses a table of a CSV: send format=csv with it.");
        if (format is not null) return isCsv || string.Equals(format, "json", StringComparison.Ordinal) ? null : Bad("format", "send json or csv.");
        isCsv = PrefersCsv(request);
        return null;
    }

    private static bool PrefersCsv(HttpRequest request) => string.Equals(
        request.GetTypedHeaders().Accept.OrderByDescending(type => type.Quality ?? 1).Select(type => type.MediaType.Value).FirstOrDefault(type => type is "text/csv" or "application/json" or "*/*" or "application/*"),
        "text/csv", StringComparison.Ordinal);
}
