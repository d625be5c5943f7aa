using System.Text;
using Registry.Fhir.Json;
using Xunit;

namespace Registry.Fhir.Tests.Json;

public class CanonicalAliasesTests
{
    private static readonly CanonicalAliases Aliases = new([new("https://old.example/fhir", "https://new.example/f"), new("http://older.example", "https://new.example/f")]);

    [Theory]
    [InlineData("""{"a":"https://old.example/fhir/CodeSystem/x"}""", """{"a":"https://new.example/f/CodeSystem/x"}""")]
    [InlineData("""{"a":"http://older.example/StructureDefinition/x|1.0"}""", """{"a":"https://new.example/f/StructureDefinition/x|1.0"}""")]
    [InlineData("""{"a":"https:\/\/old.example\/fhir\/ValueSet\/x"}""", """{"a":"https://new.example/f\/ValueSet\/x"}""")]
    [InlineData("""["https://old.example/fhir/CodeSystem/x","http://older.example/CodeSystem/y"]""", """["https://new.example/f/CodeSystem/x","https://new.example/f/CodeSystem/y"]""")]
    public void What_names_an_artefact_is_brought_under_the_current_base(string sent, string read) => Assert.Equal(read, Applied(sent));

    [Theory]
    [InlineData("""{"system":"https://old.example/fhir/sid/pseudonym"}""")]
    [InlineData("""{"system":"https://old.example/fhir"}""")]
    [InlineData("""{"system":"https://old.example/fhir/CodeSystems/x"}""")]
    [InlineData("""{"system":"https://old.example/fhir/CodeSystem/"}""")]
    [InlineData("""{"system":"https://old.example/fhirs/CodeSystem/x"}""")]
    [InlineData("""{"div":"<a href=\"https://old.example/fhir/CodeSystem/x\">x</a>"}""")]
    [InlineData("""{"text":"see https://old.example/fhir/CodeSystem/x"}""")]
    [InlineData("""{"system":"https://new.example/f/CodeSystem/x"}""")]
    [InlineData("")]
    public void All_else_is_the_same_memory(string sent)
    {
        ReadOnlyMemory<byte> bytes = Encoding.UTF8.GetBytes(sent);
        Assert.True(bytes.Equals(Aliases.Apply(bytes)));
    }

    [Fact]
    public void A_place_is_that_of_the_text_as_sent()
    {
        string sent = """{"a":"https://old.example/fhir/CodeSystem/x","b":"http://older.example/CodeSystem/ü","c":{"d":1}}""";
        using ResourceDocument asSent = ResourceDocument.Parse(Encoding.UTF8.GetBytes(sent));
        using ResourceDocument document = ResourceDocument.Parse(Encoding.UTF8.GetBytes(sent), aliases: Aliases);
        Assert.Equal("https://new.example/f/CodeSystem/ü", document.Root["b"].AsString());
        foreach (string name in (string[])["a", "b", "c"]) Assert.Equal(asSent.Root[name].Position, document.Root[name].Position);
        Assert.Equal(asSent.Root["c"]["d"].Position, document.Root["c"]["d"].Position);
    }

    [Fact]
    public void A_canonical_is_spelled_under_every_base()
    {
        string[] all = ["https://new.example/f/CodeSystem/x", "https://old.example/fhir/CodeSystem/x", "http://older.example/CodeSystem/x"];
        foreach (string one in all) Assert.Equal(all, Aliases.Spellings(one));
        Assert.Equal(["http://loinc.org"], Aliases.Spellings("http://loinc.org"));
        Assert.Equal(["http://loinc.org"], CanonicalAliases.None.Spellings("http://loinc.org"));
        Assert.True(CanonicalAliases.None.IsEmpty);
    }

    private static string Applied(string text) => Encoding.UTF8.GetString(Aliases.Apply(Encoding.UTF8.GetBytes(text)).Span);
}
