using System.Text;
using System.Text.RegularExpressions;

namespace Registry.Fhir.FhirPath.Operators;

/// <summary>How one text lies in another.</summary>
internal enum TextPlace
{
    Start,
    End,
    Anywhere,
}

/// <summary><c>startsWith()</c>, <c>endsWith()</c>, <c>contains()</c>, over UTF-8 as it lies.</summary>
internal sealed class TextPlaceOperator(FhirPathOperator source, FhirPathOperator part, TextPlace place) : TestOperator
{
    public override Truth Test(FhirPathEvaluator e)
    {
        if (!Texts.Single(this, source, e, out FhirPathItem text) || !Texts.Single(this, part, e, out FhirPathItem sought)) return Truth.Empty;
        ItemValue.TryUtf8(text, out ReadOnlySpan<byte> whole);
        ItemValue.TryUtf8(sought, out ReadOnlySpan<byte> piece);
        e.Step(1 + (whole.Length / 64));
        return Truths.Of(place switch
        {
            TextPlace.Start => whole.StartsWith(piece),
            TextPlace.End => whole.EndsWith(piece),
            _ => whole.IndexOf(piece) >= 0,
        });
    }
}

/// <summary><c>matches()</c> and <c>matchesFull()</c></summary>
internal sealed class MatchesOperator(FhirPathOperator source, Pattern pattern) : TestOperator
{
    public override Truth Test(FhirPathEvaluator e)
    {
        if (!Texts.Single(this, source, e, out FhirPathItem text) || !pattern.TryGet(this, e, out Regex? regex)) return Truth.Empty;
        ItemValue.TryUtf8(text, out ReadOnlySpan<byte> utf8);
        e.Step(1 + (utf8.Length / 16));
        char[] characters = e.Characters(utf8.Length);
        return Truths.Of(regex.IsMatch(characters.AsSpan(0, Encoding.UTF8.GetChars(utf8, characters))));
    }
}

/// <summary>A regular expression that cannot backtrack: compiled once where it is a literal. http://hl7.org/fhirpath/N1/#matchesregex-string-boolean</summary>
internal sealed class Pattern
{
    private readonly FhirPathOperator _source;
    private readonly bool _isFull;
    private readonly Regex? _regex;

    /// <exception cref="FhirPathException">It is a literal that is no regular expression of this engine.</exception>
    public Pattern(FhirPathOperator source, bool isFull)
    {
        _source = source;
        _isFull = isFull;
        if (source is LiteralOperator { Value: Values.TextValue literal }) _regex = Compile(source, literal.Text, isFull, FhirPathFault.Semantic);
    }

    /// <summary>The expression; false when there is none.</summary>
    public bool TryGet(FhirPathOperator user, FhirPathEvaluator e, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Regex? regex)
    {
        regex = _regex;
        if (regex is not null) return true;
        if (!Texts.Single(user, _source, e, out FhirPathItem item)) return false;
        ItemValue.TryText(item, out string text);
        e.Step(1 + text.Length);
        regex = Compile(_source, text, _isFull, FhirPathFault.Execution);
        return true;
    }

    private static Regex Compile(FhirPathOperator place, string text, bool isFull, FhirPathFault fault)
    {
        if (text.Length > Limits.FhirPathPatternChars)
        {
            throw place.Fault(FhirPathFault.Limit, $"A regular expression has at most {Limits.FhirPathPatternChars.ToString(System.Globalization.CultureInfo.InvariantCulture)} characters.");
        }

        try
        {
            // Linear in the text, whatever the pattern: https://learn.microsoft.com/dotnet/standard/base-types/regular-expression-options#nonbacktracking-mode
            return new Regex(isFull ? $@"\A(?:{text})\z" : text, RegexOptions.NonBacktracking | RegexOptions.Singleline | RegexOptions.CultureInvariant);
        }
        catch (ArgumentException wrong)
        {
            throw place.Fault(fault, $"This is no regular expression: {wrong.Message}");
        }
        catch (NotSupportedException wrong)
        {
            throw place.Fault(fault, $"This regular expression asks for what cannot be matched in linear time (a look-around, a back reference, or too many repetitions): {wrong.Message}");
        }
    }
}

/// <summary>What functions over texts share.</summary>
internal static class Texts
{
    /// <summary>The only text that an operator gives; false when it gives none, or a primitive without a value.</summary>
    /// <exception cref="FhirPathException">It is no text, or there are several.</exception>
    public static bool Single(FhirPathOperator user, FhirPathOperator source, FhirPathEvaluator e, out FhirPathItem item)
    {
        if (!source.Single(e, out item)) return false;
        if (item.Kind == ItemKind.String || ItemValue.KindOf(item) == SystemKind.String) return true;
        // A primitive without a value, or a text that is written as something else, is nothing.
        if (item.IsNode && item.Type is not { IsPrimitive: false } && (!ItemValue.HasValue(item) || item.Type is { Kind: SystemKind.String })) return false;
        throw user.Fault(FhirPathFault.Execution, "A text is needed here.");
    }
}
