using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Registry.Analytics.Projections;
using Registry.Analytics.Reports;
using Registry.Contracts.Callers;
using Registry.Contracts.Events;
using Registry.Server.Schema;

namespace Registry.Benchmarks;

/// <summary>Budgets of issue 7: projections at 10,000 events/s on one core (goal 50,000), each report over 100,000 subjects with 50 events each within 1 s.</summary>
/// <remarks><c>reports [subjects]</c> makes a log in memory, applies it to a new SQLite file, and asks each report three times; the least counts.</remarks>
internal static class ReportRun
{
    private const int EventsPerSubject = 50;

    public static async Task<int> RunAsync(int subjects)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("registry-report-run-");
        try
        {
            Func<AnalyticsContext> open = AnalyticsContexts.For(new DatabaseOptions { Provider = DatabaseProvider.Sqlite, ConnectionString = $"Data Source={Path.Combine(folder.FullName, "analytics.db")}" });
            await using (AnalyticsContext context = open()) await context.Database.MigrateAsync();
            IRegistryEvent[] log = [.. Log(subjects)];
            using ProjectionRunner runner = new(open, (after, limit, _) => Task.FromResult<IReadOnlyList<IRegistryEvent>>(log[(int)after..Math.Min(log.Length, (int)after + limit)]));
            TimeSpan cpuBefore = Process.GetCurrentProcess().TotalProcessorTime;
            long start = Stopwatch.GetTimestamp();
            ProjectionHealth health = await runner.RunUpToAsync(log.Length, CancellationToken.None);
            TimeSpan applied = Stopwatch.GetElapsedTime(start);
            TimeSpan cpu = Process.GetCurrentProcess().TotalProcessorTime - cpuBefore;
            if (health.Fault is { } fault) throw new InvalidOperationException($"Event {fault.Sequence} stopped the projection: {fault.Type}.");
            Say($"{log.Length} events of {subjects} subjects applied in {applied.TotalSeconds:F1} s, {cpu.TotalSeconds:F1} s of processor: {log.Length / cpu.TotalSeconds:F0} events/s on one core.\n\n| report | ms | MB of JSON |\n|---|---|---|");

            using ReportCatalogue reports = new(open, "benchmark", [new ReportDisease("FOP", ReportCatalogue.Names), new ReportDisease("POH", ReportCatalogue.Names)]);
            Caller caller = new("benchmark", SiteId.Local, CallerRoles.Coordinator);
            foreach (string name in ReportCatalogue.Names)
            {
                double least = double.MaxValue;
                long bytes = 0;
                for (int round = 0; round < 3; round++)
                {
                    start = Stopwatch.GetTimestamp();
                    ReportResult.Ready ready = (ReportResult.Ready)await reports.RunAsync(name, new Dictionary<string, string>(), caller, CancellationToken.None);
                    bytes = ReportJson.Write(ready.Report).Length;
                    least = Math.Min(least, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
                }

                Say($"| {name} | {least:F0} | {bytes / 1e6:F1} |");
            }

            return 0;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void Say(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));

    /// <summary>Subjects with an enrolment, a diagnosis, a variant, and flare-ups, lesions, assessments and confirmations after it.</summary>
    private static IEnumerable<IRegistryEvent> Log(int subjects)
    {
        Random random = new(7);
        Guid logId = new("6f1c9f5e-0000-4000-8000-000000000001");
        string[] regions = ["neck", "upper-back", "shoulder", "elbow", "hip", "knee", "jaw", "ankle"];
        long sequence = 0;
        for (int number = 0; number < subjects; number++)
        {
            SubjectId subject = new(new Guid(SHA256.HashData(Encoding.UTF8.GetBytes(number.ToString(CultureInfo.InvariantCulture))).AsSpan(0, 16)));
            bool isPoh = number % 5 == 0;
            DateOnly birth = new DateOnly(1950, 1, 1).AddDays(random.Next(20_000));
            DateOnly entry = birth.AddDays(random.Next(500, 7_000));
            DateOnly Later() => entry.AddDays(random.Next(1, 4_000));
            yield return new SubjectEnrolled { Header = Head(subject, "subject", entry), Demographics = new() { Sex = number % 2 == 0 ? "female" : "male", BirthDate = Day(birth), Country = "DE" } };
            yield return new ConsentChanged { Header = Head(subject, "consent-registry", entry), Scope = "registry", IsPermitted = true, PolicyVersion = "1" };
            yield return new DiagnosisRecorded { Header = Head(subject, "diagnosis", entry), Disease = isPoh ? "POH" : "FOP", Code = new("http://www.orpha.net", isPoh ? "2762" : "337"), Verification = "confirmed", Onset = null, Class = null };
            yield return new VariantReported
            {
                Header = Head(subject, "variant", entry),
                Gene = isPoh ? "HGNC:4392" : "HGNC:171",
                CodingHgvs = "NM_001111067.4:c.617G>A",
                ProteinHgvs = null,
                GenomicHgvs = null,
                Presence = new("http://loinc.org", "LA9633-4"),
                AllelicState = null,
                SourceClass = null,
                Transmission = null,
                ParentalAllele = isPoh ? "paternal" : null,
            };
            for (int step = 4; step < EventsPerSubject - 1; step++)
            {
                string fact = $"Observation/0193a0e2-7c1e-7000-8000-{number:x8}{step:x4}";
                yield return (step % 9) switch
                {
                    0 or 1 or 2 => new FlareUpReported { Header = Head(subject, fact, Later()), End = null, Region = regions[random.Next(8)], Trigger = "spontaneous", Symptoms = ["pain"], Outcome = "regressed" },
                    3 => new OssificationReported { Header = Head(subject, fact, Later()), Region = regions[random.Next(8)], Laterality = "left", Depth = "deep", Tissue = "fascia", FlareUp = null },
                    4 => new FunctionAssessed { Header = Head(subject, fact, Later()), Instrument = "cajis", Score = random.Next(30), Sites = [], Level = null, Region = null, Laterality = null, CaregiverNeed = null },
                    5 => new FunctionAssessed { Header = Head(subject, fact, Later()), Instrument = "mobility-status", Score = null, Sites = [], Level = "independent", Region = null, Laterality = null, CaregiverNeed = null },
                    6 => new LaboratoryMeasured { Header = Head(subject, fact, Later()), Analyte = new("http://loinc.org", "2731-8"), Value = 40, Unit = "pg/mL", ReferenceLow = 15, ReferenceHigh = 65, Interpretation = null },
                    7 => new PatientOutcomeReported { Header = Head(subject, fact, Later()), Instrument = "fop-pfq", Score = random.Next(100), Unit = "{score}", Form = "adult", Respondent = "subject" },
                    _ => new FeatureReported
                    {
                        Header = Head(subject, fact, Later()),
                        Feature = new("http://human-phenotype-ontology.org", "HP:0010109"),
                        Presence = "present",
                        Region = null,
                        Laterality = null,
                        Onset = null,
                        OnsetClass = null,
                        Method = null,
                        Severity = null,
                        Millimetres = null,
                        Relative = null,
                        RelativeDisease = null,
                    },
                };
            }

            yield return number % 8 == 0
                ? new DeathReported { Header = Head(subject, "death", entry.AddDays(4_001)), Cause = new("http://example.org", "pneumonia"), Role = "underlying" }
                : new VitalStatusConfirmed { Header = Head(subject, "status", entry.AddDays(4_001)), Status = "alive" };
        }

        EventHeader Head(SubjectId subject, string fact, DateOnly occurred) => new()
        {
            LogId = logId,
            Sequence = ++sequence,
            PreviousOfType = null,
            SchemaVersion = 1,
            Subject = subject,
            Site = new SiteId("berlin"),
            Fact = fact,
            Source = "Observation/1/_history/1",
            Occurred = Day(occurred),
            Recorded = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).AddSeconds(sequence / 100),
            Supersedes = null,
            Derivation = "benchmark#1/1",
        };
    }

    private static PartialDate Day(DateOnly day) => new() { Earliest = day, Latest = day, Precision = DatePrecision.Day };
}
