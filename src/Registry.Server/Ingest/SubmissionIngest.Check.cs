using Registry.Clinical.Decisions;
using Registry.Clinical.Intake;
using Registry.Clinical.Rules;
using Registry.Clinical.Submissions;
using Registry.Contracts.Callers;
using Registry.Fhir.Json;
using Registry.Fhir.Outcomes;
using Registry.Fhir.Validation;

namespace Registry.Server.Ingest;

/// <content>What would become of a submission, without its commit: nothing is stored, no refusal is noted.</content>
internal sealed partial class SubmissionIngest
{
    /// <summary>The rule of findings on what the dataset does not take: they hold whatever is stored.</summary>
    private const string OutsideDataset = "outside-dataset";

    private static readonly Finding NothingThere = new() { Severity = Severity.Information, Authority = Authority.Rule, IssueType = "informational", Rule = "nothing-there", Message = "Your site has no such resource: deleting it would change nothing." };

    /// <summary>Judges a body.</summary>
    /// <param name="body">What would be sent.</param>
    /// <param name="interaction">As what it would be sent.</param>
    /// <param name="againstStored">False to judge the content alone: R4, profiles, the intake policy and the dataset; true to judge also what the rules and what is stored say to it.</param>
    /// <param name="profile">A further profile for the resource, one that the definitions hold for its type; null for none.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="baseUrl">The FHIR base under which the request came.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>Everything that an answer would tell, errors and warnings; null when too many submissions are in hand.</returns>
    public async Task<Findings?> CheckAsync(
        ResourceText body, Interaction interaction, bool againstStored, string? profile, Caller caller, string baseUrl, CancellationToken cancellationToken)
    {
        if (!TryTakeIn()) return null;
        try
        {
            using ResourceDocument document = ResourceDocument.Parse(body, names, dispatch.Aliases);
            using IntakeVerdict verdict = gate.Judge(document, new ValidationOptions { Now = TimeZoneInfo.ConvertTime(clock.GetUtcNow(), policy.TimeZone) }, profile);
            if (verdict is IntakeVerdict.Refused refused) return refused.Findings;
            IntakeVerdict.Admitted admitted = (IntakeVerdict.Admitted)verdict;
            SubmissionResult submission = Submission.From(admitted, caller, dispatch, policy with { BaseUrl = baseUrl }, interaction);
            if (againstStored) return Joined(admitted.Findings, await ForeseeAsync(submission, caller, cancellationToken));
            Findings outside = [];
            if (submission is SubmissionResult.Refused { Refusal.Findings: var found }) outside.AddRange(found.Where(finding => finding.Rule == OutsideDataset));
            return Joined(admitted.Findings, outside);
        }
        finally
        {
            Interlocked.Decrement(ref _inHand);
        }
    }

    /// <summary>Judges a deletion.</summary>
    /// <returns>As <see cref="CheckAsync"/>.</returns>
    public async Task<Findings?> CheckDeletionAsync(string type, string id, Caller caller, CancellationToken cancellationToken)
    {
        if (!TryTakeIn()) return null;
        try
        {
            return await ForeseeAsync(Submission.Delete(caller, dispatch, policy, type, id), caller, cancellationToken);
        }
        finally
        {
            Interlocked.Decrement(ref _inHand);
        }
    }

    private async Task<Findings> ForeseeAsync(SubmissionResult result, Caller caller, CancellationToken cancellationToken)
    {
        if (result is SubmissionResult.Refused refused) return refused.Refusal.Findings;
        Submission submission = ((SubmissionResult.Ready)result).Submission;
        return Decision.Decide(
            submission, await store.ReadStateAsync(submission.Needs, caller, cancellationToken), RuleBasis.At(clock.GetUtcNow(), policy.TimeZone, thresholds), NewId) switch
        {
            Decision.Refused against => against.Refusal.Findings,
            Decision.Decided { Outcomes: [{ Result: EntryResult.Deleted, Resource: null }] } => [NothingThere],
            Decision.Decided decided => decided.Findings,
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }
}
