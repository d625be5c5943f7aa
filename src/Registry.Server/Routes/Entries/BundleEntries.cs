using System.Text;
using System.Text.Json;
using Registry.Fhir.Json;

namespace Registry.Server.Routes.Entries;

/// <summary>Looks into a bundle before it is judged: what type it says to be, and what its entries ask.</summary>
internal static class BundleEntries
{
    private const string FhirJson = "application/fhir+json";

    /// <summary>Bundle.type as far as the bytes are JSON; null where there is none.</summary>
    public static string? TypeOf(ReadOnlySpan<byte> json)
    {
        Utf8JsonReader reader = new(json, new JsonReaderOptions { MaxDepth = Fhir.Limits.JsonDepth });
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return null;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                bool isType = reader.ValueTextEquals("type"u8);
                if (!reader.Read()) return null;
                if (isType) return reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
                reader.Skip();
            }
        }
        catch (JsonException)
        {
            // Whoever judges the bytes says what is wrong with them.
            return null;
        }

        return null;
    }

    /// <summary>The entries of a transaction that only read.</summary>
    public static IReadOnlyList<EntryRequest> Reads(ReadOnlyMemory<byte> json, ElementNames names)
    {
        // Most transactions only write, and are not looked through for others.
        if (!MayHold(json.Span, "GET"u8) && !MayHold(json.Span, "HEAD"u8)) return [];
        using ResourceDocument document = ResourceDocument.Parse(json, names);
        return [.. Requests(document.Root).OfType<EntryRequest>().Where(entry => entry.IsRead)];
    }

    /// <summary>Whether a word may stand in the bytes as a JSON string, escaped or not.</summary>
    public static bool MayHold(ReadOnlySpan<byte> json, ReadOnlySpan<byte> word) => json.IndexOf(word) >= 0 || json.IndexOf("\\u"u8) >= 0;

    /// <summary>What each entry asks, in order; null for one that does not say it.</summary>
    public static IEnumerable<EntryRequest?> Requests(NodeCursor bundle)
    {
        int index = 0;
        foreach (NodeCursor entry in bundle["entry"])
        {
            NodeCursor request = entry["request"];
            (string? contentType, ReadOnlyMemory<byte> body) = Body(entry["resource"], request["method"].AsString());
            yield return request["method"].AsString() is not { } method || request["url"].AsString() is not { } url ? null : new EntryRequest(index, method, url)
            {
                IfMatch = request["ifMatch"].AsString(),
                IfNoneMatch = request["ifNoneMatch"].AsString(),
                IfModifiedSince = request["ifModifiedSince"].AsString(),
                IfNoneExist = request["ifNoneExist"].AsString(),
                ContentType = contentType,
                Body = body,
            };
            index++;
        }
    }

    // A JSON Patch is no resource, so a Binary carries it: https://hl7.org/fhir/R4/http.html#patch
    private static (string? ContentType, ReadOnlyMemory<byte> Body) Body(NodeCursor resource, string? method)
    {
        if (!resource.Exists) return (null, default);
        if (method is "PATCH" && resource["resourceType"].ValueEquals("Binary") && TryReadBinary(resource["data"].AsString(), out byte[] data)) return (resource["contentType"].AsString(), data);
        return (FhirJson, resource.RawBytes.ToArray());
    }

    private static bool TryReadBinary(string? text, out byte[] data)
    {
        data = new byte[Encoding.UTF8.GetMaxByteCount(text?.Length ?? 0)];
        if (text is null || !Convert.TryFromBase64String(text, data, out int length)) return false;
        data = data[..length];
        return true;
    }
}
