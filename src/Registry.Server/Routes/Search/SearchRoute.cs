using System.Buffers;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Registry.Clinical;
using Registry.Clinical.Dispatch;
using Registry.Contracts.Callers;
using Registry.Fhir.Definitions;
using Registry.Fhir.Outcomes;
using Registry.Server.Callers;
using Registry.Store.Index;
using Registry.Store.Resources;

namespace Registry.Server.Routes.Search;

/// <summary>Search of a type and across types, by GET and by POST. https://hl7.org/fhir/R4/search.html</summary>
internal static class SearchRoute
{
    public static void MapSearch(this IEndpointRouteBuilder fhir, CallerRoles readers)
    {
        string[] reading = ["GET", "HEAD"];
        fhir.MapMethods("/{type}", reading, (HttpContext context, string type) => SearchAsync(context, type)).RequireRole(readers).WithMetadata(new FhirCapability("search-type"));
        fhir.MapPost("/{type}/_search", (HttpContext context, string type) => SearchAsync(context, type)).RequireRole(readers).WithMetadata(new FhirCapability("search-type"));
        fhir.MapMethods("/", reading, SearchAcrossAsync).RequireRole(readers).WithMetadata(new FhirCapability("search-system"));
        fhir.MapPost("/_search", SearchAcrossAsync).RequireRole(readers).WithMetadata(new FhirCapability("search-system"));
    }

    // The second parameter keeps it from being taken for a RequestDelegate, whose result is dropped.
    private static Task<IResult> SearchAcrossAsync(HttpContext context, CancellationToken _) => SearchAsync(context, type: null);

    private static async Task<IResult> SearchAsync(HttpContext context, string? type)
    {
        SearchIndex index = context.RequestServices.GetRequiredService<SearchIndex>();
        DispatchTable dispatch = context.RequestServices.GetRequiredService<DispatchTable>();
        if (await ParametersAsync(context) is not { } parameters)
        {
            return FhirResults.Refusal(
                StatusCodes.Status415UnsupportedMediaType, "not-supported", "content-type", "The body of a search is a form.", "Send the header 'Content-Type: application/x-www-form-urlencoded'.");
        }

        // A form may say in which form it is answered, as a query may.
        if (HttpMethods.IsPost(context.Request.Method) && Negotiation.OfForm(context, parameters) is { } refused) return FhirResults.Outcome(refused.Status, [refused.Finding]);
        if (type is not null && parameters.Exists(pair => pair.Key == "_type"))
        {
            return FhirResults.Refusal(
                StatusCodes.Status400BadRequest, "value", "search-type-twice", $"The path asks for {type}, and _type for types besides.", "Leave _type out, or search across types: GET /fhir?_type=Patient,Observation&….");
        }

        string[] types = type is not null ? [type] : [.. parameters.Where(pair => pair.Key == "_type").SelectMany(pair => pair.Value.Split(',')).Distinct(StringComparer.Ordinal)];
        if (types.Length == 0)
        {
            return FhirResults.Refusal(
                StatusCodes.Status400BadRequest, "required", "search-type-missing", "A search across types does not say which.", "Name them: GET /fhir?_type=Patient,Observation&….");
        }

        if (types.FirstOrDefault(Packages.ConformanceResources.IsType) is { } conformance)
        {
            return FhirResults.Refusal(
                StatusCodes.Status400BadRequest, "not-supported", "search-type-conformance", $"{conformance} is not searched together with other types: its resources are those of the loaded packages.", $"Search it by itself: GET /fhir/{conformance}.");
        }

        if (types.FirstOrDefault(one => !IsServed(context, dispatch, one)) is not null)
        {
            return FhirResults.Refusal(
                StatusCodes.Status404NotFound, "not-supported", "type-unknown", "The registry holds no resources of this type.", "GET /fhir/metadata lists the types that it holds.");
        }

        if (!await index.IsReadyAsync(context.RequestAborted)) return NotReady(context);

        try
        {
            TimeProvider clock = context.RequestServices.GetRequiredService<TimeProvider>();
            SearchReader reader = new(index.Indexer, new SearchValueReader(dispatch, context.RequestServices.GetRequiredService<SearchTerminology>(), FhirRoutes.BaseUrl(context.Request), clock), clock, IsLenient(context.Request));
            return await RunAsync(context, index, reader.Read(types, parameters));
        }
        catch (SearchRefusal refusal)
        {
            return FhirResults.Refusal(StatusCodes.Status400BadRequest, refusal.Issue, "search-parameter", refusal.Message, refusal.Remedy);
        }
    }

    /// <summary>503: a search would not find everything.</summary>
    public static IResult NotReady(HttpContext context)
    {
        context.Response.Headers.RetryAfter = "30";
        return FhirResults.IndexNotReady();
    }

    /// <summary>Whether resources of a type are stored here.</summary>
    public static bool IsServed(HttpContext context, DispatchTable dispatch, string type) =>
        dispatch.Rows.Any(row => row.ResourceType == type)
        || (context.RequestServices.GetRequiredService<Settings>().Intake.OutsideDataset == IntakeChoice.Keep && dispatch.Search.Parameters(type).Count > 0);

    /// <summary>Whether the caller wants unknown parameters left out. https://hl7.org/fhir/R4/search.html#errors</summary>
    public static bool IsLenient(HttpRequest request) =>
        request.Headers["Prefer"].SelectMany(value => (value ?? "").Split([',', ';'], StringSplitOptions.TrimEntries)).Contains("handling=lenient", StringComparer.Ordinal);

    /// <summary>Of the query and, in a POST, of the form; null when the body is no form.</summary>
    public static async Task<List<KeyValuePair<string, string>>?> ParametersAsync(HttpContext context)
    {
        HttpRequest request = context.Request;
        List<KeyValuePair<string, string>> parameters = [.. request.Query.SelectMany(pair => pair.Value.Select(value => KeyValuePair.Create(pair.Key, value ?? "")))];
        if (!HttpMethods.IsPost(request.Method)) return parameters;
        if (!request.HasFormContentType) return request.ContentLength is null or 0 ? parameters : null;
        IFormCollection form;
        try
        {
            form = await request.ReadFormAsync(context.RequestAborted);
        }
        catch (InvalidDataException)
        {
            // More fields, or longer ones, than a form may have.
            return null;
        }

        parameters.AddRange(form.SelectMany(pair => pair.Value.Select(value => KeyValuePair.Create(pair.Key, value ?? ""))));
        return parameters;
    }

    private static async Task<IResult> RunAsync(HttpContext context, SearchIndex index, SearchRequest request)
    {
        Caller caller = context.Caller();
        ReadOnlyMemory<byte> key = await index.LinkKeyAsync(context.RequestAborted);
        string bound = $"{string.Join(',', request.Types)}?{request.Query}";
        SearchPlace place = new(null, IsBackward: false);
        if (request.Page is not null)
        {
            place = SearchLinks.Read(request.Page, bound, key.Span)
                ?? throw new SearchRefusal(SearchLinks.Parameter, "The link of this page was not made by the registry for this search.", "Follow the bundle's links as they stand, or search anew without _page.");
        }

        bool isCount = request.Summary == "count" || request.Count == 0;
        SearchPage page = await index.SearchAsync(
            new SearchQuery
            {
                Types = request.Types,
                Filters = request.Filters,
                Sort = request.Sort,
                Count = isCount ? 0 : request.Count,
                After = place.Position,
                IsBackward = place.IsBackward,
                WithTotal = isCount || request.Total is "accurate" or "estimate",
            },
            caller, context.RequestAborted);
        // Without being asked, the number of all matches is told where it is known without a second query.
        long? total = page.Total ?? (request.Page is null && page.Next is null && request.Total is null ? page.Matches.Count : null);
        string address = Address(context.Request);
        string Link(SearchPosition? position, bool isBackward) => Url(address, request.Query, SearchLinks.Write(new SearchPlace(position, isBackward), bound, key.Span));
        SearchSubset subset = new(request, context.RequestServices.GetRequiredService<DefinitionSet>());
        return FhirResults.Bundle(
            StatusCodes.Status200OK,
            writer =>
            {
                writer.WriteString("type", "searchset");
                if (total is { } known) writer.WriteNumber("total", known);
                writer.WriteStartArray("link");
                WriteLink(writer, "self", Url(address, request.Query, request.Page));
                if (!isCount)
                {
                    // The last page is read from the end, as cheaply as the first; it is full where one reached from the front may not be.
                    WriteLink(writer, "first", Url(address, request.Query, null));
                    if (page.Previous is { } before) WriteLink(writer, "previous", Link(before, isBackward: true));
                    if (page.Next is { } after) WriteLink(writer, "next", Link(after, isBackward: false));
                    WriteLink(writer, "last", Link(null, isBackward: true));
                }

                writer.WriteEndArray();
            },
            EntriesAsync(context, index, request, page, caller, subset, context.RequestAborted));
    }

    /// <summary>Matches as they are read, block by block; then what comes with them; then what was left out.</summary>
    private static async IAsyncEnumerable<ReadOnlyMemory<byte>> EntriesAsync(
        HttpContext context, SearchIndex index, SearchRequest request, SearchPage page, Caller caller, SearchSubset subset, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ResourceStore store = context.RequestServices.GetRequiredService<ResourceStore>();
        string baseUrl = FhirRoutes.BaseUrl(context.Request);
        foreach (SearchMatch[] block in page.Matches.Chunk(Store.Limits.ReadBlock))
        {
            foreach (ReadResult.Stored match in await store.ReadManyAsync(block, caller, cancellationToken)) yield return Entry(match, baseUrl, "match", subset);
        }

        (IReadOnlyList<SearchMatch> included, bool isCut) = await SearchIncludes.FollowAsync(index, request, page.Matches, caller, cancellationToken);
        foreach (SearchMatch[] block in included.Chunk(Store.Limits.ReadBlock))
        {
            foreach (ReadResult.Stored match in await store.ReadManyAsync(block, caller, cancellationToken)) yield return Entry(match, baseUrl, "include", subset);
        }

        if (request.Ignored.Count > 0 || isCut) yield return OutcomeEntry(request, isCut);
    }

    /// <summary>An entry of a searchset.</summary>
    public static ReadOnlyMemory<byte> Entry(ReadResult.Stored match, string baseUrl, string mode, SearchSubset? subset)
    {
        ArrayBufferWriter<byte> resource = new(match.Content.Length + 128);
        StoredContent.Write(match.Content.Span, match.Version, match.RecordedMs, resource);
        return Write(writer =>
        {
            writer.WriteString("fullUrl", $"{baseUrl}/{match.Key}");
            writer.WritePropertyName("resource");
            writer.WriteRawValue((subset?.Of(resource.WrittenMemory) ?? resource.WrittenMemory).Span, skipInputValidation: true);
            WriteMode(writer, mode);
        });
    }

    public static ReadOnlyMemory<byte> OutcomeEntry(SearchRequest request, bool isCut)
    {
        List<Finding> findings = [.. request.Ignored.Select(refusal => FhirResults.Objection("not-supported", "search-parameter", $"{refusal.Message} It was left out.", refusal.Remedy) with { Severity = Severity.Warning })];
        if (isCut)
        {
            findings.Add(FhirResults.Objection(
                "too-costly", "include-cut", string.Create(CultureInfo.InvariantCulture, $"More than {Limits.SearchIncluded} resources come with this page, or over more than {Limits.SearchIncludeRounds} steps; the rest is left out."),
                "Ask for smaller pages with _count, or search for what is included.") with
            { Severity = Severity.Warning });
        }

        return Write(writer =>
        {
            writer.WritePropertyName("resource");
            writer.WriteRawValue(OperationOutcome.Write(findings), skipInputValidation: true);
            WriteMode(writer, "outcome");
        });
    }

    public static ReadOnlyMemory<byte> Write(Action<Utf8JsonWriter> content)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter writer = new(buffer, OperationOutcome.WriterOptions))
        {
            writer.WriteStartObject();
            content(writer);
            writer.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    public static void WriteMode(Utf8JsonWriter writer, string mode)
    {
        writer.WriteStartObject("search");
        writer.WriteString("mode", mode);
        writer.WriteEndObject();
    }

    public static void WriteLink(Utf8JsonWriter writer, string relation, string url)
    {
        writer.WriteStartObject();
        writer.WriteString("relation", relation);
        writer.WriteString("url", url);
        writer.WriteEndObject();
    }

    // A search by POST has the address of the same search by GET.
    private static string Address(HttpRequest request)
    {
        string path = request.Path.Value!;
        return $"{request.Scheme}://{request.Host}{(path.EndsWith("/_search", StringComparison.Ordinal) ? path[..^"/_search".Length] : path)}";
    }

    public static string Url(string address, string query, string? page)
    {
        string all = page is null ? query : query.Length == 0 ? $"{SearchLinks.Parameter}={page}" : $"{query}&{SearchLinks.Parameter}={page}";
        return all.Length == 0 ? address : $"{address}?{all}";
    }
}
