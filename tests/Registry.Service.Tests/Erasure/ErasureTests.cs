using System.Buffers.Binary;
using Microsoft.Data.Sqlite;
using Npgsql;
using Registry.Server.Schema;
using Registry.Service.Tests.Server;
using Xunit;

namespace Registry.Service.Tests.Erasure;

/// <summary>The file and its write-ahead log.</summary>
public sealed class SqliteErasureTests : ErasureContract
{
    private protected override Task<Place> MakeAsync(string folder) => Task.FromResult<Place>(new SqlitePlace(folder));
}

/// <summary>The files of the database below the server's data directory. Its write-ahead log keeps old pages until it is recycled or archived: docs/erasure.md says whose that is.</summary>
public sealed class PostgreSqlErasureTests : ErasureContract
{
    private protected override async Task<Place> MakeAsync(string folder) => new PostgreSqlPlace(await PostgresDatabase.CreateAsync(Needs.PostgreSql()));
}

internal sealed class SqlitePlace(string folder) : Place
{
    private string File => Path.Combine(folder, "registry.db");

    internal override DatabaseOptions Options => new() { ConnectionString = $"Data Source={File};Pooling=False" };

    internal override IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["Registry__Database__ConnectionString"] = $"Data Source={File}",
        ["Registry__Intake__Identifying"] = "Keep",
    };

    internal override async Task<IReadOnlyList<byte[]>> FilesAsync()
    {
        List<byte[]> files = [];
        foreach (string path in Directory.GetFiles(folder, "registry.db*"))
        {
            // Others have the file open, and the engine's locks lie on it: it is read as it lies there.
            await using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            byte[] bytes = new byte[file.Length];
            await file.ReadExactlyAsync(bytes, Xunit.TestContext.Current.CancellationToken);
            files.Add(bytes);
        }

        return files;
    }

    // https://www.sqlite.org/fileformat2.html#record_format
    internal override byte[] Number(int value)
    {
        byte[] bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        return bytes;
    }

    internal override string Blob(string hexadecimal) => $"x'{hexadecimal}'";

    public override ValueTask DisposeAsync()
    {
        SqliteConnection.ClearAllPools();
        return ValueTask.CompletedTask;
    }
}

internal sealed class PostgreSqlPlace(PostgresDatabase database) : Place
{
    internal override DatabaseOptions Options => new() { Provider = DatabaseProvider.PostgreSql, ConnectionString = new NpgsqlConnectionStringBuilder(database.ConnectionString) { Pooling = false }.ConnectionString };

    internal override IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string>(database.Settings, StringComparer.Ordinal) { ["Registry__Intake__Identifying"] = "Keep" };

    internal override async Task<IReadOnlyList<byte[]>> FilesAsync()
    {
        // What is in memory comes to the files; the statistics, which hold values of columns, are made as the engine would make them some time.
        await RowsAsync("ANALYZE");
        await RowsAsync("CHECKPOINT");
        string folder = (await RowsAsync("SHOW data_directory")).Single();
        string number = (await RowsAsync("SELECT oid::text FROM pg_database WHERE datname = current_database()")).Single();
        string files = Path.Combine(folder, "base", number);
        Assert.SkipUnless(Directory.Exists(files), $"Run the tests on the machine of PostgreSQL, as a user who may read {files}.");
        List<byte[]> read = [];
        foreach (string path in Directory.GetFiles(files)) read.Add(await System.IO.File.ReadAllBytesAsync(path, Xunit.TestContext.Current.CancellationToken));
        return read;
    }

    internal override byte[] Number(int value)
    {
        byte[] bytes = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        return bytes;
    }

    internal override string Blob(string hexadecimal) => $"'\\x{hexadecimal}'::bytea";

    public override ValueTask DisposeAsync() => database.DisposeAsync();
}
