namespace Registry.Fhir;

/// <summary>Every bound that this room sets on what it is fed. Beyond one, the answer is a finding, never an exception.</summary>
public static class Limits
{
    /// <summary>Longest document, in bytes.</summary>
    public const int DocumentBytes = 16 * 1024 * 1024;

    /// <summary>Most JSON values in one document. At 32 bytes a node this bounds the node array at 64 MB.</summary>
    public const int DocumentNodes = 2_000_000;

    /// <summary>Deepest nesting of objects and arrays. A nested Questionnaire item costs two levels.</summary>
    public const int JsonDepth = 128;

    /// <summary>Deepest nesting of elements in XML: an element that repeats costs two levels of JSON.</summary>
    public const int XmlDepth = JsonDepth / 2;

    /// <summary>Most elements in one XML document.</summary>
    public const int XmlElements = DocumentNodes / 4;

    /// <summary>Longest property name, in bytes as sent. R4's longest is below 50.</summary>
    public const int NameBytes = 1024;

    /// <summary>Most properties of one object; R4's widest type has below 100. It bounds what looks from one property to its siblings.</summary>
    public const int Properties = 512;

    /// <summary>Most profiles that one resource may claim in meta.profile: each costs a run.</summary>
    public const int ProfileClaims = 20;

    /// <summary>Most times in one document that a value is held against a profile to see whether it meets it: targets of references, slices known by a profile.</summary>
    public const int ProfileTrials = 20_000;

    /// <summary>Most steps that all invariants of one document may take together, beside <see cref="InvariantStepsPerNode"/>.</summary>
    public const int InvariantSteps = 10_000_000;

    /// <summary>Further steps for each value of the document, so that a large one may take as much as many small ones.</summary>
    public const int InvariantStepsPerNode = 20;

    /// <summary>How deep such trials may stand in each other; each costs stack.</summary>
    public const int ProfileNesting = 32;

    /// <summary>How deep slices may be sliced again.</summary>
    public const int SliceNesting = 4;

    /// <summary>Most findings that are kept for one document; the rest is counted only.</summary>
    public const int Findings = 200;

    /// <summary>Longest expression of an invariant that a remedy repeats, in characters; R4's own are mostly below.</summary>
    public const int ExpressionChars = 200;

    /// <summary>Most characters of a name or code from the document that a message repeats.</summary>
    public const int QuotedChars = 64;

    /// <summary>Most files in one FHIR package. The largest that is used, R4's examples, has some 5,300.</summary>
    public const int PackageFiles = 20_000;

    /// <summary>Longest file of a FHIR package, in bytes.</summary>
    public const int PackageFileBytes = DocumentBytes;

    /// <summary>Most steps in the path of an element of a definition. R4's deepest has 9.</summary>
    public const int ElementDepth = 64;

    /// <summary>Most elements of one snapshot that is worked out from a differential. R4's largest has below 300.</summary>
    public const int SnapshotElements = 20_000;

    /// <summary>Most elements that are made while the snapshots of the packages loaded together are worked out; some 200 bytes each.</summary>
    public const int GeneratedElements = 2_000_000;

    /// <summary>Most parts of one kind on one element of a definition: types, profiles of a type, invariants, discriminators; and of contexts of an extension. R4's most are 50 types of Extension.value.</summary>
    public const int ElementParts = 250;

    /// <summary>Most comparisons of parts of fixed and pattern values while the snapshots of the packages loaded together are worked out.</summary>
    public const int PatternComparisons = 1_000_000;

    /// <summary>Most value sets that import one another in a chain.</summary>
    public const int ImportChain = 64;

    /// <summary>Most codes that are read or written while the value sets of the packages loaded together are worked out.</summary>
    public const long ExpansionSteps = 10_000_000;

    /// <summary>Most structures that wait for one another's snapshots: a profile of a profile of a profile.</summary>
    public const int SnapshotChain = 32;

    /// <summary>Longest FHIR package, in bytes after decompression.</summary>
    public const long PackageBytes = 256 * 1024 * 1024;

    /// <summary>Longest UCUM code that is read, in bytes. Those of published value sets stay below 60.</summary>
    public const int UcumCodeBytes = 512;

    /// <summary>Deepest nesting of parentheses in a UCUM code.</summary>
    public const int UcumDepth = 32;

    /// <summary>Most bits of an exact unit factor, numerator and denominator together; beyond it a unit is valid and not computed. A yottametre cubed has 240.</summary>
    public const int UcumFactorBits = 4096;

    /// <summary>Deepest nesting of elements in a narrative. HL7's own examples stay below 20.</summary>
    public const int NarrativeDepth = 128;

    /// <summary>Most faults that are told of one narrative.</summary>
    public const int NarrativeFaults = 5;

    /// <summary>Longest entity reference in a narrative, in bytes. HTML's longest, thetasym, has 8.</summary>
    public const int NarrativeEntityBytes = 32;

    /// <summary>Longest FHIRPath expression, in characters. R4's longest, a search parameter, has some 2,000.</summary>
    public const int FhirPathChars = 32_768;

    /// <summary>Deepest nesting of a FHIRPath expression: parentheses, arguments, steps of a path, operands. R4's deepest has some 40.</summary>
    public const int FhirPathDepth = 200;

    /// <summary>Most items that one evaluation of a FHIRPath expression may visit.</summary>
    public const int FhirPathSteps = 20_000_000;

    /// <summary>Most items that a FHIRPath expression may hold at a time, at 48 bytes each.</summary>
    public const int FhirPathItems = 2 * DocumentNodes;

    /// <summary>Longest text that a FHIRPath expression may make, in characters.</summary>
    public const int FhirPathTextChars = 1024 * 1024;

    /// <summary>Longest regular expression in a FHIRPath expression, in characters.</summary>
    public const int FhirPathPatternChars = 2048;

    /// <summary>Most values under which one resource is found. A large questionnaire has some hundreds.</summary>
    public const int SearchEntries = 20_000;

    /// <summary>Most combinations of components that one item gives to a composite search parameter.</summary>
    public const int SearchCombinations = 1_000;

    /// <summary>Most operations of one patch: each costs a walk through the resource.</summary>
    public const int PatchOperations = 1_000;

    /// <summary>Most bytes that the operations of one patch put, copy or walk through together.</summary>
    public const long PatchBytes = 4L * DocumentBytes;
}
