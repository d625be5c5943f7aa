using Registry.Fhir.Json;

namespace Registry.Fhir.Narrative;

/// <summary>What can be wrong with a narrative's XHTML.</summary>
public enum XhtmlRule
{
    /// <summary>Not XML: a stray character, a malformed tag or reference.</summary>
    NotWellFormed,

    /// <summary>An element without an end.</summary>
    Unclosed,

    /// <summary>An end tag that closes nothing, or another element.</summary>
    Mismatched,

    /// <summary>The root is no div, there is more than one, or text stands beside it.</summary>
    Root,

    /// <summary>The root is not in the namespace of XHTML, or an element leaves it.</summary>
    Namespace,

    /// <summary>An element that narratives may not hold.</summary>
    Element,

    /// <summary>An attribute that narratives may not hold.</summary>
    Attribute,

    /// <summary>An attribute given twice.</summary>
    DuplicateAttribute,

    /// <summary>An event attribute or a link that runs a program.</summary>
    ActiveContent,

    /// <summary>An entity that nobody defines.</summary>
    UnknownEntity,

    /// <summary>An entity of HTML, which XML does not have; understood, and worth mending.</summary>
    NamedEntity,

    /// <summary>A document type declaration, where entity bombs live.</summary>
    DocumentType,

    /// <summary>A processing instruction that loads a stylesheet.</summary>
    Stylesheet,

    /// <summary>Elements nested deeper than <see cref="Limits.NarrativeDepth"/>.</summary>
    TooDeep,

    /// <summary>Neither text nor an image.</summary>
    Empty,
}

/// <summary>One fault of a narrative's XHTML, and its words.</summary>
/// <param name="Rule">Which rule is broken.</param>
/// <param name="Offset">Where, in bytes of the text that was checked.</param>
/// <param name="Length">How many bytes are meant; 0 when something is missing there.</param>
public readonly record struct XhtmlFault(XhtmlRule Rule, int Offset, int Length)
{
    /// <summary>The invariant that it breaks: <c>txt-1</c> (the form) or <c>txt-2</c> (the content).</summary>
    public string Key => Rule == XhtmlRule.Empty ? "txt-2" : "txt-1";

    /// <summary>Whether it is only advice: the narrative is understood all the same, and <see cref="XhtmlNarrative.IsValid"/> is true.</summary>
    public bool IsWarning => Rule == XhtmlRule.NamedEntity;

    /// <summary>What is wrong, and why, in one or two sentences. Names of elements, attributes and entities are quoted, text never.</summary>
    /// <param name="text">The bytes that were checked.</param>
    public string Message(ReadOnlySpan<byte> text)
    {
        string quoted = Length is 0 or > Limits.NameBytes ? "…" : JsonText.Quote(JsonText.Unescape(text.Slice(Offset, Length)));
        return Rule switch
        {
            XhtmlRule.NotWellFormed => $"At byte {Offset}, the narrative is not well-formed XML.",
            XhtmlRule.Unclosed => $"The narrative's element <{quoted}> is never closed: XHTML is XML, in which each element has an end.",
            XhtmlRule.Mismatched => $"The narrative's end tag </{quoted}> does not close the element that is open there.",
            XhtmlRule.Root => "A narrative is exactly one div element, with nothing beside it.",
            XhtmlRule.Namespace => "The narrative's div and all in it belong to the namespace of XHTML, and the div says so.",
            XhtmlRule.Element => $"A narrative may not hold the element <{quoted}>: only the basic formatting elements of HTML are allowed, in lower case.",
            XhtmlRule.Attribute => $"A narrative may not hold the attribute \"{quoted}\": only the attributes of basic formatting are allowed, in lower case.",
            XhtmlRule.DuplicateAttribute => $"The narrative's element has the attribute \"{quoted}\" twice.",
            XhtmlRule.ActiveContent => $"The narrative's \"{quoted}\" runs a program: a narrative holds no active content.",
            XhtmlRule.UnknownEntity => $"The narrative uses the entity \"{quoted}\", which XML does not define.",
            XhtmlRule.NamedEntity => $"The narrative uses the entity \"{quoted}\" of HTML, which XML does not define; strict readers refuse it.",
            XhtmlRule.DocumentType => "A narrative may not declare a document type.",
            XhtmlRule.Stylesheet => "A narrative may not refer to a stylesheet.",
            XhtmlRule.TooDeep => $"The narrative nests elements more than {Limits.NarrativeDepth} deep.",
            _ => "The narrative says nothing: it has neither text nor an image.",
        };
    }

    /// <summary>What to send instead.</summary>
    public string Remedy => Rule switch
    {
        XhtmlRule.NotWellFormed => "Write it as XML: tags and attributes complete, values in quotes, & and < as &amp; and &lt;.",
        XhtmlRule.Unclosed or XhtmlRule.Mismatched => "Close every element, in the reverse order of their beginnings; write <br/> where nothing is inside.",
        XhtmlRule.Root or XhtmlRule.Namespace => "Put it all into one <div xmlns=\"http://www.w3.org/1999/xhtml\">.",
        XhtmlRule.Element => "Leave the element out, or write it as p, div, span, a list or a table.",
        XhtmlRule.Attribute => "Leave the attribute out; style and class may say how it looks.",
        XhtmlRule.DuplicateAttribute => "Keep one of them.",
        XhtmlRule.ActiveContent => "Leave it out.",
        XhtmlRule.UnknownEntity or XhtmlRule.NamedEntity => "Send the character itself, or its number, such as &#160; for a space that does not break.",
        XhtmlRule.DocumentType or XhtmlRule.Stylesheet => "Leave it out.",
        XhtmlRule.TooDeep => "Flatten it.",
        _ => "Say in words what the resource holds, or leave the narrative out.",
    };
}
