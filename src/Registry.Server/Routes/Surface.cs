using System.IO.Compression;
using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.Extensions.FileProviders;
using Registry.Server.Demonstration;

namespace Registry.Server.Routes;

/// <summary>What every answer carries, and the coordinators' pages.</summary>
internal static class Surface
{
    /// <summary>What every answer has.</summary>
    public static IReadOnlyList<string> Headers { get; } = ["X-Content-Type-Options", "Content-Security-Policy", "Referrer-Policy", "Cache-Control", DemonstrationMode.Header];

    /// <summary>Headers that keep browsers from doing more than the pages need, and the mark of demonstration data.</summary>
    public static Func<HttpContext, RequestDelegate, Task> AddHeaders(bool isDemonstration) => (context, next) =>
    {
        IHeaderDictionary headers = context.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers.ContentSecurityPolicy = "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'";
        headers["Referrer-Policy"] = "no-referrer";
        // Answers hold health data: no cache between keeps them.
        headers.CacheControl = "no-store";
        if (isDemonstration) headers[DemonstrationMode.Header] = "demonstration";
        return next(context);
    };

    /// <summary>Answers in FHIR's forms and JSON are compressed for those who ask, over TLS too.</summary>
    /// <remarks>
    /// BREACH needs a browser that sends its credentials by itself with requests that an attacker's page makes, and a secret in the answer beside text that
    /// the attacker chose. Here the credential is a bearer key in a header, which no browser sends by itself, and no answer holds a key. Event streams are
    /// left alone: they are read as they grow.
    /// </remarks>
    public static void AddCompression(this IServiceCollection services)
    {
        services.AddResponseCompression(options =>
        {
            options.EnableForHttps = true;
            options.Providers.Add<BrotliCompressionProvider>();
            options.Providers.Add<GzipCompressionProvider>();
            options.MimeTypes = ["application/fhir+json", "application/fhir+xml", "application/json", "application/xml", "text/json", "text/xml", "text/csv", "text/html", "text/css", "text/javascript"];
        });
        services.Configure<BrotliCompressionProviderOptions>(options => options.Level = CompressionLevel.Fastest);
        services.Configure<GzipCompressionProviderOptions>(options => options.Level = CompressionLevel.Fastest);
    }

    /// <summary>The pages, as static files beside the executable. They read /reports like any client, so they need no caller themselves.</summary>
    public static void MapPages(this WebApplication application)
    {
        PhysicalFileProvider files = new(Path.Combine(AppContext.BaseDirectory, "pages"));
        foreach ((string route, string file, string type, string what) in new[]
        {
            ("/", "index.html", "text/html; charset=utf-8", "The coordinators' page"),
            ("/page.css", "page.css", "text/css; charset=utf-8", "Its style"),
            ("/page.js", "page.js", "text/javascript; charset=utf-8", "Its script"),
            ("/icon.svg", "icon.svg", "image/svg+xml", "Its icon"),
        })
        {
            application.MapMethods(route, ["GET", "HEAD"], () => Results.Stream(files.GetFileInfo(file).CreateReadStream(), type))
                .WithMetadata(new RouteDescription(what) { Answers = [new RouteAnswer(StatusCodes.Status200OK, "The file.") { MediaTypes = [type.Split(';')[0]] }] });
        }
    }
}
