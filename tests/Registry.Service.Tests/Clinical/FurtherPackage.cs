using System.Text;
using System.Text.Json.Nodes;
using Registry.Fhir.Definitions;

namespace Registry.Service.Tests.Clinical;

/// <summary>The package of a third disease, pseudohypoparathyroidism 1A: a folder of JSON, no code.</summary>
internal static class FurtherPackage
{
    /// <summary>Where it lies.</summary>
    public static string Folder { get; } = Repository.Path("tests", "data", "packages", "php1a");

    /// <summary>Its files, by path inside the package.</summary>
    public static Dictionary<string, ReadOnlyMemory<byte>> Files() => Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories)
        .ToDictionary(file => Path.GetRelativePath(Folder, file).Replace(Path.DirectorySeparatorChar, '/'), file => new ReadOnlyMemory<byte>(File.ReadAllBytes(file)), StringComparer.Ordinal);

    /// <summary>The registry's own package with this one, changed first.</summary>
    /// <param name="changed">What becomes of the text of its <c>registry.json</c>.</param>
    public static DefinitionSet With(Func<string, string> changed)
    {
        Dictionary<string, ReadOnlyMemory<byte>> files = Files();
        files["other/registry.json"] = Encoding.UTF8.GetBytes(changed(Encoding.UTF8.GetString(files["other/registry.json"].Span)));
        return CoreDefinitions.Load().With(Some.Package(), DefinitionPackage.Read("php1a", files));
    }

    public static JsonObject Diagnosis(string verification = "confirmed", string record = "D-1", string subject = "urn:uuid:patient")
    {
        JsonObject condition = Some.Diagnosis("POH", record, verification, subject);
        condition["code"] = Some.Concept("http://omim.org", "103580");
        return condition;
    }

    public static JsonObject HormoneResistance()
    {
        JsonObject feature = Some.VitalStatus("H-1");
        feature["code"] = Some.Concept("https://registry.example.org/fhir/php1a/CodeSystem/hormone-resistance", "thyrotropin");
        feature["valueCodeableConcept"] = Some.Concept("http://loinc.org", "LA9633-4");
        return feature;
    }

    public static JsonObject ParathyroidHormone()
    {
        JsonObject measured = Some.VitalStatus("M-1", "2020-05-06");
        measured["code"] = Some.Concept("http://loinc.org", "2731-8");
        measured.Remove("valueCodeableConcept");
        measured["valueQuantity"] = new JsonObject { ["value"] = 210, ["unit"] = "pg/mL", ["system"] = "http://unitsofmeasure.org", ["code"] = "pg/mL" };
        return measured;
    }
}
