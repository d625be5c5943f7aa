using System.Buffers;
using System.Text.Json;
using Registry.Fhir.Outcomes;

namespace Registry.Server.Routes.Operations;

/// <summary>An answer that is a Parameters resource. https://hl7.org/fhir/R4/operations.html#response</summary>
internal static class ParametersAnswer
{
    /// <summary>200 with the parameters that are written.</summary>
    /// <param name="parameters">Writes each parameter, an object.</param>
    public static IResult Of(Action<Utf8JsonWriter> parameters)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter writer = new(buffer, OperationOutcome.WriterOptions))
        {
            writer.WriteStartObject();
            writer.WriteString("resourceType", "Parameters");
            writer.WriteStartArray("parameter");
            parameters(writer);
            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return FhirResults.Json(StatusCodes.Status200OK, buffer.WrittenMemory);
    }

    /// <summary>One with a text; nothing when there is none.</summary>
    public static void Write(Utf8JsonWriter writer, string name, string member, string? value)
    {
        if (value is null) return;
        writer.WriteStartObject();
        writer.WriteString("name", name);
        writer.WriteString(member, value);
        writer.WriteEndObject();
    }

    /// <summary>One with a boolean.</summary>
    public static void Write(Utf8JsonWriter writer, string name, bool value)
    {
        writer.WriteStartObject();
        writer.WriteString("name", name);
        writer.WriteBoolean("valueBoolean", value);
        writer.WriteEndObject();
    }

    /// <summary>One with parts.</summary>
    public static void WriteParts(Utf8JsonWriter writer, string name, Action<Utf8JsonWriter> parts)
    {
        writer.WriteStartObject();
        writer.WriteString("name", name);
        writer.WriteStartArray("part");
        parts(writer);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}
