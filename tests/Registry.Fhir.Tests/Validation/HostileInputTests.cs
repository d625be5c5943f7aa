using System.Text;
using Registry.Fhir.Json;
using Registry.Fhir.Tests.Json;
using Registry.Fhir.Validation;
using Xunit;

namespace Registry.Fhir.Tests.Validation;

/// <summary>Large inputs made to be slow: each is answered in time that grows with its size alone (a quadratic step would take minutes here).</summary>
public sealed class HostileInputTests
{
    private const int Many = 100_000;

    public static TheoryData<string, bool, string> Inputs => new()
    {
        { "entries with one full URL", false, Repeat("""{"resourceType":"Bundle","type":"collection","entry":[""", """{"fullUrl":"urn:a"}""", "]}") },
        { "entries and references by URN", false, Repeat("""{"resourceType":"Bundle","type":"transaction","entry":[""", """{"fullUrl":"urn:uuid:#","resource":{"resourceType":"Condition","subject":{"reference":"urn:uuid:#"}}}""", "]}") },
        { "contained resources and references to them", true, Repeat("""{"resourceType":"Patient","contained":[""", """{"resourceType":"Organization","id":"#","name":"n","partOf":{"reference":"@#"}}""", "]}") },
        { "claims", false, Repeat("""{"resourceType":"Observation","meta":{"profile":[""", "\"http://hl7.org/fhir/StructureDefinition/bp\"", "]}}") },
        { "shadows with an id", false, Repeat("""{"resourceType":"Patient","name":[{"_given":[""", """{"id":"#"}""", "]}]}") },
        { "components of no slice", false, Repeat("""{"resourceType":"Observation","meta":{"profile":["http://hl7.org/fhir/StructureDefinition/bp"]},"component":[""", """{"code":{"coding":[{"system":"http://loinc.org","code":"#"}]}}""", "]}") },
        { "unknown elements", false, Repeat("""{"resourceType":"Patient","name":[""", """{"#":1}""", "]}") },
    };

    [Theory]
    [MemberData(nameof(Inputs))]
    public void A_large_input_is_answered_in_linear_time(string what, bool isValid, string json)
    {
        System.Diagnostics.Stopwatch watch = System.Diagnostics.Stopwatch.StartNew();
        using ResourceDocument document = Some.Document(json, Held.Core.Names);
        Assert.True(document.IsWellFormed, what);
        Assert.Equal(isValid, Held.Core.Validate(document) is Verdict.Accepted);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(30), what);
    }

    private static string Repeat(string head, string item, string tail)
    {
        StringBuilder text = new(head);
        for (int i = 0; i < Many; i++) text.Append(i > 0 ? "," : "").Append(item.Replace("#", i.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal).Replace('@', '#'));
        return text.Append(tail).ToString();
    }
}
