using Registry.Analytics.Projections;
using Registry.Statistics.Rates;
using Registry.Statistics.Survival;

namespace Registry.Analytics.Reports;

/// <summary>A flare-up whose onset lies under observation.</summary>
/// <param name="Subject">Number of the subject among those under observation.</param>
/// <param name="Day">Age in days at its onset.</param>
/// <param name="Onset">The day of the onset.</param>
/// <param name="FlareUp">The flare-up.</param>
internal readonly record struct ObservedFlareUp(int Subject, int Day, DateOnly Onset, FlareUpRow FlareUp);

/// <summary>The people with a disease, and where in their lives their flare-ups lie.</summary>
internal sealed class FlareUpCourse
{
    internal FlareUpCourse(Stratum stratum, Cohort cohort)
    {
        Disease = stratum.Name;
        People = stratum.People;
        FlareUps = [.. People.SelectMany(person => person.FlareUps)];
        List<FollowUp> followUps = [];
        foreach (Person person in People)
        {
            Life life = cohort.LifeOf(person);
            bool isObserved = life.FollowUpGap == LifeGap.None;
            Place(person, life, isObserved ? followUps.Count : null, cohort.CutDay);
            if (!isObserved) continue;
            followUps.Add(life.FollowUp);
            Seasons.Add(SeasonDays, life.Entry!.Value, life.Exit!.Value);
        }

        FollowUps = [.. followUps];
    }

    internal string Disease { get; }

    internal IReadOnlyList<Person> People { get; }

    internal FlareUpRow[] FlareUps { get; }

    /// <summary>The periods under observation, by the number of their subject.</summary>
    internal FollowUp[] FollowUps { get; }

    internal List<ObservedFlareUp> Observed { get; } = [];

    internal int SubjectsWithObserved { get; private set; }

    internal int BeforeEntry { get; private set; }

    internal int AfterExit { get; private set; }

    /// <summary>No date of onset, or no period under observation to set it against.</summary>
    internal int NotPlaced { get; private set; }

    /// <summary>Days under observation in each season.</summary>
    internal long[] SeasonDays { get; } = new long[Seasons.Names.Count];

    internal long Days => PersonTime.Days(FollowUps);

    private void Place(Person person, Life life, int? subject, DateOnly cutDay)
    {
        int before = Observed.Count;
        foreach (FlareUpRow flareUp in person.FlareUps)
        {
            DateOnly? onset = subject is not null && flareUp.Occurred is { } date ? Life.Middle(date, life.Birth, cutDay) : null;
            if (onset is null) NotPlaced++;
            else if (onset <= life.Entry) BeforeEntry++;
            else if (onset > life.Exit) AfterExit++;
            else Observed.Add(new ObservedFlareUp(subject!.Value, life.DaysOf(onset.Value), onset.Value, flareUp));
        }

        if (Observed.Count > before) SubjectsWithObserved++;
    }
}

/// <summary>Quarters of the year that begin with December: seasons, of which hemisphere is for the reader.</summary>
internal static class Seasons
{
    internal static readonly IReadOnlyList<string> Names = ["december-february", "march-may", "june-august", "september-november"];

    private static readonly DateOnly First = new(1850, 1, 1);
    private static readonly int[][] DaysBefore = Count();

    internal static int Of(DateOnly day) => day.Month % 12 / 3;

    /// <summary>Adds the days after <paramref name="entry"/> up to <paramref name="exit"/> to their seasons.</summary>
    internal static void Add(long[] days, DateOnly entry, DateOnly exit)
    {
        for (int season = 0; season < Names.Count; season++) days[season] += Until(season, exit) - Until(season, entry);
    }

    private static int Until(int season, DateOnly day) => DaysBefore[season][Math.Clamp(day.DayNumber - First.DayNumber, -1, DaysBefore[season].Length - 2) + 1];

    private static int[][] Count()
    {
        int length = new DateOnly(2200, 1, 1).DayNumber - First.DayNumber;
        int[][] days = [.. Names.Select(_ => new int[length + 1])];
        for (int index = 0; index < length; index++)
        {
            for (int season = 0; season < Names.Count; season++) days[season][index + 1] = days[season][index] + (Of(First.AddDays(index)) == season ? 1 : 0);
        }

        return days;
    }
}
