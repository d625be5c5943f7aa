Instance: ho-volume-minimal
InstanceOf: HoVolume
Title: "Bone of one region"
Usage: #example
* insert Record("M-3001")
* status = #final
* code = ObservationCodes#ho-volume
* subject = Reference(patient-minimal)
* effectiveDateTime = "2024-03"
* method = AssessmentMethod#ct
* bodySite = BodyRegion#upper-back
* valueQuantity = 12.4 'cm3'

Instance: ho-volume-rich
InstanceOf: HoVolume
Title: "Whole body without the head"
Usage: #example
* insert Record("M-3002")
* status = #final
* code = ObservationCodes#ho-volume "Volume of heterotopic ossification"
* subject = Reference(patient-rich)
* effectiveDateTime = "2015-10-05"
* method = AssessmentMethod#ct "Computed tomography"
* valueQuantity = 412800 'mm3' "cubic millimetres"
* component[headExcluded].valueCodeableConcept = YesNoUnknown#yes "Yes"

Instance: limb-growth-minimal
InstanceOf: LimbGrowth
Title: "Right leg shorter"
Usage: #example
* insert Record("M-3101")
* status = #final
* code = ObservationCodes#limb-length-difference
* subject = Reference(patient-minimal)
* effectiveDateTime = "2019"
* bodySite = BodyRegion#lower-limb
* valueQuantity = 18 'mm'
* component[laterality].valueCodeableConcept = $SCT#24028007

Instance: limb-growth-rich
InstanceOf: LimbGrowth
Title: "Left forearm shorter, on a radiograph"
Usage: #example
* insert Record("M-3102")
* status = #final
* code = ObservationCodes#limb-length-difference "Difference of limb length"
* subject = Reference(patient-minimal)
* effectiveDateTime = "2021-06-15"
* bodySite = BodyRegion#forearm "Forearm"
* method = AssessmentMethod#radiograph "Radiograph"
* valueQuantity = 2.6 'cm' "centimetres"
* component[laterality].valueCodeableConcept = $SCT#7771000 "Left"

Instance: mineral-panel-minimal
InstanceOf: MineralPanel
Title: "Phosphate by amount of substance, judged normal"
Usage: #example
* insert Record("M-3201")
* status = #final
* code = $LNC#14879-1
* subject = Reference(patient-minimal)
* effectiveDateTime = "2013-03"
* valueQuantity = 1.5 'mmol/L'
* interpretation = http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation#N

Instance: mineral-panel-rich
InstanceOf: MineralPanel
Title: "Parathyroid hormone with its reference range"
Usage: #example
* insert Record("M-3202")
* status = #corrected
* category = $OBSCAT#laboratory
* code = $LNC#2731-8
* subject = Reference(patient-minimal)
* effectiveDateTime = "2023-05-09"
* valueQuantity = 38 'pg/mL' "picogram per millilitre"
* interpretation = http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation#N
* referenceRange.low = 15 'pg/mL'
* referenceRange.high = 65 'pg/mL'

Instance: mineral-panel-calcium
InstanceOf: MineralPanel
Title: "Calcium by mass"
Usage: #example
* insert Record("M-3203")
* status = #final
* code = $LNC#17861-6
* subject = Reference(patient-minimal)
* effectiveDateTime = "2023-05-09"
* valueQuantity = 9.6 'mg/dL'
* referenceRange.low = 8.8 'mg/dL'
* referenceRange.high = 10.6 'mg/dL'
