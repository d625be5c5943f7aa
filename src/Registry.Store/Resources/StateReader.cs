using System.Data.Common;
using System.Globalization;
using Registry.Clinical;
using Registry.Contracts.Callers;
using Registry.Contracts.Events;
using Registry.Store.EventLog;
using Registry.Store.Findings;

namespace Registry.Store.Resources;

/// <summary>Reads the state that a decision needs.</summary>
/// <remarks>
/// Resources and their subjects' row versions come from one statement each; facts, findings and links after them. Where statements see different moments,
/// a fact may thus be newer than the row version that was read, never older: the commit finds the row moved and the submission is decided again.
/// </remarks>
internal sealed class StateReader(StoreSession session)
{
    private const string Columns = "r.type, r.id, r.site_id, r.subject_id, r.version, r.is_deleted, r.number, v.content, s.row_version, s.site_id, s.status";
    private const string Joins = "JOIN resource_version v ON v.resource = r.number AND v.version = r.version JOIN subject s ON s.id = r.subject_id";
    private const string ByKeySql = $"SELECT {Columns} FROM resource r {Joins} WHERE r.type = @p0 AND r.id = @p1";
    private const string SubjectSql = "SELECT row_version, site_id, status FROM subject WHERE id = @p0";
    private const string LinkedSql = "SELECT other_id FROM linked_subject WHERE subject_id = @p0 ORDER BY other_id";

    private const string FactsSql = """
        SELECT e.sequence, e.type, e.site_id, e.fact, e.source, e.occurred_earliest, e.occurred_latest, e.occurred_precision, e.body, e.schema_version
        FROM fact f
        JOIN commit_record c ON c.id = f.commit_id
        JOIN event_log e ON e.sequence = c.first_sequence + f.event_index
        WHERE f.subject_id = @p0 ORDER BY e.sequence
        """;

    private const string FindingsSql = """
        SELECT f.finding_key, f.rule_id, f.rule_version, f.severity, f.text_json, f.evidence_json, c.first_sequence + f.opened_index, f.site_id FROM finding f
        JOIN commit_record c ON c.id = f.opened_commit
        WHERE f.subject_id = @p0 AND f.closed_commit IS NULL ORDER BY f.finding_key
        """;

    private const string RecordColumns = "r.type, r.id, r.site_id, r.version, v.content";
    private const string OfVersion = "JOIN resource_version v ON v.resource = r.number AND v.version = r.version";
    private const string RecordsSql = $"SELECT {RecordColumns} FROM resource r {OfVersion} WHERE r.subject_id = @p0 AND r.is_deleted = @p1 ORDER BY r.number";

    private readonly Dictionary<long, StoredResource> _resources = [];
    private readonly Dictionary<IdentifierKey, ResourceKey> _byIdentifier = [];
    private readonly Dictionary<SubjectId, (long RowVersion, SiteId Site, SubjectStatus Status)> _subjects = [];

    internal async Task<RegistryState> ReadAsync(StateRequest request, Caller caller, CancellationToken cancellationToken)
    {
        await ReadResourcesAsync(request, caller, cancellationToken);
        if (_resources.Count == 0) return RegistryState.Empty;

        Dictionary<long, List<IdentifierKey>> identifiers = _resources.Keys.ToDictionary(number => number, _ => new List<IdentifierKey>());
        Dictionary<SubjectId, List<SubjectId>> links = [];
        await ReadIdentifiersAndLinksAsync(identifiers, links, cancellationToken);
        Dictionary<SubjectId, SubjectState> subjects = await ReadSubjectsAsync(links, cancellationToken);
        if (request.WithRecords) await ReadRecordsAsync(subjects, cancellationToken);
        return new RegistryState
        {
            Resources = _resources.ToDictionary(pair => pair.Value.Key, pair => pair.Value with { Identifiers = identifiers[pair.Key] }),
            ByIdentifier = _byIdentifier,
            Subjects = subjects,
        };
    }

    /// <summary>Subjects in the order of their ids, with all who are linked to one of them.</summary>
    /// <param name="after">The page begins after this id; null for the first.</param>
    /// <param name="count">At most how many, those not counted that are only linked.</param>
    /// <param name="withRecords">True when their current resources are asked for as well.</param>
    /// <param name="cancellationToken">Gives up.</param>
    internal async Task<SubjectPage> ReadPageAsync(SubjectId? after, int count, bool withRecords, CancellationToken cancellationToken)
    {
        List<SubjectId> page = await session.ListAsync(
            "SELECT id, row_version, site_id, status FROM subject WHERE id > @p0 ORDER BY id" + session.Dialect.Limit("@p1"),
            [after is { } last ? PreparedChangeset.Bytes(last) : new byte[16], count],
            row =>
            {
                SubjectId subject = EventRows.ReadSubject(row, 0);
                _subjects[subject] = (row.GetInt64(1), new SiteId(row.GetString(2)), (SubjectStatus)row.GetInt16(3));
                return subject;
            },
            cancellationToken);
        return new SubjectPage(await ReadLinkedAsync(page, withRecords, cancellationToken), page.Count == count ? page[^1] : null);
    }

    /// <summary>One subject with all who are linked to it.</summary>
    internal async Task<IReadOnlyDictionary<SubjectId, SubjectState>> ReadPersonAsync(SubjectId subject, bool withRecords, CancellationToken cancellationToken)
    {
        await session.ListAsync(
            SubjectSql, [PreparedChangeset.Bytes(subject)], row => _subjects[subject] = (row.GetInt64(0), new SiteId(row.GetString(1)), (SubjectStatus)row.GetInt16(2)), cancellationToken);
        return await ReadLinkedAsync([.. _subjects.Keys], withRecords, cancellationToken);
    }

    private async Task<IReadOnlyDictionary<SubjectId, SubjectState>> ReadLinkedAsync(List<SubjectId> subjects, bool withRecords, CancellationToken cancellationToken)
    {
        if (subjects.Count == 0) return new Dictionary<SubjectId, SubjectState>();
        Dictionary<SubjectId, List<SubjectId>> links = subjects.ToDictionary(subject => subject, _ => new List<SubjectId>());
        StatementBatch batch = new(session);
        foreach (SubjectId subject in subjects) batch.Add(LinkedSql, PreparedChangeset.Bytes(subject));
        await batch.QueryAsync((index, row) => links[subjects[index]].Add(EventRows.ReadSubject(row, 0)), cancellationToken);
        Dictionary<SubjectId, SubjectState> read = await ReadSubjectsAsync(links, cancellationToken);
        if (withRecords) await ReadRecordsAsync(read, cancellationToken);
        return read;
    }

    private async Task ReadResourcesAsync(StateRequest request, Caller caller, CancellationToken cancellationToken)
    {
        StatementBatch batch = new(session);
        foreach (ResourceKey key in request.Resources) batch.Add(ByKeySql, key.Type, key.Id);
        // By the digest they are found; what is decided on is the value itself.
        Dictionary<string, IdentifierKey> asked = [];
        foreach (IGrouping<string, IdentifierKey> ofTable in request.Identifiers.GroupBy(identifier => PreparedChangeset.ClaimTable(identifier.Type), StringComparer.Ordinal))
        {
            string sql = $"SELECT {Columns}, i.system, i.value, i.claim_key FROM {ofTable.Key} i JOIN resource r ON r.number = i.resource {Joins} WHERE ";
            List<byte[]> keys = [];
            foreach (IdentifierKey identifier in ofTable)
            {
                byte[] key = PreparedChangeset.ClaimKey(caller.Site.Value, identifier);
                asked.TryAdd(Convert.ToHexString(key), identifier);
                keys.Add(key);
            }

            if (session.Dialect.IsAnyOf("i.claim_key", "@p0") is { } isOneOf) batch.Add(sql + isOneOf, (object)keys.ToArray());
            else foreach (byte[] key in keys) batch.Add(sql + "i.claim_key = @p0", key);
        }

        await batch.QueryAsync(
            (index, row) =>
            {
                ResourceKey key = ReadResource(row);
                if (index < request.Resources.Count) return;
                IdentifierKey identifier = asked[Convert.ToHexString(row.GetFieldValue<byte[]>(13))];
                if (new IdentifierKey(identifier.Type, row.GetString(11), row.GetString(12)) != identifier)
                    throw new InvalidDataException("Two identifiers have one digest.");
                _byIdentifier[identifier] = key;
            },
            cancellationToken);
    }

    private ResourceKey ReadResource(DbDataReader row)
    {
        SubjectId subject = EventRows.ReadSubject(row, 3);
        bool isDeleted = row.GetBoolean(5);
        StoredResource resource = new()
        {
            Key = new ResourceKey(row.GetString(0), row.GetString(1)),
            Site = new SiteId(row.GetString(2)),
            Subject = subject,
            Version = row.GetInt64(4),
            IsDeleted = isDeleted,
            Content = isDeleted ? ReadOnlyMemory<byte>.Empty : ContentCodec.Decode(row.GetFieldValue<byte[]>(7)),
            Identifiers = [],
        };
        _resources[row.GetInt64(6)] = resource;
        // The row version that was seen first stands: a later one would hide that the subject moved in between.
        _subjects.TryAdd(subject, (row.GetInt64(8), new SiteId(row.GetString(9)), (SubjectStatus)row.GetInt16(10)));
        return resource.Key;
    }

    private async Task ReadIdentifiersAndLinksAsync(Dictionary<long, List<IdentifierKey>> identifiers, Dictionary<SubjectId, List<SubjectId>> links, CancellationToken cancellationToken)
    {
        StatementBatch batch = new(session);
        List<(long Resource, SubjectId Subject)> asked = [];
        foreach ((long number, StoredResource resource) in _resources)
        {
            batch.Add($"SELECT type, system, value FROM {PreparedChangeset.ClaimTable(resource.Key.Type)} WHERE resource = @p0 ORDER BY claim_key", number);
            asked.Add((number, default));
        }

        foreach (SubjectId subject in _subjects.Keys)
        {
            batch.Add(LinkedSql, PreparedChangeset.Bytes(subject));
            asked.Add((0, subject));
            links[subject] = [];
        }

        await batch.QueryAsync(
            (index, row) =>
            {
                (long resource, SubjectId subject) = asked[index];
                if (resource != 0) identifiers[resource].Add(new IdentifierKey(row.GetString(0), row.GetString(1), row.GetString(2)));
                else links[subject].Add(EventRows.ReadSubject(row, 0));
            },
            cancellationToken);
    }

    /// <summary>Follows links until no new subject turns up: who is linked to a linked one is the same person too.</summary>
    private async Task CloseLinksAsync(Dictionary<SubjectId, List<SubjectId>> links, CancellationToken cancellationToken)
    {
        SubjectId[] unknown = [.. links.Values.SelectMany(others => others).Distinct().Where(other => !links.ContainsKey(other))];
        int most = Limits.LinkedSubjects * Math.Max(1, links.Count);
        while (unknown.Length > 0)
        {
            if (links.Count + unknown.Length > most) throw new InvalidDataException("A set of linked subjects is larger than Limits.LinkedSubjects.");
            StatementBatch batch = new(session);
            foreach (SubjectId subject in unknown)
            {
                links[subject] = [];
                batch.Add(LinkedSql, PreparedChangeset.Bytes(subject));
                batch.Add(SubjectSql, PreparedChangeset.Bytes(subject));
            }

            await batch.QueryAsync(
                (index, row) =>
                {
                    SubjectId subject = unknown[index / 2];
                    if (index % 2 == 0) links[subject].Add(EventRows.ReadSubject(row, 0));
                    else _subjects.TryAdd(subject, (row.GetInt64(0), new SiteId(row.GetString(1)), (SubjectStatus)row.GetInt16(2)));
                },
                cancellationToken);
            unknown = [.. links.Values.SelectMany(others => others).Distinct().Where(other => !links.ContainsKey(other))];
        }
    }

    private async Task<Dictionary<SubjectId, SubjectState>> ReadSubjectsAsync(Dictionary<SubjectId, List<SubjectId>> links, CancellationToken cancellationToken)
    {
        await CloseLinksAsync(links, cancellationToken);
        SubjectId[] subjects = [.. _subjects.Keys];
        List<HeldFact>[] facts = [.. subjects.Select(_ => new List<HeldFact>())];
        List<OpenFinding>[] findings = [.. subjects.Select(_ => new List<OpenFinding>())];
        StatementBatch batch = new(session);
        foreach (SubjectId subject in subjects)
        {
            batch.Add(FactsSql, PreparedChangeset.Bytes(subject));
            batch.Add(FindingsSql, PreparedChangeset.Bytes(subject));
        }

        await batch.QueryAsync(
            (index, row) =>
            {
                if (index % 2 == 0) facts[index / 2].Add(ReadFact(row));
                else findings[index / 2].Add(ReadFinding(row));
            },
            cancellationToken);
        return subjects.Select((id, index) => new SubjectState
        {
            Id = id,
            RowVersion = _subjects[id].RowVersion,
            Site = _subjects[id].Site,
            Status = _subjects[id].Status,
            Facts = facts[index],
            Findings = findings[index],
            Linked = links[id],
        }).ToDictionary(state => state.Id);
    }

    private static OpenFinding ReadFinding(DbDataReader row) => new()
    {
        Key = row.GetString(0),
        Rule = row.GetString(1),
        RuleVersion = row.GetInt32(2),
        Severity = row.GetString(3),
        Text = FindingJson.ReadText(row.GetString(4)),
        Evidence = FindingJson.ReadEvidence(row.GetString(5)),
        Sequence = row.GetInt64(6),
        Site = new SiteId(row.GetString(7)),
    };

    /// <summary>All that is stored of the subjects now, of whatever type.</summary>
    private async Task ReadRecordsAsync(Dictionary<SubjectId, SubjectState> subjects, CancellationToken cancellationToken)
    {
        StatementBatch batch = new(session);
        SubjectId[] asked = [.. subjects.Keys];
        List<StoredResource>[] records = [.. asked.Select(_ => new List<StoredResource>())];
        foreach (SubjectId subject in asked) batch.Add(RecordsSql, PreparedChangeset.Bytes(subject), false);
        await batch.QueryAsync((index, row) => records[index].Add(ReadRecord(row, asked[index])), cancellationToken);
        for (int index = 0; index < asked.Length; index++) subjects[asked[index]] = subjects[asked[index]] with { Records = records[index] };
    }

    private static StoredResource ReadRecord(DbDataReader row, SubjectId subject) => new()
    {
        Key = new ResourceKey(row.GetString(0), row.GetString(1)),
        Site = new SiteId(row.GetString(2)),
        Subject = subject,
        Version = row.GetInt64(3),
        IsDeleted = false,
        Content = ContentCodec.Decode(row.GetFieldValue<byte[]>(4)),
        Identifiers = [],
    };

    private HeldFact ReadFact(DbDataReader row)
    {
        // Type/id/_history/version; of a link, Subject/id.
        string reference = EventSource.Read(row.GetString(4));
        string[] source = reference.Split('/');
        return new HeldFact
        {
            Sequence = row.GetInt64(0),
            EventType = row.GetString(1),
            Site = new SiteId(row.GetString(2)),
            Fact = EventFact.Read(row.GetString(3), reference),
            Source = new ResourceKey(source[0], source[1]),
            SourceVersion = source.Length == 4 ? long.Parse(source[3], NumberStyles.None, CultureInfo.InvariantCulture) : 0,
            Occurred = EventRows.ReadOccurred(row, 5),
            Body = session.Upcasters.Raise(row.GetString(1), row.GetInt16(9), EventLog.EventBody.Decode(row.GetFieldValue<byte[]>(8))).Body,
        };
    }
}
