Instance: phenotypic-feature-minimal
InstanceOf: PhenotypicFeature
Title: "No hearing impairment"
Usage: #example
* insert Record("P-1001")
* status = #final
* code = $HPO#HP:0000365
* subject = Reference(patient-minimal)
* effectiveDateTime = "2024"
* valueCodeableConcept = $LNC#LA9634-2

Instance: phenotypic-feature-rich
InstanceOf: PhenotypicFeature
Title: "Osteochondroma of the left tibia on a radiograph"
Usage: #example
* insert Record("P-1002")
* status = #amended
* code.coding[0] = $HPO#HP:0030431 "Osteochondroma"
* code.coding[1] = $SCT#443093007 "Osteochondroma"
* subject = Reference(patient-rich)
* effectiveDateTime = "1992-06-18"
* valueCodeableConcept = $LNC#LA9633-4 "Present"
* bodySite = BodyRegion#lower-leg "Lower leg"
* method = AssessmentMethod#radiograph "Radiograph"
* component[laterality].valueCodeableConcept = $SCT#7771000 "Left"
* component[onsetAge].valueQuantity = 12 'a' "years"
* component[onsetClass].valueCodeableConcept = $HPO#HP:0011463 "Childhood onset"

Instance: phenotypic-feature-scooting
InstanceOf: PhenotypicFeature
Title: "Scooted on the buttocks, a feature with no HPO term; told by the parents"
Usage: #example
* insert Record("P-1003")
* status = #final
* code = Feature#buttock-scooting "Scoots on the buttocks instead of crawling"
* subject = Reference(patient-minimal)
* effectiveDateTime = "2012-08"
* valueCodeableConcept = $LNC#LA9633-4 "Present"
* method = AssessmentMethod#subject-report
* component[onsetAge].valueQuantity = 9 'mo' "months"

Instance: phenotypic-feature-swelling
InstanceOf: PhenotypicFeature
Title: "Swelling of the scalp, under the other URI of the ontology"
Usage: #example
* insert Record("P-1004")
* status = #final
* code = $HPOBO#HP:6000726 "Scalp nodule"
* subject = Reference(patient-rich)
* effectiveDateTime = "1981"
* valueCodeableConcept = $LNC#LA9633-4 "Present"
* bodySite = BodyRegion#scalp "Scalp"

Instance: great-toe-malformation-minimal
InstanceOf: GreatToeMalformation
Title: "Great toes are normal"
Usage: #example
* insert Record("P-1101")
* status = #final
* code = $HPO#HP:0001844
* subject = Reference(patient-minimal)
* effectiveDateTime = "2011"
* valueCodeableConcept = $LNC#LA9634-2

Instance: great-toe-malformation-rich
InstanceOf: GreatToeMalformation
Title: "Hallux valgus of both feet from birth"
Usage: #example
* insert Record("P-1102")
* status = #final
* code.coding[0] = $HPO#HP:0001822 "Hallux valgus"
* code.coding[1] = $SCT#122480009 "Hallux valgus"
* subject = Reference(patient-rich)
* effectiveDateTime = "1979-11-30"
* valueCodeableConcept = $LNC#LA9633-4 "Present"
* bodySite = BodyRegion#toe "Toe"
* method = AssessmentMethod#examination "Clinical examination"
* component[laterality].valueCodeableConcept = $SCT#51440002 "Right and left"
* component[onsetClass].valueCodeableConcept = $HPO#HP:0003577 "Congenital onset"

Instance: family-history-minimal
InstanceOf: FamilyHistory
Title: "Nobody in the family"
Usage: #example
* insert Record("P-1201")
* status = #final
* code = ObservationCodes#family-history
* subject = Reference(patient-minimal)
* effectiveDateTime = "2024-02-08"
* valueCodeableConcept = $LNC#LA9634-2

Instance: family-history-rich
InstanceOf: FamilyHistory
Title: "The father has POH"
Usage: #example
* insert Record("P-1202")
* status = #final
* code = ObservationCodes#family-history "Affected relative"
* subject = Reference(patient-minimal)
* effectiveDateTime = "2024-02-08"
* valueCodeableConcept = $LNC#LA9633-4 "Present"
* component[relative].valueCodeableConcept = Relative#father "Father"
* component[disease].valueCodeableConcept = $ORPHA#2762 "Progressive osseous heteroplasia"
