using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Registry.Server.Schema.PostgreSql.Analytics
{
    /// <inheritdoc />
    public partial class AllFacts : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "informant",
                table: "analytics_vital_status",
                type: "text",
                nullable: true,
                collation: "C");

            migrationBuilder.AddColumn<bool>(
                name: "has_allele_basis",
                table: "analytics_variant",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<string>(
                name: "extent",
                table: "analytics_ossification",
                type: "text",
                nullable: true,
                collation: "C");

            migrationBuilder.AddColumn<string>(
                name: "method",
                table: "analytics_ossification",
                type: "text",
                nullable: true,
                collation: "C");

            migrationBuilder.AddColumn<double>(
                name: "millimetres",
                table: "analytics_ossification",
                type: "double precision",
                nullable: true);

            migrationBuilder.AddColumn<string[]>(
                name: "morphology",
                table: "analytics_ossification",
                type: "text[]",
                nullable: false,
                defaultValue: new string[0]);

            migrationBuilder.AddColumn<string>(
                name: "pain",
                table: "analytics_ossification",
                type: "text",
                nullable: true,
                collation: "C");

            migrationBuilder.AddColumn<string>(
                name: "pathway",
                table: "analytics_ossification",
                type: "text",
                nullable: true,
                collation: "C");

            migrationBuilder.AddColumn<string>(
                name: "ulcer",
                table: "analytics_ossification",
                type: "text",
                nullable: true,
                collation: "C");

            migrationBuilder.AddColumn<string>(
                name: "laterality",
                table: "analytics_flare_up",
                type: "text",
                nullable: true,
                collation: "C");

            migrationBuilder.AddColumn<string[]>(
                name: "evidence",
                table: "analytics_finding",
                type: "text[]",
                nullable: false,
                defaultValue: new string[0]);

            migrationBuilder.AddColumn<string>(
                name: "message",
                table: "analytics_finding",
                type: "text",
                nullable: true,
                collation: "C");

            migrationBuilder.AddColumn<int>(
                name: "rule_version",
                table: "analytics_finding",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<string>(
                name: "source",
                table: "analytics_finding",
                type: "text",
                nullable: false,
                defaultValue: "",
                collation: "C");

            migrationBuilder.AddColumn<string>(
                name: "title",
                table: "analytics_finding",
                type: "text",
                nullable: true,
                collation: "C");

            migrationBuilder.AddColumn<string>(
                name: "cause_role",
                table: "analytics_death",
                type: "text",
                nullable: true,
                collation: "C");

            migrationBuilder.AddColumn<string>(
                name: "due_to_disease",
                table: "analytics_death",
                type: "text",
                nullable: true,
                collation: "C");

            migrationBuilder.AddColumn<int>(
                name: "version",
                table: "analytics_checkpoint",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.CreateTable(
                name: "analytics_feature",
                columns: table => new
                {
                    from_sequence = table.Column<long>(type: "bigint", nullable: false),
                    presence = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    region = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    laterality = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    method = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    millimetres = table.Column<double>(type: "double precision", nullable: true),
                    relative = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    feature_code = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    feature_system = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    occurred_earliest = table.Column<DateOnly>(type: "date", nullable: true),
                    occurred_latest = table.Column<DateOnly>(type: "date", nullable: true),
                    occurred_precision = table.Column<string>(type: "character varying(8)", maxLength: 8, nullable: true, collation: "C"),
                    onset_earliest = table.Column<DateOnly>(type: "date", nullable: true),
                    onset_latest = table.Column<DateOnly>(type: "date", nullable: true),
                    onset_precision = table.Column<string>(type: "character varying(8)", maxLength: 8, nullable: true, collation: "C"),
                    onset_class_code = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    onset_class_system = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    relative_disease_code = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    relative_disease_system = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    severity_code = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    severity_system = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    to_sequence = table.Column<long>(type: "bigint", nullable: true),
                    subject = table.Column<string>(type: "character(32)", unicode: false, fixedLength: true, maxLength: 32, nullable: false, collation: "C"),
                    site = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false, collation: "C"),
                    fact = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: false, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_analytics_feature", x => x.from_sequence);
                });

            migrationBuilder.CreateTable(
                name: "analytics_function",
                columns: table => new
                {
                    from_sequence = table.Column<long>(type: "bigint", nullable: false),
                    instrument = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    score = table.Column<int>(type: "integer", nullable: true),
                    sites = table.Column<string[]>(type: "text[]", nullable: false),
                    level = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    region = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    laterality = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    caregiver_need = table.Column<string>(type: "text", nullable: true, collation: "C"),
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
                    table.PrimaryKey("PK_analytics_function", x => x.from_sequence);
                });

            migrationBuilder.CreateTable(
                name: "analytics_interpretation",
                columns: table => new
                {
                    from_sequence = table.Column<long>(type: "bigint", nullable: false),
                    variant = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    disease_code = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    disease_system = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    inheritance_code = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    inheritance_system = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    occurred_earliest = table.Column<DateOnly>(type: "date", nullable: true),
                    occurred_latest = table.Column<DateOnly>(type: "date", nullable: true),
                    occurred_precision = table.Column<string>(type: "character varying(8)", maxLength: 8, nullable: true, collation: "C"),
                    significance_code = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    significance_system = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    to_sequence = table.Column<long>(type: "bigint", nullable: true),
                    subject = table.Column<string>(type: "character(32)", unicode: false, fixedLength: true, maxLength: 32, nullable: false, collation: "C"),
                    site = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false, collation: "C"),
                    fact = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: false, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_analytics_interpretation", x => x.from_sequence);
                });

            migrationBuilder.CreateTable(
                name: "analytics_laboratory",
                columns: table => new
                {
                    from_sequence = table.Column<long>(type: "bigint", nullable: false),
                    measured = table.Column<double>(type: "double precision", nullable: true),
                    unit = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    reference_low = table.Column<double>(type: "double precision", nullable: true),
                    reference_high = table.Column<double>(type: "double precision", nullable: true),
                    interpretation = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    analyte_code = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    analyte_system = table.Column<string>(type: "text", nullable: false, collation: "C"),
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
                    table.PrimaryKey("PK_analytics_laboratory", x => x.from_sequence);
                });

            migrationBuilder.CreateTable(
                name: "analytics_patient_outcome",
                columns: table => new
                {
                    from_sequence = table.Column<long>(type: "bigint", nullable: false),
                    instrument = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    score = table.Column<double>(type: "double precision", nullable: true),
                    unit = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    form = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    respondent = table.Column<string>(type: "text", nullable: true, collation: "C"),
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
                    table.PrimaryKey("PK_analytics_patient_outcome", x => x.from_sequence);
                });

            migrationBuilder.CreateTable(
                name: "analytics_study",
                columns: table => new
                {
                    from_sequence = table.Column<long>(type: "bigint", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    standing = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    end_earliest = table.Column<DateOnly>(type: "date", nullable: true),
                    end_latest = table.Column<DateOnly>(type: "date", nullable: true),
                    end_precision = table.Column<string>(type: "character varying(8)", maxLength: 8, nullable: true, collation: "C"),
                    occurred_earliest = table.Column<DateOnly>(type: "date", nullable: true),
                    occurred_latest = table.Column<DateOnly>(type: "date", nullable: true),
                    occurred_precision = table.Column<string>(type: "character varying(8)", maxLength: 8, nullable: true, collation: "C"),
                    study_code = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    study_system = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    to_sequence = table.Column<long>(type: "bigint", nullable: true),
                    subject = table.Column<string>(type: "character(32)", unicode: false, fixedLength: true, maxLength: 32, nullable: false, collation: "C"),
                    site = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false, collation: "C"),
                    fact = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: false, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_analytics_study", x => x.from_sequence);
                });

            migrationBuilder.CreateTable(
                name: "analytics_surgery",
                columns: table => new
                {
                    from_sequence = table.Column<long>(type: "bigint", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    region = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    laterality = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    extent = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    results = table.Column<string[]>(type: "text[]", nullable: false),
                    occurred_earliest = table.Column<DateOnly>(type: "date", nullable: true),
                    occurred_latest = table.Column<DateOnly>(type: "date", nullable: true),
                    occurred_precision = table.Column<string>(type: "character varying(8)", maxLength: 8, nullable: true, collation: "C"),
                    result_date_earliest = table.Column<DateOnly>(type: "date", nullable: true),
                    result_date_latest = table.Column<DateOnly>(type: "date", nullable: true),
                    result_date_precision = table.Column<string>(type: "character varying(8)", maxLength: 8, nullable: true, collation: "C"),
                    to_sequence = table.Column<long>(type: "bigint", nullable: true),
                    subject = table.Column<string>(type: "character(32)", unicode: false, fixedLength: true, maxLength: 32, nullable: false, collation: "C"),
                    site = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false, collation: "C"),
                    fact = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: false, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_analytics_surgery", x => x.from_sequence);
                });

            migrationBuilder.CreateTable(
                name: "analytics_treatment",
                columns: table => new
                {
                    from_sequence = table.Column<long>(type: "bigint", nullable: false),
                    treatment = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    regimen = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    dose = table.Column<double>(type: "double precision", nullable: true),
                    dose_unit = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    in_trial = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    stop_reason = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    drug_code = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    drug_system = table.Column<string>(type: "text", nullable: true, collation: "C"),
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
                    table.PrimaryKey("PK_analytics_treatment", x => x.from_sequence);
                });

            migrationBuilder.CreateTable(
                name: "analytics_volume",
                columns: table => new
                {
                    from_sequence = table.Column<long>(type: "bigint", nullable: false),
                    cubic_millimetres = table.Column<double>(type: "double precision", nullable: true),
                    region = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    head_excluded = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    method = table.Column<string>(type: "text", nullable: true, collation: "C"),
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
                    table.PrimaryKey("PK_analytics_volume", x => x.from_sequence);
                });

            migrationBuilder.CreateIndex(
                name: "IX_analytics_feature_subject_fact",
                table: "analytics_feature",
                columns: new[] { "subject", "fact" });

            migrationBuilder.CreateIndex(
                name: "IX_analytics_function_subject_fact",
                table: "analytics_function",
                columns: new[] { "subject", "fact" });

            migrationBuilder.CreateIndex(
                name: "IX_analytics_interpretation_subject_fact",
                table: "analytics_interpretation",
                columns: new[] { "subject", "fact" });

            migrationBuilder.CreateIndex(
                name: "IX_analytics_laboratory_subject_fact",
                table: "analytics_laboratory",
                columns: new[] { "subject", "fact" });

            migrationBuilder.CreateIndex(
                name: "IX_analytics_patient_outcome_subject_fact",
                table: "analytics_patient_outcome",
                columns: new[] { "subject", "fact" });

            migrationBuilder.CreateIndex(
                name: "IX_analytics_study_subject_fact",
                table: "analytics_study",
                columns: new[] { "subject", "fact" });

            migrationBuilder.CreateIndex(
                name: "IX_analytics_surgery_subject_fact",
                table: "analytics_surgery",
                columns: new[] { "subject", "fact" });

            migrationBuilder.CreateIndex(
                name: "IX_analytics_treatment_subject_fact",
                table: "analytics_treatment",
                columns: new[] { "subject", "fact" });

            migrationBuilder.CreateIndex(
                name: "IX_analytics_volume_subject_fact",
                table: "analytics_volume",
                columns: new[] { "subject", "fact" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "analytics_feature");

            migrationBuilder.DropTable(
                name: "analytics_function");

            migrationBuilder.DropTable(
                name: "analytics_interpretation");

            migrationBuilder.DropTable(
                name: "analytics_laboratory");

            migrationBuilder.DropTable(
                name: "analytics_patient_outcome");

            migrationBuilder.DropTable(
                name: "analytics_study");

            migrationBuilder.DropTable(
                name: "analytics_surgery");

            migrationBuilder.DropTable(
                name: "analytics_treatment");

            migrationBuilder.DropTable(
                name: "analytics_volume");

            migrationBuilder.DropColumn(
                name: "informant",
                table: "analytics_vital_status");

            migrationBuilder.DropColumn(
                name: "has_allele_basis",
                table: "analytics_variant");

            migrationBuilder.DropColumn(
                name: "extent",
                table: "analytics_ossification");

            migrationBuilder.DropColumn(
                name: "method",
                table: "analytics_ossification");

            migrationBuilder.DropColumn(
                name: "millimetres",
                table: "analytics_ossification");

            migrationBuilder.DropColumn(
                name: "morphology",
                table: "analytics_ossification");

            migrationBuilder.DropColumn(
                name: "pain",
                table: "analytics_ossification");

            migrationBuilder.DropColumn(
                name: "pathway",
                table: "analytics_ossification");

            migrationBuilder.DropColumn(
                name: "ulcer",
                table: "analytics_ossification");

            migrationBuilder.DropColumn(
                name: "laterality",
                table: "analytics_flare_up");

            migrationBuilder.DropColumn(
                name: "evidence",
                table: "analytics_finding");

            migrationBuilder.DropColumn(
                name: "message",
                table: "analytics_finding");

            migrationBuilder.DropColumn(
                name: "rule_version",
                table: "analytics_finding");

            migrationBuilder.DropColumn(
                name: "source",
                table: "analytics_finding");

            migrationBuilder.DropColumn(
                name: "title",
                table: "analytics_finding");

            migrationBuilder.DropColumn(
                name: "cause_role",
                table: "analytics_death");

            migrationBuilder.DropColumn(
                name: "due_to_disease",
                table: "analytics_death");

            migrationBuilder.DropColumn(
                name: "version",
                table: "analytics_checkpoint");
        }
    }
}
