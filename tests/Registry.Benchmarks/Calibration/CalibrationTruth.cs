using System.Globalization;
using System.Text;
using System.Text.Json;
using Registry.Analytics.Reports;
using Registry.Cohort;
using Registry.Cohort.Truth;

namespace Registry.Benchmarks.Calibration;

/// <summary>What is true of the cohort in the terms of the reports, computed from <c>truth.json</c> alone, without any estimator.</summary>
/// <remarks>
/// The parameters themselves are documented in <c>src/Registry.Cohort/Truth/truth.json</c>, each with its source. Three quantities of reports are no
/// parameter of that file, and follow from it: see <see cref="AssessedMedian"/>, <see cref="Concordances"/> and <see cref="RegionMedians"/>.
/// </remarks>
internal static class CalibrationTruth
{
    /// <summary>Subjects of the cohort whose true ages answer what has no closed form; its seed is none of the calibration's.</summary>
    private const int ManySubjects = 20_000;
    private const long ManySeed = 1_000_003;

    private const double Step = 0.01;

    /// <summary>Median age at the first assessment that shows the wheelchair: the age at which it came, and the wait until the next visit.</summary>
    /// <remarks>A visit comes at a moment that does not depend on the wheelchair, so the wait is uniform between 0 and the site's spacing; sites by their shares.</remarks>
    public static double AssessedMedian(CohortTruth truth)
    {
        double median = truth.Fop.Function.WheelchairMedianYears.Value;
        double shape = truth.Fop.Function.WheelchairShape.Value;
        double Free(double age) => age <= 0 ? 1 : Math.Exp(-Math.Log(2) * Math.Pow(age / median, shape));
        double NotSeen(double age) => truth.Sites.List.Sum(site => site.Share * Enumerable.Range(0, 100).Average(part => Free(age - ((part + 0.5) / 100 * site.VisitEveryYears))));
        double found = median;
        while (NotSeen(found) > 0.5) found += Step;
        return found - (Step / 2);
    }

    /// <summary>Every subject of a large cohort, without its bundles.</summary>
    public static async Task<IReadOnlyList<JsonElement>> ManyAsync(CohortOptions options)
    {
        List<JsonElement> subjects = [];
        await foreach (CohortBlock block in new CohortGenerator(options with { Subjects = ManySubjects, Seed = ManySeed }, TruthReader.Default()).BlocksAsync(1))
        {
            using (block)
            {
                foreach (string line in Encoding.UTF8.GetString(block.Truth.Span).Split('\n', StringSplitOptions.RemoveEmptyEntries)) subjects.Add(JsonSerializer.Deserialize<JsonElement>(line));
            }
        }

        return subjects;
    }

    /// <summary>Share of pairs of regions that came in the order that an axis expects, of pairs that are both seen before observation ends, as precisely as the site tells them.</summary>
    public static IReadOnlyDictionary<string, double> Concordances(CohortTruth truth, IReadOnlyList<JsonElement> subjects)
    {
        Dictionary<string, double> shares = [];
        foreach ((string axis, Comparison<BodyRegion> compare) in BodyRegions.Axes)
        {
            long pairs = 0;
            long concordant = 0;
            foreach (JsonElement subject in subjects)
            {
                (BodyRegion Region, int First, int Last)[] seen = [.. Seen(truth, subject)];
                for (int one = 0; one < seen.Length; one++)
                {
                    for (int other = one + 1; other < seen.Length; other++)
                    {
                        int expected = compare(seen[one].Region, seen[other].Region);
                        int came = seen[one].Last < seen[other].First ? -1 : seen[other].Last < seen[one].First ? 1 : 0;
                        if (expected == 0 || came == 0) continue;
                        pairs++;
                        if (Math.Sign(expected) == came) concordant++;
                    }
                }
            }

            shares[axis] = concordant / (double)pairs;
        }

        return shares;
    }

    /// <summary>Median age at first bone of each region, were everybody to live for ever.</summary>
    public static IReadOnlyDictionary<string, double> RegionMedians(CohortTruth truth, IReadOnlyList<JsonElement> subjects) =>
        truth.Fop.Lesions.Regions.Keys.ToDictionary(region => region, region => subjects.Select(subject => subject.GetProperty("boneAges").GetProperty(region).GetDouble()).Order().ElementAt(subjects.Count / 2), StringComparer.Ordinal);

    /// <summary>The days within which each region's first bone is told to have come.</summary>
    private static IEnumerable<(BodyRegion Region, int First, int Last)> Seen(CohortTruth truth, JsonElement subject)
    {
        int birth = Day(subject, "birth");
        int entry = Day(subject, "entry");
        int end = Day(subject, "end");
        Precision precision = truth.Sites.List.First(site => subject.GetProperty("site").ValueEquals(site.Name)).DatePrecision;
        foreach (JsonProperty bone in subject.GetProperty("boneAges").EnumerateObject())
        {
            int day = birth + (int)Math.Round(bone.Value.GetDouble() * 365.25);
            if (day >= end) continue;
            DateOnly on = DateOnly.FromDayNumber(day);
            (DateOnly first, DateOnly last) = (day < entry ? Precision.Year : precision) switch
            {
                Precision.Year => (new DateOnly(on.Year, 1, 1), new DateOnly(on.Year, 12, 31)),
                Precision.Month => (new DateOnly(on.Year, on.Month, 1), new DateOnly(on.Year, on.Month, DateTime.DaysInMonth(on.Year, on.Month))),
                _ => (on, on),
            };
            yield return (BodyRegions.Find(bone.Name)!, first.DayNumber, last.DayNumber);
        }
    }

    private static int Day(JsonElement subject, string name) => DateOnly.ParseExact(subject.GetProperty(name).GetString()!, "yyyy-MM-dd", CultureInfo.InvariantCulture).DayNumber;
}
