using Registry.Cohort.Chance;
using Registry.Cohort.Truth;

namespace Registry.Cohort.Lives;

/// <summary>Where and when bone comes in FOP, and the flare-ups.</summary>
/// <remarks>
/// First bone by region and the times of flare-ups are drawn apart, so that both truths stay exact. A flare-up that happens to lie before
/// the first bone of a region is told as its forerunner; any other one makes bone only in a region that has some already.
/// </remarks>
internal sealed class FopBone(FopTruth truth)
{
    private readonly FopRegion[] _regions = [.. truth.Lesions.Regions.Keys.Select(code => FopRegion.Find(code)!)];
    private readonly WaitingTruth[] _waits = [.. truth.Lesions.Regions.Values];
    private readonly double[] _flareShares = [.. truth.Lesions.Regions.Keys.Select(code => truth.FlareUps.Regions.TryGetValue(code, out Sourced<double>? share) ? share.Value : 0)];
    private readonly Weighted<FopRegion> _flareRegions = new(truth.FlareUps.Regions.Select(pair => (FopRegion.Find(pair.Key)!, pair.Value.Value)));
    private readonly Weighted<string> _traumas = Weighted.Of(truth.FlareUps.TraumaKinds);
    private readonly Weighted<string> _otherOutcomes = Weighted.Of(truth.FlareUps.OtherOutcomes);
    private readonly double[] _ages = new double[truth.Lesions.Regions.Count];
    private readonly List<Flare> _flares = [];

    /// <summary>A flare-up before it is told.</summary>
    private sealed class Flare
    {
        public required int Start { get; init; }

        public required int End { get; init; }

        public FopRegion? Region { get; set; }

        public Side? Side { get; set; }

        /// <summary>The day on which its bone is seen; null when it makes none.</summary>
        public int? Bone { get; set; }

        /// <summary>Its bone is the first of the region.</summary>
        public bool IsForerunner { get; set; }
    }

    /// <summary>Draws bone and flare-ups, and tells what was observed.</summary>
    public void Grow(Life life, SubjectRandom habits)
    {
        SubjectRandom lesions = new(life.Seed, life.Number, Topic.Lesions);
        SubjectRandom flareUps = new(life.Seed, life.Number, Topic.FlareUps);
        FirstBone(life, lesions);
        Times(life, flareUps);
        TellFirstBone(life, lesions);
        foreach (Flare flare in _flares) Tell(life, flare, flareUps, habits);
    }

    private void FirstBone(Life life, SubjectRandom random)
    {
        double shortest = double.MaxValue;
        for (int index = 0; index < _waits.Length; index++)
        {
            _ages[index] = random.WeibullByMedian(_waits[index].MedianYears, _waits[index].Shape);
            shortest = Math.Min(shortest, _ages[index]);
        }

        for (int index = 0; index < _waits.Length; index++)
        {
            _ages[index] += life.OnsetAge - shortest;
            life.BoneAges.Add((_regions[index].Code, _ages[index]));
        }

        life.BoneAges.Sort(static (one, other) => one.Age.CompareTo(other.Age));
    }

    private void Times(Life life, SubjectRandom random)
    {
        _flares.Clear();
        life.FlareUpRate = truth.FlareUps.PerPersonYear.Value * random.GammaOfMeanOne(truth.FlareUps.FrailtyShape.Value);
        double at = life.Entry;
        while (true)
        {
            at += Math.Min(random.Exponential() / life.FlareUpRate * Life.DaysOfYear, 1e6);
            if (at >= life.End) return;
            int start = (int)at;
            _flares.Add(new Flare { Start = start, End = start + 7 + (int)random.LogNormal(truth.FlareUps.DurationMedianDays.Value, 0.5) });
        }
    }

    private void TellFirstBone(Life life, SubjectRandom random)
    {
        for (int index = 0; index < _regions.Length; index++)
        {
            FopRegion region = _regions[index];
            Side? side = region.IsLimb ? (random.Chance(0.5) ? Side.Left : Side.Right) : null;
            bool isSoughtFor = random.Chance(truth.FlareUps.OfLesions.Value);
            double otherSide = _ages[index] + random.ExponentialByMedian(truth.Lesions.OtherSideMedianYears.Value);
            int day = life.DayAt(_ages[index]);
            if (day >= life.End) continue;
            Flare? forerunner = isSoughtFor
                ? _flares.Find(flare => flare.Bone is null && flare.Start <= day - 30 && flare.Start >= day - 330 && flare.End < life.End)
                : null;
            if (forerunner is null) Lesion(life, region, side, day, null);
            else (forerunner.Region, forerunner.Side, forerunner.Bone, forerunner.IsForerunner) = (region, side, day, true);
            if (region.IsLimb && life.DayAt(otherSide) < life.End) Lesion(life, region, side is Side.Left ? Side.Right : Side.Left, life.DayAt(otherSide), null);
        }
    }

    private void Tell(Life life, Flare flare, SubjectRandom random, SubjectRandom habits)
    {
        string outcome = Outcome(life, flare, random);
        bool isOngoing = outcome is "ongoing";
        Statement statement = life.Observe("flare-up", flare.Start);
        statement.IsPeriod = true;
        if (!isOngoing) statement.To = life.Told(flare.End);
        statement.Region = flare.Region!.Code;
        statement.WithSide(flare.Side);
        string trigger = random.Chance(truth.FlareUps.Spontaneous.Value) ? "spontaneous" : _traumas.Pick(random);
        statement.With("flare-up-trigger", "flare-up-trigger", habits.Chance(life.Site.UnknownShare) ? "unknown" : trigger);
        foreach ((string symptom, Sourced<double> share) in truth.FlareUps.Symptoms)
        {
            if (random.Chance(share.Value)) statement.With("flare-up-symptom", "flare-up-symptom", symptom);
        }

        statement.With("flare-up-outcome", "flare-up-outcome", outcome);
        if (outcome is "ho-formed") Lesion(life, flare.Region, flare.Side, flare.Bone!.Value, statement);
        if (flare.Region.IsLimb && random.Chance(truth.FlareUps.Glucocorticoid.Value)) Treatments.Course(life, "glucocorticoid", flare.Start, flare.Start + 4, "flare-up", "no", "completed");
    }

    /// <summary>What became of it, as far as was seen before the end.</summary>
    private string Outcome(Life life, Flare flare, SubjectRandom random)
    {
        bool makesBone = random.Chance(truth.FlareUps.BoneFormed.Value);
        string other = _otherOutcomes.Pick(random);
        FopRegion anywhere = _flareRegions.Pick(random);
        double within = random.Uniform();
        Side side = random.Chance(0.5) ? Side.Left : Side.Right;
        int seen = flare.Start + 60 + random.Below(40);
        if (flare.IsForerunner) return "ho-formed";
        FopRegion? affected = makesBone ? Affected(life.AgeOn(flare.Start), within) : null;
        flare.Region = affected ?? anywhere;
        flare.Side = flare.Region.IsLimb ? side : null;
        if (flare.End >= life.End || (affected is not null && seen >= life.End)) return "ongoing";
        if (affected is null) return other;
        flare.Bone = seen;
        return "ho-formed";
    }

    /// <summary>A region that has bone at this age, by the shares of flare-ups; null when none has.</summary>
    private FopRegion? Affected(double age, double within)
    {
        double sum = 0;
        for (int index = 0; index < _regions.Length; index++) sum += _ages[index] <= age ? _flareShares[index] : 0;
        double at = within * sum;
        FopRegion? last = null;
        for (int index = 0; index < _regions.Length; index++)
        {
            if (_ages[index] > age || _flareShares[index] == 0) continue;
            last = _regions[index];
            at -= _flareShares[index];
            if (at < 0) return last;
        }

        return last;
    }

    private static void Lesion(Life life, FopRegion region, Side? side, int day, Statement? flareUp)
    {
        Statement lesion = life.Observe("ho-lesion", day);
        lesion.Region = region.Code;
        lesion.Method = day < life.Entry ? "record-review" : life.Site.Images ? "ct" : "examination";
        lesion.DerivedFrom = flareUp;
        lesion.WithSide(side)
            .With("depth", "depth", "deep")
            .With("host-tissue", "host-tissue", "skeletal-muscle")
            .With("morphology", "lesion-morphology", region.Joint is null ? "sheet" : "joint-bridging")
            .With("ossification-pathway", "ossification-pathway", "endochondral");
    }
}
