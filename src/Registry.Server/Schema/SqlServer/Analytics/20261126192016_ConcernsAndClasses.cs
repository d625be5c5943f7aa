using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Registry.Server.Schema.SqlServer.Analytics
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
                type: "nvarchar(max)",
                nullable: true,
                collation: "Latin1_General_BIN2");

            migrationBuilder.AddColumn<string>(
                name: "severity_code",
                table: "analytics_diagnosis",
                type: "nvarchar(max)",
                nullable: true,
                collation: "Latin1_General_BIN2");

            migrationBuilder.AddColumn<string>(
                name: "severity_system",
                table: "analytics_diagnosis",
                type: "nvarchar(max)",
                nullable: true,
                collation: "Latin1_General_BIN2");

            migrationBuilder.CreateTable(
                name: "analytics_safety_concern",
                columns: table => new
                {
                    from_sequence = table.Column<long>(type: "bigint", nullable: false),
                    kind = table.Column<string>(type: "nvarchar(max)", nullable: false, collation: "Latin1_General_BIN2"),
                    rests_on = table.Column<string>(type: "nvarchar(max)", nullable: false, collation: "Latin1_General_BIN2"),
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
