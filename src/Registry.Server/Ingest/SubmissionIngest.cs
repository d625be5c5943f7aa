using System.Globalization;
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

    /// <summary>It is matched by criteria, and the search index is being made anew.</summary>
    public sealed record IndexNotReady : IngestResult;
}

/// <summary>The way of a submission: bytes → document → gate (stripped, validated) → submission → [read] → decision → [commit].</summary>
internal sealed partial class SubmissionIngest(
    IntakeGate gate, DispatchTable dispatch, IntakePolicy policy, RuleThresholds thresholds, ElementNames names, ResourceStore store, ReceiptBook receipts, CommitQueue queue,
    ConditionFinder conditions, PatchApplication patches, BundlePatches bundlePatches, SubmissionTurns turns, TimeProvider clock)
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
            return interaction is Interaction.Transaction && MayPatch(body.Json.Span)
                ? await JudgePatchedBundleAsync(body, caller, baseUrl, receipt, cancellationToken)
                : await JudgeAsync(body, interaction, caller, baseUrl, receipt, cancellationToken);
        }
        finally
        {
            Interlocked.Decrement(ref _inHand);
        }
    }

    /// <summary>Patches a resource: the patched one goes the whole way of an update.</summary>
    /// <inheritdoc cref="RunAsync"/>
    public async Task<IngestResult> PatchAsync(PatchRequest request, Caller caller, string baseUrl, Receipt? receipt, CancellationToken cancellationToken)
    {
        if (!TryTakeIn()) return new IngestResult.Busy();
        try
        {
            return await UntilUnmovedAsync(receipt, async previous => await patches.ApplyAsync(request, caller, baseUrl, cancellationToken) switch
            {
                PatchApplied.NotReady => (new IngestResult.IndexNotReady(), null),
                PatchApplied.Refused refused => (new IngestResult.Refused(refused.Refusal, []), null),
                PatchApplied.Done done when done.Version.ToString(CultureInfo.InvariantCulture) is var version => version == previous
                    ? (null, version)
                    : (await JudgeAsync(done.Json, new Interaction.Update(done.Key.Type, done.Key.Id, $"W/\"{version}\""), caller, baseUrl, receipt, cancellationToken), version),
                _ => throw new System.Diagnostics.UnreachableException(),
            }, cancellationToken);
        }
        finally
        {
            Interlocked.Decrement(ref _inHand);
        }
    }

    private Task<IngestResult> JudgePatchedBundleAsync(ResourceText body, Caller caller, string baseUrl, Receipt? receipt, CancellationToken cancellationToken) => UntilUnmovedAsync(receipt, async previous =>
    {
        BundlePatches.Expanded expanded = await bundlePatches.ExpandAsync(body, caller, baseUrl, cancellationToken);
        if (!expanded.IsReady) return (new IngestResult.IndexNotReady(), null);
        if (expanded.Refusal is { } refusal) return (new IngestResult.Refused(refusal, []), null);
        if (expanded.Versions == previous) return (null, previous);
        IngestResult result = await JudgeAsync(expanded.Json, new Interaction.Transaction(), caller, baseUrl, receipt, cancellationToken);
        // A bundle that only looked as if it had a patch is told as any other.
        return (result, expanded.Versions.Length == 0 ? null : expanded.Versions);
    }, cancellationToken);

    /// <summary>Applies patches again to what is current then, as long as another writer was faster.</summary>
    /// <param name="receipt">The request's.</param>
    /// <param name="turn">Given the versions that the turn before patched, null at first: what came of it, null when they are the same again; and what it patched, null when nothing.</param>
    /// <param name="cancellationToken">Gives up.</param>
    private async Task<IngestResult> UntilUnmovedAsync(Receipt? receipt, Func<string?, Task<(IngestResult? Result, string? Versions)>> turn, CancellationToken cancellationToken)
    {
        if (await FirstAnswerAsync(receipt, cancellationToken) is { } first) return first;
        string? versions = null;
        IngestResult? last = null;
        for (int attempt = 0; attempt < Limits.PatchAttempts; attempt++)
        {
            (IngestResult? result, string? patched) = await turn(versions);
            // What was patched stands as it did: it is something else that is against the request.
            if (result is null) return last!;
            last = patched is null ? result : WithoutLines(result);
            if (patched is null || result is not IngestResult.Refused { Refusal.Kind: RefusalKind.PreconditionFailed }) return last;
            versions = patched;
        }

        return new IngestResult.Unsettled();
    }

    // Lines and columns would be those of a text that the sender never saw.
    private static IngestResult WithoutLines(IngestResult result) => result switch
    {
        IngestResult.Invalid invalid => invalid with { Findings = WithoutLines(invalid.Findings) },
        IngestResult.Refused refused => refused with { Refusal = refused.Refusal with { Findings = WithoutLines(refused.Refusal.Findings) } },
        IngestResult.Stored stored => stored with { Findings = WithoutLines(stored.Findings) },
        _ => result,
    };

    private static Findings WithoutLines(Findings findings)
    {
        Findings bare = [];
        bare.AddRange(findings.Select(finding => finding with { Line = 0, Column = 0 }));
        return bare;
    }

    // As a JSON string, escaped or not; most transactions have none, and are not looked through for it.
    private static bool MayPatch(ReadOnlySpan<byte> json) => Routes.Entries.BundleEntries.MayHold(json, "\"PATCH\""u8);

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
                    Submission.From(admitted, caller, dispatch, policy with { BaseUrl = baseUrl }, interaction), admitted.Findings, caller, baseUrl, receipt, cancellationToken),
                document),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    private static IngestResult WithTypes(IngestResult result, ResourceDocument document) =>
        result is IngestResult.Refused refused ? refused with { Types = RefusedPlace.TypesOf(refused.Refusal.Findings, document.Root) } : result;

    /// <summary>Deletes a resource by id or by criteria.</summary>
    public async Task<IngestResult> DeleteAsync(string type, string? id, string? criteria, string? ifMatch, Caller caller, string baseUrl, Receipt? receipt, CancellationToken cancellationToken)
    {
        if (!TryTakeIn()) return new IngestResult.Busy();
        try
        {
            return await JudgeDeletionAsync(type, id, criteria, ifMatch, caller, baseUrl, receipt, cancellationToken);
        }
        finally
        {
            Interlocked.Decrement(ref _inHand);
        }
    }

    private async Task<IngestResult> JudgeDeletionAsync(
        string type, string? id, string? criteria, string? ifMatch, Caller caller, string baseUrl, Receipt? receipt, CancellationToken cancellationToken)
    {
        if (await FirstAnswerAsync(receipt, cancellationToken) is { } first) return first;
        SubmissionResult submission = id is not null
            ? Submission.Delete(caller, dispatch, policy, type, id, ifMatch)
            : Submission.ConditionalDelete(caller, dispatch, policy, type, criteria ?? "", ifMatch);
        return await SettleAsync(submission, [], caller, baseUrl, receipt, cancellationToken);
    }

    /// <summary>Counted here, at the door, and not where commits wait: what cannot be taken is not validated either.</summary>
    private bool TryTakeIn()
    {
        if (Interlocked.Increment(ref _inHand) <= Limits.QueueLength) return true;
        Interlocked.Decrement(ref _inHand);
        return false;
    }

    /// <summary>Reads, decides and commits, again when what was read has moved.</summary>
    private async Task<IngestResult> SettleAsync(SubmissionResult result, Findings findings, Caller caller, string baseUrl, Receipt? receipt, CancellationToken cancellationToken)
    {
        if (result is SubmissionResult.Refused refused) return new IngestResult.Refused(refused.Refusal, []);
        Submission submission = ((SubmissionResult.Ready)result).Submission;
        Dictionary<Condition, ConditionResult.Found> asked = [];
        if (Ask(submission, baseUrl, asked) is { } wrong) return new IngestResult.Refused(wrong, []);
        if (asked.Count > 0 && !await conditions.IsReadyAsync(cancellationToken)) return new IngestResult.IndexNotReady();
        using IDisposable turn = await turns.TakeAsync(submission.Needs, cancellationToken);
        for (int attempt = 0; attempt < Limits.DecisionAttempts; attempt++)
        {
            // Who moves it now is on another node, or named it otherwise: the one that waits a random while meets it no more.
            if (attempt > 1) await Task.Delay(Random.Shared.Next(Limits.DecisionPauseMs << attempt), cancellationToken);
            Dictionary<Condition, CommitGuard> found = await conditions.FindAsync(asked, caller, cancellationToken);
            RegistryState state = await ReadAsync(submission, found, caller, cancellationToken);
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
                    CommitOutcome? outcome = await queue.CommitAsync(new CommitItem(decided.Changeset, ReceiptOf(receipt, decided, told, state)) { Guards = [.. found.Values] });
                    if (outcome is null) return new IngestResult.Busy();
                    if (outcome is CommitOutcome.Committed committed) return new IngestResult.Stored(decided.Outcomes, told, decided.Changeset.IsEmpty ? null : committed.RecordedMs);
                    // Stale, taken or answered: the next read shows what another submission did, and the next decision says what follows from it.
                    continue;
            }
        }

        return new IngestResult.Unsettled();
    }

    /// <summary>Reads the searches on which a submission rests.</summary>
    /// <returns>What is against them; null when nothing is.</returns>
    private Refusal? Ask(Submission submission, string baseUrl, Dictionary<Condition, ConditionResult.Found> asked)
    {
        Findings findings = [];
        foreach (SubmittedCondition condition in submission.Conditions)
        {
            switch (conditions.Read(condition.Condition.Type, condition.Condition.Criteria, condition.Most + 1, baseUrl))
            {
                case ConditionResult.Found found:
                    asked.Add(condition.Condition, found);
                    break;
                case ConditionResult.Refused refused:
                    findings.Add(Routes.FhirResults.Objection("not-supported", "criteria", refused.Message, refused.Remedy) with { Expression = condition.Expression });
                    break;
            }
        }

        return findings.Count > 0 ? new Refusal(RefusalKind.Unprocessable, findings) : null;
    }

    private async Task<RegistryState> ReadAsync(Submission submission, Dictionary<Condition, CommitGuard> found, Caller caller, CancellationToken cancellationToken)
    {
        if (found.Count == 0) return await store.ReadStateAsync(submission.Needs, caller, cancellationToken);
        HashSet<ResourceKey> keys = [.. submission.Needs.Resources, .. found.Values.SelectMany(guard => guard.Found)];
        RegistryState state = await store.ReadStateAsync(submission.Needs with { Resources = keys }, caller, cancellationToken);
        return state with { ByCondition = found.ToDictionary(pair => pair.Key, pair => (IReadOnlyList<ResourceKey>)[.. pair.Value.Found]) };
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
