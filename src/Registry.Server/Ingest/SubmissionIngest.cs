using Registry.Clinical;
using Registry.Clinical.Decisions;
using Registry.Clinical.Dispatch;
using Registry.Clinical.Submissions;
using Registry.Contracts.Callers;
using Registry.Fhir.Json;
using Registry.Fhir.Outcomes;
using Registry.Fhir.Validation;
using Registry.Store.Resources;

namespace Registry.Server.Ingest;

/// <summary>What became of a submission.</summary>
internal abstract record IngestResult
{
    private IngestResult()
    {
    }

    /// <summary>All of it is stored, durably.</summary>
    /// <param name="Outcomes">What became of each entry.</param>
    /// <param name="Findings">What the answer tells besides; no errors.</param>
    /// <param name="RecordedMs">When, milliseconds since 1970-01-01 UTC; null when nothing changed.</param>
    public sealed record Stored(IReadOnlyList<EntryOutcome> Outcomes, Findings Findings, long? RecordedMs) : IngestResult;

    /// <summary>The body is not FHIR (400), or breaks a profile (422).</summary>
    public sealed record Invalid(Findings Findings, bool IsNotFhir) : IngestResult;

    /// <summary>It contradicts itself, a rule, or what is stored.</summary>
    public sealed record Refused(Refusal Refusal) : IngestResult;

    /// <summary>Too many wait.</summary>
    public sealed record Busy : IngestResult;

    /// <summary>What it had read kept moving while it was decided.</summary>
    public sealed record Unsettled : IngestResult;
}

/// <summary>The way of a submission: bytes → document → verdict → submission → [read] → decision → [commit].</summary>
internal sealed class SubmissionIngest(
    Validator validator, DispatchTable dispatch, IntakePolicy policy, ElementNames names, ResourceStore store, CommitQueue queue, TimeProvider clock)
{
    /// <summary>Takes a bundle or a single resource.</summary>
    /// <param name="body">The request's bytes. A malformed body is a document with a finding, so it is refused like any other, never thrown.</param>
    /// <param name="interaction">What is asked for it.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="baseUrl">The FHIR base under which the request came.</param>
    /// <param name="cancellationToken">Ends the work before the commit; what was handed to the commit is committed.</param>
    public async Task<IngestResult> RunAsync(ReadOnlyMemory<byte> body, Interaction interaction, Caller caller, string baseUrl, CancellationToken cancellationToken)
    {
        using ResourceDocument document = ResourceDocument.Parse(body, names);
        return validator.Validate(document, dispatch.Select) switch
        {
            Verdict.Refused refused => new IngestResult.Invalid(refused.Findings, refused.IsNotFhir),
            Verdict.Accepted accepted => await SettleAsync(
                Submission.From(accepted, caller, dispatch, policy with { BaseUrl = baseUrl }, interaction), accepted.Findings, caller, cancellationToken),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    /// <summary>Deletes a resource by id or by criteria.</summary>
    public Task<IngestResult> DeleteAsync(string type, string? id, string? criteria, string? ifMatch, Caller caller, CancellationToken cancellationToken)
    {
        SubmissionResult submission = id is not null
            ? Submission.Delete(caller, dispatch, policy, type, id, ifMatch)
            : Submission.ConditionalDelete(caller, dispatch, policy, type, criteria ?? "");
        return SettleAsync(submission, [], caller, cancellationToken);
    }

    /// <summary>Reads, decides and commits, again when what was read has moved.</summary>
    private async Task<IngestResult> SettleAsync(SubmissionResult result, Findings findings, Caller caller, CancellationToken cancellationToken)
    {
        if (result is SubmissionResult.Refused refused) return new IngestResult.Refused(refused.Refusal);
        Submission submission = ((SubmissionResult.Ready)result).Submission;
        for (int attempt = 0; attempt < Limits.DecisionAttempts; attempt++)
        {
            RegistryState state = await store.ReadStateAsync(submission.Needs, caller, cancellationToken);
            switch (Decision.Decide(submission, state, NewId))
            {
                case Decision.Refused against:
                    return new IngestResult.Refused(against.Refusal);
                case Decision.Decided { Changeset.IsEmpty: true } nothing:
                    return new IngestResult.Stored(nothing.Outcomes, Joined(findings, nothing.Findings), RecordedMs: null);
                case Decision.Decided decided:
                    CommitOutcome? outcome = await queue.CommitAsync(decided.Changeset);
                    if (outcome is null) return new IngestResult.Busy();
                    if (outcome is CommitOutcome.Committed committed) return new IngestResult.Stored(decided.Outcomes, Joined(findings, decided.Findings), committed.RecordedMs);
                    // Stale or taken: the next read shows what another submission did, and the next decision says what follows from it.
                    continue;
            }
        }

        return new IngestResult.Unsettled();
    }

    private static Findings Joined(Findings first, Findings second)
    {
        Findings joined = [];
        joined.AddRange(first);
        joined.AddRange(second);
        return joined;
    }

    private Guid NewId() => Guid.CreateVersion7(clock.GetUtcNow());
}
