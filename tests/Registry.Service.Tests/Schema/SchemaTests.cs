using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Registry.Server.Schema;
using Xunit;

namespace Registry.Service.Tests.Schema;

/// <summary>The tables of both rooms on each engine. No server is needed: the scripts come from model and migrations.</summary>
public sealed class SchemaTests
{
    /// <summary>
    /// Reserved words of SQL Server that somebody might call a column. The store sends SQL without quotes, which PostgreSQL and SQLite take for more names.
    /// https://learn.microsoft.com/sql/t-sql/language-elements/reserved-keywords-transact-sql and https://www.postgresql.org/docs/15/sql-keywords-appendix.html
    /// </summary>
    private static readonly HashSet<string> Reserved = new(
        """
        add all alter analyse analyze and any array as asc asymmetric authorization backup begin between both break browse bulk by cascade case cast check checkpoint close clustered
        coalesce collate collation column commit compute concurrently constraint contains containstable continue convert create cross current current_catalog current_date current_role
        current_schema current_time current_timestamp current_user cursor database dbcc deallocate declare default deferrable deny desc disk distinct distributed do double drop dump else
        end errlvl escape except exec execute exists exit external false fetch file fillfactor for foreign freetext freetexttable freeze from full function glob goto grant group having
        holdlock identity identitycol identity_insert if ilike in index initially inner insert intersect into is isnull join key kill lateral leading left like limit lineno load
        localtime localtimestamp merge national natural nocheck nonclustered not notnull null nullif of off offset offsets on only open opendatasource openquery openrowset openxml option
        or order outer over overlaps percent pivot placing plan precision primary print proc procedure public raiserror read readtext reconfigure references replication restore restrict
        return returning revert revoke right rollback rowcount rowguidcol rule save schema securityaudit select semantickeyphrasetable semanticsimilaritydetailstable semanticsimilaritytable
        session_user set setuser shutdown similar some statistics symmetric system_user table tablesample textsize then to top trailing tran transaction trigger true truncate try_convert
        tsequal union unique unpivot update updatetext use user using values variadic varying verbose view waitfor when where while window with within writetext
        """.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries),
        StringComparer.OrdinalIgnoreCase);

    public static TheoryData<string, DatabaseProvider> Contexts => new MatrixTheoryData<string, DatabaseProvider>([StoreContexts.Room, AnalyticsContexts.Room], Enum.GetValues<DatabaseProvider>());

    [Theory]
    [MemberData(nameof(Contexts))]
    public void The_schema_is_the_approved_one(string room, DatabaseProvider provider)
    {
        using DbContext context = Open(room, provider);
        string script = context.Database.GenerateCreateScript().ReplaceLineEndings("\n");
        string path = Repository.Path("tests", "data", "schema", $"{provider.ToString().ToLowerInvariant()}-{room}.approved.sql");
        if (Environment.GetEnvironmentVariable("REGISTRY_APPROVE") is "1") File.WriteAllText(path, script);
        Assert.Equal(File.ReadAllText(path), script);
    }

    [Theory]
    [MemberData(nameof(Contexts))]
    public void The_migrations_lead_to_the_model(string room, DatabaseProvider provider)
    {
        using DbContext context = Open(room, provider);
        Assert.NotEmpty(context.Database.GetMigrations());
        Assert.False(context.Database.HasPendingModelChanges());
    }

    /// <summary>Ids, codes and hashes are equal when their characters are, on every engine: a FHIR id differs by case.</summary>
    [Theory]
    [MemberData(nameof(Contexts))]
    public void Every_text_is_compared_by_code_point(string room, DatabaseProvider provider)
    {
        IProperty[] texts = [.. Columns(room, provider).Where(property => !property.IsPrimitiveCollection && (property.GetTypeMapping().Converter?.ProviderClrType ?? property.ClrType) == typeof(string))];
        Assert.NotEmpty(texts);
        Assert.All(texts, property => Assert.Matches(
            provider switch { DatabaseProvider.Sqlite => "^$", DatabaseProvider.PostgreSql => "^C$", _ => "_BIN2$" }, property.GetCollation() ?? ""));
    }

    /// <summary>A time is a bigint of milliseconds and a date an int, so that no engine's zone, precision or rounding decides a result.</summary>
    [Theory]
    [MemberData(nameof(Contexts))]
    public void No_column_has_a_date_type_of_the_engine(string room, DatabaseProvider provider) => Assert.All(Columns(room, provider), property =>
    {
        Assert.DoesNotMatch("date|time|interval", property.GetColumnType());
        Assert.DoesNotContain(property.GetTypeMapping().Converter?.ProviderClrType ?? property.ClrType, new[] { typeof(DateTime), typeof(DateTimeOffset), typeof(DateOnly), typeof(TimeOnly), typeof(TimeSpan) });
    });

    /// <summary>A nullable column in a unique index makes SQL Server filter that index, and a search by parameter then cannot use it.</summary>
    [Theory]
    [MemberData(nameof(Contexts))]
    public void A_column_takes_null_only_where_its_property_does(string room, DatabaseProvider provider)
    {
        NullabilityInfoContext nullability = new();
        Assert.All(Columns(room, provider).Where(property => property.PropertyInfo is not null), property =>
            Assert.True(property.IsNullable == nullability.Create(property.PropertyInfo!).ReadState is NullabilityState.Nullable, $"{property.DeclaringType.DisplayName()}.{property.Name}"));
    }

    [Fact]
    public void No_table_or_column_of_the_store_is_called_by_a_reserved_word() => Assert.All(Columns(StoreContexts.Room, DatabaseProvider.SqlServer), property =>
    {
        Assert.DoesNotContain(property.GetColumnName(), Reserved);
        Assert.DoesNotContain(property.DeclaringType.GetTableName()!, Reserved);
    });

    /// <summary>Who sent it stands on everything that was sent.</summary>
    [Theory]
    [InlineData("resource")]
    [InlineData("resource_version")]
    [InlineData("commit_record")]
    [InlineData("event_log")]
    [InlineData("finding")]
    [InlineData("identifier_claim")]
    [InlineData("subject_link")]
    [InlineData("receipt")]
    [InlineData("subject")]
    public void A_row_always_names_its_site(string table) => Assert.All(Enum.GetValues<DatabaseProvider>(), provider =>
    {
        IProperty site = Assert.Single(Columns(StoreContexts.Room, provider), property =>
            string.Equals(property.DeclaringType.GetTableName(), table, StringComparison.Ordinal) && string.Equals(property.GetColumnName(), "site_id", StringComparison.Ordinal));
        Assert.False(site.IsNullable);
    });

    private static IProperty[] Columns(string room, DatabaseProvider provider)
    {
        using DbContext context = Open(room, provider);
        return [.. context.GetService<IDesignTimeModel>().Model.GetEntityTypes().SelectMany(entity => entity.GetProperties())];
    }

    private static DbContext Open(string room, DatabaseProvider provider)
    {
        DatabaseOptions options = new()
        {
            Provider = provider,
            ConnectionString = provider switch
            {
                DatabaseProvider.Sqlite => "Data Source=:memory:",
                DatabaseProvider.PostgreSql => "Host=nowhere",
                _ => "Server=nowhere",
            },
        };
        return room == StoreContexts.Room ? StoreContexts.For(options)() : AnalyticsContexts.For(options)();
    }
}
