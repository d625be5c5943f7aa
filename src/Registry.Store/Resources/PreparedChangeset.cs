using System.Globalization;
using Registry.Clinical;
using Registry.Contracts.Events;
using Registry.Store.Index;
using Registry.Store.Receipts;

namespace Registry.Store.Resources;

/// <summary>A changeset with everything computed that needs no database, so that no lock is held while bytes are compressed or hashed.</summary>
internal sealed class PreparedChangeset
{
    internal PreparedChangeset(CommitItem item)
    {
        Changeset changeset = item.Changeset;
        if (changeset.IsEmpty && item.Receipt is null) throw new ArgumentException("An empty changeset changes nothing and is not committed.", nameof(item));
        Receipt = item.Receipt is null ? null : new PreparedReceipt(item.Receipt);
        Guards = [.. item.Guards.Select(guard => (Digest.Of(guard.Caller.Site.Value, guard.Criteria), guard))];
        Changeset = changeset;
        CommitId = changeset.CommitId.ToByteArray(bigEndian: true);
        Site = changeset.Caller.Site.Value;
        Subjects = [.. changeset.Subjects.Select(write => (Bytes(write.Id), write)).OrderBy(subject => subject.Item1, BytesComparer.Instance)];
        Resources = [.. changeset.Resources.Select(write => new PreparedResource(write)).OrderBy(resource => resource.Key.Type, StringComparer.Ordinal).ThenBy(resource => resource.Key.Id, StringComparer.Ordinal)];
        Claims =
        [
            .. changeset.Releases.Select(claim => new PreparedClaim(ClaimKey(Site, claim.Identifier), claim, IsRelease: true)),
            .. changeset.Claims.Select(claim => new PreparedClaim(ClaimKey(Site, claim.Identifier), claim, IsRelease: false)),
        ];
        FindingsOpened = [.. changeset.FindingsOpened.Select(finding => (finding, OpeningOf(changeset, finding)))];
        RequireSubjects(changeset);
        RequireHolders(changeset);
        foreach (EventDraft draft in changeset.Events) EventCatalogue.Find(draft.EventType);
    }

    internal Changeset Changeset { get; }

    internal byte[] CommitId { get; }

    internal string Site { get; }

    internal PreparedReceipt? Receipt { get; }

    /// <summary>Searches on which it was decided, by who waits for whom.</summary>
    internal (byte[] Key, CommitGuard Guard)[] Guards { get; }

    internal (byte[] Id, SubjectWrite Write)[] Subjects { get; }

    internal PreparedResource[] Resources { get; }

    internal PreparedClaim[] Claims { get; }

    /// <summary>Findings that open, each with the place of its FindingOpened among the events.</summary>
    internal (FindingWrite Finding, int OpenedIndex)[] FindingsOpened { get; }

    internal static byte[] Bytes(SubjectId subject) => subject.Value.ToByteArray(bigEndian: true);

    internal static byte[] ClaimKey(string site, IdentifierKey identifier) => Digest.Of(site, identifier.Type, identifier.System, identifier.Value);

    internal static string ClaimTable(string resourceType) => resourceType is "Patient" ? "subject_link" : "identifier_claim";

    /// <summary>True when at most one of the two can be committed, because both were decided on the same state.</summary>
    internal CommitOutcome? OutcomeAfter(PreparedChangeset committed)
    {
        if (Receipt is not null && committed.Receipt is not null && BytesComparer.Instance.Equals(Receipt.Key, committed.Receipt.Key)) return new CommitOutcome.Answered();
        foreach (PreparedClaim claim in Claims)
        {
            if (!claim.IsRelease && committed.Claims.Any(other => !other.IsRelease && BytesComparer.Instance.Equals(other.Key, claim.Key) && other.Claim.Resource != claim.Claim.Resource))
                return new CommitOutcome.IdentifierTaken(claim.Claim.Identifier);
        }

        bool isStale = Guards.Any(guard => committed.Guards.Any(other => BytesComparer.Instance.Equals(other.Key, guard.Key)))
            || Subjects.Any(subject => committed.Subjects.Any(other => BytesComparer.Instance.Equals(other.Id, subject.Id)))
            || Resources.Any(resource => committed.Resources.Any(other => other.Key == resource.Key))
            || Claims.Any(claim => committed.Claims.Any(other => BytesComparer.Instance.Equals(other.Key, claim.Key)));
        return isStale ? new CommitOutcome.Stale() : null;
    }

    // Invariant: whatever is written about a subject moves its row, so that a decision that read the subject before is found stale.
    private static void RequireSubjects(Changeset changeset)
    {
        HashSet<SubjectId> taken = [.. changeset.Subjects.Select(write => write.Id)];
        IEnumerable<SubjectId> touched =
        [
            .. changeset.Resources.Select(write => write.Subject),
            .. changeset.Claims.Select(claim => claim.Subject),
            .. changeset.Releases.Select(claim => claim.Subject),
            .. changeset.Events.Select(draft => draft.Subject),
            .. changeset.FindingsOpened.Select(finding => finding.Subject),
            .. changeset.FindingsClosed.Select(finding => finding.Subject),
            .. changeset.Links.SelectMany(link => new[] { link.First, link.Second }),
        ];
        foreach (SubjectId subject in touched)
        {
            if (!taken.Contains(subject)) throw new ArgumentException($"The changeset writes about the subject {subject} without moving its row.", nameof(changeset));
        }
    }

    private static void RequireHolders(Changeset changeset)
    {
        foreach (IdentifierClaim claim in changeset.Claims.Concat(changeset.Releases))
        {
            if (!changeset.Resources.Any(write => write.Key == claim.Resource))
                throw new ArgumentException($"The changeset claims or releases an identifier of {claim.Resource} without writing it.", nameof(changeset));
        }
    }

    private static int OpeningOf(Changeset changeset, FindingWrite finding)
    {
        for (int index = 0; index < changeset.Events.Count; index++)
        {
            EventDraft draft = changeset.Events[index];
            if (draft.EventType is nameof(FindingOpened) && draft.Subject == finding.Subject && string.Equals(draft.Fact, finding.Key, StringComparison.Ordinal)) return index;
        }

        throw new ArgumentException($"The changeset opens the finding '{finding.Key}' without a FindingOpened whose fact is that key.", nameof(changeset));
    }
}

internal sealed class PreparedReceipt(ReceiptWrite write)
{
    internal byte[] Key => write.Receipt.Key;

    internal string Site => write.Receipt.Site;

    internal byte[] Request => write.Receipt.Request;

    internal byte[] Subjects { get; } = [.. write.Subjects.SelectMany(PreparedChangeset.Bytes)];

    internal byte[] Answer { get; } = ContentCodec.Encode(write.Answer.Span);
}

internal sealed record PreparedClaim(byte[] Key, IdentifierClaim Claim, bool IsRelease);

internal sealed class PreparedResource
{
    internal PreparedResource(ResourceWrite write)
    {
        Write = write;
        Subject = PreparedChangeset.Bytes(write.Subject);
        Content = ContentCodec.Encode(write.Content.Span);
        Rows = new IndexRows(write.SearchValues);
    }

    internal ResourceWrite Write { get; }

    internal ResourceKey Key => Write.Key;

    internal bool IsNew => Write.Version == 1;

    internal byte[] Subject { get; }

    internal byte[] Content { get; }

    internal IndexRows Rows { get; }

    /// <summary>The number that stands for the resource; 0 until it is known.</summary>
    internal long Number { get; set; }

    internal string Source => string.Create(CultureInfo.InvariantCulture, $"{Key}/_history/{Write.Version}");
}
