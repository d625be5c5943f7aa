using Registry.Fhir.Outcomes;
using Registry.Fhir.Validation;
using Xunit;

namespace Registry.Fhir.Tests.Validation;

/// <summary>The examples of the R4 specification: what HL7 publishes as valid is valid here, but for those that break its own rules.</summary>
public sealed class OfficialExamplesTests(ITestOutputHelper output)
{
    private const string Pattern = "A pattern of the standard's own making: a structure that is not abstract has a baseDefinition, and this has none.";

    // Name, the rule that it breaks, and why HL7's own text says so.
    private static readonly Dictionary<string, (string Rule, string Why)> Invalid = new(StringComparer.Ordinal)
    {
        ["ActivityDefinition-blood-tubes-supply.json"] = ("txt-2", "An empty div as its narrative."),
        ["ActivityDefinition-heart-valve-replacement.json"] = ("txt-2", "An empty div as its narrative."),
        ["Basic-referral.json"] = ("fhir-modifier-extension", "Modifier extensions of example.org, which nobody defines: a reader that does not know them must refuse."),
        ["Bundle-10bb101f-a121-4264-a920-67be9cb82c74.json"] = ("fhir-fullurl", "An entry's full URL ends with another id than its resource's."),
        ["Bundle-3a0707d3-549e-4467-b8b8-5a2ab3800efe.json"] = ("fhir-fullurl", "An entry's full URL ends with another id than its resource's."),
        ["Bundle-lri-example.json"] = ("fhir-fullurl", "Full URLs end with other ids than their resources'."),
        ["Bundle-dataelements.json"] = ("limit-document-bytes", "21 MB, beyond our limit."),
        ["Bundle-resources.json"] = ("limit-document-bytes", "35 MB, beyond our limit."),
        ["DeviceMetric-example.json"] = ("fhir-reference-target", "parent is a Reference(Device), and the example names a DeviceDefinition."),
        ["DeviceUseStatement-example.json"] = ("fhir-reference-target", "reasonReference names a Procedure, which is not among its targets."),
        ["EventDefinition-example.json"] = ("txt-2", "An empty div as its narrative."),
        ["ImplementationGuide-fhir.json"] = ("fhir-cardinality-min", "Without the mandatory name and status."),
        ["ig-r4.json"] = ("fhir-cardinality-min", "Without the mandatory name and status."),
        ["MedicationRequest-medrx0301.json"] = ("fhir-reference-target", "dispenseRequest.performer is a Reference(Organization), and the example names a Practitioner."),
        ["Observation-clinical-gender.json"] = ("fhir-reference-target", "performer names an Encounter, which is not among its targets."),
        ["Questionnaire-qs1.json"] = ("fhir-cardinality-min", "Items without the mandatory linkId."),
        ["Questionnaire-zika-virus-exposure-assessment.json"] = ("txt-2", "An empty div as its narrative."),
        ["StructureDefinition-Definition.json"] = ("sdf-4", Pattern),
        ["StructureDefinition-Event.json"] = ("sdf-4", Pattern),
        ["StructureDefinition-FiveWs.json"] = ("sdf-4", Pattern),
        ["StructureDefinition-Request.json"] = ("sdf-4", Pattern),
        ["SearchParameter-codesystem-extensions-CodeSystem-author.json"] = ("fhir-cardinality-min", "Without the mandatory base."),
        ["SearchParameter-codesystem-extensions-CodeSystem-effective.json"] = ("fhir-cardinality-min", "Without the mandatory base."),
        ["SearchParameter-codesystem-extensions-CodeSystem-end.json"] = ("fhir-cardinality-min", "Without the mandatory base."),
        ["SearchParameter-codesystem-extensions-CodeSystem-keyword.json"] = ("fhir-cardinality-min", "Without the mandatory base."),
        ["SearchParameter-codesystem-extensions-CodeSystem-workflow.json"] = ("fhir-cardinality-min", "Without the mandatory base."),
        ["SearchParameter-questionnaireresponse-extensions-QuestionnaireResponse-item-subject.json"] = ("fhir-primitive-id", "An id of more than 64 characters."),
        ["SearchParameter-valueset-extensions-ValueSet-author.json"] = ("fhir-cardinality-min", "Without the mandatory base."),
        ["SearchParameter-valueset-extensions-ValueSet-effective.json"] = ("fhir-cardinality-min", "Without the mandatory base."),
        ["SearchParameter-valueset-extensions-ValueSet-end.json"] = ("fhir-cardinality-min", "Without the mandatory base."),
        ["SearchParameter-valueset-extensions-ValueSet-keyword.json"] = ("fhir-cardinality-min", "Without the mandatory base."),
        ["SearchParameter-valueset-extensions-ValueSet-workflow.json"] = ("fhir-cardinality-min", "Without the mandatory base."),
    };

    [Fact]
    public void Every_official_example_is_accepted_but_those_that_break_the_standard()
    {
        Assert.SkipWhen(Repository.Examples is null, "profiles/node_modules/hl7.fhir.r4.examples is absent: run npm ci in profiles/.");
        List<string> wrong = [];
        HashSet<string> refused = new(StringComparer.Ordinal);
        int count = 0;
        foreach (string file in Directory.EnumerateFiles(Repository.Examples!, "*.json").Order(StringComparer.Ordinal))
        {
            string name = Path.GetFileName(file);
            if (name is "package.json" or ".index.json") continue;
            count++;
            if (Held.Core.Validate(File.ReadAllBytes(file)) is not Verdict.Refused verdict) continue;
            refused.Add(name);
            foreach (Finding finding in verdict.Findings.Where(finding => finding.IsError && finding.Rule != Invalid.GetValueOrDefault(name).Rule))
            {
                wrong.Add($"{name}|{finding.Rule}|{finding.Expression}|{finding.Message}");
            }
        }

        output.WriteLine($"{count} examples, {count - refused.Count} accepted, {refused.Count} refused for a known reason");
        foreach (string line in wrong) output.WriteLine(line);
        Assert.Empty(wrong);
        Assert.Equal(Invalid.Keys.Order(StringComparer.Ordinal), refused.Order(StringComparer.Ordinal));
    }
}
