using System.Globalization;

namespace Registry.Fhir.Json;

/// <summary>Numbers as FHIR means them: digits after the point say how precise a value is. https://hl7.org/fhir/R4/datatypes.html#decimal</summary>
internal static class JsonNumber
{
    /// <summary>The number without loss; false when System.Decimal cannot hold all its digits.</summary>
    public static bool TryReadDecimal(ReadOnlySpan<byte> text, out decimal value)
    {
        const NumberStyles Style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        if (!decimal.TryParse(text, Style, CultureInfo.InvariantCulture, out value)) return false;
        return SignificantDigits(text) <= 28; // Beyond that the parser rounds instead of refusing.
    }

    private static int SignificantDigits(ReadOnlySpan<byte> text)
    {
        int digits = 0;
        bool hasStarted = false;
        foreach (byte letter in text)
        {
            if (letter is (byte)'e' or (byte)'E') break;
            if (letter is < (byte)'0' or > (byte)'9') continue;
            hasStarted |= letter != '0';
            if (hasStarted) digits++;
        }

        return digits;
    }
}
