using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck.Fluent;
using Registry.Fhir.Json;
using Registry.Fhir.Outcomes;
using Xunit;

namespace Registry.Fhir.Tests.Json;

public sealed class ResourceDocumentTests
{
    [Fact]
    public void A_valid_resource_has_no_findings()
    {
        using ResourceDocument document = Some.Document(Some.Patient);
        Assert.True(document.IsWellFormed);
        Assert.Empty(document.Findings);
    }

    [Fact]
    public void Values_are_read_as_sent()
    {
        using ResourceDocument document = Some.Document(Some.Patient);
        NodeCursor patient = document.Root;
        Assert.Equal("Müller 😀", patient["name"][0]["family"].AsString());
        Assert.True(patient["name"][0]["family"].ValueEquals("Müller 😀"));
        Assert.True(patient["name"][0]["family"].ValueEquals("Müller 😀"u8));
        Assert.Equal("x\n\"y\"", patient["_birthDate"]["extension"][0]["valueString"].AsString());
        Assert.True(patient["active"].AsBoolean());
        Assert.Equal("1.50", patient["extension"][0]["valueDecimal"].AsDecimal()!.Value.ToString(System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(-12, patient["multipleBirthInteger"].AsInteger());
        Assert.Equal("-12", patient["multipleBirthInteger"].AsString());
        Assert.Equal(NodeKind.Null, patient["name"][0]["given"][1].Kind);
        Assert.Null(patient["name"][0]["given"][1].AsString());
        Assert.Equal(2, patient["name"][0]["given"].Count);
        Assert.Equal("""["A", null]""", Encoding.UTF8.GetString(patient["name"][0]["given"].RawBytes));
    }

    [Fact]
    public void What_is_below_a_missing_place_is_missing()
    {
        using ResourceDocument document = Some.Document(Some.Patient);
        NodeCursor missing = document.Root["contact"][3]["name"];
        Assert.False(missing.Exists);
        Assert.Equal(NodeKind.Missing, missing.Kind);
        Assert.Equal(0, missing.Count);
        Assert.Null(missing.AsString());
        Assert.Equal("", missing.Expression);
        Assert.Equal(default, missing.Position);
        Assert.True(missing.RawBytes.IsEmpty);
        foreach (NodeCursor child in missing) Assert.Fail(child.Name);
    }

    [Fact]
    public void A_single_value_counts_as_a_list_of_one()
    {
        using ResourceDocument document = Some.Document(Some.Patient);
        Assert.Equal("p-1", document.Root["id"][0].AsString());
        Assert.False(document.Root["id"][1].Exists);
    }

    [Theory]
    [InlineData("name", "Patient.name", 6, 3)]
    [InlineData("name/0/given/1", "Patient.name[0].given[1]", 6, 67)]
    [InlineData("_birthDate/extension/0/url", "Patient.birthDate.extension[0].url", 8, 35)]
    public void A_place_has_an_expression_a_line_and_a_column(string way, string expression, int line, int column)
    {
        using ResourceDocument document = Some.Document(Some.Patient);
        NodeCursor place = document.Root;
        foreach (string step in way.Split('/')) place = int.TryParse(step, out int index) ? place[index] : place[step];
        Assert.Equal(expression, place.Expression);
        Assert.Equal(new TextPosition(line, column), place.Position);
    }

    [Fact]
    public void A_resource_inside_a_bundle_is_named_from_the_bundle()
    {
        using ResourceDocument document = Some.Document("""{"resourceType":"Bundle","entry":[{"resource":{"resourceType":"Patient","name":[{"family":"x"}]}}]}""");
        Assert.Equal("Bundle.entry[0].resource.name[0].family", document.Root["entry"][0]["resource"]["name"][0]["family"].Expression);
    }

    [Fact]
    public void A_choice_is_named_as_FHIRPath_names_it()
    {
        ElementNames names = new(["valueQuantity"], [new("valueQuantity", new ChoiceName("value", "Quantity"))]);
        using ResourceDocument document = Some.Document("""{"resourceType":"Observation","valueQuantity":{"value":1}}""", names);
        Assert.Equal("Observation.value.value", document.Root["valueQuantity"]["value"].Expression);
    }

    [Fact]
    public void A_column_counts_characters_and_not_bytes()
    {
        using ResourceDocument document = Some.Document("""{"a":"ü😀","b":1}""");
        Assert.Equal(new TextPosition(1, 12), document.Root["b"].Position);
    }

    [Theory]
    [InlineData("", "json-empty")]
    [InlineData("\uFEFF{}", "json-byte-order-mark")]
    [InlineData("{\"a\":1} x", "json-syntax")]
    [InlineData("{\"a\":1,}", "json-syntax")]
    [InlineData("{'a':1}", "json-syntax")]
    [InlineData("{\"a\":01}", "json-syntax")]
    [InlineData("{\"a\":1.}", "json-syntax")]
    [InlineData("{\"a\":+1}", "json-syntax")]
    [InlineData("{\"a\":NaN}", "json-syntax")]
    [InlineData("{\"a\":\"\t\"}", "json-syntax")]
    [InlineData("{\"a\":\"\\x\"}", "json-syntax")]
    [InlineData("{\"a\":\"\\u12g4\"}", "json-syntax")]
    [InlineData("{\"a\":tru}", "json-syntax")]
    [InlineData("{\"a\":1", "json-syntax")]
    [InlineData("[1}", "json-syntax")]
    public void What_is_not_JSON_is_a_document_with_one_fatal_finding(string text, string rule)
    {
        using ResourceDocument document = Some.Document(text);
        Assert.False(document.IsWellFormed);
        Assert.False(document.Root.Exists);
        Finding finding = Assert.Single(document.Findings);
        Assert.Equal((Severity.Fatal, Authority.Json, rule), (finding.Severity, finding.Authority, finding.Rule));
        Assert.True(finding.Line > 0 && finding.Column > 0);
        Assert.NotNull(finding.Remedy);
    }

    [Theory]
    [InlineData("""{"a":{}}""", "json-empty-object", "a")]
    [InlineData("""{"a":[]}""", "json-empty-array", "a")]
    [InlineData("""{"a":""}""", "json-empty-string", "a")]
    [InlineData("""{"a":null}""", "json-null", "a")]
    [InlineData("""{"a":["x",null]}""", "json-null", "a")]
    [InlineData("""{"a":1,"b":2,"a":3}""", "json-duplicate-name", "a")]
    [InlineData("""{"a":1,"b":2,"\u0061":3}""", "json-duplicate-name", "a")]
    [InlineData("""{"a":[["x"]]}""", "json-nested-array", "a[0]")]
    [InlineData("""{"":1,"b":2}""", "json-empty-name", "``")]
    [InlineData("""{"a":["x"],"_a":[null,{"id":"1"}]}""", "json-alignment", "a")]
    [InlineData("""{"a":["x",null],"_a":[{"id":"1"},null]}""", "json-alignment", "a[1]")]
    [InlineData("""{"_a":[{"id":"1"}]}""", "json-alignment", "a[0]")]
    [InlineData("""{"a":"x","_a":[{"id":"1"}]}""", "json-alignment", "a")]
    [InlineData("""{"a":["x"],"_a":{"id":"1"}}""", "json-alignment", "a")]
    [InlineData("""{"a":"x","_a":"y"}""", "json-alignment", "a")]
    [InlineData("""{"a":"\ud800x"}""", "json-lone-surrogate", "a")]
    [InlineData("""{"a":"\udc00\ud800"}""", "json-lone-surrogate", "a")]
    [InlineData("""["a"]""", "json-resource", "")]
    public void What_JSON_allows_and_FHIR_does_not_is_an_error_at_its_place(string text, string rule, string expression)
    {
        using ResourceDocument document = Some.Document(text);
        Assert.True(document.IsWellFormed);
        Finding finding = Assert.Single(document.Findings);
        Assert.Equal((Severity.Error, rule, expression), (finding.Severity, finding.Rule, finding.Expression));
    }

    [Theory]
    [InlineData("""{"a":[null,"x"],"_a":[{"extension":[{"url":"x"}]},null]}""")]
    [InlineData("""{"_a":[{"extension":[{"url":"x"}]}]}""")]
    [InlineData("""{"_a":{"id":"1"}}""")]
    [InlineData("""{"a":"x","_a":{"id":"1"}}""")]
    [InlineData("""{"a":"\ud83d\ude00","b":"\\ud800"}""")]
    public void Aligned_siblings_and_whole_characters_are_accepted(string text)
    {
        using ResourceDocument document = Some.Document(text);
        Assert.Empty(document.Findings);
    }

    [Fact]
    public void Invalid_UTF_8_is_found_at_its_place()
    {
        byte[] text = [.. "{\"a\":\n\"x"u8, 0xFC, .. "\"}"u8];
        using ResourceDocument document = ResourceDocument.Parse(text);
        Finding finding = Assert.Single(document.Findings);
        Assert.Equal(("json-utf8", 2, 3), (finding.Rule, finding.Line, finding.Column));
    }

    [Fact]
    public void Nesting_is_limited()
    {
        string inside = new string('[', Limits.JsonDepth - 1) + "1" + new string(']', Limits.JsonDepth - 1);
        using ResourceDocument allowed = Some.Document("[" + inside + "]");
        using ResourceDocument deeper = Some.Document("[[" + inside + "]]");
        using ResourceDocument bomb = Some.Document(new string('[', 5_000_000));
        Assert.True(allowed.IsWellFormed);
        Assert.Equal("limit-json-depth", Assert.Single(deeper.Findings).Rule);
        Assert.Equal("limit-json-depth", Assert.Single(bomb.Findings).Rule);
    }

    [Fact]
    public void Bytes_values_and_names_are_limited()
    {
        using ResourceDocument longer = ResourceDocument.Parse(new byte[Limits.DocumentBytes + 1]);
        using ResourceDocument wide = Some.Document("[" + string.Concat(Enumerable.Repeat("1,", Limits.DocumentNodes)) + "1]");
        using ResourceDocument named = Some.Document("{\"" + new string('n', Limits.NameBytes + 1) + "\":1}");
        Assert.Equal("limit-document-bytes", Assert.Single(longer.Findings).Rule);
        Assert.Equal("limit-document-nodes", Assert.Single(wide.Findings).Rule);
        Assert.Equal("limit-name-bytes", Assert.Single(named.Findings).Rule);
    }

    [Fact]
    public void Findings_beyond_the_limit_are_counted_and_not_kept()
    {
        using ResourceDocument document = Some.Document("[" + string.Join(",", Enumerable.Repeat("{\"a\":{}}", 5_000)) + "]");
        Assert.Equal(Limits.Findings, document.Findings.Count);
        Assert.Equal(5_001 - Limits.Findings, document.Findings.Omitted);
    }

    [Fact]
    public void Properties_of_one_object_are_limited()
    {
        using ResourceDocument allowed = Some.Document(Wide(Limits.Properties));
        using ResourceDocument wider = Some.Document(Wide(Limits.Properties + 1));
        using ResourceDocument repeated = Some.Document("{" + string.Join(",", Enumerable.Range(0, Limits.Properties).Select(i => $"\"n{i % 256}\":1")) + "}");
        Assert.Empty(allowed.Findings);
        Assert.Equal("limit-properties", Assert.Single(wider.Findings).Rule);
        Assert.Equal(256, repeated.Findings.Count + repeated.Findings.Omitted);

        static string Wide(int count) => "{" + string.Join(",", Enumerable.Range(0, count).Select(i => $"\"n{i}\":1")) + "}";
    }

    [Fact]
    public void Numbers_too_long_for_a_decimal_keep_their_text()
    {
        string digits = "1" + new string('0', 50) + "1";
        using ResourceDocument document = Some.Document($$"""{"a":{{digits}},"b":1e400,"c":1.20e1}""");
        Assert.Null(document.Root["a"].AsDecimal());
        Assert.Equal(digits, document.Root["a"].AsString());
        Assert.Null(document.Root["b"].AsDecimal());
        Assert.Equal(12m, document.Root["c"].AsDecimal());
        Assert.Null(document.Root["c"].AsInteger());
    }

    [Fact]
    public void Names_with_a_number_are_the_same_names()
    {
        ElementNames names = new(["resourceType", "id", "name", "given", "_given", "extension", "multipleBirthInteger"]);
        Assert.Equal(names.Count, Enumerable.Range(0, names.Count).Select(number => names.Find(Encoding.UTF8.GetBytes(names[number]))).Distinct().Count(number => number >= 0));
        Assert.Equal(-1, names.Find("nam"u8));
        using ResourceDocument numbered = Some.Document(Some.Patient, names);
        using ResourceDocument plain = Some.Document(Some.Patient);
        Assert.Equal(Flatten(plain.Root), Flatten(numbered.Root));
        plain.Renumber(names);
        Assert.Equal(numbered.Nodes.ToArray().Select(node => node.Name), plain.Nodes.ToArray().Select(node => node.Name));
    }

    [Fact]
    public void Any_tree_comes_back_as_it_was() => Property.Hold(runs: 1_000, Some.Tree.Zip(Gen.Elements(true, false)), written =>
    {
        (JsonObject tree, bool isIndented) = written;
        string text = tree.ToJsonString(new JsonSerializerOptions { WriteIndented = isIndented });
        using ResourceDocument document = Some.Document(text);
        Assert.Empty(document.Findings);
        Assert.True(JsonNode.DeepEquals(tree, Rebuild(document.Root)), text);
        return true;
    });

    [Fact]
    public void Any_tree_cut_short_is_refused() => Property.Hold(runs: 1_000, Some.Tree.Zip(Gen.Choose(0, int.MaxValue - 1)), cut =>
    {
        byte[] text = Encoding.UTF8.GetBytes(cut.Item1.ToJsonString());
        AssertAgrees(text.AsMemory(0, cut.Item2 % text.Length));
        return true;
    });

    [Fact]
    public void Any_changed_bytes_of_any_tree_get_the_verdict_of_a_strict_reader() => Property.Hold(runs: 3_000, Some.Tree.Zip(Gen.Choose(0, int.MaxValue - 1).ArrayOf(2)).Zip(Gen.Choose(0, 255).ArrayOf(2)), change =>
    {
        ((JsonObject tree, int[] places), int[] values) = change;
        byte[] text = Encoding.UTF8.GetBytes(tree.ToJsonString());
        for (int i = 0; i < places.Length; i++) text[places[i] % text.Length] ^= (byte)values[i];
        AssertAgrees(text);
        return true;
    });

    [Fact]
    public void Every_prefix_is_refused()
    {
        byte[] text = Encoding.UTF8.GetBytes(Some.Patient);
        for (int length = 0; length < text.Length; length++) AssertAgrees(text.AsMemory(0, length));
    }

    [Fact]
    public void Any_changed_byte_of_a_patient_gets_the_verdict_of_a_strict_reader() => Property.Hold(runs: 5_000, Gen.Choose(0, Encoding.UTF8.GetByteCount(Some.Patient) - 1).Zip(Gen.Choose(0, 255)), change =>
    {
        byte[] text = Encoding.UTF8.GetBytes(Some.Patient);
        text[change.Item1] = (byte)change.Item2;
        AssertAgrees(text);
        return true;
    });

    [Fact]
    public void Every_changed_byte_gets_the_verdict_of_a_strict_reader()
    {
        byte[] text = """{"a":[{"b":"xü\u00fc\n"},-1.5e+3, true],"_c":null}"""u8.ToArray();
        for (int at = 0; at < text.Length; at++)
        {
            byte kept = text[at];
            for (int value = 0; value < 256; value++)
            {
                text[at] = (byte)value;
                AssertAgrees(text);
            }

            text[at] = kept;
        }
    }

    [Fact]
    public void Reading_allocates_the_same_for_small_and_large_documents()
    {
        // Without escapes that JSON does not ask for: those cost a copy of the text.
        string patient = Some.Patient.Replace(@"\u00fc", "ü", StringComparison.Ordinal).Replace(@"\ud83d\ude00", "😀", StringComparison.Ordinal);
        Assert.DoesNotContain("\\u", patient, StringComparison.Ordinal);
        byte[] small = Encoding.UTF8.GetBytes(patient);
        byte[] large = Encoding.UTF8.GetBytes("[" + string.Join(",", Enumerable.Repeat(patient, 100)) + "]");
        large = Encoding.UTF8.GetBytes("{\"a\":" + Encoding.UTF8.GetString(large) + "}");
        for (int i = 0; i < 3; i++) Allocated(large);
        Assert.Equal(Allocated(small), Allocated(large));

        static long Allocated(byte[] text)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            using (ResourceDocument.Parse(text))
            {
            }

            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    private static void AssertAgrees(ReadOnlyMemory<byte> text)
    {
        using ResourceDocument document = ResourceDocument.Parse(text);
        bool isJson = IsJson(text);
        if (isJson != document.IsWellFormed)
        {
            Assert.Fail($"A strict reader says {isJson} about: {Encoding.Latin1.GetString(text.Span)}");
        }

        Assert.True(document.IsWellFormed || document.Findings.HasErrors);
    }

    // JsonDocument looks at the bytes of a string only when it is asked for.
    private static bool IsJson(ReadOnlyMemory<byte> text)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = Limits.JsonDepth });
            return System.Text.Unicode.Utf8.IsValid(text.Span);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static JsonNode? Rebuild(NodeCursor node)
    {
        switch (node.Kind)
        {
            case NodeKind.Object:
                JsonObject made = [];
                foreach (NodeCursor property in node) made[property.Name] = Rebuild(property);
                return made;
            case NodeKind.Array:
                JsonArray items = [];
                foreach (NodeCursor item in node) items.Add(Rebuild(item));
                return items;
            case NodeKind.String:
                return JsonValue.Create(node.AsString());
            case NodeKind.Number:
                return JsonValue.Create(node.AsDecimal());
            case NodeKind.True or NodeKind.False:
                return JsonValue.Create(node.AsBoolean());
            default:
                return null;
        }
    }

    private static List<string> Flatten(NodeCursor node)
    {
        List<string> lines = [$"{node.Name}|{node.Kind}|{node.AsString()}|{node.Expression}"];
        foreach (NodeCursor child in node) lines.AddRange(Flatten(child));
        return lines;
    }
}
