using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Registry.Server.Schema.Sqlite.Store
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "client_key",
                columns: table => new
                {
                    key_hash = table.Column<byte[]>(type: "BLOB", fixedLength: true, maxLength: 32, nullable: false),
                    client_id = table.Column<string>(type: "TEXT", maxLength: 128, nullable: false),
                    site_id = table.Column<string>(type: "TEXT", unicode: false, maxLength: 64, nullable: false),
                    roles = table.Column<int>(type: "INTEGER", nullable: false),
                    created_ms = table.Column<long>(type: "INTEGER", nullable: false),
                    revoked_ms = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_client_key", x => x.key_hash);
                });

            migrationBuilder.CreateTable(
                name: "commit_record",
                columns: table => new
                {
                    id = table.Column<byte[]>(type: "BLOB", fixedLength: true, maxLength: 16, nullable: false),
                    site_id = table.Column<string>(type: "TEXT", unicode: false, maxLength: 64, nullable: false),
                    client_id = table.Column<string>(type: "TEXT", maxLength: 128, nullable: false),
                    recorded_ms = table.Column<long>(type: "INTEGER", nullable: false),
                    first_sequence = table.Column<long>(type: "INTEGER", nullable: false),
                    last_sequence = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_commit_record", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "event_log",
                columns: table => new
                {
                    sequence = table.Column<long>(type: "INTEGER", nullable: false),
                    type = table.Column<string>(type: "TEXT", unicode: false, maxLength: 64, nullable: false),
                    schema_version = table.Column<short>(type: "INTEGER", nullable: false),
                    previous_of_type = table.Column<long>(type: "INTEGER", nullable: true),
                    subject_id = table.Column<byte[]>(type: "BLOB", fixedLength: true, maxLength: 16, nullable: false),
                    site_id = table.Column<string>(type: "TEXT", unicode: false, maxLength: 64, nullable: false),
                    fact = table.Column<string>(type: "TEXT", unicode: false, maxLength: 255, nullable: false),
                    source = table.Column<string>(type: "TEXT", unicode: false, maxLength: 180, nullable: false),
                    occurred_earliest = table.Column<int>(type: "INTEGER", nullable: true),
                    occurred_latest = table.Column<int>(type: "INTEGER", nullable: true),
                    occurred_precision = table.Column<short>(type: "INTEGER", nullable: true),
                    supersedes = table.Column<long>(type: "INTEGER", nullable: true),
                    derivation = table.Column<string>(type: "TEXT", unicode: false, maxLength: 128, nullable: false),
                    recorded_ms = table.Column<long>(type: "INTEGER", nullable: false),
                    commit_id = table.Column<byte[]>(type: "BLOB", fixedLength: true, maxLength: 16, nullable: false),
                    body = table.Column<byte[]>(type: "BLOB", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_event_log", x => x.sequence);
                });

            migrationBuilder.CreateTable(
                name: "fact",
                columns: table => new
                {
                    subject_id = table.Column<byte[]>(type: "BLOB", fixedLength: true, maxLength: 16, nullable: false),
                    fact_key = table.Column<byte[]>(type: "BLOB", fixedLength: true, maxLength: 16, nullable: false),
                    commit_id = table.Column<byte[]>(type: "BLOB", fixedLength: true, maxLength: 16, nullable: false),
                    event_index = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_fact", x => new { x.subject_id, x.fact_key });
                });

            migrationBuilder.CreateTable(
                name: "finding",
                columns: table => new
                {
                    subject_id = table.Column<byte[]>(type: "BLOB", fixedLength: true, maxLength: 16, nullable: false),
                    finding_key = table.Column<string>(type: "TEXT", unicode: false, maxLength: 400, nullable: false),
                    site_id = table.Column<string>(type: "TEXT", unicode: false, maxLength: 64, nullable: false),
                    rule_id = table.Column<string>(type: "TEXT", unicode: false, maxLength: 128, nullable: false),
                    severity = table.Column<string>(type: "TEXT", unicode: false, maxLength: 64, nullable: false),
                    category = table.Column<string>(type: "TEXT", unicode: false, maxLength: 128, nullable: false),
                    source = table.Column<string>(type: "TEXT", unicode: false, maxLength: 180, nullable: false),
                    opened_commit = table.Column<byte[]>(type: "BLOB", fixedLength: true, maxLength: 16, nullable: false),
                    opened_index = table.Column<int>(type: "INTEGER", nullable: false),
                    closed_commit = table.Column<byte[]>(type: "BLOB", fixedLength: true, maxLength: 16, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_finding", x => new { x.subject_id, x.finding_key });
                });

            migrationBuilder.CreateTable(
                name: "identifier_claim",
                columns: table => new
                {
                    claim_key = table.Column<byte[]>(type: "BLOB", fixedLength: true, maxLength: 16, nullable: false),
                    site_id = table.Column<string>(type: "TEXT", unicode: false, maxLength: 64, nullable: false),
                    type = table.Column<string>(type: "TEXT", unicode: false, maxLength: 64, nullable: false),
                    system = table.Column<string>(type: "TEXT", nullable: false),
                    value = table.Column<string>(type: "TEXT", nullable: false),
                    resource = table.Column<long>(type: "INTEGER", nullable: false),
                    subject_id = table.Column<byte[]>(type: "BLOB", fixedLength: true, maxLength: 16, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_identifier_claim", x => x.claim_key);
                });

            migrationBuilder.CreateTable(
                name: "linked_subject",
                columns: table => new
                {
                    subject_id = table.Column<byte[]>(type: "BLOB", fixedLength: true, maxLength: 16, nullable: false),
                    other_id = table.Column<byte[]>(type: "BLOB", fixedLength: true, maxLength: 16, nullable: false),
                    commit_id = table.Column<byte[]>(type: "BLOB", fixedLength: true, maxLength: 16, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_linked_subject", x => new { x.subject_id, x.other_id });
                });

            migrationBuilder.CreateTable(
                name: "log_counter",
                columns: table => new
                {
                    id = table.Column<short>(type: "INTEGER", nullable: false),
                    last_sequence = table.Column<long>(type: "INTEGER", nullable: false),
                    last_recorded_ms = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_log_counter", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "number_block",
                columns: table => new
                {
                    id = table.Column<short>(type: "INTEGER", nullable: false),
                    next_number = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_number_block", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "registry_log",
                columns: table => new
                {
                    id = table.Column<short>(type: "INTEGER", nullable: false),
                    log_id = table.Column<byte[]>(type: "BLOB", fixedLength: true, maxLength: 16, nullable: false),
                    created_ms = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_registry_log", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "relay_checkpoint",
                columns: table => new
                {
                    name = table.Column<string>(type: "TEXT", unicode: false, maxLength: 128, nullable: false),
                    sequence = table.Column<long>(type: "INTEGER", nullable: false),
                    fence = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_relay_checkpoint", x => x.name);
                });

            migrationBuilder.CreateTable(
                name: "relay_lease",
                columns: table => new
                {
                    name = table.Column<string>(type: "TEXT", unicode: false, maxLength: 128, nullable: false),
                    owner = table.Column<string>(type: "TEXT", unicode: false, maxLength: 128, nullable: false),
                    fence = table.Column<long>(type: "INTEGER", nullable: false),
                    expires_ms = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_relay_lease", x => x.name);
                });

            migrationBuilder.CreateTable(
                name: "resource",
                columns: table => new
                {
                    number = table.Column<long>(type: "INTEGER", nullable: false),
                    type = table.Column<string>(type: "TEXT", unicode: false, maxLength: 64, nullable: false),
                    id = table.Column<string>(type: "TEXT", unicode: false, maxLength: 64, nullable: false),
                    site_id = table.Column<string>(type: "TEXT", unicode: false, maxLength: 64, nullable: false),
                    subject_id = table.Column<byte[]>(type: "BLOB", fixedLength: true, maxLength: 16, nullable: false),
                    version = table.Column<long>(type: "INTEGER", nullable: false),
                    is_deleted = table.Column<bool>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_resource", x => x.number);
                });

            migrationBuilder.CreateTable(
                name: "resource_version",
                columns: table => new
                {
                    resource = table.Column<long>(type: "INTEGER", nullable: false),
                    version = table.Column<long>(type: "INTEGER", nullable: false),
                    commit_id = table.Column<byte[]>(type: "BLOB", fixedLength: true, maxLength: 16, nullable: false),
                    site_id = table.Column<string>(type: "TEXT", unicode: false, maxLength: 64, nullable: false),
                    subject_id = table.Column<byte[]>(type: "BLOB", fixedLength: true, maxLength: 16, nullable: false),
                    is_deleted = table.Column<bool>(type: "INTEGER", nullable: false),
                    content = table.Column<byte[]>(type: "BLOB", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_resource_version", x => new { x.resource, x.version });
                });

            migrationBuilder.CreateTable(
                name: "search_term",
                columns: table => new
                {
                    resource = table.Column<long>(type: "INTEGER", nullable: false),
                    term_index = table.Column<short>(type: "INTEGER", nullable: false),
                    term = table.Column<byte[]>(type: "BLOB", fixedLength: true, maxLength: 16, nullable: false),
                    system = table.Column<byte[]>(type: "BLOB", maxLength: 16, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_search_term", x => new { x.resource, x.term_index });
                });

            migrationBuilder.CreateTable(
                name: "subject",
                columns: table => new
                {
                    id = table.Column<byte[]>(type: "BLOB", fixedLength: true, maxLength: 16, nullable: false),
                    row_version = table.Column<long>(type: "INTEGER", nullable: false),
                    site_id = table.Column<string>(type: "TEXT", unicode: false, maxLength: 64, nullable: false),
                    status = table.Column<short>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_subject", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "subject_link",
                columns: table => new
                {
                    claim_key = table.Column<byte[]>(type: "BLOB", fixedLength: true, maxLength: 16, nullable: false),
                    site_id = table.Column<string>(type: "TEXT", unicode: false, maxLength: 64, nullable: false),
                    type = table.Column<string>(type: "TEXT", unicode: false, maxLength: 64, nullable: false),
                    system = table.Column<string>(type: "TEXT", nullable: false),
                    value = table.Column<string>(type: "TEXT", nullable: false),
                    resource = table.Column<long>(type: "INTEGER", nullable: false),
                    subject_id = table.Column<byte[]>(type: "BLOB", fixedLength: true, maxLength: 16, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_subject_link", x => x.claim_key);
                });

            migrationBuilder.InsertData(
                table: "log_counter",
                columns: new[] { "id", "last_recorded_ms", "last_sequence" },
                values: new object[] { (short)1, 0L, 0L });

            migrationBuilder.InsertData(
                table: "number_block",
                columns: new[] { "id", "next_number" },
                values: new object[] { (short)1, 1L });

            migrationBuilder.CreateIndex(
                name: "IX_event_log_subject_id_sequence",
                table: "event_log",
                columns: new[] { "subject_id", "sequence" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_event_log_type_sequence",
                table: "event_log",
                columns: new[] { "type", "sequence" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_identifier_claim_resource",
                table: "identifier_claim",
                column: "resource");

            migrationBuilder.CreateIndex(
                name: "IX_resource_type_id",
                table: "resource",
                columns: new[] { "type", "id" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_search_term_term_resource",
                table: "search_term",
                columns: new[] { "term", "resource" });

            migrationBuilder.CreateIndex(
                name: "IX_subject_link_resource",
                table: "subject_link",
                column: "resource");

            migrationBuilder.CreateIndex(
                name: "IX_subject_link_subject_id",
                table: "subject_link",
                column: "subject_id");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "client_key");

            migrationBuilder.DropTable(
                name: "commit_record");

            migrationBuilder.DropTable(
                name: "event_log");

            migrationBuilder.DropTable(
                name: "fact");

            migrationBuilder.DropTable(
                name: "finding");

            migrationBuilder.DropTable(
                name: "identifier_claim");

            migrationBuilder.DropTable(
                name: "linked_subject");

            migrationBuilder.DropTable(
                name: "log_counter");

            migrationBuilder.DropTable(
                name: "number_block");

            migrationBuilder.DropTable(
                name: "registry_log");

            migrationBuilder.DropTable(
                name: "relay_checkpoint");

            migrationBuilder.DropTable(
                name: "relay_lease");

            migrationBuilder.DropTable(
                name: "resource");

            migrationBuilder.DropTable(
                name: "resource_version");

            migrationBuilder.DropTable(
                name: "search_term");

            migrationBuilder.DropTable(
                name: "subject");

            migrationBuilder.DropTable(
                name: "subject_link");
        }
    }
}
