using System.Text;
using Registry.Fhir.Definitions;
using Registry.Fhir.Outcomes;
using Registry.Fhir.Validation;
using Xunit;

namespace Registry.Fhir.Tests.Validation;

/// <summary>What R4 says of content in words: kept and absent. What breaks it stands in <see cref="FindingCases"/>.</summary>
public sealed class ContentTests
{
    // Each breaks nothing: what is asked for is there, or there is nothing of which to ask it.
    private static readonly string[] Kept =
    [
        """{"resourceType":"Bundle","type":"collection","entry":[{"fullUrl":"http://example.org/fhir/Patient/1","resource":{"resourceType":"Patient","id":"1"}},{"fullUrl":"urn:uuid:c757873d-ec9a-4326-a141-556f43239520","resource":{"resourceType":"Patient"}}]}""",
        """{"resourceType":"Bundle","type":"transaction","entry":[{"fullUrl":"http://example.org/fhir/Patient/1","resource":{"resourceType":"Patient"},"request":{"method":"POST","url":"Patient"}}]}""",
        """{"resourceType":"Patient","managingOrganization":{"reference":"Organization/1","type":"Organization"}}""",
        """{"resourceType":"Patient","managingOrganization":{"reference":"urn:uuid:c757873d-ec9a-4326-a141-556f43239520","type":"Organization"}}""",
        """{"resourceType":"Patient","meta":{"tag":[{"system":"http://hl7.org/fhir/administrative-gender","code":"female"},{"system":"urn:unknown","code":"masculine"}]}}""",
        """{"resourceType":"Patient","identifier":[{"system":"urn:ietf:rfc:3986","value":"urn:oid:2.16.840.1"},{"system":"urn:s","value":"2.16.840.1"}]}""",
        """{"resourceType":"Patient","identifier":[{"system":"urn:uuid:C757873D-ec9a-4326-a141-556f43239520","value":"1"},{"system":"urn:oid:1.2.3","value":"1"}]}""",
        """{"resourceType":"Patient","photo":[{"contentType":"text/plain","data":"aGVsbG8=","size":5,"hash":"qvTGHdzF6KLavt4PO0gs2a6pQ00="},{"url":"urn:x","size":4,"hash":"aGVsbG8="}]}""",
        """{"resourceType":"Patient","contained":[{"resourceType":"Organization","id":"o","name":"x"},{"resourceType":"Organization","id":"p","name":"y"}],"managingOrganization":{"reference":"#o"},"generalPractitioner":[{"reference":"#p"}]}""",
        """{"resourceType":"CodeSystem","status":"draft","content":"complete","count":2,"property":[{"code":"weight","type":"decimal"}],"concept":[{"code":"a","property":[{"code":"weight","valueDecimal":1}],"concept":[{"code":"b"}]}]}""",
        """{"resourceType":"CodeSystem","status":"draft","content":"fragment","count":9,"concept":[{"code":"a"}]}""",
        """{"resourceType":"ValueSet","status":"draft","compose":{"include":[{"system":"http://hl7.org/fhir/administrative-gender","concept":[{"code":"female"}]},{"system":"urn:unknown","concept":[{"code":"x"}]}]}}""",
        """{"resourceType":"Questionnaire","status":"draft","item":[{"linkId":"1","type":"group","item":[{"linkId":"2","type":"boolean"},{"linkId":"3","type":"integer","initial":[{"valueInteger":1}],"enableWhen":[{"question":"2","operator":"=","answerBoolean":true}]}]}]}""",
        Response("completed", """{"linkId":"1","item":[{"linkId":"2","answer":[{"valueBoolean":true,"item":[{"linkId":"6","answer":[{"valueString":"x"},{"valueString":"y"}]}]}]},{"linkId":"4","answer":[{"valueString":"abc"}]},{"linkId":"5","answer":[{"valueCoding":{"system":"urn:s","code":"b"}}]}]}"""),
        Response("in-progress", """{"linkId":"1"}"""),
        Response("completed", """{"linkId":"1","item":[{"linkId":"2","answer":[{"valueBoolean":true}]}]}"""),
        """{"resourceType":"QuestionnaireResponse","status":"completed","questionnaire":"http://example.org/not-held","item":[{"linkId":"x"}]}""",
        """{"resourceType":"SearchParameter","url":"urn:p","name":"P","status":"draft","description":"x","code":"p","base":["Patient"],"type":"string","expression":"Patient.name.family"}""",
        """{"resourceType":"Patient","language":"en","text":{"status":"generated","div":"<div xmlns=\"http://www.w3.org/1999/xhtml\" lang=\"en\">x</div>"}}""",
        """{"resourceType":"Patient","language":"en","text":{"status":"generated","div":"<div xmlns=\"http://www.w3.org/1999/xhtml\">x</div>"}}""",
        """
        {"resourceType":"StructureDefinition","url":"http://example.org/profile","name":"Profile","status":"draft","kind":"resource","abstract":false,"type":"Patient","baseDefinition":"http://hl7.org/fhir/StructureDefinition/Patient","derivation":"constraint",
        "differential":{"element":[{"id":"Patient.birthDate","path":"Patient.birthDate","min":1},{"id":"Patient.identifier","path":"Patient.identifier","slicing":{"discriminator":[{"type":"value","path":"system"}],"rules":"open"}},{"id":"Patient.identifier:a","path":"Patient.identifier","sliceName":"a","min":1},{"id":"Patient.identifier:a.system","path":"Patient.identifier.system","min":1,"fixedUri":"urn:a"}]}}
        """,
    ];

    public static TheoryData<int> Numbers => [.. Enumerable.Range(0, Kept.Length)];

    [Theory]
    [MemberData(nameof(Numbers))]
    public void What_keeps_to_the_words_of_R4_is_accepted_without_a_finding(int number) =>
        Assert.Empty(FindingsOf(Held.Core.Validate(Encoding.UTF8.GetBytes(Kept[number]))).Where(finding => finding.Severity > Severity.Information && finding.Rule != "fhir-binding-unchecked").Select(finding => $"{finding.Rule} {finding.Expression} {finding.Message}"));

    // Malformed in places where these checks look; each is refused by what is malformed, and none of them fails on it.
    [Theory]
    [InlineData("""{"resourceType":"ValueSet","status":"draft","compose":{"include":[{"system":""}]}}""")]
    [InlineData("""{"resourceType":"CodeSystem","status":"draft","content":"complete","property":[{"code":"","type":""}],"concept":[{"code":"a","property":[{"code":"","valueCode":""}]}]}""")]
    [InlineData("""{"resourceType":"Questionnaire","status":"draft","item":[{"linkId":"","type":"","initial":[{"valueString":""}]}]}""")]
    [InlineData("""{"resourceType":"StructureDefinition","url":"","name":"","status":"draft","kind":"resource","abstract":false,"type":"Patient","baseDefinition":"","derivation":"constraint","differential":{"element":[{"id":"","path":"","sliceName":"","type":[{"code":""}]}]}}""")]
    [InlineData("""{"resourceType":"Patient","identifier":[{"system":"urn:ietf:rfc:3986","value":""}],"photo":[{"data":"","size":"","hash":""}],"managingOrganization":{"reference":"","type":""},"language":"","text":{"status":"generated","div":""}}""")]
    public void Empty_texts_where_content_is_looked_at_are_told_and_no_more(string json) => Assert.IsType<Verdict.Refused>(Held.Core.Validate(Encoding.UTF8.GetBytes(json)));

    [Fact]
    public void A_response_is_held_against_the_questionnaire_of_a_package_and_its_value_set()
    {
        Dictionary<string, ReadOnlyMemory<byte>> files = new(StringComparer.Ordinal)
        {
            ["q.json"] = """{"resourceType":"Questionnaire","url":"urn:q","status":"draft","item":[{"linkId":"1","type":"choice","required":true,"answerValueSet":"urn:set"}]}"""u8.ToArray(),
            ["s.json"] = """{"resourceType":"ValueSet","url":"urn:set","status":"draft","compose":{"include":[{"system":"urn:s","concept":[{"code":"a"}]}]}}"""u8.ToArray(),
        };
        Validator validator = new(CoreDefinitions.Load().With(DefinitionPackage.Read("forms", files)));
        Assert.Empty(RulesOf(validator, "{\"linkId\":\"1\",\"answer\":[{\"valueCoding\":{\"system\":\"urn:s\",\"code\":\"a\"}}]}"));
        Assert.Equal(["fhir-response-answer"], RulesOf(validator, "{\"linkId\":\"1\",\"answer\":[{\"valueCoding\":{\"system\":\"urn:s\",\"code\":\"b\"}}]}"));
        Assert.Equal(["fhir-response-item", "fhir-response-required"], RulesOf(validator, "{\"linkId\":\"2\"}"));
    }

    [Fact]
    public void A_narrative_has_the_sections_that_a_profile_of_a_package_asks_for()
    {
        Dictionary<string, ReadOnlyMemory<byte>> files = new(StringComparer.Ordinal)
        {
            ["p.json"] = """
                {"resourceType":"StructureDefinition","url":"urn:p","name":"P","status":"draft","kind":"resource","abstract":false,"type":"Patient","baseDefinition":"http://hl7.org/fhir/StructureDefinition/Patient","derivation":"constraint",
                "differential":{"element":[{"id":"Patient.text","path":"Patient.text","extension":[{"url":"http://hl7.org/fhir/StructureDefinition/narrative-language-control","valueCode":"_resource"},{"url":"http://hl7.org/fhir/StructureDefinition/narrative-language-control","valueCode":"de"}]}]}}
                """u8.ToArray(),
        };
        Validator validator = new(CoreDefinitions.Load().With(DefinitionPackage.Read("narratives", files)));
        Assert.Empty(Narrative("<div lang=\\\"en\\\">x</div><div xml:lang=\\\"de\\\">x</div>"));
        Assert.Equal(["fhir-narrative-sections"], Narrative("<div lang=\\\"en\\\">x</div>"));
        Assert.Equal(["fhir-narrative-sections", "fhir-narrative-sections"], Narrative("x"));

        string[] Narrative(string content) => [.. FindingsOf(validator.Validate(Encoding.UTF8.GetBytes($$$"""{"resourceType":"Patient","language":"en","text":{"status":"generated","div":"<div xmlns=\"http://www.w3.org/1999/xhtml\">{{{content}}}</div>"}}"""), "urn:p")).Where(finding => finding.IsError).Select(finding => finding.Rule)];
    }

    [Theory]
    [InlineData("_maybe")]
    [InlineData("_no\"},{\"url\":\"http://hl7.org/fhir/StructureDefinition/narrative-language-control\",\"valueCode\":\"de")]
    public void A_control_of_languages_that_cannot_be_meant_stops_the_load(string code) =>
        Assert.Contains("narrative", Assert.Throws<DefinitionException>(() => Load($$"""{"id":"Patient.text","path":"Patient.text","extension":[{"url":"http://hl7.org/fhir/StructureDefinition/narrative-language-control","valueCode":"{{code}}"}]}""")).Message, StringComparison.Ordinal);

    [Fact]
    public void A_bound_under_a_name_that_is_no_type_of_a_bound_stops_the_load() =>
        Assert.Contains("HumanName", Assert.Throws<DefinitionException>(() => Load("""{"id":"Patient.birthDate","path":"Patient.birthDate","minValueHumanName":{"family":"x"}}""")).Message, StringComparison.Ordinal);

    private static void Load(string element) => CoreDefinitions.Load().With(DefinitionPackage.Read("p", [new("p.json", Encoding.UTF8.GetBytes(
        $$$"""{"resourceType":"StructureDefinition","url":"urn:p","name":"P","status":"draft","kind":"resource","abstract":false,"type":"Patient","baseDefinition":"http://hl7.org/fhir/StructureDefinition/Patient","derivation":"constraint","differential":{"element":[{{{element}}}]}}"""))]));

    private static string[] RulesOf(Validator validator, string item) =>
        [.. FindingsOf(validator.Validate(Encoding.UTF8.GetBytes($$"""{"resourceType":"QuestionnaireResponse","status":"completed","questionnaire":"urn:q","item":[{{item}}]}"""))).Where(finding => finding.IsError).Select(finding => finding.Rule)];

    private static string Response(string status, string items) =>
        $$$$"""
        {"resourceType":"QuestionnaireResponse","contained":[{"resourceType":"Questionnaire","id":"q","status":"draft","item":[
        {"linkId":"1","type":"group","item":[{"linkId":"2","type":"boolean","required":true,"item":[{"linkId":"6","type":"string","repeats":true}]},{"linkId":"4","type":"string","maxLength":3},{"linkId":"5","type":"choice","answerOption":[{"valueCoding":{"system":"urn:s","code":"b"}}]}]}
        ]}],"questionnaire":"#q","status":"{{{{status}}}}","item":[{{{{items}}}}]}
        """;

    private static Findings FindingsOf(Verdict verdict) => verdict is Verdict.Refused refused ? refused.Findings : ((Verdict.Accepted)verdict).Findings;
}
