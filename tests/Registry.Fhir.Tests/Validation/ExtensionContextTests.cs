using System.Text;
using Registry.Fhir.Definitions;
using Registry.Fhir.Outcomes;
using Registry.Fhir.Tests.Profiles;
using Registry.Fhir.Validation;
using Xunit;

namespace Registry.Fhir.Tests.Validation;

/// <summary>Where extensions may stand. https://hl7.org/fhir/R4/defining-extensions.html#context</summary>
public sealed class ExtensionContextTests
{
    private const string Url = "urn:extension";
    private const string Held = """{"url":"urn:extension","valueBoolean":true}""";

    private static readonly string OnPatient = $$$"""{"resourceType":"Patient","extension":[{{{Held}}}]}""";
    private static readonly string OnName = $$$"""{"resourceType":"Patient","name":[{"extension":[{{{Held}}}]}]}""";
    private static readonly string OnContactName = $$$"""{"resourceType":"Patient","contact":[{"name":{"extension":[{{{Held}}}]}}]}""";
    private static readonly string OnContact = $$$"""{"resourceType":"Patient","contact":[{"modifierExtension":[{{{Held}}}],"gender":"male"}]}""";
    private static readonly string OnBirthDate = $$$"""{"resourceType":"Patient","_birthDate":{"extension":[{{{Held}}}]}}""";
    private static readonly string OnGiven = $$$"""{"resourceType":"Patient","name":[{"given":["a","b"],"_given":[null,{"extension":[{{{Held}}}]}]}]}""";
    private static readonly string OnExtension = $$$"""{"resourceType":"Patient","extension":[{"url":"urn:outer","extension":[{{{Held}}}]}]}""";
    private static readonly string OnDeceased = $$$"""{"resourceType":"Patient","deceasedBoolean":true,"_deceasedBoolean":{"extension":[{{{Held}}}]}}""";
    private static readonly string OnInnerItem = $$$"""{"resourceType":"Questionnaire","status":"draft","item":[{"linkId":"1","type":"group","item":[{"linkId":"2","type":"string","text":"x","extension":[{{{Held}}}]}]}]}""";
    private static readonly string OnContained = $$$"""{"resourceType":"Patient","generalPractitioner":[{"reference":"#o"}],"contained":[{"resourceType":"Organization","id":"o","name":"x","extension":[{{{Held}}}]}]}""";

    [Fact]
    public void A_context_may_name_a_slice_of_a_profile()
    {
        // Three slices by use; of official names those with a period are a slice again.
        DefinitionPackage package = DefinitionPackage.Read("slices", [
            new("p.json", Encoding.UTF8.GetBytes("""
                {"resourceType":"StructureDefinition","url":"urn:p","name":"P","status":"draft","kind":"resource","abstract":false,"type":"Patient","baseDefinition":"http://hl7.org/fhir/StructureDefinition/Patient","derivation":"constraint",
                "differential":{"element":[{"id":"Patient.name","path":"Patient.name","slicing":{"discriminator":[{"type":"value","path":"use"}],"rules":"open"}},
                {"id":"Patient.name:official","path":"Patient.name","sliceName":"official"},{"id":"Patient.name:official.use","path":"Patient.name.use","fixedCode":"official"},
                {"id":"Patient.name:nickname","path":"Patient.name","sliceName":"nickname"},{"id":"Patient.name:nickname.use","path":"Patient.name.use","fixedCode":"nickname"}]}}
                """)),
            new("e.json", Encoding.UTF8.GetBytes("""
                {"resourceType":"StructureDefinition","url":"urn:extension","name":"E","status":"draft","kind":"complex-type","abstract":false,"type":"Extension","baseDefinition":"http://hl7.org/fhir/StructureDefinition/Extension","derivation":"constraint",
                "context":[{"type":"element","expression":"urn:p#Patient.name:official"},{"type":"element","expression":"urn:p#Patient.name:nickname.given"}],"differential":{"element":[{"id":"Extension","path":"Extension"}]}}
                """)),
        ]);
        Validator validator = new(CoreDefinitions.Load().With(package));
        Assert.Empty(validator.UncheckedRules);
        Assert.True(Stands("\"use\":\"official\"", ""));
        Assert.False(Stands("\"use\":\"nickname\"", ""));
        Assert.False(Stands("\"family\":\"x\"", ""));
        Assert.True(Stands("\"use\":\"nickname\"", "given"));
        Assert.False(Stands("\"use\":\"official\"", "given"));
        Assert.False(validator.Validate(Encoding.UTF8.GetBytes(OnPatient)) is Verdict.Accepted);

        bool Stands(string name, string on) => validator.Validate(Encoding.UTF8.GetBytes(on.Length == 0
            ? $$$"""{"resourceType":"Patient","name":[{{{{name}}},"extension":[{{{Held}}}]}]}"""
            : $$$"""{"resourceType":"Patient","name":[{{{{name}}},"given":["x"],"_given":[{"extension":[{{{Held}}}]}]}]}""")) is Verdict.Accepted;
    }

    public static TheoryData<string, string, string, bool> Places => new()
    {
        { "element", "Element", OnName, true },
        { "element", "Patient", OnPatient, true },
        { "element", "Resource", OnPatient, true },
        { "element", "DomainResource", OnPatient, true },
        { "element", "Observation", OnPatient, false },
        { "element", "Patient", OnName, false },
        { "element", "DomainResource", OnName, false },
        { "element", "Organization", OnContained, true },
        { "element", "Patient", OnContained, false },
        { "element", "Patient.name", OnName, true },
        { "element", "HumanName", OnName, true },
        { "element", "Address", OnName, false },
        { "element", "Patient.name", OnContactName, false },
        { "element", "HumanName", OnContactName, true },
        { "element", "Patient.contact.name", OnContactName, true },
        { "element", "Patient.contact", OnContact, true },
        { "element", "BackboneElement", OnContact, true },
        { "element", "Patient.communication", OnContact, false },
        { "element", "Patient.birthDate", OnBirthDate, true },
        { "element", "date", OnBirthDate, true },
        { "element", "string", OnBirthDate, false },
        { "element", "HumanName.given", OnGiven, true },
        { "element", "Patient.name.given", OnGiven, true },
        { "element", "HumanName.family", OnGiven, false },
        { "element", "Patient.deceased[x]", OnDeceased, true },
        { "element", "Patient.multipleBirth[x]", OnDeceased, false },
        { "element", "Questionnaire.item", OnInnerItem, true },
        { "element", "Questionnaire.item.item", OnInnerItem, true },
        { "element", "Questionnaire.code", OnInnerItem, false },
        { "element", "http://example.org/StructureDefinition/profile#Patient.name:official", OnName, true },
        { "element", "http://example.org/StructureDefinition/profile#Patient.name:official", OnPatient, false },
        { "element", "Extension", OnExtension, true },
        { "extension", "urn:outer", OnExtension, true },
        { "extension", "urn:other", OnExtension, false },
        { "extension", "urn:outer", OnPatient, false },
        { "fhirpath", "Patient.contact.name", OnContactName, true },
        { "fhirpath", "Patient.contact.name", OnName, false },
        { "fhirpath", "name.where(given.exists()).given", OnGiven, true },
        { "fhirpath", "birthDate", OnBirthDate, true },
    };

    [Theory]
    [MemberData(nameof(Places))]
    public void An_extension_stands_only_where_its_definition_puts_it(string type, string expression, string json, bool isAllowed)
    {
        Findings findings = FindingsOf(Validate(PatientProfile.Extension(Url, new ExtensionContext(type, expression)), json));
        Assert.Equal(isAllowed ? 0 : 1, findings.Count(finding => finding is { Rule: "fhir-extension-context", IsError: true }));
    }

    [Theory]
    [InlineData("$this = 'b'", true)]
    [InlineData("$this = 'a'", false)]
    public void A_condition_is_asked_of_the_value_beside_the_extension(string condition, bool isAllowed)
    {
        StructureDefinition extension = PatientProfile.Extension(Url, new ExtensionContext("element", "string")) with { ContextInvariants = [condition] };
        Assert.Equal(isAllowed, Validate(extension, OnGiven) is Verdict.Accepted);
    }

    [Fact]
    public void One_of_several_contexts_is_enough() =>
        Assert.IsType<Verdict.Accepted>(Validate(PatientProfile.Extension(Url, new("element", "Observation"), new("extension", "urn:x"), new("element", "HumanName")), OnName));

    [Theory]
    [InlineData("element", "Nothing.at.all")]
    [InlineData("fhirpath", "name.((")]
    public void A_context_that_cannot_be_checked_is_told_at_the_start_and_refuses_nothing(string type, string expression)
    {
        Validator validator = PatientProfile.With(PatientProfile.Extension(Url, new ExtensionContext(type, expression)));
        Assert.Contains(validator.UncheckedRules, rule => rule.Profile == Url && rule.Key == expression);
        Assert.IsType<Verdict.Accepted>(validator.Validate(Encoding.UTF8.GetBytes(OnName)));
    }

    [Fact]
    public void A_context_without_end_is_told_and_not_followed()
    {
        Validator validator = PatientProfile.With(PatientProfile.Extension(Url, new ExtensionContext("element", "Questionnaire" + string.Concat(Enumerable.Repeat(".item", 200_000)))));
        Assert.Contains(validator.UncheckedRules, rule => rule.Profile == Url);
    }

    private static Findings FindingsOf(Verdict verdict) => verdict switch
    {
        Verdict.Refused refused => refused.Findings,
        Verdict.Accepted accepted => accepted.Findings,
        _ => throw new InvalidOperationException("No such verdict."),
    };

    private static Verdict Validate(StructureDefinition extension, string json) => PatientProfile.With(extension).Validate(Encoding.UTF8.GetBytes(json));
}
