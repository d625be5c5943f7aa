using Registry.Fhir.Definitions;
using Registry.Fhir.Json;
using Xunit;

namespace Registry.Fhir.Tests.Definitions;

public sealed class CoreDefinitionsTests
{
    private static readonly DefinitionSet Core = CoreDefinitions.Load();

    [Fact]
    public void Core_holds_the_146_concrete_resource_types_of_R4()
    {
        // hl7.fhir.r4.examples 4.0.1; the code system resource-types counts 148 because it adds the abstract Resource and DomainResource.
        StructureDefinition[] types = [.. Core.Structures.Where(structure => structure is { Kind: StructureKind.Resource, IsConstraint: false })];
        Assert.Equal(146, types.Count(type => !type.IsAbstract));
        Assert.Equal(["DomainResource", "Resource"], types.Where(type => type.IsAbstract).Select(type => type.Name).Order(StringComparer.Ordinal));
        Assert.Equal(
            types.Select(type => type.Type).Order(StringComparer.Ordinal),
            Core.FindCodeSystem("http://hl7.org/fhir/resource-types")!.Concepts.Select(concept => concept.Code).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Core_holds_the_20_primitive_types_with_a_value_each()
    {
        StructureDefinition[] primitives = [.. Core.Structures.Where(structure => structure is { Kind: StructureKind.PrimitiveType, IsConstraint: false })];
        Assert.Equal(20, primitives.Length);
        Assert.All(primitives, primitive => Assert.StartsWith("http://hl7.org/fhirpath/System.", Value(primitive).Types[0].Code, StringComparison.Ordinal));
        Assert.Equal("[A-Za-z0-9\\-\\.]{1,64}", Value(Core.FindType("id")!).Regex);

        static ElementDefinition Value(StructureDefinition primitive) => primitive.Snapshot.Single(element => element.Path == primitive.Type + ".value");
    }

    [Fact]
    public void Every_structure_of_core_has_a_snapshot_that_starts_at_its_type() =>
        Assert.All(Core.Structures, structure =>
        {
            Assert.NotEmpty(structure.Snapshot);
            Assert.DoesNotContain('.', structure.Snapshot[0].Path);
        });

    [Fact]
    public void An_id_of_a_resource_is_an_id_and_that_of_an_element_a_string()
    {
        Assert.Equal("id", Element("Patient", "Patient.id").Types.Single().Code);
        Assert.Equal("string", Element("Patient", "Patient.contact.id").Types.Single().Code);
        Assert.Equal("string", Element("HumanName", "HumanName.id").Types.Single().Code);
    }

    [Fact]
    public void Observation_status_occurs_once_and_is_bound_to_its_eight_codes()
    {
        ElementDefinition status = Element("Observation", "Observation.status");
        Assert.Equal((1, 1, 1), (status.Min, status.Max, status.BaseMax));
        Assert.True(status.IsModifier);
        Assert.True(status.IsSummary);
        Assert.Equal(new ElementBinding(BindingStrength.Required, "http://hl7.org/fhir/ValueSet/observation-status|4.0.1"), status.Binding);
        Assert.Equal(
            ["amended", "cancelled", "corrected", "entered-in-error", "final", "preliminary", "registered", "unknown"],
            Core.FindValueSet(status.Binding!.ValueSet!)!.CodesBySystem["http://hl7.org/fhir/observation-status"].Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Administrative_gender_has_four_codes_and_no_others()
    {
        CodeSet set = Core.FindValueSet("http://hl7.org/fhir/ValueSet/administrative-gender")!;
        Assert.True(set.IsComplete);
        Assert.Equal(["female", "male", "other", "unknown"], set.CodesBySystem["http://hl7.org/fhir/administrative-gender"].Order(StringComparer.Ordinal));
        Assert.Equal(Membership.Member, set.Contains("female"));
        Assert.Equal(Membership.Outside, set.Contains("Female"));
        Assert.Equal(Membership.Member, set.Contains("http://hl7.org/fhir/administrative-gender", "male"));
        Assert.Equal(Membership.Outside, set.Contains("http://example.org", "male"));
        Assert.Equal(Membership.Outside, set.Contains(system: null, "male"));
    }

    [Fact]
    public void A_whole_system_that_is_not_held_counts_with_every_code()
    {
        CodeSet units = Core.FindValueSet("http://hl7.org/fhir/ValueSet/ucum-units")!;
        Assert.Equal(Membership.Member, units.Contains("http://unitsofmeasure.org", "mg/dL"));
        Assert.Equal(Membership.Outside, units.Contains("http://example.org", "mg/dL"));
        CodeSet mime = Core.FindValueSet("http://hl7.org/fhir/ValueSet/mimetypes")!;
        Assert.Equal(Membership.Unknown, mime.Contains("text/plain"));
    }

    [Fact]
    public void A_code_by_a_filter_over_a_system_that_is_not_held_is_unknown_and_in_other_systems_outside()
    {
        CodeSet sites = Core.FindValueSet("http://hl7.org/fhir/ValueSet/body-site")!;
        Assert.False(sites.IsComplete);
        Assert.Equal(Membership.Unknown, sites.Contains("http://snomed.info/sct", "1"));
        Assert.Equal(Membership.Outside, sites.Contains("http://example.org", "1"));
    }

    [Fact]
    public void A_currency_of_the_published_list_is_a_member_and_a_later_one_unknown()
    {
        CodeSet currencies = Core.FindValueSet("http://hl7.org/fhir/ValueSet/currencies")!;
        Assert.Equal(Membership.Member, currencies.Contains("EUR"));
        Assert.Equal(Membership.Unknown, currencies.Contains("XCG"));
    }

    [Fact]
    public void A_constraint_keeps_its_key_severity_text_and_expression()
    {
        ElementConstraint rule = Element("Observation", "Observation").Constraints.Single(constraint => constraint.Key == "obs-6");
        Assert.True(rule.IsError);
        Assert.Equal("dataAbsentReason.empty() or value.empty()", rule.Expression);
        ElementConstraint advice = Element("Patient", "Patient").Constraints.Single(constraint => constraint.Key == "dom-6");
        Assert.False(advice.IsError);
    }

    [Fact]
    public void Content_references_name_an_element_of_the_same_structure()
    {
        foreach (StructureDefinition structure in Core.Structures)
        {
            HashSet<string> ids = [.. structure.Snapshot.Select(element => element.Id)];
            Assert.All(structure.Snapshot.Where(element => element.ContentReference is not null), element => Assert.Contains(element.ContentReference!, ids));
        }
    }

    [Fact]
    public void Element_names_hold_choices_spelled_with_their_type()
    {
        Assert.True(Core.Names.Find("birthDate") >= 0);
        Assert.True(Core.Names.Find("resourceType") >= 0);
        Assert.Equal(-1, Core.Names.Find("value[x]"));
        Assert.Equal(new ChoiceName("value", "CodeableConcept"), Core.Names.FindChoice(Core.Names.Find("valueCodeableConcept")));
    }

    [Fact]
    public void Search_parameters_keep_expression_bases_targets_and_components()
    {
        Assert.Equal(1400, Core.SearchParameters.Count);
        SearchParameter birthDate = Core.SearchParameters.Single(parameter => parameter.Url == "http://hl7.org/fhir/SearchParameter/individual-birthdate");
        Assert.Equal(("birthdate", "date"), (birthDate.Code, birthDate.Type));
        Assert.Contains("Patient", birthDate.Bases);
        Assert.Contains("Patient.birthDate", birthDate.Expression!, StringComparison.Ordinal);
        SearchParameter subject = Core.SearchParameters.Single(parameter => parameter.Url == "http://hl7.org/fhir/SearchParameter/Observation-subject");
        Assert.Equal(["Device", "Group", "Location", "Patient"], subject.Targets.Order(StringComparer.Ordinal));
        Assert.Equal(2, Core.SearchParameters.Single(parameter => parameter.Url == "http://hl7.org/fhir/SearchParameter/Observation-code-value-quantity").Components.Count);
    }

    [Fact]
    public void With_adds_the_guides_once()
    {
        DefinitionSet guides = Core.With();
        Assert.Null(Core.Find("http://hl7.org/fhir/uv/genomics-reporting/StructureDefinition/variant"));
        Assert.NotNull(guides.Find("http://hl7.org/fhir/uv/genomics-reporting/StructureDefinition/variant"));
        Assert.Equal(guides.Structures.Count, guides.With().Structures.Count);
    }

    private static ElementDefinition Element(string type, string id) => Core.FindType(type)!.Snapshot.Single(element => element.Id == id);
}
