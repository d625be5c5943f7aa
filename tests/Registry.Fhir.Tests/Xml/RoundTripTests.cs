using System.Buffers;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml;
using Registry.Fhir.Json;
using Registry.Fhir.Tests.Validation;
using Registry.Fhir.Validation;
using Registry.Fhir.Xml;
using Xunit;

namespace Registry.Fhir.Tests.Xml;

/// <summary>JSON to XML and back gives the same resource: every example of the R4 specification and of the registry's package.</summary>
public sealed partial class RoundTripTests(ITestOutputHelper output)
{
    private static readonly FhirXml Xml = new(Held.Core);

    [Fact]
    public void Every_official_example_that_is_valid_comes_back_as_it_went()
    {
        Assert.SkipWhen(Repository.Examples is null, "profiles/node_modules/hl7.fhir.r4.examples is absent: run npm ci in profiles/.");
        Check(Directory.EnumerateFiles(Repository.Examples!, "*.json"), least: 4_000);
    }

    [Fact]
    public void Every_example_of_the_registrys_package_comes_back_as_it_went() =>
        Check(Directory.EnumerateFiles(Path.Combine(Repository.Root, "docs", "examples"), "*.json", SearchOption.AllDirectories), least: 50);

    private void Check(IEnumerable<string> files, int least)
    {
        List<string> wrong = [];
        int count = 0;
        foreach (string file in files.Order(StringComparer.Ordinal))
        {
            byte[] json = File.ReadAllBytes(file);
            if (json.Length > Limits.DocumentBytes) continue;
            using ResourceDocument document = ResourceDocument.Parse(json, Held.Core.Names);
            // What is not valid may have no XML form at all.
            if (!document.Root["resourceType"].Exists || Held.Core.Validate(document) is Verdict.Refused) continue;
            count++;
            if (Difference(document, count % 2 == 0) is { } difference) wrong.Add($"{Path.GetFileName(file)}: {difference}");
        }

        output.WriteLine($"{count} resources went to XML and back");
        Assert.Empty(wrong);
        Assert.True(count >= least, $"only {count} resources");
    }

    private static string? Difference(ResourceDocument document, bool isIndented)
    {
        ArrayBufferWriter<byte> xml = new();
        Xml.Write(document.Root, xml, isIndented);
        ResourceText text = Xml.Read(xml.WrittenMemory);
        using ResourceDocument back = ResourceDocument.Parse(text, Held.Core.Names);
        if (back.HasFindings) return $"{back.Findings[0].Rule} at {back.Findings[0].Line}: {back.Findings[0].Message}";
        using JsonDocument first = JsonDocument.Parse(document.Bytes);
        using JsonDocument second = JsonDocument.Parse(back.Bytes);
        return Difference(first.RootElement, second.RootElement, "");
    }

    // Numbers as they are written, objects without an order.
    private static string? Difference(JsonElement first, JsonElement second, string path)
    {
        if (first.ValueKind != second.ValueKind) return $"{path}: {first.ValueKind} became {second.ValueKind}";
        switch (first.ValueKind)
        {
            case JsonValueKind.Object:
                string[] names = [.. first.EnumerateObject().Select(property => property.Name)];
                string[] others = [.. second.EnumerateObject().Select(property => property.Name)];
                if (names.Except(others).Concat(others.Except(names)).FirstOrDefault() is { } odd) return $"{path}.{odd}: on one side only";
                return names.Select(name => Difference(first.GetProperty(name), second.GetProperty(name), $"{path}.{name}")).FirstOrDefault(difference => difference is not null);
            case JsonValueKind.Array:
                if (first.GetArrayLength() != second.GetArrayLength()) return $"{path}: {first.GetArrayLength()} items became {second.GetArrayLength()}";
                return Enumerable.Range(0, first.GetArrayLength()).Select(index => Difference(first[index], second[index], $"{path}[{index}]")).FirstOrDefault(difference => difference is not null);
            case JsonValueKind.String when path.EndsWith(".div", StringComparison.Ordinal):
                // An entity of HTML becomes its character: XML has none of them.
                string narrative = NamedEntity().Replace(first.GetString()!, match => WebUtility.HtmlDecode(match.Value)).Replace("\r\n", "\n", StringComparison.Ordinal);
                return narrative == second.GetString() ? null : $"{path}: another narrative";
            case JsonValueKind.String:
                return first.GetString() == second.GetString() ? null : $"{path}: another text";
            default:
                return first.GetRawText() == second.GetRawText() ? null : $"{path}: {first.GetRawText()} became {second.GetRawText()}";
        }
    }

    [Fact]
    public void What_is_written_is_what_the_specification_shows()
    {
        const string Json = """
            {"resourceType":"Patient","text":{"status":"generated","div":"<div xmlns=\"http://www.w3.org/1999/xhtml\">a&nbsp;b <b>&lt;</b></div>"},"id":"p1","active":true,
             "contained":[{"resourceType":"Organization","id":"o","name":"A & \"B\" <C>\n\tD"}],
             "name":[{"id":"n","given":["Ann",null,"Lee"],"_given":[null,{"extension":[{"url":"http://example.org/x","valueDecimal":1.500}]},{"id":"g3"}]}],
             "birthDate":"1990","_birthDate":{"id":"b"},"_gender":{"extension":[{"url":"http://example.org/y","valueCode":"u"}]},"managingOrganization":{"reference":"#o"}}
            """;
        using ResourceDocument document = ResourceDocument.Parse(Encoding.UTF8.GetBytes(Json), Held.Core.Names);
        ArrayBufferWriter<byte> xml = new();
        Xml.Write(document.Root, xml);
        Assert.Equal(
            """<Patient xmlns="http://hl7.org/fhir"><id value="p1"/><text><status value="generated"/><div xmlns="http://www.w3.org/1999/xhtml">a""" + "\u00A0" + """b <b>&lt;</b></div></text>"""
            + """<contained><Organization><id value="o"/><name value="A &amp; &quot;B&quot; &lt;C&gt;&#10;&#9;D"/></Organization></contained><active value="true"/>"""
            + """<name id="n"><given value="Ann"/><given><extension url="http://example.org/x"><valueDecimal value="1.500"/></extension></given><given id="g3" value="Lee"/></name>"""
            + """<gender><extension url="http://example.org/y"><valueCode value="u"/></extension></gender><birthDate id="b" value="1990"/><managingOrganization><reference value="#o"/></managingOrganization></Patient>""",
            Encoding.UTF8.GetString(xml.WrittenSpan));
        XmlDocument parsed = new();
        parsed.LoadXml(Encoding.UTF8.GetString(xml.WrittenSpan));
    }

    [Fact]
    public void Any_text_comes_back_as_it_went() => Property.Hold(300, random =>
    {
        string text = string.Concat(Enumerable.Range(0, random.Next(1, 40)).Select(_ => random.Next(6) switch
        {
            0 => "<&>\"'"[random.Next(5)].ToString(),
            1 => "\t\n\r"[random.Next(3)].ToString(),
            2 => "𝔘",
            3 => ((char)random.Next(0xA0, 0xD7FF)).ToString(),
            _ => ((char)random.Next(' ', '~')).ToString(),
        }));
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(new { resourceType = "Patient", name = new[] { new { text, family = "]]>" + text } } });
        using ResourceDocument document = ResourceDocument.Parse(json, Held.Core.Names);
        Assert.Null(Difference(document, random.Next(2) == 0));
    });

    [GeneratedRegex("&(?!amp;|lt;|gt;|quot;|apos;)[A-Za-z0-9]+;", RegexOptions.CultureInvariant, 10_000)]
    private static partial Regex NamedEntity();
}
