using Registry.Fhir.Search;
using Registry.Store;
using Registry.Store.Callers;
using Registry.Store.Erasure;
using Registry.Store.EventLog;
using Registry.Store.History;
using Registry.Store.Index;
using Registry.Store.Receipts;
using Registry.Store.Refusals;
using Registry.Store.Resources;

namespace Registry.Server.Schema;

/// <summary>The database of the settings, and the rooms that live in it.</summary>
internal static class DatabaseSetup
{
    /// <summary>Reads <c>Registry:Database</c>.</summary>
    /// <exception cref="SettingsException">A value cannot be.</exception>
    public static DatabaseOptions Read(IConfiguration configuration)
    {
        DatabaseOptions options;
        try
        {
            options = configuration.GetSection(DatabaseOptions.Section).Get<DatabaseOptions>() ?? new DatabaseOptions();
        }
        catch (InvalidOperationException fault)
        {
            throw new SettingsException($"{fault.Message} {fault.InnerException?.Message}".Trim(), fault);
        }

        bool isDefault = configuration[$"{DatabaseOptions.Section}:ConnectionString"] is null;
        if (options.Provider != DatabaseProvider.Sqlite && isDefault)
        {
            throw new SettingsException($"{DatabaseOptions.Section}:ConnectionString is missing; {options.Provider} needs one.");
        }

        if (options.WaitAtStartSeconds is < 0 or > Limits.WaitAtStartSeconds)
            throw new SettingsException($"{DatabaseOptions.Section}:WaitAtStartSeconds is {options.WaitAtStartSeconds}; it has to be from 0 to {Limits.WaitAtStartSeconds}.");
        return options;
    }

    /// <summary>Store and analytics on one database.</summary>
    public static IServiceCollection AddRegistryDatabase(this IServiceCollection services, DatabaseOptions options)
    {
        services.AddSingleton(_ => new StoreDatabase(StoreContexts.For(options)));
        services.AddSingleton<ResourceStore>().AddSingleton<ResourceHistory>().AddSingleton<LogReader>().AddSingleton<RelayCheckpoint>().AddSingleton<ClientKeys>().AddSingleton<ReceiptBook>().AddSingleton<RefusalBook>().AddSingleton<SubjectEraser>();
        services.AddSingleton(provider => new SearchIndex(provider.GetRequiredService<StoreDatabase>(), provider.GetRequiredService<SearchIndexer>()));
        services.AddSingleton(_ => AnalyticsContexts.For(options));
        return services.AddSingleton<RegistrySchema>().AddSingleton<Compaction>();
    }
}
