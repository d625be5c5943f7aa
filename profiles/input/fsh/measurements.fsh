Profile: HoVolume
Parent: Observation
Id: ho-volume
Title: "Volume of heterotopic ossification"
Description: "Volume of heterotopic bone as measured in images: of the whole body, or of the region that bodySite names. Says whether the head was left out, because published volumes do."
* insert RegistryObservation
* insert ComponentsByCode
* insert FoundBy
* insert AtRegion
* status from SettledStatusVS (required)
* code = ObservationCodes#ho-volume
* effective[x] 1..1 MS
* effective[x] only dateTime
* effective[x] ^short = "When the images were taken"
* method 1..1
* insert QuantityValue(VolumeUnitVS)
* component contains headExcluded 0..1 MS
* insert CodedComponent(headExcluded, head-excluded, YesNoUnknownVS)
* obeys ho-volume-1 and ho-volume-2

Invariant: ho-volume-1
Description: "A volume is 0 or more. Correct the number; 0 says that no heterotopic bone was seen."
Expression: "value.ofType(Quantity).value >= 0"
Severity: #error

Invariant: ho-volume-2
Description: "A volume of the whole body should say whether the head was left out, or volumes cannot be compared. Send the component head-excluded: yes, no or unknown."
Expression: "bodySite.exists() or component.code.coding.where(system.endsWith('/CodeSystem/ho-observation') and code = 'head-excluded').exists()"
Severity: #warning

Profile: LimbGrowth
Parent: Observation
Id: limb-growth
Title: "Growth of an affected limb"
Description: "By how much a limb with ossification is shorter than the other, on the date given. The side names the shorter limb. 0 says that both were measured and are equal."
* insert RegistryObservation
* insert ComponentsByCode
* insert FoundBy
* status from SettledStatusVS (required)
* code = ObservationCodes#limb-length-difference
* effective[x] 1..1 MS
* effective[x] only dateTime
* bodySite 1..1 MS
* bodySite from LimbRegionVS (required)
* insert QuantityValue(LengthUnitVS)
* component contains laterality 1..1 MS
* insert CodedComponent(laterality, laterality, OneSideVS)
* component[laterality] ^short = "The shorter limb: left or right"
* obeys ho-limb-1

Invariant: ho-limb-1
Description: "A difference of length is 0 or more: the side says which limb is shorter. Send the number without its sign, and the side of the shorter limb."
Expression: "value.ofType(Quantity).value >= 0"
Severity: #error

Profile: MineralPanel
Parent: Observation
Id: mineral-panel
Title: "Mineral measurement"
Description: "One measurement of the mineral panel in serum or plasma: calcium, phosphate, parathyroid hormone or alkaline phosphatase, with the laboratory's reference range. All are normal in POH; a raised parathyroid hormone speaks for pseudohypoparathyroidism, and may come late."
* insert RegistryObservation
* status from SettledStatusVS (required)
* code from MineralAnalyteVS (required)
* effective[x] 1..1 MS
* effective[x] only dateTime
* effective[x] ^short = "When the sample was taken"
* insert QuantityValue(MineralUnitVS)
* interpretation MS
* referenceRange 0..1 MS
* obeys ho-mineral-1 and ho-mineral-2 and ho-mineral-3

Invariant: ho-mineral-1
Description: "The unit does not go with the analyte. Send 17861-6 and 2777-1 in mg/dL, 2000-8 and 14879-1 in mmol/L, 2731-8 in pg/mL or ng/L, 6768-6 in U/L."
Expression: "(code.coding.where(system = 'http://loinc.org' and (code = '17861-6' or code = '2777-1')).exists() implies value.ofType(Quantity).code = 'mg/dL') and (code.coding.where(system = 'http://loinc.org' and (code = '2000-8' or code = '14879-1')).exists() implies value.ofType(Quantity).code = 'mmol/L') and (code.coding.where(system = 'http://loinc.org' and code = '2731-8').exists() implies (value.ofType(Quantity).code = 'pg/mL' or value.ofType(Quantity).code = 'ng/L')) and (code.coding.where(system = 'http://loinc.org' and code = '6768-6').exists() implies value.ofType(Quantity).code = 'U/L')"
Severity: #error

Invariant: ho-mineral-2
Description: "Normal or not depends on the laboratory and the age. Send referenceRange with low, high or both, or interpretation (L, N or H)."
Expression: "referenceRange.exists() or interpretation.exists()"
Severity: #warning

Invariant: ho-mineral-3
Description: "A concentration is 0 or more. Correct the number; below the limit of detection send that limit, and interpretation L."
Expression: "value.ofType(Quantity).value >= 0"
Severity: #error
