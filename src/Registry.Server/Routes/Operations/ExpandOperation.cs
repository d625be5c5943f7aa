using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Registry.Clinical;
using Registry.Fhir.Definitions;
using Registry.Fhir.Outcomes;
using Registry.Server.Packages;

namespace Registry.Server.Routes.Operations;

/// <summary>ValueSet/$expand: the codes of a value set. https://hl7.org/fhir/R4/valueset-operation-expand.html</summary>
/// <remarks>The list is flat, and holds what can stand in a record.</remarks>
internal static class ExpandOperation
{
    /// <summary>Elements of the ValueSet that go into the answer.</summary>
    private static readonly string[] Head = ["id", "meta", "url", "identifier", "version", "name", "title", "status", "experimental", "date", "publisher", "description", "copyright"];

    /// <summary>What the answer says that it was asked.</summary>
    private static readonly string[] Told = ["filter", "offset", "count", "excludeNested", "excludeNotForUI", "excludePostCoordinated", "displayLanguage"];

    public static async Task<IResult> AnswerAsync(HttpContext context)
    {
        using OperationInput input = await OperationInput.ReadAsync(
            context, new("url"), new("valueSetVersion"), new("filter"), new("offset"), new("count"), new("includeDesignations"), new("includeDefinition"), new("activeOnly"),
            new("excludeNested"), new("excludeNotForUI"), new("excludePostCoordinated"), new("displayLanguage"));
        foreach (string unsupported in (string[])["includeDesignations", "includeDefinition", "activeOnly"])
        {
            if (input.Flag(unsupported) == true)
                throw new OperationRefusal(StatusCodes.Status400BadRequest, "not-supported", "operation-parameters", $"The registry does not expand with '{unsupported}'.", $"Leave '{unsupported}' out; CodeSystem/$lookup tells what there is to say of a code, GET /fhir/ValueSet/{{id}} the definition.");
        }

        HeldTerminology held = context.RequestServices.GetRequiredService<HeldTerminology>();
        (CodeSet set, ConformanceResource? resource) = held.ValueSet(context, input);
        if (set.WholeSystems.Count > 0)
            throw TooCostly("The value set takes in a whole code system whose codes are not listed here, such as UCUM or HGVS.", "$validate-code tells whether a code belongs to it.");
        if (!set.IsComplete)
        {
            throw new OperationRefusal(
                StatusCodes.Status422UnprocessableEntity, "incomplete", "expansion-incomplete",
                "Not all content of the value set is held here, so an expansion would leave codes out.", "$validate-code tells whether a code belongs to it, where that can be said; ask a terminology server for the expansion.");
        }

        string[] words = (input.Text("filter") ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        (string System, string Code, string? Display)[] codes =
            [.. set.Members.Select(member => (member.System, member.Code, Display: held.Texts.DisplayOf(member.System, member.Code))).Where(member => Array.TrueForAll(words, word => Has(member.Code, word) || Has(member.Display, word)))];
        int offset = input.Count("offset") ?? 0;
        (string System, string Code, string? Display)[] page = [.. codes.Skip(offset).Take(input.Count("count") ?? int.MaxValue)];
        if (page.Length > Limits.ExpandedCodes)
            throw TooCostly(string.Create(CultureInfo.InvariantCulture, $"The expansion has {codes.Length} codes; at most {Limits.ExpandedCodes} are told at once."), "Ask for a part with filter, or with offset and count.");
        TimeProvider clock = context.RequestServices.GetRequiredService<TimeProvider>();
        return FhirResults.Json(StatusCodes.Status200OK, Write(input, set, resource, codes.Length, page, clock.GetUtcNow()));
    }

    private static bool Has(string? text, string word) => text?.Contains(word, StringComparison.OrdinalIgnoreCase) == true;

    private static OperationRefusal TooCostly(string message, string remedy) => new(StatusCodes.Status422UnprocessableEntity, "too-costly", "expansion-too-costly", message, remedy);

    private static ReadOnlyMemory<byte> Write(OperationInput input, CodeSet set, ConformanceResource? resource, int total, (string System, string Code, string? Display)[] page, DateTimeOffset now)
    {
        ArrayBufferWriter<byte> buffer = new();
        using Utf8JsonWriter writer = new(buffer, OperationOutcome.WriterOptions);
        writer.WriteStartObject();
        writer.WriteString("resourceType", "ValueSet");
        WriteHead(writer, set, resource);
        writer.WriteStartObject("expansion");
        writer.WriteString("identifier", $"urn:uuid:{Guid.CreateVersion7(now)}");
        writer.WriteString("timestamp", StoredContent.Instant(now.ToUnixTimeMilliseconds()));
        writer.WriteNumber("total", total);
        if (input.Count("offset") is { } offset) writer.WriteNumber("offset", offset);
        WriteParameters(writer, input);
        if (page.Length > 0) writer.WriteStartArray("contains");
        foreach ((string system, string code, string? display) in page)
        {
            writer.WriteStartObject();
            writer.WriteString("system", system);
            writer.WriteString("code", code);
            if (display is not null) writer.WriteString("display", display);
            writer.WriteEndObject();
        }

        if (page.Length > 0) writer.WriteEndArray();
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.Flush();
        return buffer.WrittenMemory;
    }

    private static void WriteHead(Utf8JsonWriter writer, CodeSet set, ConformanceResource? resource)
    {
        if (resource is null)
        {
            // Of R4's own sets the codes are held, and not what is said around them.
            writer.WriteString("url", set.Url);
            writer.WriteString("status", "unknown");
            return;
        }

        using JsonDocument document = JsonDocument.Parse(resource.Source.Content);
        foreach (string name in Head)
        {
            if (document.RootElement.TryGetProperty(name, out JsonElement value))
            {
                writer.WritePropertyName(name);
                value.WriteTo(writer);
            }
        }
    }

    private static void WriteParameters(Utf8JsonWriter writer, OperationInput input)
    {
        string[] given = [.. Told.Where(input.Has)];
        if (given.Length == 0) return;
        writer.WriteStartArray("parameter");
        foreach (string name in given)
        {
            writer.WriteStartObject();
            writer.WriteString("name", name);
            if (name is "offset" or "count") writer.WriteNumber("valueInteger", input.Count(name)!.Value);
            else if (name.StartsWith("exclude", StringComparison.Ordinal)) writer.WriteBoolean("valueBoolean", input.Flag(name)!.Value);
            else writer.WriteString("valueString", input.Text(name));
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}
