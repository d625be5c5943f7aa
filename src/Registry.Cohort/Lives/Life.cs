using Registry.Cohort.Truth;

namespace Registry.Cohort.Lives;

/// <summary>How observation ended.</summary>
internal enum Exit
{
    /// <summary>Alive at the cut.</summary>
    Cut,

    /// <summary>Died under observation.</summary>
    Death,

    /// <summary>Lost to follow-up.</summary>
    Loss,

    /// <summary>Withdrew consent.</summary>
    Withdrawal,
}

/// <summary>One subject: what is true of it, and what its site will tell. Reused from subject to subject; belongs to one thread.</summary>
/// <remarks>Days are <see cref="DateOnly.DayNumber"/>s; ages are years of 365.25 days.</remarks>
internal sealed class Life
{
    /// <summary>Days of a year.</summary>
    public const double DaysOfYear = 365.25;

    private readonly List<Statement> _pool = [];

    /// <summary>Number of the subject, from 1.</summary>
    public int Number { get; private set; }

    /// <summary>Seed of the cohort.</summary>
    public long Seed { get; private set; }

    /// <summary>Its site.</summary>
    public SiteTruth Site { get; set; } = null!;

    /// <summary>FOP, or else POH.</summary>
    public bool IsFop { get; set; }

    /// <summary>Female, or else male.</summary>
    public bool IsFemale { get; set; }

    /// <summary>Day of birth.</summary>
    public int Birth { get; set; }

    /// <summary>Day of entry into the registry.</summary>
    public int Entry { get; set; }

    /// <summary>Day on which observation ended.</summary>
    public int End { get; set; }

    /// <summary>Why.</summary>
    public Exit Exit { get; set; }

    /// <summary>Age at which the subject dies, whether or not that is seen; null when it was not drawn.</summary>
    public double? DeathAge { get; set; }

    /// <summary>What the subject dies of; null when not drawn.</summary>
    public string? DeathCause { get; set; }

    /// <summary>Age at first symptoms, or at the first lesion of the skin.</summary>
    public double OnsetAge { get; set; }

    /// <summary>Age at diagnosis.</summary>
    public double DiagnosisAge { get; set; }

    /// <summary>c. name of the variant; null when none was found.</summary>
    public string? Variant { get; set; }

    /// <summary>FOP: age at full use of a wheelchair, were the subject to live so long.</summary>
    public double WheelchairAge { get; set; }

    /// <summary>FOP: the subject's own rate of flare-ups, a year.</summary>
    public double FlareUpRate { get; set; }

    /// <summary>FOP: the subject's own yearly rise of the joint score.</summary>
    public double CajisSlope { get; set; }

    /// <summary>FOP: age at first bone by region; POH: by depth. In the order of onset.</summary>
    public List<(string Region, double Age)> BoneAges { get; } = [];

    /// <summary>What was permitted on each scope.</summary>
    public List<(string Scope, bool IsPermitted)> Consents { get; } = [];

    /// <summary>What the site sends, in order.</summary>
    public List<Statement> Statements { get; } = [];

    /// <summary>Days of visits, ascending: the first at entry, the last at the end or before.</summary>
    public List<int> Visits { get; } = [];

    /// <summary>The death that the Patient tells, when one is told.</summary>
    public Moment? Deceased { get; set; }

    /// <summary>The Patient tells a death without its date.</summary>
    public bool IsDeceasedUndated { get; set; }

    /// <summary>Begins a new subject.</summary>
    public void Start(long seed, int number)
    {
        Seed = seed;
        Number = number;
        DeathAge = null;
        DeathCause = null;
        Variant = null;
        Deceased = null;
        IsDeceasedUndated = false;
        BoneAges.Clear();
        Consents.Clear();
        Statements.Clear();
        Visits.Clear();
    }

    /// <summary>The day on which the subject has this age.</summary>
    public int DayAt(double age) => Birth + (int)Math.Round(age * DaysOfYear);

    /// <summary>The subject's age on this day.</summary>
    public double AgeOn(int day) => (day - Birth) / DaysOfYear;

    /// <summary>The day as the site tells it: what was before entry as a year, the rest by its habit.</summary>
    public Moment Told(int day) => new(day, day < Entry ? Precision.Year : Site.DatePrecision);

    /// <summary>True when the day lies under observation: from entry to before the end.</summary>
    public bool IsObserved(int day) => day >= Entry && day < End;

    /// <summary>A new Observation.</summary>
    public Statement Observe(string kind, string system, string code, int day)
    {
        Statement statement = Add().Start(kind, isCondition: false, Statements.Count, new Code(system, code));
        statement.From = Told(day);
        return statement;
    }

    /// <summary>A new Observation of the registry's own.</summary>
    public Statement Observe(string code, int day) => Observe(code, Codes.Observation, code, day);

    /// <summary>A new Condition.</summary>
    public Statement Diagnose(string kind, string system, string code) => Add().Start(kind, isCondition: true, Statements.Count, new Code(system, code));

    private Statement Add()
    {
        if (_pool.Count == Statements.Count) _pool.Add(new Statement());
        Statement statement = _pool[Statements.Count];
        Statements.Add(statement);
        return statement;
    }
}
