using Registry.Cohort.Chance;
using Registry.Cohort.Lives;
using Registry.Cohort.Truth;

namespace Registry.Cohort.Errors;

/// <summary>One kind of error: what finds it, and how it gets into a life.</summary>
/// <param name="Name">Stable name, written beside each error.</param>
/// <param name="Rule">The rule or invariant that is to find it.</param>
/// <param name="IsError">Whether that refuses.</param>
/// <param name="Inject">Changes the life and returns the record that is wrong now (0 for the Patient); null when the life has no place for it, and nothing was changed.</param>
internal sealed record ErrorKind(string Name, string Rule, bool IsError, Func<Life, int?> Inject);

/// <summary>The kinds of errors that can be injected, to be read from top to bottom.</summary>
internal static class ErrorCatalogue
{
    public static IReadOnlyList<ErrorKind> All { get; } =
    [
        new("death-before-birth", "R01", true, DeathBeforeBirth),
        new("event-after-death", "R02", true, EventAfterDeath),
        new("onset-before-birth", "R03", true, OnsetBeforeBirth),
        new("gene-of-the-other-disease", "R05a", true, GeneOfTheOtherDisease),
        new("maternal-allele-in-poh", "R06", true, life => life.IsFop ? null : Change(life, "variant", "parental-allele", Value.Of("parental-allele", "maternal"), onlyDeNovo: true)),
        new("origin-conflict", "ho-gnas-3", true, life => life.IsFop ? null : Change(life, "variant", "94186-4", Value.Of(Codes.Loinc, Codes.FromMother))),
        new("protein-does-not-match", "R09d", true, ProteinDoesNotMatch),
        new("score-is-not-the-sum", "ho-cajis-3", true, ScoreIsNotTheSum),
        new("toe-normal-in-classic", "R11a", false, ToeNormal),
        new("variant-left-out", "R12", false, VariantLeftOut),
        new("mobility-comes-back", "R17b", false, MobilityComesBack),
        new("bone-left-out", "R18", false, BoneLeftOut),
        new("death-without-date", "R20d", false, DeathWithoutDate),
    ];

    /// <summary>Puts one error into a life.</summary>
    /// <returns>What was done; null when no kind has a place in it.</returns>
    public static InjectedError? Inject(Life life, SubjectRandom random)
    {
        // In a random order, so that each kind which has a place is as likely as any other.
        ErrorKind[] kinds = [.. All];
        for (int index = 0; index < kinds.Length; index++)
        {
            int other = index + random.Below(kinds.Length - index);
            (kinds[index], kinds[other]) = (kinds[other], kinds[index]);
            if (kinds[index].Inject(life) is { } record) return new InjectedError(kinds[index].Name, kinds[index].Rule, kinds[index].IsError, record);
        }

        return null;
    }

    private static int? DeathBeforeBirth(Life life)
    {
        if (life.Deceased is not { } death) return null;
        Moment early = death with { Day = life.Birth - 800 };
        life.Deceased = early;
        foreach (Statement statement in life.Statements)
        {
            if (statement.Kind is "cause-of-death" || IsDead(statement)) statement.From = early;
        }

        return 0;
    }

    private static int? EventAfterDeath(Life life)
    {
        if (life.Deceased is null || Last(life, "flare-up") is not { } flareUp) return null;
        flareUp.From = new Moment(life.End + 400, life.Site.DatePrecision);
        flareUp.To = null;
        flareUp.Replace("flare-up-outcome", Value.Of("flare-up-outcome", "unknown"));
        return flareUp.Record;
    }

    private static int? OnsetBeforeBirth(Life life)
    {
        Statement diagnosis = Last(life, "diagnosis")!;
        diagnosis.From = new Moment(life.Birth - 800, Precision.Year);
        return diagnosis.Record;
    }

    private static int? GeneOfTheOtherDisease(Life life)
    {
        if (Last(life, "variant") is not { } variant) return null;
        variant.Components.Clear();
        variant.WithLoinc("48018-6", Codes.Hgnc, life.IsFop ? "HGNC:4392" : "HGNC:171");
        if (life.IsFop)
        {
            variant.WithLoinc("48004-6", Codes.Hgvs, "NM_000516.7:c.565_568del").WithLoinc("48002-0", Codes.Loinc, Codes.Germline).With("parental-allele", "parental-allele", "undetermined");
        }
        else
        {
            variant.WithLoinc("48004-6", Codes.Hgvs, "NM_001111067.4:c.617G>A")
                .WithLoinc("48005-3", Codes.Hgvs, "NP_001104537.1:p.Arg206His")
                .WithLoinc("53034-5", Codes.Loinc, Codes.Heterozygous)
                .WithLoinc("48002-0", Codes.Loinc, Codes.Germline);
        }

        return variant.Record;
    }

    private static int? ProteinDoesNotMatch(Life life) =>
        life is { IsFop: true, Variant: "c.617G>A" } ? Change(life, "variant", "48005-3", Value.Of(Codes.Hgvs, "NP_001104537.1:p.Arg260His")) : null;

    private static int? ScoreIsNotTheSum(Life life)
    {
        Statement? score = life.Statements.Find(statement => statement.Kind is "cajis" && statement.Components.Count > 0);
        if (score is null) return null;
        int total = (int)score.Value.Number!.Value;
        score.Value = Value.Of(total == 30 ? 29 : total + 1);
        return score.Record;
    }

    private static int? ToeNormal(Life life)
    {
        if (life is not { IsFop: true, Variant: "c.617G>A" } || Last(life, "toe") is not { } toe || toe.Value.Coded!.Value.Name is Codes.Absent) return null;
        toe.Value = Value.Of(Codes.Loinc, Codes.Absent);
        toe.Components.Clear();
        return toe.Record;
    }

    private static int? VariantLeftOut(Life life)
    {
        if (!life.IsFop || Last(life, "variant") is not { } variant) return null;
        variant.IsOmitted = true;
        Last(life, "implication")!.IsOmitted = true;
        return Last(life, "diagnosis")!.Record;
    }

    private static int? MobilityComesBack(Life life)
    {
        Statement? full = Last(life, "mobility-status");
        if (full?.Value.Coded!.Value.Name is not "wheelchair-full" || full.From!.Value.Day + 400 >= life.End) return null;
        Statement back = life.Observe("mobility-status", full.From.Value.Day + 400);
        back.Value = Value.Of("mobility-level", "independent");
        return back.Record;
    }

    private static int? BoneLeftOut(Life life)
    {
        foreach (Statement lesion in life.Statements)
        {
            if (lesion is not { Kind: "ho-lesion", DerivedFrom: { } flareUp }) continue;
            // Told as bone, and no bone of that region is told at all.
            foreach (Statement other in life.Statements)
            {
                if (other.Kind is "ho-lesion") other.IsOmitted = true;
            }

            return flareUp.Record;
        }

        return null;
    }

    private static int? DeathWithoutDate(Life life)
    {
        if (life.Deceased is null) return null;
        life.Deceased = null;
        life.IsDeceasedUndated = true;
        foreach (Statement statement in life.Statements)
        {
            if (statement.Kind is "cause-of-death" || IsDead(statement)) statement.IsOmitted = true;
        }

        return 0;
    }

    private static int? Change(Life life, string kind, string component, Value value, bool onlyDeNovo = false)
    {
        if (Last(life, kind) is not { } statement) return null;
        if (onlyDeNovo && !statement.Components.Exists(part => part.Value.Coded?.Name is Codes.DeNovo)) return null;
        return statement.Replace(component, value) ? statement.Record : null;
    }

    private static Statement? Last(Life life, string kind) => life.Statements.FindLast(statement => string.Equals(statement.Kind, kind, StringComparison.Ordinal));

    private static bool IsDead(Statement statement) => statement.Kind is "vital-status" && statement.Value.Coded!.Value.Name is "dead";
}
