using Registry.Cohort.Chance;
using Registry.Cohort.Truth;

namespace Registry.Cohort.Lives;

/// <summary>What every life has: birth, entry, its end, visits, consent, death.</summary>
/// <remarks>Death is drawn given that the subject lived to enter: that is what delayed entry means, and what an estimator has to allow for.</remarks>
internal sealed class Course(CohortTruth truth, CohortOptions options)
{
    private readonly Weighted<SiteTruth> _sites = new(options.SitesOf(truth).Select(site => (site, site.Share)));
    private readonly Weighted<string> _causes = Weighted.Of(truth.Fop.DeathCauses);

    /// <summary>Disease, site and sex.</summary>
    public void Begin(Life life, SubjectRandom random)
    {
        life.IsFop = random.Chance(options.FopShare ?? truth.Registry.FopShare.Value);
        life.Site = _sites.Pick(random);
        life.IsFemale = random.Chance((life.IsFop ? truth.Fop.FemaleShare : truth.Poh.FemaleShare).Value);
    }

    /// <summary>Entry, birth, death and the end of observation; <see cref="Life.DiagnosisAge"/> is known.</summary>
    public void Frame(Life life, SubjectRandom random)
    {
        double median = (life.IsFop ? truth.Registry.EntryAgeMedianYears : truth.Poh.EntryAgeMedianYears).Value;
        double drawn;
        do drawn = random.LogNormal(median, truth.Registry.EntryAgeSigma.Value);
        while (drawn > truth.Registry.EntryAgeMostYears.Value);
        double entryAge = Math.Max(life.DiagnosisAge, drawn);
        int from = options.From.DayNumber;
        int days = options.To.DayNumber - from;
        life.Entry = from + random.Below(days - 1);
        life.Birth = life.Entry - (int)Math.Round(entryAge * Life.DaysOfYear);

        Die(life, new SubjectRandom(life.Seed, life.Number, Topic.Death));
        life.End = options.To.DayNumber;
        life.Exit = Exit.Cut;
        if (life.DeathAge is { } age) Consider(life, life.DayAt(age), Exit.Death);
        EndEarlier(life, random.Exponential(), truth.Registry.LossPerYear.Value, Exit.Loss);
        EndEarlier(life, random.Exponential(), options.HasWithdrawals ? truth.Registry.WithdrawalPerYear.Value : 0, Exit.Withdrawal);

        for (int visit = life.Entry; visit < life.End; visit += Math.Max(30, (int)(life.Site.VisitEveryYears * Life.DaysOfYear * (0.8 + (0.4 * random.Uniform())))))
        {
            life.Visits.Add(visit);
        }
    }

    /// <summary>What was permitted.</summary>
    public void Consent(Life life, SubjectRandom random)
    {
        life.Consents.Add(("registry", true));
        life.Consents.Add(("reuse", random.Chance(truth.Registry.ReusePermitted.Value)));
        life.Consents.Add(("recontact", random.Chance(truth.Registry.RecontactPermitted.Value)));
        life.Consents.Add(("biosample", random.Chance(truth.Registry.BiosamplePermitted.Value)));
    }

    /// <summary>Vital status at each visit and at the end, and the death.</summary>
    public void Follow(Life life, SubjectRandom habits)
    {
        foreach (int visit in life.Visits) Status(life, visit, "alive", "visit");
        switch (life.Exit)
        {
            case Exit.Cut:
                Status(life, life.End, "alive", "contact");
                break;
            case Exit.Loss:
                // Last seen on that day; a year later nobody had heard again.
                Status(life, life.End, "alive", "contact");
                int missed = life.End + 366;
                if (missed <= options.To.DayNumber) Status(life, missed, "lost-to-follow-up", "other");
                break;
            case Exit.Death:
                life.Deceased = life.Told(life.End);
                Status(life, life.End, "dead", habits.Chance(0.5) ? "civil-register" : "contact");
                bool isKnown = !habits.Chance(truth.Fop.DeathCauseUnknown.Value);
                Statement cause = life.Observe("cause-of-death", life.End);
                cause.Value = Value.Of("cause-of-death", isKnown && life.DeathCause is { } known ? known : "unknown");
                cause.With("death-cause-role", "death-cause-role", "underlying");
                if (isKnown) cause.With("death-due-to-disease", "yes-no-unknown", life.DeathCause is "thoracic-insufficiency-syndrome" ? "yes" : "unknown");
                break;
        }
    }

    private static void Status(Life life, int day, string status, string source)
    {
        Statement statement = life.Observe("vital-status", day);
        statement.Value = Value.Of("vital-status", status);
        statement.With("vital-status-source", "vital-status-source", source);
    }

    private void Die(Life life, SubjectRandom random)
    {
        double exponential = random.Exponential();
        string cause = _causes.Pick(random);
        MortalityTruth? mortality = life.IsFop ? truth.Fop.Mortality : truth.Poh.Mortality;
        if (mortality is null) return;
        life.DeathAge = Gompertz.AgeAtDeath(mortality, life.AgeOn(life.Entry), exponential);
        life.DeathCause = life.IsFop ? cause : "other";
    }

    private static void EndEarlier(Life life, double exponential, double hazard, Exit exit)
    {
        if (hazard > 0) Consider(life, life.Entry + (int)Math.Min(exponential / hazard * Life.DaysOfYear, 1e6), exit);
    }

    private static void Consider(Life life, int day, Exit exit)
    {
        // Nobody leaves on the day of entry.
        int end = Math.Max(day, life.Entry + 1);
        if (end >= life.End) return;
        life.End = end;
        life.Exit = exit;
    }
}
