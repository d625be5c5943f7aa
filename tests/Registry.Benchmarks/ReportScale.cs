using System.Diagnostics;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Registry.Analytics.Projections;
using Registry.Analytics.Reports;
using Registry.Benchmarks.Calibration;
using Registry.Cohort;
using Registry.Contracts.Callers;
using Registry.Contracts.Events;
using Registry.Server.Schema;

namespace Registry.Benchmarks;

/// <summary>Each report over 100,000 subjects from the projections.</summary>
/// <remarks>
/// <c>report-scale [--folder path] [--invented 2000] [--copies 50] [--only report] [--rounds 3] [--asof]</c>: invents a cohort, sends it the whole way but HTTP and the store, applies its
/// log to a new SQLite file, and copies the rows under other subject ids, each copy with ages three days apart, so that no tie of one cohort becomes a tie of all.
/// The file stays in the folder for the next run. Wall time and the time of all processors are told: beside other programs the second is what compares.
/// </remarks>
internal static class ReportScale
{
    /// <summary>So late that a subject has some fifty events.</summary>
    private static readonly DateOnly FirstEntry = new(2016, 1, 1);

    private static readonly IReadOnlyList<(string Name, string[] Parameters)> More =
    [
        ("survival", ["by=variant-class"]), ("survival", ["disease=FOP", "sex=female", "fromAge=10"]), ("flare-ups", ["variantClass=acvr1-r206h"]), ("enrolment", ["country=DE"]), ("poh-depth", ["parentalAllele=paternal"]),
        ("survival", ["audience=public"]), ("flare-ups", ["audience=public"]), ("ossification", ["audience=public"]), ("enrolment", ["audience=public"]),
    ];

    public static async Task<int> RunAsync(string[] arguments)
    {
        RunOptions options = new(arguments);
        string folder = Directory.CreateDirectory(options.Text("folder", Path.Combine(Path.GetTempPath(), "registry-report-scale"))).FullName;
        int invented = options.Number("invented", 2_000);
        int copies = options.Number("copies", 50);
        string file = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"scale-{invented}-{copies}.db"));
        Func<AnalyticsContext> open = AnalyticsContexts.For(new DatabaseOptions { Provider = DatabaseProvider.Sqlite, ConnectionString = $"Data Source={file}" });
        if (!File.Exists(file)) await FillAsync(open, file, invented, copies);
        await using (AnalyticsContext context = open()) await context.Database.MigrateAsync();
        await SayRowsAsync(file);

        Caller caller = new("benchmark", SiteId.Local, CallerRoles.Coordinator);
        using ReportCatalogue reports = new(open, "benchmark", [new ReportDisease("FOP", ReportCatalogue.Names), new ReportDisease("POH", ReportCatalogue.Names)]);
        Say($"| report | first: ms (s of processor) | again: median ms (s of processor) | MB of JSON |\n|---|---|---|---|");
        string only = options.Text("only", "");
        foreach ((string name, string[] parameters) in ReportCatalogue.Names.Select(name => (name, Array.Empty<string>())).Concat(More).Where(asked => only.Length == 0 || asked.Item1 == only))
            await TimeAsync(reports, name, parameters, caller, options.Number("rounds", 3));
        if (options.Has("asof"))
        {
            long cut = await CheckpointAsync(open) - 1_000;
            foreach (string name in ReportCatalogue.Names.Where(name => only.Length == 0 || name == only))
                await TimeAsync(reports, name, [string.Create(CultureInfo.InvariantCulture, $"asOf={cut}")], caller, 1);
        }

        Say($"\nAfter 100 confirmations of vital status that replace those before:\n");
        await ConfirmAsync(file, 100);
        await TimeAsync(reports, "survival", [], caller, 1);
        using Process self = Process.GetCurrentProcess();
        Say($"\nGreatest working set {self.PeakWorkingSet64 / 1e6:F0} MB, managed heap after a collection {GC.GetTotalMemory(forceFullCollection: true) / 1e6:F0} MB.");
        return 0;
    }

    private static async Task TimeAsync(ReportCatalogue reports, string name, string[] parameters, Caller caller, int rounds)
    {
        Dictionary<string, string> query = parameters.Select(parameter => parameter.Split('=')).ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);
        (double Ms, double Cpu, int Bytes) first = await OnceAsync();
        List<(double Ms, double Cpu, int Bytes)> again = [];
        for (int round = 0; round < rounds; round++) again.Add(await OnceAsync());
        double ms = again.Select(entry => entry.Ms).Order().ElementAt(rounds / 2);
        double cpu = again.Select(entry => entry.Cpu).Order().ElementAt(rounds / 2);
        Say($"| {string.Join(' ', [name, .. parameters])} | {first.Ms:F0} ({first.Cpu:F2}) | {ms:F0} ({cpu:F2}) | {first.Bytes / 1e6:F1} |");

        async Task<(double Ms, double Cpu, int Bytes)> OnceAsync()
        {
            TimeSpan cpuBefore = Environment.CpuUsage.TotalTime;
            long start = Stopwatch.GetTimestamp();
            ReportResult result = await reports.RunAsync(name, query, caller, CancellationToken.None);
            if (result is not ReportResult.Ready ready) throw new InvalidOperationException($"{name}: {result}");
            int bytes = ReportJson.Write(ready.Report).Length;
            return (Stopwatch.GetElapsedTime(start).TotalMilliseconds, (Environment.CpuUsage.TotalTime - cpuBefore).TotalSeconds, bytes);
        }
    }

    private static async Task FillAsync(Func<AnalyticsContext> open, string file, int invented, int copies)
    {
        long start = Stopwatch.GetTimestamp();
        InventedRegistry registry = await InventedRegistry.OfAsync(new CohortOptions { Seed = 7, Subjects = invented, ErrorRate = 0.02, From = FirstEntry }, EventCatalogue.All.Select(type => type.Name).ToHashSet(StringComparer.Ordinal));
        IReadOnlyList<IRegistryEvent> log = registry.Events;
        Say($"{log.Count} events of {invented} subjects invented in {Stopwatch.GetElapsedTime(start).TotalSeconds:F0} s.");
        string making = file + ".making";
        File.Delete(making);
        Func<AnalyticsContext> openMaking = AnalyticsContexts.For(new DatabaseOptions { Provider = DatabaseProvider.Sqlite, ConnectionString = $"Data Source={making};Pooling=False" });
        await using (AnalyticsContext context = openMaking()) await context.Database.MigrateAsync();
        TimeSpan cpuBefore = Environment.CpuUsage.TotalTime;
        start = Stopwatch.GetTimestamp();
        using (ProjectionRunner runner = new(openMaking, (after, limit, _) => Task.FromResult<IReadOnlyList<IRegistryEvent>>([.. log.Skip((int)after).Take(limit)])))
        {
            ProjectionHealth health = await runner.RunUpToAsync(log.Count, CancellationToken.None);
            if (health.Fault is { } fault) throw new InvalidOperationException($"Event {fault.Sequence} stopped the projection: {fault.Type}.");
        }

        double cpu = (Environment.CpuUsage.TotalTime - cpuBefore).TotalSeconds;
        Say($"Applied in {Stopwatch.GetElapsedTime(start).TotalSeconds:F1} s, {cpu:F1} s of processor: {log.Count / cpu:F0} events/s on one core.");
        start = Stopwatch.GetTimestamp();
        await using (SqliteConnection connection = await OpenAsync(making))
        {
            await ExecuteAsync(connection, "PRAGMA synchronous=OFF; PRAGMA cache_size=-200000; PRAGMA temp_store=MEMORY");
            await using AnalyticsContext context = open();
            foreach (string table in context.Model.GetEntityTypes().Where(type => type.ClrType.IsSubclassOf(typeof(FactRow))).Select(type => type.GetTableName()!))
                await CopyAsync(connection, table, log.Count, copies);
            await ExecuteAsync(connection, string.Create(CultureInfo.InvariantCulture, $"UPDATE analytics_checkpoint SET sequence = {(long)log.Count * copies}; PRAGMA wal_checkpoint(TRUNCATE); ANALYZE"));
        }

        File.Move(making, file);
        Say($"Copied {copies} times in {Stopwatch.GetElapsedTime(start).TotalSeconds:F0} s.");
    }

    /// <summary>Rows of copy k have sequences k logs later, a subject id with k in it, and births three days a copy earlier.</summary>
    private static async Task CopyAsync(SqliteConnection connection, string table, int length, int copies)
    {
        List<string> names = [];
        await using (SqliteCommand command = connection.CreateCommand())
        {
            command.CommandText = $"SELECT * FROM {table} LIMIT 0";
            await using SqliteDataReader reader = await command.ExecuteReaderAsync();
            for (int index = 0; index < reader.FieldCount; index++) names.Add(reader.GetName(index));
        }

        string values = string.Join(", ", names.Select(name => name switch
        {
            "from_sequence" or "to_sequence" => $"held.{name} + copy.k * {length.ToString(CultureInfo.InvariantCulture)}",
            "subject" or "other" => $"substr(held.{name}, 1, 8) || printf('%08x', copy.k) || substr(held.{name}, 17)",
            "birth_earliest" or "birth_latest" => $"date(held.{name}, (-3 * copy.k) || ' days')",
            _ => $"held.\"{name}\"",
        }));
        string columns = string.Join(", ", names.Select(name => $"\"{name}\""));
        string last = (copies - 1).ToString(CultureInfo.InvariantCulture);
        await ExecuteAsync(connection, $"WITH RECURSIVE copy(k) AS (SELECT 1 UNION ALL SELECT k + 1 FROM copy WHERE k < {last}) INSERT INTO {table} ({columns}) SELECT {values} FROM copy CROSS JOIN {table} AS held");
    }

    /// <summary>Replaces the newest confirmations, as an applied log would: each closes a row and opens one.</summary>
    private static async Task ConfirmAsync(string file, int count)
    {
        await using SqliteConnection connection = await OpenAsync(file);
        List<string> names = [];
        await using (SqliteCommand command = connection.CreateCommand())
        {
            command.CommandText = "SELECT * FROM analytics_vital_status LIMIT 0";
            await using SqliteDataReader reader = await command.ExecuteReaderAsync();
            for (int index = 0; index < reader.FieldCount; index++) names.Add(reader.GetName(index));
        }

        string columns = string.Join(", ", names);
        string values = string.Join(", ", names.Select(name => name is "from_sequence" ? "(SELECT sequence FROM analytics_checkpoint) + row_number() OVER (ORDER BY from_sequence)" : name is "to_sequence" ? "NULL" : name));
        string chosen = string.Create(CultureInfo.InvariantCulture, $"(SELECT * FROM analytics_vital_status WHERE to_sequence IS NULL ORDER BY from_sequence LIMIT {count})");
        await ExecuteAsync(connection, $"""
            BEGIN;
            CREATE TEMP TABLE chosen AS SELECT {values}, from_sequence AS before FROM {chosen};
            UPDATE analytics_vital_status SET to_sequence = (SELECT sequence FROM analytics_checkpoint) + 1 WHERE from_sequence IN (SELECT before FROM chosen);
            ALTER TABLE chosen DROP COLUMN before;
            INSERT INTO analytics_vital_status ({columns}) SELECT * FROM chosen;
            UPDATE analytics_checkpoint SET sequence = sequence + {count.ToString(CultureInfo.InvariantCulture)};
            COMMIT
            """);
    }

    private static async Task<long> CheckpointAsync(Func<AnalyticsContext> open)
    {
        await using AnalyticsContext context = open();
        return (await context.FindCheckpointAsync(CancellationToken.None))!.Sequence;
    }

    private static async Task SayRowsAsync(string file)
    {
        await using SqliteConnection connection = await OpenAsync(file);
        await using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE 'analytics_%' ORDER BY name";
        List<string> tables = [];
        await using (SqliteDataReader reader = await command.ExecuteReaderAsync())
        {
            while (await reader.ReadAsync()) tables.Add(reader.GetString(0));
        }

        long total = 0;
        List<string> counts = [];
        foreach (string table in tables)
        {
            command.CommandText = $"SELECT COUNT(*) FROM {table}";
            long count = (long)(await command.ExecuteScalarAsync())!;
            total += count;
            counts.Add(string.Create(CultureInfo.InvariantCulture, $"{table["analytics_".Length..]} {count}"));
        }

        Say($"{total} rows, {new FileInfo(file).Length / 1e6:F0} MB: {string.Join(", ", counts)}.\n");
    }

    private static async Task<SqliteConnection> OpenAsync(string file)
    {
        SqliteConnection connection = new($"Data Source={file};Pooling=False");
        await connection.OpenAsync();
        return connection;
    }

    private static async Task ExecuteAsync(SqliteConnection connection, string sql)
    {
        await using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync();
    }

    private static void Say(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
