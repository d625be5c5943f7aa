using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Registry.Server.Schema.PostgreSql.Store
{
    /// <inheritdoc />
    public partial class TermIndex : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            // What the rows said is said otherwise from now on: a server that starts makes the index anew, as after any change of definitions.
            migrationBuilder.Sql("DELETE FROM search_code");
            migrationBuilder.Sql("DELETE FROM search_text");
            migrationBuilder.Sql("DELETE FROM search_range");
            migrationBuilder.Sql("UPDATE search_state SET fingerprint = ''::bytea, target = ''::bytea, next_number = 0");

            migrationBuilder.DropPrimaryKey(
                name: "PK_search_text",
                table: "search_text");

            migrationBuilder.DropIndex(
                name: "IX_search_text_resource_source",
                table: "search_text");

            migrationBuilder.DropPrimaryKey(
                name: "PK_search_range",
                table: "search_range");

            migrationBuilder.DropIndex(
                name: "IX_search_range_resource_source",
                table: "search_range");

            migrationBuilder.DropPrimaryKey(
                name: "PK_search_code",
                table: "search_code");

            migrationBuilder.DropIndex(
                name: "IX_search_code_resource_source",
                table: "search_code");

            migrationBuilder.DropPrimaryKey(
                name: "PK_fact",
                table: "fact");

            migrationBuilder.DropIndex(
                name: "IX_event_log_subject_id_sequence",
                table: "event_log");

            migrationBuilder.AddColumn<long>(
                name: "term_epoch",
                table: "log_counter",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.CreateTable(
                name: "search_term",
                columns: table => new
                {
                    number = table.Column<int>(type: "integer", nullable: false),
                    source = table.Column<int>(type: "integer", nullable: false),
                    item = table.Column<short>(type: "smallint", nullable: false),
                    system = table.Column<int>(type: "integer", nullable: false),
                    code = table.Column<string>(type: "character varying(64)", unicode: false, maxLength: 64, nullable: true, collation: "C"),
                    folded = table.Column<string>(type: "character varying(120)", maxLength: 120, nullable: true, collation: "C"),
                    exact = table.Column<string>(type: "character varying(64)", unicode: false, maxLength: 64, nullable: true, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_search_term", x => x.number);
                });

            migrationBuilder.CreateTable(
                name: "search_terms",
                columns: table => new
                {
                    resource = table.Column<long>(type: "bigint", nullable: false),
                    terms = table.Column<int[]>(type: "integer[]", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_search_terms", x => x.resource);
                });

            migrationBuilder.UpdateData(
                table: "log_counter",
                keyColumn: "id",
                keyValue: (short)1,
                column: "term_epoch",
                value: 0L);

            migrationBuilder.InsertData(
                table: "number_block",
                columns: new[] { "id", "next_number" },
                values: new object[] { (short)2, 1L });

            migrationBuilder.CreateIndex(
                name: "IX_search_text_resource",
                table: "search_text",
                column: "resource");

            migrationBuilder.CreateIndex(
                name: "IX_search_text_source_folded_resource",
                table: "search_text",
                columns: new[] { "source", "folded", "resource" });

            migrationBuilder.CreateIndex(
                name: "IX_search_range_resource",
                table: "search_range",
                column: "resource");

            migrationBuilder.CreateIndex(
                name: "IX_search_range_source_low_resource",
                table: "search_range",
                columns: new[] { "source", "low", "resource" });

            migrationBuilder.CreateIndex(
                name: "IX_search_code_resource",
                table: "search_code",
                column: "resource");

            migrationBuilder.CreateIndex(
                name: "IX_search_code_source_code",
                table: "search_code",
                columns: new[] { "source", "code" });

            migrationBuilder.CreateIndex(
                name: "IX_fact_subject_id",
                table: "fact",
                column: "subject_id");

            migrationBuilder.CreateIndex(
                name: "IX_event_log_subject_id",
                table: "event_log",
                column: "subject_id");

            migrationBuilder.CreateIndex(
                name: "IX_search_term_source_code",
                table: "search_term",
                columns: new[] { "source", "code" });

            migrationBuilder.CreateIndex(
                name: "IX_search_term_source_folded",
                table: "search_term",
                columns: new[] { "source", "folded" });

            migrationBuilder.CreateIndex(
                name: "IX_search_terms_terms",
                table: "search_terms",
                column: "terms")
                .Annotation("Npgsql:IndexMethod", "gin")
                .Annotation("Npgsql:StorageParameter:fastupdate", "off");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "search_term");

            migrationBuilder.DropTable(
                name: "search_terms");

            migrationBuilder.DropIndex(
                name: "IX_search_text_resource",
                table: "search_text");

            migrationBuilder.DropIndex(
                name: "IX_search_text_source_folded_resource",
                table: "search_text");

            migrationBuilder.DropIndex(
                name: "IX_search_range_resource",
                table: "search_range");

            migrationBuilder.DropIndex(
                name: "IX_search_range_source_low_resource",
                table: "search_range");

            migrationBuilder.DropIndex(
                name: "IX_search_code_resource",
                table: "search_code");

            migrationBuilder.DropIndex(
                name: "IX_search_code_source_code",
                table: "search_code");

            migrationBuilder.DropIndex(
                name: "IX_fact_subject_id",
                table: "fact");

            migrationBuilder.DropIndex(
                name: "IX_event_log_subject_id",
                table: "event_log");

            migrationBuilder.DeleteData(
                table: "number_block",
                keyColumn: "id",
                keyValue: (short)2);

            migrationBuilder.DropColumn(
                name: "term_epoch",
                table: "log_counter");

            migrationBuilder.AddPrimaryKey(
                name: "PK_search_text",
                table: "search_text",
                columns: new[] { "source", "folded", "resource", "exact", "item" });

            migrationBuilder.AddPrimaryKey(
                name: "PK_search_range",
                table: "search_range",
                columns: new[] { "source", "low", "resource", "high", "unit", "item" });

            migrationBuilder.AddPrimaryKey(
                name: "PK_search_code",
                table: "search_code",
                columns: new[] { "source", "code", "resource", "system", "item" });

            migrationBuilder.AddPrimaryKey(
                name: "PK_fact",
                table: "fact",
                columns: new[] { "subject_id", "fact_key" });

            migrationBuilder.CreateIndex(
                name: "IX_search_text_resource_source",
                table: "search_text",
                columns: new[] { "resource", "source" });

            migrationBuilder.CreateIndex(
                name: "IX_search_range_resource_source",
                table: "search_range",
                columns: new[] { "resource", "source" });

            migrationBuilder.CreateIndex(
                name: "IX_search_code_resource_source",
                table: "search_code",
                columns: new[] { "resource", "source" });

            migrationBuilder.CreateIndex(
                name: "IX_event_log_subject_id_sequence",
                table: "event_log",
                columns: new[] { "subject_id", "sequence" },
                unique: true);
        }
    }
}
