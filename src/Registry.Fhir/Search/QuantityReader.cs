using System.Globalization;
using Registry.Fhir.Json;
using Registry.Fhir.Ucum;

namespace Registry.Fhir.Search;

/// <summary>Quantities as ranges of values, with their units as sent and in base units. https://hl7.org/fhir/R4/search.html#quantity</summary>
internal static class QuantityReader
{
    /// <summary>A Quantity's value as it stands, or what its comparator says; null without a value. How precise a search is, the search says.</summary>
    public static SearchContent.Quantity? Of(NodeCursor quantity)
    {
        if (quantity["value"].AsDecimal() is not { } value) return null;
        (decimal? low, decimal? high) = Text(quantity["comparator"]) switch
        {
            "<" or "<=" => ((decimal?)null, (decimal?)value),
            ">" or ">=" => ((decimal?)value, (decimal?)null),
            _ => ((decimal?)value, (decimal?)value),
        };
        return Make(low, high, quantity);
    }

    /// <summary>From the least of its low to the greatest of its high; null when it has neither.</summary>
    public static SearchContent.Quantity? OfRange(NodeCursor range)
    {
        SearchContent.Quantity? low = Of(range["low"]);
        SearchContent.Quantity? high = Of(range["high"]);
        return low is null && high is null ? null : Make(low?.Low, high?.High, low is null ? range["high"] : range["low"]);
    }

    /// <summary>An amount of a currency; null without a value.</summary>
    public static SearchContent.Quantity? OfMoney(NodeCursor money, string currencies)
    {
        if (money["value"].AsDecimal() is not { } value) return null;
        string? currency = Text(money["currency"]);
        return new SearchContent.Quantity(value, value, currency is null ? null : currencies, currency, currency, null);
    }

    /// <summary>From the least to the greatest sample, in the unit of the origin; null when there is no number among them.</summary>
    public static SearchContent.Quantity? OfSamples(NodeCursor samples)
    {
        decimal? least = null;
        decimal? greatest = null;
        ReadOnlySpan<char> data = samples["data"].AsString();
        foreach (Range range in data.Split(' '))
        {
            // E, U and L stand for samples that are missing, or below and above what can be measured.
            if (!decimal.TryParse(data[range], NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal sample)) continue;
            least = least is null ? sample : Math.Min(least.Value, sample);
            greatest = greatest is null ? sample : Math.Max(greatest.Value, sample);
        }

        if (least is null || samples["origin"]["value"].AsDecimal() is not { } origin) return null;
        decimal factor = samples["factor"].AsDecimal() ?? 1;
        try
        {
            decimal one = origin + least.Value * factor;
            decimal other = origin + greatest!.Value * factor;
            return Make(Math.Min(one, other), Math.Max(one, other), samples["origin"]);
        }
        catch (OverflowException)
        {
            return null; // No decimal holds it, so no search can ask for it.
        }
    }

    private static SearchContent.Quantity Make(decimal? low, decimal? high, NodeCursor unit)
    {
        string? system = Text(unit["system"]);
        string? code = Text(unit["code"]);
        CanonicalQuantity? canonical = system == Ucum.Ucum.System && code is not null && Ucum.Ucum.TryParse(code, out UcumUnit? parsed) ? Reduce(parsed, low, high) : null;
        return new SearchContent.Quantity(low, high, system, code, Text(unit["unit"]), canonical);
    }

    private static CanonicalQuantity? Reduce(UcumUnit unit, decimal? low, decimal? high)
    {
        double least = 0;
        double greatest = 0;
        if (low is not null && !unit.TryToCanonical(low.Value, out least)) return null;
        if (high is not null && !unit.TryToCanonical(high.Value, out greatest)) return null;
        // A scale may run backwards, as pH does.
        bool reversed = low is not null && high is not null && least > greatest;
        return new CanonicalQuantity(unit.CanonicalCode, Bound(low, reversed ? greatest : least), Bound(high, reversed ? least : greatest));
    }

    private static double? Bound(decimal? given, double value) => given is null ? null : value;

    private static string? Text(NodeCursor value) => value.Kind == NodeKind.String && value.AsString() is { Length: > 0 } text ? text : null;
}
