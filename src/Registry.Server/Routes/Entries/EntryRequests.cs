using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Registry.Server.Routes.Entries;

/// <summary>Sends an entry the way of a request of its own, from the authentication on: an entry can do what its caller's request can, and is told what that would be told.</summary>
internal sealed class EntryRequests
{
    // What tells who calls and from where, and what the answer is to hold.
    private static readonly string[] Inherited = ["Authorization", Callers.CallerAuthentication.SiteHeader, "Prefer"];

    private RequestDelegate? _way;

    /// <summary>The first middleware: remembers the way from here on.</summary>
    public RequestDelegate Remember(RequestDelegate next) => _way = next;

    /// <summary>Sends it, and waits for the answer.</summary>
    /// <param name="bundle">The request that brought the bundle.</param>
    /// <param name="entry">What it asks.</param>
    public async Task<EntryAnswer> SendAsync(HttpContext bundle, EntryRequest entry)
    {
        string below = Below(entry.Url, FhirRoutes.BaseUrl(bundle.Request));
        int mark = below.IndexOf('?', StringComparison.Ordinal);
        // Who calls is found out once in a scope.
        await using AsyncServiceScope scope = bundle.RequestServices.CreateAsyncScope();
        DefaultHttpContext context = new()
        {
            RequestServices = scope.ServiceProvider,
            RequestAborted = bundle.RequestAborted,
            TraceIdentifier = string.Create(CultureInfo.InvariantCulture, $"{bundle.TraceIdentifier}:{entry.Index}"),
        };
        HttpRequest request = context.Request;
        request.Method = entry.Method;
        request.Scheme = bundle.Request.Scheme;
        request.Host = bundle.Request.Host;
        request.Path = new PathString("/fhir/" + Uri.UnescapeDataString(mark < 0 ? below : below[..mark]));
        if (mark >= 0) request.QueryString = new QueryString("?" + string.Join('&', below[(mark + 1)..].Split('&').Where(part => !Negotiation.IsOfForm(part.Split('=')[0]))));
        foreach (string name in Inherited) request.Headers[name] = bundle.Request.Headers[name];
        // As in a transaction: who did not ask for resources is not sent back all that was sent.
        if (Preference.Return(request.Headers) == ReturnPreference.None) request.Headers.Append("Prefer", "return=OperationOutcome");
        request.Headers.IfMatch = entry.IfMatch;
        request.Headers.IfNoneMatch = entry.IfNoneMatch;
        request.Headers["If-None-Exist"] = entry.IfNoneExist;
        if (DateTimeOffset.TryParse(entry.IfModifiedSince, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset since)) request.Headers.IfModifiedSince = since.ToString("R", CultureInfo.InvariantCulture);
        if (!entry.IsRead && bundle.Request.Headers[IdempotencyKey.Header] is [{ } key]) request.Headers[IdempotencyKey.Header] = KeyOf(key, entry.Index);
        request.ContentType = entry.ContentType;
        request.ContentLength = entry.Body.Length;
        request.Body = new MemoryStream(entry.Body.ToArray(), writable: false);
        using MemoryStream body = new();
        context.Response.Body = body;
        await _way!(context);
        await context.Response.CompleteAsync();
        return new EntryAnswer(context.Response.StatusCode, context.Response.Headers, body.ToArray());
    }

    /// <summary>An entry's URL below the base; what is absolute elsewhere stays as it is, and no route has it.</summary>
    internal static string Below(string url, string baseUrl) =>
        url.StartsWith(baseUrl + "/", StringComparison.Ordinal) ? url[(baseUrl.Length + 1)..] : url.TrimStart('/');

    /// <summary>False for the base itself, to which only a bundle is posted: a bundle inside a bundle is not taken.</summary>
    internal static bool NamesSomething(string url, string baseUrl) => Uri.UnescapeDataString(Below(url, baseUrl).Split('?')[0]).AsSpan().Trim("/. ").Length > 0;

    // A batch that is sent again is answered entry by entry, each under a key of its own.
    private static string KeyOf(string key, int index) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{index}:{key}"))));
}
