using Registry.Clinical.Decisions;
using Registry.Clinical.Rules;
using Registry.Cohort.Errors;
using Registry.Service.Tests.Clinical;
using Xunit;

namespace Registry.Service.Tests.Cohort;

/// <summary>Errors that are put into a cohort: labelled, and found by what the label names.</summary>
public sealed class InjectedErrorTests
{
    [Fact]
    public async Task Every_kind_is_injected_and_every_one_that_refuses_is_refused_by_the_rule_that_the_label_names()
    {
        List<SomeCohort.Subject> cohort = await SomeCohort.OfAsync(SomeCohort.Options(1500, 5) with { ErrorRate = 1, FopShare = 0.6 });
        Dictionary<string, List<SomeCohort.Subject>> byKind = cohort.Where(subject => subject.Error is not null)
            .GroupBy(subject => subject.Error!.Value.GetProperty("kind").GetString()!).ToDictionary(group => group.Key, group => group.ToList(), StringComparer.Ordinal);
        Assert.Equal(ErrorCatalogue.All.Select(kind => kind.Name).Order(StringComparer.Ordinal), byKind.Keys.Order(StringComparer.Ordinal));

        foreach (ErrorKind kind in ErrorCatalogue.All.Where(kind => kind.IsError && IsThere(kind.Rule)))
        {
            foreach (SomeCohort.Subject subject in byKind[kind.Name].Take(8))
            {
                Decision decision = new HeldRegistry().Post(subject.Bundles[0]);
                Assert.True(decision is Decision.Refused, $"{kind.Name}: subject {subject.Truth.GetProperty("subject")} was taken.");
                Assert.Contains(((Decision.Refused)decision).Refusal.Findings, finding => finding.IsError && finding.Rule == kind.Rule);
            }
        }
    }

    [Fact]
    public void Every_injected_error_names_an_invariant_or_a_rule() => Assert.All(ErrorCatalogue.All, kind => Assert.True(IsThere(kind.Rule), kind.Rule));

    // Invariants of the profiles, and the rules of this version.
    internal static bool IsThere(string rule) => rule.StartsWith("ho-", StringComparison.Ordinal) || RuleTable.All.Any(known => known.Id == rule);

    [Fact]
    public async Task The_share_of_labels_is_the_rate_and_a_label_points_into_its_bundle()
    {
        List<SomeCohort.Subject> cohort = await SomeCohort.OfAsync(SomeCohort.Options(2000, 6) with { ErrorRate = 0.2 });
        List<SomeCohort.Subject> wrong = [.. cohort.Where(subject => subject.Error is not null)];
        // Binomial with n = 2000 and p = 0.2: 400, deviation 18.
        Assert.InRange(wrong.Count, 400 - 72, 400 + 72);
        Assert.All(wrong, subject => Assert.Contains(
            $"\"fullUrl\":\"{subject.Error!.Value.GetProperty("fullUrl").GetString()}\"", System.Text.Encoding.UTF8.GetString(subject.Bundles[0]), StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_is_true_is_told_as_if_nothing_had_been_made_wrong()
    {
        List<SomeCohort.Subject> right = await SomeCohort.OfAsync(SomeCohort.Options(100, 8));
        List<SomeCohort.Subject> wrong = await SomeCohort.OfAsync(SomeCohort.Options(100, 8) with { ErrorRate = 1 });
        Assert.Equal(right.Select(subject => subject.Truth.GetRawText()), wrong.Select(subject => subject.Truth.GetRawText()));
        Assert.All(right, subject => Assert.Null(subject.Error));
    }
}
