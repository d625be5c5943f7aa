using System.Globalization;
using Npgsql;

namespace Registry.Benchmarks.Load;

/// <summary>A PostgreSQL database of the run's own; dropped at the end.</summary>
internal sealed class LoadDatabase : IAsyncDisposable
{
    private readonly string _server;
    private readonly string _name;
    private readonly int _postmaster;

    private LoadDatabase(string server, string name, int postmaster)
    {
        _server = server;
        _name = name;
        _postmaster = postmaster;
        Settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["Registry__Database__Provider"] = "PostgreSql",
            ["Registry__Database__ConnectionString"] = new NpgsqlConnectionStringBuilder(server) { Database = name }.ConnectionString,
            ["Registry__Database__MigrateAtStart"] = "true",
        };
    }

    /// <summary>With which the server uses it.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; }

    /// <summary>Makes it, and refuses a server that is not durable: its figures would say nothing.</summary>
    public static async Task<LoadDatabase> CreateAsync(string server)
    {
        await using NpgsqlConnection connection = new(server);
        await connection.OpenAsync();
        foreach (string setting in (string[])["fsync", "synchronous_commit"])
        {
            await using NpgsqlCommand show = new($"SHOW {setting}", connection);
            if (await show.ExecuteScalarAsync() is not "on") throw new InvalidOperationException($"{setting} is off on this server.");
        }

        string name = $"registry_load_{Guid.CreateVersion7():N}";
        await using NpgsqlCommand create = new($"CREATE DATABASE {name}", connection);
        await create.ExecuteNonQueryAsync();
        await using NpgsqlCommand backend = new("SELECT pg_backend_pid()", connection);
        return new LoadDatabase(server, name, ProcessCpu.Parent((int)(await backend.ExecuteScalarAsync())!));
    }

    /// <summary>User and system time of all its processes so far, also of those that ended.</summary>
    public double CpuMs() => ProcessCpu.TreeMs(_postmaster);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await using NpgsqlConnection connection = new(_server);
        await connection.OpenAsync();
        await using NpgsqlCommand drop = new($"DROP DATABASE {_name} WITH (FORCE)", connection);
        await drop.ExecuteNonQueryAsync();
    }
}

/// <summary>CPU times of processes on Linux: <c>/proc/PID/stat</c>, https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html.</summary>
internal static class ProcessCpu
{
    // Linux counts in hundredths of a second towards user space, whatever the kernel's tick is.
    private const double MsPerTick = 10;

    /// <summary>Of one process.</summary>
    public static double Ms(int process) => Read(process) is { } stat ? (stat[11] + stat[12]) * MsPerTick : 0;

    /// <summary>Of a process, of its children that run, and of those that it has seen end.</summary>
    public static double TreeMs(int root)
    {
        double total = Read(root) is { } own ? (own[11] + own[12] + own[13] + own[14]) * MsPerTick : 0;
        foreach (string folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out int process) && Read(process) is { } stat && stat[1] == root) total += (stat[11] + stat[12]) * MsPerTick;
        }

        return total;
    }

    /// <summary>Who started it.</summary>
    public static int Parent(int process) => Read(process) is { } stat ? (int)stat[1] : throw new InvalidOperationException("The database runs on another machine.");

    /// <summary>The numbers after the name, which stands in brackets and may hold anything; 0 for the letter of the state.</summary>
    private static long[]? Read(int process)
    {
        try
        {
            string text = File.ReadAllText($"/proc/{process}/stat");
            return [.. text[(text.LastIndexOf(')') + 2)..].Split(' ').Select(field => long.TryParse(field, CultureInfo.InvariantCulture, out long value) ? value : 0)];
        }
        catch (IOException)
        {
            // It has ended since it was listed.
            return null;
        }
    }
}
