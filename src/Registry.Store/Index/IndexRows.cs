using Registry.Fhir.Search;
using Registry.Store.Dialects;

namespace Registry.Store.Index;

/// <summary>What kind of name a number stands for.</summary>
internal enum NameKind : short
{
    Source = 1,
    System = 2,
    Type = 3,
    Unit = 4,
    Derivation = 5,
}

/// <summary>A name that rows hold as a number.</summary>
internal readonly record struct IndexName(NameKind Kind, string Text);

/// <summary>The index rows of one resource version, with names where the tables have numbers.</summary>
internal sealed class IndexRows
{
    internal static readonly InsertTarget Codes = new(
        "search_code", "source, code, resource, system, item", [typeof(int), typeof(string), typeof(long), typeof(int), typeof(short)]);

    internal static readonly InsertTarget Texts = new(
        "search_text", "source, folded, resource, exact, item", [typeof(int), typeof(string), typeof(long), typeof(string), typeof(short)]);

    internal static readonly InsertTarget Ranges = new(
        "search_range", "source, low, resource, high, unit, item", [typeof(int), typeof(double), typeof(long), typeof(double), typeof(int), typeof(short)]);

    /// <summary>Stands for no bound; every engine's double holds it.</summary>
    internal const double Endless = 1e300;

    private readonly HashSet<IndexTerm> _terms = [];
    private readonly HashSet<(string Source, string Code, IndexName? System, short Item)> _codes = [];
    private readonly HashSet<(string Source, string Folded, string Exact, short Item)> _texts = [];
    private readonly HashSet<(string Source, double Low, double High, string? Unit, short Item)> _ranges = [];

    internal IndexRows(IEnumerable<SearchValue> values)
    {
        foreach (SearchValue value in values) Add(value.Source, (short)Math.Clamp(value.Item, 0, short.MaxValue), value.Content);
    }

    /// <summary>What the resource is found by and shares with others.</summary>
    internal IReadOnlyCollection<IndexTerm> Terms => _terms;

    /// <summary>Names in the resource's own rows; those of its terms are made sure of with these.</summary>
    internal IEnumerable<IndexName> Names =>
    [
        .. _codes.Select(row => new IndexName(NameKind.Source, row.Source)),
        .. _codes.Where(row => row.System is not null).Select(row => row.System!.Value),
        .. _texts.Select(row => new IndexName(NameKind.Source, row.Source)),
        .. _ranges.Select(row => new IndexName(NameKind.Source, row.Source)),
        .. _ranges.Where(row => row.Unit is not null).Select(row => new IndexName(NameKind.Unit, row.Unit!)),
    ];

    /// <summary>Where displays and texts of a source's tokens are found.</summary>
    internal static string TextOf(string source) => source + "#text";

    /// <summary>Where the identifiers of a source's references are found.</summary>
    internal static string IdentifierOf(string source) => source + "#identifier";

    /// <summary>Where the identifiers of a source stand with their types; in place of a system they have <see cref="IdentifierTypeOf"/>.</summary>
    internal static string TypedOf(string source) => source + "#type";

    /// <summary>The type of an identifier, as one name.</summary>
    internal static string IdentifierTypeOf(string? system, string code) => $"{system}|{code}";

    /// <summary>Where the URIs of a source are found by what they begin with: as texts, to the letter.</summary>
    internal static string BeginningOf(string source) => source + "#beginning";

    /// <summary>Where quantities of a source are found in base units.</summary>
    internal static string CanonicalOf(string source) => source + "#canonical";

    /// <summary>A unit as it was sent, as one name.</summary>
    internal static string UnitOf(string? system, string? code, string? unit) => $"{system}\n{code}\n{unit}";

    /// <summary>
    /// Whether values of a source stand in <c>search_term</c>, each once for all resources that have it: codes with their displays, and URIs. Identifiers,
    /// references and texts in words are seldom shared, so those stand with their resource.
    /// </summary>
    internal static bool IsInterned(string source)
    {
        ReadOnlySpan<char> expression = source.AsSpan();
        int mark = expression.IndexOf('#');
        // What stands under another name of a source stands with its resource, but for a token's text.
        if (mark >= 0 && expression[mark..] is not "#text") return false;
        if (mark >= 0) expression = expression[..mark];
        return source.StartsWith("Uri:", StringComparison.Ordinal) || (source.StartsWith("Token:", StringComparison.Ordinal) && !expression.EndsWith(".identifier", StringComparison.Ordinal));
    }

    /// <summary>The name under which rows of a source stand: a term has its code and its text in one row.</summary>
    internal static string StoredSource(string source) => IsInterned(source) && source.IndexOf('#', StringComparison.Ordinal) is >= 0 and int mark ? source[..mark] : source;

    internal void AddTo(List<object?[]> codes, List<object?[]> texts, List<object?[]> ranges, long resource, Func<IndexName, int> number)
    {
        foreach ((string source, string code, IndexName? system, short item) in _codes) codes.Add([number(new(NameKind.Source, source)), code, resource, system is null ? 0 : number(system.Value), item]);
        foreach ((string source, string folded, string exact, short item) in _texts) texts.Add([number(new(NameKind.Source, source)), folded, resource, exact, item]);
        foreach ((string source, double low, double high, string? unit, short item) in _ranges)
            ranges.Add([number(new(NameKind.Source, source)), low, resource, high, unit is null ? 0 : number(new(NameKind.Unit, unit)), item]);
    }

    private void Add(string source, short item, SearchContent content)
    {
        switch (content)
        {
            case SearchContent.Token token when IsInterned(source):
                if (token.Code is not null || token.Text is not null) _terms.Add(new IndexTerm(source, item, token.System, token.Code, token.Text));
                break;
            case SearchContent.Token token:
                if (token.Code is not null) AddCode(source, token.Code, token.System, item);
                if (token.Text is not null) AddText(TextOf(source), token.Text, item);
                break;
            case SearchContent.TypedIdentifier typed:
                AddCode(TypedOf(source), typed.Value, IdentifierTypeOf(typed.TypeSystem, typed.TypeCode), item);
                break;
            case SearchContent.Reference reference:
                if (reference.Target is not null) _codes.Add(ReferenceRow(source, reference, item));
                if (reference.IdentifierValue is not null) AddCode(IdentifierOf(source), reference.IdentifierValue, reference.IdentifierSystem, item);
                break;
            case SearchContent.Uri uri:
                _terms.Add(new IndexTerm(source, item, null, uri.Value, null));
                _texts.Add((BeginningOf(source), IndexText.Cut(uri.Value), IndexText.Key(uri.Value), item));
                break;
            case SearchContent.Words words:
                AddText(source, words.Value, item);
                break;
            case SearchContent.Date date:
                _ranges.Add((source, date.Earliest == long.MinValue ? -Endless : date.Earliest, date.Latest == long.MaxValue ? Endless : date.Latest, null, item));
                break;
            case SearchContent.Number number:
                _ranges.Add((source, (double)number.Value, (double)number.Value, null, item));
                break;
            case SearchContent.Quantity quantity:
                _ranges.Add((source, (double?)quantity.Low ?? -Endless, (double?)quantity.High ?? Endless, UnitOf(quantity.System, quantity.Code, quantity.Unit), item));
                if (quantity.Canonical is { } canonical) _ranges.Add((CanonicalOf(source), canonical.Low ?? -Endless, canonical.High ?? Endless, canonical.Unit, item));
                break;
            case SearchContent.Composite or SearchContent.Position:
                throw new ArgumentException($"A source gives no {content.GetType().Name}.", nameof(content));
        }
    }

    // What is at Type/id here is found by both, and joins its resource; a reference elsewhere by its whole text.
    private static (string, string, IndexName?, short) ReferenceRow(string source, SearchContent.Reference reference, short item)
    {
        IndexName? type = reference.Type is null ? null : new IndexName(NameKind.Type, reference.Type);
        bool isLocal = reference is { Type: not null, Id: not null } && reference.Target == $"{reference.Type}/{reference.Id}";
        return (source, isLocal ? IndexText.IdKey(reference.Id!) : IndexText.Key(reference.Target!), type, item);
    }

    private void AddCode(string source, string code, string? system, short item) =>
        _codes.Add((source, IndexText.Key(code), system is null ? null : new IndexName(NameKind.System, system), item));

    private void AddText(string source, string text, short item) => _texts.Add((source, IndexText.Cut(IndexText.Fold(text)), IndexText.Key(text), item));
}
