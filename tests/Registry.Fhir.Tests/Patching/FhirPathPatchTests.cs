using System.Text;
using System.Text.Json.Nodes;
using Registry.Fhir.Json;
using Registry.Fhir.Outcomes;
using Registry.Fhir.Patching;
using Registry.Fhir.Tests.Validation;
using Registry.Fhir.Xml;
using Xunit;

namespace Registry.Fhir.Tests.Patching;

/// <summary>FHIRPath Patch on resources. https://hl7.org/fhir/R4/fhirpatch.html</summary>
/// <remarks>An operation is written here as <c>type path [name|index|source,destination] [value as JSON]</c>.</remarks>
public sealed class FhirPathPatchTests
{
    [Theory]
    // Primitives.
    [InlineData("""{"birthDate":"1920-01-01"}""", "", """{"birthDate":"1920-01-01"}""")]
    [InlineData("""{"birthDate":"1920-01-01"}""", """replace Patient.birthDate | {"valueDate":"1930-01-01"}""", """{"birthDate":"1930-01-01"}""")]
    [InlineData("""{"birthDate":"1920-01-01"}""", "delete Patient.birthDate", "{}")]
    [InlineData("{}", "delete Patient.birthDate", "{}")]
    [InlineData("{}", """add Patient birthDate | {"valueDate":"1930-01-01"}""", """{"birthDate":"1930-01-01"}""")]
    [InlineData("{}", """add Patient active | {"valueBoolean":true}""", """{"active":true}""")]
    [InlineData("{}", """add Patient gender | {"valueString":"female"}""", """{"gender":"female"}""")]
    // Nested ones, and what they leave empty.
    [InlineData("""{"contact":[{"name":{"text":"a"},"gender":"male"}]}""", """replace Patient.contact[0].name.text | {"valueString":"b"}""", """{"contact":[{"name":{"text":"b"},"gender":"male"}]}""")]
    [InlineData("""{"contact":[{"name":{"text":"a"},"gender":"male"}]}""", "delete Patient.contact[0].name.text", """{"contact":[{"gender":"male"}]}""")]
    [InlineData("""{"contact":[{"name":{"text":"a"}}]}""", "delete Patient.contact[0].name.text", "{}")]
    [InlineData("""{"contact":[{"name":{"text":"a"}}]}""", """add Patient.contact[0] gender | {"valueCode":"male"}""", """{"contact":[{"name":{"text":"a"},"gender":"male"}]}""")]
    // Complex and anonymous types.
    [InlineData("{}", """add Patient maritalStatus | {"valueCodeableConcept":{"text":"married"}}""", """{"maritalStatus":{"text":"married"}}""")]
    [InlineData("""{"maritalStatus":{"id":"1","text":"x"}}""", """replace Patient.maritalStatus | {"valueCodeableConcept":{"id":"2","text":"y"}}""", """{"maritalStatus":{"id":"2","text":"y"}}""")]
    [InlineData("{}", """add Patient contact | {"part":[{"name":"name","valueHumanName":{"text":"a"}},{"name":"gender","valueCode":"male"}]}""", """{"contact":[{"name":{"text":"a"},"gender":"male"}]}""")]
    [InlineData("{}", """add Patient contact | {"part":[{"name":"telecom","valueContactPoint":{"system":"url","value":"1"}},{"name":"telecom","valueContactPoint":{"system":"url","value":"2"}}]}""", """{"contact":[{"telecom":[{"system":"url","value":"1"},{"system":"url","value":"2"}]}]}""")]
    [InlineData("{}", """add Patient link | {"part":[{"name":"other","valueReference":{"reference":"Patient/2"}},{"name":"type","valueCode":"seealso"}]}""", """{"link":[{"other":{"reference":"Patient/2"},"type":"seealso"}]}""")]
    [InlineData("{}", """add Patient contained | {"resource":{"resourceType":"Organization","id":"o","name":"n"}}""", """{"contained":[{"resourceType":"Organization","id":"o","name":"n"}]}""")]
    // Lists.
    [InlineData("""{"identifier":[{"value":"1"},{"value":"2"}]}""", """add Patient identifier | {"valueIdentifier":{"value":"3"}}""", """{"identifier":[{"value":"1"},{"value":"2"},{"value":"3"}]}""")]
    [InlineData("""{"identifier":[{"value":"1"},{"value":"2"}]}""", """insert Patient.identifier 2 | {"valueIdentifier":{"value":"3"}}""", """{"identifier":[{"value":"1"},{"value":"2"},{"value":"3"}]}""")]
    [InlineData("""{"identifier":[{"value":"1"},{"value":"2"}]}""", """insert Patient.identifier 0 | {"valueIdentifier":{"value":"3"}}""", """{"identifier":[{"value":"3"},{"value":"1"},{"value":"2"}]}""")]
    [InlineData("""{"identifier":[{"value":"1"},{"value":"2"}]}""", "delete Patient.identifier[0]", """{"identifier":[{"value":"2"}]}""")]
    [InlineData("""{"identifier":[{"value":"1"},{"value":"2"}]}""", "delete Patient.identifier.where(value='2')", """{"identifier":[{"value":"1"}]}""")]
    [InlineData("""{"identifier":[{"value":"1"},{"value":"2"},{"value":"3"}]}""", "move Patient.identifier 2,0", """{"identifier":[{"value":"3"},{"value":"1"},{"value":"2"}]}""")]
    [InlineData("""{"identifier":[{"value":"1"},{"value":"2"},{"value":"3"}]}""", "move Patient.identifier 0,2;move Patient.identifier 0,1", """{"identifier":[{"value":"3"},{"value":"2"},{"value":"1"}]}""")]
    [InlineData("""{"identifier":[{"value":"1"}]}""", """delete Patient.identifier[0];add Patient identifier | {"valueIdentifier":{"value":"2"}}""", """{"identifier":[{"value":"2"}]}""")]
    // Primitives with extensions: both lists stay aligned.
    [InlineData("""{"name":[{"given":["A",null,"C"],"_given":[null,{"id":"b"},null]}]}""", "delete Patient.name.given[0]", """{"name":[{"given":[null,"C"],"_given":[{"id":"b"},null]}]}""")]
    [InlineData("""{"name":[{"given":["A",null,"C"],"_given":[null,{"id":"b"},null]}]}""", "delete Patient.name.given[1]", """{"name":[{"given":["A","C"]}]}""")]
    [InlineData("""{"name":[{"given":["A"],"_given":[{"id":"a"}]}]}""", """insert Patient.name.given 0 | {"valueString":"B"}""", """{"name":[{"given":["B","A"],"_given":[null,{"id":"a"}]}]}""")]
    [InlineData("""{"name":[{"given":["A","B"],"_given":[{"id":"a"},null]}]}""", "move Patient.name.given 0,1", """{"name":[{"given":["B","A"],"_given":[null,{"id":"a"}]}]}""")]
    [InlineData("""{"name":[{"given":["A","B"]}]}""", """add Patient.name.given[1] extension | {"part":[{"name":"url","valueUri":"http://x"},{"name":"value","valueCode":"y"}]}""", """{"name":[{"given":["A","B"],"_given":[null,{"extension":[{"url":"http://x","valueCode":"y"}]}]}]}""")]
    [InlineData("""{"name":[{"given":["A","B"],"_given":[null,{"extension":[{"url":"http://x","valueCode":"y"}]}]}]}""", "delete Patient.name.given[1].extension[0]", """{"name":[{"given":["A","B"]}]}""")]
    [InlineData("""{"_birthDate":{"extension":[{"url":"http://x","valueCode":"y"}]}}""", """replace Patient.birthDate | {"valueDate":"1930"}""", """{"birthDate":"1930"}""")]
    [InlineData("""{"birthDate":"1930"}""", """replace Patient.birthDate | {"_valueDate":{"extension":[{"url":"http://x","valueCode":"y"}]}}""", """{"_birthDate":{"extension":[{"url":"http://x","valueCode":"y"}]}}""")]
    // Choices.
    [InlineData("{}", """add Patient deceased | {"valueDateTime":"2020"}""", """{"deceasedDateTime":"2020"}""")]
    [InlineData("""{"deceasedBoolean":true}""", """replace Patient.deceased | {"valueDateTime":"2020"}""", """{"deceasedDateTime":"2020"}""")]
    [InlineData("""{"deceasedBoolean":true}""", "delete Patient.deceased", "{}")]
    [InlineData("{}", """add Patient extension | {"part":[{"name":"url","valueUri":"http://x"},{"name":"value","valueCode":"y"}]}""", """{"extension":[{"url":"http://x","valueCode":"y"}]}""")]
    public void Operations_give_what_the_standard_says(string before, string operations, string expected)
    {
        PatchResult result = Read(Parameters(operations)).Apply(Patient(before));
        PatchResult.Patched patched = result as PatchResult.Patched ?? throw new InvalidOperationException(string.Join("; ", ((PatchResult.Refused)result).Findings.Select(finding => finding.Message)));
        Assert.Equal(Encoding.UTF8.GetString(Patient(expected)), Encoding.UTF8.GetString(patched.Json.Span));
    }

    [Theory]
    [InlineData("{}", """replace Patient.birthDate | {"valueDate":"1930"}""", "patch-path")]
    [InlineData("""{"name":[{"text":"a"},{"text":"b"}]}""", """replace Patient.name | {"valueHumanName":{"text":"c"}}""", "patch-several")]
    [InlineData("""{"name":[{"text":"a"},{"text":"b"}]}""", "delete Patient.name", "patch-several")]
    [InlineData("""{"name":[{"text":"a"},{"text":"b"}]}""", """add Patient.name family | {"valueString":"c"}""", "patch-several")]
    [InlineData("""{"name":[{"text":"a"},{"text":"b"}]}""", """insert Patient.name.where(text='a') 0 | {"valueHumanName":{"text":"c"}}""", "patch-several")]
    [InlineData("""{"name":[{"given":["a"]},{"given":["b"]}]}""", """insert Patient.name.given 0 | {"valueString":"c"}""", "patch-several")]
    [InlineData("""{"name":[{"text":"a"}]}""", """insert Patient.name 2 | {"valueHumanName":{"text":"c"}}""", "patch-path")]
    [InlineData("""{"name":[{"text":"a"}]}""", "move Patient.name 0,1", "patch-path")]
    [InlineData("{}", "move Patient.name 0,0", "patch-path")]
    [InlineData("""{"birthDate":"1930"}""", "move Patient.birthDate 0,0", "patch-path")]
    [InlineData("""{"birthDate":"1930"}""", """add Patient birthDate | {"valueDate":"1931"}""", "patch-exists")]
    [InlineData("""{"deceasedBoolean":true}""", """add Patient deceased | {"valueDateTime":"2020"}""", "patch-exists")]
    [InlineData("{}", """add Patient colour | {"valueString":"red"}""", "patch-path")]
    [InlineData("{}", """add Patient.nome family | {"valueString":"x"}""", "patch-path")]
    [InlineData("{}", """add Patient.( family | {"valueString":"x"}""", "patch-path")]
    [InlineData("""{"active":true}""", """replace Patient.active.not() | {"valueBoolean":true}""", "patch-path")]
    [InlineData("""{"generalPractitioner":[{"reference":"Practitioner/1"}]}""", "delete Patient.generalPractitioner.resolve()", "patch-path")]
    [InlineData("{}", """add Patient active | {"valueString":"true"}""", "patch-value")]
    [InlineData("{}", """add Patient birthDate | {"valueInteger":1930}""", "patch-value")]
    [InlineData("{}", """add Patient name | {"valueAddress":{"text":"x"}}""", "patch-value")]
    [InlineData("{}", """add Patient deceased | {"valueQuantity":{"value":1}}""", "patch-value")]
    [InlineData("{}", """add Patient contact | {"valueHumanName":{"text":"x"}}""", "patch-value")]
    [InlineData("{}", """add Patient birthDate | {"part":[{"name":"x","valueString":"y"}]}""", "patch-value")]
    [InlineData("{}", """add Patient name | {"resource":{"resourceType":"Organization","name":"o"}}""", "patch-value")]
    [InlineData("{}", "delete Patient", "patch-path")]
    [InlineData("{}", """replace Patient | {"resource":{"resourceType":"Patient","id":"1"}}""", "patch-path")]
    [InlineData("{}", """replace Patient.id | {"valueId":"2"}""", "patch-identity")]
    [InlineData("{}", "delete Patient.id", "patch-identity")]
    [InlineData("""{"meta":{"versionId":"3"}}""", """replace Patient.meta.versionId | {"valueId":"4"}""", "patch-identity")]
    public void What_cannot_be_applied_is_refused_with_its_rule_and_place(string before, string operations, string rule)
    {
        PatchResult.Refused refused = Assert.IsType<PatchResult.Refused>(Read(Parameters(operations)).Apply(Patient(before)));
        Finding finding = Assert.Single(refused.Findings);
        Assert.Equal(rule, finding.Rule);
        Assert.Equal(rule is "patch-identity" ? null : "Parameters.parameter[0]", finding.Expression);
    }

    [Theory]
    [InlineData("""{"resourceType":"Patient"}""", "patch-syntax")]
    [InlineData("""{"resourceType":"Parameters","parameter":[{"name":"change","valueString":"x"}]}""", "patch-syntax")]
    [InlineData("""{"resourceType":"Parameters","parameter":[{"name":"operation","part":[{"name":"type","valueCode":"spam"},{"name":"path","valueString":"Patient"}]}]}""", "patch-syntax")]
    [InlineData("""{"resourceType":"Parameters","parameter":[{"name":"operation","part":[{"name":"type","valueCode":"delete"}]}]}""", "patch-syntax")]
    [InlineData("""{"resourceType":"Parameters","parameter":[{"name":"operation","part":[{"name":"path","valueString":"Patient"}]}]}""", "patch-syntax")]
    [InlineData("""{"resourceType":"Parameters","parameter":[{"name":"operation","part":[{"name":"type","valueCode":"add"},{"name":"path","valueString":"Patient"},{"name":"value","valueString":"x"}]}]}""", "patch-syntax")]
    [InlineData("""{"resourceType":"Parameters","parameter":[{"name":"operation","part":[{"name":"type","valueCode":"insert"},{"name":"path","valueString":"Patient.name"},{"name":"index","valueInteger":-1},{"name":"value","valueString":"x"}]}]}""", "patch-syntax")]
    [InlineData("""{"resourceType":"Parameters","parameter":[{"name":"operation","part":[{"name":"type","valueCode":"delete"},{"name":"path","valueString":"Patient.name"},{"name":"path","valueString":"Patient.name"}]}]}""", "patch-syntax")]
    [InlineData("""{"resourceType":"Parameters","parameter":[{"name":"operation","part":[{"name":"type","valueCode":"delete"},{"name":"path","valueString":"Patient.name"},{"name":"where","valueString":"x"}]}]}""", "patch-syntax")]
    [InlineData("""{"resourceType":"Parameters","parametre":[]}""", "fhir-unknown-element")]
    [InlineData("[]", "")]
    [InlineData("{", "json-syntax")]
    public void What_is_no_patch_is_not_read(string parameters, string rule)
    {
        using ResourceDocument document = ResourceDocument.Parse(Encoding.UTF8.GetBytes(parameters), Held.Core.Names);
        Assert.Null(ResourcePatch.ReadFhirPath(document, Held.Core, out Findings findings));
        if (rule.Length > 0) Assert.Contains(rule, findings.Select(finding => finding.Rule));
        else Assert.NotEmpty(findings);
    }

    [Fact]
    public void Parameters_in_XML_do_the_same()
    {
        byte[] xml = Encoding.UTF8.GetBytes("""
            <Parameters xmlns="http://hl7.org/fhir"><parameter><name value="operation"/>
              <part><name value="type"/><valueCode value="add"/></part>
              <part><name value="path"/><valueString value="Patient"/></part>
              <part><name value="name"/><valueString value="contact"/></part>
              <part><name value="value"/><part><name value="gender"/><valueCode value="male"/></part></part>
            </parameter></Parameters>
            """);
        using ResourceDocument document = ResourceDocument.Parse(new FhirXml(Held.Core).Read(xml), Held.Core.Names);
        ResourcePatch patch = ResourcePatch.ReadFhirPath(document, Held.Core, out _)!;
        Assert.Equal(Encoding.UTF8.GetString(Patient("""{"contact":[{"gender":"male"}]}""")), Encoding.UTF8.GetString(((PatchResult.Patched)patch.Apply(Patient("{}"))).Json.Span));
    }

    [Fact]
    public void Expressions_share_one_limit_of_steps()
    {
        // Some 40,000 steps each: far below the limit of one expression, and beyond it a thousand times.
        string slow = "delete Patient.contact.select(%resource.descendants()).where(false)";
        JsonArray contacts = [.. Enumerable.Range(0, 60).Select(_ => (JsonNode)new JsonObject { ["name"] = new JsonObject { ["text"] = "a", ["given"] = new JsonArray("b", "c") } })];
        byte[] patient = Patient(new JsonObject { ["contact"] = contacts }.ToJsonString());
        Assert.IsType<PatchResult.Patched>(Read(Parameters(slow)).Apply(patient));
        PatchResult.Refused refused = Assert.IsType<PatchResult.Refused>(Read(Parameters(string.Join(';', Enumerable.Repeat(slow, Limits.PatchOperations)))).Apply(patient));
        Assert.Equal("too-costly", Assert.Single(refused.Findings).IssueType);
    }

    private static ResourcePatch Read(byte[] parameters)
    {
        using ResourceDocument document = ResourceDocument.Parse(parameters, Held.Core.Names);
        ResourcePatch? patch = ResourcePatch.ReadFhirPath(document, Held.Core, out Findings findings);
        Assert.True(patch is not null, string.Join("; ", findings.Select(finding => $"{finding.Expression}: {finding.Message}")));
        return patch;
    }

    private static byte[] Parameters(string operations) => Encoding.UTF8.GetBytes(new JsonObject
    {
        ["resourceType"] = "Parameters",
        ["parameter"] = new JsonArray([.. operations.Split(';', StringSplitOptions.RemoveEmptyEntries).Select(Operation)]),
    }.ToJsonString().Replace(",\"parameter\":[]", "", StringComparison.Ordinal));

    private static JsonNode Operation(string text)
    {
        string[] halves = text.Split(" | ");
        string[] words = halves[0].Split(' ');
        JsonArray parts = [Part("type", "valueCode", words[0]), Part("path", "valueString", words[1])];
        if (words[0] is "add") parts.Add(Part("name", "valueString", words[2]));
        if (words[0] is "insert") parts.Add(Part("index", "valueInteger", int.Parse(words[2], System.Globalization.CultureInfo.InvariantCulture)));
        if (words[0] is "move")
        {
            int[] indexes = [.. words[2].Split(',').Select(index => int.Parse(index, System.Globalization.CultureInfo.InvariantCulture))];
            parts.Add(Part("source", "valueInteger", indexes[0]));
            parts.Add(Part("destination", "valueInteger", indexes[1]));
        }

        if (halves.Length > 1)
        {
            JsonObject value = JsonNode.Parse(halves[1])!.AsObject();
            value["name"] = "value";
            parts.Add(value);
        }

        return new JsonObject { ["name"] = "operation", ["part"] = parts };
    }

    private static JsonObject Part(string name, string property, JsonNode value) => new() { ["name"] = name, [property] = value };

    private static byte[] Patient(string properties) =>
        Encoding.UTF8.GetBytes(properties is "{}" ? """{"resourceType":"Patient","id":"1"}""" : """{"resourceType":"Patient","id":"1",""" + properties[1..]);
}
