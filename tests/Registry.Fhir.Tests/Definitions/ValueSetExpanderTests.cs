using Registry.Fhir.Definitions;
using Xunit;
using static Registry.Fhir.Definitions.Membership;

namespace Registry.Fhir.Tests.Definitions;

public sealed class ValueSetExpanderTests
{
    // animal > mammal > (dog, cat), animal being abstract; bird is a child by its property, bat has two parents.
    private static readonly string Animals = Some.CodeSystem(
        "urn:animals",
        """
        {"code":"animal","property":[{"code":"notSelectable","valueBoolean":true}],"concept":[{"code":"mammal","concept":[{"code":"dog","property":[{"code":"legs","valueInteger":4}]},{"code":"cat","property":[{"code":"legs","valueInteger":4}]},{"code":"bat","property":[{"code":"legs","valueInteger":2},{"code":"parent","valueCode":"flier"}]}]}]},
        {"code":"flier"},
        {"code":"bird","property":[{"code":"parent","valueCode":"flier"},{"code":"legs","valueInteger":2}]}
        """,
        "\"caseSensitive\":true,");

    [Theory]
    [InlineData("""{"concept":[{"code":"dog"},{"code":"unicorn"}]}""", "dog unicorn")]
    [InlineData("{}", "mammal dog cat bat flier bird")]
    [InlineData("""{"filter":[{"property":"concept","op":"is-a","value":"mammal"}]}""", "mammal dog cat bat")]
    [InlineData("""{"filter":[{"property":"concept","op":"descendent-of","value":"animal"}]}""", "mammal dog cat bat")]
    [InlineData("""{"filter":[{"property":"concept","op":"is-a","value":"flier"}]}""", "bat flier bird")]
    [InlineData("""{"filter":[{"property":"concept","op":"is-not-a","value":"mammal"}]}""", "flier bird")]
    [InlineData("""{"concept":[{"code":"animal"}]}""", "animal")]
    [InlineData("""{"filter":[{"property":"concept","op":"in","value":"dog,bird"}]}""", "dog bird")]
    [InlineData("""{"filter":[{"property":"code","op":"=","value":"dog"}]}""", "dog")]
    [InlineData("""{"filter":[{"property":"legs","op":"=","value":"2"}]}""", "bat bird")]
    [InlineData("""{"filter":[{"property":"legs","op":"=","value":"2"},{"property":"concept","op":"is-a","value":"mammal"}]}""", "bat")]
    [InlineData("""{"filter":[{"property":"concept","op":"is-a","value":"nothing"}]}""", "")]
    public void A_held_system_gives_exactly_the_codes_that_an_include_describes(string include, string expected)
    {
        CodeSet set = Expand($$"""{"include":[{{WithSystem(include, "urn:animals")}}]}""");
        Assert.True(set.IsComplete);
        Assert.Equal(Words(expected), set.CodesBySystem.TryGetValue("urn:animals", out var codes) ? codes.Order(StringComparer.Ordinal) : []);
        Assert.Equal(Outside, set.Contains("urn:animals", "fish"));
        Assert.Equal(Outside, set.Contains("urn:other", "dog"));
    }

    [Theory]
    [InlineData("""{"filter":[{"property":"concept","op":"regex","value":"d.*"}]}""")]
    [InlineData("""{"filter":[{"property":"colour","op":"=","value":"red"}]}""")]
    [InlineData("""{"filter":[{"property":"concept","op":"generalizes","value":"dog"}]}""")]
    public void A_filter_that_is_not_understood_leaves_its_system_unknown_and_others_outside(string include)
    {
        CodeSet set = Expand($$"""{"include":[{{WithSystem(include, "urn:animals")}}]}""");
        Assert.False(set.IsComplete);
        Assert.Equal(Unknown, set.Contains("urn:animals", "dog"));
        Assert.Equal(Outside, set.Contains("urn:other", "dog"));
    }

    [Fact]
    public void A_whole_system_that_is_not_held_has_every_code_and_a_filter_over_one_none_that_is_known()
    {
        CodeSet set = Expand("""{"include":[{"system":"urn:whole"},{"system":"urn:filtered","filter":[{"property":"concept","op":"is-a","value":"x"}]}]}""");
        Assert.Equal(Member, set.Contains("urn:whole", "anything"));
        Assert.Equal(Unknown, set.Contains("urn:filtered", "anything"));
        Assert.Equal(Outside, set.Contains("urn:other", "anything"));
        Assert.Equal(["urn:whole"], set.WholeSystems);
    }

    [Fact]
    public void A_fragment_counts_as_a_whole_system_and_its_hierarchy_says_nothing_of_codes_that_it_lacks()
    {
        string fragment = """{"resourceType":"CodeSystem","url":"urn:part","content":"fragment","concept":[{"code":"a","concept":[{"code":"b"}]}]}""";
        CodeSet whole = Expand("""{"include":[{"system":"urn:part"}]}""", fragment);
        Assert.Equal(Member, whole.Contains("urn:part", "z"));
        CodeSet below = Expand("""{"include":[{"system":"urn:part","filter":[{"property":"concept","op":"is-a","value":"a"}]}]}""", fragment);
        Assert.Equal(Member, below.Contains("urn:part", "b"));
        Assert.Equal(Unknown, below.Contains("urn:part", "z"));
    }

    [Fact]
    public void An_exclude_takes_codes_away_and_makes_unknown_what_it_cannot_decide()
    {
        CodeSet set = Expand("""
            {"include":[{"system":"urn:animals"},{"system":"urn:listed","concept":[{"code":"x"}]}],
             "exclude":[{"system":"urn:animals","concept":[{"code":"dog"}]},{"system":"urn:listed","filter":[{"property":"p","op":"=","value":"v"}]}]}
            """);
        Assert.Equal(Outside, set.Contains("urn:animals", "dog"));
        Assert.Equal(Member, set.Contains("urn:animals", "cat"));
        Assert.Equal(Unknown, set.Contains("urn:listed", "x"));
        Assert.Equal(Outside, set.Contains("urn:listed", "y"));
    }

    [Fact]
    public void Value_sets_of_one_include_are_intersected_and_those_of_several_united()
    {
        string pets = Some.ValueSet("urn:vs:pets", """{"include":[{"system":"urn:animals","concept":[{"code":"dog"},{"code":"cat"}]}]}""");
        string loud = Some.ValueSet("urn:vs:loud", """{"include":[{"system":"urn:animals","concept":[{"code":"dog"},{"code":"bird"}]}]}""");
        Assert.Equal(["dog"], Codes(Expand("""{"include":[{"valueSet":["urn:vs:pets|1","urn:vs:loud"]}]}""", pets, loud)));
        Assert.Equal(["bird", "cat", "dog"], Codes(Expand("""{"include":[{"valueSet":["urn:vs:pets"]},{"valueSet":["urn:vs:loud"]}]}""", pets, loud)));
        Assert.Equal(["dog"], Codes(Expand("""{"include":[{"system":"urn:animals","filter":[{"property":"concept","op":"is-a","value":"mammal"}],"valueSet":["urn:vs:loud"]}]}""", pets, loud)));
    }

    [Fact]
    public void A_value_set_that_is_not_held_leaves_all_unknown_but_what_is_listed_beside_it()
    {
        CodeSet set = Expand("""{"include":[{"valueSet":["urn:vs:missing"]},{"system":"urn:animals","concept":[{"code":"dog"}]}]}""");
        Assert.False(set.IsComplete);
        Assert.Equal(Member, set.Contains("urn:animals", "dog"));
        Assert.Equal(Unknown, set.Contains("urn:animals", "cat"));
        Assert.Equal(Unknown, set.Contains("urn:any", "x"));
        Assert.Equal(Unknown, set.Contains("cat"));
    }

    [Fact]
    public void A_value_set_that_imports_itself_fails_by_name()
    {
        DefinitionPackage package = Some.Package(
            Some.ValueSet("urn:vs:a", """{"include":[{"valueSet":["urn:vs:b"]}]}"""),
            Some.ValueSet("urn:vs:b", """{"include":[{"valueSet":["urn:vs:a"]}]}"""));
        DefinitionException fault = Assert.Throws<DefinitionException>(() => Some.Nothing.With(package));
        Assert.Contains("imports itself", fault.Message, StringComparison.Ordinal);
        Assert.Contains("urn:vs:a", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Case_is_ignored_only_where_the_system_says_so()
    {
        string tolerant = Some.CodeSystem("urn:tolerant", """{"code":"Yes"}""", "\"caseSensitive\":false,");
        CodeSet set = Expand("""{"include":[{"system":"urn:tolerant"},{"system":"urn:animals"}]}""", tolerant);
        Assert.Equal(Member, set.Contains("urn:tolerant", "YES"));
        Assert.Equal(Member, set.Contains("yes"));
        Assert.Equal(Outside, set.Contains("urn:animals", "DOG"));
    }

    [Fact]
    public void An_expansion_stands_for_a_value_set_that_has_nothing_else_and_is_open_when_cut_short()
    {
        Assert.Equal(Outside, Expansion(extension: "").Contains("urn:animals", "cat"));
        Assert.Equal(Unknown, Expansion("""
            "extension":[{"url":"http://hl7.org/fhir/StructureDefinition/valueset-toocostly","valueBoolean":true}],
            """).Contains("urn:animals", "cat"));

        static CodeSet Expansion(string extension)
        {
            CodeSet set = Some.Nothing.With(Some.Package(
                $$"""{"resourceType":"ValueSet","url":"urn:vs","expansion":{ {{extension}} "contains":[{"system":"urn:animals","abstract":true,"contains":[{"system":"urn:animals","code":"dog"}]}] } }""")).FindValueSet("urn:vs")!;
            Assert.Equal(Member, set.Contains("urn:animals", "dog"));
            return set;
        }
    }

    [Fact]
    public void Looking_up_a_code_allocates_nothing()
    {
        CodeSet set = Expand("""{"include":[{"system":"urn:animals"},{"system":"urn:whole"}]}""");
        LookUp(); // What the runtime makes at a first call is its own.
        long before = GC.GetAllocatedBytesForCurrentThread();
        LookUp();
        long after = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal(0, after - before);

        void LookUp()
        {
            set.Contains("urn:animals".AsSpan(), "dog".AsSpan());
            set.Contains("urn:other".AsSpan(), "dog".AsSpan());
            set.Contains("cow".AsSpan());
            set.Contains("dog".AsSpan());
        }
    }

    private static CodeSet Expand(string compose, params string[] more) =>
        Some.Nothing.With(Some.Package([Animals, Some.ValueSet("urn:vs", compose), .. more])).FindValueSet("urn:vs")!;

    private static IEnumerable<string> Codes(CodeSet set) => set.CodesBySystem["urn:animals"].Order(StringComparer.Ordinal);

    private static IEnumerable<string> Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal);

    private static string WithSystem(string include, string system) =>
        include == "{}" ? $$"""{"system":"{{system}}"}""" : $$"""{"system":"{{system}}",{{include[1..]}}""";
}
