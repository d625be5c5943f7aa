using Microsoft.EntityFrameworkCore;
using Registry.Contracts.Events;

namespace Registry.Analytics.Projections;

/// <summary>What each event means for the rows: one batch of events, read once, applied in memory, saved by the runner's transaction.</summary>
internal sealed class FactProjection
{
    /// <summary>Its name in the checkpoint table.</summary>
    internal const string Name = "facts";

    private const string RegistryScope = "registry";

    private readonly AnalyticsContext _context;
    private readonly Dictionary<SubjectId, SubjectRow> _subjects = [];
    private readonly List<LinkRow> _links = [];
    private readonly LiveRows<ConsentRow> _consents;
    private readonly LiveRows<DiagnosisRow> _diagnoses;
    private readonly LiveRows<VariantRow> _variants;
    private readonly LiveRows<FlareUpRow> _flareUps;
    private readonly LiveRows<OssificationRow> _ossifications;
    private readonly LiveRows<VitalStatusRow> _vitalStatuses;
    private readonly LiveRows<DeathRow> _deaths;
    private readonly LiveRows<FindingRow> _findings;
    private long _recordedMs = long.MinValue;

    private FactProjection(AnalyticsContext context)
    {
        _context = context;
        _consents = new(context);
        _diagnoses = new(context);
        _variants = new(context);
        _flareUps = new(context);
        _ossifications = new(context);
        _vitalStatuses = new(context);
        _deaths = new(context);
        _findings = new(context);
    }

    /// <summary>Reads every open row that these events can touch.</summary>
    internal static async Task<FactProjection> LoadAsync(AnalyticsContext context, IReadOnlyList<IRegistryEvent> events, CancellationToken cancellationToken)
    {
        FactProjection projection = new(context);
        await projection.LoadSubjectsAsync(events, cancellationToken);
        await projection.LoadFactsAsync(events, cancellationToken);
        LogTime? last = await context.LogTimes.OrderByDescending(time => time.FromSequence).FirstOrDefaultAsync(cancellationToken);
        if (last is not null) projection._recordedMs = last.RecordedMs;
        return projection;
    }

    /// <summary>Applies the next event.</summary>
    /// <exception cref="LogContradictionException">It contradicts those before it.</exception>
    /// <exception cref="UnknownEventException">Its type has no row here and is not known to need none.</exception>
    internal void Apply(IRegistryEvent registryEvent)
    {
        EventHeader header = registryEvent.Header;
        if (header.Fact.Length > Limits.FactChars) throw new LogContradictionException("A fact's key is longer than a key can be.");
        KeepTime(header);
        switch (registryEvent)
        {
            case SubjectEnrolled enrolled: Enrol(header, enrolled.Demographics); break;
            case SubjectUpdated updated: Update(header, updated.Demographics); break;
            case ConsentChanged changed: Change(header, changed); break;
            case SubjectWithdrawn: Readmit(header, isWithdrawn: true); break;
            case SubjectsLinked linked: Link(header, linked.Other); break;
            case SubjectsUnlinked unlinked: Unlink(header, unlinked.Other); break;
            case DiagnosisRecorded diagnosis: _diagnoses.Open(header, RowOf(header, diagnosis)); break;
            case VariantReported variant: _variants.Open(header, RowOf(header, variant)); break;
            case FlareUpReported flareUp: _flareUps.Open(header, RowOf(header, flareUp)); break;
            case OssificationReported ossification: _ossifications.Open(header, RowOf(header, ossification)); break;
            case VitalStatusConfirmed status: _vitalStatuses.Open(header, RowOf(header, status)); break;
            case DeathReported death: _deaths.Open(header, RowOf(header, death)); break;
            case FindingOpened finding: _findings.Open(header, RowOf(header, finding)); break;
            case FindingClosed: _findings.Retract(header); break;
            case FactRetracted retracted: Retract(header, retracted.RetractedType); break;
            case VariantInterpreted or FeatureReported or OssificationMeasured or FunctionAssessed or LaboratoryMeasured or TreatmentReported or SurgeryReported or StudyReported or PatientOutcomeReported: break; // No report reads them yet; they need no row.
            default: throw new UnknownEventException(registryEvent.GetType().Name);
        }
    }

    private void Retract(EventHeader header, string type)
    {
        switch (type)
        {
            case nameof(SubjectEnrolled) or nameof(SubjectUpdated): Remove(header); break;
            case nameof(SubjectWithdrawn): Readmit(header, isWithdrawn: false); break;
            case nameof(ConsentChanged): _consents.Retract(header); break;
            case nameof(SubjectsLinked): CloseLinks(header, link => link.FromSequence == header.Supersedes); break;
            case nameof(DiagnosisRecorded): _diagnoses.Retract(header); break;
            case nameof(VariantReported): _variants.Retract(header); break;
            case nameof(FlareUpReported): _flareUps.Retract(header); break;
            case nameof(OssificationReported): _ossifications.Retract(header); break;
            case nameof(VitalStatusConfirmed): _vitalStatuses.Retract(header); break;
            case nameof(DeathReported): _deaths.Retract(header); break;
            case nameof(FindingOpened): _findings.Retract(header); break;
            case nameof(VariantInterpreted) or nameof(FeatureReported) or nameof(OssificationMeasured) or nameof(FunctionAssessed) or nameof(LaboratoryMeasured) or nameof(TreatmentReported) or nameof(SurgeryReported) or nameof(StudyReported) or nameof(PatientOutcomeReported): break;
            default: throw new UnknownEventException($"{nameof(FactRetracted)} of {type}");
        }
    }

    private void Enrol(EventHeader header, Demographics demographics)
    {
        SubjectRow? before = _subjects.GetValueOrDefault(header.Subject);
        if (before is not null && header.Supersedes is null) throw new LogContradictionException("A subject is enrolled twice.");
        if (before is not null) before.ToSequence = header.Sequence;
        Open(RowOf(header, demographics, header.Occurred, before?.IsWithdrawn ?? false));
    }

    private void Update(EventHeader header, Demographics demographics)
    {
        SubjectRow before = EnrolledRow(header);
        before.ToSequence = header.Sequence;
        // An update carries the entry date as it stands now, so that a corrected one reaches the estimates; without one, the enrolment's holds.
        Open(RowOf(header, demographics, header.Occurred ?? before.Occurred, before.IsWithdrawn));
    }

    private void Change(EventHeader header, ConsentChanged changed)
    {
        _consents.Open(header, RowOf(header, changed));
        // The decision can stand before the enrolment that it permits, in the same commit: then there is nobody to readmit.
        if (changed.Scope is RegistryScope && _subjects.ContainsKey(header.Subject)) Readmit(header, !changed.IsPermitted);
    }

    private void Readmit(EventHeader header, bool isWithdrawn)
    {
        SubjectRow before = EnrolledRow(header);
        if (before.IsWithdrawn == isWithdrawn) return;
        before.ToSequence = header.Sequence;
        Open(before.From(header.Sequence, isWithdrawn));
    }

    private void Remove(EventHeader header)
    {
        EnrolledRow(header).ToSequence = header.Sequence;
        _subjects.Remove(header.Subject);
    }

    private void Open(SubjectRow row)
    {
        _context.Add(row);
        _subjects[row.Subject] = row;
    }

    private SubjectRow EnrolledRow(EventHeader header) =>
        _subjects.GetValueOrDefault(header.Subject) ?? throw new LogContradictionException("An event changes a subject who is not enrolled.");

    private void Link(EventHeader header, SubjectId other)
    {
        LinkRow row = new()
        {
            FromSequence = header.Sequence,
            Subject = header.Subject,
            Site = header.Site.Value,
            Fact = header.Fact,
            Occurred = header.Occurred,
            Other = other,
        };
        _context.Add(row);
        _links.Add(row);
    }

    // A link has no direction: it may have been stated from both sides, and one statement that it is wrong ends both.
    private void Unlink(EventHeader header, SubjectId other) =>
        CloseLinks(header, link => (link.Subject == header.Subject && link.Other == other) || (link.Subject == other && link.Other == header.Subject));

    private void CloseLinks(EventHeader header, Predicate<LinkRow> isMeant)
    {
        foreach (LinkRow link in _links.FindAll(isMeant)) link.ToSequence = header.Sequence;
        _links.RemoveAll(isMeant);
    }

    private void KeepTime(EventHeader header)
    {
        long recordedMs = header.Recorded.ToUnixTimeMilliseconds();
        if (recordedMs < _recordedMs) throw new LogContradictionException("The log's clock goes backward.");
        if (recordedMs == _recordedMs) return;
        _recordedMs = recordedMs;
        _context.Add(new LogTime { FromSequence = header.Sequence, RecordedMs = recordedMs });
    }

    private async Task LoadSubjectsAsync(IReadOnlyList<IRegistryEvent> events, CancellationToken cancellationToken)
    {
        SubjectId[] subjects = [.. events.Where(TouchesSubject).Select(item => item.Header.Subject).Distinct()];
        if (subjects.Length == 0) return;
        foreach (SubjectRow row in await _context.Set<SubjectRow>().Where(row => row.ToSequence == null && subjects.Contains(row.Subject)).ToListAsync(cancellationToken))
            _subjects[row.Subject] = row;
        if (!events.Any(TouchesLink)) return;
        SubjectId[] linked = [.. events.Where(TouchesLink).Select(item => item.Header.Subject).Distinct()];
        _links.AddRange(await _context.Set<LinkRow>()
            .Where(row => row.ToSequence == null && (linked.Contains(row.Subject) || linked.Contains(row.Other))).ToListAsync(cancellationToken));
    }

    private async Task LoadFactsAsync(IReadOnlyList<IRegistryEvent> events, CancellationToken cancellationToken)
    {
        foreach (IGrouping<string, IRegistryEvent> ofType in events.GroupBy(TypeOfFact, StringComparer.Ordinal))
        {
            EventHeader[] headers = [.. ofType.Select(item => item.Header)];
            Task loading = ofType.Key switch
            {
                nameof(ConsentChanged) => _consents.LoadAsync(headers, cancellationToken),
                nameof(DiagnosisRecorded) => _diagnoses.LoadAsync(headers, cancellationToken),
                nameof(VariantReported) => _variants.LoadAsync(headers, cancellationToken),
                nameof(FlareUpReported) => _flareUps.LoadAsync(headers, cancellationToken),
                nameof(OssificationReported) => _ossifications.LoadAsync(headers, cancellationToken),
                nameof(VitalStatusConfirmed) => _vitalStatuses.LoadAsync(headers, cancellationToken),
                nameof(DeathReported) => _deaths.LoadAsync(headers, cancellationToken),
                nameof(FindingOpened) => _findings.LoadAsync(headers, cancellationToken),
                _ => Task.CompletedTask,
            };
            await loading;
        }
    }

    /// <summary>The type of event whose rows an event touches.</summary>
    private static string TypeOfFact(IRegistryEvent item) => item switch
    {
        FactRetracted retracted => retracted.RetractedType,
        FindingClosed => nameof(FindingOpened),
        _ => item.GetType().Name,
    };

    private static bool TouchesSubject(IRegistryEvent item) =>
        item is SubjectEnrolled or SubjectUpdated or SubjectWithdrawn or ConsentChanged or FactRetracted || TouchesLink(item);

    private static bool TouchesLink(IRegistryEvent item) =>
        item is SubjectsLinked or SubjectsUnlinked or FactRetracted { RetractedType: nameof(SubjectsLinked) };

    private static SubjectRow RowOf(EventHeader header, Demographics demographics, PartialDate? entry, bool isWithdrawn) => new()
    {
        FromSequence = header.Sequence,
        Subject = header.Subject,
        Site = header.Site.Value,
        Fact = header.Fact,
        Occurred = entry,
        Sex = demographics.Sex,
        Birth = demographics.BirthDate,
        Country = demographics.Country,
        IsWithdrawn = isWithdrawn,
    };

    private static ConsentRow RowOf(EventHeader header, ConsentChanged changed) => new()
    {
        FromSequence = header.Sequence,
        Subject = header.Subject,
        Site = header.Site.Value,
        Fact = header.Fact,
        Occurred = header.Occurred,
        Scope = changed.Scope,
        IsPermitted = changed.IsPermitted,
        PolicyVersion = changed.PolicyVersion,
    };

    private static DiagnosisRow RowOf(EventHeader header, DiagnosisRecorded diagnosis) => new()
    {
        FromSequence = header.Sequence,
        Subject = header.Subject,
        Site = header.Site.Value,
        Fact = header.Fact,
        Occurred = header.Occurred,
        Disease = diagnosis.Disease,
        Code = diagnosis.Code,
        Verification = diagnosis.Verification,
        Onset = diagnosis.Onset,
        Class = diagnosis.Class,
    };

    private static VariantRow RowOf(EventHeader header, VariantReported variant) => new()
    {
        FromSequence = header.Sequence,
        Subject = header.Subject,
        Site = header.Site.Value,
        Fact = header.Fact,
        Occurred = header.Occurred,
        Gene = variant.Gene,
        CodingHgvs = variant.CodingHgvs,
        ProteinHgvs = variant.ProteinHgvs,
        GenomicHgvs = variant.GenomicHgvs,
        Presence = variant.Presence,
        AllelicState = variant.AllelicState,
        SourceClass = variant.SourceClass,
        Transmission = variant.Transmission,
        ParentalAllele = variant.ParentalAllele,
    };

    private static FlareUpRow RowOf(EventHeader header, FlareUpReported flareUp) => new()
    {
        FromSequence = header.Sequence,
        Subject = header.Subject,
        Site = header.Site.Value,
        Fact = header.Fact,
        Occurred = header.Occurred,
        End = flareUp.End,
        Region = flareUp.Region,
        Trigger = flareUp.Trigger,
        Symptoms = [.. flareUp.Symptoms],
        Outcome = flareUp.Outcome,
    };

    private static OssificationRow RowOf(EventHeader header, OssificationReported ossification) => new()
    {
        FromSequence = header.Sequence,
        Subject = header.Subject,
        Site = header.Site.Value,
        Fact = header.Fact,
        Occurred = header.Occurred,
        Region = ossification.Region,
        Laterality = ossification.Laterality,
        Depth = ossification.Depth,
        Tissue = ossification.Tissue,
        FlareUp = ossification.FlareUp,
    };

    private static VitalStatusRow RowOf(EventHeader header, VitalStatusConfirmed status) => new()
    {
        FromSequence = header.Sequence,
        Subject = header.Subject,
        Site = header.Site.Value,
        Fact = header.Fact,
        Occurred = header.Occurred,
        Status = status.Status,
    };

    private static DeathRow RowOf(EventHeader header, DeathReported death) => new()
    {
        FromSequence = header.Sequence,
        Subject = header.Subject,
        Site = header.Site.Value,
        Fact = header.Fact,
        Occurred = header.Occurred,
        Cause = death.Cause,
    };

    private static FindingRow RowOf(EventHeader header, FindingOpened finding) => new()
    {
        FromSequence = header.Sequence,
        Subject = header.Subject,
        Site = header.Site.Value,
        Fact = header.Fact,
        Occurred = header.Occurred,
        Rule = finding.Rule,
        Severity = finding.Severity,
        Category = finding.Category,
    };
}
