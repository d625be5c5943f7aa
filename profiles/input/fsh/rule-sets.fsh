RuleSet: RecordIdentifier
* identifier 1..* MS
* identifier ^short = "The record's identifier at its source, so that a feed sent again makes no doubles"
* identifier.system 1..1
* identifier.value 1..1

// Who did it and on what sample: an identifier the source knows, never a resource here, never a person's name.
RuleSet: LogicalReferences
* performer.reference 0..0
* performer.display 0..0
* encounter.reference 0..0
* encounter.display 0..0
* specimen.reference 0..0
* specimen.display 0..0

RuleSet: RegistryObservation
* insert RecordIdentifier
* subject 1..1 MS
* subject only Reference(HoRegistryPatient)
* insert LogicalReferences

// The Observation itself says that the thing was there, so it has no value and no reason why a value is absent.
RuleSet: NoValue
* value[x] 0..0
* dataAbsentReason 0..0

RuleSet: ComponentsByCode
* component ^slicing.discriminator.type = #value
* component ^slicing.discriminator.path = "code"
* component ^slicing.rules = #open
* component ^slicing.description = "By component.code"

// How it was found: a report counts what a radiograph showed apart from what was told.
RuleSet: FoundBy
* method MS
* method from AssessmentMethodVS (required)
* method ^short = "How it was found: examination, radiograph, ct …"

RuleSet: AtRegion
* bodySite MS
* bodySite from BodyRegionVS (required)

RuleSet: CodedComponent(slice, code, valueSet)
* component[{slice}].code = ObservationCodes#{code}
* component[{slice}].value[x] only CodeableConcept
* component[{slice}].value[x] 1..1
* component[{slice}].valueCodeableConcept from {valueSet} (required)
* component[{slice}].dataAbsentReason 0..0

RuleSet: TypedComponent(slice, code, type)
* component[{slice}].code = ObservationCodes#{code}
* component[{slice}].value[x] only {type}
* component[{slice}].value[x] 1..1
* component[{slice}].dataAbsentReason 0..0

// A Quantity of one unit: number, system and code are all there.
RuleSet: QuantityComponent(slice, code, valueSet)
* insert TypedComponent({slice}, {code}, Quantity)
* component[{slice}].valueQuantity.value 1..1
* component[{slice}].valueQuantity from {valueSet} (required)

RuleSet: QuantityValue(valueSet)
* value[x] 1..1 MS
* value[x] only Quantity
* valueQuantity.value 1..1
* valueQuantity from {valueSet} (required)
* valueQuantity.comparator 0..0
* dataAbsentReason 0..0
