using System.Net;
using System.Text;

namespace Registry.Fhir.Narrative;

/// <summary>One pass over a narrative. Open elements are kept as places in the text on a stack of fixed size.</summary>
/// <remarks>XML 1.0: https://www.w3.org/TR/xml/. The text is valid UTF-8: whoever read the JSON has seen to that.</remarks>
internal ref partial struct XhtmlScanner(ReadOnlySpan<byte> text, Span<XhtmlFault> faults, Span<(int Start, int Length)> open)
{
    private const string Blank = " \t\r\n";

    private readonly ReadOnlySpan<byte> _text = text;
    private readonly Span<XhtmlFault> _faults = faults;
    private readonly Span<(int Start, int Length)> _open = open;
    private int _at;
    private int _depth;
    private bool _stopped;
    private bool _hasRoot;
    private bool _hasContent;

    /// <summary>Length of the root's namespace prefix with its colon, which every element then has; 0 without.</summary>
    private int _prefix;

    /// <summary>A language to look for; empty for none.</summary>
    public ReadOnlySpan<byte> Wanted;

    /// <summary>What was seen of languages.</summary>
    public NarrativeLanguages Languages;

    /// <summary>How many faults were kept.</summary>
    public int Count { get; private set; }

    /// <summary>How many faults that refuse were met, kept or not.</summary>
    public int Errors { get; private set; }

    /// <summary>Reads it all, or up to what is not well-formed.</summary>
    public void Run()
    {
        while (!_stopped && _at < _text.Length)
        {
            if (_text[_at] == '<') ReadMarkup();
            else if (_text[_at] == '&') ReadReference();
            else ReadText();
        }

        if (_stopped) return;
        if (_depth > 0) Stop(XhtmlRule.Unclosed, _open[_depth - 1].Start, _open[_depth - 1].Length);
        else if (!_hasRoot) Stop(XhtmlRule.Root, 0, 0);
        else if (!_hasContent) Report(XhtmlRule.Empty, 0, 0);
    }

    private void Report(XhtmlRule rule, int offset, int length)
    {
        XhtmlFault fault = new(rule, offset, length);
        if (!fault.IsWarning) Errors++;
        if (Count < _faults.Length) _faults[Count++] = fault;
    }

    private void Stop(XhtmlRule rule, int offset, int length)
    {
        Report(rule, offset, length);
        _stopped = true;
    }

    private void StopMalformed() => Stop(XhtmlRule.NotWellFormed, Math.Min(_at, _text.Length), 0);

    /// <summary>Text up to the next tag or reference.</summary>
    private void ReadText()
    {
        int length = _text[_at..].IndexOfAny((byte)'<', (byte)'&');
        ReadOnlySpan<byte> run = length < 0 ? _text[_at..] : _text.Slice(_at, length);
        int control = FirstControl(run);
        int end = run.IndexOf("]]>"u8);
        if (control >= 0 || end >= 0)
        {
            _at += control >= 0 ? control : end;
            StopMalformed();
            return;
        }

        if (run.IndexOfAnyExcept(" \t\r\n"u8) is var first and >= 0)
        {
            if (_depth == 0) Stop(XhtmlRule.Root, _at + first, 0);
            _hasContent = true;
        }

        _at += run.Length;
    }

    private void ReadMarkup()
    {
        ReadOnlySpan<byte> rest = _text[_at..];
        if (rest.StartsWith("</"u8)) ReadEndTag();
        else if (rest.StartsWith("<!--"u8)) SkipComment();
        else if (rest.StartsWith("<![CDATA["u8)) ReadCharacterData();
        else if (rest.StartsWith("<!DOCTYPE"u8) || rest.StartsWith("<!ENTITY"u8)) Stop(XhtmlRule.DocumentType, _at, 9);
        else if (rest.StartsWith("<?"u8)) SkipInstruction();
        else ReadStartTag();
    }

    private void SkipComment()
    {
        int end = _text[(_at + 4)..].IndexOf("--"u8);
        if (end < 0 || !_text[(_at + 4 + end)..].StartsWith("-->"u8) || FirstControl(_text.Slice(_at + 4, end)) >= 0) StopMalformed();
        else _at += 4 + end + 3;
    }

    private void ReadCharacterData()
    {
        int start = _at + 9;
        int length = _text[start..].IndexOf("]]>"u8);
        if (length < 0 || _depth == 0 || FirstControl(_text.Slice(start, length)) >= 0)
        {
            StopMalformed();
            return;
        }

        _hasContent |= _text.Slice(start, length).IndexOfAnyExcept(" \t\r\n"u8) >= 0;
        _at = start + length + 3;
    }

    private void SkipInstruction()
    {
        int start = _at + 2;
        int length = _text[start..].IndexOf("?>"u8);
        int name = NameLength(start);
        bool isDeclaration = name == 3 && _text.Slice(start, 3).SequenceEqual("xml"u8);
        if (length < 0 || name == 0 || (isDeclaration && _at > 0) || FirstControl(_text.Slice(start, length)) >= 0)
        {
            StopMalformed();
            return;
        }

        if (_text.Slice(start, name).SequenceEqual("xml-stylesheet"u8)) Report(XhtmlRule.Stylesheet, _at, 0);
        _at = start + length + 2;
    }

    private void ReadEndTag()
    {
        int start = _at + 2;
        int length = NameLength(start);
        _at = start + length;
        SkipBlank();
        if (length == 0 || _at >= _text.Length || _text[_at] != '>')
        {
            StopMalformed();
            return;
        }

        _at++;
        if (_depth == 0 || !_text.Slice(_open[_depth - 1].Start, _open[_depth - 1].Length).SequenceEqual(_text.Slice(start, length)))
        {
            Stop(XhtmlRule.Mismatched, start, length);
            return;
        }

        _depth--;
    }

    private void ReadStartTag()
    {
        int start = _at + 1;
        int length = NameLength(start);
        if (length == 0)
        {
            StopMalformed();
            return;
        }

        CheckElement(start, length);
        _at = start + length;
        if (_stopped || !ReadAttributes(start, length, out bool closed) || closed) return;
        if (_depth == _open.Length) Stop(XhtmlRule.TooDeep, start - 1, 0);
        else _open[_depth++] = (start, length);
    }

    private void CheckElement(int start, int length)
    {
        ReadOnlySpan<byte> name = _text.Slice(start, length);
        if (_depth > 0)
        {
            bool isOfRoot = _prefix == 0 || name.StartsWith(_text.Slice(_open[0].Start, _prefix));
            if (!isOfRoot || XhtmlNames.Elements.IndexOf(name[_prefix..]) < 0) Report(XhtmlRule.Element, start, length);
            return;
        }

        _prefix = name.IndexOf((byte)':') + 1;
        if (_hasRoot || !name[_prefix..].SequenceEqual("div"u8)) Stop(XhtmlRule.Root, start, length);
        _hasRoot = true;
    }

    /// <summary>A reference to an entity or a character, in text.</summary>
    private void ReadReference()
    {
        int start = _at;
        int length = ReferenceLength(start, out int character);
        if (length == 0 || _depth == 0)
        {
            StopMalformed();
            return;
        }

        _at += length;
        _hasContent |= character < 0 || !Blank.Contains((char)character, StringComparison.Ordinal);
    }

    /// <summary>Reads <c>&amp;name;</c>, <c>&amp;#160;</c> or <c>&amp;#xA0;</c>, and reports a name that XML does not have.</summary>
    /// <param name="start">Where the ampersand stands.</param>
    /// <param name="character">The code point; -1 for a name.</param>
    /// <returns>Its length; 0 when it is malformed.</returns>
    private int ReferenceLength(int start, out int character)
    {
        character = -1;
        ReadOnlySpan<byte> rest = _text[(start + 1)..];
        int end = rest[..Math.Min(rest.Length, Limits.NarrativeEntityBytes)].IndexOf((byte)';');
        if (end <= 0) return 0;
        ReadOnlySpan<byte> name = rest[..end];
        if (name[0] == '#') return TryReadCharacter(name[1..], out character) ? end + 2 : 0;
        if (NameLength(start + 1) != end) return 0;
        bool isXml = name.SequenceEqual("lt"u8) || name.SequenceEqual("gt"u8) || name.SequenceEqual("amp"u8) || name.SequenceEqual("quot"u8) || name.SequenceEqual("apos"u8);
        if (!isXml) Report(IsOfHtml(name) ? XhtmlRule.NamedEntity : XhtmlRule.UnknownEntity, start, end + 2);
        return end + 2;
    }

    /// <summary>Whether HTML 4 has the entity. Runs only for what is reported.</summary>
    private static bool IsOfHtml(ReadOnlySpan<byte> name)
    {
        string reference = $"&{Encoding.UTF8.GetString(name)};";
        return WebUtility.HtmlDecode(reference) != reference;
    }

    private static bool TryReadCharacter(ReadOnlySpan<byte> digits, out int character)
    {
        character = 0;
        int radix = digits is [(byte)'x', ..] ? 16 : 10;
        if (radix == 16) digits = digits[1..];
        if (digits.IsEmpty || digits.Length > 8) return false;
        foreach (byte digit in digits)
        {
            if (!char.IsAsciiHexDigit((char)digit) || (radix == 10 && !char.IsAsciiDigit((char)digit))) return false;
            character = character * radix + (digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10);
            if (character > 0x10FFFF) return false;
        }

        return character is 9 or 10 or 13 || (character >= 32 && character is not (0xFFFE or 0xFFFF) && character is < 0xD800 or > 0xDFFF);
    }

    /// <summary>Length of an XML name: letters, digits and what is beyond ASCII.</summary>
    private readonly int NameLength(int start)
    {
        int at = start;
        while (at < _text.Length && IsNameByte(_text[at], at == start)) at++;
        return at - start;
    }

    private static bool IsNameByte(byte c, bool isFirst) =>
        char.IsAsciiLetter((char)c) || c is (byte)'_' or (byte)':' or >= 0x80 || (!isFirst && (char.IsAsciiDigit((char)c) || c is (byte)'-' or (byte)'.'));

    private void SkipBlank()
    {
        while (_at < _text.Length && _text[_at] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n') _at++;
    }

    /// <summary>Index of a control character that XML has not; -1 when there is none.</summary>
    private static int FirstControl(ReadOnlySpan<byte> run)
    {
        int from = 0;
        while (true)
        {
            int next = run[from..].IndexOfAnyInRange((byte)0, (byte)31);
            if (next < 0) return -1;
            if (run[from + next] is not ((byte)'\t' or (byte)'\r' or (byte)'\n')) return from + next;
            from += next + 1;
        }
    }
}
