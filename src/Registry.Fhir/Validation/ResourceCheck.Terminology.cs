using System.Globalization;
using Registry.Fhir.Definitions;
using Registry.Fhir.Json;
using Registry.Fhir.Outcomes;

namespace Registry.Fhir.Validation;

/// <summary>Code systems and value sets that are sent as instances. https://hl7.org/fhir/R4/codesystem.html , https://hl7.org/fhir/R4/valueset.html</summary>
internal ref partial struct ResourceCheck
{
    private readonly void CheckCodeSystem(NodeCursor system)
    {
        Dictionary<string, string?> properties = new(StringComparer.Ordinal);
        foreach (NodeCursor property in system.Find("property"u8))
        {
            if (property["code"].AsString() is { } code) properties.TryAdd(code, property["type"].AsString());
        }

        long held = CheckConcepts(system.Find("concept"u8), properties);
        NodeCursor count = system.Find("count"u8);
        if (count.AsInteger() is not { } said) return;
        bool isComplete = system.Find("content"u8).ValueEquals("complete"u8);
        if (said < held || (isComplete && said != held))
        {
            Error(count, "value", "fhir-code-system-count", $"The resource defines {held.ToString(CultureInfo.InvariantCulture)} concepts.", isComplete ? "The count is that of all concepts of the system, and its content says that all of them stand here." : "The count is that of all concepts of the system, of which a resource cannot define more.", "Correct the count, or leave it out.");
        }
    }

    // How many concepts stand there, at any depth; the reader has bounded the depth.
    private readonly long CheckConcepts(NodeCursor concepts, Dictionary<string, string?> properties)
    {
        long count = 0;
        foreach (NodeCursor concept in concepts)
        {
            count += 1 + CheckConcepts(concept.Find("concept"u8), properties);
            foreach (NodeCursor property in concept.Find("property"u8)) CheckConceptProperty(property, properties);
        }

        return count;
    }

    // https://hl7.org/fhir/R4/codesystem-definitions.html#CodeSystem.concept.property.code
    private readonly void CheckConceptProperty(NodeCursor property, Dictionary<string, string?> properties)
    {
        NodeCursor code = property.Find("code"u8);
        if (code.AsString() is not { } name) return;
        if (!properties.TryGetValue(name, out string? type))
        {
            Error(code, "code-invalid", "fhir-concept-property", $"The code system declares no property {JsonText.Quote(name)}.", "A concept's property refers to one that the system declares, which says what it means and its type.", "Declare the property in CodeSystem.property, or correct the code.");
            return;
        }

        string wanted = type is null or "" ? "" : "value" + char.ToUpperInvariant(type[0]) + type[1..];
        foreach (NodeCursor value in property)
        {
            if (wanted.Length == 0 || !value.Name.StartsWith("value", StringComparison.Ordinal) || value.Name == wanted) continue;
            Error(value, "value", "fhir-concept-property", $"The value of the property {JsonText.Quote(name)} is of another type than its declaration says.", "The system declares the type of each property.", $"Send {wanted}, or correct the declaration.");
        }
    }

    // What is included must be a code of its system: https://hl7.org/fhir/R4/valueset-definitions.html#ValueSet.compose.include.concept.code
    private readonly void CheckValueSet(NodeCursor valueSet)
    {
        NodeCursor compose = valueSet.Find("compose"u8);
        CheckIncluded(compose.Find("include"u8));
        CheckIncluded(compose.Find("exclude"u8));
    }

    private readonly void CheckIncluded(NodeCursor parts)
    {
        foreach (NodeCursor part in parts)
        {
            NodeCursor system = part.Find(_book.Known.System);
            if (system.Kind != NodeKind.String || system.IsEscaped || system.TextBytes.IsEmpty) continue;
            if (!HasScheme(system.TextBytes) && system.TextBytes[0] != '#') Error(system, "value", "fhir-code-system-url", "The code system's URL is relative.", "The system of included codes is an absolute URI, so that all who read the value set mean the same one.", "Send the whole URL.");
            if (SystemOf(system, part.Find("version"u8)) is not { IsComplete: true } held) continue;
            foreach (NodeCursor concept in part.Find("concept"u8))
            {
                NodeCursor code = concept.Find(_book.Known.Code);
                if (code.AsString() is not { } text || held.Contains(text) != Membership.Outside) continue;
                Report(code, Severity.Error, Authority.Rule, "code-invalid", "fhir-code", $"The code \"{JsonText.Quote(text)}\" is none of the system {held.Url}.", "A code is a symbol that its system defines, and this system is held here whole.", "Send a code of the system, spelled exactly, or the system that defines this one.");
            }
        }
    }
}
