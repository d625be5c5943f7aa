using System.Text;
using Registry.Fhir.Definitions;
using Registry.Fhir.Outcomes;
using Registry.Fhir.Profiles;
using Registry.Fhir.Tests.Validation;
using Registry.Fhir.Validation;
using Xunit;
using static Registry.Fhir.Tests.Profiles.PatientProfile;

namespace Registry.Fhir.Tests.Profiles;

/// <summary>Profiles made here, one feature each, on R4's Patient.</summary>
public sealed class SlicingTests
{
    private const string Url = PatientProfile.Url;

    [Theory]
    [InlineData("""[{"system":"urn:a","value":"1"}]""", null)]
    [InlineData("""[{"system":"urn:a","value":"1"},{"system":"urn:b","value":"1"}]""", null)]
    [InlineData("""[{"system":"urn:b","value":"1"}]""", "fhir-slice-min")]
    [InlineData("""[{"system":"urn:a","value":"1"},{"system":"urn:a","value":"2"}]""", "fhir-slice-max")]
    [InlineData("""[{"system":"urn:a"}]""", "fhir-cardinality-min")]
    [InlineData(null, "fhir-slice-min")]
    public void A_slice_by_value_is_counted_and_its_content_checked(string? identifiers, string? rule) =>
        AssertRule(rule, identifiers, Sliced(SlicingRules.Open, false, "value", "system"));

    [Theory]
    [InlineData("""[{"system":"urn:a","value":"1"},{"value":"1"}]""", "fhir-slice-closed")]
    [InlineData("""[{"system":"urn:a","value":"1"}]""", null)]
    public void A_closed_slicing_allows_nothing_beside_its_slices(string identifiers, string? rule) =>
        AssertRule(rule, identifiers, Sliced(SlicingRules.Closed, false, "value", "system"));

    [Theory]
    [InlineData("""[{"value":"1"},{"system":"urn:a","value":"1"}]""", "fhir-slice-end")]
    [InlineData("""[{"system":"urn:a","value":"1"},{"value":"1"}]""", null)]
    public void An_open_at_end_slicing_takes_others_last(string identifiers, string? rule) =>
        AssertRule(rule, identifiers, Sliced(SlicingRules.OpenAtEnd, false, "value", "system"));

    [Theory]
    [InlineData("""[{"system":"urn:c","value":"1"},{"system":"urn:a","value":"1"}]""", "fhir-slice-order")]
    [InlineData("""[{"system":"urn:a","value":"1"},{"system":"urn:c","value":"1"}]""", null)]
    public void An_ordered_slicing_keeps_the_order_of_the_profile(string identifiers, string? rule) =>
        AssertRule(rule, identifiers, [.. Sliced(SlicingRules.Open, true, "value", "system"), .. Slice("c", 0, "urn:c")]);

    [Theory]
    [InlineData("""[{"system":"urn:x","value":"1"}]""", null)]
    [InlineData("""[{"value":"1"}]""", "fhir-slice-min")]
    public void A_slice_by_existence_asks_whether_anything_is_there(string identifiers, string? rule) => AssertRule(rule, identifiers,
    [
        Identifier() with { Slicing = new ElementSlicing([new SliceDiscriminator("exists", "system")], SlicingRules.Open, false) },
        Identifier() with { Id = "Patient.identifier:a", SliceName = "a", Min = 1 },
        new() { Id = "Patient.identifier:a.system", Path = "Patient.identifier.system", Min = 1, Max = 1, BaseMax = 1, Types = [new() { Code = "uri" }] },
    ]);

    [Theory]
    [InlineData("\"deceasedBoolean\":true", null)]
    [InlineData("\"deceasedDateTime\":\"2020\"", "fhir-slice-closed")]
    public void A_choice_is_sliced_by_type(string property, string? rule) => AssertRule(rule, property,
    [
        Deceased() with { Slicing = new ElementSlicing([new SliceDiscriminator("type", "$this")], SlicingRules.Closed, false) },
        Deceased() with { Id = "Patient.deceased[x]:deceasedBoolean", SliceName = "deceasedBoolean", Types = [new() { Code = "boolean" }] },
    ], isIdentifier: false);

    [Theory]
    [InlineData("\"deceasedBoolean\":true", null)]
    [InlineData("\"deceasedDateTime\":\"2020\"", "fhir-type")]
    public void A_profile_may_withdraw_a_type(string property, string? rule) =>
        AssertRule(rule, property, [Deceased() with { Types = [new() { Code = "boolean" }] }], isIdentifier: false);

    [Theory]
    [InlineData("\"active\":true", null)]
    [InlineData("\"active\":false", "fhir-fixed")]
    public void A_fixed_value_must_be_the_same(string property, string? rule) => AssertRule(rule, property,
        [new() { Id = "Patient.active", Path = "Patient.active", Max = 1, BaseMax = 1, Types = [new() { Code = "boolean" }], Fixed = "true"u8.ToArray(), FixedType = "boolean" }], isIdentifier: false);

    [Theory]
    [InlineData("""[{"type":{"coding":[{"code":"y"},{"system":"urn:s","code":"x","display":"d"}]},"value":"1"}]""", null)]
    [InlineData("""[{"type":{"coding":[{"system":"urn:s","code":"y"}]},"value":"1"}]""", "fhir-pattern")]
    public void A_pattern_must_be_held_and_may_be_exceeded(string identifiers, string? rule) => AssertRule(rule, identifiers,
    [
        Identifier(),
        new()
        {
            Id = "Patient.identifier.type", Path = "Patient.identifier.type", Max = 1, BaseMax = 1, Types = [new() { Code = "CodeableConcept" }],
            Pattern = """{"coding":[{"system":"urn:s","code":"x"}]}"""u8.ToArray(), FixedType = "CodeableConcept",
        },
    ]);

    [Theory]
    [InlineData("value", "resolve().code")]
    [InlineData("profile", "$this")]
    public void What_cannot_be_compiled_stops_the_start_by_name(string type, string path)
    {
        ProfileException thrown = Assert.Throws<ProfileException>(() => Compile(Sliced(SlicingRules.Open, false, type, path)));
        Assert.Equal((Url, "Patient.identifier:a"), (thrown.Profile, thrown.Element));
    }

    [Theory]
    [InlineData("name.given.exists(", "test-1")]
    [InlineData("name.noSuchFunction()", "test-1")]
    public void An_invariant_that_cannot_be_compiled_stops_the_start_by_name(string expression, string key)
    {
        ProfileException thrown = Assert.Throws<ProfileException>(() => Compile([new() { Id = "Patient", Path = "Patient", Constraints = [new(key, true, "x", expression)] }]));
        Assert.Contains(key, thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_element_that_the_base_does_not_have_stops_the_start_by_name()
    {
        ProfileException thrown = Assert.Throws<ProfileException>(() => Compile([new() { Id = "Patient.wings", Path = "Patient.wings" }]));
        Assert.Contains("Patient.wings", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_left_unchecked_is_named()
    {
        Validator validator = Compile([new() { Id = "Patient", Path = "Patient", Constraints = [new("test-1", true, "x", null)] }]);
        Assert.Contains(validator.UncheckedRules, rule => rule is { Profile: Url, Key: "test-1" });
    }

    [Theory]
    [InlineData("1900-01-01", null)]
    [InlineData("1900", null)]
    [InlineData("1899", "fhir-min-value")]
    [InlineData("2000-12-31", null)]
    [InlineData("2001-01", "fhir-max-value")]
    public void A_date_is_compared_as_far_as_it_was_said(string birthDate, string? rule) => AssertRule(rule, $"\"birthDate\":\"{birthDate}\"",
        [new() { Id = "Patient.birthDate", Path = "Patient.birthDate", Max = 1, BaseMax = 1, Types = [new() { Code = "date" }], MinValue = "\"1900-01-01\""u8.ToArray(), MaxValue = "\"2000-12-31\""u8.ToArray() }], isIdentifier: false);

    private static void AssertRule(string? rule, string? content, IEnumerable<ElementDefinition> elements, bool isIdentifier = true)
    {
        string property = content is null ? "" : isIdentifier ? ",\"identifier\":" + content : "," + content;
        Verdict verdict = Compile(elements).Validate(Encoding.UTF8.GetBytes("{\"resourceType\":\"Patient\"" + property + "}"), Url);
        if (rule is null)
        {
            Assert.IsType<Verdict.Accepted>(verdict);
            return;
        }

        Finding finding = Assert.Single(Assert.IsType<Verdict.Refused>(verdict).Findings, one => one.IsError);
        Assert.Equal((rule, Url, Authority.Profile), (finding.Rule, finding.Profile, finding.Authority));
    }
}
