using System.Buffers;
using System.Text.Json;
using Registry.Fhir.Json;
using Registry.Fhir.Outcomes;
using Registry.Fhir.Xml;

namespace Registry.Server.Routes;

/// <summary>In which of FHIR's forms a request is answered; <see cref="Negotiation"/> settles it before anything else looks at the request.</summary>
/// <param name="MediaType">As it was asked for, such as <c>application/fhir+xml</c>.</param>
/// <param name="IsXml">Whether it is XML; JSON otherwise.</param>
/// <param name="IsPretty">Whether it is laid out for people.</param>
internal sealed record AnswerFormat(string MediaType, bool IsXml, bool IsPretty)
{
    private const string Json = "application/fhir+json";
    private static readonly JsonWriterOptions Pretty = OperationOutcome.WriterOptions with { Indented = true };

    /// <summary>What is answered where nothing was settled: outside of FHIR's base, and where the asking itself was wrong.</summary>
    public static AnswerFormat Default { get; } = new(Json, IsXml: false, IsPretty: false);

    /// <summary>The version parameter of the media type, where the caller asked with it. https://hl7.org/fhir/R4/http.html#version-parameter</summary>
    public bool NamesVersion { get; init; }

    /// <summary>The header.</summary>
    public string ContentType => NamesVersion ? $"{MediaType}; fhirVersion=4.0; charset=utf-8" : $"{MediaType}; charset=utf-8";

    /// <summary>What was settled for a request.</summary>
    public static AnswerFormat Of(HttpContext context) => context.Features.Get<AnswerFormat>() ?? Default;

    /// <summary>A whole resource in this form.</summary>
    /// <param name="context">The request.</param>
    /// <param name="json">UTF-8 JSON.</param>
    public ReadOnlyMemory<byte> Whole(HttpContext context, ReadOnlyMemory<byte> json)
    {
        if (!IsXml) return IsPretty ? Indented(json) : json;
        ArrayBufferWriter<byte> xml = new(json.Length * 2);
        FhirXml form = context.RequestServices.GetRequiredService<FhirXml>();
        using ResourceDocument document = ResourceDocument.Parse(json, form.Names);
        form.Write(document.Root, xml, IsPretty);
        return xml.WrittenMemory;
    }

    /// <summary>A bundle up to its first entry.</summary>
    /// <param name="context">The request.</param>
    /// <param name="json">The bundle as UTF-8 JSON, without entries.</param>
    public ReadOnlyMemory<byte> BundleStart(HttpContext context, ReadOnlyMemory<byte> json)
    {
        // Without the brace that closes it, as entries follow.
        if (!IsXml) return (IsPretty ? Indented(json) : json)[..^1];
        FhirXml form = context.RequestServices.GetRequiredService<FhirXml>();
        ArrayBufferWriter<byte> xml = new(json.Length * 2);
        using ResourceDocument document = ResourceDocument.Parse(json, form.Names);
        form.WriteStart(document.Root, xml, IsPretty);
        form.WriteContent(document.Root, xml, IsPretty);
        return xml.WrittenMemory;
    }

    /// <summary>One entry of a bundle.</summary>
    /// <param name="context">The request.</param>
    /// <param name="json">A Bundle.entry as UTF-8 JSON.</param>
    /// <param name="isFirst">Whether none was written before it.</param>
    public ReadOnlyMemory<byte> BundleEntry(HttpContext context, ReadOnlyMemory<byte> json, bool isFirst)
    {
        ArrayBufferWriter<byte> part = new(json.Length + 64);
        if (!IsXml)
        {
            part.Write(isFirst ? ",\"entry\":["u8 : ","u8);
            part.Write((IsPretty ? Indented(json) : json).Span);
            return part.WrittenMemory;
        }

        part.Write("{\"resourceType\":\"Bundle\",\"entry\":["u8);
        part.Write(json.Span);
        part.Write("]}"u8);
        FhirXml form = context.RequestServices.GetRequiredService<FhirXml>();
        ArrayBufferWriter<byte> xml = new(json.Length * 2);
        using ResourceDocument document = ResourceDocument.Parse(part.WrittenMemory, form.Names);
        form.WriteContent(document.Root, xml, IsPretty);
        return xml.WrittenMemory;
    }

    /// <summary>What closes a bundle.</summary>
    /// <param name="isEmpty">Whether it has no entries.</param>
    public ReadOnlyMemory<byte> BundleEnd(bool isEmpty) => (IsXml ? "</Bundle>"u8 : isEmpty ? "}"u8 : "]}"u8).ToArray();

    private static ReadOnlyMemory<byte> Indented(ReadOnlyMemory<byte> json)
    {
        ArrayBufferWriter<byte> buffer = new(json.Length * 2);
        using JsonDocument document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = Fhir.Limits.JsonDepth });
        using Utf8JsonWriter writer = new(buffer, Pretty);
        document.WriteTo(writer);
        writer.Flush();
        return buffer.WrittenMemory;
    }
}
