using System.Text;
using System.Text.Json.Nodes;
using Registry.Clinical;
using Xunit;

namespace Registry.Service.Tests.Clinical;

/// <summary>Each example of the package becomes its event, field by field. How a fact goes on: EventLifeTests.</summary>
public class ExampleFactTests
{
    private const string Patient = "urn:uuid:patient";

    private static readonly Dictionary<string, byte[]> Examples = PackageFiles.Examples().ToDictionary(StringComparer.Ordinal);

    /// <summary>Example, event, and the event's fields.</summary>
    public static TheoryData<string, string, string> Facts => new()
    {
        { "Observation-phenotypic-feature-rich", "FeatureReported", """{"feature":{"system":"http://human-phenotype-ontology.org","code":"HP:0030431"},"presence":"present","region":"lower-leg","laterality":"left","onset":{"earliest":"1991-11-01","latest":"1992-11-29","precision":"year"},"onsetClass":{"system":"http://human-phenotype-ontology.org","code":"HP:0011463"},"method":"radiograph","severity":null,"millimetres":null,"relative":null,"relativeDisease":null}""" },
        { "Observation-phenotypic-feature-minimal", "FeatureReported", """{"feature":{"system":"http://human-phenotype-ontology.org","code":"HP:0000365"},"presence":"absent","region":null,"laterality":null,"onset":null,"onsetClass":null,"method":null,"severity":null,"millimetres":null,"relative":null,"relativeDisease":null}""" },
        { "Observation-great-toe-malformation-rich", "FeatureReported", """{"feature":{"system":"http://human-phenotype-ontology.org","code":"HP:0001822"},"presence":"present","region":"toe","laterality":"bilateral","onset":null,"onsetClass":{"system":"http://human-phenotype-ontology.org","code":"HP:0003577"},"method":"examination","severity":null,"millimetres":null,"relative":null,"relativeDisease":null}""" },
        { "Observation-family-history-rich", "FeatureReported", """{"feature":{"system":"BASE/CodeSystem/ho-observation","code":"family-history"},"presence":"present","region":null,"laterality":null,"onset":null,"onsetClass":null,"method":null,"severity":null,"millimetres":null,"relative":"father","relativeDisease":{"system":"https://www.orpha.net","code":"2762"}}""" },
        { "Observation-limb-growth-rich", "FeatureReported", """{"feature":{"system":"BASE/CodeSystem/ho-observation","code":"limb-length-difference"},"presence":"present","region":"forearm","laterality":"left","onset":null,"onsetClass":null,"method":"radiograph","severity":null,"millimetres":26.0,"relative":null,"relativeDisease":null}""" },
        { "Condition-tis-condition-rich", "FeatureReported", """{"feature":{"system":"BASE/CodeSystem/complication","code":"thoracic-insufficiency-syndrome"},"presence":"present","region":null,"laterality":null,"onset":{"earliest":"2019-01-01","latest":"2019-12-31","precision":"year"},"onsetClass":null,"method":null,"severity":{"system":"http://snomed.info/sct","code":"24484000"},"millimetres":null,"relative":null,"relativeDisease":null}""" },
        { "Condition-thrombosis-condition-rich", "FeatureReported", """{"feature":{"system":"http://snomed.info/sct","code":"128053003"},"presence":"present","region":"lower-leg","laterality":null,"onset":{"earliest":"2017-01-19","latest":"2017-01-19","precision":"day"},"onsetClass":null,"method":null,"severity":null,"millimetres":null,"relative":null,"relativeDisease":null}""" },
        { "Observation-acvr1-variant-rich", "VariantReported", """{"gene":"HGNC:171","codingHgvs":"NM_001111067.4:c.983G\u003EA","proteinHgvs":"NP_001104537.1:p.Gly328Glu","genomicHgvs":null,"presence":{"system":"http://loinc.org","code":"LA9633-4"},"allelicState":{"system":"http://loinc.org","code":"LA6706-1"},"sourceClass":{"system":"http://loinc.org","code":"LA6684-0"},"transmission":{"system":"http://loinc.org","code":"LA26807-0"},"parentalAllele":null,"hasAlleleBasis":false,"alleleBasis":null,"geneSymbol":"ACVR1","otherHgvs":[],"transcript":"NM_001111067.4","consequenceClass":null,"allelicFrequency":0.18}""" },
        { "Observation-gnas-variant-rich", "VariantReported", """{"gene":"HGNC:4392","codingHgvs":"NM_000516.7:c.565_568del","proteinHgvs":"NP_000507.1:p.(Asp189MetfsTer14)","genomicHgvs":"NC_000020.11:g.58909196_58909199del","presence":{"system":"http://loinc.org","code":"LA9633-4"},"allelicState":{"system":"http://loinc.org","code":"LA6706-1"},"sourceClass":{"system":"http://loinc.org","code":"LA6683-2"},"transmission":{"system":"http://loinc.org","code":"LA26807-0"},"parentalAllele":"paternal","hasAlleleBasis":true,"alleleBasis":{"system":"http://loinc.org","code":"LA26426-9"},"geneSymbol":"GNAS","otherHgvs":[],"transcript":null,"consequenceClass":"frameshift","allelicFrequency":null}""" },
        { "Condition-ruled-out-condition-minimal", "DiagnosisRecorded", """{"disease":"AHO","code":{"system":"BASE/CodeSystem/differential-diagnosis","code":"aho"},"verification":"refuted","onset":null,"class":null,"severity":null}""" },
        { "Condition-ruled-out-condition-rich", "DiagnosisRecorded", """{"disease":"PHP1A","code":{"system":"BASE/CodeSystem/differential-diagnosis","code":"pseudohypoparathyroidism-1a"},"verification":"differential","onset":null,"class":null,"severity":null}""" },
        { "Observation-ho-lesion-skin", "OssificationReported", """{"region":"thigh","laterality":"right","depth":"dermis","tissue":"dermis","flareUp":null,"morphology":["maculopapular"],"pathway":"intramembranous","extent":"diffuse","pain":"yes","ulcer":"yes","millimetres":14,"method":"examination"}""" },
        { "Observation-ho-volume-minimal", "OssificationMeasured", """{"cubicMillimetres":12400.0,"region":"upper-back","headExcluded":null,"method":"ct"}""" },
        { "Observation-ho-volume-rich", "OssificationMeasured", """{"cubicMillimetres":412800,"region":null,"headExcluded":"yes","method":"ct"}""" },
        { "Observation-cajis-minimal", "FunctionAssessed", """{"instrument":"cajis","score":4,"sites":[],"level":null,"region":null,"laterality":null,"caregiverNeed":null}""" },
        { "Observation-joint-status-rich", "FunctionAssessed", """{"instrument":"joint-status","score":null,"sites":[],"level":"ankylosed","region":"hip","laterality":"left","caregiverNeed":null}""" },
        { "Observation-mobility-status-rich", "FunctionAssessed", """{"instrument":"mobility-status","score":null,"sites":[],"level":"wheelchair-full","region":null,"laterality":null,"caregiverNeed":"complete"}""" },
        { "Observation-mineral-panel-rich", "LaboratoryMeasured", """{"analyte":{"system":"http://loinc.org","code":"2731-8"},"value":38,"unit":"pg/mL","referenceLow":15,"referenceHigh":65,"interpretation":"N"}""" },
        { "Observation-treatment-exposure-rich", "TreatmentReported", """{"treatment":"palovarotene","drug":{"system":"http://www.whocc.no/atc","code":"M09AX11"},"end":{"earliest":"2019-12-01","latest":"2019-12-31","precision":"month"},"regimen":"continuous","dose":5,"doseUnit":"mg/d","inTrial":"yes","stopReason":"trial-ended"}""" },
        { "Observation-surgical-resection-rich", "SurgeryReported", """{"kind":"excision","region":"thigh","laterality":"right","extent":"circumscribed","results":["recurrence","complication"],"resultDate":{"earliest":"2020-02-01","latest":"2020-02-29","precision":"month"}}""" },
        { "Observation-study-participation-rich", "StudyReported", """{"kind":"trial","status":"completed","study":{"system":"http://clinicaltrials.gov","code":"NCT03312634"},"end":{"earliest":"2019-12-01","latest":"2019-12-31","precision":"month"}}""" },
        { "Observation-patient-reported-outcome-rich", "PatientOutcomeReported", """{"instrument":"fop-pfq","score":71.4,"unit":"%","form":"adult","respondent":"proxy"}""" },
        { "Observation-diagnostic-implication-ho-rich", "VariantInterpreted", """{"variant":"VARIANT","significance":{"system":"http://loinc.org","code":"LA26332-9"},"disease":{"system":"https://www.orpha.net","code":"2762"},"inheritance":{"system":"http://human-phenotype-ontology.org","code":"HP:0012275"}}""" },
        { "Observation-vital-status-rich", "VitalStatusConfirmed", """{"status":"dead","source":"civil-register"}""" },
        { "Observation-cause-of-death-rich", "DeathReported", """{"cause":{"system":"BASE/CodeSystem/cause-of-death","code":"thoracic-insufficiency-syndrome"},"role":"underlying","dueToDisease":"yes"}""" },
    };

    [Theory]
    [MemberData(nameof(Facts))]
    public void An_example_becomes_its_event(string example, string type, string fields)
    {
        HeldRegistry registry = Held(example);

        string expected = fields.Replace("BASE", Some.Base, StringComparison.Ordinal);
        if (fields.Contains("VARIANT", StringComparison.Ordinal)) expected = expected.Replace("VARIANT", registry.Find("Observation", Some.Records, "G-1").ToString(), StringComparison.Ordinal);
        EventDraft draft = registry.Log.Single(draft => draft.EventType == type);
        Assert.Equal(expected, Encoding.UTF8.GetString(draft.Body.Span));
        Assert.Null(draft.Supersedes);
    }

    [Fact]
    public void The_sites_of_a_joint_score_are_told_in_the_order_sent()
    {
        using System.Text.Json.JsonDocument body = System.Text.Json.JsonDocument.Parse(Held("Observation-cajis-rich").Log.Single(draft => draft.EventType is "FunctionAssessed").Body);
        System.Text.Json.JsonElement[] sites = [.. body.RootElement.GetProperty("sites").EnumerateArray()];
        Assert.Equal((15, "jaw", "ankle-right"), (sites.Length, sites[0].GetProperty("site").GetString(), sites[14].GetProperty("site").GetString()));
        Assert.Equal(body.RootElement.GetProperty("score").GetInt32(), sites.Sum(site => site.GetProperty("score").GetInt32()));
    }

    [Theory]
    [InlineData("1e30")]
    [InlineData("1e400")]
    [InlineData("79228162514264337593543950335")]
    public void A_number_that_no_decimal_holds_is_not_told_and_nothing_fails(string number)
    {
        JsonObject volume = Resource("Observation-ho-volume-minimal");
        volume["valueQuantity"]!["value"] = JsonNode.Parse(number);
        HeldRegistry registry = new();
        registry.Take(All(volume));
        Assert.Contains("\"cubicMillimetres\":null", Encoding.UTF8.GetString(registry.Log[^1].Body.Span), StringComparison.Ordinal);
    }

    private static HeldRegistry Held(string example)
    {
        HeldRegistry registry = new();
        registry.Take(All(Resource(example)));
        return registry;
    }

    /// <summary>The resource with its subject, and with the variant that it may point at.</summary>
    internal static JsonObject[] All(JsonObject resource, string subject = Patient)
    {
        resource = resource.DeepClone().AsObject();
        resource["subject"] = Some.Reference(subject);
        List<JsonObject> entries = [Some.Put(Some.Patient(birthDate: "1979-11"))];
        if (resource["derivedFrom"] is JsonArray)
        {
            resource["derivedFrom"] = new JsonArray(Some.Reference("urn:uuid:variant"));
            entries.Add(Some.Put(Some.Variant("GNAS", allele: "paternal", subject: subject), "urn:uuid:variant"));
        }

        entries.Add(Some.Put(resource));
        return [.. entries];
    }

    internal static JsonObject Resource(string example)
    {
        JsonObject resource = JsonNode.Parse(Examples[example + ".json"])!.AsObject();
        resource.Remove("id");
        resource.Remove("meta");
        return resource;
    }

    internal static JsonObject Redated(JsonObject resource)
    {
        JsonObject redated = resource.DeepClone().AsObject();
        if (redated["effectivePeriod"] is JsonObject period) period["start"] = "2001-02-03";
        else if (resource["resourceType"]!.GetValue<string>() is "Condition") redated["onsetDateTime"] = "2001-02-03";
        else redated["effectiveDateTime"] = "2001-02-03";
        return redated;
    }

    internal static JsonObject InError(JsonObject resource)
    {
        if (resource["resourceType"]!.GetValue<string>() is "Observation") resource["status"] = "entered-in-error";
        else resource["verificationStatus"] = Some.Concept("http://terminology.hl7.org/CodeSystem/condition-ver-status", "entered-in-error");
        return resource;
    }
}
