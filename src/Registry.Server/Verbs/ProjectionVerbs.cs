using Registry.Analytics.Projections;
using Registry.Server.Relay;

namespace Registry.Server.Verbs;

internal static class ProjectionVerbs
{
    public static async Task<int> RebuildAsync(VerbArguments arguments, IServiceProvider services, CancellationToken cancellationToken)
    {
        ProjectionRunner runner = services.GetRequiredService<ProjectionRunner>();
        await runner.RebuildAsync(cancellationToken);
        long head = await services.GetRequiredService<EventFeed>().LastSequenceAsync(cancellationToken);
        ProjectionHealth health = await runner.RunUpToAsync(head, cancellationToken);
        await Console.Out.WriteLineAsync($"{health.Projection}: sequence {health.Sequence} of {head}");
        if (health.Fault is null) return 0;
        await Console.Error.WriteLineAsync($"Stopped at sequence {health.Fault.Sequence}: {health.Fault.Type}");
        return 1;
    }
}
