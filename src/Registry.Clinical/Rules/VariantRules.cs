using Registry.Clinical.Events;
using Registry.Contracts.Events;
using Registry.Fhir.Outcomes;

namespace Registry.Clinical.Rules;

/// <summary>R07 to R10: what one report of a variant says, against itself and against what is known of the gene.</summary>
internal static class VariantRules
{
    // The table of domain.md, 3.3: from the father the paternal allele, from the mother the maternal, de novo any, unknown only with a basis.
    public static IEnumerable<Violation> TransmissionAgainstAllele(PersonFacts person, RuleBasis basis)
    {
        foreach ((LiveFact variant, VariantReported reported) in person.Variants)
        {
            bool isBroken = (reported.Transmission?.Code, reported.ParentalAllele) switch
            {
                (_, null) => false,
                (StandardCodes.Paternal, not "paternal") => true,
                (StandardCodes.Maternal, not "maternal") => true,
                (StandardCodes.TransmissionUnknown, not "undetermined") => !reported.HasAlleleBasis,
                _ => false,
            };
            if (!isBroken) continue;
            yield return new Violation(Severity.Error,
                "The transmission (94186-4) and the parental allele disagree.",
                "What the father passed on lies on the paternal allele, what the mother passed on lies on the maternal one.",
                "Correct the one that is wrong. A de novo variant goes with either allele; with the transmission unknown send 'undetermined', or the allele with its basis (82309-6).",
                [new Evidence(variant, Elements.ParentalAllele)]);
        }
    }

    public static IEnumerable<Violation> AlleleWithoutBasis(PersonFacts person, RuleBasis basis)
    {
        foreach ((LiveFact variant, VariantReported reported) in person.Variants)
        {
            if (reported.ParentalAllele is not ("paternal" or "maternal") || reported.HasAlleleBasis) continue;
            yield return new Violation(Severity.Warning,
                "The parental allele is given without how it was found.",
                "The allele decides between POH and pseudohypoparathyroidism, so its basis has to be known.",
                "Send the component 82309-6 (LA26426-9 Directly measured, or another answer), or parental-allele 'undetermined'.",
                [new Evidence(variant, Elements.ParentalAllele)]);
        }
    }

    /// <summary>The symbol beside the HGNC id, or in the c. name, against the gene of that id: another gene's symbol is an error, an unknown one is asked about.</summary>
    public static IEnumerable<Violation> GeneNamedOtherwise(PersonFacts person, RuleBasis basis)
    {
        foreach ((LiveFact variant, VariantReported reported) in person.Variants)
        {
            if (Gene.Find(reported.Gene) is not { } gene) continue;
            foreach ((string? symbol, FactElement element) in new[] { (reported.GeneSymbol, Elements.Gene), (Name(reported.CodingHgvs)?.GeneSymbol, Elements.CodingHgvs) })
            {
                if (symbol is null || gene.Symbols.Contains(symbol, StringComparer.OrdinalIgnoreCase)) continue;
                bool isAnother = Gene.WithSymbol(symbol) is not null;
                yield return new Violation(isAnother ? Severity.Error : Severity.Warning,
                    $"The gene's symbol is not that of {gene.Id}.",
                    isAnother ? "It is the symbol of another gene." : $"The symbol of {gene.Id} is {gene.Symbol}; this one is not known as another name of it.",
                    $"Send {gene.Symbol} beside {gene.Id}, or the HGNC id of the gene that is meant.",
                    [new Evidence(variant, element)]);
                break;
            }
        }
    }

    /// <summary>The reference sequences against the gene: one of another gene is an error, one that is not known here is asked about.</summary>
    public static IEnumerable<Violation> OnAnotherSequence(PersonFacts person, RuleBasis basis)
    {
        foreach ((LiveFact variant, VariantReported reported) in person.Variants)
        {
            if (Gene.Find(reported.Gene) is not { } gene) continue;
            (string? Sequence, FactElement Element, bool IsAsked)[] sequences =
            [
                (Name(reported.CodingHgvs)?.Sequence, Elements.CodingHgvs, true),
                (reported.Transcript, Elements.Transcript, true),
                (reported.ProteinHgvs is { } protein ? ProteinName.Parse(protein)?.Sequence : null, Elements.ProteinHgvs, false),
            ];
            (string? Sequence, FactElement Element, bool IsAsked)[] others = [.. sequences.Where(sequence => !string.IsNullOrEmpty(sequence.Sequence) && !gene.Owns(sequence.Sequence))];
            (string? Sequence, FactElement Element, bool IsAsked) wrong = others.FirstOrDefault(sequence => Gene.WithSequence(sequence.Sequence!) is not null);
            bool isAnother = wrong.Sequence is not null;
            if (!isAnother) wrong = others.FirstOrDefault(sequence => sequence.IsAsked);
            if (wrong.Sequence is null) continue;
            string wanted = string.Join(" or ", gene.Transcripts);
            yield return new Violation(isAnother ? Severity.Error : Severity.Warning,
                isAnother ? $"The variant is named on a sequence of another gene than {gene.Symbol}." : $"The variant is named on another transcript than {wanted}.",
                isAnother ? "A c. name counts along its own gene." : "On another transcript the same c. name may mean another change, and the registry compares names.",
                $"Send the name on {wanted}, in any version; the other one may stand as a further coding.",
                [new Evidence(variant, wrong.Element)]);
        }
    }

    /// <summary>Several names of one variant that cannot be the same change.</summary>
    public static IEnumerable<Violation> NamesDisagree(PersonFacts person, RuleBasis basis)
    {
        foreach ((LiveFact variant, VariantReported reported) in person.Variants)
        {
            if (Disagreement(reported) is not { } element) continue;
            yield return new Violation(Severity.Error,
                "The variant has two names that are not the same change.",
                "Names on one reference sequence, or two names of one protein change, mean the same only when they are equal.",
                "Check them against the laboratory's report, and send the right one; two variants are two Observations.",
                [new Evidence(variant, element)]);
        }
    }

    /// <summary>Of simple substitutions only: the codon is ceil(c / 3), and the exchange of bases must be able to give the exchange of amino acids.</summary>
    public static IEnumerable<Violation> CodingAgainstProtein(PersonFacts person, RuleBasis basis)
    {
        foreach ((LiveFact variant, VariantReported reported) in person.Variants)
        {
            if (Name(reported.CodingHgvs)?.Substitution is not { } coding) continue;
            if (reported.ProteinHgvs is not { } text || ProteinName.Parse(text)?.Substitution is not { } protein) continue;
            int codon = GeneticCode.CodonOf(coding.Position);
            string? reason =
                codon != protein.Position ? FormattableString.Invariant($"Position {coding.Position} of the coding sequence lies in codon {codon}.")
                : coding.From == coding.To || !GeneticCode.CanBecome(protein.From, protein.To, (coding.Position - 1) % 3, coding.From, coding.To) ? "No codon of the first amino acid becomes one of the second by this exchange of bases."
                : null;
            if (reason is null) continue;
            yield return new Violation(Severity.Error,
                "The c. name and the p. name are not the same change.",
                reason,
                "Check both against the laboratory's report and correct the one that is wrong (48004-6 or 48005-3); leave the p. name out if it is not known.",
                [new Evidence(variant, Elements.ProteinHgvs)]);
        }
    }

    public static IEnumerable<Violation> UnknownAcvr1Variant(PersonFacts person, RuleBasis basis)
    {
        foreach ((LiveFact variant, VariantReported reported) in person.Variants)
        {
            if (reported.Gene is not StandardCodes.HgncAcvr1 || KnownVariants.ChangeOf(reported) is not { } change || KnownVariants.Acvr1.Contains(change)) continue;
            yield return new Violation(Severity.Warning,
                "The variant is not among the ACVR1 variants that are known to give FOP.",
                "New ones do appear, but a mistyped name is more common.",
                "Check the name against the laboratory's report; leave it if it is right.",
                [new Evidence(variant, Elements.CodingHgvs)]);
        }
    }

    public static IEnumerable<Violation> Acvr1NotHeterozygousGermline(PersonFacts person, RuleBasis basis)
    {
        foreach ((LiveFact variant, VariantReported reported) in person.Variants)
        {
            if (reported.Gene is not StandardCodes.HgncAcvr1) continue;
            bool isOtherState = reported.AllelicState is { Code: not StandardCodes.Heterozygous };
            bool isSomatic = reported.SourceClass?.Code is StandardCodes.Somatic or StandardCodes.LikelySomatic;
            if (!isOtherState && !isSomatic) continue;
            yield return new Violation(Severity.Warning,
                isOtherState ? "The ACVR1 variant is not reported as heterozygous." : "The ACVR1 variant is reported as somatic.",
                "Every known FOP variant is heterozygous and of the germline; a mosaic was found in few parents.",
                isOtherState ? "Check the state; send LA6706-1 (Heterozygous) if it is that." : "Check the source class; of a mosaic finding send the allelic frequency (81258-6) too.",
                [new Evidence(variant, isOtherState ? Elements.AllelicState : Elements.SourceClass)]);
        }
    }

    private static FactElement? Disagreement(VariantReported reported)
    {
        CodingName? coding = Name(reported.CodingHgvs);
        (char From, int Position, char To)? protein = reported.ProteinHgvs is { } text ? ProteinName.Parse(text)?.Substitution : null;
        foreach (string other in reported.OtherHgvs)
        {
            if (CodingName.Parse(other) is { } name)
            {
                if (coding is { } first && IsOneKey(reported.Gene, first.Sequence, name.Sequence) && !string.Equals(first.Change, name.Change, StringComparison.Ordinal)) return Elements.CodingHgvs;
            }
            else if (ProteinName.Parse(other)?.Substitution is { } change && protein is { } known && change != known)
            {
                return Elements.ProteinHgvs;
            }
        }

        // The transcript that is told apart: two RefSeq numbers name two transcripts, but an Ensembl number may be the same one.
        bool isOther = coding is { Sequence: { Length: > 0 } sequence } && reported.Transcript is { } transcript && IsRefSeq(sequence) && IsRefSeq(transcript) && !IsOneKey(reported.Gene, sequence, transcript);
        return isOther ? Elements.Transcript : null;
    }

    private static bool IsRefSeq(string sequence) => sequence.StartsWith("NM_", StringComparison.Ordinal);

    private static bool IsOneKey(string gene, string one, string other) =>
        string.Equals(Gene.WithoutVersion(one), Gene.WithoutVersion(other), StringComparison.Ordinal)
        || (Gene.Find(gene) is { } known && known.Owns(one) && known.Owns(other));

    private static CodingName? Name(string? coding) => coding is null ? null : CodingName.Parse(coding);
}
