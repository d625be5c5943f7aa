using System.Text;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Registry.Analytics.Projections;
using Registry.Clinical;
using Registry.Contracts.Callers;
using Registry.Contracts.Events;
using Registry.Server.Schema;
using Registry.Service.Tests.Erasure;
using Registry.Service.Tests.Server;
using Registry.Store;
using Registry.Store.EventLog;
using Registry.Store.Resources;
using Xunit;

namespace Registry.Service.Tests.Store;

/// <summary>A log that an earlier version wrote: its events are raised where the log is read, so that feed, projections and decisions speak of one version.</summary>
public sealed class UpcastTests
{
    private static readonly Caller Operator = new("operator", new SiteId("local"), CallerRoles.Operator);

    /// <summary>As if two versions ago a flare-up's trigger had been a list called <c>causes</c>, and one version ago a text called <c>cause</c>.</summary>
    private static readonly EventUpcasters FromTheFirst = new(
    [
        new EventUpcaster(nameof(FlareUpReported), -1, body =>
        {
            body["cause"] = body["causes"]![0]!.DeepClone();
            body.Remove("causes");
            return body;
        }),
        new EventUpcaster(nameof(FlareUpReported), 0, body =>
        {
            body["trigger"] = body["cause"]!.DeepClone();
            body.Remove("cause");
            return body;
        }),
    ]);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Events_of_earlier_versions_are_raised_step_by_step_for_the_feed_the_projections_and_decisions()
    {
        using TemporaryFolder folder = new();
        await using Place place = new SqlitePlace(folder.Path);
        await using (RegistryProcess server = await RegistryProcess.StartAsync(folder.Path, place.Settings)) await server.PostAsync("/fhir", Examples.Fop());
        string stored = Encoding.UTF8.GetString(EventBody.Decode(Convert.FromHexString((await place.RowsAsync("SELECT body FROM event_log WHERE type = 'FlareUpReported'")).Single())));
        string? trigger = (string?)JsonNode.Parse(stored)!["trigger"];
        Assert.NotNull(trigger);
        JsonObject early = (JsonObject)JsonNode.Parse(stored)!;
        early.Remove("trigger");
        early["causes"] = new JsonArray(trigger);
        await place.RowsAsync($"UPDATE event_log SET schema_version = -1, body = x'{Convert.ToHexString(Encoding.UTF8.GetBytes(early.ToJsonString()))}' WHERE type = 'FlareUpReported'");

        // Without what raises it, the trigger is lost: this is what the upcasters are for.
        Assert.Null(await TriggerAsync(place, EventUpcasters.Current));
        Assert.Equal(trigger, await TriggerAsync(place, FromTheFirst));

        await using StoreDatabase database = new(StoreContexts.For(place.Options), FromTheFirst);
        LogEntry entry = (await new LogReader(database).ReadEventsAsync(0, 100, new LogFilter([nameof(FlareUpReported)]), Operator, Cancel)).Entries.Single();
        Assert.Equal((1, "FlareUpReported.v1"), (entry.Header.SchemaVersion, entry.WireName));
        Contracts.SchemaCheck.AssertMeets(entry.WireName, EventJson.Write(entry.Header, entry.Body.Span));
        SubjectState held = (await new ResourceStore(database).ReadSubjectsAsync(null, 1, false, Operator, Cancel)).Subjects.Values.Single();
        Assert.Equal(trigger, (string?)JsonNode.Parse(held.Facts.Single(fact => fact.EventType is nameof(FlareUpReported)).Body.Span)!["trigger"]);
    }

    [Fact]
    public void What_is_withheld_has_no_shape_and_is_not_raised()
    {
        byte[] body = EventWithheld.BodyOf(EventWithheld.Erased);
        Assert.Equal(0, FromTheFirst.Raise(nameof(FlareUpReported), 0, body).Version);
        Assert.IsType<EventWithheld>(EventJson.ReadBody(nameof(FlareUpReported), body, null!));
    }

    private static async Task<string?> TriggerAsync(Place place, EventUpcasters upcasters)
    {
        await using StoreDatabase database = new(StoreContexts.For(place.Options), upcasters);
        LogReader log = new(database);
        using ProjectionRunner runner = new(AnalyticsContexts.For(place.Options), async (after, limit, cancellationToken) =>
            [.. (await log.ReadEventsAsync(after, limit, LogFilter.None, Operator, cancellationToken)).Entries.Select(entry => EventJson.Read(entry.Type, EventJson.Write(entry.Header, entry.Body.Span)))]);
        await runner.RunUpToAsync(await log.LastSequenceAsync(Cancel), Cancel);
        await runner.RebuildAsync(Cancel);
        await using AnalyticsContext analytics = AnalyticsContexts.For(place.Options)();
        return (await analytics.Set<FlareUpRow>().SingleAsync(Cancel)).Trigger;
    }
}
