using System.Globalization;
using System.Text.Json.Nodes;

namespace Registry.Server.Routes;

/// <summary>What a route outside FHIR's base is for, takes and answers; it is put beside the route where that is mapped, and <see cref="OpenApi"/> reads it there.</summary>
/// <param name="Summary">A sentence without its dot.</param>
internal sealed record RouteDescription(string Summary)
{
    /// <summary>Parameters of the path and query, and headers that are read.</summary>
    public IReadOnlyList<RouteParameter> Parameters { get; init; } = [];

    /// <summary>Answers of this route's own; what any request can meet is added by the writer.</summary>
    public IReadOnlyList<RouteAnswer> Answers { get; init; } = [];

    /// <summary>What stands in place of the route, one address each, where a parameter of its path takes only what a registry of the server holds.</summary>
    public Func<IServiceProvider, IEnumerable<(string Value, RouteDescription Description)>>? PerValue { get; init; }

    /// <summary>An OperationOutcome, as every refusal.</summary>
    public static RouteAnswer Refusal(int status, string meaning) => new(status, meaning) { Schema = new JsonObject { ["$ref"] = "#/components/schemas/OperationOutcome" }, MediaTypes = [AnswerFormat.Default.MediaType] };
}

/// <summary>A parameter of a route.</summary>
/// <param name="Name">As it is sent.</param>
/// <param name="In"><c>query</c>, <c>path</c> or <c>header</c>.</param>
/// <param name="Meaning">What it does.</param>
/// <param name="Schema">JSON Schema of its value.</param>
internal sealed record RouteParameter(string Name, string In, string Meaning, JsonObject Schema)
{
    /// <summary>Whether a list of values is sent with commas between.</summary>
    public bool IsList => Schema["type"]?.GetValue<string>() == "array";

    /// <summary>A text of the query, or one of some.</summary>
    public static RouteParameter Query(string name, string meaning, IReadOnlyList<string>? values = null, string? fallback = null)
    {
        JsonObject schema = new() { ["type"] = "string" };
        if (values is { Count: > 0 }) schema["enum"] = new JsonArray([.. values.Select(value => (JsonNode)value)]);
        if (fallback is not null) schema["default"] = fallback;
        return new RouteParameter(name, "query", meaning, schema);
    }

    /// <summary>A whole number of the query.</summary>
    public static RouteParameter Number(string name, string meaning, long min, long? max, long fallback)
    {
        JsonObject schema = new() { ["type"] = "integer", ["format"] = "int64", ["minimum"] = min, ["default"] = fallback };
        if (max is not null) schema["maximum"] = max;
        return new RouteParameter(name, "query", meaning, schema);
    }
}

/// <summary>An answer of a route.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Meaning">When it is given.</param>
internal sealed record RouteAnswer(int Status, string Meaning)
{
    /// <summary>Media types, without parameters; none when there is no body.</summary>
    public IReadOnlyList<string> MediaTypes { get; init; } = [];

    /// <summary>JSON Schema of a body in JSON; of other bodies null, they are texts.</summary>
    public JsonObject? Schema { get; init; }

    /// <summary>Headers that only this answer has, with what they say.</summary>
    public IReadOnlyList<(string Name, string Meaning)> Headers { get; init; } = [];

    /// <summary>The status as OpenAPI keys it.</summary>
    public string Key => Status.ToString(CultureInfo.InvariantCulture);
}
