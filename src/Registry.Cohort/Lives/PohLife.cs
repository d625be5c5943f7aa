using Registry.Cohort.Chance;
using Registry.Cohort.Truth;

namespace Registry.Cohort.Lives;

/// <summary>A life with POH: bone from the skin inwards in one limb, normal minerals, surgery that often does not last.</summary>
internal sealed class PohLife(CohortTruth truth, Course course)
{
    private static readonly string[] Limbs = ["upper-arm", "forearm", "thigh", "lower-leg"];

    // LOINC, unit, usual range. Assumption: a laboratory's own range of adults; alkaline phosphatase is left to sites.
    private static readonly (string Code, string Unit, double Low, double High, int Digits)[] Analytes =
        [("17861-6", "mg/dL", 8.6, 10.4, 1), ("2777-1", "mg/dL", 2.7, 5.6, 1), ("2731-8", "pg/mL", 15, 65, 0)];

    private readonly Weighted<GnasTruth> _variants = new(truth.Poh.Variants.List.Select(variant => (variant, variant.Share)));

    /// <summary>Draws the life, and says what its site sends.</summary>
    /// <param name="life">Disease, site and sex are drawn.</param>
    /// <param name="random">The course's sequence, from there on.</param>
    public void Live(Life life, SubjectRandom random)
    {
        PohTruth poh = truth.Poh;
        life.OnsetAge = random.ExponentialByMedian(poh.OnsetMedianYears.Value);
        life.DiagnosisAge = life.OnsetAge + (random.Exponential() * poh.DiagnosisDelayMeanYears.Value);
        course.Frame(life, random);
        course.Consent(life, new SubjectRandom(life.Seed, life.Number, Topic.Consent));

        Genotype(life, new SubjectRandom(life.Seed, life.Number, Topic.Genotype));
        Features(life, new SubjectRandom(life.Seed, life.Number, Topic.Features));
        string limb = Bone(life, new SubjectRandom(life.Seed, life.Number, Topic.Lesions));
        Minerals(life, new SubjectRandom(life.Seed, life.Number, Topic.Laboratory));
        Surgery(life, limb, new SubjectRandom(life.Seed, life.Number, Topic.Care));
        Questionnaires(life, new SubjectRandom(life.Seed, life.Number, Topic.Scores));
        course.Follow(life, new SubjectRandom(life.Seed, life.Number, Topic.Habits));
    }

    private void Genotype(Life life, SubjectRandom random)
    {
        GnasTruth variant = _variants.Pick(random);
        bool isFound = random.Chance(truth.Poh.GnasFound.Value);
        bool isDeNovo = random.Chance(truth.Poh.DeNovoShare.Value);
        Statement diagnosis = life.Diagnose("diagnosis", Codes.Orphanet, "2762");
        diagnosis.From = life.Told(life.DayAt(life.OnsetAge));
        diagnosis.To = life.Told(life.DayAt(life.DiagnosisAge));
        Statement ruledOut = life.Diagnose("ruled-out", "differential-diagnosis", "pseudohypoparathyroidism-1a");
        ruledOut.Verification = "refuted";
        ruledOut.To = life.Told(life.DayAt(life.DiagnosisAge));
        Genetics.Family(life, isFound && !isDeNovo ? "father" : null, "2762");
        if (!isFound) return;

        life.Variant = variant.Coding;
        Statement found = Genetics.Variant(life, "HGNC:4392");
        found.WithLoinc("48004-6", Codes.Hgvs, $"NM_000516.7:{variant.Coding}")
            .WithLoinc("48005-3", Codes.Hgvs, $"NP_000507.1:{variant.Protein}")
            .WithLoinc("53034-5", Codes.Loinc, Codes.Heterozygous)
            .WithLoinc("48002-0", Codes.Loinc, Codes.Germline)
            .WithLoinc("94186-4", Codes.Loinc, isDeNovo ? Codes.DeNovo : Codes.FromFather)
            .WithLoinc("82309-6", Codes.Loinc, Codes.DirectlyMeasured)
            .With("parental-allele", "parental-allele", "paternal")
            .With("consequence-class", "consequence-class", variant.Consequence);
        // Maternal imprinting: the mother's copy is silent, so the father's shows.
        Genetics.Meaning(life, found, "2762", "HP:0012275");
    }

    private void Features(Life life, SubjectRandom random)
    {
        bool isRetarded = random.Chance(truth.Poh.GrowthRetarded.Value);
        Sought(life, "HP:0001844", false, null);
        Sought(life, "HP:0001156", false, null);
        Sought(life, "HP:0004322", false, null);
        Sought(life, "HP:0001511", isRetarded, Codes.Congenital);
    }

    private static void Sought(Life life, string code, bool isPresent, string? onset)
    {
        Statement feature = life.Observe("feature", Codes.Hpo, code, life.Entry);
        feature.Value = Value.Of(Codes.Loinc, isPresent ? Codes.Present : Codes.Absent);
        feature.Method = "examination";
        if (isPresent) feature.With("onset-class", Codes.Hpo, onset);
    }

    /// <summary>The limb in which the bone is.</summary>
    private string Bone(Life life, SubjectRandom random)
    {
        string limb = Limbs[random.Below(Limbs.Length)];
        Side side = random.Chance(0.5) ? Side.Left : Side.Right;
        double subcutis = life.OnsetAge + random.ExponentialByMedian(truth.Poh.SubcutisMedianYears.Value);
        double deep = subcutis + random.ExponentialByMedian(truth.Poh.DeepMedianYears.Value);
        life.BoneAges.Add(("dermis", life.OnsetAge));
        life.BoneAges.Add(("subcutis", subcutis));
        life.BoneAges.Add(("deep", deep));
        bool isDiffuse = random.Chance(truth.Poh.SurgeryDiffuse.Value);
        Lesion(life, limb, side, life.OnsetAge, "dermis", "dermis", "maculopapular", isDiffuse, random);
        Lesion(life, limb, side, subcutis, "subcutis", "subcutaneous-fat", "plate", isDiffuse, random);
        Lesion(life, limb, side, deep, "deep", "fascia", "plate", isDiffuse, random);

        string whole = limb is "thigh" or "lower-leg" ? "lower-limb" : "upper-limb";
        for (int index = 0; index < life.Visits.Count; index += 2)
        {
            double years = life.AgeOn(life.Visits[index]) - deep;
            if (years < 1) continue;
            Statement growth = life.Observe("limb-length-difference", life.Visits[index]);
            growth.Value = Value.Of(Math.Round(truth.Poh.LimbMillimetresPerYear.Value * Math.Min(years, 16 - Math.Min(deep, 16))), "mm");
            growth.Region = whole;
            growth.Method = "radiograph";
            growth.WithSide(side);
        }

        return limb;
    }

    private static void Lesion(Life life, string region, Side side, double age, string depth, string tissue, string form, bool isDiffuse, SubjectRandom random)
    {
        bool hurts = random.Chance(0.3);
        bool isOpen = random.Chance(0.2);
        int size = 5 + random.Below(60);
        int day = life.DayAt(age);
        if (day >= life.End) return;
        Statement lesion = life.Observe("ho-lesion", day);
        lesion.Region = region;
        lesion.Method = depth is "dermis" ? "examination" : day < life.Entry ? "record-review" : "ultrasound";
        lesion.WithSide(side)
            .With("depth", "depth", depth)
            .With("host-tissue", "host-tissue", tissue)
            .With("morphology", "lesion-morphology", form)
            .With("ossification-pathway", "ossification-pathway", "intramembranous")
            .With("lesion-extent", "lesion-extent", isDiffuse ? "diffuse" : "circumscribed")
            .With("lesion-pain", "yes-no-unknown", hurts ? "yes" : "no")
            .With("lesion-ulcer", "yes-no-unknown", isOpen ? "yes" : "no");
        lesion.Components.Add(new Component(new Code(Codes.Observation, "lesion-size"), Value.Of(size, "mm")));
    }

    private void Minerals(Life life, SubjectRandom random)
    {
        bool isResistant = random.Chance(truth.Poh.LateResistance.Value);
        for (int index = 0; index < life.Visits.Count; index += 2)
        {
            int visit = life.Visits[index];
            foreach ((string code, string unit, double low, double high, int digits) in Analytes)
            {
                // Six deviations lie between the bounds, and what would fall out of them is put on them.
                double value = Math.Clamp(((low + high) / 2) + (random.Normal() * (high - low) / 6), low, high);
                bool isRaised = isResistant && code is "2731-8" && life.AgeOn(visit) >= 10;
                Statement measured = life.Observe(code, Codes.Loinc, code, visit);
                measured.Value = Value.Of(Math.Round(isRaised ? value + high : value, digits), unit);
                measured.Range = (low, high);
            }
        }
    }

    private void Surgery(Life life, string limb, SubjectRandom random)
    {
        double at = life.Entry;
        double perYear = truth.Poh.SurgeryPerYear.Value;
        double deep = life.BoneAges[1].Age;
        while (perYear > 0)
        {
            at += Math.Min(random.Exponential() / perYear * Life.DaysOfYear, 1e6);
            bool isDiffuse = random.Chance(truth.Poh.SurgeryDiffuse.Value);
            bool recurs = random.Chance((isDiffuse ? truth.Poh.RecurrenceDiffuse : truth.Poh.RecurrenceCircumscribed).Value);
            int seen = (int)at + 180 + random.Below(540);
            if (at >= life.End) return;
            if (life.AgeOn((int)at) < deep) continue;
            Statement surgery = life.Observe("surgery", (int)at);
            surgery.Value = Value.Of("surgery-kind", "excision");
            surgery.Region = limb;
            surgery.With("surgery-extent", "lesion-extent", isDiffuse ? "diffuse" : "circumscribed");
            surgery.With("surgery-result", "surgery-result", seen >= life.End ? "none-yet" : recurs ? "recurrence" : "lasting");
            if (seen < life.End) surgery.Components.Add(new Component(new Code(Codes.Observation, "surgery-result-date"), new Value { Date = life.Told(seen) }));
        }
    }

    private static void Questionnaires(Life life, SubjectRandom random)
    {
        foreach (int visit in life.Visits)
        {
            double pain = Math.Clamp(2 + (2 * random.Normal()), 0, 10);
            double age = life.AgeOn(visit);
            if (age >= 8) FopFunction.Score(life, visit, "pain-intensity", Math.Round(pain), "{score}", age);
        }
    }
}
