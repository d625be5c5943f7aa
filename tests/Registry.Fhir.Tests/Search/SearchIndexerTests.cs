using System.Globalization;
using System.Text;
using System.Text.Json;
using Registry.Fhir.Definitions;
using Registry.Fhir.FhirPath;
using Registry.Fhir.Json;
using Registry.Fhir.Search;
using Registry.Fhir.Tests.Json;
using Xunit;

namespace Registry.Fhir.Tests.Search;

/// <summary>What resources are found by, from the expressions of R4 and of packages.</summary>
public sealed class SearchIndexerTests(ITestOutputHelper output)
{
    private static readonly Lazy<SearchIndexer> Shared = new(() => new SearchIndexer(CoreDefinitions.Load()));

    private static SearchIndexer Core => Shared.Value;

    [Fact]
    public void Every_parameter_of_R4_compiles_for_every_type_or_is_listed_with_its_reason()
    {
        int compiled = 0;
        List<string> silent = [];
        foreach (StructureDefinition type in CoreDefinitions.Load().Structures)
        {
            foreach (IndexedParameter parameter in Core.Parameters(type.Type).Where(_ => !type.IsConstraint))
            {
                if (parameter.Compiled.Branches.Count == 0) silent.Add($"{parameter} {parameter.Definition.Url} {parameter.Definition.Expression}");
                if (parameter.Type == SearchType.Composite) Assert.True(parameter.Compiled.Components.Count > 1, parameter.Definition.Url);
                compiled++;
            }
        }

        output.WriteLine($"{compiled} parameters of types");
        Assert.Empty(silent);
        Assert.True(compiled > 2_500, $"{compiled}");
        Assert.Equal(
            [
                "http://hl7.org/fhir/SearchParameter/DomainResource-text: Full text: it reads the whole resource.",
                "http://hl7.org/fhir/SearchParameter/Resource-content: Full text: it reads the whole resource.",
                "http://hl7.org/fhir/SearchParameter/Resource-query: It asks the server, not a resource.",
                "http://hl7.org/fhir/SearchParameter/codesystem-extensions-CodeSystem-author: R4 gives it no expression.",
                "http://hl7.org/fhir/SearchParameter/codesystem-extensions-CodeSystem-effective: R4 gives it no expression.",
                "http://hl7.org/fhir/SearchParameter/codesystem-extensions-CodeSystem-end: R4 gives it no expression.",
                "http://hl7.org/fhir/SearchParameter/codesystem-extensions-CodeSystem-keyword: R4 gives it no expression.",
                "http://hl7.org/fhir/SearchParameter/codesystem-extensions-CodeSystem-workflow: R4 gives it no expression.",
                "http://hl7.org/fhir/SearchParameter/example-extension: It illustrates the resource SearchParameter and is no parameter of R4.",
                "http://hl7.org/fhir/SearchParameter/example-reference: It illustrates the resource SearchParameter and is no parameter of R4.",
                "http://hl7.org/fhir/SearchParameter/example: It illustrates the resource SearchParameter and is no parameter of R4.",
                "http://hl7.org/fhir/SearchParameter/filter: It asks the server, not a resource.",
                "http://hl7.org/fhir/SearchParameter/patient-extensions-Patient-age: R4 gives it no expression.",
                "http://hl7.org/fhir/SearchParameter/patient-extensions-Patient-birthOrderBoolean: R4 gives it no expression.",
                "http://hl7.org/fhir/SearchParameter/valueset-extensions-ValueSet-author: R4 gives it no expression.",
                "http://hl7.org/fhir/SearchParameter/valueset-extensions-ValueSet-effective: R4 gives it no expression.",
                "http://hl7.org/fhir/SearchParameter/valueset-extensions-ValueSet-end: R4 gives it no expression.",
                "http://hl7.org/fhir/SearchParameter/valueset-extensions-ValueSet-keyword: R4 gives it no expression.",
                "http://hl7.org/fhir/SearchParameter/valueset-extensions-ValueSet-workflow: R4 gives it no expression.",
            ],
            Core.Unindexed.Select(row => $"{row.Key}: {row.Value}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_parameter_that_applies_is_indexed_or_unindexed() => Assert.Equal(
        CoreDefinitions.Load().SearchParameters.Select(parameter => parameter.Url).Order(StringComparer.Ordinal),
        CoreDefinitions.Load().Structures.Where(type => !type.IsConstraint).SelectMany(type => Core.Parameters(type.Type)).Select(parameter => parameter.Definition.Url)
            .Concat(Core.Unindexed.Keys).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));

    [Theory]
    [InlineData("Observation", "Observation.value.", "expression ends")]
    [InlineData("Observation", "Observation.valu", "valu")]
    [InlineData("Patient", "Patient.name.where(use = 'official'", "where")]
    [InlineData("Patient", "Patient.name.nonsense()", "nonsense")]
    public void A_package_with_a_parameter_that_cannot_be_compiled_does_not_load_and_it_is_named(string type, string expression, string reason)
    {
        DefinitionSet definitions = CoreDefinitions.Load().With(Package("urn:bad", type, "token", expression));
        SearchParameterException fault = Assert.Throws<SearchParameterException>(() => new SearchIndexer(definitions));
        Assert.Equal("urn:bad", fault.Url);
        Assert.Contains("urn:bad", fault.Message, StringComparison.Ordinal);
        Assert.Contains(reason, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_package_parameter_below_HL7s_address_that_cannot_be_compiled_does_not_load_either()
    {
        DefinitionSet definitions = CoreDefinitions.Load().With(Package("http://hl7.org/fhir/SearchParameter/bad", "Patient", "token", "Patient.name.nonsense()"));
        Assert.Equal("http://hl7.org/fhir/SearchParameter/bad", Assert.Throws<SearchParameterException>(() => new SearchIndexer(definitions)).Url);
    }

    [Fact]
    public void A_package_with_a_parameter_of_an_unknown_type_does_not_load()
    {
        DefinitionSet definitions = CoreDefinitions.Load().With(Package("urn:bad", "Patient", "colour", "Patient.name"));
        Assert.Equal("urn:bad", Assert.Throws<SearchParameterException>(() => new SearchIndexer(definitions)).Url);
    }

    [Fact]
    public void A_parameter_of_a_package_is_indexed_beside_those_of_R4()
    {
        SearchIndexer indexer = new(CoreDefinitions.Load().With(Package("urn:eyes", "Patient", "token", "Patient.extension.where(url = 'urn:eye').value.ofType(code)")));
        List<SearchEntry> entries = Extract(indexer, """{"resourceType":"Patient","gender":"male","extension":[{"url":"urn:eye","valueCode":"blue"}]}""");
        Assert.Contains(new SearchContent.Token(null, "blue", null), entries.Where(entry => entry.Parameter.Definition.Url == "urn:eyes").Select(entry => entry.Content));
        Assert.Contains(entries, entry => entry.Parameter.Code == "gender");
    }

    [Theory]
    // Tokens.
    [InlineData("Patient", "\"gender\":\"male\"", "gender", "Token { System = , Code = male, Text =  }")]
    [InlineData("Patient", "\"active\":true", "active", "Token { System = http://terminology.hl7.org/CodeSystem/special-values, Code = true, Text =  }")]
    [InlineData("Patient", "\"deceasedDateTime\":\"2001\"", "deceased", "Token { System = http://terminology.hl7.org/CodeSystem/special-values, Code = true, Text =  }")]
    [InlineData("Patient", "\"telecom\":[{\"system\":\"email\",\"value\":\"a@b\"},{\"system\":\"phone\",\"value\":\"1\"}]", "email", "Token { System = , Code = a@b, Text =  }")]
    [InlineData("Patient", "\"identifier\":[{\"type\":{\"text\":\"MRN\"},\"system\":\"urn:s\",\"value\":\"7\"}]", "identifier", "Token { System = urn:s, Code = 7, Text = MRN }")]
    [InlineData("Observation", "\"code\":{\"coding\":[{\"system\":\"s\",\"code\":\"c\",\"display\":\"d\"}],\"text\":\"t\"}", "code", "Token { System = s, Code = c, Text = t }; Token { System = , Code = , Text = d }")]
    [InlineData("Observation", "\"code\":{\"coding\":[{\"system\":\"s\",\"code\":\"c\",\"display\":\"d\"}]}", "code", "Token { System = s, Code = c, Text = d }")]
    [InlineData("Patient", "\"identifier\":[{\"type\":{\"coding\":[{\"system\":\"t\",\"code\":\"MR\"}]},\"value\":\"7\"}]", "identifier", "Token { System = , Code = 7, Text =  }; TypedIdentifier { TypeSystem = t, TypeCode = MR, Value = 7 }")]
    [InlineData("Observation", "\"code\":{\"text\":\"only words\"}", "code", "Token { System = , Code = , Text = only words }")]
    [InlineData("Observation", "\"meta\":{\"tag\":[{\"system\":\"s\",\"code\":\"c\"}]}", "_tag", "Token { System = s, Code = c, Text =  }")]
    // References.
    [InlineData("Observation", "\"subject\":{\"reference\":\"Patient/1/_history/2\"}", "patient", "Reference { Target = Patient/1, Type = Patient, Id = 1, IdentifierSystem = , IdentifierValue =  }")]
    [InlineData("Observation", "\"subject\":{\"reference\":\"Group/1\"}", "patient", "")]
    [InlineData("Observation", "\"subject\":{\"reference\":\"#p\"}", "subject", "")]
    [InlineData("Observation", "\"subject\":{\"type\":\"Patient\",\"identifier\":{\"system\":\"s\",\"value\":\"v\"}}", "patient", "Reference { Target = , Type = Patient, Id = , IdentifierSystem = s, IdentifierValue = v }")]
    [InlineData("Observation", "\"subject\":{\"reference\":\"https://x.org/fhir/Patient/9\"}", "subject", "Reference { Target = https://x.org/fhir/Patient/9, Type = Patient, Id = 9, IdentifierSystem = , IdentifierValue =  }")]
    [InlineData("CarePlan", "\"instantiatesCanonical\":[\"http://x.org/PlanDefinition/p|2\"]", "instantiates-canonical", "Reference { Target = http://x.org/PlanDefinition/p, Type = PlanDefinition, Id = p, IdentifierSystem = , IdentifierValue =  }")]
    // Strings.
    [InlineData("Patient", "\"name\":[{\"family\":\"B\",\"given\":[\"A\",\"C\"],\"text\":\"A B\"}]", "name", "Words { Value = A B }; Words { Value = B }; Words { Value = A }; Words { Value = C }")]
    [InlineData("Patient", "\"address\":[{\"line\":[\"1 Road\"],\"city\":\"Y\",\"postalCode\":\"Z\"}]", "address", "Words { Value = 1 Road }; Words { Value = Y }; Words { Value = Z }")]
    [InlineData("Observation", "\"valueString\":\"some words\"", "value-string", "Words { Value = some words }")]
    // Dates.
    [InlineData("Patient", "\"birthDate\":\"1970\"", "birthdate", "Date { Earliest = 0, Latest = 31536000000 }")]
    [InlineData("Patient", "\"birthDate\":\"1972-02\"", "birthdate", "Date { Earliest = 65750400000, Latest = 68256000000 }")]
    [InlineData("Patient", "\"birthDate\":\"9999\"", "birthdate", "Date { Earliest = 253370764800000, Latest = 253402300800000 }")]
    [InlineData("Observation", "\"effectiveDateTime\":\"1970-01-01T01:00:00+01:00\"", "date", "Date { Earliest = 0, Latest = 1000 }")]
    [InlineData("Observation", "\"effectiveInstant\":\"1970-01-01T00:00:00.250Z\"", "date", "Date { Earliest = 250, Latest = 251 }")]
    [InlineData("Observation", "\"effectivePeriod\":{\"start\":\"1970-01-02\"}", "date", "Date { Earliest = 86400000, Latest = 9223372036854775807 }")]
    [InlineData("Observation", "\"effectiveTiming\":{\"event\":[\"1970-01-03\",\"1970-01-01\"]}", "date", "Date { Earliest = 0, Latest = 259200000 }")]
    // Numbers.
    [InlineData("RiskAssessment", "\"prediction\":[{\"probabilityDecimal\":0.40}]", "probability", "Number { Value = 0.40, Low = 0.395, High = 0.405 }")]
    [InlineData("RiskAssessment", "\"prediction\":[{\"probabilityDecimal\":1e2}]", "probability", "Number { Value = 100, Low = 50.0, High = 150.0 }")]
    [InlineData("MolecularSequence", "\"variant\":[{\"start\":22125500}]", "variant-start", "Number { Value = 22125500, Low = 22125500, High = 22125500 }")]
    // Quantities.
    [InlineData("Observation", "\"valueQuantity\":{\"value\":1,\"system\":\"urn:own\",\"code\":\"x\",\"unit\":\"X\"}", "value-quantity", "Quantity { Low = 1, High = 1, System = urn:own, Code = x, Unit = X, Canonical =  }")]
    [InlineData("Observation", "\"valueQuantity\":{\"value\":2,\"system\":\"http://unitsofmeasure.org\",\"code\":\"km\"}", "value-quantity", "Quantity { Low = 2, High = 2, System = http://unitsofmeasure.org, Code = km, Unit = , Canonical = CanonicalQuantity { Unit = m, Low = 2000, High = 2000 } }")]
    [InlineData("Observation", "\"valueQuantity\":{\"value\":2,\"comparator\":\"<\",\"system\":\"http://unitsofmeasure.org\",\"code\":\"m\"}", "value-quantity", "Quantity { Low = , High = 2, System = http://unitsofmeasure.org, Code = m, Unit = , Canonical = CanonicalQuantity { Unit = m, Low = , High = 2 } }")]
    [InlineData("Observation", "\"valueSampledData\":{\"origin\":{\"value\":10,\"unit\":\"x\"},\"factor\":2,\"period\":1,\"dimensions\":1,\"data\":\"1 E -3 U 2\"}", "value-quantity", "Quantity { Low = 4, High = 14, System = , Code = , Unit = x, Canonical =  }")]
    [InlineData("Condition", "\"onsetRange\":{\"low\":{\"value\":1},\"high\":{\"value\":3}}", "onset-age", "Quantity { Low = 1, High = 3, System = , Code = , Unit = , Canonical =  }")]
    [InlineData("Invoice", "\"totalNet\":{\"value\":4.5,\"currency\":\"EUR\"}", "totalnet", "Quantity { Low = 4.5, High = 4.5, System = urn:iso:std:iso:4217, Code = EUR, Unit = EUR, Canonical =  }")]
    // URIs, places.
    [InlineData("ValueSet", "\"url\":\"urn:vs\"", "url", "Uri { Value = urn:vs }")]
    [InlineData("Patient", "\"meta\":{\"profile\":[\"urn:p|1\"]}", "_profile", "Uri { Value = urn:p|1 }")]
    [InlineData("Location", "\"position\":{\"longitude\":8.5,\"latitude\":47.4}", "near", "Position { Latitude = 47.4, Longitude = 8.5 }")]
    public void A_parameter_gives_its_values(string type, string element, string parameter, string expected) =>
        Assert.Equal(expected, string.Join("; ", Extract(Core, $$"""{"resourceType":"{{type}}",{{element}}}""").Where(entry => entry.Parameter.Code == parameter).Select(entry => Render(entry.Content))));

    [Fact]
    public void A_composite_pairs_what_stands_together_and_nothing_else()
    {
        List<SearchEntry> entries = Extract(Core, """
            {"resourceType":"Observation","code":{"coding":[{"system":"s","code":"bp"}]},"component":[
              {"code":{"coding":[{"system":"s","code":"sys"},{"system":"t","code":"S"}]},"valueQuantity":{"value":120}},
              {"code":{"coding":[{"system":"s","code":"dia"}]},"valueQuantity":{"value":80}}]}
            """);
        SearchContent Pair(string system, string code, decimal value) => new SearchContent.Composite(
            [new SearchContent.Token(system, code, null), new SearchContent.Quantity(value, value, null, null, null, null)]);
        Assert.Equal([Pair("s", "sys", 120), Pair("t", "S", 120), Pair("s", "dia", 80)], entries.Where(entry => entry.Parameter.Code == "component-code-value-quantity").Select(entry => entry.Content));
    }

    [Fact]
    public void A_composite_with_a_date_is_found_though_R4_writes_the_type_wrongly()
    {
        List<SearchEntry> entries = Extract(Core, """{"resourceType":"Observation","code":{"coding":[{"system":"s","code":"c"}]},"valueDateTime":"1970-01-01"}""");
        Assert.Equal(
            new SearchContent.Composite([new SearchContent.Token("s", "c", null), new SearchContent.Date(0, 86_400_000)]),
            entries.Single(entry => entry.Parameter.Code == "code-value-date").Content);
    }

    [Fact]
    public void Dates_without_an_offset_take_that_of_the_registry()
    {
        SearchIndexer indexer = new(CoreDefinitions.Load(), TimeSpan.FromHours(2));
        Assert.Equal(new SearchContent.Date(-7_200_000, 79_200_000), Extract(indexer, """{"resourceType":"Patient","birthDate":"1970-01-01"}""").Single(entry => entry.Parameter.Code == "birthdate").Content);
    }

    [Fact]
    public void Too_many_combinations_are_told_and_the_rest_is_indexed()
    {
        string codings = string.Join(',', Enumerable.Range(0, 1_100).Select(number => $$"""{"code":"{{number}}"}"""));
        List<SearchFault> faults = [];
        List<SearchEntry> entries = Extract(Core, $$"""{"resourceType":"Observation","status":"final","code":{"coding":[{{codings}}]},"valueQuantity":{"value":1} }""", faults);
        Assert.Contains(faults, fault => fault.Parameter.Code == "code-value-quantity" && fault.Reason.Contains("combinations", StringComparison.Ordinal));
        Assert.Equal(1_100, entries.Count(entry => entry.Parameter.Code == "code"));
        Assert.Contains(entries, entry => entry.Parameter.Code == "status");
    }

    [Fact]
    public void More_values_than_the_limit_are_told()
    {
        string identifiers = string.Join(',', Enumerable.Range(0, Limits.SearchEntries + 10).Select(number => $$"""{"value":"{{number}}"}"""));
        List<SearchFault> faults = [];
        Assert.Equal(Limits.SearchEntries, Extract(Core, $$"""{"resourceType":"Patient","identifier":[{{identifiers}}]}""", faults).Count);
        Assert.NotEmpty(faults);
    }

    [Fact]
    public void All_official_examples_are_indexed_without_a_fault_and_nearly_every_parameter_finds_something()
    {
        Assert.SkipWhen(Repository.Examples is null, "profiles/node_modules/hl7.fhir.r4.examples is absent: run npm ci in profiles/.");
        Dictionary<SearchType, int> values = [];
        HashSet<string> found = new(StringComparer.Ordinal);
        List<SearchFault> faults = [];
        foreach (string file in Directory.EnumerateFiles(Repository.Examples, "*.json").Where(file => new FileInfo(file).Length < 1_000_000))
        {
            using ResourceDocument document = ResourceDocument.Parse(File.ReadAllBytes(file), Core.Names);
            List<SearchEntry> entries = [];
            Core.Extract(document.Root, entries, faults);
            foreach (SearchEntry entry in entries)
            {
                values[entry.Parameter.Type] = values.GetValueOrDefault(entry.Parameter.Type) + 1;
                found.Add(entry.Parameter.Definition.Url);
            }
        }

        output.WriteLine(string.Join(", ", values.OrderBy(row => row.Key).Select(row => $"{row.Key} {row.Value}")));
        output.WriteLine($"{found.Count} of {CoreDefinitions.Load().SearchParameters.Count} parameters find something");
        Assert.Empty(faults.Select(fault => $"{fault.Parameter}: {fault.Reason}").Distinct(StringComparer.Ordinal));
        Assert.Equal(Enum.GetValues<SearchType>().Length, values.Count);
        Assert.True(found.Count > 1_000, $"{found.Count}");
    }

    [Fact]
    public void Leaving_out_what_concerns_other_types_changes_no_value()
    {
        Assert.SkipWhen(Repository.Examples is null, "profiles/node_modules/hl7.fhir.r4.examples is absent: run npm ci in profiles/.");
        FhirPathModel model = new(CoreDefinitions.Load());
        Dictionary<string, FhirPathExpression> whole = new(StringComparer.Ordinal);
        Dictionary<string, int> seen = new(StringComparer.Ordinal);
        int compared = 0;
        foreach (string file in Directory.EnumerateFiles(Repository.Examples, "*.json").Order(StringComparer.Ordinal).Where(file => new FileInfo(file).Length < 50_000))
        {
            using ResourceDocument document = ResourceDocument.Parse(File.ReadAllBytes(file), Core.Names);
            string type = document.Root["resourceType"].AsString() ?? "";
            if ((seen[type] = seen.GetValueOrDefault(type) + 1) > 2) continue;
            foreach (IndexedParameter parameter in Core.Parameters(type))
            {
                if (parameter.Compiled.Branches.Any(branch => branch.Target is not null)) continue;
                string text = parameter.Definition.Expression!;
                if (!whole.TryGetValue(text, out FhirPathExpression? expression)) whole.Add(text, expression = FhirPathExpression.Compile(text, model, new FhirPathOptions { AsPicks = true }));
                IEnumerable<string> parts = parameter.Compiled.Branches.SelectMany(branch => branch.Expression.Evaluate(document.Root)).Select(Raw).Distinct(StringComparer.Ordinal);
                Assert.True(expression.Evaluate(document.Root).Select(Raw).ToHashSet(StringComparer.Ordinal).SetEquals(parts), $"{file} {parameter}");
                compared++;
            }
        }

        output.WriteLine($"{compared} compared");
        Assert.True(compared > 2_000, $"{compared}");
    }

    [Theory]
    [InlineData("Observation-f001"), InlineData("Patient-example"), InlineData("MolecularSequence-example"), InlineData("Location-1")]
    [InlineData("RiskAssessment-genetic"), InlineData("ValueSet-example-extensional"), InlineData("Bundle-101")]
    public void An_official_example_is_found_by_what_was_approved(string name)
    {
        Assert.SkipWhen(Repository.Examples is null, "profiles/node_modules/hl7.fhir.r4.examples is absent: run npm ci in profiles/.");
        using ResourceDocument document = ResourceDocument.Parse(File.ReadAllBytes(Path.Combine(Repository.Examples, $"{name}.json")), Core.Names);
        List<SearchEntry> entries = [];
        Core.Extract(document.Root, entries);
        string actual = string.Concat(entries.Select(entry => $"{entry.Parameter.Code}: {Render(entry.Content)}\n"));
        string path = Path.Combine(Repository.Root, "tests", "data", "search", $"{name}.approved.txt");
        if (Environment.GetEnvironmentVariable("REGISTRY_APPROVE") is "1") File.WriteAllText(path, actual);
        Assert.True(File.Exists(path), $"{path} is missing: look at what REGISTRY_APPROVE=1 writes.");
        Assert.Equal(File.ReadAllText(path), actual);
    }

    // Without white space: a union keeps one of two that differ in no more.
    private static string Raw(FhirPathValue value) => value.Node.Exists ? string.Concat(Encoding.UTF8.GetString(value.Node.RawBytes).Where(c => !char.IsWhiteSpace(c))) : $"{value.Type} {value.Text}";

    private static string Render(SearchContent content) =>
        content is SearchContent.Composite pair ? string.Join(" $ ", pair.Parts.Select(Render)) : string.Create(CultureInfo.InvariantCulture, $"{content}");

    private static List<SearchEntry> Extract(SearchIndexer indexer, string json, List<SearchFault>? faults = null)
    {
        using ResourceDocument document = Some.Document(json);
        List<SearchEntry> entries = [];
        indexer.Extract(document.Root, entries, faults);
        return entries;
    }

    private static DefinitionPackage Package(string url, string type, string kind, string expression)
    {
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, object>
        {
            ["resourceType"] = "SearchParameter",
            ["url"] = url,
            ["name"] = "X",
            ["status"] = "active",
            ["description"] = "x",
            ["code"] = "x",
            ["base"] = new[] { type },
            ["type"] = kind,
            ["expression"] = expression,
        });
        return DefinitionPackage.Read("test", [new KeyValuePair<string, ReadOnlyMemory<byte>>("SearchParameter-x.json", json)]);
    }
}
