using Registry.Cohort.Chance;
using Registry.Cohort.Truth;

namespace Registry.Cohort.Lives;

/// <summary>Joints, mobility, volume of bone, complications and questionnaires in FOP, visit by visit.</summary>
internal sealed class FopFunction(FopTruth truth)
{
    private static readonly string[] JointLevels = ["restricted", "functionally-ankylosed", "ankylosed"];

    private readonly (int Age, double PerYear)[] _growth =
        [.. truth.Volume.CubicMillimetresPerYear.OrderBy(pair => pair.Key).Select(pair => (pair.Key, pair.Value.Value))];

    private readonly int[] _scores = new int[SiteNames.Length];

    // In the order in which a score is written.
    private static readonly string[] SiteNames =
    [
        "jaw", "cervical-spine", "thoracolumbar-spine", "shoulder-left", "shoulder-right", "elbow-left", "elbow-right", "wrist-left", "wrist-right",
        "hip-left", "hip-right", "knee-left", "knee-right", "ankle-left", "ankle-right",
    ];

    /// <summary>Draws the decline and tells what each visit found.</summary>
    public void Lose(Life life)
    {
        SubjectRandom random = new(life.Seed, life.Number, Topic.Function);
        life.WheelchairAge = random.WeibullByMedian(truth.Function.WheelchairMedianYears.Value, truth.Function.WheelchairShape.Value);
        life.CajisSlope = Math.Max(0, truth.Function.CajisPerYear.Value + (truth.Function.CajisPerYearSpread.Value * random.Normal()));
        double sigma = truth.Volume.Spread.Value;
        double burden = random.LogNormal(Math.Exp(-sigma * sigma / 2), sigma);

        Complications(life, random);
        Joints(life, random);
        Mobility(life);
        JointScore(life, random);
        if (life.Site.Images) Volumes(life, burden, random);
        Questionnaires(life, new SubjectRandom(life.Seed, life.Number, Topic.Scores));
    }

    private void Complications(Life life, SubjectRandom random)
    {
        double before = 0.5 + (4.5 * random.Uniform());
        double clot = random.Exponential();
        if (life.DeathCause is "thoracic-insufficiency-syndrome")
        {
            int onset = life.DayAt(Math.Max(life.DeathAge!.Value - before, life.DiagnosisAge));
            if (onset < life.End)
            {
                Statement failure = life.Diagnose("thoracic-insufficiency", "complication", "thoracic-insufficiency-syndrome");
                failure.From = life.Told(onset);
                failure.To = life.Told(Math.Max(onset, life.Entry));
            }
        }

        if (truth.Function.ThrombosisPerYear.Value == 0) return;
        int day = life.Entry + (int)Math.Min(clot / truth.Function.ThrombosisPerYear.Value * Life.DaysOfYear, 1e6);
        if (!life.IsObserved(day)) return;
        Statement thrombosis = life.Diagnose("thrombosis", "complication", "thromboembolism");
        thrombosis.From = life.Told(day);
        thrombosis.To = life.Told(day);
        thrombosis.Region = "lower-leg";
    }

    private void Joints(Life life, SubjectRandom random)
    {
        foreach ((string code, double age) in life.BoneAges)
        {
            FopRegion region = FopRegion.Find(code)!;
            double lag = random.ExponentialByMedian(truth.Lesions.AnkylosisMedianYears.Value);
            if (region.Joint is not { } joint) continue;
            int told = -1;
            foreach (int visit in life.Visits)
            {
                double at = life.AgeOn(visit);
                int level = at < age ? -1 : at < age + (0.6 * lag) ? 0 : at < age + lag ? 1 : 2;
                if (level == told) continue;
                told = level;
                Statement status = life.Observe("joint-status", visit);
                status.Region = joint;
                status.Method = "examination";
                status.Value = Value.Of("joint-status", JointLevels[level]);
                if (region.IsLimb) status.WithSide(Side.Both);
            }
        }
    }

    private static void Mobility(Life life)
    {
        string? told = null;
        foreach (int visit in life.Visits)
        {
            double age = life.AgeOn(visit);
            (string level, string need) = age < 1.5 ? ("not-yet-walking", "complete")
                : age < 0.7 * life.WheelchairAge ? ("independent", age < 10 ? "partial" : "none")
                : age < 0.85 * life.WheelchairAge ? ("aid", "partial")
                : age < life.WheelchairAge ? ("wheelchair-part", "partial")
                : ("wheelchair-full", "complete");
            if (string.Equals(level, told, StringComparison.Ordinal)) continue;
            told = level;
            Statement status = life.Observe("mobility-status", visit);
            status.Value = Value.Of("mobility-level", level);
            status.With("caregiver-need", "caregiver-need", need);
        }
    }

    private void JointScore(Life life, SubjectRandom random)
    {
        int last = 0;
        for (int index = 0; index < life.Visits.Count; index++)
        {
            int visit = life.Visits[index];
            double years = life.AgeOn(visit) - life.OnsetAge;
            double expected = years < 0 ? 0 : truth.Function.CajisAtSymptoms.Value + (life.CajisSlope * years);
            int total = Math.Clamp((int)Math.Round(expected + (0.5 * random.Normal())), Math.Max(0, last - 1), 30);
            last = total;
            Statement score = life.Observe("cajis", visit);
            score.Value = Value.Of(total);
            // Fifteen sites are much to write; a site that keeps them sends them at every third visit.
            if (!life.Site.ScoresSites || index % 3 != 0) continue;
            Distribute(life, total);
            for (int site = 0; site < SiteNames.Length; site++) score.Components.Add(new Component(new Code("cajis-site", SiteNames[site]), Value.Of(_scores[site])));
        }
    }

    /// <summary>The total over the sites: those of the regions that had bone first, each to its 2.</summary>
    private void Distribute(Life life, int total)
    {
        Array.Clear(_scores);
        foreach ((string code, _) in life.BoneAges)
        {
            string wanted = FopRegion.Find(code)!.ScoreSite;
            for (int site = 0; site < SiteNames.Length && total > 0; site++)
            {
                if (_scores[site] > 0 || !SiteNames[site].StartsWith(wanted, StringComparison.Ordinal)) continue;
                _scores[site] = Math.Min(2, total);
                total -= _scores[site];
            }
        }

        for (int site = 0; total > 0; site++)
        {
            int more = Math.Min(2 - _scores[site], total);
            _scores[site] += more;
            total -= more;
        }
    }

    private void Volumes(Life life, double burden, SubjectRandom random)
    {
        double last = 0;
        for (int index = 0; index < life.Visits.Count; index += 3)
        {
            double age = life.AgeOn(life.Visits[index]);
            if (age < life.OnsetAge) continue;
            double measured = Math.Max(Grown(age) * burden * (1 + (0.03 * random.Normal())), last * 0.97);
            last = measured;
            Statement volume = life.Observe("ho-volume", life.Visits[index]);
            volume.Value = Value.Of(Math.Round(measured), "mm3");
            volume.Method = "ct";
            volume.With("head-excluded", "yes-no-unknown", "yes");
        }
    }

    /// <summary>Cubic millimetres that somebody of average burden has at this age.</summary>
    private double Grown(double age)
    {
        double sum = 0;
        for (int index = 0; index < _growth.Length && age > _growth[index].Age; index++)
        {
            double to = index + 1 < _growth.Length ? Math.Min(age, _growth[index + 1].Age) : age;
            sum += (to - _growth[index].Age) * _growth[index].PerYear;
        }

        return sum;
    }

    private void Questionnaires(Life life, SubjectRandom random)
    {
        for (int index = 0; index < life.Visits.Count; index++)
        {
            int visit = life.Visits[index];
            double age = life.AgeOn(visit);
            double worst = Math.Clamp((truth.Scores.FopPfqPercentPerYear.Value * age) + (5 * random.Normal()), 0, 100);
            double pain = Math.Clamp(truth.Scores.PainMean.Value + (2 * random.Normal()), 0, 10);
            double health = truth.Scores.PromisPhysicalMean.Value + (8 * random.Normal());
            if (age < 8) continue;
            Score(life, visit, "fop-pfq", Math.Round(worst, 1), "%", age);
            Score(life, visit, "pain-intensity", Math.Round(pain), "{score}", age);
            if (index % 2 == 0) Score(life, visit, "promis-global-physical", Math.Round(Math.Max(health, 10), 1), "{score}", age);
        }
    }

    /// <summary>One questionnaire.</summary>
    internal static void Score(Life life, int day, string instrument, double value, string unit, double age)
    {
        Statement score = life.Observe(instrument, day);
        score.Value = Value.Of(value, unit);
        score.With("pro-form", "pro-form", age < 15 ? "child" : "adult").With("pro-respondent", "pro-respondent", age < 12 ? "proxy" : "subject");
    }
}
