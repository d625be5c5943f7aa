using Registry.Analytics.Projections;

namespace Registry.Analytics.Reports;

/// <summary>Which variants subjects carry, how they came by them and on which parental chromosome.</summary>
internal static class GenotypeReport
{
    private static readonly IReadOnlyList<string> Sentences =
    [
        "Transmission (LOINC 94186-4, how the subject came by the variant) and parental allele (which chromosome carries it) are two facts: a variant can be de novo and paternal.",
        "tested: variant reported present; absent when every report says so; otherwise inconclusive. Not tested: no variant report, which is not the same as no variant.",
        "significance and inheritance: the class of pathogenicity (a LOINC answer) and the mode of inheritance (HPO) of the interpretation stated last for a variant.",
        VariantClass.Definition,
    ];

    private const string AbsentCode = "LA9634-2";

    internal static readonly ReportDefinition Report = new(
        "genotype", "Variants: class, transmission, parental allele", FactKinds.Variants | FactKinds.Interpretations,
        ["VariantReported.Transmission", "VariantReported.HasAlleleBasis", "VariantInterpreted.Variant", "VariantInterpreted.Significance", "VariantInterpreted.Inheritance"], Compute);

    private static ReportBody Compute(Cohort cohort, ReportRequest request)
    {
        IReadOnlyList<Stratum> strata = Stratum.ByDisease(cohort, request);
        return new ReportBody
        {
            Definitions = Sentences,
            Warnings = [],
            Imputed = [],
            Excluded = Cells.Excluded(cohort, [Cells.WithoutDisease(cohort, request)]),
            Tables =
            [
                Tested(strata),
                Shares("classes", "Subjects by class of the variant; who has two stands in both", "variant_class", "Variant class", strata, VariantClass.Of),
                Variants(strata),
                Origin(strata),
                Basis(strata),
                OfInterpretation("significance", "Variants by class of pathogenicity", "Significance", strata, interpretation => interpretation.Significance?.Code),
                OfInterpretation("inheritance", "Variants by mode of inheritance of the disease that they predict", "Inheritance", strata, interpretation => interpretation.Inheritance?.Code),
            ],
        };
    }

    private static ReportTable Tested(IReadOnlyList<Stratum> strata) => Shares("tested", "Subjects by result of the genetic test", "result", "Result", strata, person =>
    [
        person.Variants.Count == 0 ? "not tested" : person.Variants.Exists(VariantClass.IsPresent) ? "present" : person.Variants.TrueForAll(variant => variant.Presence.Code is AbsentCode) ? "absent" : "inconclusive",
    ]);

    private static ReportTable Shares(string name, string title, string column, string columnTitle, IReadOnlyList<Stratum> strata, Func<Person, IEnumerable<string>> names) => new()
    {
        Name = name,
        Title = title,
        Method = Cells.ProportionMethod,
        MarginColumns = 1,
        Columns = [ReportColumn.Text("disease", "Disease"), ReportColumn.Text(column, columnTitle), ReportColumn.Count("subjects", "Subjects"), .. Cells.ProportionColumns],
        Rows =
        [
            .. strata.SelectMany(stratum => Stratum.By(stratum.People, names).Select(group => (IReadOnlyList<ReportCell>)
                [ReportCell.Of(stratum.Name), ReportCell.Of(group.Name), ReportCell.Of(group.People.Count), .. Cells.Proportion(group.People.Count, stratum.People.Count)])),
        ],
    };

    private static IEnumerable<VariantRow> PresentOf(Person person) => person.Variants.Where(VariantClass.IsPresent);

    private static ReportTable Variants(IReadOnlyList<Stratum> strata) => new()
    {
        Name = "variants",
        Title = "Subjects by variant",
        MarginColumns = 1,
        Columns =
        [
            ReportColumn.Text("disease", "Disease"), ReportColumn.Text("gene", "Gene"), ReportColumn.Text("coding", "Coding HGVS"), ReportColumn.Text("protein", "Protein HGVS"), ReportColumn.Text("variant_class", "Variant class"), ReportColumn.Count("subjects", "Subjects"),
        ],
        Rows =
        [
            .. strata.SelectMany(stratum => stratum.People.SelectMany(person => PresentOf(person).Select(variant => (variant.Gene, Coding: variant.CodingHgvs ?? variant.GenomicHgvs, variant.ProteinHgvs, Class: VariantClass.Of(variant))).Distinct())
                .GroupBy(variant => variant).OrderBy(group => group.Key.Gene, StringComparer.Ordinal).ThenBy(group => group.Key.Coding, StringComparer.Ordinal).ThenBy(group => group.Key.ProteinHgvs, StringComparer.Ordinal)
                .Select(group => (IReadOnlyList<ReportCell>)
                    [ReportCell.Of(stratum.Name), ReportCell.Of(group.Key.Gene), ReportCell.Of(group.Key.Coding), ReportCell.Of(group.Key.ProteinHgvs), ReportCell.Of(group.Key.Class), ReportCell.Of(group.LongCount())])),
        ],
    };

    private static ReportTable Origin(IReadOnlyList<Stratum> strata) => new()
    {
        Name = "origin",
        Title = "Subjects by transmission and parental allele of the variant",
        MarginColumns = 1,
        Columns = [ReportColumn.Text("disease", "Disease"), ReportColumn.Text("transmission", "Transmission"), ReportColumn.Text("parental_allele", "Parental allele"), ReportColumn.Count("subjects", "Subjects")],
        Rows =
        [
            .. strata.SelectMany(stratum => stratum.People.SelectMany(person => PresentOf(person).Select(variant => (Transmission: variant.Transmission?.Code ?? Cells.NotStated, Allele: variant.ParentalAllele ?? Cells.NotStated)).Distinct())
                .GroupBy(origin => origin).OrderBy(group => group.Key.Transmission, StringComparer.Ordinal).ThenBy(group => group.Key.Allele, StringComparer.Ordinal)
                .Select(group => (IReadOnlyList<ReportCell>)[ReportCell.Of(stratum.Name), ReportCell.Of(group.Key.Transmission), ReportCell.Of(group.Key.Allele), ReportCell.Of(group.LongCount())])),
        ],
    };

    private static ReportTable Basis(IReadOnlyList<Stratum> strata) => new()
    {
        Name = "allele-basis",
        Title = "Variants whose parental allele is stated, by whether the source says how it was found",
        MarginColumns = 1,
        Columns = [ReportColumn.Text("disease", "Disease"), ReportColumn.Count("stated", "Allele stated"), ReportColumn.Count("with_basis", "With its basis")],
        Rows =
        [
            .. strata.Select(stratum =>
            {
                VariantRow[] stated = [.. stratum.People.SelectMany(PresentOf).Where(variant => variant.ParentalAllele is "paternal" or "maternal")];
                return (IReadOnlyList<ReportCell>)[ReportCell.Of(stratum.Name), ReportCell.Of(stated.Length), ReportCell.Of(stated.LongCount(variant => variant.HasAlleleBasis))];
            }),
        ],
    };

    private static ReportTable OfInterpretation(string name, string title, string columnTitle, IReadOnlyList<Stratum> strata, Func<InterpretationRow, string?> codeOf) => new()
    {
        Name = name,
        Title = title,
        MarginColumns = 1,
        Columns = [ReportColumn.Text("disease", "Disease"), ReportColumn.Text(name, columnTitle), ReportColumn.Count("variants", "Variants")],
        Rows =
        [
            .. strata.SelectMany(stratum => stratum.People.SelectMany(person => PresentOf(person).Select(variant =>
                    person.Interpretations.FindLast(interpretation => string.Equals(interpretation.Variant, variant.Fact, StringComparison.Ordinal)) is { } last ? codeOf(last) ?? Cells.NotStated : Cells.NotStated))
                .GroupBy(code => code, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal)
                .Select(group => (IReadOnlyList<ReportCell>)[ReportCell.Of(stratum.Name), ReportCell.Of(group.Key), ReportCell.Of(group.LongCount())])),
        ],
    };
}
