using System.Globalization;
using Registry.Fhir.Definitions;
using Xunit;

namespace Registry.Fhir.Tests.Definitions;

/// <summary>Snapshots from differentials, construct by construct. https://hl7.org/fhir/R4/profiling.html#snapshot</summary>
public sealed class SnapshotTests
{
    private const string Core = "http://hl7.org/fhir/StructureDefinition/";
    private const string Ours = "http://example.org/";

    [Fact]
    public void What_is_said_is_merged_and_all_else_is_the_base_s()
    {
        StructureDefinition made = Profile("Patient", """{"path":"Patient.birthDate","min":1,"mustSupport":true,"short":"Needed","constraint":[{"key":"b-1","severity":"error","human":"Late enough.","expression":"true"}]}""");
        StructureDefinition patient = CoreDefinitions.Load().FindType("Patient")!;
        Assert.Equal(patient.Snapshot.Select(element => element.Id), made.Snapshot.Select(element => element.Id));
        ElementDefinition birthDate = Element(made, "Patient.birthDate");
        Assert.Equal((1, 1, true, "Needed", "date"), (birthDate.Min, birthDate.Max, birthDate.IsMustSupport, birthDate.Short, birthDate.Types.Single().Code));
        Assert.Equal(["ele-1", "b-1"], birthDate.Constraints.Select(constraint => constraint.Key));
        Assert.Equal(Element(patient, "Patient.gender"), Element(made, "Patient.gender"));
    }

    [Fact]
    public void Below_a_data_type_its_own_elements_are_laid_out()
    {
        StructureDefinition made = Profile("Patient", """{"path":"Patient.name.family","min":1}""");
        Assert.Equal(
            ["id", "extension", "use", "text", "family", "given", "prefix", "suffix", "period"],
            made.Snapshot.Where(element => element.Id.StartsWith("Patient.name.", StringComparison.Ordinal)).Select(element => element.Id["Patient.name.".Length..]));
        Assert.Equal(1, Element(made, "Patient.name.family").Min);
        Assert.Equal("Patient.name", made.Snapshot[Index(made, "Patient.name.id") - 1].Id);
    }

    [Fact]
    public void Below_a_profiled_type_that_profile_s_elements_are_laid_out()
    {
        string name = Definition(Ours + "Name", "HumanName", Core + "HumanName", """{"path":"HumanName.family","min":1},{"path":"HumanName.given","max":"2"}""", kind: "complex-type");
        StructureDefinition made = Profile("Patient", """{"path":"Patient.name","type":[{"code":"HumanName","profile":["http://example.org/Name"]}]},{"path":"Patient.name.text","min":1}""", name);
        Assert.Equal((1, 2, 1), (Element(made, "Patient.name.family").Min, Element(made, "Patient.name.given").Max, Element(made, "Patient.name.text").Min));
    }

    [Fact]
    public void A_content_reference_is_laid_out_where_something_below_it_is_constrained()
    {
        StructureDefinition made = Profile("Questionnaire", """{"path":"Questionnaire.item.item.text","min":1}""");
        Assert.Equal((1, null), (Element(made, "Questionnaire.item.item.text").Min, Element(made, "Questionnaire.item.item").ContentReference));
        Assert.Equal("Questionnaire.item", Element(made, "Questionnaire.item.item.item").ContentReference);
        Assert.Equal(0, Element(made, "Questionnaire.item.text").Min);
    }

    [Fact]
    public void A_slice_inherits_from_the_element_as_its_base_has_it_and_may_be_absent()
    {
        StructureDefinition made = Profile("Observation", """
            {"path":"Observation.component","slicing":{"discriminator":[{"type":"pattern","path":"code"}],"rules":"open"},"min":1},
            {"path":"Observation.component","sliceName":"a","max":"1"},
            {"path":"Observation.component.code","patternCodeableConcept":{"text":"a"}},
            {"path":"Observation.component","sliceName":"b"},
            {"path":"Observation.component.code","patternCodeableConcept":{"text":"b"}}
            """);
        Assert.Equal((0, 1), (Element(made, "Observation.component:a").Min, Element(made, "Observation.component:a").Max));
        Assert.Equal((0, int.MaxValue), (Element(made, "Observation.component:b").Min, Element(made, "Observation.component:b").Max));
        Assert.Equal("""{"text":"b"}""", Json(Element(made, "Observation.component:b.code").Pattern));
        Assert.Null(Element(made, "Observation.component.code").Pattern);
        Assert.Equal(1, Element(made, "Observation.component:a.code").Min);
        Assert.True(Index(made, "Observation.component.referenceRange") < Index(made, "Observation.component:a"));
        Assert.True(Index(made, "Observation.component:a.referenceRange") < Index(made, "Observation.component:b"));
    }

    [Fact]
    public void A_slice_of_the_base_is_constrained_further_and_a_new_one_stands_behind_it()
    {
        string basis = Definition(Ours + "Base", "Patient", Core + "Patient", Sliced + """,{"id":"Patient.identifier:a","path":"Patient.identifier","sliceName":"a","max":"3"}""");
        StructureDefinition made = Profile("Patient", """
            {"id":"Patient.identifier:b","path":"Patient.identifier","sliceName":"b"},
            {"id":"Patient.identifier:a","path":"Patient.identifier","sliceName":"a","min":1},
            {"id":"Patient.identifier:a.value","path":"Patient.identifier.value","min":1}
            """, basis, Ours + "Base");
        Assert.Equal((1, 3, 1), (Element(made, "Patient.identifier:a").Min, Element(made, "Patient.identifier:a").Max, Element(made, "Patient.identifier:a.value").Min));
        Assert.True(Index(made, "Patient.identifier:a.value") < Index(made, "Patient.identifier:b"));
    }

    [Fact]
    public void A_slice_of_a_slice_begins_as_that_slice_and_stands_behind_it()
    {
        StructureDefinition made = Profile("Patient", Sliced + """
            ,{"path":"Patient.identifier","sliceName":"a","slicing":{"discriminator":[{"type":"value","path":"use"}],"rules":"open"},"max":"5"},
            {"path":"Patient.identifier","sliceName":"c"},
            {"path":"Patient.identifier","sliceName":"a/b","max":"2"}
            """);
        Assert.Equal(["a", "a/b", "c"], made.Snapshot.Select(element => element.SliceName).Where(name => name is not null));
        Assert.Equal(2, Element(made, "Patient.identifier:a/b").Max);
        Assert.Null(Element(made, "Patient.identifier:a/b").Slicing);
    }

    [Fact]
    public void Extensions_are_sliced_by_their_url_and_begin_as_their_definitions_say()
    {
        string extension = Definition(Ours + "Ext", "Extension", Core + "Extension", """{"path":"Extension","max":"1","isModifier":true,"constraint":[{"key":"e-1","severity":"error","human":"Ours."}]}""", kind: "complex-type");
        StructureDefinition made = Profile("Patient", """{"path":"Patient.modifierExtension","sliceName":"ours","type":[{"code":"Extension","profile":["http://example.org/Ext"]}]}""", extension);
        Assert.Equal(new SliceDiscriminator("value", "url"), Element(made, "Patient.modifierExtension").Slicing!.Discriminators.Single());
        ElementDefinition slice = Element(made, "Patient.modifierExtension:ours");
        Assert.Equal((0, 1, true), (slice.Min, slice.Max, slice.IsModifier));
        Assert.Contains("e-1", slice.Constraints.Select(constraint => constraint.Key));
    }

    [Fact]
    public void A_choice_spelled_with_its_type_is_narrowed_to_it_and_sliced()
    {
        StructureDefinition made = Profile("Observation", """{"path":"Observation.valueQuantity.code","min":1}""");
        ElementDefinition value = Element(made, "Observation.value[x]");
        Assert.Equal(("Quantity", SlicingRules.Closed, "$this"), (value.Types.Single().Code, value.Slicing!.Rules, value.Slicing.Discriminators.Single().Path));
        Assert.Equal(1, Element(made, "Observation.value[x]:valueQuantity.code").Min);
    }

    [Fact]
    public void A_named_slice_of_a_choice_leaves_the_other_types_open()
    {
        StructureDefinition made = Profile("Observation", """{"id":"Observation.value[x]:valueQuantity","path":"Observation.value[x]","sliceName":"valueQuantity"},{"id":"Observation.value[x]:valueQuantity.code","path":"Observation.value[x].code","min":1}""");
        Assert.Equal((11, SlicingRules.Open), (Element(made, "Observation.value[x]").Types.Count, Element(made, "Observation.value[x]").Slicing!.Rules));
        Assert.Equal("Quantity", Element(made, "Observation.value[x]:valueQuantity").Types.Single().Code);
    }

    [Fact]
    public void The_order_of_a_differential_decides_nothing_where_ids_say_what_is_meant()
    {
        string[] elements =
        [
            """{"id":"Patient.identifier:a.value","path":"Patient.identifier.value","min":1}""",
            """{"id":"Patient.identifier:a","path":"Patient.identifier","sliceName":"a"}""",
            Sliced,
            """{"id":"Patient.birthDate","path":"Patient.birthDate","min":1}""",
        ];
        StructureDefinition made = Profile("Patient", string.Join(",", elements));
        StructureDefinition other = Profile("Patient", string.Join(",", elements.Reverse()));
        Assert.Equal(made.Snapshot.Select(element => (element.Id, element.Min, element.SliceName)), other.Snapshot.Select(element => (element.Id, element.Min, element.SliceName)));
    }

    [Fact]
    public void A_base_that_has_only_a_differential_itself_is_worked_out_first()
    {
        string grandparent = Definition(Ours + "A", "Patient", Core + "Patient", """{"path":"Patient.birthDate","min":1}""");
        string parent = Definition(Ours + "B", "Patient", Ours + "A", """{"path":"Patient.gender","min":1}""");
        StructureDefinition made = Profile("Patient", """{"path":"Patient.active","min":1}""", parent + "," + grandparent, Ours + "B");
        Assert.Equal((1, 1, 1), (Element(made, "Patient.birthDate").Min, Element(made, "Patient.gender").Min, Element(made, "Patient.active").Min));
    }

    [Fact]
    public void A_chain_of_bases_that_leads_back_is_refused_and_named()
    {
        string first = Definition(Ours + "A", "Patient", Ours + "B", """{"path":"Patient.birthDate","min":1}""");
        string second = Definition(Ours + "B", "Patient", Ours + "A", """{"path":"Patient.gender","min":1}""");
        string fault = Fault(first + "," + second);
        Assert.Contains("http://example.org/A, then http://example.org/B, and again the first", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void Profiles_of_types_that_lead_back_are_refused_and_named()
    {
        string Part(string name, string other) => Definition(Ours + name, "Extension", Core + "Extension", $$"""
            {"id":"Extension.extension:x","path":"Extension.extension","sliceName":"x","type":[{"code":"Extension","profile":["http://example.org/{{other}}"]}]},
            {"id":"Extension.extension:x.url","path":"Extension.extension.url","short":"x"}
            """, kind: "complex-type");
        Assert.Contains("Its snapshot needs itself: http://example.org/A, then http://example.org/B, and again the first", Fault(Part("A", "B") + "," + Part("B", "A")), StringComparison.Ordinal);
    }

    [Fact]
    public void An_extension_may_hold_itself_where_nothing_below_it_is_said()
    {
        string self = Definition(Ours + "A", "Extension", Core + "Extension", """{"id":"Extension.extension:a","path":"Extension.extension","sliceName":"a","type":[{"code":"Extension","profile":["http://example.org/A"]}]}""", kind: "complex-type");
        Assert.NotNull(Loaded(self).Find(Ours + "A"));
    }

    [Theory]
    [InlineData("""{"path":"Patient.shoeSize","min":1}""", "Patient.shoeSize: The base http://hl7.org/fhir/StructureDefinition/Patient has no such element.")]
    [InlineData("""{"path":"Observation.code","min":1}""", "does not begin with Patient")]
    [InlineData("""{"path":"Patient.birthDate","max":"2"}""", "max 2 is above the base's 1.")]
    [InlineData("""{"path":"Patient.link.other","min":0}""", "min 0 is below the base's 1.")]
    [InlineData("""{"path":"Patient.link.other","max":"0"}""", "min 1 is above max 0.")]
    [InlineData("""{"path":"Patient.birthDate","type":[{"code":"string"}]}""", "Its type string is none that the base allows (date).")]
    [InlineData("""{"path":"Patient.deceased[x]","type":[{"code":"Quantity"}]}""", "Its type Quantity is none that the base allows (boolean, dateTime).")]
    [InlineData("""{"path":"Patient.deceasedQuantity","min":1}""", "has no such element.")]
    [InlineData("""{"path":"Patient.managingOrganization","type":[{"code":"Reference","targetProfile":["http://hl7.org/fhir/StructureDefinition/Patient"]}]}""", "Its target http://hl7.org/fhir/StructureDefinition/Patient is none that the base allows")]
    [InlineData("""{"path":"Patient.gender","binding":{"strength":"extensible","valueSet":"http://example.org/vs"}}""", "Its binding is extensible, weaker than the base's required.")]
    [InlineData("""{"path":"Patient.identifier","sliceName":"a"}""", "neither the differential nor its base says how slices are told apart here.")]
    [InlineData("""{"path":"Patient.birthDate","min":1},{"path":"Patient.birthDate","min":1}""", "The differential holds this element twice")]
    [InlineData("""{"path":"Patient.birthDate.value.deeper","min":1}""", "Patient.birthDate.value")]
    public void A_differential_that_contradicts_R4_is_refused_and_says_where(string elements, string reason)
    {
        string fault = Fault(Definition(Ours + "P", "Patient", Core + "Patient", elements));
        Assert.StartsWith("test, http://example.org/P, ", fault, StringComparison.Ordinal);
        Assert.Contains(reason, fault, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"path":"Patient.identifier","slicing":{"discriminator":[{"type":"value","path":"system"}],"rules":"closed"}}""", """{"path":"Patient.identifier","slicing":{"discriminator":[{"type":"value","path":"system"}],"rules":"open"}}""", "Its slicing is open, looser than the base's closed.")]
    [InlineData("""{"path":"Patient.identifier","slicing":{"discriminator":[{"type":"value","path":"system"}],"rules":"open"}}""", """{"path":"Patient.identifier","slicing":{"discriminator":[{"type":"value","path":"use"}],"rules":"open"}}""", "Its slices are told apart otherwise than the base's: by value of use, there by value of system.")]
    [InlineData("""{"path":"Patient.gender","fixedCode":"male"}""", """{"path":"Patient.gender","fixedCode":"female"}""", "Its fixed or pattern value is not what the base fixes.")]
    [InlineData("""{"path":"Patient.gender","fixedCode":"male"}""", """{"path":"Patient.gender","patternCode":"female"}""", "Its fixed or pattern value is not what the base fixes.")]
    [InlineData("""{"path":"Patient.maritalStatus","patternCodeableConcept":{"text":"a"}}""", """{"path":"Patient.maritalStatus","patternCodeableConcept":{"coding":[{"code":"a"}]}}""", "does not hold what the base's pattern asks for.")]
    [InlineData("""{"path":"Patient.name.family","maxLength":10}""", """{"path":"Patient.name.family","maxLength":11}""", "maxLength 11 is above the base's 10.")]
    [InlineData("""{"path":"Patient.gender","extension":[{"url":"http://hl7.org/fhir/5.0/StructureDefinition/extension-ElementDefinition.valueAlternatives","valueCanonical":"urn:a"}]}""", """{"path":"Patient.gender","extension":[{"url":"http://hl7.org/fhir/5.0/StructureDefinition/extension-ElementDefinition.valueAlternatives","valueCanonical":"urn:b"}]}""", "The extension urn:b in place of its value is none that the base allows (urn:a).")]
    [InlineData("""{"path":"Patient.identifier","max":"2","slicing":{"discriminator":[{"type":"value","path":"system"}],"rules":"open"}}""", """{"path":"Patient.identifier","sliceName":"a","max":"3"}""", "max 3 is above the base's 2.")]
    [InlineData("""{"path":"Patient.identifier","max":"1","slicing":{"discriminator":[{"type":"value","path":"system"}],"rules":"open"}}""", """{"path":"Patient.identifier","sliceName":"a","min":1},{"path":"Patient.identifier","sliceName":"b","min":1}""", "Its slices ask for 2 at least, and it may stand 1 times at most.")]
    public void A_differential_that_loosens_its_base_profile_is_refused(string basis, string elements, string reason) =>
        Assert.Contains(reason, Fault(Definition(Ours + "P", "Patient", Ours + "Base", elements) + "," + Definition(Ours + "Base", "Patient", Core + "Patient", basis)), StringComparison.Ordinal);

    [Fact]
    public void What_is_asked_of_a_value_by_extensions_is_inherited_and_never_loosened()
    {
        string basis = Definition(Ours + "Base", "Patient", Core + "Patient", """{"path":"Patient.gender","extension":[{"url":"http://hl7.org/fhir/StructureDefinition/minLength","valueInteger":5},{"url":"http://hl7.org/fhir/5.0/StructureDefinition/extension-ElementDefinition.mustHaveValue","valueBoolean":true}]}""");
        StructureDefinition profile = Loaded(Definition(Ours + "P", "Patient", Ours + "Base", """{"path":"Patient.gender","extension":[{"url":"http://hl7.org/fhir/StructureDefinition/minLength","valueInteger":3}]}""") + "," + basis).Find(Ours + "P")!;
        ElementDefinition gender = Element(profile, "Patient.gender");
        Assert.Equal((5, true), (gender.MinLength, gender.MustHaveValue));
    }

    [Fact]
    public void A_base_that_is_not_held_is_named() =>
        Assert.Contains("Its base definition http://example.org/Absent is not held.", Fault(Definition(Ours + "P", "Patient", Ours + "Absent", """{"path":"Patient.gender","min":1}""")), StringComparison.Ordinal);

    [Fact]
    public void Slices_without_end_stop_at_the_limit()
    {
        IEnumerable<string> slices = Enumerable.Range(0, 2_000).Select(index => $$"""{"path":"Patient.contact","sliceName":"s{{index.ToString(CultureInfo.InvariantCulture)}}"}""");
        string elements = """{"path":"Patient.contact","slicing":{"discriminator":[{"type":"value","path":"gender"}],"rules":"open"}},""" + string.Join(",", slices);
        Assert.Contains($"more than {Limits.SnapshotElements} elements", Fault(Definition(Ours + "P", "Patient", Core + "Patient", elements)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_path_without_end_stops_at_the_limit() =>
        Assert.Contains($"more than {Limits.ElementDepth} steps", Fault(Definition(Ours + "P", "Patient", Core + "Patient", $$"""{"path":"Patient{{string.Concat(Enumerable.Repeat(".extension", 5_000))}}","min":1}""")), StringComparison.Ordinal);

    [Fact]
    public void A_chain_of_bases_without_end_stops_at_the_limit()
    {
        IEnumerable<string> chain = Enumerable.Range(0, 200).Select(index => Definition(Url(index), "Patient", index == 199 ? Core + "Patient" : Url(index + 1), """{"path":"Patient.gender","min":0}"""));
        Assert.Contains($"more than {Limits.SnapshotChain} others", Fault(string.Join(",", chain)), StringComparison.Ordinal);

        static string Url(int index) => Ours + index.ToString(CultureInfo.InvariantCulture);
    }

    private const string Sliced = """{"id":"Patient.identifier","path":"Patient.identifier","slicing":{"discriminator":[{"type":"value","path":"system"}],"rules":"open"}}""";

    private static StructureDefinition Profile(string type, string elements, string others = "", string? basis = null) =>
        Loaded(Definition(Ours + "P", type, basis ?? Core + type, elements) + (others.Length > 0 ? "," + others : "")).Find(Ours + "P")!;

    private static string Definition(string url, string type, string basis, string elements, string kind = "resource") =>
        $$$"""{"resourceType":"StructureDefinition","url":"{{{url}}}","kind":"{{{kind}}}","abstract":false,"type":"{{{type}}}","baseDefinition":"{{{basis}}}","derivation":"constraint","differential":{"element":[{{{elements}}}]}}""";

    private static DefinitionSet Loaded(string definitions)
    {
        using System.Text.Json.JsonDocument list = System.Text.Json.JsonDocument.Parse("[" + definitions + "]");
        return CoreDefinitions.Load().With(Some.Package([.. list.RootElement.EnumerateArray().Select(definition => definition.GetRawText())]));
    }

    private static string Fault(string definitions) => Assert.Throws<DefinitionException>(() => Loaded(definitions)).Message;

    private static ElementDefinition Element(StructureDefinition structure, string id) => structure.Snapshot.Single(element => element.Id == id);

    private static int Index(StructureDefinition structure, string id) => structure.Snapshot.Select((element, index) => (element.Id, index)).Single(pair => pair.Id == id).index;

    private static string? Json(ReadOnlyMemory<byte>? value) => value is { } json ? System.Text.Encoding.UTF8.GetString(json.Span) : null;
}
