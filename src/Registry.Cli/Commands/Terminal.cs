using System.CommandLine;
using System.Globalization;
using Spectre.Console;

namespace Registry.Cli.Commands;

/// <summary>What a terminal gets beyond plain lines: colours, and progress over many files. Nothing of it reaches a file or a pipe.</summary>
internal static class Terminal
{
    /// <summary>Standard error as a place for progress; null when no person watches it.</summary>
    public static IAnsiConsole? ForProgress(InvocationConfiguration streams) =>
        ReferenceEquals(streams.Error, Console.Error) && !Console.IsErrorRedirected
            ? AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) })
            : null;

    /// <summary>Where coloured lines go; null for plain ones.</summary>
    /// <param name="streams">The command's streams.</param>
    /// <param name="progress">What shows progress: on one terminal, lines go through it, or they would break its bar.</param>
    public static IAnsiConsole? ForText(InvocationConfiguration streams, IAnsiConsole? progress) =>
        ReferenceEquals(streams.Output, Console.Out) && !Console.IsOutputRedirected ? progress ?? AnsiConsole.Console : null;

    /// <summary>Does something long under a bar that says how much is done; without one when no person watches.</summary>
    /// <param name="console">Where the bar stands; null for none.</param>
    /// <param name="title">What is counted.</param>
    /// <param name="count">How much there is.</param>
    /// <param name="action">Told where to say how much was added.</param>
    public static async Task WithProgressAsync(IAnsiConsole? console, string title, int count, Func<Action<int>?, Task> action)
    {
        if (console is null)
        {
            await action(null);
            return;
        }

        await console.Progress()
            .AutoClear(true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .StartAsync(async context =>
            {
                ProgressTask task = context.AddTask(string.Create(CultureInfo.InvariantCulture, $"{count} {title}"), maxValue: count);
                await action(added => task.Increment(added));
            });
    }

    /// <summary>Does something with each item under a bar that says how many are done.</summary>
    public static void WithProgress<T>(IAnsiConsole console, IReadOnlyCollection<T> items, Action<T> action) => console.Progress()
        .AutoClear(true)
        .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
        .Start(context =>
        {
            ProgressTask task = context.AddTask(string.Create(CultureInfo.InvariantCulture, $"{items.Count} files"), maxValue: items.Count);
            foreach (T item in items)
            {
                action(item);
                task.Increment(1);
            }
        });

    /// <summary>Does something long under a bar that says how far it is; without a terminal, just does it.</summary>
    /// <param name="console">Null when no person watches.</param>
    /// <param name="what">What is counted.</param>
    /// <param name="total">How many are expected.</param>
    /// <param name="run">Gets a function that tells how many are done.</param>
    public static async Task WithProgressAsync(IAnsiConsole? console, string what, long total, Func<Action<long>, Task> run)
    {
        if (console is null)
        {
            await run(_ => { });
            return;
        }

        await console.Progress()
            .AutoClear(true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .StartAsync(async context =>
            {
                ProgressTask task = context.AddTask(string.Create(CultureInfo.InvariantCulture, $"{total} {what}"), maxValue: Math.Max(1, total));
                await run(done => task.Value = done);
            });
    }
}
