using System.Text.Json.Nodes;
using Registry.Fhir.Json;
using Registry.Fhir.Outcomes;
using Registry.Fhir.Validation;

namespace Registry.Fhir.Patching;

/// <summary>What applying a patch gives.</summary>
public abstract record PatchResult
{
    private PatchResult()
    {
    }

    /// <summary>Every operation was applied.</summary>
    /// <param name="Json">UTF-8; not validated. The bytes that were given where nothing changed.</param>
    public sealed record Patched(ReadOnlyMemory<byte> Json) : PatchResult;

    /// <summary>An operation cannot be applied, so none was.</summary>
    /// <param name="Findings">Which, and why.</param>
    public sealed record Refused(Findings Findings) : PatchResult;
}

/// <summary>Changes to a resource as JSON Patch or as FHIRPath Patch: applied in their order, all or none. https://hl7.org/fhir/R4/http.html#patch</summary>
/// <remarks>Immutable, thread-safe; it holds nothing of the document that it was read from.</remarks>
public abstract class ResourcePatch
{
    private protected ResourcePatch()
    {
    }

    /// <summary>How many operations it has.</summary>
    public abstract int Count { get; }

    /// <summary>Reads a JSON Patch. https://www.rfc-editor.org/rfc/rfc6902</summary>
    /// <param name="utf8">The text; nothing of it is kept.</param>
    /// <param name="findings">What is wrong with it.</param>
    /// <returns>Null when something is.</returns>
    public static ResourcePatch? ReadJson(ReadOnlyMemory<byte> utf8, out Findings findings) => JsonPatch.Read(utf8, out findings);

    /// <summary>Reads a FHIRPath Patch. https://hl7.org/fhir/R4/fhirpatch.html</summary>
    /// <param name="document">A Parameters resource, malformed ones included; nothing of it is kept.</param>
    /// <param name="validator">Holds it against R4, and knows the types that it may change.</param>
    /// <param name="findings">What is wrong with it.</param>
    /// <returns>Null when something is.</returns>
    public static ResourcePatch? ReadFhirPath(ResourceDocument document, Validator validator, out Findings findings)
    {
        ArgumentNullException.ThrowIfNull(document);
        ArgumentNullException.ThrowIfNull(validator);
        return FhirPathPatch.Read(document, validator, out findings);
    }

    /// <summary>Applies it.</summary>
    /// <param name="resource">A resource as a client reads it, with id, and meta.versionId and lastUpdated where it has them. It must be well-formed.</param>
    public PatchResult Apply(ReadOnlyMemory<byte> resource)
    {
        PatchTree tree = PatchTree.Of(resource);
        JsonNode before = tree.Root!.DeepClone();
        try
        {
            Apply(tree);
            tree.DropEmptied();
            if (JsonNode.DeepEquals(before, tree.Root)) return new PatchResult.Patched(resource);
            CheckIdentity(before, tree.Root);
            return new PatchResult.Patched(tree.ToBytes());
        }
        catch (PatchFault fault)
        {
            return new PatchResult.Refused([fault.Finding]);
        }
    }

    /// <exception cref="PatchFault">An operation cannot be applied.</exception>
    private protected abstract void Apply(PatchTree tree);

    // What a resource is called is not part of what a patch changes, and its version is the server's to count.
    private static void CheckIdentity(JsonNode before, JsonNode? after)
    {
        if (after is not JsonObject)
            throw new PatchFault("patch-identity", "business-rule", "The patch leaves no resource.", "A patch changes a resource; it does not remove it.", "Send DELETE to remove the resource.");
        foreach (string name in (string[])["resourceType", "id"])
        {
            if (JsonNode.DeepEquals(before[name], after[name])) continue;
            throw new PatchFault("patch-identity", "business-rule", $"The patch changes {name}.", "A resource keeps its type and its id for as long as it is there.", $"Leave {name} as it is; create another resource where another one is meant.");
        }

        // Whoever removes or replaces the whole of meta means its profiles and tags.
        if (after["meta"] is not JsonObject meta) return;
        foreach (string name in (string[])["versionId", "lastUpdated"])
        {
            if (meta[name] is not { } kept || JsonNode.DeepEquals((before["meta"] as JsonObject)?[name], kept)) continue;
            throw new PatchFault("patch-identity", "business-rule", $"The patch sets meta.{name}.", "Version and time are given by the server.", $"Leave meta.{name} as it is; send the version that you have read in the header If-Match.");
        }
    }
}

/// <summary>A patch that is malformed, or cannot be applied.</summary>
internal sealed class PatchFault(string rule, string issueType, string message, string reason, string remedy, string? expression = null) : Exception(message)
{
    public Finding Finding { get; } = new()
    {
        Severity = Severity.Error,
        Authority = Authority.Rule,
        IssueType = issueType,
        Rule = rule,
        Message = message,
        Reason = reason,
        Remedy = remedy,
        Expression = expression,
    };
}
