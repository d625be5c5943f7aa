using Microsoft.EntityFrameworkCore.Migrations;

namespace Registry.Server.Schema;

/// <summary>What the migration CommitOrder gives to commits that were there before it: their ordinals, and which types they wrote. One text for all engines.</summary>
internal static class CommitOrderFill
{
    /// <summary>After the columns and before their indexes.</summary>
    public static void Fill(MigrationBuilder migration)
    {
        migration.Sql(
            """
            UPDATE commit_record SET ordinal = x.place
            FROM (SELECT id, ROW_NUMBER() OVER (ORDER BY recorded_ms, last_sequence, id) AS place FROM commit_record) x
            WHERE x.id = commit_record.id
            """);
        migration.Sql("UPDATE log_counter SET last_ordinal = (SELECT COUNT(*) FROM commit_record)");
        migration.Sql(
            """
            INSERT INTO commit_type (type, ordinal, site_id)
            SELECT DISTINCT r.type, c.ordinal, c.site_id
            FROM resource_version v JOIN resource r ON r.number = v.resource JOIN commit_record c ON c.id = v.commit_id
            """);
    }
}
