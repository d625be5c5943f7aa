using System.Globalization;

namespace Registry.Service.Tests.Analytics;

/// <summary>Histories of a registry: a small one that a person can follow, and random ones.</summary>
internal static class SomeHistory
{
    /// <summary>Six subjects with a life course, corrections, a retraction, a withdrawal and a linked pair.</summary>
    internal static SomeLog OfRegistry()
    {
        SomeLog log = new();
        Patient(log, "ada", "1960-03-01", "2010-01-15", "FOP", "female");
        Patient(log, "ben", "1975", "2012-06", "FOP", "male");
        Patient(log, "cleo", "1990-07", "2014-02-01", "FOP", "female");
        log.Now = log.Now.AddDays(1);
        log.Site = "madrid";
        Patient(log, "dan", "2005-11-30", "2018-03-03", "POH", "male", country: "ES");
        Patient(log, "eva", "2011-02", "2019-09-09", "POH", "female", country: null);
        long mistaken = log.FlareUp("ada", "a1", "2011-05-01", trigger: "trauma");
        log.FlareUp("ada", "a1", "2011-05-02", trigger: "muscle-fatigue", outcome: "bone-formed", supersedes: mistaken);
        log.FlareUp("ada", "a2", "2012-08", region: "hip", trigger: "unknown");
        log.FlareUp("ben", "b1", "2008", region: "jaw", trigger: null);
        log.FlareUp("ben", "b2", "2013-01-01", region: null);
        log.FlareUp("cleo", "c1", null);
        long wrong = log.Ossification("cleo", "c2", "2030-01-01");
        log.Retract(wrong);
        log.Now = log.Now.AddDays(1);
        log.Status("ada", "alive", "2015-01-01");
        log.Death("ada", "2020-08");
        log.Status("ben", "alive", "2022-02-02");
        log.Status("cleo", "alive", "2019-01-01");
        log.Status("cleo", "lost-to-follow-up", "2021-01-01");
        log.Ossification("dan", "d1", "2021-06");
        Course(log);
        log.Status("eva", "alive", "2025-05-05");
        log.Site = "berlin";
        Patient(log, "eva2", "2011-02-10", "2020-01-01", "POH", "female");
        log.Link("eva2", "eva");
        long opened = log.Open("ada", "R7");
        log.Close("ada", "R7", supersedes: opened);
        Patient(log, "fay", "1980-01-01", "2015-01-01", "FOP", "female");
        log.Withdraw("fay");
        return log;
    }

    /// <summary>One of every other kind of fact.</summary>
    private static void Course(SomeLog log)
    {
        log.Lesion("ada", "a3", "2011-07-20", "upper-back", depth: "deep", tissue: "skeletal-muscle", flareUp: "a1");
        log.Lesion("ada", "a4", "2013-02", "hip", depth: "deep", tissue: "fascia");
        log.Feature("ada", "HP:0010109", "present", isCongenital: true);
        log.Feature("ben", "HP:0010109", "absent");
        log.Volume("ada", "2012-03-01", 310_000);
        log.Cajis("ada", "2012-03-01", 11);
        log.Cajis("ben", "2013-05-01", 7);
        log.Joint("ada", "2014-04-01", "hip", "ankylosed");
        log.Mobility("ada", "2014-04-01", "wheelchair-part", caregiver: "partial");
        log.Mobility("ben", "2013-05-01", "independent");
        log.Treatment("ada", "t1", "2012-01-01", "2012-12-31", stopReason: "completed");
        log.Study("ada", "trial", "enrolled");
        log.Surgery("dan", "2020-05-05", "excision", "circumscribed", ["recurrence"], "2021-05-05");
        log.Laboratory("dan", "2019-01-01", "2731-8", 71, "pg/mL", 15, 65);
        log.Questionnaire("ben", "2013-05-01", "fop-pfq", 62);
        log.Interpretation("ada", "variant", "LA6668-3");
        log.Lesion("dan", "d2", "2019-04-04", "upper-arm", depth: "subcutis", tissue: "subcutaneous-fat");
        log.DeathOf("ada", "2020-08-15", "cardiorespiratory", dueToDisease: "yes");
        log.Concern("dan", "excision", "2020-05-05", "surgery-excision-2020-05-05");
        log.DiagnoseAs("eva", "AHO", "79443", "refuted", severity: "24484000");
        log.Open("dan", "R13");
        log.Open("ben", "R11");
    }

    /// <summary>A random history that no log would contradict: enrolments first, then anything that can happen.</summary>
    /// <param name="random">What decides it.</param>
    /// <param name="events">How long it is.</param>
    /// <param name="hasWithdrawals">Somebody may withdraw.</param>
    internal static SomeLog Random(Random random, int events, bool hasWithdrawals = true)
    {
        SomeLog log = new();
        List<string> subjects = [];
        List<(long Sequence, string Subject, string Fact, string Type)> live = [];
        Dictionary<string, long> demographics = [];
        Dictionary<string, long> consents = [];
        while (log.Head < events)
        {
            if (random.Next(3) == 0) log.Now = log.Now.AddMilliseconds(random.Next(1, 100_000_000));
            log.Site = random.Next(2) == 0 ? "berlin" : "madrid";
            if (subjects.Count == 0 || random.Next(12) == 0)
            {
                string name = "s" + subjects.Count.ToString(CultureInfo.InvariantCulture);
                demographics[name] = log.Enrol(name, Day(random, 1940, 2015), random.Next(10) == 0 ? null : Day(random, 2000, 2025), random.Next(2) == 0 ? "male" : "female");
                subjects.Add(name);
                continue;
            }

            Step(log, random, subjects, live, demographics, consents, hasWithdrawals);
        }

        return log;
    }

    private static void Step(
        SomeLog log, Random random, List<string> subjects, List<(long Sequence, string Subject, string Fact, string Type)> live, Dictionary<string, long> demographics, Dictionary<string, long> consents, bool hasWithdrawals)
    {
        string subject = subjects[random.Next(subjects.Count)];
        string fact = "f" + log.Head.ToString(CultureInfo.InvariantCulture);
        switch (random.Next(14))
        {
            case 0: demographics[subject] = log.Update(subject, Day(random, 1940, 2015), supersedes: demographics[subject]); break;
            case 1: consents[subject] = log.Consent(subject, "registry", random.Next(3) > 0 || !hasWithdrawals, consents.TryGetValue(subject, out long before) ? before : null); break;
            case 2 when random.Next(3) == 0 && hasWithdrawals: log.Withdraw(subject); break;
            case 3 when subjects.Count > 2: log.Link(subject, subjects[random.Next(subjects.Count)]); break;
            case 4 when subjects.Count > 2: log.Unlink(subject, subjects[random.Next(subjects.Count)]); break;
            case 5 or 6 when !live.Exists(row => row.Subject == subject && row.Type is "diagnosis"):
                string disease = random.Next(2) == 0 ? "FOP" : "POH";
                live.Add((log.Diagnose(subject, disease, Day(random, 1990, 2025), random.Next(5) == 0 ? "provisional" : "confirmed"), subject, "diagnosis-" + disease, "diagnosis"));
                break;
            case 7: live.Add((log.Death(subject, random.Next(4) == 0 ? null : Day(random, 2005, 2026), fact), subject, fact, "death")); break;
            case 8: log.Status(subject, random.Next(3) switch { 0 => "lost-to-follow-up", 1 => "unknown", _ => "alive" }, Day(random, 2005, 2026), fact); break;
            case 9 when live.Count > 0:
                int gone = random.Next(live.Count);
                log.Retract(live[gone].Sequence);
                live.RemoveAt(gone);
                break;
            case 10 when live.Exists(row => row.Type is "flare-up"):
                int index = live.FindIndex(row => row.Type is "flare-up");
                (long sequence, string whose, string what, string type) = live[index];
                live[index] = (log.FlareUp(whose, what, Day(random, 1990, 2026), trigger: "trauma", supersedes: sequence), whose, what, type);
                break;
            default: live.Add((log.FlareUp(subject, fact, random.Next(8) == 0 ? null : Day(random, 1990, 2026)), subject, fact, "flare-up")); break;
        }
    }

    private static string Day(Random random, int fromYear, int toYear)
    {
        int year = random.Next(fromYear, toYear);
        return random.Next(4) switch
        {
            0 => year.ToString(CultureInfo.InvariantCulture),
            1 => string.Create(CultureInfo.InvariantCulture, $"{year}-{random.Next(1, 13):00}"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{year}-{random.Next(1, 13):00}-{random.Next(1, 29):00}"),
        };
    }

    private static void Patient(SomeLog log, string name, string born, string entry, string disease, string sex, string? country = "DE")
    {
        log.Consent(name, "registry", isPermitted: true);
        log.Enrol(name, born, entry, sex, country);
        log.Consent(name, "reuse", isPermitted: sex is "female");
        log.Diagnose(name, disease);
        log.Variant(name, disease is "FOP" ? "HGNC:171" : "HGNC:4392");
    }
}
