namespace Registry.Fhir.Definitions;

/// <summary>What a StructureDefinition defines. https://hl7.org/fhir/R4/valueset-structure-definition-kind.html</summary>
public enum StructureKind
{
    /// <summary>A primitive data type, such as <c>date</c>.</summary>
    PrimitiveType,

    /// <summary>A complex data type or an extension.</summary>
    ComplexType,

    /// <summary>A resource type or a profile on one.</summary>
    Resource,

    /// <summary>A logical model.</summary>
    Logical,
}

/// <summary>A StructureDefinition with its snapshot: a base type, a profile or an extension. Immutable once in a <see cref="DefinitionSet"/>.</summary>
/// <remarks>https://hl7.org/fhir/R4/structuredefinition.html</remarks>
public sealed record StructureDefinition
{
    /// <summary>Canonical URL without a version.</summary>
    public required string Url { get; init; }

    /// <summary>Business version; null when it has none.</summary>
    public string? Version { get; init; }

    /// <summary>Computer-friendly name.</summary>
    public required string Name { get; init; }

    /// <summary>The type that is defined or constrained, such as <c>Observation</c> or <c>HumanName</c>.</summary>
    public required string Type { get; init; }

    /// <summary>Primitive, complex type, resource or logical model.</summary>
    public required StructureKind Kind { get; init; }

    /// <summary>True when no instance can have this type itself.</summary>
    public bool IsAbstract { get; init; }

    /// <summary>True for a profile (derivation = constraint), false for a type (specialization).</summary>
    public bool IsConstraint { get; init; }

    /// <summary>Canonical URL of what it derives from; null for Element and Resource.</summary>
    public string? BaseDefinition { get; init; }

    /// <summary>Where an extension may stand; empty for all else.</summary>
    public IReadOnlyList<ExtensionContext> Contexts { get; init; } = [];

    /// <summary>FHIRPath rules of an extension, each of which must be true of the element that holds it; empty for all else.</summary>
    /// <remarks>https://hl7.org/fhir/R4/structuredefinition-definitions.html#StructureDefinition.contextInvariant</remarks>
    public IReadOnlyList<string> ContextInvariants { get; init; } = [];

    /// <summary>All elements, the root first, in the standard's order.</summary>
    public required IReadOnlyList<ElementDefinition> Snapshot { get; init; }

    /// <summary>What the author changed, where the snapshot has yet to be worked out of it; empty otherwise.</summary>
    internal IReadOnlyList<ElementDifference> Differential { get; init; } = [];
}

/// <summary>StructureDefinition.context: where an extension may stand.</summary>
/// <param name="Type"><c>element</c>, <c>extension</c> or <c>fhirpath</c>.</param>
/// <param name="Expression">The element id, the extension's URL or the FHIRPath.</param>
public sealed record ExtensionContext(string Type, string Expression);

/// <summary>One element of a snapshot. https://hl7.org/fhir/R4/elementdefinition.html</summary>
public sealed record ElementDefinition
{
    /// <summary>Unique id within the snapshot, such as <c>Observation.component:parental-allele.value[x]</c>.</summary>
    public required string Id { get; init; }

    /// <summary>Path without slice names, such as <c>Observation.component.value[x]</c>.</summary>
    public required string Path { get; init; }

    /// <summary>Name of the slice that this element opens; null when it opens none.</summary>
    public string? SliceName { get; init; }

    /// <summary>Fewest occurrences on one parent.</summary>
    public int Min { get; init; }

    /// <summary>Most occurrences on one parent; <see cref="int.MaxValue"/> for <c>*</c>.</summary>
    public int Max { get; init; } = int.MaxValue;

    /// <summary>Most occurrences that the base type allows: more than 1 means that JSON holds an array.</summary>
    public int BaseMax { get; init; } = int.MaxValue;

    /// <summary>Allowed types; empty on a root and where <see cref="ContentReference"/> stands.</summary>
    public IReadOnlyList<ElementType> Types { get; init; } = [];

    /// <summary>Id of the element whose content this one repeats, without the leading <c>#</c>; null for most.</summary>
    public string? ContentReference { get; init; }

    /// <summary>The UTF-8 JSON that the value must equal exactly; null when not fixed.</summary>
    public ReadOnlyMemory<byte>? Fixed { get; init; }

    /// <summary>The UTF-8 JSON that the value must contain; null when there is no pattern.</summary>
    public ReadOnlyMemory<byte>? Pattern { get; init; }

    /// <summary>Type name of <see cref="Fixed"/> or <see cref="Pattern"/>, such as <c>CodeableConcept</c>; null when neither stands.</summary>
    public string? FixedType { get; init; }

    /// <summary>Where codes come from; null when unbound.</summary>
    public ElementBinding? Binding { get; init; }

    /// <summary>How the repetitions are told apart; null when unsliced.</summary>
    public ElementSlicing? Slicing { get; init; }

    /// <summary>Invariants, inherited ones included.</summary>
    public IReadOnlyList<ElementConstraint> Constraints { get; init; } = [];

    /// <summary>Longest string in Unicode characters; null when unlimited.</summary>
    public int? MaxLength { get; init; }

    /// <summary>Shortest string in Unicode characters; null for any. http://hl7.org/fhir/StructureDefinition/minLength</summary>
    /// <remarks>This and the next two are extensions, which R4's own definitions do not use, so the packs do not hold them.</remarks>
    public int? MinLength { get; init; }

    /// <summary>True when a primitive has a value and not only extensions. https://hl7.org/fhir/R5/elementdefinition-definitions.html#ElementDefinition.mustHaveValue</summary>
    public bool MustHaveValue { get; init; }

    /// <summary>URLs of the extensions that may stand in place of a primitive's value; empty for any. https://hl7.org/fhir/R5/elementdefinition-definitions.html#ElementDefinition.valueAlternatives</summary>
    public IReadOnlyList<string> ValueAlternatives { get; init; } = [];

    /// <summary>Of a Narrative, which languages its sections must have: <c>_no</c>, <c>_yes</c>, <c>_resource</c> or codes of languages; empty for any.</summary>
    /// <remarks>http://hl7.org/fhir/StructureDefinition/narrative-language-control ; like the three before it, R4's own definitions do not use it.</remarks>
    public IReadOnlyList<string> NarrativeLanguages { get; init; } = [];

    /// <summary>Smallest allowed value as UTF-8 JSON; null when unlimited.</summary>
    public ReadOnlyMemory<byte>? MinValue { get; init; }

    /// <summary>Largest allowed value as UTF-8 JSON; null when unlimited.</summary>
    public ReadOnlyMemory<byte>? MaxValue { get; init; }

    /// <summary>True when the element changes the meaning of what holds it.</summary>
    public bool IsModifier { get; init; }

    /// <summary>True when the profile says that a system must support it.</summary>
    public bool IsMustSupport { get; init; }

    /// <summary>True when it belongs to a summary (<c>_summary=true</c>).</summary>
    public bool IsSummary { get; init; }

    /// <summary>The regular expression of a primitive's value element; null elsewhere.</summary>
    public string? Regex { get; init; }

    /// <summary>A few words on what it is, for messages; null in the pack where it does not help.</summary>
    public string? Short { get; init; }
}

/// <summary>ElementDefinition.type.</summary>
public sealed record ElementType
{
    /// <summary>A FHIR type name such as <c>CodeableConcept</c>, or a FHIRPath System type URL for a primitive's value.</summary>
    public required string Code { get; init; }

    /// <summary>Canonical URLs: the value must conform to one of them; empty for any.</summary>
    public IReadOnlyList<string> Profiles { get; init; } = [];

    /// <summary>Canonical URLs: the target of a reference must conform to one of them; empty for any.</summary>
    public IReadOnlyList<string> TargetProfiles { get; init; } = [];

    /// <summary>Where the target of a reference may stand: any of these; <see cref="ReferenceAggregation.None"/> for anywhere.</summary>
    public ReferenceAggregation Aggregation { get; init; }

    /// <summary>Whether a reference names a version of its target.</summary>
    public ReferenceVersioning Versioning { get; init; }
}

/// <summary>ElementDefinition.type.aggregation: where the target of a reference stands. https://hl7.org/fhir/R4/valueset-resource-aggregation-mode.html</summary>
[Flags]
public enum ReferenceAggregation
{
    /// <summary>Nothing is said.</summary>
    None = 0,

    /// <summary>In the same resource, contained.</summary>
    Contained = 1,

    /// <summary>Elsewhere: it has to be resolved.</summary>
    Referenced = 2,

    /// <summary>In the same bundle.</summary>
    Bundled = 4,
}

/// <summary>ElementDefinition.type.versioning. https://hl7.org/fhir/R4/valueset-reference-version-rules.html</summary>
public enum ReferenceVersioning
{
    /// <summary>With a version or without; also where nothing is said.</summary>
    Either,

    /// <summary>Without a version.</summary>
    Independent,

    /// <summary>With a version.</summary>
    Specific,
}

/// <summary>Binding strengths, weakest first. https://hl7.org/fhir/R4/terminologies.html#strength</summary>
public enum BindingStrength
{
    /// <summary>Only an illustration.</summary>
    Example,

    /// <summary>Encouraged.</summary>
    Preferred,

    /// <summary>Must be used when a code fits.</summary>
    Extensible,

    /// <summary>Must be used.</summary>
    Required,
}

/// <summary>ElementDefinition.binding.</summary>
/// <param name="Strength">How binding it is.</param>
/// <param name="ValueSet">Canonical URL, with <c>|version</c> where the author gave one; null when the binding names none.</param>
public sealed record ElementBinding(BindingStrength Strength, string? ValueSet)
{
    /// <summary>Canonical URL of the value set beyond which no code may go, whatever the strength; null for none. http://hl7.org/fhir/StructureDefinition/elementdefinition-maxValueSet</summary>
    public string? MaxValueSet { get; init; }
}

/// <summary>What may stand beside the slices. https://hl7.org/fhir/R4/valueset-resource-slicing-rules.html</summary>
public enum SlicingRules
{
    /// <summary>Anything.</summary>
    Open,

    /// <summary>Nothing.</summary>
    Closed,

    /// <summary>Anything, after the slices.</summary>
    OpenAtEnd,
}

/// <summary>ElementDefinition.slicing.</summary>
public sealed record ElementSlicing(IReadOnlyList<SliceDiscriminator> Discriminators, SlicingRules Rules, bool IsOrdered);

/// <summary>ElementDefinition.slicing.discriminator.</summary>
/// <param name="Type"><c>value</c>, <c>exists</c>, <c>pattern</c>, <c>type</c> or <c>profile</c>.</param>
/// <param name="Path">A restricted FHIRPath relative to the sliced element.</param>
public sealed record SliceDiscriminator(string Type, string Path);

/// <summary>ElementDefinition.constraint.</summary>
/// <param name="Key">Stable key, such as <c>dom-3</c>.</param>
/// <param name="IsError">True for severity error, false for warning.</param>
/// <param name="Human">What the author wants a person to read.</param>
/// <param name="Expression">FHIRPath; null when the author gave none.</param>
/// <param name="IsBestPractice">True when it is only a recommendation: http://hl7.org/fhir/StructureDefinition/elementdefinition-bestpractice .</param>
public sealed record ElementConstraint(string Key, bool IsError, string Human, string? Expression, bool IsBestPractice = false);
