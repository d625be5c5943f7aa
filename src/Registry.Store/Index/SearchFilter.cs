namespace Registry.Store.Index;

/// <summary>A condition on the current version of a resource: what a search parameter with its values comes to. Sources are keys of <see cref="Fhir.Search.SearchSource"/>.</summary>
public abstract record SearchFilter
{
    private SearchFilter()
    {
    }

    /// <summary>A condition on one index row. Those of one <see cref="Same"/> are met in one item of the resource.</summary>
    public abstract record Row : SearchFilter
    {
        private protected Row()
        {
        }

        /// <summary>The sources in one of which it stands.</summary>
        internal abstract IReadOnlyList<string> In { get; }

        /// <summary>The same within other sources.</summary>
        internal abstract Row Within(IReadOnlyList<string> sources);
    }

    /// <summary>A token or URI. https://hl7.org/fhir/R4/search.html#token</summary>
    /// <param name="Sources">In one of which it stands.</param>
    /// <param name="AnyOf">One of them; none matches nothing.</param>
    public sealed record Codes(IReadOnlyList<string> Sources, IReadOnlyList<CodeValue> AnyOf) : Row
    {
        internal override IReadOnlyList<string> In => Sources;

        internal override Row Within(IReadOnlyList<string> sources) => this with { Sources = sources };
    }

    /// <summary>A reference. https://hl7.org/fhir/R4/search.html#reference</summary>
    /// <param name="Sources">In one of which it stands.</param>
    /// <param name="Target">The type that counts, with references that name none; null for all.</param>
    /// <param name="AnyOf">One of them.</param>
    public sealed record References(IReadOnlyList<string> Sources, string? Target, IReadOnlyList<ReferenceValue> AnyOf) : Row
    {
        internal override IReadOnlyList<string> In => Sources;

        internal override Row Within(IReadOnlyList<string> sources) => this with { Sources = sources };
    }

    /// <summary>A text. https://hl7.org/fhir/R4/search.html#string</summary>
    /// <param name="Sources">In one of which it stands.</param>
    /// <param name="AnyOf">One of them.</param>
    public sealed record Texts(IReadOnlyList<string> Sources, IReadOnlyList<TextValue> AnyOf) : Row
    {
        internal override IReadOnlyList<string> In => Sources;

        internal override Row Within(IReadOnlyList<string> sources) => this with { Sources = sources };
    }

    /// <summary>A time, number or quantity. https://hl7.org/fhir/R4/search.html#prefix</summary>
    /// <param name="Sources">In one of which it stands.</param>
    /// <param name="AnyOf">One of them.</param>
    public sealed record Ranges(IReadOnlyList<string> Sources, IReadOnlyList<RangeValue> AnyOf) : Row
    {
        internal override IReadOnlyList<string> In => Sources;

        internal override Row Within(IReadOnlyList<string> sources) => this with { Sources = sources };
    }

    /// <summary>All in one item: a composite. https://hl7.org/fhir/R4/search.html#composite</summary>
    public sealed record Same(IReadOnlyList<Row> Rows) : SearchFilter;

    /// <summary>A row of these sources is there. https://hl7.org/fhir/R4/search.html#modifiers, :missing</summary>
    /// <param name="Table">Which kind of rows.</param>
    /// <param name="Sources">One of them has a value.</param>
    /// <param name="Target">Of references, as in <see cref="References"/>.</param>
    public sealed record Present(RowTable Table, IReadOnlyList<string> Sources, string? Target = null) : SearchFilter;

    /// <summary>Not so.</summary>
    public sealed record Not(SearchFilter Filter) : SearchFilter;

    /// <summary>One of them at least; none matches nothing.</summary>
    public sealed record OneOf(IReadOnlyList<SearchFilter> Filters) : SearchFilter;

    /// <summary>All of them; none matches everything.</summary>
    public sealed record AllOf(IReadOnlyList<SearchFilter> Filters) : SearchFilter;

    /// <summary>The resource's id is one of these.</summary>
    public sealed record Ids(IReadOnlyList<string> AnyId) : SearchFilter;

    /// <summary>The current version was recorded then: one of these, in milliseconds.</summary>
    public sealed record Recorded(IReadOnlyList<RangeValue> AnyOf) : SearchFilter;

    /// <summary>A reference leads to a resource of which this holds. https://hl7.org/fhir/R4/search.html#chaining</summary>
    public sealed record Chain(IReadOnlyList<string> Sources, string TargetType, SearchFilter Filter) : SearchFilter;

    /// <summary>A resource of that type, of which this holds, refers here. https://hl7.org/fhir/R4/search.html#has</summary>
    public sealed record Has(string Type, IReadOnlyList<string> Sources, string? Target, SearchFilter Filter) : SearchFilter;
}

/// <summary>The index tables.</summary>
public enum RowTable
{
    /// <summary>Tokens, references and URIs.</summary>
    Codes,

    /// <summary>Texts.</summary>
    Texts,

    /// <summary>Times, numbers and quantities.</summary>
    Ranges,
}

/// <summary>A token that is searched for.</summary>
/// <param name="Code">The code; null for any of the system.</param>
/// <param name="System">The system; null for none.</param>
/// <param name="IsAnySystem">True when the system does not matter.</param>
public readonly record struct CodeValue(string? Code, string? System = null, bool IsAnySystem = false);

/// <summary>A reference that is searched for.</summary>
/// <param name="Type">The type of a resource here; null for any.</param>
/// <param name="Id">Its id; null when <paramref name="Text"/> is meant.</param>
/// <param name="Text">The whole reference, of a resource elsewhere.</param>
public readonly record struct ReferenceValue(string? Type, string? Id, string? Text);

/// <summary>How a text is compared. https://hl7.org/fhir/R4/search.html#string</summary>
public enum TextMatch
{
    /// <summary>It begins so, whatever case and accents.</summary>
    Begins,

    /// <summary>It is exactly so.</summary>
    Exact,

    /// <summary>It holds this anywhere, whatever case and accents.</summary>
    Contains,

    /// <summary>It begins so, to the letter: for sources of <see cref="SearchSources.BeginningOf"/> alone.</summary>
    BeginsExactly,
}

/// <summary>A text that is searched for.</summary>
/// <param name="Text">As sent.</param>
/// <param name="Match">How.</param>
public readonly record struct TextValue(string Text, TextMatch Match = TextMatch.Begins);

/// <summary>Prefixes of ordered values. https://hl7.org/fhir/R4/search.html#prefix</summary>
public enum RangePrefix
{
    /// <summary>The value lies within what is searched for.</summary>
    Eq,

    /// <summary>It does not.</summary>
    Ne,

    /// <summary>Something of it lies above.</summary>
    Gt,

    /// <summary>Something of it lies below.</summary>
    Lt,

    /// <summary><see cref="Gt"/> or <see cref="Eq"/>.</summary>
    Ge,

    /// <summary><see cref="Lt"/> or <see cref="Eq"/>.</summary>
    Le,

    /// <summary>All of it lies above.</summary>
    Sa,

    /// <summary>All of it lies below.</summary>
    Eb,

    /// <summary>They overlap; whoever asks has widened the interval.</summary>
    Ap,
}

/// <summary>A time, number or quantity that is searched for.</summary>
/// <param name="Prefix">How it compares.</param>
/// <param name="Low">Beginning of the interval.</param>
/// <param name="High">Its end; of a time the instant behind it. A number with a prefix other than eq, ne and ap is one point.</param>
/// <param name="IsTime">True when intervals are half-open.</param>
/// <param name="Unit">In what unit; null for any.</param>
public sealed record RangeValue(RangePrefix Prefix, double Low, double High, bool IsTime, UnitRule? Unit = null);

/// <summary>Which units a quantity may have. https://hl7.org/fhir/R4/search.html#quantity</summary>
public abstract record UnitRule
{
    private UnitRule()
    {
    }

    /// <summary>Any unit that is comparable: the numbers are in base units.</summary>
    /// <param name="Unit">UCUM's canonical code.</param>
    public sealed record Canonical(string Unit) : UnitRule;

    /// <summary>This system and code.</summary>
    public sealed record Coded(string System, string Code) : UnitRule;

    /// <summary>This as its code or as its unit, of whatever system.</summary>
    public sealed record Named(string CodeOrUnit) : UnitRule;
}

/// <summary>Sources that go with another.</summary>
public static class SearchSources
{
    /// <summary>Displays and texts of a source's tokens.</summary>
    public static string TextOf(string source) => IndexRows.TextOf(source);

    /// <summary>Identifiers of a source with their types; <see cref="IdentifierTypeOf"/> stands for the system.</summary>
    public static string TypedOf(string source) => IndexRows.TypedOf(source);

    /// <summary>What a type of an identifier stands under, among systems.</summary>
    public static string IdentifierTypeOf(string? system, string code) => IndexRows.IdentifierTypeOf(system, code);

    /// <summary>URIs of a source as texts, of which <see cref="Limits.UriBeginningChars"/> characters are held.</summary>
    public static string BeginningOf(string source) => IndexRows.BeginningOf(source);

    /// <summary>Identifiers of a source's references.</summary>
    public static string IdentifierOf(string source) => IndexRows.IdentifierOf(source);
}
