using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Registry.Server.Schema;
using Registry.Store;
using Xunit;

namespace Registry.Service.Tests.Schema;

/// <summary>The store's schema on each engine. No server is needed: the scripts come from model and migrations.</summary>
public sealed class StoreSchemaTests
{
    public static TheoryData<DatabaseProvider> Engines => [DatabaseProvider.Sqlite, DatabaseProvider.PostgreSql, DatabaseProvider.SqlServer];

    [Theory]
    [MemberData(nameof(Engines))]
    public void The_schema_is_the_approved_one(DatabaseProvider provider)
    {
        using StoreContext context = Open(provider);
        string script = context.Database.GenerateCreateScript().ReplaceLineEndings("\n");
        string path = Repository.Path("tests", "data", "schema", $"store-{provider}.approved.sql");
        if (Environment.GetEnvironmentVariable("REGISTRY_APPROVE") is "1") File.WriteAllText(path, script);
        Assert.Equal(File.ReadAllText(path), script);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public void The_migrations_lead_to_the_model(DatabaseProvider provider)
    {
        using StoreContext context = Open(provider);
        Assert.NotEmpty(context.Database.GetMigrations());
        Assert.False(context.Database.HasPendingModelChanges());
    }

    [Theory]
    [InlineData(DatabaseProvider.PostgreSql, "C")]
    [InlineData(DatabaseProvider.SqlServer, "Latin1_General_100_BIN2")]
    public void Every_text_is_compared_by_code_point(DatabaseProvider provider, string collation)
    {
        using StoreContext context = Open(provider);
        IProperty[] texts = [.. DesignModel(context).GetEntityTypes().SelectMany(entity => entity.GetProperties()).Where(property => property.ClrType == typeof(string))];
        Assert.NotEmpty(texts);
        Assert.All(texts, property => Assert.Equal(collation, property.GetCollation()));
    }

    /// <summary>Who sent it stands on everything that was sent.</summary>
    [Theory]
    [InlineData("resource")]
    [InlineData("resource_version")]
    [InlineData("commit_record")]
    [InlineData("event_log")]
    [InlineData("finding")]
    [InlineData("identifier_claim")]
    [InlineData("subject_link")]
    [InlineData("subject")]
    public void A_row_always_names_its_site(string table)
    {
        foreach (DatabaseProvider provider in Enum.GetValues<DatabaseProvider>())
        {
            using StoreContext context = Open(provider);
            IEntityType entity = DesignModel(context).GetEntityTypes().Single(entity => string.Equals(entity.GetTableName(), table, StringComparison.Ordinal));
            Assert.False(entity.GetProperties().Single(property => string.Equals(property.GetColumnName(), "site_id", StringComparison.Ordinal)).IsNullable);
        }
    }

    private static IModel DesignModel(StoreContext context) => context.GetService<IDesignTimeModel>().Model;

    private static StoreContext Open(DatabaseProvider provider) => StoreContexts.For(new DatabaseOptions
    {
        Provider = provider,
        ConnectionString = provider switch
        {
            DatabaseProvider.Sqlite => "Data Source=:memory:",
            DatabaseProvider.PostgreSql => "Host=nowhere",
            _ => "Server=nowhere",
        },
    })();
}
