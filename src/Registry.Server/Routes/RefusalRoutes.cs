using System.Globalization;
using Microsoft.Extensions.Primitives;
using Registry.Analytics.Reports;
using Registry.Contracts.Callers;
using Registry.Server.Callers;
using Registry.Server.Relay;
using Registry.Store.Refusals;

namespace Registry.Server.Routes;

/// <summary><c>/reports/refusals</c>: what was not taken, and why. Straight from the store: a refusal is no event, and no projection knows of it.</summary>
internal static class RefusalRoutes
{
    public const string Name = "refusals";

    public const string Title = "What was refused, by rule, site and month";

    private const string Rule = "rule";
    private const string Site = "site";
    private const string From = "from";
    private const string To = "to";

    private static readonly ReportColumn[] CountColumns =
    [
        ReportColumn.Text("rule", "Rule"), ReportColumn.Text("site", "Site"), ReportColumn.Text("month", "Month (UTC)"), ReportColumn.Count("refusals", "Submissions refused"), ReportColumn.Count("findings", "Findings of the rule in them"),
    ];

    private static readonly ReportColumn[] RefusalColumns =
    [
        ReportColumn.Text("refusal", "Refusal"), ReportColumn.Text("refused", "When (UTC)"), ReportColumn.Text("site", "Site"), ReportColumn.Text("client", "Client"), ReportColumn.Text("route", "Route"), ReportColumn.Count("status", "HTTP status"),
        ReportColumn.Text("resource_type", "Type of resource"), ReportColumn.Count("findings", "Findings"), ReportColumn.Text("rules", "Rules"),
    ];

    private static readonly ReportColumn[] FindingColumns =
    [
        ReportColumn.Text("refusal", "Refusal"), ReportColumn.Text("rule", "Rule"), ReportColumn.Text("resource_type", "Type of resource"), ReportColumn.Text("path", "Element"),
    ];

    /// <summary>What may restrict it.</summary>
    public static IReadOnlyList<ReportParameter> Parameters { get; } =
    [
        new(Rule, "Only refusals with a finding of this rule.", [], null),
        new(Site, "Only this site's.", [], null),
        new(From, "Only from this day on (UTC).", [], null),
        new(To, "Only up to and with this day (UTC).", [], null),
    ];

    public static void MapRefusals(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/reports/refusals", RunAsync).RequireRole(CallerRoles.Coordinator).WithMetadata(ReportDescriptions.Of(Title, Parameters, Schema()));
        routes.MapGet("/reports/refusals/schema", () => Results.Bytes(Schema(), ReportSchema.MediaType)).RequireRole(CallerRoles.Coordinator).WithMetadata(ReportDescriptions.SchemaOf(Name));
    }

    private static byte[] Schema() => ReportSchema.Write(Name, Title, Parameters, [ByRule([]), Refusals([]), Findings([])]);

    private static async Task<IResult> RunAsync(HttpContext context, RefusalBook refusals, EventFeed feed, CancellationToken cancellationToken)
    {
        if (Read(context.Request, out RefusalFilter filter) is { } bad) return bad;
        IReadOnlyList<RefusalCount> counts = await refusals.CountAsync(filter, context.Caller(), cancellationToken);
        IReadOnlyList<RefusalEntry> entries = await refusals.ReadAsync(filter, Store.Limits.RefusalPage, context.Caller(), cancellationToken);
        return ReportRoutes.Answer(context, new Report
        {
            Name = Name,
            Title = Title,
            SoftwareVersion = RegistryHost.SoftwareVersion,
            Audience = "coordinator",
            Cut = new ReportCut(await feed.LogIdAsync(cancellationToken), await feed.LastSequenceAsync(cancellationToken), null),
            Filters = [.. Parameters.Select(parameter => new ReportFilter(parameter.Name, context.Request.Query.TryGetValue(parameter.Name, out StringValues value) ? value.ToString() : null))],
            Definitions =
            [
                "A refusal is a submission of which nothing was stored. Answers 503, under load, are none.",
                string.Create(CultureInfo.InvariantCulture, $"Kept without content for {Store.Limits.RefusalMs / 86_400_000} days, the newest {Store.Limits.RefusalRows} at most; of each, the first {Store.Limits.RefusalFindings} findings. A name that FHIR does not know stands as '?' in a path."),
                "Refusals are not events: the same parameters asked later may count more of them. Restricted by rule, a refusal is listed with all of its findings.",
            ],
            Warnings = entries.Count < Store.Limits.RefusalPage ? [] : [string.Create(CultureInfo.InvariantCulture, $"Of the refusals and their findings the newest {Store.Limits.RefusalPage} are listed; the counts are of all. Narrow 'from' and 'to' to list the others.")],
            Imputed = [],
            Excluded = [],
            Tables = [ByRule(counts), Refusals(entries), Findings(entries)],
        });
    }

    private static ReportTable ByRule(IReadOnlyList<RefusalCount> counts) => new()
    {
        Name = "by-rule",
        Title = "Refusals by rule, site and month",
        Columns = CountColumns,
        Rows = [.. counts.Select(count => new ReportCell[]
        {
            Text(count.Rule), Text(count.Site.Value), Text(string.Create(CultureInfo.InvariantCulture, $"{count.Month / 100:D4}-{count.Month % 100:D2}")),
            new ReportCell.Count(count.Refusals), new ReportCell.Count(count.Findings),
        })],
    };

    private static ReportTable Refusals(IReadOnlyList<RefusalEntry> entries) => new()
    {
        Name = "refusals",
        Title = "Each refusal, the newest first",
        Columns = RefusalColumns,
        Rows = [.. entries.Select(entry => new ReportCell[]
        {
            Text(entry.Id.ToString("D")), Text(Clinical.StoredContent.Instant(entry.RefusedMs)), Text(entry.Site.Value), Text(entry.Client), Text(entry.Route), new ReportCell.Count(entry.Status),
            Text(entry.ResourceType), new ReportCell.Count(entry.FindingCount), Text(string.Join(' ', entry.Findings.Select(finding => finding.Rule).Distinct(StringComparer.Ordinal))),
        })],
    };

    private static ReportTable Findings(IReadOnlyList<RefusalEntry> entries) => new()
    {
        Name = "findings",
        Title = "Where each refusal was wrong",
        Columns = FindingColumns,
        Rows = [.. entries.SelectMany(entry => entry.Findings.Select(finding => new ReportCell[] { Text(entry.Id.ToString("D")), Text(finding.Rule), Text(finding.ResourceType), Text(finding.Path) }))],
    };

    private static ReportCell.Text Text(string value) => new(value.Length == 0 ? null : value);

    private static IResult? Read(HttpRequest request, out RefusalFilter filter)
    {
        filter = new RefusalFilter(null, null, null, null);
        foreach ((string parameter, StringValues values) in request.Query)
        {
            if (values.Count != 1) return ReportRoutes.Bad(parameter, "it is given more than once: give it once.");
            string value = values.ToString();
            switch (parameter)
            {
                case Rule when value.Length is > 0 and <= Store.Limits.LabelChars:
                    filter = filter with { Rule = value };
                    break;
                case Rule:
                    return ReportRoutes.Bad(parameter, "send the id of a rule, such as R06, as the refusal named it.");
                case Site when SiteId.IsValid(value):
                    filter = filter with { Site = new SiteId(value) };
                    break;
                case Site:
                    return ReportRoutes.Bad(parameter, "send a site id: 1 to 64 characters of A-Z a-z 0-9 - and dot.");
                case From or To when DateOnly.TryParseExact(value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly day) && day < DateOnly.MaxValue:
                    filter = parameter is From ? filter with { FromMs = StartOf(day) } : filter with { BeforeMs = StartOf(day.AddDays(1)) };
                    break;
                case From or To:
                    return ReportRoutes.Bad(parameter, "send a day, such as 2026-01-31.");
                case "format" or "table":
                    break;
                default:
                    return ReportRoutes.Bad(parameter, $"the report does not know it; use one of: {string.Join(", ", Parameters.Select(known => known.Name))}, format, table.");
            }
        }

        return null;
    }

    private static long StartOf(DateOnly day) => new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.Zero).ToUnixTimeMilliseconds();
}
