using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Registry.Server.Schema.PostgreSql.Analytics
{
    /// <inheritdoc />
    public partial class Facts : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "analytics_checkpoint",
                columns: table => new
                {
                    projection = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false, collation: "C"),
                    log_id = table.Column<Guid>(type: "uuid", nullable: true),
                    sequence = table.Column<long>(type: "bigint", nullable: false),
                    generation = table.Column<int>(type: "integer", nullable: false),
                    rebuilding_to = table.Column<long>(type: "bigint", nullable: true),
                    fault_sequence = table.Column<long>(type: "bigint", nullable: true),
                    fault_type = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: true, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_analytics_checkpoint", x => x.projection);
                });

            migrationBuilder.CreateTable(
                name: "analytics_consent",
                columns: table => new
                {
                    from_sequence = table.Column<long>(type: "bigint", nullable: false),
                    scope = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    is_permitted = table.Column<bool>(type: "boolean", nullable: false),
                    policy_version = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    occurred_earliest = table.Column<DateOnly>(type: "date", nullable: true),
                    occurred_latest = table.Column<DateOnly>(type: "date", nullable: true),
                    occurred_precision = table.Column<string>(type: "character varying(8)", maxLength: 8, nullable: true, collation: "C"),
                    to_sequence = table.Column<long>(type: "bigint", nullable: true),
                    subject = table.Column<string>(type: "character(32)", unicode: false, fixedLength: true, maxLength: 32, nullable: false, collation: "C"),
                    site = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false, collation: "C"),
                    fact = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: false, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_analytics_consent", x => x.from_sequence);
                });

            migrationBuilder.CreateTable(
                name: "analytics_death",
                columns: table => new
                {
                    from_sequence = table.Column<long>(type: "bigint", nullable: false),
                    cause_code = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    cause_system = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    occurred_earliest = table.Column<DateOnly>(type: "date", nullable: true),
                    occurred_latest = table.Column<DateOnly>(type: "date", nullable: true),
                    occurred_precision = table.Column<string>(type: "character varying(8)", maxLength: 8, nullable: true, collation: "C"),
                    to_sequence = table.Column<long>(type: "bigint", nullable: true),
                    subject = table.Column<string>(type: "character(32)", unicode: false, fixedLength: true, maxLength: 32, nullable: false, collation: "C"),
                    site = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false, collation: "C"),
                    fact = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: false, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_analytics_death", x => x.from_sequence);
                });

            migrationBuilder.CreateTable(
                name: "analytics_diagnosis",
                columns: table => new
                {
                    from_sequence = table.Column<long>(type: "bigint", nullable: false),
                    disease = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    verification = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    class_code = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    class_system = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    code_code = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    code_system = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    occurred_earliest = table.Column<DateOnly>(type: "date", nullable: true),
                    occurred_latest = table.Column<DateOnly>(type: "date", nullable: true),
                    occurred_precision = table.Column<string>(type: "character varying(8)", maxLength: 8, nullable: true, collation: "C"),
                    onset_earliest = table.Column<DateOnly>(type: "date", nullable: true),
                    onset_latest = table.Column<DateOnly>(type: "date", nullable: true),
                    onset_precision = table.Column<string>(type: "character varying(8)", maxLength: 8, nullable: true, collation: "C"),
                    to_sequence = table.Column<long>(type: "bigint", nullable: true),
                    subject = table.Column<string>(type: "character(32)", unicode: false, fixedLength: true, maxLength: 32, nullable: false, collation: "C"),
                    site = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false, collation: "C"),
                    fact = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: false, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_analytics_diagnosis", x => x.from_sequence);
                });

            migrationBuilder.CreateTable(
                name: "analytics_finding",
                columns: table => new
                {
                    from_sequence = table.Column<long>(type: "bigint", nullable: false),
                    rule = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    severity = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    category = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    occurred_earliest = table.Column<DateOnly>(type: "date", nullable: true),
                    occurred_latest = table.Column<DateOnly>(type: "date", nullable: true),
                    occurred_precision = table.Column<string>(type: "character varying(8)", maxLength: 8, nullable: true, collation: "C"),
                    to_sequence = table.Column<long>(type: "bigint", nullable: true),
                    subject = table.Column<string>(type: "character(32)", unicode: false, fixedLength: true, maxLength: 32, nullable: false, collation: "C"),
                    site = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false, collation: "C"),
                    fact = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: false, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_analytics_finding", x => x.from_sequence);
                });

            migrationBuilder.CreateTable(
                name: "analytics_flare_up",
                columns: table => new
                {
                    from_sequence = table.Column<long>(type: "bigint", nullable: false),
                    region = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    trigger = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    symptoms = table.Column<string[]>(type: "text[]", nullable: false),
                    outcome = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    end_earliest = table.Column<DateOnly>(type: "date", nullable: true),
                    end_latest = table.Column<DateOnly>(type: "date", nullable: true),
                    end_precision = table.Column<string>(type: "character varying(8)", maxLength: 8, nullable: true, collation: "C"),
                    occurred_earliest = table.Column<DateOnly>(type: "date", nullable: true),
                    occurred_latest = table.Column<DateOnly>(type: "date", nullable: true),
                    occurred_precision = table.Column<string>(type: "character varying(8)", maxLength: 8, nullable: true, collation: "C"),
                    to_sequence = table.Column<long>(type: "bigint", nullable: true),
                    subject = table.Column<string>(type: "character(32)", unicode: false, fixedLength: true, maxLength: 32, nullable: false, collation: "C"),
                    site = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false, collation: "C"),
                    fact = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: false, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_analytics_flare_up", x => x.from_sequence);
                });

            migrationBuilder.CreateTable(
                name: "analytics_log_time",
                columns: table => new
                {
                    from_sequence = table.Column<long>(type: "bigint", nullable: false),
                    recorded_ms = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_analytics_log_time", x => x.from_sequence);
                });

            migrationBuilder.CreateTable(
                name: "analytics_ossification",
                columns: table => new
                {
                    from_sequence = table.Column<long>(type: "bigint", nullable: false),
                    region = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    laterality = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    depth = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    tissue = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    flare_up = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    occurred_earliest = table.Column<DateOnly>(type: "date", nullable: true),
                    occurred_latest = table.Column<DateOnly>(type: "date", nullable: true),
                    occurred_precision = table.Column<string>(type: "character varying(8)", maxLength: 8, nullable: true, collation: "C"),
                    to_sequence = table.Column<long>(type: "bigint", nullable: true),
                    subject = table.Column<string>(type: "character(32)", unicode: false, fixedLength: true, maxLength: 32, nullable: false, collation: "C"),
                    site = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false, collation: "C"),
                    fact = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: false, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_analytics_ossification", x => x.from_sequence);
                });

            migrationBuilder.CreateTable(
                name: "analytics_subject",
                columns: table => new
                {
                    from_sequence = table.Column<long>(type: "bigint", nullable: false),
                    sex = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    country = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    is_withdrawn = table.Column<bool>(type: "boolean", nullable: false),
                    birth_earliest = table.Column<DateOnly>(type: "date", nullable: false),
                    birth_latest = table.Column<DateOnly>(type: "date", nullable: false),
                    birth_precision = table.Column<string>(type: "character varying(8)", maxLength: 8, nullable: false, collation: "C"),
                    occurred_earliest = table.Column<DateOnly>(type: "date", nullable: true),
                    occurred_latest = table.Column<DateOnly>(type: "date", nullable: true),
                    occurred_precision = table.Column<string>(type: "character varying(8)", maxLength: 8, nullable: true, collation: "C"),
                    to_sequence = table.Column<long>(type: "bigint", nullable: true),
                    subject = table.Column<string>(type: "character(32)", unicode: false, fixedLength: true, maxLength: 32, nullable: false, collation: "C"),
                    site = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false, collation: "C"),
                    fact = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: false, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_analytics_subject", x => x.from_sequence);
                });

            migrationBuilder.CreateTable(
                name: "analytics_subject_link",
                columns: table => new
                {
                    from_sequence = table.Column<long>(type: "bigint", nullable: false),
                    other = table.Column<string>(type: "character(32)", unicode: false, fixedLength: true, maxLength: 32, nullable: false, collation: "C"),
                    occurred_earliest = table.Column<DateOnly>(type: "date", nullable: true),
                    occurred_latest = table.Column<DateOnly>(type: "date", nullable: true),
                    occurred_precision = table.Column<string>(type: "character varying(8)", maxLength: 8, nullable: true, collation: "C"),
                    to_sequence = table.Column<long>(type: "bigint", nullable: true),
                    subject = table.Column<string>(type: "character(32)", unicode: false, fixedLength: true, maxLength: 32, nullable: false, collation: "C"),
                    site = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false, collation: "C"),
                    fact = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: false, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_analytics_subject_link", x => x.from_sequence);
                });

            migrationBuilder.CreateTable(
                name: "analytics_variant",
                columns: table => new
                {
                    from_sequence = table.Column<long>(type: "bigint", nullable: false),
                    gene = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    coding_hgvs = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    protein_hgvs = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    genomic_hgvs = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    parental_allele = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    allelic_state_code = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    allelic_state_system = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    occurred_earliest = table.Column<DateOnly>(type: "date", nullable: true),
                    occurred_latest = table.Column<DateOnly>(type: "date", nullable: true),
                    occurred_precision = table.Column<string>(type: "character varying(8)", maxLength: 8, nullable: true, collation: "C"),
                    presence_code = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    presence_system = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    source_class_code = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    source_class_system = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    transmission_code = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    transmission_system = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    to_sequence = table.Column<long>(type: "bigint", nullable: true),
                    subject = table.Column<string>(type: "character(32)", unicode: false, fixedLength: true, maxLength: 32, nullable: false, collation: "C"),
                    site = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false, collation: "C"),
                    fact = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: false, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_analytics_variant", x => x.from_sequence);
                });

            migrationBuilder.CreateTable(
                name: "analytics_vital_status",
                columns: table => new
                {
                    from_sequence = table.Column<long>(type: "bigint", nullable: false),
                    status = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    occurred_earliest = table.Column<DateOnly>(type: "date", nullable: true),
                    occurred_latest = table.Column<DateOnly>(type: "date", nullable: true),
                    occurred_precision = table.Column<string>(type: "character varying(8)", maxLength: 8, nullable: true, collation: "C"),
                    to_sequence = table.Column<long>(type: "bigint", nullable: true),
                    subject = table.Column<string>(type: "character(32)", unicode: false, fixedLength: true, maxLength: 32, nullable: false, collation: "C"),
                    site = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false, collation: "C"),
                    fact = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: false, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_analytics_vital_status", x => x.from_sequence);
                });

            migrationBuilder.CreateIndex(
                name: "IX_analytics_consent_subject_fact",
                table: "analytics_consent",
                columns: new[] { "subject", "fact" });

            migrationBuilder.CreateIndex(
                name: "IX_analytics_death_subject_fact",
                table: "analytics_death",
                columns: new[] { "subject", "fact" });

            migrationBuilder.CreateIndex(
                name: "IX_analytics_diagnosis_subject_fact",
                table: "analytics_diagnosis",
                columns: new[] { "subject", "fact" });

            migrationBuilder.CreateIndex(
                name: "IX_analytics_finding_subject_fact",
                table: "analytics_finding",
                columns: new[] { "subject", "fact" });

            migrationBuilder.CreateIndex(
                name: "IX_analytics_flare_up_subject_fact",
                table: "analytics_flare_up",
                columns: new[] { "subject", "fact" });

            migrationBuilder.CreateIndex(
                name: "IX_analytics_ossification_subject_fact",
                table: "analytics_ossification",
                columns: new[] { "subject", "fact" });

            migrationBuilder.CreateIndex(
                name: "IX_analytics_subject_subject_fact",
                table: "analytics_subject",
                columns: new[] { "subject", "fact" });

            migrationBuilder.CreateIndex(
                name: "IX_analytics_subject_link_subject_fact",
                table: "analytics_subject_link",
                columns: new[] { "subject", "fact" });

            migrationBuilder.CreateIndex(
                name: "IX_analytics_variant_subject_fact",
                table: "analytics_variant",
                columns: new[] { "subject", "fact" });

            migrationBuilder.CreateIndex(
                name: "IX_analytics_vital_status_subject_fact",
                table: "analytics_vital_status",
                columns: new[] { "subject", "fact" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "analytics_checkpoint");

            migrationBuilder.DropTable(
                name: "analytics_consent");

            migrationBuilder.DropTable(
                name: "analytics_death");

            migrationBuilder.DropTable(
                name: "analytics_diagnosis");

            migrationBuilder.DropTable(
                name: "analytics_finding");

            migrationBuilder.DropTable(
                name: "analytics_flare_up");

            migrationBuilder.DropTable(
                name: "analytics_log_time");

            migrationBuilder.DropTable(
                name: "analytics_ossification");

            migrationBuilder.DropTable(
                name: "analytics_subject");

            migrationBuilder.DropTable(
                name: "analytics_subject_link");

            migrationBuilder.DropTable(
                name: "analytics_variant");

            migrationBuilder.DropTable(
                name: "analytics_vital_status");
        }
    }
}
