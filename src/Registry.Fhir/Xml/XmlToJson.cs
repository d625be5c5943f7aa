using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Registry.Fhir.Json;
using Registry.Fhir.Outcomes;
using Registry.Fhir.Profiles;

namespace Registry.Fhir.Xml;

/// <summary>Writes elements as FHIR's JSON, each value on a line of its own, so that a line tells where in the XML it stood.</summary>
/// <remarks>
/// What R4 does not know is written all the same, as a property that no definition names: the validator refuses it, and says what may have been meant.
/// https://hl7.org/fhir/R4/json.html
/// </remarks>
internal sealed class XmlToJson(RuleBook book, Findings faults)
{
    private readonly ArrayBufferWriter<byte> _json = new(4096);
    private readonly List<TextPosition> _places = [];
    private readonly List<(string Name, int Index)> _path = [];

    public ResourceText Write(XmlElement root)
    {
        _places.Add(root.Position);
        Resource(root);
        return new ResourceText(_json.WrittenMemory) { Places = new SourcePlaces([.. _places]), Faults = faults };
    }

    private void Resource(XmlElement element)
    {
        Shape? shape = book.Resource(Encoding.UTF8.GetBytes(element.Name));
        if (_path.Count == 0) _path.Add((element.Name, -1));
        if (shape is null) Report(XmlFault.ResourceType, element);
        if (element.Id is not null) Report(XmlFault.Misplaced, element, "id");
        if (element.Value is not null) Report(XmlFault.Misplaced, element, "value");
        if (element.Url is not null) Report(XmlFault.Misplaced, element, "url");
        Raw("{\"resourceType\":"u8);
        Text(element.Name);
        Children(element, shape?.Root.Children, isFirst: false, isResource: true);
        Raw("}"u8);
    }

    private void Object(XmlElement element, ObjectRules? rules)
    {
        if (element.Value is not null) Report(XmlFault.Misplaced, element, "value");
        Raw("{"u8);
        bool isFirst = Attributes(element, rules);
        Children(element, rules, isFirst, isResource: false);
        Raw("}"u8);
    }

    private bool Attributes(XmlElement element, ObjectRules? rules)
    {
        bool isFirst = true;
        if (element.Id is { } id)
        {
            Property("id", element, ref isFirst);
            Text(id);
        }

        if (element.Url is not { } url) return isFirst;
        if (rules?.Path != "Extension")
        {
            Report(XmlFault.Misplaced, element, "url");
            return isFirst;
        }

        Property("url", element, ref isFirst);
        Text(url);
        return isFirst;
    }

    /// <summary>Children in their groups of one name; a group of a repeating element is an array.</summary>
    private void Children(XmlElement holder, ObjectRules? rules, bool isFirst, bool isResource)
    {
        int last = -1;
        HashSet<string>? written = null;
        for (XmlElement? child = holder.First; child is not null;)
        {
            XmlElement? after = child.Next;
            int count = 1;
            for (; after is not null && after.Name == child.Name; after = after.Next) count++;
            _path.Add((child.Name, -1));
            PropertyRule property = rules?.Find(book.Names.Find(child.Name)) ?? PropertyRule.None;
            bool isKnown = property.Element >= 0 && !property.IsShadow;
            bool isAttribute = isKnown && !isResource && (child.Name == "id" || (child.Name == "url" && rules!.Path == "Extension"));
            if (isAttribute)
            {
                Report(XmlFault.AttributeAsElement, child, child.Name);
            }
            else if (child.Name.StartsWith('_'))
            {
                Report(XmlFault.Underscore, child);
            }
            else if (isKnown && property.Element < last)
            {
                Report(XmlFault.Order, child, child.Name);
            }
            else if (!(written ??= new HashSet<string>(StringComparer.Ordinal)).Add(child.Name))
            {
                // Separated from the others of its name, by what is not known or by another type of its choice.
                Report(XmlFault.Order, child, isKnown ? child.Name : null);
            }
            else if (!isKnown)
            {
                Property(child.Name, child, ref isFirst);
                Unknown(child);
            }
            else
            {
                last = property.Element;
                ElementRule element = rules!.Elements[property.Element];
                Group(child, count, element, element.Types[property.Type], ref isFirst);
            }

            _path.RemoveAt(_path.Count - 1);
            child = after;
        }
    }

    private void Group(XmlElement first, int count, ElementRule element, TypeRule type, ref bool isFirst)
    {
        bool isArray = element.Shape == ArrayShape.Array;
        if (!isArray && count > 1)
        {
            Report(XmlFault.Repeated, first.Next!, first.Name);
            count = 1;
        }

        if (type.Format != PrimitiveFormat.None)
        {
            Primitives(first, count, isArray, type.Format, ref isFirst);
            return;
        }

        Property(first.Name, first, ref isFirst);
        if (isArray) Raw("["u8);
        XmlElement item = first;
        for (int index = 0; index < count; index++, item = item.Next!)
        {
            if (isArray) Item(item, index);
            Value(item, type);
        }

        if (isArray) Raw("]"u8);
    }

    private void Value(XmlElement element, TypeRule type)
    {
        if (!type.IsResource)
        {
            if (element.Xhtml is not null) Report(XmlFault.Narrative, element);
            Object(element, type.Shape?.Root.Children);
            return;
        }

        if (element.First is not { Next: null } resource)
        {
            Report(XmlFault.OneResource, element);
            Raw("{}"u8);
            return;
        }

        Resource(resource);
    }

    /// <summary>Values, and beside them, where any has them, ids and extensions.</summary>
    private void Primitives(XmlElement first, int count, bool isArray, PrimitiveFormat format, ref bool isFirst)
    {
        bool hasValue = false;
        bool hasShadow = false;
        XmlElement item = first;
        for (int index = 0; index < count; index++, item = item.Next!)
        {
            if (item.Url is not null) Report(XmlFault.Misplaced, item, "url");
            if ((item.Xhtml is not null) != (format == PrimitiveFormat.Xhtml)) Report(XmlFault.Narrative, item);
            hasValue |= item.Value is not null || item.Xhtml is not null;
            hasShadow |= HasShadow(item);
        }

        if (hasValue)
        {
            Property(first.Name, first, ref isFirst);
            if (isArray) Raw("["u8);
            item = first;
            for (int index = 0; index < count; index++, item = item.Next!)
            {
                if (isArray) Item(item, index);
                Scalar(item, format);
            }

            if (isArray) Raw("]"u8);
        }

        if (!hasShadow && hasValue) return;
        Property("_" + first.Name, first, ref isFirst);
        if (isArray) Raw("["u8);
        item = first;
        for (int index = 0; index < count; index++, item = item.Next!)
        {
            if (isArray) Item(item, index);
            if (isArray && !HasShadow(item)) Raw("null"u8);
            else Shadow(item);
        }

        if (isArray) Raw("]"u8);
    }

    private static bool HasShadow(XmlElement element) => element.Id is not null || element.First is not null;

    private void Shadow(XmlElement element)
    {
        Raw("{"u8);
        bool isFirst = true;
        if (element.Id is { } id)
        {
            Property("id", element, ref isFirst);
            Text(id);
        }

        Children(element, book.ElementShape.Root.Children, isFirst, isResource: false);
        Raw("}"u8);
    }

    private void Scalar(XmlElement element, PrimitiveFormat format)
    {
        if (element.Xhtml is { } xhtml)
        {
            Text(xhtml);
        }
        else if (element.Value is not { } value)
        {
            Raw("null"u8);
        }
        else if (format == PrimitiveFormat.Boolean || PrimitiveFormats.IsNumber(format))
        {
            bool isBoolean = format == PrimitiveFormat.Boolean;
            bool isOne = isBoolean ? value is "true" or "false" : IsNumber(value);
            if (!isOne) Report(isBoolean ? XmlFault.Boolean : XmlFault.Number, element);
            // Of what is refused something stands in its place, so that the rest can be looked at too.
            Raw(isOne ? Encoding.UTF8.GetBytes(value) : isBoolean ? "true"u8 : "1"u8);
        }
        else
        {
            Text(value);
        }
    }

    // The grammar of JSON's numbers, which is that of FHIR's.
    private static bool IsNumber(string text)
    {
        Utf8JsonReader reader = new(Encoding.UTF8.GetBytes(text));
        try
        {
            return text.Length > 0 && (char.IsAsciiDigit(text[0]) || text[0] == '-') && char.IsAsciiDigit(text[^1]) && reader.Read() && reader.TokenType == JsonTokenType.Number && !reader.Read();
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private void Unknown(XmlElement element)
    {
        if (element.Value is { Length: > 0 } value) Text(value);
        else Raw("true"u8);
    }

    private void Item(XmlElement element, int index)
    {
        _path[^1] = (_path[^1].Name, index);
        if (index > 0) Raw(","u8);
        Raw("\n"u8);
        _places.Add(element.Position);
    }

    private void Property(string name, XmlElement element, ref bool isFirst)
    {
        if (!isFirst) Raw(","u8);
        isFirst = false;
        Raw("\n"u8);
        _places.Add(element.Position);
        Text(name);
        Raw(":"u8);
    }

    private void Text(string text)
    {
        Raw("\""u8);
        Raw(JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).EncodedUtf8Bytes);
        Raw("\""u8);
    }

    private void Raw(ReadOnlySpan<byte> bytes) => _json.Write(bytes);

    private void Report(XmlFault fault, XmlElement element, string? name = null)
    {
        StringBuilder expression = new();
        foreach ((string step, int index) in _path)
        {
            if (expression.Length > 0) expression.Append('.');
            expression.Append(step);
            if (index >= 0) expression.Append('[').Append(index.ToString(System.Globalization.CultureInfo.InvariantCulture)).Append(']');
        }

        faults.Add(XmlFaults.Describe(fault, element.Position, expression.ToString(), name));
    }
}
