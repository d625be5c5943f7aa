using Registry.Clinical.Dispatch;
using Registry.Contracts.Events;
using Registry.Fhir.Json;

namespace Registry.Clinical.Events;

// What was found, measured, done and answered.
internal static partial class FactReader
{
    private static Fact Feature(Input input)
    {
        NodeCursor observation = input.Resource;
        RegistryCodes codes = input.Codes;
        NodeCursor size = observation["valueQuantity"];
        return Make(input, ClinicalDate.ReadEffective(observation).Start, new FeatureReported
        {
            Header = NoHeader.Value,
            Feature = DispatchRow.FindAny(observation["code"], input.Row.Code)!,
            Presence = size.Exists ? PresenceOf(size) : PresenceOf(Coding(observation["valueCodeableConcept"], StandardCodes.Loinc)),
            Region = Coding(observation["bodySite"], codes.BodyRegion)?.Code,
            Laterality = Side(Own(observation, codes.Observation, "laterality", StandardCodes.Snomed)),
            Onset = ClinicalDate.ReadAge(Component(observation, codes.Observation, "onset-age")["valueQuantity"], input.Birth),
            OnsetClass = Coding(Component(observation, codes.Observation, "onset-class")["valueCodeableConcept"], StandardCodes.HumanPhenotypeOntology),
            Method = Coding(observation["method"], codes.AssessmentMethod)?.Code,
            Severity = null,
            Millimetres = Millimetres(size),
            Relative = Own(observation, codes.Observation, "relative", codes.Relative),
            RelativeDisease = FirstCoding(Component(observation, codes.Observation, "relative-disease")["valueCodeableConcept"]),
        });
    }

    private static Fact Complication(Input input)
    {
        NodeCursor condition = input.Resource;
        PartialDate? onset = ClinicalDate.ReadMoment(condition, "onset", input.Birth);
        return Make(input, onset ?? ClinicalDate.Read(condition["recordedDate"]), new FeatureReported
        {
            Header = NoHeader.Value,
            Feature = DispatchRow.FindAny(condition["code"], input.Row.Code)!,
            Presence = Coding(condition["verificationStatus"], StandardCodes.VerificationStatus)?.Code switch { "confirmed" => "present", "refuted" => "absent", _ => "suspected" },
            Region = Coding(condition["bodySite"][0], input.Codes.BodyRegion)?.Code,
            Laterality = null,
            Onset = onset,
            OnsetClass = null,
            Method = null,
            Severity = FirstCoding(condition["severity"]),
            Millimetres = null,
            Relative = null,
            RelativeDisease = null,
        });
    }

    private static Fact OssificationVolume(Input input)
    {
        NodeCursor observation = input.Resource;
        NodeCursor volume = observation["valueQuantity"];
        return Make(input, ClinicalDate.ReadEffective(observation).Start, new OssificationMeasured
        {
            Header = NoHeader.Value,
            CubicMillimetres = Scaled(volume["value"].AsDecimal(), volume["code"].ValueEquals("cm3") ? 1_000 : 1),
            Region = Coding(observation["bodySite"], input.Codes.BodyRegion)?.Code,
            HeadExcluded = Own(observation, input.Codes.Observation, "head-excluded", input.Codes.YesNoUnknown),
            Method = Coding(observation["method"], input.Codes.AssessmentMethod)?.Code,
        });
    }

    private static Fact Function(Input input)
    {
        NodeCursor observation = input.Resource;
        NodeCursor level = observation["valueCodeableConcept"];
        List<SiteScore> sites = [];
        foreach (NodeCursor component in observation["component"])
        {
            if (Coding(component["code"], input.Codes.CajisSite) is { } site && component["valueInteger"].AsInteger() is { } score) sites.Add(new SiteScore(site.Code, (int)score));
        }

        return Make(input, ClinicalDate.ReadEffective(observation).Start, new FunctionAssessed
        {
            Header = NoHeader.Value,
            Instrument = DispatchRow.FindAny(observation["code"], input.Row.Code)!.Code,
            Score = (int?)observation["valueInteger"].AsInteger(),
            Sites = sites,
            Level = (Coding(level, input.Codes.JointStatus) ?? Coding(level, input.Codes.MobilityLevel))?.Code,
            Region = Coding(observation["bodySite"], input.Codes.BodyRegion)?.Code,
            Laterality = Side(Own(observation, input.Codes.Observation, "laterality", StandardCodes.Snomed)),
            CaregiverNeed = Own(observation, input.Codes.Observation, "caregiver-need", input.Codes.CaregiverNeed),
        });
    }

    private static Fact Laboratory(Input input)
    {
        NodeCursor observation = input.Resource;
        NodeCursor value = observation["valueQuantity"];
        string? unit = value["code"].AsString();
        return Make(input, ClinicalDate.ReadEffective(observation).Start, new LaboratoryMeasured
        {
            Header = NoHeader.Value,
            Analyte = DispatchRow.FindAny(observation["code"], input.Row.Code)!,
            Value = value["value"].AsDecimal(),
            Unit = unit,
            ReferenceLow = NumberIn(unit, observation["referenceRange"][0]["low"]),
            ReferenceHigh = NumberIn(unit, observation["referenceRange"][0]["high"]),
            Interpretation = Coding(observation["interpretation"][0], StandardCodes.Interpretation)?.Code,
        });
    }

    private static Fact Treatment(Input input)
    {
        NodeCursor observation = input.Resource;
        RegistryCodes codes = input.Codes;
        (PartialDate? start, PartialDate? end) = ClinicalDate.ReadEffective(observation);
        NodeCursor dose = Component(observation, codes.Observation, "treatment-dose")["valueQuantity"];
        return Make(input, start, new TreatmentReported
        {
            Header = NoHeader.Value,
            Treatment = Coding(observation["valueCodeableConcept"], codes.Treatment)?.Code,
            Drug = OtherCoding(observation["valueCodeableConcept"], codes.Treatment),
            End = end,
            Regimen = Own(observation, codes.Observation, "treatment-regimen", codes.TreatmentRegimen),
            Dose = dose["value"].AsDecimal(),
            DoseUnit = dose["code"].AsString(),
            InTrial = Own(observation, codes.Observation, "treatment-in-trial", codes.YesNoUnknown),
            StopReason = Own(observation, codes.Observation, "treatment-stop-reason", codes.TreatmentStopReason),
        });
    }

    private static Fact Surgery(Input input)
    {
        NodeCursor observation = input.Resource;
        RegistryCodes codes = input.Codes;
        return Make(input, ClinicalDate.ReadEffective(observation).Start, new SurgeryReported
        {
            Header = NoHeader.Value,
            Kind = Coding(observation["valueCodeableConcept"], codes.SurgeryKind)?.Code,
            Region = Coding(observation["bodySite"], codes.BodyRegion)?.Code,
            Laterality = Side(Own(observation, codes.Observation, "laterality", StandardCodes.Snomed)),
            Extent = Own(observation, codes.Observation, "surgery-extent", codes.LesionExtent),
            Results = AllOwn(observation, codes.Observation, "surgery-result", codes.SurgeryResult),
            ResultDate = ClinicalDate.Read(Component(observation, codes.Observation, "surgery-result-date")["valueDateTime"]),
        });
    }

    private static Fact Study(Input input)
    {
        NodeCursor observation = input.Resource;
        (PartialDate? start, PartialDate? end) = ClinicalDate.ReadEffective(observation);
        return Make(input, start, new StudyReported
        {
            Header = NoHeader.Value,
            Kind = Own(observation, input.Codes.Observation, "study-kind", input.Codes.StudyKind),
            Status = Coding(observation["valueCodeableConcept"], input.Codes.StudyStatus)?.Code,
            Study = FirstCoding(Component(observation, input.Codes.Observation, "study")["valueCodeableConcept"]),
            End = end,
        });
    }

    private static Fact PatientOutcome(Input input)
    {
        NodeCursor observation = input.Resource;
        NodeCursor score = observation["valueQuantity"];
        return Make(input, ClinicalDate.ReadEffective(observation).Start, new PatientOutcomeReported
        {
            Header = NoHeader.Value,
            Instrument = DispatchRow.FindAny(observation["code"], input.Row.Code)!.Code,
            Score = score["value"].AsDecimal(),
            Unit = score["code"].AsString(),
            Form = Own(observation, input.Codes.Observation, "pro-form", input.Codes.ProForm),
            Respondent = Own(observation, input.Codes.Observation, "pro-respondent", input.Codes.ProRespondent),
        });
    }

    private static string PresenceOf(CodedValue? value) => value?.Code is StandardCodes.Absent ? "absent" : "present";

    // A measured difference of nothing says that it was looked for and not found.
    private static string PresenceOf(NodeCursor size) => size["value"].AsDecimal() is 0m ? "absent" : "present";

    private static decimal? NumberIn(string? unit, NodeCursor quantity) => unit is not null && quantity["code"].ValueEquals(unit) ? quantity["value"].AsDecimal() : null;

    private static decimal? Millimetres(NodeCursor length) => length["code"].AsString() switch
    {
        "mm" => length["value"].AsDecimal(),
        "cm" => Scaled(length["value"].AsDecimal(), 10),
        _ => null,
    };

    // FHIR's decimals go further than ours; a number that none of ours holds is not told.
    private static decimal? Scaled(decimal? number, int factor) => number is { } value && Math.Abs(value) <= decimal.MaxValue / factor ? value * factor : null;

    private static CodedValue? OtherCoding(NodeCursor concept, string system)
    {
        foreach (NodeCursor coding in concept["coding"])
        {
            if (!coding["system"].ValueEquals(system) && coding["system"].AsString() is { } other && coding["code"].AsString() is { } code) return new CodedValue(other, code);
        }

        return null;
    }
}
