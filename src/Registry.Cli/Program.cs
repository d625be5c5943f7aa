using System.CommandLine;
using Registry.Cli.Commands;

RootCommand root = new("Commands of the FOP and POH registry, on files and over HTTP.")
{
    DefinitionsCommand.Create(),
};
return await root.Parse(args).InvokeAsync();
