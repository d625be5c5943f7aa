Extension: RegistryConsent
Id: registry-consent
Title: "Consent to the registry"
Description: "One decision of the subject on one scope, with its date and the version of the policy that was shown. A later decision on a scope is added as a further extension; what was decided before stays. Absence is never read as withdrawal."
* ^context.type = #element
* ^context.expression = "Patient"
* . 0..*
* . ^short = "A decision on consent"
* extension contains
    scope 1..1 MS and
    decision 1..1 MS and
    date 1..1 MS and
    policyVersion 1..1 MS
* extension[scope].value[x] only code
* extension[scope].value[x] 1..1
* extension[scope].valueCode from ConsentScopeVS (required)
* extension[scope] ^short = "registry | reuse | recontact | biosample"
* extension[decision].value[x] only code
* extension[decision].value[x] 1..1
* extension[decision].valueCode from ConsentDecisionVS (required)
* extension[decision] ^short = "permit | deny"
* extension[date].value[x] only date
* extension[date].value[x] 1..1
* extension[date] ^short = "When it was decided"
* extension[policyVersion].value[x] only string
* extension[policyVersion].value[x] 1..1
* extension[policyVersion] ^short = "Version of the consent policy that was shown"

Extension: RegistryEntryDate
Id: registry-entry-date
Title: "Date of entry into the registry's care"
Description: "First contact with the specialised centre that reports to the registry. Survival is counted from here on (delayed entry), so an unknown day is sent as a month or a year, never invented."
* ^context.type = #element
* ^context.expression = "Patient"
* value[x] only date
* value[x] 1..1

Extension: FopClassExtension
Id: fop-class
Title: "Clinical class of FOP"
Description: "Classic, FOP plus or FOP variant, as the clinician judges; it is not computed from the variant."
* ^context.type = #element
* ^context.expression = "Condition"
* value[x] only CodeableConcept
* value[x] 1..1
* valueCodeableConcept from FopClassVS (required)
