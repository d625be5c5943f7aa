using System.Globalization;
using System.Text.Json;
using Registry.Service.Tests.Server;

namespace Registry.Service.Tests.Dashboard;

/// <summary>Reports as another client of the server reads them.</summary>
internal static class Reports
{
    /// <summary>A report's JSON.</summary>
    public static async Task<JsonElement> ReportAsync(this RegistryProcess server, string name)
    {
        (int status, JsonElement report) = await server.GetAsync($"/reports/{name}");
        return status == 200 ? report : throw new InvalidOperationException($"/reports/{name} answered {status}: {report}");
    }

    /// <summary>The rows of one table of a report.</summary>
    public static IEnumerable<JsonElement> Rows(this JsonElement report, string table) =>
        report.GetProperty("tables").EnumerateArray().Single(one => one.GetProperty("name").GetString() == table).GetProperty("rows").EnumerateArray();

    /// <summary>A cell's text.</summary>
    public static string Text(this JsonElement row, string column) => row.GetProperty(column).GetString()!;

    /// <summary>A whole number as the page writes it.</summary>
    public static string Count(this JsonElement row, string column) => row.GetProperty(column).GetInt64().ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>An age as the page writes it: to a tenth of a year.</summary>
    public static string Age(this JsonElement row, string column) =>
        row.GetProperty(column) is { ValueKind: JsonValueKind.Number } age ? age.GetDecimal().ToString(decimal.IsInteger(age.GetDecimal()) ? "0" : "0.0", CultureInfo.InvariantCulture) : row.Text(column);
}
