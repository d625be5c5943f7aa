using System.Globalization;
using Registry.Fhir.Json;

namespace Registry.Fhir.Definitions;

/// <summary>A StructureDefinition in FHIR JSON to its model. https://hl7.org/fhir/R4/structuredefinition.html</summary>
internal static class StructureDefinitionReader
{
    private const string MinLengthExtension = "http://hl7.org/fhir/StructureDefinition/minLength";
    private const string MustHaveValueExtension = "http://hl7.org/fhir/5.0/StructureDefinition/extension-ElementDefinition.mustHaveValue";
    private const string ValueAlternativesExtension = "http://hl7.org/fhir/5.0/StructureDefinition/extension-ElementDefinition.valueAlternatives";
    private const string MaxValueSetExtension = "http://hl7.org/fhir/StructureDefinition/elementdefinition-maxValueSet";
    private const string NarrativeLanguageExtension = "http://hl7.org/fhir/StructureDefinition/narrative-language-control";
    private const string BestPracticeExtension = "http://hl7.org/fhir/StructureDefinition/elementdefinition-bestpractice";
    private const string ProfileElementExtension = "http://hl7.org/fhir/StructureDefinition/elementdefinition-profile-element";
    private const string RegexExtension = "http://hl7.org/fhir/StructureDefinition/regex";
    private const string FhirTypeExtension = "http://hl7.org/fhir/StructureDefinition/structuredefinition-fhir-type";

    /// <summary>The structure, with an empty snapshot when the source has only a differential.</summary>
    /// <param name="root">The resource.</param>
    /// <param name="reading">How to name a fault's place.</param>
    /// <param name="ofDifferential">True to read what its author changed and not the snapshot that came with it.</param>
    /// <exception cref="DefinitionException">Something that the engine needs is missing, or is not understood.</exception>
    public static StructureDefinition Read(NodeCursor root, CursorReading reading, bool ofDifferential = false)
    {
        NodeCursor snapshot = ofDifferential ? default : root["snapshot"]["element"];
        NodeCursor differential = root["differential"]["element"];
        if (!snapshot.Exists && !differential.Exists) throw reading.Fault("StructureDefinition", "It has neither a snapshot nor a differential.");
        StructureKind kind = reading.Text(root, "kind") switch
        {
            "primitive-type" => StructureKind.PrimitiveType,
            "complex-type" => StructureKind.ComplexType,
            "resource" => StructureKind.Resource,
            "logical" => StructureKind.Logical,
            string other => throw reading.Fault("StructureDefinition.kind", $"'{other}' is no kind of structure in R4."),
        };
        return new StructureDefinition
        {
            Url = reading.Text(root, "url"),
            Version = root["version"].AsString(),
            Name = root["name"].AsString() ?? root["title"].AsString() ?? root["id"].AsString() ?? reading.Text(root, "url"),
            Type = reading.Text(root, "type"),
            Kind = kind,
            IsAbstract = root["abstract"].AsBoolean() ?? false,
            IsConstraint = IsConstraint(root, reading),
            BaseDefinition = root["baseDefinition"].AsString(),
            Contexts = [.. Contexts(root["context"], reading)],
            ContextInvariants = ContextInvariants(root["contextInvariant"], reading),
            Snapshot = Elements(snapshot, kind, reading),
            Differential = snapshot.Exists ? [] : Differences(differential, kind, reading),
        };
    }

    // Whatever it says, what has the type of its base can only be a constraint: a specialisation has a type of its own.
    private static bool IsConstraint(NodeCursor root, CursorReading reading) => root["derivation"].AsString() switch
    {
        null or "specialization" => root["baseDefinition"].ValueEquals("http://hl7.org/fhir/StructureDefinition/" + root["type"].AsString()),
        "constraint" => true,
        string other => throw reading.Fault("StructureDefinition.derivation", $"'{other}' is no derivation in R4."),
    };

    private static IReadOnlyList<string> ContextInvariants(NodeCursor invariants, CursorReading reading)
    {
        NotTooMany(invariants, reading);
        return reading.Texts(invariants);
    }

    private static List<ExtensionContext> Contexts(NodeCursor contexts, CursorReading reading)
    {
        NotTooMany(contexts, reading);
        List<ExtensionContext> result = [];
        foreach (NodeCursor context in contexts) result.Add(new ExtensionContext(reading.Text(context, "type"), reading.Text(context, "expression")));
        return result;
    }

    private static ElementDefinition[] Elements(NodeCursor elements, StructureKind kind, CursorReading reading)
    {
        var result = new List<ElementDefinition>(elements.Count);
        foreach (NodeCursor element in elements)
        {
            Parts parts = Parts.Of(element);
            result.Add(Element(ref parts, kind, reading));
        }

        return [.. result];
    }

    private static ElementDifference[] Differences(NodeCursor elements, StructureKind kind, CursorReading reading)
    {
        var result = new List<ElementDifference>(elements.Count);
        foreach (NodeCursor element in elements)
        {
            Parts parts = Parts.Of(element);
            ElementDefinition read = Element(ref parts, kind, reading, isDifferential: true);
            result.Add(new ElementDifference(read)
            {
                HasId = parts.Id.Exists,
                InheritsStrength = parts.Binding.Exists && !parts.Binding["strength"].Exists,
                Min = parts.Min.Exists ? read.Min : null,
                Max = parts.Max.Exists ? read.Max : null,
                IsModifier = parts.IsModifier.AsBoolean(),
                IsMustSupport = parts.MustSupport.AsBoolean(),
                IsSummary = parts.IsSummary.AsBoolean(),
            });
        }

        return [.. result];
    }

    private static ElementDefinition Element(ref Parts parts, StructureKind kind, CursorReading reading, bool isDifferential = false)
    {
        string path = reading.Text(parts.Element, "path");
        string id = parts.Id.AsString() ?? path;
        if (parts is { Fixed: not null, Pattern: not null }) throw reading.Fault(id, "It has both a fixed value and a pattern.");
        CheckBound(parts.MinValue, id, reading);
        CheckBound(parts.MaxValue, id, reading);
        int min = Count(parts.Min, id, reading) ?? 0;
        int max = Max(parts.Max, id, reading) ?? int.MaxValue;
        if (min > max) throw reading.Fault(id, $"min {min.ToString(CultureInfo.InvariantCulture)} is above max {max.ToString(CultureInfo.InvariantCulture)}.");
        return new ElementDefinition
        {
            Id = id,
            Path = path,
            SliceName = parts.SliceName.AsString(),
            Min = min,
            Max = max,
            BaseMax = Max(parts.Base["max"], id, reading) ?? max,
            Types = Types(parts.Type, path, kind, reading, isDifferential),
            ContentReference = ContentReference(parts.ContentReference.AsString()),
            Fixed = parts.Fixed?.Json,
            Pattern = parts.Pattern?.Json,
            FixedType = (parts.Fixed ?? parts.Pattern)?.Type,
            Binding = Binding(parts.Binding, id, reading, isDifferential),
            Slicing = Slicing(parts.Slicing, id, reading),
            Constraints = Constraints(parts.Constraint, id, reading),
            MaxLength = Count(parts.MaxLength, id, reading),
            MinValue = parts.MinValue?.Json,
            MaxValue = parts.MaxValue?.Json,
            MinLength = Count(ValueIn(parts.Extension, MinLengthExtension), id, reading),
            MustHaveValue = ValueIn(parts.Extension, MustHaveValueExtension).AsBoolean() ?? false,
            ValueAlternatives = Alternatives(parts.Extension, id, reading),
            NarrativeLanguages = NarrativeLanguages(parts.Extension, id, reading),
            IsModifier = parts.IsModifier.AsBoolean() ?? false,
            IsMustSupport = parts.MustSupport.AsBoolean() ?? false,
            IsSummary = parts.IsSummary.AsBoolean() ?? false,
            Regex = Regex(parts.Type, parts.Extension),
            Short = parts.Short.AsString(),
        };
    }

    /// <summary>The properties of an element, found in one pass: a package has thousands of elements, each with some fifteen.</summary>
    private ref struct Parts
    {
        public NodeCursor Element;
        public NodeCursor Id;
        public NodeCursor Extension;
        public NodeCursor SliceName;
        public NodeCursor Min;
        public NodeCursor Max;
        public NodeCursor Base;
        public NodeCursor Type;
        public NodeCursor ContentReference;
        public NodeCursor Binding;
        public NodeCursor Slicing;
        public NodeCursor Constraint;
        public NodeCursor MaxLength;
        public NodeCursor IsModifier;
        public NodeCursor MustSupport;
        public NodeCursor IsSummary;
        public NodeCursor Short;
        public TypedValue? Fixed;
        public TypedValue? Pattern;
        public TypedValue? MinValue;
        public TypedValue? MaxValue;

        public static Parts Of(NodeCursor element)
        {
            var parts = new Parts { Element = element };
            foreach (NodeCursor child in element) parts.Take(child, child.Name);
            return parts;
        }

        private void Take(NodeCursor child, string name)
        {
            switch (name)
            {
                case "id": Id = child; break;
                case "extension": Extension = child; break;
                case "sliceName": SliceName = child; break;
                case "min": Min = child; break;
                case "max": Max = child; break;
                case "base": Base = child; break;
                case "type": Type = child; break;
                case "contentReference": ContentReference = child; break;
                case "binding": Binding = child; break;
                case "slicing": Slicing = child; break;
                case "constraint": Constraint = child; break;
                case "maxLength": MaxLength = child; break;
                case "isModifier": IsModifier = child; break;
                case "mustSupport": MustSupport = child; break;
                case "isSummary": IsSummary = child; break;
                case "short": Short = child; break;
                default: TakeChoice(child, name); break;
            }
        }

        private void TakeChoice(NodeCursor child, string name)
        {
            if (name.StartsWith("fixed", StringComparison.Ordinal)) Fixed = Value(child, name["fixed".Length..]);
            else if (name.StartsWith("pattern", StringComparison.Ordinal)) Pattern = Value(child, name["pattern".Length..]);
            else if (name.StartsWith("minValue", StringComparison.Ordinal)) MinValue = Value(child, name["minValue".Length..]);
            else if (name.StartsWith("maxValue", StringComparison.Ordinal)) MaxValue = Value(child, name["maxValue".Length..]);
        }

        private static TypedValue? Value(NodeCursor child, string suffix)
        {
            if (suffix.Length == 0) return null;

            // Primitive types begin in lower case, so fixedCode holds a code and patternCodeableConcept a CodeableConcept.
            string lower = char.ToLowerInvariant(suffix[0]) + suffix[1..];
            return new TypedValue(child.RawBytes.ToArray(), Primitives.Contains(lower) ? lower : suffix);
        }
    }

    private sealed record TypedValue(ReadOnlyMemory<byte> Json, string Type);

    // R4 names Quantity; published profiles also name the types that specialise it, Duration above all. What else stands there would be passed over.
    private static void CheckBound(TypedValue? bound, string id, CursorReading reading)
    {
        bool isKnown = bound is null || bound.Type is "date" or "dateTime" or "instant" or "time" or "decimal" or "integer" or "positiveInt" or "unsignedInt" or "Quantity" or "Duration" or "Age" or "Count" or "Distance";
        if (!isKnown) throw reading.Fault(id, $"A value of type {bound!.Type} cannot be its least or greatest.");
    }

    /// <summary>https://hl7.org/fhir/R4/datatypes.html#primitive</summary>
    private static readonly HashSet<string> Primitives = new(StringComparer.Ordinal)
    {
        "base64Binary", "boolean", "canonical", "code", "date", "dateTime", "decimal", "id", "instant", "integer",
        "markdown", "oid", "positiveInt", "string", "time", "unsignedInt", "uri", "url", "uuid",
    };

    private static void NotTooMany(NodeCursor list, CursorReading reading)
    {
        if (list.Count > Limits.ElementParts) throw reading.Fault(list.Expression, $"There are more than {Limits.ElementParts}.");
    }

    private static int? Count(NodeCursor value, string id, CursorReading reading) => value.Exists
        ? value.AsInteger() is long count and >= 0 and <= int.MaxValue ? (int)count : throw reading.Fault(id, $"{value.Name} must be a count.")
        : null;

    private static int? Max(NodeCursor value, string id, CursorReading reading)
    {
        if (!value.Exists) return null;
        string? text = value.AsString();
        if (text == "*") return int.MaxValue;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int max) ? max : throw reading.Fault(id, "max must be a count or '*'.");
    }

    /// <summary>The part after the number sign: a package may write the structure's URL before it.</summary>
    private static string? ContentReference(string? reference) => reference?[(reference.IndexOf('#', StringComparison.Ordinal) + 1)..];

    private static ElementType[] Types(NodeCursor types, string path, StructureKind kind, CursorReading reading, bool isDifferential)
    {
        NotTooMany(types, reading);
        var result = new List<ElementType>(types.Count);
        foreach (NodeCursor type in types)
        {
            NotTooMany(type["targetProfile"], reading);
            result.Add(new ElementType
            {
                Code = TypeCode(type, path, kind, reading) is { Length: > 0 } code ? code : throw reading.Fault(type.Expression, "Its code is empty."),
                Profiles = isDifferential ? ElementProfiles(type, reading) : reading.Texts(type["profile"]),
                TargetProfiles = reading.Texts(type["targetProfile"]),
                Aggregation = Aggregation(type["aggregation"], reading),
                Versioning = type["versioning"].AsString() switch
                {
                    null or "either" => ReferenceVersioning.Either,
                    "independent" => ReferenceVersioning.Independent,
                    "specific" => ReferenceVersioning.Specific,
                    string other => throw reading.Fault(type.Expression, $"'{other}' is no rule for versions of references."),
                },
            });
        }

        return [.. result];
    }

    // A profile on one element of another structure, and not on a whole type, names that element in an extension; here it follows a number sign.
    private static IReadOnlyList<string> ElementProfiles(NodeCursor type, CursorReading reading)
    {
        NotTooMany(type["profile"], reading);
        IReadOnlyList<string> profiles = reading.Texts(type["profile"]);
        NodeCursor siblings = type["_profile"];
        if (!siblings.Exists) return profiles;
        return [.. profiles.Select((profile, index) => Extension(siblings[index], ProfileElementExtension) is string element ? profile + "#" + element : profile)];
    }

    private static ReferenceAggregation Aggregation(NodeCursor modes, CursorReading reading)
    {
        ReferenceAggregation aggregation = ReferenceAggregation.None;
        foreach (NodeCursor mode in modes)
        {
            aggregation |= mode.AsString() switch
            {
                "contained" => ReferenceAggregation.Contained,
                "referenced" => ReferenceAggregation.Referenced,
                "bundled" => ReferenceAggregation.Bundled,
                string other => throw reading.Fault(mode.Expression, $"'{other}' is no mode of aggregation."),
                null => throw reading.Fault(mode.Expression, "A mode of aggregation must stand here."),
            };
        }

        return aggregation;
    }

    /// <summary>The snapshots give ids and the values of primitives as FHIRPath System types, with the FHIR type in an extension.</summary>
    private static string TypeCode(NodeCursor type, string path, StructureKind kind, CursorReading reading)
    {
        string code = reading.Text(type, "code");
        if (!code.StartsWith("http://hl7.org/fhirpath/", StringComparison.Ordinal) || kind == StructureKind.PrimitiveType && path.EndsWith(".value", StringComparison.Ordinal)) return code;

        // Deviation: the extension says 'string' for Resource.id, which https://hl7.org/fhir/R4/resource.html#Resource makes an 'id'.
        // Shown by An_id_of_a_resource_is_an_id_and_that_of_an_element_a_string.
        if (kind == StructureKind.Resource && path.IndexOf('.', StringComparison.Ordinal) == path.Length - 3 && path.EndsWith(".id", StringComparison.Ordinal)) return "id";
        return Extension(type, FhirTypeExtension) ?? code;
    }

    /// <summary>The regular expression of a primitive's value stands as an extension of the element's type.</summary>
    private static string? Regex(NodeCursor types, NodeCursor extensions)
    {
        foreach (NodeCursor type in types)
        {
            if (Extension(type, RegexExtension) is string regex) return regex;
        }

        return ExtensionIn(extensions, RegexExtension);
    }

    private static string? Extension(NodeCursor owner, string url) => ExtensionIn(owner["extension"], url);

    private static string? ExtensionIn(NodeCursor extensions, string url) => ValueIn(extensions, url).AsString();

    private static NodeCursor ValueIn(NodeCursor extensions, string url)
    {
        foreach (NodeCursor extension in extensions)
        {
            if (extension["url"].ValueEquals(url) && ValueOf(extension) is { Exists: true } value) return value;
        }

        return default;
    }

    private static NodeCursor ValueOf(NodeCursor extension)
    {
        foreach (NodeCursor child in extension)
        {
            if (child.Name.StartsWith("value", StringComparison.Ordinal)) return child;
        }

        return default;
    }

    private static string[] Alternatives(NodeCursor extensions, string id, CursorReading reading)
    {
        if (!extensions.Exists) return [];
        NotTooMany(extensions, reading);
        List<string> urls = [];
        foreach (NodeCursor extension in extensions)
        {
            if (!extension["url"].ValueEquals(ValueAlternativesExtension)) continue;
            urls.Add(ValueOf(extension).AsString() ?? throw reading.Fault(id, "An alternative of its value has no URL."));
        }

        return [.. urls];
    }

    private static string[] NarrativeLanguages(NodeCursor extensions, string id, CursorReading reading)
    {
        List<string> languages = [];
        foreach (NodeCursor extension in extensions)
        {
            if (!extension["url"].ValueEquals(NarrativeLanguageExtension)) continue;
            string language = ValueOf(extension).AsString() ?? throw reading.Fault(id, "Its control of a narrative's languages has no value.");
            bool isKnown = language is not (['_', ..] or "") || language is "_no" or "_yes" or "_resource";
            languages.Add(isKnown ? language : throw reading.Fault(id, $"'{language}' says nothing of a narrative's languages: _no, _yes, _resource or the code of a language does."));
        }

        NotTooMany(extensions, reading);
        if (languages.Contains("_no") && languages.Count > 1) throw reading.Fault(id, "Its narrative is to have no language sections, and to have some.");
        return [.. languages];
    }

    private static bool IsBestPractice(NodeCursor constraint)
    {
        foreach (NodeCursor extension in constraint["extension"])
        {
            if (extension["url"].ValueEquals(BestPracticeExtension)) return extension["valueBoolean"].AsBoolean() ?? false;
        }

        return false;
    }

    private static ElementBinding? Binding(NodeCursor binding, string id, CursorReading reading, bool isDifferential)
    {
        if (!binding.Exists) return null;
        string? most = ExtensionIn(binding["extension"], MaxValueSetExtension);
        if (isDifferential && !binding["strength"].Exists) return new ElementBinding(BindingStrength.Example, binding["valueSet"].AsString()) { MaxValueSet = most };
        BindingStrength strength = reading.Text(binding, "strength") switch
        {
            "example" => BindingStrength.Example,
            "preferred" => BindingStrength.Preferred,
            "extensible" => BindingStrength.Extensible,
            "required" => BindingStrength.Required,
            string other => throw reading.Fault(id, $"'{other}' is no binding strength."),
        };
        return new ElementBinding(strength, binding["valueSet"].AsString()) { MaxValueSet = most };
    }

    private static ElementSlicing? Slicing(NodeCursor slicing, string id, CursorReading reading)
    {
        if (!slicing.Exists) return null;
        NotTooMany(slicing["discriminator"], reading);
        List<SliceDiscriminator> discriminators = [];
        foreach (NodeCursor discriminator in slicing["discriminator"])
        {
            discriminators.Add(new SliceDiscriminator(reading.Text(discriminator, "type"), reading.Text(discriminator, "path")));
        }

        SlicingRules rules = reading.Text(slicing, "rules") switch
        {
            "open" => SlicingRules.Open,
            "closed" => SlicingRules.Closed,
            "openAtEnd" => SlicingRules.OpenAtEnd,
            string other => throw reading.Fault(id, $"'{other}' is no slicing rule."),
        };
        return new ElementSlicing([.. discriminators], rules, slicing["ordered"].AsBoolean() ?? false);
    }

    private static ElementConstraint[] Constraints(NodeCursor constraints, string id, CursorReading reading)
    {
        var result = new List<ElementConstraint>(constraints.Count);
        NotTooMany(constraints, reading);
        foreach (NodeCursor constraint in constraints)
        {
            bool isError = reading.Text(constraint, "severity") switch
            {
                "error" => true,
                "warning" => false,
                string other => throw reading.Fault(id, $"'{other}' is no severity of a constraint."),
            };
            result.Add(new ElementConstraint(reading.Text(constraint, "key"), isError, reading.Text(constraint, "human"), constraint["expression"].AsString(), IsBestPractice(constraint)));
        }

        return [.. result];
    }
}
