using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Registry.Server.Schema.SqlServer.Analytics
{
    /// <inheritdoc />
    public partial class EndedRowIndex : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateIndex(
                name: "IX_analytics_volume_to_sequence",
                table: "analytics_volume",
                column: "to_sequence",
                filter: "to_sequence IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_analytics_vital_status_to_sequence",
                table: "analytics_vital_status",
                column: "to_sequence",
                filter: "to_sequence IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_analytics_variant_to_sequence",
                table: "analytics_variant",
                column: "to_sequence",
                filter: "to_sequence IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_analytics_treatment_to_sequence",
                table: "analytics_treatment",
                column: "to_sequence",
                filter: "to_sequence IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_analytics_surgery_to_sequence",
                table: "analytics_surgery",
                column: "to_sequence",
                filter: "to_sequence IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_analytics_subject_link_to_sequence",
                table: "analytics_subject_link",
                column: "to_sequence",
                filter: "to_sequence IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_analytics_subject_to_sequence",
                table: "analytics_subject",
                column: "to_sequence",
                filter: "to_sequence IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_analytics_study_to_sequence",
                table: "analytics_study",
                column: "to_sequence",
                filter: "to_sequence IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_analytics_safety_concern_to_sequence",
                table: "analytics_safety_concern",
                column: "to_sequence",
                filter: "to_sequence IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_analytics_patient_outcome_to_sequence",
                table: "analytics_patient_outcome",
                column: "to_sequence",
                filter: "to_sequence IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_analytics_ossification_to_sequence",
                table: "analytics_ossification",
                column: "to_sequence",
                filter: "to_sequence IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_analytics_laboratory_to_sequence",
                table: "analytics_laboratory",
                column: "to_sequence",
                filter: "to_sequence IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_analytics_interpretation_to_sequence",
                table: "analytics_interpretation",
                column: "to_sequence",
                filter: "to_sequence IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_analytics_function_to_sequence",
                table: "analytics_function",
                column: "to_sequence",
                filter: "to_sequence IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_analytics_flare_up_to_sequence",
                table: "analytics_flare_up",
                column: "to_sequence",
                filter: "to_sequence IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_analytics_finding_to_sequence",
                table: "analytics_finding",
                column: "to_sequence",
                filter: "to_sequence IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_analytics_feature_to_sequence",
                table: "analytics_feature",
                column: "to_sequence",
                filter: "to_sequence IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_analytics_diagnosis_to_sequence",
                table: "analytics_diagnosis",
                column: "to_sequence",
                filter: "to_sequence IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_analytics_death_to_sequence",
                table: "analytics_death",
                column: "to_sequence",
                filter: "to_sequence IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_analytics_consent_to_sequence",
                table: "analytics_consent",
                column: "to_sequence",
                filter: "to_sequence IS NOT NULL");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_analytics_volume_to_sequence",
                table: "analytics_volume");

            migrationBuilder.DropIndex(
                name: "IX_analytics_vital_status_to_sequence",
                table: "analytics_vital_status");

            migrationBuilder.DropIndex(
                name: "IX_analytics_variant_to_sequence",
                table: "analytics_variant");

            migrationBuilder.DropIndex(
                name: "IX_analytics_treatment_to_sequence",
                table: "analytics_treatment");

            migrationBuilder.DropIndex(
                name: "IX_analytics_surgery_to_sequence",
                table: "analytics_surgery");

            migrationBuilder.DropIndex(
                name: "IX_analytics_subject_link_to_sequence",
                table: "analytics_subject_link");

            migrationBuilder.DropIndex(
                name: "IX_analytics_subject_to_sequence",
                table: "analytics_subject");

            migrationBuilder.DropIndex(
                name: "IX_analytics_study_to_sequence",
                table: "analytics_study");

            migrationBuilder.DropIndex(
                name: "IX_analytics_safety_concern_to_sequence",
                table: "analytics_safety_concern");

            migrationBuilder.DropIndex(
                name: "IX_analytics_patient_outcome_to_sequence",
                table: "analytics_patient_outcome");

            migrationBuilder.DropIndex(
                name: "IX_analytics_ossification_to_sequence",
                table: "analytics_ossification");

            migrationBuilder.DropIndex(
                name: "IX_analytics_laboratory_to_sequence",
                table: "analytics_laboratory");

            migrationBuilder.DropIndex(
                name: "IX_analytics_interpretation_to_sequence",
                table: "analytics_interpretation");

            migrationBuilder.DropIndex(
                name: "IX_analytics_function_to_sequence",
                table: "analytics_function");

            migrationBuilder.DropIndex(
                name: "IX_analytics_flare_up_to_sequence",
                table: "analytics_flare_up");

            migrationBuilder.DropIndex(
                name: "IX_analytics_finding_to_sequence",
                table: "analytics_finding");

            migrationBuilder.DropIndex(
                name: "IX_analytics_feature_to_sequence",
                table: "analytics_feature");

            migrationBuilder.DropIndex(
                name: "IX_analytics_diagnosis_to_sequence",
                table: "analytics_diagnosis");

            migrationBuilder.DropIndex(
                name: "IX_analytics_death_to_sequence",
                table: "analytics_death");

            migrationBuilder.DropIndex(
                name: "IX_analytics_consent_to_sequence",
                table: "analytics_consent");
        }
    }
}
