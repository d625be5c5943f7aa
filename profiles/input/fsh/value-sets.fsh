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

ValueSet: VitalStatusSourceVS
Id: vital-status-source
Title: "Source of a vital status"
Description: "All codes of the code system vital-status-source."
* ^experimental = false
* include codes from system VitalStatusSource

ValueSet: OssificationPathwayVS
Id: ossification-pathway
Title: "Pathway of ossification"
Description: "All codes of the code system ossification-pathway."
* ^experimental = false
* include codes from system OssificationPathway

ValueSet: LesionExtentVS
Id: lesion-extent
Title: "Extent of ossification"
Description: "All codes of the code system lesion-extent."
* ^experimental = false
* include codes from system LesionExtent

ValueSet: AssessmentMethodVS
Id: assessment-method
Title: "How it was found"
Description: "All codes of the code system assessment-method."
* ^experimental = false
* include codes from system AssessmentMethod

ValueSet: RelativeVS
Id: relative
Title: "Relative"
Description: "All codes of the code system relative."
* ^experimental = false
* include codes from system Relative

ValueSet: CajisSiteVS
Id: cajis-site
Title: "Sites of the joint involvement score"
Description: "All codes of the code system cajis-site."
* ^experimental = false
* include codes from system CajisSite

ValueSet: JointStatusVS
Id: joint-status
Title: "Joint status"
Description: "All codes of the code system joint-status."
* ^experimental = false
* include codes from system JointStatus

ValueSet: MobilityLevelVS
Id: mobility-level
Title: "Mobility level"
Description: "All codes of the code system mobility-level."
* ^experimental = false
* include codes from system MobilityLevel

ValueSet: CaregiverNeedVS
Id: caregiver-need
Title: "Need of a caregiver"
Description: "All codes of the code system caregiver-need."
* ^experimental = false
* include codes from system CaregiverNeed

ValueSet: SurgeryKindVS
Id: surgery-kind
Title: "Kind of surgery"
Description: "All codes of the code system surgery-kind."
* ^experimental = false
* include codes from system SurgeryKind

ValueSet: SurgeryResultVS
Id: surgery-result
Title: "Result of surgery"
Description: "All codes of the code system surgery-result."
* ^experimental = false
* include codes from system SurgeryResult

ValueSet: TreatmentVS
Id: treatment
Title: "Treatment"
Description: "All codes of the code system treatment."
* ^experimental = false
* include codes from system Treatment

ValueSet: TreatmentRegimenVS
Id: treatment-regimen
Title: "Regimen"
Description: "All codes of the code system treatment-regimen."
* ^experimental = false
* include codes from system TreatmentRegimen

ValueSet: TreatmentStopReasonVS
Id: treatment-stop-reason
Title: "Reason for stopping"
Description: "All codes of the code system treatment-stop-reason."
* ^experimental = false
* include codes from system TreatmentStopReason

ValueSet: StudyKindVS
Id: study-kind
Title: "Kind of study or organisation"
Description: "All codes of the code system study-kind."
* ^experimental = false
* include codes from system StudyKind

ValueSet: StudyStatusVS
Id: study-status
Title: "Status of participation"
Description: "All codes of the code system study-status."
* ^experimental = false
* include codes from system StudyStatus

ValueSet: ProFormVS
Id: pro-form
Title: "Form of a questionnaire"
Description: "All codes of the code system pro-form."
* ^experimental = false
* include codes from system ProForm

ValueSet: ProRespondentVS
Id: pro-respondent
Title: "Respondent"
Description: "All codes of the code system pro-respondent."
* ^experimental = false
* include codes from system ProRespondent

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

ValueSet: LengthUnitVS
Id: length-unit
Title: "Unit of length"
Description: "Millimetre or centimetre."
* ^experimental = false
* $UCUM#mm
* $UCUM#cm

ValueSet: VolumeUnitVS
Id: volume-unit
Title: "Unit of volume"
Description: "Cubic millimetre or cubic centimetre."
* ^experimental = false
* $UCUM#mm3
* $UCUM#cm3

ValueSet: AgeUnitVS
Id: age-unit
Title: "Unit of age"
Description: "Years, months, weeks or days."
* ^experimental = false
* $UCUM#a
* $UCUM#mo
* $UCUM#wk
* $UCUM#d

ValueSet: DoseUnitVS
Id: dose-unit
Title: "Unit of a daily dose"
Description: "Milligram or microgram a day, whole or for each kilogram."
* ^experimental = false
* $UCUM#mg/d
* $UCUM#ug/d
* $UCUM#mg/kg/d

ValueSet: MineralUnitVS
Id: mineral-unit
Title: "Unit of a mineral measurement"
Description: "Units in which calcium, phosphate, parathyroid hormone and alkaline phosphatase are reported; the invariant ho-mineral-1 says which goes with which."
* ^experimental = false
* $UCUM#mg/dL
* $UCUM#mmol/L
* $UCUM#pg/mL
* $UCUM#ng/L
* $UCUM#U/L

ValueSet: ScoreUnitVS
Id: score-unit
Title: "Unit of a score"
Description: "A score has no dimension; a percentage says so."
* ^experimental = false
* $UCUM#{score}
* $UCUM#%

ValueSet: FeaturePresenceVS
Id: feature-presence
Title: "Present or absent"
Description: "Whether a feature was found, as in the Phenomics Exchange phenotype. What was not looked for is not sent."
* ^experimental = false
* ^copyright = "Contains LOINC codes. LOINC is copyright Regenstrief Institute, Inc. and the LOINC Committee, available at no cost under https://loinc.org/license. LOINC is a registered United States trademark of Regenstrief Institute, Inc."
* $LNC#LA9633-4 "Present"
* $LNC#LA9634-2 "Absent"

ValueSet: HpoTermVS
Id: hpo-term
Title: "Term of the Human Phenotype Ontology"
Description: "Any term of the Human Phenotype Ontology, under either URI in use. The list is not copied here; the form of the code is checked by ho-feature-1."
* ^experimental = false
* include codes from system $HPO
* include codes from system $HPOBO

ValueSet: FeatureCodeVS
Id: feature-code
Title: "Phenotypic feature"
Description: "A term of the Human Phenotype Ontology, or one of the few features that it has no term for. One coding of this set is required; others, such as SNOMED CT, may stand beside it."
* ^experimental = false
* include codes from system $HPO
* include codes from system $HPOBO
* include codes from system Feature

ValueSet: GreatToeFindingVS
Id: great-toe-finding
Title: "Malformation of the great toe"
Description: "Terms of the Human Phenotype Ontology for the great toe of FOP, under either URI in use."
* ^experimental = false
* $HPO#HP:0001844 "Abnormal hallux morphology"
* $HPO#HP:0001822 "Hallux valgus"
* $HPO#HP:0010109 "Short hallux"
* $HPO#HP:0010091 "Hallux symphalangism"
* $HPOBO#HP:0001844 "Abnormal hallux morphology"
* $HPOBO#HP:0001822 "Hallux valgus"
* $HPOBO#HP:0010109 "Short hallux"
* $HPOBO#HP:0010091 "Hallux symphalangism"

ValueSet: OnsetClassVS
Id: onset-class
Title: "Class of onset"
Description: "Onset as a term of the Human Phenotype Ontology, for what has no age."
* ^experimental = false
* $HPO#HP:0003577 "Congenital onset"
* $HPO#HP:0003623 "Neonatal onset"
* $HPO#HP:0003593 "Infantile onset"
* $HPO#HP:0011463 "Childhood onset"
* $HPO#HP:0003621 "Juvenile onset"
* $HPO#HP:0011462 "Young adult onset"
* $HPO#HP:0003596 "Middle age onset"
* $HPO#HP:0003584 "Late onset"

ValueSet: JointRegionVS
Id: joint-region
Title: "Joints"
Description: "Those body regions that are joints, or parts of the spine that move as one."
* ^experimental = false
* BodyRegion#jaw "Jaw"
* BodyRegion#temporomandibular-joint "Temporomandibular joint"
* BodyRegion#neck "Neck"
* BodyRegion#cervical-spine "Cervical spine"
* BodyRegion#thoracic-spine "Thoracic spine"
* BodyRegion#lumbar-spine "Lumbar spine"
* BodyRegion#shoulder "Shoulder"
* BodyRegion#elbow "Elbow"
* BodyRegion#wrist "Wrist"
* BodyRegion#hand "Hand"
* BodyRegion#thumb "Thumb"
* BodyRegion#hip "Hip"
* BodyRegion#knee "Knee"
* BodyRegion#ankle "Ankle"
* BodyRegion#foot "Foot"
* BodyRegion#toe "Toe"

ValueSet: LimbRegionVS
Id: limb-region
Title: "Limbs and their parts"
Description: "Regions whose length can be compared with the other side."
* ^experimental = false
* BodyRegion#upper-limb "Upper limb, part not stated"
* BodyRegion#upper-arm "Upper arm"
* BodyRegion#forearm "Forearm"
* BodyRegion#hand "Hand"
* BodyRegion#lower-limb "Lower limb, part not stated"
* BodyRegion#thigh "Thigh"
* BodyRegion#lower-leg "Lower leg"
* BodyRegion#foot "Foot"

ValueSet: OneSideVS
Id: one-side
Title: "Left or right"
Description: "One side of the body, where both would make no sense."
* ^experimental = false
* insert SnomedGps
* $SCT#7771000 "Left"
* $SCT#24028007 "Right"

ValueSet: MineralAnalyteVS
Id: mineral-analyte
Title: "Mineral analytes"
Description: "Calcium, phosphate, parathyroid hormone and alkaline phosphatase in serum or plasma, by mass or by amount of substance."
* ^experimental = false
* ^copyright = "Contains LOINC codes. LOINC is copyright Regenstrief Institute, Inc. and the LOINC Committee, available at no cost under https://loinc.org/license. LOINC is a registered United States trademark of Regenstrief Institute, Inc."
* $LNC#17861-6
* $LNC#2000-8
* $LNC#2777-1
* $LNC#14879-1
* $LNC#2731-8
* $LNC#6768-6

ValueSet: PatientReportedScoreVS
Id: patient-reported-score
Title: "Patient-reported scores"
Description: "Totals of questionnaires that people with FOP or POH answer. Totals only: the items belong to their authors."
* ^experimental = false
* ObservationCodes#fop-pfq "FOP Physical Function Questionnaire, total"
* ObservationCodes#prma "Patient-Reported Mobility Assessment, total"
* ObservationCodes#promis-global-physical "PROMIS Global Physical Health, T-score"
* ObservationCodes#promis-global-mental "PROMIS Global Mental Health, T-score"
* ObservationCodes#promis-pain-interference "PROMIS Pain Interference, T-score"
* ObservationCodes#pain-intensity "Pain intensity, 0 to 10"

ValueSet: RuledOutStatusVS
Id: ruled-out-status
Title: "Status of a diagnosis to be told apart"
Description: "Ruled out, or still open; or the record was a mistake."
* ^experimental = false
* $CONDVER#refuted
* $CONDVER#differential
* $CONDVER#unconfirmed
* $CONDVER#entered-in-error

ValueSet: DifferentialDiagnosisVS
Id: differential-diagnosis
Title: "Diagnoses to be told apart"
Description: "A local code, or a code that says the same: two of the SNOMED Global Patient Set and two terms of the Human Phenotype Ontology. One coding of this set is required; others may stand beside it."
* ^experimental = false
* insert SnomedGps
* include codes from system DifferentialDiagnosis
* $SCT#58833000 "Pseudohypoparathyroidism type I A"
* $SCT#58976002 "Pseudohypoparathyroidism"
* $HPO#HP:0000852 "Pseudohypoparathyroidism"
* $HPO#HP:0025027 "Osteoma cutis"

ValueSet: ThoracicInsufficiencyVS
Id: thoracic-insufficiency
Title: "Thoracic insufficiency"
Description: "The syndrome by its local code, or the disorders by which it shows."
* ^experimental = false
* insert SnomedGps
* Complication#thoracic-insufficiency-syndrome "Thoracic insufficiency syndrome"
* $SCT#36485005 "Restrictive lung disease"
* $SCT#409623005 "Respiratory insufficiency"
* $SCT#409622000 "Respiratory failure"
* $SCT#83291003 "Cor pulmonale"
* $HPO#HP:0002091 "Restrictive ventilatory defect"
* $HPO#HP:0002093 "Respiratory insufficiency"
* $HPO#HP:0002878 "Respiratory failure"

ValueSet: ThrombosisVS
Id: thrombosis
Title: "Thrombosis"
Description: "Venous thrombosis and pulmonary embolism."
* ^experimental = false
* insert SnomedGps
* Complication#thromboembolism "Thromboembolism"
* $SCT#128053003 "Deep venous thrombosis"
* $SCT#111293003 "Venous thrombosis"
* $SCT#59282003 "Pulmonary embolism"
* $HPO#HP:0001907 "Thromboembolism"
* $HPO#HP:0002625 "Deep venous thrombosis"
* $HPO#HP:0004936 "Venous thrombosis"
* $HPO#HP:0034192 "Pulmonary thromboembolism"

ValueSet: AcmgClassVS
Id: acmg-class
Title: "Class of pathogenicity"
Description: "The five classes in which variants are reported."
* ^experimental = false
* ^copyright = "Contains LOINC codes. LOINC is copyright Regenstrief Institute, Inc. and the LOINC Committee, available at no cost under https://loinc.org/license. LOINC is a registered United States trademark of Regenstrief Institute, Inc."
* $LNC#LA6668-3 "Pathogenic"
* $LNC#LA26332-9 "Likely pathogenic"
* $LNC#LA26333-7 "Uncertain significance"
* $LNC#LA26334-5 "Likely benign"
* $LNC#LA6675-8 "Benign"

ValueSet: PredictedDiseaseVS
Id: predicted-disease
Title: "Disease that a variant predicts"
Description: "FOP or POH, or a disorder that must be told apart: the same GNAS variant gives POH from the father and pseudohypoparathyroidism from the mother."
* ^experimental = false
* insert Orphanet
* include codes from valueset FopDiseaseVS
* include codes from valueset PohDiseaseVS
* include codes from system DifferentialDiagnosis

ValueSet: RelativeDiseaseVS
Id: relative-disease
Title: "Disease of a relative"
Description: "FOP or POH, or a disorder that must be told apart from them."
* ^experimental = false
* insert Orphanet
* include codes from valueset FopDiseaseVS
* include codes from valueset PohDiseaseVS
* include codes from system DifferentialDiagnosis

ValueSet: Acvr1KnownFopVariantVS
Id: acvr1-known-fop-variant
Title: "ACVR1 variants known to give FOP"
Description: "Published variants, on the transcript NM_001111067.4. Nothing is refused for not being here: the invariant ho-acvr1-3 warns, because new variants do appear."
* ^experimental = false
* $HGVS#"NM_001111067.4:c.617G>A"
* $HGVS#"NM_001111067.4:c.587T>C"
* $HGVS#"NM_001111067.4:c.605G>T"
* $HGVS#"NM_001111067.4:c.619C>G"
* $HGVS#"NM_001111067.4:c.772A>G"
* $HGVS#"NM_001111067.4:c.774G>C"
* $HGVS#"NM_001111067.4:c.774G>T"
* $HGVS#"NM_001111067.4:c.974G>C"
* $HGVS#"NM_001111067.4:c.982G>A"
* $HGVS#"NM_001111067.4:c.982G>T"
* $HGVS#"NM_001111067.4:c.983G>A"
* $HGVS#"NM_001111067.4:c.1067G>A"
* $HGVS#"NM_001111067.4:c.1123C>T"
* $HGVS#"NM_001111067.4:c.1124G>C"

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
