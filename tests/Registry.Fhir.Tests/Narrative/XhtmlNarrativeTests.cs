using System.Text;
using System.Text.Json;
using Registry.Fhir.Narrative;
using Xunit;

namespace Registry.Fhir.Tests.Narrative;

/// <summary>Which XHTML a narrative may hold. https://hl7.org/fhir/R4/narrative.html</summary>
public sealed class XhtmlNarrativeTests
{
    [Theory]
    [InlineData("text")]
    [InlineData("<p>A <b>bold</b> word,<br/>and a line.</p>")]
    [InlineData("<br></br >x")]
    [InlineData("<table border='1' class=\"grid\"><thead><tr><th colspan=\"2\">a</th></tr></thead><tbody><tr><td style=\"color: red\">b</td></tr></tbody></table>")]
    [InlineData("<a name=\"here\"/><a href=\"https://example.org/?a=1&amp;b=2\" title=\"x > y\">link</a>")]
    [InlineData("<img src=\"#hcx1\" alt=\"\"/>")]
    [InlineData("<img\tsrc='data:image/png;base64,AAAA'\n/>")]
    [InlineData("<div xmlns=\"http://www.w3.org/1999/xhtml\" xml:lang=\"de\" lang=\"de\">Zeit: 5 &lt; 6 &#160; &#xA0; ä 錠</div>")]
    [InlineData("<!-- a comment --><![CDATA[ <script> is text here ]]><?keep this?>")]
    [InlineData("&#160;")]
    [InlineData("<kbd>x</kbd><address>y</address><bdo dir=\"rtl\">z</bdo>")]
    [InlineData("<p xmlns:v=\"urn:other\">x</p>")]
    public void Basic_formatting_is_allowed(string inside) => Assert.Empty(Check(Div(inside)));

    [Theory]
    [InlineData("<div xmlns='http://www.w3.org/1999/xhtml'>x</div>")]
    [InlineData("  <div xmlns=\"http://www.w3.org/1999/xhtml\">x</div>\n")]
    [InlineData("<?xml version=\"1.0\"?><div xmlns=\"http://www.w3.org/1999/xhtml\">x</div><!-- end -->")]
    [InlineData("<h:div xmlns:h=\"http://www.w3.org/1999/xhtml\"><h:p>x</h:p></h:div>")]
    public void The_root_is_a_div_of_XHTML(string xhtml) => Assert.Empty(Check(xhtml));

    [Theory]
    [InlineData("", XhtmlRule.Root)]
    [InlineData("text", XhtmlRule.Root)]
    [InlineData("<p xmlns=\"http://www.w3.org/1999/xhtml\">x</p>", XhtmlRule.Root)]
    [InlineData("<DIV xmlns=\"http://www.w3.org/1999/xhtml\">x</DIV>", XhtmlRule.Root)]
    [InlineData("<html xmlns=\"http://www.w3.org/1999/xhtml\"><body>x</body></html>", XhtmlRule.Root)]
    [InlineData("<div xmlns=\"http://www.w3.org/1999/xhtml\">x</div>y", XhtmlRule.Root)]
    [InlineData("<div xmlns=\"http://www.w3.org/1999/xhtml\">x</div><div xmlns=\"http://www.w3.org/1999/xhtml\">y</div>", XhtmlRule.Root)]
    [InlineData("<div>x</div>", XhtmlRule.Namespace)]
    [InlineData("<div xmlns=\"http://www.w3.org/1999/html\">x</div>", XhtmlRule.Namespace)]
    [InlineData("<h:div xmlns:g=\"http://www.w3.org/1999/xhtml\">x</h:div>", XhtmlRule.Namespace)]
    [InlineData("<h:div xmlns:h=\"http://www.w3.org/1999/xhtml\"><p>x</p></h:div>", XhtmlRule.Element)]
    [InlineData("<!DOCTYPE div><div xmlns=\"http://www.w3.org/1999/xhtml\">x</div>", XhtmlRule.DocumentType)]
    [InlineData("<!DOCTYPE d [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]><div xmlns=\"http://www.w3.org/1999/xhtml\">&b;</div>", XhtmlRule.DocumentType)]
    [InlineData("<?xml-stylesheet href=\"https://example.org/a.css\"?><div xmlns=\"http://www.w3.org/1999/xhtml\">x</div>", XhtmlRule.Stylesheet)]
    public void Another_root_is_refused(string xhtml, XhtmlRule rule) => Assert.Equal(rule, Assert.Single(Check(xhtml)).Rule);

    [Theory]
    [InlineData("<script>alert(1)</script>x", XhtmlRule.Element)]
    [InlineData("<style>p {}</style>x", XhtmlRule.Element)]
    [InlineData("<iframe src=\"https://example.org\"/>x", XhtmlRule.Element)]
    [InlineData("<form/>x", XhtmlRule.Element), InlineData("<object/>x", XhtmlRule.Element), InlineData("<link/>x", XhtmlRule.Element), InlineData("<base/>x", XhtmlRule.Element)]
    [InlineData("<head/>x", XhtmlRule.Element), InlineData("<body/>x", XhtmlRule.Element), InlineData("<font/>x", XhtmlRule.Element), InlineData("<ins/>x", XhtmlRule.Element)]
    [InlineData("<svg xmlns=\"http://www.w3.org/2000/svg\"/>x", XhtmlRule.Element)]
    [InlineData("<P>x</P>", XhtmlRule.Element)]
    [InlineData("<v:p xmlns:v=\"urn:other\">x</v:p>", XhtmlRule.Element)]
    [InlineData("<p xmlns=\"urn:other\">x</p>", XhtmlRule.Namespace)]
    [InlineData("<p onclick=\"alert(1)\">x</p>", XhtmlRule.ActiveContent), InlineData("<img src=\"a\" onError='x'/>", XhtmlRule.ActiveContent)]
    [InlineData("<a href=\"javascript:alert(1)\">x</a>", XhtmlRule.ActiveContent), InlineData("<a href=\" Java&#10;Script&#58;alert(1)\">x</a>", XhtmlRule.ActiveContent)]
    [InlineData("<a href=\"&#x6A;avascript:alert(1)\">x</a>", XhtmlRule.ActiveContent), InlineData("<a href=\"data:text/html,x\">x</a>", XhtmlRule.ActiveContent)]
    [InlineData("<a href=\"x\" target=\"_blank\">x</a>", XhtmlRule.Attribute), InlineData("<p data-x=\"1\">x</p>", XhtmlRule.Attribute), InlineData("<p CLASS=\"a\">x</p>", XhtmlRule.Attribute)]
    [InlineData("<p class=\"a\" class=\"b\">x</p>", XhtmlRule.DuplicateAttribute)]
    [InlineData("<p>x", XhtmlRule.Mismatched), InlineData("<p><b>x</p></b>", XhtmlRule.Mismatched), InlineData("x</p>", XhtmlRule.Mismatched)]
    [InlineData("&undefined;", XhtmlRule.UnknownEntity), InlineData("<p title=\"&undefined;\">x</p>", XhtmlRule.UnknownEntity)]
    [InlineData("a & b", XhtmlRule.NotWellFormed), InlineData("a &lt b", XhtmlRule.NotWellFormed), InlineData("&;", XhtmlRule.NotWellFormed), InlineData("&#;", XhtmlRule.NotWellFormed)]
    [InlineData("&#0;", XhtmlRule.NotWellFormed), InlineData("&#xD800;", XhtmlRule.NotWellFormed), InlineData("&#x110000;", XhtmlRule.NotWellFormed), InlineData("&#99999999999999999999;", XhtmlRule.NotWellFormed)]
    [InlineData("a < b", XhtmlRule.NotWellFormed), InlineData("<>x", XhtmlRule.NotWellFormed), InlineData("< p>x", XhtmlRule.NotWellFormed), InlineData("]]>", XhtmlRule.NotWellFormed)]
    [InlineData("<p class=a>x</p>", XhtmlRule.NotWellFormed), InlineData("<td nowrap>x</td>", XhtmlRule.NotWellFormed), InlineData("<p class=\"a>x</p>", XhtmlRule.NotWellFormed)]
    [InlineData("<p class=\"<\">x</p>", XhtmlRule.NotWellFormed), InlineData("<p class=\"a\"id=\"b\">x</p>", XhtmlRule.NotWellFormed), InlineData("<p/ >x", XhtmlRule.NotWellFormed)]
    [InlineData("<!-- a -- b -->x", XhtmlRule.NotWellFormed), InlineData("<!-- x", XhtmlRule.NotWellFormed), InlineData("<![CDATA[ x", XhtmlRule.NotWellFormed), InlineData("<?xml version=\"1.0\"?>x", XhtmlRule.NotWellFormed)]
    [InlineData("x\u0001", XhtmlRule.NotWellFormed), InlineData("</ p>x", XhtmlRule.NotWellFormed)]
    public void What_is_no_basic_formatting_breaks_txt_1(string inside, XhtmlRule rule)
    {
        XhtmlFault fault = Check(Div(inside))[0];
        Assert.Equal(rule, fault.Rule);
        Assert.Equal("txt-1", fault.Key);
        Assert.False(Valid(Div(inside)));
    }

    [Theory]
    [InlineData(""), InlineData(" \t\r\n"), InlineData("<p></p>"), InlineData("<br/>"), InlineData("&#32;&#xA;"), InlineData("<!-- x -->"), InlineData("<![CDATA[ ]]>")]
    [InlineData("<img alt=\"no source\"/>"), InlineData("<a src=\"x\"/>"), InlineData("<p title=\"x\"/>")]
    public void A_narrative_without_text_or_image_breaks_txt_2(string inside)
    {
        XhtmlFault fault = Assert.Single(Check(Div(inside)));
        Assert.Equal((XhtmlRule.Empty, "txt-2"), (fault.Rule, fault.Key));
        Assert.False(Valid(Div(inside)));
    }

    [Theory]
    [InlineData("&nbsp;"), InlineData("&copy;"), InlineData("<p title=\"&auml;\">x</p>"), InlineData("&thetasym;")]
    public void An_entity_of_HTML_is_understood_with_a_warning(string inside)
    {
        XhtmlFault fault = Assert.Single(Check(Div(inside)));
        Assert.True(fault.IsWarning);
        Assert.True(Valid(Div(inside)));
    }

    [Fact]
    public void A_fault_names_its_place_among_the_escaped_bytes()
    {
        byte[] raw = Encoding.UTF8.GetBytes("<div xmlns=\\\"http://www.w3.org/1999/xhtml\\\">\\u00e4\\ud83d\\ude00\\n<scr\\u0069pt/>x</div>");
        XhtmlFault fault = Assert.Single(CheckRaw(raw));
        Assert.Equal("scr\\u0069pt", Encoding.UTF8.GetString(raw, fault.Offset, fault.Length));
        Assert.Contains("<script>", fault.Message(raw), StringComparison.Ordinal);
    }

    [Fact]
    public void The_first_faults_are_told_and_the_rest_is_not()
    {
        string many = string.Concat(Enumerable.Repeat("<script/>", 50));
        Assert.Equal(Limits.NarrativeFaults, Check(Div(many)).Length);
    }

    [Fact]
    public void Every_fault_has_words()
    {
        foreach (XhtmlRule rule in Enum.GetValues<XhtmlRule>())
        {
            XhtmlFault fault = new(rule, 0, 3);
            Assert.NotEmpty(fault.Message("abc"u8));
            Assert.NotEmpty(fault.Remedy);
        }
    }

    [Fact]
    public void Elements_nest_to_the_limit_and_no_deeper()
    {
        Assert.Empty(Check(Div(Nested(Limits.NarrativeDepth - 1))));
        Assert.Equal(XhtmlRule.TooDeep, Assert.Single(Check(Div(Nested(Limits.NarrativeDepth)))).Rule);
        Assert.Equal(XhtmlRule.TooDeep, Assert.Single(Check(Div(Nested(1_000_000)))).Rule);

        static string Nested(int depth) => $"{string.Concat(Enumerable.Repeat("<b>", depth))}x{string.Concat(Enumerable.Repeat("</b>", depth))}";
    }

    [Theory]
    [InlineData("<", 2_000_000), InlineData("&", 2_000_000), InlineData("<!--", 500_000), InlineData("<p ", 500_000), InlineData("<a xmlns:a=\"", 200_000), InlineData("</b>", 500_000)]
    [InlineData("&a;", 300_000), InlineData("a=\"\" ", 300_000), InlineData("<script>", 100), InlineData("\n", 5_000_000), InlineData("<br onclick=\"\"/>", 200_000)]
    public void Hostile_repetition_ends_in_linear_time(string piece, int times)
    {
        string inside = string.Concat(Enumerable.Repeat(piece, times));
        Assert.NotEmpty(Check($"<div xmlns='http://www.w3.org/1999/xhtml'><p:{inside}"));
        Assert.NotEmpty(Check($"<p:div {inside}"));
    }

    [Fact]
    public void Any_text_gets_an_answer() => Property.Hold(20_000, random =>
    {
        string[] pieces = ["<", ">", "/", "p", "div", " class=\"a\"", "&", ";", "#160", "nbsp", "\"", "'", "=", "<!--", "-->", "<![CDATA[", "]]>", "<?", "?>", "x", " ", "</div>", "<b>", "</b>", "\\n", "\\u00e4"];
        StringBuilder text = new("<div xmlns='http://www.w3.org/1999/xhtml'>");
        for (int i = random.Next(12); i > 0; i--) text.Append(pieces[random.Next(pieces.Length)]);
        byte[] raw = Encoding.UTF8.GetBytes(text.Append("</div>").ToString());
        bool refused = CheckRaw(raw).Any(fault => !fault.IsWarning);
        Assert.Equal(!refused, XhtmlNarrative.IsValid(raw, isEscaped: true));
    });

    [Fact]
    public void A_valid_narrative_allocates_nothing()
    {
        byte[] raw = Encoding.UTF8.GetBytes(Div("<p class='a'>x &amp; y</p>\\n<img src=\\\"#a\\\"/>"));
        Assert.True(XhtmlNarrative.IsValid(raw, isEscaped: true));
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++) XhtmlNarrative.IsValid(raw, isEscaped: true);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Every_narrative_of_the_official_examples_is_valid()
    {
        Assert.SkipWhen(Repository.Examples is null, "profiles/node_modules/hl7.fhir.r4.examples is absent: run npm ci in profiles/.");
        List<string> wrong = [];
        int count = 0;
        foreach (string file in Directory.EnumerateFiles(Repository.Examples, "*.json").Where(file => new FileInfo(file).Length <= Limits.DocumentBytes))
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(file));
            foreach (string raw in Narratives(document.RootElement))
            {
                count++;
                byte[] text = Encoding.UTF8.GetBytes(raw);
                foreach (XhtmlFault fault in CheckRaw(text)) wrong.Add($"{Path.GetFileName(file)}: {fault.Key}");
            }
        }

        // Four examples have a div with nothing in it.
        Assert.Equal(
            ["ActivityDefinition-blood-tubes-supply.json: txt-2", "ActivityDefinition-heart-valve-replacement.json: txt-2", "EventDefinition-example.json: txt-2", "Questionnaire-zika-virus-exposure-assessment.json: txt-2"],
            wrong.Order(StringComparer.Ordinal));
        Assert.True(count > 5_000, $"Only {count} narratives were found.");
    }

    private static IEnumerable<string> Narratives(JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.Array) return element.EnumerateArray().SelectMany(Narratives);
        if (element.ValueKind != JsonValueKind.Object) return [];
        IEnumerable<string> inside = element.EnumerateObject().SelectMany(property => Narratives(property.Value));
        bool isNarrative = element.TryGetProperty("status", out _) && element.TryGetProperty("div", out JsonElement div) && div.ValueKind == JsonValueKind.String;
        return isNarrative ? inside.Append(element.GetProperty("div").GetRawText()[1..^1]) : inside;
    }

    private static string Div(string inside) => $"<div xmlns='http://www.w3.org/1999/xhtml'>{inside}</div>";

    private static XhtmlFault[] Check(string xhtml)
    {
        XhtmlFault[] faults = new XhtmlFault[Limits.NarrativeFaults];
        return faults[..XhtmlNarrative.Check(Encoding.UTF8.GetBytes(xhtml), isEscaped: false, faults)];
    }

    private static XhtmlFault[] CheckRaw(byte[] raw)
    {
        XhtmlFault[] faults = new XhtmlFault[Limits.NarrativeFaults];
        return faults[..XhtmlNarrative.Check(raw, isEscaped: true, faults)];
    }

    private static bool Valid(string xhtml) => XhtmlNarrative.IsValid(Encoding.UTF8.GetBytes(xhtml), isEscaped: false);
}
