using Registry.Clinical.Events;
using Registry.Contracts.Events;
using Registry.Fhir.Outcomes;

namespace Registry.Clinical.Rules;

/// <summary>R16 to R18: how the disease moves on. What is lost does not come back, and bone that a flare-up left is found near it.</summary>
internal static class CourseRules
{
    /// <summary>A joint counts as gone back when it moves two ranks better (domain notes, 7.2: ankylosed to free): one rank is how examiners differ.</summary>
    private const int JointRanks = 2;

    /// <summary>From a wheelchair all of the time to walking without an aid.</summary>
    private const int MobilityRanks = 3;

    private static readonly string[] JointLevels = ["free", "restricted", "functionally-ankylosed", "ankylosed"];

    private static readonly string[] MobilityLevels = ["independent", "aid", "wheelchair-part", "wheelchair-full", "bedbound"];

    private static readonly string[] Sides = ["left", "right"];

    public static IEnumerable<Violation> DeepBeforeSuperficial(PersonFacts person, RuleBasis basis)
    {
        if (person.Has("POH") is not { } poh) yield break;
        LiveFact? deep = null;
        LiveFact? superficial = null;
        foreach ((LiveFact fact, OssificationReported lesion) in person.Lesions)
        {
            // A superficial lesion without a date may have been first.
            if (fact.Occurred is not { } date)
            {
                if (DiseaseRules.IsSuperficial(lesion)) yield break;
                continue;
            }

            if (DiseaseRules.IsDeep(lesion) && (deep is null || date.Latest < deep.Occurred!.Latest)) deep = fact;
            if (DiseaseRules.IsSuperficial(lesion) && (superficial is null || date.Earliest < superficial.Occurred!.Earliest)) superficial = fact;
        }

        if (deep is null || superficial is null || !deep.Occurred!.IsBefore(superficial.Occurred!)) yield break;
        yield return new Violation(Severity.Warning,
            "Deep bone is dated before any bone in skin or subcutis.",
            "In POH bone begins in the skin and moves inwards.",
            "Check the dates and depths; send the first superficial lesion if it is missing.",
            [new Evidence(deep, Elements.When(deep)), new Evidence(superficial, Elements.When(superficial)), new Evidence(poh.Fact, Elements.Code)]);
    }

    public static IEnumerable<Violation> JointGoesBack(PersonFacts person, RuleBasis basis)
    {
        Dictionary<(string, string), List<State>> joints = [];
        foreach ((LiveFact fact, FunctionAssessed assessed) in person.Functions)
        {
            int rank = Array.IndexOf(JointLevels, assessed.Level);
            if (assessed is not { Instrument: "joint-status", Region: { } region } || fact.Occurred is null || rank < 0) continue;
            string[] sides = assessed.Laterality is "bilateral" ? Sides : [assessed.Laterality ?? ""];
            foreach (string side in sides)
            {
                if (!joints.TryGetValue((region, side), out List<State>? states)) joints[(region, side)] = states = [];
                states.Add(new State(fact, rank));
            }
        }

        HashSet<(string, string)> told = [];
        foreach (((string region, _), List<State> states) in joints.OrderBy(joint => joint.Key))
        {
            foreach ((LiveFact before, LiveFact after) in Falls(states, (worst, now) => worst.Value >= JointRanks && worst.Value - now.Value >= JointRanks))
            {
                // Both joints of one report are one violation; surgery can free a joint.
                if (!told.Add((before.Key, after.Key)) || WasOperated(person, before, after, region)) continue;
                yield return GoesBack("A joint that was ankylosed is recorded as moving again.", "Ankylosis by bone does not resolve.", "the joint, its side, the dates and the levels", before, after);
            }
        }
    }

    public static IEnumerable<Violation> MobilityGoesBack(PersonFacts person, RuleBasis basis)
    {
        List<State> states =
        [
            .. person.Functions.Where(function => function.Fact.Occurred is not null && function.Event.Instrument is "mobility-status")
                .Select(function => new State(function.Fact, Array.IndexOf(MobilityLevels, function.Event.Level))).Where(state => state.Value >= 0),
        ];
        return Falls(states, (worst, now) => worst.Value - now.Value >= MobilityRanks)
            .Select(fall => GoesBack("A subject who used a wheelchair all of the time is recorded as walking without an aid.", "The loss of walking through bone does not resolve.", "the dates and the levels", fall.Before, fall.After));
    }

    public static IEnumerable<Violation> VolumeFalls(PersonFacts person, RuleBasis basis)
    {
        decimal kept = (100 - basis.Thresholds.VolumeErrorPercent) / 100m;
        // Only volumes of one region, by one method, with the head treated alike, can be compared.
        foreach (IGrouping<(string?, string?, string?), (LiveFact Fact, OssificationMeasured Event)> comparable in person.Volumes
            .Where(volume => volume.Fact.Occurred is not null && volume.Event.CubicMillimetres is not null)
            .GroupBy(volume => (volume.Event.Region, volume.Event.Method, volume.Event.HeadExcluded)))
        {
            List<State> states = [.. comparable.Select(volume => new State(volume.Fact, volume.Event.CubicMillimetres!.Value))];
            foreach ((LiveFact before, LiveFact after) in Falls(states, (worst, now) => now.Value < worst.Value * kept))
            {
                if (WasOperated(person, before, after, comparable.Key.Item1)) continue;
                yield return GoesBack("The volume of heterotopic bone falls by more than the error of measurement.", "Heterotopic bone does not go away by itself.", "the volumes, their units and dates", before, after);
            }
        }
    }

    public static IEnumerable<Violation> CajisFalls(PersonFacts person, RuleBasis basis)
    {
        List<State> states =
        [
            .. person.Functions.Where(function => function.Fact.Occurred is not null && function.Event is { Instrument: "cajis", Score: not null })
                .Select(function => new State(function.Fact, function.Event.Score!.Value)),
        ];
        return Falls(states, (worst, now) => worst.Value - now.Value > basis.Thresholds.CajisFall)
            .Select(fall => GoesBack("The joint involvement score falls by more than examiners differ.", "Joints that are lost do not come back.", "the scores and their dates", fall.Before, fall.After));
    }

    /// <summary>
    /// A flare-up that left bone has a lesion near it in the months after. Bone without a flare-up is allowed: 47 % have seen that. Asked once the months are
    /// over; a lesion that names the flare-up but lies elsewhere is only told.
    /// </summary>
    public static IEnumerable<Violation> BoneWithoutLesion(PersonFacts person, RuleBasis basis)
    {
        LesionIndex? lesions = null;
        foreach ((LiveFact fact, FlareUpReported flareUp) in person.FlareUps)
        {
            if (flareUp is not { Outcome: "ho-formed", Region: { } region } || fact.Occurred is not { } start) continue;
            lesions ??= new LesionIndex(person.Lesions);
            DateOnly until = PartialDates.AddMonths((flareUp.End ?? start).Latest, basis.Thresholds.FlareUpMonths);
            (LiveFact Fact, OssificationReported Event)[] named = [.. lesions.Naming(fact)];
            bool isFound = named.Any(lesion => IsNear(flareUp, lesion.Event)) || lesions.Near(region, start.Earliest).Any(lesion =>
                (lesion.Fact.Occurred is not { } seen || seen.Earliest <= until) && IsNear(flareUp, lesion.Event));
            LiveFact? far = named.FirstOrDefault().Fact;
            if (isFound) continue;
            if (far is not null)
            {
                yield return new Violation(Severity.Information,
                    "A lesion names a flare-up that lies neither at its own region nor at one beside it.",
                    "Bone forms where the flare-up was.",
                    "Check bodySite and laterality of both, and derivedFrom of the lesion. Leave them if they are right.",
                    [new Evidence(far, Elements.BodySite), new Evidence(fact, Elements.BodySite)]);
            }
            else if (basis.Today > until)
            {
                yield return new Violation(Severity.Warning,
                    "A flare-up ended with bone, and no lesion is recorded at its region or one beside it in the months after.",
                    "Bone that formed is a lesion, and reports on where bone forms count lesions.",
                    "Send the lesion with its region and date, and derivedFrom naming the flare-up; or correct the outcome of the flare-up.",
                    [new Evidence(fact, Elements.Outcome)]);
            }
        }
    }

    /// <summary>
    /// Where a course that can only get worse gets better. Read in the order of dates, each state against the worst before it; states whose dates overlap
    /// are not compared, because their order is not known. After a fall the course is read on from there, so that one error is told once.
    /// </summary>
    private static IEnumerable<(LiveFact Before, LiveFact After)> Falls(List<State> states, Func<State, State, bool> isFall)
    {
        State? worst = null;
        foreach (State state in states.OrderBy(state => state.Date.Earliest).ThenBy(state => state.Date.Latest).ThenBy(state => state.Fact.Key, StringComparer.Ordinal))
        {
            if (worst is null || state.Value >= worst.Value)
            {
                worst = state;
            }
            else if (worst.Date.IsBefore(state.Date) && isFall(worst, state))
            {
                yield return (worst.Fact, state.Fact);
                worst = state;
            }
        }
    }

    private static Violation GoesBack(string message, string reason, string what, LiveFact before, LiveFact after) => new(Severity.Warning,
        message, reason, $"Check {what}; correct the record that is wrong, or send the surgery that explains it.", [new Evidence(after, Elements.Value), new Evidence(before, Elements.Value)]);

    /// <summary>True when an operation that can take bone away may lie between two dates, at a region or at one that is not told.</summary>
    private static bool WasOperated(PersonFacts person, LiveFact before, LiveFact after, string? region) => person.Surgeries.Any(surgery =>
        surgery.Event.Kind is "excision" or "joint-release" or "amputation"
        && (region is null || surgery.Event.Region is not { } place || BodyRegions.IsNear(region, place))
        && surgery.Fact.Occurred is { } date && !date.IsBefore(before.Occurred!) && !after.Occurred!.IsBefore(date));

    private static bool IsNear(FlareUpReported flareUp, OssificationReported lesion) =>
        lesion.Region is not { } place || (BodyRegions.IsNear(flareUp.Region!, place) && !AreOpposite(flareUp.Laterality, lesion.Laterality));

    private static bool AreOpposite(string? one, string? other) => (one, other) is ("left", "right") or ("right", "left");

    /// <summary>Lesions by region and date, so that each of many flare-ups looks at few of many lesions.</summary>
    private sealed class LesionIndex
    {
        private readonly Dictionary<string, (LiveFact Fact, OssificationReported Event)[]> _byRegion;
        private readonly ILookup<string?, (LiveFact Fact, OssificationReported Event)> _byFlareUp;

        public LesionIndex(IEnumerable<(LiveFact Fact, OssificationReported Event)> lesions)
        {
            (LiveFact Fact, OssificationReported Event)[] all = [.. lesions];
            // Invariant: in a region the lesions are in the order of the last day on which they can have been first seen; undated ones are last.
            _byRegion = all.GroupBy(lesion => lesion.Event.Region ?? "", StringComparer.Ordinal)
                .ToDictionary(group => group.Key, group => group.OrderBy(lesion => LastDay(lesion.Fact)).ToArray(), StringComparer.Ordinal);
            _byFlareUp = all.ToLookup(lesion => lesion.Event.FlareUp, StringComparer.Ordinal);
        }

        /// <summary>Lesions that name the flare-up as what they followed.</summary>
        public IEnumerable<(LiveFact Fact, OssificationReported Event)> Naming(LiveFact flareUp) => _byFlareUp[flareUp.Key];

        /// <summary>Lesions at a region, one that touches it or one not told, that may have been first seen on a day or later.</summary>
        public IEnumerable<(LiveFact Fact, OssificationReported Event)> Near(string region, DateOnly from)
        {
            foreach ((string place, (LiveFact Fact, OssificationReported Event)[] lesions) in _byRegion)
            {
                if (place.Length > 0 && !BodyRegions.IsNear(region, place)) continue;
                for (int index = FirstFrom(lesions, from); index < lesions.Length; index++) yield return lesions[index];
            }
        }

        private static int FirstFrom((LiveFact Fact, OssificationReported Event)[] lesions, DateOnly from)
        {
            int low = 0;
            int high = lesions.Length;
            while (low < high)
            {
                int middle = (low + high) / 2;
                if (LastDay(lesions[middle].Fact) < from) low = middle + 1;
                else high = middle;
            }

            return low;
        }

        private static DateOnly LastDay(LiveFact fact) => fact.Occurred?.Latest ?? DateOnly.MaxValue;
    }

    private sealed record State(LiveFact Fact, decimal Value)
    {
        public PartialDate Date => Fact.Occurred!;
    }
}
