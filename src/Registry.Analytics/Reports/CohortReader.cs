using Microsoft.EntityFrameworkCore;
using Registry.Analytics.Projections;
using Registry.Contracts.Events;

namespace Registry.Analytics.Reports;

/// <summary>Reads the rows that hold at a cut and joins them to people.</summary>
internal static class CohortReader
{
    /// <summary>Greatest offset from UTC in use, in hours: the place where the day begins first.</summary>
    private const int EarliestDayHours = 14;

    internal static async Task<Cohort> ReadAsync(
        AnalyticsContext context, Guid? logId, long sequence, ReportRequest request, FactKinds kinds, CancellationToken cancellationToken)
    {
        List<SubjectRow> subjects = await AtAsync<SubjectRow>(context, sequence, request, cancellationToken);
        List<LinkRow> links = await AtAsync<LinkRow>(context, sequence, request: null, cancellationToken);
        List<SubjectRow> admitted = subjects.FindAll(subject => !subject.IsWithdrawn);
        Dictionary<SubjectId, Person> people = Join(admitted, links);
        ReportCut cut = await CutAsync(context, logId, sequence, cancellationToken);
        Reading reading = new(context, sequence, request, people)
        {
            Kinds = request.VariantClass is not null || request.ParentalAllele is not null ? kinds | FactKinds.Variants : kinds,
            CutDay = cut.Recorded is { } recorded ? DateOnly.FromDateTime(recorded.UtcDateTime.AddHours(EarliestDayHours)) : DateOnly.MinValue,
        };
        await reading.GatherAllAsync(cancellationToken);

        Person[] all = [.. people.Values.Distinct().OrderBy(person => person.Id.ToString(), StringComparer.Ordinal)];
        return new Cohort
        {
            Cut = cut,
            CutDay = reading.CutDay,
            People = [.. all.Where(person => Fits(person, request))],
            Times = kinds.HasFlag(FactKinds.Findings)
                ? await context.LogTimes.AsNoTracking().Where(time => time.FromSequence <= sequence).OrderBy(time => time.FromSequence).ToListAsync(cancellationToken)
                : [],
            WithdrawnSubjects = subjects.Count - admitted.Count,
            ErasedSince = await context.Erasures.AsNoTracking().LongCountAsync(erasure => erasure.Sequence > sequence, cancellationToken),
            MergedSubjects = admitted.Count - all.Length,
            IsSiteKnown = subjects.Count > 0,
            IsCountryKnown = all.Any(person => string.Equals(person.Country, request.Country, StringComparison.Ordinal)),
        };
    }

    /// <summary>Fills the people's lists, kind by kind.</summary>
    private sealed class Reading(AnalyticsContext context, long sequence, ReportRequest request, Dictionary<SubjectId, Person> people)
    {
        internal required FactKinds Kinds { get; init; }

        internal required DateOnly CutDay { get; init; }

        internal async Task GatherAllAsync(CancellationToken cancellationToken)
        {
            await GatherAsync<ConsentRow>(FactKinds.Consents, person => person.Consents, cancellationToken);
            await GatherAsync<VariantRow>(FactKinds.Variants, person => person.Variants, cancellationToken);
            await GatherAsync<InterpretationRow>(FactKinds.Interpretations, person => person.Interpretations, cancellationToken);
            await GatherAsync<FeatureRow>(FactKinds.Features, person => person.Features, cancellationToken);
            await GatherAsync<StudyRow>(FactKinds.Studies, person => person.Studies, cancellationToken);
            await GatherAsync<SafetyConcernRow>(FactKinds.SafetyConcerns, person => person.SafetyConcerns, cancellationToken);
            await GatherAsync<FindingRow>(FactKinds.Findings, person => person.Findings, cancellationToken);
            await GatherAsync<DeathRow>(FactKinds.Deaths, person => person.Deaths, cancellationToken);
            await GatherAsync<VitalStatusRow>(FactKinds.VitalStatuses, person => person.VitalStatuses, cancellationToken, (person, status) => See(person, status.Status is "alive" ? status.Occurred : null));
            // The filter by disease needs every diagnosis.
            await GatherAsync<DiagnosisRow>(FactKinds.None, person => person.Diagnoses, cancellationToken, (person, diagnosis) => { See(person, diagnosis.Onset); See(person, diagnosis.Occurred); });
            await GatherAsync<FlareUpRow>(FactKinds.FlareUps, person => person.FlareUps, cancellationToken, (person, flareUp) => { See(person, flareUp.Occurred); See(person, flareUp.End); });
            await GatherAsync<OssificationRow>(FactKinds.Ossifications, person => person.Ossifications, cancellationToken, SeeOccurred);
            await GatherAsync<VolumeRow>(FactKinds.Volumes, person => person.Volumes, cancellationToken, SeeOccurred);
            await GatherAsync<FunctionRow>(FactKinds.Functions, person => person.Functions, cancellationToken, SeeOccurred);
            await GatherAsync<LaboratoryRow>(FactKinds.Laboratories, person => person.Laboratories, cancellationToken, SeeOccurred);
            await GatherAsync<TreatmentRow>(FactKinds.Treatments, person => person.Treatments, cancellationToken, SeeOccurred);
            await GatherAsync<SurgeryRow>(FactKinds.Surgeries, person => person.Surgeries, cancellationToken, SeeOccurred);
            await GatherAsync<PatientOutcomeRow>(FactKinds.PatientOutcomes, person => person.PatientOutcomes, cancellationToken, SeeOccurred);
        }

        /// <param name="kind">The kind of these rows; none: always read.</param>
        /// <param name="list">Where they go.</param>
        /// <param name="cancellationToken">Ends the work.</param>
        /// <param name="see">What they show of a person being alive; null: nothing.</param>
        private async Task GatherAsync<TRow>(FactKinds kind, Func<Person, List<TRow>> list, CancellationToken cancellationToken, Action<Person, TRow>? see = null)
            where TRow : FactRow
        {
            bool isSeen = see is not null && Kinds.HasFlag(FactKinds.Seen);
            if (!Kinds.HasFlag(kind))
            {
                if (isSeen) await SeeAsync<TRow>(cancellationToken);
                return;
            }

            foreach (TRow row in await AtAsync<TRow>(context, sequence, request, cancellationToken))
            {
                // A fact of a subject who is not in the reports (not enrolled, withdrawn, of another site) is no part of them.
                if (!people.TryGetValue(row.Subject, out Person? person)) continue;
                list(person).Add(row);
                if (isSeen) see!(person, row);
            }
        }

        // A report that does not read the facts themselves reads their days alone.
        private async Task SeeAsync<TRow>(CancellationToken cancellationToken)
            where TRow : FactRow
        {
            var days = await At<TRow>(context, sequence, request).Where(row => row.Occurred != null)
                .Select(row => new { row.Subject, row.Occurred!.Earliest, row.Occurred.Latest, row.Occurred.Precision }).ToListAsync(cancellationToken);
            foreach (var day in days)
            {
                if (people.TryGetValue(day.Subject, out Person? person)) person.See(day.Earliest, day.Latest, day.Precision, CutDay);
            }

            if (typeof(TRow) != typeof(FlareUpRow)) return;
            var ends = await At<FlareUpRow>(context, sequence, request).Where(row => row.End != null)
                .Select(row => new { row.Subject, row.End!.Earliest, row.End.Latest, row.End.Precision }).ToListAsync(cancellationToken);
            foreach (var day in ends)
            {
                if (people.TryGetValue(day.Subject, out Person? person)) person.See(day.Earliest, day.Latest, day.Precision, CutDay);
            }
        }

        private void SeeOccurred(Person person, FactRow row) => See(person, row.Occurred);

        private void See(Person person, PartialDate? date)
        {
            if (date is not null) person.See(date.Earliest, date.Latest, date.Precision, CutDay);
        }
    }

    private static IQueryable<TRow> At<TRow>(AnalyticsContext context, long sequence, ReportRequest? request)
        where TRow : FactRow
    {
        IQueryable<TRow> rows = context.Set<TRow>().AsNoTracking().Where(row => row.FromSequence <= sequence && (row.ToSequence == null || row.ToSequence > sequence));
        if (request?.Site is { } site) rows = rows.Where(row => row.Site == site);
        return rows;
    }

    private static Task<List<TRow>> AtAsync<TRow>(AnalyticsContext context, long sequence, ReportRequest? request, CancellationToken cancellationToken)
        where TRow : FactRow => At<TRow>(context, sequence, request).OrderBy(row => row.FromSequence).ToListAsync(cancellationToken);

    private static async Task<ReportCut> CutAsync(AnalyticsContext context, Guid? logId, long sequence, CancellationToken cancellationToken)
    {
        LogTime? time = await context.LogTimes.AsNoTracking()
            .Where(row => row.FromSequence <= sequence).OrderByDescending(row => row.FromSequence).FirstOrDefaultAsync(cancellationToken);
        return new ReportCut(logId, sequence, time is null ? null : DateTimeOffset.FromUnixTimeMilliseconds(time.RecordedMs));
    }

    private static bool Fits(Person person, ReportRequest request) =>
        (request.Disease is not { } disease || person.Has(disease))
        && (request.Sex is not { } sex || string.Equals(person.Sex, sex, StringComparison.Ordinal))
        && (request.Country is not { } country || string.Equals(person.Country, country, StringComparison.Ordinal))
        && (request.BornFrom is not { } first || person.Birth.Earliest.Year >= first)
        && (request.BornTo is not { } last || person.Birth.Latest.Year <= last)
        && (request.VariantClass is not { } variantClass || VariantClass.Of(person).Contains(variantClass, StringComparer.Ordinal))
        && (request.ParentalAllele is not { } allele || VariantClass.HasAllele(person, allele));

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
