using System.Reflection;
using System.Text;
using System.Text.Json;
using Registry.Clinical.Dispatch;
using Registry.Contracts.Events;
using Xunit;

namespace Registry.Service.Tests.Clinical;

/// <summary>docs/events.md says of every row of the package which profile and event it has; it is written from the rows, with REGISTRY_APPROVE=1.</summary>
public class EventTableTests
{
    [Fact]
    public void The_table_of_events_is_that_of_the_package()
    {
        string path = Repository.Path("docs", "events.md");
        string actual = Write();
        if (Environment.GetEnvironmentVariable("REGISTRY_APPROVE") is "1") File.WriteAllText(path, actual);
        Assert.Equal(File.ReadAllText(path), actual);
    }

    private static string Write()
    {
        StringBuilder text = new();
        text.Append("""
            # From resource to event
            Written from `registry.json` of the registry's own package and from the event records; a test fails when it is stale (`EventTableTests`, rewritten with `REGISTRY_APPROVE=1`). Rows are tried from the top; the first that matches decides. Of the codes of a row the first is shown.

            | what | resource | code | profile | event |
            |---|---|---|---|---|

            """);
        foreach (DispatchRow row in Some.Table.Rows)
        {
            string profile = row.Profile[(row.Profile.LastIndexOf('/') + 1)..];
            string events = row.Event is null ? "none: checked and stored" : row.EventOnUpdate is null ? $"`{row.Event}`" : $"`{row.Event}`, then `{row.EventOnUpdate}`";
            text.Append($"| {row.Title} | {row.ResourceType} | {CodeOf(row)} | `{profile}` | {events} |\n");
        }

        text.Append("""

            A Patient states more than one fact: its consent decisions become `ConsentChanged`, `deceased[x]` becomes `DeathReported`, a withdrawn consent `SubjectWithdrawn`.

            ## Fields
            What each event says beside its header (subject, site, fact, source, the date `occurred`, `supersedes`, `derivation`). How each is read from a resource: [data dictionary and profiles](../profiles/README.md); the wire contract: `tests/data/contracts/events.approved.json`.

            | event | fields |
            |---|---|

            """);
        foreach (EventType type in EventCatalogue.All)
        {
            string fields = string.Join(", ", type.Record.GetProperties(BindingFlags.Public | BindingFlags.Instance)
                .Where(property => property.Name is not nameof(IRegistryEvent.Header)).Select(property => $"`{JsonNamingPolicy.CamelCase.ConvertName(property.Name)}`"));
            text.Append($"| `{type.Name}` | {(fields.Length == 0 ? "none" : fields)} |\n");
        }

        text.Append("""

            ## A fact over its versions
            A new fact is one event. Sent again unchanged it is none. Corrected it is one event with `supersedes`. Entered in error or deleted it is a `FactRetracted`. When its subject changes it is retracted on the old and stated on the new. `EventLifeTests` shows each of these for every example of the package.

            """);
        return text.ToString();
    }

    private static string CodeOf(DispatchRow row)
    {
        string code = row.Code.Count == 0 ? "any" : $"{Short(row.Code[0].System)} {row.Code[0].Code ?? "any code"}{(row.Code.Count > 1 ? $" and {row.Code.Count - 1} more" : "")}";
        return row.Component?.Value is { } value ? $"{code}, with {value.Code}" : code;
    }

    private static string Short(string system) => system[(system.LastIndexOf('/') + 1)..];
}
