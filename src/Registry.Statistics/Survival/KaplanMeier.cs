using System.Runtime.InteropServices;

namespace Registry.Statistics.Survival;

/// <summary>The product-limit estimate of the survivor function, for subjects who may come under observation late.</summary>
public static class KaplanMeier
{
    /// <summary>Kaplan–Meier estimate with delayed entry, Greenwood's variance and limits.</summary>
    /// <param name="samples">In any order; a subject may have several, as long as they do not overlap.</param>
    /// <param name="options">Null: <see cref="SurvivalOptions.Default"/>.</param>
    /// <returns>One step per distinct day of failure, ascending; no step when nobody failed.</returns>
    /// <exception cref="ArgumentException">There is no sample.</exception>
    /// <exception cref="ArgumentOutOfRangeException">
    /// A sample's exit is not after its entry, or it lies outside [<see cref="FollowUp.BeforeOrigin"/>, <see cref="Limits.LastDay"/>]: the message names its index,
    /// and no sample is left out in silence. Or the level is not within (0, 1), or nobody was under observation beyond the lower bound.
    /// </exception>
    /// <remarks>
    /// Ties: a failure precedes a censoring and an entry of the same day. O(samples + days from first entry to last exit). Thread-safe.
    /// Right only when entry does not depend on the risk that follows it, and it speaks of those who survive to the first risk set
    /// (see <see cref="SurvivalCurve.UnobservedPeriods"/> and <see cref="SurvivalCurve.CollapsedOnDay"/>).
    /// Sources: Kaplan and Meier 1958, J. Am. Stat. Assoc. 53:457–481; delayed entry: Tsai, Jewell and Wang 1987, Biometrika 74:883–886.
    /// Checked against R's survfit: tests/data/statistics/make-reference.R.
    /// </remarks>
    public static SurvivalCurve Estimate(ReadOnlySpan<FollowUp> samples, SurvivalOptions? options = null)
    {
        options ??= SurvivalOptions.Default;
        Confidence.CheckLevel(options.Level, nameof(SurvivalOptions.Level));

        using DayTally tally = DayTally.Of(samples, options.StartAtDays);
        Shape shape = Measure(tally, options.OriginDay);
        var steps = new SurvivalStep[shape.Steps];
        Fill(tally, steps, options.Transform, Confidence.TwoSidedZ(options.Level));
        return new SurvivalCurve
        {
            Options = options,
            Steps = ImmutableCollectionsMarshal.AsImmutableArray(steps),
            FirstDay = tally.FirstDay,
            LastDay = tally.LastDay,
            SampleCount = tally.Samples,
            FailureCount = shape.Failures,
            LeftOutCount = tally.LeftOut,
            UnobservedPeriods = [.. shape.Unobserved],
            CollapsedOnDay = shape.CollapsedOnDay,
        };
    }

    /// <summary>What the curve needs to know before its steps are made; the only list in it is empty for nearly every cohort.</summary>
    sealed class Shape
    {
        internal int Steps;
        internal int Failures;
        internal int? CollapsedOnDay;
        internal readonly List<UnobservedPeriod> Unobserved = [];
    }

    static Shape Measure(in DayTally tally, int startDay)
    {
        var shape = new Shape();
        if (tally.FirstDay > startDay + 1) shape.Unobserved.Add(new UnobservedPeriod(startDay + 1, tally.FirstDay - 1));

        int atRisk = tally.EnteredBefore;
        int emptySince = 0;
        for (int day = tally.FirstDay; day <= tally.LastDay; day++)
        {
            DayTally.DayCount count = tally[day];
            if (count.Failed > 0)
            {
                shape.Steps++;
                shape.Failures += count.Failed;
                if (count.Failed == atRisk && day < tally.LastDay) shape.CollapsedOnDay ??= day;
            }

            bool wasEmpty = atRisk == 0;
            atRisk += count.Entered - count.Failed - count.Censored;
            if (atRisk == 0 && !wasEmpty) emptySince = day + 1;
            // Entry is exclusive: who enters on this day is at risk from the next, so this day still belongs to the gap.
            if (atRisk > 0 && wasEmpty) shape.Unobserved.Add(new UnobservedPeriod(emptySince, day));
        }

        return shape;
    }

    static void Fill(in DayTally tally, Span<SurvivalStep> steps, ConfidenceTransform transform, double z)
    {
        int atRisk = tally.EnteredBefore;
        int entered = atRisk;
        int censored = 0;
        double survivor = 1;
        double greenwood = 0;   // Sum of d / (n (n - d)): the variance of log S.
        int next = 0;
        for (int day = tally.FirstDay; day <= tally.LastDay; day++)
        {
            DayTally.DayCount count = tally[day];
            if (count.Failed > 0)
            {
                int left = atRisk - count.Failed;
                survivor *= (double)left / atRisk;
                // Invariant: once everybody at risk has failed the sum is infinite and the curve stays 0.
                greenwood += count.Failed / ((double)atRisk * left);
                double standardErrorOfLog = Math.Sqrt(greenwood);
                steps[next++] = new SurvivalStep
                {
                    Day = day,
                    AtRisk = atRisk,
                    Failures = count.Failed,
                    Censored = censored,
                    Entered = entered,
                    Survivor = survivor,
                    StandardError = survivor > 0 ? survivor * standardErrorOfLog : null,
                    Interval = survivor > 0 ? IntervalOf(survivor, standardErrorOfLog, transform, z) : null,
                };
                censored = 0;
                entered = 0;
            }

            atRisk += count.Entered - count.Failed - count.Censored;
            censored += count.Censored;
            entered += count.Entered;
        }
    }

    /// <summary>Limits of a survivor function strictly between 0 and 1.</summary>
    static ConfidenceInterval IntervalOf(double survivor, double standardErrorOfLog, ConfidenceTransform transform, double z)
    {
        double reach = z * standardErrorOfLog;
        switch (transform)
        {
            case ConfidenceTransform.LogLog:
                double log = Math.Log(survivor);
                double power = Math.Exp(reach / -log);   // exp(-exp(log(-log S) ± u)) = exp(log S · exp(±u)), at least 1 here.
                return new ConfidenceInterval(Math.Exp(log * power), Math.Exp(log / power));
            case ConfidenceTransform.Log:
                double factor = Math.Exp(reach);
                return new ConfidenceInterval(survivor / factor, Math.Min(survivor * factor, 1));
            case ConfidenceTransform.Plain:
                return new ConfidenceInterval(Math.Max(survivor - survivor * reach, 0), Math.Min(survivor + survivor * reach, 1));
            default:
                throw new ArgumentOutOfRangeException(nameof(transform), transform, "Unknown confidence transform.");
        }
    }
}
