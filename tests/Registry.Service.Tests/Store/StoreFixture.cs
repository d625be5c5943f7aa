using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Registry.Clinical;
using Registry.Contracts.Callers;
using Registry.Contracts.Events;
using Registry.Fhir.Search;
using Registry.Server.Schema;
using Registry.Store;
using Registry.Store.Index;
using Registry.Store.Resources;
using Xunit;

namespace Registry.Service.Tests.Store;

/// <summary>An empty database with the store's schema, gone when disposed.</summary>
internal sealed class StoreFixture : IAsyncDisposable
{
    private readonly Func<Task> _drop;

    private StoreFixture(DatabaseOptions options, Func<Task> drop)
    {
        Options = options;
        _drop = drop;
        Database = new StoreDatabase(StoreContexts.For(options));
    }

    public DatabaseOptions Options { get; }

    public StoreDatabase Database { get; }

    public static async Task<StoreFixture> OpenAsync(DatabaseProvider provider)
    {
        (DatabaseOptions options, Func<Task> drop) = provider switch
        {
            DatabaseProvider.Sqlite => NewFile(),
            DatabaseProvider.PostgreSql => await NewDatabaseAsync(provider, "REGISTRY_TEST_POSTGRES"),
            DatabaseProvider.SqlServer => await NewDatabaseAsync(provider, "REGISTRY_TEST_SQLSERVER"),
            _ => throw new ArgumentOutOfRangeException(nameof(provider)),
        };
        await using StoreContext context = StoreContexts.For(options)();
        await context.Database.MigrateAsync();
        return new StoreFixture(options, drop);
    }

    /// <summary>Another node on the same database.</summary>
    public StoreDatabase AnotherNode() => new(StoreContexts.For(Options));

    public async Task<T> ScalarAsync<T>(string sql) => await Database.UseAsync(
        async session => (await session.FirstAsync(sql, [], row => (T)Convert.ChangeType(row.GetValue(0), typeof(T), System.Globalization.CultureInfo.InvariantCulture), default))!, default);

    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        await _drop();
    }

    private static (DatabaseOptions Options, Func<Task> Drop) NewFile()
    {
        string folder = Directory.CreateTempSubdirectory("registry-store-").FullName;
        return (
            new DatabaseOptions { Provider = DatabaseProvider.Sqlite, ConnectionString = $"Data Source={Path.Combine(folder, "registry.db")}" },
            () =>
            {
                Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
                Directory.Delete(folder, recursive: true);
                return Task.CompletedTask;
            }
        );
    }

    private static async Task<(DatabaseOptions Options, Func<Task> Drop)> NewDatabaseAsync(DatabaseProvider provider, string setting)
    {
        string? server = Environment.GetEnvironmentVariable(setting);
        Assert.SkipUnless(!string.IsNullOrEmpty(server), $"Set {setting} to the connection string of a server on which databases may be made.");
        string name = "registry_" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));
        await ExecuteAsync(provider, server, $"CREATE DATABASE {name}");
        string connectionString = provider == DatabaseProvider.PostgreSql
            ? new Npgsql.NpgsqlConnectionStringBuilder(server) { Database = name, MaxPoolSize = 20 }.ConnectionString
            : new Microsoft.Data.SqlClient.SqlConnectionStringBuilder(server) { InitialCatalog = name }.ConnectionString;
        return (new DatabaseOptions { Provider = provider, ConnectionString = connectionString }, async () =>
        {
            Npgsql.NpgsqlConnection.ClearAllPools();
            Microsoft.Data.SqlClient.SqlConnection.ClearAllPools();
            await ExecuteAsync(provider, server, provider == DatabaseProvider.PostgreSql ? $"DROP DATABASE {name} WITH (FORCE)" : $"DROP DATABASE {name}");
        }
        );
    }

    private static async Task ExecuteAsync(DatabaseProvider provider, string server, string sql)
    {
        await using System.Data.Common.DbConnection connection = provider == DatabaseProvider.PostgreSql
            ? new Npgsql.NpgsqlConnection(server)
            : new Microsoft.Data.SqlClient.SqlConnection(server);
        await connection.OpenAsync();
        await using System.Data.Common.DbCommand command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }
}

/// <summary>Changesets as a decision makes them.</summary>
internal static class Given
{
    public static readonly Caller Site1 = new("client-1", new SiteId("site-1"), CallerRoles.Submitter);
    public static readonly Caller Site2 = new("client-2", new SiteId("site-2"), CallerRoles.Submitter);
    public static readonly Caller Coordinator = new("coordinator", new SiteId("registry"), CallerRoles.Coordinator);
    public static readonly Caller Relay = new("relay", new SiteId("registry"), CallerRoles.Subscriber);

    public static string NewId() => SubjectId.New().ToString();

    public static Changeset Changes(
        Caller caller, IReadOnlyList<ResourceWrite> resources, IReadOnlyList<SubjectWrite> subjects, IReadOnlyList<EventDraft>? events = null,
        IReadOnlyList<IdentifierClaim>? claims = null, IReadOnlyList<IdentifierClaim>? releases = null, IReadOnlyList<FindingWrite>? opened = null,
        IReadOnlyList<FindingClosing>? closed = null, IReadOnlyList<SubjectLinkWrite>? links = null) => new()
        {
            CommitId = SubjectId.New().Value,
            Caller = caller,
            Resources = resources,
            Subjects = subjects,
            Claims = claims ?? [],
            Releases = releases ?? [],
            Events = events ?? [],
            FindingsOpened = opened ?? [],
            FindingsClosed = closed ?? [],
            Links = links ?? [],
        };

    /// <summary>A finding that rests on one Observation.</summary>
    public static FindingWrite Finding(string key, SubjectId subject, string observation = "o1") => new()
    {
        Key = key,
        Subject = subject,
        Site = Site1.Site,
        Rule = "rule-1",
        RuleVersion = 3,
        Severity = "warning",
        Category = "plausibility/temporal",
        Text = new FindingText("Title", "Message: 7 ≠ 8", "Reason", "Remedy", "Across"),
        Evidence = [new FindingEvidence($"Observation/{observation}/_history/1", "Observation.component.where(code.coding.code='1-2')")],
        Source = $"Observation/{observation}/_history/1",
    };

    /// <summary>A new Patient with its subject, its pseudonym and its enrolment.</summary>
    public static Changeset Patient(Caller caller, string id, SubjectId subject, string pseudonym) => Changes(
        caller,
        [Resource(caller, new ResourceKey("Patient", id), subject, 1, Given.Code("identifier", "urn:pseudonym", pseudonym))],
        [new SubjectWrite(subject, 0, SubjectStatus.Enrolled)],
        [Event("SubjectEnrolled", caller, subject, "enrolment", $"Patient/{id}/_history/1")],
        [new IdentifierClaim(new IdentifierKey("Patient", "urn:pseudonym", pseudonym), new ResourceKey("Patient", id), subject)]);

    /// <summary>A new Observation of a subject that stands at a row version.</summary>
    public static Changeset FlareUp(Caller caller, string id, SubjectId subject, long rowVersion) => Changes(
        caller,
        [Resource(caller, new ResourceKey("Observation", id), subject, 1, Given.Code("code", "urn:codes", "flare-up"))],
        [new SubjectWrite(subject, rowVersion, SubjectStatus.Enrolled)],
        [Event("FlareUpReported", caller, subject, $"flare-up/{id}", $"Observation/{id}/_history/1")]);

    public static ResourceWrite Resource(Caller caller, ResourceKey key, SubjectId subject, long version, params SearchValue[] values) => new()
    {
        Key = key,
        Site = caller.Site,
        Subject = subject,
        Version = version,
        IsDeleted = false,
        Content = Encoding.UTF8.GetBytes($$$"""{"resourceType":"{{{key.Type}}}","id":"{{{key.Id}}}","meta":{},"note":"version {{{version}}}, ümlaut"}"""),
        SearchValues = values,
    };

    /// <summary>A token under a source of that name.</summary>
    public static SearchValue Code(string source, string? system, string code) => new(source, 0, new SearchContent.Token(system, code, null));

    /// <summary>A reference to a resource here.</summary>
    public static SearchValue Reference(string source, string target) => new(source, 0, new SearchContent.Reference(target, target.Split('/')[0], target.Split('/')[1], null, null));

    /// <summary>Whoever refers so.</summary>
    public static SearchFilter Refers(string source, string target) => new SearchFilter.References([source], null, [new ReferenceValue(target.Split('/')[0], target.Split('/')[1], null)]);

    public static EventDraft Event(string type, Caller caller, SubjectId subject, string fact, string source, long? supersedes = null) => new()
    {
        EventType = type,
        Subject = subject,
        Site = caller.Site,
        Fact = fact,
        Source = source,
        Occurred = new PartialDate { Earliest = new DateOnly(1999, 2, 1), Latest = new DateOnly(1999, 2, 28), Precision = DatePrecision.Month },
        Supersedes = supersedes,
        Derivation = "org.example#1/1",
        Body = Encoding.UTF8.GetBytes($$"""{"fact":"{{fact}}"}"""),
    };

    public static async Task<CommitOutcome> CommitAsync(this ResourceStore store, Changeset changeset, long nowMs = 1_000) =>
        (await store.CommitAsync([changeset], nowMs, TestContext.Current.CancellationToken))[0];

    public static CommitOutcome.Committed Committed(CommitOutcome outcome) =>
        outcome is CommitOutcome.Failed failed ? throw new InvalidOperationException("The commit failed.", failed.Fault) : Assert.IsType<CommitOutcome.Committed>(outcome);
}
