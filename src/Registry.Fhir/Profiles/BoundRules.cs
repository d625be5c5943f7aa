using System.Globalization;
using Registry.Fhir.Definitions;
using Registry.Fhir.Json;

namespace Registry.Fhir.Profiles;

/// <summary>ElementDefinition.minValue, maxValue and the extensions that bound a value, as expressions, so that values are compared in one way only: dates by their precision, quantities by their units.</summary>
/// <remarks>https://hl7.org/fhir/R4/elementdefinition-definitions.html#ElementDefinition.minValue_x_</remarks>
internal static class BoundRules
{
    /// <summary>Rule of a value below the least.</summary>
    public const string Min = "fhir-min-value";

    /// <summary>Rule of a value above the greatest.</summary>
    public const string Max = "fhir-max-value";

    /// <summary>Rule of a string that is too short.</summary>
    public const string Length = "fhir-min-length";

    /// <summary>Rule of a primitive without a value.</summary>
    public const string Value = "fhir-must-have-value";

    /// <summary>Rule of a primitive in place of whose value an extension stands that may not.</summary>
    public const string Alternatives = "fhir-value-alternatives";

    /// <summary>The bounds of an element that its base does not have.</summary>
    /// <exception cref="ProfileException">A bound is not of the element's type.</exception>
    public static IEnumerable<ElementConstraint> Of(StructureDefinition structure, ElementDefinition element)
    {
        if (element.MinValue is { } min) yield return new ElementConstraint(Min, true, Words(min), Compare(structure, element, min, ">=", '-'));
        if (element.MaxValue is { } max) yield return new ElementConstraint(Max, true, Words(max), Compare(structure, element, max, "<=", '+'));
        if (element.MinLength is { } length) yield return new ElementConstraint(Length, true, length.ToString(CultureInfo.InvariantCulture), string.Create(CultureInfo.InvariantCulture, $"$this.toString().length() >= {length}"));
        if (element.MustHaveValue) yield return new ElementConstraint(Value, true, "A value", "$this.hasValue()");
        if (element.ValueAlternatives is not { Count: > 0 } urls) yield break;
        yield return new ElementConstraint(Alternatives, true, string.Join(" or ", urls), "$this.hasValue() or " + string.Join(" or ", urls.Select(url => $"$this.extension('{Escaped(url)}').exists()")));
    }

    private static string Escaped(string text) => text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal);

    private static string Compare(StructureDefinition structure, ElementDefinition element, ReadOnlyMemory<byte> json, string comparison, char sign)
    {
        using ResourceDocument document = ResourceDocument.Parse(json);
        NodeCursor bound = document.Root;
        string type = element.Types is [{ Code: var only }] ? only : "";
        string? literal = (bound.Kind, type) switch
        {
            (NodeKind.Number, _) => bound.AsString(),
            (NodeKind.String, "date") => "@" + bound.AsString(),
            (NodeKind.String, "dateTime" or "instant") => "@" + bound.AsString() + (bound.AsString()!.Contains('T', StringComparison.Ordinal) ? "" : "T"),
            (NodeKind.String, "time") => "@T" + bound.AsString(),
            (NodeKind.Object, "date") => Duration(bound) is { } days ? $"today() {sign} {days}" : null,
            (NodeKind.Object, "dateTime" or "instant") => Duration(bound) is { } duration ? $"now() {sign} {duration}" : null,
            (NodeKind.Object, _) => Quantity(bound),
            _ => null,
        };
        return literal is null
            ? throw new ProfileException(structure.Url, element.Id, "Its least or greatest value is not of its type.")
            : $"$this {comparison} {literal}";
    }

    private static string? Quantity(NodeCursor quantity) =>
        quantity["value"].AsString() is { } value ? (quantity["code"].AsString() ?? quantity["unit"].AsString()) is { } unit ? $"{value} '{Escaped(unit)}'" : value : null;

    // A limit relative to the current time: calendar units, as a year has no fixed length.
    private static string? Duration(NodeCursor duration)
    {
        string? unit = duration["code"].AsString() switch
        {
            "a" => "years",
            "mo" => "months",
            "wk" => "weeks",
            "d" => "days",
            "h" => "hours",
            "min" => "minutes",
            "s" => "seconds",
            _ => null,
        };
        return unit is not null && duration["value"].AsDecimal() is { } value ? string.Create(CultureInfo.InvariantCulture, $"{value} {unit}") : null;
    }

    private static string Words(ReadOnlyMemory<byte> json)
    {
        using ResourceDocument document = ResourceDocument.Parse(json);
        NodeCursor bound = document.Root;
        return bound.Kind == NodeKind.Object ? $"{bound["value"].AsString()} {bound["unit"].AsString() ?? bound["code"].AsString()}".TrimEnd() : bound.AsString() ?? "";
    }
}
