using System.Text;
using Registry.Fhir.Json;
using Registry.Fhir.Outcomes;
using Registry.Fhir.Tests.Validation;
using Registry.Fhir.Validation;
using Registry.Fhir.Xml;
using Xunit;

namespace Registry.Fhir.Tests.Xml;

/// <summary>What is refused in XML, where the finding stands, and that nothing is fetched or expanded.</summary>
public sealed class XmlReadingTests
{
    private const string Start = "<Patient xmlns=\"http://hl7.org/fhir\">";

    private static readonly FhirXml Xml = new(Held.Core);

    [Fact]
    public void A_finding_of_the_validator_has_the_line_and_column_of_the_element()
    {
        Finding finding = Assert.Single(Errors(Start + "\n  <name>\n    <family value=\"A\"/>\n  </name>\n  <name>\n    <period>\n        <start value=\"2020-13-01\"/>\n    </period>\n  </name>\n</Patient>"));
        Assert.Equal("Patient.name[1].period.start", finding.Expression);
        Assert.Equal((7, 9), (finding.Line, finding.Column));
    }

    [Fact]
    public void Numbers_and_booleans_keep_how_they_are_written()
    {
        ResourceText text = Xml.Read(Encoding.UTF8.GetBytes("""<Observation xmlns="http://hl7.org/fhir"><status value="final"/><code><text value="a"/></code><valueQuantity><value value="-0.0100e2"/></valueQuantity></Observation>"""));
        Assert.Contains("\"value\":-0.0100e2", Encoding.UTF8.GetString(text.Json.Span), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<active value=\"true\"/><id value=\"x\"/>", "xml-order", "Patient.id")]
    [InlineData("<name><given value=\"a\"/><family value=\"b\"/></name>", "xml-order", "Patient.name[0].family")]
    [InlineData("<name><family value=\"b\"/></name><gender value=\"male\"/><name><family value=\"c\"/></name>", "xml-order", "Patient.name")]
    [InlineData("<active value=\"true\"/><active value=\"true\"/>", "xml-repeated", "Patient.active")]
    [InlineData("<activ value=\"true\"/>", "fhir-unknown-element", "Patient.activ")]
    [InlineData("<_active value=\"true\"/>", "xml-underscore", "Patient._active")]
    [InlineData("<active value=\"yes\"/>", "xml-boolean", "Patient.active")]
    [InlineData("<multipleBirthInteger value=\"+1\"/>", "xml-number", "Patient.multipleBirthInteger")]
    [InlineData("<multipleBirthInteger value=\" 1\"/>", "xml-number", "Patient.multipleBirthInteger")]
    [InlineData("<name><id value=\"x\"/></name>", "xml-attribute-as-element", "Patient.name[0].id")]
    [InlineData("<extension><url value=\"http://example.org\"/><valueCode value=\"a\"/></extension>", "xml-attribute-as-element", "Patient.extension[0].url")]
    [InlineData("<name value=\"x\"><family value=\"x\"/></name>", "xml-misplaced-attribute", "Patient.name[0]")]
    [InlineData("<name url=\"x\"><family value=\"x\"/></name>", "xml-misplaced-attribute", "Patient.name[0]")]
    [InlineData("<name use=\"usual\"><family value=\"x\"/></name>", "xml-attribute", null)]
    [InlineData("<name>Ann</name>", "xml-text", null)]
    [InlineData("<name><![CDATA[Ann]]></name>", "xml-text", null)]
    [InlineData("<contained><Organization><name value=\"a\"/></Organization><Patient/></contained>", "xml-one-resource", "Patient.contained[0]")]
    [InlineData("<contained/>", "xml-one-resource", "Patient.contained[0]")]
    [InlineData("<contained><Nobody/></contained>", "xml-resource-type", "Patient.contained[0]")]
    [InlineData("<name xmlns=\"urn:other\"/>", "xml-namespace", null)]
    [InlineData("<text><status value=\"empty\"/><div value=\"x\"/></text>", "xml-narrative", "Patient.text.div")]
    [InlineData("<text><status value=\"generated\"/><x:div xmlns:x=\"http://www.w3.org/1999/xhtml\">a</x:div></text>", "xml-narrative-prefix", null)]
    [InlineData("<text><status value=\"generated\"/><div xmlns=\"http://www.w3.org/1999/xhtml\"><script>a</script></div></text>", "txt-1", "Patient.text.div")]
    [InlineData("<name><family value=\"\"/></name>", "json-empty-string", "Patient.name[0].family")]
    public void What_is_no_FHIR_XML_is_refused_with_its_place(string content, string rule, string? expression)
    {
        Finding[] findings = Errors(Start + "\n" + content + "</Patient>");
        Finding finding = Assert.Single(findings, finding => finding.Rule == rule);
        Assert.Equal(expression, finding.Expression);
        Assert.Equal(2, finding.Line);
        Assert.True(finding.Column > 0);
        Assert.NotNull(finding.Remedy);
    }

    [Theory]
    [InlineData("", "xml-empty")]
    [InlineData("  \n", "xml-empty")]
    [InlineData("{\"resourceType\":\"Patient\"}", "xml-is-json")]
    [InlineData("<Patient xmlns=\"http://hl7.org/fhir\"><active value=\"true\"></Patient>", "xml-syntax")]
    [InlineData("<Patient xmlns=\"http://hl7.org/fhir\"><active value=\"&nbsp;\"/></Patient>", "xml-syntax")]
    [InlineData("<Patient xmlns=\"http://hl7.org/fhir\"><active value=\"true\"/></Patient><Patient/>", "xml-syntax")]
    [InlineData("<Patient xmlns=\"http://hl7.org/fhir\"><active value=\"\u0001\"/></Patient>", "xml-syntax")]
    [InlineData("<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><Patient xmlns=\"http://hl7.org/fhir\"/>", "xml-encoding")]
    [InlineData("<!DOCTYPE Patient><Patient xmlns=\"http://hl7.org/fhir\"/>", "xml-document-type")]
    [InlineData("<!DOCTYPE p [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><Patient xmlns=\"http://hl7.org/fhir\"><language value=\"&x;\"/></Patient>", "xml-document-type")]
    [InlineData("<!DOCTYPE p [<!ENTITY % x SYSTEM \"http://127.0.0.1:9/x.dtd\"> %x;]><Patient xmlns=\"http://hl7.org/fhir\"/>", "xml-document-type")]
    [InlineData("<!DOCTYPE p [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;\">]><Patient xmlns=\"http://hl7.org/fhir\"><language value=\"&b;\"/></Patient>", "xml-document-type")]
    public void What_is_no_XML_or_reaches_outside_is_refused_whole(string xml, string rule)
    {
        Finding finding = Assert.Single(Errors(xml));
        Assert.Equal(rule, finding.Rule);
        Assert.Equal(Severity.Fatal, finding.Severity);
        Assert.DoesNotContain("passwd", finding.Message + finding.Reason + finding.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void Bytes_that_are_no_UTF8_are_refused() =>
        Assert.Equal("xml-utf8", Assert.Single(Errors([.. Encoding.UTF8.GetBytes(Start), 0xE4, .. "</Patient>"u8])).Rule);

    [Fact]
    public void What_stands_in_the_way_of_nobody_is_read_over()
    {
        byte[] xml = Encoding.UTF8.GetBytes(
            "\uFEFF<?xml version=\"1.0\" encoding=\"utf-8\"?><!-- a --><?xml-stylesheet href=\"x\"?><f:Patient xmlns:f=\"http://hl7.org/fhir\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:schemaLocation=\"http://hl7.org/fhir patient.xsd\"><!-- b --><f:active value=\"true\"/></f:Patient>");
        Assert.Empty(Errors(xml));
    }

    [Fact]
    public void Depth_and_number_of_elements_are_bounded()
    {
        string deep = string.Concat(Enumerable.Repeat("<extension url=\"a\">", 100_000));
        Assert.Equal("limit-xml-depth", Assert.Single(Errors(Start + deep)).Rule);
        string wide = string.Concat(Enumerable.Repeat("<name/>", Limits.XmlElements + 1));
        Assert.Equal("limit-xml-elements", Assert.Single(Errors(Start + wide + "</Patient>")).Rule);
        Assert.Equal("limit-document-bytes", Assert.Single(Errors(new byte[Limits.DocumentBytes + 1])).Rule);
    }

    [Fact]
    public void A_resource_that_was_cut_anywhere_is_refused_and_never_throws()
    {
        byte[] whole = Encoding.UTF8.GetBytes("""<Patient xmlns="http://hl7.org/fhir"><text><status value="generated"/><div xmlns="http://www.w3.org/1999/xhtml"><p title="a>b">x</p><br/></div></text><name id="n"><given value="é"/></name></Patient>""");
        Assert.Empty(Errors(whole));
        for (int length = 0; length < whole.Length; length++) Assert.NotEmpty(Errors(whole[..length]));
    }

    [Fact]
    public void A_resource_with_any_byte_changed_never_throws() => Property.Hold(2_000, random =>
    {
        byte[] xml = Encoding.UTF8.GetBytes("""<Patient xmlns="http://hl7.org/fhir"><text><status value="generated"/><div xmlns="http://www.w3.org/1999/xhtml"><p title="a>b">x</p></div></text><contained><Patient><active value="true"/></Patient></contained><name id="n"><given value="é"/></name></Patient>""");
        for (int changes = random.Next(1, 4); changes > 0; changes--) xml[random.Next(xml.Length)] = (byte)"<>/\"=&; xaP\u0000"[random.Next(12)];
        _ = Errors(xml);
    });

    private static Finding[] Errors(string xml) => Errors(Encoding.UTF8.GetBytes(xml));

    private static Finding[] Errors(byte[] xml)
    {
        using ResourceDocument document = ResourceDocument.Parse(Xml.Read(xml), Held.Core.Names);
        return Held.Core.Validate(document) is Verdict.Refused refused ? [.. refused.Findings.Where(finding => finding.IsError)] : [];
    }
}
