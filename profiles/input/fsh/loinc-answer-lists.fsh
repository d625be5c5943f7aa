// LOINC answer lists that genomics-reporting's variant binds and that no npm package carries. Each keeps its own canonical.
// A required list is complete. An extensible list holds what could be verified and says so; a code outside it is allowed by the binding.

RuleSet: LoincAnswerList(id)
* ^url = "http://loinc.org/vs/{id}"
* ^publisher = "Regenstrief Institute, Inc. (content); copied here"
* ^copyright = "This content from LOINC is copyright 1995+ Regenstrief Institute, Inc. and the Logical Observation Identifiers Names and Codes (LOINC) Committee, and available at no cost under the license at https://loinc.org/license. LOINC is a registered United States trademark of Regenstrief Institute, Inc."
* ^immutable = true

ValueSet: LoincVariantAssessment
Id: LL1971-2
Title: "Genetic variant assessment (LL1971-2)"
Description: "LOINC answer list LL1971-2. Complete."
* insert LoincAnswerList(LL1971-2)
* ^experimental = false
* ^purpose = "Complete copy. Source: the short text of the binding in genomics-reporting 3.0.0 names these four; codes read in HL7/genomics-reporting examples and in two public mappers that agree."
* $LNC#LA9633-4 "Present"
* $LNC#LA9634-2 "Absent"
* $LNC#LA18198-4 "No call"
* $LNC#LA11884-6 "Indeterminate"

ValueSet: LoincChromosome
Id: LL2938-0
Title: "Chromosome (LL2938-0)"
Description: "LOINC answer list LL2938-0. Complete."
* insert LoincAnswerList(LL2938-0)
* ^experimental = false
* ^purpose = "Complete copy. Source: NIH-NCPI/ncpi-fhir-ig input/fsh/CodeSystem-LoincAnswers.fsh and ylaizet/OSIRIS docs/ConceptualDomain/LOINC--LL2938-0.md agree on these 24."
* $LNC#LA21254-0 "Chromosome 1"
* $LNC#LA21255-7 "Chromosome 2"
* $LNC#LA21256-5 "Chromosome 3"
* $LNC#LA21257-3 "Chromosome 4"
* $LNC#LA21258-1 "Chromosome 5"
* $LNC#LA21259-9 "Chromosome 6"
* $LNC#LA21260-7 "Chromosome 7"
* $LNC#LA21261-5 "Chromosome 8"
* $LNC#LA21262-3 "Chromosome 9"
* $LNC#LA21263-1 "Chromosome 10"
* $LNC#LA21264-9 "Chromosome 11"
* $LNC#LA21265-6 "Chromosome 12"
* $LNC#LA21266-4 "Chromosome 13"
* $LNC#LA21267-2 "Chromosome 14"
* $LNC#LA21268-0 "Chromosome 15"
* $LNC#LA21269-8 "Chromosome 16"
* $LNC#LA21270-6 "Chromosome 17"
* $LNC#LA21271-4 "Chromosome 18"
* $LNC#LA21272-2 "Chromosome 19"
* $LNC#LA21273-0 "Chromosome 20"
* $LNC#LA21274-8 "Chromosome 21"
* $LNC#LA21275-5 "Chromosome 22"
* $LNC#LA21276-3 "Chromosome X"
* $LNC#LA21277-1 "Chromosome Y"

ValueSet: LoincGenomicSourceClass
Id: LL378-1
Title: "Genomic source class (LL378-1)"
Description: "LOINC answer list LL378-1. Partial: what could be verified."
* insert LoincAnswerList(LL378-1)
* ^experimental = true
* ^purpose = "Partial copy; a code that is missing here may still be in the list, and the binding is extensible. Source: the list in genomics-reporting's text and examples."
* $LNC#LA6683-2 "Germline"
* $LNC#LA6684-0 "Somatic"
* $LNC#LA10429-1 "Fetal"
* $LNC#LA18194-3 "Likely germline"
* $LNC#LA18195-0 "Likely somatic"
* $LNC#LA18196-8 "Likely fetal"
* $LNC#LA18197-6 "Unknown genomic origin"
* $LNC#LA26807-0 "De novo"

ValueSet: LoincAllelicState
Id: LL381-5
Title: "Allelic state (LL381-5)"
Description: "LOINC answer list LL381-5. Complete."
* insert LoincAnswerList(LL381-5)
* ^experimental = false
* ^purpose = "Complete copy. Source: genomics-reporting's text and examples; these five are the states that the list is published with."
* $LNC#LA6703-8 "Heteroplasmic"
* $LNC#LA6704-6 "Homoplasmic"
* $LNC#LA6705-3 "Homozygous"
* $LNC#LA6706-1 "Heterozygous"
* $LNC#LA6707-9 "Hemizygous"

ValueSet: LoincVariantOrigin
Id: LL5489-1
Title: "Origin of germline genetic variant (LL5489-1)"
Description: "LOINC answer list LL5489-1. Partial: what could be verified."
* insert LoincAnswerList(LL5489-1)
* ^experimental = true
* ^purpose = "Partial copy; a code that is missing here may still be in the list, and the binding is extensible. Source: genomics-reporting 2.0 text (Maternal, Paternal, Unknown) and a published FSH value set of the German model project for genome sequencing (De novo, Parental)."
* $LNC#LA26320-4 "Maternal"
* $LNC#LA26321-2 "Paternal"
* $LNC#LA4489-6 "Unknown"
* $LNC#LA26807-0 "De novo"
* $LNC#LA30680-5 "Parental"

ValueSet: LoincOriginBasis
Id: LL4050-2
Title: "Basis for allelic phase (LL4050-2)"
Description: "LOINC answer list LL4050-2. Partial: what could be verified."
* insert LoincAnswerList(LL4050-2)
* ^experimental = true
* ^purpose = "Partial copy; a code that is missing here may still be in the list, and the binding is extensible. Source: HL7/genomics-reporting example ExampleGermlineCNV. The list also has answers for family DNA, family history and population data, whose codes were not found; send them as text."
* $LNC#LA26426-9 "Directly measured"

ValueSet: LoincReferenceAssembly
Id: LL1040-6
Title: "Human reference sequence assembly (LL1040-6)"
Description: "LOINC answer list LL1040-6. Partial: what could be verified."
* insert LoincAnswerList(LL1040-6)
* ^experimental = true
* ^purpose = "Partial copy; a code that is missing here may still be in the list, and the binding is extensible. Source: RareLink 2.0.5 mappings/redcap/hgvs_variables.py."
* $LNC#LA14032-9 "NCBI34"
* $LNC#LA14031-1 "NCBI35"
* $LNC#LA14030-3 "NCBI36"
* $LNC#LA14029-5 "GRCh37"
* $LNC#LA26806-2 "GRCh38"

ValueSet: LoincCoordinateSystem
Id: LL5323-2
Title: "Genomic coordinate system (LL5323-2)"
Description: "LOINC answer list LL5323-2. Complete."
* insert LoincAnswerList(LL5323-2)
* ^experimental = false
* ^purpose = "Complete copy. Source: a public connector that records an expansion of this list on tx.fhir.org under LOINC 2.82."
* $LNC#LA30100-4 "0-based interval counting"
* $LNC#LA30101-2 "0-based character counting"
* $LNC#LA30102-0 "1-based character counting"

ValueSet: LoincAnalysisMethod
Id: LL4048-6
Title: "Variant analysis method (LL4048-6)"
Description: "LOINC answer list LL4048-6. Partial: what could be verified."
* insert LoincAnswerList(LL4048-6)
* ^experimental = true
* ^purpose = "Partial copy; a code that is missing here may still be in the list, and the binding is extensible. Source: BIH-CEI/RareLink StructuralVariantAnalysisMethodVS and a public VCF converter agree on these where both have them."
* $LNC#LA26398-0 "Sequencing"
* $LNC#LA26399-8 "Oligo aCGH"
* $LNC#LA26400-4 "SNP array"
* $LNC#LA26401-2 "BAC aCGH"
* $LNC#LA26404-6 "FISH"
* $LNC#LA26406-1 "Karyotyping"
* $LNC#LA26415-2 "MLPA"
* $LNC#LA26418-6 "PCR"
* $LNC#LA26419-4 "qPCR (real-time PCR)"
* $LNC#LA26810-4 "DNA hybridization"
* $LNC#LA26811-2 "Computational analysis"
* $LNC#LA26813-8 "Restriction fragment length polymorphism (RFLP)"
* $LNC#LA46-8 "Other"

