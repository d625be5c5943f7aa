using Registry.Fhir.Outcomes;
using Registry.Fhir.Validation;
using Xunit;

namespace Registry.Fhir.Tests.Validation;

/// <summary>The registry's own package, as it is committed.</summary>
public sealed class RegistryProfileTests
{
    private const string GnasVariant = "https://registry.example.org/fhir/ho/StructureDefinition/gnas-variant";

    [Fact]
    public void All_profiles_of_the_package_compile()
    {
        Assert.DoesNotContain(Held.Registry.UncheckedRules, rule => rule.Profile.StartsWith("https://registry.example.org/", StringComparison.Ordinal));
    }

    [Fact]
    public void A_GNAS_variant_without_parental_allele_is_refused_with_the_slice_that_is_missing()
    {
        Verdict.Refused verdict = Assert.IsType<Verdict.Refused>(Held.Registry.Validate("""
            {
              "resourceType": "Observation",
              "status": "final",
              "category": [
                { "coding": [{ "system": "http://terminology.hl7.org/CodeSystem/observation-category", "code": "laboratory" }] },
                { "coding": [{ "system": "http://terminology.hl7.org/CodeSystem/v2-0074", "code": "GE" }] }
              ],
              "code": { "coding": [{ "system": "http://loinc.org", "code": "69548-6" }] },
              "subject": { "reference": "Patient/p1" },
              "effectiveDateTime": "2020-05",
              "valueCodeableConcept": { "coding": [{ "system": "http://loinc.org", "code": "LA9633-4" }] },
              "component": [
                { "code": { "coding": [{ "system": "http://loinc.org", "code": "48018-6" }] },
                  "valueCodeableConcept": { "coding": [{ "system": "http://www.genenames.org", "code": "HGNC:4392" }] } }
              ]
            }
            """u8.ToArray(), GnasVariant));
        Assert.False(verdict.IsNotFhir);
        Finding finding = Assert.Single(verdict.Findings, finding => finding.Rule == "fhir-slice-min");
        Assert.Equal("Observation.component", finding.Expression);
        Assert.Equal(GnasVariant, finding.Profile);
        Assert.Contains("parental-allele", finding.Message, StringComparison.Ordinal);
        Assert.Contains("parental-allele", finding.Remedy, StringComparison.Ordinal);
    }
}
