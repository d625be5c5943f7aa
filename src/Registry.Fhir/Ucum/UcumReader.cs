namespace Registry.Fhir.Ucum;

/// <summary>What <see cref="UcumReader"/> met.</summary>
internal enum UcumToken
{
    /// <summary>A unit atom with its prefix and exponent.</summary>
    Unit,

    /// <summary>An integer, or an annotation alone, which stands for 1.</summary>
    Factor,

    /// <summary>An opening parenthesis.</summary>
    Open,

    /// <summary>A closing parenthesis.</summary>
    Close,

    /// <summary>The end of a well-formed code.</summary>
    End,

    /// <summary>No unit.</summary>
    Fault,
}

/// <summary>The grammar of UCUM, one token at a time and without recursion. https://ucum.org/ucum#section-Grammar-of-Units-and-Unit-Terms</summary>
internal ref struct UcumReader(ReadOnlySpan<byte> code)
{
    private readonly ReadOnlySpan<byte> _code = code;
    private int _position;
    private int _depth;
    private bool _afterComponent;
    private bool _termBegins = true;

    /// <summary>Whether a solidus stands before the unit, factor or parenthesis just read.</summary>
    public bool Divides { get; private set; }

    /// <summary>Index of the unit's atom in <see cref="UcumAtoms"/>.</summary>
    public int Atom { get; private set; }

    /// <summary>Index of the unit's prefix in <see cref="UcumAtoms"/>; -1 for none.</summary>
    public int Prefix { get; private set; }

    /// <summary>The unit's exponent; 1 when none is written. Held within ±<see cref="Limits.UcumFactorBits"/>, beyond which nothing is computed.</summary>
    public int Exponent { get; private set; }

    /// <summary>The factor's digits; empty for an annotation alone.</summary>
    public ReadOnlySpan<byte> Digits { get; private set; }

    /// <summary>Reads the next token. After End or Fault it must not be called again.</summary>
    public UcumToken Read()
    {
        if (!_afterComponent) return ReadComponent(_termBegins && Skip((byte)'/'));
        if (_position == _code.Length) return _depth == 0 ? UcumToken.End : UcumToken.Fault;
        switch (_code[_position++])
        {
            case (byte)'.': return ReadComponent(divides: false);
            case (byte)'/': return ReadComponent(divides: true);
            case (byte)')' when _depth > 0:
                _depth--;
                return SkipAnnotation() ? UcumToken.Close : UcumToken.Fault;
            default: return UcumToken.Fault;
        }
    }

    private UcumToken ReadComponent(bool divides)
    {
        Divides = divides;
        _termBegins = false;
        _afterComponent = true;
        if (_position == _code.Length) return UcumToken.Fault;
        if (_code[_position] == '(')
        {
            _position++;
            _termBegins = true;
            _afterComponent = false;
            return ++_depth <= Limits.UcumDepth ? UcumToken.Open : UcumToken.Fault;
        }

        int start = _position;
        if (!SkipSymbol()) return UcumToken.Fault;
        ReadOnlySpan<byte> symbol = _code[start.._position];
        if (symbol.IsEmpty && (_position == _code.Length || _code[_position] != '{')) return UcumToken.Fault;
        if (!SkipAnnotation()) return UcumToken.Fault;
        return Classify(symbol);
    }

    /// <summary>An integer, or a prefix, an atom and an exponent.</summary>
    private UcumToken Classify(ReadOnlySpan<byte> symbol)
    {
        int body = symbol.Length;
        while (body > 0 && char.IsAsciiDigit((char)symbol[body - 1])) body--;
        if (body == 0)
        {
            Digits = symbol;
            return UcumToken.Factor;
        }

        int exponent = body == symbol.Length ? 1 : ReadExponent(symbol[body..]);
        if (body < symbol.Length && symbol[body - 1] is (byte)'+' or (byte)'-')
        {
            body--;
            if (symbol[body] == '-') exponent = -exponent;
        }

        Exponent = exponent;
        if (!UcumAtoms.TryFind(symbol[..body], out int prefix, out int atom)) return UcumToken.Fault;
        Prefix = prefix;
        Atom = atom;
        return UcumToken.Unit;
    }

    private static int ReadExponent(ReadOnlySpan<byte> digits)
    {
        int exponent = 0;
        foreach (byte digit in digits) exponent = Math.Min(exponent * 10 + (digit - '0'), Limits.UcumFactorBits);
        return exponent;
    }

    /// <summary>Moves behind a symbol: up to an operator, a parenthesis or a brace, which inside square brackets are part of the symbol.</summary>
    private bool SkipSymbol()
    {
        bool bracket = false;
        for (; _position < _code.Length; _position++)
        {
            byte c = _code[_position];
            if (c is < 33 or > 126) return false;
            if (c == '[')
            {
                if (bracket) return false;
                bracket = true;
            }
            else if (c == ']')
            {
                if (!bracket) return false;
                bracket = false;
            }
            else if (!bracket && c is (byte)'.' or (byte)'/' or (byte)'(' or (byte)')' or (byte)'{' or (byte)'}')
            {
                return true;
            }
        }

        return !bracket;
    }

    /// <summary>Moves behind an annotation if one begins here; false when it is malformed.</summary>
    // Deviation: UCUM §6 allows the characters 33 to 126. A space is allowed too, because HL7's value set ucum-common and LOINC list such units,
    // "{# of fetuses}", and an annotation means nothing: test A_space_in_an_annotation_is_taken_as_HL7_writes_it.
    private bool SkipAnnotation()
    {
        if (!Skip((byte)'{')) return true;
        for (; _position < _code.Length; _position++)
        {
            byte c = _code[_position];
            if (c is < 32 or > 126 or (byte)'{') return false;
            if (c != '}') continue;
            _position++;
            return true;
        }

        return false;
    }

    private bool Skip(byte expected)
    {
        if (_position == _code.Length || _code[_position] != expected) return false;
        _position++;
        return true;
    }
}
