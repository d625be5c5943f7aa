using System.Text;
using Registry.Fhir.Json;

namespace Registry.Fhir.Definitions;

/// <summary>A pack to a layer of definitions. Strings and the lists of URLs are read at once, records when they are asked for.</summary>
internal sealed class PackReader
{
    private readonly byte[] _body;
    private readonly string[] _strings;
    private readonly ElementConstraint[] _constraints;

    private PackReader(byte[] body, string[] strings, ElementConstraint[] constraints) => (_body, _strings, _constraints) = (body, strings, constraints);

    /// <exception cref="DefinitionException">The pack is damaged or of another format.</exception>
    public static DefinitionLayer Read(string name, ReadOnlySpan<byte> pack)
    {
        byte[] body = PackFormat.Open(name, pack);
        var cursor = new PackCursor(body, 0);
        string[] sources = cursor.Texts();
        string[] strings = cursor.Texts();
        ElementNames names = Names(ref cursor, strings);
        ElementConstraint[] constraints = Constraints(ref cursor, strings);
        var reader = new PackReader(body, strings, constraints);

        var systems = new KeyValuePair<string, Lazy<CodeSystem>>[cursor.Count()];
        for (int index = 0; index < systems.Length; index++)
        {
            string url = strings[cursor.Count()];
            int start = cursor.Record();
            systems[index] = new(url, new Lazy<CodeSystem>(() => reader.CodeSystem(url, start)));
        }

        var sets = new KeyValuePair<string, Lazy<CodeSet>>[cursor.Count()];
        for (int index = 0; index < sets.Length; index++)
        {
            string url = strings[cursor.Count()];
            int start = cursor.Record();
            sets[index] = new(url, new Lazy<CodeSet>(() => reader.ValueSet(url, start)));
        }

        var structures = new StructureEntry[cursor.Count()];
        for (int index = 0; index < structures.Length; index++)
        {
            string url = strings[cursor.Count()];
            string type = strings[cursor.Count()];
            bool isType = cursor.Count() == 1;
            int start = cursor.Record();
            structures[index] = new StructureEntry(url, type, isType, new Lazy<StructureDefinition>(() => reader.Structure(url, type, start))) { IsShipped = true };
        }

        return new DefinitionLayer
        {
            IsShipped = true,
            Names = names.Count > 2 ? names : null,
            Sources = Array.ConvertAll(sources, source => source.Split(' ')[0]),
            CodeSystems = systems,
            ValueSets = sets,
            Structures = structures,
            SearchParameters = reader.SearchParameters(ref cursor),
        };
    }

    private static ElementNames Names(ref PackCursor cursor, string[] strings)
    {
        var names = new string[cursor.Count()];
        for (int index = 0; index < names.Length; index++) names[index] = strings[cursor.Count()];
        var choices = new KeyValuePair<string, ChoiceName>[cursor.Count()];
        for (int index = 0; index < choices.Length; index++)
        {
            choices[index] = new(strings[cursor.Count()], new ChoiceName(strings[cursor.Count()], strings[cursor.Count()]));
        }

        return ElementNames.OfElements(names, choices);
    }

    private static ElementConstraint[] Constraints(ref PackCursor cursor, string[] strings)
    {
        var constraints = new ElementConstraint[cursor.Count()];
        for (int index = 0; index < constraints.Length; index++)
        {
            constraints[index] = new ElementConstraint(strings[cursor.Count()], Flag(ref cursor), strings[cursor.Count()], Optional(cursor.Count(), strings), Flag(ref cursor));
        }

        return constraints;
    }

    private SearchParameter[] SearchParameters(ref PackCursor cursor)
    {
        var parameters = new SearchParameter[cursor.Count()];
        for (int index = 0; index < parameters.Length; index++)
        {
            string url = Text(ref cursor);
            string code = Text(ref cursor);
            string type = Text(ref cursor);
            string? expression = Optional(ref cursor);
            string[] bases = Texts(ref cursor);
            string[] targets = Texts(ref cursor);
            var components = new SearchComponent[cursor.Count()];
            for (int component = 0; component < components.Length; component++) components[component] = new SearchComponent(Text(ref cursor), Text(ref cursor));
            parameters[index] = new SearchParameter { Url = url, Code = code, Type = type, Expression = expression, Bases = bases, Targets = targets, Components = components };
        }

        return parameters;
    }

    private CodeSystem CodeSystem(string url, int start)
    {
        var cursor = new PackCursor(_body, start);
        string? version = Optional(ref cursor);
        int flags = cursor.Count();
        string[] codes = Codes(ref cursor, cursor.Count());
        var concepts = new Concept[codes.Length];
        for (int index = 0; index < concepts.Length; index++)
        {
            int parentsAndFlag = cursor.Count();
            int[] parents = parentsAndFlag > 1 ? new int[parentsAndFlag >> 1] : [];
            for (int parent = 0; parent < parents.Length; parent++) parents[parent] = cursor.Count();
            concepts[index] = new Concept(codes[index], parents, IsAbstract: (parentsAndFlag & 1) != 0, []);
        }

        return new CodeSystem(url, version, isCaseSensitive: (flags & 1) != 0, isComplete: (flags & 2) != 0, concepts);
    }

    private CodeSet ValueSet(string url, int start)
    {
        var cursor = new PackCursor(_body, start);
        CodeMap map = CodeMap.Everywhere((Membership)cursor.Count());
        int systems = cursor.Count();
        for (int index = 0; index < systems; index++)
        {
            string system = Text(ref cursor);
            int flags = cursor.Count();
            var part = new CodeMap.SystemPart((Membership)(flags & 3), (flags & 4) != 0);
            for (Membership membership = Membership.Outside; membership <= Membership.Unknown; membership++)
            {
                foreach (string code in Codes(ref cursor, cursor.Count())) part.Set(code, membership);
            }

            map.Systems.Add(system, part);
        }

        return new CodeSet(url, map);
    }

    private string[] Codes(ref PackCursor cursor, int count)
    {
        var codes = new string[count];
        int number = -1;
        for (int index = 0; index < count; index++)
        {
            int folded = cursor.Count();
            number += ((folded >> 1) ^ -(folded & 1)) + 1;
            codes[index] = _strings[number];
        }

        return codes;
    }

    private StructureDefinition Structure(string url, string type, int start)
    {
        var cursor = new PackCursor(_body, start);
        string? version = Optional(ref cursor);
        string name = Text(ref cursor);
        int flags = cursor.Count();
        string? baseDefinition = Optional(ref cursor);
        var contexts = new ExtensionContext[cursor.Count()];
        for (int index = 0; index < contexts.Length; index++) contexts[index] = new ExtensionContext(Text(ref cursor), Text(ref cursor));
        string[] contextInvariants = Texts(ref cursor);
        var snapshot = new ElementDefinition[cursor.Count()];
        for (int index = 0; index < snapshot.Length; index++) snapshot[index] = Element(ref cursor, snapshot, index);
        return new StructureDefinition
        {
            Url = url,
            Version = version,
            Name = name,
            Type = type,
            Kind = (StructureKind)(flags & 7),
            IsAbstract = (flags & 8) != 0,
            IsConstraint = (flags & 16) != 0,
            BaseDefinition = baseDefinition,
            Contexts = contexts,
            ContextInvariants = contextInvariants,
            Snapshot = snapshot,
        };
    }

    private ElementDefinition Element(ref PackCursor cursor, ElementDefinition[] snapshot, int index)
    {
        // Invariant: the initialisers below run in the order in which PackWriter.Element wrote.
        var fields = (ElementFields)cursor.Count();
        string path;
        string id;
        if (fields.HasFlag(ElementFields.Step))
        {
            ElementDefinition parent = snapshot[index - cursor.Count()];
            string step = Text(ref cursor);
            path = parent.Path + "." + step;
            string? idStep = Optional(ref cursor);
            id = idStep is null && ReferenceEquals(parent.Path, parent.Id) ? path : parent.Id + "." + (idStep ?? step);
        }
        else
        {
            path = Text(ref cursor);
            id = Text(ref cursor);
        }

        return new ElementDefinition
        {
            Id = id,
            Path = path,
            Min = cursor.Count(),
            Max = Max(ref cursor),
            BaseMax = Max(ref cursor),
            Types = Types(ref cursor),
            Constraints = Constraints(ref cursor),
            IsModifier = fields.HasFlag(ElementFields.IsModifier),
            IsMustSupport = fields.HasFlag(ElementFields.IsMustSupport),
            IsSummary = fields.HasFlag(ElementFields.IsSummary),
            SliceName = fields.HasFlag(ElementFields.SliceName) ? Text(ref cursor) : null,
            ContentReference = fields.HasFlag(ElementFields.ContentReference) ? Text(ref cursor) : null,
            Fixed = fields.HasFlag(ElementFields.Fixed) ? (ReadOnlyMemory<byte>?)cursor.Blob() : null,
            Pattern = fields.HasFlag(ElementFields.Pattern) ? (ReadOnlyMemory<byte>?)cursor.Blob() : null,
            FixedType = fields.HasFlag(ElementFields.FixedType) ? Text(ref cursor) : null,
            Binding = fields.HasFlag(ElementFields.Binding) ? new ElementBinding((BindingStrength)cursor.Count(), Optional(ref cursor)) { MaxValueSet = fields.HasFlag(ElementFields.MaxValueSet) ? Text(ref cursor) : null } : null,
            Slicing = fields.HasFlag(ElementFields.Slicing) ? Slicing(ref cursor) : null,
            MaxLength = fields.HasFlag(ElementFields.MaxLength) ? cursor.Count() : null,
            MinValue = fields.HasFlag(ElementFields.MinValue) ? (ReadOnlyMemory<byte>?)cursor.Blob() : null,
            MaxValue = fields.HasFlag(ElementFields.MaxValue) ? (ReadOnlyMemory<byte>?)cursor.Blob() : null,
            Regex = fields.HasFlag(ElementFields.Regex) ? Text(ref cursor) : null,
            Short = fields.HasFlag(ElementFields.Short) ? Text(ref cursor) : null,
        };
    }

    private ElementType[] Types(ref PackCursor cursor)
    {
        int count = cursor.Count();
        if (count == 0) return [];
        var types = new ElementType[count];
        for (int index = 0; index < count; index++)
        {
            int modes = cursor.Count();
            types[index] = new ElementType
            {
                Aggregation = (ReferenceAggregation)(modes & 7),
                Versioning = (ReferenceVersioning)(modes >> 3),
                Code = Text(ref cursor),
                Profiles = Texts(ref cursor),
                TargetProfiles = Texts(ref cursor),
            };
        }

        return types;
    }

    private ElementConstraint[] Constraints(ref PackCursor cursor)
    {
        int count = cursor.Count();
        if (count == 0) return [];
        var constraints = new ElementConstraint[count];
        for (int index = 0; index < count; index++) constraints[index] = _constraints[cursor.Count()];
        return constraints;
    }

    private ElementSlicing Slicing(ref PackCursor cursor)
    {
        int flags = cursor.Count();
        var discriminators = new SliceDiscriminator[cursor.Count()];
        for (int index = 0; index < discriminators.Length; index++) discriminators[index] = new SliceDiscriminator(Text(ref cursor), Text(ref cursor));
        return new ElementSlicing(discriminators, (SlicingRules)(flags & 3), IsOrdered: (flags & 4) != 0);
    }

    private static bool Flag(ref PackCursor cursor) => cursor.Count() == 1;

    private static int Max(ref PackCursor cursor) => cursor.Count() is int max and > 0 ? max - 1 : int.MaxValue;

    private string Text(ref PackCursor cursor) => _strings[cursor.Count()];

    private string? Optional(ref PackCursor cursor) => Optional(cursor.Count(), _strings);

    private static string? Optional(int number, string[] strings) => number == 0 ? null : strings[number - 1];

    private string[] Texts(ref PackCursor cursor)
    {
        int count = cursor.Count();
        if (count == 0) return [];
        var texts = new string[count];
        for (int index = 0; index < count; index++) texts[index] = Text(ref cursor);
        return texts;
    }

    /// <summary>A place in the body.</summary>
    private struct PackCursor(byte[] body, int position)
    {
        private int _position = position;

        public int Count()
        {
            uint value = 0;
            for (int shift = 0; ; shift += 7)
            {
                byte part = body[_position++];
                value |= (uint)(part & 0x7F) << shift;
                if (part < 0x80) return (int)value;
            }
        }

        /// <summary>Passes over a record and gives where it starts.</summary>
        public int Record()
        {
            int length = Count();
            int start = _position;
            _position += length;
            return start;
        }

        public ReadOnlyMemory<byte> Blob()
        {
            int length = Count();
            _position += length;
            return body.AsMemory(_position - length, length);
        }

        public string[] Texts()
        {
            var texts = new string[Count()];
            for (int index = 0; index < texts.Length; index++)
            {
                int length = Count();
                texts[index] = Encoding.UTF8.GetString(body, _position, length);
                _position += length;
            }

            return texts;
        }
    }
}
