using Registry.Cohort.Chance;
using Registry.Cohort.Truth;

namespace Registry.Cohort.Lives;

/// <summary>A life with FOP: genotype, features, the way to the diagnosis; bone and function are parts of their own.</summary>
internal sealed class FopLife(CohortTruth truth, Course course)
{
    private readonly Weighted<Acvr1Truth> _variants = new(truth.Fop.Variants.List.Select(variant => (variant, variant.Share)));
    private readonly FopBone _bone = new(truth.Fop);
    private readonly FopFunction _function = new(truth.Fop);

    /// <summary>Draws the life, and says what its site sends.</summary>
    /// <param name="life">Disease, site and sex are drawn.</param>
    /// <param name="random">The course's sequence, from there on.</param>
    public void Live(Life life, SubjectRandom random)
    {
        FopTruth fop = truth.Fop;
        double scale = fop.SymptomsMeanYears.Value / GammaFunction.At(1 + (1 / fop.SymptomsShape.Value));
        life.OnsetAge = scale * Math.Pow(random.Exponential(), 1 / fop.SymptomsShape.Value);
        life.DiagnosisAge = life.OnsetAge + (random.Exponential() * fop.DiagnosisDelayMeanYears.Value);
        course.Frame(life, random);
        course.Consent(life, new SubjectRandom(life.Seed, life.Number, Topic.Consent));

        SubjectRandom habits = new(life.Seed, life.Number, Topic.Habits);
        Acvr1Truth variant = Genotype(life, new SubjectRandom(life.Seed, life.Number, Topic.Genotype), habits);
        Features(life, variant, new SubjectRandom(life.Seed, life.Number, Topic.Features));
        _bone.Grow(life, habits);
        _function.Lose(life);
        Care(life, new SubjectRandom(life.Seed, life.Number, Topic.Care));
        course.Follow(life, habits);
    }

    private Acvr1Truth Genotype(Life life, SubjectRandom random, SubjectRandom habits)
    {
        Acvr1Truth variant = _variants.Pick(random);
        bool isPlus = variant.Class is "classic" && random.Chance(truth.Fop.PlusShare.Value);
        bool isDeNovo = random.Chance(truth.Fop.DeNovoShare.Value);
        bool isPaternal = random.Chance(0.5);
        life.Variant = variant.Coding;

        Statement diagnosis = life.Diagnose("diagnosis", Codes.Orphanet, "337");
        diagnosis.From = life.Told(life.DayAt(life.OnsetAge));
        diagnosis.To = life.Told(life.DayAt(life.DiagnosisAge));
        diagnosis.Class = habits.Chance(life.Site.UnknownShare) ? "unclassified" : isPlus ? "plus" : variant.Class;

        Statement found = Genetics.Variant(life, "HGNC:171");
        found.WithLoinc("48004-6", Codes.Hgvs, $"NM_001111067.4:{variant.Coding}")
            .WithLoinc("48005-3", Codes.Hgvs, $"NP_001104537.1:{variant.Protein}")
            .WithLoinc("53034-5", Codes.Loinc, Codes.Heterozygous)
            .WithLoinc("48002-0", Codes.Loinc, Codes.Germline)
            .WithLoinc("94186-4", Codes.Loinc, isDeNovo ? Codes.DeNovo : isPaternal ? Codes.FromFather : Codes.FromMother);
        Genetics.Meaning(life, found, "337", "HP:0000006");
        Genetics.Family(life, isDeNovo ? null : isPaternal ? "father" : "mother", "337");
        return variant;
    }

    private void Features(Life life, Acvr1Truth variant, SubjectRandom random)
    {
        FeatureTruth shares = truth.Fop.Features;
        int birth = life.DayAt(0.01);
        bool hasToe = variant.Toe && random.Chance(shares.Toe.Value);
        Present(life, "toe", Codes.Hpo, "HP:0001844", birth, hasToe, "toe", "examination", Codes.Congenital);
        Present(life, "thumb", Codes.Hpo, "HP:0009778", birth, random.Chance(shares.Thumb.Value), "thumb", "examination", Codes.Congenital);
        Present(life, "neck-motion", Codes.Hpo, "HP:0005986", life.DayAt(1), random.Chance(shares.NeckMotion.Value), "neck", "record-review", "HP:0003593", side: null);
        Present(life, "scooting", "ho-feature", "buttock-scooting", life.DayAt(1), random.Chance(shares.ButtockScooting.Value), null, "subject-report", "HP:0003593", side: null);
        if (random.Chance(shares.Swelling.Value))
        {
            Present(life, "swelling", "ho-feature", "tumour-like-swelling", life.DayAt(life.OnsetAge), isPresent: true, random.Chance(0.5) ? "scalp" : "upper-back", "record-review", null, side: null);
        }

        bool isImaged = random.Chance(0.6);
        bool hasTumour = random.Chance((isImaged ? shares.TibialOsteochondroma : shares.TibialOsteochondromaReported).Value);
        Present(life, "osteochondroma", Codes.Hpo, "HP:0030431", life.Entry, hasTumour, "lower-leg", isImaged ? "radiograph" : "subject-report", null);
        Present(life, "cervical-spine", Codes.Hpo, "HP:0002949", life.Entry, random.Chance(shares.CervicalSpine.Value), "cervical-spine", "radiograph", Codes.Congenital, side: null);
        Present(life, "femoral-neck", Codes.Hpo, "HP:0100864", life.Entry, random.Chance(shares.FemoralNeck.Value), "hip", "radiograph", Codes.Congenital);
        Present(life, "hearing", Codes.Hpo, "HP:0000365", life.Entry, random.Chance(shares.Hearing.Value), null, "audiometry", "HP:0011463", side: null);
        Present(life, "scoliosis", Codes.Hpo, "HP:0002650", life.Entry, random.Chance(shares.Scoliosis.Value), null, "radiograph", null, side: null);

        int onset = life.DayAt(life.OnsetAge);
        int diagnosed = life.DayAt(life.DiagnosisAge);
        bool isMisdiagnosed = random.Chance(truth.Fop.Misdiagnosed.Value);
        bool isBiopsied = random.Chance(truth.Fop.Biopsied.Value);
        if (isMisdiagnosed)
        {
            Statement wrong = life.Diagnose("misdiagnosis", "differential-diagnosis", "tumour");
            wrong.Verification = "refuted";
            wrong.To = life.Told((onset + diagnosed) / 2);
        }

        if (isBiopsied)
        {
            Statement biopsy = life.Observe("surgery", (onset + diagnosed) / 2);
            biopsy.Value = Value.Of("surgery-kind", "biopsy");
            biopsy.Region = "upper-back";
            biopsy.With("surgery-result", "surgery-result", "complication");
        }
    }

    private static void Present(Life life, string kind, string system, string code, int day, bool isPresent, string? region, string method, string? onset, Side? side = Side.Both)
    {
        if (day > life.Entry) day = life.Entry;
        Statement feature = life.Observe(kind, system, code, day);
        feature.Value = Value.Of(Codes.Loinc, isPresent ? Codes.Present : Codes.Absent);
        feature.Region = region;
        feature.Method = method;
        if (!isPresent) return;
        if (region is not null) feature.WithSide(side);
        feature.With("onset-class", Codes.Hpo, onset);
    }

    private void Care(Life life, SubjectRandom random)
    {
        double share = random.Uniform();
        int first = truth.Fop.PalovaroteneFrom.Value.DayNumber;
        int age = life.DayAt(life.IsFemale ? 8 : 10);
        int start = Math.Max(Math.Max(life.Entry, first), age) + random.Below(365);
        bool isTrial = start < new DateOnly(2023, 8, 16).DayNumber;
        if (share < truth.Fop.PalovaroteneShare.Value && life.IsObserved(start))
        {
            Statement drug = Treatments.Course(life, "palovarotene", start, start + 365 + random.Below(730), "continuous", isTrial ? "yes" : "no", isTrial ? "trial-ended" : "other");
            drug.Components.Add(new Component(new Code(Codes.Observation, "treatment-dose"), Value.Of(5, "mg/d")));
            if (isTrial) Treatments.Study(life, "trial", "enrolled", "NCT03312634", start);
        }

        if (random.Chance(truth.Fop.StudyShare.Value)) Treatments.Study(life, "natural-history-study", "enrolled", "NCT02322255", life.Entry);
        if (random.Chance(truth.Fop.OrganisationShare.Value)) Treatments.Study(life, "patient-organisation", "enrolled", null, life.Entry);
    }
}
