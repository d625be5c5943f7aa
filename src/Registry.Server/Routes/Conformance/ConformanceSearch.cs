using System.Globalization;
using Registry.Fhir.Definitions;
using Registry.Fhir.Search;
using Registry.Server.Packages;
using Registry.Server.Routes.Search;
using Registry.Store.Index;

namespace Registry.Server.Routes.Conformance;

/// <summary>Search over the packages' conformance resources, which are few and in memory. https://hl7.org/fhir/R4/search.html</summary>
internal sealed class ConformanceSearch(ConformanceResources resources, DefinitionSet definitions, SearchIndex index)
{
    public async Task<IResult> AnswerAsync(HttpContext context, string type)
    {
        if (await SearchRoute.ParametersAsync(context) is not { } parameters)
        {
            return FhirResults.Refusal(
                StatusCodes.Status415UnsupportedMediaType, "not-supported", "content-type", "The body of a search is a form.", "Send the header 'Content-Type: application/x-www-form-urlencoded'.");
        }

        try
        {
            Asked asked = Read(type, parameters, SearchRoute.IsLenient(context.Request));
            return await WriteAsync(context, type, asked);
        }
        catch (SearchRefusal refusal)
        {
            return FhirResults.Refusal(StatusCodes.Status400BadRequest, refusal.IsUnknown ? "not-supported" : "value", "search-parameter", refusal.Message, refusal.Remedy);
        }
    }

    private Asked Read(string type, IEnumerable<KeyValuePair<string, string>> parameters, bool isLenient)
    {
        Asked asked = new(new SearchRequest { Types = [type] });
        SearchRequest request = asked.Request;
        Dictionary<string, SearchType> known = resources.Parameters(type).ToDictionary(parameter => parameter.Code, parameter => parameter.Type, StringComparer.Ordinal);
        foreach ((string name, string value) in parameters)
        {
            try
            {
                switch (name)
                {
                    case "_count":
                        if (value.Length == 0 || !value.All(char.IsAsciiDigit)) throw Bad(name, "Send a whole number from 0.");
                        request.Count = int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int count) ? Math.Min(count, Limits.SearchPage) : Limits.SearchPage;
                        break;
                    case "_total":
                        request.Total = value is "none" or "estimate" or "accurate" ? value : throw Bad(name, "Send none, estimate or accurate.");
                        break;
                    case "_summary":
                        request.Summary = value is "true" or "text" or "data" or "count" or "false" ? value : throw Bad(name, "Send true, text, data, count or false.");
                        break;
                    case "_elements":
                        request.Elements = [.. value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(element => element[(element.LastIndexOf('.') + 1)..])];
                        break;
                    case "_sort":
                        foreach (string key in value.Split(',')) asked.Sort.Add(known.ContainsKey(key.TrimStart('-')) ? key : throw Unknown(type, key.TrimStart('-')));
                        break;
                    case SearchLinks.Parameter:
                        request.Page = value;
                        break;
                    case "_format" or "_pretty":
                        break;
                    default:
                        asked.Tests.Add(Test(type, name, value, known));
                        break;
                }

                if (name != SearchLinks.Parameter) request.Used.Add(KeyValuePair.Create(name, value));
            }
            catch (SearchRefusal refusal) when (isLenient && refusal.IsUnknown)
            {
                request.Ignored.Add(refusal);
            }
        }

        return asked;
    }

    private static Func<ConformanceResource, bool> Test(string type, string name, string value, Dictionary<string, SearchType> known)
    {
        string[] parts = name.Split(':', 2);
        if (!known.TryGetValue(parts[0], out SearchType kind)) throw Unknown(type, parts[0]);
        string code = parts[0];
        string? modifier = parts.Length > 1 ? parts[1] : null;
        if (modifier == "missing")
        {
            if (value is not ("true" or "false")) throw Bad(name, "Send true or false.");
            return resource => resource.Values[code].Length == 0 == (value == "true");
        }

        string[] wanted = [.. SearchText.Split(value, ',').Select(SearchText.Unescape)];
        if (wanted.Any(one => one.Length == 0)) throw Bad(name, "Send a value, and between commas too.");
        if (wanted.Length > Store.Limits.SearchTerms) throw Bad(name, string.Create(CultureInfo.InvariantCulture, $"Search for at most {Store.Limits.SearchTerms} values at once."));
        Func<string, string, bool> matches = (kind, modifier) switch
        {
            (SearchType.String, null) => (held, asked) => held.StartsWith(asked, StringComparison.OrdinalIgnoreCase),
            (SearchType.String, "contains") => (held, asked) => held.Contains(asked, StringComparison.OrdinalIgnoreCase),
            (SearchType.String, "exact") => (held, asked) => held == asked,
            (SearchType.Uri, null) or (SearchType.Token, null or "not") => (held, asked) => held == asked,
            (SearchType.Uri, "below") => (held, asked) => held.StartsWith(asked, StringComparison.Ordinal),
            (SearchType.Uri, "above") => (held, asked) => asked.StartsWith(held, StringComparison.Ordinal),
            _ => throw Bad(name, "Of conformance resources, strings take :exact and :contains, URIs :above and :below, tokens :not, and all of them :missing."),
        };
        if (kind == SearchType.Token)
        {
            // Their codes are of FHIR's own elements, which carry no system.
            if (wanted.FirstOrDefault(one => one.LastIndexOf('|') > 0) is not null) throw Bad(name, "Send the code alone, without a system.");
            wanted = [.. wanted.Select(one => one.TrimStart('|'))];
        }

        bool isNot = modifier == "not";
        return resource => resource.Values[code].Any(held => wanted.Any(asked => matches(held, asked))) != isNot;
    }

    private async Task<IResult> WriteAsync(HttpContext context, string type, Asked asked)
    {
        SearchRequest request = asked.Request;
        ReadOnlyMemory<byte> key = await index.LinkKeyAsync(context.RequestAborted);
        string bound = $"{type}?{request.Query}";
        int from = 0;
        if (request.Page is not null)
        {
            from = SearchLinks.Read(request.Page, bound, key.Span) is { IsBackward: false, Position: { } position }
                ? (int)position.Number
                : throw new SearchRefusal(SearchLinks.Parameter, "The link of this page was not made by the registry for this search.", "Follow the bundle's link 'next' as it stands, or search anew without _page.");
        }

        ConformanceResource[] found = [.. Sorted(resources.OfType(type).Where(resource => asked.Tests.TrueForAll(test => test(resource))), asked.Sort)];
        bool isCount = request.Summary == "count" || request.Count == 0;
        ConformanceResource[] page = isCount ? [] : [.. found.Skip(from).Take(request.Count)];
        string? next = !isCount && from + page.Length < found.Length ? SearchLinks.Write(new SearchPlace(new SearchPosition([], from + page.Length), IsBackward: false), bound, key.Span) : null;
        string address = $"{FhirRoutes.BaseUrl(context.Request)}/{type}";
        SearchSubset subset = new(request, definitions);
        return FhirResults.Bundle(
            StatusCodes.Status200OK,
            writer =>
            {
                writer.WriteString("type", "searchset");
                if (request.Total != "none" || isCount) writer.WriteNumber("total", found.Length);
                writer.WriteStartArray("link");
                SearchRoute.WriteLink(writer, "self", SearchRoute.Url(address, request.Query, request.Page));
                if (request.Page is not null) SearchRoute.WriteLink(writer, "first", SearchRoute.Url(address, request.Query, page: null));
                if (next is not null) SearchRoute.WriteLink(writer, "next", SearchRoute.Url(address, request.Query, next));
                writer.WriteEndArray();
            },
            EntriesAsync(page, address, subset, request));
    }

    private static async IAsyncEnumerable<ReadOnlyMemory<byte>> EntriesAsync(ConformanceResource[] page, string address, SearchSubset subset, SearchRequest request)
    {
        await Task.CompletedTask;
        foreach (ConformanceResource resource in page)
        {
            yield return SearchRoute.Write(writer =>
            {
                writer.WriteString("fullUrl", resource.Id is { } id ? $"{address}/{id}" : resource.Source.Url);
                writer.WritePropertyName("resource");
                writer.WriteRawValue(subset.Of(resource.Json()).Span, skipInputValidation: true);
                SearchRoute.WriteMode(writer, "match");
            });
        }

        if (request.Ignored.Count > 0) yield return SearchRoute.OutcomeEntry(request, isCut: false);
    }

    // Of several values the least counts, descending the greatest; a resource without one comes last.
    private static IEnumerable<ConformanceResource> Sorted(IEnumerable<ConformanceResource> found, List<string> keys)
    {
        IOrderedEnumerable<ConformanceResource> sorted = found.OrderBy(_ => 0);
        foreach (string key in keys)
        {
            string code = key.TrimStart('-');
            sorted = sorted.ThenBy(resource => resource.Values[code].Length == 0);
            sorted = key.StartsWith('-')
                ? sorted.ThenByDescending(resource => resource.Values[code].Max(StringComparer.OrdinalIgnoreCase), StringComparer.OrdinalIgnoreCase)
                : sorted.ThenBy(resource => resource.Values[code].Min(StringComparer.OrdinalIgnoreCase), StringComparer.OrdinalIgnoreCase);
        }

        return sorted;
    }

    private static SearchRefusal Unknown(string type, string code) => new(
        code, $"The registry knows no search parameter '{code}' of {type}.", "GET /fhir/metadata lists the parameters of each type. With 'Prefer: handling=lenient' an unknown one is left out.", isUnknown: true);

    private static SearchRefusal Bad(string name, string remedy) => new(name, $"The search parameter '{name}' cannot be used so.", remedy);

    private sealed record Asked(SearchRequest Request)
    {
        public List<Func<ConformanceResource, bool>> Tests { get; } = [];

        public List<string> Sort { get; } = [];
    }
}
