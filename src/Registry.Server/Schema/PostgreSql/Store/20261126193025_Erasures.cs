using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Registry.Server.Schema.PostgreSql.Store
{
    /// <inheritdoc />
    public partial class Erasures : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "erased_subject",
                columns: table => new
                {
                    subject_id = table.Column<byte[]>(type: "bytea", fixedLength: true, maxLength: 16, nullable: false),
                    erased_ms = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_erased_subject", x => x.subject_id);
                });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "erased_subject");
        }
    }
}
