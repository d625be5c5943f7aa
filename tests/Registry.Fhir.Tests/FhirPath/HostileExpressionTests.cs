using System.Diagnostics;
using System.Text;
using Registry.Fhir.FhirPath;
using Xunit;

namespace Registry.Fhir.Tests.FhirPath;

/// <summary>A package may hold any expression: each ends with a result or a fault that names its cause, in bounded time and memory.</summary>
public sealed class HostileExpressionTests
{
    private static readonly string Wide = Patient(names: 2_000);

    public static TheoryData<string> TooDeep => new(
        string.Concat(Enumerable.Repeat("(", 100_000)),
        new string('(', 10_000) + "1" + new string(')', 10_000),
        string.Concat(Enumerable.Repeat("-", 20_000)) + "1",
        "1" + string.Concat(Enumerable.Repeat(" + 1", 8_000)),
        "name" + string.Concat(Enumerable.Repeat(".name", 6_000)),
        "name" + string.Concat(Enumerable.Repeat("[0]", 9_000)),
        string.Concat(Enumerable.Repeat("not(", 5_000)),
        string.Concat(Enumerable.Repeat("iif(true, ", 3_000)),
        "1" + string.Concat(Enumerable.Repeat(" is Integer", 2_500)),
        "'" + new string('x', 40_000) + "'",
        "%" + new string('`', 40_000));

    [Theory]
    [MemberData(nameof(TooDeep))]
    public void An_expression_that_is_too_deep_or_too_long_is_refused(string expression)
    {
        FhirPathException fault = Assert.Throws<FhirPathException>(() => FhirPathExpression.Compile(expression, Evaluated.Model));
        Assert.Contains(fault.Fault, new[] { FhirPathFault.Limit, FhirPathFault.Syntax });
    }

    [Theory]
    [InlineData("repeat(name | $this)")]
    [InlineData("repeatAll($this)")]
    [InlineData("Patient.name.repeatAll($this.combine($this))")]
    [InlineData("name.combine(name).select(%context.name.combine(%context.name)).select(%context.name.combine(%context.name)).select(%context.name).count()")]
    [InlineData("name.select(%context.name.select(%context.name.select(%context.name.exists()))).count()")]
    [InlineData("name.all(%context.name.all(%context.descendants().count() > 0))")]
    [InlineData("descendants().select(%context.descendants()).select(%context.descendants()).isDistinct()")]
    [InlineData("(name | name.given).distinct().where(%context.name.where(%context.name.where(family = 'x').exists()).exists())")]
    [InlineData("name.aggregate($total | %context.descendants().combine($total), {}).count()")]
    [InlineData("name.sort(%context.name.sort(%context.descendants().count()).count())")]
    public void A_runaway_ends_at_a_limit(string expression)
    {
        Stopwatch watch = Stopwatch.StartNew();
        try
        {
            Evaluated.Items(expression, Wide, new FhirPathOptions { ContextType = "Patient" });
        }
        catch (FhirPathException fault)
        {
            Assert.Equal(FhirPathFault.Limit, fault.Fault);
        }

        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(30), $"{expression} took {watch.Elapsed}");
    }

    [Theory]
    [InlineData("name.aggregate($total & $total & 'aaaaaaaaaaaaaaaaaaaaaaaa', 'a').length()")]
    [InlineData("name.aggregate(iif($total.empty(), 'ab', $total.replace('', 'ab'))).length()")]
    [InlineData("name.aggregate(iif($total.empty(), 'ab', $total.replaceMatches('.', 'abababab'))).length()")]
    [InlineData("name.aggregate(iif($total.empty(), 'ab', $total + $total)).length()")]
    [InlineData("name.aggregate(iif($total.empty(), 'ab', $total.encode('hex'))).length()")]
    [InlineData("name.aggregate(iif($total.empty(), '\"', $total.escape('json'))).length()")]
    public void A_text_that_grows_without_end_is_stopped(string expression) => Assert.Equal(FhirPathFault.Limit, Evaluated.Fault(expression, Wide).Fault);

    [Theory]
    [InlineData("(a+)+$")]
    [InlineData("(a|a)*b$")]
    [InlineData("(.*a){20}$")]
    [InlineData("^(([a-z])+.)+[A-Z]([a-z])+$")]
    public void A_pattern_that_would_backtrack_without_end_does_not(string pattern)
    {
        Stopwatch watch = Stopwatch.StartNew();
        Assert.Equal("false", Evaluated.Text($"'{new string('a', 20_000)}!'.matches('{pattern}')"));
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(10), $"{pattern} took {watch.Elapsed}");
    }

    [Theory]
    [InlineData("(?=a)b")]
    [InlineData("(?<!a)b")]
    [InlineData(@"(a)\\1")]
    [InlineData("((((a{1000}){1000}){1000}))")]
    [InlineData("[")]
    [InlineData("a{2,1}")]
    public void A_pattern_that_cannot_be_matched_in_linear_time_fails_by_name_before_any_data(string pattern) =>
        Assert.Equal(FhirPathFault.Semantic, Assert.Throws<FhirPathException>(() => FhirPathExpression.Compile($"'ab'.matches('{pattern}')", Evaluated.Model)).Fault);

    [Theory]
    [InlineData("99999999999999999999")]
    [InlineData("1.00000000000000000000000000000000000001")]
    [InlineData("@2015-13-01")]
    [InlineData("@2015-02-30")]
    [InlineData("@T25:00")]
    [InlineData("@")]
    [InlineData("'\\q'")]
    [InlineData("'\\u12'")]
    [InlineData("'abc")]
    [InlineData("/* no end")]
    [InlineData("$that")]
    [InlineData("a.b.")]
    [InlineData("a..b")]
    [InlineData("1 +")]
    [InlineData("(1")]
    [InlineData("{1}")]
    [InlineData("a b")]
    [InlineData("")]
    [InlineData("is")]
    [InlineData("1 is")]
    [InlineData("#")]
    public void What_is_no_FHIRPath_is_a_syntax_fault_with_a_place_or_a_name_without_meaning(string expression)
    {
        FhirPathException fault = Evaluated.Fault(expression, """{"resourceType":"Patient"}""");
        Assert.Contains(fault.Fault, new[] { FhirPathFault.Syntax, FhirPathFault.Semantic });
        Assert.True(fault.Line >= 1 && fault.Column >= 1, fault.Message);
    }

    [Theory]
    [InlineData("2147483647 + 1")]
    [InlineData("-2147483647 - 2")]
    [InlineData("79228162514264337593543950335.0 + 79228162514264337593543950335.0")]
    [InlineData("79228162514264337593543950335.0 * 10.0")]
    [InlineData("1 div 0")]
    [InlineData("1.0 mod 0.0")]
    [InlineData("(-2147483647 - 1) div -1")]
    [InlineData("2.power(64)")]
    [InlineData("1000.exp()")]
    [InlineData("0.ln()")]
    [InlineData("@9999-12-31 + 1 year")]
    [InlineData("@0001-01-01 - 1 day")]
    [InlineData("@2020-01-01 + 999999999999999999 'd'")]
    [InlineData("100000000000.toString().toDecimal().power(9)")]
    [InlineData("79228162514264337593543950335.0.highBoundary()")]
    public void What_leaves_the_range_of_its_type_is_nothing(string expression)
    {
        string text;
        try
        {
            text = Evaluated.Text(expression);
        }
        catch (FhirPathException fault)
        {
            // A literal may be beyond the range itself.
            Assert.Equal(FhirPathFault.Syntax, fault.Fault);
            return;
        }

        Assert.Equal("", text);
    }

    [Fact]
    public void Any_run_of_words_and_any_mutated_invariant_ends_in_a_result_or_a_FhirPathException() => Property.Hold(3_000, random =>
    {
        string[] words =
        [
            "name", "given", "family", "(", ")", "[", "]", ".", ",", "|", "&", "+", "-", "*", "/", "div", "mod", "is", "as", "Patient", "string", "'a'", "1", "1.5", "4 days", "2 'mg'",
            "@2020", "@T10:00", "$this", "$index", "$total", "%resource", "%ucum", "{}", "where", "select", "exists", "all", "=", "~", "!=", "<", ">=", "in", "contains", "and", "or",
            "implies", "first()", "count()", "toString()", "substring(1)", "repeat($this)", "resolve()", "type()", "sort()", "iif(true,1)", "lowBoundary()", "matches('a')", "not()", " ",
        ];
        StringBuilder expression = new();
        int count = random.Next(1, 14);
        for (int i = 0; i < count; i++) expression.Append(words[random.Next(words.Length)]).Append(random.Next(3) == 0 ? " " : "");
        try
        {
            Evaluated.Items(expression.ToString(), Json.Some.Patient, new FhirPathOptions { ContextType = "Patient", IsStrict = random.Next(2) == 0 });
        }
        catch (FhirPathException)
        {
            return; // Named, bounded: what is asked.
        }
    });

    private static string Patient(int names)
    {
        StringBuilder json = new("""{"resourceType":"Patient","id":"p","name":[""");
        for (int i = 0; i < names; i++) json.Append(i == 0 ? "" : ",").Append(System.Globalization.CultureInfo.InvariantCulture, $$"""{"family":"f{{i}}","given":["a{{i}}","b"]}""");
        return json.Append("]}").ToString();
    }
}
