using Registry.Fhir.FhirPath;
using Registry.Fhir.Json;

namespace Registry.Fhir.Search;

/// <summary>From an item that an expression gave to what it is found by, by parameter type and FHIR type. The tables: https://hl7.org/fhir/R4/search.html#ptypes</summary>
internal sealed class ContentReader(int offsetMinutes)
{
    private const string SpecialValues = "http://terminology.hl7.org/CodeSystem/special-values";
    private const string Currencies = "urn:iso:std:iso:4217";

    private static readonly string[] NameParts = ["text", "family", "given", "prefix", "suffix"];
    private static readonly string[] AddressParts = ["text", "line", "city", "district", "state", "postalCode", "country"];

    /// <summary>Adds what an item is found by; nothing for one without a value.</summary>
    /// <param name="type">Of the parameter.</param>
    /// <param name="item">What its expression gave.</param>
    /// <param name="target">Of a reference, the type that counts; null for all.</param>
    /// <param name="into">Where to add.</param>
    public void Read(SearchType type, in FhirPathItem item, string? target, List<SearchContent> into)
    {
        if (!item.IsNode)
        {
            ReadComputed(type, item, into);
            return;
        }

        NodeCursor value = item.Cursor;
        string kind = item.Type?.Name ?? "";
        switch (type)
        {
            case SearchType.Token: ReadToken(kind, value, into); break;
            case SearchType.Reference: ReadReference(kind, value, target, into); break;
            case SearchType.Date: ReadDate(kind, value, into); break;
            case SearchType.String: ReadText(kind, value, into); break;
            case SearchType.Number: ReadNumber(kind, value, into); break;
            case SearchType.Quantity: ReadQuantity(kind, value, into); break;
            case SearchType.Uri when value.AsString() is { Length: > 0 } uri: into.Add(new SearchContent.Uri(uri)); break;
            case SearchType.Special: ReadPosition(value, into); break;
        }
    }

    // A truth such as Patient.deceased.exists() and …, or a text that was put together.
    private static void ReadComputed(SearchType type, in FhirPathItem item, List<SearchContent> into)
    {
        switch (type, item.Kind)
        {
            case (SearchType.Token, ItemKind.Boolean): into.Add(new SearchContent.Token(SpecialValues, item.Node == 1 ? "true" : "false", null)); break;
            case (SearchType.Token, ItemKind.String): into.Add(new SearchContent.Token(null, item.Text, null)); break;
            case (SearchType.String, ItemKind.String): into.Add(new SearchContent.Words(item.Text)); break;
            case (SearchType.Uri, ItemKind.String): into.Add(new SearchContent.Uri(item.Text)); break;
            case (SearchType.Number, ItemKind.Integer): into.Add(new SearchContent.Number(item.Node, item.Node, item.Node)); break;
        }
    }

    private static void ReadToken(string kind, NodeCursor value, List<SearchContent> into)
    {
        switch (kind)
        {
            case "CodeableConcept":
                string? text = Text(value["text"]);
                foreach (NodeCursor coding in value["coding"]) AddCoding(coding, text, into);
                if (text is not null && !value["coding"].Exists) into.Add(new SearchContent.Token(null, null, text));
                break;
            case "Coding":
                AddCoding(value, null, into);
                break;
            case "Identifier" when Text(value["value"]) is { } identifier:
                into.Add(new SearchContent.Token(Text(value["system"]), identifier, Text(value["type"]["text"])));
                foreach (NodeCursor coding in value["type"]["coding"])
                {
                    if (Text(coding["code"]) is { } code) into.Add(new SearchContent.TypedIdentifier(Text(coding["system"]), code, identifier));
                }

                break;
            case "ContactPoint" when Text(value["value"]) is { } contact:
                into.Add(new SearchContent.Token(null, contact, null));
                break;
            case "boolean" when value.AsBoolean() is { } truth:
                into.Add(new SearchContent.Token(SpecialValues, truth ? "true" : "false", null));
                break;
            default:
                if (Text(value) is { } plain) into.Add(new SearchContent.Token(null, plain, null));
                break;
        }
    }

    private static void AddCoding(NodeCursor coding, string? text, List<SearchContent> into)
    {
        string? code = Text(coding["code"]);
        string? display = Text(coding["display"]);
        if (code is not null || display is not null) into.Add(new SearchContent.Token(Text(coding["system"]), code, text ?? display));
        // A concept is found by its own text and by the display of each coding.
        if (text is not null && display is not null && text != display) into.Add(new SearchContent.Token(null, null, display));
    }

    private static void ReadReference(string kind, NodeCursor value, string? wanted, List<SearchContent> into)
    {
        string? sent = kind == "Reference" ? Text(value["reference"]) : Text(value);
        string? identifier = kind == "Reference" ? Text(value["identifier"]["value"]) : null;
        if (sent is ['#', ..]) return;
        if (sent is null && identifier is null) return;
        string? target = sent is null ? null : WithoutVersion(sent, isCanonical: kind != "Reference");
        (string? type, string? id) = TypeAndId(target);
        type = Text(value["type"]) ?? type;
        if (wanted is not null && type != wanted && !(type is null && target is not null)) return;
        into.Add(new SearchContent.Reference(target, type, id, identifier is null ? null : Text(value["identifier"]["system"]), identifier));
    }

    // A search by reference finds every version of its target.
    private static string WithoutVersion(string reference, bool isCanonical)
    {
        int version = isCanonical ? reference.IndexOf('|', StringComparison.Ordinal) : reference.IndexOf("/_history/", StringComparison.Ordinal);
        return version < 0 ? reference : reference[..version];
    }

    // …/Type/id, of which a type begins with a capital: https://hl7.org/fhir/R4/references.html#literal
    private static (string? Type, string? Id) TypeAndId(string? target)
    {
        int slash = target?.LastIndexOf('/') ?? -1;
        if (slash <= 0) return (null, null);
        int before = target!.LastIndexOf('/', slash - 1);
        string type = target[(before + 1)..slash];
        return type.Length > 0 && char.IsAsciiLetterUpper(type[0]) && type.All(char.IsAsciiLetter) ? (type, target[(slash + 1)..]) : (null, null);
    }

    private void ReadDate(string kind, NodeCursor value, List<SearchContent> into)
    {
        SearchContent.Date? interval = kind switch
        {
            "Period" => DateInterval.OfPeriod(value, offsetMinutes),
            "Timing" => DateInterval.OfTiming(value, offsetMinutes),
            _ => DateInterval.Of(value, offsetMinutes),
        };
        if (interval is not null) into.Add(interval);
    }

    private static void ReadText(string kind, NodeCursor value, List<SearchContent> into)
    {
        string[]? parts = kind switch { "HumanName" => NameParts, "Address" => AddressParts, _ => null };
        if (parts is null)
        {
            if (Text(value) is { } text) into.Add(new SearchContent.Words(text));
            return;
        }

        foreach (string part in parts)
        {
            NodeCursor held = value[part];
            foreach (NodeCursor line in held.Kind == NodeKind.Array ? held : default)
            {
                if (Text(line) is { } text) into.Add(new SearchContent.Words(text));
            }

            if (held.Kind != NodeKind.Array && Text(held) is { } single) into.Add(new SearchContent.Words(single));
        }
    }

    private static void ReadNumber(string kind, NodeCursor value, List<SearchContent> into)
    {
        if (value.AsDecimal() is not { } number) return;
        decimal half = kind == "decimal" ? NumberPrecision.HalfUnit(value.TextBytes) : 0;
        into.Add(new SearchContent.Number(number, NumberPrecision.Below(number, half), NumberPrecision.Above(number, half)));
    }

    private static void ReadQuantity(string kind, NodeCursor value, List<SearchContent> into)
    {
        SearchContent.Quantity? quantity = kind switch
        {
            "Range" => QuantityReader.OfRange(value),
            "Money" => QuantityReader.OfMoney(value, Currencies),
            "SampledData" => QuantityReader.OfSamples(value),
            _ => QuantityReader.Of(value),
        };
        if (quantity is not null) into.Add(quantity);
    }

    private static void ReadPosition(NodeCursor value, List<SearchContent> into)
    {
        if (value["latitude"].AsDecimal() is { } latitude && value["longitude"].AsDecimal() is { } longitude) into.Add(new SearchContent.Position(latitude, longitude));
    }

    private static string? Text(NodeCursor value) => value.Kind == NodeKind.String && value.AsString() is { Length: > 0 } text ? text : null;
}
