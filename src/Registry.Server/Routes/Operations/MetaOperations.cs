using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Registry.Clinical;
using Registry.Clinical.Dispatch;
using Registry.Clinical.Submissions;
using Registry.Fhir.Search;
using Registry.Server.Callers;
using Registry.Server.Ingest;
using Registry.Server.Packages;
using Registry.Server.Routes.Search;
using Registry.Store.Index;
using Registry.Store.Receipts;
using Registry.Store.Resources;

namespace Registry.Server.Routes.Operations;

/// <summary>$meta, $meta-add and $meta-delete. https://hl7.org/fhir/R4/resource-operation-meta.html and its two neighbours</summary>
/// <remarks>
/// Deviation: R4 lets $meta-add and $meta-delete change a version in place. Here they make a new one, on the way of any update: a stored version is
/// never changed, and profiles that are claimed are validated. MetaOperationTests.Adding_makes_a_version_once_and_deleting_another
/// </remarks>
internal static class MetaOperations
{
    private static readonly string[] Parameters = ["_profile", "_security", "_tag"];

    /// <summary>Of a resource as it stands, or of one version.</summary>
    public static async Task<IResult> OfResourceAsync(HttpContext context)
    {
        using OperationInput input = await OperationInput.ReadAsync(context);
        ResourceKey key = KeyOf(context);
        ResourceStore store = context.RequestServices.GetRequiredService<ResourceStore>();
        ReadResult read = context.Request.RouteValues["version"] is not string version ? await store.ReadAsync(key, context.Caller(), context.RequestAborted)
            : long.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? await store.ReadVersionAsync(key, number, context.Caller(), context.RequestAborted)
            : new ReadResult.NotFound();
        return read is ReadResult.Stored stored ? Of(stored) : ReadRoutes.NotRead(read, key.Type);
    }

    /// <summary>What is in use over all resources, or those of a type, that the caller may read.</summary>
    public static async Task<IResult> InUseAsync(HttpContext context)
    {
        using OperationInput input = await OperationInput.ReadAsync(context);
        DispatchTable dispatch = context.RequestServices.GetRequiredService<DispatchTable>();
        SearchIndex index = context.RequestServices.GetRequiredService<SearchIndex>();
        string[] types = context.Request.RouteValues["type"] is string type ? [type] : [.. HeldTypes(context, dispatch)];
        if (types.FirstOrDefault(one => !SearchRoute.IsServed(context, dispatch, one) || ConformanceResources.IsType(one)) is not null)
            throw new OperationRefusal(StatusCodes.Status404NotFound, "not-supported", "type-unknown", "The registry stores no resources of this type.", "GET /fhir/metadata lists the types that it holds.");
        if (!await index.IsReadyAsync(context.RequestAborted)) return SearchRoute.NotReady(context);
        MetaSet sets = new();
        SearchPosition? after = null;
        int count = 0;
        do
        {
            SearchPage page = await index.SearchAsync(new SearchQuery { Types = types, Filters = [HasAny(dispatch.Search, types)], Count = Limits.SearchPage, After = after }, context.Caller(), context.RequestAborted);
            count += page.Matches.Count;
            if (count > Limits.MetaResources)
            {
                throw new OperationRefusal(
                    StatusCodes.Status422UnprocessableEntity, "too-costly", "meta-too-costly",
                    string.Create(CultureInfo.InvariantCulture, $"More than {Limits.MetaResources} resources have a profile, security label or tag."), "Ask about one type, or search by _tag, _security or _profile.");
            }

            await GatherAsync(context, page.Matches, sets);
            after = page.Next;
        }
        while (after is not null);

        // FHIR has no empty Meta: where nothing is in use, nothing is returned.
        return sets.Count > 0 ? Answer(sets.Write) : FhirResults.Json(StatusCodes.Status200OK, "{\"resourceType\":\"Parameters\"}"u8.ToArray());
    }

    /// <summary>Adds to a resource.</summary>
    public static Task<IResult> AddAsync(HttpContext context) => ChangeAsync(context, (sets, meta) => sets.Add(meta));

    /// <summary>Takes away from a resource.</summary>
    public static Task<IResult> DeleteAsync(HttpContext context) => ChangeAsync(context, (sets, meta) => sets.Remove(meta));

    private static async Task<IResult> ChangeAsync(HttpContext context, Func<MetaSet, JsonElement, bool> change)
    {
        using OperationInput input = await OperationInput.ReadAsync(context, new OperationParameter("meta", OperationValue.Element));
        if (!input.Has("meta")) throw OperationRefusal.Parameters("The call brings no meta.", "Send a Parameters resource with the parameter 'meta', a valueMeta.");
        if (!IdempotencyKey.TryRead(context, interaction: null, input.Bytes.Span, out Receipt? receipt)) return WriteAnswers.Refuse(context, StatusCodes.Status400BadRequest, IdempotencyKey.Malformed);
        ResourceKey key = KeyOf(context);
        if (ConformanceResources.IsType(key.Type)) throw new OperationRefusal(StatusCodes.Status404NotFound, "not-supported", "operation-unknown", "Conformance resources are those of the loaded packages, and are not changed.", "GET /fhir/metadata lists the operations of each type.");
        using JsonDocument meta = JsonDocument.Parse(input.Value("meta").RawBytes.ToArray());
        ResourceStore store = context.RequestServices.GetRequiredService<ResourceStore>();
        SubmissionIngest ingest = context.RequestServices.GetRequiredService<SubmissionIngest>();
        string? ifMatch = context.Request.Headers.IfMatch is [{ } sent] ? sent : null;
        for (int attempt = 1; ; attempt++)
        {
            ReadResult read = await store.ReadAsync(key, context.Caller(), context.RequestAborted);
            if (read is not ReadResult.Stored stored) return ReadRoutes.NotRead(read, key.Type);
            using JsonDocument resource = JsonDocument.Parse(stored.Content, new JsonDocumentOptions { MaxDepth = Fhir.Limits.JsonDepth });
            MetaSet sets = new();
            sets.Add(resource.RootElement.GetProperty("meta"));
            if (!change(sets, meta.RootElement) && ifMatch is null) return Of(stored);
            string guard = ifMatch ?? string.Create(CultureInfo.InvariantCulture, $"W/\"{stored.Version}\"");
            IngestResult result = await ingest.RunAsync(sets.Put(stored.Content), new Interaction.Update(key.Type, key.Id, guard), context.Caller(), FhirRoutes.BaseUrl(context.Request), receipt, context.RequestAborted);
            // Somebody wrote in between: what is asked for is asked of what stands now. A caller who names a version is told instead.
            if (result is IngestResult.Refused { Refusal.Kind: RefusalKind.PreconditionFailed } && ifMatch is null && attempt < Limits.DecisionAttempts) continue;
            if (result is not IngestResult.Stored) return WriteAnswers.NotStored(context, result);
            read = await store.ReadAsync(key, context.Caller(), context.RequestAborted);
            return read is ReadResult.Stored written ? Of(written) : ReadRoutes.NotRead(read, key.Type);
        }
    }

    private static ResourceKey KeyOf(HttpContext context) => new((string)context.Request.RouteValues["type"]!, (string)context.Request.RouteValues["id"]!);

    private static IEnumerable<string> HeldTypes(HttpContext context, DispatchTable dispatch) =>
        context.RequestServices.GetRequiredService<Settings>().Intake.OutsideDataset == IntakeChoice.Keep
            ? context.RequestServices.GetRequiredService<Fhir.Definitions.DefinitionSet>().Structures
                .Where(structure => structure is { IsConstraint: false, IsAbstract: false, Kind: Fhir.Definitions.StructureKind.Resource } && !ConformanceResources.IsType(structure.Type)).Select(structure => structure.Type)
            : dispatch.Rows.Select(row => row.ResourceType).Distinct(StringComparer.Ordinal);

    private static SearchFilter.OneOf HasAny(SearchIndexer indexer, string[] types)
    {
        string[] sources = [.. types.SelectMany(type => Parameters.Select(code => indexer.SourcesOf(type, code))).OfType<ParameterSources>().SelectMany(sources => sources.Plain).Select(source => source.Source).Distinct(StringComparer.Ordinal)];
        return new SearchFilter.OneOf([new SearchFilter.Present(RowTable.Codes, sources), new SearchFilter.Present(RowTable.Texts, [.. sources.Select(SearchSources.TextOf)])]);
    }

    private static async Task GatherAsync(HttpContext context, IReadOnlyList<SearchMatch> matches, MetaSet sets)
    {
        ResourceStore store = context.RequestServices.GetRequiredService<ResourceStore>();
        foreach (SearchMatch[] block in matches.Chunk(Store.Limits.ReadBlock))
        {
            foreach (ReadResult.Stored stored in await store.ReadManyAsync(block, context.Caller(), context.RequestAborted))
            {
                using JsonDocument resource = JsonDocument.Parse(stored.Content, new JsonDocumentOptions { MaxDepth = Fhir.Limits.JsonDepth });
                sets.Add(resource.RootElement.GetProperty("meta"));
            }
        }
    }

    private static IResult Of(ReadResult.Stored stored)
    {
        ArrayBufferWriter<byte> resource = new(stored.Content.Length + 128);
        StoredContent.Write(stored.Content.Span, stored.Version, stored.RecordedMs, resource);
        using JsonDocument document = JsonDocument.Parse(resource.WrittenMemory, new JsonDocumentOptions { MaxDepth = Fhir.Limits.JsonDepth });
        JsonElement meta = document.RootElement.GetProperty("meta").Clone();
        return Answer(writer =>
        {
            foreach (JsonProperty property in meta.EnumerateObject()) property.WriteTo(writer);
        });
    }

    private static IResult Answer(Action<Utf8JsonWriter> meta) => ParametersAnswer.Of(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("name", "return");
        writer.WriteStartObject("valueMeta");
        meta(writer);
        writer.WriteEndObject();
        writer.WriteEndObject();
    });
}
