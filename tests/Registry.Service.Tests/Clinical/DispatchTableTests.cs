using System.Text;
using System.Text.Json.Nodes;
using Registry.Clinical.Dispatch;
using Registry.Fhir.FhirPath;
using Registry.Fhir.Json;
using Xunit;

namespace Registry.Service.Tests.Clinical;

public class DispatchTableTests
{
    private const string Row = """{"title":"T","resourceType":"Observation","code":[{"system":"s","code":"c"}],"profile":"p","event":"FlareUpReported"}""";

    [Fact]
    public void The_committed_package_dispatches_each_kind_to_its_profile()
    {
        (JsonObject Resource, string Profile)[] kinds =
        [
            (Some.Patient(), "ho-registry-patient"), (Some.Diagnosis("FOP"), "fop-condition"), (Some.Diagnosis("POH"), "poh-condition"), (Some.Variant("ACVR1"), "acvr1-variant"),
            (Some.Variant("GNAS"), "gnas-variant"), (Some.FlareUp(), "flare-up"), (Some.Lesion(), "ho-lesion"), (Some.VitalStatus(), "vital-status"), (Some.CauseOfDeath(), "cause-of-death"),
        ];
        foreach ((JsonObject resource, string profile) in kinds)
        {
            using ResourceDocument document = ResourceDocument.Parse(Some.Utf8(resource));
            List<string> canonicals = [];
            Some.Table.Select(document.Root, canonicals);
            Assert.Equal($"{Some.Base}/StructureDefinition/{profile}", Assert.Single(canonicals));
        }
    }

    [Fact]
    public void Every_example_of_the_package_is_dispatched_to_its_own_profile()
    {
        List<string> wrong = [];
        int count = 0;
        foreach ((string name, byte[] content) in PackageFiles.Examples())
        {
            count++;
            using ResourceDocument document = ResourceDocument.Parse(content);
            List<string> canonicals = [];
            Some.Table.Select(document.Root, canonicals);
            string? claimed = document.Root["meta"]["profile"][0].AsString();
            if (canonicals.Count != 1 || canonicals[0] != claimed) wrong.Add($"{name}: {string.Join(", ", canonicals)} instead of {claimed}");
        }

        Assert.Empty(wrong);
        Assert.True(count >= 50);
    }

    [Theory]
    [InlineData("""{"package":"p","version":"1","canonical":"c","dispatch":[ROW],"more":1}""", "'more'")]
    [InlineData("""{"package":"p","version":"1","dispatch":[ROW]}""", "'canonical'")]
    [InlineData("""{"package":"p","version":"1","canonical":"c","dispatch":[]}""", "'dispatch'")]
    [InlineData("""{"package":"p","version":"1","canonical":"c","canonicalAliases":["d","c/"],"dispatch":[ROW]}""", "'c' twice")]
    [InlineData("""{"package":"p","version":"1","canonical":"c","canonicalAliases":"d","dispatch":[ROW]}""", "canonicalAliases")]
    [InlineData("""{"package":""", "not JSON")]
    public void A_file_that_cannot_be_honoured_fails_by_name(string file, string named) =>
        Assert.Contains(named, Fault(file.Replace("ROW", Row, StringComparison.Ordinal)), StringComparison.Ordinal);

    [Theory]
    [InlineData("\"event\":\"FlareUpReported\"", "\"event\":\"SafetyConcernRaised\"", "SafetyConcernRaised")]
    [InlineData("\"event\":\"FlareUpReported\"", "\"event\":\"DiagnosisRecorded\"", "Condition")]
    [InlineData("\"event\":\"FlareUpReported\"", "\"event\":\"VariantReported\"", "'component'")]
    [InlineData("\"event\":\"FlareUpReported\"", "\"event\":\"FlareUpReported\",\"eventOnUpdate\":\"X\"", "'X'")]
    [InlineData("\"title\":\"T\"", "\"titel\":\"T\"", "'titel'")]
    [InlineData("\"title\":\"T\"", "\"title\":\"\"", "title")]
    [InlineData("[{\"system\":\"s\",\"code\":\"c\"}]", "[]", "code")]
    [InlineData("{\"system\":\"s\",\"code\":\"c\"}", "{\"system\":\"s\"}", "code[0]")]
    [InlineData("{\"system\":\"s\",\"code\":\"c\"}", "{\"system\":\"s\",\"code\":\"c\",\"anyCode\":true}", "'anyCode'")]
    [InlineData("{\"system\":\"s\",\"code\":\"c\"}", "{\"system\":\"s\",\"anyCode\":false}", "anyCode")]
    [InlineData("\"event\":\"FlareUpReported\"", "\"event\":null,\"eventOnUpdate\":\"SubjectUpdated\"", "needs an event")]
    [InlineData("\"Observation\"", "\"Patient\",\"eventOnUpdate\":\"SubjectUpdated\"", "FlareUpReported")]
    [InlineData("\"Observation\",\"code\":[{\"system\":\"s\",\"code\":\"c\"}],\"profile\":\"p\",\"event\":\"FlareUpReported\"", "\"Patient\",\"profile\":\"p\",\"event\":null", "needs an event")]
    [InlineData(",\"event\":\"FlareUpReported\"", "", "'event'")]
    public void A_row_that_cannot_be_honoured_fails_by_name(string part, string broken, string named)
    {
        string fault = Fault("""{"package":"p","version":"1","canonical":"c","dispatch":[ROW]}""".Replace("ROW", Row.Replace(part, broken, StringComparison.Ordinal), StringComparison.Ordinal));
        Assert.Contains("dispatch[0]", fault, StringComparison.Ordinal);
        Assert.Contains(named, fault, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"key":"X","reports":[]}""", "'title'")]
    [InlineData("""{"key":"X","title":"X","reports":[],"colour":"red"}""", "'colour'")]
    [InlineData("""{"key":"X","title":"X","reports":[],"gene":"HGNC:1","parentalAllele":"both"}""", "'parentalAllele'")]
    [InlineData("""{"key":"X","title":"X","reports":[],"parentalAllele":"maternal"}""", "'parentalAllele'")]
    public void A_disease_that_cannot_be_honoured_fails_by_name(string disease, string named)
    {
        string fault = Fault("""{"package":"p","version":"1","canonical":"c","diseases":[DISEASE],"dispatch":[ROW]}"""
            .Replace("DISEASE", disease, StringComparison.Ordinal).Replace("ROW", Row, StringComparison.Ordinal));
        Assert.Contains("diseases[0]", fault, StringComparison.Ordinal);
        Assert.Contains(named, fault, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("p", "d", "", "\"code\":\"other\"", "has the id 'p'")]
    [InlineData("q", "c", "", "\"code\":\"other\"", "canonical base 'c'")]
    [InlineData("q", "d", """ "diseases":[{"key":"X","title":"X","reports":[]}], """, "\"code\":\"other\"", "the disease 'X'")]
    [InlineData("q", "d", "", "\"code\":\"c\"", "'T' and 'T' both take Observation s|c")]
    [InlineData("q", "d", "", "\"anyCode\":true", "'T' and 'T' both take Observation s|c")]
    public void Packages_that_do_not_go_together_fail_by_name(string package, string canonical, string diseases, string code, string named)
    {
        string own = """{"package":"p","version":"1","canonical":"c","diseases":[{"key":"X","title":"X","reports":[]}],"dispatch":[ROW]}""".Replace("ROW", Row, StringComparison.Ordinal);
        string further = $$"""{"package":"{{package}}","version":"1","canonical":"{{canonical}}",{{diseases}}"dispatch":[ROW]}""".Replace("ROW", Row.Replace("\"code\":\"c\"", code, StringComparison.Ordinal), StringComparison.Ordinal);
        string fault = Assert.Throws<InvalidDataException>(() => Read(own, further)).Message;
        Assert.Contains($"The packages p and {package} do not go together", fault, StringComparison.Ordinal);
        Assert.Contains(named, fault, StringComparison.Ordinal);
    }

    private const string Rule = """{"id":"X-1","version":1,"title":"T","severity":"warning","category":"completeness","acrossSites":"A.","expression":"entry.resource.ofType(Condition).code","message":"M.","reason":"R.","remedy":"S."}""";

    [Theory]
    [InlineData("\"id\":\"X-1\"", "\"id\":\"R07\"", "'R07', which is one of the registry's own")]
    [InlineData("\"id\":\"X-1\"", "\"id\":\"X 1|\"", "rules[0].id")]
    [InlineData("\"version\":1", "\"version\":0", "rules[0].version")]
    [InlineData("\"warning\"", "\"fatal\"", "rules[0].severity")]
    [InlineData("\"completeness\"", "\"beauty\"", "'beauty'")]
    [InlineData("\"title\":\"T\"", "\"title\":\"T\",\"together\":false", "rules[0].together")]
    [InlineData("\"remedy\":\"S.\"", "\"cure\":\"S.\"", "'cure'")]
    [InlineData("entry.resource.ofType(Condition).code", "entry.resource.ofType(Condition).cod", "X-1 of p cannot be compiled")]
    [InlineData("entry.resource.ofType(Condition).code", "entry.(", "X-1 of p cannot be compiled")]
    [InlineData("entry.resource.ofType(Condition).code", "entry.exists()", "X-1 of p selects no elements")]
    public void A_packages_rule_that_cannot_be_honoured_fails_by_name(string part, string broken, string named)
    {
        string file = """{"package":"p","version":"1","canonical":"c","dispatch":[ROW],"rules":[RULE]}""".Replace("ROW", Row, StringComparison.Ordinal);
        Assert.Single(Read(file.Replace("RULE", Rule, StringComparison.Ordinal)).Rules.OfPackages);
        Assert.Contains(named, Fault(file.Replace("RULE", Rule.Replace(part, broken, StringComparison.Ordinal), StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.Contains("'X-1' twice", Fault(file.Replace("RULE", $"{Rule},{Rule}", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_further_packages_rows_are_tried_first_and_its_events_say_where_they_come_from()
    {
        string own = """{"package":"p","version":"1","canonical":"c","dispatch":[ROW]}""".Replace("ROW", Row, StringComparison.Ordinal);
        string further = """{"package":"q","version":"3","canonical":"d","dispatch":[ROW]}""".Replace("ROW", Row.Replace("\"code\":\"c\"", "\"code\":\"d\"", StringComparison.Ordinal).Replace("\"T\"", "\"U\"", StringComparison.Ordinal), StringComparison.Ordinal);
        DispatchTable table = Read(own, further);
        DispatchRow row = Find(table, """{"resourceType":"Observation","code":{"coding":[{"system":"s","code":"c"},{"system":"s","code":"d"}]}}""")!;
        Assert.Equal(("U", $"q#3/{DispatchTable.MappingVersion}", $"p#1/{DispatchTable.MappingVersion}"), (row.Title, row.Derivation, table.Derivation));
    }

    [Fact]
    public void A_row_that_takes_any_code_of_a_system_takes_no_other_system_and_no_text()
    {
        DispatchTable table = ReadRow(Row.Replace("\"code\":\"c\"", "\"anyCode\":true", StringComparison.Ordinal));
        Assert.NotNull(Find(table, """{"resourceType":"Observation","code":{"coding":[{"system":"t","code":"c"},{"system":"s","code":"whatever"}]}}"""));
        Assert.Null(Find(table, """{"resourceType":"Observation","code":{"coding":[{"system":"t","code":"c"}]}}"""));
        Assert.Null(Find(table, """{"resourceType":"Observation","code":{"coding":[{"system":"s","display":"c"}],"text":"c"}}"""));
    }

    [Fact]
    public void A_row_may_say_that_no_event_is_derived() =>
        Assert.Null(Find(ReadRow(Row.Replace("\"FlareUpReported\"", "null", StringComparison.Ordinal)), """{"resourceType":"Observation","code":{"coding":[{"system":"s","code":"c"}]}}""")!.Event);

    private static DispatchTable ReadRow(string row) => Read("""{"package":"p","version":"1","canonical":"c","dispatch":[ROW]}""".Replace("ROW", row, StringComparison.Ordinal));

    private static DispatchTable Read(params string[] files) =>
        DispatchTable.Read(files.Select(file => new ReadOnlyMemory<byte>(Encoding.UTF8.GetBytes(file))), () => new FhirPathModel(Some.Definitions));

    private static DispatchRow? Find(DispatchTable table, string resource)
    {
        using ResourceDocument document = ResourceDocument.Parse(Encoding.UTF8.GetBytes(resource));
        return table.Find(document.Root);
    }

    private static string Fault(string file) => Assert.Throws<InvalidDataException>(() => Read(file)).Message;
}
