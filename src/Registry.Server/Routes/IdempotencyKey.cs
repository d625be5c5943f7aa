using System.Globalization;
using Microsoft.Extensions.Primitives;
using Registry.Clinical.Submissions;
using Registry.Fhir.Outcomes;
using Registry.Server.Callers;
using Registry.Store.Receipts;

namespace Registry.Server.Routes;

/// <summary>The header <c>Idempotency-Key</c> of a request that writes: docs/decisions/0011-idempotency-receipts.md.</summary>
internal static class IdempotencyKey
{
    /// <summary>Its name.</summary>
    public const string Header = "Idempotency-Key";

    /// <summary>What a key that is none is answered with, as 400.</summary>
    public static Finding Malformed { get; } = FhirResults.Objection(
        "value", "idempotency-key-malformed",
        string.Create(CultureInfo.InvariantCulture, $"The header {Header} is no key: a key has 1 to {Limits.IdempotencyKeyChars} visible ASCII characters, and stands there once."),
        "Send one random key for each request, such as a UUID, and the same key when you send that request again.");

    /// <summary>What a key that was used for another request is answered with, as 422.</summary>
    public static Finding Reused { get; } = FhirResults.Objection(
        "business-rule", "idempotency-key-reused",
        $"This {Header} was sent before with another request on this route, and that one was stored; nothing of this one was.",
        "Send a new key with a new request; send a request again with its own key and the same body.");

    /// <summary>What the request is kept under.</summary>
    /// <param name="context">The request.</param>
    /// <param name="interaction">What is asked for its body; null for a deletion.</param>
    /// <param name="body">Its bytes.</param>
    /// <param name="receipt">Null when the sender named no key.</param>
    /// <returns>False when the header is no key.</returns>
    public static bool TryRead(HttpContext context, Interaction? interaction, ReadOnlySpan<byte> body, out Receipt? receipt)
    {
        receipt = null;
        if (!context.Request.Headers.TryGetValue(Header, out StringValues values)) return true;
        if (values is not [{ Length: >= 1 and <= Limits.IdempotencyKeyChars } key] || key.AsSpan().ContainsAnyExceptInRange('!', '~')) return false;
        HttpRequest request = context.Request;
        // A bundle's address may end in a slash or not.
        string route = interaction is Interaction.Transaction ? "POST /" : $"{request.Method} {request.Path}";
        string?[] conditions = [request.QueryString.Value ?? "", .. request.Headers.IfMatch, null, .. request.Headers["If-None-Exist"]];
        // Only where it is sent: receipts that were kept before it counted are found again.
        if (request.Headers.IfNoneMatch.Count > 0) conditions = [.. conditions, null, .. request.Headers.IfNoneMatch];
        receipt = Receipt.For(context.Caller(), route, key, conditions, body);
        return true;
    }
}
