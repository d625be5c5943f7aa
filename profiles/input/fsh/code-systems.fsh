// Local code systems. One small system per idea, because several carry an order, a hierarchy or properties that a report computes with.
// A property `snomed` names the nearest concept of the SNOMED Global Patient Set (GPS); it is a pointer, not a claim of equality.

RuleSet: LocalCodeSystem
* ^experimental = false
* ^caseSensitive = true
* ^content = #complete

RuleSet: SnomedGps
* ^copyright = "This material includes SNOMED codes of the SNOMED Global Patient Set, which SNOMED International publishes under CC BY 4.0. SNOMED International does not endorse this work."

RuleSet: SnomedProperty
* insert SnomedGps
* ^property[0].code = #snomed
* ^property[0].description = "Nearest concept of the SNOMED Global Patient Set"
* ^property[0].type = #Coding

CodeSystem: ObservationCodes
Id: ho-observation
Title: "What is observed"
Description: "Codes of the registry's own Observations and of their components, where no standard code system that may be shipped has one."
* insert LocalCodeSystem
* #flare-up "Flare-up" "An episode of soft-tissue swelling, pain, warmth, stiffness or lost movement in FOP, whether or not bone follows."
* #ho-lesion "Heterotopic ossification lesion" "Bone found where none belongs, at one place."
* #vital-status "Vital status" "Whether the subject was known to be alive on the date given."
* #cause-of-death "Cause of death" "Why the subject died."
* #flare-up-trigger "Trigger of the flare-up" "What came before the flare-up and is held to have set it off."
* #flare-up-symptom "Symptom of the flare-up" "A symptom that was present during the flare-up."
* #flare-up-outcome "Outcome of the flare-up" "What became of the flare-up."
* #laterality "Side of the body" "The side on which the region named in bodySite is meant."
* #depth "Depth of the ossification" "The deepest layer that the ossification reaches."
* #host-tissue "Host tissue of the ossification" "The tissue in which the bone lies."
* #morphology "Form of the ossification" "The form of the bone as seen or imaged."
* #parental-allele "Parental allele of the variant" "The parental chromosome that carries the variant. Not how the variant came to be there: a de novo variant lies on a parental chromosome too."
* #consequence-class "Class of the variant's consequence" "What the variant does to the coding sequence, in the classes in which GNAS cohorts are published."
* #death-cause-role "Role of the cause in the death" "Underlying, immediate or contributing."
* #death-due-to-disease "Death due to the registry's disease" "Whether the death is attributed to the rare disease itself."
* #vital-status-source "Source of the vital status" "Who or what said so."
* #ossification-pathway "Pathway of the ossification" "Whether the bone formed through cartilage."
* #lesion-extent "Extent of the ossification" "Whether the bone is confined or spread out."
* #lesion-pain "Pain of the lesion" "Whether the lesion hurts."
* #lesion-ulcer "Ulcer over the lesion" "Whether the skin over the lesion is open."
* #lesion-size "Largest diameter of the lesion" "Measured as the method says."
* #ho-volume "Volume of heterotopic ossification" "All heterotopic bone that the images show, or that of one region."
* #head-excluded "Head excluded from the volume" "Whether the head was left out of the images that were measured."
* #onset-age "Age at onset of the feature" "How old the subject was when the feature was first there."
* #onset-class "Class of onset of the feature" "Onset as a term of the Human Phenotype Ontology, where the age is not known."
* #family-history "Affected relative" "Whether a relative has, or had, a disorder of this kind."
* #relative "Relative who is affected" "How the affected person is related to the subject."
* #relative-disease "Disease of the relative" "The disorder that the relative has."
* #cajis "Joint involvement score (CAJIS), total" "Sum of the scores of fifteen sites, 0 to 30; more is worse."
* #joint-status "Joint status" "How far a joint still moves."
* #mobility-status "Mobility status" "How the subject gets about."
* #caregiver-need "Need of a caregiver" "Help that the subject needs with the activities of daily living."
* #limb-length-difference "Difference of limb length" "By how much the affected limb is shorter than the other."
* #surgery "Surgery" "An operation or biopsy that the subject underwent."
* #surgery-extent "Extent of the ossification operated on" "Circumscribed or diffuse."
* #surgery-result "Result of the surgery" "Recurrence, complication or lasting success."
* #surgery-result-date "Date of the result" "When the result was seen."
* #treatment-exposure "Treatment" "A drug that the subject was given for the disease."
* #treatment-regimen "Regimen of the treatment" "Why it was given at this time."
* #treatment-dose "Daily dose" "The usual dose of a day."
* #treatment-in-trial "Given in a trial" "Whether the drug was given inside a clinical trial."
* #treatment-stop-reason "Reason for stopping" "Why the treatment was ended."
* #study-participation "Participation in a study or organisation" "Eligibility for, or membership of, a trial, a study, a registry or a patients' organisation."
* #study-kind "Kind of study or organisation" "Trial, natural-history study, registry or patients' organisation."
* #study "Study" "Which one, by its public number."
* #fop-pfq "FOP Physical Function Questionnaire, total" "The total alone: the items' wording is its authors'."
* #prma "Patient-Reported Mobility Assessment, total" "The total alone: the items' wording is its authors'."
* #promis-global-physical "PROMIS Global Physical Health, T-score" "The T-score alone."
* #promis-global-mental "PROMIS Global Mental Health, T-score" "The T-score alone."
* #promis-pain-interference "PROMIS Pain Interference, T-score" "The T-score alone."
* #pain-intensity "Pain intensity, 0 to 10" "0 is no pain, 10 the worst pain imaginable."
* #pro-form "Form of the questionnaire" "Adult or child form."
* #pro-respondent "Respondent" "Who answered."

CodeSystem: BodyRegion
Id: body-region
Title: "Body regions"
Description: "Regions at which flare-ups and ossification are recorded, with the properties from which the order of progression (axial before appendicular, cranial before caudal, proximal before distal, dorsal before ventral) is computed. The ranks are this registry's own coding of anatomy, not a published score."
* insert LocalCodeSystem
* insert SnomedProperty
* ^property[1].code = #axis
* ^property[1].description = "axial | appendicular"
* ^property[1].type = #code
* ^property[2].code = #craniocaudal
* ^property[2].description = "1 is the most cranial. A limb region has the level of its girdle (4 shoulder, 7 hip): how far out it lies is said by proximodistal alone."
* ^property[2].type = #integer
* ^property[3].code = #proximodistal
* ^property[3].description = "0 on the trunk, head and neck; 1 at the girdle, then outwards to 7 at the digits."
* ^property[3].type = #integer
* ^property[4].code = #dorsoventral
* ^property[4].description = "dorsal | ventral | both"
* ^property[4].type = #code
* #head "Head"
* #head ^property[0].code = #axis
* #head ^property[0].valueCode = #axial
* #head ^property[1].code = #craniocaudal
* #head ^property[1].valueInteger = 1
* #head ^property[2].code = #proximodistal
* #head ^property[2].valueInteger = 0
* #head ^property[3].code = #dorsoventral
* #head ^property[3].valueCode = #both
* #head ^property[4].code = #snomed
* #head ^property[4].valueCoding = $SCT#69536005 "Head structure"
* #scalp "Scalp"
* #scalp ^property[0].code = #axis
* #scalp ^property[0].valueCode = #axial
* #scalp ^property[1].code = #craniocaudal
* #scalp ^property[1].valueInteger = 1
* #scalp ^property[2].code = #proximodistal
* #scalp ^property[2].valueInteger = 0
* #scalp ^property[3].code = #dorsoventral
* #scalp ^property[3].valueCode = #dorsal
* #scalp ^property[4].code = #snomed
* #scalp ^property[4].valueCoding = $SCT#41695006 "Scalp structure"
* #face "Face"
* #face ^property[0].code = #axis
* #face ^property[0].valueCode = #axial
* #face ^property[1].code = #craniocaudal
* #face ^property[1].valueInteger = 1
* #face ^property[2].code = #proximodistal
* #face ^property[2].valueInteger = 0
* #face ^property[3].code = #dorsoventral
* #face ^property[3].valueCode = #ventral
* #jaw "Jaw"
* #jaw ^property[0].code = #axis
* #jaw ^property[0].valueCode = #axial
* #jaw ^property[1].code = #craniocaudal
* #jaw ^property[1].valueInteger = 2
* #jaw ^property[2].code = #proximodistal
* #jaw ^property[2].valueInteger = 0
* #jaw ^property[3].code = #dorsoventral
* #jaw ^property[3].valueCode = #ventral
* #jaw ^property[4].code = #snomed
* #jaw ^property[4].valueCoding = $SCT#661005 "Jaw region structure"
* #temporomandibular-joint "Temporomandibular joint"
* #temporomandibular-joint ^property[0].code = #axis
* #temporomandibular-joint ^property[0].valueCode = #axial
* #temporomandibular-joint ^property[1].code = #craniocaudal
* #temporomandibular-joint ^property[1].valueInteger = 2
* #temporomandibular-joint ^property[2].code = #proximodistal
* #temporomandibular-joint ^property[2].valueInteger = 0
* #temporomandibular-joint ^property[3].code = #dorsoventral
* #temporomandibular-joint ^property[3].valueCode = #both
* #temporomandibular-joint ^property[4].code = #snomed
* #temporomandibular-joint ^property[4].valueCoding = $SCT#53620006 "Temporomandibular joint structure"
* #neck "Neck"
* #neck ^property[0].code = #axis
* #neck ^property[0].valueCode = #axial
* #neck ^property[1].code = #craniocaudal
* #neck ^property[1].valueInteger = 3
* #neck ^property[2].code = #proximodistal
* #neck ^property[2].valueInteger = 0
* #neck ^property[3].code = #dorsoventral
* #neck ^property[3].valueCode = #both
* #neck ^property[4].code = #snomed
* #neck ^property[4].valueCoding = $SCT#45048000 "Neck structure"
* #cervical-spine "Cervical spine"
* #cervical-spine ^property[0].code = #axis
* #cervical-spine ^property[0].valueCode = #axial
* #cervical-spine ^property[1].code = #craniocaudal
* #cervical-spine ^property[1].valueInteger = 3
* #cervical-spine ^property[2].code = #proximodistal
* #cervical-spine ^property[2].valueInteger = 0
* #cervical-spine ^property[3].code = #dorsoventral
* #cervical-spine ^property[3].valueCode = #dorsal
* #cervical-spine ^property[4].code = #snomed
* #cervical-spine ^property[4].valueCoding = $SCT#122494005 "Structure of cervical vertebral column"
* #upper-back "Upper back"
* #upper-back ^property[0].code = #axis
* #upper-back ^property[0].valueCode = #axial
* #upper-back ^property[1].code = #craniocaudal
* #upper-back ^property[1].valueInteger = 5
* #upper-back ^property[2].code = #proximodistal
* #upper-back ^property[2].valueInteger = 0
* #upper-back ^property[3].code = #dorsoventral
* #upper-back ^property[3].valueCode = #dorsal
* #thoracic-spine "Thoracic spine"
* #thoracic-spine ^property[0].code = #axis
* #thoracic-spine ^property[0].valueCode = #axial
* #thoracic-spine ^property[1].code = #craniocaudal
* #thoracic-spine ^property[1].valueInteger = 5
* #thoracic-spine ^property[2].code = #proximodistal
* #thoracic-spine ^property[2].valueInteger = 0
* #thoracic-spine ^property[3].code = #dorsoventral
* #thoracic-spine ^property[3].valueCode = #dorsal
* #thoracic-spine ^property[4].code = #snomed
* #thoracic-spine ^property[4].valueCoding = $SCT#122495006 "Structure of thoracic vertebral column"
* #back "Back, level not stated"
* #back ^property[0].code = #axis
* #back ^property[0].valueCode = #axial
* #back ^property[1].code = #craniocaudal
* #back ^property[1].valueInteger = 5
* #back ^property[2].code = #proximodistal
* #back ^property[2].valueInteger = 0
* #back ^property[3].code = #dorsoventral
* #back ^property[3].valueCode = #dorsal
* #back ^property[4].code = #snomed
* #back ^property[4].valueCoding = $SCT#77568009 "Back structure, excluding neck"
* #chest-wall "Chest wall"
* #chest-wall ^property[0].code = #axis
* #chest-wall ^property[0].valueCode = #axial
* #chest-wall ^property[1].code = #craniocaudal
* #chest-wall ^property[1].valueInteger = 5
* #chest-wall ^property[2].code = #proximodistal
* #chest-wall ^property[2].valueInteger = 0
* #chest-wall ^property[3].code = #dorsoventral
* #chest-wall ^property[3].valueCode = #ventral
* #chest-wall ^property[4].code = #snomed
* #chest-wall ^property[4].valueCoding = $SCT#78904004 "Chest wall structure"
* #trunk "Trunk, level not stated"
* #trunk ^property[0].code = #axis
* #trunk ^property[0].valueCode = #axial
* #trunk ^property[1].code = #craniocaudal
* #trunk ^property[1].valueInteger = 5
* #trunk ^property[2].code = #proximodistal
* #trunk ^property[2].valueInteger = 0
* #trunk ^property[3].code = #dorsoventral
* #trunk ^property[3].valueCode = #both
* #trunk ^property[4].code = #snomed
* #trunk ^property[4].valueCoding = $SCT#22943007 "Trunk structure"
* #lower-back "Lower back"
* #lower-back ^property[0].code = #axis
* #lower-back ^property[0].valueCode = #axial
* #lower-back ^property[1].code = #craniocaudal
* #lower-back ^property[1].valueInteger = 6
* #lower-back ^property[2].code = #proximodistal
* #lower-back ^property[2].valueInteger = 0
* #lower-back ^property[3].code = #dorsoventral
* #lower-back ^property[3].valueCode = #dorsal
* #lower-back ^property[4].code = #snomed
* #lower-back ^property[4].valueCoding = $SCT#52612000 "Lumbar region back structure"
* #lumbar-spine "Lumbar spine"
* #lumbar-spine ^property[0].code = #axis
* #lumbar-spine ^property[0].valueCode = #axial
* #lumbar-spine ^property[1].code = #craniocaudal
* #lumbar-spine ^property[1].valueInteger = 6
* #lumbar-spine ^property[2].code = #proximodistal
* #lumbar-spine ^property[2].valueInteger = 0
* #lumbar-spine ^property[3].code = #dorsoventral
* #lumbar-spine ^property[3].valueCode = #dorsal
* #lumbar-spine ^property[4].code = #snomed
* #lumbar-spine ^property[4].valueCoding = $SCT#122496007 "Structure of lumbar vertebral column"
* #abdominal-wall "Abdominal wall"
* #abdominal-wall ^property[0].code = #axis
* #abdominal-wall ^property[0].valueCode = #axial
* #abdominal-wall ^property[1].code = #craniocaudal
* #abdominal-wall ^property[1].valueInteger = 6
* #abdominal-wall ^property[2].code = #proximodistal
* #abdominal-wall ^property[2].valueInteger = 0
* #abdominal-wall ^property[3].code = #dorsoventral
* #abdominal-wall ^property[3].valueCode = #ventral
* #abdominal-wall ^property[4].code = #snomed
* #abdominal-wall ^property[4].valueCoding = $SCT#63337009 "Structure of abdominopelvic segment of trunk"
* #shoulder "Shoulder"
* #shoulder ^property[0].code = #axis
* #shoulder ^property[0].valueCode = #appendicular
* #shoulder ^property[1].code = #craniocaudal
* #shoulder ^property[1].valueInteger = 4
* #shoulder ^property[2].code = #proximodistal
* #shoulder ^property[2].valueInteger = 1
* #shoulder ^property[3].code = #dorsoventral
* #shoulder ^property[3].valueCode = #both
* #shoulder ^property[4].code = #snomed
* #shoulder ^property[4].valueCoding = $SCT#16982005 "Shoulder region structure"
* #upper-arm "Upper arm"
* #upper-arm ^property[0].code = #axis
* #upper-arm ^property[0].valueCode = #appendicular
* #upper-arm ^property[1].code = #craniocaudal
* #upper-arm ^property[1].valueInteger = 4
* #upper-arm ^property[2].code = #proximodistal
* #upper-arm ^property[2].valueInteger = 2
* #upper-arm ^property[3].code = #dorsoventral
* #upper-arm ^property[3].valueCode = #both
* #upper-limb "Upper limb, part not stated"
* #upper-limb ^property[0].code = #axis
* #upper-limb ^property[0].valueCode = #appendicular
* #upper-limb ^property[1].code = #craniocaudal
* #upper-limb ^property[1].valueInteger = 4
* #upper-limb ^property[2].code = #proximodistal
* #upper-limb ^property[2].valueInteger = 2
* #upper-limb ^property[3].code = #dorsoventral
* #upper-limb ^property[3].valueCode = #both
* #upper-limb ^property[4].code = #snomed
* #upper-limb ^property[4].valueCoding = $SCT#53120007 "Upper limb structure"
* #elbow "Elbow"
* #elbow ^property[0].code = #axis
* #elbow ^property[0].valueCode = #appendicular
* #elbow ^property[1].code = #craniocaudal
* #elbow ^property[1].valueInteger = 4
* #elbow ^property[2].code = #proximodistal
* #elbow ^property[2].valueInteger = 3
* #elbow ^property[3].code = #dorsoventral
* #elbow ^property[3].valueCode = #both
* #elbow ^property[4].code = #snomed
* #elbow ^property[4].valueCoding = $SCT#76248009 "Entire elbow region"
* #forearm "Forearm"
* #forearm ^property[0].code = #axis
* #forearm ^property[0].valueCode = #appendicular
* #forearm ^property[1].code = #craniocaudal
* #forearm ^property[1].valueInteger = 4
* #forearm ^property[2].code = #proximodistal
* #forearm ^property[2].valueInteger = 4
* #forearm ^property[3].code = #dorsoventral
* #forearm ^property[3].valueCode = #both
* #wrist "Wrist"
* #wrist ^property[0].code = #axis
* #wrist ^property[0].valueCode = #appendicular
* #wrist ^property[1].code = #craniocaudal
* #wrist ^property[1].valueInteger = 4
* #wrist ^property[2].code = #proximodistal
* #wrist ^property[2].valueInteger = 5
* #wrist ^property[3].code = #dorsoventral
* #wrist ^property[3].valueCode = #both
* #wrist ^property[4].code = #snomed
* #wrist ^property[4].valueCoding = $SCT#8205005 "Wrist region structure"
* #hand "Hand"
* #hand ^property[0].code = #axis
* #hand ^property[0].valueCode = #appendicular
* #hand ^property[1].code = #craniocaudal
* #hand ^property[1].valueInteger = 4
* #hand ^property[2].code = #proximodistal
* #hand ^property[2].valueInteger = 6
* #hand ^property[3].code = #dorsoventral
* #hand ^property[3].valueCode = #both
* #hand ^property[4].code = #snomed
* #hand ^property[4].valueCoding = $SCT#85562004 "Hand structure"
* #thumb "Thumb"
* #thumb ^property[0].code = #axis
* #thumb ^property[0].valueCode = #appendicular
* #thumb ^property[1].code = #craniocaudal
* #thumb ^property[1].valueInteger = 4
* #thumb ^property[2].code = #proximodistal
* #thumb ^property[2].valueInteger = 7
* #thumb ^property[3].code = #dorsoventral
* #thumb ^property[3].valueCode = #both
* #thumb ^property[4].code = #snomed
* #thumb ^property[4].valueCoding = $SCT#76505004 "Thumb structure"
* #hip "Hip"
* #hip ^property[0].code = #axis
* #hip ^property[0].valueCode = #appendicular
* #hip ^property[1].code = #craniocaudal
* #hip ^property[1].valueInteger = 7
* #hip ^property[2].code = #proximodistal
* #hip ^property[2].valueInteger = 1
* #hip ^property[3].code = #dorsoventral
* #hip ^property[3].valueCode = #both
* #hip ^property[4].code = #snomed
* #hip ^property[4].valueCoding = $SCT#29836001 "Hip region structure"
* #buttock "Buttock"
* #buttock ^property[0].code = #axis
* #buttock ^property[0].valueCode = #appendicular
* #buttock ^property[1].code = #craniocaudal
* #buttock ^property[1].valueInteger = 7
* #buttock ^property[2].code = #proximodistal
* #buttock ^property[2].valueInteger = 1
* #buttock ^property[3].code = #dorsoventral
* #buttock ^property[3].valueCode = #dorsal
* #thigh "Thigh"
* #thigh ^property[0].code = #axis
* #thigh ^property[0].valueCode = #appendicular
* #thigh ^property[1].code = #craniocaudal
* #thigh ^property[1].valueInteger = 7
* #thigh ^property[2].code = #proximodistal
* #thigh ^property[2].valueInteger = 2
* #thigh ^property[3].code = #dorsoventral
* #thigh ^property[3].valueCode = #both
* #thigh ^property[4].code = #snomed
* #thigh ^property[4].valueCoding = $SCT#68367000 "Thigh structure"
* #lower-limb "Lower limb, part not stated"
* #lower-limb ^property[0].code = #axis
* #lower-limb ^property[0].valueCode = #appendicular
* #lower-limb ^property[1].code = #craniocaudal
* #lower-limb ^property[1].valueInteger = 7
* #lower-limb ^property[2].code = #proximodistal
* #lower-limb ^property[2].valueInteger = 2
* #lower-limb ^property[3].code = #dorsoventral
* #lower-limb ^property[3].valueCode = #both
* #lower-limb ^property[4].code = #snomed
* #lower-limb ^property[4].valueCoding = $SCT#61685007 "Lower limb structure"
* #knee "Knee"
* #knee ^property[0].code = #axis
* #knee ^property[0].valueCode = #appendicular
* #knee ^property[1].code = #craniocaudal
* #knee ^property[1].valueInteger = 7
* #knee ^property[2].code = #proximodistal
* #knee ^property[2].valueInteger = 3
* #knee ^property[3].code = #dorsoventral
* #knee ^property[3].valueCode = #both
* #knee ^property[4].code = #snomed
* #knee ^property[4].valueCoding = $SCT#72696002 "Knee region structure"
* #lower-leg "Lower leg"
* #lower-leg ^property[0].code = #axis
* #lower-leg ^property[0].valueCode = #appendicular
* #lower-leg ^property[1].code = #craniocaudal
* #lower-leg ^property[1].valueInteger = 7
* #lower-leg ^property[2].code = #proximodistal
* #lower-leg ^property[2].valueInteger = 4
* #lower-leg ^property[3].code = #dorsoventral
* #lower-leg ^property[3].valueCode = #both
* #ankle "Ankle"
* #ankle ^property[0].code = #axis
* #ankle ^property[0].valueCode = #appendicular
* #ankle ^property[1].code = #craniocaudal
* #ankle ^property[1].valueInteger = 7
* #ankle ^property[2].code = #proximodistal
* #ankle ^property[2].valueInteger = 5
* #ankle ^property[3].code = #dorsoventral
* #ankle ^property[3].valueCode = #both
* #foot "Foot"
* #foot ^property[0].code = #axis
* #foot ^property[0].valueCode = #appendicular
* #foot ^property[1].code = #craniocaudal
* #foot ^property[1].valueInteger = 7
* #foot ^property[2].code = #proximodistal
* #foot ^property[2].valueInteger = 6
* #foot ^property[3].code = #dorsoventral
* #foot ^property[3].valueCode = #both
* #foot ^property[4].code = #snomed
* #foot ^property[4].valueCoding = $SCT#56459004 "Foot structure"
* #toe "Toe"
* #toe ^property[0].code = #axis
* #toe ^property[0].valueCode = #appendicular
* #toe ^property[1].code = #craniocaudal
* #toe ^property[1].valueInteger = 7
* #toe ^property[2].code = #proximodistal
* #toe ^property[2].valueInteger = 7
* #toe ^property[3].code = #dorsoventral
* #toe ^property[3].valueCode = #both
* #toe ^property[4].code = #snomed
* #toe ^property[4].valueCoding = $SCT#29707007 "Toe structure"

CodeSystem: Depth
Id: depth
Title: "Depth of ossification"
Description: "Layers from the surface inwards, in order: dermis, then subcutis, then deep tissue. In POH bone moves down this order."
* insert LocalCodeSystem
* ^property[0].code = #rank
* ^property[0].description = "1 is the most superficial; a larger rank lies deeper."
* ^property[0].type = #integer
* #dermis "Dermis" "Bone in the skin only."
* #dermis ^property[0].code = #rank
* #dermis ^property[0].valueInteger = 1
* #subcutis "Subcutis" "Bone reaches the subcutaneous fat."
* #subcutis ^property[0].code = #rank
* #subcutis ^property[0].valueInteger = 2
* #deep "Deep tissue" "Bone reaches muscle, fascia, tendon or ligament."
* #deep ^property[0].code = #rank
* #deep ^property[0].valueInteger = 3

CodeSystem: HostTissue
Id: host-tissue
Title: "Host tissue"
Description: "Tissue in which heterotopic bone lies."
* insert LocalCodeSystem
* insert SnomedProperty
* #dermis "Dermis"
* #subcutaneous-fat "Subcutaneous fat"
* #subcutaneous-fat ^property[0].code = #snomed
* #subcutaneous-fat ^property[0].valueCoding = $SCT#71966008 "Subcutaneous tissue structure"
* #skeletal-muscle "Skeletal muscle"
* #skeletal-muscle ^property[0].code = #snomed
* #skeletal-muscle ^property[0].valueCoding = $SCT#127954009 "Skeletal muscle structure"
* #fascia "Fascia"
* #fascia ^property[0].code = #snomed
* #fascia ^property[0].valueCoding = $SCT#120576005 "Fascial layer"
* #aponeurosis "Aponeurosis"
* #tendon "Tendon"
* #tendon ^property[0].code = #snomed
* #tendon ^property[0].valueCoding = $SCT#13024002 "Tendon structure"
* #ligament "Ligament"
* #unknown "Not known"

CodeSystem: LesionMorphology
Id: lesion-morphology
Title: "Form of ossification"
Description: "Form of heterotopic bone as seen or imaged."
* insert LocalCodeSystem
* #ribbon "Ribbon"
* #sheet "Sheet"
* #plate "Plate"
* #nodule "Nodule"
* #maculopapular "Maculopapular" "Small flat or raised skin lesions, an early form in POH."
* #joint-bridging "Bridge across a joint"

CodeSystem: FlareUpTrigger
Id: flare-up-trigger
Title: "Trigger of a flare-up"
Description: "What set off a flare-up. `spontaneous` says that it was looked for and there was none; `unknown` says that nobody knows. Trauma has kinds; a report may use the kind or the parent."
* insert LocalCodeSystem
* insert SnomedProperty
* #spontaneous "Spontaneous" "Nothing came before it."
* #trauma "Trauma"
* #trauma ^property[0].code = #snomed
* #trauma ^property[0].valueCoding = $SCT#417746004 "Traumatic injury"
* #trauma #fall "Fall"
* #trauma #fall ^property[0].code = #snomed
* #trauma #fall ^property[0].valueCoding = $SCT#1912002 "Fall"
* #trauma #bruise "Bruise or bump"
* #trauma #surgery "Surgery"
* #trauma #biopsy "Biopsy"
* #trauma #biopsy ^property[0].code = #snomed
* #trauma #biopsy ^property[0].valueCoding = $SCT#86273004 "Biopsy"
* #trauma #intramuscular-injection "Intramuscular injection"
* #trauma #intramuscular-injection ^property[0].code = #snomed
* #trauma #intramuscular-injection ^property[0].valueCoding = $SCT#76601001 "Intramuscular injection"
* #trauma #dental-procedure "Dental procedure"
* #trauma #muscle-stretch "Stretching of a muscle"
* #muscle-fatigue "Muscle fatigue"
* #muscle-fatigue ^property[0].code = #snomed
* #muscle-fatigue ^property[0].valueCoding = $SCT#218218000 "Overexertion and strenuous movements"
* #viral-infection "Viral infection"
* #viral-infection ^property[0].code = #snomed
* #viral-infection ^property[0].valueCoding = $SCT#34014006 "Viral disease"
* #unknown "Not known"

CodeSystem: FlareUpSymptom
Id: flare-up-symptom
Title: "Symptom of a flare-up"
Description: "Symptoms by which a flare-up shows."
* insert LocalCodeSystem
* insert SnomedProperty
* #swelling "Soft-tissue swelling"
* #swelling ^property[0].code = #snomed
* #swelling ^property[0].valueCoding = $SCT#298349001 "Soft tissue swelling"
* #pain "Pain"
* #pain ^property[0].code = #snomed
* #pain ^property[0].valueCoding = $SCT#22253000 "Pain"
* #warmth "Warmth"
* #stiffness "Stiffness"
* #reduced-movement "Reduced movement"

CodeSystem: FlareUpOutcome
Id: flare-up-outcome
Title: "Outcome of a flare-up"
Description: "What became of a flare-up."
* insert LocalCodeSystem
* insert SnomedProperty
* #ongoing "Ongoing"
* #regressed "Regressed completely" "No loss of movement and no bone."
* #regressed ^property[0].code = #snomed
* #regressed ^property[0].valueCoding = $SCT#413322009 "Problem resolved"
* #partial "Regressed in part" "Some loss of movement remains; no bone was found."
* #ho-formed "Bone formed" "Heterotopic bone was found at the site."
* #unknown "Not known"

CodeSystem: ParentalAllele
Id: parental-allele
Title: "Parental allele"
Description: "The parental chromosome that carries a variant."
* insert LocalCodeSystem
* #paternal "Paternal" "The variant lies on the chromosome that came from the father."
* #maternal "Maternal" "The variant lies on the chromosome that came from the mother."
* #undetermined "Not determined" "Phase was not tested, or the test gave no answer."

CodeSystem: ConsequenceClass
Id: consequence-class
Title: "Class of consequence"
Description: "Classes in which GNAS cohorts publish the consequence of a variant."
* insert LocalCodeSystem
* #frameshift "Frameshift"
* #nonsense "Nonsense"
* #splice "Splice site"
* #missense "Missense"
* #in-frame "In-frame insertion or deletion"
* #start-lost "Start codon lost"
* #gene-deletion "Deletion of the gene or of exons"
* #other "Other"

CodeSystem: FopClass
Id: fop-class
Title: "Clinical class of FOP"
Description: "Clinical classes of FOP."
* insert LocalCodeSystem
* #classic "Classic" "Malformed great toes and progressive ossification, nothing atypical."
* #plus "FOP plus" "Both classic features and one or more atypical ones."
* #variant "FOP variant" "A major change in one or both classic features."
* #unclassified "Not classified"

CodeSystem: VitalStatus
Id: vital-status
Title: "Vital status"
Description: "Vital status on the date given."
* insert LocalCodeSystem
* insert SnomedProperty
* #alive "Alive"
* #alive ^property[0].code = #snomed
* #alive ^property[0].valueCoding = $SCT#438949009 "Alive"
* #dead "Dead"
* #dead ^property[0].code = #snomed
* #dead ^property[0].valueCoding = $SCT#419099009 "Dead"
* #lost-to-follow-up "Lost to follow-up" "No contact, and nobody knows whether the subject lives."
* #unknown "Not known"

CodeSystem: CauseOfDeath
Id: cause-of-death
Title: "Cause of death"
Description: "Causes of death that a report on FOP or POH tells apart; any other is sent as `other` with its own coding or text beside."
* insert LocalCodeSystem
* insert SnomedProperty
* #cardiorespiratory "Cardiorespiratory failure"
* #cardiorespiratory #thoracic-insufficiency-syndrome "Cardiorespiratory failure from thoracic insufficiency syndrome" "The chest wall is too stiff or too small to breathe or grow."
* #cardiorespiratory #heart-failure "Heart failure"
* #cardiorespiratory #heart-failure ^property[0].code = #snomed
* #cardiorespiratory #heart-failure ^property[0].valueCoding = $SCT#84114007 "Heart failure"
* #cardiorespiratory #respiratory-failure "Respiratory failure"
* #cardiorespiratory #respiratory-failure ^property[0].code = #snomed
* #cardiorespiratory #respiratory-failure ^property[0].valueCoding = $SCT#409622000 "Respiratory failure"
* #cardiorespiratory #cardiorespiratory-arrest "Cardiorespiratory arrest"
* #cardiorespiratory #cardiorespiratory-arrest ^property[0].code = #snomed
* #cardiorespiratory #cardiorespiratory-arrest ^property[0].valueCoding = $SCT#410430005 "Cardiorespiratory arrest"
* #pneumonia "Pneumonia"
* #pneumonia ^property[0].code = #snomed
* #pneumonia ^property[0].valueCoding = $SCT#233604007 "Pneumonia"
* #thromboembolism "Thromboembolism"
* #thromboembolism ^property[0].code = #snomed
* #thromboembolism ^property[0].valueCoding = $SCT#59282003 "Pulmonary embolism"
* #fall "Fall or injury"
* #fall ^property[0].code = #snomed
* #fall ^property[0].valueCoding = $SCT#1912002 "Fall"
* #intestinal-obstruction "Intestinal obstruction"
* #intestinal-obstruction ^property[0].code = #snomed
* #intestinal-obstruction ^property[0].valueCoding = $SCT#81060008 "Intestinal obstruction"
* #sepsis "Sepsis"
* #sepsis ^property[0].code = #snomed
* #sepsis ^property[0].valueCoding = $SCT#91302008 "Sepsis"
* #other "Other"
* #unknown "Not known"

CodeSystem: DeathCauseRole
Id: death-cause-role
Title: "Role of a cause"
Description: "Role of a cause in the chain of events that led to death."
* insert LocalCodeSystem
* #underlying "Underlying"
* #immediate "Immediate"
* #contributing "Contributing"

CodeSystem: YesNoUnknown
Id: yes-no-unknown
Title: "Yes, no or not known"
Description: "Answer that keeps no and not known apart."
* insert LocalCodeSystem
* #yes "Yes"
* #no "No"
* #unknown "Not known"

CodeSystem: ConsentScope
Id: consent-scope
Title: "Scope of consent"
Description: "What a subject was asked to permit."
* insert LocalCodeSystem
* #registry "Registry" "Keeping pseudonymous data in this registry. Without it nothing is stored."
* #reuse "Reuse" "Use of the data for research beyond the registry's own reports."
* #recontact "Contact again" "Being contacted again, through the hospital, for example for a trial."
* #biosample "Biological sample" "Keeping and using a biological sample."

CodeSystem: ConsentDecision
Id: consent-decision
Title: "Decision on consent"
Description: "What the subject decided."
* insert LocalCodeSystem
* #permit "Permit"
* #deny "Deny" "Refused, or withdrawn."

CodeSystem: VitalStatusSource
Id: vital-status-source
Title: "Source of a vital status"
Description: "Who or what said whether the subject lives."
* insert LocalCodeSystem
* #visit "Visit at the hospital"
* #contact "Contact with the subject or the family"
* #physician "Another physician"
* #civil-register "Civil or death register"
* #other "Other"

CodeSystem: OssificationPathway
Id: ossification-pathway
Title: "Pathway of ossification"
Description: "How heterotopic bone forms."
* insert LocalCodeSystem
* #endochondral "Endochondral" "Through cartilage, as is typical of FOP."
* #intramembranous "Intramembranous" "Without cartilage, as is typical of POH."
* #mixed "Both"
* #unknown "Not known"

CodeSystem: LesionExtent
Id: lesion-extent
Title: "Extent of ossification"
Description: "Whether ossification is confined or spread out; it decides what surgery can do in POH."
* insert LocalCodeSystem
* #circumscribed "Circumscribed" "A border can be made out."
* #diffuse "Diffuse" "No border can be made out."
* #unknown "Not known"

CodeSystem: AssessmentMethod
Id: assessment-method
Title: "How it was found"
Description: "How a finding was made. Radiographs find more than a look, and a look more than a question."
* insert LocalCodeSystem
* #examination "Clinical examination"
* #radiograph "Radiograph"
* #ct "Computed tomography"
* #mri "Magnetic resonance imaging"
* #ultrasound "Ultrasound"
* #bone-scan "Bone scan"
* #pet-ct "Positron emission tomography with CT"
* #audiometry "Audiometry"
* #histology "Histology"
* #subject-report "Report of the subject or the family"
* #record-review "Review of older records"
* #other "Other"

CodeSystem: Feature
Id: ho-feature
Title: "Features without a term of the Human Phenotype Ontology"
Description: "Phenotypic features that a registry for FOP and POH captures and for which the Human Phenotype Ontology has no term."
* insert LocalCodeSystem
* #buttock-scooting "Scoots on the buttocks instead of crawling"
* #tumour-like-swelling "Tumour-like swelling of soft tissue" "Firm, often painful, of early childhood; it may be mistaken for a tumour."
* #warmth-of-soft-tissue "Warmth of soft tissue"

CodeSystem: Relative
Id: relative
Title: "Relative"
Description: "How an affected person is related to the subject. Persons are never named."
* insert LocalCodeSystem
* #mother "Mother"
* #father "Father"
* #sibling "Brother or sister"
* #child "Child"
* #other "Other relative"

CodeSystem: DifferentialDiagnosis
Id: differential-diagnosis
Title: "Diagnoses to be told apart"
Description: "Disorders that share features with POH or FOP and have to be told apart from them."
* insert LocalCodeSystem
* insert SnomedProperty
* #aho "Albright hereditary osteodystrophy"
* #pseudohypoparathyroidism-1a "Pseudohypoparathyroidism type 1A"
* #pseudohypoparathyroidism-1a ^property[0].code = #snomed
* #pseudohypoparathyroidism-1a ^property[0].valueCoding = $SCT#58833000 "Pseudohypoparathyroidism type I A"
* #pseudohypoparathyroidism "Pseudohypoparathyroidism, type not stated"
* #pseudohypoparathyroidism ^property[0].code = #snomed
* #pseudohypoparathyroidism ^property[0].valueCoding = $SCT#58976002 "Pseudohypoparathyroidism"
* #pseudopseudohypoparathyroidism "Pseudopseudohypoparathyroidism"
* #osteoma-cutis "Primary osteoma cutis" "Bone that stays in the skin."
* #acquired-heterotopic-ossification "Acquired heterotopic ossification" "After injury or operation, without a gene variant."
* #tumour "Tumour" "A tumour or fibromatosis for which a swelling was taken."

CodeSystem: Complication
Id: complication
Title: "Complications"
Description: "Complications of FOP that bear on survival and for which no standard code that may be shipped has the meaning."
* insert LocalCodeSystem
* insert SnomedProperty
* #thoracic-insufficiency-syndrome "Thoracic insufficiency syndrome" "The chest wall is too stiff or too small to breathe or grow."
* #thoracic-insufficiency-syndrome ^property[0].code = #snomed
* #thoracic-insufficiency-syndrome ^property[0].valueCoding = $SCT#36485005 "Restrictive lung disease"
* #thromboembolism "Thromboembolism" "A blood clot in a vein or in the lung."
* #thromboembolism ^property[0].code = #snomed
* #thromboembolism ^property[0].valueCoding = $SCT#111293003 "Venous thrombosis"

CodeSystem: CajisSite
Id: cajis-site
Title: "Sites of the joint involvement score"
Description: "The fifteen sites that are scored: six joints of each side, and jaw, cervical and thoracolumbar spine. Sites only; how each is scored is its authors' wording and not repeated here."
* insert LocalCodeSystem
* ^property[0].code = #region
* ^property[0].description = "Code of the code system body-region"
* ^property[0].type = #code
* ^property[1].code = #side
* ^property[1].description = "left | right"
* ^property[1].type = #code
* #jaw "Jaw"
* #jaw ^property[0].code = #region
* #jaw ^property[0].valueCode = #jaw
* #cervical-spine "Cervical spine"
* #cervical-spine ^property[0].code = #region
* #cervical-spine ^property[0].valueCode = #cervical-spine
* #thoracolumbar-spine "Thoracic and lumbar spine"
* #thoracolumbar-spine ^property[0].code = #region
* #thoracolumbar-spine ^property[0].valueCode = #back
* #shoulder-left "Shoulder, left"
* #shoulder-left ^property[0].code = #region
* #shoulder-left ^property[0].valueCode = #shoulder
* #shoulder-left ^property[1].code = #side
* #shoulder-left ^property[1].valueCode = #left
* #shoulder-right "Shoulder, right"
* #shoulder-right ^property[0].code = #region
* #shoulder-right ^property[0].valueCode = #shoulder
* #shoulder-right ^property[1].code = #side
* #shoulder-right ^property[1].valueCode = #right
* #elbow-left "Elbow, left"
* #elbow-left ^property[0].code = #region
* #elbow-left ^property[0].valueCode = #elbow
* #elbow-left ^property[1].code = #side
* #elbow-left ^property[1].valueCode = #left
* #elbow-right "Elbow, right"
* #elbow-right ^property[0].code = #region
* #elbow-right ^property[0].valueCode = #elbow
* #elbow-right ^property[1].code = #side
* #elbow-right ^property[1].valueCode = #right
* #wrist-left "Wrist, left"
* #wrist-left ^property[0].code = #region
* #wrist-left ^property[0].valueCode = #wrist
* #wrist-left ^property[1].code = #side
* #wrist-left ^property[1].valueCode = #left
* #wrist-right "Wrist, right"
* #wrist-right ^property[0].code = #region
* #wrist-right ^property[0].valueCode = #wrist
* #wrist-right ^property[1].code = #side
* #wrist-right ^property[1].valueCode = #right
* #hip-left "Hip, left"
* #hip-left ^property[0].code = #region
* #hip-left ^property[0].valueCode = #hip
* #hip-left ^property[1].code = #side
* #hip-left ^property[1].valueCode = #left
* #hip-right "Hip, right"
* #hip-right ^property[0].code = #region
* #hip-right ^property[0].valueCode = #hip
* #hip-right ^property[1].code = #side
* #hip-right ^property[1].valueCode = #right
* #knee-left "Knee, left"
* #knee-left ^property[0].code = #region
* #knee-left ^property[0].valueCode = #knee
* #knee-left ^property[1].code = #side
* #knee-left ^property[1].valueCode = #left
* #knee-right "Knee, right"
* #knee-right ^property[0].code = #region
* #knee-right ^property[0].valueCode = #knee
* #knee-right ^property[1].code = #side
* #knee-right ^property[1].valueCode = #right
* #ankle-left "Ankle, left"
* #ankle-left ^property[0].code = #region
* #ankle-left ^property[0].valueCode = #ankle
* #ankle-left ^property[1].code = #side
* #ankle-left ^property[1].valueCode = #left
* #ankle-right "Ankle, right"
* #ankle-right ^property[0].code = #region
* #ankle-right ^property[0].valueCode = #ankle
* #ankle-right ^property[1].code = #side
* #ankle-right ^property[1].valueCode = #right

CodeSystem: JointStatus
Id: joint-status
Title: "Joint status"
Description: "How far a joint still moves, in order."
* insert LocalCodeSystem
* ^property[0].code = #rank
* ^property[0].description = "1 moves best; a larger rank moves less."
* ^property[0].type = #integer
* insert SnomedGps
* ^property[1].code = #snomed
* ^property[1].description = "Nearest concept of the SNOMED Global Patient Set"
* ^property[1].type = #Coding
* #free "Free"
* #free ^property[0].code = #rank
* #free ^property[0].valueInteger = 1
* #restricted "Restricted" "Moves less than it should."
* #restricted ^property[0].code = #rank
* #restricted ^property[0].valueInteger = 2
* #functionally-ankylosed "Functionally ankylosed" "What movement is left is of no use."
* #functionally-ankylosed ^property[0].code = #rank
* #functionally-ankylosed ^property[0].valueInteger = 3
* #ankylosed "Ankylosed" "Does not move."
* #ankylosed ^property[0].code = #rank
* #ankylosed ^property[0].valueInteger = 4
* #ankylosed ^property[1].code = #snomed
* #ankylosed ^property[1].valueCoding = $SCT#111227009 "Ankylosis of joint"
* #unknown "Not known"

CodeSystem: MobilityLevel
Id: mobility-level
Title: "Mobility level"
Description: "How a subject gets about, in order."
* insert LocalCodeSystem
* ^property[0].code = #rank
* ^property[0].description = "1 is the most mobile; a larger rank is less mobile."
* ^property[0].type = #integer
* insert SnomedGps
* ^property[1].code = #snomed
* ^property[1].description = "Nearest concept of the SNOMED Global Patient Set"
* ^property[1].type = #Coding
* #independent "Independent" "Walks without an aid."
* #independent ^property[0].code = #rank
* #independent ^property[0].valueInteger = 1
* #aid "With an aid" "Walks with a stick, a frame or a brace."
* #aid ^property[0].code = #rank
* #aid ^property[0].valueInteger = 2
* #wheelchair-part "Wheelchair, part of the time"
* #wheelchair-part ^property[0].code = #rank
* #wheelchair-part ^property[0].valueInteger = 3
* #wheelchair-part ^property[1].code = #snomed
* #wheelchair-part ^property[1].valueCoding = $SCT#129015001 "Using wheelchair"
* #wheelchair-full "Wheelchair, all of the time"
* #wheelchair-full ^property[0].code = #rank
* #wheelchair-full ^property[0].valueInteger = 4
* #wheelchair-full ^property[1].code = #snomed
* #wheelchair-full ^property[1].valueCoding = $SCT#129015001 "Using wheelchair"
* #bedbound "Bedbound"
* #bedbound ^property[0].code = #rank
* #bedbound ^property[0].valueInteger = 5
* #not-yet-walking "Not yet walking" "Too young to walk. It has no rank."
* #unknown "Not known"

CodeSystem: CaregiverNeed
Id: caregiver-need
Title: "Need of a caregiver"
Description: "Help with the activities of daily living, in order."
* insert LocalCodeSystem
* ^property[0].code = #rank
* ^property[0].description = "1 needs least; a larger rank needs more."
* ^property[0].type = #integer
* #none "None"
* #none ^property[0].code = #rank
* #none ^property[0].valueInteger = 1
* #partial "With some activities"
* #partial ^property[0].code = #rank
* #partial ^property[0].valueInteger = 2
* #complete "With all activities"
* #complete ^property[0].code = #rank
* #complete ^property[0].valueInteger = 3
* #unknown "Not known"

CodeSystem: SurgeryKind
Id: surgery-kind
Title: "Kind of surgery"
Description: "What was done. In FOP every one of these may set off a flare-up."
* insert LocalCodeSystem
* insert SnomedProperty
* #excision "Excision of heterotopic bone"
* #excision ^property[0].code = #snomed
* #excision ^property[0].valueCoding = $SCT#65801008 "Excision"
* #biopsy "Biopsy"
* #biopsy ^property[0].code = #snomed
* #biopsy ^property[0].valueCoding = $SCT#86273004 "Biopsy"
* #joint-release "Release of a joint"
* #spinal-surgery "Surgery of the spine"
* #amputation "Amputation"
* #dental-surgery "Dental surgery"
* #limb-lengthening "Lengthening or straightening of a limb"
* #other "Other"

CodeSystem: SurgeryResult
Id: surgery-result
Title: "Result of surgery"
Description: "What became of the operation."
* insert LocalCodeSystem
* #lasting "Lasting success" "No bone came back while the subject was followed."
* #recurrence "Recurrence" "Bone came back at the place."
* #complication "Complication" "Infection, wound, nerve or vessel injury or another harm."
* #none-yet "Too early to tell"
* #unknown "Not known"

CodeSystem: Treatment
Id: treatment
Title: "Treatment"
Description: "Drugs that are given in FOP and POH. The property `class` is that of the treatment guidelines of the International Clinical Council on FOP."
* insert LocalCodeSystem
* insert SnomedGps
* ^property[0].code = #class
* ^property[0].description = "approved | class-1 | class-2 | investigational"
* ^property[0].type = #code
* ^property[1].code = #snomed
* ^property[1].description = "Nearest concept of the SNOMED Global Patient Set"
* ^property[1].type = #Coding
* #palovarotene "Palovarotene"
* #palovarotene ^property[0].code = #class
* #palovarotene ^property[0].valueCode = #approved
* #garetosmab "Garetosmab"
* #garetosmab ^property[0].code = #class
* #garetosmab ^property[0].valueCode = #investigational
* #alk2-inhibitor "Inhibitor of ALK2"
* #alk2-inhibitor ^property[0].code = #class
* #alk2-inhibitor ^property[0].valueCode = #investigational
* #glucocorticoid "Glucocorticoid"
* #glucocorticoid ^property[0].code = #class
* #glucocorticoid ^property[0].valueCode = #class-1
* #glucocorticoid ^property[1].code = #snomed
* #glucocorticoid ^property[1].valueCoding = $SCT#788751009 "Corticosteroid and corticosteroid derivative therapy"
* #nsaid "Non-steroidal anti-inflammatory drug"
* #nsaid ^property[0].code = #class
* #nsaid ^property[0].valueCode = #class-1
* #montelukast "Montelukast"
* #montelukast ^property[0].code = #class
* #montelukast ^property[0].valueCode = #class-2
* #cromolyn "Cromolyn"
* #cromolyn ^property[0].code = #class
* #cromolyn ^property[0].valueCode = #class-2
* #pamidronate "Pamidronate"
* #pamidronate ^property[0].code = #class
* #pamidronate ^property[0].valueCode = #class-2
* #zoledronate "Zoledronate"
* #zoledronate ^property[0].code = #class
* #zoledronate ^property[0].valueCode = #class-2
* #imatinib "Imatinib"
* #imatinib ^property[0].code = #class
* #imatinib ^property[0].valueCode = #class-2
* #tofacitinib "Tofacitinib"
* #tofacitinib ^property[0].code = #class
* #tofacitinib ^property[0].valueCode = #class-2
* #canakinumab "Canakinumab"
* #canakinumab ^property[0].code = #class
* #canakinumab ^property[0].valueCode = #class-2
* #other-biologic "Other biologic"
* #other "Other"

CodeSystem: TreatmentRegimen
Id: treatment-regimen
Title: "Regimen"
Description: "Why a drug was given at this time."
* insert LocalCodeSystem
* #continuous "Continuous"
* #flare-up "For a flare-up"
* #perioperative "Around an operation or injury"
* #unknown "Not known"

CodeSystem: TreatmentStopReason
Id: treatment-stop-reason
Title: "Reason for stopping"
Description: "Why a treatment was ended."
* insert LocalCodeSystem
* #completed "Course completed"
* #adverse-effect "Adverse effect"
* #growth-plate-closure "Premature closure of growth plates"
* #no-benefit "No benefit"
* #pregnancy "Pregnancy or the wish for one"
* #trial-ended "End of the trial"
* #subject-wish "Wish of the subject"
* #death "Death"
* #other "Other"
* #unknown "Not known"

CodeSystem: StudyKind
Id: study-kind
Title: "Kind of study or organisation"
Description: "What a subject takes part in."
* insert LocalCodeSystem
* #trial "Clinical trial"
* #natural-history-study "Natural-history study"
* #registry "Another registry"
* #patient-organisation "Patients' organisation"

CodeSystem: StudyStatus
Id: study-status
Title: "Status of participation"
Description: "Where a subject stands with a study or organisation."
* insert LocalCodeSystem
* #eligible "Eligible"
* #not-eligible "Not eligible"
* #declined "Declined"
* #enrolled "Enrolled or a member"
* #completed "Completed"
* #withdrawn "Withdrawn or left"

CodeSystem: ProForm
Id: pro-form
Title: "Form of a questionnaire"
Description: "Which form of a questionnaire was answered."
* insert LocalCodeSystem
* #adult "Adult form"
* #child "Child form"

CodeSystem: ProRespondent
Id: pro-respondent
Title: "Respondent"
Description: "Who answered a questionnaire."
* insert LocalCodeSystem
* #subject "The subject"
* #proxy "Somebody on behalf of the subject"
