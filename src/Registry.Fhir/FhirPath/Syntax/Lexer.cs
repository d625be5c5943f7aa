using System.Globalization;
using System.Text;

namespace Registry.Fhir.FhirPath.Syntax;

/// <summary>Cuts an expression into words. http://hl7.org/fhirpath/N1/#lexical-elements</summary>
internal sealed class Lexer(string text)
{
    private static readonly string[] Symbols = ["<=", ">=", "!=", "!~", "<", ">", "=", "~", "+", "-", "*", "/", "|", "&", "(", ")", "[", "]", "{", "}", ".", ","];

    private int _at;

    public Token Next()
    {
        SkipSpace();
        if (_at >= text.Length) return new Token(TokenKind.End, text.Length, "");
        int start = _at;
        char first = text[start];
        if (IsLetter(first)) return new Token(TokenKind.Identifier, start, Word());
        if (char.IsAsciiDigit(first)) return new Token(TokenKind.Number, start, Number());
        switch (first)
        {
            case '\'': return new Token(TokenKind.String, start, Quoted('\''));
            case '`': return new Token(TokenKind.DelimitedIdentifier, start, Quoted('`'));
            case '@': return new Token(TokenKind.Moment, start, Moment());
            case '%': return new Token(TokenKind.Variable, start, Variable());
            case '$':
                _at++;
                return new Token(TokenKind.Special, start, Word());
        }

        foreach (string symbol in Symbols)
        {
            if (string.CompareOrdinal(text, start, symbol, 0, symbol.Length) != 0) continue;
            _at += symbol.Length;
            return new Token(TokenKind.Symbol, start, symbol);
        }

        throw Fault(start, "This character has no meaning here.");
    }

    public FhirPathException Fault(int offset, string reason) => new(FhirPathFault.Syntax, reason, text, offset);

    private static bool IsLetter(char letter) => char.IsAsciiLetter(letter) || letter == '_';

    private void SkipSpace()
    {
        while (_at < text.Length)
        {
            if (text[_at] is ' ' or '\t' or '\r' or '\n')
            {
                _at++;
            }
            else if (string.CompareOrdinal(text, _at, "//", 0, 2) == 0)
            {
                int end = text.AsSpan(_at).IndexOfAny('\r', '\n');
                _at = end < 0 ? text.Length : _at + end;
            }
            else if (string.CompareOrdinal(text, _at, "/*", 0, 2) == 0)
            {
                int end = text.IndexOf("*/", _at + 2, StringComparison.Ordinal);
                if (end < 0) throw Fault(_at, "This comment has no end.");
                _at = end + 2;
            }
            else
            {
                return;
            }
        }
    }

    private string Word()
    {
        int start = _at;
        while (_at < text.Length && (IsLetter(text[_at]) || char.IsAsciiDigit(text[_at]))) _at++;
        return text[start.._at];
    }

    private string Number()
    {
        int start = _at;
        Digits();
        if (_at + 1 < text.Length && text[_at] == '.' && char.IsAsciiDigit(text[_at + 1]))
        {
            _at++;
            Digits();
        }
        else if (_at < text.Length && text[_at] == 'L' && (_at + 1 == text.Length || !(IsLetter(text[_at + 1]) || char.IsAsciiDigit(text[_at + 1]))))
        {
            _at++; // A Long: 1L
        }

        return text[start.._at];
    }

    private int Digits()
    {
        int start = _at;
        while (_at < text.Length && char.IsAsciiDigit(text[_at])) _at++;
        return _at - start;
    }

    // Takes what a date or time can consist of; what it means is PartialTime's.
    private string Moment()
    {
        int start = _at++;
        bool hasTime = false;
        while (_at < text.Length)
        {
            char letter = text[_at];
            bool isPart = char.IsAsciiDigit(letter)
                || (letter == '-' && !hasTime)
                || (letter == ':' && hasTime)
                || (letter == '.' && hasTime && _at + 1 < text.Length && char.IsAsciiDigit(text[_at + 1]));
            if (letter == 'T' && !hasTime) hasTime = isPart = true;
            if (!isPart) break;
            _at++;
        }

        bool isTimeOnly = start + 1 < text.Length && text[start + 1] == 'T';
        if (hasTime && !isTimeOnly) Offset();
        return text[(start + 1).._at];
    }

    private void Offset()
    {
        if (_at >= text.Length) return;
        if (text[_at] == 'Z')
        {
            _at++;
        }
        else if (text[_at] is '+' or '-' && _at + 5 < text.Length && char.IsAsciiDigit(text[_at + 1]) && char.IsAsciiDigit(text[_at + 2])
            && text[_at + 3] == ':' && char.IsAsciiDigit(text[_at + 4]) && char.IsAsciiDigit(text[_at + 5]))
        {
            _at += 6;
        }
    }

    private string Variable()
    {
        int start = _at++;
        if (_at >= text.Length) throw Fault(start, "A name must follow '%'.");
        string name = text[_at] is '`' or '\'' ? Quoted(text[_at]) : Word();
        return name.Length > 0 ? name : throw Fault(start, "A name must follow '%'.");
    }

    private string Quoted(char quote)
    {
        int start = _at++;
        StringBuilder value = new();
        while (true)
        {
            if (_at >= text.Length) throw Fault(start, "This text has no closing quote.");
            char letter = text[_at++];
            if (letter == quote) return value.ToString();
            value.Append(letter == '\\' ? Escape() : letter);
        }
    }

    private char Escape()
    {
        if (_at >= text.Length) throw Fault(_at, "An escape must follow '\\'.");
        char kind = text[_at++];
        switch (kind)
        {
            case 'n': return '\n';
            case 'r': return '\r';
            case 't': return '\t';
            case 'f': return '\f';
            case '\'' or '"' or '`' or '\\' or '/': return kind;
            case 'u' when _at + 4 <= text.Length && ushort.TryParse(text.AsSpan(_at, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ushort unit):
                _at += 4;
                return (char)unit;
            default:
                throw Fault(_at - 2, $"'\\{kind}' is no escape of FHIRPath.");
        }
    }
}
