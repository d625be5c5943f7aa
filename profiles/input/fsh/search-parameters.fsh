// What a client searches registry Observations by, beside R4's own parameters: the coded components, each by its code.
// The expressions name our code systems by their end, so that the base stays in one place.

RuleSet: ComponentParameter(code, name)
* status = #active
* name = "{name}"
* code = #{code}
* base = #Observation
* type = #token
* xpathUsage = #normal

Instance: observation-gene
InstanceOf: SearchParameter
Usage: #definition
Title: "Gene of a variant"
* insert ComponentParameter(gene, ObservationGene)
* description = "The gene that was studied, by its HGNC id: gene=HGNC:171"
* expression = "Observation.component.where(code.coding.where(system = 'http://loinc.org' and code = '48018-6').exists()).value.ofType(CodeableConcept)"

Instance: observation-hgvs
InstanceOf: SearchParameter
Usage: #definition
Title: "HGVS name of a variant"
* insert ComponentParameter(hgvs, ObservationHgvs)
* description = "A c., p. or g. name of a variant: hgvs=NM_001111067.4:c.617G>A"
* expression = "Observation.component.where(code.coding.where(system = 'http://loinc.org' and (code = '48004-6' or code = '48005-3' or code = '81290-9')).exists()).value.ofType(CodeableConcept)"

Instance: observation-parental-allele
InstanceOf: SearchParameter
Usage: #definition
Title: "Parental allele of a variant"
* insert ComponentParameter(parental-allele, ObservationParentalAllele)
* description = "The parental chromosome that carries a GNAS variant: parental-allele=paternal"
* expression = "Observation.component.where(code.coding.where(system.endsWith('/CodeSystem/ho-observation') and code = 'parental-allele').exists()).value.ofType(CodeableConcept)"

Instance: observation-body-region
InstanceOf: SearchParameter
Usage: #definition
Title: "Body region"
* insert ComponentParameter(body-region, ObservationBodyRegion)
* description = "The region of a flare-up, a lesion, a joint, a surgery or a feature: body-region=shoulder. Of Conditions R4's own body-site says it"
* expression = "Observation.bodySite"

Instance: observation-laterality
InstanceOf: SearchParameter
Usage: #definition
Title: "Side of the body"
* insert ComponentParameter(laterality, ObservationLaterality)
* description = "The side: laterality=http://snomed.info/sct|7771000"
* expression = "Observation.component.where(code.coding.where(system.endsWith('/CodeSystem/ho-observation') and code = 'laterality').exists()).value.ofType(CodeableConcept)"

Instance: observation-trigger
InstanceOf: SearchParameter
Usage: #definition
Title: "Trigger of a flare-up"
* insert ComponentParameter(trigger, ObservationTrigger)
* description = "What set a flare-up off: trigger=fall"
* expression = "Observation.component.where(code.coding.where(system.endsWith('/CodeSystem/ho-observation') and code = 'flare-up-trigger').exists()).value.ofType(CodeableConcept)"

Instance: observation-depth
InstanceOf: SearchParameter
Usage: #definition
Title: "Depth of a lesion"
* insert ComponentParameter(depth, ObservationDepth)
* description = "The deepest layer that a lesion has reached: depth=deep"
* expression = "Observation.component.where(code.coding.where(system.endsWith('/CodeSystem/ho-observation') and code = 'depth').exists()).value.ofType(CodeableConcept)"
