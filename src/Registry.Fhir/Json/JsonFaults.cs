using System.Globalization;
using Registry.Fhir.Outcomes;

namespace Registry.Fhir.Json;

/// <summary>Words for what breaks the grammar or a limit.</summary>
internal static class JsonFaults
{
    private const string Bound = "This is the bound that the engine sets, so that one document cannot take all its memory and time.";

    public static Finding Describe(ResourceDocument document, JsonFault fault, int offset)
    {
        (string rule, string issueType, string message, string reason, string remedy) = fault switch
        {
            JsonFault.Empty => ("json-empty", "structure", "The body is empty.", "FHIR's JSON form of a resource is one JSON object.", "Send one FHIR resource as JSON."),
            JsonFault.TooLong => ("limit-document-bytes", "too-long", $"The text is longer than {Number(Limits.DocumentBytes)} bytes.", Bound, "Split it into several requests."),
            JsonFault.ByteOrderMark => ("json-byte-order-mark", "structure", "The text begins with a byte order mark.", "RFC 8259 section 8.1 forbids it.", "Send UTF-8 without a byte order mark."),
            JsonFault.InvalidUtf8 => ("json-utf8", "structure", "Here the bytes are not valid UTF-8.", "FHIR resources are always sent in UTF-8.", "Encode the text as UTF-8; a Latin-1 or Windows-1252 export must be converted."),
            JsonFault.UnexpectedEnd => Syntax("The text ends in the middle of a value.", "Send the whole document; it may have been cut off on the way."),
            JsonFault.UnexpectedCharacter => Syntax("The JSON grammar allows no such character here.", "Check for a missing comma, colon or quote, a trailing comma, a comment, or single quotes."),
            JsonFault.TrailingContent => Syntax("Something follows after the end of the document.", "Send exactly one JSON value."),
            JsonFault.ControlCharacter => Syntax("A string holds a raw control character.", "Escape it, for example a line break as \\n."),
            JsonFault.BadEscape => Syntax("JSON has no such escape sequence.", "Use \\\", \\\\, \\/, \\b, \\f, \\n, \\r, \\t or \\u with four hexadecimal digits."),
            JsonFault.BadNumber => Syntax("JSON does not write numbers so.", "Write digits on both sides of the point, without leading zeros or a plus sign."),
            JsonFault.TooDeep => ("limit-json-depth", "too-costly", $"Values are nested deeper than {Number(Limits.JsonDepth)} levels.", Bound, "Send a flatter document."),
            JsonFault.TooManyValues => ("limit-document-nodes", "too-costly", $"The text holds more than {Number(Limits.DocumentNodes)} values.", Bound, "Split it into several requests."),
            JsonFault.TooManyProperties => ("limit-properties", "too-costly", $"An object has more than {Number(Limits.Properties)} properties.", "No FHIR type has so many.", "Send only properties that FHIR defines, each once."),
            JsonFault.NameTooLong => ("limit-name-bytes", "too-long", $"A property name is longer than {Number(Limits.NameBytes)} bytes.", "No FHIR element has such a name.", "Send only properties that FHIR defines."),
            _ => throw new ArgumentOutOfRangeException(nameof(fault), fault, "Not a fault."),
        };
        TextPosition position = document.PositionAt(SafeOffset(document, fault, offset));
        return new Finding
        {
            Severity = Severity.Fatal,
            Authority = Authority.Json,
            IssueType = issueType,
            Rule = rule,
            Message = message,
            Reason = reason,
            Remedy = remedy,
            Line = position.Line,
            Column = position.Column,
        };
    }

    private static (string Rule, string IssueType, string Message, string Reason, string Remedy) Syntax(string message, string remedy) =>
        ("json-syntax", "structure", message, "The text must follow the grammar of JSON (RFC 8259).", remedy);

    // Characters are counted only in text that is known to be UTF-8 and not beyond the limit.
    private static int SafeOffset(ResourceDocument document, JsonFault fault, int offset) =>
        fault == JsonFault.TooLong ? 0 : Math.Min(offset, document.Bytes.Length);

    private static string Number(int value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
