using System.Globalization;
using System.Text;

namespace Registry.Fhir.FhirPath;

/// <summary>Items of a result as callers outside this room see them.</summary>
internal static class Materialised
{
    public static FhirPathValue Of(in FhirPathItem item) => Plain(item) with { Literal = Literal(item) };

    private static string? Literal(in FhirPathItem item)
    {
        if (ItemValue.KindOf(item) is SystemKind.Date or SystemKind.DateTime && ItemValue.TryMoment(item, out _)) return "@" + Plain(item).Text;
        if (ItemValue.KindOf(item) == SystemKind.Time && ItemValue.TryMoment(item, out _)) return "@T" + Plain(item).Text;
        return ItemValue.KindOf(item) == SystemKind.Quantity && ItemValue.TryQuantity(item, out Values.QuantityOperand quantity) ? quantity.ToValue().ToString() : null;
    }

    private static FhirPathValue Plain(in FhirPathItem item) => item.Kind switch
    {
        ItemKind.Node => new FhirPathValue(item.Type?.Name ?? "", NodeText(item), item.HasNode ? item.Cursor : item.ShadowCursor),
        ItemKind.Type => new FhirPathValue("TypeInfo", item.Type!.ToString(), default),
        _ => new FhirPathValue(TypeName(item), Literals.TextOf(item), default),
    };

    private static string TypeName(in FhirPathItem item) => item.Kind switch
    {
        ItemKind.Boolean => "boolean",
        ItemKind.Integer => "integer",
        ItemKind.Long => "long",
        ItemKind.Decimal => "decimal",
        ItemKind.String => "string",
        ItemKind.Moment => item.Moment.Kind switch
        {
            Values.TimeKind.Date => "date",
            Values.TimeKind.DateTime => "dateTime",
            _ => "time",
        },
        _ => "Quantity",
    };

    private static string? NodeText(in FhirPathItem item) =>
        !item.HasNode ? null : item.Cursor.IsScalar ? item.Cursor.AsString() : Encoding.UTF8.GetString(item.Cursor.RawBytes);
}

/// <summary>System values as text.</summary>
internal static class Literals
{
    /// <summary>What <c>toString()</c> gives of a System value.</summary>
    public static string TextOf(in FhirPathItem item) => item.Kind switch
    {
        ItemKind.Boolean => item.Node != 0 ? "true" : "false",
        ItemKind.Integer => item.Node.ToString(CultureInfo.InvariantCulture),
        ItemKind.Long => item.Long.ToString(CultureInfo.InvariantCulture),
        ItemKind.Decimal => ((decimal)item.Value!).ToString(CultureInfo.InvariantCulture),
        ItemKind.String => item.Text,
        _ => item.Value!.ToString()!,
    };
}
