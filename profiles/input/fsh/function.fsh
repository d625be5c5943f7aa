Profile: Cajis
Parent: Observation
Id: cajis
Title: "Joint involvement score (CAJIS)"
Description: "The Cumulative Analogue Joint Involvement Scale: the total, and the scores of the fifteen sites where the source keeps them. A site is a code; how it is scored is its authors' wording and not repeated here."
* insert RegistryObservation
* status from SettledStatusVS (required)
* code = ObservationCodes#cajis
* effective[x] 1..1 MS
* effective[x] only dateTime
* effective[x] ^short = "When the subject was examined"
* value[x] 1..1 MS
* value[x] only integer
* valueInteger ^short = "Total, 0 to 30"
* dataAbsentReason 0..0
* component 0..15 MS
* component.code from CajisSiteVS (required)
* component.value[x] 1..1 MS
* component.value[x] only integer
* component.valueInteger ^short = "Score of the site, 0 to 2"
* component.dataAbsentReason 0..0
* obeys ho-cajis-1 and ho-cajis-2 and ho-cajis-3

Invariant: ho-cajis-1
Description: "The total is 0 to 30 and each site's score is 0, 1 or 2. Correct the number that is not."
Expression: "value.ofType(integer) >= 0 and value.ofType(integer) <= 30 and component.all(value.ofType(integer) >= 0 and value.ofType(integer) <= 2)"
Severity: #error

Invariant: ho-cajis-2
Description: "A score of fifteen sites is sent whole. Send each of the fifteen sites once, or the total alone."
Expression: "component.empty() or (component.count() = 15 and component.code.coding.where(system.endsWith('/CodeSystem/cajis-site')).code.isDistinct())"
Severity: #error

// Scores are 0, 1 or 2 (ho-cajis-1), so their sum is how many are at least 1 and how many are 2.
Invariant: ho-cajis-3
Description: "The total is not the sum of the sites' scores. Add them again, and correct the total or the score that is wrong."
Expression: "component.count() = 15 implies value.ofType(integer) = component.where(value.ofType(integer) >= 1).count() + component.where(value.ofType(integer) >= 2).count()"
Severity: #error

Profile: JointStatusObservation
Parent: Observation
Id: joint-status
Title: "Joint status"
Description: "How far one joint still moves, on the date given. Sent again when it changes, or at each visit; from it comes the age at which a joint was lost."
* insert RegistryObservation
* insert ComponentsByCode
* insert FoundBy
* status from SettledStatusVS (required)
* code = ObservationCodes#joint-status
* effective[x] 1..1 MS
* effective[x] only dateTime
* bodySite 1..1 MS
* bodySite from JointRegionVS (required)
* value[x] 1..1 MS
* value[x] only CodeableConcept
* valueCodeableConcept from JointStatusVS (required)
* dataAbsentReason 0..0
* component contains laterality 0..1 MS
* insert CodedComponent(laterality, laterality, LateralityVS)
* obeys ho-joint-1

Invariant: ho-joint-1
Description: "A joint of a limb has a side. Send the component laterality: 7771000 (Left), 24028007 (Right), or 51440002 (Right and left) when both are alike."
Expression: "bodySite.coding.where(system.endsWith('/CodeSystem/body-region') and (code = 'shoulder' or code = 'elbow' or code = 'wrist' or code = 'hand' or code = 'thumb' or code = 'hip' or code = 'knee' or code = 'ankle' or code = 'foot' or code = 'toe')).exists() implies component.code.coding.where(system.endsWith('/CodeSystem/ho-observation') and code = 'laterality').exists()"
Severity: #error

Profile: MobilityStatus
Parent: Observation
Id: mobility-status
Title: "Mobility and help in daily life"
Description: "How the subject gets about on the date given, and whether a caregiver is needed. The first one with a wheelchair dates the loss of walking."
* insert RegistryObservation
* insert ComponentsByCode
* status from SettledStatusVS (required)
* code = ObservationCodes#mobility-status
* effective[x] 1..1 MS
* effective[x] only dateTime
* value[x] 1..1 MS
* value[x] only CodeableConcept
* valueCodeableConcept from MobilityLevelVS (required)
* dataAbsentReason 0..0
* component contains caregiver 0..1 MS
* insert CodedComponent(caregiver, caregiver-need, CaregiverNeedVS)
* obeys ho-mobility-1

Invariant: ho-mobility-1
Description: "Who is bedbound needs a caregiver. Send caregiver-need 'partial' or 'complete', or correct the mobility level."
Expression: "value.coding.where(system.endsWith('/CodeSystem/mobility-level') and code = 'bedbound').exists() implies component.value.coding.where(system.endsWith('/CodeSystem/caregiver-need') and code = 'none').empty()"
Severity: #warning
