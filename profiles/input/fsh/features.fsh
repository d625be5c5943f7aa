Profile: PhenotypicFeature
Parent: Observation
Id: phenotypic-feature
Title: "Phenotypic feature"
Description: "A feature that was looked for and found, or looked for and not found, by its term of the Human Phenotype Ontology: the shape of the Phenomics Exchange phenotype. Swellings, limited neck movement, osteochondroma, fused vertebrae, broad and short femoral necks, hearing, short thumbs, features of Albright hereditary osteodystrophy. What was not looked for is not sent."
* insert RegistryObservation
* insert ComponentsByCode
* insert FoundBy
* insert AtRegion
* status from SettledStatusVS (required)
* code from FeatureCodeVS (required)
* effective[x] 1..1 MS
* effective[x] only dateTime
* effective[x] ^short = "When it was looked for; the onset is a component"
* value[x] 1..1 MS
* value[x] only CodeableConcept
* valueCodeableConcept from FeaturePresenceVS (required)
* dataAbsentReason 0..0
* component contains
    laterality 0..1 MS and
    onsetAge 0..1 MS and
    onsetClass 0..1 MS
* insert CodedComponent(laterality, laterality, LateralityVS)
* insert QuantityComponent(onsetAge, onset-age, AgeUnitVS)
* insert CodedComponent(onsetClass, onset-class, OnsetClassVS)
* obeys ho-feature-1 and ho-feature-2 and ho-feature-3

Invariant: ho-feature-1
Description: "A term of the Human Phenotype Ontology is written HP: and seven digits, such as HP:0009778. Send it so, not as HP_0009778 and not without the prefix."
Expression: "code.coding.where(system = 'http://human-phenotype-ontology.org' or system = 'http://purl.obolibrary.org/obo/hp.owl').all(code.matches('^HP:[0-9]{7}$'))"
Severity: #error

Invariant: ho-feature-2
Description: "A feature that is absent has no onset. Leave onset-age and onset-class out, or send the value LA9633-4 (Present)."
Expression: "value.coding.where(code = 'LA9634-2').exists() implies component.code.coding.where(system.endsWith('/CodeSystem/ho-observation') and (code = 'onset-age' or code = 'onset-class')).empty()"
Severity: #error

Invariant: ho-feature-3
Description: "An age at onset is not negative, and what is congenital (HP:0003577) has the age 0 or none. Correct onset-age, or send the class of onset that it had."
Expression: "component.where(code.coding.where(system.endsWith('/CodeSystem/ho-observation') and code = 'onset-age').exists()).value.ofType(Quantity).value.where($this < 0).empty() and (component.value.coding.where(code = 'HP:0003577').exists() implies component.where(code.coding.where(system.endsWith('/CodeSystem/ho-observation') and code = 'onset-age').exists()).value.ofType(Quantity).value.where($this > 0).empty())"
Severity: #error

Profile: GreatToeMalformation
Parent: PhenotypicFeature
Id: great-toe-malformation
Title: "Malformation of the great toe"
Description: "Whether the great toes are malformed: present at birth and bilateral in almost everybody with FOP, and against the diagnosis of POH. Absent is a fact as well and is sent."
* code from GreatToeFindingVS (required)
* obeys ho-toe-1

Invariant: ho-toe-1
Description: "A malformed great toe should say on which side. Send the component laterality: 51440002 (Right and left), 7771000 (Left) or 24028007 (Right)."
Expression: "value.coding.where(code = 'LA9633-4').exists() implies component.code.coding.where(system.endsWith('/CodeSystem/ho-observation') and code = 'laterality').exists()"
Severity: #warning

Profile: FamilyHistory
Parent: Observation
Id: family-history
Title: "Affected relative"
Description: "Whether a relative has, or had, FOP, POH or a disorder of the same gene. It tells inherited from new, together with the variant's transmission. A relative is a kind of person here, never a person: no name, no date."
* insert RegistryObservation
* insert ComponentsByCode
* status from SettledStatusVS (required)
* code = ObservationCodes#family-history
* effective[x] 1..1 MS
* effective[x] only dateTime
* effective[x] ^short = "When the family was asked"
* value[x] 1..1 MS
* value[x] only CodeableConcept
* valueCodeableConcept from FeaturePresenceVS (required)
* dataAbsentReason 0..0
* component contains
    relative 0..1 MS and
    disease 0..1 MS
* insert CodedComponent(relative, relative, RelativeVS)
* insert CodedComponent(disease, relative-disease, RelativeDiseaseVS)
* obeys ho-family-1

Invariant: ho-family-1
Description: "Nobody is affected, yet a relative or a disease is named. Leave these components out, or send the value LA9633-4 (Present). Two affected relatives are two Observations."
Expression: "value.coding.where(code = 'LA9634-2').exists() implies component.empty()"
Severity: #error
