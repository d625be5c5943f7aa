Profile: HoLesion
Parent: Observation
Id: ho-lesion
Title: "Heterotopic ossification lesion"
Description: "Bone found where none belongs, at one region, dated when it was first seen. FOP and POH alike, skin lesion and deep bone alike: depth tells the stage in POH. It may follow a flare-up (derivedFrom) and often does not."
* insert RegistryObservation
* insert NoValue
* insert ComponentsByCode
* status from ReportedStatusVS (required)
* code = ObservationCodes#ho-lesion
* effective[x] 1..1 MS
* effective[x] only dateTime
* effective[x] ^short = "When the lesion was first seen"
* bodySite 1..1
* insert AtRegion
* insert FoundBy
* derivedFrom 0..1 MS
* derivedFrom only Reference(FlareUp)
* derivedFrom.display 0..0
* component contains
    laterality 0..1 MS and
    depth 0..1 MS and
    tissue 0..* MS and
    morphology 0..* MS and
    pathway 0..1 MS and
    extent 0..1 MS and
    pain 0..1 MS and
    ulcer 0..1 MS and
    size 0..1 MS
* obeys ho-lesion-1 and ho-lesion-2
* insert CodedComponent(laterality, laterality, LateralityVS)
* insert CodedComponent(depth, depth, DepthVS)
* insert CodedComponent(tissue, host-tissue, HostTissueVS)
* insert CodedComponent(morphology, morphology, LesionMorphologyVS)
* insert CodedComponent(pathway, ossification-pathway, OssificationPathwayVS)
* component[pathway] ^short = "Endochondral or intramembranous, where histology or the disease tells"
* insert CodedComponent(extent, lesion-extent, LesionExtentVS)
* insert CodedComponent(pain, lesion-pain, YesNoUnknownVS)
* insert CodedComponent(ulcer, lesion-ulcer, YesNoUnknownVS)
* insert QuantityComponent(size, lesion-size, LengthUnitVS)

Invariant: ho-lesion-1
Description: "Depth is the deepest layer reached. With host tissue muscle, fascia, aponeurosis, tendon or ligament send depth 'deep', or leave the wrong one of the two out."
Expression: "component.value.coding.where(system.endsWith('/CodeSystem/host-tissue') and (code = 'skeletal-muscle' or code = 'fascia' or code = 'aponeurosis' or code = 'tendon' or code = 'ligament')).exists() implies component.value.coding.where(system.endsWith('/CodeSystem/depth') and code != 'deep').empty()"
Severity: #error

Invariant: ho-lesion-2
Description: "A size is more than nothing. Send the largest diameter in mm or cm, or leave the component lesion-size out."
Expression: "component.where(code.coding.where(system.endsWith('/CodeSystem/ho-observation') and code = 'lesion-size').exists()).all(value.ofType(Quantity).value > 0)"
Severity: #error
