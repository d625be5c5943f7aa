using System.Text;
using Registry.Fhir.Json;
using Registry.Fhir.Outcomes;
using Registry.Fhir.Tests.Json;
using Registry.Fhir.Validation;
using Xunit;

namespace Registry.Fhir.Tests.Validation;

/// <summary>What R4's own definitions ask, one broken rule at a time.</summary>
public sealed class BaseRulesTests
{
    [Theory]
    [InlineData("""{"resourceType":"Patient","birthdate":"1990"}""", "fhir-unknown-element", "Patient.birthdate", "birthDate")]
    [InlineData("""{"resourceType":"Patient","name":[{"familiy":"x"}]}""", "fhir-unknown-element", "Patient.name[0].familiy", "family")]
    [InlineData("""{"resourceType":"Patient","_name":[{"extension":[{"url":"urn:x","valueCode":"y"}]}]}""", "fhir-unknown-element", "Patient.name", "name")]
    [InlineData("""{"resourceType":"Pacient"}""", "fhir-resource-type", "Patient.resourceType", "Patient")]
    [InlineData("""{"resourceType":"DomainResource"}""", "fhir-resource-type", "Patient.resourceType", "resource type")]
    [InlineData("""{"id":"1"}""", "fhir-resource-type", "", "resourceType")]
    [InlineData("""{"resourceType":"Patient","name":{"family":"x"}}""", "fhir-array", "Patient.name", "array")]
    [InlineData("""{"resourceType":"Patient","gender":["male"]}""", "fhir-single", "Patient.gender", "array")]
    [InlineData("""{"resourceType":"Patient","gender":"m"}""", "fhir-binding-required", "Patient.gender", "administrative-gender")]
    [InlineData("""{"resourceType":"Patient","active":"true"}""", "fhir-primitive-boolean", "Patient.active", "boolean")]
    [InlineData("""{"resourceType":"Patient","birthDate":1990}""", "fhir-primitive-date", "Patient.birthDate", "date")]
    [InlineData("""{"resourceType":"Patient","birthDate":"1990-02-30"}""", "fhir-primitive-date", "Patient.birthDate", "date")]
    [InlineData("""{"resourceType":"Patient","name":["x"]}""", "fhir-json-type", "Patient.name[0]", "HumanName")]
    [InlineData("""{"resourceType":"Patient","deceasedBoolean":true,"deceasedDateTime":"2020"}""", "fhir-choice", "Patient.deceased", "two types")]
    [InlineData("""{"resourceType":"Patient","deceasedString":"yes"}""", "fhir-unknown-element", "Patient.deceased", "deceasedBoolean")]
    [InlineData("""{"resourceType":"Patient","link":[{"type":"refer"}]}""", "fhir-cardinality-min", "Patient.link[0]", "Patient.link.other")]
    [InlineData("""{"resourceType":"Patient","managingOrganization":{"reference":"Patient/1"}}""", "fhir-reference-target", "Patient.managingOrganization.reference", "Organization")]
    [InlineData("""{"resourceType":"Patient","managingOrganization":{"reference":"https://example.org/fhir/Patient/1/_history/2"}}""", "fhir-reference-target", "Patient.managingOrganization.reference", "Organization")]
    [InlineData("""{"resourceType":"Patient","managingOrganization":{"reference":"#o"}}""", "ref-1", "Patient.managingOrganization.reference", "contains no resource")]
    [InlineData("""{"resourceType":"Patient","managingOrganization":{"reference":"#o"},"contained":[{"resourceType":"Patient","id":"o"}]}""", "fhir-reference-target", "Patient.managingOrganization.reference", "Organization")]
    [InlineData("""{"resourceType":"Patient","managingOrganization":{"reference":"#o"},"contained":[{"resourceType":"Organization","id":"o","name":"n","nane":"x"}]}""", "fhir-unknown-element", "Patient.contained[0].nane", "name")]
    [InlineData("""{"resourceType":"Patient","modifierExtension":[{"url":"urn:x","valueBoolean":true}]}""", "fhir-modifier-extension", "Patient.modifierExtension[0]", "modif")]
    [InlineData("""{"resourceType":"Patient","extension":[{"valueBoolean":true}]}""", "fhir-cardinality-min", "Patient.extension[0]", "Extension.url")]
    [InlineData("""{"resourceType":"Patient","_birthDate":{"id":"x"}}""", "ele-1", "Patient.birthDate", "id")]
    [InlineData("""{"resourceType":"Patient","extension":[{"url":"http://hl7.org/fhir/StructureDefinition/patient-birthTime","valueString":"noon"}]}""", "fhir-type", "Patient.extension[0].value", "string")]
    [InlineData("""{"resourceType":"Bundle","type":"transaction","entry":[{"resource":{"resourceType":"Patient"}}]}""", "bdl-3", "Bundle.entry[0]", "request")]
    [InlineData("""{"resourceType":"Bundle","type":"collection","entry":[{"fullUrl":"urn:a","resource":{"resourceType":"Patient"}},{"fullUrl":"urn:a","resource":{"resourceType":"Patient"}}]}""", "bdl-7", "Bundle.entry[1].fullUrl", "full URL")]
    public void One_broken_rule_is_one_finding_at_its_place(string json, string rule, string expression, string word)
    {
        Verdict.Refused verdict = Assert.IsType<Verdict.Refused>(Held.Core.Validate(Encoding.UTF8.GetBytes(json)));
        Finding finding = Assert.Single(verdict.Findings, finding => finding.IsError);
        Assert.Equal(rule, finding.Rule);
        Assert.Contains(word, finding.Message + finding.Reason + finding.Remedy, StringComparison.Ordinal);
        Assert.NotNull(finding.Remedy);
        Assert.Equal((1, true), (finding.Line, finding.Column > 0));
        if (rule != "fhir-resource-type") Assert.Equal(expression, finding.Expression);
    }

    [Fact]
    public void A_reference_by_urn_is_checked_against_the_entry_that_it_names()
    {
        const string Bundle = """
            {"resourceType":"Bundle","type":"transaction","entry":[
              {"fullUrl":"urn:uuid:c757873d-ec9a-4326-a141-556f43239520","resource":{"resourceType":"Device"},"request":{"method":"POST","url":"Device"}},
              {"resource":{"resourceType":"Condition","subject":{"reference":"TARGET"}},"request":{"method":"POST","url":"Condition"}}]}
            """;
        Finding wrong = Assert.Single(Refused(Bundle.Replace("TARGET", "urn:uuid:c757873d-ec9a-4326-a141-556f43239520", StringComparison.Ordinal)));
        Finding lost = Assert.Single(Refused(Bundle.Replace("TARGET", "urn:uuid:0757873d-ec9a-4326-a141-556f43239520", StringComparison.Ordinal)));
        Assert.Equal(("fhir-reference-target", "Bundle.entry[1].resource.subject.reference"), (wrong.Rule, wrong.Expression));
        Assert.Equal(("fhir-reference-unresolved", Authority.Rule), (lost.Rule, lost.Authority));
    }

    [Fact]
    public void Every_error_is_told_and_not_only_the_first()
    {
        Assert.Equal(
            ["fhir-unknown-element", "fhir-binding-required", "fhir-primitive-date"],
            Refused("""{"resourceType":"Patient","x":1,"gender":"m","birthDate":"1"}""").Select(finding => finding.Rule));
    }

    [Fact]
    public void What_is_not_FHIR_is_told_apart_from_what_breaks_a_profile()
    {
        Verdict.Refused malformed = Assert.IsType<Verdict.Refused>(Held.Core.Validate("{"u8.ToArray()));
        Verdict.Refused unknown = Assert.IsType<Verdict.Refused>(Held.Core.Validate("""{"resourceType":"Patient","x":1}"""u8.ToArray()));
        Verdict.Refused modified = Assert.IsType<Verdict.Refused>(Held.Core.Validate("""{"resourceType":"Patient","modifierExtension":[{"url":"urn:x","valueBoolean":true}]}"""u8.ToArray()));
        Assert.Equal((true, true, false), (malformed.IsNotFhir, unknown.IsNotFhir, modified.IsNotFhir));
    }

    [Fact]
    public void A_claim_that_cannot_be_checked_is_a_warning_and_a_claim_for_another_type_an_error()
    {
        Verdict.Accepted unknown = Assert.IsType<Verdict.Accepted>(Held.Core.Validate("""{"resourceType":"Patient","meta":{"profile":["http://example.org/p"]}}"""u8.ToArray()));
        Assert.Equal("fhir-profile-unknown", Assert.Single(unknown.Findings).Rule);
        Finding other = Assert.Single(Refused("""{"resourceType":"Patient","meta":{"profile":["http://hl7.org/fhir/StructureDefinition/bp|4.0.1"]}}"""));
        Assert.Equal("fhir-profile-type", other.Rule);
    }

    [Fact]
    public void A_claimed_profile_is_checked()
    {
        IEnumerable<string> rules = Refused("""{"resourceType":"Observation","meta":{"profile":["http://hl7.org/fhir/StructureDefinition/bp"]},"status":"final","code":{"text":"bp"}}""").Select(finding => finding.Rule);
        Assert.Contains("fhir-slice-min", rules);
    }

    [Fact]
    public void Messages_never_hold_what_a_patient_could_be_known_by()
    {
        Verdict.Refused verdict = Assert.IsType<Verdict.Refused>(Held.Core.Validate("""{"resourceType":"Patient","birthDate":"SECRET","name":["SECRET"],"gender":{"text":"SECRET"},"telecom":"SECRET","active":"SECRET","maritalStatus":{"text":"SECRET","coding":"SECRET"}}"""u8.ToArray()));
        Assert.True(verdict.Findings.Count >= 5);
        Assert.DoesNotContain(verdict.Findings, finding => (finding.Message + finding.Reason + finding.Remedy).Contains("SECRET", StringComparison.Ordinal));
    }

    [Fact]
    public void The_names_given_to_the_reader_change_no_finding()
    {
        const string Json = """{"resourceType":"Observation","status":"x","valueQuantity":{"value":"1"},"_effectiveDateTime":{"extension":[{"url":"urn:x"}]}}""";
        using ResourceDocument plain = Some.Document(Json);
        using ResourceDocument named = Some.Document(Json, Held.Core.Names);
        Assert.Equal(Assert.IsType<Verdict.Refused>(Held.Core.Validate(named)).Findings, Assert.IsType<Verdict.Refused>(Held.Core.Validate(plain)).Findings);
    }

    [Fact]
    public void Any_changed_byte_of_an_example_gets_a_verdict() => Property.Hold(runs: 3_000, random =>
    {
        byte[] json = Encoding.UTF8.GetBytes(Example);
        for (int changes = random.Next(1, 4); changes > 0; changes--) json[random.Next(json.Length)] = (byte)random.Next(256);
        using ResourceDocument document = ResourceDocument.Parse(json.AsMemory(0, random.Next(8) == 0 ? random.Next(json.Length) : json.Length), Held.Registry.Names);
        Assert.NotNull(Held.Registry.Validate(document));
    });

    private static readonly string Example = PackageExample.Read("Observation-gnas-variant-rich.json");

    private static IEnumerable<Finding> Refused(string json) => Assert.IsType<Verdict.Refused>(Held.Core.Validate(Encoding.UTF8.GetBytes(json))).Findings.Where(finding => finding.IsError);
}
