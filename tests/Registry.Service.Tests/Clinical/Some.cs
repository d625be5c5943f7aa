using System.Text.Json;
using System.Text.Json.Nodes;
using Registry.Clinical.Dispatch;
using Registry.Clinical.Rules;
using Registry.Contracts.Callers;
using Registry.Fhir.Definitions;

namespace Registry.Service.Tests.Clinical;

/// <summary>Hand-made resources, as small as the profiles allow, and the dispatch table of the committed package.</summary>
internal static class Some
{
    public const string Base = "https://registry.example.org/fhir/ho";
    public const string Records = "https://hospital.example.org/record";
    public const string Pseudonyms = "https://hospital.example.org/registry-pseudonym";

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    private const string Loinc = "http://loinc.org";

    public static SiteId Here { get; } = new("here");

    public static SiteId Elsewhere { get; } = new("elsewhere");

    /// <summary>A day after everything that is told here.</summary>
    public static DateOnly Today { get; } = new(2026, 3, 1);

    public static RuleBasis Basis { get; } = new(Today, RuleThresholds.Default);

    /// <summary>R4 core, and the committed package of profiles.</summary>
    public static DefinitionSet Definitions { get; } = CoreDefinitions.Load().With(Package());

    public static DispatchTable Table { get; } = DispatchTable.Read(Definitions);

    public static Caller At(SiteId site) => new("test", site, CallerRoles.Submitter);

    public static JsonObject Patient(string pseudonym = "P-1", string birthDate = "2014-06", string? deceased = null, params string[] consents)
    {
        JsonObject patient = new()
        {
            ["resourceType"] = "Patient",
            ["extension"] = new JsonArray([.. (consents.Length > 0 ? consents : ["registry:permit:2019-03-12"]).Select(Consent)]),
            ["identifier"] = Identifiers(Pseudonyms, pseudonym),
            ["gender"] = "female",
            ["birthDate"] = birthDate,
        };
        if (deceased is not null) patient["deceasedDateTime"] = deceased;
        return patient;
    }

    /// <param name="consent">scope:decision:date, and :policy if not 2.1.</param>
    public static JsonNode Consent(string consent)
    {
        string[] parts = consent.Split(':');
        return Extension("registry-consent", new JsonArray(
            new JsonObject { ["url"] = "scope", ["valueCode"] = parts[0] },
            new JsonObject { ["url"] = "decision", ["valueCode"] = parts[1] },
            new JsonObject { ["url"] = "date", ["valueDate"] = parts[2] },
            new JsonObject { ["url"] = "policyVersion", ["valueString"] = parts.Length > 3 ? parts[3] : "2.1" }));
    }

    public static JsonObject Diagnosis(string disease, string record = "D-1", string verification = "confirmed", string subject = "urn:uuid:patient") => new()
    {
        ["resourceType"] = "Condition",
        ["identifier"] = Identifiers(Records, record),
        ["verificationStatus"] = Concept("http://terminology.hl7.org/CodeSystem/condition-ver-status", verification),
        ["code"] = Concept("https://www.orpha.net", disease is "FOP" ? "337" : "2762"),
        ["subject"] = Reference(subject),
        ["onsetDateTime"] = "2016",
        ["recordedDate"] = "2018-11-05",
    };

    public static JsonObject Variant(string gene, string record = "G-1", string? allele = null, string? transmission = null, bool hasBasis = true, string subject = "urn:uuid:patient")
    {
        JsonArray components =
        [
            Component(Loinc, "48018-6", "http://www.genenames.org", gene is "ACVR1" ? "HGNC:171" : "HGNC:4392"),
            Component(Loinc, "48004-6", "http://varnomen.hgvs.org", gene is "ACVR1" ? "NM_001111067.4:c.617G>A" : "NM_000516.7:c.565_568del"),
        ];
        if (transmission is not null) components.Add(Component(Loinc, "94186-4", Loinc, transmission));
        if (allele is not null) components.Add(Component($"{Base}/CodeSystem/ho-observation", "parental-allele", $"{Base}/CodeSystem/parental-allele", allele));
        if (allele is not null && hasBasis) components.Add(Component(Loinc, "82309-6", Loinc, "LA26426-9"));
        JsonObject variant = Observation(Concept(Loinc, "69548-6"), record, subject);
        variant["effectiveDateTime"] = "2018-12-11";
        variant["valueCodeableConcept"] = Concept(Loinc, "LA9633-4");
        variant["component"] = components;
        return variant;
    }

    public static JsonObject FlareUp(string record = "F-1", string start = "2024-09-03", string? end = null, string region = "shoulder", string subject = "urn:uuid:patient")
    {
        JsonObject flareUp = Observation(Own("flare-up"), record, subject);
        flareUp["effectivePeriod"] = end is null ? new JsonObject { ["start"] = start } : new JsonObject { ["start"] = start, ["end"] = end };
        flareUp["bodySite"] = Concept($"{Base}/CodeSystem/body-region", region);
        flareUp["component"] = new JsonArray(Component($"{Base}/CodeSystem/ho-observation", "flare-up-trigger", $"{Base}/CodeSystem/flare-up-trigger", "fall"));
        return flareUp;
    }

    public static JsonObject Lesion(string record = "L-1", string? derivedFrom = null, string subject = "urn:uuid:patient")
    {
        JsonObject lesion = Observation(Own("ho-lesion"), record, subject);
        lesion["effectiveDateTime"] = "2024-12-10T23:30:00-05:00";
        lesion["bodySite"] = Concept($"{Base}/CodeSystem/body-region", "shoulder");
        lesion["component"] = new JsonArray(Component($"{Base}/CodeSystem/ho-observation", "laterality", "http://snomed.info/sct", "24028007"));
        if (derivedFrom is not null) lesion["derivedFrom"] = new JsonArray(Reference(derivedFrom));
        return lesion;
    }

    public static JsonObject VitalStatus(string record = "V-1", string date = "2025-10-14", string subject = "urn:uuid:patient")
    {
        JsonObject status = Observation(Own("vital-status"), record, subject);
        status["effectiveDateTime"] = date;
        status["valueCodeableConcept"] = Concept($"{Base}/CodeSystem/vital-status", "alive");
        return status;
    }

    public static JsonObject CauseOfDeath(string record = "C-1", string date = "2025-10-14", string subject = "urn:uuid:patient")
    {
        JsonObject cause = Observation(Own("cause-of-death"), record, subject);
        cause["effectiveDateTime"] = date;
        cause["valueCodeableConcept"] = Concept($"{Base}/CodeSystem/cause-of-death", "pneumonia");
        return cause;
    }

    /// <summary>An entry that puts a resource by its own identifier: what a feed sends.</summary>
    public static JsonObject Put(JsonObject resource, string? fullUrl = null)
    {
        JsonNode identifier = resource["identifier"]![0]!;
        return Entry("PUT", $"{resource["resourceType"]}?identifier={identifier["system"]}|{identifier["value"]}", resource, fullUrl ?? (resource["resourceType"]!.GetValue<string>() is "Patient" ? "urn:uuid:patient" : null));
    }

    public static JsonObject Entry(string method, string url, JsonObject? resource = null, string? fullUrl = null, string? ifNoneExist = null, string? ifMatch = null)
    {
        JsonObject request = new() { ["method"] = method, ["url"] = url };
        if (ifNoneExist is not null) request["ifNoneExist"] = ifNoneExist;
        if (ifMatch is not null) request["ifMatch"] = ifMatch;
        JsonObject entry = [];
        if (fullUrl is not null) entry["fullUrl"] = fullUrl;
        if (resource is not null) entry["resource"] = resource.DeepClone();
        entry["request"] = request;
        return entry;
    }

    public static JsonObject Bundle(params JsonObject[] entries) => new()
    {
        ["resourceType"] = "Bundle",
        ["type"] = "transaction",
        ["entry"] = new JsonArray([.. entries.Select(entry => entry.DeepClone())]),
    };

    public static JsonObject WithId(this JsonObject resource, string id)
    {
        resource["id"] = id;
        return resource;
    }

    public static JsonObject With(this JsonObject resource, string name, JsonNode? value)
    {
        resource[name] = value;
        return resource;
    }

    public static JsonObject Reference(string reference) => new() { ["reference"] = reference };

    public static JsonObject Concept(string system, string code) => new() { ["coding"] = new JsonArray(new JsonObject { ["system"] = system, ["code"] = code }) };

    public static byte[] Utf8(JsonNode json) => JsonSerializer.SerializeToUtf8Bytes(json, Indented);

    private static JsonObject Observation(JsonObject code, string record, string subject) => new()
    {
        ["resourceType"] = "Observation",
        ["identifier"] = Identifiers(Records, record),
        ["status"] = "final",
        ["code"] = code,
        ["subject"] = Reference(subject),
    };

    private static JsonObject Own(string code) => Concept($"{Base}/CodeSystem/ho-observation", code);

    private static JsonObject Component(string codeSystem, string code, string valueSystem, string value) =>
        new JsonObject { ["code"] = Concept(codeSystem, code), ["valueCodeableConcept"] = Concept(valueSystem, value) };

    internal static JsonArray Identifiers(string system, string value) => [new JsonObject { ["system"] = system, ["value"] = value }];

    private static JsonObject Extension(string id, JsonArray parts) => new() { ["url"] = $"{Base}/StructureDefinition/{id}", ["extension"] = parts };

    /// <summary>The committed package.</summary>
    public static DefinitionPackage Package()
    {
        using FileStream package = File.OpenRead(Repository.Path("profiles", "package.tgz"));
        return DefinitionPackage.Read("package.tgz", package);
    }
}
