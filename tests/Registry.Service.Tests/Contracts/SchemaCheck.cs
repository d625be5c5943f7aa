using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using Json.Schema;
using Registry.Contracts.Events;
using Xunit;

namespace Registry.Service.Tests.Contracts;

/// <summary>Checks events against the schemas that consumers get, with an independent JSON Schema validator (2020-12).</summary>
internal static class SchemaCheck
{
    private static readonly ConcurrentDictionary<string, JsonSchema> Schemas = new(StringComparer.Ordinal);
    private static readonly EvaluationOptions Strict = new() { OutputFormat = OutputFormat.List, RequireFormatValidation = true };

    /// <summary>What is wrong with an event's data; none when it meets its schema.</summary>
    public static IReadOnlyList<string> Complaints(string wireName, ReadOnlySpan<byte> data) => Complaints(wireName, JsonDocument.Parse(data.ToArray()).RootElement);

    /// <summary>The data meet the schema.</summary>
    public static void AssertMeets(string wireName, ReadOnlySpan<byte> data) => Assert.Empty(Complaints(wireName, data));

    /// <summary>A CloudEvent's data meet the schema that it names.</summary>
    public static void AssertMeets(JsonElement cloudEvent)
    {
        string wireName = cloudEvent.GetProperty("data").TryGetProperty("withheld", out _) ? EventCatalogue.Find(nameof(EventWithheld)).WireName : cloudEvent.GetProperty("type").GetString()!;
        Assert.Equal(EventSchemas.Urn(wireName), cloudEvent.GetProperty("dataschema").GetString());
        Assert.Empty(Complaints(wireName, cloudEvent.GetProperty("data")));
    }

    private static string[] Complaints(string wireName, JsonElement data)
    {
        JsonSchema schema = Schemas.GetOrAdd(wireName, name => JsonSchema.FromText(Encoding.UTF8.GetString(EventSchemas.Find(name) ?? throw new KeyNotFoundException(name))));
        EvaluationResults results = schema.Evaluate(data, Strict);
        if (results.IsValid) return [];
        return [.. results.Details.Where(detail => detail.Errors is not null).SelectMany(detail => detail.Errors!.Select(error => $"{wireName} {detail.InstanceLocation}: {error.Value}"))];
    }
}
