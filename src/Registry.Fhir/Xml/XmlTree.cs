using System.Text;
using System.Xml;
using Registry.Fhir.Json;
using Registry.Fhir.Outcomes;

namespace Registry.Fhir.Xml;

/// <summary>One element as it was sent; what it means is not known yet.</summary>
internal sealed class XmlElement(string name, TextPosition position)
{
    public string Name { get; } = name;

    /// <summary>Of its opening bracket.</summary>
    public TextPosition Position { get; } = position;

    /// <summary>Attribute <c>value</c>; null without.</summary>
    public string? Value { get; set; }

    /// <summary>Attribute <c>id</c>; null without.</summary>
    public string? Id { get; set; }

    /// <summary>Attribute <c>url</c>; null without.</summary>
    public string? Url { get; set; }

    /// <summary>The whole element as text when it is XHTML; null otherwise.</summary>
    public string? Xhtml { get; set; }

    /// <summary>Its first child; null without children.</summary>
    public XmlElement? First { get; set; }

    /// <summary>The next child of what holds it; null for the last.</summary>
    public XmlElement? Next { get; set; }
}

/// <summary>A text as elements: grammar and namespaces of XML, and what FHIR's XML never has. https://hl7.org/fhir/R4/xml.html</summary>
internal sealed class XmlTree
{
    private static readonly XmlReaderSettings Settings = new()
    {
        // No document type: no entities of its own, nothing fetched, nothing expanded.
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
        IgnoreWhitespace = true,
        CheckCharacters = true,
        ConformanceLevel = ConformanceLevel.Document,
    };

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly string _text;
    private readonly XmlReader _reader;
    private readonly IXmlLineInfo _place;
    private readonly int[] _lineStarts;
    private int _count;

    private XmlTree(string text, XmlReader reader)
    {
        _text = text;
        _reader = reader;
        _place = (IXmlLineInfo)reader;
        _lineStarts = LineStarts(text);
    }

    /// <summary>What is wrong; a fatal one ends the reading.</summary>
    public Findings Faults { get; } = [];

    /// <summary>The outermost element; null when the text could not be read to its end.</summary>
    public XmlElement? Root { get; private set; }

    /// <summary>Reads a text; what is wrong with it is in <see cref="Faults"/>.</summary>
    public static XmlTree Read(ReadOnlyMemory<byte> utf8)
    {
        string text;
        try
        {
            text = utf8.Length > Limits.DocumentBytes ? "" : Strict.GetString(utf8.Span);
        }
        catch (DecoderFallbackException)
        {
            return Broken(XmlFault.InvalidUtf8, default);
        }

        if (utf8.Length > Limits.DocumentBytes) return Broken(XmlFault.TooLong, default);
        text = text.TrimStart('\uFEFF');
        string start = text.TrimStart();
        if (start.Length == 0) return Broken(XmlFault.Empty, default);
        if (start[0] is '{' or '[') return Broken(XmlFault.Json, default);
        using XmlReader reader = XmlReader.Create(new StringReader(text), Settings);
        XmlTree tree = new(text, reader);
        tree.ReadAll();
        return tree;
    }

    private static XmlTree Broken(XmlFault fault, TextPosition position)
    {
        XmlTree tree = new("", XmlReader.Create(TextReader.Null));
        tree.Faults.Add(XmlFaults.Describe(fault, position));
        return tree;
    }

    private void ReadAll()
    {
        try
        {
            Root = ReadElements();
        }
        catch (XmlException fault)
        {
            // .NET's own words may quote the sender's text, so they are not told.
            bool isDocumentType = _text.Contains("<!DOCTYPE", StringComparison.Ordinal);
            Faults.Add(XmlFaults.Describe(isDocumentType ? XmlFault.DocumentType : XmlFault.Grammar, new TextPosition(fault.LineNumber, fault.LinePosition)));
            Root = null;
        }
    }

    /// <summary>No recursion: what is open stands on a stack of our own.</summary>
    private XmlElement? ReadElements()
    {
        XmlElement? root = null;
        Stack<(XmlElement Element, XmlElement? Last)> open = new();
        while (_reader.Read())
        {
            switch (_reader.NodeType)
            {
                case XmlNodeType.XmlDeclaration:
                    if (_reader.GetAttribute("encoding") is { } encoding && !encoding.Equals("utf-8", StringComparison.OrdinalIgnoreCase)) return Stop(XmlFault.Encoding);
                    break;
                case XmlNodeType.Element:
                    if (++_count > Limits.XmlElements) return Stop(XmlFault.TooManyElements);
                    if (open.Count >= Limits.XmlDepth) return Stop(XmlFault.TooDeep);
                    bool isEmpty = _reader.IsEmptyElement;
                    bool isXhtml = _reader.NamespaceURI == FhirXml.XhtmlNamespace;
                    XmlElement element = isXhtml ? ReadXhtml() : ReadElement(isRoot: root is null);
                    if (root is null) root = element;
                    else Append(open, element);
                    if (!isEmpty && !isXhtml) open.Push((element, null));
                    break;
                case XmlNodeType.EndElement:
                    open.Pop();
                    break;
                case XmlNodeType.Text or XmlNodeType.CDATA:
                    Report(XmlFault.Text);
                    break;
            }
        }

        return root;
    }

    private static void Append(Stack<(XmlElement Element, XmlElement? Last)> open, XmlElement element)
    {
        (XmlElement holder, XmlElement? last) = open.Pop();
        if (last is null) holder.First = element;
        else last.Next = element;
        open.Push((holder, element));
    }

    private XmlElement ReadElement(bool isRoot)
    {
        if (_reader.NamespaceURI != FhirXml.Namespace) Report(XmlFault.Namespace);
        XmlElement element = new(_reader.LocalName, Position);
        while (_reader.MoveToNextAttribute())
        {
            if (_reader.Prefix == "xmlns" || _reader.Name == "xmlns") continue;
            // Where a schema lies is no content; it is never looked at.
            if (isRoot && _reader.NamespaceURI == "http://www.w3.org/2001/XMLSchema-instance") continue;
            switch (_reader.Prefix.Length == 0 ? _reader.Name : "")
            {
                case "value":
                    element.Value = _reader.Value;
                    break;
                case "id":
                    element.Id = _reader.Value;
                    break;
                case "url":
                    element.Url = _reader.Value;
                    break;
                default:
                    Report(XmlFault.Attribute);
                    break;
            }
        }

        return element;
    }

    /// <summary>A narrative stays the text that was sent; read to its end so that it is well-formed.</summary>
    /// <remarks>The reader stands on its end tag afterwards, or on the empty element.</remarks>
    private XmlElement ReadXhtml()
    {
        TextPosition position = Position;
        XmlElement element = new(_reader.LocalName, position);
        bool standsAlone = _reader.Prefix.Length == 0 && _reader.GetAttribute("xmlns") is not null;
        int start = OffsetOf(position);
        int depth = _reader.Depth;
        if (!_reader.IsEmptyElement)
        {
            while (_reader.Read() && _reader.Depth > depth) _count++;
        }

        int end = OffsetOf(new TextPosition(_place.LineNumber, _place.LinePosition));
        end = _text.IndexOf('>', _reader.IsEmptyElement ? EndOfTag(start) : end);
        if (!standsAlone) Report(XmlFault.NarrativePrefix, position);
        element.Xhtml = _text[start..(end + 1)].Replace("\r\n", "\n", StringComparison.Ordinal);
        return element;
    }

    // Of an empty element: a bracket may stand in an attribute's value.
    private int EndOfTag(int start)
    {
        char quote = '\0';
        for (int at = start; at < _text.Length; at++)
        {
            if (quote == '\0' && _text[at] == '>') return at;
            if (quote == '\0' && _text[at] is '"' or '\'') quote = _text[at];
            else if (_text[at] == quote) quote = '\0';
        }

        return _text.Length - 1;
    }

    // The reader tells the place of the name, one after the bracket.
    private TextPosition Position => new(_place.LineNumber, Math.Max(1, _place.LinePosition - 1));

    private int OffsetOf(TextPosition position) => _lineStarts[position.Line - 1] + position.Column - 1;

    private XmlElement? Stop(XmlFault fault)
    {
        Report(fault);
        return null;
    }

    private void Report(XmlFault fault) => Report(fault, new TextPosition(_place.LineNumber, _place.LinePosition));

    private void Report(XmlFault fault, TextPosition position) => Faults.Add(XmlFaults.Describe(fault, position));

    // As the reader counts lines: https://www.w3.org/TR/xml/#sec-line-ends
    private static int[] LineStarts(string text)
    {
        List<int> starts = [0];
        for (int at = 0; at < text.Length; at++)
        {
            if (text[at] == '\n' || (text[at] == '\r' && (at + 1 == text.Length || text[at + 1] != '\n'))) starts.Add(at + 1);
        }

        return [.. starts];
    }
}
