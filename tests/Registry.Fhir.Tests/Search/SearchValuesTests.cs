using Registry.Fhir.Json;
using Registry.Fhir.Search;
using Registry.Fhir.Tests.Json;
using Xunit;

namespace Registry.Fhir.Tests.Search;

public sealed class SearchValuesTests
{
    [Fact]
    public void A_patient_is_found_by_its_id_and_its_identifiers()
    {
        Assert.Equal(
            [
                new("_id", SearchType.Token, null, "p1"),
                new("identifier", SearchType.Token, "urn:site", "1"),
                new("identifier", SearchType.Token, null, "2"),
            ],
            Extract("""{"resourceType":"Patient","id":"p1","identifier":[{"system":"urn:site","value":"1"},{"value":"2"},{"system":"urn:empty"}]}""", "Patient"));
    }

    [Fact]
    public void An_observation_is_found_by_code_and_by_patient()
    {
        Assert.Equal(
            [
                new("code", SearchType.Token, "http://loinc.org", "69548-6"),
                new("code", SearchType.Token, "urn:own", "x"),
                new("subject", SearchType.Reference, null, "Patient/p1"),
                new("patient", SearchType.Reference, null, "Patient/p1"),
            ],
            Extract("""{"resourceType":"Observation","code":{"coding":[{"system":"http://loinc.org","code":"69548-6"},{"system":"urn:own","code":"x"}],"text":"t"},"subject":{"reference":"Patient/p1/_history/3"}}""", "Observation"));
    }

    [Theory]
    [InlineData("urn:uuid:0c3151bd-1cbf-4d64-b04d-cd9187a4c6e0", true)]
    [InlineData("https://example.org/fhir/Patient/7", true)]
    [InlineData("Group/7", false)]
    public void Only_a_patient_answers_to_patient(string reference, bool isPatient)
    {
        SearchValue[] values = Extract("{\"resourceType\":\"Condition\",\"subject\":{\"reference\":\"" + reference + "\"}}", "Condition");
        Assert.Contains(new SearchValue("subject", SearchType.Reference, null, reference), values);
        Assert.Equal(isPatient, values.Contains(new SearchValue("patient", SearchType.Reference, null, reference)));
    }

    [Fact]
    public void A_contained_or_missing_target_is_not_indexed()
    {
        Assert.Empty(Extract("""{"resourceType":"Condition","subject":{"reference":"#p"}}""", "Condition"));
        Assert.Empty(Extract("""{"resourceType":"Condition","subject":{"display":"x"}}""", "Condition"));
        Assert.Empty(Extract("""{"resourceType":"Device","id":"d"}""", "Device"));
    }

    [Fact]
    public void Parameters_are_named_with_their_type()
    {
        Assert.Equal(["_id", "identifier"], SearchValues.Parameters("Patient").Select(parameter => parameter.Key));
        Assert.Contains(KeyValuePair.Create("patient", SearchType.Reference), SearchValues.Parameters("Condition"));
    }

    private static SearchValue[] Extract(string json, string type)
    {
        List<SearchValue> values = [];
        using ResourceDocument document = Some.Document(json);
        SearchValues.Extract(document.Root, type, values);
        return [.. values];
    }
}
