using System.Buffers;
using Registry.Clinical;
using Registry.Clinical.Submissions;
using Registry.Fhir.Definitions;
using Registry.Fhir.Json;
using Registry.Fhir.Outcomes;
using Registry.Server.Callers;
using Registry.Server.Ingest;
using Registry.Server.Packages;
using Registry.Store.Resources;

namespace Registry.Server.Routes.Operations;

/// <summary>$validate on a type and on a resource: what an answer to a request that writes would tell, and nothing is stored. https://hl7.org/fhir/R4/resource-operation-validate.html</summary>
/// <remarks>200 with whatever was found; another status only for what is no call of the operation, or is about a resource that the caller cannot read.</remarks>
internal static class ValidateOperation
{
    private static readonly string[] Modes = ["create", "update", "delete", "profile"];

    public static async Task<IResult> AnswerAsync(HttpContext context)
    {
        string type = (string)context.Request.RouteValues["type"]!;
        string? id = context.Request.RouteValues["id"] as string;
        DefinitionSet definitions = context.RequestServices.GetRequiredService<DefinitionSet>();
        if (definitions.FindType(type) is not { Kind: StructureKind.Resource, IsAbstract: false })
            throw new OperationRefusal(StatusCodes.Status404NotFound, "not-supported", "type-unknown", "R4 has no such resource type.", "GET /fhir/metadata lists the types that the registry holds.");
        using OperationInput input = await OperationInput.ReadAsync(context, new("resource", OperationValue.Resource), new("mode"), new("profile"));
        string? mode = input.Text("mode");
        CheckCall(input, mode, id);
        Findings findings = [];
        string? profile = ProfileOf(definitions, type, input.Text("profile"), findings);
        SubmissionIngest ingest = context.RequestServices.GetRequiredService<SubmissionIngest>();
        Findings? found;
        if (mode == "delete")
        {
            found = await ingest.CheckDeletionAsync(type, id!, context.Caller(), context.RequestAborted);
        }
        else if (mode == "profile" || !input.Has("resource"))
        {
            ReadResult read = ConformanceResources.IsType(type) ? new ReadResult.NotFound()
                : await context.RequestServices.GetRequiredService<ResourceStore>().ReadAsync(new ResourceKey(type, id!), context.Caller(), context.RequestAborted);
            if (read is not ReadResult.Stored stored) return ReadRoutes.NotRead(read, type);
            ArrayBufferWriter<byte> content = new(stored.Content.Length + 128);
            StoredContent.Write(stored.Content.Span, stored.Version, stored.RecordedMs, content);
            found = await ingest.CheckAsync(content.WrittenMemory, new Interaction.Update(type, id!), againstStored: false, profile, context.Caller(), FhirRoutes.BaseUrl(context.Request), context.RequestAborted);
        }
        else
        {
            found = await OfSentAsync(context, ingest, input, type, id, mode, profile);
        }

        if (found is null) return WriteAnswers.NotStored(context, new IngestResult.Busy());
        findings.AddRange(found);
        return FhirResults.Outcome(StatusCodes.Status200OK, findings);
    }

    private static async Task<Findings?> OfSentAsync(HttpContext context, SubmissionIngest ingest, OperationInput input, string type, string? id, string? mode, string? profile)
    {
        NodeCursor resource = input.Value("resource");
        if (!resource["resourceType"].ValueEquals(type)) return [FhirResults.Objection("invalid", "url-mismatch", $"The URL names {type}, the body another resource type.", "Send the resource to its own type's $validate.")];
        // A transaction is not stored itself; whether it would be taken is what its sender wants to know.
        Interaction interaction = type == "Bundle" && resource["type"].ValueEquals("transaction") ? new Interaction.Transaction()
            : mode == "update" ? new Interaction.Update(type, id!)
            : new Interaction.Create(type);
        ResourceText text = input.ResourceText("resource", out bool isWhole);
        Findings? found = await ingest.CheckAsync(text, interaction, againstStored: mode is not null, profile, context.Caller(), FhirRoutes.BaseUrl(context.Request), context.RequestAborted);
        if (found is null || isWhole) return found;
        // Lines of a part of the body are those of no text that the caller has.
        Findings placed = [];
        foreach (Finding finding in found) placed.Add(finding with { Line = 0, Column = 0 });
        return placed;
    }

    private static void CheckCall(OperationInput input, string? mode, string? id)
    {
        if (mode is not null && !Modes.Contains(mode, StringComparer.Ordinal))
            throw new OperationRefusal(StatusCodes.Status400BadRequest, "value", "validate-mode", "The parameter 'mode' is none that R4 knows.", "Send create, update, delete or profile, or leave it out.");
        if (mode is "update" or "delete" or "profile" && id is null)
            throw OperationRefusal.Parameters($"The mode '{mode}' is about a resource that is here, and the address names none.", $"Call it on the resource: [type]/[id]/$validate?mode={mode}.");
        if (mode == "profile" && input.Has("resource"))
            throw OperationRefusal.Parameters("With the mode 'profile' the stored resource is validated, and the call brings another.", "Leave the resource out, or leave the mode out.");
        if (mode == "profile" && !input.Has("profile"))
            throw OperationRefusal.Parameters("The mode 'profile' needs one.", "Send its canonical URL in the parameter 'profile'.");
        if (mode is null or "create" or "update" && !input.Has("resource") && (mode is not null || id is null))
            throw OperationRefusal.Parameters("The call brings no resource.", "Send it as the body, or as the parameter 'resource'; to validate a stored one call [type]/[id]/$validate.");
    }

    /// <summary>The canonical of a profile that can be validated against; null, with a finding, where it cannot.</summary>
    private static string? ProfileOf(DefinitionSet definitions, string type, string? canonical, Findings findings)
    {
        if (canonical is null) return null;
        int bar = canonical.IndexOf('|', StringComparison.Ordinal);
        StructureDefinition? profile = definitions.Find(canonical);
        if (profile is null || (bar >= 0 && profile.Version != canonical[(bar + 1)..]))
        {
            findings.Add(FhirResults.Objection(
                "not-found", "profile-unknown", "The registry does not hold this profile, or not in this version, so the resource was not validated against it.",
                "GET /fhir/StructureDefinition lists the profiles of the loaded packages."));
            return null;
        }

        if (profile.Type == type) return canonical;
        findings.Add(FhirResults.Objection("invalid", "profile-type", $"The profile is one of {profile.Type}, and the resource a {type}.", $"Name a profile of {type}."));
        return null;
    }
}
