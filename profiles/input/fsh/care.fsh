Profile: SurgicalResection
Parent: Observation
Id: surgical-resection
Title: "Surgery"
Description: "An operation or biopsy that was done, as a record of the registry (the registry takes no Procedure): what, where, how far the bone was spread, what became of it. A second result later is a correction of the same record. In FOP any of them may set off a flare-up, which is a reason to record them."
* insert RegistryObservation
* insert ComponentsByCode
* insert AtRegion
* status from SettledStatusVS (required)
* code = ObservationCodes#surgery
* effective[x] 1..1 MS
* effective[x] only dateTime
* effective[x] ^short = "Date of the operation"
* value[x] 1..1 MS
* value[x] only CodeableConcept
* valueCodeableConcept from SurgeryKindVS (required)
* valueCodeableConcept ^short = "What was done"
* dataAbsentReason 0..0
* component contains
    laterality 0..1 MS and
    extent 0..1 MS and
    result 0..* MS and
    resultDate 0..1 MS
* insert CodedComponent(laterality, laterality, LateralityVS)
* insert CodedComponent(extent, surgery-extent, LesionExtentVS)
* insert CodedComponent(result, surgery-result, SurgeryResultVS)
* insert TypedComponent(resultDate, surgery-result-date, dateTime)
* obeys ho-surgery-1 and ho-surgery-2

Invariant: ho-surgery-1
Description: "Lasting success and recurrence exclude each other. Send the one that holds now, with surgery-result-date."
Expression: "component.value.coding.where(system.endsWith('/CodeSystem/surgery-result') and code = 'lasting').empty() or component.value.coding.where(system.endsWith('/CodeSystem/surgery-result') and code = 'recurrence').empty()"
Severity: #error

Invariant: ho-surgery-2
Description: "An excision says where. Send bodySite."
Expression: "value.coding.where(system.endsWith('/CodeSystem/surgery-kind') and code = 'excision').exists() implies bodySite.exists()"
Severity: #error

Profile: TreatmentExposure
Parent: Observation
Id: treatment-exposure
Title: "Treatment"
Description: "A drug that was given for the disease, from when to when, in a trial or not, as a record of the registry (the registry takes no MedicationStatement). Another course is another Observation."
* insert RegistryObservation
* insert ComponentsByCode
* status from ReportedStatusVS (required)
* code = ObservationCodes#treatment-exposure
* effective[x] 1..1 MS
* effective[x] only Period
* effective[x] ^short = "From the first dose to the last; no end while it goes on"
* effectivePeriod.start 1..1
* value[x] 1..1 MS
* value[x] only CodeableConcept
* valueCodeableConcept from TreatmentVS (required)
* valueCodeableConcept ^short = "The drug; an ATC code may stand beside"
* dataAbsentReason 0..0
* component contains
    regimen 0..1 MS and
    dose 0..1 MS and
    inTrial 0..1 MS and
    stopReason 0..1 MS
* insert CodedComponent(regimen, treatment-regimen, TreatmentRegimenVS)
* insert QuantityComponent(dose, treatment-dose, DoseUnitVS)
* insert CodedComponent(inTrial, treatment-in-trial, YesNoUnknownVS)
* insert CodedComponent(stopReason, treatment-stop-reason, TreatmentStopReasonVS)
* obeys ho-treatment-1 and ho-treatment-2 and ho-treatment-3

Invariant: ho-treatment-1
Description: "A reason for stopping says that the treatment has ended. Send effectivePeriod.end as precise as known, or leave treatment-stop-reason out."
Expression: "component.code.coding.where(system.endsWith('/CodeSystem/ho-observation') and code = 'treatment-stop-reason').exists() implies effective.ofType(Period).end.exists()"
Severity: #error

Invariant: ho-treatment-2
Description: "A drug that has no code of its own here should be named. Send 'other' or 'other-biologic' together with a coding of ATC (http://www.whocc.no/atc) or another system."
Expression: "value.coding.where(system.endsWith('/CodeSystem/treatment') and (code = 'other' or code = 'other-biologic')).exists() implies value.coding.where(system.endsWith('/CodeSystem/treatment').not()).exists()"
Severity: #warning

Invariant: ho-treatment-3
Description: "A dose is more than nothing. Correct treatment-dose, or leave it out."
Expression: "component.where(code.coding.where(system.endsWith('/CodeSystem/ho-observation') and code = 'treatment-dose').exists()).all(value.ofType(Quantity).value > 0)"
Severity: #error

Profile: StudyParticipation
Parent: Observation
Id: study-participation
Title: "Participation in a study or organisation"
Description: "Where the subject stands with a clinical trial, a natural-history study, another registry or a patients' organisation: eligible, enrolled, completed, withdrawn. Each change of standing is an Observation of its own, dated."
* insert RegistryObservation
* insert ComponentsByCode
* status from SettledStatusVS (required)
* code = ObservationCodes#study-participation
* effective[x] 1..1 MS
* effective[x] only dateTime or Period
* effective[x] ^short = "When the standing was taken, or the period of taking part"
* value[x] 1..1 MS
* value[x] only CodeableConcept
* valueCodeableConcept from StudyStatusVS (required)
* dataAbsentReason 0..0
* component contains
    kind 1..1 MS and
    study 0..1 MS
* insert CodedComponent(kind, study-kind, StudyKindVS)
* component[study].code = ObservationCodes#study
* component[study].value[x] only CodeableConcept
* component[study].value[x] 1..1
* component[study].valueCodeableConcept.coding 1..*
* component[study].valueCodeableConcept.coding.system 1..1
* component[study].valueCodeableConcept.coding.code 1..1
* component[study] ^short = "Its public number, such as an NCT number under http://clinicaltrials.gov"
* component[study].dataAbsentReason 0..0
* obeys ho-study-1 and ho-study-2

Invariant: ho-study-1
Description: "A number of ClinicalTrials.gov is written NCT and eight digits, such as NCT03312634."
Expression: "component.value.coding.where(system = 'http://clinicaltrials.gov').all(code.matches('^NCT[0-9]{8}$'))"
Severity: #error

Invariant: ho-study-2
Description: "Participation in a trial should name it. Send the component study with the trial's public number."
Expression: "component.value.coding.where(system.endsWith('/CodeSystem/study-kind') and code = 'trial').exists() implies component.code.coding.where(system.endsWith('/CodeSystem/ho-observation') and code = 'study').exists()"
Severity: #warning

Profile: PatientReportedOutcome
Parent: Observation
Id: patient-reported-outcome
Title: "Patient-reported score"
Description: "The total of one questionnaire on one day: physical function, mobility, health, pain. Totals only, because the items' wording belongs to their authors."
* insert RegistryObservation
* insert ComponentsByCode
* status from SettledStatusVS (required)
* code from PatientReportedScoreVS (required)
* effective[x] 1..1 MS
* effective[x] only dateTime
* effective[x] ^short = "When it was answered"
* insert QuantityValue(ScoreUnitVS)
* component contains
    form 0..1 MS and
    respondent 0..1 MS
* insert CodedComponent(form, pro-form, ProFormVS)
* insert CodedComponent(respondent, pro-respondent, ProRespondentVS)
* obeys ho-pro-1 and ho-pro-2 and ho-pro-3

Invariant: ho-pro-1
Description: "A score is 0 or more, and a percentage is 100 or less. Correct the number or the unit."
Expression: "value.ofType(Quantity).value >= 0 and (value.ofType(Quantity).code = '%' implies value.ofType(Quantity).value <= 100)"
Severity: #error

Invariant: ho-pro-2
Description: "The number does not fit the instrument. The sum of the FOP-PFQ is 26 to 140 (28 items in adults, 26 in children, each 1 to 5), or send it as a percentage with the unit %; pain intensity is 0 to 10."
Expression: "(code.coding.where(system.endsWith('/CodeSystem/ho-observation') and code = 'fop-pfq').exists() and value.ofType(Quantity).code = '{score}' implies (value.ofType(Quantity).value >= 26 and value.ofType(Quantity).value <= 140)) and (code.coding.where(system.endsWith('/CodeSystem/ho-observation') and code = 'pain-intensity').exists() implies value.ofType(Quantity).value <= 10)"
Severity: #error

Invariant: ho-pro-3
Description: "A percentage is known of the FOP-PFQ alone. Send the unit {score} for every other instrument."
Expression: "value.ofType(Quantity).code = '%' implies code.coding.where(system.endsWith('/CodeSystem/ho-observation') and code = 'fop-pfq').exists()"
Severity: #error
