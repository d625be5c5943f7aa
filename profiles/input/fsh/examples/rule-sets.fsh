RuleSet: Pseudonym(value)
* identifier.system = "https://hospital.example.org/registry-pseudonym"
* identifier.value = {value}

RuleSet: Record(value)
* identifier.system = "https://hospital.example.org/record"
* identifier.value = {value}

RuleSet: Consent(index, scope, decision, date)
* extension[registryConsent][{index}].extension[scope].valueCode = #{scope}
* extension[registryConsent][{index}].extension[decision].valueCode = #{decision}
* extension[registryConsent][{index}].extension[date].valueDate = {date}
* extension[registryConsent][{index}].extension[policyVersion].valueString = "2.1"

RuleSet: Genetics
* status = #final
* category[labCategory] = $OBSCAT#laboratory
* category[geCategory] = $V20074#GE
* code = $LNC#69548-6 "Genetic variant assessment"
* valueCodeableConcept = $LNC#LA9633-4 "Present"
