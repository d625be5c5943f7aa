using System.Globalization;
using Registry.Clinical;
using Registry.Contracts.Callers;
using Registry.Store.Dialects;

namespace Registry.Store.Index;

/// <summary>Filters as SQL. Values are parameters, always; a text depends on the shape of its filter alone.</summary>
/// <remarks>
/// A filter has two forms: a test of one resource, which seeks the index by the resource's number, and, where it has one, a list of the resources that
/// meet it, which seeks by the value. <see cref="SearchStatement"/> takes the list of the rarest filter and tests the others on it.
/// </remarks>
internal sealed class FilterSql(Dialect dialect, Caller caller, IReadOnlyDictionary<IndexName, int> numbers, IReadOnlyList<(int Number, string Name)> units)
{
    private readonly List<object?> _values = [];
    private int _aliases;

    internal object?[] Values => [.. _values];

    internal string Add(object? value)
    {
        _values.Add(value);
        return string.Create(CultureInfo.InvariantCulture, $"@p{_values.Count - 1}");
    }

    internal string Alias(char letter) => string.Create(CultureInfo.InvariantCulture, $"{letter}{_aliases++}");

    internal int NumberOf(NameKind kind, string name) => numbers.GetValueOrDefault(new IndexName(kind, name), IndexNames.None);

    internal string In(string column, IEnumerable<object?> values)
    {
        string[] parameters = [.. values.Select(Add)];
        return parameters.Length switch
        {
            0 => "1 = 0",
            1 => $"{column} = {parameters[0]}",
            _ => $"{column} IN ({string.Join(", ", parameters)})",
        };
    }

    /// <param name="alias">Of a table of index rows.</param>
    /// <param name="sources">Any of these.</param>
    /// <param name="isBeside">True where the rows are found by their resource.</param>
    internal string SourceIs(string alias, IEnumerable<string> sources, bool isBeside = false) => In(isBeside ? dialect.Beside($"{alias}.source") : $"{alias}.source", sources.Select(IndexRows.StoredSource).Distinct(StringComparer.Ordinal).Select(source => (object?)NumberOf(NameKind.Source, source)));

    /// <summary>What the caller may see of a resource, as a condition that begins with AND.</summary>
    /// <remarks>What is of somebody who has withdrawn is found by its own site alone.</remarks>
    internal string Visible(string alias)
    {
        string isOwn = $"{alias}.site_id = {Add(caller.Site.Value)}";
        return caller.SeesAllSites
            ? $" AND ({isOwn} OR NOT EXISTS (SELECT 1 FROM subject w WHERE w.id = {alias}.subject_id AND w.status = {Add((short)SubjectStatus.Withdrawn)}))"
            : $" AND {isOwn}";
    }

    /// <summary>A test of the resource behind an alias.</summary>
    internal string Test(SearchFilter filter, string resource)
    {
        switch (filter)
        {
            case SearchFilter.Row row:
                return AnyOf([.. Parts(row).Select(part => TestRow(part, resource))]);
            case SearchFilter.Same same:
                (string from, string first, string where) = Join(same);
                return dialect.Exists($"{from} WHERE {first}.resource = {resource}.number AND {where}");
            case SearchFilter.Present present:
                return AnyOf([.. Parts(present).Select(part => TestPresent(part, resource))]);
            case SearchFilter.Not not:
                return $"NOT ({Test(not.Filter, resource)})";
            case SearchFilter.OneOf any:
                return any.Filters.Count == 0 ? "1 = 0" : $"({string.Join(" OR ", any.Filters.Select(one => Test(one, resource)))})";
            case SearchFilter.AllOf all:
                return all.Filters.Count == 0 ? "1 = 1" : $"({string.Join(" AND ", all.Filters.Select(one => Test(one, resource)))})";
            case SearchFilter.Ids ids:
                return In($"{resource}.id", ids.AnyId);
            case SearchFilter.Recorded recorded:
                return dialect.Exists($"""
                    resource_version v JOIN commit_record c ON c.id = v.commit_id
                    WHERE v.resource = {resource}.number AND v.version = {resource}.version AND {RecordedThen(recorded)}
                    """);
            case SearchFilter.Chain chain:
                string link = Alias('x');
                string target = Alias('q');
                return dialect.Exists($"""
                    search_code {link} JOIN resource {target} ON {target}.type = {Add(chain.TargetType)} AND {target}.id = {link}.code
                    WHERE {link}.resource = {resource}.number AND {SourceIs(link, chain.Sources, isBeside: true)} AND {link}.system = {Add(NumberOf(NameKind.Type, chain.TargetType))}{Visible(target)} AND {Test(chain.Filter, target)}
                    """);
            case SearchFilter.Has has:
                string back = Alias('x');
                string referrer = Alias('q');
                return dialect.Exists($"""
                    search_code {back} JOIN resource {referrer} ON {referrer}.number = {back}.resource
                    WHERE {back}.code = {resource}.id AND {SourceIs(back, has.Sources)} AND {TypeIs(back, has.Target, resource)} AND {referrer}.type = {Add(has.Type)}{Visible(referrer)} AND {Test(has.Filter, referrer)}
                    """);
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    /// <summary>A SELECT of one column, <c>number</c>, that holds every resource that meets a filter, some more than once; null where only a walk finds them.</summary>
    /// <param name="filter">What they meet.</param>
    /// <param name="isExact">True when the list holds no others.</param>
    internal string? List(SearchFilter filter, out bool isExact)
    {
        isExact = true;
        switch (filter)
        {
            case SearchFilter.Texts { AnyOf: var texts } when texts.Any(text => text.Match == TextMatch.Contains):
            case SearchFilter.Ranges { AnyOf: var ranges } when ranges.Any(range => range.Prefix == RangePrefix.Ne):
                return null;
            case SearchFilter.Row row:
                return string.Join(" UNION ALL ", Parts(row).Select(ListRow));
            case SearchFilter.Same same:
                (string from, string first, string where) = Join(same);
                return $"SELECT {first}.resource AS number FROM {from} WHERE {where}";
            case SearchFilter.Recorded recorded when recorded.AnyOf.All(value => value.Prefix != RangePrefix.Ne):
                string current = Alias('q');
                // A CROSS JOIN is read in this order by an engine that would choose another one without statistics.
                return $"""
                    SELECT {current}.number AS number FROM commit_record c CROSS JOIN resource_version v CROSS JOIN resource {current}
                    WHERE v.commit_id = c.id AND {current}.number = v.resource AND {current}.version = v.version AND {RecordedThen(recorded)}
                    """;
            case SearchFilter.OneOf any:
                List<string> lists = [];
                foreach (SearchFilter one in any.Filters)
                {
                    if (List(one, out bool isOneExact) is not { } list) return null;
                    isExact &= isOneExact;
                    lists.Add(list);
                }

                return lists.Count == 0 ? null : string.Join(" UNION ALL ", lists);
            case SearchFilter.AllOf all:
                foreach (SearchFilter one in all.Filters)
                {
                    if (List(one, out bool isOneExact) is not { } list) continue;
                    isExact = isOneExact && all.Filters.Count == 1;
                    return list;
                }

                return null;
            case SearchFilter.Chain chain:
                if (ListOf(chain.TargetType, chain.Filter, out isExact) is not { } targets) return null;
                string target = Alias('q');
                string found = Alias('g');
                string link = Alias('x');
                return $"""
                    SELECT {link}.resource AS number FROM ({targets}) {found} CROSS JOIN resource {target} CROSS JOIN search_code {link}
                    WHERE {target}.number = {found}.number AND {link}.code = {target}.id AND {target}.type = {Add(chain.TargetType)} AND {SourceIs(link, chain.Sources)} AND {link}.system = {Add(NumberOf(NameKind.Type, chain.TargetType))}{Visible(target)}
                    """;
            case SearchFilter.Has has:
                if (ListOf(has.Type, has.Filter, out _) is not { } referrers) return null;
                isExact = false;
                string referred = Alias('q');
                string inner = Alias('g');
                string back = Alias('x');
                string type = Alias('n');
                return $"""
                    SELECT {referred}.number AS number FROM ({referrers}) {inner} CROSS JOIN search_code {back} CROSS JOIN search_name {type} CROSS JOIN resource {referred}
                    WHERE {back}.resource = {inner}.number AND {SourceIs(back, has.Sources, isBeside: true)}
                    AND {type}.number = {back}.system AND {referred}.type = {type}.name AND {referred}.id = {back}.code
                    """;
            default:
                return null;
        }
    }

    private string? ListOf(string type, SearchFilter filter, out bool isExact)
    {
        isExact = true;
        SearchFilter only = filter is SearchFilter.AllOf { Filters: [var one] } ? one : filter;
        if (only is not SearchFilter.Ids ids) return List(filter, out isExact);
        string alias = Alias('q');
        return $"SELECT {alias}.number AS number FROM resource {alias} WHERE {alias}.type = {Add(type)} AND {In($"{alias}.id", ids.AnyId)}";
    }

    // A reference names the type of what it refers to; what is asked about may be of several types, so its name is compared.
    private string TypeIs(string link, string? target, string resource) => target is not null
        ? $"{link}.system = {Add(NumberOf(NameKind.Type, target))} AND {resource}.type = {Add(target)}"
        : $"{link}.system = (SELECT n.number FROM search_name n WHERE n.kind = {Add((short)NameKind.Type)} AND n.name = {resource}.type)";

    private static string AnyOf(IReadOnlyList<string> conditions) => conditions.Count == 1 ? conditions[0] : $"({Or(conditions)})";

    /// <summary>A row of which sources are interned and others are not is two.</summary>
    private static IEnumerable<SearchFilter.Row> Parts(SearchFilter.Row row)
    {
        string[] interned = [.. row.In.Where(IndexRows.IsInterned)];
        if (interned.Length == 0 || interned.Length == row.In.Count) return [row];
        return [row.Within(interned), row.Within([.. row.In.Where(source => !IndexRows.IsInterned(source))])];
    }

    private static IEnumerable<SearchFilter.Present> Parts(SearchFilter.Present present) =>
        present.Sources.GroupBy(IndexRows.IsInterned).Select(group => present with { Sources = [.. group] });

    private static bool IsInterned(IReadOnlyList<string> sources) => sources.Count > 0 && IndexRows.IsInterned(sources[0]);

    private string Terms(SearchFilter.Row row)
    {
        string term = Alias('n');
        return $"SELECT {term}.number FROM search_term {term} WHERE {Condition(row, term)}";
    }

    private string TestRow(SearchFilter.Row row, string resource)
    {
        string alias = Alias('x');
        return IsInterned(row.In)
            ? dialect.Exists($"{dialect.TermTable} {alias} WHERE {alias}.resource = {resource}.number AND {dialect.HasTerm(alias, Terms(row))}")
            : dialect.Exists($"{TableOf(row)} {alias} WHERE {alias}.resource = {resource}.number AND {Condition(row, alias, isBeside: true)}");
    }

    private string ListRow(SearchFilter.Row row)
    {
        string alias = Alias('x');
        return IsInterned(row.In)
            ? $"SELECT {alias}.resource AS number FROM {dialect.TermTable} {alias} WHERE {dialect.HasTerm(alias, Terms(row))}"
            : $"SELECT {alias}.resource AS number FROM {TableOf(row)} {alias} WHERE {Condition(row, alias)}";
    }

    private string TestPresent(SearchFilter.Present present, string resource)
    {
        string alias = Alias('x');
        if (!IsInterned(present.Sources)) return dialect.Exists($"{TableOf(present.Table)} {alias} WHERE {alias}.resource = {resource}.number AND {Condition(present, alias)}");
        // Through the resource's own terms: they are few, those of a source may be many.
        string term = Alias('n');
        string column = present.Table == RowTable.Texts ? "folded" : "code";
        return dialect.Exists($"{dialect.EachTerm(alias, term)} WHERE {alias}.resource = {resource}.number AND {SourceIs(term, present.Sources, isBeside: true)} AND {term}.{column} IS NOT NULL");
    }

    private (string From, string First, string Where) Join(SearchFilter.Same same)
    {
        string from = "";
        string where = "";
        string first = "";
        string item = "";
        foreach (SearchFilter.Row row in same.Rows)
        {
            bool isInterned = IsInterned(row.In);
            string alias = Alias('x');
            string values = isInterned ? Alias('n') : alias;
            if (first.Length == 0)
            {
                from = isInterned ? dialect.EachTerm(alias, values) : $"{TableOf(row)} {alias}";
                where = Condition(row, values);
                (first, item) = (alias, values);
            }
            else
            {
                from += isInterned ? $" CROSS JOIN {dialect.EachTerm(alias, values)}" : $" CROSS JOIN {TableOf(row)} {alias}";
                where += $" AND {alias}.resource = {first}.resource AND {values}.item = {item}.item AND {Condition(row, values)}";
            }

            if (isInterned) where += dialect.SeekTerm(alias, () => Terms(row));
        }

        return (from, first, where);
    }

    /// <summary>What a resource's value of a source is in an order: a subquery for the resource behind an alias.</summary>
    internal string SortValue(SearchSort sort, string resource)
    {
        string alias = Alias('y');
        string values = IsInterned(sort.Sources) ? Alias('n') : alias;
        string from = IsInterned(sort.Sources) ? dialect.EachTerm(alias, values) : $"{SortSql.TableOf(sort)} {alias}";
        return $"(SELECT {(sort.IsDescending ? "MAX" : "MIN")}({values}.{SortSql.ColumnOf(sort)}) FROM {from} WHERE {alias}.resource = {resource}.number AND {SourceIs(values, sort.Sources, isBeside: true)})";
    }

    internal static string TableOf(RowTable table) => table switch { RowTable.Codes => "search_code", RowTable.Texts => "search_text", _ => "search_range" };

    private static string TableOf(SearchFilter.Row row) => TableOf(row switch { SearchFilter.Texts => RowTable.Texts, SearchFilter.Ranges => RowTable.Ranges, _ => RowTable.Codes });

    private string Condition(SearchFilter.Present present, string alias) => present.Target is null
        ? SourceIs(alias, present.Sources, isBeside: true)
        : $"{SourceIs(alias, present.Sources, isBeside: true)} AND {In($"{alias}.system", [NumberOf(NameKind.Type, present.Target), 0])}";

    /// <param name="row">What a row of the index is.</param>
    /// <param name="alias">The row.</param>
    /// <param name="isBeside">True where the row is found by its resource.</param>
    private string Condition(SearchFilter.Row row, string alias, bool isBeside = false) => row switch
    {
        SearchFilter.Codes codes => $"{SourceIs(alias, codes.Sources, isBeside)} AND {Condition(codes.AnyOf, alias)}",
        SearchFilter.References references => $"{SourceIs(alias, references.Sources, isBeside)} AND {Condition(references, alias)}",
        SearchFilter.Texts texts => $"{SourceIs(alias, texts.Sources, isBeside)} AND ({Or(texts.AnyOf.Select(value => Condition(value, alias)))})",
        SearchFilter.Ranges ranges => $"({Or(ranges.AnyOf.Select(value => Condition(ranges.Sources, value, alias, isBeside)))})",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static string Or(IEnumerable<string> conditions) => string.Join(" OR ", conditions.DefaultIfEmpty("1 = 0"));

    // One list for the codes, by which the index is sought, and what the systems must be besides.
    private string Condition(IReadOnlyList<CodeValue> values, string alias)
    {
        if (values.Count == 0) return "1 = 0";
        List<string> conditions = [];
        string[] free = [.. values.Where(value => value is { IsAnySystem: true, Code: not null }).Select(value => IndexText.Key(value.Code!)).Distinct(StringComparer.Ordinal)];
        if (free.Length > 0) conditions.Add(In($"{alias}.code", free));
        foreach (IGrouping<string?, CodeValue> system in values.Where(value => !value.IsAnySystem).GroupBy(value => value.System, StringComparer.Ordinal))
        {
            string isSystem = $"{alias}.system = {Add(system.Key is null ? 0 : NumberOf(NameKind.System, system.Key))}";
            string[] codes = [.. system.Where(value => value.Code is not null).Select(value => IndexText.Key(value.Code!)).Distinct(StringComparer.Ordinal)];
            conditions.Add(system.Any(value => value.Code is null) ? isSystem : $"({In($"{alias}.code", codes)} AND {isSystem})");
        }

        return conditions.Count == 1 ? conditions[0] : $"({Or(conditions)})";
    }

    private string Condition(SearchFilter.References references, string alias)
    {
        List<string> conditions = [];
        foreach (ReferenceValue value in references.AnyOf)
        {
            string code = $"{alias}.code = {Add(value.Id is { } id ? IndexText.IdKey(id) : IndexText.Key(value.Text!))}";
            object?[]? types = (value.Type, references.Target) switch
            {
                ({ } type, null) => [NumberOf(NameKind.Type, type)],
                ({ } type, { } target) => [type == target ? NumberOf(NameKind.Type, type) : IndexNames.None],
                (null, { } target) when value.Id is not null => [NumberOf(NameKind.Type, target)],
                (null, { } target) => [NumberOf(NameKind.Type, target), 0],
                _ => null,
            };
            conditions.Add(types is null ? code : $"({code} AND {In($"{alias}.system", types)})");
        }

        return conditions.Count == 1 ? conditions[0] : $"({Or(conditions)})";
    }

    private string Condition(TextValue value, string alias)
    {
        if (value.Match == TextMatch.BeginsExactly) return $"({alias}.folded >= {Add(value.Text)} AND {alias}.folded < {Add(value.Text + dialect.LastCharacter)})";
        string folded = IndexText.Cut(IndexText.Fold(value.Text));
        if (value.Match == TextMatch.Exact) return $"({alias}.folded = {Add(folded)} AND {alias}.exact = {Add(IndexText.Key(value.Text))})";
        // What is nothing but marks is in no text.
        if (folded.Length == 0) return "1 = 0";
        return value.Match == TextMatch.Contains
            ? dialect.Contains($"{alias}.folded", Add(folded))
            : $"({alias}.folded >= {Add(folded)} AND {alias}.folded < {Add(folded + dialect.LastCharacter)})";
    }

    private string Condition(IReadOnlyList<string> sources, RangeValue value, string alias, bool isBeside)
    {
        string interval = Interval(value, $"{alias}.low", $"{alias}.high");
        return value.Unit switch
        {
            null => $"({SourceIs(alias, sources, isBeside)} AND {interval})",
            UnitRule.Canonical canonical => $"({SourceIs(alias, sources.Select(IndexRows.CanonicalOf), isBeside)} AND {alias}.unit = {Add(NumberOf(NameKind.Unit, canonical.Unit))} AND {interval})",
            UnitRule.Coded coded => $"({SourceIs(alias, sources, isBeside)} AND {UnitIs(alias, parts => parts[0] == coded.System && parts[1] == coded.Code)} AND {interval})",
            UnitRule.Named named => $"({SourceIs(alias, sources, isBeside)} AND {UnitIs(alias, parts => parts[1] == named.CodeOrUnit || parts[2] == named.CodeOrUnit)} AND {interval})",
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    private string UnitIs(string alias, Func<string[], bool> isMeant) =>
        In($"{alias}.unit", units.Select(unit => (unit.Number, Parts: unit.Name.Split('\n'))).Where(unit => unit.Parts.Length == 3 && isMeant(unit.Parts)).Select(unit => (object?)unit.Number));

    // A version is recorded in one millisecond, so both of its ends are one column, and its index is sought. Whole numbers: a double would not be compared by the index.
    private string RecordedThen(SearchFilter.Recorded recorded) => AnyOf([.. recorded.AnyOf.Select(value =>
    {
        string from = Add(Milliseconds(value.Low));
        string to = Add(Milliseconds(value.High));
        string within = $"c.recorded_ms >= {from} AND c.recorded_ms < {to}";
        return value.Prefix switch
        {
            RangePrefix.Eq or RangePrefix.Ap => $"({within})",
            RangePrefix.Ne => $"NOT ({within})",
            RangePrefix.Gt or RangePrefix.Sa => $"(c.recorded_ms >= {to})",
            RangePrefix.Lt or RangePrefix.Eb => $"(c.recorded_ms < {from})",
            RangePrefix.Ge => $"(c.recorded_ms >= {from})",
            RangePrefix.Le => $"(c.recorded_ms < {to})",
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    })]);

    private static long Milliseconds(double value) => value <= long.MinValue ? long.MinValue : value >= long.MaxValue ? long.MaxValue : (long)value;

    // Invariant: low <= high, of a time low < high. What bounds low besides is said too where it follows, as the key begins with it.
    private string Interval(RangeValue value, string low, string high)
    {
        string from = Add(value.Low);
        string to = Add(value.High);
        string end = value.IsTime || value.Low == value.High ? "<=" : "<";
        string within = $"{low} >= {from} AND {low} <= {to} AND {high} {end} {to}";
        return value.Prefix switch
        {
            RangePrefix.Eq => $"({within})",
            RangePrefix.Ne => $"NOT ({within})",
            RangePrefix.Gt => $"{high} > {to}",
            RangePrefix.Lt => $"{low} < {from}",
            RangePrefix.Ge => $"({high} > {to} OR ({within}))",
            RangePrefix.Le => $"({low} < {from} OR ({within}))",
            RangePrefix.Sa => value.IsTime ? $"{low} >= {to}" : $"{low} > {to}",
            RangePrefix.Eb => value.IsTime ? $"{high} <= {from}" : $"{high} < {from}",
            RangePrefix.Ap => value.IsTime ? $"({low} < {to} AND {high} > {from})" : $"({low} <= {to} AND {high} >= {from})",
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }
}
