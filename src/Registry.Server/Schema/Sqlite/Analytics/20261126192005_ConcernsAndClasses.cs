using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Registry.Server.Schema.Sqlite.Analytics
{
    /// <inheritdoc />
    public partial class ConcernsAndClasses : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "consequence_class",
                table: "analytics_variant",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "severity_code",
                table: "analytics_diagnosis",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "severity_system",
                table: "analytics_diagnosis",
                type: "TEXT",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "analytics_safety_concern",
                columns: table => new
                {
                    from_sequence = table.Column<long>(type: "INTEGER", nullable: false),
                    kind = table.Column<string>(type: "TEXT", nullable: false),
                    rests_on = table.Column<string>(type: "TEXT", nullable: false),
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
                    table.PrimaryKey("PK_analytics_safety_concern", x => x.from_sequence);
                });

            migrationBuilder.CreateIndex(
                name: "IX_analytics_safety_concern_subject_fact",
                table: "analytics_safety_concern",
                columns: new[] { "subject", "fact" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "analytics_safety_concern");

            migrationBuilder.DropColumn(
                name: "consequence_class",
                table: "analytics_variant");

            migrationBuilder.DropColumn(
                name: "severity_code",
                table: "analytics_diagnosis");

            migrationBuilder.DropColumn(
                name: "severity_system",
                table: "analytics_diagnosis");
        }
    }
}
