using System.Runtime.CompilerServices;
using Registry.Clinical;
using Registry.Clinical.Dispatch;
using Registry.Contracts.Callers;
using Registry.Fhir.Definitions;
using Registry.Fhir.Search;
using Registry.Server.Callers;
using Registry.Server.Packages;
using Registry.Server.Routes.Search;
using Registry.Store.Index;
using Registry.Store.Resources;

namespace Registry.Server.Routes.Operations;

/// <summary>Patient/$everything: a patient, or every patient, with all that is held of them. https://hl7.org/fhir/R4/patient-operation-everything.html</summary>
/// <remarks>Two searches, one after the other: the patients, then the rest of their compartments. So a caller sees what searches show, page by page, with the same links.</remarks>
internal static class EverythingOperation
{
    private const string Patients = "p";
    private const string Others = "o";

    /// <summary>What a link of a page repeats.</summary>
    private static readonly string[] Repeated = ["start", "end", "_since", "_type", "_count"];

    /// <summary>What tells when care took place: the first of these parameters that a type has.</summary>
    private static readonly string[] Dates = ["date", "occurrence", "period", "effective-time", "authored", "authoredon", "started", "created", "issued", "sent"];

    public static async Task<IResult> AnswerAsync(HttpContext context)
    {
        using OperationInput input = await OperationInput.ReadAsync(context, new("start"), new("end"), new("_since"), new("_type", IsMany: true), new("_count"), new(SearchLinks.Parameter));
        SearchIndex index = context.RequestServices.GetRequiredService<SearchIndex>();
        if (!await index.IsReadyAsync(context.RequestAborted)) return SearchRoute.NotReady(context);
        string? id = context.Request.RouteValues["id"] as string;
        if (id is not null)
        {
            ReadResult read = await context.RequestServices.GetRequiredService<ResourceStore>().ReadAsync(new ResourceKey("Patient", id), context.Caller(), context.RequestAborted);
            if (read is not ReadResult.Stored) return ReadRoutes.NotRead(read, "Patient");
        }

        try
        {
            return await AnswerAsync(context, input, index, id);
        }
        catch (SearchRefusal refusal)
        {
            throw new OperationRefusal(StatusCodes.Status400BadRequest, "value", "operation-parameters", refusal.Message, refusal.Remedy);
        }
    }

    private static async Task<IResult> AnswerAsync(HttpContext context, OperationInput input, SearchIndex index, string? id)
    {
        int count = Math.Min(input.Count("_count") ?? Limits.EverythingPage, Limits.SearchPage);
        if (count == 0) throw OperationRefusal.Parameters("A page without resources tells nothing.", "Send _count from 1, or leave it out.");
        string[] types = [.. Types(context, input)];
        string query = string.Join('&', Repeated.SelectMany(name => input.Texts(name).Select(value => $"{name}={Uri.EscapeDataString(value)}")));
        string address = $"{FhirRoutes.BaseUrl(context.Request)}/Patient/{(id is null ? "" : id + "/")}$everything";
        ReadOnlyMemory<byte> key = await index.LinkKeyAsync(context.RequestAborted);
        string bound = $"{id}/$everything?{query}";
        string? page = input.Text(SearchLinks.Parameter);
        SearchPosition? from = page is null ? null : SearchLinks.Read(page, bound, key.Span)?.Position
            ?? throw OperationRefusal.Parameters("The link of this page was not made by the registry for this call.", "Follow the bundle's link 'next' as it stands.");
        (List<SearchMatch> matches, SearchPosition? next) = await SearchAsync(context, input, index, id, types, count, from);
        return FhirResults.Bundle(
            StatusCodes.Status200OK,
            writer =>
            {
                writer.WriteString("type", "searchset");
                if (page is null && next is null) writer.WriteNumber("total", matches.Count);
                writer.WriteStartArray("link");
                SearchRoute.WriteLink(writer, "self", SearchRoute.Url(address, query, page));
                if (page is not null) SearchRoute.WriteLink(writer, "first", SearchRoute.Url(address, query, page: null));
                if (next is not null) SearchRoute.WriteLink(writer, "next", SearchRoute.Url(address, query, SearchLinks.Write(new SearchPlace(next, IsBackward: false), bound, key.Span)));
                writer.WriteEndArray();
            },
            EntriesAsync(context, matches, context.Caller(), context.RequestAborted));
    }

    private static async Task<(List<SearchMatch> Matches, SearchPosition? Next)> SearchAsync(
        HttpContext context, OperationInput input, SearchIndex index, string? id, string[] types, int count, SearchPosition? from)
    {
        TimeProvider clock = context.RequestServices.GetRequiredService<TimeProvider>();
        SearchValueReader values = new(
            context.RequestServices.GetRequiredService<DispatchTable>(), context.RequestServices.GetRequiredService<SearchTerminology>(), FhirRoutes.BaseUrl(context.Request), clock);
        SearchFilter[] since = input.Text("_since") is { } text ? [new SearchFilter.Recorded(SearchValueReader.Dates("_since", [$"ge{text}"], clock.GetUtcNow()))] : [];
        string[] others = [.. types.Where(type => type != "Patient")];
        // Read before anything is searched, so that a wrong date is told whatever is held.
        SearchFilter[] ofOthers = [.. since, .. Times(index.Indexer, others, input, clock.GetUtcNow()), .. Of(index.Indexer, values, others, id)];
        List<SearchMatch> matches = [];
        if (from?.Values is null or [Patients] && types.Contains("Patient", StringComparer.Ordinal))
        {
            SearchFilter[] ofPatients = id is null ? since : [.. since, new SearchFilter.OneOf([new SearchFilter.Ids([id]), .. Of(index.Indexer, values, ["Patient"], id)])];
            SearchPage patients = await RunAsync(context, index, ["Patient"], ofPatients, count, from);
            matches.AddRange(patients.Matches);
            if (patients.Next is { } further) return (matches, new SearchPosition([Patients], further.Number));
        }

        if (others.Length == 0) return (matches, null);
        // A full page of patients: what else there is begins on the next one.
        if (matches.Count == count) return (matches, new SearchPosition([Others], 0));
        SearchPage rest = await RunAsync(context, index, others, ofOthers, count - matches.Count, from?.Values is [Others] ? from : null);
        matches.AddRange(rest.Matches);
        return (matches, rest.Next is { } more ? new SearchPosition([Others], more.Number) : null);
    }

    private static Task<SearchPage> RunAsync(HttpContext context, SearchIndex index, string[] types, SearchFilter[] filters, int count, SearchPosition? from) => index.SearchAsync(
        new SearchQuery { Types = types, Filters = filters, Count = count, After = from is null ? null : new SearchPosition([], from.Number) }, context.Caller(), context.RequestAborted);

    private static IEnumerable<string> Types(HttpContext context, OperationInput input)
    {
        DispatchTable dispatch = context.RequestServices.GetRequiredService<DispatchTable>();
        DefinitionSet definitions = context.RequestServices.GetRequiredService<DefinitionSet>();
        string[] held = [.. PatientCompartment.Parameters.Keys.Where(type => SearchRoute.IsServed(context, dispatch, type) && !ConformanceResources.IsType(type))];
        string[] asked = [.. input.Texts("_type").SelectMany(value => value.Split(',', StringSplitOptions.TrimEntries))];
        if (asked.FirstOrDefault(type => definitions.FindType(type) is not { Kind: StructureKind.Resource, IsAbstract: false }) is not null)
            throw OperationRefusal.Parameters("The parameter '_type' names what is no resource type of R4.", "Send types such as Patient,Observation.");
        return asked.Length == 0 ? held : held.Intersect(asked, StringComparer.Ordinal);
    }

    /// <summary>Those that refer to the patient, or, without one, to any.</summary>
    private static IEnumerable<SearchFilter> Of(SearchIndexer indexer, SearchValueReader values, string[] types, string? id)
    {
        if (types.Length == 0) yield break;
        List<SearchFilter> filters = [];
        foreach (string type in types)
        {
            foreach (string code in PatientCompartment.Parameters[type])
            {
                if (indexer.SourcesOf(type, code) is not { } sources || indexer.Parameters(type).FirstOrDefault(parameter => parameter.Code == code) is not { } parameter) continue;
                filters.Add(id is not null ? values.Read(parameter, sources, "Patient", id) : new SearchFilter.OneOf([.. sources.Plain.Select(source => new SearchFilter.Present(RowTable.Codes, [source.Source], "Patient"))]));
            }
        }

        yield return new SearchFilter.OneOf(filters);
    }

    private static IEnumerable<SearchFilter> Times(SearchIndexer indexer, string[] types, OperationInput input, DateTimeOffset now)
    {
        if (input.Text("start") is { } start) yield return Within(indexer, types, isStart: true, SearchValueReader.Dates("start", [$"ge{start}"], now));
        if (input.Text("end") is { } end) yield return Within(indexer, types, isStart: false, SearchValueReader.Dates("end", [$"le{end}"], now));
    }

    private static SearchFilter Within(SearchIndexer indexer, string[] types, bool isStart, IReadOnlyList<RangeValue> range)
    {
        string[] sources = [.. types.SelectMany(type => SourcesOf(indexer, type, isStart)).Distinct(StringComparer.Ordinal)];
        return sources.Length == 0 ? new SearchFilter.AllOf([]) : new SearchFilter.OneOf([new SearchFilter.Not(new SearchFilter.Present(RowTable.Ranges, sources)), new SearchFilter.Ranges(sources, range)]);
    }

    // A condition lasts from its onset to its abatement: one that has not abated is of any later time.
    private static IEnumerable<string> SourcesOf(SearchIndexer indexer, string type, bool isStart)
    {
        IEnumerable<string> codes = type == "Condition" ? [isStart ? "abatement-date" : "onset-date"] : Dates;
        return codes.Select(code => indexer.SourcesOf(type, code)).OfType<ParameterSources>().Take(1).SelectMany(sources => sources.Plain).Where(source => source.Type == SearchType.Date).Select(source => source.Source);
    }

    private static async IAsyncEnumerable<ReadOnlyMemory<byte>> EntriesAsync(HttpContext context, List<SearchMatch> matches, Caller caller, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ResourceStore store = context.RequestServices.GetRequiredService<ResourceStore>();
        string baseUrl = FhirRoutes.BaseUrl(context.Request);
        foreach (SearchMatch[] block in matches.Chunk(Store.Limits.ReadBlock))
        {
            foreach (ReadResult.Stored match in await store.ReadManyAsync(block, caller, cancellationToken)) yield return SearchRoute.Entry(match, baseUrl, "match", subset: null);
        }
    }
}
