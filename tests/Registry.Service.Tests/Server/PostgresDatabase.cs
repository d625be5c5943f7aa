using Npgsql;

namespace Registry.Service.Tests.Server;

/// <summary>A database of the test's own on the given server; dropped at the end.</summary>
internal sealed class PostgresDatabase : IAsyncDisposable
{
    private readonly string _server;
    private readonly string _name;

    private PostgresDatabase(string server, string name)
    {
        _server = server;
        _name = name;
        ConnectionString = new NpgsqlConnectionStringBuilder(server) { Database = name }.ConnectionString;
    }

    public string ConnectionString { get; }

    /// <summary>The settings with which the server uses it.</summary>
    public IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["Registry__Database__Provider"] = "PostgreSql",
        ["Registry__Database__ConnectionString"] = ConnectionString,
        ["Registry__Database__MigrateAtStart"] = "true",
    };

    public static async Task<PostgresDatabase> CreateAsync(string server)
    {
        string name = $"registry_test_{Guid.CreateVersion7():N}";
        await ExecuteAsync(server, $"CREATE DATABASE {name}");
        return new PostgresDatabase(server, name);
    }

    public async ValueTask DisposeAsync() => await ExecuteAsync(_server, $"DROP DATABASE {_name} WITH (FORCE)");

    private static async Task ExecuteAsync(string server, string sql)
    {
        await using NpgsqlConnection connection = new(server);
        await connection.OpenAsync();
        await using NpgsqlCommand command = new(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
