using System.CommandLine;

namespace Registry.Cli.Commands;

/// <summary>All commands of <c>registry</c>, top to bottom.</summary>
internal static class RegistryCommands
{
    public static RootCommand Create() => new("Commands of the FOP and POH registry, on files and over HTTP.")
    {
        ValidateCommand.Create(),
        DefinitionsCommand.Create(),
    };
}
