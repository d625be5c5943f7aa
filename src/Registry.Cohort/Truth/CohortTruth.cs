namespace Registry.Cohort.Truth;

/// <summary>What the lives of a cohort are drawn from: the shape of <c>truth.json</c>, top to bottom. Read by <see cref="TruthReader"/> alone, which checks it.</summary>
public sealed record CohortTruth
{
    /// <summary>What the file is, for people.</summary>
    public required string About { get; init; }

    /// <summary>Where subjects are seen, and how each place keeps its records.</summary>
    public required Listed<SiteTruth> Sites { get; init; }

    /// <summary>Entry, loss and consent.</summary>
    public required RegistryTruth Registry { get; init; }

    /// <summary>FOP.</summary>
    public required FopTruth Fop { get; init; }

    /// <summary>POH.</summary>
    public required PohTruth Poh { get; init; }
}

/// <summary>One parameter and where it comes from.</summary>
/// <typeparam name="T">Its type.</typeparam>
public sealed record Sourced<T>
{
    /// <summary>The parameter.</summary>
    public required T Value { get; init; }

    /// <summary>A paper, an arithmetic, or "Assumption" and what guided it.</summary>
    public required string Source { get; init; }
}

/// <summary>Rows that share one source.</summary>
/// <typeparam name="T">A row.</typeparam>
public sealed record Listed<T>
{
    /// <summary>Where the rows come from.</summary>
    public required string Source { get; init; }

    /// <summary>The rows.</summary>
    public required IReadOnlyList<T> List { get; init; }
}

/// <summary>A site and its habits.</summary>
public sealed record SiteTruth
{
    /// <summary>Lower-case letters, digits and hyphens.</summary>
    public required string Name { get; init; }

    /// <summary>ISO 3166 country of its subjects.</summary>
    public required string Country { get; init; }

    /// <summary>Its share of subjects, beside the others' shares.</summary>
    public required double Share { get; init; }

    /// <summary>How precisely it sends dates of birth.</summary>
    public required Precision BirthPrecision { get; init; }

    /// <summary>How precisely it sends the dates of what it saw itself. What was before entry is sent as a year.</summary>
    public required Precision DatePrecision { get; init; }

    /// <summary>Years between visits, on average.</summary>
    public required double VisitEveryYears { get; init; }

    /// <summary>Share of what it could say and does not: triggers, classes, causes.</summary>
    public required double UnknownShare { get; init; }

    /// <summary>Whether it sends the fifteen sites of a joint score, or the total alone.</summary>
    public required bool ScoresSites { get; init; }

    /// <summary>Whether it images volumes of bone.</summary>
    public required bool Images { get; init; }
}

/// <summary>How much of a date is said.</summary>
public enum Precision
{
    /// <summary>The year.</summary>
    Year,

    /// <summary>Year and month.</summary>
    Month,

    /// <summary>The day.</summary>
    Day,
}

/// <summary>How people come into the registry and leave it.</summary>
public sealed record RegistryTruth
{
    /// <summary>Share of subjects with FOP; the rest have POH.</summary>
    public required Sourced<double> FopShare { get; init; }

    /// <summary>Median of the lognormal age at entry, FOP. Nobody enters before the diagnosis.</summary>
    public required Sourced<double> EntryAgeMedianYears { get; init; }

    /// <summary>Sigma of that age, both diseases.</summary>
    public required Sourced<double> EntryAgeSigma { get; init; }

    /// <summary>Oldest age at entry, both diseases.</summary>
    public required Sourced<double> EntryAgeMostYears { get; init; }

    /// <summary>Hazard of loss to follow-up.</summary>
    public required Sourced<double> LossPerYear { get; init; }

    /// <summary>Hazard of withdrawing consent.</summary>
    public required Sourced<double> WithdrawalPerYear { get; init; }

    /// <summary>Share that permits reuse.</summary>
    public required Sourced<double> ReusePermitted { get; init; }

    /// <summary>Share that permits being contacted again.</summary>
    public required Sourced<double> RecontactPermitted { get; init; }

    /// <summary>Share that permits keeping a sample.</summary>
    public required Sourced<double> BiosamplePermitted { get; init; }
}

/// <summary>Gompertz mortality: hazard a·exp(b·age) with a = ln 2·b / (exp(b·median) − 1).</summary>
public sealed record MortalityTruth
{
    /// <summary>True median age at death from birth.</summary>
    public required Sourced<double> MedianYears { get; init; }

    /// <summary>b, per year.</summary>
    public required Sourced<double> GompertzSlope { get; init; }
}

/// <summary>A variant of ACVR1.</summary>
public sealed record Acvr1Truth
{
    /// <summary>c. name without transcript.</summary>
    public required string Coding { get; init; }

    /// <summary>p. name without protein.</summary>
    public required string Protein { get; init; }

    /// <summary>Its share.</summary>
    public required double Share { get; init; }

    /// <summary>Clinical class: <c>classic</c> or <c>variant</c>.</summary>
    public required string Class { get; init; }

    /// <summary>Whether the great toe is malformed with it.</summary>
    public required bool Toe { get; init; }
}

/// <summary>A variant of GNAS.</summary>
public sealed record GnasTruth
{
    /// <summary>c. name without transcript.</summary>
    public required string Coding { get; init; }

    /// <summary>p. name without protein.</summary>
    public required string Protein { get; init; }

    /// <summary>Its share.</summary>
    public required double Share { get; init; }

    /// <summary>Class of consequence, a code of the registry's own.</summary>
    public required string Consequence { get; init; }
}

/// <summary>POH.</summary>
public sealed record PohTruth
{
    /// <summary>Share of girls and women.</summary>
    public required Sourced<double> FemaleShare { get; init; }

    /// <summary>Mortality; null when nobody dies, because no figure was published.</summary>
    public required MortalityTruth? Mortality { get; init; }

    /// <summary>Share in whom a variant is found.</summary>
    public required Sourced<double> GnasFound { get; init; }

    /// <summary>The variants.</summary>
    public required Listed<GnasTruth> Variants { get; init; }

    /// <summary>Share of variants that are de novo.</summary>
    public required Sourced<double> DeNovoShare { get; init; }

    /// <summary>Median age at the first lesion of the skin (exponential).</summary>
    public required Sourced<double> OnsetMedianYears { get; init; }

    /// <summary>Median time from dermis to subcutis (exponential).</summary>
    public required Sourced<double> SubcutisMedianYears { get; init; }

    /// <summary>Median time from subcutis to deep tissue (exponential).</summary>
    public required Sourced<double> DeepMedianYears { get; init; }

    /// <summary>Mean time from the first lesion to the diagnosis (exponential).</summary>
    public required Sourced<double> DiagnosisDelayMeanYears { get; init; }

    /// <summary>Median age at entry.</summary>
    public required Sourced<double> EntryAgeMedianYears { get; init; }

    /// <summary>Share with growth restriction before birth.</summary>
    public required Sourced<double> GrowthRetarded { get; init; }

    /// <summary>Share in whom parathyroid hormone rises from the age of 10 on.</summary>
    public required Sourced<double> LateResistance { get; init; }

    /// <summary>Hazard of an operation under observation.</summary>
    public required Sourced<double> SurgeryPerYear { get; init; }

    /// <summary>Share of operations on diffuse bone.</summary>
    public required Sourced<double> SurgeryDiffuse { get; init; }

    /// <summary>Share that recurs after circumscribed bone was taken out.</summary>
    public required Sourced<double> RecurrenceCircumscribed { get; init; }

    /// <summary>Share that recurs after diffuse bone was taken out.</summary>
    public required Sourced<double> RecurrenceDiffuse { get; init; }

    /// <summary>Shortening of the affected limb from deep bone on.</summary>
    public required Sourced<double> LimbMillimetresPerYear { get; init; }
}
