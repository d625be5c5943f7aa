using Microsoft.EntityFrameworkCore;
using Registry.Store;

namespace Registry.Server.Schema.Sqlite;

/// <summary>The store's tables on this engine. SQLite compares bytes unless told otherwise.</summary>
public sealed class SqliteStoreContext(DbContextOptions<SqliteStoreContext> options) : StoreContext(options)
{
    /// <inheritdoc/>
    protected override string? BinaryCollation => null;
}
