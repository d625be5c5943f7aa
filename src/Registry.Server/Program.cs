return await Registry.Server.RegistryHost.RunAsync(args);
