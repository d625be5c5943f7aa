using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Primitives;
using Registry.Clinical;
using Registry.Clinical.Dispatch;
using Registry.Fhir.Json;
using Registry.Fhir.Outcomes;
using Registry.Fhir.Search;
using Registry.Server.Callers;
using Registry.Store.Resources;
using SearchValues = Registry.Fhir.Search.SearchValues;

namespace Registry.Server.Routes;

/// <summary>GET [base]/[type]?…: token and reference parameters, combined by and, with commas for or. https://hl7.org/fhir/R4/search.html</summary>
/// <remarks>A parameter that is not known is refused, never left out: a typo must not return everybody.</remarks>
internal static class SearchRoute
{
    private const string AfterParameter = "_after";

    public static async Task<IResult> SearchAsync(HttpContext context, ResourceStore store, DispatchTable dispatch, string type)
    {
        KeyValuePair<string, SearchType>[] known = [.. SearchValues.Parameters(type)];
        if (known.Length == 0)
        {
            return FhirResults.Refusal(
                StatusCodes.Status404NotFound, "not-supported", "type-unknown", "The registry holds no resources of this type.",
                "GET /fhir/metadata lists the types that it holds.");
        }

        List<SearchCriterion> criteria = [];
        int count = Limits.SearchPageDefault;
        long after = 0;
        foreach ((string name, StringValues values) in context.Request.Query)
        {
            foreach (string? value in values)
            {
                switch (name)
                {
                    case "_count":
                        if (!int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out count) || count < 1) return Bad(name, "Send a whole number from 1.");
                        count = Math.Min(count, Limits.SearchPage);
                        break;
                    case AfterParameter:
                        if (!long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out after)) return Bad(name, "Follow the bundle's link 'next' as it stands.");
                        break;
                    case var _ when Negotiation.IsOfForm(name):
                        break;
                    default:
                        int index = Array.FindIndex(known, parameter => string.Equals(parameter.Key, name, StringComparison.Ordinal));
                        if (index < 0) return Bad(name, $"Use: {string.Join(", ", known.Select(parameter => parameter.Key))}, _count.");
                        if (string.IsNullOrEmpty(value)) return Bad(name, "Give it a value.");
                        SearchType searchType = known[index].Value;
                        criteria.Add(new SearchCriterion(name, searchType, [.. Split(value, ',').SelectMany(part => Spelled(Term(searchType, part), dispatch.Aliases))]));
                        if (criteria.Count > Store.Limits.SearchCriteria)
                            return Bad(name, string.Create(CultureInfo.InvariantCulture, $"Search by at most {Store.Limits.SearchCriteria} parameters at once."));
                        if (criteria.Sum(criterion => criterion.AnyOf.Count) > Store.Limits.SearchTerms)
                            return Bad(name, string.Create(CultureInfo.InvariantCulture, $"Search for at most {Store.Limits.SearchTerms} values at once."));
                        break;
                }
            }
        }

        SearchPage page = await store.SearchAsync(new SearchQuery { Type = type, Criteria = criteria, Count = count, After = after }, context.Caller(), context.RequestAborted);
        return Write(context.Request, page, isWhole: after == 0 && page.Next is null);
    }

    /// <summary>One alternative of a parameter. https://hl7.org/fhir/R4/search.html#token, https://hl7.org/fhir/R4/search.html#reference</summary>
    private static SearchTerm Term(SearchType type, string text)
    {
        if (type == SearchType.Reference)
        {
            string reference = Unescape(text);
            // A bare id names the only type that the parameter can refer to here.
            return new SearchTerm(reference.Contains('/', StringComparison.Ordinal) || reference.Contains(':', StringComparison.Ordinal) ? reference : $"Patient/{reference}");
        }

        string[] parts = [.. Split(text, '|')];
        return parts.Length == 1
            ? new SearchTerm(Unescape(parts[0]), IsAnySystem: true)
            : new SearchTerm(Unescape(string.Join('|', parts[1..])), parts[0].Length == 0 ? null : Unescape(parts[0]));
    }

    /// <summary>What is found under a code system of ours was stored under the base that counted then, and is asked for under any.</summary>
    private static IEnumerable<SearchTerm> Spelled(SearchTerm term, CanonicalAliases aliases) =>
        aliases.IsEmpty || term.System is not { } system ? [term] : aliases.Spellings(system).Select(spelling => term with { System = spelling });

    /// <summary>Splits at a separator that no backslash escapes; escapes stay.</summary>
    private static IEnumerable<string> Split(string text, char separator)
    {
        StringBuilder part = new();
        for (int index = 0; index < text.Length; index++)
        {
            if (text[index] == '\\' && index + 1 < text.Length)
            {
                part.Append(text[index]).Append(text[++index]);
            }
            else if (text[index] == separator)
            {
                yield return part.ToString();
                part.Clear();
            }
            else
            {
                part.Append(text[index]);
            }
        }

        yield return part.ToString();
    }

    private static string Unescape(string text)
    {
        StringBuilder plain = new();
        for (int index = 0; index < text.Length; index++) plain.Append(text[index] == '\\' && index + 1 < text.Length ? text[++index] : text[index]);
        return plain.ToString();
    }

    private static IResult Write(HttpRequest request, SearchPage page, bool isWhole)
    {
        string baseUrl = FhirRoutes.BaseUrl(request);
        return FhirResults.Bundle(
            StatusCodes.Status200OK,
            writer =>
            {
                writer.WriteString("type", "searchset");
                // The number of all matches is told where it is known without a second query.
                if (isWhole) writer.WriteNumber("total", page.Matches.Count);
                writer.WriteStartArray("link");
                WriteLink(writer, "self", $"{request.Scheme}://{request.Host}{request.Path}{request.QueryString}");
                if (page.Next is { } next) WriteLink(writer, "next", NextLink(request, next));
                writer.WriteEndArray();
            },
            page.Matches.Select(match => Entry(match, baseUrl)).ToAsyncEnumerable());
    }

    private static string NextLink(HttpRequest request, long next)
    {
        QueryString query = QueryString.Create(request.Query.Where(pair => pair.Key != AfterParameter)
            .SelectMany(pair => pair.Value.Select(value => KeyValuePair.Create(pair.Key, value)))
            .Append(KeyValuePair.Create<string, string?>(AfterParameter, next.ToString(CultureInfo.InvariantCulture))));
        return $"{request.Scheme}://{request.Host}{request.Path}{query}";
    }

    private static void WriteLink(Utf8JsonWriter writer, string relation, string url)
    {
        writer.WriteStartObject();
        writer.WriteString("relation", relation);
        writer.WriteString("url", url);
        writer.WriteEndObject();
    }

    private static ReadOnlyMemory<byte> Entry(ReadResult.Stored match, string baseUrl)
    {
        ArrayBufferWriter<byte> entry = new(match.Content.Length + 512);
        using Utf8JsonWriter writer = new(entry, OperationOutcome.WriterOptions);
        writer.WriteStartObject();
        writer.WriteString("fullUrl", $"{baseUrl}/{match.Key}");
        ArrayBufferWriter<byte> resource = new(match.Content.Length + 128);
        StoredContent.Write(match.Content.Span, match.Version, match.RecordedMs, resource);
        writer.WritePropertyName("resource");
        writer.WriteRawValue(resource.WrittenSpan, skipInputValidation: true);
        writer.WriteStartObject("search");
        writer.WriteString("mode", "match");
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.Flush();
        return entry.WrittenMemory;
    }

    private static IResult Bad(string parameter, string remedy) => FhirResults.Refusal(
        StatusCodes.Status400BadRequest, "value", "search-parameter", $"The search parameter '{parameter}' cannot be used here.", remedy);
}
