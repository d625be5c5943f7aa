using System.Buffers;
using Registry.Fhir.Json;
using Registry.Fhir.Profiles;
using Registry.Fhir.Validation;

namespace Registry.Fhir.Xml;

/// <summary>FHIR's XML form: read into the form that the engine works with, and written from it. https://hl7.org/fhir/R4/xml.html</summary>
/// <remarks>
/// Both ways are led by the compiled definitions of R4: which element repeats, which value is a number, what stands in an attribute, and in which order
/// elements are written. No document type is read and nothing outside the text is ever fetched. Immutable, thread-safe.
/// </remarks>
public sealed class FhirXml
{
    /// <summary>Namespace of every FHIR element.</summary>
    public const string Namespace = "http://hl7.org/fhir";

    internal const string XhtmlNamespace = "http://www.w3.org/1999/xhtml";

    private readonly RuleBook _book;

    /// <param name="validator">Whose definitions lead.</param>
    public FhirXml(Validator validator)
    {
        ArgumentNullException.ThrowIfNull(validator);
        _book = validator.Book;
    }

    /// <summary>The names with which what is to be written is parsed.</summary>
    public ElementNames Names => _book.Names;

    /// <summary>Reads a text. It never throws on content: what is wrong is among the faults of the result.</summary>
    /// <param name="utf8">The text, in UTF-8 with or without a byte order mark.</param>
    /// <returns>The same in JSON, to be given to <see cref="ResourceDocument.Parse(ResourceText, ElementNames?, CanonicalAliases?)"/>: places of findings are those of the XML.</returns>
    public ResourceText Read(ReadOnlyMemory<byte> utf8)
    {
        XmlTree tree = XmlTree.Read(utf8);
        return tree.Root is null
            ? new ResourceText(default) { Faults = tree.Faults }
            : new XmlToJson(_book, tree.Faults).Write(tree.Root);
    }

    /// <summary>Writes a whole resource.</summary>
    /// <param name="resource">Outermost value of a document that was parsed with the validator's names.</param>
    /// <param name="output">Receives UTF-8, without an XML declaration.</param>
    /// <param name="isIndented">Whether each element gets a line of its own; narratives stay as they are.</param>
    /// <exception cref="InvalidDataException">It holds what R4 does not know, so it was never validated.</exception>
    public void Write(NodeCursor resource, IBufferWriter<byte> output, bool isIndented = false)
    {
        WriteStart(resource, output, isIndented);
        WriteContent(resource, output, isIndented);
        WriteEnd(resource, output, isIndented);
    }

    /// <summary>Writes the start tag of a resource; for what is written part by part.</summary>
    /// <inheritdoc cref="Write"/>
    public void WriteStart(NodeCursor resource, IBufferWriter<byte> output, bool isIndented = false) => new JsonToXml(_book, output, isIndented).Start(resource);

    /// <summary>Writes what a resource holds, without its tags.</summary>
    /// <inheritdoc cref="Write"/>
    public void WriteContent(NodeCursor resource, IBufferWriter<byte> output, bool isIndented = false) => new JsonToXml(_book, output, isIndented).Content(resource);

    /// <summary>Writes the end tag of a resource.</summary>
    /// <inheritdoc cref="Write"/>
    public void WriteEnd(NodeCursor resource, IBufferWriter<byte> output, bool isIndented = false) => new JsonToXml(_book, output, isIndented).End(resource);
}
