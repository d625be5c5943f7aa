Profile: VitalStatusObservation
Parent: Observation
Id: vital-status
Title: "Vital status"
Description: "What was known of the subject's life on the date given. Sent again with a new date at every contact; it is what follow-up time is counted from."
* insert RegistryObservation
* insert ComponentsByCode
* status from SettledStatusVS (required)
* code = ObservationCodes#vital-status
* effective[x] 1..1 MS
* effective[x] only dateTime
* effective[x] ^short = "The date for which the status was known"
* value[x] 1..1 MS
* value[x] only CodeableConcept
* valueCodeableConcept from VitalStatusVS (required)
* dataAbsentReason 0..0
* component contains source 0..1 MS
* insert CodedComponent(source, vital-status-source, VitalStatusSourceVS)

Profile: CauseOfDeathObservation
Parent: Observation
Id: cause-of-death
Title: "Cause of death"
Description: "One cause of the subject's death, dated by the death. Further causes are further Observations, told apart by their role."
* insert RegistryObservation
* insert ComponentsByCode
* status from SettledStatusVS (required)
* code from CauseOfDeathCodeVS (required)
* effective[x] 1..1 MS
* effective[x] only dateTime
* effective[x] ^short = "Date of death, as precise as known"
* value[x] 1..1 MS
* value[x] only CodeableConcept
* valueCodeableConcept from CauseOfDeathVS (required)
* dataAbsentReason 0..0
* component contains role 0..1 MS and dueToDisease 0..1 MS
* insert CodedComponent(role, death-cause-role, DeathCauseRoleVS)
* insert CodedComponent(dueToDisease, death-due-to-disease, YesNoUnknownVS)
