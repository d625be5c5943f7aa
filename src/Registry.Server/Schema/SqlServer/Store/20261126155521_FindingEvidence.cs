using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Registry.Server.Schema.SqlServer.Store
{
    /// <inheritdoc />
    public partial class FindingEvidence : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "close_reason",
                table: "finding",
                type: "varchar(64)",
                unicode: false,
                maxLength: 64,
                nullable: true,
                collation: "Latin1_General_100_BIN2");

            migrationBuilder.AddColumn<string>(
                name: "evidence_json",
                table: "finding",
                type: "varchar(max)",
                unicode: false,
                maxLength: 32000,
                nullable: false,
                defaultValue: "",
                collation: "Latin1_General_100_BIN2");

            migrationBuilder.AddColumn<int>(
                name: "rule_version",
                table: "finding",
                type: "int",
                nullable: false,
                defaultValue: 1);

            migrationBuilder.AddColumn<string>(
                name: "text_json",
                table: "finding",
                type: "varchar(max)",
                unicode: false,
                maxLength: 32000,
                nullable: false,
                defaultValue: "",
                collation: "Latin1_General_100_BIN2");

            migrationBuilder.CreateTable(
                name: "finding_history",
                columns: table => new
                {
                    subject_id = table.Column<byte[]>(type: "binary(16)", fixedLength: true, maxLength: 16, nullable: false),
                    finding_key = table.Column<string>(type: "varchar(400)", unicode: false, maxLength: 400, nullable: false, collation: "Latin1_General_100_BIN2"),
                    opened_commit = table.Column<byte[]>(type: "binary(16)", fixedLength: true, maxLength: 16, nullable: false),
                    site_id = table.Column<string>(type: "varchar(64)", unicode: false, maxLength: 64, nullable: false, collation: "Latin1_General_100_BIN2"),
                    rule_id = table.Column<string>(type: "varchar(128)", unicode: false, maxLength: 128, nullable: false, collation: "Latin1_General_100_BIN2"),
                    rule_version = table.Column<int>(type: "int", nullable: false, defaultValue: 1),
                    severity = table.Column<string>(type: "varchar(64)", unicode: false, maxLength: 64, nullable: false, collation: "Latin1_General_100_BIN2"),
                    category = table.Column<string>(type: "varchar(128)", unicode: false, maxLength: 128, nullable: false, collation: "Latin1_General_100_BIN2"),
                    source = table.Column<string>(type: "varchar(180)", unicode: false, maxLength: 180, nullable: false, collation: "Latin1_General_100_BIN2"),
                    opened_index = table.Column<int>(type: "int", nullable: false),
                    text_json = table.Column<string>(type: "varchar(max)", unicode: false, maxLength: 32000, nullable: false, defaultValue: "", collation: "Latin1_General_100_BIN2"),
                    evidence_json = table.Column<string>(type: "varchar(max)", unicode: false, maxLength: 32000, nullable: false, defaultValue: "", collation: "Latin1_General_100_BIN2"),
                    closed_commit = table.Column<byte[]>(type: "binary(16)", fixedLength: true, maxLength: 16, nullable: true),
                    close_reason = table.Column<string>(type: "varchar(64)", unicode: false, maxLength: 64, nullable: true, collation: "Latin1_General_100_BIN2")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_finding_history", x => new { x.subject_id, x.finding_key, x.opened_commit });
                });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "finding_history");

            migrationBuilder.DropColumn(
                name: "close_reason",
                table: "finding");

            migrationBuilder.DropColumn(
                name: "evidence_json",
                table: "finding");

            migrationBuilder.DropColumn(
                name: "rule_version",
                table: "finding");

            migrationBuilder.DropColumn(
                name: "text_json",
                table: "finding");
        }
    }
}
