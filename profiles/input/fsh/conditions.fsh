RuleSet: RegistryCondition
* insert RecordIdentifier
* verificationStatus 1..1 MS
* clinicalStatus MS
* code 1..1 MS
* subject 1..1 MS
* subject only Reference(HoRegistryPatient)
* onset[x] only dateTime or Age or Period or string
* onset[x] MS
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
