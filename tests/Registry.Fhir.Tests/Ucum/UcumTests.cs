using System.Text;
using System.Text.Json;
using Registry.Fhir.Ucum;
using Xunit;
using UcumCodes = Registry.Fhir.Ucum.Ucum;

namespace Registry.Fhir.Tests.Ucum;

/// <summary>Which codes are units. The rules are those of https://ucum.org/ucum, by section number.</summary>
public sealed class UcumTests
{
    [Theory]
    // What laboratories, clinics and this registry send.
    [InlineData("mg/dL"), InlineData("mmol/L"), InlineData("10*9/L"), InlineData("10*3/ul"), InlineData("U/L"), InlineData("[iU]/L"), InlineData("k[IU]/L")]
    [InlineData("mm[Hg]"), InlineData("cm[H2O].s/L"), InlineData("kg/m2"), InlineData("Cel"), InlineData("[degF]"), InlineData("[in_i]"), InlineData("[lb_av]")]
    [InlineData("%"), InlineData("/min"), InlineData("1/d"), InlineData("d"), InlineData("wk"), InlineData("mo"), InlineData("a"), InlineData("{score}")]
    [InlineData("mL/min/{1.73_m2}"), InlineData("mmol/(8.h.kg)"), InlineData("dyn.s/(cm5.m2)"), InlineData("g.m/{hb}"), InlineData("10.L/(min.m2)")]
    [InlineData("deg"), InlineData("ug/kg/min"), InlineData("meq/L"), InlineData("[drp]"), InlineData("{#}/[HPF]"), InlineData("ng/mL{FEU}"), InlineData("dB[SPL]")]
    // §4 and §5: prefixes, square brackets as part of an atom.
    [InlineData("dar"), InlineData("mm"), InlineData("KiBy"), InlineData("B[10.nV]"), InlineData("dB[10.nV]"), InlineData("[m/s2/Hz^(1/2)]"), InlineData("cal_[15]")]
    [InlineData("g%"), InlineData("mg%"), InlineData("''"), InlineData("[anti'Xa'U]")]
    // §6 and §12: annotations.
    [InlineData("%{vol}"), InlineData("kg{total}"), InlineData("{RBC}"), InlineData("m2{a}"), InlineData("{a}.rad2{b}"), InlineData("/{tot}"), InlineData("1{c}")]
    [InlineData("(8.h){shift}"), InlineData("m{(/.[}")]
    // §7: leading solidus, several solidi.
    [InlineData("/m"), InlineData("a/b/s"), InlineData("nmol/h/mL"), InlineData("(/m).s")]
    // §8 and §9: integers, exponents with either sign.
    [InlineData("123"), InlineData("2.10*3"), InlineData("m3.kg-1.s-2"), InlineData("10*+3/ul"), InlineData("10^-3"), InlineData("m+2"), InlineData("m0")]
    // §10: nesting.
    [InlineData("((m))"), InlineData("kg/(s.(m2.K))")]
    public void A_unit_is_valid(string code) => Assert.True(UcumCodes.IsValid(Encoding.UTF8.GetBytes(code)));

    [Theory]
    [InlineData("")]
    [InlineData("m/"), InlineData("m."), InlineData(".m"), InlineData("//m"), InlineData("m..s"), InlineData("m.-s"), InlineData("/")]
    [InlineData("10+3/ul"), InlineData("2+10"), InlineData("2-1")]                                        // A number is no atom; 10* and 10^ are.
    [InlineData("12h"), InlineData("g/12h"), InlineData("mL/8h"), InlineData("2.5mg")]                    // A factor needs a period behind it.
    [InlineData("iU"), InlineData("[iIU]"), InlineData("[BETH'U]"), InlineData("kg[H20]"), InlineData("cm[H20]"), InlineData("molv"), InlineData("lbs")]
    [InlineData("MG/DL"), InlineData("mg/Dl"), InlineData("CEL"), InlineData("mmHg"), InlineData("degC"), InlineData("F"), InlineData("years")]
    [InlineData("mmin"), InlineData("k%"), InlineData("m[in_i]"), InlineData("mmm"), InlineData("cmo")]   // Prefixes on what is not metric, and two prefixes.
    [InlineData("{a}rad2{b}"), InlineData("{|}1"), InlineData("m{a}{b}"), InlineData("m{a"), InlineData("m}a{"), InlineData("m{a{b}}"), InlineData("{a\tb}")]
    [InlineData("rad2{錠}"), InlineData("µg"), InlineData("mg / dL"), InlineData(" mg"), InlineData("mg "), InlineData("mg\n"), InlineData("m\0")]
    [InlineData("ug(8.h)"), InlineData("(m"), InlineData("m)"), InlineData("()"), InlineData("(m/s)2"), InlineData("k(m)"), InlineData("m(s)"), InlineData(")m(")]
    [InlineData("[in_i"), InlineData("in_i]"), InlineData("[[in_i]]"), InlineData("[in_i ]"), InlineData("m+"), InlineData("m--1"), InlineData("m+-1"), InlineData("3m-2.")]
    [InlineData("m²"), InlineData("µmol/L"), InlineData("×"), InlineData("°C")]
    public void What_is_no_unit_is_refused(string code)
    {
        bool known = code == "F";                                                                          // Farad: a unit, though not the one meant.
        Assert.Equal(known, UcumCodes.IsValid(Encoding.UTF8.GetBytes(code)));
        Assert.Equal(known, UcumCodes.TryParse(code, out _));
    }

    [Theory]
    [InlineData("{# of fetuses}"), InlineData("{2 or 3 times}/d"), InlineData("%{Negative Control}")]
    public void A_space_in_an_annotation_is_taken_as_HL7_writes_it(string code) => Assert.True(UcumCodes.IsValid(Encoding.UTF8.GetBytes(code)));

    [Fact]
    public void Parentheses_nest_to_the_limit_and_no_deeper()
    {
        Assert.True(UcumCodes.IsValid(Nested(Limits.UcumDepth)));
        Assert.False(UcumCodes.IsValid(Nested(Limits.UcumDepth + 1)));

        static byte[] Nested(int depth) => Encoding.ASCII.GetBytes($"{new string('(', depth)}m{new string(')', depth)}");
    }

    [Fact]
    public void A_code_is_read_to_the_limit_and_no_longer()
    {
        Assert.True(UcumCodes.IsValid(Encoding.ASCII.GetBytes(new string('1', Limits.UcumCodeBytes))));
        Assert.False(UcumCodes.IsValid(Encoding.ASCII.GetBytes(new string('1', Limits.UcumCodeBytes + 1))));
        Assert.False(UcumCodes.TryParse(new string('1', 1_000_000), out _));
    }

    [Theory]
    [InlineData("m99999999999999999999"), InlineData("10*99999"), InlineData("Ym127.Ym127"), InlineData("0"), InlineData("m/0"), InlineData("(Cel)2x")]
    [InlineData("Cel/s"), InlineData("Cel2"), InlineData("Cel.Cel"), InlineData("s.Cel"), InlineData("1/Cel")]
    [InlineData("[iU].[arb'U].[USP'U].[PFU].[CFU]")]
    public void What_cannot_be_computed_has_no_meaning(string code) => Assert.False(UcumCodes.TryParse(code, out _));

    [Fact]
    public void A_hostile_code_ends_in_bounded_time()
    {
        string factors = string.Concat(Enumerable.Repeat("Ym9.", 120)) + "m";
        string digits = new('9', Limits.UcumCodeBytes);
        Assert.False(UcumCodes.TryParse(factors, out _));
        Assert.True(UcumCodes.TryParse(digits, out UcumUnit? large));
        Assert.False(large.TryConvert(1, UcumUnit.One, out _));
    }

    [Fact]
    public void Any_bytes_get_an_answer() => Property.Hold(20_000, random =>
    {
        ReadOnlySpan<byte> alphabet = "mgLdk10*.^/(){}[]iU-+u%'Cel\0\u00b5 "u8;
        byte[] code = new byte[random.Next(24)];
        for (int i = 0; i < code.Length; i++) code[i] = alphabet[random.Next(alphabet.Length)];
        bool parsed = UcumCodes.TryParse(code.AsSpan(), out _);
        Assert.True(!parsed || UcumCodes.IsValid(code));
    });

    [Fact]
    public void Validation_allocates_nothing()
    {
        byte[] code = "10*3.cm[H2O]/(min.{creat}.[iU])"u8.ToArray();
        Assert.True(UcumCodes.IsValid(code));
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++) UcumCodes.IsValid(code);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Every_unit_that_R4_lists_or_uses_in_its_examples_is_valid()
    {
        Assert.SkipWhen(Repository.Examples is null, "profiles/node_modules/hl7.fhir.r4.examples is absent: run npm ci in profiles/.");
        HashSet<string> codes = new(StringComparer.Ordinal);
        foreach (string file in Directory.EnumerateFiles(Repository.Examples, "*.json"))
        {
            if (new FileInfo(file).Length > Limits.DocumentBytes) continue;
            string text = File.ReadAllText(file);
            if (!text.Contains(UcumCodes.System, StringComparison.Ordinal)) continue;
            using JsonDocument document = JsonDocument.Parse(text);
            Collect(document.RootElement, codes);
        }

        Assert.True(codes.Count > 600, $"Only {codes.Count} codes were found.");
        // Examples write these, and no version of UCUM knows them: [tbs_us] {count} [lb_av] meq ug mL/h mo were meant.
        string[] wrong = ["TAB", "[lb_i]", "drop", "ea", "mEq", "mcg", "ml/hr", "month", "tbl"];
        Assert.Equal(wrong, codes.Where(code => !UcumCodes.IsValid(Encoding.UTF8.GetBytes(code))).Order(StringComparer.Ordinal));
    }

    private static void Collect(JsonElement element, HashSet<string> codes)
    {
        if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (JsonElement item in element.EnumerateArray()) Collect(item, codes);
        }

        if (element.ValueKind != JsonValueKind.Object) return;
        bool isUcum = element.TryGetProperty("system", out JsonElement system) && system.ValueKind == JsonValueKind.String && system.ValueEquals(UcumCodes.System);
        if (isUcum && element.TryGetProperty("code", out JsonElement code) && code.ValueKind == JsonValueKind.String) codes.Add(code.GetString()!);
        if (isUcum && element.TryGetProperty("concept", out JsonElement concepts))
        {
            foreach (JsonElement concept in concepts.EnumerateArray()) codes.Add(concept.GetProperty("code").GetString()!);
        }

        foreach (JsonProperty property in element.EnumerateObject()) Collect(property.Value, codes);
    }
}
