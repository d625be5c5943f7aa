using System.Text;

namespace Registry.Fhir.Narrative;

/// <summary>The attributes of one start tag.</summary>
internal ref partial struct XhtmlScanner
{
    private static ReadOnlySpan<byte> Namespace => "http://www.w3.org/1999/xhtml"u8;

    /// <summary>Reads up to the tag's end.</summary>
    /// <param name="element">Where the element's name begins.</param>
    /// <param name="elementLength">How long it is.</param>
    /// <param name="closed">Whether the tag closes its element itself.</param>
    /// <returns>False when it is not well-formed, which is reported.</returns>
    private bool ReadAttributes(int element, int elementLength, out bool closed)
    {
        closed = false;
        ulong seen = 0;
        bool inNamespace = _depth > 0;
        bool isSection = false;
        bool isImage = elementLength == _prefix + 3 && _text.Slice(element + _prefix, 3).SequenceEqual("img"u8);
        while (true)
        {
            int before = _at;
            SkipBlank();
            if (_text[_at..].StartsWith("/>"u8) || _text[_at..].StartsWith(">"u8)) break;
            int name = _at;
            int length = NameLength(name);
            if (length == 0 || before == _at || !ReadValue(name + length, out int value, out int valueLength))
            {
                StopMalformed();
                return false;
            }

            ReadOnlySpan<byte> attribute = _text.Slice(name, length);
            ReadOnlySpan<byte> content = _text.Slice(value, valueLength);
            if (attribute.StartsWith("xmlns"u8)) CheckNamespace(attribute, content, _text.Slice(element, _prefix), ref inNamespace);
            CheckAttribute(name, attribute, content, ref seen);
            if (_depth <= 1 && (attribute.SequenceEqual("lang"u8) || attribute.SequenceEqual("xml:lang"u8))) TakeLanguage(_text.Slice(element + _prefix, elementLength - _prefix), content, ref isSection);
            _hasContent |= isImage && attribute.SequenceEqual("src"u8);
        }

        closed = _text[_at] == '/';
        _at += closed ? 2 : 1;
        if (!inNamespace) Report(XhtmlRule.Namespace, element, elementLength);
        return true;
    }

    /// <summary>Reads <c>="value"</c>, with either quotes.</summary>
    private bool ReadValue(int from, out int start, out int length)
    {
        _at = from;
        SkipBlank();
        start = length = 0;
        if (_at >= _text.Length || _text[_at] != '=') return false;
        _at++;
        SkipBlank();
        if (_at >= _text.Length || _text[_at] is not ((byte)'"' or (byte)'\'')) return false;
        start = _at + 1;
        length = _text[start..].IndexOf(_text[_at]);
        if (length < 0) return false;
        ReadOnlySpan<byte> value = _text.Slice(start, length);
        if (value.Contains((byte)'<') || FirstControl(value) >= 0) return false;
        for (int at = value.IndexOf((byte)'&'); at >= 0;)
        {
            int reference = ReferenceLength(start + at, out _);
            if (reference == 0 || at + reference > length) return false;
            int next = value[(at + reference)..].IndexOf((byte)'&');
            at = next < 0 ? -1 : at + reference + next;
        }

        _at = start + length + 1;
        return true;
    }

    // A section of a language is a div right below the root: https://hl7.org/fhir/extensions/StructureDefinition-narrative-language-control.html
    private void TakeLanguage(ReadOnlySpan<byte> element, ReadOnlySpan<byte> language, ref bool isSection)
    {
        bool isWanted = Ascii.EqualsIgnoreCase(language, Wanted);
        if (_depth == 0)
        {
            Languages.HasRoot = true;
            Languages.IsRootWanted |= isWanted;
        }
        else if (element.SequenceEqual("div"u8))
        {
            if (!isSection) Languages.Sections++;
            isSection = true;
            Languages.IsSectionWanted |= isWanted;
        }
    }

    /// <summary>Whether the element is in XHTML's namespace, which the root has to say. Other prefixes may be declared; no element with them is allowed.</summary>
    private static void CheckNamespace(ReadOnlySpan<byte> attribute, ReadOnlySpan<byte> content, ReadOnlySpan<byte> prefix, ref bool inNamespace)
    {
        bool declares = prefix.IsEmpty ? attribute.Length == 5 : attribute.Length == prefix.Length + 5 && attribute[6..].SequenceEqual(prefix[..^1]);
        if (declares) inNamespace = content.SequenceEqual(Namespace);
    }

    private void CheckAttribute(int start, ReadOnlySpan<byte> attribute, ReadOnlySpan<byte> content, ref ulong seen)
    {
        if (attribute.StartsWith("xmlns:"u8)) return;
        int index = XhtmlNames.Attributes.IndexOf(attribute);
        if (index < 0)
        {
            bool isEvent = attribute.Length > 2 && (attribute[0] | 0x20) == 'o' && (attribute[1] | 0x20) == 'n';
            Report(isEvent ? XhtmlRule.ActiveContent : XhtmlRule.Attribute, start, attribute.Length);
            return;
        }

        if ((seen & (1UL << index)) != 0) Report(XhtmlRule.DuplicateAttribute, start, attribute.Length);
        seen |= 1UL << index;
        if ((attribute.SequenceEqual("href"u8) || attribute.SequenceEqual("src"u8)) && RunsProgram(content)) Report(XhtmlRule.ActiveContent, start, attribute.Length);
    }

    /// <summary>Whether a link's scheme is one that runs a program, written plainly or with references and blanks between.</summary>
    private static bool RunsProgram(ReadOnlySpan<byte> link)
    {
        Span<byte> scheme = stackalloc byte[16];
        int count = 0;
        for (int at = 0; at < link.Length && count < scheme.Length;)
        {
            int character = link[at];
            int length = 1;
            if (link[at] == '&' && link[at..].IndexOf((byte)';') is var end and > 2 && link[at + 1] == '#' && TryReadCharacter(link.Slice(at + 2, end - 2), out int decoded))
            {
                character = decoded;
                length = end + 1;
            }

            at += length;
            if (character > 32 && character < 127) scheme[count++] = (byte)(character is >= 'A' and <= 'Z' ? character | 0x20 : character);
        }

        return scheme.StartsWith("javascript:"u8) || scheme.StartsWith("vbscript:"u8) || scheme.StartsWith("data:text/html"u8);
    }
}
