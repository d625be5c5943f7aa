Instance: cajis-minimal
InstanceOf: Cajis
Title: "The total alone"
Usage: #example
* insert Record("J-1001")
* status = #final
* code = ObservationCodes#cajis
* subject = Reference(patient-minimal)
* effectiveDateTime = "2024-02"
* valueInteger = 4

RuleSet: SiteScore(index, site, score)
* component[{index}].code = CajisSite#{site}
* component[{index}].valueInteger = {score}

Instance: cajis-rich
InstanceOf: Cajis
Title: "All fifteen sites and their sum"
Usage: #example
* insert Record("J-1002")
* status = #final
* code = ObservationCodes#cajis "Joint involvement score (CAJIS), total"
* subject = Reference(patient-rich)
* effectiveDateTime = "2010-05-20"
* valueInteger = 19
* insert SiteScore(0, jaw, 1)
* insert SiteScore(1, cervical-spine, 2)
* insert SiteScore(2, thoracolumbar-spine, 2)
* insert SiteScore(3, shoulder-left, 2)
* insert SiteScore(4, shoulder-right, 2)
* insert SiteScore(5, elbow-left, 2)
* insert SiteScore(6, elbow-right, 1)
* insert SiteScore(7, wrist-left, 0)
* insert SiteScore(8, wrist-right, 0)
* insert SiteScore(9, hip-left, 2)
* insert SiteScore(10, hip-right, 2)
* insert SiteScore(11, knee-left, 1)
* insert SiteScore(12, knee-right, 1)
* insert SiteScore(13, ankle-left, 1)
* insert SiteScore(14, ankle-right, 0)

Instance: joint-status-minimal
InstanceOf: JointStatusObservation
Title: "Neck restricted; the midline has no side"
Usage: #example
* insert Record("J-1101")
* status = #final
* code = ObservationCodes#joint-status
* subject = Reference(patient-minimal)
* effectiveDateTime = "2024"
* bodySite = BodyRegion#neck
* valueCodeableConcept = JointStatus#restricted

Instance: joint-status-rich
InstanceOf: JointStatusObservation
Title: "Left hip ankylosed"
Usage: #example
* insert Record("J-1102")
* status = #corrected
* code = ObservationCodes#joint-status "Joint status"
* subject = Reference(patient-rich)
* effectiveDateTime = "1999-09-03"
* bodySite.coding[0] = BodyRegion#hip "Hip"
* bodySite.coding[1] = $SCT#29836001 "Hip region structure"
* method = AssessmentMethod#examination "Clinical examination"
* valueCodeableConcept.coding[0] = JointStatus#ankylosed "Ankylosed"
* valueCodeableConcept.coding[1] = $SCT#111227009 "Ankylosis of joint"
* component[laterality].valueCodeableConcept = $SCT#7771000 "Left"

Instance: mobility-status-minimal
InstanceOf: MobilityStatus
Title: "Walks without an aid"
Usage: #example
* insert Record("J-1201")
* status = #final
* code = ObservationCodes#mobility-status
* subject = Reference(patient-minimal)
* effectiveDateTime = "2024-02"
* valueCodeableConcept = MobilityLevel#independent

Instance: mobility-status-rich
InstanceOf: MobilityStatus
Title: "Wheelchair all of the time, with a caregiver"
Usage: #example
* insert Record("J-1202")
* status = #final
* code = ObservationCodes#mobility-status "Mobility status"
* subject = Reference(patient-rich)
* effectiveDateTime = "2006-04-11"
* valueCodeableConcept.coding[0] = MobilityLevel#wheelchair-full "Wheelchair, all of the time"
* valueCodeableConcept.coding[1] = $SCT#129015001 "Using wheelchair"
* component[caregiver].valueCodeableConcept = CaregiverNeed#complete "With all activities"
