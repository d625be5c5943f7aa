using System.Text.Json.Nodes;
using Registry.Clinical.Decisions;
using Xunit;
using static Registry.Service.Tests.Clinical.Told;

namespace Registry.Service.Tests.Clinical;

/// <summary>What holds for the rules over any facts. The seed of a failing run stands in its message.</summary>
public class RulePropertyTests
{
    private const int Runs = 150;

    [Fact]
    public void The_order_of_resources_decides_nothing() => Hold(random =>
    {
        JsonObject[] entries = Entries(random);
        JsonObject[] shuffled = [.. entries];
        random.Shuffle(shuffled);

        Assert.Equal(Outcome(new HeldRegistry(), entries), Outcome(new HeldRegistry(), shuffled));
    });

    [Fact]
    public void What_is_open_depends_on_the_facts_alone_and_not_on_the_bundles_that_brought_them()
    {
        int compared = 0;
        Hold(random => compared += IsSameApart(random) ? 1 : 0);
        Assert.True(compared > Runs / 4, $"Only {compared} of {Runs} were compared.");
    }

    [Fact]
    public void A_date_told_less_precisely_breaks_no_rule_that_it_did_not_break_before() => Hold(random =>
    {
        JsonObject[] entries = Entries(random);
        (bool wasRefused, string[] before) = Broken(Send(new HeldRegistry(), entries));
        (bool isRefused, string[] after) = Broken(Send(new HeldRegistry(), [.. entries.Select(Blurred)]));

        // A refusal names errors alone, so only like is compared with like.
        if (isRefused) Assert.True(wasRefused);
        if (isRefused == wasRefused) Assert.Subset(new HashSet<string>(before), new HashSet<string>(after));
    });

    private static bool IsSameApart(Random random)
    {
        JsonObject[] entries = Entries(random);
        HeldRegistry together = new();
        HeldRegistry apart = new();
        // What is refused together may be taken in part; then the two do not hold the same facts.
        if (Send(together, entries) is Decision.Refused) return false;
        JsonObject[] rest = entries[1..];
        random.Shuffle(rest);
        foreach (JsonObject entry in rest)
        {
            if (Send(apart, [entries[0], entry]) is Decision.Refused) return false;
        }

        Assert.Equal(Open(together), Open(apart));
        Assert.Equal(together.Facts(), apart.Facts());
        return true;
    }

    private static Decision Send(HeldRegistry registry, JsonObject[] entries) => registry.Send(Some.Here, Some.Bundle(entries), new Registry.Clinical.Submissions.Interaction.Transaction());

    private static (bool IsRefused, string[] Rules) Broken(Decision decision) => decision switch
    {
        Decision.Refused refused => (true, [.. refused.Refusal.Findings.Select(finding => finding.Rule)]),
        Decision.Decided decided => (false, [.. decided.Changeset.FindingsOpened.Select(finding => finding.Rule)]),
        _ => throw new InvalidOperationException(),
    };

    private static string[] Outcome(HeldRegistry registry, JsonObject[] entries) => Send(registry, entries) switch
    {
        Decision.Refused refused => [.. refused.Refusal.Findings.Select(finding => $"{finding.Rule} {finding.Message}").Order(StringComparer.Ordinal)],
        _ => Open(registry),
    };

    private static string[] Open(HeldRegistry registry) =>
        [.. registry.Subjects.Values.SelectMany(subject => subject.Findings).Select(finding => $"{finding.Key} {finding.Severity} {finding.Text.Message}").Order(StringComparer.Ordinal)];

    /// <summary>A Patient, and some of everything that rules look at; few dates, so that they meet.</summary>
    private static JsonObject[] Entries(Random random)
    {
        string Day() => Pick(random, "2016-02-03", "2018-05-07", "2018-05-08", "2019-11-30", "2021-01-01", "2024-07-15");
        JsonObject[] pool =
        [
            Diagnosis("FOP", verification: Pick(random, "confirmed", "provisional", "refuted"), fopClass: Pick(random, null!, "classic", "variant"), recorded: Day(), onset: Day()),
            Diagnosis("POH", "d1", verification: Pick(random, "provisional", "unconfirmed", "refuted"), recorded: Day()),
            Diagnosis("POH", "d2", verification: "provisional", recorded: Day(), onset: Day()),
            Variant("ACVR1", coding: Pick(random, "NM_001111067.4:c.617G>A", "NM_001105.4:c.983G>A", "ENST00000263640.7:c.1G>A"), state: Pick(random, "LA6706-1", "LA6705-3")),
            Variant("GNAS", "g2", allele: Pick(random, "paternal", "maternal", "undetermined"), hasBasis: random.Next(2) == 0),
            Feature("HP:0001844", "toe", random.Next(2) == 0, Day()),
            Feature("HP:0004322", "short"), Feature("HP:0001513", "obese"), Feature("HP:0001156", "fingers", random.Next(2) == 0),
            FlareUp("f1", Day(), region: Pick(random, "shoulder", "knee"), outcome: Pick(random, "ho-formed", "regressed"), trigger: Pick(random, "biopsy", "intramuscular-injection", "fall")),
            FlareUp("f2", Day(), outcome: "ho-formed"),
            Lesion("l1", Day(), Pick(random, "shoulder", "thigh"), depth: Pick(random, "deep", "dermis", "subcutis"), method: Pick(random, null!, "ct")),
            Lesion("l2", Day(), "thigh", depth: Pick(random, "dermis", "deep")),
            Volume("o1", random.Next(100), Day()), Volume("o2", random.Next(100), Day()), Volume("o3", random.Next(100), Day()),
            Joint("j1", Pick(random, "ankylosed", "free"), Day()), Joint("j2", Pick(random, "restricted", "ankylosed"), Day(), Pick(random, "left", "bilateral")), Joint("j3", "free", Day()),
            Mobility("m1", "wheelchair-full", Day()), Mobility("m2", "independent", Day()),
            Cajis("k1", random.Next(30), Day()), Cajis("k2", random.Next(30), Day()),
            Laboratory("2731-8", random.Next(100), "pg/mL", 15, 65, date: Day()),
            Surgery(Pick(random, "biopsy", "excision", "joint-release"), date: Day()),
            Treatment("palovarotene", Day()),
            Status(Pick(random, "alive", "dead", "lost-to-follow-up"), Day()),
            Cause(Day(), role: "underlying"), Cause("2024-07-15", "c2", "fall", "underlying"),
        ];
        random.Shuffle(pool);
        return [Put(Patient(Pick(random, "2014-06", "2010", "1940-01-02"), Pick(random, "female", "male", "unknown"), Pick(random, null!, null!, "2024-07-15"))), .. pool.Take(random.Next(2, 14)).Select(Put)];
    }

    private static JsonObject Blurred(JsonObject entry)
    {
        JsonObject blurred = entry.DeepClone().AsObject();
        JsonObject resource = blurred["resource"]!.AsObject();
        foreach (JsonObject? owner in (JsonObject?[])[resource, resource["effectivePeriod"] as JsonObject])
        {
            if (owner is null) continue;
            foreach (string name in (string[])["effectiveDateTime", "start", "onsetDateTime", "recordedDate", "birthDate", "deceasedDateTime"])
            {
                if (owner[name] is { } date) owner[name] = date.GetValue<string>()[..4];
            }
        }

        return blurred;
    }

    private static string Pick(Random random, params string[] choices) => choices[random.Next(choices.Length)];

    private static void Hold(Action<Random> property)
    {
        for (int seed = 1; seed <= Runs; seed++)
        {
            try
            {
                property(new Random(seed));
            }
            catch (Exception fault)
            {
                throw new InvalidOperationException(FormattableString.Invariant($"Seed {seed}: {fault.Message}"), fault);
            }
        }
    }
}
