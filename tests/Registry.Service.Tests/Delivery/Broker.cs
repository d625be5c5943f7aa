using Registry.Clinical;
using Registry.Contracts.Events;
using Registry.Service.Tests.Clinical;
using Registry.Service.Tests.Server;
using Registry.Service.Tests.Store;
using Registry.Store.Resources;
using Xunit;

namespace Registry.Service.Tests.Delivery;

/// <summary>Tests that share a broker: its exchanges are named by the contract, so one test's events reach another's queues unless they run one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class Broker
{
    public const string Name = "broker";

    /// <summary>Settings of a registry in this process.</summary>
    internal static string[] Arguments(string uri) => ["--Registry:Bus:Transport=RabbitMq", $"--Registry:Bus:Uri={uri}"];

    /// <summary>Settings of a registry as a process.</summary>
    internal static Dictionary<string, string> Environment(string uri) => new(StringComparer.Ordinal)
    {
        ["Registry__Bus__Transport"] = "RabbitMq",
        ["Registry__Bus__Uri"] = uri,
    };

    /// <summary>The same broker through a road that a test closes or holds.</summary>
    internal static string Through(TcpForwarder road, string uri) => new UriBuilder(uri) { Host = "127.0.0.1", Port = road.Port }.Uri.ToString();

    internal static TcpForwarder Road(string uri) => new(new Uri(uri).Host, new Uri(uri).Port);
}

/// <summary>Events straight into the log, for tests that need many and no resources.</summary>
internal static class ManyEvents
{
    private static readonly byte[] Body = EventJson.WriteBody((IRegistryEvent)EventContractTests.Example(typeof(FlareUpReported)));

    /// <summary>Commits flare-ups of new subjects, subject by subject in turn, in one transaction.</summary>
    public static async Task CommitAsync(ResourceStore store, int subjects, int eachCount)
    {
        SubjectId[] who = [.. Enumerable.Range(0, subjects).Select(_ => SubjectId.New())];
        EventDraft[] events = [.. Enumerable.Range(0, eachCount).SelectMany(round => who.Select(subject =>
            Given.Event(nameof(FlareUpReported), Given.Site1, subject, $"flare-up/{subject}/{round}", $"Observation/{round}/_history/1") with { Body = Body }))];
        SubjectWrite[] writes = [.. who.Select(subject => new SubjectWrite(subject, 0, SubjectStatus.Enrolled))];
        Given.Committed(await store.CommitAsync(Given.Changes(Given.Site1, [], writes, events)));
    }
}
