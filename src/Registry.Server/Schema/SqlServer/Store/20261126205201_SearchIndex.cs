using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Registry.Server.Schema.SqlServer.Store
{
    /// <inheritdoc />
    public partial class SearchIndex : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "search_term");

            migrationBuilder.CreateTable(
                name: "search_code",
                columns: table => new
                {
                    source = table.Column<int>(type: "int", nullable: false),
                    code = table.Column<string>(type: "varchar(64)", unicode: false, maxLength: 64, nullable: false, collation: "Latin1_General_100_BIN2"),
                    resource = table.Column<long>(type: "bigint", nullable: false),
                    system = table.Column<int>(type: "int", nullable: false),
                    item = table.Column<short>(type: "smallint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_search_code", x => new { x.source, x.code, x.resource, x.system, x.item });
                });

            migrationBuilder.CreateTable(
                name: "search_name",
                columns: table => new
                {
                    number = table.Column<int>(type: "int", nullable: false),
                    kind = table.Column<short>(type: "smallint", nullable: false),
                    digest = table.Column<byte[]>(type: "binary(16)", fixedLength: true, maxLength: 16, nullable: false),
                    name = table.Column<string>(type: "nvarchar(max)", nullable: false, collation: "Latin1_General_100_BIN2")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_search_name", x => x.number);
                });

            migrationBuilder.CreateTable(
                name: "search_range",
                columns: table => new
                {
                    source = table.Column<int>(type: "int", nullable: false),
                    low = table.Column<double>(type: "float", nullable: false),
                    resource = table.Column<long>(type: "bigint", nullable: false),
                    high = table.Column<double>(type: "float", nullable: false),
                    unit = table.Column<int>(type: "int", nullable: false),
                    item = table.Column<short>(type: "smallint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_search_range", x => new { x.source, x.low, x.resource, x.high, x.unit, x.item });
                });

            migrationBuilder.CreateTable(
                name: "search_state",
                columns: table => new
                {
                    id = table.Column<short>(type: "smallint", nullable: false),
                    fingerprint = table.Column<byte[]>(type: "varbinary(16)", maxLength: 16, nullable: false),
                    target = table.Column<byte[]>(type: "varbinary(16)", maxLength: 16, nullable: false),
                    next_number = table.Column<long>(type: "bigint", nullable: false),
                    link_key = table.Column<byte[]>(type: "varbinary(32)", maxLength: 32, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_search_state", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "search_text",
                columns: table => new
                {
                    source = table.Column<int>(type: "int", nullable: false),
                    folded = table.Column<string>(type: "nvarchar(120)", maxLength: 120, nullable: false, collation: "Latin1_General_100_BIN2"),
                    resource = table.Column<long>(type: "bigint", nullable: false),
                    exact = table.Column<string>(type: "varchar(64)", unicode: false, maxLength: 64, nullable: false, collation: "Latin1_General_100_BIN2"),
                    item = table.Column<short>(type: "smallint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_search_text", x => new { x.source, x.folded, x.resource, x.exact, x.item });
                });

            migrationBuilder.CreateIndex(
                name: "IX_resource_subject_id",
                table: "resource",
                column: "subject_id");

            migrationBuilder.CreateIndex(
                name: "IX_resource_type_number",
                table: "resource",
                columns: new[] { "type", "number" });

            migrationBuilder.CreateIndex(
                name: "IX_search_code_resource_source",
                table: "search_code",
                columns: new[] { "resource", "source" });

            migrationBuilder.CreateIndex(
                name: "IX_search_name_kind_digest",
                table: "search_name",
                columns: new[] { "kind", "digest" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_search_range_resource_source",
                table: "search_range",
                columns: new[] { "resource", "source" });

            migrationBuilder.CreateIndex(
                name: "IX_search_range_source_high_resource",
                table: "search_range",
                columns: new[] { "source", "high", "resource" });

            migrationBuilder.CreateIndex(
                name: "IX_search_text_resource_source",
                table: "search_text",
                columns: new[] { "resource", "source" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "search_code");

            migrationBuilder.DropTable(
                name: "search_name");

            migrationBuilder.DropTable(
                name: "search_range");

            migrationBuilder.DropTable(
                name: "search_state");

            migrationBuilder.DropTable(
                name: "search_text");

            migrationBuilder.DropIndex(
                name: "IX_resource_subject_id",
                table: "resource");

            migrationBuilder.DropIndex(
                name: "IX_resource_type_number",
                table: "resource");

            migrationBuilder.CreateTable(
                name: "search_term",
                columns: table => new
                {
                    resource = table.Column<long>(type: "bigint", nullable: false),
                    term_index = table.Column<short>(type: "smallint", nullable: false),
                    system = table.Column<byte[]>(type: "varbinary(16)", maxLength: 16, nullable: false),
                    term = table.Column<byte[]>(type: "binary(16)", fixedLength: true, maxLength: 16, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_search_term", x => new { x.resource, x.term_index });
                });

            migrationBuilder.CreateIndex(
                name: "IX_search_term_term_resource",
                table: "search_term",
                columns: new[] { "term", "resource" });
        }
    }
}
