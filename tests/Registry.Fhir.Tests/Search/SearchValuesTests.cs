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

    [Fact]
    public void The_expressions_give_what_reading_the_elements_gives()
    {
        Assert.SkipWhen(Repository.Examples is null, "profiles/node_modules/hl7.fhir.r4.examples is absent: run npm ci in profiles/.");
        int count = 0;
        foreach (string file in Directory.EnumerateFiles(Repository.Examples, "*.json").Where(file => Path.GetFileName(file).Split('-')[0] is "Patient" or "Observation" or "Condition"))
        {
            using ResourceDocument document = ResourceDocument.Parse(File.ReadAllBytes(file));
            string type = document.Root["resourceType"].AsString()!;
            List<SearchValue> values = [];
            SearchValues.Extract(document.Root, type, values);
            Assert.Equal(ByElements(document.Root, type), values);
            count += values.Count;
        }

        Assert.True(count > 300, $"{count}");
    }

    /// <summary>The same, read element by element, as the registry did before it had FHIRPath.</summary>
    private static List<SearchValue> ByElements(NodeCursor resource, string type)
    {
        List<SearchValue> values = [];
        Token("_id", default, resource["id"]);
        foreach (NodeCursor identifier in resource["identifier"]) Token("identifier", identifier["system"], identifier["value"]);
        if (type == "Patient") return values;
        foreach (NodeCursor coding in resource["code"]["coding"]) Token("code", coding["system"], coding["code"]);
        if (resource["subject"]["reference"].AsString() is not { } text || text[0] == '#') return values;
        int history = text.IndexOf("/_history/", StringComparison.Ordinal);
        string target = history < 0 ? text : text[..history];
        values.Add(new SearchValue("subject", SearchType.Reference, null, target));
        if (target.StartsWith("Patient/", StringComparison.Ordinal) || target.Contains("/Patient/", StringComparison.Ordinal) || target.StartsWith("urn:", StringComparison.Ordinal)
            || resource["subject"]["type"].ValueEquals("Patient")) values.Add(new SearchValue("patient", SearchType.Reference, null, target));
        return values;

        void Token(string parameter, NodeCursor system, NodeCursor value)
        {
            if (value.AsString() is { } code) values.Add(new SearchValue(parameter, SearchType.Token, system.AsString(), code));
        }
    }

    private static SearchValue[] Extract(string json, string type)
    {
        List<SearchValue> values = [];
        using ResourceDocument document = Some.Document(json);
        SearchValues.Extract(document.Root, type, values);
        return [.. values];
    }
}
