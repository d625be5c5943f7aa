using Registry.Clinical;
using Registry.Clinical.Decisions;
using Registry.Clinical.Dispatch;
using Registry.Clinical.Intake;
using Registry.Clinical.Rules;
using Registry.Clinical.Submissions;
using Registry.Contracts.Callers;
using Registry.Contracts.Events;
using Registry.Fhir.Json;
using Registry.Fhir.Outcomes;
using Registry.Fhir.Validation;
using Registry.Store.Receipts;
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
    /// <param name="Findings">Why.</param>
    /// <param name="IsNotFhir">True for 400.</param>
    /// <param name="Types">The resource types that the findings are about, as sent and in their order; null where there is none.</param>
    public sealed record Invalid(Findings Findings, bool IsNotFhir, IReadOnlyList<string?> Types) : IngestResult;

    /// <summary>It contradicts itself, a rule, or what is stored.</summary>
    /// <param name="Refusal">Why.</param>
    /// <param name="Types">As of <see cref="Invalid"/>; empty for a deletion, which has no body.</param>
    public sealed record Refused(Refusal Refusal, IReadOnlyList<string?> Types) : IngestResult;

    /// <summary>The key of its receipt was used for another request.</summary>
    public sealed record KeyReused : IngestResult;

    /// <summary>Too many wait.</summary>
    public sealed record Busy : IngestResult;

    /// <summary>What it had read kept moving while it was decided.</summary>
    public sealed record Unsettled : IngestResult;
}

/// <summary>The way of a submission: bytes → document → gate (stripped, validated) → submission → [read] → decision → [commit].</summary>
internal sealed class SubmissionIngest(
    IntakeGate gate, DispatchTable dispatch, IntakePolicy policy, RuleThresholds thresholds, ElementNames names, ResourceStore store, ReceiptBook receipts, CommitQueue queue, TimeProvider clock)
{
    private int _inHand;

    /// <summary>Takes a bundle or a single resource.</summary>
    /// <param name="body">What was sent. A malformed body is a document with a finding, so it is refused like any other, never thrown.</param>
    /// <param name="interaction">What is asked for it.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="baseUrl">The FHIR base under which the request came.</param>
    /// <param name="receipt">The request, where its sender gave it a key: what was committed under it is answered again. Null without one.</param>
    /// <param name="cancellationToken">Ends the work before the commit; what was handed to the commit is committed.</param>
    public async Task<IngestResult> RunAsync(
        ResourceText body, Interaction interaction, Caller caller, string baseUrl, Receipt? receipt, CancellationToken cancellationToken)
    {
        if (!TryTakeIn()) return new IngestResult.Busy();
        try
        {
            return await JudgeAsync(body, interaction, caller, baseUrl, receipt, cancellationToken);
        }
        finally
        {
            Interlocked.Decrement(ref _inHand);
        }
    }

    private async Task<IngestResult> JudgeAsync(
        ResourceText body, Interaction interaction, Caller caller, string baseUrl, Receipt? receipt, CancellationToken cancellationToken)
    {
        // Before anything is judged: a stored request has its answer, whatever profile, rule or state has changed since.
        if (await FirstAnswerAsync(receipt, cancellationToken) is { } first) return first;
        using ResourceDocument document = ResourceDocument.Parse(body, names, dispatch.Aliases);
        using IntakeVerdict verdict = gate.Judge(document, new ValidationOptions { Now = TimeZoneInfo.ConvertTime(clock.GetUtcNow(), policy.TimeZone) });
        return verdict switch
        {
            IntakeVerdict.Refused refused => new IngestResult.Invalid(refused.Findings, refused.IsNotFhir, RefusedPlace.TypesOf(refused.Findings, document.Root)),
            IntakeVerdict.Admitted admitted => WithTypes(
                await SettleAsync(
                    Submission.From(admitted, caller, dispatch, policy with { BaseUrl = baseUrl }, interaction), admitted.Findings, caller, receipt, cancellationToken),
                document),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    private static IngestResult WithTypes(IngestResult result, ResourceDocument document) =>
        result is IngestResult.Refused refused ? refused with { Types = RefusedPlace.TypesOf(refused.Refusal.Findings, document.Root) } : result;

    /// <summary>Deletes a resource by id or by criteria.</summary>
    public async Task<IngestResult> DeleteAsync(string type, string? id, string? criteria, string? ifMatch, Caller caller, Receipt? receipt, CancellationToken cancellationToken)
    {
        if (!TryTakeIn()) return new IngestResult.Busy();
        try
        {
            return await JudgeDeletionAsync(type, id, criteria, ifMatch, caller, receipt, cancellationToken);
        }
        finally
        {
            Interlocked.Decrement(ref _inHand);
        }
    }

    private async Task<IngestResult> JudgeDeletionAsync(
        string type, string? id, string? criteria, string? ifMatch, Caller caller, Receipt? receipt, CancellationToken cancellationToken)
    {
        if (await FirstAnswerAsync(receipt, cancellationToken) is { } first) return first;
        SubmissionResult submission = id is not null
            ? Submission.Delete(caller, dispatch, policy, type, id, ifMatch)
            : Submission.ConditionalDelete(caller, dispatch, policy, type, criteria ?? "");
        return await SettleAsync(submission, [], caller, receipt, cancellationToken);
    }

    /// <summary>Counted here, at the door, and not where commits wait: what cannot be taken is not validated either.</summary>
    private bool TryTakeIn()
    {
        if (Interlocked.Increment(ref _inHand) <= Limits.QueueLength) return true;
        Interlocked.Decrement(ref _inHand);
        return false;
    }

    /// <summary>Reads, decides and commits, again when what was read has moved.</summary>
    private async Task<IngestResult> SettleAsync(SubmissionResult result, Findings findings, Caller caller, Receipt? receipt, CancellationToken cancellationToken)
    {
        if (result is SubmissionResult.Refused refused) return new IngestResult.Refused(refused.Refusal, []);
        Submission submission = ((SubmissionResult.Ready)result).Submission;
        for (int attempt = 0; attempt < Limits.DecisionAttempts; attempt++)
        {
            RegistryState state = await store.ReadStateAsync(submission.Needs, caller, cancellationToken);
            // After the state: an answer that is not there now belongs to nothing that this state holds.
            if (await FirstAnswerAsync(receipt, cancellationToken) is { } first) return first;

            switch (Decision.Decide(submission, state, RuleBasis.At(clock.GetUtcNow(), policy.TimeZone, thresholds), NewId))
            {
                case Decision.Refused against:
                    return new IngestResult.Refused(against.Refusal, []);
                case Decision.Decided { Changeset.IsEmpty: true } nothing when receipt is null:
                    return new IngestResult.Stored(nothing.Outcomes, Joined(findings, nothing.Findings), RecordedMs: null);
                case Decision.Decided decided:
                    Findings told = Joined(findings, decided.Findings);
                    CommitOutcome? outcome = await queue.CommitAsync(new CommitItem(decided.Changeset, ReceiptOf(receipt, decided, told, state)));
                    if (outcome is null) return new IngestResult.Busy();
                    if (outcome is CommitOutcome.Committed committed) return new IngestResult.Stored(decided.Outcomes, told, decided.Changeset.IsEmpty ? null : committed.RecordedMs);
                    // Stale, taken or answered: the next read shows what another submission did, and the next decision says what follows from it.
                    continue;
            }
        }

        return new IngestResult.Unsettled();
    }

    /// <summary>What the same request was answered before; null when it was not, and for one without a key.</summary>
    private async Task<IngestResult?> FirstAnswerAsync(Receipt? receipt, CancellationToken cancellationToken) =>
        receipt is null ? null : await receipts.FindAsync(receipt, clock.GetUtcNow().ToUnixTimeMilliseconds(), cancellationToken) switch
        {
            ReceiptFound.Same same => KeptAnswer.Read(same),
            ReceiptFound.Other => new IngestResult.KeyReused(),
            _ => null,
        };

    private static ReceiptWrite? ReceiptOf(Receipt? receipt, Decision.Decided decided, Findings told, RegistryState state)
    {
        if (receipt is null) return null;
        HashSet<SubjectId> subjects = [.. decided.Changeset.Subjects.Select(write => write.Id)];
        foreach (EntryOutcome outcome in decided.Outcomes)
        {
            // What is named but unchanged is about somebody, too.
            if (outcome.Resource is { } key && state.Resources.TryGetValue(key, out StoredResource? resource)) subjects.Add(resource.Subject);
        }

        return new ReceiptWrite(receipt, KeptAnswer.Write(decided.Outcomes, told, isChange: !decided.Changeset.IsEmpty), subjects);
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
