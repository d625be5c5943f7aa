using System.Text;
using Registry.Fhir.Definitions;
using Registry.Fhir.Tests.Validation;
using Registry.Fhir.Validation;
using Xunit;

namespace Registry.Fhir.Tests.Profiles;

/// <summary>What a profile's element asks of a primitive's value by extensions of its definition.</summary>
public sealed class ValueBoundTests
{
    private const string Absent = "http://hl7.org/fhir/StructureDefinition/data-absent-reason";

    private static readonly ElementDefinition Language = new() { Id = "Patient.language", Path = "Patient.language", Max = 1, BaseMax = 1, Types = [new() { Code = "code" }] };

    [Theory]
    [InlineData("de-AT", true)]
    [InlineData("de", false)]
    public void A_value_is_not_shorter_than_the_least_length(string value, bool isValid) =>
        Assert.Equal(isValid, IsValid(Language with { MinLength = 5 }, $"\"language\":\"{value}\""));

    [Theory]
    [InlineData("\"language\":\"de\"", true)]
    [InlineData("\"active\":true", true)]
    [InlineData("\"_language\":{\"extension\":[{\"url\":\"" + Absent + "\",\"valueCode\":\"unknown\"}]}", false)]
    public void A_value_that_must_stand_is_not_replaced_by_an_extension(string json, bool isValid) =>
        Assert.Equal(isValid, IsValid(Language with { MustHaveValue = true }, json));

    [Theory]
    [InlineData("\"language\":\"de\"", true)]
    [InlineData("\"language\":\"de\",\"_language\":{\"extension\":[{\"url\":\"urn:x\",\"valueCode\":\"unknown\"}]}", true)]
    [InlineData("\"_language\":{\"extension\":[{\"url\":\"" + Absent + "\",\"valueCode\":\"unknown\"}]}", true)]
    [InlineData("\"_language\":{\"extension\":[{\"url\":\"urn:x\",\"valueCode\":\"unknown\"}]}", false)]
    public void Only_the_named_extensions_stand_in_place_of_a_value(string json, bool isValid) =>
        Assert.Equal(isValid, IsValid(Language with { ValueAlternatives = ["urn:it's", Absent] }, json));

    private static bool IsValid(ElementDefinition element, string json) =>
        PatientProfile.Compile(element).Validate(Encoding.UTF8.GetBytes("{\"resourceType\":\"Patient\"," + json + "}"), PatientProfile.Url) is Verdict.Accepted;
}
