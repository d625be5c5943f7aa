using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Text.Unicode;

namespace Registry.Fhir.Json;

/// <summary>One pass over UTF-8 bytes that fills a rented node array. Strict RFC 8259: https://www.rfc-editor.org/rfc/rfc8259</summary>
/// <remarks>It says where the grammar breaks and nothing else; FHIR's own rules for JSON are <see cref="FhirJsonRules"/>.</remarks>
internal ref struct JsonScanner
{
    private readonly ReadOnlySpan<byte> _bytes;
    private readonly ElementNames _names;
    private Node[] _nodes;
    private int _count;
    private int _position;
    private bool _needsRules;

    private JsonScanner(ReadOnlySpan<byte> bytes, ElementNames names)
    {
        _bytes = bytes;
        _names = names;
        // The registry's resources hold a value per 20 bytes or so; a wrong guess costs one more rental.
        _nodes = ArrayPool<Node>.Shared.Rent(Math.Max(16, bytes.Length / 16));
    }

    /// <summary>Reads a whole text.</summary>
    /// <returns>The nodes (rented: the caller returns them), or no nodes and the fault.</returns>
    public static ScanResult Scan(ReadOnlySpan<byte> bytes, ElementNames names)
    {
        if (bytes.Length > Limits.DocumentBytes) return ScanResult.Broken(JsonFault.TooLong, 0);
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF])) return ScanResult.Broken(JsonFault.ByteOrderMark, 0);
        if (!Utf8.IsValid(bytes)) return ScanResult.Broken(JsonFault.InvalidUtf8, FirstInvalidByte(bytes));

        JsonScanner scanner = new(bytes, names);
        JsonFault fault = scanner.ReadDocument();
        if (fault == JsonFault.None) return new ScanResult(scanner._nodes, scanner._count, scanner._needsRules, JsonFault.None, 0);
        scanner.Return();
        return ScanResult.Broken(fault, Math.Min(scanner._position, bytes.Length));
    }

    private readonly void Return()
    {
        _nodes.AsSpan(0, _count).Clear();
        ArrayPool<Node>.Shared.Return(_nodes);
    }

    private JsonFault ReadDocument()
    {
        int parent = -1;
        int depth = 0;
        int nameStart = 0;
        int nameLength = 0;
        int name = -1;
        NodeFlags nameFlags = NodeFlags.None;

    Value:
        SkipSpace();
        if (_position >= _bytes.Length) return _bytes.Length == 0 ? JsonFault.Empty : JsonFault.UnexpectedEnd;
        if (_count == Limits.DocumentNodes) return JsonFault.TooManyValues;
        if (_count == _nodes.Length) Grow();
        int index = _count++;
        ref Node node = ref _nodes[index];
        node.Start = _position;
        node.NameStart = nameStart;
        node.NameLength = (ushort)nameLength;
        node.Name = name;
        node.Parent = parent;
        node.Next = _count;
        node.Count = 0;
        node.Flags = nameFlags;
        if (parent >= 0) _nodes[parent].Count++;

        JsonFault fault;
        switch (_bytes[_position])
        {
            case (byte)'{':
                node.Kind = NodeKind.Object;
                if (++depth > Limits.JsonDepth) return JsonFault.TooDeep;
                parent = index;
                _position++;
                SkipSpace();
                if (_position < _bytes.Length && _bytes[_position] == '}') goto Close;
                goto Name;
            case (byte)'[':
                node.Kind = NodeKind.Array;
                if (++depth > Limits.JsonDepth) return JsonFault.TooDeep;
                parent = index;
                _position++;
                nameStart = 0;
                nameLength = 0;
                name = -1;
                nameFlags = NodeFlags.None;
                SkipSpace();
                if (_position < _bytes.Length && _bytes[_position] == ']') goto Close;
                goto Value;
            case (byte)'"':
                node.Kind = NodeKind.String;
                fault = ReadString(ref node.Flags);
                if (fault != JsonFault.None) return fault;
                break;
            case (byte)'t':
                if (!ReadWord("true"u8)) return JsonFault.UnexpectedCharacter;
                node.Kind = NodeKind.True;
                break;
            case (byte)'f':
                if (!ReadWord("false"u8)) return JsonFault.UnexpectedCharacter;
                node.Kind = NodeKind.False;
                break;
            case (byte)'n':
                if (!ReadWord("null"u8)) return JsonFault.UnexpectedCharacter;
                node.Kind = NodeKind.Null;
                if (parent >= 0 && _nodes[parent].Kind == NodeKind.Array) _nodes[parent].Flags |= NodeFlags.HoldsNull;
                _needsRules = true;
                break;
            default:
                node.Kind = NodeKind.Number;
                fault = ReadNumber();
                if (fault != JsonFault.None) return fault;
                break;
        }

        node.End = _position;

    AfterValue:
        SkipSpace();
        if (parent < 0) return _position == _bytes.Length ? JsonFault.None : JsonFault.TrailingContent;
        if (_position >= _bytes.Length) return JsonFault.UnexpectedEnd;
        if (_bytes[_position] == ',')
        {
            _position++;
            if (_nodes[parent].Kind == NodeKind.Array)
            {
                nameStart = 0;
                nameLength = 0;
                name = -1;
                nameFlags = NodeFlags.None;
                goto Value;
            }

            SkipSpace();
            goto Name;
        }

        if (_bytes[_position] != (_nodes[parent].Kind == NodeKind.Array ? (byte)']' : (byte)'}')) return JsonFault.UnexpectedCharacter;

    Close:
        _position++;
        depth--;
        ref Node container = ref _nodes[parent];
        container.End = _position;
        container.Next = _count;
        parent = container.Parent;
        goto AfterValue;

    Name:
        if (_position >= _bytes.Length) return JsonFault.UnexpectedEnd;
        if (_bytes[_position] != '"') return JsonFault.UnexpectedCharacter;
        nameStart = _position + 1;
        NodeFlags textFlags = NodeFlags.None;
        fault = ReadString(ref textFlags);
        if (fault != JsonFault.None) return fault;
        if (_nodes[parent].Count == Limits.Properties) return JsonFault.TooManyProperties;
        nameLength = _position - 1 - nameStart;
        if (nameLength > Limits.NameBytes) return JsonFault.NameTooLong;
        bool isEscaped = (textFlags & NodeFlags.Escaped) != NodeFlags.None;
        name = isEscaped ? _names.Find(JsonText.Unescape(_bytes.Slice(nameStart, nameLength))) : _names.Find(_bytes.Slice(nameStart, nameLength));
        nameFlags = isEscaped ? NodeFlags.EscapedName : NodeFlags.None;
        if (nameLength > 0 && _bytes[nameStart] == '_') _nodes[parent].Flags |= NodeFlags.Aligned;

        SkipSpace();
        if (_position >= _bytes.Length) return JsonFault.UnexpectedEnd;
        if (_bytes[_position] != ':') return JsonFault.UnexpectedCharacter;
        _position++;
        goto Value;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void SkipSpace()
    {
        while (_position < _bytes.Length && _bytes[_position] <= ' ' && IsSpace(_bytes[_position])) _position++;
    }

    private static bool IsSpace(byte letter) => letter is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t';

    // From the opening quote to after the closing one.
    private JsonFault ReadString(ref NodeFlags flags)
    {
        ReadOnlySpan<byte> bytes = _bytes;
        int at = _position + 1;
        while (true)
        {
            // Sixteen bytes at a time while they last; the loop below is the scalar twin that also ends every text.
            while (Vector128.IsHardwareAccelerated && at + Vector128<byte>.Count <= bytes.Length)
            {
                Vector128<byte> block = Vector128.Create(bytes.Slice(at, Vector128<byte>.Count));
                Vector128<byte> stops = Vector128.Equals(block, Vector128.Create((byte)'"'))
                    | Vector128.Equals(block, Vector128.Create((byte)'\\'))
                    | Vector128.Equals(Vector128.Min(block, Vector128.Create((byte)0x1F)), block);
                uint mask = stops.ExtractMostSignificantBits();
                if (mask != 0)
                {
                    at += System.Numerics.BitOperations.TrailingZeroCount(mask);
                    break;
                }

                at += Vector128<byte>.Count;
            }

            while (at < bytes.Length && bytes[at] != '"' && bytes[at] != '\\' && bytes[at] >= ' ') at++;

            if (at >= bytes.Length)
            {
                _position = at;
                return JsonFault.UnexpectedEnd;
            }

            if (bytes[at] == '"')
            {
                _position = at + 1;
                return JsonFault.None;
            }

            if (bytes[at] != '\\')
            {
                _position = at;
                return JsonFault.ControlCharacter;
            }

            flags |= NodeFlags.Escaped;
            _needsRules = true; // An escape may be half a surrogate pair.
            if (at + 1 >= bytes.Length)
            {
                _position = bytes.Length;
                return JsonFault.UnexpectedEnd;
            }

            switch (bytes[at + 1])
            {
                case (byte)'"' or (byte)'\\' or (byte)'/' or (byte)'n' or (byte)'r' or (byte)'t':
                    at += 2;
                    break;
                case (byte)'b' or (byte)'f':
                    flags |= NodeFlags.Control;
                    at += 2;
                    break;
                case (byte)'u':
                    int unit = JsonText.HexUnit(bytes[(at + 2)..]);
                    if (unit < 0)
                    {
                        bool isCut = bytes.Length < at + 6 && bytes[(at + 2)..].IndexOfAnyExcept(HexDigits) < 0;
                        _position = isCut ? bytes.Length : at;
                        return isCut ? JsonFault.UnexpectedEnd : JsonFault.BadEscape;
                    }

                    if (unit < ' ' && unit is not ('\n' or '\r' or '\t')) flags |= NodeFlags.Control;
                    at += 6;
                    break;
                default:
                    _position = at;
                    return JsonFault.BadEscape;
            }
        }
    }

    private static readonly SearchValues<byte> HexDigits = SearchValues.Create("0123456789abcdefABCDEF"u8);

    // RFC 8259 section 6: no leading zero, no leading plus, digits on both sides of the point.
    private JsonFault ReadNumber()
    {
        ReadOnlySpan<byte> bytes = _bytes;
        int at = _position;
        if (bytes[at] == '-') at++;
        if (at >= bytes.Length) return Ended(at);
        if (bytes[at] == '0')
        {
            at++;
        }
        else if (!SkipDigits(bytes, ref at))
        {
            return at > _position ? Wrong(at, JsonFault.BadNumber) : JsonFault.UnexpectedCharacter;
        }

        if (at < bytes.Length && bytes[at] is >= (byte)'0' and <= (byte)'9') return Wrong(at, JsonFault.BadNumber);
        if (at < bytes.Length && bytes[at] == '.')
        {
            at++;
            if (at >= bytes.Length) return Ended(at);
            if (!SkipDigits(bytes, ref at)) return Wrong(at, JsonFault.BadNumber);
        }

        if (at < bytes.Length && bytes[at] is (byte)'e' or (byte)'E')
        {
            at++;
            if (at < bytes.Length && bytes[at] is (byte)'+' or (byte)'-') at++;
            if (at >= bytes.Length) return Ended(at);
            if (!SkipDigits(bytes, ref at)) return Wrong(at, JsonFault.BadNumber);
        }

        _position = at;
        return JsonFault.None;
    }

    private static bool SkipDigits(ReadOnlySpan<byte> bytes, ref int at)
    {
        int first = at;
        while (at < bytes.Length && bytes[at] is >= (byte)'0' and <= (byte)'9') at++;
        return at > first;
    }

    private JsonFault Ended(int at) => Wrong(at, JsonFault.UnexpectedEnd);

    private JsonFault Wrong(int at, JsonFault fault)
    {
        _position = at;
        return fault;
    }

    private bool ReadWord(ReadOnlySpan<byte> word)
    {
        if (!_bytes[_position..].StartsWith(word)) return false;
        _position += word.Length;
        return true;
    }

    private void Grow()
    {
        Node[] larger = ArrayPool<Node>.Shared.Rent(_nodes.Length * 2);
        _nodes.AsSpan(0, _count).CopyTo(larger);
        Return();
        _nodes = larger;
    }

    private static int FirstInvalidByte(ReadOnlySpan<byte> bytes)
    {
        int at = 0;
        while (at < bytes.Length)
        {
            if (System.Text.Rune.DecodeFromUtf8(bytes[at..], out _, out int consumed) != OperationStatus.Done) return at;
            at += consumed;
        }

        return at;
    }
}

/// <summary>Where and how the JSON grammar, or a limit, breaks.</summary>
internal enum JsonFault
{
    None,
    Empty,
    TooLong,
    ByteOrderMark,
    InvalidUtf8,
    UnexpectedEnd,
    UnexpectedCharacter,
    TrailingContent,
    ControlCharacter,
    BadEscape,
    BadNumber,
    TooDeep,
    TooManyValues,
    TooManyProperties,
    NameTooLong,
}

/// <summary>What a scan left behind.</summary>
/// <param name="Nodes">Rented; null when broken.</param>
/// <param name="Count">How many of them are filled.</param>
/// <param name="NeedsRules">True when a null or an escape was met, so that the rare rules have something to look at.</param>
/// <param name="Fault">What broke.</param>
/// <param name="Offset">Byte offset where it broke.</param>
internal readonly record struct ScanResult(Node[]? Nodes, int Count, bool NeedsRules, JsonFault Fault, int Offset)
{
    public static ScanResult Broken(JsonFault fault, int offset) => new(null, 0, false, fault, offset);
}
