using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Registry.Server.Schema.PostgreSql.Store
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
                type: "character varying(64)",
                unicode: false,
                maxLength: 64,
                nullable: true,
                collation: "C");

            migrationBuilder.AddColumn<string>(
                name: "evidence_json",
                table: "finding",
                type: "character varying(32000)",
                unicode: false,
                maxLength: 32000,
                nullable: false,
                defaultValue: "",
                collation: "C");

            migrationBuilder.AddColumn<int>(
                name: "rule_version",
                table: "finding",
                type: "integer",
                nullable: false,
                defaultValue: 1);

            migrationBuilder.AddColumn<string>(
                name: "text_json",
                table: "finding",
                type: "character varying(32000)",
                unicode: false,
                maxLength: 32000,
                nullable: false,
                defaultValue: "",
                collation: "C");

            migrationBuilder.CreateTable(
                name: "finding_history",
                columns: table => new
                {
                    subject_id = table.Column<byte[]>(type: "bytea", fixedLength: true, maxLength: 16, nullable: false),
                    finding_key = table.Column<string>(type: "character varying(400)", unicode: false, maxLength: 400, nullable: false, collation: "C"),
                    opened_commit = table.Column<byte[]>(type: "bytea", fixedLength: true, maxLength: 16, nullable: false),
                    site_id = table.Column<string>(type: "character varying(64)", unicode: false, maxLength: 64, nullable: false, collation: "C"),
                    rule_id = table.Column<string>(type: "character varying(128)", unicode: false, maxLength: 128, nullable: false, collation: "C"),
                    rule_version = table.Column<int>(type: "integer", nullable: false, defaultValue: 1),
                    severity = table.Column<string>(type: "character varying(64)", unicode: false, maxLength: 64, nullable: false, collation: "C"),
                    category = table.Column<string>(type: "character varying(128)", unicode: false, maxLength: 128, nullable: false, collation: "C"),
                    source = table.Column<string>(type: "character varying(180)", unicode: false, maxLength: 180, nullable: false, collation: "C"),
                    opened_index = table.Column<int>(type: "integer", nullable: false),
                    text_json = table.Column<string>(type: "character varying(32000)", unicode: false, maxLength: 32000, nullable: false, defaultValue: "", collation: "C"),
                    evidence_json = table.Column<string>(type: "character varying(32000)", unicode: false, maxLength: 32000, nullable: false, defaultValue: "", collation: "C"),
                    closed_commit = table.Column<byte[]>(type: "bytea", fixedLength: true, maxLength: 16, nullable: true),
                    close_reason = table.Column<string>(type: "character varying(64)", unicode: false, maxLength: 64, nullable: true, collation: "C")
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
