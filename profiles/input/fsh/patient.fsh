Profile: HoRegistryPatient
Parent: Patient
Id: ho-registry-patient
Title: "Subject of the registry"
Description: "A pseudonymous subject: an identifier that the hospital made for the registry, sex, date of birth as precise as the policy allows, country, consent. No name, no way to reach the person, no picture."
* obeys ho-pat-1
* extension contains
    RegistryConsent named registryConsent 1..* MS and
    RegistryEntryDate named registryEntryDate 0..1 MS
* identifier 1..* MS
* identifier ^short = "Pseudonym, of a system that the registry has registered"
* identifier.system 1..1
* identifier.value 1..1
* name 0..0
* name ^short = "The registry keeps pseudonyms only: send a pseudonym in identifier, and keep the name at the hospital"
* telecom 0..0
* telecom ^short = "The registry has no way to reach a subject: the hospital keeps it"
* photo 0..0
* photo ^short = "The registry keeps no picture of a subject"
* contact 0..0
* contact ^short = "The registry keeps no relatives or guardians of a subject"
* generalPractitioner.reference 0..0
* generalPractitioner.display 0..0
* managingOrganization.reference 0..0
* managingOrganization.display 0..0
* gender 1..1 MS
* birthDate 1..1 MS
* birthDate ^short = "As precise as the policy allows: a year is enough"
* deceased[x] MS
* address 0..1
* address.country 1..1
* address.text 0..0
* address.line 0..0
* address.city 0..0
* address.district 0..0
* address.state 0..0
* address.postalCode 0..0

Invariant: ho-pat-1
Description: "A subject has a decision on the scope 'registry'. Send a further extension registry-consent with scope 'registry', the decision, its date and the policy's version."
Expression: "extension.where(url.endsWith('/StructureDefinition/registry-consent')).extension.where(url = 'scope' and value = 'registry').exists()"
Severity: #error
