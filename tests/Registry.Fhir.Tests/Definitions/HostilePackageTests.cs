using System.Globalization;
using System.Text;
using Registry.Fhir.Definitions;
using Xunit;

namespace Registry.Fhir.Tests.Definitions;

/// <summary>Packages that mean harm end in a load error that names the cause, or load; in bounded time and memory, and never in anything else.</summary>
public sealed class HostilePackageTests
{
    [Fact]
    public void Value_sets_that_import_one_another_in_a_long_chain_are_refused()
    {
        string[] sets = [.. Enumerable.Range(0, 5_000).Select(index => Some.ValueSet(Url(index), $$"""{"include":[{"valueSet":["{{Url(index + 1)}}"]}]}"""))];
        Assert.Contains($"More than {Limits.ImportChain} value sets", Fault(sets), StringComparison.Ordinal);
    }

    [Fact]
    public void A_value_set_whose_parts_are_copied_again_and_again_is_refused()
    {
        string parts = string.Join(",", Enumerable.Range(0, 60_000).Select(index => $$"""{"system":"urn:s","concept":[{"code":"{{Text(index)}}"}]}"""));
        Assert.Contains($"more than {Limits.ExpansionSteps} codes", Fault(Some.ValueSet("urn:vs", $$"""{"include":[{{parts}}],"exclude":[{{parts}}]}""")), StringComparison.Ordinal);
    }

    [Fact]
    public void Many_value_sets_of_one_large_system_are_refused_when_they_are_too_many()
    {
        string system = Some.CodeSystem("urn:s", string.Join(",", Enumerable.Range(0, 100_000).Select(index => $$"""{"code":"{{Text(index)}}"}""")));
        string[] sets = [system, .. Enumerable.Range(0, 1_000).Select(index => Some.ValueSet(Url(index), """{"include":[{"system":"urn:s","filter":[{"property":"concept","op":"is-a","value":"1"}]}]}"""))];
        Assert.Contains($"more than {Limits.ExpansionSteps} codes", Fault(sets), StringComparison.Ordinal);
    }

    [Fact]
    public void A_hierarchy_written_from_the_leaf_up_is_walked_once()
    {
        string concepts = string.Join(",", Enumerable.Range(0, 50_000).Select(index => $$"""{"code":"{{Text(index)}}","property":[{"code":"parent","valueCode":"{{Text(index + 1)}}"}]}"""));
        DefinitionSet held = CoreDefinitions.Load().With(Some.Package(
            Some.CodeSystem("urn:s", concepts),
            Some.ValueSet("urn:vs", """{"include":[{"system":"urn:s","filter":[{"property":"concept","op":"descendent-of","value":"49999"}]}]}""")));
        Assert.Equal(49_999, held.FindValueSet("urn:vs")!.CodesBySystem["urn:s"].Count);
    }

    [Fact]
    public void A_hierarchy_that_leads_back_to_itself_is_walked_once()
    {
        DefinitionSet held = CoreDefinitions.Load().With(Some.Package(
            Some.CodeSystem("urn:s", """{"code":"a","property":[{"code":"parent","valueCode":"b"}]},{"code":"b","property":[{"code":"parent","valueCode":"a"}]}"""),
            Some.ValueSet("urn:vs", """{"include":[{"system":"urn:s","filter":[{"property":"concept","op":"is-a","value":"a"}]}]}""")));
        Assert.Equal(["a", "b"], held.FindValueSet("urn:vs")!.CodesBySystem["urn:s"].Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Patterns_are_compared_to_any_depth_and_to_a_limit_in_number()
    {
        string deep = string.Concat(Enumerable.Repeat("""{"extension":[""", 50)) + """{"url":"urn:x"}""" + string.Concat(Enumerable.Repeat("]}", 50));
        Assert.NotNull(CoreDefinitions.Load().With(Some.Package(Profile("urn:a", "http://hl7.org/fhir/StructureDefinition/Patient", deep), Profile("urn:b", "urn:a", deep))).Find("urn:b"));

        string Codings(IEnumerable<int> codes) => "{\"coding\":[" + string.Join(",", codes.Select(index => $$"""{"code":"{{Text(index)}}"}""")) + "]}";
        Assert.Contains(
            $"more than {Limits.PatternComparisons} comparisons",
            Fault(Profile("urn:a", "http://hl7.org/fhir/StructureDefinition/Patient", Codings(Enumerable.Range(0, 5_000))), Profile("urn:b", "urn:a", Codings(Enumerable.Range(0, 5_000).Reverse()))),
            StringComparison.Ordinal);
    }

    [Fact]
    public void An_element_with_parts_without_end_is_refused()
    {
        string types = string.Join(",", Enumerable.Repeat("""{"code":"string"}""", Limits.ElementParts + 1));
        string profile = Profile("urn:a", "http://hl7.org/fhir/StructureDefinition/Patient", """{"text":"a"}""").Replace("\"min\":0", $$"""
            "min":0,"type":[{{types}}]
            """, StringComparison.Ordinal);
        Assert.Contains($"more than {Limits.ElementParts}", Fault(profile), StringComparison.Ordinal);
    }

    [Fact]
    public void Random_changes_to_a_profile_load_or_are_refused_by_name()
    {
        string good = Profile("urn:a", "http://hl7.org/fhir/StructureDefinition/Patient", """{"coding":[{"system":"urn:s","code":"a"}]}""");
        string[] words = ["Patient", "maritalStatus", "[x]", ":a", ".", "/", "\"\"", "null", "9999999999", "[]", "{}", "extension", "#", "|"];
        Property.Hold(runs: 500, random =>
        {
            StringBuilder text = new(good);
            for (int change = random.Next(1, 4); change > 0; change--)
            {
                int at = random.Next(text.Length);
                if (random.Next(2) == 0) text.Remove(at, Math.Min(random.Next(1, 12), text.Length - at));
                else text.Insert(at, words[random.Next(words.Length)]);
            }

            try
            {
                CoreDefinitions.Load().With(Some.Package(text.ToString()));
            }
            catch (DefinitionException fault)
            {
                Assert.StartsWith("test", fault.Message, StringComparison.Ordinal);
            }
        });
    }

    private static string Profile(string url, string basis, string pattern) =>
        $$$"""
        {"resourceType":"StructureDefinition","url":"{{{url}}}","kind":"resource","type":"Patient","baseDefinition":"{{{basis}}}","derivation":"constraint",
         "differential":{"element":[{"id":"Patient.maritalStatus","path":"Patient.maritalStatus","min":0,"patternCodeableConcept":{{{pattern}}}}]}}
        """;

    private static string Url(int index) => "urn:vs:" + Text(index);

    private static string Text(int index) => index.ToString(CultureInfo.InvariantCulture);

    private static string Fault(params string[] definitions) => Assert.Throws<DefinitionException>(() => CoreDefinitions.Load().With(Some.Package(definitions))).Message;
}
