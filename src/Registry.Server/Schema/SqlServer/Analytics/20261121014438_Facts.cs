using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Registry.Server.Schema.SqlServer.Analytics
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
                    projection = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false, collation: "Latin1_General_BIN2"),
                    log_id = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    sequence = table.Column<long>(type: "bigint", nullable: false),
                    generation = table.Column<int>(type: "int", nullable: false),
                    rebuilding_to = table.Column<long>(type: "bigint", nullable: true),
                    fault_sequence = table.Column<long>(type: "bigint", nullable: true),
                    fault_type = table.Column<string>(type: "nvarchar(256)", maxLength: 256, nullable: true, collation: "Latin1_General_BIN2")
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
                    scope = table.Column<string>(type: "nvarchar(max)", nullable: false, collation: "Latin1_General_BIN2"),
                    is_permitted = table.Column<bool>(type: "bit", nullable: false),
                    policy_version = table.Column<string>(type: "nvarchar(max)", nullable: true, collation: "Latin1_General_BIN2"),
                    occurred_earliest = table.Column<DateOnly>(type: "date", nullable: true),
                    occurred_latest = table.Column<DateOnly>(type: "date", nullable: true),
                    occurred_precision = table.Column<string>(type: "nvarchar(8)", maxLength: 8, nullable: true, collation: "Latin1_General_BIN2"),
                    to_sequence = table.Column<long>(type: "bigint", nullable: true),
                    subject = table.Column<string>(type: "char(32)", unicode: false, fixedLength: true, maxLength: 32, nullable: false, collation: "Latin1_General_BIN2"),
                    site = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false, collation: "Latin1_General_BIN2"),
                    fact = table.Column<string>(type: "nvarchar(400)", maxLength: 400, nullable: false, collation: "Latin1_General_BIN2")
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
                    cause_code = table.Column<string>(type: "nvarchar(max)", nullable: true, collation: "Latin1_General_BIN2"),
                    cause_system = table.Column<string>(type: "nvarchar(max)", nullable: true, collation: "Latin1_General_BIN2"),
                    occurred_earliest = table.Column<DateOnly>(type: "date", nullable: true),
                    occurred_latest = table.Column<DateOnly>(type: "date", nullable: true),
                    occurred_precision = table.Column<string>(type: "nvarchar(8)", maxLength: 8, nullable: true, collation: "Latin1_General_BIN2"),
                    to_sequence = table.Column<long>(type: "bigint", nullable: true),
                    subject = table.Column<string>(type: "char(32)", unicode: false, fixedLength: true, maxLength: 32, nullable: false, collation: "Latin1_General_BIN2"),
                    site = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false, collation: "Latin1_General_BIN2"),
                    fact = table.Column<string>(type: "nvarchar(400)", maxLength: 400, nullable: false, collation: "Latin1_General_BIN2")
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
                    disease = table.Column<string>(type: "nvarchar(max)", nullable: false, collation: "Latin1_General_BIN2"),
                    verification = table.Column<string>(type: "nvarchar(max)", nullable: false, collation: "Latin1_General_BIN2"),
                    class_code = table.Column<string>(type: "nvarchar(max)", nullable: true, collation: "Latin1_General_BIN2"),
                    class_system = table.Column<string>(type: "nvarchar(max)", nullable: true, collation: "Latin1_General_BIN2"),
                    code_code = table.Column<string>(type: "nvarchar(max)", nullable: false, collation: "Latin1_General_BIN2"),
                    code_system = table.Column<string>(type: "nvarchar(max)", nullable: false, collation: "Latin1_General_BIN2"),
                    occurred_earliest = table.Column<DateOnly>(type: "date", nullable: true),
                    occurred_latest = table.Column<DateOnly>(type: "date", nullable: true),
                    occurred_precision = table.Column<string>(type: "nvarchar(8)", maxLength: 8, nullable: true, collation: "Latin1_General_BIN2"),
                    onset_earliest = table.Column<DateOnly>(type: "date", nullable: true),
                    onset_latest = table.Column<DateOnly>(type: "date", nullable: true),
                    onset_precision = table.Column<string>(type: "nvarchar(8)", maxLength: 8, nullable: true, collation: "Latin1_General_BIN2"),
                    to_sequence = table.Column<long>(type: "bigint", nullable: true),
                    subject = table.Column<string>(type: "char(32)", unicode: false, fixedLength: true, maxLength: 32, nullable: false, collation: "Latin1_General_BIN2"),
                    site = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false, collation: "Latin1_General_BIN2"),
                    fact = table.Column<string>(type: "nvarchar(400)", maxLength: 400, nullable: false, collation: "Latin1_General_BIN2")
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
                    rule = table.Column<string>(type: "nvarchar(max)", nullable: false, collation: "Latin1_General_BIN2"),
                    severity = table.Column<string>(type: "nvarchar(max)", nullable: false, collation: "Latin1_General_BIN2"),
                    category = table.Column<string>(type: "nvarchar(max)", nullable: false, collation: "Latin1_General_BIN2"),
                    occurred_earliest = table.Column<DateOnly>(type: "date", nullable: true),
                    occurred_latest = table.Column<DateOnly>(type: "date", nullable: true),
                    occurred_precision = table.Column<string>(type: "nvarchar(8)", maxLength: 8, nullable: true, collation: "Latin1_General_BIN2"),
                    to_sequence = table.Column<long>(type: "bigint", nullable: true),
                    subject = table.Column<string>(type: "char(32)", unicode: false, fixedLength: true, maxLength: 32, nullable: false, collation: "Latin1_General_BIN2"),
                    site = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false, collation: "Latin1_General_BIN2"),
                    fact = table.Column<string>(type: "nvarchar(400)", maxLength: 400, nullable: false, collation: "Latin1_General_BIN2")
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
                    region = table.Column<string>(type: "nvarchar(max)", nullable: true, collation: "Latin1_General_BIN2"),
                    trigger = table.Column<string>(type: "nvarchar(max)", nullable: true, collation: "Latin1_General_BIN2"),
                    symptoms = table.Column<string>(type: "nvarchar(max)", nullable: false),
                    outcome = table.Column<string>(type: "nvarchar(max)", nullable: true, collation: "Latin1_General_BIN2"),
                    end_earliest = table.Column<DateOnly>(type: "date", nullable: true),
                    end_latest = table.Column<DateOnly>(type: "date", nullable: true),
                    end_precision = table.Column<string>(type: "nvarchar(8)", maxLength: 8, nullable: true, collation: "Latin1_General_BIN2"),
                    occurred_earliest = table.Column<DateOnly>(type: "date", nullable: true),
                    occurred_latest = table.Column<DateOnly>(type: "date", nullable: true),
                    occurred_precision = table.Column<string>(type: "nvarchar(8)", maxLength: 8, nullable: true, collation: "Latin1_General_BIN2"),
                    to_sequence = table.Column<long>(type: "bigint", nullable: true),
                    subject = table.Column<string>(type: "char(32)", unicode: false, fixedLength: true, maxLength: 32, nullable: false, collation: "Latin1_General_BIN2"),
                    site = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false, collation: "Latin1_General_BIN2"),
                    fact = table.Column<string>(type: "nvarchar(400)", maxLength: 400, nullable: false, collation: "Latin1_General_BIN2")
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
                    region = table.Column<string>(type: "nvarchar(max)", nullable: true, collation: "Latin1_General_BIN2"),
                    laterality = table.Column<string>(type: "nvarchar(max)", nullable: true, collation: "Latin1_General_BIN2"),
                    depth = table.Column<string>(type: "nvarchar(max)", nullable: true, collation: "Latin1_General_BIN2"),
                    tissue = table.Column<string>(type: "nvarchar(max)", nullable: true, collation: "Latin1_General_BIN2"),
                    flare_up = table.Column<string>(type: "nvarchar(max)", nullable: true, collation: "Latin1_General_BIN2"),
                    occurred_earliest = table.Column<DateOnly>(type: "date", nullable: true),
                    occurred_latest = table.Column<DateOnly>(type: "date", nullable: true),
                    occurred_precision = table.Column<string>(type: "nvarchar(8)", maxLength: 8, nullable: true, collation: "Latin1_General_BIN2"),
                    to_sequence = table.Column<long>(type: "bigint", nullable: true),
                    subject = table.Column<string>(type: "char(32)", unicode: false, fixedLength: true, maxLength: 32, nullable: false, collation: "Latin1_General_BIN2"),
                    site = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false, collation: "Latin1_General_BIN2"),
                    fact = table.Column<string>(type: "nvarchar(400)", maxLength: 400, nullable: false, collation: "Latin1_General_BIN2")
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
                    sex = table.Column<string>(type: "nvarchar(max)", nullable: false, collation: "Latin1_General_BIN2"),
                    country = table.Column<string>(type: "nvarchar(max)", nullable: true, collation: "Latin1_General_BIN2"),
                    is_withdrawn = table.Column<bool>(type: "bit", nullable: false),
                    birth_earliest = table.Column<DateOnly>(type: "date", nullable: false),
                    birth_latest = table.Column<DateOnly>(type: "date", nullable: false),
                    birth_precision = table.Column<string>(type: "nvarchar(8)", maxLength: 8, nullable: false, collation: "Latin1_General_BIN2"),
                    occurred_earliest = table.Column<DateOnly>(type: "date", nullable: true),
                    occurred_latest = table.Column<DateOnly>(type: "date", nullable: true),
                    occurred_precision = table.Column<string>(type: "nvarchar(8)", maxLength: 8, nullable: true, collation: "Latin1_General_BIN2"),
                    to_sequence = table.Column<long>(type: "bigint", nullable: true),
                    subject = table.Column<string>(type: "char(32)", unicode: false, fixedLength: true, maxLength: 32, nullable: false, collation: "Latin1_General_BIN2"),
                    site = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false, collation: "Latin1_General_BIN2"),
                    fact = table.Column<string>(type: "nvarchar(400)", maxLength: 400, nullable: false, collation: "Latin1_General_BIN2")
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
                    other = table.Column<string>(type: "char(32)", unicode: false, fixedLength: true, maxLength: 32, nullable: false, collation: "Latin1_General_BIN2"),
                    occurred_earliest = table.Column<DateOnly>(type: "date", nullable: true),
                    occurred_latest = table.Column<DateOnly>(type: "date", nullable: true),
                    occurred_precision = table.Column<string>(type: "nvarchar(8)", maxLength: 8, nullable: true, collation: "Latin1_General_BIN2"),
                    to_sequence = table.Column<long>(type: "bigint", nullable: true),
                    subject = table.Column<string>(type: "char(32)", unicode: false, fixedLength: true, maxLength: 32, nullable: false, collation: "Latin1_General_BIN2"),
                    site = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false, collation: "Latin1_General_BIN2"),
                    fact = table.Column<string>(type: "nvarchar(400)", maxLength: 400, nullable: false, collation: "Latin1_General_BIN2")
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
                    gene = table.Column<string>(type: "nvarchar(max)", nullable: false, collation: "Latin1_General_BIN2"),
                    coding_hgvs = table.Column<string>(type: "nvarchar(max)", nullable: true, collation: "Latin1_General_BIN2"),
                    protein_hgvs = table.Column<string>(type: "nvarchar(max)", nullable: true, collation: "Latin1_General_BIN2"),
                    genomic_hgvs = table.Column<string>(type: "nvarchar(max)", nullable: true, collation: "Latin1_General_BIN2"),
                    parental_allele = table.Column<string>(type: "nvarchar(max)", nullable: true, collation: "Latin1_General_BIN2"),
                    allelic_state_code = table.Column<string>(type: "nvarchar(max)", nullable: true, collation: "Latin1_General_BIN2"),
                    allelic_state_system = table.Column<string>(type: "nvarchar(max)", nullable: true, collation: "Latin1_General_BIN2"),
                    occurred_earliest = table.Column<DateOnly>(type: "date", nullable: true),
                    occurred_latest = table.Column<DateOnly>(type: "date", nullable: true),
                    occurred_precision = table.Column<string>(type: "nvarchar(8)", maxLength: 8, nullable: true, collation: "Latin1_General_BIN2"),
                    presence_code = table.Column<string>(type: "nvarchar(max)", nullable: false, collation: "Latin1_General_BIN2"),
                    presence_system = table.Column<string>(type: "nvarchar(max)", nullable: false, collation: "Latin1_General_BIN2"),
                    source_class_code = table.Column<string>(type: "nvarchar(max)", nullable: true, collation: "Latin1_General_BIN2"),
                    source_class_system = table.Column<string>(type: "nvarchar(max)", nullable: true, collation: "Latin1_General_BIN2"),
                    transmission_code = table.Column<string>(type: "nvarchar(max)", nullable: true, collation: "Latin1_General_BIN2"),
                    transmission_system = table.Column<string>(type: "nvarchar(max)", nullable: true, collation: "Latin1_General_BIN2"),
                    to_sequence = table.Column<long>(type: "bigint", nullable: true),
                    subject = table.Column<string>(type: "char(32)", unicode: false, fixedLength: true, maxLength: 32, nullable: false, collation: "Latin1_General_BIN2"),
                    site = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false, collation: "Latin1_General_BIN2"),
                    fact = table.Column<string>(type: "nvarchar(400)", maxLength: 400, nullable: false, collation: "Latin1_General_BIN2")
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
                    status = table.Column<string>(type: "nvarchar(max)", nullable: false, collation: "Latin1_General_BIN2"),
                    occurred_earliest = table.Column<DateOnly>(type: "date", nullable: true),
                    occurred_latest = table.Column<DateOnly>(type: "date", nullable: true),
                    occurred_precision = table.Column<string>(type: "nvarchar(8)", maxLength: 8, nullable: true, collation: "Latin1_General_BIN2"),
                    to_sequence = table.Column<long>(type: "bigint", nullable: true),
                    subject = table.Column<string>(type: "char(32)", unicode: false, fixedLength: true, maxLength: 32, nullable: false, collation: "Latin1_General_BIN2"),
                    site = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false, collation: "Latin1_General_BIN2"),
                    fact = table.Column<string>(type: "nvarchar(400)", maxLength: 400, nullable: false, collation: "Latin1_General_BIN2")
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
