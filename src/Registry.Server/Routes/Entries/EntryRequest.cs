namespace Registry.Server.Routes.Entries;

/// <summary>What an entry of a batch asks, or an entry of a transaction that reads. https://hl7.org/fhir/R4/bundle-definitions.html#Bundle.entry.request</summary>
/// <param name="Index">Its place in the bundle, from 0.</param>
/// <param name="Method">The HTTP verb.</param>
/// <param name="Url">Relative to the base, or absolute below it, as sent.</param>
internal sealed record EntryRequest(int Index, string Method, string Url)
{
    /// <summary>request.ifMatch.</summary>
    public string? IfMatch { get; init; }

    /// <summary>request.ifNoneMatch.</summary>
    public string? IfNoneMatch { get; init; }

    /// <summary>request.ifModifiedSince, an instant.</summary>
    public string? IfModifiedSince { get; init; }

    /// <summary>request.ifNoneExist.</summary>
    public string? IfNoneExist { get; init; }

    /// <summary>What the body is; null without one.</summary>
    public string? ContentType { get; init; }

    /// <summary>The resource as sent, or the patch that a Binary holds.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>True for what only reads, and so comes last.</summary>
    public bool IsRead => Method is "GET" or "HEAD";

    /// <summary>DELETE, POST, PUT and PATCH, GET and HEAD: https://hl7.org/fhir/R4/http.html#trules</summary>
    public int Turn => Method switch { "DELETE" => 0, "POST" => 1, "PUT" or "PATCH" => 2, _ => 3 };
}

/// <summary>What an entry was answered.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Headers">Of the answer.</param>
/// <param name="Body">UTF-8 JSON; empty without one.</param>
internal sealed record EntryAnswer(int Status, IHeaderDictionary Headers, ReadOnlyMemory<byte> Body);
