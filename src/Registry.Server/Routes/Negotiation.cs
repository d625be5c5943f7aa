using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;
using Registry.Fhir.Outcomes;

namespace Registry.Server.Routes;

/// <summary>Settles in which form a request under <c>/fhir</c> is answered, and refuses what asks for two things at once. https://hl7.org/fhir/R4/http.html#mime-type</summary>
/// <remarks><c>_format</c> wins over <c>Accept</c>, as FHIR asks; of media types of one quality, the more specific one, then the one that is named first.</remarks>
internal static class Negotiation
{
    private const string Remedy = "Ask for application/fhir+json or application/fhir+xml in Accept, or for json or xml in _format.";

    /// <summary>What can be answered, best first.</summary>
    private static readonly (string Type, bool IsXml)[] Offered =
    [
        ("application/fhir+json", false), ("application/json", false), ("text/json", false), ("application/fhir+xml", true), ("application/xml", true), ("text/xml", true),
    ];

    public static async Task NegotiateAsync(HttpContext context, RequestDelegate next)
    {
        if (!context.Request.Path.StartsWithSegments("/fhir", StringComparison.Ordinal))
        {
            await next(context);
            return;
        }

        // What lies between may keep no answer for one who asks for another form.
        context.Response.Headers.Append(HeaderNames.Vary, HeaderNames.Accept);
        if (Read(context.Request, out AnswerFormat format) is { } refused)
        {
            await FhirResults.Outcome(refused.Status, [refused.Finding]).ExecuteAsync(context);
            return;
        }

        context.Features.Set(format);
        await next(context);
    }

    /// <summary>Whether a parameter of the query is about the form of the answer, so that no interaction looks at it.</summary>
    public static bool IsOfForm(string parameter) => parameter is "_format" or "_pretty";

    private static (int Status, Finding Finding)? Read(HttpRequest request, out AnswerFormat format)
    {
        format = AnswerFormat.Default;
        if (Contradiction(request) is { } finding) return (StatusCodes.Status400BadRequest, finding);
        if (OfParameters(request, request.Query["_format"], ref format) is { } refused) return refused;
        if (!AcceptsUtf8(request))
            return (StatusCodes.Status406NotAcceptable, FhirResults.Objection("not-supported", "accept-charset", "FHIR is answered in UTF-8, which the header Accept-Charset leaves out.", "Leave the header out, or name utf-8."));
        return OfPretty(request.Query["_pretty"], ref format);
    }

    /// <summary>Settles the form of the answer to a search by POST anew, as its body may have <c>_format</c> and <c>_pretty</c> too. https://hl7.org/fhir/R4/http.html#parameters</summary>
    /// <param name="context">The request.</param>
    /// <param name="parameters">Of its query and its body.</param>
    /// <returns>Null when it is settled.</returns>
    public static (int Status, Finding Finding)? OfForm(HttpContext context, IReadOnlyCollection<KeyValuePair<string, string>> parameters)
    {
        StringValues Of(string name) => new([.. parameters.Where(pair => pair.Key == name).Select(pair => pair.Value)]);
        AnswerFormat format = AnswerFormat.Default;
        if ((OfParameters(context.Request, Of("_format"), ref format) ?? OfPretty(Of("_pretty"), ref format)) is { } refused) return refused;
        context.Features.Set(format);
        return null;
    }

    private static (int Status, Finding Finding)? OfParameters(HttpRequest request, StringValues named, ref AnswerFormat format)
    {
        if (named.Count > 0)
        {
            if (named.Distinct(StringComparer.Ordinal).Skip(1).Any())
                return (StatusCodes.Status400BadRequest, FhirResults.Objection("value", "format-contradictory", "The parameter _format is sent with two values.", "Send it once."));
            if (OfFormat(named[0] ?? "") is not { } asked)
                return (StatusCodes.Status406NotAcceptable, FhirResults.Objection("not-supported", "format-unknown", "The registry does not write the form that _format names.", Remedy));
            format = asked;
        }
        else if (request.Headers.Accept.Count > 0)
        {
            if (!MediaTypeHeaderValue.TryParseList(request.Headers.Accept, out IList<MediaTypeHeaderValue>? ranges))
                return (StatusCodes.Status400BadRequest, FhirResults.Objection("value", "accept-malformed", "The header Accept is no list of media types.", Remedy));
            if (OfRanges(ranges) is not { } best)
                return (StatusCodes.Status406NotAcceptable, FhirResults.Objection("not-supported", "accept-unknown", "The registry writes none of the media types that the header Accept names.", Remedy));
            format = best;
        }

        return null;
    }

    private static (int Status, Finding Finding)? OfPretty(StringValues pretty, ref AnswerFormat format)
    {
        if (pretty.Count > 0 && pretty is not ["true" or "false"])
            return (StatusCodes.Status400BadRequest, FhirResults.Objection("value", "pretty-value", "The parameter _pretty is neither true nor false, or stands twice.", "Send _pretty=true or _pretty=false."));
        if (pretty == "true") format = format with { IsPretty = true };
        return null;
    }

    // What cannot both be meant. https://www.rfc-editor.org/rfc/rfc9110#section-13.2.2 would let one win; a writer should know.
    private static Finding? Contradiction(HttpRequest request)
    {
        IHeaderDictionary headers = request.Headers;
        bool isWrite = !HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method);
        if (isWrite && headers.IfMatch.Count > 0 && headers.IfNoneMatch.Count > 0)
            return FhirResults.Objection("conflict", "headers-contradictory", "If-Match and If-None-Match are sent together: one wants the resource to be there, the other not to be.", "Send one of them.");
        if (headers.IfMatch.Count > 0 && headers.ContainsKey("If-None-Exist"))
            return FhirResults.Objection("conflict", "headers-contradictory", "If-Match and If-None-Exist are sent together: one is of an update, the other of a create.", "Send one of them.");
        foreach (string header in (string[])[HeaderNames.ContentType, HeaderNames.IfMatch, "If-None-Exist"])
        {
            if (headers[header].Count > 1) return FhirResults.Objection("value", "header-repeated", $"The header {header} is sent more than once.", "Send it once.");
        }

        return null;
    }

    private static AnswerFormat? OfFormat(string text)
    {
        // A plus that was not escaped arrives as a blank.
        if (!MediaTypeHeaderValue.TryParse(text switch { "json" => Offered[0].Type, "xml" => "application/fhir+xml", _ => text.Trim().Replace(' ', '+') }, out MediaTypeHeaderValue? type)) return null;
        return OfRanges([type]);
    }

    private static AnswerFormat? OfRanges(IList<MediaTypeHeaderValue> ranges)
    {
        (double Quality, int Specific, int First) best = (0, 0, 0);
        AnswerFormat? format = null;
        foreach ((string type, bool isXml) in Offered)
        {
            // Of the ranges that a type falls into, the most specific one says how welcome it is. https://www.rfc-editor.org/rfc/rfc9110#section-12.5.1
            (double Quality, int Specific, int First, bool NamesVersion)? match = null;
            for (int index = 0; index < ranges.Count; index++)
            {
                int specific = Specific(ranges[index], type);
                if (specific > (match?.Specific ?? -1)) match = (ranges[index].Quality ?? 1, specific, -index, Parameter(ranges[index], "fhirVersion") is not null);
            }

            if (match is not { Quality: > 0 } found || (found.Quality, found.Specific, found.First).CompareTo(best) <= 0 && format is not null) continue;
            best = (found.Quality, found.Specific, found.First);
            format = new AnswerFormat(type, isXml, IsPretty: false) { NamesVersion = found.NamesVersion };
        }

        return format;
    }

    /// <summary>How closely a range names a type; -1 when it does not.</summary>
    private static int Specific(MediaTypeHeaderValue range, string type)
    {
        if (Parameter(range, "fhirVersion") is { } version && version is not ("4.0" or "4.0.1")) return -1;
        if (range.Charset.HasValue && !range.Charset.Value!.Trim('"').Equals("utf-8", StringComparison.OrdinalIgnoreCase)) return -1;
        if (range.MatchesAllTypes) return 0;
        if (range.MatchesAllSubTypes) return type.StartsWith(range.Type.Value + "/", StringComparison.OrdinalIgnoreCase) ? 1 : -1;
        return range.MediaType.Equals(type, StringComparison.OrdinalIgnoreCase) ? 2 : -1;
    }

    private static string? Parameter(MediaTypeHeaderValue type, string name) =>
        type.Parameters.FirstOrDefault(parameter => parameter.Name.Equals(name, StringComparison.OrdinalIgnoreCase))?.Value.Value?.Trim('"');

    private static bool AcceptsUtf8(HttpRequest request) =>
        request.Headers.AcceptCharset.Count == 0
        || (StringWithQualityHeaderValue.TryParseList(request.Headers.AcceptCharset, out IList<StringWithQualityHeaderValue>? charsets)
            && (charsets.FirstOrDefault(charset => charset.Value.Equals("utf-8", StringComparison.OrdinalIgnoreCase)) ?? charsets.FirstOrDefault(charset => charset.Value == "*"))?.Quality is not 0
            && charsets.Any(charset => charset.Value.Equals("utf-8", StringComparison.OrdinalIgnoreCase) || charset.Value == "*"));
}
