using System.Buffers;
using System.Net;
using System.Text;
using Registry.Fhir.Json;
using Registry.Fhir.Narrative;
using Registry.Fhir.Profiles;

namespace Registry.Fhir.Xml;

/// <summary>Writes a document's values as FHIR's XML, in the order of the definitions.</summary>
internal readonly ref struct JsonToXml(RuleBook book, IBufferWriter<byte> output, bool isIndented)
{
    private const string Lost = "It holds what FHIR R4 does not know, so it cannot be written as XML:";

    public void Start(NodeCursor resource)
    {
        output.Write("<"u8);
        output.Write(TypeOf(resource));
        output.Write(" xmlns=\"http://hl7.org/fhir\">"u8);
    }

    public void Content(NodeCursor resource) => Properties(resource, RulesOf(resource), isResource: true, depth: 1);

    public void End(NodeCursor resource)
    {
        Line(0);
        output.Write("</"u8);
        output.Write(TypeOf(resource));
        output.Write(">"u8);
    }

    private static ReadOnlySpan<byte> TypeOf(NodeCursor resource)
    {
        NodeCursor type = resource.Find("resourceType"u8);
        return type.Kind == NodeKind.String && !type.IsEscaped ? type.TextBytes : throw new InvalidDataException($"{Lost} a resource without a type.");
    }

    private ObjectRules RulesOf(NodeCursor resource) =>
        book.Resource(TypeOf(resource))?.Root.Children ?? throw new InvalidDataException($"{Lost} a resource of an unknown type.");

    private void Properties(NodeCursor holder, ObjectRules rules, bool isResource, int depth)
    {
        List<(int Order, NodeCursor Property, PropertyRule Rule)> order = [];
        foreach (NodeCursor property in holder)
        {
            PropertyRule rule = rules.Find(property.Node.Name);
            if (rule == PropertyRule.ResourceType) continue;
            if (rule.Element < 0) throw new InvalidDataException($"{Lost} a property of {rules.Path} that has no definition.");
            if (!isResource && IsAttribute(rules, rules.Elements[rule.Element].Name)) continue;
            order.Add((((rule.Element * 256) + rule.Type) * 2 + (rule.IsShadow ? 1 : 0), property, rule));
        }

        order.Sort(static (one, other) => one.Order.CompareTo(other.Order));
        for (int index = 0; index < order.Count; index++)
        {
            (_, NodeCursor property, PropertyRule rule) = order[index];
            TypeRule type = rules.Elements[rule.Element].Types[rule.Type];
            if (type.Format == PrimitiveFormat.None)
            {
                Values(property, type, depth);
                continue;
            }

            // The value comes first where there is one, and takes what stands beside it along.
            NodeCursor shadow = rule.IsShadow ? property : default;
            NodeCursor value = rule.IsShadow ? default : property;
            if (!rule.IsShadow && index + 1 < order.Count && order[index + 1].Order == order[index].Order + 1) shadow = order[++index].Property;
            Primitives(value, shadow, type, depth);
        }
    }

    private static bool IsAttribute(ObjectRules rules, string name) => name == "id" || (name == "url" && rules.Path == "Extension");

    private void Values(NodeCursor property, TypeRule type, int depth)
    {
        if (property.Kind != NodeKind.Array)
        {
            Value(property, type, depth);
            return;
        }

        foreach (NodeCursor item in property) Value(item, type, depth);
    }

    private void Value(NodeCursor value, TypeRule type, int depth)
    {
        if (value.Kind != NodeKind.Object) throw new InvalidDataException($"{Lost} a value that is no object where {type.JsonName} is one.");
        Line(depth);
        output.Write("<"u8);
        Text(type.JsonName);
        if (type.IsResource)
        {
            output.Write(">"u8);
            Line(depth + 1);
            ReadOnlySpan<byte> name = TypeOf(value);
            output.Write("<"u8);
            output.Write(name);
            output.Write(">"u8);
            Properties(value, RulesOf(value), isResource: true, depth + 2);
            Line(depth + 1);
            output.Write("</"u8);
            output.Write(name);
            output.Write(">"u8);
            Line(depth);
            EndTag(type.JsonName);
            return;
        }

        ObjectRules rules = type.Shape!.Root.Children!;
        int attributes = Attribute(" id=\""u8, value.Find("id"u8));
        if (rules.Path == "Extension") attributes += Attribute(" url=\""u8, value.Find("url"u8));
        if (value.Count == attributes)
        {
            output.Write("/>"u8);
            return;
        }

        output.Write(">"u8);
        Properties(value, rules, isResource: false, depth + 1);
        Line(depth);
        EndTag(type.JsonName);
    }

    private void Primitives(NodeCursor value, NodeCursor shadow, TypeRule type, int depth)
    {
        if (value.Kind != NodeKind.Array && shadow.Kind != NodeKind.Array)
        {
            Primitive(value, shadow, type, depth);
            return;
        }

        NodeCursor.Enumerator values = value.GetEnumerator();
        NodeCursor.Enumerator shadows = shadow.GetEnumerator();
        while (true)
        {
            bool hasValue = values.MoveNext();
            bool hasShadow = shadows.MoveNext();
            if (!hasValue && !hasShadow) return;
            Primitive(hasValue ? values.Current : default, hasShadow ? shadows.Current : default, type, depth);
        }
    }

    private void Primitive(NodeCursor value, NodeCursor shadow, TypeRule type, int depth)
    {
        Line(depth);
        if (type.Format == PrimitiveFormat.Xhtml)
        {
            Narrative(value);
            return;
        }

        output.Write("<"u8);
        Text(type.JsonName);
        bool holdsElements = shadow.Kind == NodeKind.Object && shadow.Count > Attribute(" id=\""u8, shadow.Find("id"u8));
        if (value.IsScalar) Attribute(" value=\""u8, value);
        if (!holdsElements)
        {
            output.Write("/>"u8);
            return;
        }

        output.Write(">"u8);
        Properties(shadow, book.ElementShape.Root.Children!, isResource: false, depth + 1);
        Line(depth);
        EndTag(type.JsonName);
    }

    /// <summary>The narrative as it stands; entities of HTML, which XML does not know, as characters.</summary>
    private void Narrative(NodeCursor div)
    {
        Span<XhtmlFault> faults = stackalloc XhtmlFault[Limits.NarrativeFaults];
        int count = div.Kind == NodeKind.String ? XhtmlNarrative.Check(div.TextBytes, div.IsEscaped, faults) : -1;
        bool isBroken = count < 0;
        for (int index = 0; index < count; index++) isBroken |= faults[index].Rule is XhtmlRule.NotWellFormed or XhtmlRule.Unclosed or XhtmlRule.Mismatched or XhtmlRule.Root or XhtmlRule.DuplicateAttribute or XhtmlRule.UnknownEntity or XhtmlRule.DocumentType or XhtmlRule.TooDeep;
        if (isBroken) throw new InvalidDataException($"{Lost} a narrative that is no XHTML.");
        string text = div.AsString()!;
        int copied = 0;
        for (int at = text.IndexOf('&', StringComparison.Ordinal); at >= 0; at = text.IndexOf('&', at + 1))
        {
            int end = text.IndexOf(';', at);
            string entity = end < 0 ? "" : text[at..(end + 1)];
            if (entity is "" or "&amp;" or "&lt;" or "&gt;" or "&quot;" or "&apos;" || entity[1] == '#') continue;
            string decoded = WebUtility.HtmlDecode(entity);
            if (decoded == entity) continue;
            Text(text.AsSpan(copied, at - copied));
            Text(decoded);
            copied = end + 1;
        }

        Text(text.AsSpan(copied));
    }

    private int Attribute(ReadOnlySpan<byte> start, NodeCursor value)
    {
        if (!value.IsScalar) return 0;
        output.Write(start);
        if (!value.IsEscaped)
        {
            Escaped(value.TextBytes);
        }
        else
        {
            byte[] buffer = ArrayPool<byte>.Shared.Rent(value.TextBytes.Length);
            int length = JsonText.Unescape(value.TextBytes, buffer);
            Escaped(buffer.AsSpan(0, length));
            buffer.AsSpan(0, length).Clear();
            ArrayPool<byte>.Shared.Return(buffer);
        }

        output.Write("\""u8);
        return 1;
    }

    private static readonly SearchValues<byte> Special = SearchValues.Create([.. Enumerable.Range(0, 0x20).Select(control => (byte)control), (byte)'&', (byte)'<', (byte)'>', (byte)'"', 0xEF]);

    private void Escaped(ReadOnlySpan<byte> text)
    {
        while (text.IndexOfAny(Special) is var at and >= 0)
        {
            output.Write(text[..at]);
            int length = 1;
            switch (text[at])
            {
                case (byte)'&':
                    output.Write("&amp;"u8);
                    break;
                case (byte)'<':
                    output.Write("&lt;"u8);
                    break;
                case (byte)'>':
                    output.Write("&gt;"u8);
                    break;
                case (byte)'"':
                    output.Write("&quot;"u8);
                    break;
                case (byte)'\t':
                    output.Write("&#9;"u8);
                    break;
                case (byte)'\n':
                    output.Write("&#10;"u8);
                    break;
                case (byte)'\r':
                    output.Write("&#13;"u8);
                    break;
                case 0xEF when text.Length > at + 2:
                    // U+FFFE and U+FFFF are no characters of XML; FHIR's strings have neither, nor other control characters, but words about a request may.
                    bool isNone = text[at + 1] == 0xBF && text[at + 2] is 0xBE or 0xBF;
                    output.Write(isNone ? "\uFFFD"u8 : text.Slice(at, 3));
                    length = 3;
                    break;
                default:
                    output.Write("\uFFFD"u8);
                    break;
            }

            text = text[(at + length)..];
        }

        output.Write(text);
    }

    private void EndTag(string name)
    {
        output.Write("</"u8);
        Text(name);
        output.Write(">"u8);
    }

    private void Line(int depth)
    {
        if (!isIndented) return;
        output.Write("\n"u8);
        for (int level = 0; level < depth; level++) output.Write("  "u8);
    }

    private void Text(ReadOnlySpan<char> text) => Encoding.UTF8.GetBytes(text, output);
}
