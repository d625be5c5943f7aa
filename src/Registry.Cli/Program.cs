using Registry.Cli.Commands;

return await RegistryCommands.Create().Parse(args).InvokeAsync();
