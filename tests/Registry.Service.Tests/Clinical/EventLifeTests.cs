using System.Text;
using System.Text.Json.Nodes;
using Registry.Clinical;
using Registry.Contracts.Events;
using Registry.Fhir.Json;
using Xunit;

namespace Registry.Service.Tests.Clinical;

/// <summary>
/// design.md, 6, for every example of the package and so for every event: a new fact is one event, an unchanged one none, a corrected one supersedes,
/// one entered in error or deleted is retracted, and one whose subject changed is retracted on the old and stated on the new.
/// </summary>
public class EventLifeTests
{
    private const string Other = "urn:uuid:other";

    private static readonly JsonObject OtherPatient = Some.Put(Some.Patient("P-2", birthDate: "1979"), Other);

    public static TheoryData<string> Examples => [.. All().Select(example => example.Name)];

    [Theory]
    [MemberData(nameof(Examples))]
    public void A_fact_goes_the_way_of_every_fact(string example)
    {
        string type = All().Single(known => known.Name == example).Event;
        JsonObject resource = ExampleFactTests.Resource(example);
        HeldRegistry registry = new();

        registry.Take(ExampleFactTests.All(resource));
        EventDraft stated = Assert.Single(registry.Log, draft => draft.EventType == type && draft.Fact == KeyOf(registry, resource));
        Assert.Null(stated.Supersedes);

        Assert.True(registry.Take(ExampleFactTests.All(resource)).Changeset.IsEmpty);

        JsonObject redated = ExampleFactTests.Redated(resource);
        EventDraft corrected = Assert.Single(Facts(registry.Take(ExampleFactTests.All(redated)).Changeset));
        Assert.Equal((type, stated.Fact, true), (corrected.EventType, corrected.Fact, corrected.Supersedes is not null));

        Changeset moved = registry.Take([.. ExampleFactTests.All(redated, Other), OtherPatient]).Changeset;
        AssertRetracted(moved, stated, "moved");
        EventDraft onOther = Assert.Single(moved.Events, draft => draft.EventType == type && draft.Fact == stated.Fact);
        Assert.Null(onOther.Supersedes);
        Assert.NotEqual(stated.Subject, onOther.Subject);

        Changeset gone = registry.Take([.. ExampleFactTests.All(ExampleFactTests.InError(redated.DeepClone().AsObject()), Other), OtherPatient]).Changeset;
        AssertRetracted(gone, onOther, "entered-in-error");

        Changeset again = registry.Take([.. ExampleFactTests.All(redated, Other), OtherPatient]).Changeset;
        Assert.Null(Assert.Single(Facts(again)).Supersedes);
        AssertRetracted(registry.Take(Some.Entry("DELETE", stated.Fact)).Changeset, onOther, "deleted");
        Assert.DoesNotContain(stated.Fact, registry.Facts().Keys);
    }

    [Fact]
    public void Every_event_that_a_row_names_has_an_example() =>
        Assert.Equal(
            Some.Table.Rows.Where(row => row.ResourceType is not "Patient").Select(row => row.Event!).Distinct().Order(StringComparer.Ordinal),
            All().Select(example => example.Event).Distinct().Order(StringComparer.Ordinal));

    private static void AssertRetracted(Changeset changeset, EventDraft stated, string reason)
    {
        EventDraft retracted = Assert.Single(changeset.Events, draft => draft.EventType is nameof(FactRetracted) && draft.Fact == stated.Fact);
        Assert.Equal((stated.Subject, true), (retracted.Subject, retracted.Supersedes is not null));
        Assert.Contains($"\"reason\":\"{reason}\"", Encoding.UTF8.GetString(retracted.Body.Span), StringComparison.Ordinal);
    }

    private static IEnumerable<EventDraft> Facts(Changeset changeset) =>
        changeset.Events.Where(draft => draft.EventType is not (nameof(FindingOpened) or nameof(FindingClosed)));

    private static string KeyOf(HeldRegistry registry, JsonObject resource)
    {
        JsonNode identifier = resource["identifier"]![0]!;
        return registry.Find(resource["resourceType"]!.GetValue<string>(), identifier["system"]!.GetValue<string>(), identifier["value"]!.GetValue<string>()).ToString();
    }

    private static IEnumerable<(string Name, string Event)> All()
    {
        foreach ((string file, byte[] content) in PackageFiles.Examples())
        {
            using ResourceDocument document = ResourceDocument.Parse(content);
            if (Some.Table.Find(document.Root) is { ResourceType: not "Patient", Event: { } name }) yield return (Path.GetFileNameWithoutExtension(file), name);
        }
    }
}
