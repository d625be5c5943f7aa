Instance: ruled-out-condition-minimal
InstanceOf: RuledOutCondition
Title: "Albright hereditary osteodystrophy, ruled out"
Usage: #example
* insert Record("D-3001")
* verificationStatus = $CONDVER#refuted
* code = DifferentialDiagnosis#aho
* subject = Reference(patient-minimal)

Instance: ruled-out-condition-rich
InstanceOf: RuledOutCondition
Title: "Pseudohypoparathyroidism 1A, still open"
Usage: #example
* insert Record("D-3002")
* clinicalStatus = $CONDCLIN#active
* verificationStatus = $CONDVER#differential
* code.coding[0] = DifferentialDiagnosis#pseudohypoparathyroidism-1a "Pseudohypoparathyroidism type 1A"
* code.coding[1] = $SCT#58833000 "Pseudohypoparathyroidism type I A"
* subject = Reference(patient-minimal)
* recordedDate = "2012-11"

Instance: tis-condition-minimal
InstanceOf: TisCondition
Title: "Thoracic insufficiency, provisional"
Usage: #example
* insert Record("D-3101")
* verificationStatus = $CONDVER#provisional
* code = Complication#thoracic-insufficiency-syndrome
* subject = Reference(patient-rich)

Instance: tis-condition-rich
InstanceOf: TisCondition
Title: "Severe thoracic insufficiency with respiratory failure"
Usage: #example
* insert Record("D-3102")
* clinicalStatus = $CONDCLIN#active
* verificationStatus = $CONDVER#confirmed
* severity = $SCT#24484000 "Severe"
* code.coding[0] = Complication#thoracic-insufficiency-syndrome "Thoracic insufficiency syndrome"
* code.coding[1] = $SCT#409622000 "Respiratory failure"
* subject = Reference(patient-rich)
* onsetDateTime = "2019"
* recordedDate = "2019-11-12"

Instance: thrombosis-condition-minimal
InstanceOf: ThrombosisCondition
Title: "Thrombosis, not confirmed"
Usage: #example
* insert Record("D-3201")
* verificationStatus = $CONDVER#unconfirmed
* code = Complication#thromboembolism
* subject = Reference(patient-rich)

Instance: thrombosis-condition-rich
InstanceOf: ThrombosisCondition
Title: "Deep venous thrombosis of the lower leg"
Usage: #example
* insert Record("D-3202")
* clinicalStatus = $CONDCLIN#resolved
* verificationStatus = $CONDVER#confirmed
* code.coding[0] = $SCT#128053003 "Deep venous thrombosis"
* code.coding[1] = $HPO#HP:0002625 "Deep venous thrombosis"
* subject = Reference(patient-rich)
* bodySite = BodyRegion#lower-leg "Lower leg"
* onsetDateTime = "2017-01-19"
* recordedDate = "2017-01-20"
