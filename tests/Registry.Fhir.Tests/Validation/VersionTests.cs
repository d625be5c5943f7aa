using System.Text;
using Registry.Fhir.Definitions;
using Registry.Fhir.Outcomes;
using Registry.Fhir.Profiles;
using Registry.Fhir.Validation;
using Xunit;

namespace Registry.Fhir.Tests.Validation;

/// <summary>Several versions of profiles, value sets and code systems: |version picks, and without it the later package's counts.</summary>
public sealed class VersionTests
{
    private static readonly Validator Both = new(CoreDefinitions.Load().With(Package("1.0", "birthDate", "a", "1"), Package("2.0", "gender", "b", "2"), Uses));

    private static DefinitionPackage Uses => DefinitionPackage.Read("uses", [
        File("old", Profile("urn:old", "3.0", "urn:p|1.0", """{"id":"Patient.active","path":"Patient.active"}""")),
        File("bound-1", Profile("urn:bound-1", "1.0", "http://hl7.org/fhir/StructureDefinition/Patient", Bound("urn:set|1.0"))),
        File("bound-2", Profile("urn:bound-2", "1.0", "http://hl7.org/fhir/StructureDefinition/Patient", Bound("urn:set|2.0"))),
        File("bound", Profile("urn:bound", "1.0", "http://hl7.org/fhir/StructureDefinition/Patient", Bound("urn:set"))),
        File("whole-1", """{"resourceType":"ValueSet","url":"urn:whole-1","status":"draft","compose":{"include":[{"system":"urn:s","version":"1"}]}}"""),
        File("whole", """{"resourceType":"ValueSet","url":"urn:whole","status":"draft","compose":{"include":[{"system":"urn:s"}]}}"""),
        File("import-1", """{"resourceType":"ValueSet","url":"urn:import-1","status":"draft","compose":{"include":[{"valueSet":["urn:set|1.0"]}]}}"""),
    ]);

    [Theory]
    [InlineData("urn:p", "gender")]
    [InlineData("urn:p|2.0", "gender")]
    [InlineData("urn:p|1.0", "birthDate")]
    [InlineData("urn:p|9.9", "gender")]
    [InlineData("urn:old", "birthDate")]
    public void A_claim_is_checked_against_the_version_that_it_names(string claim, string missing)
    {
        Finding error = Assert.Single(Errors(Both, $$"""{"resourceType":"Patient","meta":{"profile":["{{claim}}"]},"active":true}"""));
        Assert.Contains($"Patient.{missing} is missing", error.Message, StringComparison.Ordinal);
        Assert.Equal(claim is "urn:p|1.0" ? "urn:p|1.0" : claim.Split('|')[0], error.Profile);
    }

    [Fact]
    public void Both_versions_of_a_profile_are_checked_where_both_are_claimed() =>
        Assert.Equal(2, Errors(Both, """{"resourceType":"Patient","meta":{"profile":["urn:p|1.0","urn:p|2.0"]},"active":true}""").Length);

    [Fact]
    public void A_version_that_is_not_held_is_told()
    {
        Verdict verdict = Both.Validate("""{"resourceType":"Patient","meta":{"profile":["urn:p|9.9"]},"gender":"male"}"""u8.ToArray());
        Assert.Equal(["fhir-profile-version"], Assert.IsType<Verdict.Accepted>(verdict).Findings.Select(finding => finding.Rule));
        Assert.Empty(Assert.IsType<Verdict.Accepted>(Both.Validate("""{"resourceType":"Patient","meta":{"profile":["urn:p|2.0"]},"gender":"male"}"""u8.ToArray())).Findings);
    }

    [Theory]
    [InlineData("urn:bound-1", "a", true)]
    [InlineData("urn:bound-1", "b", false)]
    [InlineData("urn:bound-2", "a", false)]
    [InlineData("urn:bound-2", "b", true)]
    [InlineData("urn:bound", "a", false)]
    [InlineData("urn:bound", "b", true)]
    public void A_binding_takes_the_version_of_the_value_set_that_it_names(string profile, string code, bool isAccepted) =>
        Assert.Equal(isAccepted, Both.Validate(Encoding.UTF8.GetBytes($$$"""{"resourceType":"Patient","maritalStatus":{"coding":[{"system":"urn:s","version":"0","code":"{{{code}}}"}]}}"""), profile) is Verdict.Accepted);

    [Theory]
    [InlineData(",\"maritalStatus\":{\"coding\":[{\"system\":\"urn:s\",\"version\":\"1\",\"code\":\"a\"}]}", "")]
    [InlineData(",\"maritalStatus\":{\"coding\":[{\"system\":\"urn:s\",\"version\":\"2\",\"code\":\"b\"}]}", "fhir-binding-max")]
    [InlineData(",\"maritalStatus\":{\"text\":\"a\"}", "")]
    [InlineData("", "")]
    public void No_code_goes_beyond_the_greatest_value_set_of_a_base(string status, string rules)
    {
        DefinitionPackage package = DefinitionPackage.Read("most", [
            File("base", Profile("urn:base", "1", "http://hl7.org/fhir/StructureDefinition/Patient", """{"id":"Patient.maritalStatus","path":"Patient.maritalStatus","binding":{"extension":[{"url":"http://hl7.org/fhir/StructureDefinition/elementdefinition-maxValueSet","valueCanonical":"urn:set|1.0"}],"strength":"extensible","valueSet":"http://hl7.org/fhir/ValueSet/marital-status"}}""")),
            File("derived", Profile("urn:derived", "1", "urn:base", """{"id":"Patient.maritalStatus","path":"Patient.maritalStatus","binding":{"strength":"extensible","valueSet":"http://hl7.org/fhir/ValueSet/marital-status"}}""")),
        ]);
        Validator validator = new(CoreDefinitions.Load().With(Package("1.0", "birthDate", "a", "1"), Package("2.0", "gender", "b", "2"), package));
        Assert.Equal(rules, string.Join(',', Errors(validator, "{\"resourceType\":\"Patient\",\"meta\":{\"profile\":[\"urn:derived\"]},\"active\":true" + status + "}").Select(finding => finding.Rule)));
    }

    [Fact]
    public void Value_sets_import_the_versions_that_they_name()
    {
        DefinitionSet all = CoreDefinitions.Load().With(Package("1.0", "birthDate", "a", "1"), Package("2.0", "gender", "b", "2"), Uses);
        Assert.Equal(["a"], all.FindValueSet("urn:import-1")!.CodesBySystem["urn:s"]);
        Assert.Equal(["a", "old"], all.FindValueSet("urn:whole-1")!.CodesBySystem["urn:s"].Order(StringComparer.Ordinal));
        Assert.Equal(["b", "old"], all.FindValueSet("urn:whole")!.CodesBySystem["urn:s"].Order(StringComparer.Ordinal));
        Assert.Equal(["b"], all.FindValueSet("urn:set|7.7")!.CodesBySystem["urn:s"]);
        Assert.Equal(Membership.Member, all.FindCodeSystem("urn:s|1")!.Contains("a"));
        Assert.Equal(Membership.Outside, all.FindCodeSystem("urn:s")!.Contains("a"));
    }

    [Fact]
    public void A_code_is_asked_of_the_version_of_its_system()
    {
        Assert.Empty(Errors(Both, Tagged("b", null)));
        Assert.Empty(Errors(Both, Tagged("a", "1")));
        Assert.Empty(Errors(Both, Tagged("a", "7")));      // Not held, so nothing is known of its codes.
        Assert.Equal(["fhir-code"], Errors(Both, Tagged("a", null)).Select(finding => finding.Rule));
        Assert.Equal(["fhir-code"], Errors(Both, Tagged("b", "1")).Select(finding => finding.Rule));
    }

    [Fact]
    public void A_package_that_brings_a_value_set_of_core_does_not_change_what_core_binds()
    {
        Validator validator = new(CoreDefinitions.Load().With(DefinitionPackage.Read("p", [File("s", """{"resourceType":"ValueSet","url":"http://hl7.org/fhir/ValueSet/administrative-gender","version":"9","status":"draft","compose":{"include":[{"system":"urn:s","concept":[{"code":"x"}]}]}}""")])));
        Assert.Empty(Errors(validator, """{"resourceType":"Patient","gender":"male"}"""));
        Assert.Equal(["fhir-binding-required"], Errors(validator, """{"resourceType":"Patient","gender":"x"}""").Select(finding => finding.Rule));
    }

    [Fact]
    public void A_package_profile_below_HL7s_address_that_cannot_be_compiled_stops_the_load_by_name()
    {
        DefinitionPackage package = DefinitionPackage.Read("p", [File("x", Profile(
            "http://hl7.org/fhir/StructureDefinition/broken", "1.0", "http://hl7.org/fhir/StructureDefinition/Patient",
            """{"id":"Patient.active","path":"Patient.active","constraint":[{"key":"x-1","severity":"error","human":"x","expression":"noSuchFunction()"}]}"""))]);
        ProfileException fault = Assert.Throws<ProfileException>(() => new Validator(CoreDefinitions.Load().With(package)));
        Assert.Contains("broken", fault.Message, StringComparison.Ordinal);
        Assert.Contains("x-1", fault.Message, StringComparison.Ordinal);
    }

    private static Finding[] Errors(Validator validator, string json) => validator.Validate(Encoding.UTF8.GetBytes(json)) is Verdict.Refused refused ? [.. refused.Findings.Where(finding => finding.IsError)] : [];

    private static string Tagged(string code, string? version) => $$$"""{"resourceType":"Patient","meta":{"tag":[{"system":"urn:s",{{{(version is null ? "" : $"\"version\":\"{version}\",")}}}"code":"{{{code}}}"}]},"active":true}""";

    private static DefinitionPackage Package(string version, string mandatory, string code, string systemVersion) => DefinitionPackage.Read("p-" + version, [
        File("p", Profile("urn:p", version, "http://hl7.org/fhir/StructureDefinition/Patient", $$"""{"id":"Patient.{{mandatory}}","path":"Patient.{{mandatory}}","min":1}""")),
        File("set", $$$"""{"resourceType":"ValueSet","url":"urn:set","version":"{{{version}}}","status":"draft","compose":{"include":[{"system":"urn:s","concept":[{"code":"{{{code}}}"}]}]}}"""),
        File("system", $$"""{"resourceType":"CodeSystem","url":"urn:s","version":"{{systemVersion}}","status":"draft","content":"complete","concept":[{"code":"{{code}}"},{"code":"old"}]}"""),
    ]);

    private static string Profile(string url, string version, string baseDefinition, string element) =>
        $$$"""{"resourceType":"StructureDefinition","url":"{{{url}}}","version":"{{{version}}}","name":"P","status":"draft","kind":"resource","abstract":false,"type":"Patient","baseDefinition":"{{{baseDefinition}}}","derivation":"constraint","differential":{"element":[{{{element}}}]}}""";

    private static string Bound(string set) => $$$"""{"id":"Patient.maritalStatus","path":"Patient.maritalStatus","binding":{"strength":"required","valueSet":"{{{set}}}"}}""";

    private static KeyValuePair<string, ReadOnlyMemory<byte>> File(string name, string json) => new(name + ".json", Encoding.UTF8.GetBytes(json));
}
