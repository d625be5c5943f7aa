using System.Text.Json.Nodes;

namespace Registry.Service.Tests.Clinical;

/// <summary>Resources as a hospital tells them, whole enough to pass the profiles, under ids of their own: so a finding's key does not depend on what came first.</summary>
internal static class Told
{
    private const string Loinc = "http://loinc.org";
    private const string Hgvs = "http://varnomen.hgvs.org";
    private const string Hpo = "http://human-phenotype-ontology.org";
    private const string Ucum = "http://unitsofmeasure.org";
    private const string Subject = "urn:uuid:5f1c1f0e-8a44-4c52-9a55-1d6b0f6c7a01";

    public static JsonObject Patient(string birth = "2014-06", string sex = "female", string? deceased = null) =>
        Some.Patient(birthDate: birth, deceased: deceased).With("gender", sex).WithId("p");

    public static JsonObject Diagnosis(string disease, string id = "", string verification = "confirmed", string? onset = null, string? recorded = "2018-11-05", string? fopClass = null)
    {
        JsonObject condition = Resource("Condition", id.Length > 0 ? id : $"d-{disease.ToLowerInvariant()}");
        if (fopClass is not null)
        {
            condition["extension"] = new JsonArray(new JsonObject { ["url"] = $"{Some.Base}/StructureDefinition/fop-class", ["valueCodeableConcept"] = Some.Concept($"{Some.Base}/CodeSystem/fop-class", fopClass) });
        }

        if (verification is not "entered-in-error") condition["clinicalStatus"] = Some.Concept("http://terminology.hl7.org/CodeSystem/condition-clinical", "active");
        condition["verificationStatus"] = Some.Concept("http://terminology.hl7.org/CodeSystem/condition-ver-status", verification);
        condition["code"] = Some.Concept("https://www.orpha.net", disease is "FOP" ? "337" : "2762");
        condition["subject"] = Some.Reference(Subject);
        if (onset is not null) condition["onsetDateTime"] = onset;
        if (recorded is not null) condition["recordedDate"] = recorded;
        return condition;
    }

    /// <param name="gene">ACVR1 or GNAS.</param>
    /// <param name="id">The Observation's id.</param>
    /// <param name="coding">c. names, with a bar between them.</param>
    /// <param name="protein">p. names, with a bar between them; null for none.</param>
    /// <param name="allele">Parental allele; null where the profile does not ask for it.</param>
    /// <param name="hasBasis">Whether the allele's basis is told.</param>
    /// <param name="transmission">LOINC answer.</param>
    /// <param name="state">Allelic state.</param>
    /// <param name="source">Genomic source class.</param>
    /// <param name="symbol">Display of the HGNC id.</param>
    /// <param name="transcript">Transcript told apart.</param>
    /// <param name="effective">Date.</param>
    public static JsonObject Variant(
        string gene, string id = "g", string? coding = null, string? protein = null, string? allele = null, bool hasBasis = true, string? transmission = null, string state = "LA6706-1",
        string source = "LA6683-2", string? symbol = null, string? transcript = null, string effective = "2018-12-11")
    {
        bool isAcvr1 = gene is "ACVR1";
        JsonObject hgnc = Some.Concept("http://www.genenames.org", isAcvr1 ? "HGNC:171" : "HGNC:4392");
        hgnc["coding"]![0]!["display"] = symbol ?? gene;
        JsonArray components = [Component(Loinc, "48018-6", hgnc), Component(Loinc, "48004-6", Names(coding ?? (isAcvr1 ? "NM_001111067.4:c.617G>A" : "NM_000516.7:c.565_568del")))];
        protein ??= isAcvr1 && coding is null ? "NP_001104537.1:p.(Arg206His)" : null;
        if (protein is not null) components.Add(Component(Loinc, "48005-3", Names(protein)));
        if (transcript is not null) components.Add(Component(Loinc, "51958-7", Some.Concept("http://www.ncbi.nlm.nih.gov/refseq", transcript)));
        components.Add(Component(Loinc, "53034-5", Some.Concept(Loinc, state)));
        components.Add(Component(Loinc, "48002-0", Some.Concept(Loinc, source)));
        if (source is "LA6684-0") components.Add(new JsonObject { ["code"] = Some.Concept(Loinc, "81258-6"), ["valueQuantity"] = Quantity(0.18m, "1") });
        if (transmission is not null) components.Add(Component(Loinc, "94186-4", Some.Concept(Loinc, transmission)));
        if (!isAcvr1) components.Add(Own("parental-allele", "parental-allele", allele ?? "undetermined"));
        if (allele is not null && hasBasis) components.Add(Component(Loinc, "82309-6", Some.Concept(Loinc, "LA26426-9")));
        JsonObject variant = Observation(id, Some.Concept(Loinc, "69548-6"), effective);
        variant["category"] = new JsonArray(
            Some.Concept("http://terminology.hl7.org/CodeSystem/observation-category", "laboratory"), Some.Concept("http://terminology.hl7.org/CodeSystem/v2-0074", "GE"));
        variant["valueCodeableConcept"] = Some.Concept(Loinc, "LA9633-4");
        variant["component"] = components;
        return variant;
    }

    /// <summary>What a variant of the same bundle, or one that stands, means.</summary>
    public static JsonObject Implication(string variant, string significance, string disease = "337")
    {
        JsonObject implication = Observation($"i-{variant}", Some.Concept("http://hl7.org/fhir/uv/genomics-reporting/CodeSystem/tbd-codes-cs", "diagnostic-implication"), "2018-12-12");
        implication["category"] = new JsonArray(
            Some.Concept("http://terminology.hl7.org/CodeSystem/observation-category", "laboratory"), Some.Concept("http://terminology.hl7.org/CodeSystem/v2-0074", "GE"));
        implication["derivedFrom"] = new JsonArray(Some.Reference($"Observation/{variant}"));
        implication["component"] = new JsonArray(
            Component(Loinc, "53037-8", Some.Concept(Loinc, significance)), Component(Loinc, "81259-4", Some.Concept("https://www.orpha.net", disease)));
        return implication;
    }

    public static JsonObject Feature(string hpo, string id, bool isPresent = true, string date = "2019-05-02", string? onsetClass = null)
    {
        JsonObject feature = Observation(id, Some.Concept(Hpo, hpo), date);
        feature["valueCodeableConcept"] = Some.Concept(Loinc, isPresent ? "LA9633-4" : "LA9634-2");
        JsonArray components = [];
        if (isPresent && hpo is "HP:0001844") components.Add(Component($"{Some.Base}/CodeSystem/ho-observation", "laterality", Some.Concept("http://snomed.info/sct", "51440002")));
        if (onsetClass is not null) components.Add(Component($"{Some.Base}/CodeSystem/ho-observation", "onset-class", Some.Concept(Hpo, onsetClass)));
        if (components.Count > 0) feature["component"] = components;
        return feature;
    }

    public static JsonObject FlareUp(string id = "f", string start = "2024-09-03", string? end = null, string region = "shoulder", string? side = "right", string trigger = "fall", string outcome = "ongoing")
    {
        JsonObject flareUp = Resource("Observation", id);
        flareUp["status"] = "final";
        flareUp["code"] = Some.Concept($"{Some.Base}/CodeSystem/ho-observation", "flare-up");
        flareUp["subject"] = Some.Reference(Subject);
        flareUp["effectivePeriod"] = end is null ? new JsonObject { ["start"] = start } : new JsonObject { ["start"] = start, ["end"] = end };
        flareUp["bodySite"] = Region(region);
        flareUp["component"] = With([Own("flare-up-trigger", "flare-up-trigger", trigger), Own("flare-up-outcome", "flare-up-outcome", outcome)], side);
        return flareUp;
    }

    public static JsonObject Lesion(string id = "l", string? date = "2024-12-10", string region = "shoulder", string? side = "right", string? depth = null, string? method = null, string? derivedFrom = null)
    {
        JsonObject lesion = Observation(id, Some.Concept($"{Some.Base}/CodeSystem/ho-observation", "ho-lesion"), date);
        lesion["bodySite"] = Region(region);
        if (method is not null) lesion["method"] = Some.Concept($"{Some.Base}/CodeSystem/assessment-method", method);
        if (derivedFrom is not null) lesion["derivedFrom"] = new JsonArray(Some.Reference($"Observation/{derivedFrom}"));
        JsonArray components = With(depth is null ? [] : [Own("depth", "depth", depth)], side);
        if (components.Count > 0) lesion["component"] = components;
        return lesion;
    }

    public static JsonObject Volume(string id, decimal cubicMillimetres, string date, string method = "ct", string? region = null)
    {
        JsonObject volume = Observation(id, Some.Concept($"{Some.Base}/CodeSystem/ho-observation", "ho-volume"), date);
        if (region is not null) volume["bodySite"] = Region(region);
        volume["valueQuantity"] = Quantity(cubicMillimetres, "mm3");
        volume["method"] = Some.Concept($"{Some.Base}/CodeSystem/assessment-method", method);
        volume["component"] = new JsonArray(Own("head-excluded", "yes-no-unknown", "yes"));
        return volume;
    }

    public static JsonObject Joint(string id, string level, string date, string side = "left", string region = "elbow")
    {
        JsonObject joint = Observation(id, Some.Concept($"{Some.Base}/CodeSystem/ho-observation", "joint-status"), date);
        joint["bodySite"] = Region(region);
        joint["valueCodeableConcept"] = Some.Concept($"{Some.Base}/CodeSystem/joint-status", level);
        joint["component"] = With([], side);
        return joint;
    }

    public static JsonObject Mobility(string id, string level, string date) =>
        Observation(id, Some.Concept($"{Some.Base}/CodeSystem/ho-observation", "mobility-status"), date).With("valueCodeableConcept", Some.Concept($"{Some.Base}/CodeSystem/mobility-level", level));

    public static JsonObject Cajis(string id, int score, string date) =>
        Observation(id, Some.Concept($"{Some.Base}/CodeSystem/ho-observation", "cajis"), date).With("valueInteger", score);

    public static JsonObject Laboratory(string loinc, decimal value, string unit, decimal? low = null, decimal? high = null, string? interpretation = null, string id = "lab", string date = "2024-02-01")
    {
        JsonObject measured = Observation(id, Some.Concept(Loinc, loinc), date);
        measured["valueQuantity"] = Quantity(value, unit);
        if (interpretation is not null) measured["interpretation"] = new JsonArray(Some.Concept("http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation", interpretation));
        JsonObject range = [];
        if (low is { } lowest) range["low"] = Quantity(lowest, unit);
        if (high is { } highest) range["high"] = Quantity(highest, unit);
        if (range.Count > 0) measured["referenceRange"] = new JsonArray(range);
        return measured;
    }

    public static JsonObject Surgery(string kind, string id = "s", string date = "2019-03-12", string region = "elbow")
    {
        JsonObject surgery = Observation(id, Some.Concept($"{Some.Base}/CodeSystem/ho-observation", "surgery"), date);
        surgery["bodySite"] = Region(region);
        surgery["valueCodeableConcept"] = Some.Concept($"{Some.Base}/CodeSystem/surgery-kind", kind);
        surgery["component"] = With([], "left");
        return surgery;
    }

    public static JsonObject Treatment(string drug, string start, string? inTrial = null, string id = "t")
    {
        JsonObject treatment = Resource("Observation", id);
        treatment["status"] = "final";
        treatment["code"] = Some.Concept($"{Some.Base}/CodeSystem/ho-observation", "treatment-exposure");
        treatment["subject"] = Some.Reference(Subject);
        treatment["effectivePeriod"] = new JsonObject { ["start"] = start };
        treatment["valueCodeableConcept"] = Some.Concept($"{Some.Base}/CodeSystem/treatment", drug);
        if (inTrial is not null) treatment["component"] = new JsonArray(Own("treatment-in-trial", "yes-no-unknown", inTrial));
        return treatment;
    }

    public static JsonObject Status(string status, string date, string id = "v") =>
        Observation(id, Some.Concept($"{Some.Base}/CodeSystem/ho-observation", "vital-status"), date).With("valueCodeableConcept", Some.Concept($"{Some.Base}/CodeSystem/vital-status", status));

    /// <param name="date">Null for a date that nobody knows.</param>
    /// <param name="id">The Observation's id.</param>
    /// <param name="cause">Code of the cause.</param>
    /// <param name="role">Its role in the death.</param>
    public static JsonObject Cause(string? date, string id = "c", string cause = "pneumonia", string? role = null)
    {
        JsonObject observation = Observation(id, Some.Concept($"{Some.Base}/CodeSystem/ho-observation", "cause-of-death"), date);
        observation["valueCodeableConcept"] = Some.Concept($"{Some.Base}/CodeSystem/cause-of-death", cause);
        if (role is not null) observation["component"] = new JsonArray(Own("death-cause-role", "death-cause-role", role));
        return observation;
    }

    /// <summary>An entry that puts a resource under its own id.</summary>
    public static JsonObject Put(JsonObject resource)
    {
        string type = resource["resourceType"]!.GetValue<string>();
        return Some.Entry("PUT", $"{type}/{resource["id"]}", resource, type is "Patient" ? Subject : null);
    }

    private static JsonObject Resource(string type, string id) =>
        new() { ["resourceType"] = type, ["id"] = id, ["identifier"] = new JsonArray(new JsonObject { ["system"] = Some.Records, ["value"] = $"R-{id}" }) };

    private static JsonObject Observation(string id, JsonObject code, string? date)
    {
        JsonObject observation = Resource("Observation", id);
        observation["status"] = "final";
        observation["code"] = code;
        observation["subject"] = Some.Reference(Subject);
        if (date is not null) observation["effectiveDateTime"] = date;
        else observation["_effectiveDateTime"] = new JsonObject { ["extension"] = new JsonArray(new JsonObject { ["url"] = "http://hl7.org/fhir/StructureDefinition/data-absent-reason", ["valueCode"] = "unknown" }) };
        return observation;
    }

    private static JsonObject Region(string region) => Some.Concept($"{Some.Base}/CodeSystem/body-region", region);

    private static JsonObject Quantity(decimal value, string unit) => new() { ["value"] = value, ["unit"] = unit, ["system"] = Ucum, ["code"] = unit };

    private static JsonArray With(JsonArray components, string? side)
    {
        string? code = side switch { "left" => "7771000", "right" => "24028007", "bilateral" => "51440002", _ => null };
        if (code is not null) components.Add(Component($"{Some.Base}/CodeSystem/ho-observation", "laterality", Some.Concept("http://snomed.info/sct", code)));
        return components;
    }

    private static JsonObject Names(string names) =>
        new() { ["coding"] = new JsonArray([.. names.Split('|').Select(name => new JsonObject { ["system"] = Hgvs, ["code"] = name })]) };

    private static JsonObject Own(string code, string valueSystem, string value) =>
        Component($"{Some.Base}/CodeSystem/ho-observation", code, Some.Concept($"{Some.Base}/CodeSystem/{valueSystem}", value));

    private static JsonObject Component(string system, string code, JsonObject value) => new() { ["code"] = Some.Concept(system, code), ["valueCodeableConcept"] = value };
}
