using System.Globalization;
using Registry.Statistics;
using Registry.Statistics.Rates;
using Registry.Statistics.Survival;

namespace Registry.Analytics.Reports;

/// <summary>People who are counted together, under the name that the rows carry.</summary>
internal sealed record Stratum(string Name, IReadOnlyList<Person> People)
{
    /// <summary>One per disease that is asked for; who has two stands in both.</summary>
    internal static IReadOnlyList<Stratum> ByDisease(Cohort cohort, ReportRequest request) =>
    [
        .. request.Diseases.Where(disease => request.Disease is null || string.Equals(request.Disease, disease, StringComparison.Ordinal))
            .Select(disease => new Stratum(disease, [.. cohort.People.Where(person => person.Has(disease))])),
    ];

    /// <summary>One per name that a person can have; in order of name.</summary>
    internal static IReadOnlyList<Stratum> By(IEnumerable<Person> people, Func<Person, IEnumerable<string>> names) =>
    [
        .. people.SelectMany(person => names(person).Select(name => (Name: name, Person: person))).GroupBy(entry => entry.Name, StringComparer.Ordinal)
            .OrderBy(group => group.Key, StringComparer.Ordinal).Select(group => new Stratum(group.Key, [.. group.Select(entry => entry.Person)])),
    ];
}

/// <summary>What several reports print alike.</summary>
internal static class Cells
{
    internal const string NotStated = "not stated";

    internal static readonly ReportColumn[] ProportionColumns =
        [ReportColumn.Probability("proportion", "Proportion"), ReportColumn.Probability("lower_95", "Lower 95 %"), ReportColumn.Probability("upper_95", "Upper 95 %")];

    internal const string ProportionMethod = "Counts; proportion with the exact binomial interval at 95 % (Clopper and Pearson 1934).";

    internal static readonly ReportColumn[] RateColumns =
    [
        ReportColumn.Years("person_years", "Person-years"), ReportColumn.PerYear("per_person_year", "Per person-year"),
        ReportColumn.PerYear("lower_95", "Lower 95 %"), ReportColumn.PerYear("upper_95", "Upper 95 %"),
    ];

    internal const string RateMethod = "Occurrences divided by person-years (a year has 365.25 days), with the exact Poisson interval at 95 % (Garwood 1936).";

    /// <summary>A share with its interval; three missing cells of nobody.</summary>
    internal static ReportCell[] Proportion(long count, long of)
    {
        if (of == 0) return [ReportCell.None, ReportCell.None, ReportCell.None];
        BinomialProportion share = BinomialProportion.Estimate(count, of);
        return [ReportCell.Probability(share.Share), ReportCell.Probability(share.Interval.Lower), ReportCell.Probability(share.Interval.Upper)];
    }

    internal static ReportCell[] Rate(long count, long days)
    {
        if (days == 0) return [ReportCell.Years(0), ReportCell.None, ReportCell.None, ReportCell.None];
        IncidenceRate rate = IncidenceRate.Estimate(count, PersonTime.Years(days));
        return [ReportCell.Years(rate.PersonYears), ReportCell.Rate(rate.PerPersonYear), ReportCell.Rate(rate.Interval.Lower), ReportCell.Rate(rate.Interval.Upper)];
    }

    internal static ReportCell Reached(QuantileTime time) => time is QuantileTime.Reached reached ? ReportCell.Years(reached.Days / PersonTime.DaysPerYear) : new ReportCell.NotReached();

    /// <summary>The middle value, of two the mean; missing of none.</summary>
    internal static double? Median(IReadOnlyCollection<double> values)
    {
        if (values.Count == 0) return null;
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    /// <summary>The smallest of ascending values with that share of them at or below it; null of none.</summary>
    internal static double? Quartile(double[] sorted, double share) => sorted.Length == 0 ? null : sorted[(int)Math.Ceiling(share * sorted.Length) - 1];

    /// <summary>A band of ages is no count of people, and so never suppressed.</summary>
    internal static ReportCell.Text Band(int years) => new(years.ToString(CultureInfo.InvariantCulture));

    internal static string Age(int day) => PersonTime.Years(day).ToString("0.0", CultureInfo.InvariantCulture);

    internal static int DaysOfAge(int years) => (int)Math.Ceiling(years * PersonTime.DaysPerYear);

    internal static IEnumerable<string> Texts(string name, IEnumerable<Caveat> caveats) => caveats.Select(caveat => $"{name}: {caveat.Text}");

    internal static IReadOnlyList<ReportCount> Excluded(Cohort cohort, params IEnumerable<ReportCount> more) => [new("consent to the registry withdrawn", ReportCell.Of(cohort.WithdrawnSubjects)), .. more];

    internal static ReportCount WithoutDisease(Cohort cohort, ReportRequest request) =>
        new("no confirmed diagnosis of a disease of the registry", ReportCell.Of(cohort.People.LongCount(person => !request.Diseases.Any(person.Has))));
}
