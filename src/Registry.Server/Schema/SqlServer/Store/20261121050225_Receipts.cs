using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Registry.Server.Schema.SqlServer.Store
{
    /// <inheritdoc />
    public partial class Receipts : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "receipt",
                columns: table => new
                {
                    receipt_key = table.Column<byte[]>(type: "binary(16)", fixedLength: true, maxLength: 16, nullable: false),
                    site_id = table.Column<string>(type: "varchar(64)", unicode: false, maxLength: 64, nullable: false, collation: "Latin1_General_100_BIN2"),
                    request_digest = table.Column<byte[]>(type: "binary(32)", fixedLength: true, maxLength: 32, nullable: false),
                    commit_id = table.Column<byte[]>(type: "binary(16)", fixedLength: true, maxLength: 16, nullable: false),
                    kept_until_ms = table.Column<long>(type: "bigint", nullable: false),
                    subject_ids = table.Column<byte[]>(type: "varbinary(max)", nullable: false),
                    answer = table.Column<byte[]>(type: "varbinary(max)", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_receipt", x => x.receipt_key);
                });

            migrationBuilder.CreateIndex(
                name: "IX_receipt_kept_until_ms",
                table: "receipt",
                column: "kept_until_ms");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "receipt");
        }
    }
}
