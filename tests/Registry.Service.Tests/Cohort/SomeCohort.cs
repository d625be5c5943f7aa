using System.Text;
using System.Text.Json;
using Registry.Cohort;
using Registry.Cohort.Truth;

namespace Registry.Service.Tests.Cohort;

/// <summary>Cohorts in memory.</summary>
internal static class SomeCohort
{
    /// <summary>A subject's bundles and what is true of it.</summary>
    internal sealed record Subject(IReadOnlyList<byte[]> Bundles, JsonElement Truth, JsonElement? Error);

    /// <summary>The subjects of a cohort.</summary>
    /// <param name="options">Which.</param>
    /// <param name="keepsBundles">False where only the truth is looked at: bundles are a hundred kilobytes each.</param>
    /// <param name="threads">Makes no difference.</param>
    public static async Task<List<Subject>> OfAsync(CohortOptions options, bool keepsBundles = true, int threads = 2)
    {
        List<Subject> subjects = [];
        await foreach (CohortBlock block in new CohortGenerator(options, TruthReader.Default()).BlocksAsync(threads))
        {
            using (block)
            {
                List<JsonElement> truths = Lines(block.Truth);
                Dictionary<int, JsonElement> errors = Lines(block.Errors).ToDictionary(error => error.GetProperty("subject").GetInt32());
                foreach (IGrouping<int, CohortBundle> bundles in block.Bundles.GroupBy(bundle => bundle.Subject))
                {
                    subjects.Add(new Subject(
                        keepsBundles ? [.. bundles.Select(bundle => bundle.Json.ToArray())] : [], truths.Single(line => line.GetProperty("subject").GetInt32() == bundles.Key),
                        errors.TryGetValue(bundles.Key, out JsonElement error) ? error : null));
                }
            }
        }

        return subjects;
    }

    public static CohortOptions Options(int subjects, long seed) => new() { Subjects = subjects, Seed = seed };

    private static List<JsonElement> Lines(ReadOnlyMemory<byte> lines) =>
        [.. Encoding.UTF8.GetString(lines.Span).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];
}
