using System.Globalization;
using Registry.Fhir.Json;
using Registry.Fhir.Outcomes;

namespace Registry.Fhir.Xml;

/// <summary>What is wrong with a text as FHIR's XML.</summary>
internal enum XmlFault
{
    Empty,
    Json,
    TooLong,
    InvalidUtf8,
    Encoding,
    Grammar,
    DocumentType,
    TooDeep,
    TooManyElements,
    Namespace,
    Attribute,
    Text,
    NarrativePrefix,
    ResourceType,
    Order,
    Repeated,
    AttributeAsElement,
    Misplaced,
    OneResource,
    Narrative,
    Number,
    Boolean,
    Underscore,
}

/// <summary>Words for what is wrong with FHIR's XML.</summary>
internal static class XmlFaults
{
    private const string Bound = "This is the bound that the engine sets, so that one document cannot take all its memory and time.";
    private const string Wellformed = "The text must follow the grammar of XML 1.0 with namespaces.";
    private const string Source = "https://hl7.org/fhir/R4/xml.html says how FHIR is written in XML.";

    /// <param name="fault">What is wrong.</param>
    /// <param name="position">Where.</param>
    /// <param name="expression">FHIRPath of the place; null where there is none.</param>
    /// <param name="name">The FHIR name that the words are about; never a text of the sender's that FHIR does not know.</param>
    public static Finding Describe(XmlFault fault, TextPosition position, string? expression = null, string? name = null)
    {
        (string rule, string message, string reason, string remedy) = fault switch
        {
            XmlFault.Empty => ("xml-empty", "The body is empty.", Source, "Send one FHIR resource as XML."),
            XmlFault.Json => ("xml-is-json", "The body is JSON, but its Content-Type says XML.", Source, "Send the header 'Content-Type: application/fhir+json', or send XML."),
            XmlFault.TooLong => ("limit-document-bytes", $"The text is longer than {Number(Limits.DocumentBytes)} bytes.", Bound, "Split it into several requests."),
            XmlFault.InvalidUtf8 => ("xml-utf8", "The bytes are not valid UTF-8.", "FHIR resources are always sent in UTF-8.", "Encode the text as UTF-8; a Latin-1 or Windows-1252 export must be converted."),
            XmlFault.Encoding => ("xml-encoding", "The XML declaration names another encoding than UTF-8.", "FHIR resources are always sent in UTF-8.", "Encode the text as UTF-8, and write encoding=\"UTF-8\" or no declaration."),
            XmlFault.Grammar => ("xml-syntax", "Here the text is no well-formed XML.", Wellformed, "Check that every element is closed, attributes are quoted, and & and < are escaped in values; entities beyond amp, lt, gt, quot and apos are written as characters."),
            XmlFault.DocumentType => ("xml-document-type", "The text has a document type declaration.", "Its entities could name files and addresses outside the text, so it is never read.", "Leave out <!DOCTYPE …> and everything in it; write special characters themselves."),
            XmlFault.TooDeep => ("limit-xml-depth", $"Elements are nested deeper than {Number(Limits.XmlDepth)} levels.", Bound, "Send a flatter document."),
            XmlFault.TooManyElements => ("limit-xml-elements", $"The text holds more than {Number(Limits.XmlElements)} elements.", Bound, "Split it into several requests."),
            XmlFault.Namespace => ("xml-namespace", "The element is not in FHIR's namespace.", Source, $"Write xmlns=\"{FhirXml.Namespace}\" on the outermost element; a narrative's div has xmlns=\"{FhirXml.XhtmlNamespace}\"."),
            XmlFault.Attribute => ("xml-attribute", "FHIR's XML has no such attribute.", "Elements have value, id and, for extensions, url; all else stands in child elements.", "Leave it out, or send it as a child element."),
            XmlFault.Text => ("xml-text", "Text stands between the elements.", "FHIR's XML has values in the attribute value; only a narrative's div holds text.", "Put it into the attribute value of its element."),
            XmlFault.NarrativePrefix => ("xml-narrative-prefix", "The narrative's namespace is not declared on its div.", "A narrative must be readable by itself, as it is in FHIR's JSON.", $"Write <div xmlns=\"{FhirXml.XhtmlNamespace}\"> without a prefix."),
            XmlFault.ResourceType => ("xml-resource-type", "The element is named after no resource type of FHIR R4.", "The name of a resource's element is its type.", "Use the name of a resource type, such as <Patient xmlns=\"http://hl7.org/fhir\">."),
            XmlFault.Order => ("xml-order", $"The element '{name}' stands too late: what comes before it belongs after it, or separates it from the others of its name.", "In XML, elements stand in the order of the definition, and repetitions together.", "Order the elements as the resource's definition lists them."),
            XmlFault.Repeated => ("xml-repeated", $"The element '{name}' stands twice.", "It cannot repeat.", "Send it once."),
            XmlFault.AttributeAsElement => ("xml-attribute-as-element", $"'{name}' is sent as an element.", "The id of an element and the url of an extension are attributes in XML.", $"Write {name}=\"…\" on the element that it belongs to."),
            XmlFault.Misplaced => ("xml-misplaced-attribute", $"The attribute '{name}' has no meaning on this element.", "value belongs to primitive values, url to extensions, id to elements; a resource's id is a child element.", "Leave it out, or send it as the child element that the definition names."),
            XmlFault.OneResource => ("xml-one-resource", "Here exactly one resource must stand.", "What holds a resource has one child element, named after the resource's type.", "Send one resource in it; repeat the element for further ones."),
            XmlFault.Narrative => ("xml-narrative", "XHTML stands where none belongs, or is missing where it does.", "XHTML is the content of a narrative's div alone.", $"Send <div xmlns=\"{FhirXml.XhtmlNamespace}\">…</div> in text, and nowhere else."),
            XmlFault.Number => ("xml-number", "This is not written as a number.", "FHIR gives every number one form, so that all readers read the same.", "Write digits on both sides of the point, without leading zeros, a plus sign or spaces."),
            XmlFault.Boolean => ("xml-boolean", "This is not written as a boolean.", "FHIR gives every boolean one form, so that all readers read the same.", "Write true or false."),
            XmlFault.Underscore => ("xml-underscore", "FHIR's XML has no elements whose name begins with an underscore.", "The id and the extensions of a primitive stand on and in its own element.", "Put them there: id as an attribute, each extension as a child element."),
            _ => throw new ArgumentOutOfRangeException(nameof(fault), fault, "Not a fault."),
        };
        return new Finding
        {
            Severity = fault < XmlFault.Namespace ? Severity.Fatal : Severity.Error,
            Authority = Authority.Json,
            IssueType = fault is XmlFault.TooDeep or XmlFault.TooManyElements ? "too-costly" : fault == XmlFault.TooLong ? "too-long" : "structure",
            Rule = rule,
            Message = message,
            Reason = reason,
            Remedy = remedy,
            Expression = expression,
            Line = position.Line,
            Column = position.Column,
        };
    }

    private static string Number(int value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
