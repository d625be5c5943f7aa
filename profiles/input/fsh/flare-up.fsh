Profile: FlareUp
Parent: Observation
Id: flare-up
Title: "Flare-up"
Description: "One flare-up at one region: when it began, how it showed, what set it off, what became of it. A flare-up at two regions is two Observations. Bone that follows is an ho-lesion that points here by derivedFrom."
* insert RegistryObservation
* insert NoValue
* insert ComponentsByCode
* status from ReportedStatusVS (required)
* code = ObservationCodes#flare-up
* effective[x] 1..1 MS
* effective[x] only dateTime or Period
* effective[x] ^short = "Onset, or the period from onset to end"
* effectivePeriod.start 1..1
* obeys ho-flare-1
* bodySite 1..1 MS
* bodySite from BodyRegionVS (required)
* component contains
    laterality 0..1 MS and
    trigger 0..1 MS and
    symptom 0..* MS and
    outcome 0..1 MS
* insert CodedComponent(laterality, laterality, LateralityVS)
* insert CodedComponent(trigger, flare-up-trigger, FlareUpTriggerVS)
* insert CodedComponent(symptom, flare-up-symptom, FlareUpSymptomVS)
* insert CodedComponent(outcome, flare-up-outcome, FlareUpOutcomeVS)

Invariant: ho-flare-1
Description: "A flare-up that has ended is not ongoing. Leave effectivePeriod.end out while the outcome is 'ongoing', or send the outcome that the flare-up had."
Expression: "effective.ofType(Period).end.exists() implies component.value.coding.where(system.endsWith('/CodeSystem/flare-up-outcome') and code = 'ongoing').empty()"
Severity: #error
