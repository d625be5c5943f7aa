namespace Registry.Cohort.Lives;

/// <summary>Code systems that the statements use. One without a scheme is the registry's own, by its id.</summary>
internal static class Codes
{
    public const string Observation = "ho-observation";
    public const string Loinc = "http://loinc.org";
    public const string Snomed = "http://snomed.info/sct";
    public const string Hpo = "http://human-phenotype-ontology.org";
    public const string Hgvs = "http://varnomen.hgvs.org";
    public const string Hgnc = "http://www.genenames.org";
    public const string Orphanet = "https://www.orpha.net";
    public const string Mondo = "http://purl.obolibrary.org/obo/mondo.owl";
    public const string GenomicsReporting = "http://hl7.org/fhir/uv/genomics-reporting/CodeSystem/tbd-codes-cs";
    public const string ClinicalTrials = "http://clinicaltrials.gov";
    public const string Atc = "http://www.whocc.no/atc";

    public const string Present = "LA9633-4";
    public const string Absent = "LA9634-2";
    public const string Heterozygous = "LA6706-1";
    public const string Germline = "LA6683-2";
    public const string DeNovo = "LA26807-0";
    public const string FromFather = "LA26321-2";
    public const string FromMother = "LA26320-4";
    public const string DirectlyMeasured = "LA26426-9";
    public const string Congenital = "HP:0003577";
}
