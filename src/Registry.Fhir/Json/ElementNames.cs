using System.Buffers.Binary;
using System.Text;

namespace Registry.Fhir.Json;

/// <summary>Property names that have a number, so that a reader turns each name into an integer once. Immutable, thread-safe.</summary>
/// <remarks>An open hash table over UTF-8: one probe and one comparison for a name that is held.</remarks>
public sealed class ElementNames
{
    private readonly string[] _texts;
    private readonly byte[][] _utf8;
    private readonly int[] _slots;       // number + 1, 0 = empty
    private readonly int _mask;
    private readonly Dictionary<string, int> _numbers;
    private readonly Dictionary<int, ChoiceName> _choices;

    /// <param name="names">Names in any order; repeated ones count once.</param>
    public ElementNames(IEnumerable<string> names)
        : this(names, [])
    {
    }

    /// <param name="names">Names in any order; repeated ones count once.</param>
    /// <param name="choices">For names of choice elements, such as <c>valueQuantity</c>: what FHIRPath calls them.</param>
    internal ElementNames(IEnumerable<string> names, IEnumerable<KeyValuePair<string, ChoiceName>> choices)
    {
        ArgumentNullException.ThrowIfNull(names);
        _texts = [.. names.Distinct(StringComparer.Ordinal)];
        _utf8 = Array.ConvertAll(_texts, Encoding.UTF8.GetBytes);
        _numbers = new Dictionary<string, int>(_texts.Length, StringComparer.Ordinal);
        int size = 16;
        while (size < _texts.Length * 4) size *= 2;
        _slots = new int[size];
        _mask = size - 1;
        for (int number = 0; number < _texts.Length; number++)
        {
            _numbers.Add(_texts[number], number);
            int slot = (int)Hash(_utf8[number]) & _mask;
            while (_slots[slot] != 0) slot = (slot + 1) & _mask;
            _slots[slot] = number + 1;
        }

        _choices = choices.ToDictionary(pair => _numbers[pair.Key], pair => pair.Value);
    }

    /// <summary>
    /// The names of elements, each followed, at its number plus half of <see cref="Count"/>, by the name of the property beside it that carries
    /// a primitive's id and extensions: <c>_birthDate</c>. https://hl7.org/fhir/R4/json.html#primitive
    /// </summary>
    internal static ElementNames OfElements(IEnumerable<string> names, IEnumerable<KeyValuePair<string, ChoiceName>> choices)
    {
        string[] plain = [.. names.Distinct(StringComparer.Ordinal)];
        return new ElementNames([.. plain, .. plain.Select(name => "_" + name)], choices);
    }

    /// <summary>No names at all: every name of the document is compared as text.</summary>
    public static ElementNames None { get; } = new([]);

    /// <summary>How many names are held; numbers run from 0 to <c>Count - 1</c>.</summary>
    public int Count => _texts.Length;

    /// <summary>The name with this number.</summary>
    public string this[int number] => _texts[number];

    /// <summary>The number of a name; -1 when it is not held.</summary>
    public int Find(string name) => _numbers.GetValueOrDefault(name, -1);

    /// <summary>The number of a name in UTF-8; -1 when it is not held.</summary>
    public int Find(ReadOnlySpan<byte> name)
    {
        int slot = (int)Hash(name) & _mask;
        while (true)
        {
            int number = _slots[slot] - 1;
            if (number < 0) return -1;
            if (name.SequenceEqual(_utf8[number])) return number;
            slot = (slot + 1) & _mask;
        }
    }

    internal ChoiceName? FindChoice(int number) => _choices.TryGetValue(number, out ChoiceName choice) ? choice : null;

    // Length and the two ends tell FHIR's names apart; the table is fixed, so a client cannot make its chains longer.
    private static uint Hash(ReadOnlySpan<byte> name)
    {
        ulong ends;
        if (name.Length >= 8)
        {
            ends = BinaryPrimitives.ReadUInt64LittleEndian(name) ^ (BinaryPrimitives.ReadUInt64LittleEndian(name[^8..]) * 31);
        }
        else if (name.Length >= 4)
        {
            ends = BinaryPrimitives.ReadUInt32LittleEndian(name) | ((ulong)BinaryPrimitives.ReadUInt32LittleEndian(name[^4..]) << 32);
        }
        else
        {
            ends = 0;
            foreach (byte letter in name) ends = (ends << 8) | letter;
        }

        return (uint)(((ends + (uint)name.Length) * 0x9E3779B97F4A7C15UL) >> 40);
    }
}

/// <summary>What FHIRPath calls an element whose JSON name carries its type: <c>valueQuantity</c> is <c>value.ofType(Quantity)</c>.</summary>
/// <param name="Element">Name without the type.</param>
/// <param name="Type">FHIR type name.</param>
internal readonly record struct ChoiceName(string Element, string Type);
