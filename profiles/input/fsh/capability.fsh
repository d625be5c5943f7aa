// What a registry server must be able to do. The server compares it with what it really does and does not start while something is missing;
// its own statement (kind instance) names it in instantiates.

RuleSet: RequiredResource(type)
* rest.resource[+].type = #{type}
* rest.resource[=].interaction[+].code = #read
* rest.resource[=].interaction[+].code = #vread
* rest.resource[=].interaction[+].code = #create
* rest.resource[=].interaction[+].code = #update
* rest.resource[=].interaction[+].code = #delete
* rest.resource[=].interaction[+].code = #search-type
* rest.resource[=].versioning = #versioned-update
* rest.resource[=].conditionalCreate = true
* rest.resource[=].conditionalUpdate = true
* rest.resource[=].searchParam[+].name = "_id"
* rest.resource[=].searchParam[=].type = #token
* rest.resource[=].searchParam[+].name = "identifier"
* rest.resource[=].searchParam[=].type = #token

RuleSet: RequiredProfile(name)
* rest.resource[=].supportedProfile[+] = Canonical({name})

RuleSet: RequiredOfSubject
* rest.resource[=].searchParam[+].name = "code"
* rest.resource[=].searchParam[=].type = #token
* rest.resource[=].searchParam[+].name = "subject"
* rest.resource[=].searchParam[=].type = #reference
* rest.resource[=].searchParam[+].name = "patient"
* rest.resource[=].searchParam[=].type = #reference

Instance: ho-registry-server
InstanceOf: CapabilityStatement
Usage: #definition
Title: "What a registry server must support"
* name = "HoRegistryServer"
* title = "What a registry server for FOP and POH must support"
* status = #active
* date = "2026-11-26"
* description = "Resources, profiles, interactions, search parameters, formats and security that a server of this registry has. A server whose own statement lacks one of them does not start."
* kind = #requirements
* fhirVersion = #4.0.1
* format[+] = #application/fhir+json
* rest.mode = #server
* rest.documentation = "Every resource is validated against the profile that its content asks for before it is stored. A transaction is stored whole or not at all."
* rest.security.description = "Every caller is known by a bearer token and belongs to a site; only a server that listens on loopback alone may go without."
* rest.interaction[+].code = #transaction
* insert RequiredResource(Patient)
* insert RequiredProfile(ho-registry-patient)
* insert RequiredResource(Condition)
* insert RequiredOfSubject
* insert RequiredProfile(fop-condition)
* insert RequiredProfile(poh-condition)
* insert RequiredProfile(ruled-out-condition)
* insert RequiredProfile(tis-condition)
* insert RequiredProfile(thrombosis-condition)
* insert RequiredResource(Observation)
* insert RequiredOfSubject
* insert RequiredProfile(acvr1-variant)
* insert RequiredProfile(gnas-variant)
* insert RequiredProfile(diagnostic-implication-ho)
* insert RequiredProfile(flare-up)
* insert RequiredProfile(ho-lesion)
* insert RequiredProfile(ho-volume)
* insert RequiredProfile(cajis)
* insert RequiredProfile(joint-status)
* insert RequiredProfile(mobility-status)
* insert RequiredProfile(limb-growth)
* insert RequiredProfile(mineral-panel)
* insert RequiredProfile(surgical-resection)
* insert RequiredProfile(treatment-exposure)
* insert RequiredProfile(study-participation)
* insert RequiredProfile(patient-reported-outcome)
* insert RequiredProfile(family-history)
* insert RequiredProfile(great-toe-malformation)
* insert RequiredProfile(phenotypic-feature)
* insert RequiredProfile(vital-status)
* insert RequiredProfile(cause-of-death)
