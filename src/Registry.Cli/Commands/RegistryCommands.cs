using System.CommandLine;

namespace Registry.Cli.Commands;

/// <summary>All commands of <c>registry</c>, top to bottom.</summary>
internal static class RegistryCommands
{
    /// <summary>Exit code of a command that was misused or could not do its work.</summary>
    public const int Failed = 2;

    public static RootCommand Create() => new("Commands of the FOP and POH registry, on files and over HTTP.")
    {
        ValidateCommand.Create(),
        FhirPathCommand.Create(),
        EventsCommand.Create(),
        DefinitionsCommand.Create(),
        CohortCommand.Create(),
    };

    /// <summary>Runs what was typed.</summary>
    /// <param name="arguments">The words behind <c>registry</c>.</param>
    /// <param name="streams">Where to write; null for the console.</param>
    /// <param name="cancellationToken">Ends the command.</param>
    /// <returns>The command's exit code; 2 when the words are no command.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, InvocationConfiguration? streams = null, CancellationToken cancellationToken = default)
    {
        ParseResult parsed = Create().Parse(arguments);
        int code = await parsed.InvokeAsync(streams ?? new InvocationConfiguration(), cancellationToken);
        return parsed.Errors.Count > 0 ? Failed : code;
    }
}
