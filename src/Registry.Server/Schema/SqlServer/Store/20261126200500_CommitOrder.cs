using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Registry.Server.Schema.SqlServer.Store
{
    /// <inheritdoc />
    public partial class CommitOrder : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "last_ordinal",
                table: "log_counter",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "ordinal",
                table: "commit_record",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.CreateTable(
                name: "commit_type",
                columns: table => new
                {
                    type = table.Column<string>(type: "varchar(64)", unicode: false, maxLength: 64, nullable: false, collation: "Latin1_General_100_BIN2"),
                    ordinal = table.Column<long>(type: "bigint", nullable: false),
                    site_id = table.Column<string>(type: "varchar(64)", unicode: false, maxLength: 64, nullable: false, collation: "Latin1_General_100_BIN2")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_commit_type", x => new { x.type, x.ordinal });
                });

            migrationBuilder.UpdateData(
                table: "log_counter",
                keyColumn: "id",
                keyValue: (short)1,
                column: "last_ordinal",
                value: 0L);

            CommitOrderFill.Fill(migrationBuilder);

            migrationBuilder.CreateIndex(
                name: "IX_resource_version_commit_id",
                table: "resource_version",
                column: "commit_id");

            migrationBuilder.CreateIndex(
                name: "IX_commit_record_ordinal",
                table: "commit_record",
                column: "ordinal",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_commit_record_recorded_ms_ordinal",
                table: "commit_record",
                columns: new[] { "recorded_ms", "ordinal" });

            migrationBuilder.CreateIndex(
                name: "IX_commit_record_site_id_ordinal",
                table: "commit_record",
                columns: new[] { "site_id", "ordinal" });

            migrationBuilder.CreateIndex(
                name: "IX_commit_type_site_id_type_ordinal",
                table: "commit_type",
                columns: new[] { "site_id", "type", "ordinal" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "commit_type");

            migrationBuilder.DropIndex(
                name: "IX_resource_version_commit_id",
                table: "resource_version");

            migrationBuilder.DropIndex(
                name: "IX_commit_record_ordinal",
                table: "commit_record");

            migrationBuilder.DropIndex(
                name: "IX_commit_record_recorded_ms_ordinal",
                table: "commit_record");

            migrationBuilder.DropIndex(
                name: "IX_commit_record_site_id_ordinal",
                table: "commit_record");

            migrationBuilder.DropColumn(
                name: "last_ordinal",
                table: "log_counter");

            migrationBuilder.DropColumn(
                name: "ordinal",
                table: "commit_record");
        }
    }
}
