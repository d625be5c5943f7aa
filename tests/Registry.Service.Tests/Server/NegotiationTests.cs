using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Xml.Linq;
using Xunit;

namespace Registry.Service.Tests.Server;

/// <summary>Which form a request is read and answered in, over a real socket: media types, qualities, _format, charsets and compression.</summary>
public sealed class NegotiationTests : IAsyncLifetime
{
    private static readonly XNamespace Fhir = "http://hl7.org/fhir";
    private readonly TemporaryFolder _folder = new();
    private RunningRegistry _registry = null!;

    public async ValueTask InitializeAsync() => _registry = await RunningRegistry.StartAsync(_folder.Path);

    public async ValueTask DisposeAsync()
    {
        await _registry.DisposeAsync();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(null, "", 200, "application/fhir+json")]
    [InlineData("*/*", "", 200, "application/fhir+json")]
    [InlineData("application/*", "", 200, "application/fhir+json")]
    [InlineData("text/*", "", 200, "text/json")]
    [InlineData("application/json", "", 200, "application/json")]
    [InlineData("text/json", "", 200, "text/json")]
    [InlineData("application/fhir+xml", "", 200, "application/fhir+xml")]
    [InlineData("application/xml", "", 200, "application/xml")]
    [InlineData("text/xml", "", 200, "text/xml")]
    [InlineData("APPLICATION/FHIR+XML", "", 200, "application/fhir+xml")]
    [InlineData("application/fhir+json;q=0.5, application/fhir+xml;q=0.9", "", 200, "application/fhir+xml")]
    [InlineData("application/fhir+xml, application/fhir+json", "", 200, "application/fhir+xml")]
    [InlineData("text/html, application/fhir+xml;q=0.1", "", 200, "application/fhir+xml")]
    [InlineData("application/fhir+json;q=0, */*;q=0.1", "", 200, "application/json")]
    [InlineData("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "", 200, "application/xml")]
    [InlineData("application/fhir+xml; fhirVersion=4.0", "", 200, "application/fhir+xml")]
    [InlineData("application/fhir+xml; fhirVersion=5.0, application/fhir+json; fhirVersion=4.0", "", 200, "application/fhir+json")]
    [InlineData("application/fhir+json; charset=utf-8", "", 200, "application/fhir+json")]
    [InlineData("application/fhir+json", "_format=xml", 200, "application/fhir+xml")]
    [InlineData("application/fhir+xml", "_format=json", 200, "application/fhir+json")]
    [InlineData("text/turtle", "_format=text/xml", 200, "text/xml")]
    [InlineData(null, "_format=application/fhir%2Bxml", 200, "application/fhir+xml")]
    [InlineData(null, "_format=application/fhir+xml", 200, "application/fhir+xml")]
    [InlineData(null, "_format=application/fhir%2Bxml%3Bcharset%3Dutf-8", 200, "application/fhir+xml")]
    [InlineData("text/html", "", 406, "application/fhir+json")]
    [InlineData("application/fhir+json; charset=iso-8859-1", "", 406, "application/fhir+json")]
    [InlineData("application/fhir+json; fhirVersion=3.0", "", 406, "application/fhir+json")]
    [InlineData("application/fhir+json;q=0", "", 406, "application/fhir+json")]
    [InlineData("not a type", "", 400, "application/fhir+json")]
    [InlineData(null, "_format=ttl", 406, "application/fhir+json")]
    [InlineData(null, "_format=", 406, "application/fhir+json")]
    [InlineData(null, "_format=xml&_format=json", 400, "application/fhir+json")]
    [InlineData(null, "_pretty=maybe", 400, "application/fhir+json")]
    public async Task An_answer_has_the_form_that_was_asked_for(string? accept, string query, int status, string type)
    {
        foreach (string path in (string[])["/fhir/metadata", "/fhir/Patient", "/fhir/Patient/nobody"])
        {
            using HttpResponseMessage answer = await SendAsync(HttpMethod.Get, $"{path}?{query}", null, ("Accept", accept));
            Assert.Equal(status == 200 && path.EndsWith("nobody", StringComparison.Ordinal) ? 404 : status, (int)answer.StatusCode);
            Assert.Equal(type, answer.Content.Headers.ContentType?.MediaType);
            Assert.Equal("utf-8", answer.Content.Headers.ContentType?.CharSet);
            Assert.Contains("Accept", answer.Headers.Vary);
            string body = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            string root = type.EndsWith("xml", StringComparison.Ordinal) ? XElement.Parse(body).Name.LocalName : JsonDocument.Parse(body).RootElement.GetProperty("resourceType").GetString()!;
            Assert.Equal(status != 200 || path.EndsWith("nobody", StringComparison.Ordinal) ? "OperationOutcome" : path.EndsWith("metadata", StringComparison.Ordinal) ? "CapabilityStatement" : "Bundle", root);
        }
    }

    [Fact]
    public async Task A_caller_who_names_the_version_is_told_it()
    {
        using HttpResponseMessage answer = await SendAsync(HttpMethod.Get, "/fhir/metadata", null, ("Accept", "application/fhir+json; fhirVersion=4.0"));
        Assert.Equal("application/fhir+json; fhirVersion=4.0; charset=utf-8", answer.Content.Headers.ContentType?.ToString());
    }

    [Fact]
    public async Task Accept_Charset_without_UTF8_is_refused()
    {
        using HttpResponseMessage refused = await SendAsync(HttpMethod.Get, "/fhir/metadata", null, ("Accept-Charset", "iso-8859-1"));
        Assert.Equal(HttpStatusCode.NotAcceptable, refused.StatusCode);
        using HttpResponseMessage taken = await SendAsync(HttpMethod.Get, "/fhir/metadata", null, ("Accept-Charset", "iso-8859-1, utf-8;q=0.5"));
        Assert.Equal(HttpStatusCode.OK, taken.StatusCode);
    }

    [Theory]
    [InlineData("PUT", "If-Match", "W/\"1\"", "If-None-Match", "*", "headers-contradictory")]
    [InlineData("POST", "If-Match", "W/\"1\"", "If-None-Exist", "identifier=a", "headers-contradictory")]
    public async Task Headers_that_contradict_each_other_are_refused(string method, string first, string one, string second, string two, string rule)
    {
        using HttpResponseMessage answer = await SendAsync(new HttpMethod(method), method == "PUT" ? "/fhir/Patient/a" : "/fhir/Patient", Json("{}"), (first, one), (second, two));
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(rule, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_sent_as_XML_is_stored_and_read_in_both_forms()
    {
        XElement bundle = XElement.Parse(Encoding.UTF8.GetString(ToXml(Examples.Fop())));
        using HttpResponseMessage stored = await SendAsync(HttpMethod.Post, "/fhir", Xml(bundle.ToString(SaveOptions.DisableFormatting)), ("Accept", "application/fhir+xml"));
        XElement response = XElement.Parse(await stored.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.True(stored.StatusCode == HttpStatusCode.OK, response.ToString());
        Assert.Equal(bundle.Elements(Fhir + "entry").Count(), response.Elements(Fhir + "entry").Count());
        string location = response.Descendants(Fhir + "location").Select(element => element.Attribute("value")!.Value).First(value => value.Contains("/Patient/", StringComparison.Ordinal));
        string path = new Uri(location).AbsolutePath.Split("/_history")[0];

        (_, JsonElement json) = await _registry.GetAsync(path);
        XElement xml = XElement.Parse(await TextAsync($"{path}?_format=xml"));
        Assert.Equal(json.GetProperty("id").GetString(), xml.Element(Fhir + "id")!.Attribute("value")!.Value);
        Assert.Equal(json.GetProperty("meta").GetProperty("versionId").GetString(), xml.Element(Fhir + "meta")!.Element(Fhir + "versionId")!.Attribute("value")!.Value);
        Assert.Equal(json.GetProperty("gender").GetString(), xml.Element(Fhir + "gender")!.Attribute("value")!.Value);

        (_, JsonElement found) = await _registry.GetAsync("/fhir/Observation");
        XElement page = XElement.Parse(await TextAsync("/fhir/Observation?_format=xml&_pretty=true"));
        Assert.Equal(found.GetProperty("entry").GetArrayLength(), page.Elements(Fhir + "entry").Count());
        Assert.Equal("self", page.Element(Fhir + "link")!.Element(Fhir + "relation")!.Attribute("value")!.Value);

        // What was read as XML can be sent back as it is.
        using HttpResponseMessage updated = await SendAsync(HttpMethod.Put, path, Xml(xml.ToString(SaveOptions.DisableFormatting)));
        Assert.True(updated.StatusCode == HttpStatusCode.OK, await updated.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_finding_on_an_XML_body_has_the_place_in_the_XML()
    {
        string xml = "<Patient xmlns=\"http://hl7.org/fhir\">\n  <gender value=\"mle\"/>\n</Patient>";
        using HttpResponseMessage answer = await SendAsync(HttpMethod.Post, "/fhir/Patient", Xml(xml));
        JsonElement outcome = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement;
        Assert.Contains(outcome.GetProperty("issue").EnumerateArray(), issue => issue.GetProperty("diagnostics").GetString()!.Contains("Line 2, column 3.", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("<!DOCTYPE p [<!ENTITY x SYSTEM \"file:///etc/hostname\">]><Patient xmlns=\"http://hl7.org/fhir\"><language value=\"&x;\"/></Patient>", "xml-document-type")]
    [InlineData("{\"resourceType\":\"Patient\"}", "xml-is-json")]
    [InlineData("", "xml-empty")]
    public async Task XML_that_is_none_is_refused_with_400(string body, string rule)
    {
        using HttpResponseMessage answer = await SendAsync(HttpMethod.Post, "/fhir/Patient", Xml(body));
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(rule, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("application/fhir+json; charset=utf-16")]
    [InlineData("application/fhir+json; fhirVersion=5.0")]
    [InlineData("text/turtle")]
    [InlineData("application/x-www-form-urlencoded")]
    public async Task A_body_of_another_type_is_refused_with_415(string type)
    {
        using HttpResponseMessage answer = await SendAsync(HttpMethod.Post, "/fhir/Patient", new ByteArrayContent("{}"u8.ToArray()) { Headers = { ContentType = MediaTypeHeaderValue.Parse(type) } });
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, answer.StatusCode);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    public async Task A_compressed_body_is_read_and_an_answer_is_compressed_for_who_asks(string encoding)
    {
        byte[] bundle = Examples.Fop();
        using HttpResponseMessage stored = await SendAsync(HttpMethod.Post, "/fhir", Compressed(bundle, encoding), ("Accept-Encoding", encoding));
        Assert.Equal(HttpStatusCode.OK, stored.StatusCode);
        Assert.Equal([encoding], stored.Content.Headers.ContentEncoding);
        byte[] answer = await stored.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        await using Stream inflated = encoding == "br" ? new BrotliStream(new MemoryStream(answer), CompressionMode.Decompress) : new GZipStream(new MemoryStream(answer), CompressionMode.Decompress);
        using JsonDocument response = await JsonDocument.ParseAsync(inflated, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal("transaction-response", response.RootElement.GetProperty("type").GetString());
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    public async Task What_inflates_beyond_the_limit_is_refused_with_413(string encoding)
    {
        ByteArrayContent bomb = Compressed(new byte[200 * 1024 * 1024], encoding);
        Assert.True(bomb.Headers.ContentLength < Registry.Server.Limits.BodyBytes / 8);
        using HttpResponseMessage answer = await SendAsync(HttpMethod.Post, "/fhir", bomb);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    public async Task A_body_that_is_not_compressed_as_it_says_is_refused_with_400(string encoding)
    {
        ByteArrayContent plain = Json("{\"resourceType\":\"Patient\"}");
        plain.Headers.ContentEncoding.Add(encoding);
        using HttpResponseMessage answer = await SendAsync(HttpMethod.Post, "/fhir/Patient", plain);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Theory]
    [InlineData("deflate")]
    [InlineData("gzip, gzip")]
    [InlineData("zstd")]
    public async Task A_body_compressed_otherwise_is_refused_with_415(string encoding)
    {
        ByteArrayContent content = Json("{}");
        content.Headers.TryAddWithoutValidation("Content-Encoding", encoding);
        using HttpResponseMessage answer = await SendAsync(HttpMethod.Post, "/fhir/Patient", content);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, answer.StatusCode);
    }

    [Fact]
    public async Task A_request_to_answer_later_is_answered_now()
    {
        using HttpResponseMessage answer = await SendAsync(HttpMethod.Get, "/fhir/Patient", null, ("Prefer", "respond-async"));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.False(answer.Headers.Contains("Preference-Applied"));
    }

    [Fact]
    public async Task Pretty_is_for_people_and_says_the_same()
    {
        string plain = await TextAsync("/fhir/metadata");
        string pretty = await TextAsync("/fhir/metadata?_pretty=true");
        Assert.DoesNotContain('\n', plain);
        Assert.Contains("\n  \"status\"", pretty, StringComparison.Ordinal);
        Assert.True(JsonElement.DeepEquals(JsonDocument.Parse(plain).RootElement, JsonDocument.Parse(pretty).RootElement));
        Assert.Contains("\n  <status value=\"active\"/>", await TextAsync("/fhir/metadata?_pretty=true&_format=xml"), StringComparison.Ordinal);
    }

    /// <summary>Through the engine's own writer: what a client that speaks XML would send.</summary>
    private byte[] ToXml(byte[] json)
    {
        Registry.Fhir.Xml.FhirXml form = (Registry.Fhir.Xml.FhirXml)_registry.Services.GetService(typeof(Registry.Fhir.Xml.FhirXml))!;
        System.Buffers.ArrayBufferWriter<byte> xml = new();
        using Registry.Fhir.Json.ResourceDocument document = Registry.Fhir.Json.ResourceDocument.Parse(json, form.Names);
        form.Write(document.Root, xml);
        return xml.WrittenSpan.ToArray();
    }

    private static ByteArrayContent Json(string text) => new(Encoding.UTF8.GetBytes(text)) { Headers = { ContentType = new MediaTypeHeaderValue("application/fhir+json") } };

    private static ByteArrayContent Xml(string text) => new(Encoding.UTF8.GetBytes(text)) { Headers = { ContentType = new MediaTypeHeaderValue("application/fhir+xml") } };

    private static ByteArrayContent Compressed(byte[] bytes, string encoding)
    {
        MemoryStream compressed = new();
        using (Stream stream = encoding == "br" ? new BrotliStream(compressed, CompressionLevel.Fastest, leaveOpen: true) : new GZipStream(compressed, CompressionLevel.Fastest, leaveOpen: true)) stream.Write(bytes);
        ByteArrayContent content = new(compressed.ToArray()) { Headers = { ContentType = new MediaTypeHeaderValue("application/fhir+json") } };
        content.Headers.ContentEncoding.Add(encoding);
        return content;
    }

    private async Task<string> TextAsync(string path)
    {
        using HttpResponseMessage answer = await SendAsync(HttpMethod.Get, path, null);
        return await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, HttpContent? content, params (string Name, string? Value)[] headers)
    {
        using HttpRequestMessage request = new(method, path) { Content = content };
        foreach ((string name, string? value) in headers)
        {
            if (value is not null) Assert.True(request.Headers.TryAddWithoutValidation(name, value));
        }

        return await _registry.Client.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
