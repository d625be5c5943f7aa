using System.Text;
using Registry.Fhir.Definitions;
using Registry.Fhir.FhirPath;
using Registry.Fhir.Json;
using Registry.Fhir.Outcomes;
using Registry.Fhir.Profiles;
using Registry.Fhir.Validation;
using Xunit;
using static Registry.Fhir.Tests.Profiles.PatientProfile;

namespace Registry.Fhir.Tests.Validation;

/// <summary>Invariants: where they run, what is made of their answers, and that what is checked without FHIRPath says the same.</summary>
public sealed class InvariantTests
{
    [Theory]
    [InlineData("""{"resourceType":"Observation","status":"final","code":{"text":"x"},"valueString":"y","dataAbsentReason":{"text":"z"}}""", "obs-6", "Observation")]
    [InlineData("""{"resourceType":"Patient","contact":[{"gender":"male"}]}""", "pat-1", "Patient.contact[0]")]
    [InlineData("""{"resourceType":"Patient","name":[{"period":{"start":"2020","end":"2019"}}]}""", "per-1", "Patient.name[0].period")]
    [InlineData("""{"resourceType":"Patient","extension":[{"url":"urn:x"}]}""", "ext-1", "Patient.extension[0]")]
    [InlineData("""{"resourceType":"Patient","birthDate":"1990","_birthDate":{"extension":[{"url":"urn:x"}]}}""", "ext-1", "Patient.birthDate.extension[0]")]
    [InlineData("""{"resourceType":"Patient","contained":[{"resourceType":"Patient","id":"p"}]}""", "dom-3", "Patient")]
    [InlineData("""{"resourceType":"Patient","contained":[{"resourceType":"Patient","id":"p","meta":{"versionId":"1"}}],"link":[{"type":"refer","other":{"reference":"#p"}}]}""", "dom-4", "Patient")]
    public void An_invariant_of_R4_is_told_by_its_key_at_its_place(string json, string key, string place)
    {
        Verdict.Refused refused = Assert.IsType<Verdict.Refused>(Held.Core.Validate(Encoding.UTF8.GetBytes(json)));
        Finding finding = Assert.Single(refused.Findings, finding => finding.IsError);
        Assert.Equal((key, place, "invariant", Authority.Base), (finding.Rule, finding.Expression, finding.IssueType, finding.Authority));
    }

    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, 1)]
    public void Best_practice_is_looked_at_only_when_asked_for(bool isAskedFor, int count)
    {
        using ResourceDocument document = ResourceDocument.Parse("""{"resourceType":"Patient","active":true}"""u8.ToArray(), Held.Core.Names);
        Verdict.Accepted accepted = Assert.IsType<Verdict.Accepted>(Held.Core.Validate(document, null, new ValidationOptions { ChecksBestPractice = isAskedFor }));
        Assert.Equal(count, accepted.Findings.Count(finding => finding is { Rule: "dom-6", Severity: Severity.Warning }));
    }

    [Theory]
    [InlineData("\"active\":true", null)]
    [InlineData("\"_active\":{\"extension\":[{\"url\":\"urn:x\",\"valueCode\":\"unknown\"}]}", "test-1")]
    public void An_invariant_of_a_primitive_sees_value_and_extensions_together(string property, string? key)
    {
        Validator validator = Compile([new() { Id = "Patient.active", Path = "Patient.active", Max = 1, BaseMax = 1, Types = [new() { Code = "boolean" }], Constraints = [new("test-1", true, "x", "hasValue() and extension.empty()")] }]);
        Verdict verdict = validator.Validate(Encoding.UTF8.GetBytes("{\"resourceType\":\"Patient\"," + property + "}"), Url);
        Assert.Equal(key, verdict is Verdict.Refused refused ? Assert.Single(refused.Findings).Rule : null);
    }

    [Fact]
    public void A_profiles_repetition_of_a_base_invariant_is_not_told_twice()
    {
        ElementConstraint[] repeated = [.. CoreDefinitions.Load().FindType("Patient")!.Snapshot[0].Constraints];
        Validator validator = Compile([new() { Id = "Patient", Path = "Patient", Constraints = repeated }]);
        Verdict.Refused refused = Assert.IsType<Verdict.Refused>(validator.Validate("""{"resourceType":"Patient","contained":[{"resourceType":"Patient","id":"p"}]}"""u8.ToArray(), Url));
        Assert.Single(refused.Findings, finding => finding.Rule == "dom-3");
    }

    [Fact]
    public void Every_profile_and_invariant_that_ships_with_the_engine_compiles()
    {
        RuleBook book = new(CoreDefinitions.Load().With());
        int count = 0;
        foreach (StructureDefinition structure in book.Definitions.Structures.Where(structure => structure.Kind != StructureKind.Logical))
        {
            if (structure.IsConstraint) _ = book.Profile(structure.Url)!.Root;
            else if (structure is { IsAbstract: false, Kind: not StructureKind.PrimitiveType }) _ = book.TypeShape(structure.Type).Root;
            foreach (ElementDefinition element in structure.Snapshot)
            {
                foreach (InvariantRule rule in book.Invariants(structure, element, []))
                {
                    _ = rule.Names;
                    count++;
                }
            }
        }

        Assert.True(count > 1_000);
    }

    [Fact]
    public void Conformance_to_a_profile_can_be_asked_in_an_invariant()
    {
        Validator validator = Compile([new() { Id = "Patient", Path = "Patient", Constraints = [new("test-1", true, "x", "contained.all(conformsTo('http://hl7.org/fhir/StructureDefinition/bp'))")] }]);
        Verdict verdict = validator.Validate("""{"resourceType":"Patient","contained":[{"resourceType":"Observation","id":"o","status":"final","code":{"text":"x"},"subject":{"reference":"#"}}]}"""u8.ToArray(), Url);
        Assert.Contains(Assert.IsType<Verdict.Refused>(verdict).Findings, finding => finding.Rule == "test-1" && finding.IssueType == "invariant");
    }

    /// <summary>What is checked without FHIRPath, held against the expression of R4 on every place of many resources, valid and broken.</summary>
    [Fact]
    public void Native_invariants_agree_with_their_expressions()
    {
        FhirPathModel model = new(CoreDefinitions.Load());
        int compared = 0;
        Property.Hold(runs: 150, random =>
        {
            foreach (byte[] example in Examples)
            {
                byte[] json = Mutated(example, random);
                using ResourceDocument document = ResourceDocument.Parse(json, Held.Core.Names);
                if (document.Root.Kind != NodeKind.Object || document.Findings.Count > 0) continue;
                Findings findings = Held.Core.Validate(document) is Verdict.Refused refused ? refused.Findings : [];
                if (findings.Omitted > 0) continue;
                compared += Compare(model, document, findings, "ele-1", "hasValue() or (children().count() > id.count())", "");
                compared += Compare(model, document, findings, "ref-1", "reference.startsWith('#').not() or (reference.substring(1).trace('url') in %rootResource.contained.id.trace('ids'))", "Reference");
            }
        });
        Assert.True(compared > 5_000);
    }

    private static byte[][] Examples { get; } =
[
    Encoding.UTF8.GetBytes(PackageExample.Read("Observation-gnas-variant-rich.json")),
        """{"resourceType":"Patient","id":"x","managingOrganization":{"reference":"#o"},"generalPractitioner":[{"reference":"#o"},{"reference":"Organization/1"},{"display":"x"}],"contained":[{"resourceType":"Organization","id":"o","name":"n"}],"_birthDate":{"id":"b","extension":[{"url":"urn:x","valueString":"y"}]},"name":[{"id":"n","given":["a","b"],"_given":[null,{"id":"c","extension":[{"url":"urn:x","valueReference":{"reference":"#o"}}]}]}]}"""u8.ToArray(),
    ];

    // One property is left out, so that ids may remain alone and targets go missing.
    private static byte[] Mutated(byte[] example, Random random)
    {
        System.Text.Json.Nodes.JsonNode root = System.Text.Json.Nodes.JsonNode.Parse(example)!;
        List<System.Text.Json.Nodes.JsonObject> objects = [];
        Collect(root, objects);
        System.Text.Json.Nodes.JsonObject chosen = objects[random.Next(objects.Count)];
        string[] names = [.. chosen.Select(pair => pair.Key).Where(name => name != "resourceType")];
        if (names.Length > 1) chosen.Remove(names[random.Next(names.Length)]);
        return Encoding.UTF8.GetBytes(root.ToJsonString());
    }

    private static void Collect(System.Text.Json.Nodes.JsonNode? node, List<System.Text.Json.Nodes.JsonObject> objects)
    {
        if (node is System.Text.Json.Nodes.JsonArray array)
        {
            foreach (System.Text.Json.Nodes.JsonNode? item in array) Collect(item, objects);
        }
        else if (node is System.Text.Json.Nodes.JsonObject holder)
        {
            objects.Add(holder);
            foreach ((_, System.Text.Json.Nodes.JsonNode? value) in holder) Collect(value, objects);
        }
    }

    private static int Compare(FhirPathModel model, ResourceDocument document, Findings findings, string key, string expression, string type)
    {
        FhirPathExpression compiled = FhirPathExpression.Compile(expression, model, new FhirPathOptions { IsStrict = false });
        using FhirPathEvaluator evaluator = new(model, new FhirPathEnvironment());
        int count = 0;
        for (int node = 1; node < document.Nodes.Length; node++)
        {
            NodeCursor place = new(document, node);
            if (place.Kind != NodeKind.Object || place.Find("resourceType"u8).Exists) continue;
            (FhirPathItem focus, int resource, int root) = Place.Of(model, place);
            if (focus.Type is not { } known || (type.Length > 0 && known.Name != type)) continue;
            bool isShadow = place.HasName && place.NameBytes[0] == '_';
            if (isShadow || (place.Parent.HasName && place.Parent.Kind == NodeKind.Array && place.Parent.NameBytes[0] == '_')) continue;
            bool holds = evaluator.Test(compiled, document, node, -1, known, resource, root) is not FhirPathResult.False;
            bool isTold = findings.Any(finding => finding.Rule == key && (finding.Expression == place.Expression || finding.Expression == place.Expression + ".reference"));
            Assert.True(holds != isTold, $"{key} at {place.Expression}: the expression says {holds}, told: {isTold}\n{Encoding.UTF8.GetString(document.Bytes.Span)}");
            count++;
        }

        return count;
    }
}
