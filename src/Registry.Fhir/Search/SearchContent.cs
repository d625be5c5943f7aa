namespace Registry.Fhir.Search;

/// <summary>What a resource says under one search parameter: a case for each way of comparing. https://hl7.org/fhir/R4/search.html#ptypes</summary>
public abstract record SearchContent
{
    private SearchContent()
    {
    }

    /// <summary>A code, an identifier, a truth. https://hl7.org/fhir/R4/search.html#token</summary>
    /// <param name="System">The system as sent; null when none was. Of a boolean HL7's system of special values; of a bare code null, as its system is only implied.</param>
    /// <param name="Code">The code or value as sent; null when there is only text.</param>
    /// <param name="Text">The text of the CodeableConcept, the display of the Coding or the text of the Identifier's type, for <c>:text</c>; null when none was sent.</param>
    public sealed record Token(string? System, string? Code, string? Text) : SearchContent;

    /// <summary>An identifier with a type of its, for <c>:of-type</c>; one for each coding of the type. https://hl7.org/fhir/R4/search.html#modifiers</summary>
    /// <param name="TypeSystem">The system of the type's coding; null when none was sent.</param>
    /// <param name="TypeCode">Its code.</param>
    /// <param name="Value">The identifier's value.</param>
    public sealed record TypedIdentifier(string? TypeSystem, string TypeCode, string Value) : SearchContent;

    /// <summary>A reference. https://hl7.org/fhir/R4/search.html#reference</summary>
    /// <param name="Target">The reference or canonical as sent, without a version; null when there is only an identifier. Contained targets are left out.</param>
    /// <param name="Type">The type that it names; null when it names none, as a URN does not.</param>
    /// <param name="Id">The id that it ends with; null when it ends otherwise.</param>
    /// <param name="IdentifierSystem">The system of Reference.identifier; null when none was sent.</param>
    /// <param name="IdentifierValue">The value of Reference.identifier, for <c>:identifier</c>; null when none was sent.</param>
    public sealed record Reference(string? Target, string? Type, string? Id, string? IdentifierSystem, string? IdentifierValue) : SearchContent;

    /// <summary>A time or a period, as an interval of instants. https://hl7.org/fhir/R4/search.html#date</summary>
    /// <param name="Earliest">First instant, in milliseconds since 1970 UTC; <see cref="long.MinValue"/> for a period without a beginning.</param>
    /// <param name="Latest">The instant behind the last, so the interval is half-open; <see cref="long.MaxValue"/> for a period without an end.</param>
    public sealed record Date(long Earliest, long Latest) : SearchContent;

    /// <summary>Text as sent; the index folds it. Of a name or address each part is a text of its own. https://hl7.org/fhir/R4/search.html#string</summary>
    /// <param name="Value">The text; never empty.</param>
    public sealed record Words(string Value) : SearchContent;

    /// <summary>A number. https://hl7.org/fhir/R4/search.html#number</summary>
    /// <param name="Value">The number as sent.</param>
    /// <param name="Low">Least value that is written so: half a unit of the last digit below. An integer is exact.</param>
    /// <param name="High">The same above.</param>
    public sealed record Number(decimal Value, decimal Low, decimal High) : SearchContent;

    /// <summary>A quantity, a range of them, or money. https://hl7.org/fhir/R4/search.html#quantity</summary>
    /// <param name="Low">Least value; null when there is none, as for a comparator <c>&lt;</c> or a Range without low.</param>
    /// <param name="High">Greatest value; null when there is none.</param>
    /// <param name="System">The unit's system; of money that of the currencies. Null when none was sent.</param>
    /// <param name="Code">The unit's code as sent; null when none was.</param>
    /// <param name="Unit">The unit for people; null when none was sent.</param>
    /// <param name="Canonical">The same in base units, where the system is UCUM and the unit can be computed; null otherwise.</param>
    public sealed record Quantity(decimal? Low, decimal? High, string? System, string? Code, string? Unit, CanonicalQuantity? Canonical) : SearchContent;

    /// <summary>A URI, compared as a whole. https://hl7.org/fhir/R4/search.html#uri</summary>
    /// <param name="Value">As sent, a canonical's version included.</param>
    public sealed record Uri(string Value) : SearchContent;

    /// <summary>Values that stand together, one for each component in the definition's order. https://hl7.org/fhir/R4/search.html#composite</summary>
    /// <param name="Parts">Equal when all parts are.</param>
    public sealed record Composite(IReadOnlyList<SearchContent> Parts) : SearchContent
    {
        /// <inheritdoc/>
        public bool Equals(Composite? other) => other is not null && Parts.SequenceEqual(other.Parts);

        /// <inheritdoc/>
        public override int GetHashCode() => Parts.Aggregate(17, HashCode.Combine);
    }

    /// <summary>A place on earth, for Location.near: what distance searches need. https://hl7.org/fhir/R4/location.html#positional</summary>
    /// <param name="Latitude">Degrees north, WGS 84.</param>
    /// <param name="Longitude">Degrees east, WGS 84.</param>
    public sealed record Position(decimal Latitude, decimal Longitude) : SearchContent;
}

/// <summary>A quantity in the base units of UCUM, in which equal quantities are equal.</summary>
/// <param name="Unit">The dimension: <c>UcumUnit.CanonicalCode</c>.</param>
/// <param name="Low">Least value in that unit; null when there is none.</param>
/// <param name="High">Greatest value in that unit; null when there is none.</param>
public readonly record struct CanonicalQuantity(string Unit, double? Low, double? High);

/// <summary>One thing under which a resource is found.</summary>
/// <param name="Parameter">By what.</param>
/// <param name="Content">What.</param>
public readonly record struct SearchEntry(IndexedParameter Parameter, SearchContent Content);

/// <summary>An expression that could not be evaluated on a resource: its values are missing from the index.</summary>
/// <param name="Parameter">Which.</param>
/// <param name="Reason">Why, as a sentence.</param>
public readonly record struct SearchFault(IndexedParameter Parameter, string Reason);
