using System.Text.Json;
using Registry.Fhir.Definitions;

namespace Registry.Server.Routes.Operations;

/// <summary>CodeSystem/$lookup: what a code means. https://hl7.org/fhir/R4/codesystem-operation-lookup.html</summary>
internal static class LookupOperation
{
    private static readonly string[] Words = ["display", "definition", "designation", "parent", "child"];

    public static async Task<IResult> AnswerAsync(HttpContext context)
    {
        using OperationInput input = await OperationInput.ReadAsync(
            context, new("code"), new("system"), new("version"), new("coding", OperationValue.Element), new("displayLanguage"), new("property", IsMany: true));
        HeldTerminology held = context.RequestServices.GetRequiredService<HeldTerminology>();
        AskedCode asked = HeldTerminology.Codes(input, "system", "version")[0];
        if (asked is not { System: { } system, Code: { } code }) throw OperationRefusal.Parameters("The call names no code system, or no code.", "Send system and code, or a coding with both.");
        (CodeSystem codes, CodeSystemText? text) = held.System(system, asked.Version);
        if (text?.Find(code) is not { } concept) throw NotFound(codes, code);
        string[] properties = [.. input.Texts("property")];
        string? language = input.Text("displayLanguage");
        return ParametersAnswer.Of(writer => Write(writer, text, concept, properties, language));
    }

    private static OperationRefusal NotFound(CodeSystem codes, string code) => codes.Contains(code) switch
    {
        Membership.Outside => OperationRefusal.NotHeld("code-unknown", "The code system has no such code.", "Correct the code; codes are compared as their system says, most of them exactly."),
        Membership.Unknown => OperationRefusal.NotHeld("code-unknown", "Only a part of the code system is held, and the code is not in it.", "Ask a terminology server that holds the whole system."),
        _ => new OperationRefusal(
            StatusCodes.Status404NotFound, "not-supported", "code-without-words",
            "The code is in the code system, of which the registry holds the codes without their words.", "CodeSystem/$validate-code tells that there is such a code; ask a terminology server what it means."),
    };

    private static void Write(Utf8JsonWriter writer, CodeSystemText system, ConceptText concept, string[] properties, string? language)
    {
        bool IsAsked(string name) => properties.Length == 0 || properties.Contains(name, StringComparer.Ordinal);
        ParametersAnswer.Write(writer, "name", "valueString", system.Name);
        ParametersAnswer.Write(writer, "version", "valueString", system.Version);
        ParametersAnswer.Write(writer, "display", "valueString", Designated(concept, language) ?? concept.Display ?? concept.Code);
        if (IsAsked("designation"))
        {
            foreach (ConceptDesignation designation in concept.Designations) ParametersAnswer.WriteParts(writer, "designation", parts => WriteDesignation(parts, designation));
        }

        if (IsAsked("definition") && concept.Definition is { } definition) WriteProperty(writer, "definition", "valueString", JsonSerializer.Serialize(definition));
        if (IsAsked("parent") && concept.Parent is { } parent) WriteProperty(writer, "parent", "valueCode", JsonSerializer.Serialize(parent));
        foreach (string child in IsAsked("child") ? concept.Children : []) WriteProperty(writer, "child", "valueCode", JsonSerializer.Serialize(child));
        foreach (ConceptValue property in concept.Properties.Where(property => IsAsked(property.Code) && !Words.Contains(property.Code, StringComparer.Ordinal))) WriteProperty(writer, property.Code, property.Member, property.Json);
    }

    // A language names its regions too: de is answered with de-AT. https://www.rfc-editor.org/rfc/rfc4647#section-3.3.1
    private static string? Designated(ConceptText concept, string? language) => language is null ? null : concept.Designations.FirstOrDefault(designation =>
        designation.Language is { } own && (own.Equals(language, StringComparison.OrdinalIgnoreCase) || own.StartsWith(language + "-", StringComparison.OrdinalIgnoreCase)))?.Value;

    private static void WriteDesignation(Utf8JsonWriter writer, ConceptDesignation designation)
    {
        ParametersAnswer.Write(writer, "language", "valueCode", designation.Language);
        if (designation.UseJson is { } use) WriteRaw(writer, "use", "valueCoding", use);
        ParametersAnswer.Write(writer, "value", "valueString", designation.Value);
    }

    private static void WriteProperty(Utf8JsonWriter writer, string code, string member, string json) => ParametersAnswer.WriteParts(writer, "property", parts =>
    {
        ParametersAnswer.Write(parts, "code", "valueCode", code);
        WriteRaw(parts, "value", member, json);
    });

    private static void WriteRaw(Utf8JsonWriter writer, string name, string member, string json)
    {
        writer.WriteStartObject();
        writer.WriteString("name", name);
        writer.WritePropertyName(member);
        writer.WriteRawValue(json);
        writer.WriteEndObject();
    }
}
