using Registry.Clinical;
using Registry.Clinical.Decisions;
using Registry.Clinical.Dispatch;
using Registry.Clinical.Rules;
using Registry.Contracts.Callers;
using Registry.Store.Resources;

namespace Registry.Server.Verbs;

internal static class SubjectVerbs
{
    public static Task<int> LinkAsync(VerbArguments arguments, IServiceProvider services, CancellationToken cancellationToken) =>
        DecideAsync(arguments, services, Decision.Link, "linked", cancellationToken);

    public static Task<int> UnlinkAsync(VerbArguments arguments, IServiceProvider services, CancellationToken cancellationToken) =>
        DecideAsync(arguments, services, Decision.Unlink, "unlinked", cancellationToken);

    private static async Task<int> DecideAsync(
        VerbArguments arguments, IServiceProvider services,
        Func<SubjectState, SubjectState, IReadOnlyCollection<SubjectState>, Caller, DispatchTable, RuleBasis, Guid, Changeset> decide, string done, CancellationToken cancellationToken)
    {
        ResourceStore store = services.GetRequiredService<ResourceStore>();
        Settings settings = services.GetRequiredService<Settings>();
        DispatchTable table = services.GetRequiredService<DispatchTable>();
        TimeZoneInfo zone = TimeZoneInfo.FindSystemTimeZoneById(settings.TimeZone);
        TimeProvider clock = services.GetRequiredService<TimeProvider>();
        Caller caller = new("operator", new SiteId(settings.Site.Default), CallerRoles.Operator);
        ResourceKey first = new("Patient", arguments.One("first"));
        ResourceKey second = new("Patient", arguments.One("second"));
        for (int attempt = 0; attempt < Limits.DecisionAttempts; attempt++)
        {
            RegistryState state = await store.ReadStateAsync(new StateRequest([first, second], [], table.AsksRecords), caller, cancellationToken);
            SubjectState one = SubjectOf(state, first);
            SubjectState other = SubjectOf(state, second);
            if (one.Id == other.Id) throw new SettingsException("Both Patients are of one subject already.");
            SubjectState[] linked = [.. state.Subjects.Values.Where(subject => subject.Id != one.Id && subject.Id != other.Id)];
            DateTimeOffset now = clock.GetUtcNow();
            Changeset changeset = decide(one, other, linked, caller, table, RuleBasis.At(now, zone, settings.Rules), Guid.CreateVersion7(now));
            IReadOnlyList<CommitOutcome> outcomes = await store.CommitAsync([changeset], now.ToUnixTimeMilliseconds(), cancellationToken);
            if (outcomes[0] is CommitOutcome.Committed)
            {
                await Console.Out.WriteLineAsync($"{done}: {one.Id} {other.Id}");
                return 0;
            }
        }

        await Console.Error.WriteLineAsync("The subjects kept changing meanwhile; try again.");
        return 1;
    }

    private static SubjectState SubjectOf(RegistryState state, ResourceKey patient) =>
        state.Resources.TryGetValue(patient, out StoredResource? resource) && state.Subjects.TryGetValue(resource.Subject, out SubjectState? subject)
            ? subject
            : throw new SettingsException($"There is no {patient}.");
}
