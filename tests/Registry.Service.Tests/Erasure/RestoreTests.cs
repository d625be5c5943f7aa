using System.Text.Json;
using Microsoft.Data.Sqlite;
using Registry.Service.Tests.Delivery;
using Registry.Service.Tests.Server;
using Xunit;

namespace Registry.Service.Tests.Erasure;

/// <summary>A backup from before an erasure comes back: <c>db restored</c> erases again and makes another log of it, and whoever followed the first builds anew.</summary>
public sealed class RestoreTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_restored_database_is_another_log_without_those_who_were_erased_since_the_backup()
    {
        using TemporaryFolder folder = new();
        await using Place place = new SqlitePlace(folder.Path);
        string state = Path.Combine(folder.Path, "flare_ups.sqlite");
        string ledger = Path.Combine(folder.Path, "ledger.jsonl");
        string log;
        string first;
        await using (RegistryProcess server = await RegistryProcess.StartAsync(folder.Path, place.Settings))
        {
            await ErasureContract.SendAsync(server, ErasureContract.Bundle("kept", "HO-KEPT", "REC-KEPT", "2016-05-05"), "local");
            await ErasureContract.SendAsync(server, ErasureContract.Bundle("gone", "HO-GONE", "REC-GONE", "2017-05-05"), "local");
            await UntilProjectedAsync(server);
            log = LogOf(await server.EventsAsync());
            first = (await server.EventsAsync())[^1].GetProperty("subject").GetString()!;
            await ConsumeAsync(server, state);
            await BackUpAsync(place, Path.Combine(folder.Path, "backup"));
            await EraseAsync(folder.Path, place, "HO-GONE", ledger);
            // Somebody who came after the backup is erased too: the ledger knows of her, the backup does not.
            await ErasureContract.SendAsync(server, ErasureContract.Bundle("later", "HO-LATER", "REC-LATER", "2018-05-05"), "local");
            await EraseAsync(folder.Path, place, "HO-LATER", ledger);
            await ConsumeAsync(server, state);
            Assert.Contains("Stop every server", await ErasureContract.VerbAsync(folder.Path, place, 1, "db", "restored", "--ledger", ledger), StringComparison.Ordinal);
        }

        foreach (string file in Directory.GetFiles(folder.Path, "registry.db*")) File.Delete(file);
        File.Copy(Path.Combine(folder.Path, "backup"), Path.Combine(folder.Path, "registry.db"));
        Assert.Contains("--no-ledger", await ErasureContract.VerbAsync(folder.Path, place, 2, "db", "restored"), StringComparison.Ordinal);
        Assert.Contains("There is no file", await ErasureContract.VerbAsync(folder.Path, place, 2, "db", "restored", "--ledger", ledger + "x"), StringComparison.Ordinal);
        string told = await RestoredAsync(folder.Path, place, ledger);
        Assert.Contains("2 erasures are known, 1 were in this database and are done again", told, StringComparison.Ordinal);
        Assert.DoesNotContain(await place.FilesAsync(), file => file.AsSpan().IndexOf("REC-GONE"u8) >= 0);
        Assert.Contains("2 erasures; 0 were added", await ErasureContract.VerbAsync(folder.Path, place, 0, "db", "erasures", "--ledger", ledger), StringComparison.Ordinal);

        await using RegistryProcess again = await RegistryProcess.StartAsync(folder.Path, place.Settings);
        List<JsonElement> events = await again.EventsAsync();
        Assert.NotEqual(log, LogOf(events));
        Assert.Contains(LogOf(events), told, StringComparison.Ordinal);
        Assert.Equal("SubjectErased.v1", events[^1].GetProperty("type").GetString());
        Assert.All(events.SkipLast(1).Where(one => one.GetProperty("subject").GetString() == first), one => Assert.True(one.GetProperty("data").TryGetProperty("withheld", out _)));
        await UntilProjectedAsync(again);
        (_, JsonElement report) = await again.GetAsync("/reports/enrolment");
        Assert.Equal(LogOf(events), report.GetProperty("cut").GetProperty("logId").GetString());
        await ConsumeAsync(again, state, "another log");
    }

    /// <summary>The restored log may be just as long as what the projections had applied: nothing new comes by which they would notice.</summary>
    [Fact]
    public async Task Projections_of_another_log_are_built_anew_although_it_is_no_longer()
    {
        using TemporaryFolder folder = new();
        await using Place place = new SqlitePlace(folder.Path);
        await using (RegistryProcess server = await RegistryProcess.StartAsync(folder.Path, place.Settings))
        {
            await server.PostAsync("/fhir", Examples.Fop());
            await UntilProjectedAsync(server);
        }

        byte[] other = Registry.Contracts.Events.SubjectId.New().Value.ToByteArray(bigEndian: true);
        await place.RowsAsync($"UPDATE registry_log SET log_id = x'{Convert.ToHexString(other)}'");
        SqliteConnection.ClearAllPools();
        await using RegistryProcess again = await RegistryProcess.StartAsync(folder.Path, place.Settings);
        string expected = LogOf(await again.EventsAsync());
        for (int look = 0; look < 200; look++)
        {
            (int status, JsonElement report) = await again.GetAsync("/reports/enrolment");
            if (status == 200 && report.GetProperty("cut").GetProperty("logId").GetString() == expected) return;
            await Task.Delay(50, Cancel);
        }

        Assert.Fail($"The projections still speak of the log before:\n{again.Output}");
    }

    // At once: a lease of whoever was killed is waited for by the verb itself.
    private static Task<string> RestoredAsync(string folder, Place place, string ledger) => ErasureContract.VerbAsync(folder, place, 0, "db", "restored", "--ledger", ledger);

    private static async Task EraseAsync(string folder, Place place, string pseudonym, string ledger)
    {
        string[] who = ["--site", "local", "--pseudonym", $"{Clinical.Some.Pseudonyms}|{pseudonym}"];
        string dry = await ErasureContract.VerbAsync(folder, place, 0, ["subject", "erase", .. who, "--dry-run"]);
        await ErasureContract.VerbAsync(folder, place, 0, ["subject", "erase", .. who, "--confirm", dry.Split("would erase ")[1][..32], "--ledger", ledger]);
    }

    private static async Task ConsumeAsync(RegistryProcess server, string state, string? told = null)
    {
        await using SampleConsumer consumer = SampleConsumer.Python(server, state, "--once");
        Assert.True(await consumer.ExitCodeAsync() == 0, consumer.Error);
        await consumer.UntilAsync(await Expected.OfAsync(server));
        if (told is not null) Assert.Contains(told, consumer.Error, StringComparison.Ordinal);
    }

    // As an operator backs up a file that is in use. https://www.sqlite.org/lang_vacuum.html#vacuuminto
    private static async Task BackUpAsync(Place place, string path) => await place.RowsAsync($"VACUUM INTO '{path}'");

    private static string LogOf(List<JsonElement> events) => events[0].GetProperty("data").GetProperty("header").GetProperty("logId").GetString()!;

    private static async Task UntilProjectedAsync(RegistryProcess server)
    {
        for (int look = 0; look < 200; look++)
        {
            (_, JsonElement health) = await server.GetAsync("/health/ready");
            if (health.GetProperty("projection").GetProperty("behind").GetInt64() == 0) return;
            await Task.Delay(50, Cancel);
        }

        Assert.Fail($"The projections did not come to the end of the log:\n{server.Output}");
    }
}
