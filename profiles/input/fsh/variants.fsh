// Derived from genomics-reporting 3.0.0 variant. Component slices and their discriminator (value of code) are inherited.

Profile: Acvr1Variant
Parent: $VARIANT
Id: acvr1-variant
Title: "ACVR1 variant"
Description: "A variant of ACVR1 found in a subject. Heterozygous; a mosaic finding keeps that state and says so by genomic source class and sample allelic frequency."
* insert RegistryObservation
* status from SettledStatusVS (required)
* effective[x] 1..1 MS
* effective[x] ^short = "When the sample was taken or the finding made; where nobody knows, the extension data-absent-reason"
* value[x] 1..1
* valueCodeableConcept 1..1
* valueCodeableConcept = $LNC#LA9633-4
* obeys ho-acvr1-1 and ho-acvr1-2 and ho-acvr1-3
* component[gene-studied] 1..1 MS
* component[gene-studied].valueCodeableConcept = $HGNC#HGNC:171
* component[representative-coding-hgvs] 1..1 MS
* component[representative-protein-hgvs] 1..1 MS
* component[representative-transcript-ref-seq] MS
* component[allelic-state] 1..1 MS
* component[allelic-state].valueCodeableConcept = $LNC#LA6706-1
* component[genomic-source-class] 1..1 MS
* component[sample-allelic-frequency] MS
* component[variant-inheritance] MS
* component[variation-code] MS

Invariant: ho-acvr1-1
Description: "The c. name should stand on the transcript NM_001111067 (or the older NM_001105) in any version. Send it as NM_001111067.4:c.…, or add the name on that transcript as a further coding."
Expression: "component.where(code.coding.where(system = 'http://loinc.org' and code = '48004-6').exists()).all(value.coding.where(system = 'http://varnomen.hgvs.org').where(code.startsWith('NM_001111067.') or code.startsWith('NM_001105.')).exists())"
Severity: #warning

Invariant: ho-acvr1-2
Description: "Every known FOP variant is germline. If the finding is mosaic, also send component 81258-6 (sample allelic frequency); if it is not, send genomic source class LA6683-2 (Germline)."
Expression: "component.where(code.coding.where(system = 'http://loinc.org' and code = '48002-0').exists()).value.coding.where(system = 'http://loinc.org' and (code = 'LA6683-2' or code = 'LA18194-3' or code = 'LA26807-0')).exists() or component.where(code.coding.where(system = 'http://loinc.org' and code = '81258-6').exists()).exists()"
Severity: #warning

Profile: GnasVariant
Parent: $VARIANT
Id: gnas-variant
Title: "GNAS variant"
Description: "A variant of GNAS found in a subject, with two facts kept apart: how it came (variant-inheritance: inherited from whom, or de novo) and which parental chromosome carries it (parental-allele). GNAS is imprinted, so the second decides the disease: paternal fits POH, maternal fits pseudohypoparathyroidism 1A. Most POH variants are de novo on the paternal chromosome."
* insert RegistryObservation
* status from SettledStatusVS (required)
* effective[x] MS
* value[x] 1..1
* valueCodeableConcept 1..1
* valueCodeableConcept = $LNC#LA9633-4
* obeys ho-gnas-1 and ho-gnas-2 and ho-gnas-3
* component contains parental-allele 1..1 MS and consequence-class 0..1 MS
* component[parental-allele] ^short = "Which parental chromosome carries the variant, as GNAS is imprinted: paternal, maternal or undetermined, as valueCodeableConcept"
* component[parental-allele].code = ObservationCodes#parental-allele
* component[parental-allele].value[x] only CodeableConcept
* component[parental-allele].value[x] 1..1
* component[parental-allele].valueCodeableConcept from ParentalAlleleVS (required)
* component[consequence-class].code = ObservationCodes#consequence-class
* component[consequence-class].value[x] only CodeableConcept
* component[consequence-class].value[x] 1..1
* component[consequence-class].valueCodeableConcept from ConsequenceClassVS (required)
* component[gene-studied] 1..1 MS
* component[gene-studied].valueCodeableConcept = $HGNC#HGNC:4392
* component[representative-coding-hgvs] MS
* component[genomic-hgvs] MS
* component[cytogenomic-nomenclature] MS
* component[copy-number] MS
* component[genomic-source-class] MS
* component[variant-inheritance] MS
* component[variant-inheritance-basis] MS

Invariant: ho-gnas-1
Description: "A variant needs a name. Send at least one of the components 48004-6 (c. HGVS), 81290-9 (g. HGVS), 81291-7 (ISCN) or 82155-3 (copy number); a large deletion has no c. name and is sent by one of the others."
Expression: "component.where(code.coding.where(system = 'http://loinc.org' and (code = '48004-6' or code = '81290-9' or code = '81291-7' or code = '82155-3')).exists()).exists()"
Severity: #error

Invariant: ho-gnas-2
Description: "A parental allele that was determined needs its basis. Send component 82309-6 with how it was found (LA26426-9 Directly measured, or text such as 'family DNA'), or send parental-allele 'undetermined'."
Expression: "component.where(code.coding.where(system = 'http://loinc.org' and code = '82309-6').exists()).exists() or component.where(code.coding.where(system.endsWith('/CodeSystem/ho-observation') and code = 'parental-allele').exists()).value.coding.where(system.endsWith('/CodeSystem/parental-allele') and code = 'undetermined').exists()"
Severity: #warning

Invariant: ho-gnas-3
Description: "GNAS-ORIGIN-CONFLICT: transmission (94186-4) and parental allele disagree. A variant inherited from the father lies on the paternal allele, one from the mother on the maternal; de novo goes with any; with transmission unknown send 'undetermined', or the allele together with its basis (82309-6). Correct the one that is wrong."
Expression: "component.where(code.coding.where(system = 'http://loinc.org' and code = '94186-4').exists()).value.coding.where(system = 'http://loinc.org' and code.exists()).all((code = 'LA26321-2' implies %resource.component.value.coding.where(system.endsWith('/CodeSystem/parental-allele') and code = 'paternal').exists()) and (code = 'LA26320-4' implies %resource.component.value.coding.where(system.endsWith('/CodeSystem/parental-allele') and code = 'maternal').exists()) and (code = 'LA4489-6' implies (%resource.component.value.coding.where(system.endsWith('/CodeSystem/parental-allele') and code = 'undetermined').exists() or %resource.component.where(code.coding.where(system = 'http://loinc.org' and code = '82309-6').exists()).exists())))"
Severity: #error

Invariant: ho-acvr1-3
Description: "The c. name is not among the ACVR1 variants that are known to give FOP (value set acvr1-known-fop-variant). New ones do appear: check the name against the report and leave it if it is right; otherwise correct component 48004-6."
Expression: "component.where(code.coding.where(system = 'http://loinc.org' and code = '48004-6').exists()).all(value.coding.where(code.endsWith(':c.617G>A') or code.endsWith(':c.587T>C') or code.endsWith(':c.605G>T') or code.endsWith(':c.619C>G') or code.endsWith(':c.772A>G') or code.endsWith(':c.774G>C') or code.endsWith(':c.774G>T') or code.endsWith(':c.974G>C') or code.endsWith(':c.982G>A') or code.endsWith(':c.982G>T') or code.endsWith(':c.983G>A') or code.endsWith(':c.1067G>A') or code.endsWith(':c.1123C>T') or code.endsWith(':c.1124G>C')).exists())"
Severity: #warning

Profile: DiagnosticImplicationHo
Parent: $IMPLICATION
Id: diagnostic-implication-ho
Title: "Diagnostic implication of a variant"
Description: "What an ACVR1 or GNAS variant means: its class of pathogenicity, the disease that it predicts and how that is inherited. Points to the variant by derivedFrom. The clinical significance stands here and not in the variant, as genomics-reporting 3.0.0 has it."
* insert RegistryObservation
* status from SettledStatusVS (required)
* component[clinical-significance] 1..1 MS
* component[clinical-significance].valueCodeableConcept from AcmgClassVS (required)
* component[predicted-phenotype] 1..1 MS
* component[predicted-phenotype].valueCodeableConcept from PredictedDiseaseVS (required)
* component[mode-of-inheritance] MS
* component[mode-of-inheritance] ^short = "POH: HP:0012275, the maternal copy is silent. FOP: HP:0000006"
* obeys ho-implication-1

Invariant: ho-implication-1
Description: "POH shows when the variant came from the father, because the mother's copy is silent: that is HP:0012275 (autosomal dominant inheritance with maternal imprinting). HP:0012274 (paternal imprinting) is the opposite. Send HP:0012275, or correct the predicted phenotype."
Expression: "component.where(code.coding.where(system = 'http://loinc.org' and code = '81259-4').exists()).value.coding.where(code = '2762' or code = 'ORPHA:2762').exists() implies component.value.coding.where(code = 'HP:0012274').empty()"
Severity: #error
