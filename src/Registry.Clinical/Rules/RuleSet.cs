using Registry.Clinical.Dispatch;
using Registry.Clinical.Events;

namespace Registry.Clinical.Rules;

/// <summary>The rules that are asked.</summary>
/// <param name="Own">Those over facts: <see cref="RuleTable"/>.</param>
/// <param name="OfPackages">Those that packages bring, over a person's resources.</param>
/// <param name="Diseases">What the registry is for: its rules hold diagnoses against the genes of these.</param>
/// <param name="Codes">The registry's own codes.</param>
internal sealed record RuleSet(IReadOnlyList<Rule> Own, IReadOnlyList<Rule> OfPackages, IReadOnlyList<Disease> Diseases, RegistryCodes Codes)
{
    /// <summary>The rules in the order in which they are asked.</summary>
    public IEnumerable<Rule> All => Own.Concat(OfPackages);

    /// <summary>Whether this set decides on a finding: one of a rule that is not asked stays as it is.</summary>
    public bool Decides(string rule) => All.Any(known => string.Equals(known.Id, rule, StringComparison.Ordinal)) || Own.Any(known => IsPart(known.Id, rule));

    // A rule that has parts today (R05a) may have been one before (R05): what that one found is closed, and the part says it anew.
    private static bool IsPart(string part, string rule) => part.Length == rule.Length + 1 && part.StartsWith(rule, StringComparison.Ordinal);
}
