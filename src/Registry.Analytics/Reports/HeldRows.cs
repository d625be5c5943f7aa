using Microsoft.EntityFrameworkCore;
using Registry.Analytics.Projections;
using Registry.Contracts.Events;

namespace Registry.Analytics.Reports;

/// <summary>The rows that hold at the last event applied, kept between reports and brought up to date by what began and ended since.</summary>
/// <remarks>
/// The database is the truth: each report reads the checkpoint first, so what another node applied is seen, and who has withdrawn is in no report that begins after the withdrawal was applied.
/// An erasure, a rebuild or another log drops everything that is held. Thread-safe: one at a time reads, and what a report was given is never changed.
/// </remarks>
internal sealed class HeldRows : IDisposable
{
    private readonly SemaphoreSlim _oneAtATime = new(1, 1);
    private readonly int _limit;
    private RowPool? _pool;
    private Held? _held;
    private (int Generation, Guid? LogId)? _tooMany;

    /// <param name="limit">Most rows to hold; a registry that has more reads its rows for every report.</param>
    internal HeldRows(int limit) => _limit = limit;

    /// <summary>The cohort of a request as of the last event applied.</summary>
    /// <param name="context">A context of its own.</param>
    /// <param name="checkpoint">What the projection had applied when it was read.</param>
    /// <param name="request">The filters.</param>
    /// <param name="cancellationToken">Ends the read.</param>
    /// <returns>The cohort, as of the checkpoint or a later event; null when there are more rows than are held, or when a rebuild or erasure came between: then the rows are to be read.</returns>
    internal async Task<Cohort?> CohortAsync(AnalyticsContext context, Checkpoint checkpoint, ReportRequest request, CancellationToken cancellationToken)
    {
        if (_tooMany == (checkpoint.Generation, checkpoint.LogId)) return null;
        return await HeldAtAsync(context, checkpoint, cancellationToken) is { } held ? CohortOf(held, request) : null;
    }

    /// <inheritdoc/>
    public void Dispose() => _oneAtATime.Dispose();

    private async Task<Held?> HeldAtAsync(AnalyticsContext context, Checkpoint checkpoint, CancellationToken cancellationToken)
    {
        await _oneAtATime.WaitAsync(cancellationToken);
        try
        {
            await context.Database.OpenConnectionAsync(cancellationToken);
            ErasureState erasures = await ErasuresAsync(context, cancellationToken);
            Held? before = _held is { } kept && kept.Generation == checkpoint.Generation && kept.LogId == checkpoint.LogId && kept.Erasures == erasures ? kept : null;
            // Another request may have read further by now.
            if (before?.Sequence >= checkpoint.Sequence) return before;
            if (before is null)
            {
                _held = null;
                _pool = new RowPool(RowDialect.For(context.Database.ProviderName).ReadsDaysAsTexts);
            }

            Held? read = before is null
                ? await ReadAllAsync(context, checkpoint, erasures, cancellationToken)
                : await ReadOnAsync(context, before, checkpoint.Sequence, cancellationToken);
            if (read is null)
            {
                _tooMany = (checkpoint.Generation, checkpoint.LogId);
                _held = null;
                return null;
            }

            // Rows go only in an erasure or a rebuild, and both leave a mark in the transaction in which the rows go.
            Checkpoint? after = await context.FindCheckpointAsync(cancellationToken);
            bool isWhole = after?.Generation == checkpoint.Generation && after.LogId == checkpoint.LogId && await ErasuresAsync(context, cancellationToken) == erasures;
            _held = isWhole ? read : null;
            return _held;
        }
        finally
        {
            if (_held is null) _pool = null;
            _oneAtATime.Release();
        }
    }

    /// <summary>Everything that holds at a sequence. Not changed once it is made.</summary>
    private sealed record Held
    {
        internal required Guid? LogId { get; init; }

        internal required int Generation { get; init; }

        internal required long Sequence { get; init; }

        internal required ErasureState Erasures { get; init; }

        /// <summary>Who is enrolled, the withdrawn among them.</summary>
        internal required Dictionary<SubjectId, SubjectRow> Subjects { get; init; }

        internal required LinkRow[] Links { get; init; }

        /// <summary>Facts by subject, also of those who are not enrolled.</summary>
        internal required Dictionary<SubjectId, FactFile> Files { get; init; }

        internal required IReadOnlyList<LogTime> Times { get; init; }

        /// <summary>Everybody, of all sites.</summary>
        internal required Person[] People { get; init; }

        internal int RowCount => Subjects.Count + Links.Length + Files.Values.Sum(file => file.Count);
    }

    private readonly record struct ErasureState(int Count, long Last);

    private static async Task<ErasureState> ErasuresAsync(AnalyticsContext context, CancellationToken cancellationToken)
    {
        List<long> sequences = await context.Erasures.AsNoTracking().Select(erasure => erasure.Sequence).ToListAsync(cancellationToken);
        return new ErasureState(sequences.Count, sequences.Count == 0 ? 0 : sequences.Max());
    }

    private static Cohort CohortOf(Held held, ReportRequest request)
    {
        ReportCut cut = new(held.LogId, held.Sequence, held.Times.Count == 0 ? null : DateTimeOffset.FromUnixTimeMilliseconds(held.Times[^1].RecordedMs));
        if (request.Site is not { } site) return CohortReader.CohortOf(cut, request, held.People, held.Subjects.Count, held.Subjects.Values.Count(subject => !subject.IsWithdrawn), held.Times);
        SubjectRow[] subjects = [.. held.Subjects.Values.Where(subject => string.Equals(subject.Site, site, StringComparison.Ordinal))];
        SubjectRow[] admitted = [.. subjects.Where(subject => !subject.IsWithdrawn)];
        Person[] people = PeopleJoined.Of(admitted, held.Links, subject => OfSite(FileOf(held.Files, subject), site), Alone(held.People));
        return CohortReader.CohortOf(cut, request, people, subjects.Length, admitted.Length, held.Times);
    }

    private static FactFile OfSite(FactFile file, string site) => file.IsAllOf(site) ? file : FactFile.Of([file], row => string.Equals(row.Site, site, StringComparison.Ordinal));

    private static FactFile FileOf(Dictionary<SubjectId, FactFile> files, SubjectId subject) => files.GetValueOrDefault(subject) ?? FactFile.Empty;

    private static Dictionary<SubjectId, Person> Alone(Person[] people) => people.Where(person => person.SubjectCount == 1).ToDictionary(person => person.Id);

    private static Person[] Joined(Dictionary<SubjectId, SubjectRow> subjects, LinkRow[] links, Dictionary<SubjectId, FactFile> files, Person[]? before) =>
        PeopleJoined.Of([.. subjects.Values.Where(subject => !subject.IsWithdrawn)], links, subject => FileOf(files, subject), before is null ? null : Alone(before));

    private async Task<Held?> ReadAllAsync(AnalyticsContext context, Checkpoint checkpoint, ErasureState erasures, CancellationToken cancellationToken)
    {
        long sequence = checkpoint.Sequence;
        Dictionary<SubjectId, SubjectRow> subjects = (await CohortReader.AtAsync<SubjectRow>(context, _pool!, sequence, site: null, cancellationToken)).ToDictionary(subject => subject.Subject);
        LinkRow[] links = [.. await CohortReader.AtAsync<LinkRow>(context, _pool!, sequence, site: null, cancellationToken)];
        Dictionary<SubjectId, FactFile> files = new(subjects.Count);
        int count = subjects.Count + links.Length;
        foreach (KindOfFact kind in KindOfFact.All)
        {
            try
            {
                await kind.ReadAsync(
                    context, _pool!, 0, sequence, site: null,
                    row =>
                    {
                        if (++count > _limit) throw new TooManyRowsException();
                        if (!files.TryGetValue(row.Subject, out FactFile? file)) files.Add(row.Subject, file = new FactFile());
                        kind.Add(file, row);
                    },
                    cancellationToken);
            }
            catch (TooManyRowsException)
            {
                return null;
            }
        }

        return new Held
        {
            LogId = checkpoint.LogId,
            Generation = checkpoint.Generation,
            Sequence = sequence,
            Erasures = erasures,
            Subjects = subjects,
            Links = links,
            Files = files,
            Times = await CohortReader.TimesAsync(context, after: 0, sequence, cancellationToken),
            People = Joined(subjects, links, files, before: null),
        };
    }

    /// <summary>What the events from one sequence to another changed.</summary>
    private async Task<Held?> ReadOnAsync(AnalyticsContext context, Held before, long sequence, CancellationToken cancellationToken)
    {
        Dictionary<SubjectId, SubjectRow> subjects = new(before.Subjects);
        await RowReader<SubjectRow>.Of(context).ReadClosedAsync(context, before.Sequence, sequence, (_, subject) => subjects.Remove(subject), cancellationToken);
        await RowReader<SubjectRow>.Of(context).ReadAsync(context, _pool!, before.Sequence, sequence, site: null, row => subjects[row.Subject] = row, cancellationToken);
        HashSet<long> unlinked = [];
        await RowReader<LinkRow>.Of(context).ReadClosedAsync(context, before.Sequence, sequence, (from, _) => unlinked.Add(from), cancellationToken);
        List<LinkRow> links = [.. before.Links.Where(link => !unlinked.Contains(link.FromSequence))];
        await RowReader<LinkRow>.Of(context).ReadAsync(context, _pool!, before.Sequence, sequence, site: null, links.Add, cancellationToken);

        Dictionary<SubjectId, (HashSet<long> Ended, List<FactRow> Began)> changes = [];
        foreach (KindOfFact kind in KindOfFact.All)
        {
            await kind.ReadClosedAsync(context, before.Sequence, sequence, (from, subject) => Of(subject).Ended.Add(from), cancellationToken);
            await kind.ReadAsync(context, _pool!, before.Sequence, sequence, site: null, row => Of(row.Subject).Began.Add(row), cancellationToken);
        }

        Dictionary<SubjectId, FactFile> files = changes.Count == 0 ? before.Files : new Dictionary<SubjectId, FactFile>(before.Files);
        foreach ((SubjectId subject, (HashSet<long> ended, List<FactRow> began)) in changes) files[subject] = FileOf(files, subject).With(ended, began);
        List<LogTime> times = await CohortReader.TimesAsync(context, before.Sequence, sequence, cancellationToken);
        Held held = before with
        {
            Sequence = sequence,
            Subjects = subjects,
            Links = [.. links],
            Files = files,
            Times = times.Count == 0 ? before.Times : [.. before.Times, .. times],
            People = Joined(subjects, [.. links], files, before.People),
        };
        return held.RowCount > _limit ? null : held;

        (HashSet<long> Ended, List<FactRow> Began) Of(SubjectId subject)
        {
            if (!changes.TryGetValue(subject, out (HashSet<long>, List<FactRow>) change)) changes.Add(subject, change = ([], []));
            return change;
        }
    }

    private sealed class TooManyRowsException : Exception
    {
    }
}
