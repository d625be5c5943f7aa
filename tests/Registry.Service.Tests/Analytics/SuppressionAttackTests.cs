using System.Globalization;
using Registry.Analytics.Reports;
using Xunit;

namespace Registry.Service.Tests.Analytics;

/// <summary>Somebody who has every report for the public, and knows how their tables hang together, tries to solve for what each keeps back.</summary>
/// <remarks>
/// What the attacker knows of the structure is found, not told: a sum over the rows of a finer table that equals a coarser one in the truth of every random registry is taken for a law, whichever
/// reports the two stand in; so are a column that is the sum of others in every row, and one that is never greater than another. Then bounds are propagated over the whole until nothing narrows.
/// </remarks>
public sealed class SuppressionAttackTests
{
    private const int Threshold = 5;
    private const int Registries = 4;

    [Fact]
    public async Task No_small_count_of_any_report_can_be_solved_for_from_all_reports_together()
    {
        List<List<Sheet>> truths = [];
        List<List<Sheet>> shown = [];
        for (int seed = 20261130; seed < 20261130 + Registries; seed++)
        {
            await using AnalyticsDatabase database = await ReportTests.OfAsync(SuppressionTests.Crowd(new Random(seed), isVaried: true, subjects: seed % 2 == 0 ? 60 : 240));
            List<Sheet> truth = [];
            List<Sheet> kept = [];
            foreach ((string name, (string, string)[] parameters) in Published)
            {
                Report open = await database.ReportAsync(name, parameters);
                Report report = await database.ReportAsync(name, [.. parameters, ("audience", "public")]);
                foreach (ReportTable table in report.Tables)
                {
                    string label = $"{name} {string.Join(' ', parameters.Select(parameter => parameter.Item2))} {table.Name}";
                    kept.AddRange(Sheet.Of(label, table));
                    truth.AddRange(Sheet.Of(label, Narrowed(open.Tables.Single(known => known.Name == table.Name), table)));
                }
            }

            truths.Add(truth);
            shown.Add(kept);
        }

        Law[] laws = [.. Law.Find(truths)];
        Assert.True(laws.Length > 50, $"Only {laws.Length} laws were found: the attack knows too little.");
        Assert.True(truths.Exists(truth => Solves(laws, truth, [.. truth.Select(sheet => sheet.WithoutSmallRows())])), "Were small rows alone kept back, this attack would solve nothing: it is none.");
        List<string> solved = [];
        int hidden = 0;
        for (int index = 0; index < truths.Count; index++)
        {
            Attack attack = new(truths[index], shown[index]);
            attack.Run(laws);
            hidden += attack.SmallHidden;
            solved.AddRange(attack.Solved());
        }

        Assert.True(hidden > 500, $"Only {hidden} small counts were kept back: the attack had nothing to attack.");
        Assert.True(solved.Count == 0, $"{solved.Count} of {hidden} small counts can be solved for:\n{string.Join('\n', solved.Distinct().Take(60))}");
    }

    private static bool Solves(Law[] laws, List<Sheet> truth, List<Sheet> shown)
    {
        Attack attack = new(truth, shown);
        attack.Run(laws);
        return attack.Solved().Any();
    }

    /// <summary>Every report, and that of survival in each of its ways: what anybody can ask for.</summary>
    private static IEnumerable<(string Name, (string, string)[] Parameters)> Published =>
    [
        .. ReportCatalogue.Names.Select(name => (name, Array.Empty<(string, string)>())),
        .. new[] { "sex", "variant-class", "parental-allele", "birth-decade", "none" }.Select(by => ("survival", new[] { ("by", by) })),
    ];

    private static ReportTable Narrowed(ReportTable open, ReportTable kept)
    {
        int[] columns = [.. kept.Columns.Select(column => open.Columns.ToList().FindIndex(known => known.Name == column.Name))];
        return open with { Columns = kept.Columns, Rows = [.. open.Rows.Select(row => (IReadOnlyList<ReportCell>)[.. columns.Select(column => row[column])])] };
    }

    /// <summary>The counts of a table by its texts.</summary>
    /// <param name="Name">Report and table.</param>
    /// <param name="Keys">Names of the columns of texts.</param>
    /// <param name="Counts">Names of the columns of counts.</param>
    /// <param name="Rows">Texts, and counts; null: kept back.</param>
    private sealed record Sheet(string Name, string[] Keys, string[] Counts, List<(string[] Key, long?[] Values)> Rows)
    {
        /// <summary>A table; of one that holds all and groups in one another, each grouping by itself.</summary>
        internal static IEnumerable<Sheet> Of(string name, ReportTable table)
        {
            int[] keys = [.. Enumerable.Range(0, table.Columns.Count).Where(column => table.Columns[column].Kind is ColumnKind.Text or ColumnKind.Number && IsKey(table.Columns[column]))];
            int[] counts = [.. Enumerable.Range(0, table.Columns.Count).Where(column => table.Columns[column].Kind == ColumnKind.Count)];
            if (counts.Length == 0) yield break;
            int by = table.Columns.ToList().FindIndex(column => column.Name is "by");
            IEnumerable<IGrouping<string, IReadOnlyList<ReportCell>>> parts = table.Rows.GroupBy(row => by < 0 ? "" : Text(row[by]), StringComparer.Ordinal);
            foreach (IGrouping<string, IReadOnlyList<ReportCell>> part in parts)
            {
                int[] own = [.. keys.Where(key => key != by && !(part.Key is "all" && table.Columns[key].Name is "group"))];
                yield return new Sheet(
                    $"{name} {part.Key}".TrimEnd(), [.. own.Select(key => NameOf(table.Columns[key], part.Key))], [.. counts.Select(column => table.Columns[column].Name)],
                    [.. part.Select(row => (own.Select(key => Text(row[key])).ToArray(), counts.Select(column => row[column] is ReportCell.Count count ? count.Value : (long?)null).ToArray()))]);
            }
        }

        /// <summary>The same with the rows kept back that have a small count, and no others.</summary>
        internal Sheet WithoutSmallRows() => this with { Rows = [.. Rows.Select(row => row.Values.Any(count => count is > 0 and < Threshold) ? (row.Key, new long?[row.Values.Length]) : row)] };

        private static bool IsKey(ReportColumn column) => column.Kind == ColumnKind.Text || column.Name is "age_years";

        // What one table calls a stratum another calls a disease; a table of groups says by what.
        private static string NameOf(ReportColumn column, string by) => column.Name switch { "stratum" => "disease", "group" => by, _ => column.Name };

        private static string Text(ReportCell cell) => cell switch { ReportCell.Text text => text.Value ?? "", ReportCell.Number number => number.Value.ToString(CultureInfo.InvariantCulture), _ => "" };

        /// <summary>Numbers of the rows by the texts in some of the columns.</summary>
        internal Dictionary<string, List<int>> By(string[] keys)
        {
            int[] at = [.. keys.Select(key => Array.IndexOf(Keys, key))];
            return Enumerable.Range(0, Rows.Count).GroupBy(row => string.Join('\n', at.Select(column => Rows[row].Key[column])), StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.ToList(), StringComparer.Ordinal);
        }
    }

    /// <summary>A sum over the rows of one sheet that are alike in the texts of another is a count of that other.</summary>
    private readonly record struct Law(string Coarse, int CoarseCount, string Fine, int FineCount)
    {
        internal static IEnumerable<Law> Find(List<List<Sheet>> truths)
        {
            string[] names = [.. truths[0].Select(sheet => sheet.Name).Where(name => truths.TrueForAll(registry => registry.Exists(sheet => sheet.Name == name)))];
            foreach (string coarse in names)
            {
                foreach (string fine in names)
                {
                    Sheet one = truths[0].Single(sheet => sheet.Name == coarse);
                    Sheet other = truths[0].Single(sheet => sheet.Name == fine);
                    bool isFiner = coarse != fine && one.Keys.All(other.Keys.Contains) && (other.Keys.Length > one.Keys.Length || string.CompareOrdinal(coarse, fine) < 0);
                    if (!isFiner) continue;
                    for (int coarseCount = 0; coarseCount < one.Counts.Length; coarseCount++)
                    {
                        for (int fineCount = 0; fineCount < other.Counts.Length; fineCount++)
                        {
                            Law law = new(coarse, coarseCount, fine, fineCount);
                            if (truths.TrueForAll(law.Holds)) yield return law;
                        }
                    }
                }
            }
        }

        private bool Holds(List<Sheet> truth)
        {
            string coarseName = Coarse;
            string fineName = Fine;
            Sheet coarse = truth.Single(sheet => sheet.Name == coarseName);
            Sheet fine = truth.Single(sheet => sheet.Name == fineName);
            Dictionary<string, List<int>> groups = fine.By(coarse.Keys);
            bool isAny = false;
            for (int row = 0; row < coarse.Rows.Count; row++)
            {
                long sum = 0;
                foreach (int part in groups.GetValueOrDefault(string.Join('\n', coarse.Rows[row].Key)) ?? []) sum += fine.Rows[part].Values[FineCount]!.Value;
                if (sum != coarse.Rows[row].Values[CoarseCount]) return false;
                isAny |= sum > 0;
            }

            return isAny;
        }
    }

    /// <summary>Bounds of every count of one registry.</summary>
    private sealed class Attack
    {
        private readonly List<Sheet> _truth;
        private readonly List<Sheet> _shown;
        private readonly Dictionary<(int Sheet, int Row, int Count), (long Low, long High)> _bounds = [];

        internal Attack(List<Sheet> truth, List<Sheet> shown)
        {
            _truth = truth;
            _shown = shown;
            for (int sheet = 0; sheet < shown.Count; sheet++)
            {
                for (int row = 0; row < shown[sheet].Rows.Count; row++)
                {
                    for (int count = 0; count < shown[sheet].Counts.Length; count++)
                    {
                        if (shown[sheet].Rows[row].Values[count] is not null) continue;
                        _bounds[(sheet, row, count)] = (0, 1_000_000);
                        if (TruthOf((sheet, row, count)) is > 0 and < Threshold) SmallHidden++;
                    }
                }
            }
        }

        internal int SmallHidden { get; }

        private long TruthOf((int Sheet, int Row, int Count) cell) => _truth[cell.Sheet].Rows[cell.Row].Values[cell.Count]!.Value;

        internal void Run(Law[] laws)
        {
            List<((int, int, int)? Total, long Known, (int, int, int)[] Parts)> equations = [];
            foreach (Law law in laws)
            {
                int coarse = _shown.FindIndex(sheet => sheet.Name == law.Coarse);
                int fine = _shown.FindIndex(sheet => sheet.Name == law.Fine);
                Dictionary<string, List<int>> groups = _shown[fine].By(_shown[coarse].Keys);
                for (int row = 0; row < _shown[coarse].Rows.Count; row++)
                    Add((coarse, row, law.CoarseCount), [.. (groups.GetValueOrDefault(string.Join('\n', _shown[coarse].Rows[row].Key)) ?? []).Select(part => (fine, part, law.FineCount))]);
            }

            for (bool isNarrower = true; isNarrower;)
            {
                isNarrower = false;
                foreach (((int, int, int)? total, long known, (int, int, int)[] parts) in equations) isNarrower |= Narrow(total, known, parts);
            }

            void Add((int Sheet, int Row, int Count) total, (int Sheet, int Row, int Count)[] parts)
            {
                (int, int, int)[] unknown = [.. parts.Where(_bounds.ContainsKey)];
                bool isTotalKnown = !_bounds.ContainsKey(total);
                if (unknown.Length == 0 && isTotalKnown) return;
                long sum = parts.Where(part => !_bounds.ContainsKey(part)).Sum(part => _shown[part.Sheet].Rows[part.Row].Values[part.Count]!.Value);
                // known = total - what is shown of its parts; where the total is not shown, total - the parts that are not = sum.
                equations.Add(isTotalKnown ? (null, _shown[total.Sheet].Rows[total.Row].Values[total.Count]!.Value - sum, unknown) : (total, sum, unknown));
            }
        }

        // Total known: the parts add up to it. Else the total is what is shown, and the parts.
        private bool Narrow((int, int, int)? total, long known, (int, int, int)[] parts)
        {
            bool isNarrower = false;
            long low = parts.Sum(part => _bounds[part].Low);
            long high = parts.Sum(part => _bounds[part].High);
            if (total is { } whole)
            {
                isNarrower |= Set(whole, known + low, known + high);
                (long wholeLow, long wholeHigh) = _bounds[whole];
                foreach ((int, int, int) part in parts)
                {
                    (long partLow, long partHigh) = _bounds[part];
                    isNarrower |= Set(part, wholeLow - known - (high - partHigh), wholeHigh - known - (low - partLow));
                }

                return isNarrower;
            }

            foreach ((int, int, int) part in parts)
            {
                (long partLow, long partHigh) = _bounds[part];
                isNarrower |= Set(part, known - (high - partHigh), known - (low - partLow));
            }

            return isNarrower;
        }

        private bool Set((int, int, int) cell, long low, long high)
        {
            (long Low, long High) before = _bounds[cell];
            (long Low, long High) after = (Math.Max(before.Low, low), Math.Min(before.High, high));
            Assert.True(after.Low <= after.High, "A law that does not hold.");
            _bounds[cell] = after;
            return after != before;
        }

        /// <summary>The small counts that have one value left.</summary>
        internal IEnumerable<string> Solved() => _bounds.Where(cell => cell.Value.Low == cell.Value.High && TruthOf(cell.Key) is > 0 and < Threshold)
            .Select(cell => $"{_shown[cell.Key.Sheet].Name}: {_shown[cell.Key.Sheet].Counts[cell.Key.Count]} of {string.Join(", ", _shown[cell.Key.Sheet].Rows[cell.Key.Row].Key)}");
    }
}
