using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using Registry.Clinical.Dispatch;
using Registry.Fhir.Definitions;
using Registry.Fhir.Search;
using Registry.Fhir.Ucum;
using Registry.Store.Index;

namespace Registry.Server.Routes.Search;

/// <summary>Values of one search parameter as filters, by its type. https://hl7.org/fhir/R4/search.html#ptypes</summary>
/// <param name="dispatch">Older spellings of the registry's own code systems.</param>
/// <param name="terminology">Value sets, hierarchies and what bare codes imply.</param>
/// <param name="baseUrl">References that begin so are to resources here.</param>
/// <param name="clock">What <c>ap</c> is near to.</param>
internal sealed class SearchValueReader(DispatchTable dispatch, SearchTerminology terminology, string baseUrl, TimeProvider clock)
{
    private const decimal ApproximateShare = 0.1m;
    private int _setCodes;

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
            if (modifier is not null) throw Modifier(parameter, modifier);
            return new SearchFilter.OneOf([.. values.SelectMany(value => sources.Composites.Select(composite => Composite(parameter, composite, value)))]);
        }

        return parameter.Type switch
        {
            SearchType.Token => Token(parameter, sources.Plain, modifier, values),
            SearchType.Reference => Reference(parameter, sources.Plain, modifier, values),
            SearchType.Uri => Uri(parameter, [.. sources.Plain.Select(source => source.Source)], modifier, [.. values.Select(SearchText.Unescape)]),
            _ => Row(parameter, parameter.Type, sources.Plain, modifier, values),
        };
    }

    /// <summary>Intervals of dates with their prefixes.</summary>
    public static IReadOnlyList<RangeValue> Dates(string name, IEnumerable<string> values, DateTimeOffset now) => [.. values.Select(value => Date(name, value, now))];

    private static SearchFilter Missing(IndexedParameter parameter, ParameterSources sources, string text)
    {
        if (text is not ("true" or "false")) throw Bad(parameter, ":missing is true or false.", $"Send {parameter.Code}:missing=true or {parameter.Code}:missing=false.");
        IEnumerable<SearchFilter> present = sources.Composites.Count > 0
            ? throw Bad(parameter, "FHIR gives :missing to all parameters except composites.", "Ask for its parts.")
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
        switch (modifier)
        {
            case null:
                return Tokens(sources, values);
            case "not":
                return new SearchFilter.Not(Tokens(sources, values));
            case "text":
                return new SearchFilter.Texts([.. sources.Select(source => TextOf(source.Source))], [.. values.Select(value => new TextValue(SearchText.Unescape(value)))]);
            case "in":
                return Members(parameter, sources, values);
            case "not-in":
                return new SearchFilter.Not(Members(parameter, sources, values));
            case "below" or "above":
                return OfCodes(sources, [.. values.SelectMany(value => Related(parameter, value, modifier == "below"))], []);
            case "of-type" when sources.Any(terminology.Elements.IsIdentifier):
                string[] typed = [.. sources.Where(terminology.Elements.IsIdentifier).Select(source => SearchSources.TypedOf(source.Source))];
                return new SearchFilter.Codes(typed, [.. values.Select(value => OfType(parameter, value))]);
            default:
                throw Modifier(parameter, modifier, sources);
        }
    }

    /// <summary>Codes with their systems; where the element implies the system, also what was stored without.</summary>
    private SearchFilter Tokens(IReadOnlyList<ParameterSource> sources, List<string> values)
    {
        CodeValue[] wanted = [.. values.SelectMany(Codes)];
        SearchFilter plain = new SearchFilter.Codes([.. sources.Select(source => source.Source)], wanted);
        List<SearchFilter> implied = [];
        foreach (ParameterSource source in sources.Where(terminology.Elements.IsBareCode))
        {
            CodeValue[] bare = [.. wanted.Where(value => value is { System: not null, Code: not null } && terminology.Elements.Implies(source, value.System, value.Code)).Select(value => new CodeValue(value.Code))];
            if (bare.Length > 0) implied.Add(new SearchFilter.Codes([source.Source], bare));
        }

        return implied.Count == 0 ? plain : new SearchFilter.OneOf([plain, .. implied]);
    }

    // https://hl7.org/fhir/R4/search.html#modifiers, :in and :not-in
    private SearchFilter Members(IndexedParameter parameter, IReadOnlyList<ParameterSource> sources, List<string> values)
    {
        List<CodeValue> codes = [];
        foreach (string value in values)
        {
            string canonical = SearchText.Unescape(value);
            CodeSet set = dispatch.Aliases.Spellings(canonical).Select(terminology.FindValueSet).FirstOrDefault(found => found is not null)
                ?? throw Bad(parameter, "The registry holds no value set with this canonical URL.", "Send the canonical URL of a value set of R4 or of a loaded package, with or without |version.", "not-found");
            if (!set.IsComplete)
                throw Bad(parameter, "The registry does not hold all code systems that this value set draws on, so it cannot say which codes belong to it.", "Send the codes that you mean.", "not-supported");
            Take(parameter, set.CodesBySystem.Sum(system => system.Value.Count));
            foreach ((string system, FrozenSet<string> members) in set.CodesBySystem) codes.AddRange(members.SelectMany(code => Spelled(system, code)));
            codes.AddRange(set.WholeSystems.SelectMany(system => Spelled(system, null)));
        }

        return OfCodes(sources, codes, [.. codes.Where(value => value.Code is not null).Select(value => new CodeValue(value.Code))]);
    }

    /// <summary>Codes with their systems; of elements that hold a bare code, these without.</summary>
    private SearchFilter OfCodes(IReadOnlyList<ParameterSource> sources, IReadOnlyList<CodeValue> codes, IReadOnlyList<CodeValue> bare)
    {
        string[] bareSources = [.. sources.Where(terminology.Elements.IsBareCode).Select(source => source.Source)];
        if (bareSources.Length == 0) return new SearchFilter.Codes([.. sources.Select(source => source.Source)], codes);
        CodeValue[] implied = [.. bare, .. codes.Where(value => bare.Count == 0 && value.Code is not null && sources.Any(source => terminology.Elements.IsBareCode(source) && terminology.Elements.Implies(source, value.System!, value.Code))).Select(value => new CodeValue(value.Code))];
        string[] others = [.. sources.Select(source => source.Source).Except(bareSources, StringComparer.Ordinal)];
        SearchFilter ofBare = new SearchFilter.Codes(bareSources, [.. implied.Distinct()]);
        return others.Length == 0 ? ofBare : new SearchFilter.OneOf([new SearchFilter.Codes(others, codes), ofBare]);
    }

    // What a code subsumes, or what subsumes it, by the hierarchy of its system. https://hl7.org/fhir/R4/search.html#modifiers
    private IEnumerable<CodeValue> Related(IndexedParameter parameter, string value, bool isBelow)
    {
        List<string> parts = SearchText.Split(value, '|');
        if (parts.Count != 2 || parts[0].Length == 0 || parts[1].Length == 0) throw Bad(parameter, "A hierarchy is one of a code system.", "Send system|code.");
        string sent = SearchText.Unescape(parts[0]);
        CodeSystem system = dispatch.Aliases.Spellings(sent).Select(terminology.FindCodeSystem).FirstOrDefault(found => found is not null)
            ?? throw Bad(parameter, "The registry does not hold the codes of this code system, and so not their hierarchy.", "Send the codes that you mean.", "not-supported");
        if (!system.IsComplete) throw Bad(parameter, "The registry holds only a part of this code system, so it cannot say what is below or above a code.", "Send the codes that you mean.", "not-supported");
        string code = SearchText.Unescape(parts[1]);
        IReadOnlyList<string> related = isBelow ? system.Below(code) : system.Above(code);
        if (system.Contains(code) != Membership.Member) throw Bad(parameter, "The code system has no such code.", "Send a code of the system.", "code-invalid");
        Take(parameter, related.Count);
        return related.SelectMany(one => Spelled(system.Url, one));
    }

    private void Take(IndexedParameter parameter, int codes)
    {
        _setCodes += codes;
        if (_setCodes > Store.Limits.SearchSetCodes)
            throw Bad(parameter, string.Create(CultureInfo.InvariantCulture, $"It comes to more than {Store.Limits.SearchSetCodes} codes."), "Name a smaller value set or a lower code, or send the codes that you mean.", "too-costly");
    }

    // type-system|type-code|value; an identifier's value without its system. https://hl7.org/fhir/R4/search.html#modifiers
    private static CodeValue OfType(IndexedParameter parameter, string value)
    {
        List<string> parts = SearchText.Split(value, '|');
        if (parts.Count != 3 || parts.Exists(part => part.Length == 0)) throw Bad(parameter, ":of-type takes the type's system, its code and the identifier's value.", "Send system|code|value, for example http://terminology.hl7.org/CodeSystem/v2-0203|MR|446053.");
        return new CodeValue(SearchText.Unescape(parts[2]), SearchSources.IdentifierTypeOf(SearchText.Unescape(parts[0]), SearchText.Unescape(parts[1])));
    }

    private IEnumerable<CodeValue> Codes(string value)
    {
        List<string> parts = SearchText.Split(value, '|');
        if (parts.Count == 1) return [new CodeValue(SearchText.Unescape(value), IsAnySystem: true)];
        string? code = parts.Count == 2 && parts[1].Length == 0 ? null : SearchText.Unescape(string.Join('|', parts.Skip(1)));
        return parts[0].Length == 0 ? [new CodeValue(code)] : Spelled(SearchText.Unescape(parts[0]), code);
    }

    // What is found under a code system of ours was stored under the base that counted then, and is asked for under any.
    private IEnumerable<CodeValue> Spelled(string system, string? code) => dispatch.Aliases.Spellings(system).Select(spelling => new CodeValue(code, spelling));

    private SearchFilter Reference(IndexedParameter parameter, IReadOnlyList<ParameterSource> sources, string? modifier, List<string> values)
    {
        if (modifier == "identifier") return new SearchFilter.Codes([.. sources.Select(source => IdentifierOf(source.Source))], [.. values.SelectMany(Codes)]);
        if (modifier is not null && !terminology.IsResourceType(modifier)) throw Modifier(parameter, modifier);
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
                TextMatch match = modifier switch { null => TextMatch.Begins, "exact" => TextMatch.Exact, "contains" => TextMatch.Contains, _ => throw Modifier(parameter, modifier) };
                return new SearchFilter.Texts(keys, [.. values.Select(value => new TextValue(SearchText.Unescape(value), match))]);
            case SearchType.Uri:
                return Uris(keys, values.Select(SearchText.Unescape));
            case SearchType.Date:
                if (modifier is not null) throw Modifier(parameter, modifier);
                return new SearchFilter.Ranges(keys, [.. values.Select(value => Date(parameter.Code, SearchText.Unescape(value), clock.GetUtcNow()))]);
            case SearchType.Number:
                if (modifier is not null) throw Modifier(parameter, modifier);
                return new SearchFilter.Ranges(keys, [.. values.Select(value => Number(parameter, SearchText.Unescape(value)))]);
            case SearchType.Quantity:
                if (modifier is not null) throw Modifier(parameter, modifier);
                return new SearchFilter.Ranges(keys, [.. values.Select(value => Quantity(parameter, value))]);
            default:
                throw Bad(parameter, "The registry does not search by it.", "GET /fhir/metadata lists the parameters.");
        }
    }

    private SearchFilter.Codes Uris(string[] keys, IEnumerable<string> uris) => new(keys, [.. uris.SelectMany(dispatch.Aliases.Spellings).Select(uri => new CodeValue(uri, IsAnySystem: true))]);

    // Above and below by the segments of the path; neither is for URNs. https://hl7.org/fhir/R4/search.html#uri
    private SearchFilter Uri(IndexedParameter parameter, string[] keys, string? modifier, IReadOnlyList<string> uris)
    {
        if (modifier is null) return Uris(keys, uris);
        if (modifier is not ("above" or "below")) throw Modifier(parameter, modifier);
        if (uris.Any(uri => !uri.Contains("://", StringComparison.Ordinal))) throw Bad(parameter, $":{modifier} goes by the path of a URL; a value is none.", "Send a URL such as https://example.org/fhir.");
        // What is above a URL is found by its own beginnings.
        if (modifier == "above") return Uris(keys, uris.SelectMany(Beginnings));
        string[] roots = [.. uris.SelectMany(dispatch.Aliases.Spellings).Select(uri => uri.EndsWith('/') ? uri : uri + "/")];
        if (roots.Any(root => root.Length > Store.Limits.UriBeginningChars))
            throw Bad(parameter, string.Create(CultureInfo.InvariantCulture, $"A URL is longer than {Store.Limits.UriBeginningChars - 1} characters."), "Send a shorter one, higher in the path.", "too-costly");
        string[] beginnings = [.. keys.Select(SearchSources.BeginningOf)];
        return new SearchFilter.OneOf([Uris(keys, uris), new SearchFilter.Texts(beginnings, [.. roots.Select(root => new TextValue(root, TextMatch.BeginsExactly))])]);
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

    private SearchRefusal Modifier(IndexedParameter parameter, string modifier, IReadOnlyList<ParameterSource>? sources = null)
    {
        IReadOnlyList<string> known = SearchModifiers.Of(parameter.Type, sources?.Any(terminology.Elements.IsIdentifier) ?? false);
        return new SearchRefusal(
            $"{parameter.Code}:{modifier}", $"The parameter '{parameter.Code}' has no modifier ':{modifier}' here.", known.Count == 0 ? "Leave the modifier out." : $"Use one of: {string.Join(", ", known.Select(one => $":{one}"))}.", "not-supported");
    }

    private static SearchRefusal Bad(IndexedParameter parameter, string message, string remedy, string issue = "value") => new(parameter.Code, $"The search parameter '{parameter.Code}' cannot be used so: {message}", remedy, issue);
}
