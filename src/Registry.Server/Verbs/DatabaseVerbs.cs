using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Registry.Server.Schema;

namespace Registry.Server.Verbs;

internal static class DatabaseVerbs
{
    public static async Task<int> MigrateAsync(VerbArguments arguments, IServiceProvider services, CancellationToken cancellationToken)
    {
        await services.GetRequiredService<RegistrySchema>().MigrateAsync(cancellationToken);
        await Console.Out.WriteLineAsync("The schema is up to date.");
        return 0;
    }

    public static async Task<int> ScriptAsync(VerbArguments arguments, IServiceProvider services, CancellationToken cancellationToken)
    {
        if (!Enum.TryParse(arguments.One("engine"), ignoreCase: true, out DatabaseProvider engine) || !Enum.IsDefined(engine))
        {
            throw new SettingsException("--engine is no engine; use Sqlite, PostgreSql or SqlServer.");
        }

        string? room = arguments.Maybe("context");
        if (room is not (null or "store" or "analytics")) throw new SettingsException("--context is no room; use store or analytics.");
        // Making a script opens no connection, so any connection string will do.
        DatabaseOptions database = new() { Provider = engine, ConnectionString = engine == DatabaseProvider.PostgreSql ? "Host=script" : "Data Source=script" };
        if (room is null or "store") await WriteAsync(StoreContexts.For(database)());
        if (room is null or "analytics") await WriteAsync(AnalyticsContexts.For(database)());
        return 0;
    }

    private static async Task WriteAsync(DbContext context)
    {
        await using (context)
        {
            // SQLite cannot write a script that looks at what is there.
            bool looks = !context.Database.ProviderName!.EndsWith("Sqlite", StringComparison.Ordinal);
            string script = context.GetService<IMigrator>().GenerateScript(options: looks ? MigrationsSqlGenerationOptions.Idempotent : MigrationsSqlGenerationOptions.Default);
            await Console.Out.WriteLineAsync(script);
        }
    }
}
