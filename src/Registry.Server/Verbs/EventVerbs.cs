using System.Globalization;
using Registry.Server.Relay;

namespace Registry.Server.Verbs;

internal static class EventVerbs
{
    public static async Task<int> RedriveAsync(VerbArguments arguments, IServiceProvider services, CancellationToken cancellationToken)
    {
        Settings settings = services.GetRequiredService<Settings>();
        if (settings.Bus.Transport != BusTransport.RabbitMq) throw new SettingsException("Error queues are on a broker, and the bus is in process; set Registry:Bus:Transport=RabbitMq and Registry:Bus:Uri.");
        string queue = arguments.One("queue");
        string errorQueue = arguments.Maybe("error-queue") ?? $"{queue}_error";
        int limit = Limits.RedriveMessages;
        if (arguments.Maybe("limit") is { } asked && (!int.TryParse(asked, NumberStyles.None, CultureInfo.InvariantCulture, out limit) || limit < 1))
        {
            throw new SettingsException("--limit is no number of messages; use a whole number from 1.");
        }

        await using Redrive redrive = await Redrive.OpenAsync(new Uri(settings.Bus.Uri!), errorQueue, queue, cancellationToken);
        long wanted = Math.Min(limit, redrive.Count);
        if (arguments.Has("dry-run"))
        {
            await Console.Out.WriteLineAsync($"{errorQueue} holds {redrive.Count} messages; {wanted} would move to {queue}. Nothing was moved.");
            return 0;
        }

        long moved = await redrive.MoveAsync(wanted, cancellationToken);
        await Console.Out.WriteLineAsync($"{moved} messages moved from {errorQueue} to {queue}; {await redrive.CountAsync(cancellationToken)} are in {errorQueue} now.");
        return 0;
    }
}
