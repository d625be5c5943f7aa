using System.Globalization;
using System.Text;
using System.Text.Json;
using Registry.Fhir.Ucum;
using Xunit;

namespace Registry.Fhir.Tests.Ucum;

/// <summary>The table of units against itself, and against the one that the National Library of Medicine publishes on npm.</summary>
public sealed class UcumAtomsTests
{
    // UCUM 2.2 took the constants of nature from CODATA 2018 and 2022; the package still has those of 1986.
    private static readonly string[] RevisedConstants = ["mol", "u", "[h]", "[k]", "[e]", "[m_e]", "[m_p]", "[G]"];

    // The package computes these without the leading solidus or the value of their own definitions.
    private static readonly string[] Misread = ["[diop]", "[mesh_i]", "Bd", "[LPF]"];

    // Added by UCUM after the package's table was made.
    private static readonly string[] Added = ["[NTU]", "[FNU]"];

    [Fact]
    public void The_table_holds_every_atom_and_prefix_once()
    {
        string[] codes = [.. Enumerable.Range(0, UcumAtoms.Count).Select(UcumAtoms.Code)];
        Assert.Equal(312, codes.Length);
        Assert.Equal(312, codes.Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(24, UcumAtoms.Prefixes.Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public void No_atom_can_be_read_as_a_prefix_and_another_atom_or_ends_in_an_exponent()
    {
        for (int atom = 0; atom < UcumAtoms.Count; atom++)
        {
            string code = UcumAtoms.Code(atom);
            Assert.False(char.IsAsciiDigit(code[^1]), code);
            foreach (string prefix in UcumAtoms.Prefixes.Where(prefix => code.Length > prefix.Length && code.StartsWith(prefix, StringComparison.Ordinal)))
            {
                bool splits = UcumAtoms.TryFind(Encoding.ASCII.GetBytes(code[prefix.Length..]), out int second, out int rest) && second < 0 && UcumAtoms.IsMetric(rest);
                Assert.False(splits, $"{code} is also {prefix} and {code[prefix.Length..]}.");
            }
        }
    }

    [Fact]
    public void Every_atom_has_a_meaning()
    {
        for (int atom = 0; atom < UcumAtoms.Count; atom++) Assert.False(UcumAtoms.Resolve(atom).Factor == 0, UcumAtoms.Code(atom));
    }

    [Fact]
    public void The_table_agrees_with_the_published_one_in_every_atom()
    {
        string path = Path.Combine(Repository.Packages ?? "", "@lhncbc", "ucum-lhc", "data", "ucumDefs.min.json");
        Assert.SkipUnless(File.Exists(path), "profiles/node_modules/@lhncbc/ucum-lhc is absent: run npm ci in profiles/.");
        using JsonDocument published = JsonDocument.Parse(File.ReadAllText(path));
        Dictionary<string, JsonElement> rows = Rows(published.RootElement.GetProperty("units"), out Dictionary<string, int> columns);
        List<string> wrong = [];
        int compared = 0;
        for (int atom = 0; atom < UcumAtoms.Count; atom++)
        {
            string code = UcumAtoms.Code(atom);
            if (rows.TryGetValue(code, out JsonElement row) == Added.Contains(code, StringComparer.Ordinal)) wrong.Add($"{code}: in one table only.");
            if (row.ValueKind != JsonValueKind.Array) continue;
            compared++;
            Compare(atom, name => row[columns[name]], wrong);
        }

        Assert.Empty(wrong);
        Assert.Equal(UcumAtoms.Count - Added.Length, compared);
        Assert.Equal(
            published.RootElement.GetProperty("prefixes").GetProperty("data").EnumerateArray().Select(prefix => prefix[0].GetString()!).Order(StringComparer.Ordinal),
            UcumAtoms.Prefixes.Order(StringComparer.Ordinal));
    }

    private static void Compare(int atom, Func<string, JsonElement> published, List<string> wrong)
    {
        string code = UcumAtoms.Code(atom);
        UcumUnit unit = UcumAtoms.Resolve(atom);
        bool isBase = published("isBase_").GetBoolean();
        if (!isBase && published("isMetric_").GetBoolean() != UcumAtoms.IsMetric(atom)) wrong.Add($"{code}: metric or not.");
        if (published("isArbitrary_").GetBoolean() != UcumAtoms.IsArbitrary(atom)) wrong.Add($"{code}: arbitrary or not.");
        if (published("isSpecial_").GetBoolean() != (unit.Scale != UcumScale.None)) wrong.Add($"{code}: special or not.");
        if (UcumAtoms.IsArbitrary(atom) || Misread.Contains(code, StringComparer.Ordinal)) return;
        JsonElement powers = published("dim_");
        if (powers.ValueKind == JsonValueKind.Array && Dimension(powers) != unit.CanonicalCode) wrong.Add($"{code}: {Dimension(powers)} is not {unit.CanonicalCode}.");
        double magnitude = published("magnitude_").GetDouble();
        double ours = unit.Factor.ToDouble();
        // The package takes the percent of slope in degrees; as the tangent of an angle in radians it is the same number.
        if (code is "%[slope]") ours *= Math.PI / 180;
        double tolerance = DependsOnRevised(atom) ? 1e-2 : 1e-12;
        if (Math.Abs(magnitude - ours) > Math.Abs(magnitude) * tolerance) wrong.Add(string.Create(CultureInfo.InvariantCulture, $"{code}: {magnitude} is not {ours}."));
    }

    /// <summary>Whether an atom is one of the revised constants, or an amount of substance, or the electronvolt.</summary>
    private static bool DependsOnRevised(int atom) =>
        RevisedConstants.Contains(UcumAtoms.Code(atom), StringComparer.Ordinal) || UcumAtoms.Code(atom) is "eq" or "osm" or "kat" or "U" or "eV" or "[pH]";

    private static string Dimension(JsonElement powers)
    {
        string[] units = ["m", "s", "g", "rad", "K", "C", "cd"];
        string code = string.Join('.', powers.EnumerateArray().Select((power, index) => (Power: power.GetInt32(), Unit: units[index]))
            .Where(item => item.Power != 0)
            .Select(item => item.Power == 1 ? item.Unit : string.Create(CultureInfo.InvariantCulture, $"{item.Unit}{item.Power}")));
        return code.Length == 0 ? "1" : code;
    }

    private static Dictionary<string, JsonElement> Rows(JsonElement table, out Dictionary<string, int> columns)
    {
        columns = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (JsonElement column in table.GetProperty("config").EnumerateArray())
        {
            columns.Add(column.ValueKind == JsonValueKind.Array ? column[0].GetString()! : column.GetString()!, columns.Count);
        }

        int code = columns["csCode_"];
        return table.GetProperty("data").EnumerateArray().ToDictionary(row => row[code].GetString()!, row => row, StringComparer.Ordinal);
    }
}
