using System.Net;
using Registry.Server.Routes;

namespace Registry.Server.Callers;

/// <summary>While authentication is off, the server answers this machine alone: it checks where it listens, and what comes through a proxy or a foreign name.</summary>
internal static class LoopbackOnly
{
    /// <summary>Whether every address is a loopback address.</summary>
    /// <param name="addresses">Kestrel's addresses, such as <c>http://localhost:8080</c>.</param>
    /// <returns>The first address that is not, or null.</returns>
    public static string? FirstForeign(IEnumerable<string> addresses)
    {
        foreach (string address in addresses)
        {
            // Kestrel's wildcards (*, +) are no hosts to Uri.
            if (!Uri.TryCreate(address, UriKind.Absolute, out Uri? uri) || !IsLoopback(uri.Host)) return address;
        }

        return null;
    }

    /// <summary>Where the settings tell Kestrel to listen, before it does.</summary>
    public static IEnumerable<string> Configured(IConfiguration configuration)
    {
        IEnumerable<string> urls = (configuration["urls"] ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        IEnumerable<string> endpoints = configuration.GetSection("Kestrel:Endpoints").GetChildren().Select(endpoint => endpoint["Url"] ?? "");
        if (urls.Any() || endpoints.Any()) return [.. urls, .. endpoints];
        // Ports alone mean every interface.
        IEnumerable<string> ports = $"{configuration["http_ports"]};{configuration["https_ports"]}".Split(';', StringSplitOptions.RemoveEmptyEntries);
        return ports.Select(port => $"http://*:{port}");
    }

    /// <summary>Refuses to serve when authentication is off and an address is not loopback.</summary>
    /// <exception cref="SettingsException">It is not.</exception>
    public static void Check(IEnumerable<string> addresses, Settings settings)
    {
        if (settings.Authentication.Mode != AuthenticationMode.Off || FirstForeign(addresses) is not { } foreign) return;
        throw new SettingsException(
            $"The server would listen on {foreign} without asking who calls. Set Registry:Authentication:Mode=Keys and make keys with the verb 'keys add', or listen on loopback alone (ASPNETCORE_URLS=http://localhost:8080).");
    }

    /// <summary>Refuses requests that came through a proxy, or under a name that is not this machine's (DNS rebinding).</summary>
    public static Task GuardAsync(HttpContext context, RequestDelegate next)
    {
        IHeaderDictionary headers = context.Request.Headers;
        bool isForwarded = headers.ContainsKey("Forwarded") || headers.Keys.Any(name => name.StartsWith("X-Forwarded-", StringComparison.OrdinalIgnoreCase));
        if (!isForwarded && IsLoopback(context.Request.Host.Host)) return next(context);
        return FhirResults.Refusal(
            StatusCodes.Status403Forbidden, "forbidden", "loopback-only",
            "Authentication is off, so the registry answers only direct calls from its own machine; this one came through a proxy or under another host name.",
            "Call http://localhost directly, or run the registry with Registry:Authentication:Mode=Keys.").ExecuteAsync(context);
    }

    private static bool IsLoopback(string host) =>
        string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out IPAddress? address) && IPAddress.IsLoopback(address));
}
