using System.Security.Cryptography;
using System.Text;
using Registry.Contracts.Callers;
using Registry.Contracts.Events;

namespace Registry.Service.Tests.Analytics;

/// <summary>An event log in memory: says what happened in a line each, and hands it out as the server would.</summary>
internal sealed class SomeLog
{
    internal static readonly Guid FirstId = new("6f1c9f5e-0000-4000-8000-000000000001");

    private readonly List<IRegistryEvent> _events = [];

    internal SomeLog(Guid? id = null) => Id = id ?? FirstId;

    internal Guid Id { get; }

    internal IReadOnlyList<IRegistryEvent> Events => _events;

    internal long Head => _events.Count;

    /// <summary>When the next event is recorded.</summary>
    internal DateTimeOffset Now { get; set; } = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    /// <summary>The site that states what follows.</summary>
    internal string Site { get; set; } = "berlin";

    internal Task<IReadOnlyList<IRegistryEvent>> Read(long after, int limit, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult<IReadOnlyList<IRegistryEvent>>([.. _events.Skip((int)after).Take(limit)]);
    }

    /// <summary>A subject named for the test: the same name is always the same subject.</summary>
    internal static SubjectId Subject(string name) => new(new Guid(SHA256.HashData(Encoding.UTF8.GetBytes(name)).AsSpan(0, 16)));

    /// <summary>2001, 2001-02 or 2001-02-03.</summary>
    internal static PartialDate? Date(string? text)
    {
        if (text is null) return null;
        int[] parts = [.. text.Split('-').Select(part => int.Parse(part, System.Globalization.CultureInfo.InvariantCulture))];
        DateOnly first = new(parts[0], parts.Length > 1 ? parts[1] : 1, parts.Length > 2 ? parts[2] : 1);
        return parts.Length switch
        {
            1 => new PartialDate { Earliest = first, Latest = first.AddYears(1).AddDays(-1), Precision = DatePrecision.Year },
            2 => new PartialDate { Earliest = first, Latest = first.AddMonths(1).AddDays(-1), Precision = DatePrecision.Month },
            _ => new PartialDate { Earliest = first, Latest = first, Precision = DatePrecision.Day },
        };
    }

    internal long Enrol(string subject, string born, string? entry, string sex = "female", string? country = "DE", long? supersedes = null) =>
        Add(header => new SubjectEnrolled { Header = header, Demographics = Demographics(born, sex, country) }, subject, "demographics", entry, supersedes);

    internal long Update(string subject, string born, string sex = "female", string? country = "DE", long? supersedes = null, string? entry = null) =>
        Add(header => new SubjectUpdated { Header = header, Demographics = Demographics(born, sex, country) }, subject, "demographics", entry, supersedes);

    internal long Consent(string subject, string scope, bool isPermitted, long? supersedes = null) =>
        Add(header => new ConsentChanged { Header = header, Scope = scope, IsPermitted = isPermitted, PolicyVersion = "1" }, subject, "consent-" + scope, null, supersedes);

    internal long Withdraw(string subject) => Add(header => new SubjectWithdrawn { Header = header }, subject, "withdrawal", null, null);

    internal long Link(string subject, string other) => Add(header => new SubjectsLinked { Header = header, Other = Subject(other) }, subject, "link-" + other, null, null);

    internal long Unlink(string subject, string other) => Add(header => new SubjectsUnlinked { Header = header, Other = Subject(other) }, subject, "link-" + other, null, null);

    internal long Diagnose(string subject, string disease, string? on = null, string verification = "confirmed", long? supersedes = null) => Add(
        header => new DiagnosisRecorded
        {
            Header = header,
            Disease = disease,
            Code = new CodedValue("http://www.orpha.net", disease is "FOP" ? "337" : "2762"),
            Verification = verification,
            Onset = null,
            Class = null,
        },
        subject, "diagnosis-" + disease, on, supersedes);

    internal long Variant(string subject, string gene) => Add(
        header => new VariantReported
        {
            Header = header,
            Gene = gene,
            CodingHgvs = "NM_001111067.4:c.617G>A",
            ProteinHgvs = "NP_001104537.1:p.(Arg206His)",
            GenomicHgvs = null,
            Presence = new CodedValue("http://loinc.org", "LA9633-4"),
            AllelicState = null,
            SourceClass = null,
            Transmission = new CodedValue("http://loinc.org", "LA26807-0"),
            ParentalAllele = null,
        },
        subject, "variant", null, null);

    internal long FlareUp(string subject, string fact, string? onset, string? region = "upper-back", string? trigger = "spontaneous", string? outcome = null, long? supersedes = null) => Add(
        header => new FlareUpReported { Header = header, End = null, Region = region, Trigger = trigger, Symptoms = ["swelling", "pain"], Outcome = outcome },
        subject, fact, onset, supersedes);

    internal long Ossification(string subject, string fact, string? seen) => Add(
        header => new OssificationReported { Header = header, Region = "upper-back", Laterality = null, Depth = "deep", Tissue = null, FlareUp = null }, subject, fact, seen, null);

    internal long Status(string subject, string status, string on, string fact = "status") =>
        Add(header => new VitalStatusConfirmed { Header = header, Status = status }, subject, fact + on, on, null);

    internal long Death(string subject, string? on, string fact = "death", long? supersedes = null) =>
        Add(header => new DeathReported { Header = header, Cause = null }, subject, fact, on, supersedes);

    internal long Open(string subject, string rule) =>
        Add(header => new FindingOpened { Header = header, Rule = rule, Severity = "warning", Category = "plausibility/temporal" }, subject, "finding-" + rule, null, null);

    internal long Close(string subject, string rule, long? supersedes = null) =>
        Add(header => new FindingClosed { Header = header, Rule = rule }, subject, "finding-" + rule, null, supersedes);

    internal long Retract(long sequence)
    {
        IRegistryEvent retracted = _events[(int)sequence - 1];
        EventHeader of = retracted.Header;
        return Add(
            header => new FactRetracted { Header = header with { Subject = of.Subject, Site = of.Site }, RetractedType = retracted.GetType().Name, Reason = "entered-in-error" },
            "", of.Fact, null, sequence);
    }

    /// <summary>Any event with the next header.</summary>
    internal long Add(Func<EventHeader, IRegistryEvent> make, string subject, string fact, string? occurred, long? supersedes)
    {
        long sequence = _events.Count + 1;
        _events.Add(make(new EventHeader
        {
            LogId = Id,
            Sequence = sequence,
            PreviousOfType = null,
            SchemaVersion = 1,
            Subject = Subject(subject),
            Site = new SiteId(Site),
            Fact = fact,
            Source = "Observation/1/_history/1",
            Occurred = Date(occurred),
            Recorded = Now,
            Supersedes = supersedes,
            Derivation = "test#1/1",
        }));
        return sequence;
    }

    private static Demographics Demographics(string born, string sex, string? country) => new() { Sex = sex, BirthDate = Date(born)!, Country = country };
}

/// <summary>Who asks in tests.</summary>
internal static class SomeCaller
{
    internal static readonly Caller Coordinator = new("coordinators-office", new SiteId("berlin"), CallerRoles.Coordinator);

    internal static Caller Submitter(string site) => new("hospital", new SiteId(site), CallerRoles.Submitter);
}
