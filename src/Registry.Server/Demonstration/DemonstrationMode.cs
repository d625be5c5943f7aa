using Registry.Clinical.Decisions;
using Registry.Clinical.Submissions;
using Registry.Cohort;
using Registry.Cohort.Truth;
using Registry.Contracts.Callers;
using Registry.Server.Ingest;

namespace Registry.Server.Demonstration;

/// <summary><c>--demo</c>: a cohort of invented people in a database of its own, told apart on every answer.</summary>
internal sealed class DemonstrationMode
{
    /// <summary>Response header that tells every client.</summary>
    public const string Header = "Registry-Data";

    /// <summary>Settings that win over all others: the cohort goes into ./data/demo alone and to no broker.</summary>
    public static IReadOnlyDictionary<string, string?> Settings { get; } = new Dictionary<string, string?>(StringComparer.Ordinal)
    {
        ["Registry:Database:Provider"] = "Sqlite",
        ["Registry:Database:ConnectionString"] = $"Data Source={Path.Combine("data", "demo", "registry.db")}",
        ["Registry:Bus:Transport"] = "InMemory",
        ["Registry:Role"] = "all",
    };

    /// <summary>The settings with the cohort's pseudonym system, where any are registered.</summary>
    public static Registry.Server.Settings Register(Registry.Server.Settings settings) => settings.Intake.PseudonymSystems.Count == 0 ? settings : settings with
    {
        Intake = settings.Intake with { PseudonymSystems = [.. settings.Intake.PseudonymSystems, DemonstrationCohort.Pseudonyms] },
    };

    /// <summary>Whether the server was started with <c>--demo</c>.</summary>
    public bool IsOn { get; set; }

    /// <summary>For a first look, not for conclusions. Nobody withdraws, because a withdrawal must not be followed by the earlier bundle at the next start.</summary>
    private static CohortOptions Cohort { get; } = new() { Subjects = 30, Seed = 4, From = new DateOnly(1980, 1, 1), HasWithdrawals = false };

    /// <summary>The truth that ships, with a visit every four years: many years of lives and deaths, and a server that is up soon.</summary>
    private static CohortTruth Truth { get; } = FewVisits(TruthReader.Default());

    /// <summary>Sends the cohort through the ingest path of any client. Loading again changes nothing.</summary>
    /// <exception cref="InvalidOperationException">A bundle of the cohort was not taken: the cohort and the profiles have drifted apart.</exception>
    public static async Task LoadAsync(SubmissionIngest ingest, ILogger logger)
    {
        int loaded = 0;
        int unchanged = 0;
        await foreach (CohortBlock block in new CohortGenerator(Cohort, Truth).BlocksAsync(threads: 1))
        {
            using (block)
            {
                foreach (CohortBundle bundle in block.Bundles)
                {
                    Caller caller = new("demonstration", new SiteId(bundle.Site), CallerRoles.Submitter);
                    IngestResult result = await ingest.RunAsync(bundle.Json, new Interaction.Transaction(), caller, "http://localhost/fhir", receipt: null, CancellationToken.None);
                    if (result is not IngestResult.Stored stored) throw new InvalidOperationException($"A bundle of the demonstration cohort was not taken: {Why(result)}");
                    loaded++;
                    if (stored.Outcomes.All(outcome => outcome.Result == EntryResult.Unchanged)) unchanged++;
                }
            }
        }

        Log.DemonstrationLoaded(logger, loaded, unchanged);
    }

    private static CohortTruth FewVisits(CohortTruth truth) =>
        truth with { Sites = truth.Sites with { List = [.. truth.Sites.List.Select(site => site with { VisitEveryYears = 4 })] } };

    // The cohort is invented, so its findings may be printed.
    private static string Why(IngestResult result) => result switch
    {
        IngestResult.Invalid invalid => string.Join("; ", invalid.Findings.Select(finding => $"{finding.Expression}: {finding.Message}")),
        IngestResult.Refused refused => string.Join("; ", refused.Refusal.Findings.Select(finding => $"{finding.Expression}: {finding.Message}")),
        _ => result.GetType().Name,
    };
}
