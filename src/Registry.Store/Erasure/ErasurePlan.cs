using System.Data.Common;
using System.Text;
using System.Text.RegularExpressions;
using Registry.Clinical;
using Registry.Contracts.Events;
using Registry.Store.Resources;

namespace Registry.Store.Erasure;

/// <summary>All that names a subject, read before anything is locked. It holds while the subject's row has not moved: whatever is written about a subject, or about somebody linked to it, moves that row.</summary>
internal sealed partial class ErasurePlan
{
    private readonly HashSet<string> _erasedKeys = new(StringComparer.Ordinal);

    private ErasurePlan(byte[] subject) => Subject = subject;

    internal byte[] Subject { get; }

    internal long RowVersion { get; private set; }

    internal string Site { get; private set; } = "";

    internal SubjectStatus Status { get; private set; }

    /// <summary>Numbers of resources that are about the subject now; their ids go.</summary>
    internal List<long> Resources { get; } = [];

    /// <summary>Numbers of resources of which a version is, or was, about the subject.</summary>
    internal List<long> Versioned { get; } = [];

    /// <summary>Facts and findings of others whose events name what is erased. Every event of such a fact goes, or one that ended it would end nothing.</summary>
    internal HashSet<(SubjectId Subject, string Fact)> OtherFacts { get; } = [];

    internal List<byte[]> Linked { get; } = [];

    internal int Versions { get; private set; }

    internal int Events { get; private set; }

    internal int Findings { get; private set; }

    /// <returns>Null when the store holds no such subject.</returns>
    internal static async Task<ErasurePlan?> ReadAsync(StoreSession session, SubjectId subject, CancellationToken cancellationToken)
    {
        ErasurePlan plan = new(PreparedChangeset.Bytes(subject));
        List<bool> found = await session.ListAsync(
            "SELECT row_version, site_id, status FROM subject WHERE id = @p0",
            [plan.Subject],
            row =>
            {
                (plan.RowVersion, plan.Site, plan.Status) = (row.GetInt64(0), row.GetString(1), (SubjectStatus)row.GetInt16(2));
                return true;
            },
            cancellationToken);
        if (found.Count == 0) return null;
        await plan.ReadResourcesAsync(session, cancellationToken);
        plan.Linked.AddRange(await session.ListAsync("SELECT other_id FROM linked_subject WHERE subject_id = @p0 ORDER BY other_id", [plan.Subject], row => row.GetFieldValue<byte[]>(0), cancellationToken));
        plan.Events = (await session.ListAsync("SELECT sequence FROM event_log WHERE subject_id = @p0", [plan.Subject], row => row.GetInt64(0), cancellationToken)).Count;
        await plan.ReadFindingsAsync(session, cancellationToken);
        await plan.ReadOtherEventsAsync(session, cancellationToken);
        return plan;
    }

    private async Task ReadResourcesAsync(StoreSession session, CancellationToken cancellationToken) => await session.ListAsync(
        """
        SELECT r.number, r.type, r.id, r.subject_id, COUNT(*) FROM resource_version v
        JOIN resource r ON r.number = v.resource
        WHERE v.subject_id = @p0 GROUP BY r.number, r.type, r.id, r.subject_id ORDER BY r.number
        """,
        [Subject],
        row =>
        {
            Versioned.Add(row.GetInt64(0));
            Versions += Convert.ToInt32(row.GetValue(4), System.Globalization.CultureInfo.InvariantCulture);
            // One that was moved to another subject keeps its id: it is the other's now.
            if (!row.GetFieldValue<byte[]>(3).AsSpan().SequenceEqual(Subject)) return false;
            Resources.Add(row.GetInt64(0));
            return _erasedKeys.Add($"{row.GetString(1)}/{row.GetString(2)}");
        },
        cancellationToken);

    private async Task ReadFindingsAsync(StoreSession session, CancellationToken cancellationToken)
    {
        foreach (string table in new[] { "finding", "finding_history" })
        {
            await session.ListAsync(
                $"SELECT subject_id, finding_key, source, evidence_json FROM {table}",
                [],
                row =>
                {
                    bool isOwn = row.GetFieldValue<byte[]>(0).AsSpan().SequenceEqual(Subject);
                    bool goes = isOwn || Names(row.GetString(1)) || Names(row.GetString(2)) || Names(row.GetString(3));
                    if (goes) Findings++;
                    return goes && !isOwn && OtherFacts.Add((EventLog.EventRows.ReadSubject(row, 0), row.GetString(1)));
                },
                cancellationToken);
        }
    }

    private async Task ReadOtherEventsAsync(StoreSession session, CancellationToken cancellationToken) => await session.ListAsync(
        "SELECT subject_id, fact, source, body FROM event_log WHERE subject_id <> @p0",
        [Subject],
        row =>
        {
            string source = EventLog.EventSource.Read(row.GetString(2));
            string fact = EventLog.EventFact.Read(row.GetString(1), source);
            return (Names(fact) || Names(source) || Names(BodyOf(row))) && OtherFacts.Add((EventLog.EventRows.ReadSubject(row, 0), fact));
        },
        cancellationToken);

    private static string BodyOf(DbDataReader row) => Encoding.UTF8.GetString(EventLog.EventBody.Decode(row.GetFieldValue<byte[]>(3)));

    /// <summary>True when a text names a resource that is erased, by type and id.</summary>
    private bool Names(string text)
    {
        if (_erasedKeys.Count == 0) return false;
        HashSet<string>.AlternateLookup<ReadOnlySpan<char>> keys = _erasedKeys.GetAlternateLookup<ReadOnlySpan<char>>();
        foreach (ValueMatch match in Key().EnumerateMatches(text))
        {
            if (keys.Contains(text.AsSpan(match.Index, match.Length))) return true;
        }

        return false;
    }

    // An id's characters: https://hl7.org/fhir/R4/datatypes.html#id
    [GeneratedRegex(@"[A-Z][A-Za-z]*/[A-Za-z0-9\-.]{1,64}", RegexOptions.CultureInvariant, 10_000)]
    private static partial Regex Key();
}
