using Microsoft.EntityFrameworkCore;
using Registry.Analytics.Projections;
using Registry.Analytics.Reports;
using Registry.Contracts.Callers;
using Registry.Contracts.Events;
using Registry.Server.Schema;

namespace Registry.Benchmarks.Calibration;

/// <summary>The reports over an invented registry: its events applied to a new SQLite file, which is gone afterwards.</summary>
internal sealed class ReportedCohort : IAsyncDisposable
{
    private static readonly Caller Coordinator = new("calibration", SiteId.Local, CallerRoles.Coordinator);

    private readonly DirectoryInfo _folder;
    private readonly ReportCatalogue _reports;

    private ReportedCohort(DirectoryInfo folder, ReportCatalogue reports)
    {
        _folder = folder;
        _reports = reports;
    }

    public static async Task<ReportedCohort> OfAsync(IReadOnlyList<IRegistryEvent> events)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("registry-calibration-");
        Func<AnalyticsContext> open = AnalyticsContexts.For(new DatabaseOptions { Provider = DatabaseProvider.Sqlite, ConnectionString = $"Data Source={Path.Combine(folder.FullName, "analytics.db")};Pooling=False" });
        await using (AnalyticsContext context = open()) await context.Database.MigrateAsync();
        using ProjectionRunner runner = new(open, (after, limit, _) => Task.FromResult<IReadOnlyList<IRegistryEvent>>([.. events.Skip((int)after).Take(limit)]));
        ProjectionHealth health = await runner.RunUpToAsync(events.Count, CancellationToken.None);
        if (health.Fault is { } fault) throw new InvalidOperationException($"Event {fault.Sequence} stopped the projection: {fault.Type}.");
        return new ReportedCohort(folder, new ReportCatalogue(open, "calibration", [new ReportDisease("FOP", ReportCatalogue.Names), new ReportDisease("POH", ReportCatalogue.Names)]));
    }

    /// <summary>A report, and the cells of its tables by name.</summary>
    public async Task<ReportedTables> ReportAsync(string name, params (string Name, string Value)[] parameters)
    {
        ReportResult result = await _reports.RunAsync(name, parameters.ToDictionary(parameter => parameter.Name, parameter => parameter.Value, StringComparer.Ordinal), Coordinator, CancellationToken.None);
        return result is ReportResult.Ready ready ? new ReportedTables(ready.Report) : throw new InvalidOperationException($"The report {name} answered {result.GetType().Name}.");
    }

    public ValueTask DisposeAsync()
    {
        _reports.Dispose();
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }
}

/// <summary>The numbers of a report, found by table, the texts with which a row begins, and column.</summary>
internal sealed class ReportedTables(Report report)
{
    /// <summary>Name of the report.</summary>
    public string Name => report.Name;

    /// <summary>A number or count; null where there is none; infinity where a curve does not come down to it.</summary>
    public double? this[string table, string column, params string[] names]
    {
        get
        {
            ReportTable found = report.Tables.Single(known => string.Equals(known.Name, table, StringComparison.Ordinal));
            int index = found.Columns.Select((known, at) => (known.Name, at)).Single(known => string.Equals(known.Name, column, StringComparison.Ordinal)).at;
            IReadOnlyList<ReportCell>? row = found.Rows.SingleOrDefault(row => names.Zip(row).All(pair => pair.Second is ReportCell.Text text && string.Equals(text.Value, pair.First, StringComparison.Ordinal)));
            return row?[index] switch
            {
                ReportCell.Number number => number.Value,
                ReportCell.Count count => count.Value,
                ReportCell.NotReached => double.PositiveInfinity,
                _ => null,
            };
        }
    }
}
