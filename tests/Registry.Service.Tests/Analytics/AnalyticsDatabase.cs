using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Registry.Analytics.Projections;
using Registry.Analytics.Reports;
using Registry.Server.Schema;
using Xunit;

namespace Registry.Service.Tests.Analytics;

/// <summary>A database for one test, made by the migrations and gone afterwards.</summary>
internal sealed class AnalyticsDatabase : IAsyncDisposable
{
    internal const string SoftwareVersion = "0.0.0-test";

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    private readonly Func<AnalyticsContext> _open;
    private readonly Action _remove;
    private readonly Dictionary<int, ReportCatalogue> _reports = [];

    private AnalyticsDatabase(Func<AnalyticsContext> open, Action remove)
    {
        _open = open;
        _remove = remove;
    }

    internal AnalyticsContext Open() => _open();

    internal static async Task<AnalyticsDatabase> SqliteAsync()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("registry-analytics-");
        string connection = $"Data Source={Path.Combine(folder.FullName, "analytics.db")};Pooling=False";
        return await MigrateAsync(new AnalyticsDatabase(On(DatabaseProvider.Sqlite, connection), () => folder.Delete(recursive: true)));
    }

    /// <summary>A schema of its own in the database of the connection string.</summary>
    internal static async Task<AnalyticsDatabase> PostgreSqlAsync(string connection)
    {
        string schema = "analytics_" + Convert.ToHexStringLower(System.Security.Cryptography.RandomNumberGenerator.GetBytes(8));
        await RunAsync($"CREATE SCHEMA {schema}");
        return await MigrateAsync(new AnalyticsDatabase(
            On(DatabaseProvider.PostgreSql, $"{connection};Search Path={schema};Pooling=False"), () => RunAsync($"DROP SCHEMA {schema} CASCADE").GetAwaiter().GetResult()));

        async Task RunAsync(string sql)
        {
            await using AnalyticsContext context = On(DatabaseProvider.PostgreSql, connection + ";Pooling=False")();
            await context.Database.ExecuteSqlRawAsync(sql, TestContext.Current.CancellationToken);
        }
    }

    internal ProjectionRunner Runner(SomeLog log) => new(Open, log.Read);

    /// <summary>The reports as a server answers them: one for the life of the database, so that it keeps rows between them.</summary>
    internal ReportCatalogue Reports(int suppressBelow = 5)
    {
        if (!_reports.TryGetValue(suppressBelow, out ReportCatalogue? reports)) _reports.Add(suppressBelow, reports = NewReports(suppressBelow));
        return reports;
    }

    /// <summary>Another server's, which holds no rows yet.</summary>
    /// <param name="suppressBelow">The registry's threshold.</param>
    /// <param name="heldRows">Most rows that it keeps; 0: it reads them for every report.</param>
    internal ReportCatalogue NewReports(int suppressBelow = 5, int heldRows = Registry.Analytics.Limits.HeldRows) =>
        new(Open, SoftwareVersion, [.. new[] { "FOP", "POH" }.Select(key => new ReportDisease(key, ReportCatalogue.Names))], suppressBelow, heldRows);

    internal async Task<Report> ReportAsync(string name, params (string Name, string Value)[] parameters) =>
        Assert.IsType<ReportResult.Ready>(await RunAsync(name, parameters)).Report;

    internal Task<ReportResult> RunAsync(string name, params (string Name, string Value)[] parameters) =>
        Reports().RunAsync(name, parameters.ToDictionary(parameter => parameter.Name, parameter => parameter.Value, StringComparer.Ordinal), SomeCaller.Coordinator, TestContext.Current.CancellationToken);

    /// <summary>Every row of every projection as text, in order of sequence: equal texts are equal rows.</summary>
    internal async Task<string> RowsAsync()
    {
        await using AnalyticsContext context = Open();
        StringBuilder text = new();
        foreach (LogTime time in await context.LogTimes.OrderBy(row => row.FromSequence).ToListAsync(TestContext.Current.CancellationToken))
            text.Append(CultureInfo.InvariantCulture, $"{time.FromSequence} at {time.RecordedMs}\n");
        await WriteAsync<SubjectRow>();
        await WriteAsync<LinkRow>();
        await WriteAsync<ConsentRow>();
        await WriteAsync<DiagnosisRow>();
        await WriteAsync<VariantRow>();
        await WriteAsync<InterpretationRow>();
        await WriteAsync<FeatureRow>();
        await WriteAsync<FlareUpRow>();
        await WriteAsync<OssificationRow>();
        await WriteAsync<VolumeRow>();
        await WriteAsync<FunctionRow>();
        await WriteAsync<LaboratoryRow>();
        await WriteAsync<TreatmentRow>();
        await WriteAsync<SurgeryRow>();
        await WriteAsync<StudyRow>();
        await WriteAsync<PatientOutcomeRow>();
        await WriteAsync<VitalStatusRow>();
        await WriteAsync<DeathRow>();
        await WriteAsync<SafetyConcernRow>();
        await WriteAsync<FindingRow>();
        return text.ToString();

        async Task WriteAsync<TRow>()
            where TRow : FactRow
        {
            foreach (TRow row in await context.Set<TRow>().AsNoTracking().OrderBy(row => row.FromSequence).ToListAsync(TestContext.Current.CancellationToken))
                text.Append(typeof(TRow).Name).Append(' ').Append(JsonSerializer.Serialize(row, Indented)).Append('\n');
        }
    }

    public ValueTask DisposeAsync()
    {
        foreach (ReportCatalogue reports in _reports.Values) reports.Dispose();
        _remove();
        return ValueTask.CompletedTask;
    }

    private static Func<AnalyticsContext> On(DatabaseProvider provider, string connection) =>
        AnalyticsContexts.For(new DatabaseOptions { Provider = provider, ConnectionString = connection });

    private static async Task<AnalyticsDatabase> MigrateAsync(AnalyticsDatabase database)
    {
        await using AnalyticsContext context = database.Open();
        await context.Database.MigrateAsync(TestContext.Current.CancellationToken);
        return database;
    }
}
