using Microsoft.EntityFrameworkCore;
using Registry.Analytics.Projections;
using Registry.Contracts.Events;

namespace Registry.Analytics.Reports;

/// <summary>Reads the rows that held at a cut and joins them to people: the way of a cut that lies before the last event applied. Of that one, <see cref="HeldRows"/> has them.</summary>
internal static class CohortReader
{
    internal static async Task<Cohort> ReadAsync(
        AnalyticsContext context, Guid? logId, long sequence, ReportRequest request, FactKinds kinds, CancellationToken cancellationToken)
    {
        await context.Database.OpenConnectionAsync(cancellationToken);
        RowPool pool = new(RowDialect.For(context.Database.ProviderName).ReadsDaysAsTexts);
        List<SubjectRow> subjects = await AtAsync<SubjectRow>(context, pool, sequence, request.Site, cancellationToken);
        List<LinkRow> links = await AtAsync<LinkRow>(context, pool, sequence, site: null, cancellationToken);
        HashSet<SubjectId> withdrawnSince = await WithdrawnAsync(context, cancellationToken);
        SubjectRow[] admitted = [.. subjects.Where(subject => !subject.IsWithdrawn && !withdrawnSince.Contains(subject.Subject))];
        Dictionary<SubjectId, FactFile> files = admitted.ToDictionary(subject => subject.Subject, _ => new FactFile());
        FactKinds needed = request.VariantClass is not null || request.ParentalAllele is not null ? kinds | FactKinds.Variants : kinds;
        foreach (KindOfFact kind in KindOfFact.All)
        {
            if (!needed.HasFlag(kind.Kind) && !(kind.IsSign && needed.HasFlag(FactKinds.Seen))) continue;
            await kind.ReadAsync(
                context, pool, 0, sequence, request.Site,
                row =>
                {
                    // A fact of a subject who is not in the reports (not enrolled, withdrawn, of another site) is no part of them.
                    if (files.TryGetValue(row.Subject, out FactFile? file)) kind.Add(file, row);
                },
                cancellationToken);
        }

        return CohortOf(
            new ReportCut(logId, sequence, await RecordedAsync(context, sequence, cancellationToken)), request, PeopleJoined.Of(admitted, links, subject => files[subject], known: null), subjects.Count, admitted.Length,
            kinds.HasFlag(FactKinds.Findings) ? await TimesAsync(context, after: 0, sequence, cancellationToken) : []) with
        {
            ErasedSince = await context.Erasures.AsNoTracking().LongCountAsync(erasure => erasure.Sequence > sequence, cancellationToken),
            HaveWithdrawnSince = subjects.Exists(subject => !subject.IsWithdrawn && withdrawnSince.Contains(subject.Subject)),
        };
    }

    /// <summary>The cohort of a request.</summary>
    /// <param name="cut">The cut.</param>
    /// <param name="request">Its filters.</param>
    /// <param name="people">Everybody whom the caller may see, in order of subject id.</param>
    /// <param name="subjects">Subjects that are enrolled, the withdrawn among them.</param>
    /// <param name="admitted">Those of them whom consent lets in.</param>
    /// <param name="times">When the log's instants began.</param>
    internal static Cohort CohortOf(ReportCut cut, ReportRequest request, IReadOnlyList<Person> people, int subjects, int admitted, IReadOnlyList<LogTime> times) => new()
    {
        Cut = cut,
        CutDay = cut.Day,
        People = request.IsNarrow ? [.. people.Where(person => Fits(person, request))] : people,
        Times = times,
        WithdrawnSubjects = subjects - admitted,
        MergedSubjects = admitted - people.Count,
        IsSiteKnown = subjects > 0,
        IsCountryKnown = request.Country is null || people.Any(person => string.Equals(person.Country, request.Country, StringComparison.Ordinal)),
    };

    /// <summary>When each instant of the log began, ascending, of those that began after a sequence.</summary>
    internal static Task<List<LogTime>> TimesAsync(AnalyticsContext context, long after, long sequence, CancellationToken cancellationToken) =>
        context.LogTimes.AsNoTracking().Where(time => time.FromSequence > after && time.FromSequence <= sequence).OrderBy(time => time.FromSequence).ToListAsync(cancellationToken);

    /// <summary>Rows of a table that hold at a sequence, in order.</summary>
    internal static async Task<List<TRow>> AtAsync<TRow>(AnalyticsContext context, RowPool pool, long sequence, string? site, CancellationToken cancellationToken)
        where TRow : FactRow
    {
        List<TRow> rows = [];
        await RowReader<TRow>.Of(context).ReadAsync(context, pool, 0, sequence, site, rows.Add, cancellationToken);
        return rows;
    }

    /// <summary>Whoever has withdrawn by now, whatever the cut: what was withdrawn is in no report from then on. Also who left the registry while withdrawn.</summary>
    private static async Task<HashSet<SubjectId>> WithdrawnAsync(AnalyticsContext context, CancellationToken cancellationToken) =>
    [
        .. await context.Set<SubjectRow>().AsNoTracking().Where(row => row.IsWithdrawn && !context.Set<SubjectRow>().Any(later => later.Subject == row.Subject && later.FromSequence > row.FromSequence))
            .Select(row => row.Subject).ToListAsync(cancellationToken),
    ];

    private static async Task<DateTimeOffset?> RecordedAsync(AnalyticsContext context, long sequence, CancellationToken cancellationToken)
    {
        LogTime? time = await context.LogTimes.AsNoTracking()
            .Where(row => row.FromSequence <= sequence).OrderByDescending(row => row.FromSequence).FirstOrDefaultAsync(cancellationToken);
        return time is null ? null : DateTimeOffset.FromUnixTimeMilliseconds(time.RecordedMs);
    }

    private static bool Fits(Person person, ReportRequest request) =>
        (request.Disease is not { } disease || person.Has(disease))
        && (request.Sex is not { } sex || string.Equals(person.Sex, sex, StringComparison.Ordinal))
        && (request.Country is not { } country || string.Equals(person.Country, country, StringComparison.Ordinal))
        && (request.BornFrom is not { } first || person.Birth.Earliest.Year >= first)
        && (request.BornTo is not { } last || person.Birth.Latest.Year <= last)
        && (request.VariantClass is not { } variantClass || VariantClass.Of(person).Contains(variantClass, StringComparer.Ordinal))
        && (request.ParentalAllele is not { } allele || VariantClass.HasAllele(person, allele));
}
