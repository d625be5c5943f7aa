Instance: acvr1-variant-minimal
InstanceOf: Acvr1Variant
Title: "R206H; nobody knows when the sample was taken"
Usage: #example
* insert Genetics
* insert Record("G-1001")
* subject = Reference(patient-rich)
* effectiveDateTime.extension[0].url = "http://hl7.org/fhir/StructureDefinition/data-absent-reason"
* effectiveDateTime.extension[0].valueCode = #unknown
* component[gene-studied].valueCodeableConcept = $HGNC#HGNC:171 "ACVR1"
* component[representative-coding-hgvs].valueCodeableConcept = $HGVS#NM_001111067.4:c.617G>A
* component[representative-protein-hgvs].valueCodeableConcept = $HGVS#NP_001104537.1:p.Arg206His
* component[allelic-state].valueCodeableConcept = $LNC#LA6706-1 "Heterozygous"
* component[genomic-source-class].valueCodeableConcept = $LNC#LA6683-2 "Germline"

Instance: acvr1-variant-rich
InstanceOf: Acvr1Variant
Title: "A rare variant of the kinase domain, mosaic, de novo"
Usage: #example
* insert Genetics
* insert Record("G-1002")
* subject = Reference(patient-minimal)
* effectiveDateTime = "2024-02-20"
* method = $LNC#LA26398-0 "Sequencing"
* component[gene-studied].valueCodeableConcept = $HGNC#HGNC:171 "ACVR1"
* component[representative-coding-hgvs].valueCodeableConcept = $HGVS#NM_001111067.4:c.983G>A
* component[representative-protein-hgvs].valueCodeableConcept = $HGVS#NP_001104537.1:p.Gly328Glu
* component[representative-transcript-ref-seq].valueCodeableConcept = $REFSEQ#NM_001111067.4
* component[chromosome-identifier].valueCodeableConcept = $LNC#LA21255-7 "Chromosome 2"
* component[allelic-state].valueCodeableConcept = $LNC#LA6706-1 "Heterozygous"
* component[genomic-source-class].valueCodeableConcept = $LNC#LA6684-0 "Somatic"
* component[sample-allelic-frequency].valueQuantity = 0.18 '1' "relative frequency of a particular allele in the specimen"
* component[variant-inheritance].valueCodeableConcept = $LNC#LA26807-0 "De novo"

Instance: gnas-variant-minimal
InstanceOf: GnasVariant
Title: "GNAS variant whose phase was not tested"
Usage: #example
* insert Genetics
* insert Record("G-2001")
* subject = Reference(patient-minimal)
* component[gene-studied].valueCodeableConcept = $HGNC#HGNC:4392 "GNAS"
* component[representative-coding-hgvs].valueCodeableConcept = $HGVS#NM_000516.7:c.565_568del
* component[parental-allele].valueCodeableConcept = ParentalAllele#undetermined "Not determined"

Instance: gnas-variant-rich
InstanceOf: GnasVariant
Title: "De novo on the paternal allele"
Usage: #example
* insert Genetics
* insert Record("G-2002")
* subject = Reference(patient-minimal)
* effectiveDateTime = "2013-03"
* method = $LNC#LA26398-0 "Sequencing"
* component[gene-studied].valueCodeableConcept = $HGNC#HGNC:4392 "GNAS"
* component[representative-coding-hgvs].valueCodeableConcept = $HGVS#NM_000516.7:c.565_568del
* component[representative-protein-hgvs].valueCodeableConcept = $HGVS#NP_000507.1:p.(Asp189MetfsTer14)
* component[genomic-hgvs].valueCodeableConcept = $HGVS#NC_000020.11:g.58909196_58909199del
* component[chromosome-identifier].valueCodeableConcept = $LNC#LA21273-0 "Chromosome 20"
* component[allelic-state].valueCodeableConcept = $LNC#LA6706-1 "Heterozygous"
* component[genomic-source-class].valueCodeableConcept = $LNC#LA6683-2 "Germline"
* component[variant-inheritance].valueCodeableConcept = $LNC#LA26807-0 "De novo"
* component[variant-inheritance-basis].valueCodeableConcept = $LNC#LA26426-9 "Directly measured"
* component[parental-allele].valueCodeableConcept.coding[0] = ParentalAllele#paternal "Paternal"
* component[parental-allele].valueCodeableConcept.coding[1] = $SO#SO:0001776
* component[consequence-class].valueCodeableConcept = ConsequenceClass#frameshift "Frameshift"

Instance: gnas-variant-deletion
InstanceOf: GnasVariant
Title: "Deletion that has a copy number and no c. name; parental samples gave the phase"
Usage: #example
* insert Genetics
* insert Record("G-2003")
* subject = Reference(patient-minimal)
* component[gene-studied].valueCodeableConcept = $HGNC#HGNC:4392 "GNAS"
* component[copy-number].valueQuantity = 1 '1'
* component[variant-inheritance].valueCodeableConcept = $LNC#LA26321-2 "Paternal"
* component[variant-inheritance-basis].valueCodeableConcept.text = "Family DNA"
* component[parental-allele].valueCodeableConcept = ParentalAllele#paternal "Paternal"
* component[consequence-class].valueCodeableConcept = ConsequenceClass#gene-deletion "Deletion of the gene or of exons"

RuleSet: Implication
* status = #final
* category[labCategory] = $OBSCAT#laboratory
* category[geCategory] = $V20074#GE
* code = $GRTBD#diagnostic-implication "Diagnostic Implication"

Instance: diagnostic-implication-ho-minimal
InstanceOf: DiagnosticImplicationHo
Title: "R206H is pathogenic for FOP"
Usage: #example
* insert Implication
* insert Record("G-3001")
* subject = Reference(patient-rich)
* derivedFrom = Reference(acvr1-variant-minimal)
* component[clinical-significance].valueCodeableConcept = $LNC#LA6668-3 "Pathogenic"
* component[predicted-phenotype].valueCodeableConcept = $ORPHA#337 "Fibrodysplasia ossificans progressiva"

Instance: diagnostic-implication-ho-rich
InstanceOf: DiagnosticImplicationHo
Title: "A paternal GNAS variant predicts POH; the maternal copy is silent"
Usage: #example
* insert Implication
* insert Record("G-3002")
* subject = Reference(patient-minimal)
* effectiveDateTime = "2013-03"
* derivedFrom = Reference(gnas-variant-rich)
* component[clinical-significance].valueCodeableConcept = $LNC#LA26332-9 "Likely pathogenic"
* component[predicted-phenotype].valueCodeableConcept = $ORPHA#2762 "Progressive osseous heteroplasia"
* component[mode-of-inheritance].valueCodeableConcept = $HPO#HP:0012275 "Autosomal dominant inheritance with maternal imprinting"
