using System.Collections.Frozen;
using Registry.Clinical.Consent;
using Registry.Clinical.Dispatch;
using Registry.Contracts.Events;
using Registry.Fhir.Json;

namespace Registry.Clinical.Events;

/// <summary>What a resource states, as events. One reader for each event that a dispatch row may name.</summary>
internal static partial class FactReader
{
    /// <summary>Everything a reader may look at.</summary>
    /// <param name="Key">The resource's final key.</param>
    /// <param name="Resource">The resource as sent.</param>
    /// <param name="Row">The dispatch row that took it.</param>
    /// <param name="Codes">The package's own codes.</param>
    /// <param name="Birth">The subject's date of birth; null when not known.</param>
    /// <param name="Resolve">Turns a reference as sent into the resource that it names; null when it names none here.</param>
    internal sealed record Input(ResourceKey Key, NodeCursor Resource, DispatchRow Row, RegistryCodes Codes, PartialDate? Birth, Func<NodeCursor, ResourceKey?> Resolve);

    /// <summary>By event and type of resource: a feature is read from an Observation, a complication from a Condition.</summary>
    private static readonly FrozenDictionary<(string Event, string ResourceType), Func<Input, Fact>> Readers = new Dictionary<(string, string), Func<Input, Fact>>
    {
        [(nameof(SubjectEnrolled), "Patient")] = input => Subject(input.Key, input.Resource, input.Codes),
        [(nameof(DiagnosisRecorded), "Condition")] = Diagnosis,
        [(nameof(VariantReported), "Observation")] = Variant,
        [(nameof(VariantInterpreted), "Observation")] = Interpretation,
        [(nameof(FeatureReported), "Observation")] = Feature,
        [(nameof(FeatureReported), "Condition")] = Complication,
        [(nameof(FlareUpReported), "Observation")] = FlareUp,
        [(nameof(OssificationReported), "Observation")] = Ossification,
        [(nameof(OssificationMeasured), "Observation")] = OssificationVolume,
        [(nameof(FunctionAssessed), "Observation")] = Function,
        [(nameof(LaboratoryMeasured), "Observation")] = Laboratory,
        [(nameof(TreatmentReported), "Observation")] = Treatment,
        [(nameof(SurgeryReported), "Observation")] = Surgery,
        [(nameof(StudyReported), "Observation")] = Study,
        [(nameof(PatientOutcomeReported), "Observation")] = PatientOutcome,
        [(nameof(VitalStatusConfirmed), "Observation")] = VitalStatus,
        [(nameof(DeathReported), "Observation")] = CauseOfDeath,
    }.ToFrozenDictionary();

    /// <summary>Events that say which of the row's codes decided.</summary>
    private static readonly string[] ReadsCode = [nameof(FeatureReported), nameof(FunctionAssessed), nameof(LaboratoryMeasured), nameof(PatientOutcomeReported)];

    /// <summary>Refuses a dispatch row that no reader serves.</summary>
    /// <exception cref="InvalidDataException">Names the row and what is wrong.</exception>
    public static void CheckRow(DispatchRow row, string place)
    {
        if (row.Event is not { } name)
        {
            if (row.ResourceType is "Patient" || row.EventOnUpdate is not null) throw new InvalidDataException($"{place}: a Patient, and a row with 'eventOnUpdate', needs an event.");
            return;
        }

        string[] types = [.. Readers.Keys.Where(key => string.Equals(key.Event, name, StringComparison.Ordinal)).Select(key => key.ResourceType)];
        if (types.Length == 0)
        {
            throw new InvalidDataException($"{place}: event '{name}' is not derived by this version; known are {string.Join(", ", Readers.Keys.Select(key => key.Event).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))}.");
        }

        if (!types.Contains(row.ResourceType, StringComparer.Ordinal))
        {
            throw new InvalidDataException($"{place}: event '{name}' is derived from {string.Join(", ", types)}, not from '{row.ResourceType}'.");
        }

        string? onUpdate = string.Equals(name, nameof(SubjectEnrolled), StringComparison.Ordinal) ? nameof(SubjectUpdated) : null;
        if (!string.Equals(row.EventOnUpdate ?? onUpdate, onUpdate, StringComparison.Ordinal))
        {
            throw new InvalidDataException($"{place}: event '{row.EventOnUpdate}' on update is not derived by this version.");
        }

        if (row.Disease is null && string.Equals(name, nameof(DiagnosisRecorded), StringComparison.Ordinal)) throw new InvalidDataException($"{place}: a diagnosis needs 'disease'.");
        if (row.Component?.Value is null && string.Equals(name, nameof(VariantReported), StringComparison.Ordinal)) throw new InvalidDataException($"{place}: a variant needs 'component' with a value, the gene.");
        if (row.Code.Count == 0 && (row.ResourceType is "Condition" || ReadsCode.Contains(name))) throw new InvalidDataException($"{place}: a {row.ResourceType} that becomes {name} needs 'code'.");
    }

    /// <summary>True when the resource says of itself that it never held.</summary>
    public static bool IsEnteredInError(NodeCursor resource) =>
        resource["status"].ValueEquals("entered-in-error")
        || Coding(resource["verificationStatus"], StandardCodes.VerificationStatus)?.Code is "entered-in-error";

    /// <summary>The fact that a Condition or Observation states; none when it was entered in error or called off, or its row names no event.</summary>
    public static Fact? ReadClinical(Input input)
    {
        if (IsEnteredInError(input.Resource) || input.Resource["status"].ValueEquals("cancelled")) return null;
        return input.Row.Event is { } name ? Readers[(name, input.Row.ResourceType)](input) : null;
    }

    /// <summary>Who the subject is.</summary>
    public static Fact Subject(ResourceKey key, NodeCursor patient, RegistryCodes codes)
    {
        Demographics demographics = new()
        {
            Sex = patient["gender"].AsString() ?? "unknown",
            BirthDate = Birth(patient),
            Country = patient["address"][0]["country"].AsString(),
        };
        PartialDate? entry = ClinicalDate.Read(Extension(patient, codes.EntryDateExtension)["valueDate"]);
        return new Fact(FactKey.Subject(key), nameof(SubjectEnrolled), entry, new SubjectEnrolled { Header = NoHeader.Value, Demographics = demographics });
    }

    /// <summary>The death that a Patient states; null when it states none.</summary>
    public static Fact? Death(ResourceKey key, NodeCursor patient)
    {
        NodeCursor moment = patient["deceasedDateTime"];
        if (!moment.Exists && patient["deceasedBoolean"].AsBoolean() is not true) return null;
        return new Fact(FactKey.Death(key), nameof(DeathReported), ClinicalDate.Read(moment), new DeathReported { Header = NoHeader.Value, Cause = null });
    }

    /// <summary>One decision on consent.</summary>
    public static Fact Consent(ResourceKey key, ConsentDecision decision) => new(
        FactKey.Consent(key, decision.Scope),
        nameof(ConsentChanged),
        decision.Date,
        new ConsentChanged { Header = NoHeader.Value, Scope = decision.Scope, IsPermitted = decision.IsPermitted, PolicyVersion = decision.PolicyVersion });

    private static PartialDate Birth(NodeCursor patient) => ClinicalDate.Read(patient["birthDate"])
        ?? throw new InvalidDataException($"{patient.Expression} has no date of birth, yet it was accepted.");

    private static Fact Diagnosis(Input input)
    {
        NodeCursor condition = input.Resource;
        PartialDate? diagnosed = ClinicalDate.Read(Extension(condition, StandardCodes.AssertedDateExtension)["valueDateTime"]) ?? ClinicalDate.Read(condition["recordedDate"]);
        return Make(input, diagnosed, new DiagnosisRecorded
        {
            Header = NoHeader.Value,
            Disease = input.Row.Disease!,
            Code = DispatchRow.FindAny(condition["code"], input.Row.Code)!,
            Verification = Coding(condition["verificationStatus"], StandardCodes.VerificationStatus)?.Code ?? "unconfirmed",
            Onset = ClinicalDate.ReadMoment(condition, "onset", input.Birth),
            Class = FirstCoding(Extension(condition, input.Codes.FopClassExtension)["valueCodeableConcept"]),
            Severity = FirstCoding(condition["severity"]),
        });
    }

    private static Fact FlareUp(Input input)
    {
        NodeCursor observation = input.Resource;
        (PartialDate? start, PartialDate? end) = ClinicalDate.ReadEffective(observation);
        return Make(input, start, new FlareUpReported
        {
            Header = NoHeader.Value,
            End = end,
            Region = Coding(observation["bodySite"], input.Codes.BodyRegion)?.Code,
            Laterality = Side(Own(observation, input.Codes.Observation, "laterality", StandardCodes.Snomed)),
            Trigger = Own(observation, input.Codes.Observation, "flare-up-trigger", input.Codes.FlareUpTrigger),
            Symptoms = AllOwn(observation, input.Codes.Observation, "flare-up-symptom", input.Codes.FlareUpSymptom),
            Outcome = Own(observation, input.Codes.Observation, "flare-up-outcome", input.Codes.FlareUpOutcome),
        });
    }

    private static Fact Ossification(Input input)
    {
        NodeCursor observation = input.Resource;
        ResourceKey? flareUp = observation["derivedFrom"][0]["reference"] is { Exists: true } reference ? input.Resolve(reference) : null;
        return Make(input, ClinicalDate.ReadEffective(observation).Start, new OssificationReported
        {
            Header = NoHeader.Value,
            Region = Coding(observation["bodySite"], input.Codes.BodyRegion)?.Code,
            Laterality = Side(Own(observation, input.Codes.Observation, "laterality", StandardCodes.Snomed)),
            Depth = Own(observation, input.Codes.Observation, "depth", input.Codes.Depth),
            Tissue = Own(observation, input.Codes.Observation, "host-tissue", input.Codes.HostTissue),
            FlareUp = flareUp is { } key ? FactKey.Of(key) : null,
            Morphology = AllOwn(observation, input.Codes.Observation, "morphology", input.Codes.LesionMorphology),
            Pathway = Own(observation, input.Codes.Observation, "ossification-pathway", input.Codes.OssificationPathway),
            Extent = Own(observation, input.Codes.Observation, "lesion-extent", input.Codes.LesionExtent),
            Pain = Own(observation, input.Codes.Observation, "lesion-pain", input.Codes.YesNoUnknown),
            Ulcer = Own(observation, input.Codes.Observation, "lesion-ulcer", input.Codes.YesNoUnknown),
            Millimetres = Millimetres(Component(observation, input.Codes.Observation, "lesion-size")["valueQuantity"]),
            Method = Coding(observation["method"], input.Codes.AssessmentMethod)?.Code,
        });
    }

    private static Fact VitalStatus(Input input) => Make(input, ClinicalDate.ReadEffective(input.Resource).Start, new VitalStatusConfirmed
    {
        Header = NoHeader.Value,
        Status = Coding(input.Resource["valueCodeableConcept"], input.Codes.VitalStatus)?.Code ?? "unknown",
        Source = Own(input.Resource, input.Codes.Observation, "vital-status-source", input.Codes.VitalStatusSource),
    });

    private static Fact CauseOfDeath(Input input) => Make(input, ClinicalDate.ReadEffective(input.Resource).Start, new DeathReported
    {
        Header = NoHeader.Value,
        Cause = FirstCoding(input.Resource["valueCodeableConcept"]),
        Role = Own(input.Resource, input.Codes.Observation, "death-cause-role", input.Codes.DeathCauseRole),
        DueToDisease = Own(input.Resource, input.Codes.Observation, "death-due-to-disease", input.Codes.YesNoUnknown),
    });

    private static Fact Make(Input input, PartialDate? occurred, IRegistryEvent registryEvent) =>
        new(FactKey.Of(input.Key), registryEvent.GetType().Name, occurred, registryEvent);

    // Codes of the value set laterality: domain.md, 2.7.
    private static string? Side(string? snomed) => snomed switch
    {
        "7771000" => "left",
        "24028007" => "right",
        "51440002" => "bilateral",
        _ => null,
    };

    /// <summary>The code that a component of our own has in one of our code systems.</summary>
    private static string? Own(NodeCursor observation, string codeSystem, string code, string valueSystem) =>
        Coding(Component(observation, codeSystem, code)["valueCodeableConcept"], valueSystem)?.Code;

    /// <summary>The codes that all components of our own with one code have in one of our code systems, in the order sent.</summary>
    private static List<string> AllOwn(NodeCursor observation, string codeSystem, string code, string valueSystem)
    {
        List<string> found = [];
        foreach (NodeCursor component in observation["component"])
        {
            if (Has(component["code"], codeSystem, code) && Coding(component["valueCodeableConcept"], valueSystem) is { } value) found.Add(value.Code);
        }

        return found;
    }

    private static CodedValue? LoincComponent(NodeCursor observation, string code, string valueSystem) =>
        Coding(Component(observation, StandardCodes.Loinc, code)["valueCodeableConcept"], valueSystem);

    internal static NodeCursor Component(NodeCursor observation, string system, string code)
    {
        foreach (NodeCursor component in observation["component"])
        {
            if (Has(component["code"], system, code)) return component;
        }

        return default;
    }

    internal static NodeCursor Extension(NodeCursor owner, string url)
    {
        foreach (NodeCursor extension in owner["extension"])
        {
            if (extension["url"].ValueEquals(url)) return extension;
        }

        return default;
    }

    private static bool Has(NodeCursor concept, string system, string code)
    {
        foreach (NodeCursor coding in concept["coding"])
        {
            if (coding["system"].ValueEquals(system) && coding["code"].ValueEquals(code)) return true;
        }

        return false;
    }

    private static CodedValue? Coding(NodeCursor concept, string system)
    {
        foreach (NodeCursor coding in concept["coding"])
        {
            if (coding["system"].ValueEquals(system) && coding["code"].AsString() is { } code) return new CodedValue(system, code);
        }

        return null;
    }

    private static CodedValue? FirstCoding(NodeCursor concept)
    {
        foreach (NodeCursor coding in concept["coding"])
        {
            if (coding["system"].AsString() is { } system && coding["code"].AsString() is { } code) return new CodedValue(system, code);
        }

        return null;
    }
}
