using System.Globalization;
using System.Text.Json;

namespace Registry.Fhir.Definitions;

/// <summary>What one element becomes when a differential speaks of it, and what a differential may not say. https://hl7.org/fhir/R4/elementdefinition.html#interpretation</summary>
/// <remarks>
/// A constraint may only narrow what its base allows. Refused by name: counts wider than the base's or impossible, a type or a target that the
/// base does not allow, another fixed value or a pattern that drops the base's, a required or extensible binding made weaker, slicing made looser or told apart
/// otherwise, a longer greatest length, other extensions in place of a value. Accepted though odd, because nothing is loosened by it: isModifier, mustSupport and isSummary in either direction,
/// a required binding to a value set that is not part of the base's (both are checked), an invariant whose key the base has, or a shorter least length (the base's stays),
/// other least and greatest values (the base's profile keeps its own).
/// </remarks>
internal readonly struct ElementMerge(
    Func<string, DefinitionException> fault,
    Func<string, string, bool> isSubtype,
    Func<string, IReadOnlyList<string>, bool?> isTarget,
    SnapshotBudget budget)
{
    // Types whose values can be bound to a value set: eld-11 of https://hl7.org/fhir/R4/elementdefinition.html
    private static readonly HashSet<string> Bindable = new(StringComparer.Ordinal) { "code", "Coding", "CodeableConcept", "Quantity", "string", "uri" };

    public static bool IsChoice(string name) => name.EndsWith("[x]", StringComparison.Ordinal);

    /// <summary>The type that a name spells on a choice: Quantity for <c>valueQuantity</c> on <c>value[x]</c>; null when it spells none of these.</summary>
    public static ElementType? TypeOf(string choice, string spelled, IReadOnlyList<ElementType> types)
    {
        ReadOnlySpan<char> stem = choice.AsSpan(0, choice.Length - 3);
        if (spelled.Length <= stem.Length || !spelled.AsSpan().StartsWith(stem, StringComparison.Ordinal)) return null;
        ReadOnlySpan<char> type = spelled.AsSpan(stem.Length);
        foreach (ElementType candidate in types)
        {
            if (candidate.Code.Length == type.Length && char.ToUpperInvariant(candidate.Code[0]) == type[0] && type[1..].SequenceEqual(candidate.Code.AsSpan(1))) return candidate;
        }

        return null;
    }

    /// <summary>The base's invariants, and behind them those whose keys it does not have.</summary>
    public static IReadOnlyList<ElementConstraint> Union(IReadOnlyList<ElementConstraint> held, IReadOnlyList<ElementConstraint> added)
    {
        List<ElementConstraint>? union = null;
        foreach (ElementConstraint constraint in added)
        {
            bool isHeld = false;
            foreach (ElementConstraint known in union ?? held) isHeld |= known.Key == constraint.Key;
            if (!isHeld) (union ??= [.. held]).Add(constraint);
        }

        return union is null ? held : union.ToArray();
    }

    /// <summary>The element with what the differential says of it.</summary>
    /// <param name="held">As the base has it.</param>
    /// <param name="change">What the differential says.</param>
    /// <param name="sliced">The element that this is a new slice of; null when it is none.</param>
    public ElementDefinition Merge(ElementDefinition held, ElementDifference change, ElementDefinition? sliced)
    {
        ElementDefinition said = change.Element;
        IReadOnlyList<ElementType> types = Types(held, said);
        (int min, int max) = Counts(held, change, sliced);
        ElementDefinition result = held with
        {
            Min = min,
            Max = max,
            Types = types,
            Binding = Binding(held.Binding, change, types),
            Slicing = Slicing(held.Slicing, said.Slicing),
            Constraints = Union(held.Constraints, said.Constraints),
            MaxLength = MaxLength(held.MaxLength, said.MaxLength),
            MinLength = said.MinLength is { } least ? Math.Max(least, held.MinLength ?? 0) : held.MinLength,
            MustHaveValue = said.MustHaveValue || held.MustHaveValue,
            ValueAlternatives = ValueAlternatives(held.ValueAlternatives, said.ValueAlternatives),
            NarrativeLanguages = NarrativeLanguages(held.NarrativeLanguages, said.NarrativeLanguages),
            MinValue = said.MinValue ?? held.MinValue,
            MaxValue = said.MaxValue ?? held.MaxValue,
            IsModifier = change.IsModifier ?? held.IsModifier,
            IsMustSupport = change.IsMustSupport ?? held.IsMustSupport,
            IsSummary = change.IsSummary ?? held.IsSummary,
            Short = said.Short ?? held.Short,
        };
        if (said.Fixed is null && said.Pattern is null) return result;
        CheckValueType(said.FixedType!, types);
        return WithValue(result, held, said);
    }

    private (int Min, int Max) Counts(ElementDefinition held, ElementDifference change, ElementDefinition? sliced)
    {
        int min = change.Min ?? held.Min;
        int max = change.Max ?? held.Max;

        // A slice may be rarer than the element it divides, and an extension's definition speaks for the extension alone; neither may be more frequent.
        int most = sliced is null ? held.Max : sliced.Max;
        if (min < held.Min && sliced is null) throw fault($"min {Text(min)} is below the base's {Text(held.Min)}.");
        if (max > most) throw fault($"max {Text(max)} is above the base's {Text(most)}.");
        if (min > max) throw fault($"min {Text(min)} is above max {Text(max)}.");
        return (min, max);
    }

    private IReadOnlyList<ElementType> Types(ElementDefinition held, ElementDefinition said)
    {
        if (said.Types.Count == 0 || held.Types.Count == 0) return held.Types;
        var types = new ElementType[said.Types.Count];
        for (int index = 0; index < types.Length; index++) types[index] = Type(held.Types, said.Types[index]);
        return types;
    }

    private ElementType Type(IReadOnlyList<ElementType> allowed, ElementType said)
    {
        ElementType? basis = allowed.FirstOrDefault(type => type.Code == said.Code);
        foreach (string name in basis is null ? Abstract : [])
        {
            if (allowed.FirstOrDefault(type => type.Code == name) is { } type && isSubtype(said.Code, name)) basis = type;
        }

        if (basis is null) throw fault($"Its type {said.Code} is none that the base allows ({string.Join(", ", allowed.Select(type => type.Code))}).");
        foreach (string target in said.TargetProfiles) CheckTarget(basis, target);

        // A profile on one element of another structure has been taken over by now.
        if (said.Profiles is [string only] && only.Contains('#', StringComparison.Ordinal)) said = said with { Profiles = [] };
        return said.TargetProfiles.Count > 0 && said.Profiles.Count > 0 ? said : said with
        {
            // What the author does not repeat still holds.
            Profiles = said.Profiles.Count > 0 || basis.Code != said.Code ? said.Profiles : basis.Profiles,
            TargetProfiles = said.TargetProfiles.Count > 0 ? said.TargetProfiles : basis.TargetProfiles,
        };
    }

    // Types of which no instance is: a type below may be named in their place. https://hl7.org/fhir/R4/types.html
    private static readonly string[] Abstract = ["Element", "BackboneElement", "Resource", "DomainResource"];

    private void CheckTarget(ElementType basis, string target)
    {
        if (basis.TargetProfiles.Count == 0 || isTarget(target, basis.TargetProfiles) is null or true) return;
        throw fault($"Its target {target} is none that the base allows ({string.Join(", ", basis.TargetProfiles)}).");
    }

    private ElementBinding? Binding(ElementBinding? held, ElementDifference change, IReadOnlyList<ElementType> types)
    {
        ElementBinding? said = change.Element.Binding;
        if (said is not null && change.InheritsStrength) said = said with { Strength = held?.Strength ?? throw fault("Its binding has no strength, and the base has no binding to take it from.") };
        if (held is not null && said is not null && held.Strength >= BindingStrength.Extensible && said.Strength < held.Strength)
        {
            throw fault($"Its binding is {Text(said.Strength)}, weaker than the base's {Text(held.Strength)}.");
        }

        // What no code may go beyond stays, as it does for a base that is checked beside.
        if (said is not null && held?.MaxValueSet is not null) said = said with { MaxValueSet = said.MaxValueSet ?? held.MaxValueSet };
        ElementBinding? binding = said is null ? held : said.ValueSet is null && held is not null ? said with { ValueSet = held.ValueSet } : said;

        // A choice narrowed to types without codes has nothing left to bind.
        return binding is null || said is not null || types.Count == 0 || types.Any(type => Bindable.Contains(type.Code)) ? binding : null;
    }

    private ElementSlicing? Slicing(ElementSlicing? held, ElementSlicing? said)
    {
        if (held is null || said is null) return said ?? held;
        if (said.Rules != held.Rules && held.Rules != SlicingRules.Open && !(held.Rules == SlicingRules.OpenAtEnd && said.Rules == SlicingRules.Closed))
        {
            throw fault($"Its slicing is {Text(said.Rules)}, looser than the base's {Text(held.Rules)}.");
        }

        if (said.Discriminators.Count == 0) return said with { Discriminators = held.Discriminators, IsOrdered = said.IsOrdered || held.IsOrdered };
        for (int index = 0; index < held.Discriminators.Count; index++)
        {
            if (index >= said.Discriminators.Count || said.Discriminators[index] != held.Discriminators[index]) throw fault($"Its slices are told apart otherwise than the base's: by {Text(said)}, there by {Text(held)}.");
        }

        return said with { IsOrdered = said.IsOrdered || held.IsOrdered };
    }

    private int? MaxLength(int? held, int? said) => held is null || said is null || said <= held
        ? said ?? held
        : throw fault($"maxLength {Text(said.Value)} is above the base's {Text(held.Value)}.");

    private IReadOnlyList<string> ValueAlternatives(IReadOnlyList<string> held, IReadOnlyList<string> said)
    {
        if (held.Count == 0 || said.Count == 0) return said.Count > 0 ? said : held;
        foreach (string url in said)
        {
            if (!held.Contains(url, StringComparer.Ordinal)) throw fault($"The extension {url} in place of its value is none that the base allows ({string.Join(", ", held)}).");
        }

        return said;
    }

    private IReadOnlyList<string> NarrativeLanguages(IReadOnlyList<string> held, IReadOnlyList<string> said)
    {
        if (held.Count == 0 || said.Count == 0) return said.Count > 0 ? said : held;
        if (held.Contains("_no", StringComparer.Ordinal) != said.Contains("_no", StringComparer.Ordinal)) throw fault($"Its narrative's language sections are {string.Join(", ", said)}, and the base's {string.Join(", ", held)}.");
        return [.. held.Union(said, StringComparer.Ordinal)];
    }

    // Primitive types are close relatives: a fixed uri may stand for a url. https://hl7.org/fhir/R4/elementdefinition.html : eld-6, eld-7
    private void CheckValueType(string said, IReadOnlyList<ElementType> types)
    {
        foreach (ElementType type in types)
        {
            bool isPrimitive = !char.IsAsciiLetterUpper(type.Code[0]);
            if (isPrimitive ? !char.IsAsciiLetterUpper(said[0]) : type.Code == said || isSubtype(type.Code, said)) return;
        }

        if (types.Count > 0) throw fault($"Its fixed or pattern value is a {said}, and its type is {string.Join(" or ", types.Select(type => type.Code))}.");
    }

    private ElementDefinition WithValue(ElementDefinition result, ElementDefinition held, ElementDefinition said)
    {
        if (held.Fixed is { } basis)
        {
            bool agrees = said.Fixed is { } value ? Same(basis, value) : Holds(basis, said.Pattern!.Value);
            if (!agrees) throw fault("Its fixed or pattern value is not what the base fixes.");
            return result;
        }

        if (held.Pattern is { } pattern && !Holds(said.Fixed ?? said.Pattern!.Value, pattern)) throw fault("Its fixed or pattern value does not hold what the base's pattern asks for.");
        return result with { Fixed = said.Fixed, Pattern = said.Pattern, FixedType = said.FixedType };
    }

    private static bool Same(ReadOnlyMemory<byte> left, ReadOnlyMemory<byte> right)
    {
        using JsonDocument first = JsonDocument.Parse(left, AsDeep);
        using JsonDocument second = JsonDocument.Parse(right, AsDeep);
        return JsonElement.DeepEquals(first.RootElement, second.RootElement);
    }

    private static readonly JsonDocumentOptions AsDeep = new() { MaxDepth = Limits.JsonDepth };

    /// <summary>Whether all that the pattern asks for is in the value. https://hl7.org/fhir/R4/elementdefinition-definitions.html#ElementDefinition.pattern_x_</summary>
    private bool Holds(ReadOnlyMemory<byte> value, ReadOnlyMemory<byte> pattern)
    {
        using JsonDocument whole = JsonDocument.Parse(value, AsDeep);
        using JsonDocument part = JsonDocument.Parse(pattern, AsDeep);
        return Holds(whole.RootElement, part.RootElement, budget);
    }

    private static bool Holds(JsonElement value, JsonElement pattern, SnapshotBudget budget)
    {
        budget.Compare();
        return pattern.ValueKind switch
        {
            JsonValueKind.Object => value.ValueKind == JsonValueKind.Object && pattern.EnumerateObject().All(property => value.TryGetProperty(property.Name, out JsonElement held) && Holds(held, property.Value, budget)),
            JsonValueKind.Array => value.ValueKind == JsonValueKind.Array && pattern.EnumerateArray().All(item => value.EnumerateArray().Any(held => Holds(held, item, budget))),
            _ => JsonElement.DeepEquals(value, pattern),
        };
    }

    private static string Text(int count) => count == int.MaxValue ? "*" : count.ToString(CultureInfo.InvariantCulture);

    private static string Text(BindingStrength strength) => strength.ToString().ToLowerInvariant();

    private static string Text(SlicingRules rules) => rules switch { SlicingRules.Open => "open", SlicingRules.Closed => "closed", _ => "openAtEnd" };

    private static string Text(ElementSlicing slicing) => string.Join(" and ", slicing.Discriminators.Select(discriminator => $"{discriminator.Type} of {discriminator.Path}"));
}
