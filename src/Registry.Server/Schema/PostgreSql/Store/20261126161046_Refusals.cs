using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Registry.Server.Schema.PostgreSql.Store
{
    /// <inheritdoc />
    public partial class Refusals : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "refusal",
                columns: table => new
                {
                    refusal_id = table.Column<byte[]>(type: "bytea", fixedLength: true, maxLength: 16, nullable: false),
                    refused_ms = table.Column<long>(type: "bigint", nullable: false),
                    refused_month = table.Column<int>(type: "integer", nullable: false),
                    site_id = table.Column<string>(type: "character varying(64)", unicode: false, maxLength: 64, nullable: false, collation: "C"),
                    client_id = table.Column<string>(type: "character varying(128)", unicode: false, maxLength: 128, nullable: false, collation: "C"),
                    route = table.Column<string>(type: "character varying(128)", unicode: false, maxLength: 128, nullable: false, collation: "C"),
                    status = table.Column<short>(type: "smallint", nullable: false),
                    resource_type = table.Column<string>(type: "character varying(64)", unicode: false, maxLength: 64, nullable: false, collation: "C"),
                    finding_count = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_refusal", x => x.refusal_id);
                });

            migrationBuilder.CreateTable(
                name: "refusal_finding",
                columns: table => new
                {
                    refusal_id = table.Column<byte[]>(type: "bytea", fixedLength: true, maxLength: 16, nullable: false),
                    finding_index = table.Column<short>(type: "smallint", nullable: false),
                    rule_id = table.Column<string>(type: "character varying(128)", unicode: false, maxLength: 128, nullable: false, collation: "C"),
                    resource_type = table.Column<string>(type: "character varying(64)", unicode: false, maxLength: 64, nullable: false, collation: "C"),
                    path = table.Column<string>(type: "character varying(400)", unicode: false, maxLength: 400, nullable: false, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_refusal_finding", x => new { x.refusal_id, x.finding_index });
                });

            migrationBuilder.CreateIndex(
                name: "IX_refusal_refused_ms",
                table: "refusal",
                column: "refused_ms");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "refusal");

            migrationBuilder.DropTable(
                name: "refusal_finding");
        }
    }
}
