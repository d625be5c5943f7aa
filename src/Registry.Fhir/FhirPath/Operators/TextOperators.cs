using System.Text;
using System.Text.RegularExpressions;

namespace Registry.Fhir.FhirPath.Operators;

/// <summary>What a function makes of a text.</summary>
/// <param name="user">For faults.</param>
/// <param name="text">The text.</param>
/// <param name="arguments">As many as the function was given; none is missing.</param>
/// <returns>Null for nothing.</returns>
internal delegate string? TextFunction(FhirPathOperator user, string text, FhirPathItem[] arguments);

/// <summary>A function from one text to one: <c>substring</c>, <c>upper</c>, <c>replace</c> and so on. Nothing in, or as an argument, gives nothing.</summary>
internal sealed class TextOperator(FhirPathOperator source, FhirPathOperator[] arguments, TextFunction function) : FhirPathOperator
{
    public override void Run(FhirPathEvaluator e)
    {
        if (!Texts.Single(this, source, e, out FhirPathItem item)) return;
        FhirPathItem[] values = arguments.Length == 0 ? [] : new FhirPathItem[arguments.Length];
        for (int i = 0; i < arguments.Length; i++)
        {
            if (!arguments[i].Single(e, out values[i])) return;
        }

        ItemValue.TryText(item, out string text);
        e.Step(1 + (text.Length / 16));
        if (function(this, text, values) is { } result) e.Push(result);
    }
}

/// <summary>The functions that a <see cref="TextOperator"/> runs. http://hl7.org/fhirpath/N1/#string-manipulation</summary>
internal static class TextFunctions
{
    public static string? Substring(FhirPathOperator user, string text, FhirPathItem[] arguments)
    {
        int start = Integer(user, arguments[0]);
        int length = arguments.Length > 1 ? Integer(user, arguments[1]) : text.Length;
        if (start < 0 || start >= text.Length) return null;
        return length <= 0 ? "" : text.Substring(start, Math.Min(length, text.Length - start));
    }

    public static string Upper(FhirPathOperator user, string text, FhirPathItem[] arguments) => text.ToUpperInvariant();

    public static string Lower(FhirPathOperator user, string text, FhirPathItem[] arguments) => text.ToLowerInvariant();

    public static string Trim(FhirPathOperator user, string text, FhirPathItem[] arguments) => text.Trim();

    public static string Replace(FhirPathOperator user, string text, FhirPathItem[] arguments)
    {
        string sought = Text(user, arguments[0]);
        string instead = Text(user, arguments[1]);
        long longest = sought.Length == 0 ? (text.Length + 1L) * (instead.Length + 1L) : text.Length / sought.Length * (long)instead.Length;
        if (longest > Limits.FhirPathTextChars) throw user.Fault(FhirPathFault.Limit, $"replace() would make a longer text than {Limits.FhirPathTextChars.ToString(System.Globalization.CultureInfo.InvariantCulture)} characters.");
        if (sought.Length > 0) return text.Replace(sought, instead, StringComparison.Ordinal);

        // An empty text is found before, between and after all characters.
        StringBuilder surrounded = new(instead);
        foreach (char letter in text) surrounded.Append(letter).Append(instead);
        return surrounded.ToString();
    }

    public static string Encode(FhirPathOperator user, string text, FhirPathItem[] arguments)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        return Text(user, arguments[0]) switch
        {
            "hex" => Convert.ToHexStringLower(bytes),
            "base64" => Convert.ToBase64String(bytes),
            "urlbase64" => Convert.ToBase64String(bytes).Replace('+', '-').Replace('/', '_'),
            string other => throw UnknownFormat(user, other, "hex, base64 or urlbase64"),
        };
    }

    public static string? Decode(FhirPathOperator user, string text, FhirPathItem[] arguments)
    {
        string format = Text(user, arguments[0]);
        try
        {
            return Encoding.UTF8.GetString(format switch
            {
                "hex" => Convert.FromHexString(text),
                "base64" => Convert.FromBase64String(text),
                "urlbase64" => Convert.FromBase64String(text.Replace('-', '+').Replace('_', '/')),
                _ => throw UnknownFormat(user, format, "hex, base64 or urlbase64"),
            });
        }
        catch (FormatException)
        {
            throw user.Fault(FhirPathFault.Execution, $"This text is no {format}.");
        }
    }

    public static string Escape(FhirPathOperator user, string text, FhirPathItem[] arguments) => Text(user, arguments[0]) switch
    {
        "html" => text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal)
            .Replace("\"", "&quot;", StringComparison.Ordinal).Replace("'", "&#39;", StringComparison.Ordinal),
        "json" => JsonEscape(text),
        string other => throw UnknownFormat(user, other, "html or json"),
    };

    public static string Unescape(FhirPathOperator user, string text, FhirPathItem[] arguments) => Text(user, arguments[0]) switch
    {
        "html" => System.Net.WebUtility.HtmlDecode(text),
        "json" => JsonUnescape(user, text),
        string other => throw UnknownFormat(user, other, "html or json"),
    };

    public static string Text(FhirPathOperator user, in FhirPathItem argument) =>
        ItemValue.TryText(argument, out string text) ? text : throw user.Fault(FhirPathFault.Execution, "The argument must be a text.");

    private static int Integer(FhirPathOperator user, in FhirPathItem argument) =>
        ItemValue.TryInteger(argument, out int number) ? number : throw user.Fault(FhirPathFault.Execution, "The argument must be an integer.");

    private static FhirPathException UnknownFormat(FhirPathOperator user, string format, string known) =>
        user.Fault(FhirPathFault.Execution, $"'{Json.JsonText.Quote(format)}' is no format that is known here: {known}.");

    private static string JsonEscape(string text)
    {
        StringBuilder escaped = new(text.Length);
        foreach (char letter in text)
        {
            _ = letter switch
            {
                '"' => escaped.Append("\\\""),
                '\\' => escaped.Append("\\\\"),
                '\n' => escaped.Append("\\n"),
                '\r' => escaped.Append("\\r"),
                '\t' => escaped.Append("\\t"),
                '\b' => escaped.Append("\\b"),
                '\f' => escaped.Append("\\f"),
                < ' ' => escaped.Append(System.Globalization.CultureInfo.InvariantCulture, $"\\u{(int)letter:x4}"),
                _ => escaped.Append(letter),
            };
        }

        return escaped.ToString();
    }

    // A backslash that begins no escape of JSON stands for itself.
    private static string JsonUnescape(FhirPathOperator user, string text)
    {
        StringBuilder unescaped = new(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\' || i + 1 == text.Length)
            {
                unescaped.Append(text[i]);
                continue;
            }

            char kind = text[++i];
            switch (kind)
            {
                case 'n': unescaped.Append('\n'); break;
                case 'r': unescaped.Append('\r'); break;
                case 't': unescaped.Append('\t'); break;
                case 'b': unescaped.Append('\b'); break;
                case 'f': unescaped.Append('\f'); break;
                case '"' or '\\' or '/': unescaped.Append(kind); break;
                case 'u' when i + 4 < text.Length && ushort.TryParse(text.AsSpan(i + 1, 4), System.Globalization.NumberStyles.AllowHexSpecifier, System.Globalization.CultureInfo.InvariantCulture, out ushort unit):
                    unescaped.Append((char)unit);
                    i += 4;
                    break;
                default: throw user.Fault(FhirPathFault.Execution, $"'\\{kind}' is no escape of JSON.");
            }
        }

        return unescaped.ToString();
    }
}

/// <summary><c>replaceMatches(pattern, substitution)</c></summary>
internal sealed class ReplaceMatchesOperator(FhirPathOperator source, Pattern pattern, FhirPathOperator substitution) : FhirPathOperator
{
    public override void Run(FhirPathEvaluator e)
    {
        if (!Texts.Single(this, source, e, out FhirPathItem item) || !pattern.TryGet(this, e, out Regex? regex)) return;
        if (!Texts.Single(this, substitution, e, out FhirPathItem instead)) return;
        ItemValue.TryText(item, out string text);
        ItemValue.TryText(instead, out string replacement);
        e.Step(1 + (text.Length / 16));
        // An empty pattern finds nothing, in HL7's cases.
        if (regex.ToString().Length == 0)
        {
            e.Push(text);
            return;
        }

        if ((text.Length + 1L) * (replacement.Length + 1L) > 16L * Limits.FhirPathTextChars) throw Fault(FhirPathFault.Limit, "replaceMatches() would make too long a text.");
        e.Push(regex.Replace(text, replacement));
    }
}

/// <summary><c>length()</c>, in characters as .NET counts them.</summary>
internal sealed class LengthOperator(FhirPathOperator source) : FhirPathOperator
{
    public override void Run(FhirPathEvaluator e)
    {
        if (!Texts.Single(this, source, e, out FhirPathItem item)) return;
        ItemValue.TryUtf8(item, out ReadOnlySpan<byte> utf8);
        e.Push(FhirPathItem.Of(Encoding.UTF8.GetCharCount(utf8)));
    }
}

/// <summary><c>indexOf()</c> and <c>lastIndexOf()</c></summary>
internal sealed class IndexOfOperator(FhirPathOperator source, FhirPathOperator part, bool isLast) : FhirPathOperator
{
    public override void Run(FhirPathEvaluator e)
    {
        if (!Texts.Single(this, source, e, out FhirPathItem item) || !Texts.Single(this, part, e, out FhirPathItem sought)) return;
        ItemValue.TryText(item, out string text);
        ItemValue.TryText(sought, out string piece);
        e.Step(1 + (text.Length / 16));
        e.Push(FhirPathItem.Of(isLast ? text.LastIndexOf(piece, StringComparison.Ordinal) : text.IndexOf(piece, StringComparison.Ordinal)));
    }
}

/// <summary><c>split()</c>, and <c>toChars()</c> when there is no separator.</summary>
internal sealed class SplitOperator(FhirPathOperator source, FhirPathOperator? separator) : FhirPathOperator
{
    public override void Run(FhirPathEvaluator e)
    {
        if (!Texts.Single(this, source, e, out FhirPathItem item)) return;
        ItemValue.TryText(item, out string text);
        if (separator is null)
        {
            foreach (char letter in text) Push(e, letter.ToString());
            return;
        }

        if (!Texts.Single(this, separator, e, out FhirPathItem between)) return;
        ItemValue.TryText(between, out string mark);
        if (mark.Length == 0)
        {
            foreach (char letter in text) Push(e, letter.ToString());
            return;
        }

        foreach (string piece in text.Split(mark)) Push(e, piece);
    }

    private static void Push(FhirPathEvaluator e, string piece)
    {
        e.Step();
        e.Push(piece);
    }
}

/// <summary><c>join()</c></summary>
internal sealed class JoinOperator(FhirPathOperator source, FhirPathOperator? separator) : FhirPathOperator
{
    public override void Run(FhirPathEvaluator e)
    {
        int start = e.Count;
        source.Run(e);
        string mark = "";
        if (separator is not null && Texts.Single(this, separator, e, out FhirPathItem between)) ItemValue.TryText(between, out mark);
        StringBuilder joined = new();
        bool isEmpty = true;
        foreach (ref readonly FhirPathItem item in e.From(start))
        {
            if (item.IsNode && !ItemValue.HasValue(item)) continue;
            if (!ItemValue.TryText(item, out string text)) throw Fault(FhirPathFault.Execution, "join() takes texts.");
            if (!isEmpty) joined.Append(mark);
            joined.Append(text);
            isEmpty = false;
            if (joined.Length > Limits.FhirPathTextChars) break;
        }

        e.Truncate(start);
        if (!isEmpty) e.Push(joined.ToString());
    }
}

/// <summary><c>&amp;</c>: texts joined, nothing counting as the empty text.</summary>
internal sealed class ConcatenateOperator(FhirPathOperator left, FhirPathOperator right) : FhirPathOperator
{
    public override void Run(FhirPathEvaluator e)
    {
        string one = Texts.Single(this, left, e, out FhirPathItem item) && ItemValue.TryText(item, out string text) ? text : "";
        string other = Texts.Single(this, right, e, out item) && ItemValue.TryText(item, out text) ? text : "";
        e.Step(1 + ((one.Length + other.Length) / 16));
        e.Push(one + other);
    }
}
