using System.Globalization;
using System.Text;
using Registry.Clinical.Dispatch;
using Registry.Fhir.Search;
using Registry.Fhir.Ucum;
using Registry.Store.Index;

namespace Registry.Server.Routes.Search;

/// <summary>Values of one search parameter as filters, by its type. https://hl7.org/fhir/R4/search.html#ptypes</summary>
/// <param name="dispatch">Older spellings of the registry's own code systems.</param>
/// <param name="baseUrl">References that begin so are to resources here.</param>
internal sealed class SearchValueReader(DispatchTable dispatch, string baseUrl)
{
    private const decimal ApproximateShare = 0.1m;

    /// <summary>What a parameter with comma-separated values comes to.</summary>
    /// <exception cref="SearchRefusal">A value or the modifier cannot be.</exception>
    public SearchFilter Read(IndexedParameter parameter, ParameterSources sources, string? modifier, string text)
    {
        if (text.Length == 0) throw Bad(parameter, "It has no value.", "Give it a value, or leave the parameter out.");
        if (modifier == "missing") return Missing(parameter, sources, text);
        List<string> values = SearchText.Split(text, ',');
        if (values.Exists(value => value.Length == 0)) throw Bad(parameter, "One of its values is empty.", "Send values between the commas; a comma that belongs to a value is written \\,.");
        if (sources.Composites.Count > 0)
        {
            RequireNone(parameter, modifier);
            return new SearchFilter.OneOf([.. values.SelectMany(value => sources.Composites.Select(composite => Composite(parameter, composite, value)))]);
        }

        return parameter.Type switch
        {
            SearchType.Token => Token(parameter, sources.Plain, modifier, values),
            SearchType.Reference => Reference(parameter, sources.Plain, modifier, values),
            _ => Row(parameter, parameter.Type, sources.Plain, modifier, values),
        };
    }

    /// <summary>Intervals of dates with their prefixes.</summary>
    public static IReadOnlyList<RangeValue> Dates(string name, IEnumerable<string> values, DateTimeOffset now) => [.. values.Select(value => Date(name, value, now))];

    private static SearchFilter Missing(IndexedParameter parameter, ParameterSources sources, string text)
    {
        if (text is not ("true" or "false")) throw Bad(parameter, ":missing is true or false.", $"Send {parameter.Code}:missing=true or {parameter.Code}:missing=false.");
        IEnumerable<SearchFilter> present = sources.Composites.Count > 0
            ? throw Bad(parameter, "A composite cannot be asked for with :missing.", "Ask for its parts.")
            : sources.Plain.SelectMany(Present);
        SearchFilter any = new SearchFilter.OneOf([.. present]);
        return text == "true" ? new SearchFilter.Not(any) : any;
    }

    private static IEnumerable<SearchFilter> Present(ParameterSource source)
    {
        RowTable table = source.Type switch { SearchType.String => RowTable.Texts, SearchType.Date or SearchType.Number or SearchType.Quantity => RowTable.Ranges, _ => RowTable.Codes };
        yield return new SearchFilter.Present(table, [source.Source], source.Target);
        if (source.Type == SearchType.Token) yield return new SearchFilter.Present(RowTable.Texts, [TextOf(source.Source)]);
        if (source.Type == SearchType.Reference) yield return new SearchFilter.Present(RowTable.Codes, [IdentifierOf(source.Source)]);
    }

    private static string TextOf(string source) => SearchSources.TextOf(source);

    private static string IdentifierOf(string source) => SearchSources.IdentifierOf(source);

    private SearchFilter Token(IndexedParameter parameter, IReadOnlyList<ParameterSource> sources, string? modifier, List<string> values)
    {
        string[] keys = [.. sources.Select(source => source.Source)];
        switch (modifier)
        {
            case null:
                return new SearchFilter.Codes(keys, [.. values.SelectMany(Codes)]);
            case "not":
                return new SearchFilter.Not(new SearchFilter.Codes(keys, [.. values.SelectMany(Codes)]));
            case "text":
                return new SearchFilter.Texts([.. keys.Select(TextOf)], [.. values.Select(value => new TextValue(SearchText.Unescape(value)))]);
            default:
                throw Modifier(parameter, modifier, "not, text, missing");
        }
    }

    private IEnumerable<CodeValue> Codes(string value)
    {
        List<string> parts = SearchText.Split(value, '|');
        if (parts.Count == 1) return [new CodeValue(SearchText.Unescape(value), IsAnySystem: true)];
        string? code = parts.Count == 2 && parts[1].Length == 0 ? null : SearchText.Unescape(string.Join('|', parts.Skip(1)));
        string? system = parts[0].Length == 0 ? null : SearchText.Unescape(parts[0]);
        // What is found under a code system of ours was stored under the base that counted then, and is asked for under any.
        return system is null || dispatch.Aliases.IsEmpty ? [new CodeValue(code, system)] : dispatch.Aliases.Spellings(system).Select(spelling => new CodeValue(code, spelling));
    }

    private SearchFilter Reference(IndexedParameter parameter, IReadOnlyList<ParameterSource> sources, string? modifier, List<string> values)
    {
        if (modifier == "identifier") return new SearchFilter.Codes([.. sources.Select(source => IdentifierOf(source.Source))], [.. values.SelectMany(Codes)]);
        if (modifier is not null && (modifier.Length == 0 || !char.IsAsciiLetterUpper(modifier[0]))) throw Modifier(parameter, modifier, "identifier, missing, or a resource type");
        ReferenceValue[] wanted = [.. values.Select(value => ReferenceOf(parameter, SearchText.Unescape(value), modifier))];
        SearchFilter.References[] filters = [.. sources.GroupBy(source => source.Target, StringComparer.Ordinal).Select(group => new SearchFilter.References([.. group.Select(source => source.Source)], group.Key, wanted))];
        return filters is [var only] ? only : new SearchFilter.OneOf(filters);
    }

    private ReferenceValue ReferenceOf(IndexedParameter parameter, string text, string? type)
    {
        string local = text.StartsWith(baseUrl + "/", StringComparison.Ordinal) ? text[(baseUrl.Length + 1)..] : text;
        string[] parts = local.Split('/');
        if (parts is [var named, var id, ..] && named.Length > 0 && char.IsAsciiLetterUpper(named[0]) && named.All(char.IsAsciiLetter) && (parts.Length == 2 || parts[2] == "_history"))
        {
            if (type is not null && type != named) throw Bad(parameter, $"The modifier asks for {type} and the value for {named}.", "Send one type.");
            return new ReferenceValue(named, id, null);
        }

        return local.Contains('/', StringComparison.Ordinal) || local.Contains(':', StringComparison.Ordinal) ? new ReferenceValue(null, null, local) : new ReferenceValue(type, local, null);
    }

    private SearchFilter.Same Composite(IndexedParameter parameter, IReadOnlyList<ParameterSource> components, string value)
    {
        List<string> parts = SearchText.Split(value, '$');
        if (parts.Count != components.Count)
            throw Bad(parameter, $"A value has {components.Count} parts, joined by $.", "Send for example system|code$value; a $ that belongs to a part is written \\$.");
        return new SearchFilter.Same([.. components.Select((component, index) => Row(parameter, component.Type, [component], null, [parts[index]]))]);
    }

    private SearchFilter.Row Row(IndexedParameter parameter, SearchType type, IReadOnlyList<ParameterSource> sources, string? modifier, List<string> values)
    {
        string[] keys = [.. sources.Select(source => source.Source)];
        switch (type)
        {
            case SearchType.Token:
                return new SearchFilter.Codes(keys, [.. values.SelectMany(Codes)]);
            case SearchType.Reference:
                return new SearchFilter.References(keys, sources[0].Target, [.. values.Select(value => ReferenceOf(parameter, SearchText.Unescape(value), null))]);
            case SearchType.String:
                TextMatch match = modifier switch { null => TextMatch.Begins, "exact" => TextMatch.Exact, "contains" => TextMatch.Contains, _ => throw Modifier(parameter, modifier, "exact, contains, missing") };
                return new SearchFilter.Texts(keys, [.. values.Select(value => new TextValue(SearchText.Unescape(value), match))]);
            case SearchType.Uri:
                // What is above a URI is found by its own beginnings, segment by segment. https://hl7.org/fhir/R4/search.html#uri
                IEnumerable<string> uris = modifier switch { null => values.Select(SearchText.Unescape), "above" => values.SelectMany(value => Beginnings(SearchText.Unescape(value))), _ => throw Modifier(parameter, modifier, "above, missing") };
                return new SearchFilter.Codes(keys, [.. uris.SelectMany(dispatch.Aliases.Spellings).Select(uri => new CodeValue(uri, IsAnySystem: true))]);
            case SearchType.Date:
                RequireNone(parameter, modifier);
                return new SearchFilter.Ranges(keys, [.. values.Select(value => Date(parameter.Code, SearchText.Unescape(value), TimeProvider.System.GetUtcNow()))]);
            case SearchType.Number:
                RequireNone(parameter, modifier);
                return new SearchFilter.Ranges(keys, [.. values.Select(value => Number(parameter, SearchText.Unescape(value)))]);
            case SearchType.Quantity:
                RequireNone(parameter, modifier);
                return new SearchFilter.Ranges(keys, [.. values.Select(value => Quantity(parameter, value))]);
            default:
                throw Bad(parameter, "The registry does not search by it.", "GET /fhir/metadata lists the parameters.");
        }
    }

    private static IEnumerable<string> Beginnings(string uri)
    {
        yield return uri;
        for (int slash = uri.LastIndexOf('/'); slash > 0 && uri[slash - 1] != '/'; slash = uri.LastIndexOf('/', slash - 1))
        {
            yield return uri[..slash];
            yield return uri[..(slash + 1)];
        }
    }

    private static (RangePrefix Prefix, string Value) Prefixed(string value)
    {
        if (value.Length > 2 && char.IsAsciiLetterLower(value[0]) && Enum.TryParse(value[..2], ignoreCase: true, out RangePrefix prefix) && !char.IsAsciiDigit(value[1])) return (prefix, value[2..]);
        return (RangePrefix.Eq, value);
    }

    private static RangeValue Date(string name, string value, DateTimeOffset now)
    {
        (RangePrefix prefix, string rest) = Prefixed(value);
        // In a form a plus is a space; an offset is the only place where a date has one.
        if (DateInterval.Parse(Encoding.UTF8.GetBytes(rest.Replace(' ', '+'))) is not { } interval)
            throw new SearchRefusal(name, $"A value of '{name}' is no date.", "Send a year, a year and month, a date, or a time with its offset, with or without eq, ne, gt, lt, ge, le, sa, eb or ap before it: ge2024-03.");
        double low = interval.Earliest;
        double high = interval.Latest;
        if (prefix == RangePrefix.Ap)
        {
            // A tenth of the distance from now, as R4 suggests.
            double slack = (double)ApproximateShare * Math.Abs(now.ToUnixTimeMilliseconds() - (low + high) / 2);
            (low, high) = (low - slack, high + slack);
        }

        return new RangeValue(prefix, low, high, IsTime: true);
    }

    private static RangeValue Number(IndexedParameter parameter, string value, UnitRule? unit = null, UcumUnit? canonical = null)
    {
        (RangePrefix prefix, string rest) = Prefixed(value);
        if (!decimal.TryParse(rest, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out decimal number))
            throw Bad(parameter, "A value is no number.", "Send a number such as 5.4, with or without eq, ne, gt, lt, ge, le, sa, eb or ap before it; of a quantity, number|system|code.");
        decimal half = prefix switch
        {
            RangePrefix.Eq or RangePrefix.Ne => NumberPrecision.HalfUnit(Encoding.ASCII.GetBytes(rest)) is var unitHalf && unitHalf == 0 ? 0 : unitHalf,
            RangePrefix.Ap => Math.Max(Math.Abs(number) * ApproximateShare, NumberPrecision.HalfUnit(Encoding.ASCII.GetBytes(rest))),
            _ => 0,
        };
        decimal from = NumberPrecision.Below(number, half);
        decimal to = NumberPrecision.Above(number, half);
        if (canonical is null) return new RangeValue(prefix, (double)from, (double)to, IsTime: false, unit);
        if (!canonical.TryToCanonical(from, out double low) || !canonical.TryToCanonical(to, out double high))
            throw Bad(parameter, "A value has no place on its unit's scale.", "Send a value that the unit can have.");
        return new RangeValue(prefix, Math.Min(low, high), Math.Max(low, high), IsTime: false, unit);
    }

    private static RangeValue Quantity(IndexedParameter parameter, string value)
    {
        List<string> parts = SearchText.Split(value, '|');
        string number = SearchText.Unescape(parts[0]);
        if (parts.Count == 1) return Number(parameter, number);
        if (parts.Count != 3 || parts[2].Length == 0) throw Bad(parameter, "A quantity is number, number|system|code or number||code.", "Send for example 5.4|http://unitsofmeasure.org|mg.");
        string system = SearchText.Unescape(parts[1]);
        string code = SearchText.Unescape(parts[2]);
        if (system.Length == 0) return Number(parameter, number, new UnitRule.Named(code));
        return system == Ucum.System && Ucum.TryParse(code, out UcumUnit? unit)
            ? Number(parameter, number, new UnitRule.Canonical(unit.CanonicalCode), unit)
            : Number(parameter, number, new UnitRule.Coded(system, code));
    }

    private static void RequireNone(IndexedParameter parameter, string? modifier)
    {
        if (modifier is not null) throw Modifier(parameter, modifier, "missing");
    }

    private static SearchRefusal Modifier(IndexedParameter parameter, string modifier, string known) =>
        new($"{parameter.Code}:{modifier}", $"The parameter '{parameter.Code}' has no modifier ':{modifier}' here.", $"Use one of: {known}.");

    private static SearchRefusal Bad(IndexedParameter parameter, string message, string remedy) => new(parameter.Code, $"The search parameter '{parameter.Code}' cannot be used so: {message}", remedy);
}
