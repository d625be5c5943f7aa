using System.Diagnostics;
using System.Globalization;
using Npgsql;
using Registry.Proof.Processes;

namespace Registry.Proof.Services;

/// <summary>A PostgreSQL of the run's own, whose processes may be killed: <c>tests/services/postgres.sh</c>.</summary>
internal sealed class PrivatePostgres : IAsyncDisposable
{
    private readonly DirectoryInfo _folder;

    private PrivatePostgres(DirectoryInfo folder, string connectionString)
    {
        _folder = folder;
        ConnectionString = connectionString;
    }

    /// <summary>Of its superuser; the same after every restart.</summary>
    public string ConnectionString { get; }

    private int Postmaster => int.Parse(File.ReadLines(Path.Combine(_folder.FullName, "data", "postmaster.pid")).First(), CultureInfo.InvariantCulture);

    /// <summary>Starts one.</summary>
    public static async Task<PrivatePostgres> StartAsync()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("registry-postgres-");
        return new PrivatePostgres(folder, await Shell.RunAsync($"'{Script}' start '{folder.FullName}'"));
    }

    /// <summary>Starts it where it was.</summary>
    public async Task RestartAsync()
    {
        string port = new NpgsqlConnectionStringBuilder(ConnectionString).Port.ToString(CultureInfo.InvariantCulture);
        string connectionString = await Shell.RunAsync($"'{Script}' start '{_folder.FullName}'", ("POSTGRES_PORT", port));
        if (connectionString != ConnectionString) throw new InvalidOperationException($"PostgreSQL came back at another address: {connectionString}.");
    }

    /// <summary>SIGKILL to all its processes, as a machine's fall would.</summary>
    public async Task KillAllAsync()
    {
        int postmaster = Postmaster;
        int[] processes = [postmaster, .. ProcessCpu.Children(postmaster)];
        foreach (int process in processes) await KillAsync(process);
    }

    /// <summary>SIGKILL to one process that serves a database; PostgreSQL then ends all others and recovers by itself.</summary>
    /// <returns>False when nobody is connected to the database.</returns>
    public async Task<bool> KillBackendAsync(string database)
    {
        await using NpgsqlConnection connection = new($"{ConnectionString};Pooling=False");
        await connection.OpenAsync();
        await using NpgsqlCommand command = new("SELECT pid FROM pg_stat_activity WHERE datname = @database ORDER BY state = 'active' DESC LIMIT 1", connection);
        command.Parameters.AddWithValue("database", database);
        if (await command.ExecuteScalarAsync() is not int backend) return false;
        await KillAsync(backend);
        return true;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        await Shell.RunAsync($"'{Script}' stop '{_folder.FullName}'");
        _folder.Delete(recursive: true);
    }

    private static string Script => ProofPaths.File("tests", "services", "postgres.sh");

    private static async Task KillAsync(int id)
    {
        try
        {
            using Process process = Process.GetProcessById(id);
            process.Kill();
            await process.WaitForExitAsync();
        }
        catch (ArgumentException)
        {
            // It has ended by itself since it was listed.
        }
    }
}
