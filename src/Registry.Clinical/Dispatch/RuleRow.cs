using System.Text.Json;
using Registry.Fhir.Outcomes;

namespace Registry.Clinical.Dispatch;

/// <summary>A rule of a package, as its <c>registry.json</c> writes it: a FHIRPath expression over a person's current resources that selects what is wrong.</summary>
internal sealed record RuleRow
{
    private static readonly string[] Categories =
    [
        "conformance/value", "conformance/relational", "conformance/computational", "completeness", "plausibility/uniqueness", "plausibility/atemporal", "plausibility/temporal", "safety",
    ];

    public required string Id { get; init; }

    public required int Version { get; init; }

    public required string Title { get; init; }

    public required Severity Severity { get; init; }

    public required string Category { get; init; }

    public required string AcrossSites { get; init; }

    public required string Expression { get; init; }

    /// <summary>True when all that is selected breaks the rule together; false when each element does by itself.</summary>
    public required bool IsTogether { get; init; }

    public required string Message { get; init; }

    public required string Reason { get; init; }

    public required string Remedy { get; init; }

    /// <exception cref="InvalidDataException">Something in it is not known to this version; the message names it.</exception>
    public static RuleRow Read(JsonElement rule, string place)
    {
        StrictJson.Check(rule, place, ["id", "version", "title", "severity", "category", "acrossSites", "expression", "message", "reason", "remedy"], ["together"]);
        string id = StrictJson.Text(rule, "id", place);
        if (id.Length > Limits.RuleIdChars || !id.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '.'))
        {
            throw new InvalidDataException($"{place}.id: at most {Limits.RuleIdChars} of A-Z a-z 0-9 - and dot are expected.");
        }

        if (!rule.GetProperty("version").TryGetInt32(out int version) || version < 1) throw new InvalidDataException($"{place}.version: a whole number from 1 is expected.");
        bool isTogether = rule.TryGetProperty("together", out JsonElement together);
        if (isTogether && together.ValueKind != JsonValueKind.True) throw new InvalidDataException($"{place}.together: it is true, or it is left out.");
        string category = StrictJson.Text(rule, "category", place);
        if (!Categories.Contains(category, StringComparer.Ordinal)) throw new InvalidDataException($"{place}.category: '{category}' is not one of {string.Join(", ", Categories)}.");
        return new RuleRow
        {
            Id = id,
            Version = version,
            Title = StrictJson.Text(rule, "title", place),
            Severity = StrictJson.Text(rule, "severity", place) switch
            {
                "error" => Severity.Error,
                "warning" => Severity.Warning,
                "information" => Severity.Information,
                _ => throw new InvalidDataException($"{place}.severity: error, warning or information is expected."),
            },
            Category = category,
            AcrossSites = StrictJson.Text(rule, "acrossSites", place),
            Expression = StrictJson.Text(rule, "expression", place),
            IsTogether = isTogether,
            Message = StrictJson.Text(rule, "message", place),
            Reason = StrictJson.Text(rule, "reason", place),
            Remedy = StrictJson.Text(rule, "remedy", place),
        };
    }
}
