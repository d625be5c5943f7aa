using System.Buffers;
using Registry.Clinical;
using Registry.Clinical.Submissions;
using Registry.Contracts.Callers;
using Registry.Fhir.Patching;
using Registry.Server.Routes;
using Registry.Store.Resources;

namespace Registry.Server.Ingest;

/// <summary>PATCH [base]/[type]/[id] or [base]/[type]?[criteria]. https://hl7.org/fhir/R4/http.html#patch</summary>
/// <param name="Type">Resource type in the URL.</param>
/// <param name="Id">Id in the URL; null where there are criteria.</param>
/// <param name="Criteria">The query without its question mark.</param>
/// <param name="IfMatch">The header If-Match; null when there is none.</param>
/// <param name="Patch">What to change.</param>
internal sealed record PatchRequest(string Type, string? Id, string? Criteria, string? IfMatch, ResourcePatch Patch);

/// <summary>What a patch makes of the version that stands.</summary>
internal abstract record PatchApplied
{
    private PatchApplied()
    {
    }

    /// <summary>The resource as it is to be, not judged yet.</summary>
    /// <param name="Key">Which.</param>
    /// <param name="Version">The version that was patched: it must still be current when the result is committed.</param>
    /// <param name="Json">UTF-8.</param>
    public sealed record Done(ResourceKey Key, long Version, ReadOnlyMemory<byte> Json) : PatchApplied;

    /// <summary>Nothing is patched.</summary>
    public sealed record Refused(Refusal Refusal) : PatchApplied;

    /// <summary>It is matched by criteria, and the index is not ready.</summary>
    public sealed record NotReady : PatchApplied;
}

/// <summary>Finds what is to be patched, and patches it.</summary>
internal sealed class PatchApplication(ResourceStore store, ConditionFinder conditions)
{
    /// <summary>Applies a patch to the version that is current now.</summary>
    /// <param name="request">What is asked.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="baseUrl">The FHIR base under which the request came.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<PatchApplied> ApplyAsync(PatchRequest request, Caller caller, string baseUrl, CancellationToken cancellationToken)
    {
        VersionCondition? ifMatch = request.IfMatch is null ? null : VersionCondition.Read(request.IfMatch);
        if (request.IfMatch is not null && ifMatch is null)
            return Refuse(RefusalKind.BadRequest, "invalid", "if-match", "If-Match is no entity tag.", "Send the ETag of the version that was read, such as W/\"3\", several of them with commas between, or *.");

        ResourceKey key;
        if (request.Id is { } id)
        {
            key = new ResourceKey(request.Type, id);
        }
        else
        {
            ConditionResult read = conditions.Read(request.Type, request.Criteria ?? "", 2, baseUrl);
            if (read is ConditionResult.Refused wrong) return Refuse(RefusalKind.Unprocessable, "not-supported", "criteria", wrong.Message, wrong.Remedy);
            if (!await conditions.IsReadyAsync(cancellationToken)) return new PatchApplied.NotReady();
            switch (await conditions.FindAsync(((ConditionResult.Found)read).Query, caller, cancellationToken))
            {
                case [var only]:
                    key = new ResourceKey(only.Type, only.Id);
                    break;
                case []:
                    return Refuse(RefusalKind.NotFound, "not-found", "criteria-none", $"Your site has no {request.Type} that meets the criteria.", "Check them with a search; create the resource by POST or PUT.");
                default:
                    return Refuse(RefusalKind.PreconditionFailed, "multiple-matches", "criteria-several", $"More than one {request.Type} of your site meets the criteria.", "Send criteria that only one of them meets, or patch it by its id.");
            }
        }

        return await ApplyAsync(request, key, ifMatch, caller, cancellationToken);
    }

    private async Task<PatchApplied> ApplyAsync(PatchRequest request, ResourceKey key, VersionCondition? ifMatch, Caller caller, CancellationToken cancellationToken)
    {
        switch (await store.ReadAsync(key, caller, cancellationToken))
        {
            case ReadResult.Stored stored when ifMatch?.Holds(stored.Version) == false:
                return Refuse(RefusalKind.PreconditionFailed, "conflict", "if-match", "The resource has moved on from the version that If-Match names.", "Read the current version, and send a patch that fits it with that version's ETag.");
            case ReadResult.Stored stored:
                ArrayBufferWriter<byte> content = new(stored.Content.Length + 128);
                StoredContent.Write(stored.Content.Span, stored.Version, stored.RecordedMs, content);
                return request.Patch.Apply(content.WrittenMemory) switch
                {
                    PatchResult.Patched patched => new PatchApplied.Done(key, stored.Version, patched.Json),
                    PatchResult.Refused refused => new PatchApplied.Refused(new Refusal(RefusalKind.Unprocessable, refused.Findings)),
                    _ => throw new System.Diagnostics.UnreachableException(),
                };
            case ReadResult.Gone:
                return Refuse(RefusalKind.Gone, "deleted", "resource-deleted", $"This {key.Type} was deleted.", "Send the whole resource by PUT to let it stand again.");
            case ReadResult.Restricted:
                return Refuse(RefusalKind.Forbidden, "suppressed", "subject-withdrawn", $"The subject of this {key.Type} has withdrawn consent to the registry, and what is held of it is kept under restriction.", "Nothing: another site's resource is not yours to change.");
            default:
                return Refuse(RefusalKind.NotFound, "not-found", "resource-unknown", $"Your site has no {key.Type} with this id.", "A patch changes what is there; create the resource by POST or PUT.");
        }
    }

    private static PatchApplied.Refused Refuse(RefusalKind kind, string issueType, string rule, string message, string remedy) =>
        new(new Refusal(kind, [FhirResults.Objection(issueType, rule, message, remedy)]));
}
