using System.Diagnostics;
using Registry.Clinical;
using Registry.Clinical.Dispatch;
using Registry.Clinical.Events;
using Registry.Clinical.Rules;
using Registry.Contracts.Callers;
using Registry.Contracts.Events;

namespace Registry.Benchmarks;

/// <summary>What all rules cost for one person: held facts as the store reads them, each event read from its JSON when a rule asks for it.</summary>
internal static class RuleCost
{
    private const int Runs = 300;

    // Long enough for the tiered compiler to have done with what it compiles in the background.
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(4);

    private static readonly RuleBasis Basis = new(new DateOnly(2026, 3, 1), RuleThresholds.Default);

    private static readonly Disease[] Diseases =
    [
        new() { Key = "FOP", Title = "Fibrodysplasia ossificans progressiva", Gene = "HGNC:171", Reports = [] },
        new() { Key = "POH", Title = "Progressive osseous heteroplasia", Gene = "HGNC:4392", ParentalAllele = "paternal", OtherAllele = "pseudohypoparathyroidism 1A", Reports = [] },
    ];

    public static int Run()
    {
        Console.WriteLine("| facts | median | best | allocated | findings |");
        Console.WriteLine("|---|---|---|---|---|");
        foreach (int count in (int[])[50, 500, 5_000])
        {
            HeldFact[] facts = [.. Life(count)];
            int findings = 0;
            for (long begin = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(begin) < WarmUp;) findings = Judge(facts);
            double[] microseconds = new double[Runs];
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int run = 0; run < Runs; run++)
            {
                long start = Stopwatch.GetTimestamp();
                Judge(facts);
                microseconds[run] = Stopwatch.GetElapsedTime(start).TotalMicroseconds;
            }

            long allocated = (GC.GetAllocatedBytesForCurrentThread() - before) / Runs;
            Array.Sort(microseconds);
            Console.WriteLine(FormattableString.Invariant($"| {count} | {microseconds[Runs / 2]:F0} µs | {microseconds[0]:F0} µs | {allocated / 1024} kB | {findings} |"));
        }

        return 0;
    }

    private static int Judge(HeldFact[] facts)
    {
        PersonFacts person = new(facts.Select(held => new LiveFact(held, default)), Diseases);
        int findings = 0;
        foreach (Rule rule in RuleTable.All) findings += rule.Find(person, Basis).Count();
        return findings;
    }

    /// <summary>A person with FOP, and as many flare-ups, lesions, scores, joints, volumes and measurements as asked, in turn, over twenty years.</summary>
    private static IEnumerable<HeldFact> Life(int count)
    {
        EventHeader none = NoHeader.Value;
        PartialDate birth = On(0);
        yield return Hold("Patient/p#subject", birth, new SubjectEnrolled { Header = none, Demographics = new Demographics { Sex = "female", BirthDate = birth, Country = "NL" } });
        yield return Hold("Condition/d", On(900), new DiagnosisRecorded { Header = none, Disease = "FOP", Code = new CodedValue("https://www.orpha.net", "337"), Verification = "confirmed", Onset = On(700), Class = null });
        yield return Hold("Observation/g", On(900), Variant());
        for (int index = 3; index < count; index++)
        {
            int day = 1_000 + (index * 6_000 / count);
            yield return Hold(FormattableString.Invariant($"Observation/{index:D6}"), On(day), (index % 7) switch
            {
                0 => new FlareUpReported { Header = none, End = On(day + 40), Region = "shoulder", Laterality = "left", Trigger = "fall", Symptoms = ["pain"], Outcome = index % 2 == 0 ? "ho-formed" : "regressed" },
                1 => new OssificationReported { Header = none, Region = "shoulder", Laterality = "left", Depth = "deep", Tissue = "skeletal-muscle", FlareUp = null },
                2 => new FunctionAssessed { Header = none, Instrument = "cajis", Score = Math.Min(30, day / 250), Sites = [], Level = null, Region = null, Laterality = null, CaregiverNeed = null },
                3 => new FunctionAssessed { Header = none, Instrument = "joint-status", Score = null, Sites = [], Level = "restricted", Region = "elbow", Laterality = "left", CaregiverNeed = null },
                4 => new OssificationMeasured { Header = none, CubicMillimetres = day, Region = null, HeadExcluded = "yes", Method = "ct" },
                5 => new LaboratoryMeasured { Header = none, Analyte = new CodedValue("http://loinc.org", "2731-8"), Value = 40, Unit = "pg/mL", ReferenceLow = 15, ReferenceHigh = 65, Interpretation = "N" },
                _ => new VitalStatusConfirmed { Header = none, Status = "alive", Source = "visit" },
            });
        }
    }

    private static VariantReported Variant() => new()
    {
        Header = NoHeader.Value,
        Gene = StandardCodes.HgncAcvr1,
        CodingHgvs = "NM_001111067.4:c.617G>A",
        ProteinHgvs = "NP_001104537.1:p.(Arg206His)",
        GenomicHgvs = null,
        Presence = new CodedValue(StandardCodes.Loinc, StandardCodes.Present),
        AllelicState = new CodedValue(StandardCodes.Loinc, StandardCodes.Heterozygous),
        SourceClass = null,
        Transmission = null,
        ParentalAllele = null,
    };

    private static HeldFact Hold(string fact, PartialDate occurred, IRegistryEvent told)
    {
        string[] key = fact.Split('#')[0].Split('/');
        return new HeldFact
        {
            Fact = fact,
            EventType = told.GetType().Name,
            Sequence = 1,
            Site = SiteId.Local,
            Source = new ResourceKey(key[0], key[1]),
            SourceVersion = 1,
            Occurred = occurred,
            Body = EventJson.WriteBody(told),
        };
    }

    private static PartialDate On(int day)
    {
        DateOnly date = new DateOnly(2006, 1, 1).AddDays(day);
        return new PartialDate { Earliest = date, Latest = date, Precision = DatePrecision.Day };
    }
}
