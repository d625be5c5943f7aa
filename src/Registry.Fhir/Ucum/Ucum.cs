using System.Diagnostics.CodeAnalysis;

namespace Registry.Fhir.Ucum;

/// <summary>Units of the Unified Code for Units of Measure, version 2.2, case-sensitive codes. https://ucum.org/ucum</summary>
/// <remarks>
/// Where the prose of UCUM allows what its Backus-Naur form does not, the prose wins, because a valid code must never be refused: an annotation may
/// follow an integer or a closing parenthesis (<c>1{cells}</c>, <c>(8.h){shift}</c>), and a term in parentheses may begin with a solidus.
/// Thread-safe.
/// </remarks>
public static class Ucum
{
    /// <summary>The code system's URI in FHIR.</summary>
    public const string System = "http://unitsofmeasure.org";

    /// <summary>Whether these bytes are a unit by the grammar and the table of units. Linear in the length; allocates nothing.</summary>
    /// <param name="utf8">The code itself, without JSON's escapes. Empty is no unit.</param>
    /// <returns>False also beyond <see cref="Limits.UcumCodeBytes"/> and <see cref="Limits.UcumDepth"/>.</returns>
    public static bool IsValid(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > Limits.UcumCodeBytes) return false;
        UcumReader reader = new(utf8);
        UcumToken token;
        do token = reader.Read();
        while (token is not (UcumToken.End or UcumToken.Fault));
        return token == UcumToken.End;
    }

    /// <summary>What a code means.</summary>
    /// <param name="code">A case-sensitive code, such as <c>mg/dL</c>.</param>
    /// <param name="unit">Its dimension and magnitude; null when it has none.</param>
    /// <returns>
    /// False for what <see cref="IsValid"/> refuses, and for codes that are well-formed but mean nothing that can be compared: a special unit inside an
    /// algebraic term (<c>Cel/s</c>, UCUM §22), a factor of zero, exponents and factors beyond <see cref="Limits.UcumFactorBits"/>, and more than
    /// four different arbitrary units in one term.
    /// </returns>
    public static bool TryParse(ReadOnlySpan<char> code, [NotNullWhen(true)] out UcumUnit? unit)
    {
        unit = null;
        if (code.Length > Limits.UcumCodeBytes) return false;
        Span<byte> utf8 = stackalloc byte[code.Length];
        for (int i = 0; i < code.Length; i++)
        {
            if (code[i] > 126) return false;
            utf8[i] = (byte)code[i];
        }

        return TryParse(utf8, out unit);
    }

    /// <inheritdoc cref="TryParse(ReadOnlySpan{char}, out UcumUnit?)"/>
    /// <param name="utf8">The code in UTF-8, without JSON's escapes.</param>
    /// <param name="unit">Its dimension and magnitude; null when it has none.</param>
    public static bool TryParse(ReadOnlySpan<byte> utf8, [NotNullWhen(true)] out UcumUnit? unit)
    {
        unit = utf8.Length <= Limits.UcumCodeBytes ? UcumEvaluator.Evaluate(utf8) : null;
        return unit is not null;
    }
}
