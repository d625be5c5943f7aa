using System.Globalization;
using Registry.Fhir.FhirPath.Values;

namespace Registry.Fhir.FhirPath.Syntax;

/// <summary>Reads an expression by precedence climbing. http://hl7.org/fhirpath/N1/#operator-precedence</summary>
internal sealed class Parser
{
    private static readonly string[] CalendarUnits =
    [
        "year", "years", "month", "months", "week", "weeks", "day", "days", "hour", "hours", "minute", "minutes", "second", "seconds", "millisecond", "milliseconds",
    ];

    // Without its sign, the least integer is none; with it, it is.
    private const decimal LeastInteger = 2147483648m;
    private const decimal LeastLong = 9223372036854775808m;

    private readonly string _text;
    private readonly Lexer _lexer;
    private Token _token;
    private int _nesting;

    private Parser(string text)
    {
        _text = text;
        _lexer = new Lexer(text);
        _token = _lexer.Next();
    }

    /// <exception cref="FhirPathException">It is no FHIRPath, is too long or nested too deeply.</exception>
    public static SyntaxNode Parse(string text)
    {
        if (text.Length > Limits.FhirPathChars) throw new FhirPathException(FhirPathFault.Limit, $"An expression has at most {Limits.FhirPathChars.ToString(CultureInfo.InvariantCulture)} characters.");
        Parser parser = new(text);
        SyntaxNode node = parser.Expression(0);
        if (parser._token.Kind != TokenKind.End) throw parser.Unexpected("an operator or the end");
        return node;
    }

    /// <summary>Whether a word names a calendar duration, in singular or plural.</summary>
    public static bool IsCalendarUnit(string word) => CalendarUnits.Contains(word, StringComparer.Ordinal);

    // Lowest first: implies; or, xor; and; in, contains; = ~ != !~; < <= > >=; |; is, as; + - &; * / div mod.
    private static int PrecedenceOf(Token token) => token switch
    {
        { Kind: TokenKind.Identifier, Text: "implies" } => 1,
        { Kind: TokenKind.Identifier, Text: "or" or "xor" } => 2,
        { Kind: TokenKind.Identifier, Text: "and" } => 3,
        { Kind: TokenKind.Identifier, Text: "in" or "contains" } => 4,
        { Kind: TokenKind.Symbol, Text: "=" or "~" or "!=" or "!~" } => 5,
        { Kind: TokenKind.Symbol, Text: "<" or "<=" or ">" or ">=" } => 6,
        { Kind: TokenKind.Symbol, Text: "|" } => 7,
        { Kind: TokenKind.Identifier, Text: "is" or "as" } => 8,
        { Kind: TokenKind.Symbol, Text: "+" or "-" or "&" } => 9,
        { Kind: TokenKind.Identifier, Text: "div" or "mod" } => 10,
        { Kind: TokenKind.Symbol, Text: "*" or "/" } => 10,
        _ => 0,
    };

    private SyntaxNode Expression(int least)
    {
        Enter();
        SyntaxNode left = Unary();
        while (PrecedenceOf(_token) is var precedence && precedence > least)
        {
            Token between = Take();
            if (between.Text is "is" or "as")
            {
                left = Deepen(new SyntaxNode.TypeTest(between.Offset, between.Text == "as", left, TypeName()), left.Depth);
            }
            else
            {
                SyntaxNode right = Expression(precedence);
                left = Deepen(new SyntaxNode.Binary(between.Offset, between.Text, left, right), Math.Max(left.Depth, right.Depth));
            }
        }

        _nesting--;
        return left;
    }

    private SyntaxNode Unary()
    {
        if (!_token.Is("+") && !_token.Is("-")) return Path();
        Enter();
        Token sign = Take();
        SyntaxNode operand = Unary();
        _nesting--;
        if (sign.Text == "-" && operand is SyntaxNode.Literal { Value: LeastInteger }) return new SyntaxNode.Literal(sign.Offset, int.MinValue);
        if (sign.Text == "-" && operand is SyntaxNode.Literal { Value: LeastLong }) return new SyntaxNode.Literal(sign.Offset, long.MinValue);
        return Deepen(new SyntaxNode.Polarity(sign.Offset, sign.Text == "-", operand), operand.Depth);
    }

    private SyntaxNode Path()
    {
        SyntaxNode node = Term();
        while (true)
        {
            if (_token.Is("."))
            {
                Take();
                node = Step(node);
            }
            else if (_token.Is("["))
            {
                Token open = Take();
                SyntaxNode index = Expression(0);
                Expect("]");
                node = Deepen(new SyntaxNode.Indexer(open.Offset, node, index), Math.Max(node.Depth, index.Depth));
            }
            else
            {
                return node;
            }
        }
    }

    private SyntaxNode Term()
    {
        Token token = _token;
        switch (token.Kind)
        {
            case TokenKind.String:
                Take();
                return new SyntaxNode.Literal(token.Offset, new TextValue(token.Text));
            case TokenKind.Number:
                Take();
                return Number(token);
            case TokenKind.Moment:
                Take();
                return new SyntaxNode.Literal(token.Offset, PartialTime.TryParseLiteral(token.Text, out PartialTime moment) ? moment : throw Fault(token, "This is no date or time."));
            case TokenKind.Variable:
                Take();
                return new SyntaxNode.Variable(token.Offset, token.Text);
            case TokenKind.Symbol when token.Text == "(":
                Take();
                SyntaxNode inner = Expression(0);
                Expect(")");
                return inner;
            case TokenKind.Symbol when token.Text == "{":
                Take();
                Expect("}");
                return new SyntaxNode.Nothing(token.Offset);
            case TokenKind.Identifier when token.Text is "true" or "false":
                Take();
                return new SyntaxNode.Literal(token.Offset, token.Text == "true");
            default:
                return Step(null);
        }
    }

    // A name, a function, or $this, $index, $total.
    private SyntaxNode Step(SyntaxNode? source)
    {
        Token token = _token;
        if (token.Kind == TokenKind.Special)
        {
            Take();
            if (token.Text is not ("this" or "index" or "total")) throw Fault(token, $"There is no '${token.Text}': $this, $index and $total are all there is.");
            return Deepen(new SyntaxNode.Special(token.Offset, token.Text, source), source?.Depth ?? 0);
        }

        if (token.Kind is not (TokenKind.Identifier or TokenKind.DelimitedIdentifier)) throw Unexpected("a name or a value");
        Take();
        if (!_token.Is("(")) return Deepen(new SyntaxNode.Member(token.Offset, source, token.Text, token.Kind == TokenKind.DelimitedIdentifier), source?.Depth ?? 0);
        IReadOnlyList<SyntaxNode> arguments = Arguments(isSort: token.Text == "sort");
        int depth = source?.Depth ?? 0;
        foreach (SyntaxNode argument in arguments) depth = Math.Max(depth, argument.Depth);
        return Deepen(new SyntaxNode.Call(token.Offset, source, token.Text, arguments), depth);
    }

    private List<SyntaxNode> Arguments(bool isSort)
    {
        Take();
        List<SyntaxNode> arguments = [];
        if (!_token.Is(")"))
        {
            do
            {
                if (arguments.Count > 0) Take();
                arguments.Add(isSort ? SortKey() : Expression(0));
            }
            while (_token.Is(","));
        }

        Expect(")");
        return arguments;
    }

    // A minus sign turns the order round, for texts and dates too; so does the word desc.
    private SyntaxNode.SortKey SortKey()
    {
        SyntaxNode key = Expression(0);
        bool isDescending = false;
        if (key is SyntaxNode.Polarity { IsNegative: true } turned)
        {
            key = turned.Operand;
            isDescending = true;
        }

        if (_token.IsWord("asc") || _token.IsWord("desc")) isDescending ^= Take().Text == "desc";
        return Deepen(new SyntaxNode.SortKey(key.Offset, key, isDescending), key.Depth);
    }

    private SyntaxNode.Literal Number(Token token)
    {
        if (token.Text[^1] == 'L') return Long(token);
        if (_token.Kind == TokenKind.String || (_token.Kind == TokenKind.Identifier && IsCalendarUnit(_token.Text)))
        {
            Token unit = Take();
            return new SyntaxNode.Literal(token.Offset, new QuantityValue(Decimal(token), unit.Text, unit.Kind == TokenKind.Identifier));
        }

        if (token.Text.Contains('.', StringComparison.Ordinal)) return new SyntaxNode.Literal(token.Offset, Decimal(token));
        if (token.Text == "2147483648") return new SyntaxNode.Literal(token.Offset, LeastInteger);
        return new SyntaxNode.Literal(token.Offset, int.TryParse(token.Text, NumberStyles.None, CultureInfo.InvariantCulture, out int value)
            ? value
            : throw Fault(token, "An integer has at most 32 bits; write a decimal."));
    }

    // As with integers, the least Long is one only with its sign.
    private SyntaxNode.Literal Long(Token token)
    {
        ReadOnlySpan<char> digits = token.Text.AsSpan(0, token.Text.Length - 1);
        if (digits is "9223372036854775808") return new SyntaxNode.Literal(token.Offset, LeastLong);
        return new SyntaxNode.Literal(token.Offset, long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out long value) ? value : throw Fault(token, "A Long has at most 64 bits; write a decimal."));
    }

    private decimal Decimal(Token token) =>
        token.Text.Length <= 29 && decimal.TryParse(token.Text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal value)
            ? value
            : throw Fault(token, "A decimal has at most 28 digits.");

    private string TypeName()
    {
        string name = TakeName();
        if (!_token.Is(".")) return name;
        Take();
        return name + "." + TakeName();
    }

    private string TakeName() => _token.Kind is TokenKind.Identifier or TokenKind.DelimitedIdentifier ? Take().Text : throw Unexpected("the name of a type");

    private T Deepen<T>(T node, int below)
        where T : SyntaxNode
    {
        if (below >= Limits.FhirPathDepth) throw TooDeep(node.Offset);
        return node with { Depth = below + 1 };
    }

    private void Enter()
    {
        if (++_nesting > Limits.FhirPathDepth) throw TooDeep(_token.Offset);
    }

    private Token Take()
    {
        Token taken = _token;
        _token = _lexer.Next();
        return taken;
    }

    private void Expect(string symbol)
    {
        if (!_token.Is(symbol)) throw Unexpected($"'{symbol}'");
        Take();
    }

    private FhirPathException TooDeep(int offset) =>
        new(FhirPathFault.Limit, $"An expression is nested at most {Limits.FhirPathDepth.ToString(CultureInfo.InvariantCulture)} levels deep.", _text, offset);

    private FhirPathException Unexpected(string wanted) =>
        Fault(_token, _token.Kind == TokenKind.End ? $"The expression ends where {wanted} should stand." : $"Here should stand {wanted}.");

    private FhirPathException Fault(Token token, string reason) => _lexer.Fault(token.Offset, reason);
}
