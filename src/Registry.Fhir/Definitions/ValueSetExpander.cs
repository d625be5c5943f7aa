namespace Registry.Fhir.Definitions;

/// <summary>Works out value sets from the code systems that are held. https://hl7.org/fhir/R4/valueset.html#compositions</summary>
/// <remarks>
/// A whole system whose codes are not held counts with every code (HGVS, UCUM, languages). A filter over codes that are not held,
/// a filter that is not understood, and a value set that is not held leave their systems Unknown. An expansion that came with the
/// definitions adds members; it never takes one away, because it is older than the systems it lists.
/// Concepts that are not selectable are outside unless an include lists them, as in HL7's own expansions. Deprecated concepts count: old records hold them.
/// </remarks>
internal sealed class ValueSetExpander(
    Func<string, ValueSet?> findValueSet,
    Func<string, CodeSystem?> findCodeSystem,
    Func<string, CodeSet?> findExpanded,
    bool isBounded = true)
{
    private readonly Dictionary<string, CodeSet> _done = new(StringComparer.Ordinal);
    private readonly HashSet<string> _underway = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _gaps = new(StringComparer.Ordinal);
    private readonly Dictionary<string, CodeSystem> _used = new(StringComparer.Ordinal);
    private long _stepsLeft = Limits.ExpansionSteps;

    /// <summary>Of what could not be decided, one line each: which value set, and what is not held.</summary>
    public IReadOnlyCollection<string> Gaps => _gaps;

    /// <summary>Code systems whose codes or hierarchy some value set took.</summary>
    public IReadOnlyDictionary<string, CodeSystem> Used => _used;

    /// <summary>Value sets worked out so far, by URL, imported ones included.</summary>
    public IReadOnlyDictionary<string, CodeSet> Done => _done;

    /// <summary>The set; null when it is not held.</summary>
    /// <exception cref="DefinitionException">The set imports itself, or a limit is reached.</exception>
    public CodeSet? Expand(string canonical) => findValueSet(canonical) is { } valueSet ? Expand(valueSet) : findExpanded(canonical);

    /// <inheritdoc cref="Expand(string)"/>
    public CodeSet Expand(ValueSet valueSet)
    {
        // Several versions of one set may be loaded; the one that counts goes by its URL alone.
        string url = findValueSet(valueSet.Url)?.Version == valueSet.Version ? valueSet.Url : valueSet.Url + "|" + valueSet.Version;
        if (_done.TryGetValue(url, out CodeSet? known)) return known;
        if (!_underway.Add(url)) throw new DefinitionException(url, valueSet.File, element: null, "The value set imports itself, directly or through others.");
        if (_underway.Count > Limits.ImportChain) throw new DefinitionException(url, valueSet.File, element: null, $"More than {Limits.ImportChain} value sets import one another in a chain.");
        CodeMap map = valueSet.Include.Count == 0 && valueSet.Expansion is not null ? CodeMap.Everywhere(valueSet.Expansion.IsWhole ? Membership.Outside : Membership.Unknown) : Compose(valueSet);
        if (valueSet.Expansion is not null) map = AddExpansion(map, valueSet.Expansion);
        _underway.Remove(url);
        var result = new CodeSet(valueSet.Url, map);
        _done.Add(url, result);
        return result;
    }

    private CodeMap Compose(ValueSet valueSet)
    {
        CodeMap map = CodeMap.Everywhere(Membership.Outside);
        foreach (ValueSetPart part in valueSet.Include)
        {
            CodeMap included = Part(valueSet, part);
            Spend(valueSet, included.CodeCount);
            if (map.TryAdd(included)) continue;
            Spend(valueSet, map, included);
            map = map.Or(included);
        }

        foreach (ValueSetPart part in valueSet.Exclude)
        {
            CodeMap excluded = Part(valueSet, part);
            Spend(valueSet, map, excluded);
            map = map.AndNot(excluded);
        }

        return map;
    }

    private CodeMap Part(ValueSet valueSet, ValueSetPart part)
    {
        CodeMap? map = part.System is null ? null : SystemCodes(valueSet, part.System, part);
        foreach (string url in part.ValueSets)
        {
            CodeMap imported = Expand(url)?.Map ?? Missing(valueSet, $"value set {url}");
            if (map is not null) Spend(valueSet, map, imported);
            map = map is null ? imported : map.And(imported);
        }

        return map ?? CodeMap.Everywhere(Membership.Outside);
    }

    private CodeMap SystemCodes(ValueSet valueSet, string canonical, ValueSetPart part)
    {
        CodeSystem? system = findCodeSystem(canonical);
        string url = CursorReading.WithoutVersion(canonical);
        bool ignoreCase = system is { IsCaseSensitive: false };
        if (part.Codes is not null) return CodeMap.Of(url, Membership.Outside, part.Codes, ignoreCase);
        if (part.Filters.Count > 0)
        {
            CodeMap? filtered = null;
            foreach (ValueSetFilter filter in part.Filters)
            {
                CodeMap one = Filtered(valueSet, url, system, filter);
                if (filtered is not null) Spend(valueSet, filtered, one);
                filtered = filtered is null ? one : filtered.And(one);
            }

            return filtered!;
        }

        if (system is not { IsComplete: true }) return CodeMap.Of(url, Membership.Member, [], ignoreCase);
        _used[url] = system;
        Spend(valueSet, system.Concepts.Count);
        return CodeMap.Of(url, Membership.Outside, CodeSystem.Selectable(system.Concepts), ignoreCase);
    }

    /// <summary>https://hl7.org/fhir/R4/valueset-filter-operator.html</summary>
    private CodeMap Filtered(ValueSet valueSet, string url, CodeSystem? system, ValueSetFilter filter)
    {
        if (system is null) return Undecided(valueSet, url, $"codes of {url}");
        Spend(valueSet, system.Concepts.Count);
        bool isByCode = filter.Property is "concept" or "code";
        IEnumerable<string>? codes = (filter.Operation, isByCode) switch
        {
            ("is-a", true) => system.Descendants(filter.Value, withItself: true),
            ("descendent-of", true) => system.Descendants(filter.Value, withItself: false),
            ("is-not-a", true) when system.IsComplete => Except(system, system.Descendants(filter.Value, withItself: true)),
            ("=", true) => [filter.Value],
            ("in", true) => Values(filter),
            ("=", false) => WithProperty(system, filter.Property, [filter.Value]),
            ("in", false) => WithProperty(system, filter.Property, Values(filter)),
            _ => null,
        };
        if (codes is null) return Undecided(valueSet, url, $"filter {filter.Property} {filter.Operation} over {url}");
        _used[url] = system;
        if (!system.IsComplete && !(isByCode && filter.Operation is ("=" or "in")))
        {
            _gaps.Add($"{valueSet.Url}: codes of {url}, of which only a part is held");
            return CodeMap.Of(url, Membership.Unknown, codes, !system.IsCaseSensitive);
        }

        return CodeMap.Of(url, Membership.Outside, codes, !system.IsCaseSensitive);
    }

    private static string[] Values(ValueSetFilter filter) => filter.Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static IEnumerable<string> Except(CodeSystem system, IReadOnlyList<string> codes) =>
        CodeSystem.Selectable(system.Concepts).Except(codes, system.Comparer);

    /// <summary>Null when no concept of the system has the property: then it may come out of a pack, which keeps no properties.</summary>
    private static IEnumerable<string>? WithProperty(CodeSystem system, string property, string[] values)
    {
        HashSet<string> wanted = new(values, StringComparer.Ordinal);
        if (!system.Concepts.Any(concept => concept.Properties.Any(held => held.Code == property))) return null;
        return CodeSystem.Selectable(system.Concepts
            .Where(concept => concept.Properties.Any(held => held.Code == property && wanted.Contains(held.Value))));
    }

    private static CodeMap AddExpansion(CodeMap map, ValueSetExpansion expansion)
    {
        foreach (IGrouping<string, string> codes in expansion.Codes.GroupBy(entry => entry.System, entry => entry.Code, StringComparer.Ordinal))
        {
            CodeMap.SystemPart? part = map.Systems.GetValueOrDefault(codes.Key);
            bool ignoreCase = part?.IgnoreCase ?? false;

            // A listed expansion of a whole system that is not held tells its codes, but newer ones may be missing from it.
            if (part?.Otherwise == Membership.Member && expansion.IsWhole) map = map.With(codes.Key, new CodeMap.SystemPart(Membership.Unknown, ignoreCase));
            map = map.Or(CodeMap.Of(codes.Key, Membership.Outside, codes, ignoreCase));
        }

        return map;
    }

    private void Spend(ValueSet valueSet, CodeMap left, CodeMap right) => Spend(valueSet, left.CodeCount + right.CodeCount + 1);

    // A package is outside input: what it makes us read and write has an end. The packs that we build ourselves have none to fear.
    private void Spend(ValueSet valueSet, long codes)
    {
        _stepsLeft -= codes;
        if (isBounded && _stepsLeft < 0) throw new DefinitionException(valueSet.Url, valueSet.File, element: null, $"Working out the value sets of the loaded packages takes more than {Limits.ExpansionSteps} codes.");
    }

    private CodeMap Undecided(ValueSet valueSet, string system, string what)
    {
        _gaps.Add($"{valueSet.Url}: {what}");
        return CodeMap.Of(system, Membership.Unknown, [], ignoreCase: false);
    }

    private CodeMap Missing(ValueSet valueSet, string what)
    {
        _gaps.Add($"{valueSet.Url}: {what}");
        return CodeMap.Everywhere(Membership.Unknown);
    }
}
