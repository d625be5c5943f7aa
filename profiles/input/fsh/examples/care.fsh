Instance: surgical-resection-minimal
InstanceOf: SurgicalResection
Title: "Biopsy in a year"
Usage: #example
* insert Record("S-1001")
* status = #final
* code = ObservationCodes#surgery
* subject = Reference(patient-rich)
* effectiveDateTime = "1982"
* valueCodeableConcept = SurgeryKind#biopsy

Instance: surgical-resection-rich
InstanceOf: SurgicalResection
Title: "Excision of circumscribed bone that came back"
Usage: #example
* insert Record("S-1002")
* status = #amended
* code = ObservationCodes#surgery "Surgery"
* subject = Reference(patient-minimal)
* effectiveDateTime = "2018-10-30"
* valueCodeableConcept.coding[0] = SurgeryKind#excision "Excision of heterotopic bone"
* valueCodeableConcept.coding[1] = $SCT#56361007 "Excision of soft tissue"
* bodySite = BodyRegion#thigh "Thigh"
* component[laterality].valueCodeableConcept = $SCT#24028007 "Right"
* component[extent].valueCodeableConcept = LesionExtent#circumscribed "Circumscribed"
* component[result][0].valueCodeableConcept = SurgeryResult#recurrence "Recurrence"
* component[result][1].valueCodeableConcept = SurgeryResult#complication "Complication"
* component[resultDate].valueDateTime = "2020-02"

Instance: treatment-exposure-minimal
InstanceOf: TreatmentExposure
Title: "Glucocorticoid, still given"
Usage: #example
* insert Record("T-1001")
* status = #preliminary
* code = ObservationCodes#treatment-exposure
* subject = Reference(patient-rich)
* effectivePeriod.start = "2016-01"
* valueCodeableConcept = Treatment#glucocorticoid

Instance: treatment-exposure-rich
InstanceOf: TreatmentExposure
Title: "Palovarotene in a trial, stopped"
Usage: #example
* insert Record("T-1002")
* status = #final
* code = ObservationCodes#treatment-exposure "Treatment"
* subject = Reference(patient-rich)
* effectivePeriod.start = "2018-03-05"
* effectivePeriod.end = "2019-12"
* valueCodeableConcept.coding[0] = Treatment#palovarotene "Palovarotene"
* valueCodeableConcept.coding[1] = $ATC#M09AX11
* component[regimen].valueCodeableConcept = TreatmentRegimen#continuous "Continuous"
* component[dose].valueQuantity = 5 'mg/d' "milligram a day"
* component[inTrial].valueCodeableConcept = YesNoUnknown#yes "Yes"
* component[stopReason].valueCodeableConcept = TreatmentStopReason#trial-ended "End of the trial"

Instance: study-participation-minimal
InstanceOf: StudyParticipation
Title: "Member of a patients' organisation"
Usage: #example
* insert Record("T-1101")
* status = #final
* code = ObservationCodes#study-participation
* subject = Reference(patient-minimal)
* effectiveDateTime = "2022"
* valueCodeableConcept = StudyStatus#enrolled
* component[kind].valueCodeableConcept = StudyKind#patient-organisation

Instance: study-participation-rich
InstanceOf: StudyParticipation
Title: "Completed a trial"
Usage: #example
* insert Record("T-1102")
* status = #final
* code = ObservationCodes#study-participation "Participation in a study or organisation"
* subject = Reference(patient-rich)
* effectivePeriod.start = "2018-03-05"
* effectivePeriod.end = "2019-12"
* valueCodeableConcept = StudyStatus#completed "Completed"
* component[kind].valueCodeableConcept = StudyKind#trial "Clinical trial"
* component[study].valueCodeableConcept = $CTGOV#NCT03312634

Instance: patient-reported-outcome-minimal
InstanceOf: PatientReportedOutcome
Title: "Pain of 4"
Usage: #example
* insert Record("T-1201")
* status = #final
* code = ObservationCodes#pain-intensity
* subject = Reference(patient-minimal)
* effectiveDateTime = "2024-02"
* valueQuantity = 4 '{score}'

Instance: patient-reported-outcome-rich
InstanceOf: PatientReportedOutcome
Title: "FOP-PFQ of an adult, in percent, answered by a proxy"
Usage: #example
* insert Record("T-1202")
* status = #final
* code = ObservationCodes#fop-pfq "FOP Physical Function Questionnaire, total"
* subject = Reference(patient-rich)
* effectiveDateTime = "2015-10-05"
* valueQuantity = 71.4 '%' "percent"
* component[form].valueCodeableConcept = ProForm#adult "Adult form"
* component[respondent].valueCodeableConcept = ProRespondent#proxy "Somebody on behalf of the subject"
