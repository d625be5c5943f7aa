using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Registry.Server.Schema.SqlServer.Analytics
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
                type: "nvarchar(max)",
                nullable: true,
                collation: "Latin1_General_BIN2");

            migrationBuilder.AddColumn<bool>(
                name: "has_allele_basis",
                table: "analytics_variant",
                type: "bit",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<string>(
                name: "extent",
                table: "analytics_ossification",
                type: "nvarchar(max)",
                nullable: true,
                collation: "Latin1_General_BIN2");

            migrationBuilder.AddColumn<string>(
                name: "method",
                table: "analytics_ossification",
                type: "nvarchar(max)",
                nullable: true,
                collation: "Latin1_General_BIN2");

            migrationBuilder.AddColumn<double>(
                name: "millimetres",
                table: "analytics_ossification",
                type: "float",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "morphology",
                table: "analytics_ossification",
                type: "nvarchar(max)",
                nullable: false,
                defaultValue: "[]");

            migrationBuilder.AddColumn<string>(
                name: "pain",
                table: "analytics_ossification",
                type: "nvarchar(max)",
                nullable: true,
                collation: "Latin1_General_BIN2");

            migrationBuilder.AddColumn<string>(
                name: "pathway",
                table: "analytics_ossification",
                type: "nvarchar(max)",
                nullable: true,
                collation: "Latin1_General_BIN2");

            migrationBuilder.AddColumn<string>(
                name: "ulcer",
                table: "analytics_ossification",
                type: "nvarchar(max)",
                nullable: true,
                collation: "Latin1_General_BIN2");

            migrationBuilder.AddColumn<string>(
                name: "laterality",
                table: "analytics_flare_up",
                type: "nvarchar(max)",
                nullable: true,
                collation: "Latin1_General_BIN2");

            migrationBuilder.AddColumn<string>(
                name: "evidence",
                table: "analytics_finding",
                type: "nvarchar(max)",
                nullable: false,
                defaultValue: "[]");

            migrationBuilder.AddColumn<string>(
                name: "message",
                table: "analytics_finding",
                type: "nvarchar(max)",
                nullable: true,
                collation: "Latin1_General_BIN2");

            migrationBuilder.AddColumn<int>(
                name: "rule_version",
                table: "analytics_finding",
                type: "int",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<string>(
                name: "source",
                table: "analytics_finding",
                type: "nvarchar(max)",
                nullable: false,
                defaultValue: "",
                collation: "Latin1_General_BIN2");

            migrationBuilder.AddColumn<string>(
                name: "title",
                table: "analytics_finding",
                type: "nvarchar(max)",
                nullable: true,
                collation: "Latin1_General_BIN2");

            migrationBuilder.AddColumn<string>(
                name: "cause_role",
                table: "analytics_death",
                type: "nvarchar(max)",
                nullable: true,
                collation: "Latin1_General_BIN2");

            migrationBuilder.AddColumn<string>(
                name: "due_to_disease",
                table: "analytics_death",
                type: "nvarchar(max)",
                nullable: true,
                collation: "Latin1_General_BIN2");

            migrationBuilder.AddColumn<int>(
                name: "version",
                table: "analytics_checkpoint",
                type: "int",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.CreateTable(
                name: "analytics_feature",
                columns: table => new
                {
                    from_sequence = table.Column<long>(type: "bigint", nullable: false),
                    presence = table.Column<string>(type: "nvarchar(max)", nullable: false, collation: "Latin1_General_BIN2"),
                    region = table.Column<string>(type: "nvarchar(max)", nullable: true, collation: "Latin1_General_BIN2"),
                    laterality = table.Column<string>(type: "nvarchar(max)", nullable: true, collation: "Latin1_General_BIN2"),
                    method = table.Column<string>(type: "nvarchar(max)", nullable: true, collation: "Latin1_General_BIN2"),
                    millimetres = table.Column<double>(type: "float", nullable: true),
                    relative = table.Column<string>(type: "nvarchar(max)", nullable: true, collation: "Latin1_General_BIN2"),
                    feature_code = table.Column<string>(type: "nvarchar(max)", nullable: false, collation: "Latin1_General_BIN2"),
                    feature_system = table.Column<string>(type: "nvarchar(max)", nullable: false, collation: "Latin1_General_BIN2"),
                    occurred_earliest = table.Column<DateOnly>(type: "date", nullable: true),
                    occurred_latest = table.Column<DateOnly>(type: "date", nullable: true),
                    occurred_precision = table.Column<string>(type: "nvarchar(8)", maxLength: 8, nullable: true, collation: "Latin1_General_BIN2"),
                    onset_earliest = table.Column<DateOnly>(type: "date", nullable: true),
                    onset_latest = table.Column<DateOnly>(type: "date", nullable: true),
                    onset_precision = table.Column<string>(type: "nvarchar(8)", maxLength: 8, nullable: true, collation: "Latin1_General_BIN2"),
                    onset_class_code = table.Column<string>(type: "nvarchar(max)", nullable: true, collation: "Latin1_General_BIN2"),
                    onset_class_system = table.Column<string>(type: "nvarchar(max)", nullable: true, collation: "Latin1_General_BIN2"),
                    relative_disease_code = table.Column<string>(type: "nvarchar(max)", nullable: true, collation: "Latin1_General_BIN2"),
                    relative_disease_system = table.Column<string>(type: "nvarchar(max)", nullable: true, collation: "Latin1_General_BIN2"),
                    severity_code = table.Column<string>(type: "nvarchar(max)", nullable: true, collation: "Latin1_General_BIN2"),
                    severity_system = table.Column<string>(type: "nvarchar(max)", nullable: true, collation: "Latin1_General_BIN2"),
                    to_sequence = table.Column<long>(type: "bigint", nullable: true),
                    subject = table.Column<string>(type: "char(32)", unicode: false, fixedLength: true, maxLength: 32, nullable: false, collation: "Latin1_General_BIN2"),
                    site = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false, collation: "Latin1_General_BIN2"),
                    fact = table.Column<string>(type: "nvarchar(400)", maxLength: 400, nullable: false, collation: "Latin1_General_BIN2")
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
                    instrument = table.Column<string>(type: "nvarchar(max)", nullable: false, collation: "Latin1_General_BIN2"),
                    score = table.Column<int>(type: "int", nullable: true),
                    sites = table.Column<string>(type: "nvarchar(max)", nullable: false),
                    level = table.Column<string>(type: "nvarchar(max)", nullable: true, collation: "Latin1_General_BIN2"),
                    region = table.Column<string>(type: "nvarchar(max)", nullable: true, collation: "Latin1_General_BIN2"),
                    laterality = table.Column<string>(type: "nvarchar(max)", nullable: true, collation: "Latin1_General_BIN2"),
                    caregiver_need = table.Column<string>(type: "nvarchar(max)", nullable: true, collation: "Latin1_General_BIN2"),
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
                    table.PrimaryKey("PK_analytics_function", x => x.from_sequence);
                });

            migrationBuilder.CreateTable(
                name: "analytics_interpretation",
                columns: table => new
                {
                    from_sequence = table.Column<long>(type: "bigint", nullable: false),
                    variant = table.Column<string>(type: "nvarchar(max)", nullable: true, collation: "Latin1_General_BIN2"),
                    disease_code = table.Column<string>(type: "nvarchar(max)", nullable: true, collation: "Latin1_General_BIN2"),
                    disease_system = table.Column<string>(type: "nvarchar(max)", nullable: true, collation: "Latin1_General_BIN2"),
                    inheritance_code = table.Column<string>(type: "nvarchar(max)", nullable: true, collation: "Latin1_General_BIN2"),
                    inheritance_system = table.Column<string>(type: "nvarchar(max)", nullable: true, collation: "Latin1_General_BIN2"),
                    occurred_earliest = table.Column<DateOnly>(type: "date", nullable: true),
                    occurred_latest = table.Column<DateOnly>(type: "date", nullable: true),
                    occurred_precision = table.Column<string>(type: "nvarchar(8)", maxLength: 8, nullable: true, collation: "Latin1_General_BIN2"),
                    significance_code = table.Column<string>(type: "nvarchar(max)", nullable: true, collation: "Latin1_General_BIN2"),
                    significance_system = table.Column<string>(type: "nvarchar(max)", nullable: true, collation: "Latin1_General_BIN2"),
                    to_sequence = table.Column<long>(type: "bigint", nullable: true),
                    subject = table.Column<string>(type: "char(32)", unicode: false, fixedLength: true, maxLength: 32, nullable: false, collation: "Latin1_General_BIN2"),
                    site = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false, collation: "Latin1_General_BIN2"),
                    fact = table.Column<string>(type: "nvarchar(400)", maxLength: 400, nullable: false, collation: "Latin1_General_BIN2")
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
                    measured = table.Column<double>(type: "float", nullable: true),
                    unit = table.Column<string>(type: "nvarchar(max)", nullable: true, collation: "Latin1_General_BIN2"),
                    reference_low = table.Column<double>(type: "float", nullable: true),
                    reference_high = table.Column<double>(type: "float", nullable: true),
                    interpretation = table.Column<string>(type: "nvarchar(max)", nullable: true, collation: "Latin1_General_BIN2"),
                    analyte_code = table.Column<string>(type: "nvarchar(max)", nullable: false, collation: "Latin1_General_BIN2"),
                    analyte_system = table.Column<string>(type: "nvarchar(max)", nullable: false, collation: "Latin1_General_BIN2"),
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
                    table.PrimaryKey("PK_analytics_laboratory", x => x.from_sequence);
                });

            migrationBuilder.CreateTable(
                name: "analytics_patient_outcome",
                columns: table => new
                {
                    from_sequence = table.Column<long>(type: "bigint", nullable: false),
                    instrument = table.Column<string>(type: "nvarchar(max)", nullable: false, collation: "Latin1_General_BIN2"),
                    score = table.Column<double>(type: "float", nullable: true),
                    unit = table.Column<string>(type: "nvarchar(max)", nullable: true, collation: "Latin1_General_BIN2"),
                    form = table.Column<string>(type: "nvarchar(max)", nullable: true, collation: "Latin1_General_BIN2"),
                    respondent = table.Column<string>(type: "nvarchar(max)", nullable: true, collation: "Latin1_General_BIN2"),
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
                    table.PrimaryKey("PK_analytics_patient_outcome", x => x.from_sequence);
                });

            migrationBuilder.CreateTable(
                name: "analytics_study",
                columns: table => new
                {
                    from_sequence = table.Column<long>(type: "bigint", nullable: false),
                    kind = table.Column<string>(type: "nvarchar(max)", nullable: true, collation: "Latin1_General_BIN2"),
                    standing = table.Column<string>(type: "nvarchar(max)", nullable: true, collation: "Latin1_General_BIN2"),
                    end_earliest = table.Column<DateOnly>(type: "date", nullable: true),
                    end_latest = table.Column<DateOnly>(type: "date", nullable: true),
                    end_precision = table.Column<string>(type: "nvarchar(8)", maxLength: 8, nullable: true, collation: "Latin1_General_BIN2"),
                    occurred_earliest = table.Column<DateOnly>(type: "date", nullable: true),
                    occurred_latest = table.Column<DateOnly>(type: "date", nullable: true),
                    occurred_precision = table.Column<string>(type: "nvarchar(8)", maxLength: 8, nullable: true, collation: "Latin1_General_BIN2"),
                    study_code = table.Column<string>(type: "nvarchar(max)", nullable: true, collation: "Latin1_General_BIN2"),
                    study_system = table.Column<string>(type: "nvarchar(max)", nullable: true, collation: "Latin1_General_BIN2"),
                    to_sequence = table.Column<long>(type: "bigint", nullable: true),
                    subject = table.Column<string>(type: "char(32)", unicode: false, fixedLength: true, maxLength: 32, nullable: false, collation: "Latin1_General_BIN2"),
                    site = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false, collation: "Latin1_General_BIN2"),
                    fact = table.Column<string>(type: "nvarchar(400)", maxLength: 400, nullable: false, collation: "Latin1_General_BIN2")
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
                    kind = table.Column<string>(type: "nvarchar(max)", nullable: true, collation: "Latin1_General_BIN2"),
                    region = table.Column<string>(type: "nvarchar(max)", nullable: true, collation: "Latin1_General_BIN2"),
                    laterality = table.Column<string>(type: "nvarchar(max)", nullable: true, collation: "Latin1_General_BIN2"),
                    extent = table.Column<string>(type: "nvarchar(max)", nullable: true, collation: "Latin1_General_BIN2"),
                    results = table.Column<string>(type: "nvarchar(max)", nullable: false),
                    occurred_earliest = table.Column<DateOnly>(type: "date", nullable: true),
                    occurred_latest = table.Column<DateOnly>(type: "date", nullable: true),
                    occurred_precision = table.Column<string>(type: "nvarchar(8)", maxLength: 8, nullable: true, collation: "Latin1_General_BIN2"),
                    result_date_earliest = table.Column<DateOnly>(type: "date", nullable: true),
                    result_date_latest = table.Column<DateOnly>(type: "date", nullable: true),
                    result_date_precision = table.Column<string>(type: "nvarchar(8)", maxLength: 8, nullable: true, collation: "Latin1_General_BIN2"),
                    to_sequence = table.Column<long>(type: "bigint", nullable: true),
                    subject = table.Column<string>(type: "char(32)", unicode: false, fixedLength: true, maxLength: 32, nullable: false, collation: "Latin1_General_BIN2"),
                    site = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false, collation: "Latin1_General_BIN2"),
                    fact = table.Column<string>(type: "nvarchar(400)", maxLength: 400, nullable: false, collation: "Latin1_General_BIN2")
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
                    treatment = table.Column<string>(type: "nvarchar(max)", nullable: true, collation: "Latin1_General_BIN2"),
                    regimen = table.Column<string>(type: "nvarchar(max)", nullable: true, collation: "Latin1_General_BIN2"),
                    dose = table.Column<double>(type: "float", nullable: true),
                    dose_unit = table.Column<string>(type: "nvarchar(max)", nullable: true, collation: "Latin1_General_BIN2"),
                    in_trial = table.Column<string>(type: "nvarchar(max)", nullable: true, collation: "Latin1_General_BIN2"),
                    stop_reason = table.Column<string>(type: "nvarchar(max)", nullable: true, collation: "Latin1_General_BIN2"),
                    drug_code = table.Column<string>(type: "nvarchar(max)", nullable: true, collation: "Latin1_General_BIN2"),
                    drug_system = table.Column<string>(type: "nvarchar(max)", nullable: true, collation: "Latin1_General_BIN2"),
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
                    table.PrimaryKey("PK_analytics_treatment", x => x.from_sequence);
                });

            migrationBuilder.CreateTable(
                name: "analytics_volume",
                columns: table => new
                {
                    from_sequence = table.Column<long>(type: "bigint", nullable: false),
                    cubic_millimetres = table.Column<double>(type: "float", nullable: true),
                    region = table.Column<string>(type: "nvarchar(max)", nullable: true, collation: "Latin1_General_BIN2"),
                    head_excluded = table.Column<string>(type: "nvarchar(max)", nullable: true, collation: "Latin1_General_BIN2"),
                    method = table.Column<string>(type: "nvarchar(max)", nullable: true, collation: "Latin1_General_BIN2"),
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
