namespace Registry.Fhir.Profiles;

/// <summary>The lexical rules of FHIR's primitive types. https://hl7.org/fhir/R4/datatypes.html#primitive</summary>
internal enum PrimitiveFormat : byte
{
    /// <summary>No primitive, or nothing to check.</summary>
    None,
    Boolean,
    Integer,
    PositiveInt,
    UnsignedInt,
    Decimal,
    String,
    Markdown,
    Code,
    Id,
    Uri,
    Url,
    Canonical,
    Oid,
    Uuid,
    Date,
    DateTime,
    Instant,
    Time,
    Base64Binary,
    Xhtml,
}

/// <summary>Hand-written scanners: one pass, no state, nothing allocated.</summary>
internal static class PrimitiveFormats
{
    /// <summary>The format of a type name; None when it is no primitive.</summary>
    public static PrimitiveFormat Of(string type) => type switch
    {
        "boolean" or "http://hl7.org/fhirpath/System.Boolean" => PrimitiveFormat.Boolean,
        "integer" or "http://hl7.org/fhirpath/System.Integer" => PrimitiveFormat.Integer,
        "positiveInt" => PrimitiveFormat.PositiveInt,
        "unsignedInt" => PrimitiveFormat.UnsignedInt,
        "decimal" or "http://hl7.org/fhirpath/System.Decimal" => PrimitiveFormat.Decimal,
        "string" or "http://hl7.org/fhirpath/System.String" => PrimitiveFormat.String,
        "markdown" => PrimitiveFormat.Markdown,
        "code" => PrimitiveFormat.Code,
        "id" => PrimitiveFormat.Id,
        "uri" => PrimitiveFormat.Uri,
        "url" => PrimitiveFormat.Url,
        "canonical" => PrimitiveFormat.Canonical,
        "oid" => PrimitiveFormat.Oid,
        "uuid" => PrimitiveFormat.Uuid,
        "date" => PrimitiveFormat.Date,
        "dateTime" => PrimitiveFormat.DateTime,
        "instant" => PrimitiveFormat.Instant,
        "time" => PrimitiveFormat.Time,
        "base64Binary" => PrimitiveFormat.Base64Binary,
        "xhtml" => PrimitiveFormat.Xhtml,
        _ => PrimitiveFormat.None,
    };

    /// <summary>Whether JSON writes this type as a number.</summary>
    public static bool IsNumber(PrimitiveFormat format) =>
        format is PrimitiveFormat.Integer or PrimitiveFormat.PositiveInt or PrimitiveFormat.UnsignedInt or PrimitiveFormat.Decimal;

    /// <summary>Whether a value, unescaped, is written as its type asks. JSON's own grammar has been checked before.</summary>
    public static bool IsValid(PrimitiveFormat format, ReadOnlySpan<byte> text) => format switch
    {
        PrimitiveFormat.Integer => IsInteger(text, int.MinValue),
        PrimitiveFormat.UnsignedInt => IsInteger(text, 0),
        PrimitiveFormat.PositiveInt => IsInteger(text, 1),
        PrimitiveFormat.String or PrimitiveFormat.Markdown => text.IndexOfAnyInRange((byte)0, (byte)0x1F) < 0 || HasOnlyAllowedControls(text),
        PrimitiveFormat.Code => IsCode(text),
        PrimitiveFormat.Id => IsId(text),
        PrimitiveFormat.Uri => IsUri(text),
        PrimitiveFormat.Url or PrimitiveFormat.Canonical => HasNoSpace(text),
        PrimitiveFormat.Oid => IsOid(text),
        PrimitiveFormat.Uuid => IsUuid(text),
        PrimitiveFormat.Date => IsDate(text, out int length) && length == text.Length,
        PrimitiveFormat.DateTime => IsDateTime(text, isInstant: false),
        PrimitiveFormat.Instant => IsDateTime(text, isInstant: true),
        PrimitiveFormat.Time => TimeLength(text) == text.Length && text.Length > 0,
        PrimitiveFormat.Base64Binary => IsBase64(text),
        _ => true,
    };

    /// <summary>The rule in words, for a remedy.</summary>
    public static string Describe(PrimitiveFormat format) => format switch
    {
        PrimitiveFormat.Boolean => "true or false, without quotes",
        PrimitiveFormat.Integer => "a whole number from -2147483648 to 2147483647, without quotes, point or exponent",
        PrimitiveFormat.UnsignedInt => "a whole number from 0 to 2147483647, without quotes",
        PrimitiveFormat.PositiveInt => "a whole number from 1 to 2147483647, without quotes",
        PrimitiveFormat.Decimal => "a JSON number, without quotes",
        PrimitiveFormat.String or PrimitiveFormat.Markdown => "text in quotes, without control characters other than tab, line feed and carriage return",
        PrimitiveFormat.Code => "a code in quotes: no space at either end, and single spaces inside",
        PrimitiveFormat.Id => "1 to 64 of the characters A-Z a-z 0-9 - .",
        PrimitiveFormat.Uri => "a URI without white space; an OID as urn:oid:1.2.3",
        PrimitiveFormat.Url or PrimitiveFormat.Canonical => "a URI without white space",
        PrimitiveFormat.Oid => "an OID as urn:oid:1.2.3",
        PrimitiveFormat.Uuid => "a UUID as urn:uuid: and lower-case hexadecimal digits",
        PrimitiveFormat.Date => "a date that exists, as YYYY, YYYY-MM or YYYY-MM-DD",
        PrimitiveFormat.DateTime => "YYYY, YYYY-MM, YYYY-MM-DD or YYYY-MM-DDThh:mm:ss with a time zone (Z or +hh:mm)",
        PrimitiveFormat.Instant => "YYYY-MM-DDThh:mm:ss with a time zone (Z or +hh:mm)",
        PrimitiveFormat.Time => "hh:mm:ss",
        PrimitiveFormat.Base64Binary => "base64 (RFC 4648) with padding",
        PrimitiveFormat.Xhtml => "XHTML in quotes",
        _ => "a value of its type",
    };

    private static bool IsInteger(ReadOnlySpan<byte> text, int least)
    {
        bool isNegative = text.Length > 0 && text[0] == '-';
        if (isNegative) text = text[1..];
        if (text.Length is 0 or > 10) return false;
        long value = 0;
        foreach (byte letter in text)
        {
            if (!IsDigit(letter)) return false;
            value = (value * 10) + (letter - '0');
        }

        if (isNegative) value = -value;
        return value >= least && value <= int.MaxValue;
    }

    private static bool HasOnlyAllowedControls(ReadOnlySpan<byte> text)
    {
        foreach (byte letter in text)
        {
            if (letter < ' ' && letter is not ((byte)'\t' or (byte)'\n' or (byte)'\r')) return false;
        }

        return true;
    }

    // [^\s]+(\s[^\s]+)*
    private static bool IsCode(ReadOnlySpan<byte> text)
    {
        bool wasSpace = true;
        foreach (byte letter in text)
        {
            bool isSpace = letter <= ' ';
            if (isSpace && wasSpace) return false;
            wasSpace = isSpace;
        }

        return !wasSpace;
    }

    private static bool IsId(ReadOnlySpan<byte> text)
    {
        if (text.Length is 0 or > 64) return false;
        foreach (byte letter in text)
        {
            if (!char.IsAsciiLetterOrDigit((char)letter) && letter is not ((byte)'-' or (byte)'.')) return false;
        }

        return true;
    }

    private static bool HasNoSpace(ReadOnlySpan<byte> text) => text.IndexOfAnyInRange((byte)0, (byte)' ') < 0;

    // https://hl7.org/fhir/R4/datatypes.html#uri : an OID has its own form. Of UUIDs R4 only says how to write them, and senders make up short ones for a bundle's full URLs.
    private static bool IsUri(ReadOnlySpan<byte> text)
    {
        if (!HasNoSpace(text)) return false;
        if (!text.StartsWith("urn:oid:"u8)) return true;
        return IsOid(text.IndexOf((byte)'|') is var bar and > 0 ? text[..bar] : text); // A version behind a canonical.
    }

    // urn:oid:[0-2](\.(0|[1-9][0-9]*))+
    private static bool IsOid(ReadOnlySpan<byte> text)
    {
        if (!text.StartsWith("urn:oid:"u8)) return false;
        text = text[8..];
        if (text.Length < 3 || text[0] is < (byte)'0' or > (byte)'2') return false;
        int at = 1;
        while (at < text.Length)
        {
            if (text[at++] != '.' || at == text.Length || !IsDigit(text[at])) return false;
            if (text[at] == '0')
            {
                at++;
                continue;
            }

            while (at < text.Length && IsDigit(text[at])) at++;
        }

        return true;
    }

    private static bool IsUuid(ReadOnlySpan<byte> text)
    {
        if (text.Length != 45 || !text.StartsWith("urn:uuid:"u8)) return false;
        for (int at = 0; at < 36; at++)
        {
            byte letter = text[9 + at];
            bool isValid = at is 8 or 13 or 18 or 23 ? letter == '-' : IsDigit(letter) || letter is >= (byte)'a' and <= (byte)'f';
            if (!isValid) return false;
        }

        return true;
    }

    // A leading YYYY, YYYY-MM or YYYY-MM-DD that names a day, month or year that exists.
    private static bool IsDate(ReadOnlySpan<byte> text, out int length)
    {
        length = 4;
        if (!TwoDigits(text, 0, out int century) || !TwoDigits(text, 2, out int yearOfCentury)) return false;
        int year = (century * 100) + yearOfCentury;
        if (year == 0) return false;
        if (text.Length == 4 || text[4] != '-') return true;
        if (!TwoDigits(text, 5, out int month) || month is < 1 or > 12) return false;
        length = 7;
        if (text.Length == 7 || text[7] != '-') return true;
        if (!TwoDigits(text, 8, out int day) || day < 1 || day > DateTime.DaysInMonth(year, month)) return false;
        length = 10;
        return true;
    }

    private static bool IsDateTime(ReadOnlySpan<byte> text, bool isInstant)
    {
        if (!IsDate(text, out int length)) return false;
        if (length == text.Length) return !isInstant;
        if (length != 10 || text[10] != 'T') return false;
        text = text[11..];
        int time = TimeLength(text);
        return time > 0 && IsZone(text[time..]);
    }

    // hh:mm:ss with a fraction or none; 0 when it is no time. Second 60 is a leap second.
    private static int TimeLength(ReadOnlySpan<byte> text)
    {
        if (text.Length < 8 || !TwoDigits(text, 0, out int hour) || hour > 23 || text[2] != ':') return 0;
        if (!TwoDigits(text, 3, out int minute) || minute > 59 || text[5] != ':') return 0;
        if (!TwoDigits(text, 6, out int second) || second > 60) return 0;
        if (text.Length == 8 || text[8] != '.') return 8;
        int at = 9;
        while (at < text.Length && IsDigit(text[at])) at++;
        return at > 9 ? at : 0;
    }

    private static bool IsZone(ReadOnlySpan<byte> text)
    {
        if (text.Length == 1) return text[0] == 'Z';
        if (text.Length != 6 || text[0] is not ((byte)'+' or (byte)'-') || text[3] != ':') return false;
        if (!TwoDigits(text, 1, out int hour) || !TwoDigits(text, 4, out int minute)) return false;
        return minute <= 59 && (hour <= 13 || (hour == 14 && minute == 0));
    }

    private static bool IsBase64(ReadOnlySpan<byte> text)
    {
        int count = 0;
        int padding = 0;
        foreach (byte letter in text)
        {
            if (letter is (byte)' ' or (byte)'\t' or (byte)'\n' or (byte)'\r') continue;
            if (letter == '=')
            {
                padding++;
            }
            else if (padding > 0 || !(char.IsAsciiLetterOrDigit((char)letter) || letter is (byte)'+' or (byte)'/'))
            {
                return false;
            }

            count++;
        }

        return count > 0 && count % 4 == 0 && padding <= 2;
    }

    private static bool TwoDigits(ReadOnlySpan<byte> text, int at, out int value)
    {
        value = 0;
        if (at + 2 > text.Length || !IsDigit(text[at]) || !IsDigit(text[at + 1])) return false;
        value = ((text[at] - '0') * 10) + (text[at + 1] - '0');
        return true;
    }

    private static bool IsDigit(byte letter) => letter is >= (byte)'0' and <= (byte)'9';
}
