using System.Text;
using Registry.Fhir.Json;

namespace Registry.Fhir.Definitions;

/// <summary>What goes into a pack.</summary>
/// <param name="Sources">Names and versions of the packages it was made from.</param>
/// <param name="Structures">In the order in which a set lists them.</param>
/// <param name="ValueSets">Worked out.</param>
/// <param name="CodeSystems">Those that packages loaded later may draw on.</param>
/// <param name="SearchParameters">In the order in which a set lists them.</param>
internal sealed record PackContent(
    IReadOnlyList<string> Sources,
    IReadOnlyList<StructureDefinition> Structures,
    IReadOnlyList<CodeSet> ValueSets,
    IReadOnlyList<CodeSystem> CodeSystems,
    IReadOnlyList<SearchParameter> SearchParameters);

/// <summary>Definitions to a pack. The same content gives the same body, byte by byte.</summary>
/// <remarks>
/// Body: sources; strings; element names and choices; constraints; code systems; value sets; structures; search parameters.
/// A string elsewhere is its number in the strings. Code systems, value sets and structures stand as URL, byte length and record,
/// so that a reader can pass over a record and decode it when it is asked for.
/// </remarks>
internal sealed class PackWriter
{
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private readonly List<string> _strings = [];
    private readonly Dictionary<ElementConstraint, int> _constraintNumbers = [];
    private readonly List<ElementConstraint> _constraints = [];

    private PackWriter()
    {
    }

    /// <summary>The sealed pack.</summary>
    public static byte[] Write(PackContent content) => PackFormat.Seal(WriteBody(content));

    public static byte[] WriteBody(PackContent content)
    {
        var writer = new PackWriter();

        // Codes first: the codes of one system get neighbouring numbers, which the value sets then repeat as steps of one.
        PackBuffer codeSystems = writer.List(content.CodeSystems, system => system.Url, writer.CodeSystem);
        PackBuffer valueSets = writer.List(content.ValueSets, set => set.Url, writer.ValueSet);
        PackBuffer names = writer.Names(content.Structures);
        PackBuffer structures = writer.List(content.Structures, structure => structure.Url, writer.Structure);
        PackBuffer parameters = writer.SearchParameters(content.SearchParameters);
        PackBuffer constraints = writer.Constraints();

        var body = new PackBuffer();
        body.Count(content.Sources.Count);
        foreach (string source in content.Sources) body.Text(source);
        body.Count(writer._strings.Count);
        foreach (string text in writer._strings) body.Text(text);
        foreach (PackBuffer section in new[] { names, constraints, codeSystems, valueSets, structures, parameters }) body.Bytes(section.Written);
        return body.Written.ToArray();
    }

    private PackBuffer List<T>(IReadOnlyList<T> items, Func<T, string> url, Action<T, PackBuffer> write)
    {
        var section = new PackBuffer();
        section.Count(items.Count);
        foreach (T item in items)
        {
            var record = new PackBuffer();
            write(item, record);
            Text(url(item), section);
            if (item is StructureDefinition structure)
            {
                Text(structure.Type, section);
                section.Count(StructureEntry.DefinesType(structure) ? 1 : 0);
            }

            section.Count(record.Written.Length);
            section.Bytes(record.Written);
        }

        return section;
    }

    private void CodeSystem(CodeSystem system, PackBuffer record)
    {
        Optional(system.Version, record);
        record.Count((system.IsCaseSensitive ? 1 : 0) | (system.IsComplete ? 2 : 0));
        record.Count(system.Concepts.Count);
        Codes(system.Concepts.Select(concept => concept.Code), record);
        foreach (Concept concept in system.Concepts)
        {
            record.Count((concept.Parents.Length << 1) | (concept.IsAbstract ? 1 : 0));
            foreach (int parent in concept.Parents) record.Count(parent);
        }
    }

    private void ValueSet(CodeSet set, PackBuffer record)
    {
        record.Count((int)set.Map.Elsewhere);
        record.Count(set.Map.Systems.Count);
        foreach ((string system, CodeMap.SystemPart part) in set.Map.Systems)
        {
            Text(system, record);
            record.Count((int)part.Otherwise | (part.IgnoreCase ? 4 : 0));
            for (Membership membership = Membership.Outside; membership <= Membership.Unknown; membership++)
            {
                string[] codes = [.. part.Codes.Where(pair => pair.Value == membership).Select(pair => pair.Key)];
                record.Count(codes.Length);
                Codes(codes, record);
            }
        }
    }

    /// <summary>String numbers as steps from the one before, folded so that small steps either way stay small.</summary>
    private void Codes(IEnumerable<string> codes, PackBuffer record)
    {
        int last = -1;
        foreach (string code in codes)
        {
            int number = Number(code);
            int step = number - last - 1;
            record.Count((step << 1) ^ (step >> 31));
            last = number;
        }
    }

    private PackBuffer Names(IReadOnlyList<StructureDefinition> structures)
    {
        (SortedSet<string> names, SortedDictionary<string, ChoiceName> choices) = JsonNames.Of(structures);
        var section = new PackBuffer();
        section.Count(names.Count);
        foreach (string name in names) Text(name, section);
        section.Count(choices.Count);
        foreach ((string name, ChoiceName choice) in choices)
        {
            Text(name, section);
            Text(choice.Element, section);
            Text(choice.Type, section);
        }

        return section;
    }

    private PackBuffer Constraints()
    {
        var section = new PackBuffer();
        section.Count(_constraints.Count);
        foreach (ElementConstraint constraint in _constraints)
        {
            Text(constraint.Key, section);
            section.Count(constraint.IsError ? 1 : 0);
            Text(constraint.Human, section);
            Optional(constraint.Expression, section);
            section.Count(constraint.IsBestPractice ? 1 : 0);
        }

        return section;
    }

    private PackBuffer SearchParameters(IReadOnlyList<SearchParameter> parameters)
    {
        var section = new PackBuffer();
        section.Count(parameters.Count);
        foreach (SearchParameter parameter in parameters)
        {
            Text(parameter.Url, section);
            Text(parameter.Code, section);
            Text(parameter.Type, section);
            Optional(parameter.Expression, section);
            Texts(parameter.Bases, section);
            Texts(parameter.Targets, section);
            section.Count(parameter.Components.Count);
            foreach (SearchComponent component in parameter.Components)
            {
                Text(component.Definition, section);
                Text(component.Expression, section);
            }
        }

        return section;
    }

    private void Structure(StructureDefinition structure, PackBuffer record)
    {
        Optional(structure.Version, record);
        Text(structure.Name, record);
        record.Count((int)structure.Kind | (structure.IsAbstract ? 8 : 0) | (structure.IsConstraint ? 16 : 0));
        Optional(structure.BaseDefinition, record);
        record.Count(structure.Contexts.Count);
        foreach (ExtensionContext context in structure.Contexts)
        {
            Text(context.Type, record);
            Text(context.Expression, record);
        }

        Texts(structure.ContextInvariants, record);
        record.Count(structure.Snapshot.Count);
        var indexById = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int index = 0; index < structure.Snapshot.Count; index++)
        {
            Element(structure.Snapshot, index, indexById, record);
            indexById[structure.Snapshot[index].Id] = index;
        }
    }

    private void Element(IReadOnlyList<ElementDefinition> snapshot, int index, Dictionary<string, int> indexById, PackBuffer record)
    {
        ElementDefinition element = snapshot[index];
        ElementFields fields = Fields(element);

        // An id and a path mostly continue those of the element above by one step each.
        int idDot = element.Id.LastIndexOf('.');
        int pathDot = element.Path.LastIndexOf('.');
        int parent = -1;
        bool isStep = idDot > 0 && pathDot > 0 && indexById.TryGetValue(element.Id[..idDot], out parent) && snapshot[parent].Path == element.Path[..pathDot];
        if (isStep) fields |= ElementFields.Step;
        record.Count((int)fields);
        if (isStep)
        {
            string idStep = element.Id[(idDot + 1)..];
            string pathStep = element.Path[(pathDot + 1)..];
            record.Count(index - parent);
            Text(pathStep, record);
            Optional(idStep == pathStep ? null : idStep, record);
        }
        else
        {
            Text(element.Path, record);
            Text(element.Id, record);
        }

        record.Count(element.Min);
        Max(element.Max, record);
        Max(element.BaseMax, record);
        record.Count(element.Types.Count);
        foreach (ElementType type in element.Types)
        {
            record.Count((int)type.Aggregation | ((int)type.Versioning << 3));
            Text(type.Code, record);
            Texts(type.Profiles, record);
            Texts(type.TargetProfiles, record);
        }

        record.Count(element.Constraints.Count);
        foreach (ElementConstraint constraint in element.Constraints) record.Count(Number(constraint));
        if (element.SliceName is not null) Text(element.SliceName, record);
        if (element.ContentReference is not null) Text(element.ContentReference, record);
        if (element.Fixed is { } fixedValue) record.Blob(fixedValue.Span);
        if (element.Pattern is { } pattern) record.Blob(pattern.Span);
        if (element.FixedType is not null) Text(element.FixedType, record);
        if (element.Binding is { } binding)
        {
            record.Count((int)binding.Strength);
            Optional(binding.ValueSet, record);
            if (binding.MaxValueSet is not null) Text(binding.MaxValueSet, record);
        }

        if (element.Slicing is { } slicing)
        {
            record.Count((int)slicing.Rules | (slicing.IsOrdered ? 4 : 0));
            record.Count(slicing.Discriminators.Count);
            foreach (SliceDiscriminator discriminator in slicing.Discriminators)
            {
                Text(discriminator.Type, record);
                Text(discriminator.Path, record);
            }
        }

        if (element.MaxLength is { } maxLength) record.Count(maxLength);
        if (element.MinValue is { } minValue) record.Blob(minValue.Span);
        if (element.MaxValue is { } maxValue) record.Blob(maxValue.Span);
        if (element.Regex is not null) Text(element.Regex, record);
        if (element.Short is not null) Text(element.Short, record);
    }

    private static ElementFields Fields(ElementDefinition element)
    {
        ElementFields fields = ElementFields.None;
        if (element.IsModifier) fields |= ElementFields.IsModifier;
        if (element.IsMustSupport) fields |= ElementFields.IsMustSupport;
        if (element.IsSummary) fields |= ElementFields.IsSummary;
        if (element.SliceName is not null) fields |= ElementFields.SliceName;
        if (element.ContentReference is not null) fields |= ElementFields.ContentReference;
        if (element.Fixed is not null) fields |= ElementFields.Fixed;
        if (element.Pattern is not null) fields |= ElementFields.Pattern;
        if (element.FixedType is not null) fields |= ElementFields.FixedType;
        if (element.Binding is not null) fields |= ElementFields.Binding;
        if (element.Binding?.MaxValueSet is not null) fields |= ElementFields.MaxValueSet;
        if (element.Slicing is not null) fields |= ElementFields.Slicing;
        if (element.MaxLength is not null) fields |= ElementFields.MaxLength;
        if (element.MinValue is not null) fields |= ElementFields.MinValue;
        if (element.MaxValue is not null) fields |= ElementFields.MaxValue;
        if (element.Regex is not null) fields |= ElementFields.Regex;
        if (element.Short is not null) fields |= ElementFields.Short;
        return fields;
    }

    private static void Max(int max, PackBuffer record) => record.Count(max == int.MaxValue ? 0 : max + 1);

    private void Text(string text, PackBuffer record) => record.Count(Number(text));

    private void Optional(string? text, PackBuffer record) => record.Count(text is null ? 0 : Number(text) + 1);

    private void Texts(IReadOnlyList<string> texts, PackBuffer record)
    {
        record.Count(texts.Count);
        foreach (string text in texts) Text(text, record);
    }

    private int Number(string text)
    {
        if (_numbers.TryGetValue(text, out int number)) return number;
        _numbers.Add(text, _strings.Count);
        _strings.Add(text);
        return _strings.Count - 1;
    }

    private int Number(ElementConstraint constraint)
    {
        if (_constraintNumbers.TryGetValue(constraint, out int number)) return number;
        _constraintNumbers.Add(constraint, _constraints.Count);
        _constraints.Add(constraint);
        return _constraints.Count - 1;
    }
}

/// <summary>Which optional parts an element's record has, and its flags.</summary>
[Flags]
internal enum ElementFields
{
    None = 0,
    Step = 1 << 0,
    IsSummary = 1 << 1,
    Short = 1 << 2,
    Binding = 1 << 3,
    IsModifier = 1 << 4,
    IsMustSupport = 1 << 5,
    SliceName = 1 << 6,
    ContentReference = 1 << 7,
    Fixed = 1 << 8,
    Pattern = 1 << 9,
    FixedType = 1 << 10,
    Slicing = 1 << 11,
    MaxLength = 1 << 12,
    MinValue = 1 << 13,
    MaxValue = 1 << 14,
    Regex = 1 << 15,
    MaxValueSet = 1 << 16,
}

/// <summary>Bytes under construction.</summary>
internal sealed class PackBuffer
{
    private readonly List<byte> _bytes = [];

    public ReadOnlySpan<byte> Written => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_bytes);

    /// <summary>Seven bits a byte, lowest first; negative numbers do not occur.</summary>
    public void Count(int value)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(value);
        uint rest = (uint)value;
        for (; rest >= 0x80; rest >>= 7) _bytes.Add((byte)(rest | 0x80));
        _bytes.Add((byte)rest);
    }

    public void Bytes(ReadOnlySpan<byte> bytes) => _bytes.AddRange(bytes);

    public void Blob(ReadOnlySpan<byte> bytes)
    {
        Count(bytes.Length);
        Bytes(bytes);
    }

    public void Text(string text) => Blob(Encoding.UTF8.GetBytes(text));
}
