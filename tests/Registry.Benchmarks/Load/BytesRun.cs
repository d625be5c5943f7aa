using System.Globalization;
using Microsoft.Data.Sqlite;
using Npgsql;
using Registry.Proof.Processes;
using Registry.Server.Schema;

namespace Registry.Benchmarks.Load;

/// <summary>
/// <c>bytes [--bundles 2000] [--server FOLDER]</c>: what a resource takes in the database after so many 5-entry bundles, every index, log and claim included, the projections apart.
/// Budget: 2,000 bytes, goal 1,000. SQLite, and PostgreSQL where REGISTRY_TEST_POSTGRES holds a connection string. Prints the greatest tables with their indexes.
/// </summary>
internal static class BytesRun
{
    private const int Entries = 5;
    private const double BudgetBytes = 2_000;

    private const string PostgreSqlSizes = "SELECT relname::text, pg_total_relation_size(oid) FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace";

    public static async Task<int> RunAsync(string[] arguments)
    {
        RunOptions options = new(arguments);
        int bundles = options.Number("bundles", 2_000);
        string binaries = options.Text("server", ProofPaths.OwnBinaries);
        await using (ProofDatabase sqlite = ProofDatabase.Sqlite()) await MeasureAsync("SQLite", binaries, sqlite, bundles);
        if (Environment.GetEnvironmentVariable("REGISTRY_TEST_POSTGRES") is not { Length: > 0 } server)
        {
            Console.WriteLine("PostgreSQL: not run; set REGISTRY_TEST_POSTGRES.");
            return 0;
        }

        await using ProofDatabase postgreSql = await ProofDatabase.PostgreSqlAsync(server);
        await MeasureAsync("PostgreSQL", binaries, postgreSql, bundles);
        return 0;
    }

    private static async Task MeasureAsync(string engine, string binaries, ProofDatabase database, int bundles)
    {
        await using ServerProcess server = await ServerProcess.StartAsync(binaries, database.Settings);
        using LoadClient client = new(server.Address, connections: 8);
        LoadResult sent = await client.ClosedAsync(TimeSpan.FromSeconds(150), bundles);
        if (sent.Failures > 0 || sent.Bundles < bundles) throw new InvalidOperationException($"{sent.Bundles} bundles were answered, {sent.Failures} of them with a refusal: the figure would say nothing.");
        await server.UntilProjectedAsync();
        List<(string, double)> sizes = database.Options.Provider == DatabaseProvider.Sqlite
            ? await SqliteSizesAsync(database.Options.ConnectionString) : await PostgreSqlSizesAsync(database.Options.ConnectionString);
        Print(engine, sizes, bundles * Entries);
    }

    private static async Task<List<(string Table, double Bytes)>> PostgreSqlSizesAsync(string connectionString)
    {
        await using NpgsqlConnection connection = new(connectionString);
        await connection.OpenAsync();
        await using NpgsqlCommand command = new(PostgreSqlSizes, connection);
        List<(string, double)> sizes = [];
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync()) sizes.Add((reader.GetString(0), reader.GetInt64(1)));
        return sizes;
    }

    /// <summary>The engine as it is built here keeps no statistics of its pages: in a copy, page for page, each table is dropped, and the pages that this frees are its own.</summary>
    private static async Task<List<(string Table, double Bytes)>> SqliteSizesAsync(string connectionString)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("registry-bytes-");
        try
        {
            await using SqliteConnection copy = new($"Data Source={Path.Combine(folder.FullName, "copy.db")};Pooling=False;Foreign Keys=False");
            await using (SqliteConnection source = new(connectionString))
            {
                await source.OpenAsync();
                await copy.OpenAsync();
                source.BackupDatabase(copy);
            }

            List<string> tables = [];
            await using (SqliteCommand list = new("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'", copy))
            {
                await using SqliteDataReader reader = await list.ExecuteReaderAsync();
                while (await reader.ReadAsync()) tables.Add(reader.GetString(0));
            }

            double pageBytes = await NumberAsync(copy, "PRAGMA page_size");
            List<(string, double)> sizes = [];
            foreach (string table in tables)
            {
                double before = await NumberAsync(copy, "PRAGMA freelist_count");
                await NumberAsync(copy, $"DROP TABLE \"{table}\"");
                sizes.Add((table, (await NumberAsync(copy, "PRAGMA freelist_count") - before) * pageBytes));
            }

            return sizes;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<double> NumberAsync(SqliteConnection connection, string sql)
    {
        await using SqliteCommand command = new(sql, connection);
        return Convert.ToDouble(await command.ExecuteScalarAsync() ?? 0, CultureInfo.InvariantCulture);
    }

    private static void Print(string engine, List<(string Table, double Bytes)> sizes, int resources)
    {
        List<(string Table, double Bytes)> stored = sizes.FindAll(size => !size.Table.StartsWith("analytics_", StringComparison.Ordinal));
        double bytes = stored.Sum(size => size.Bytes) / resources;
        string tables = string.Join(", ", stored.OrderByDescending(size => size.Bytes).Take(8).Select(size => string.Create(CultureInfo.InvariantCulture, $"{size.Table} {size.Bytes / resources:F0}")));
        double projections = sizes.Except(stored).Sum(size => size.Bytes) / resources;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{engine}, {resources} resources: {bytes:F0} bytes a resource, {bytes / BudgetBytes:F2} × the budget of {BudgetBytes:F0} ({tables}); projections {projections:F0} beside it."));
    }
}
