using System.Globalization;
using Registry.Statistics.Survival;

namespace Registry.Statistics.Tests;

/// <summary>The files that tests/data/statistics/make-reference.R wrote, and how near to them an estimate must come.</summary>
static class Reference
{
    /// <summary>For closed forms: R and we round in a different order, nothing more.</summary>
    const double RelativeTolerance = 1e-10;

    static readonly string Folder = Path.Combine(RepositoryRoot(), "tests", "data", "statistics");

    static readonly Lazy<ILookup<string, FollowUp>> Samples = new(() => Rows("kaplan-meier-samples.csv")
        .ToLookup(row => row["cohort"], row => new FollowUp(row.Int("entry"), row.Int("exit"), row.Int("failed") == 1), StringComparer.Ordinal));

    internal static FollowUp[] Cohort(string name)
    {
        FollowUp[] cohort = [.. Samples.Value[name]];
        Assert.NotEmpty(cohort);
        return cohort;
    }

    internal static IEnumerable<string> CohortNames => Samples.Value.Select(cohort => cohort.Key);

    /// <summary>For iterative fits: R's own convergence, tightened, and ours.</summary>
    internal const double Iterative = 1e-6;

    internal static void Near(double expected, double actual, string what, double tolerance = RelativeTolerance)
    {
        double allowed = tolerance * Math.Max(Math.Abs(expected), double.Epsilon);
        Assert.True(Math.Abs(expected - actual) <= allowed, string.Create(CultureInfo.InvariantCulture, $"{what}: R has {expected:R}, we have {actual:R}"));
    }

    internal static IEnumerable<Row> Rows(string file)
    {
        IEnumerable<string> lines = File.ReadLines(Path.Combine(Folder, file)).Where(line => !line.StartsWith('#'));
        string[]? header = null;
        bool any = false;
        foreach (string line in lines)
        {
            string[] fields = line.Split(',');
            if (header is null)
                header = fields;
            else
                yield return new Row(header, fields);
            any |= header != fields;
        }

        Assert.True(any, $"{file} has no row, so nothing would be compared.");
    }

    static string RepositoryRoot()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Registry.sln"))) folder = folder.Parent;
        return folder?.FullName ?? throw new DirectoryNotFoundException("The tests run inside the repository; no Registry.sln above the test's folder.");
    }

    internal sealed record Row(string[] Header, string[] Fields)
    {
        internal string this[string column] => Fields[Array.IndexOf(Header, column)];

        internal int Int(string column) => int.Parse(this[column], CultureInfo.InvariantCulture);

        internal double Number(string column) => double.Parse(this[column], CultureInfo.InvariantCulture);

        /// <summary>Null is R's NA.</summary>
        internal double? NumberOrNone(string column) => this[column].Length == 0 ? null : Number(column);

        internal int? IntOrNone(string column) => this[column].Length == 0 ? null : Int(column);
    }
}
