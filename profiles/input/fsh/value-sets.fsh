// Value sets over the local code systems, and the small ones that mix systems.

ValueSet: BodyRegionVS
Id: body-region
Title: "Body regions"
Description: "All codes of the code system body-region."
* ^experimental = false
* include codes from system BodyRegion

ValueSet: DepthVS
Id: depth
Title: "Depth of ossification"
Description: "All codes of the code system depth."
* ^experimental = false
* include codes from system Depth

ValueSet: HostTissueVS
Id: host-tissue
Title: "Host tissue"
Description: "All codes of the code system host-tissue."
* ^experimental = false
* include codes from system HostTissue

ValueSet: LesionMorphologyVS
Id: lesion-morphology
Title: "Form of ossification"
Description: "All codes of the code system lesion-morphology."
* ^experimental = false
* include codes from system LesionMorphology

ValueSet: FlareUpTriggerVS
Id: flare-up-trigger
Title: "Trigger of a flare-up"
Description: "All codes of the code system flare-up-trigger."
* ^experimental = false
* include codes from system FlareUpTrigger

ValueSet: FlareUpSymptomVS
Id: flare-up-symptom
Title: "Symptom of a flare-up"
Description: "All codes of the code system flare-up-symptom."
* ^experimental = false
* include codes from system FlareUpSymptom

ValueSet: FlareUpOutcomeVS
Id: flare-up-outcome
Title: "Outcome of a flare-up"
Description: "All codes of the code system flare-up-outcome."
* ^experimental = false
* include codes from system FlareUpOutcome

ValueSet: ParentalAlleleVS
Id: parental-allele
Title: "Parental allele"
Description: "All codes of the code system parental-allele."
* ^experimental = false
* include codes from system ParentalAllele

ValueSet: ConsequenceClassVS
Id: consequence-class
Title: "Class of consequence"
Description: "All codes of the code system consequence-class."
* ^experimental = false
* include codes from system ConsequenceClass

ValueSet: FopClassVS
Id: fop-class
Title: "Clinical class of FOP"
Description: "All codes of the code system fop-class."
* ^experimental = false
* include codes from system FopClass

ValueSet: VitalStatusVS
Id: vital-status
Title: "Vital status"
Description: "All codes of the code system vital-status."
* ^experimental = false
* include codes from system VitalStatus

ValueSet: CauseOfDeathVS
Id: cause-of-death
Title: "Cause of death"
Description: "All codes of the code system cause-of-death."
* ^experimental = false
* include codes from system CauseOfDeath

ValueSet: DeathCauseRoleVS
Id: death-cause-role
Title: "Role of a cause"
Description: "All codes of the code system death-cause-role."
* ^experimental = false
* include codes from system DeathCauseRole

ValueSet: YesNoUnknownVS
Id: yes-no-unknown
Title: "Yes, no or not known"
Description: "All codes of the code system yes-no-unknown."
* ^experimental = false
* include codes from system YesNoUnknown

ValueSet: ConsentScopeVS
Id: consent-scope
Title: "Scope of consent"
Description: "All codes of the code system consent-scope."
* ^experimental = false
* include codes from system ConsentScope

ValueSet: ConsentDecisionVS
Id: consent-decision
Title: "Decision on consent"
Description: "All codes of the code system consent-decision."
* ^experimental = false
* include codes from system ConsentDecision

ValueSet: LateralityVS
Id: laterality
Title: "Side of the body"
Description: "Left, right, or both. A region on the midline has no side: leave the component out."
* ^experimental = false
* insert SnomedGps
* $SCT#7771000 "Left"
* $SCT#24028007 "Right"
* $SCT#51440002 "Right and left"

ValueSet: CauseOfDeathCodeVS
Id: cause-of-death-code
Title: "Codes that mean cause of death"
Description: "Any one of these as Observation.code makes the Observation a cause of death."
* ^experimental = false
* insert SnomedGps
* ^purpose = "Contains a LOINC term; LOINC is copyright Regenstrief Institute, Inc. and the LOINC Committee, available at no cost under https://loinc.org/license."
* ObservationCodes#cause-of-death "Cause of death"
* $LNC#69453-9
* $SCT#184305005 "Cause of death"

ValueSet: SettledStatusVS
Id: settled-status
Title: "Status of a settled result"
Description: "A result that stands (final, amended, corrected) or is taken back (entered-in-error)."
* ^experimental = false
* http://hl7.org/fhir/observation-status#final
* http://hl7.org/fhir/observation-status#amended
* http://hl7.org/fhir/observation-status#corrected
* http://hl7.org/fhir/observation-status#entered-in-error

ValueSet: ReportedStatusVS
Id: reported-status
Title: "Status of a clinical report"
Description: "As settled-status, and preliminary: an episode may be reported while it runs."
* ^experimental = false
* include codes from valueset SettledStatusVS
* http://hl7.org/fhir/observation-status#preliminary

ValueSet: FopDiseaseVS
Id: fop-disease
Title: "Fibrodysplasia ossificans progressiva"
Description: "Fibrodysplasia ossificans progressiva by its ORPHAcode, in either URI under which Orphanet's codes are sent, with or without the prefix. One coding of this set is required; others may stand beside it."
* ^experimental = false
* insert Orphanet
* $ORPHA#337 "Fibrodysplasia ossificans progressiva"
* $ORPHA#ORPHA:337 "Fibrodysplasia ossificans progressiva"
* $ORDO#337 "Fibrodysplasia ossificans progressiva"
* $ORDO#ORPHA:337 "Fibrodysplasia ossificans progressiva"

ValueSet: PohDiseaseVS
Id: poh-disease
Title: "Progressive osseous heteroplasia"
Description: "Progressive osseous heteroplasia by its ORPHAcode, in either URI under which Orphanet's codes are sent, with or without the prefix. One coding of this set is required; others may stand beside it."
* ^experimental = false
* insert Orphanet
* $ORPHA#2762 "Progressive osseous heteroplasia"
* $ORPHA#ORPHA:2762 "Progressive osseous heteroplasia"
* $ORDO#2762 "Progressive osseous heteroplasia"
* $ORDO#ORPHA:2762 "Progressive osseous heteroplasia"

RuleSet: Orphanet
* ^copyright = "ORPHAcodes: Orphadata, copyright INSERM 1999, CC BY 4.0, data version October 2024."

CodeSystem: OrphanetFragment
Id: orphanet-fragment
Title: "ORPHAcodes of this registry's diseases"
Description: "The two ORPHAcodes that this registry keys on. Orphanet publishes no FHIR code system; this URI is the one that European projects send."
* ^url = $ORPHA
* ^experimental = false
* ^caseSensitive = true
* ^content = #fragment
* insert Orphanet
* #337 "Fibrodysplasia ossificans progressiva"
* #ORPHA:337 "Fibrodysplasia ossificans progressiva" "The same concept, written with the prefix that some systems send."
* #2762 "Progressive osseous heteroplasia"
* #ORPHA:2762 "Progressive osseous heteroplasia" "The same concept, written with the prefix that some systems send."

CodeSystem: OrdoFragment
Id: ordo-fragment
Title: "ORPHAcodes of this registry's diseases, under the ORDO URI"
Description: "The same two codes under the other URI in use, so that a sender need not change it."
* ^url = $ORDO
* ^experimental = false
* ^caseSensitive = true
* ^content = #fragment
* insert Orphanet
* #337 "Fibrodysplasia ossificans progressiva"
* #ORPHA:337 "Fibrodysplasia ossificans progressiva" "The same concept, written with the prefix that some systems send."
* #2762 "Progressive osseous heteroplasia"
* #ORPHA:2762 "Progressive osseous heteroplasia" "The same concept, written with the prefix that some systems send."
