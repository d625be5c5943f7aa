using System.Globalization;
using Registry.Fhir.Ucum;
using Xunit;
using UcumCodes = Registry.Fhir.Ucum.Ucum;

namespace Registry.Fhir.Tests.Ucum;

/// <summary>What units mean: comparison, conversion, canonical form.</summary>
public sealed class UcumUnitTests
{
    [Theory]
    [InlineData("100", "mg/dL", "g/L", "1")]
    [InlineData("5.5", "mmol/L", "umol/mL", "5.5")]
    [InlineData("72", "[in_i]", "cm", "182.88")]
    [InlineData("1", "[lb_av]", "kg", "0.45359237")]
    [InlineData("37", "Cel", "[degF]", "98.6")]
    [InlineData("98.6", "[degF]", "Cel", "37")]
    [InlineData("-40", "Cel", "[degF]", "-40")]
    [InlineData("0", "Cel", "K", "273.15")]
    [InlineData("80", "[degRe]", "Cel", "100")]
    [InlineData("370", "dCel", "Cel", "37")]
    [InlineData("120", "mm[Hg]", "kPa", "15.99864")]
    [InlineData("1", "wk", "d", "7")]
    [InlineData("1", "a", "d", "365.25")]
    [InlineData("12", "mo", "a", "1")]
    [InlineData("1", "a", "wk", "52.178571428571428571428571429")]
    [InlineData("60", "U/L", "ukat/L", "1")]
    [InlineData("1", "[iU]/mL", "k[IU]/L", "1")]
    [InlineData("1", "10*9/L", "10*3/uL", "1")]
    [InlineData("50", "%", "1", "0.5")]
    [InlineData("180", "deg", "[pi].rad", "1")]
    [InlineData("6.3", "s/m.mg", "s.m-1.g", "0.0063")]                        // Left to right: the milligram multiplies.
    [InlineData("6.3", "s.mm-2", "s.m-2", "6300000")]                         // Prefix and atom are both raised.
    [InlineData("6.3", "4.s/m", "s/m", "25.2")]
    [InlineData("1", "/m.s", "s/m", "1")]                                     // A leading solidus inverts what follows it, no more.
    [InlineData("6.3", "g.m.s-2.A-2", "g.m.C-2", "6.3")]
    [InlineData("1", "[ly]", "cm", "946073047258080000")]
    [InlineData("1", "m[Hg]", "g.s-2.m-1", "133322000")]
    [InlineData("7", "[pH]", "nmol/L", "100")]
    [InlineData("100", "nmol/L", "[pH]", "7")]
    [InlineData("30", "dB", "1", "1000")]
    [InlineData("60", "dB[V]", "V", "1000")]
    [InlineData("100", "%[slope]", "deg", "45")]
    [InlineData("8", "bit_s", "1", "256")]
    [InlineData("3", "[hp'_C]", "10*-6", "1")]
    [InlineData("3", "[m/s2/Hz^(1/2)]", "m2/s4/Hz", "9")]
    public void A_quantity_is_expressed_in_another_unit(string value, string from, string to, string expected)
    {
        Assert.True(Unit(from).TryConvert(Number(value), Unit(to), out decimal result));
        Assert.Equal(expected, result.ToString(CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData("mg/dL", "mmol/L"), InlineData("cm", "kg"), InlineData("[iU]", "U"), InlineData("[iU]", "[arb'U]"), InlineData("[iU]", "1")]
    [InlineData("[iU]/L", "[iU]"), InlineData("Cel", "s"), InlineData("rad", "1"), InlineData("rad", "sr"), InlineData("mm[Hg]", "mm")]
    [InlineData("[CFU]/mL", "[PFU]/mL"), InlineData("[hp_X]", "[hp_C]")]
    public void Units_of_different_dimensions_are_not_comparable(string one, string other)
    {
        Assert.False(Unit(one).IsComparableTo(Unit(other)));
        Assert.False(Unit(one).TryConvert(1, Unit(other), out decimal result));
        Assert.Equal(0, result);
        Assert.NotEqual(Unit(one).CanonicalCode, Unit(other).CanonicalCode);
    }

    [Theory]
    [InlineData("mg/dL", "m-3.g"), InlineData("mmol/L", "m-3"), InlineData("k[IU]/L", "m-3.[iU]"), InlineData("N", "m.s-2.g"), InlineData("%", "1")]
    [InlineData("[degF]", "K"), InlineData("{score}", "1"), InlineData("[iU]/[iU]", "1"), InlineData("[CFU].[iU]-2", "[iU]-2.[CFU]")]
    public void The_canonical_code_names_the_dimension_and_is_itself_a_unit(string code, string canonical)
    {
        Assert.Equal(canonical, Unit(code).CanonicalCode);
        Assert.True(Unit(canonical).IsComparableTo(Unit(code)));
    }

    [Theory]
    [InlineData("1", "g/L", "100", "mg/dL"), InlineData("1", "[in_i]", "2.54", "cm"), InlineData("0.1", "mmol/L", "100", "umol/L"), InlineData("37", "Cel", "98.6", "[degF]")]
    [InlineData("1", "[lb_av]", "453.59237", "g"), InlineData("1.0", "[iU]/mL", "1000", "[IU]/L"), InlineData("0", "kg", "-0", "g")]
    public void Equal_quantities_have_one_canonical_value(string value, string code, string other, string otherCode)
    {
        Assert.True(Unit(code).TryToCanonical(Number(value), out double one));
        Assert.True(Unit(otherCode).TryToCanonical(Number(other), out double two));
        Assert.Equal(one, two);
    }

    [Fact]
    public void A_greater_quantity_never_has_a_smaller_canonical_value() => Property.Hold(2_000, random =>
    {
        UcumUnit unit = Unit(Codes[random.Next(Codes.Length)]);
        decimal one = Value(random);
        decimal two = Value(random);
        Assert.True(unit.TryToCanonical(Math.Min(one, two), out double low));
        Assert.True(unit.TryToCanonical(Math.Max(one, two), out double high));
        Assert.True(low <= high);
    });

    [Fact]
    public void There_and_back_is_where_it_began() => Property.Hold(3_000, random =>
    {
        UcumUnit from = Unit(Codes[random.Next(Codes.Length)]);
        UcumUnit to = Unit(Codes[random.Next(Codes.Length)]);
        decimal value = Value(random);
        if (!from.IsComparableTo(to)) return;
        Assert.True(from.TryConvert(value, to, out decimal there));
        Assert.True(to.TryConvert(there, from, out decimal back));
        // Each way rounds once, at the 28th digit or place.
        Assert.True(Math.Abs(back - value) <= Math.Abs(value) * 1e-12m, $"{value} {from} is {there} {to}, is {back}.");
    });

    [Fact]
    public void Any_two_comparable_atoms_convert_exactly_both_ways()
    {
        for (int one = 0; one < UcumAtoms.Count; one++)
        {
            UcumUnit from = UcumAtoms.Resolve(one);
            for (int two = 0; two < UcumAtoms.Count; two++)
            {
                UcumUnit to = UcumAtoms.Resolve(two);
                if (from.Scale != UcumScale.None || to.Scale != UcumScale.None || !from.IsComparableTo(to)) continue;
                Assert.Equal(from.Factor, from.Factor / to.Factor * to.Factor);
                Assert.Equal(from, Unit(UcumAtoms.Code(one)));
            }
        }
    }

    [Fact]
    public void What_a_decimal_cannot_hold_is_not_converted()
    {
        Assert.False(Unit("mol").TryConvert(decimal.MaxValue, UcumUnit.One, out _));
        Assert.False(Unit("ym").TryConvert(0.00001m, Unit("m"), out _));
        Assert.False(Unit("1").TryConvert(-1, Unit("dB"), out _));
        Assert.True(Unit("km").TryConvert(decimal.MaxValue / 1000, Unit("m"), out _));
    }

    [Fact]
    public void Units_that_mean_the_same_are_equal()
    {
        Assert.Equal(Unit("mg/dL"), Unit("cg/L"));
        Assert.Equal(Unit("mg/dL").GetHashCode(), Unit("cg/L{serum}").GetHashCode());
        Assert.NotEqual(Unit("Cel"), Unit("K"));
    }

    private static readonly string[] Codes =
    [
        "mg/dL", "g/L", "ug/mL", "kg/m3", "mmol/L", "umol/dL", "nmol/mL", "cm", "[in_i]", "[ft_i]", "m", "km", "kg", "[lb_av]", "[oz_av]", "g",
        "Cel", "[degF]", "K", "[degRe]", "mm[Hg]", "kPa", "cm[H2O]", "d", "wk", "mo", "a", "h", "min", "U/L", "ukat/L", "[iU]/L", "m[IU]/mL", "%", "[ppm]", "1",
    ];

    private static decimal Value(Random random) => new decimal(random.NextInt64(-10_000_000, 10_000_000)) / new decimal(Math.Pow(10, random.Next(6)));

    private static decimal Number(string text) => decimal.Parse(text, CultureInfo.InvariantCulture);

    private static UcumUnit Unit(string code) => UcumCodes.TryParse(code, out UcumUnit? unit) ? unit : throw new InvalidOperationException($"{code} is no unit.");
}
