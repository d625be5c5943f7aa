using Microsoft.EntityFrameworkCore;
using Registry.Analytics.Projections;
using Registry.Contracts.Events;

namespace Registry.Analytics.Reports;

/// <summary>Reads the rows that hold at a cut and joins them to people.</summary>
internal static class CohortReader
{
    /// <summary>Greatest offset from UTC in use, in hours: the place where the day begins first.</summary>
    private const int EarliestDayHours = 14;

    internal static async Task<Cohort> ReadAsync(AnalyticsContext context, Guid? logId, long sequence, ReportRequest request, CancellationToken cancellationToken)
    {
        List<SubjectRow> subjects = await AtAsync<SubjectRow>(context, sequence, request, cancellationToken);
        List<LinkRow> links = await AtAsync<LinkRow>(context, sequence, request: null, cancellationToken);
        List<SubjectRow> admitted = subjects.FindAll(subject => !subject.IsWithdrawn);
        Dictionary<SubjectId, Person> people = Join(admitted, links);
        await GatherAsync<ConsentRow>(row => row.Consents);
        await GatherAsync<DiagnosisRow>(row => row.Diagnoses);
        await GatherAsync<FlareUpRow>(row => row.FlareUps);
        await GatherAsync<OssificationRow>(row => row.Ossifications);
        await GatherAsync<VitalStatusRow>(row => row.VitalStatuses);
        await GatherAsync<DeathRow>(row => row.Deaths);

        Person[] all = [.. people.Values.Distinct().OrderBy(person => person.Id.ToString(), StringComparer.Ordinal)];
        ReportCut cut = await CutAsync(context, logId, sequence, cancellationToken);
        return new Cohort
        {
            Cut = cut,
            CutDay = cut.Recorded is { } recorded ? DateOnly.FromDateTime(recorded.UtcDateTime.AddHours(EarliestDayHours)) : DateOnly.MinValue,
            People = [.. all.Where(person => Fits(person, request))],
            WithdrawnSubjects = subjects.Count - admitted.Count,
            MergedSubjects = admitted.Count - all.Length,
            IsSiteKnown = subjects.Count > 0,
            IsCountryKnown = all.Any(person => string.Equals(person.Country, request.Country, StringComparison.Ordinal)),
        };

        async Task GatherAsync<TRow>(Func<Person, List<TRow>> list)
            where TRow : FactRow
        {
            foreach (TRow row in await AtAsync<TRow>(context, sequence, request, cancellationToken))
            {
                // A fact of a subject who is not in the reports (not enrolled, withdrawn, of another site) is no part of them.
                if (people.TryGetValue(row.Subject, out Person? person)) list(person).Add(row);
            }
        }
    }

    private static async Task<List<TRow>> AtAsync<TRow>(AnalyticsContext context, long sequence, ReportRequest? request, CancellationToken cancellationToken)
        where TRow : FactRow
    {
        IQueryable<TRow> rows = context.Set<TRow>().AsNoTracking().Where(row => row.FromSequence <= sequence && (row.ToSequence == null || row.ToSequence > sequence));
        if (request?.Site is { } site) rows = rows.Where(row => row.Site == site);
        return await rows.OrderBy(row => row.FromSequence).ToListAsync(cancellationToken);
    }

    private static async Task<ReportCut> CutAsync(AnalyticsContext context, Guid? logId, long sequence, CancellationToken cancellationToken)
    {
        LogTime? time = await context.LogTimes.AsNoTracking()
            .Where(row => row.FromSequence <= sequence).OrderByDescending(row => row.FromSequence).FirstOrDefaultAsync(cancellationToken);
        return new ReportCut(logId, sequence, time is null ? null : DateTimeOffset.FromUnixTimeMilliseconds(time.RecordedMs));
    }

    private static bool Fits(Person person, ReportRequest request) =>
        (request.Disease is not { } disease || person.Has(disease))
        && (request.Sex is not { } sex || string.Equals(person.Sex, sex, StringComparison.Ordinal))
        && (request.Country is not { } country || string.Equals(person.Country, country, StringComparison.Ordinal));

    private static Dictionary<SubjectId, Person> Join(List<SubjectRow> subjects, List<LinkRow> links)
    {
        Dictionary<SubjectId, SubjectId> smaller = subjects.ToDictionary(subject => subject.Subject, subject => subject.Subject);
        foreach (LinkRow link in links)
        {
            // Also a subject who is in no report can be the link between two who are.
            smaller.TryAdd(link.Subject, link.Subject);
            smaller.TryAdd(link.Other, link.Other);
            SubjectId one = Root(link.Subject);
            SubjectId other = Root(link.Other);
            bool isInOrder = string.CompareOrdinal(one.ToString(), other.ToString()) <= 0;
            smaller[isInOrder ? other : one] = isInOrder ? one : other;
        }

        Dictionary<SubjectId, Person> people = [];
        foreach (IGrouping<SubjectId, SubjectRow> set in subjects.GroupBy(subject => Root(subject.Subject)))
        {
            Person person = PersonOf([.. set.OrderBy(subject => subject.Subject.ToString(), StringComparer.Ordinal)]);
            foreach (SubjectRow subject in set) people[subject.Subject] = person;
        }

        return people;

        SubjectId Root(SubjectId subject)
        {
            while (smaller[subject] != subject) subject = smaller[subject];
            return subject;
        }
    }

    private static Person PersonOf(SubjectRow[] set) => new()
    {
        Id = set[0].Subject,
        Site = set[0].Site,
        Sex = set[0].Sex,
        Country = set[0].Country,
        Birth = set[0].Birth,
        Entry = set.Select(subject => subject.Occurred).Where(entry => entry is not null).MinBy(entry => (entry!.Earliest, entry.Latest)),
        SubjectCount = set.Length,
    };
}
