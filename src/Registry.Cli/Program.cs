using Registry.Cli.Commands;

return await RegistryCommands.RunAsync(args);
