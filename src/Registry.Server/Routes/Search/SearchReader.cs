using System.Globalization;
using Registry.Fhir.Search;
using Registry.Store.Index;

namespace Registry.Server.Routes.Search;

/// <summary>From parameters to a <see cref="SearchRequest"/>. https://hl7.org/fhir/R4/search.html</summary>
/// <remarks>A parameter that is not known is refused, unless the caller says that it is lenient: a typo must not return everybody.</remarks>
internal sealed class SearchReader(SearchIndexer indexer, SearchValueReader values, TimeProvider clock, bool isLenient)
{
    /// <summary>Which of two values would count?</summary>
    private static readonly string[] Once = ["_count", "_total", "_summary", SearchLinks.Parameter];

    /// <summary>Parameters about the result; of a modifier they do not have no lenient caller is let off.</summary>
    private static readonly string[] OfResult = ["_count", "_total", "_summary", "_elements", "_sort", "_include", "_revinclude", "_format", "_pretty", "_type", SearchLinks.Parameter];

    /// <summary>What R4 has and the registry does not.</summary>
    private static readonly Dictionary<string, string> Refused = new(StringComparer.Ordinal)
    {
        ["_text"] = "Narratives are not searched in.",
        ["_content"] = "There is no search in the whole text of resources.",
        ["_list"] = "Lists are not searched by.",
        ["_query"] = "There are no named queries.",
        ["_filter"] = "Filter expressions are not read.",
        ["_contained"] = "Contained resources are not searched for.",
        ["_containedType"] = "Contained resources are not searched for.",
    };

    private int _values;

    /// <exception cref="SearchRefusal">Something cannot be run.</exception>
    public SearchRequest Read(IReadOnlyList<string> types, IEnumerable<KeyValuePair<string, string>> parameters)
    {
        SearchRequest request = new() { Types = types };
        HashSet<string> seen = new(StringComparer.Ordinal);
        foreach ((string name, string value) in parameters)
        {
            try
            {
                if (Once.Contains(name, StringComparer.Ordinal) && !seen.Add(name)) throw Bad(name, "Send it once.");
                Read(request, name, value);
                if (name != SearchLinks.Parameter) request.Used.Add(KeyValuePair.Create(name, value));
            }
            catch (SearchRefusal refusal) when (isLenient && refusal.IsUnknown)
            {
                request.Ignored.Add(refusal);
            }
        }

        if (request.Filters.Count > Store.Limits.SearchCriteria)
            throw new SearchRefusal("", string.Create(CultureInfo.InvariantCulture, $"It has {request.Filters.Count} search parameters."), string.Create(CultureInfo.InvariantCulture, $"Search by at most {Store.Limits.SearchCriteria} parameters at once."));
        if (request.Elements.Count > 0 && request.Summary is not "false")
            throw new SearchRefusal("_elements", "_elements and _summary ask for different parts of a resource.", "Send one of them.");
        if (request.Summary == "text" && request.Includes.Count > 0)
            throw new SearchRefusal("_summary", "_summary=text cannot be mixed with _include or _revinclude.", "Leave one of them out, or ask for _summary=true.");
        return request;
    }

    private void Read(SearchRequest request, string name, string value)
    {
        switch (name)
        {
            case "_count":
                if (!int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int count))
                {
                    // A number that is too large for us is cut like any that is too large for a page.
                    if (value.Length == 0 || !value.All(char.IsAsciiDigit)) throw Bad(name, "Send a whole number from 0.");
                    count = int.MaxValue;
                }

                request.Count = Math.Min(count, Limits.SearchPage);
                break;
            case "_total":
                request.Total = value is "none" or "estimate" or "accurate" ? value : throw Bad(name, "Send none, estimate or accurate.");
                break;
            case "_summary":
                request.Summary = value is "true" or "text" or "data" or "count" or "false" ? value : throw Bad(name, "Send true, text, data, count or false.");
                break;
            case "_elements":
                if (value.Split(',').Any(string.IsNullOrWhiteSpace)) throw Bad(name, "Name elements of the resource's root, with commas between them.");
                request.Elements = [.. request.Elements, .. value.Split(',', StringSplitOptions.TrimEntries).Select(element => element[(element.LastIndexOf('.') + 1)..])];
                break;
            case "_sort":
                foreach (string key in value.Split(',')) AddSort(request, key);
                break;
            case SearchLinks.Parameter:
                request.Page = value;
                break;
            case "_format" or "_pretty" or "_type":
                break;
            case "_include" or "_include:iterate" or "_include:recurse":
                AddInclude(request, name, value, isReverse: false);
                break;
            case "_revinclude" or "_revinclude:iterate" or "_revinclude:recurse":
                AddInclude(request, name, value, isReverse: true);
                break;
            case var modified when modified.IndexOf(':', StringComparison.Ordinal) is var colon and > 0 && OfResult.Contains(modified[..colon], StringComparer.Ordinal):
                throw new SearchRefusal(name, $"'{name[..colon]}' has no such modifier.", "Leave the modifier out; of _include and _revinclude there is :iterate.", "not-supported");
            default:
                _values += SearchText.Split(value, ',').Count;
                if (_values > Store.Limits.SearchTerms)
                    throw Bad(name, string.Create(CultureInfo.InvariantCulture, $"Search for at most {Store.Limits.SearchTerms} values at once, over all parameters."));
                request.Filters.Add(Filter(request.Types, name, value, 0));
                break;
        }
    }

    private SearchFilter Filter(IReadOnlyList<string> types, string name, string value, int depth)
    {
        if (depth > Limits.SearchChain) throw Bad(name, string.Create(CultureInfo.InvariantCulture, $"Chain over at most {Limits.SearchChain} references."));
        if (name.StartsWith("_has:", StringComparison.Ordinal)) return Has(name, value, depth);
        SearchFilter[] filters = [.. types.Select(type => OfType(type, name, value, depth))];
        return filters is [var only] ? only : new SearchFilter.OneOf(filters);
    }

    private SearchFilter OfType(string type, string name, string value, int depth)
    {
        int dot = name.IndexOf('.', StringComparison.Ordinal);
        string head = dot < 0 ? name : name[..dot];
        int colon = head.IndexOf(':', StringComparison.Ordinal);
        string code = colon < 0 ? head : head[..colon];
        string? modifier = colon < 0 ? null : head[(colon + 1)..];
        if (dot < 0 && code == "_id" && modifier is null) return new SearchFilter.Ids([.. SearchText.Split(value, ',').Select(SearchText.Unescape)]);
        if (dot < 0 && code == "_lastUpdated" && modifier is null) return new SearchFilter.Recorded(SearchValueReader.Dates(code, SearchText.Split(value, ','), clock.GetUtcNow()));
        if (code is "_id" or "_lastUpdated")
            throw new SearchRefusal(name, $"The parameter '{code}' takes no modifier and leads nowhere.", $"Send {code}=value.", "not-supported");
        (IndexedParameter parameter, ParameterSources sources) = Find(type, code);
        if (dot < 0) return values.Read(parameter, sources, modifier, value);
        if (parameter.Type != SearchType.Reference) throw Bad(name, $"Only references are chained over, and '{code}' is none.");
        string[] targets = modifier is null ? [.. TargetsOf(parameter)] : [modifier];
        if (targets.Length == 0 || (modifier is not null && indexer.Parameters(modifier).Count == 0)) throw Bad(name, $"Name the type that '{code}' refers to: {code}:Patient.{name[(dot + 1)..]}.");
        List<SearchFilter> chains = [];
        SearchRefusal? last = null;
        foreach (string target in targets)
        {
            try
            {
                SearchFilter inner = Filter([target], name[(dot + 1)..], value, depth + 1);
                chains.Add(new SearchFilter.Chain([.. sources.Plain.Where(source => source.Target is null || source.Target == target).Select(source => source.Source)], target, inner));
            }
            catch (SearchRefusal refusal) when (refusal.IsUnknown && modifier is null)
            {
                // One of several types does not have the parameter; another may.
                last = refusal;
            }
        }

        if (chains.Count == 0) throw last ?? Unknown(type, name);
        return chains is [var only] ? only : new SearchFilter.OneOf(chains);
    }

    private SearchFilter.Has Has(string name, string value, int depth)
    {
        string[] parts = name.Split(':', 4);
        if (parts.Length != 4 || indexer.Parameters(parts[1]).Count == 0) throw Bad(name, "Send _has:Type:reference:parameter=value, such as _has:Observation:patient:code=….");
        (IndexedParameter parameter, ParameterSources sources) = Find(parts[1], parts[2]);
        if (parameter.Type != SearchType.Reference) throw Bad(name, $"'{parts[2]}' of {parts[1]} is no reference.");
        SearchFilter inner = Filter([parts[1]], parts[3], value, depth + 1);
        string?[] targets = [.. sources.Plain.Select(source => source.Target).Distinct(StringComparer.Ordinal)];
        return new SearchFilter.Has(parts[1], [.. sources.Plain.Select(source => source.Source)], targets is [var only] ? only : null, inner);
    }

    private void AddSort(SearchRequest request, string key)
    {
        bool isDescending = key.StartsWith('-');
        string code = isDescending ? key[1..] : key;
        if (request.Sort.Count == Limits.SearchSorts) throw Bad("_sort", string.Create(CultureInfo.InvariantCulture, $"Sort by at most {Limits.SearchSorts} parameters."));
        if (code is "_id" or "_lastUpdated")
        {
            request.Sort.Add(new SearchSort(code == "_id" ? SortKind.Id : SortKind.Recorded, [], isDescending));
            return;
        }

        string[] sources = [.. request.Types.SelectMany(type => Find(type, code).Sources.Plain).Select(source => source.Source).Distinct(StringComparer.Ordinal)];
        if (sources.Length == 0) throw Bad("_sort", "A composite has no order; sort by its parts.");
        SearchType searchType = Find(request.Types[0], code).Parameter.Type;
        SortKind kind = searchType switch { SearchType.String => SortKind.Texts, SearchType.Date or SearchType.Number or SearchType.Quantity => SortKind.Ranges, _ => SortKind.Codes };
        request.Sort.Add(new SearchSort(kind, sources, isDescending));
    }

    private void AddInclude(SearchRequest request, string name, string value, bool isReverse)
    {
        if (request.Includes.Count >= Limits.SearchIncludes) throw Bad(name, string.Create(CultureInfo.InvariantCulture, $"Ask for at most {Limits.SearchIncludes} of them."));
        string[] parts = value.Split(':');
        if (parts.Length is < 2 or > 3 || indexer.Parameters(parts[0]).Count == 0) throw Bad(name, "Send Type:reference or Type:reference:target, such as Observation:subject:Patient.");
        string? target = parts.Length == 3 && parts[2].Length > 0 ? parts[2] : null;
        IEnumerable<IndexedParameter> parameters = parts[1] == "*" ? indexer.Parameters(parts[0]).Where(parameter => parameter.Type == SearchType.Reference) : [Find(parts[0], parts[1]).Parameter];
        foreach (IndexedParameter parameter in parameters)
        {
            if (parameter.Type != SearchType.Reference) throw Bad(name, $"'{parameter.Code}' of {parts[0]} is no reference.");
            if (indexer.SourcesOf(parts[0], parameter.Code) is not { } sources) continue;
            foreach (IGrouping<string?, ParameterSource> group in sources.Plain.GroupBy(source => source.Target, StringComparer.Ordinal))
            {
                request.Includes.Add((new SearchInclude([.. group.Select(source => source.Source)], isReverse ? parts[0] : target, isReverse ? target ?? group.Key : group.Key, isReverse), name.Contains(':', StringComparison.Ordinal)));
            }
        }
    }

    private (IndexedParameter Parameter, ParameterSources Sources) Find(string type, string code) => Refused.TryGetValue(code, out string? reason)
        ? throw new SearchRefusal(code, $"The registry does not know the search parameter '{code}': {reason}", "GET /fhir/metadata lists the parameters of each type.", isUnknown: true)
        :
        indexer.SourcesOf(type, code) is { } sources && indexer.Parameters(type).FirstOrDefault(parameter => parameter.Code == code) is { } parameter ? (parameter, sources) : throw Unknown(type, code);

    private IEnumerable<string> TargetsOf(IndexedParameter parameter) =>
        indexer.SourcesOf(parameter.ResourceType, parameter.Code)!.Plain.Select(source => source.Target).OfType<string>().Distinct(StringComparer.Ordinal) is var named && named.Any() ? named : parameter.Definition.Targets;

    private static SearchRefusal Unknown(string type, string code) => new(
        code, $"The registry knows no search parameter '{code}' of {type}.", "GET /fhir/metadata lists the parameters of each type. With 'Prefer: handling=lenient' an unknown one is left out.", isUnknown: true);

    private static SearchRefusal Bad(string name, string remedy) => new(name, $"The search parameter '{name}' cannot be used so.", remedy);
}
