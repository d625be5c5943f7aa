using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using Registry.Cohort.Lives;

namespace Registry.Cohort.Bundles;

/// <summary>CodeableConcepts as finished JSON, each written once. Thread-safe.</summary>
internal sealed class Vocabulary(string canonical)
{
    // Codes are drawn from small lists, so this stays small.
    private readonly ConcurrentDictionary<Code, byte[]> _concepts = new();

    /// <summary>The concept's JSON.</summary>
    public byte[] Concept(Code code) => _concepts.TryGetValue(code, out byte[]? json) ? json : _concepts.GetOrAdd(code, Write(code));

    /// <summary>URI of a system; one without a scheme is the registry's own.</summary>
    public string Uri(string system) => system.Contains(':', StringComparison.Ordinal) ? system : $"{canonical}/CodeSystem/{system}";

    /// <summary>URL of one of the registry's extensions.</summary>
    public string Extension(string id) => $"{canonical}/StructureDefinition/{id}";

    private byte[] Write(Code code)
    {
        string more = code switch
        {
            { System: Codes.Orphanet, Name: "337" } => $$""",{"system":"{{Codes.Mondo}}","code":"MONDO:0007606"}""",
            { System: Codes.Orphanet, Name: "2762" } => $$""",{"system":"{{Codes.Mondo}}","code":"MONDO:0008153"}""",
            { System: "treatment", Name: "palovarotene" } => $$""",{"system":"{{Codes.Atc}}","code":"M09AX11"}""",
            _ => "",
        };
        return Encoding.UTF8.GetBytes($$"""{"coding":[{"system":"{{JsonEncodedText.Encode(Uri(code.System))}}","code":"{{JsonEncodedText.Encode(code.Name, Relaxed)}}"}{{more}}]}""");
    }

    /// <summary>Leaves <c>&gt;</c> of HGVS as it is.</summary>
    public static System.Text.Encodings.Web.JavaScriptEncoder Relaxed => System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
}
