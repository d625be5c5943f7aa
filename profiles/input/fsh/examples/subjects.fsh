Instance: patient-minimal
InstanceOf: HoRegistryPatient
Title: "Subject, as little as is allowed"
Usage: #example
* insert Pseudonym("HO-3K8D-QY")
* insert Consent(0, registry, permit, "2024-02-08")
* gender = #female
* birthDate = "2011"

Instance: patient-rich
InstanceOf: HoRegistryPatient
Title: "Subject who died, with every consent and a withdrawal"
Usage: #example
* insert Pseudonym("HO-7Q2M-FA")
* insert Consent(0, registry, permit, "2009-05-14")
* insert Consent(1, reuse, permit, "2009-05-14")
* insert Consent(2, recontact, permit, "2009-05-14")
* insert Consent(3, biosample, deny, "2009-05-14")
* insert Consent(4, recontact, deny, "2018-10-02")
* extension[registryEntryDate].valueDate = "2009-05"
* gender = #male
* birthDate = "1979-11"
* deceasedDateTime = "2021-03-30"
* address.country = "SE"

Instance: fop-condition-minimal
InstanceOf: FopCondition
Title: "FOP, provisional"
Usage: #example
* insert Record("D-1001")
* verificationStatus = $CONDVER#provisional
* code = $ORDO#ORPHA:337
* subject = Reference(patient-minimal)

Instance: fop-condition-rich
InstanceOf: FopCondition
Title: "Classic FOP, confirmed"
Usage: #example
* insert Record("D-1002")
* extension[fopClass].valueCodeableConcept = FopClass#classic "Classic"
* clinicalStatus = $CONDCLIN#active
* verificationStatus = $CONDVER#confirmed
* code.coding[0] = $ORPHA#337 "Fibrodysplasia ossificans progressiva"
* code.coding[1] = $MONDO#MONDO:0007606
* subject = Reference(patient-rich)
* onsetAge = 4 'a' "years"
* recordedDate = "1985-06"

Instance: poh-condition-minimal
InstanceOf: PohCondition
Title: "POH, suspected"
Usage: #example
* insert Record("D-2001")
* verificationStatus = $CONDVER#unconfirmed
* code = $ORPHA#2762
* subject = Reference(patient-minimal)

Instance: poh-condition-rich
InstanceOf: PohCondition
Title: "POH, confirmed"
Usage: #example
* insert Record("D-2002")
* clinicalStatus = $CONDCLIN#active
* verificationStatus = $CONDVER#confirmed
* code.coding[0] = $ORPHA#2762 "Progressive osseous heteroplasia"
* code.coding[1] = $MONDO#MONDO:0008153
* subject = Reference(patient-minimal)
* onsetDateTime = "2011-09"
* recordedDate = "2013-04-22"
