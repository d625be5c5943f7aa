using Microsoft.AspNetCore.Builder;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Registry.Server;
using Registry.Server.Schema;

namespace Registry.Service.Tests.Server;

/// <summary>A SQLite file of this version's schema with nothing in it, to be copied: migrations have tests of their own.</summary>
internal sealed class MigratedDatabase
{
    private readonly byte[] _file;

    private MigratedDatabase(byte[] file) => _file = file;

    public static async Task<MigratedDatabase> MakeAsync()
    {
        using TemporaryFolder folder = new();
        string path = Path.Combine(folder.Path, "registry.db");
        await using (WebApplication application = RegistryHost.Build([$"--Registry:Database:ConnectionString=Data Source={path}", "--Logging:LogLevel:Default=Warning"]))
            await application.Services.GetRequiredService<RegistrySchema>().MigrateAsync(CancellationToken.None);
        await using (SqliteConnection connection = new($"Data Source={path};Pooling=False"))
        {
            await connection.OpenAsync();
            await using SqliteCommand checkpoint = connection.CreateCommand();
            checkpoint.CommandText = "PRAGMA wal_checkpoint(TRUNCATE)";
            await checkpoint.ExecuteNonQueryAsync();
        }

        return new MigratedDatabase(await File.ReadAllBytesAsync(path));
    }

    /// <summary>Puts it there unless there is one.</summary>
    public void CopyTo(string path)
    {
        if (File.Exists(path)) return;
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, _file);
    }
}
