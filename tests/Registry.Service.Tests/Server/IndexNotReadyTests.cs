using System.Net;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Registry.Store.Index;
using Xunit;

namespace Registry.Service.Tests.Server;

/// <summary>A server whose definitions are not those of the index: searches wait, everything else goes on.</summary>
public sealed class IndexNotReadyTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Until_the_index_is_whole_a_search_is_told_when_to_come_again_and_a_read_is_answered()
    {
        string id;
        await using (RunningRegistry before = await RunningRegistry.StartAsync(_folder.Path))
        {
            (HttpStatusCode posted, _) = await before.PostAsync("/fhir", await File.ReadAllBytesAsync(Repository.Path("docs", "examples", "fop-transaction.json"), TestContext.Current.CancellationToken));
            Assert.Equal(HttpStatusCode.OK, posted);
            (_, JsonElement found) = await before.GetAsync("/fhir/Patient");
            id = found.GetProperty("entry")[0].GetProperty("resource").GetProperty("id").GetString()!;
        }

        // Rows of other definitions; and while a table is away, none can be made.
        await ExecuteAsync("UPDATE search_state SET fingerprint = x'00', target = x'', next_number = 0");
        await ExecuteAsync("ALTER TABLE search_range RENAME TO search_range_away");
        await using RunningRegistry registry = await RunningRegistry.StartAsync(_folder.Path);
        using HttpResponseMessage refused = await registry.Client.GetAsync("/fhir/Patient", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(30), refused.Headers.RetryAfter?.Delta);
        Assert.Equal(HttpStatusCode.OK, (await registry.GetAsync($"/fhir/Patient/{id}")).Status);

        await ExecuteAsync("ALTER TABLE search_range_away RENAME TO search_range");
        Assert.True(await registry.Services.GetRequiredService<SearchIndex>().RebuildAsync(isForced: false, null, TestContext.Current.CancellationToken) > 0);
        (HttpStatusCode status, JsonElement bundle) = await registry.GetAsync($"/fhir/Patient?_id={id}&_has:Observation:patient:code=flare-up");
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(1, bundle.GetProperty("entry").GetArrayLength());
    }

    private async Task ExecuteAsync(string sql)
    {
        await using SqliteConnection connection = new($"Data Source={Path.Combine(_folder.Path, "registry.db")};Pooling=False");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }
}
