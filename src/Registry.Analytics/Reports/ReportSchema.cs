using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Registry.Analytics.Reports;

/// <summary>The JSON Schema (draft 2020-12) of a report, made from what the report computes: its tables and columns with their kinds.</summary>
public static class ReportSchema
{
    /// <summary>Media type.</summary>
    public const string MediaType = "application/schema+json";

    // Relaxed, as in ReportJson: people read it.
    private static readonly JsonSerializerOptions Options = new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>UTF-8 JSON. For the public, columns and tables of single subjects are left out of a report, so they are not required.</summary>
    public static byte[] Write(ReportDefinition report)
    {
        ArgumentNullException.ThrowIfNull(report);
        return Write(report.Name, report.Title, report.Parameters, report.TablesOfNobody());
    }

    /// <summary>The same of a report that is not in the catalogue.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="title">What it shows.</param>
    /// <param name="parameters">What it can be asked for.</param>
    /// <param name="tables">Its tables; their rows are not looked at.</param>
    public static byte[] Write(string name, string title, IReadOnlyList<ReportParameter> parameters, IReadOnlyList<ReportTable> tables)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(tables);
        JsonObject schema = Closed(
            new JsonObject
            {
                ["name"] = new JsonObject { ["const"] = name },
                ["title"] = Type("string"),
                ["softwareVersion"] = Type("string"),
                ["audience"] = Enum(ReportAudience.Coordinator, ReportAudience.Site, ReportAudience.Public),
                ["cut"] = Closed(new JsonObject { ["logId"] = Type("string", "null"), ["sequence"] = Type("integer"), ["recorded"] = Type("string", "null") }),
                ["filters"] = Closed(new JsonObject(parameters.Select(parameter => KeyValuePair.Create<string, JsonNode?>(parameter.Name, Type("string", "null"))))),
                ["definitions"] = ListOf(Type("string")),
                ["warnings"] = ListOf(Type("string")),
                ["imputed"] = ListOf(Closed(new JsonObject { ["reason"] = Type("string"), ["count"] = CellOf(ColumnKind.Count) })),
                ["excluded"] = ListOf(Closed(new JsonObject { ["reason"] = Type("string"), ["count"] = CellOf(ColumnKind.Count) })),
                ["tables"] = ListOf(new JsonObject { ["anyOf"] = new JsonArray([.. tables.Select(TableOf)]) }),
            });
        JsonObject root = new() { ["$schema"] = "https://json-schema.org/draft/2020-12/schema", ["title"] = $"Report {name}: {title}" };
        foreach ((string key, JsonNode? value) in schema.ToArray())
        {
            schema.Remove(key);
            root[key] = value;
        }

        return [.. JsonSerializer.SerializeToUtf8Bytes(root, Options), (byte)'\n'];
    }

    private static JsonObject TableOf(ReportTable table)
    {
        JsonObject row = Closed(new JsonObject(table.Columns.Select(column => KeyValuePair.Create<string, JsonNode?>(column.Name, Described(column)))));
        row["required"] = new JsonArray([.. table.Columns.Where(column => !column.IsForCoordinators).Select(column => (JsonNode)column.Name)]);
        return Closed(
            new JsonObject
            {
                ["name"] = new JsonObject { ["const"] = table.Name },
                ["title"] = Type("string"),
                ["method"] = Type("string"),
                ["columns"] = ListOf(Closed(new JsonObject
                {
                    ["name"] = Enum([.. table.Columns.Select(column => column.Name)]),
                    ["title"] = Type("string"),
                    ["kind"] = Enum([.. System.Enum.GetValues<ColumnKind>().Select(ReportJson.NameOf)]),
                    ["unit"] = Type("string", "null"),
                })),
                ["rows"] = ListOf(row),
            });
    }

    private static JsonObject Described(ReportColumn column)
    {
        JsonObject cell = CellOf(column.Kind);
        cell["description"] = column.Unit is null ? column.Title : $"{column.Title}, in {column.Unit}";
        return cell;
    }

    private static JsonObject CellOf(ColumnKind kind) => kind switch
    {
        ColumnKind.Text => Type("string", "null"),
        ColumnKind.Day => Type("string", "null"),
        ColumnKind.Count => AnyOf(Type("integer"), Enum(ReportJson.Suppressed)),
        ColumnKind.Flag => AnyOf(Type("boolean"), Enum(ReportJson.Suppressed)),
        _ => AnyOf(Type("number", "null"), Enum(ReportJson.NotReached, ReportJson.Suppressed)),
    };

    private static JsonObject Closed(JsonObject properties) => new()
    {
        ["type"] = "object",
        ["additionalProperties"] = false,
        ["required"] = new JsonArray([.. properties.Select(property => (JsonNode)property.Key)]),
        ["properties"] = properties,
    };

    private static JsonObject ListOf(JsonObject items) => new() { ["type"] = "array", ["items"] = items };

    private static JsonObject Type(params string[] types) => new() { ["type"] = types.Length == 1 ? types[0] : new JsonArray([.. types.Select(type => (JsonNode)type)]) };

    private static JsonObject Enum(params string[] values) => new() { ["enum"] = new JsonArray([.. values.Select(value => (JsonNode)value)]) };

    private static JsonObject AnyOf(params JsonObject[] schemas) => new() { ["anyOf"] = new JsonArray([.. schemas]) };
}
