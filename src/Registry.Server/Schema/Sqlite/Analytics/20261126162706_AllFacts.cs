using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Registry.Server.Schema.Sqlite.Analytics
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
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "has_allele_basis",
                table: "analytics_variant",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<string>(
                name: "extent",
                table: "analytics_ossification",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "method",
                table: "analytics_ossification",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<double>(
                name: "millimetres",
                table: "analytics_ossification",
                type: "REAL",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "morphology",
                table: "analytics_ossification",
                type: "TEXT",
                nullable: false,
                defaultValue: "[]");

            migrationBuilder.AddColumn<string>(
                name: "pain",
                table: "analytics_ossification",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "pathway",
                table: "analytics_ossification",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "ulcer",
                table: "analytics_ossification",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "laterality",
                table: "analytics_flare_up",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "evidence",
                table: "analytics_finding",
                type: "TEXT",
                nullable: false,
                defaultValue: "[]");

            migrationBuilder.AddColumn<string>(
                name: "message",
                table: "analytics_finding",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "rule_version",
                table: "analytics_finding",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<string>(
                name: "source",
                table: "analytics_finding",
                type: "TEXT",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "title",
                table: "analytics_finding",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "cause_role",
                table: "analytics_death",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "due_to_disease",
                table: "analytics_death",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "version",
                table: "analytics_checkpoint",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.CreateTable(
                name: "analytics_feature",
                columns: table => new
                {
                    from_sequence = table.Column<long>(type: "INTEGER", nullable: false),
                    presence = table.Column<string>(type: "TEXT", nullable: false),
                    region = table.Column<string>(type: "TEXT", nullable: true),
                    laterality = table.Column<string>(type: "TEXT", nullable: true),
                    method = table.Column<string>(type: "TEXT", nullable: true),
                    millimetres = table.Column<double>(type: "REAL", nullable: true),
                    relative = table.Column<string>(type: "TEXT", nullable: true),
                    feature_code = table.Column<string>(type: "TEXT", nullable: false),
                    feature_system = table.Column<string>(type: "TEXT", nullable: false),
                    occurred_earliest = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    occurred_latest = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    occurred_precision = table.Column<string>(type: "TEXT", maxLength: 8, nullable: true),
                    onset_earliest = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    onset_latest = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    onset_precision = table.Column<string>(type: "TEXT", maxLength: 8, nullable: true),
                    onset_class_code = table.Column<string>(type: "TEXT", nullable: true),
                    onset_class_system = table.Column<string>(type: "TEXT", nullable: true),
                    relative_disease_code = table.Column<string>(type: "TEXT", nullable: true),
                    relative_disease_system = table.Column<string>(type: "TEXT", nullable: true),
                    severity_code = table.Column<string>(type: "TEXT", nullable: true),
                    severity_system = table.Column<string>(type: "TEXT", nullable: true),
                    to_sequence = table.Column<long>(type: "INTEGER", nullable: true),
                    subject = table.Column<string>(type: "TEXT", unicode: false, fixedLength: true, maxLength: 32, nullable: false),
                    site = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    fact = table.Column<string>(type: "TEXT", maxLength: 400, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_analytics_feature", x => x.from_sequence);
                });

            migrationBuilder.CreateTable(
                name: "analytics_function",
                columns: table => new
                {
                    from_sequence = table.Column<long>(type: "INTEGER", nullable: false),
                    instrument = table.Column<string>(type: "TEXT", nullable: false),
                    score = table.Column<int>(type: "INTEGER", nullable: true),
                    sites = table.Column<string>(type: "TEXT", nullable: false),
                    level = table.Column<string>(type: "TEXT", nullable: true),
                    region = table.Column<string>(type: "TEXT", nullable: true),
                    laterality = table.Column<string>(type: "TEXT", nullable: true),
                    caregiver_need = table.Column<string>(type: "TEXT", nullable: true),
                    occurred_earliest = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    occurred_latest = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    occurred_precision = table.Column<string>(type: "TEXT", maxLength: 8, nullable: true),
                    to_sequence = table.Column<long>(type: "INTEGER", nullable: true),
                    subject = table.Column<string>(type: "TEXT", unicode: false, fixedLength: true, maxLength: 32, nullable: false),
                    site = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    fact = table.Column<string>(type: "TEXT", maxLength: 400, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_analytics_function", x => x.from_sequence);
                });

            migrationBuilder.CreateTable(
                name: "analytics_interpretation",
                columns: table => new
                {
                    from_sequence = table.Column<long>(type: "INTEGER", nullable: false),
                    variant = table.Column<string>(type: "TEXT", nullable: true),
                    disease_code = table.Column<string>(type: "TEXT", nullable: true),
                    disease_system = table.Column<string>(type: "TEXT", nullable: true),
                    inheritance_code = table.Column<string>(type: "TEXT", nullable: true),
                    inheritance_system = table.Column<string>(type: "TEXT", nullable: true),
                    occurred_earliest = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    occurred_latest = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    occurred_precision = table.Column<string>(type: "TEXT", maxLength: 8, nullable: true),
                    significance_code = table.Column<string>(type: "TEXT", nullable: true),
                    significance_system = table.Column<string>(type: "TEXT", nullable: true),
                    to_sequence = table.Column<long>(type: "INTEGER", nullable: true),
                    subject = table.Column<string>(type: "TEXT", unicode: false, fixedLength: true, maxLength: 32, nullable: false),
                    site = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    fact = table.Column<string>(type: "TEXT", maxLength: 400, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_analytics_interpretation", x => x.from_sequence);
                });

            migrationBuilder.CreateTable(
                name: "analytics_laboratory",
                columns: table => new
                {
                    from_sequence = table.Column<long>(type: "INTEGER", nullable: false),
                    measured = table.Column<double>(type: "REAL", nullable: true),
                    unit = table.Column<string>(type: "TEXT", nullable: true),
                    reference_low = table.Column<double>(type: "REAL", nullable: true),
                    reference_high = table.Column<double>(type: "REAL", nullable: true),
                    interpretation = table.Column<string>(type: "TEXT", nullable: true),
                    analyte_code = table.Column<string>(type: "TEXT", nullable: false),
                    analyte_system = table.Column<string>(type: "TEXT", nullable: false),
                    occurred_earliest = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    occurred_latest = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    occurred_precision = table.Column<string>(type: "TEXT", maxLength: 8, nullable: true),
                    to_sequence = table.Column<long>(type: "INTEGER", nullable: true),
                    subject = table.Column<string>(type: "TEXT", unicode: false, fixedLength: true, maxLength: 32, nullable: false),
                    site = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    fact = table.Column<string>(type: "TEXT", maxLength: 400, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_analytics_laboratory", x => x.from_sequence);
                });

            migrationBuilder.CreateTable(
                name: "analytics_patient_outcome",
                columns: table => new
                {
                    from_sequence = table.Column<long>(type: "INTEGER", nullable: false),
                    instrument = table.Column<string>(type: "TEXT", nullable: false),
                    score = table.Column<double>(type: "REAL", nullable: true),
                    unit = table.Column<string>(type: "TEXT", nullable: true),
                    form = table.Column<string>(type: "TEXT", nullable: true),
                    respondent = table.Column<string>(type: "TEXT", nullable: true),
                    occurred_earliest = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    occurred_latest = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    occurred_precision = table.Column<string>(type: "TEXT", maxLength: 8, nullable: true),
                    to_sequence = table.Column<long>(type: "INTEGER", nullable: true),
                    subject = table.Column<string>(type: "TEXT", unicode: false, fixedLength: true, maxLength: 32, nullable: false),
                    site = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    fact = table.Column<string>(type: "TEXT", maxLength: 400, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_analytics_patient_outcome", x => x.from_sequence);
                });

            migrationBuilder.CreateTable(
                name: "analytics_study",
                columns: table => new
                {
                    from_sequence = table.Column<long>(type: "INTEGER", nullable: false),
                    kind = table.Column<string>(type: "TEXT", nullable: true),
                    standing = table.Column<string>(type: "TEXT", nullable: true),
                    end_earliest = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    end_latest = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    end_precision = table.Column<string>(type: "TEXT", maxLength: 8, nullable: true),
                    occurred_earliest = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    occurred_latest = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    occurred_precision = table.Column<string>(type: "TEXT", maxLength: 8, nullable: true),
                    study_code = table.Column<string>(type: "TEXT", nullable: true),
                    study_system = table.Column<string>(type: "TEXT", nullable: true),
                    to_sequence = table.Column<long>(type: "INTEGER", nullable: true),
                    subject = table.Column<string>(type: "TEXT", unicode: false, fixedLength: true, maxLength: 32, nullable: false),
                    site = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    fact = table.Column<string>(type: "TEXT", maxLength: 400, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_analytics_study", x => x.from_sequence);
                });

            migrationBuilder.CreateTable(
                name: "analytics_surgery",
                columns: table => new
                {
                    from_sequence = table.Column<long>(type: "INTEGER", nullable: false),
                    kind = table.Column<string>(type: "TEXT", nullable: true),
                    region = table.Column<string>(type: "TEXT", nullable: true),
                    laterality = table.Column<string>(type: "TEXT", nullable: true),
                    extent = table.Column<string>(type: "TEXT", nullable: true),
                    results = table.Column<string>(type: "TEXT", nullable: false),
                    occurred_earliest = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    occurred_latest = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    occurred_precision = table.Column<string>(type: "TEXT", maxLength: 8, nullable: true),
                    result_date_earliest = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    result_date_latest = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    result_date_precision = table.Column<string>(type: "TEXT", maxLength: 8, nullable: true),
                    to_sequence = table.Column<long>(type: "INTEGER", nullable: true),
                    subject = table.Column<string>(type: "TEXT", unicode: false, fixedLength: true, maxLength: 32, nullable: false),
                    site = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    fact = table.Column<string>(type: "TEXT", maxLength: 400, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_analytics_surgery", x => x.from_sequence);
                });

            migrationBuilder.CreateTable(
                name: "analytics_treatment",
                columns: table => new
                {
                    from_sequence = table.Column<long>(type: "INTEGER", nullable: false),
                    treatment = table.Column<string>(type: "TEXT", nullable: true),
                    regimen = table.Column<string>(type: "TEXT", nullable: true),
                    dose = table.Column<double>(type: "REAL", nullable: true),
                    dose_unit = table.Column<string>(type: "TEXT", nullable: true),
                    in_trial = table.Column<string>(type: "TEXT", nullable: true),
                    stop_reason = table.Column<string>(type: "TEXT", nullable: true),
                    drug_code = table.Column<string>(type: "TEXT", nullable: true),
                    drug_system = table.Column<string>(type: "TEXT", nullable: true),
                    end_earliest = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    end_latest = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    end_precision = table.Column<string>(type: "TEXT", maxLength: 8, nullable: true),
                    occurred_earliest = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    occurred_latest = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    occurred_precision = table.Column<string>(type: "TEXT", maxLength: 8, nullable: true),
                    to_sequence = table.Column<long>(type: "INTEGER", nullable: true),
                    subject = table.Column<string>(type: "TEXT", unicode: false, fixedLength: true, maxLength: 32, nullable: false),
                    site = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    fact = table.Column<string>(type: "TEXT", maxLength: 400, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_analytics_treatment", x => x.from_sequence);
                });

            migrationBuilder.CreateTable(
                name: "analytics_volume",
                columns: table => new
                {
                    from_sequence = table.Column<long>(type: "INTEGER", nullable: false),
                    cubic_millimetres = table.Column<double>(type: "REAL", nullable: true),
                    region = table.Column<string>(type: "TEXT", nullable: true),
                    head_excluded = table.Column<string>(type: "TEXT", nullable: true),
                    method = table.Column<string>(type: "TEXT", nullable: true),
                    occurred_earliest = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    occurred_latest = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    occurred_precision = table.Column<string>(type: "TEXT", maxLength: 8, nullable: true),
                    to_sequence = table.Column<long>(type: "INTEGER", nullable: true),
                    subject = table.Column<string>(type: "TEXT", unicode: false, fixedLength: true, maxLength: 32, nullable: false),
                    site = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    fact = table.Column<string>(type: "TEXT", maxLength: 400, nullable: false)
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
