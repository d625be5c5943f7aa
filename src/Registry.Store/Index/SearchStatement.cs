using System.Data.Common;
using Registry.Contracts.Callers;

namespace Registry.Store.Index;

/// <summary>Runs a search: names to numbers, the rarest filter first, then the page.</summary>
/// <remarks>
/// Which filter is rare is not guessed but looked at: each list is read up to <see cref="Limits.SearchListed"/> rows. The shortest leads, and is sorted as a whole;
/// where all are longer, matches are dense, so the resources are walked in the order that is asked for until the page is full. Either way the work is bounded by
/// the page and that limit, whatever the store holds, and no engine's statistics decide on it.
/// </remarks>
internal sealed class SearchStatement(StoreDatabase database, IndexNames names, SearchQuery query, Caller caller)
{
    private IReadOnlyDictionary<IndexName, int> _numbers = new Dictionary<IndexName, int>();
    private IReadOnlyList<(int Number, string Name)> _units = [];

    internal async Task<SearchPage> RunAsync(CancellationToken cancellationToken)
    {
        IndexName[] asked = [.. query.Filters.SelectMany(FilterNames.Of), .. query.Sort.SelectMany(sort => sort.Sources).Select(source => new IndexName(NameKind.Source, IndexRows.StoredSource(source)))];
        _numbers = await names.FindAsync(asked, cancellationToken);
        if (query.Filters.Any(FilterNames.AsksUnits)) _units = await names.UnitsAsync(cancellationToken);
        return await database.UseAsync(session => RunAsync(session, cancellationToken), cancellationToken);
    }

    private async Task<SearchPage> RunAsync(StoreSession session, CancellationToken cancellationToken)
    {
        SearchFilter? lead = await LeadAsync(session, cancellationToken);
        long? total = query.WithTotal ? await CountAsync(session, lead, cancellationToken) : null;
        if (query.Count == 0) return new SearchPage([], null, null, total);
        List<(SearchMatch Match, object?[] Values)> rows = lead is null && !AreGiven && query.Sort is [{ Kind: SortKind.Codes or SortKind.Texts or SortKind.Ranges, Sources: [var source] } only] && !IndexRows.IsInterned(source)
            ? await WalkSortedAsync(session, only, cancellationToken)
            : await ReadAsync(session, lead, cancellationToken);
        bool hasMore = rows.Count > query.Count;
        if (hasMore) rows.RemoveRange(query.Count, rows.Count - query.Count);
        if (query.IsBackward) rows.Reverse();
        // Whoever came from one side can go back there.
        SearchPosition? next = query.IsBackward ? query.After is null ? null : End(rows, atStart: false) : hasMore ? End(rows, atStart: false) : null;
        SearchPosition? previous = query.IsBackward ? hasMore ? End(rows, atStart: true) : null : query.After is null ? null : End(rows, atStart: true);
        return new SearchPage([.. rows.Select(row => row.Match)], next, previous, total);
    }

    private SearchPosition End(List<(SearchMatch Match, object?[] Values)> rows, bool atStart)
    {
        if (rows.Count > 0) return atStart ? new SearchPosition(rows[0].Values, rows[0].Match.Number) : new SearchPosition(rows[^1].Values, rows[^1].Match.Number);
        // Everything beyond the position is gone. Back leads over it, and the resource that stood there is on that page: one number further takes it in.
        bool isNumberDescending = query.Sort is [{ IsDescending: true }, ..];
        return query.After! with { Number = query.After!.Number + (isNumberDescending == atStart ? -1 : 1) };
    }

    /// <summary>Whether a key is read from the greatest down: backward the other way than it is sorted.</summary>
    private bool IsReadDown(bool isDescending) => isDescending != query.IsBackward;

    /// <summary>Whether the ids of all matches are asked for: they are few enough, whatever else is asked, and however they are sorted.</summary>
    private bool AreGiven => query.Filters.Any(filter => filter is SearchFilter.Ids);

    private FilterSql NewSql() => new(database.Dialect, caller, _numbers, _units);

    /// <summary>The filter that fewest resources meet; null when each is met by many.</summary>
    private async Task<SearchFilter?> LeadAsync(StoreSession session, CancellationToken cancellationToken)
    {
        if (AreGiven) return null;
        SearchFilter? lead = null;
        long least = Limits.SearchListed;
        foreach (SearchFilter filter in query.Filters)
        {
            FilterSql sql = NewSql();
            if (sql.List(filter, out _) is not { } list) continue;
            string counted = $"SELECT COUNT(*) FROM ({database.Dialect.Some("1 AS one", $"FROM ({list}) g", sql.Add((int)least))}) s";
            long count = await session.FirstAsync(counted, sql.Values, row => Convert.ToInt64(row.GetValue(0), System.Globalization.CultureInfo.InvariantCulture), cancellationToken);
            if (count >= least) continue;
            (lead, least) = (filter, count);
            if (count <= 1) break;
        }

        return lead;
    }

    private Task<long> CountAsync(StoreSession session, SearchFilter? lead, CancellationToken cancellationToken)
    {
        FilterSql sql = NewSql();
        string text = $"SELECT COUNT(*) FROM resource r WHERE {Base(sql, lead)}";
        return session.FirstAsync(text, sql.Values, row => Convert.ToInt64(row.GetValue(0), System.Globalization.CultureInfo.InvariantCulture), cancellationToken);
    }

    private string Base(FilterSql sql, SearchFilter? lead)
    {
        string conditions = $"{(query.Types.Count == 0 ? "1 = 1" : sql.In("r.type", query.Types))} AND r.is_deleted = {sql.Add(false)}{sql.Visible("r")}";
        if (lead is not null)
        {
            conditions += $" AND r.number IN ({sql.List(lead, out bool isExact)})";
            if (!isExact) conditions += $" AND {sql.Test(lead, "r")}";
        }

        foreach (SearchFilter filter in query.Filters.Where(filter => !ReferenceEquals(filter, lead))) conditions += $" AND {sql.Test(filter, "r")}";
        return conditions;
    }

    /// <summary>The page, sorted by computed values.</summary>
    private Task<List<(SearchMatch, object?[])>> ReadAsync(StoreSession session, SearchFilter? lead, CancellationToken cancellationToken)
    {
        FilterSql sql = NewSql();
        string conditions = Base(sql, lead);
        if (query.Sort.Count == 0)
        {
            if (query.After is { } after) conditions += $" AND r.number {(query.IsBackward ? "<" : ">")} {sql.Add(after.Number)}";
            string plain = $"SELECT r.number, r.type, r.id FROM resource r WHERE {conditions} ORDER BY r.number{(query.IsBackward ? " DESC" : "")}{database.Dialect.Limit(sql.Add(query.Count + 1))}";
            return session.ListAsync(plain, sql.Values, row => ReadMatch(row, 0), cancellationToken);
        }

        string columns = string.Concat(query.Sort.Select((sort, index) => $", {ValueOf(sort, sql)} AS s{index}"));
        string where = query.After is { } position ? $" WHERE {SortSql.Beyond(query.Sort, position, query.IsBackward, sql)}" : "";
        string text = $"SELECT q.number, q.type, q.id{string.Concat(query.Sort.Select((_, index) => $", q.s{index}"))} FROM (SELECT r.number, r.type, r.id{columns} FROM resource r WHERE {conditions}) q{where} "
            + $"ORDER BY {SortSql.Order(query.Sort, query.IsBackward)}{database.Dialect.Limit(sql.Add(query.Count + 1))}";
        return session.ListAsync(text, sql.Values, row => ReadMatch(row, query.Sort.Count), cancellationToken);
    }

    private static string ValueOf(SearchSort sort, FilterSql sql) => sort.Kind switch
    {
        SortKind.Id => "r.id",
        SortKind.Recorded => "(SELECT c.recorded_ms FROM resource_version v JOIN commit_record c ON c.id = v.commit_id WHERE v.resource = r.number AND v.version = r.version)",
        _ => sql.SortValue(sort, "r"),
    };

    /// <summary>The page of a dense search, walked along the index that is in its order: first who has a value, then who has none; backward the other way.</summary>
    private async Task<List<(SearchMatch, object?[])>> WalkSortedAsync(StoreSession session, SearchSort sort, CancellationToken cancellationToken)
    {
        bool isAmongMissing = query.After is { Values: [null] };
        if (!query.IsBackward)
        {
            List<(SearchMatch Match, object?[] Values)> rows = isAmongMissing ? [] : await WalkValuesAsync(session, sort, query.After, cancellationToken);
            if (rows.Count <= query.Count) rows.AddRange(await WalkMissingAsync(session, sort, isAmongMissing ? query.After : null, query.Count + 1 - rows.Count, cancellationToken));
            return rows;
        }

        List<(SearchMatch Match, object?[] Values)> back = isAmongMissing || query.After is null ? await WalkMissingAsync(session, sort, query.After, query.Count + 1, cancellationToken) : [];
        if (back.Count <= query.Count) back.AddRange(await WalkValuesAsync(session, sort, isAmongMissing ? null : query.After, cancellationToken));
        return back;
    }

    private async Task<List<(SearchMatch Match, object?[] Values)>> WalkValuesAsync(StoreSession session, SearchSort sort, SearchPosition? after, CancellationToken cancellationToken)
    {
        List<(SearchMatch Match, object?[] Values)> rows = [];
        // A resource with two equal values stands twice, side by side, so a turn may bring fewer than it read.
        while (rows.Count <= query.Count)
        {
            List<(SearchMatch Match, object?[] Values)> read = await ReadValuesAsync(session, sort, after, cancellationToken);
            foreach ((SearchMatch match, object?[] values) in read)
            {
                if (rows.Count == 0 || rows[^1].Match.Number != match.Number) rows.Add((match, values));
            }

            if (read.Count <= query.Count) break;
            after = new SearchPosition(read[^1].Values, read[^1].Match.Number);
        }

        return rows;
    }

    private Task<List<(SearchMatch, object?[])>> ReadValuesAsync(StoreSession session, SearchSort sort, SearchPosition? after, CancellationToken cancellationToken)
    {
        FilterSql sql = NewSql();
        string table = SortSql.TableOf(sort);
        string column = SortSql.ColumnOf(sort);
        (string beyond, string direction) = IsReadDown(sort.IsDescending) ? ("<", " DESC") : (">", "");
        string conditions = $"{sql.SourceIs("x", sort.Sources)} AND {Base(sql, null)}";
        if (after is not null)
        {
            string value = sql.Add(after.Values[0]);
            // The first part follows from the second; by it the index is entered where the page before ended.
            conditions += $" AND x.{column} {beyond}= {value} AND (x.{column} {beyond} {value} OR x.resource {beyond} {sql.Add(after.Number)})";
        }

        // Another value of the resource comes earlier: there is its place.
        conditions += $" AND NOT EXISTS (SELECT 1 FROM {table} y WHERE y.resource = x.resource AND {database.Dialect.Beside("y.source")} = x.source AND y.{column} {(sort.IsDescending ? ">" : "<")} x.{column})";
        string text = $"SELECT r.number, r.type, r.id, x.{column} FROM {table} x JOIN resource r ON r.number = x.resource WHERE {conditions} "
            + $"ORDER BY x.{column}{direction}, x.resource{direction}{database.Dialect.Limit(sql.Add(query.Count + 1))}";
        return session.ListAsync(text, sql.Values, row => ReadMatch(row, 1), cancellationToken);
    }

    private Task<List<(SearchMatch, object?[])>> WalkMissingAsync(StoreSession session, SearchSort sort, SearchPosition? after, int count, CancellationToken cancellationToken)
    {
        FilterSql sql = NewSql();
        (string beyond, string direction) = IsReadDown(sort.IsDescending) ? ("<", " DESC") : (">", "");
        string where = after is null ? "" : $" AND r.number {beyond} {sql.Add(after.Number)}";
        string text = $"SELECT r.number, r.type, r.id FROM resource r WHERE {Base(sql, null)}{where} "
            + $"AND NOT EXISTS (SELECT 1 FROM {SortSql.TableOf(sort)} y WHERE y.resource = r.number AND {sql.SourceIs("y", sort.Sources, isBeside: true)}) "
            + $"ORDER BY r.number{direction}{database.Dialect.Limit(sql.Add(count))}";
        return session.ListAsync(text, sql.Values, row => (ReadMatch(row, 0).Item1, new object?[] { null }), cancellationToken);
    }

    private static (SearchMatch, object?[]) ReadMatch(DbDataReader row, int sortValues)
    {
        object?[] values = new object?[sortValues];
        for (int index = 0; index < sortValues; index++) values[index] = row.IsDBNull(3 + index) ? null : row.GetValue(3 + index);
        return (new SearchMatch(row.GetInt64(0), row.GetString(1), row.GetString(2)), values);
    }
}

/// <summary>The names in a filter.</summary>
internal static class FilterNames
{
    internal static IEnumerable<IndexName> Of(SearchFilter filter) => filter switch
    {
        SearchFilter.Codes codes => [.. Sources(codes.Sources), .. codes.AnyOf.Where(value => value.System is not null).Select(value => new IndexName(NameKind.System, value.System!))],
        SearchFilter.References references => [.. Sources(references.Sources), .. Types([references.Target, .. references.AnyOf.Select(value => value.Type)])],
        SearchFilter.Texts texts => Sources(texts.Sources),
        SearchFilter.Ranges ranges =>
        [
            .. Sources(ranges.Sources), .. Sources(ranges.Sources.Select(IndexRows.CanonicalOf)),
            .. ranges.AnyOf.Select(value => value.Unit).OfType<UnitRule.Canonical>().Select(unit => new IndexName(NameKind.Unit, unit.Unit)),
        ],
        SearchFilter.Same same => same.Rows.SelectMany(Of),
        SearchFilter.Present present => [.. Sources(present.Sources), .. Types([present.Target])],
        SearchFilter.Not not => Of(not.Filter),
        SearchFilter.OneOf any => any.Filters.SelectMany(Of),
        SearchFilter.AllOf all => all.Filters.SelectMany(Of),
        SearchFilter.Chain chain => [.. Sources(chain.Sources), .. Types([chain.TargetType]), .. Of(chain.Filter)],
        SearchFilter.Has has => [.. Sources(has.Sources), .. Types([has.Target, has.Type]), .. Of(has.Filter)],
        _ => [],
    };

    internal static bool AsksUnits(SearchFilter filter) => filter switch
    {
        SearchFilter.Ranges ranges => ranges.AnyOf.Any(value => value.Unit is UnitRule.Coded or UnitRule.Named),
        SearchFilter.Same same => same.Rows.Any(AsksUnits),
        SearchFilter.Not not => AsksUnits(not.Filter),
        SearchFilter.OneOf any => any.Filters.Any(AsksUnits),
        SearchFilter.AllOf all => all.Filters.Any(AsksUnits),
        SearchFilter.Chain chain => AsksUnits(chain.Filter),
        SearchFilter.Has has => AsksUnits(has.Filter),
        _ => false,
    };

    private static IEnumerable<IndexName> Sources(IEnumerable<string> sources) => sources.Select(source => new IndexName(NameKind.Source, IndexRows.StoredSource(source)));

    private static IEnumerable<IndexName> Types(IEnumerable<string?> types) => types.OfType<string>().Select(type => new IndexName(NameKind.Type, type));
}

/// <summary>The order of a search, and what comes after a place in it.</summary>
internal static class SortSql
{
    internal static string TableOf(SearchSort sort) => FilterSql.TableOf(sort.Kind switch { SortKind.Texts => RowTable.Texts, SortKind.Ranges => RowTable.Ranges, _ => RowTable.Codes });

    internal static string ColumnOf(SearchSort sort) => sort.Kind switch
    {
        SortKind.Texts => "folded",
        SortKind.Ranges => sort.IsDescending ? "high" : "low",
        _ => "code",
    };

    /// <summary>Those alike are in the order of their numbers, in the direction of the first key: so an index is walked one way. Backward all of it is turned round.</summary>
    internal static string Order(IReadOnlyList<SearchSort> sort, bool isBackward) =>
        string.Concat(sort.Select((key, index) =>
            $"{(MayLack(key) ? $"CASE WHEN q.s{index} IS NULL THEN {(isBackward ? "0 ELSE 1" : "1 ELSE 0")} END, " : "")}q.s{index}{(key.IsDescending != isBackward ? " DESC" : "")}, "))
        + (sort[0].IsDescending != isBackward ? "q.number DESC" : "q.number");

    /// <summary>Behind a position, or before it: alike in the first keys, and beyond it in the next. Who lacks a value is behind everybody who has one.</summary>
    internal static string Beyond(IReadOnlyList<SearchSort> sort, SearchPosition position, bool isBackward, FilterSql sql)
    {
        List<string> cases = [];
        string alike = "";
        for (int index = 0; index < sort.Count; index++)
        {
            object? value = position.Values[index];
            string column = $"q.s{index}";
            if (value is null)
            {
                if (isBackward) cases.Add($"({alike}{column} IS NOT NULL)");
                alike += $"{column} IS NULL AND ";
                continue;
            }

            string beyond = $"{column} {(sort[index].IsDescending != isBackward ? "<" : ">")} {sql.Add(value)}";
            cases.Add($"({alike}{(MayLack(sort[index]) && !isBackward ? $"({beyond} OR {column} IS NULL)" : beyond)})");
            alike += $"{column} = {sql.Add(value)} AND ";
        }

        cases.Add($"({alike}q.number {(sort[0].IsDescending != isBackward ? "<" : ">")} {sql.Add(position.Number)})");
        return $"({string.Join(" OR ", cases)})";
    }

    private static bool MayLack(SearchSort sort) => sort.Kind is not (SortKind.Id or SortKind.Recorded);
}
