using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Registry.Server.Schema.Sqlite.Store
{
    /// <inheritdoc />
    public partial class CompactLog : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            // The rows by which writers on the same search waited for each other stood among the leases. A server makes those that it needs.
            migrationBuilder.Sql("DELETE FROM relay_lease WHERE name LIKE 'condition-%'");

            migrationBuilder.CreateTable(
                name: "condition_lock",
                columns: table => new
                {
                    slot = table.Column<int>(type: "INTEGER", nullable: false),
                    turn = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_condition_lock", x => x.slot);
                });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "condition_lock");
        }
    }
}
