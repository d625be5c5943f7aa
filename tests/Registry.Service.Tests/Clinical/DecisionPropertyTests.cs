using System.Text.Json.Nodes;
using Registry.Clinical;
using Registry.Clinical.Decisions;
using Registry.Contracts.Events;
using Xunit;

namespace Registry.Service.Tests.Clinical;

/// <summary>What holds for every transaction. The seed of a failing run stands in its message.</summary>
public class DecisionPropertyTests
{
    private const int Runs = 100;

    [Fact]
    public void The_order_of_entries_does_not_change_the_facts() => Hold(random =>
    {
        JsonObject[] entries = Entries(random);
        JsonObject[] shuffled = [.. entries];
        random.Shuffle(shuffled);
        HeldRegistry one = new();
        HeldRegistry other = new();

        one.Take(entries);
        other.Take(shuffled);

        Assert.Equal(one.Facts(), other.Facts());
        // Nor the order of the events by type, so that consumers meet an enrolment before what follows from it.
        Assert.Equal(one.Log.Select(draft => draft.EventType), other.Log.Select(draft => draft.EventType));
        Assert.Equal(nameof(SubjectEnrolled), other.Log[0].EventType);
    });

    [Fact]
    public void The_same_again_in_any_order_is_empty() => Hold(random =>
    {
        JsonObject[] entries = Entries(random);
        HeldRegistry registry = new();
        registry.Take(entries);
        random.Shuffle(entries);

        Decision.Decided again = registry.Take(entries);

        Assert.True(again.Changeset.IsEmpty);
        Assert.Empty(again.Changeset.Claims);
        Assert.Empty(again.Changeset.Releases);
    });

    // The fold in HeldRegistry keeps facts from the drafts alone, and asserts at each that it supersedes what stood.
    [Fact]
    public void Replaying_the_drafts_of_many_submissions_gives_the_facts_of_the_last_content() => Hold(random =>
    {
        HeldRegistry grown = new();
        JsonObject[] last = [];
        for (int step = 0; step < 4; step++)
        {
            last = Entries(random);
            grown.Take(last);
        }

        // What the last bundle no longer names was not taken back, so it is deleted here before the two are compared.
        HashSet<string> named = [.. last.Select(entry => entry["resource"]!["id"]!.GetValue<string>())];
        JsonObject[] deletions = [.. grown.Resources.Values.Where(resource => !resource.IsDeleted && !named.Contains(resource.Key.Id)).Select(resource => Some.Entry("DELETE", resource.Key.ToString()))];
        if (deletions.Length > 0) grown.Take(deletions);
        HeldRegistry fresh = new();
        fresh.Take(last);

        Assert.Equal(Bodies(fresh), Bodies(grown));
    });

    [Fact]
    public void Claims_and_releases_are_sorted_and_subjects_stand_once() => Hold(random =>
    {
        HeldRegistry registry = new();
        for (int step = 0; step < 3; step++)
        {
            Changeset changeset = registry.Take(Entries(random)).Changeset;
            foreach (IReadOnlyList<IdentifierClaim> list in (IReadOnlyList<IdentifierClaim>[])[changeset.Claims, changeset.Releases])
            {
                string[] keys = [.. list.Select(claim => $"{claim.Identifier.Type}\0{claim.Identifier.System}\0{claim.Identifier.Value}")];
                Assert.Equal(keys.Order(StringComparer.Ordinal), keys);
            }

            Assert.Equal(changeset.Subjects.Count, changeset.Subjects.Select(subject => subject.Id).Distinct().Count());
        }
    });

    // An update follows an enrolment under another name; everything else must be equal to the last character.
    private static IEnumerable<string> Bodies(HeldRegistry registry) =>
        registry.Facts().Select(fact => $"{fact.Key} {fact.Value.Replace(nameof(SubjectUpdated), nameof(SubjectEnrolled), StringComparison.Ordinal)}");

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

    /// <summary>A life course of random parts under fixed ids: so the facts' keys do not depend on the order in which ids are made.</summary>
    private static JsonObject[] Entries(Random random)
    {
        List<JsonObject> entries = [Put("p", Some.Patient(birthDate: Pick(random, "2014-06", "2014", "2014-06-03")!, deceased: Pick(random, null, "2025", "2025-03-01"), consents: ["registry:permit:2019-03-12", Pick(random, "reuse:permit:2019-03-12", "reuse:deny:2020-01-01")!]))];
        if (random.Next(2) == 0) entries.Add(Put("d", Some.Diagnosis("FOP", verification: Pick(random, "confirmed", "provisional", "entered-in-error")!, subject: "Patient/p")));
        if (random.Next(2) == 0) entries.Add(Put("g", Some.Variant("ACVR1", transmission: Pick(random, null, "LA26807-0"), subject: "Patient/p")));
        for (int index = random.Next(4); index > 0; index--)
        {
            string id = FormattableString.Invariant($"f{index}");
            entries.Add(Put(id, Some.FlareUp(id, end: Pick(random, null, "2024-11"), region: Pick(random, "shoulder", "neck")!, subject: "Patient/p").With("status", Pick(random, "final", "entered-in-error"))));
            if (random.Next(2) == 0) entries.Add(Put($"l{id}", Some.Lesion($"l{id}", derivedFrom: $"Observation/{id}", subject: "Patient/p")));
        }

        return [.. entries];
    }

    private static JsonObject Put(string id, JsonObject resource) => Some.Entry("PUT", $"{resource["resourceType"]}/{id}", resource.WithId(id));

    private static string? Pick(Random random, params string?[] choices) => choices[random.Next(choices.Length)];
}
