using Registry.Contracts.Events;
using Registry.Fhir.Json;

namespace Registry.Clinical.Events;

// Variants, and what they mean.
internal static partial class FactReader
{
    private static Fact Variant(Input input)
    {
        NodeCursor observation = input.Resource;
        NodeCursor basis = Component(observation, StandardCodes.Loinc, StandardCodes.TransmissionBasis);
        string gene = input.Row.Component!.Value!.Code;
        (string? coding, IEnumerable<string> otherCoding) = Names(observation, StandardCodes.CodingHgvs, Gene.Find(gene));
        (string? protein, IEnumerable<string> otherProtein) = Names(observation, StandardCodes.ProteinHgvs, gene: null);
        return Make(input, ClinicalDate.ReadEffective(observation).Start, new VariantReported
        {
            Header = NoHeader.Value,
            Gene = gene,
            CodingHgvs = coding,
            ProteinHgvs = protein,
            GenomicHgvs = LoincComponent(observation, StandardCodes.GenomicHgvs, StandardCodes.Hgvs)?.Code,
            Presence = Coding(observation["valueCodeableConcept"], StandardCodes.Loinc) ?? new CodedValue(StandardCodes.Loinc, StandardCodes.Present),
            AllelicState = LoincComponent(observation, StandardCodes.AllelicState, StandardCodes.Loinc),
            SourceClass = LoincComponent(observation, StandardCodes.SourceClass, StandardCodes.Loinc),
            Transmission = LoincComponent(observation, StandardCodes.Transmission, StandardCodes.Loinc),
            ParentalAllele = Own(observation, input.Codes.Observation, "parental-allele", input.Codes.ParentalAllele),
            HasAlleleBasis = basis.Exists,
            AlleleBasis = Coding(basis["valueCodeableConcept"], StandardCodes.Loinc),
            GeneSymbol = Symbol(Component(observation, StandardCodes.Loinc, StandardCodes.GeneStudied)["valueCodeableConcept"]),
            OtherHgvs = [.. otherCoding, .. otherProtein],
            Transcript = FirstCoding(Component(observation, StandardCodes.Loinc, StandardCodes.Transcript)["valueCodeableConcept"])?.Code,
            ConsequenceClass = Own(observation, input.Codes.Observation, "consequence-class", input.Codes.ConsequenceClass),
            AllelicFrequency = Share(Component(observation, StandardCodes.Loinc, StandardCodes.AllelicFrequency)["valueQuantity"]),
        });
    }

    private static Fact Interpretation(Input input)
    {
        NodeCursor observation = input.Resource;
        ResourceKey? variant = observation["derivedFrom"][0]["reference"] is { Exists: true } reference ? input.Resolve(reference) : null;
        return Make(input, ClinicalDate.ReadEffective(observation).Start, new VariantInterpreted
        {
            Header = NoHeader.Value,
            Variant = variant is { } key ? FactKey.Of(key) : null,
            Significance = LoincComponent(observation, StandardCodes.ClinicalSignificance, StandardCodes.Loinc),
            Disease = FirstCoding(Component(observation, StandardCodes.Loinc, StandardCodes.PredictedPhenotype)["valueCodeableConcept"]),
            Inheritance = FirstCoding(Component(observation, StandardCodes.GenomicsToBeDetermined, StandardCodes.Inheritance)["valueCodeableConcept"]),
        });
    }

    /// <summary>The HGVS names of a component: the one on the gene's own transcript before others, else the first; and all the rest.</summary>
    private static (string? Name, IEnumerable<string> Others) Names(NodeCursor observation, string component, Gene? gene)
    {
        List<string> names = [];
        foreach (NodeCursor coding in Component(observation, StandardCodes.Loinc, component)["valueCodeableConcept"]["coding"])
        {
            if (coding["system"].ValueEquals(StandardCodes.Hgvs) && coding["code"].AsString() is { } name) names.Add(name);
        }

        string? chosen = names.Find(name => gene is not null && CodingName.Parse(name) is { } parsed && gene.Owns(parsed.Sequence)) ?? names.FirstOrDefault();
        return (chosen, names.Where(name => !string.Equals(name, chosen, StringComparison.Ordinal)));
    }

    // The display of the gene's code, or the text. A name in words ("activin A receptor") is none, and words are never told.
    private static string? Symbol(NodeCursor gene)
    {
        foreach (NodeCursor coding in gene["coding"])
        {
            if (coding["system"].ValueEquals(StandardCodes.Genes) && Gene.SymbolIn(coding["display"].AsString()) is { } symbol) return symbol;
        }

        return Gene.SymbolIn(gene["text"].AsString());
    }

    private static decimal? Share(NodeCursor frequency)
    {
        decimal? share = frequency["code"].AsString() switch
        {
            "%" => frequency["value"].AsDecimal() / 100,
            "1" or null => frequency["value"].AsDecimal(),
            _ => null,
        };
        return share is >= 0 and <= 1 ? share : null;
    }
}
