RuleSet: RegistryCondition
* insert RecordIdentifier
* verificationStatus 1..1 MS
* clinicalStatus MS
* code 1..1 MS
* subject 1..1 MS
* subject only Reference(HoRegistryPatient)
* onset[x] only dateTime or Age or Period or string
* onset[x] MS
* severity MS
* severity from http://hl7.org/fhir/ValueSet/condition-severity (preferred)
* severity ^short = "As the clinician judges it: severe | moderate | mild"
* recordedDate MS
* recordedDate ^short = "When the diagnosis was made known to the source"
* encounter.reference 0..0
* encounter.display 0..0
* recorder.reference 0..0
* recorder.display 0..0
* asserter.reference 0..0
* asserter.display 0..0

Profile: FopCondition
Parent: Condition
Id: fop-condition
Title: "Diagnosis of FOP"
Description: "Fibrodysplasia ossificans progressiva, by ORPHA:337. The text 'myositis ossificans progressiva' is used of both FOP and POH, so the code alone decides."
* insert RegistryCondition
* code from FopDiseaseVS (required)
* extension contains FopClassExtension named fopClass 0..1 MS

Profile: PohCondition
Parent: Condition
Id: poh-condition
Title: "Diagnosis of POH"
Description: "Progressive osseous heteroplasia, by ORPHA:2762. Ossification that stays in the skin is osteoma cutis and is not sent under this code. A GNAS variant is not required: about three in ten have none found."
* insert RegistryCondition
* code from PohDiseaseVS (required)

Profile: RuledOutCondition
Parent: Condition
Id: ruled-out-condition
Title: "Diagnosis that was ruled out, or is being told apart"
Description: "A disorder that shares features with FOP or POH and was looked for: Albright hereditary osteodystrophy, pseudohypoparathyroidism, primary osteoma cutis and others. verificationStatus says whether it was ruled out (refuted) or is still open (differential). A FOP or POH that was ruled out is sent under its own profile with verificationStatus refuted."
* insert RegistryCondition
* code from DifferentialDiagnosisVS (required)
* verificationStatus from RuledOutStatusVS (required)
* verificationStatus ^short = "refuted when it was ruled out, differential while it is open"

Profile: TisCondition
Parent: Condition
Id: tis-condition
Title: "Thoracic insufficiency"
Description: "Thoracic insufficiency syndrome, or the restrictive lung disease, respiratory insufficiency, respiratory failure or cor pulmonale by which it shows. It is what most people with FOP die of."
* insert RegistryCondition
* code from ThoracicInsufficiencyVS (required)
* obeys ho-onset-1

Profile: ThrombosisCondition
Parent: Condition
Id: thrombosis-condition
Title: "Thrombosis"
Description: "A venous thrombosis or pulmonary embolism; immobility raises the risk in FOP. Each episode is a Condition of its own, with its onset."
* insert RegistryCondition
* code from ThrombosisVS (required)
* bodySite 0..1
* insert AtRegion
* obeys ho-onset-1

Invariant: ho-onset-1
Description: "A complication that is confirmed should say when it began, because survival is counted from it. Send onsetDateTime as precise as known (a year is enough), or onsetAge."
Expression: "verificationStatus.coding.where(code = 'confirmed').exists() implies onset.exists()"
Severity: #warning
