using System.CommandLine;
using System.Globalization;
using Spectre.Console;

namespace Registry.Cli.Commands;

/// <summary><c>registry events tail|replay|export</c>: the event log of a running registry, over HTTP.</summary>
internal static class EventsCommand
{
    /// <summary>The feed is not the one that was followed, has a gap, or the target of a replay does not take an event.</summary>
    public const int Broken = 1;

    /// <summary>Holds the bearer key when <c>--key</c> is not given: the words of a command are seen by everybody on a machine.</summary>
    public const string KeyVariable = "REGISTRY_KEY";

    private static readonly Option<Uri> Server = new("--server")
    {
        Description = "Where the registry answers.",
        CustomParser = ReadAddress,
        DefaultValueFactory = _ => new Uri("http://localhost:8080"),
    };

    private static readonly Option<string?> Key = new("--key") { Description = $"Bearer key with the role subscriber or coordinator; better in the environment variable {KeyVariable}." };

    private static readonly Option<string[]> Types = new("--type") { Description = "Only this type of event, such as FlareUpReported; may be repeated." };

    private static readonly Option<string?> Subject = new("--subject") { Description = "Only this subject: 32 hexadecimal digits." };

    private static readonly Option<long?> After = new("--after") { Description = "Position that was seen last. tail begins at the end of the log when it is not given, replay at 0." };

    private static readonly Option<bool> NoFollow = new("--no-follow") { Description = "End at the end of the log." };

    private static readonly Option<Uri?> To = new("--to") { CustomParser = ReadAddress, Description = "Where each event is posted, as application/cloudevents+json. Without it, events are printed." };

    private static readonly Option<string> Out = new("--out") { Description = "The file, .ndjson or .csv. Beside it FILE.position keeps how far it goes; the same command again goes on from there.", Required = true };

    public static Command Create() => new(
        "events", "Follow, replay or export the event log. Exit code: 0 done, 1 the feed has a gap or is of another log, or a target takes no event, 2 the server cannot be reached or refuses, or the command is wrong.")
    {
        Command("tail", "Print events, one CloudEvent a line, and what comes; after a break it goes on where it was.", TailAsync, After, NoFollow),
        Command("replay", "Give events again, from a position to the end of the log: to a URL, or printed.", ReplayAsync, After, To),
        Command("export", "Write the event log to a file, and go on where the file ends.", ExportAsync, Out),
    };

    private static Command Command(string name, string description, Func<ParseResult, FeedClient, IAnsiConsole?, CancellationToken, Task> run, params Option[] options)
    {
        Command command = new(name, description) { Server, Key, Types, Subject };
        foreach (Option option in options) command.Options.Add(option);
        command.SetAction((arguments, cancellationToken) => RunAsync(arguments, run, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult arguments, Func<ParseResult, FeedClient, IAnsiConsole?, CancellationToken, Task> run, CancellationToken cancellationToken)
    {
        InvocationConfiguration streams = arguments.InvocationConfiguration;
        FeedFilter filter = new(arguments.GetValue(Types) ?? [], arguments.GetValue(Subject));
        using FeedClient client = new(arguments.GetRequiredValue(Server), arguments.GetValue(Key) ?? Environment.GetEnvironmentVariable(KeyVariable), filter, TimeProvider.System, streams.Error);
        try
        {
            await run(arguments, client, Terminal.ForProgress(streams), cancellationToken);
            return 0;
        }
        catch (FeedBrokenException fault)
        {
            await streams.Error.WriteLineAsync(fault.Message);
            return Broken;
        }
        catch (Exception fault) when (fault is FeedRefusedException or HttpRequestException or IOException or UnauthorizedAccessException)
        {
            await streams.Error.WriteLineAsync(fault.Message);
            return RegistryCommands.Failed;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return 0;
        }
    }

    private static async Task TailAsync(ParseResult arguments, FeedClient client, IAnsiConsole? progress, CancellationToken cancellationToken)
    {
        TextWriter output = arguments.InvocationConfiguration.Output;
        long after = arguments.GetValue(After) ?? await client.HeadAsync(cancellationToken);
        IAsyncEnumerable<FeedEvent> events = arguments.GetValue(NoFollow) ? client.ReadAsync(after, cancellationToken) : client.FollowAsync(after, cancellationToken);
        await foreach (FeedEvent one in events)
        {
            await output.WriteLineAsync(one.Json.AsMemory(), cancellationToken);
            await output.FlushAsync(cancellationToken);
        }
    }

    private static async Task ReplayAsync(ParseResult arguments, FeedClient client, IAnsiConsole? progress, CancellationToken cancellationToken)
    {
        TextWriter output = arguments.InvocationConfiguration.Output;
        long after = arguments.GetValue(After) ?? 0;
        using EventTarget? target = arguments.GetValue(To) is { } to ? new EventTarget(to, TimeProvider.System) : null;
        long count = 0;
        await Terminal.WithProgressAsync(target is null ? null : progress, "events", await client.HeadAsync(cancellationToken) - after, async report =>
        {
            await foreach (FeedEvent one in client.ReadAsync(after, cancellationToken))
            {
                if (target is null) await output.WriteLineAsync(one.Json.AsMemory(), cancellationToken);
                else await target.PostAsync(one, cancellationToken);
                count++;
                report(one.Sequence - after);
            }
        });
        await SayAsync(arguments, $"{count} events replayed; position {client.Position}.");
    }

    private static async Task ExportAsync(ParseResult arguments, FeedClient client, IAnsiConsole? progress, CancellationToken cancellationToken)
    {
        using EventExport export = EventExport.Open(arguments.GetRequiredValue(Out), client.Filter);
        client.Expect(export.LogId);
        long after = export.Position;
        await Terminal.WithProgressAsync(progress, "events", await client.HeadAsync(cancellationToken) - after, async report =>
        {
            await foreach (FeedPage page in client.PagesAsync(after, cancellationToken))
            {
                export.Add(page);
                report(page.Position - after);
            }
        });
        await SayAsync(arguments, $"{export.Count} events written; position {export.Position}.");
    }

    private static Task SayAsync(ParseResult arguments, FormattableString text) => arguments.InvocationConfiguration.Error.WriteLineAsync(text.ToString(CultureInfo.InvariantCulture));

    private static Uri? ReadAddress(System.CommandLine.Parsing.ArgumentResult result)
    {
        if (Uri.TryCreate(result.Tokens[0].Value, UriKind.Absolute, out Uri? uri) && uri.Scheme is "http" or "https") return uri;
        result.AddError($"'{result.Tokens[0].Value}' is no http:// or https:// address.");
        return null;
    }
}
