using System.Globalization;
using System.Text;
using Registry.Fhir.Json;
using Registry.Fhir.Tests.Validation;
using Registry.Fhir.Validation;
using Xunit;

namespace Registry.Fhir.Tests.Json;

/// <summary>However a writer escapes a text, it is one text.</summary>
public class NeedlessEscapesTests
{
    private const string Canonical = "https://registry.example.org/fhir/ho/StructureDefinition/";

    [Theory]
    [InlineData("""{"a":"Patient\/1"}""", """{"a":"Patient/1"}""")]
    [InlineData("""{"a":"2024-03-01T00:30:00\u002B01:00"}""", """{"a":"2024-03-01T00:30:00+01:00"}""")]
    [InlineData("""{"a":"Zo\u00eb \u20AC \uD83D\uDE00."}""", """{"a":"Zoë € 😀."}""")]
    [InlineData("""{"\u0061":["\u0062",1]}""", """{"a":["b",1]}""")]
    [InlineData("""{"a":"\\u002B \\\/ \"\u002B"}""", """{"a":"\\u002B \\/ \"+"}""")]
    [InlineData("""{"a":"\u002B\uD83D\u002B"}""", """{"a":"+\uD83D+"}""")]
    public void A_character_stands_as_itself_where_it_may(string sent, string read) => Assert.Equal(read, Read(sent));

    [Theory]
    [InlineData("""{"a":"\u0022\u005C\u0000\u001f\n\"\\"}""")]
    [InlineData("""{"a":"\uD83D \uDE00"}""")]
    [InlineData("""{"a":"\u00g1 \x"}""")]
    [InlineData("""{"a":"plain"}""")]
    [InlineData("""{"a":\u0031}""")]
    [InlineData("""{"a":"\""")]
    [InlineData("""{"a":"\u00""")]
    [InlineData("")]
    public void All_else_is_read_as_it_was_sent(string sent)
    {
        ReadOnlyMemory<byte> bytes = Encoding.UTF8.GetBytes(sent);
        using ResourceDocument document = ResourceDocument.Parse(bytes);
        Assert.True(bytes.Equals(document.Bytes));
    }

    [Fact]
    public void An_escape_outside_a_string_is_no_JSON()
    {
        using ResourceDocument document = Some.Document("""{"a":"\/","b":\u0031}""");
        Assert.False(document.IsWellFormed);
        Assert.Equal(15, Assert.Single(document.Findings).Column);
    }

    [Fact]
    public void A_place_is_that_of_the_text_as_sent()
    {
        CanonicalAliases aliases = new([new("https://old.example/fhir", "https://a.new.and.longer.example/f")]);
        using ResourceDocument document = ResourceDocument.Parse(Encoding.UTF8.GetBytes("""{"a":"\u00eb\/","b":"https:\/\/old.example\/fhir\/CodeSystem\/x","c":["\u002B", {"d":1}]}"""), aliases: aliases);
        Assert.Equal("https://a.new.and.longer.example/f/CodeSystem/x", document.Root["b"].AsString());
        Assert.Equal([2, 17, 66, 82], new[] { document.Root["a"], document.Root["b"], document.Root["c"], document.Root["c"][1]["d"] }.Select(place => place.Position.Column));
    }

    [Fact]
    public void Every_example_is_judged_the_same_with_every_character_escaped()
    {
        int count = 0;
        string folder = Path.Combine(Repository.Root, "profiles", "examples", "invalid");
        using ResourceDocument index = ResourceDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "index.json")));
        List<(byte[] Content, string[] Profiles)> examples = [.. PackageExample.All().Select(example => (example.Value, Array.Empty<string>()))];
        foreach (NodeCursor line in index.Root) examples.Add((File.ReadAllBytes(Path.Combine(folder, line["file"].AsString()!)), [Canonical + line["profile"].AsString()]));
        foreach ((byte[] content, string[] profiles) in examples)
        {
            count++;
            Assert.Equal(Judged(content, profiles), Judged(Escaped(content), profiles));
        }

        Assert.True(count > 700, $"{count}");
    }

    private static string Read(string sent)
    {
        using ResourceDocument document = ResourceDocument.Parse(Encoding.UTF8.GetBytes(sent));
        return Encoding.UTF8.GetString(document.Bytes.Span);
    }

    private static IEnumerable<string> Judged(byte[] content, string[] profiles)
    {
        Verdict verdict = Held.Registry.Validate(content, profiles);
        return (verdict is Verdict.Refused refused ? refused.Findings : ((Verdict.Accepted)verdict).Findings).Select(finding => $"{finding.Severity} {finding.Rule} {finding.Expression}");
    }

    private static byte[] Escaped(byte[] content)
    {
        StringBuilder escaped = new();
        bool isString = false;
        string text = Encoding.UTF8.GetString(content);
        for (int at = 0; at < text.Length; at++)
        {
            if (text[at] == '"') isString = !isString;
            if (text[at] == '\\') escaped.Append(text[at++]).Append(text[at]);
            else if (isString && text[at] != '"') escaped.Append(CultureInfo.InvariantCulture, $"\\u{(int)text[at]:x4}");
            else escaped.Append(text[at]);
        }

        return Encoding.UTF8.GetBytes(escaped.ToString());
    }
}
