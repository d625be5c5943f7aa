Instance: flare-up-minimal
InstanceOf: FlareUp
Title: "Flare-up of which only the year is known"
Usage: #example
* insert Record("F-1001")
* status = #final
* code = ObservationCodes#flare-up
* subject = Reference(patient-rich)
* effectiveDateTime = "1986"
* bodySite = BodyRegion#back

Instance: flare-up-rich
InstanceOf: FlareUp
Title: "Flare-up of the left shoulder after a fall, with bone"
Usage: #example
* insert Record("F-1002")
* status = #amended
* code = ObservationCodes#flare-up "Flare-up"
* subject = Reference(patient-rich)
* effectivePeriod.start = "1990-02-11"
* effectivePeriod.end = "1990-04"
* bodySite.coding[0] = BodyRegion#shoulder "Shoulder"
* bodySite.coding[1] = $SCT#16982005 "Shoulder region structure"
* component[laterality].valueCodeableConcept = $SCT#7771000 "Left"
* component[trigger].valueCodeableConcept = FlareUpTrigger#fall "Fall"
* component[symptom][0].valueCodeableConcept = FlareUpSymptom#swelling "Soft-tissue swelling"
* component[symptom][1].valueCodeableConcept = FlareUpSymptom#pain "Pain"
* component[outcome].valueCodeableConcept = FlareUpOutcome#ho-formed "Bone formed"

Instance: flare-up-ongoing
InstanceOf: FlareUp
Title: "Flare-up that still runs"
Usage: #example
* insert Record("F-1003")
* status = #preliminary
* code = ObservationCodes#flare-up
* subject = Reference(patient-rich)
* effectivePeriod.start = "2015-07-02"
* bodySite = BodyRegion#hip
* component[laterality].valueCodeableConcept = $SCT#24028007 "Right"
* component[outcome].valueCodeableConcept = FlareUpOutcome#ongoing "Ongoing"

Instance: ho-lesion-minimal
InstanceOf: HoLesion
Title: "Bone of the neck, first seen in a year"
Usage: #example
* insert Record("L-1001")
* status = #final
* code = ObservationCodes#ho-lesion
* subject = Reference(patient-rich)
* effectiveDateTime = "1984"
* bodySite = BodyRegion#neck

Instance: ho-lesion-rich
InstanceOf: HoLesion
Title: "Bone after a flare-up"
Usage: #example
* insert Record("L-1002")
* status = #final
* code = ObservationCodes#ho-lesion "Heterotopic ossification lesion"
* subject = Reference(patient-rich)
* effectiveDateTime = "1990-05-30"
* bodySite = BodyRegion#shoulder "Shoulder"
* derivedFrom = Reference(flare-up-rich)
* component[laterality].valueCodeableConcept = $SCT#7771000 "Left"
* component[depth].valueCodeableConcept = Depth#deep "Deep tissue"
* component[tissue][0].valueCodeableConcept = HostTissue#skeletal-muscle "Skeletal muscle"
* component[tissue][1].valueCodeableConcept = HostTissue#fascia "Fascia"
* component[morphology][0].valueCodeableConcept = LesionMorphology#sheet "Sheet"
* component[morphology][1].valueCodeableConcept = LesionMorphology#joint-bridging "Bridge across a joint"
* method = AssessmentMethod#ct "Computed tomography"
* component[pathway].valueCodeableConcept = OssificationPathway#endochondral "Endochondral"

Instance: ho-lesion-skin
InstanceOf: HoLesion
Title: "Skin lesions of POH, with an ulcer"
Usage: #example
* insert Record("L-1003")
* status = #final
* code = ObservationCodes#ho-lesion "Heterotopic ossification lesion"
* subject = Reference(patient-minimal)
* effectiveDateTime = "2011-10"
* bodySite = BodyRegion#thigh "Thigh"
* method = AssessmentMethod#examination "Clinical examination"
* component[laterality].valueCodeableConcept = $SCT#24028007 "Right"
* component[depth].valueCodeableConcept = Depth#dermis "Dermis"
* component[tissue].valueCodeableConcept = HostTissue#dermis "Dermis"
* component[morphology].valueCodeableConcept = LesionMorphology#maculopapular "Maculopapular"
* component[pathway].valueCodeableConcept = OssificationPathway#intramembranous "Intramembranous"
* component[extent].valueCodeableConcept = LesionExtent#diffuse "Diffuse"
* component[pain].valueCodeableConcept = YesNoUnknown#yes "Yes"
* component[ulcer].valueCodeableConcept = YesNoUnknown#yes "Yes"
* component[size].valueQuantity = 14 'mm' "millimetres"

Instance: vital-status-minimal
InstanceOf: VitalStatusObservation
Title: "Alive in a month"
Usage: #example
* insert Record("V-1001")
* status = #final
* code = ObservationCodes#vital-status
* subject = Reference(patient-minimal)
* effectiveDateTime = "2025-11"
* valueCodeableConcept = VitalStatus#alive

Instance: vital-status-rich
InstanceOf: VitalStatusObservation
Title: "Dead, with the standard code beside"
Usage: #example
* insert Record("V-1002")
* status = #corrected
* code = ObservationCodes#vital-status "Vital status"
* subject = Reference(patient-rich)
* effectiveDateTime = "2021-03-30"
* valueCodeableConcept.coding[0] = VitalStatus#dead "Dead"
* valueCodeableConcept.coding[1] = $SCT#419099009 "Dead"
* component[source].valueCodeableConcept = VitalStatusSource#civil-register "Civil or death register"

Instance: cause-of-death-minimal
InstanceOf: CauseOfDeathObservation
Title: "Cause not known"
Usage: #example
* insert Record("M-1001")
* status = #final
* code = ObservationCodes#cause-of-death
* subject = Reference(patient-rich)
* effectiveDateTime = "2021"
* valueCodeableConcept = CauseOfDeath#unknown

Instance: cause-of-death-rich
InstanceOf: CauseOfDeathObservation
Title: "Underlying cause, under the standard code"
Usage: #example
* insert Record("M-1002")
* status = #final
* code = $LNC#69453-9
* subject = Reference(patient-rich)
* effectiveDateTime = "2021-03-30"
* valueCodeableConcept = CauseOfDeath#thoracic-insufficiency-syndrome "Cardiorespiratory failure from thoracic insufficiency syndrome"
* component[role].valueCodeableConcept = DeathCauseRole#underlying "Underlying"
* component[dueToDisease].valueCodeableConcept = YesNoUnknown#yes "Yes"
