using Npgsql;
using Registry.Server.Schema;

namespace Registry.Proof.Processes;

/// <summary>A database of the run's own; dropped at the end.</summary>
internal sealed class ProofDatabase : IAsyncDisposable
{
    private readonly string? _server;
    private readonly string? _name;
    private readonly DirectoryInfo? _folder;
    private readonly int? _postmaster;

    private ProofDatabase(DatabaseOptions options, string? server, string? name, DirectoryInfo? folder, int? postmaster)
    {
        Options = options;
        _server = server;
        _name = name;
        _folder = folder;
        _postmaster = postmaster;
        Settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["Registry__Database__Provider"] = options.Provider.ToString(),
            ["Registry__Database__ConnectionString"] = options.ConnectionString,
            ["Registry__Database__MigrateAtStart"] = "true",
        };
    }

    /// <summary>With which the server uses it.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; }

    /// <summary>With which the run itself looks into it.</summary>
    public DatabaseOptions Options { get; }

    /// <summary>A file in a folder of its own, or in a given one that stays.</summary>
    public static ProofDatabase Sqlite(string? folder = null)
    {
        DirectoryInfo? own = folder is null ? Directory.CreateTempSubdirectory("registry-proof-db-") : null;
        string file = Path.Combine(folder ?? own!.FullName, "registry.db");
        return new ProofDatabase(new DatabaseOptions { Provider = DatabaseProvider.Sqlite, ConnectionString = $"Data Source={file}" }, null, null, own, null);
    }

    /// <summary>Makes it, and refuses a server that is not durable: its figures and its proofs would say nothing.</summary>
    /// <param name="server">Connection string of a server on this machine, on which databases may be made.</param>
    /// <param name="tablespace">Where it lies; null for the server's own place.</param>
    public static async Task<ProofDatabase> PostgreSqlAsync(string server, string? tablespace = null)
    {
        // A connection from before a kill is of no use after it.
        server = new NpgsqlConnectionStringBuilder(server) { Pooling = false }.ConnectionString;
        await using NpgsqlConnection connection = new(server);
        await connection.OpenAsync();
        foreach (string setting in (string[])["fsync", "synchronous_commit"])
        {
            await using NpgsqlCommand show = new($"SHOW {setting}", connection);
            if (await show.ExecuteScalarAsync() is not "on") throw new InvalidOperationException($"{setting} is off on this server.");
        }

        string name = $"registry_proof_{Guid.CreateVersion7():N}";
        await using NpgsqlCommand create = new($"CREATE DATABASE {name}{(tablespace is null ? "" : $" TABLESPACE {tablespace}")}", connection);
        await create.ExecuteNonQueryAsync();
        await using NpgsqlCommand backend = new("SELECT pg_backend_pid()", connection);
        int postmaster = ProcessCpu.Parent((int)(await backend.ExecuteScalarAsync())!);
        DatabaseOptions options = new() { Provider = DatabaseProvider.PostgreSql, ConnectionString = new NpgsqlConnectionStringBuilder(server) { Database = name, Pooling = true }.ConnectionString };
        return new ProofDatabase(options, server, name, null, postmaster);
    }

    /// <summary>User and system time of all its processes so far, also of those that ended; null for an engine inside the server.</summary>
    public double? CpuMs() => _postmaster is { } postmaster ? ProcessCpu.TreeMs(postmaster) : null;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _folder?.Delete(recursive: true);
        if (_server is null) return;
        await using NpgsqlConnection connection = new(_server);
        await connection.OpenAsync();
        await using NpgsqlCommand drop = new($"DROP DATABASE {_name} WITH (FORCE)", connection);
        await drop.ExecuteNonQueryAsync();
    }
}
