using System.Text.Json;

namespace Registry.Cli.Commands;

/// <summary>An event as a row of CSV (RFC 4180): the header's fields as columns, the rest as JSON in the last.</summary>
internal static class EventCsv
{
    private static readonly string[] Columns =
    [
        "sequence", "type", "subject", "site", "fact", "source", "occurredEarliest", "occurredLatest", "occurredPrecision", "recorded", "supersedes", "derivation", "logId", "data",
    ];

    /// <summary>The first line.</summary>
    public static string Header { get; } = string.Join(',', Columns);

    /// <summary>One line.</summary>
    public static string Row(FeedEvent one)
    {
        using JsonDocument json = JsonDocument.Parse(one.Json);
        JsonElement data = json.RootElement.GetProperty("data");
        JsonElement header = data.GetProperty("header");
        JsonElement occurred = header.GetProperty("occurred");
        string body = $"{{{string.Join(',', data.EnumerateObject().Where(field => field.Name != "header").Select(field => $"{JsonSerializer.Serialize(field.Name)}:{field.Value.GetRawText()}"))}}}";
        string[] cells =
        [
            Text(header, "sequence"), json.RootElement.GetProperty("type").GetString()!, Text(header, "subject"), Text(header, "site"), Text(header, "fact"), Text(header, "source"),
            Text(occurred, "earliest"), Text(occurred, "latest"), Text(occurred, "precision"), Text(header, "recorded"), Text(header, "supersedes"), Text(header, "derivation"), Text(header, "logId"), body,
        ];
        return string.Join(',', cells.Select(Quote));
    }

    private static string Text(JsonElement parent, string field) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(field, out JsonElement value) ? value.ToString() : "";

    private static string Quote(string cell) => cell.AsSpan().IndexOfAny("\",\r\n") < 0 ? cell : $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
