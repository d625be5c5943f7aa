using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Registry.Server.Schema.SqlServer.Analytics
{
    /// <inheritdoc />
    public partial class ErasureMarks : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "analytics_erasure",
                columns: table => new
                {
                    sequence = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_analytics_erasure", x => x.sequence);
                });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "analytics_erasure");
        }
    }
}
