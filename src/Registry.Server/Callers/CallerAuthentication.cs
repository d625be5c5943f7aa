using System.Collections.Concurrent;
using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using Registry.Contracts.Callers;
using Registry.Server.Routes;

namespace Registry.Server.Callers;

/// <summary>Turns a bearer key, or loopback while authentication is off, into a <see cref="Caller"/>.</summary>
/// <remarks>Signed tokens come later behind this same handler. RFC 6750 for the header and the challenge.</remarks>
internal sealed class CallerAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory loggers,
    UrlEncoder encoder,
    Settings settings,
    ClientKeyRing keys) : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    public const string SchemeName = "Registry";

    /// <summary>While authentication is off, names the site for which a caller speaks.</summary>
    public const string SiteHeader = "X-Registry-Site";

    /// <summary>What authorization is asked with, made once a caller.</summary>
    private static readonly ConcurrentDictionary<Caller, ClaimsPrincipal> Principals = new();

    private const CallerRoles EveryRole = CallerRoles.Submitter | CallerRoles.Subscriber | CallerRoles.Coordinator | CallerRoles.Operator;

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (settings.Authentication.Mode == AuthenticationMode.Off) return OnLoopback();

        string? authorization = Request.Headers.Authorization;
        if (string.IsNullOrEmpty(authorization)) return AuthenticateResult.NoResult();
        if (!authorization.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)) return AuthenticateResult.Fail("Only bearer keys are taken.");
        Caller? caller = await keys.FindAsync(authorization["Bearer ".Length..].Trim(), Context.RequestAborted);
        return caller is null ? AuthenticateResult.Fail("The key is unknown or revoked.") : Ticket(caller);
    }

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.Headers.WWWAuthenticate = "Bearer realm=\"registry\"";
        await FhirResults.Refusal(
            StatusCodes.Status401Unauthorized, "login", "caller-unknown",
            "The registry does not know who calls.",
            "Send the header 'Authorization: Bearer <key>' with a key that an operator made with the verb 'keys add' and that is not revoked.").ExecuteAsync(Context);
    }

    protected override async Task HandleForbiddenAsync(AuthenticationProperties properties) =>
        await FhirResults.Refusal(
            StatusCodes.Status403Forbidden, "forbidden", "caller-role",
            "The caller's key lacks the role that this route asks for.",
            "Ask the registry's operator for a key with that role (verb 'keys add --role').").ExecuteAsync(Context);

    private AuthenticateResult OnLoopback()
    {
        string? named = Request.Headers[SiteHeader];
        string site = string.IsNullOrEmpty(named) ? settings.Site.Default : named;
        return SiteId.IsValid(site)
            ? Ticket(new Caller("loopback", new SiteId(site), EveryRole))
            : AuthenticateResult.Fail($"{SiteHeader} is no site id.");
    }

    private AuthenticateResult Ticket(Caller caller)
    {
        Context.Features.Set(caller);
        if (!Principals.TryGetValue(caller, out ClaimsPrincipal? principal))
        {
            if (Principals.Count >= Limits.Principals) Principals.Clear();
            principal = Principals.GetOrAdd(caller, Principal);
        }

        return AuthenticateResult.Success(new AuthenticationTicket(principal, SchemeName));
    }

    private static ClaimsPrincipal Principal(Caller caller)
    {
        List<Claim> claims = [new(ClaimTypes.NameIdentifier, caller.ClientId), new(SiteHeader, caller.Site.Value)];
        foreach (CallerRoles role in Enum.GetValues<CallerRoles>())
        {
            if (role != CallerRoles.None && caller.Has(role)) claims.Add(new Claim(ClaimTypes.Role, role.ToString()));
        }

        return new ClaimsPrincipal(new ClaimsIdentity(claims, SchemeName));
    }
}

/// <summary>How routes ask who calls.</summary>
internal static class CallerOfRequest
{
    /// <summary>The caller of an authenticated request.</summary>
    /// <exception cref="InvalidOperationException">The route lets anonymous requests through: a bug.</exception>
    public static Caller Caller(this HttpContext context) =>
        context.Features.Get<Caller>() ?? throw new InvalidOperationException("The route does not require a caller.");

    /// <summary>Lets only callers with at least one of these roles through.</summary>
    public static TBuilder RequireRole<TBuilder>(this TBuilder routes, CallerRoles any)
        where TBuilder : IEndpointConventionBuilder
    {
        string[] names = [.. Enum.GetValues<CallerRoles>().Where(role => role != CallerRoles.None && (any & role) != CallerRoles.None).Select(role => role.ToString())];
        return routes.RequireAuthorization(policy => policy.RequireAuthenticatedUser().RequireRole(names));
    }
}
