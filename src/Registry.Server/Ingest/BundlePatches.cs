using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Registry.Clinical;
using Registry.Contracts.Callers;
using Registry.Fhir.Json;
using Registry.Fhir.Outcomes;
using Registry.Fhir.Patching;
using Registry.Fhir.Validation;
using Registry.Server.Routes;

namespace Registry.Server.Ingest;

/// <summary>The patches of a transaction: each entry with PATCH becomes a PUT of the patched resource that only the patched version may take. https://hl7.org/fhir/R4/http.html#transaction</summary>
internal sealed class BundlePatches(PatchApplication patches, Validator validator)
{
    /// <summary>The text that stands for a transaction once its patches are applied.</summary>
    /// <param name="Json">The bundle; as it was sent where it has no patch, or is no bundle at all.</param>
    /// <param name="Versions">What was patched, in order: type, id and version.</param>
    /// <param name="Refusal">Why not; null when all were applied.</param>
    /// <param name="IsReady">False when the index is not ready to find what is to be patched.</param>
    public sealed record Expanded(ResourceText Json, string Versions, Refusal? Refusal, bool IsReady);

    /// <summary>Applies the patches of a transaction to the versions that are current now.</summary>
    public async Task<Expanded> ExpandAsync(ResourceText sent, Caller caller, string baseUrl, CancellationToken cancellationToken)
    {
        using ResourceDocument document = ResourceDocument.Parse(sent, validator.Names);
        // What is no bundle, or too large, is told as such by whoever judges it.
        if (document.HasFindings || !document.Root["resourceType"].ValueEquals("Bundle") || document.Root["entry"].Count > Clinical.Limits.BundleEntries) return new Expanded(sent, "", null, true);
        List<Finding> findings = [];
        RefusalKind kind = RefusalKind.Unprocessable;
        StringBuilder versions = new();
        JsonObject? bundle = null;
        int index = -1;
        foreach (NodeCursor entry in Items(document.Root["entry"]))
        {
            index++;
            if (!entry["request"]["method"].ValueEquals("PATCH") || entry["request"]["url"].AsString() is not { } url) continue;
            (PatchRequest? request, Refusal? refusal) = Read(entry, url, baseUrl);
            PatchApplied applied = request is null ? new PatchApplied.Refused(refusal!) : await patches.ApplyAsync(request, caller, baseUrl, cancellationToken);
            switch (applied)
            {
                case PatchApplied.NotReady:
                    return new Expanded(sent, "", null, false);
                case PatchApplied.Refused refused:
                    findings.AddRange(refused.Refusal.Findings.Select(finding => At(finding, index)));
                    if (refused.Refusal.Kind < kind || findings.Count == refused.Refusal.Findings.Count) kind = refused.Refusal.Kind;
                    break;
                case PatchApplied.Done done:
                    bundle ??= JsonNode.Parse(document.Bytes.Span)!.AsObject();
                    Replace(bundle["entry"]![index]!.AsObject(), done);
                    versions.Append(CultureInfo.InvariantCulture, $"{done.Key}/{done.Version} ");
                    break;
            }
        }

        if (findings.Count == 0) return new Expanded(bundle is null ? sent : Write(bundle), versions.ToString(), null, true);
        Findings all = [];
        all.AddRange(findings);
        return new Expanded(sent, "", new Refusal(kind, all), true);
    }

    private static byte[] Write(JsonObject bundle)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter writer = new(buffer, OperationOutcome.WriterOptions)) bundle.WriteTo(writer);
        return buffer.WrittenSpan.ToArray();
    }

    private static void Replace(JsonObject entry, PatchApplied.Done done)
    {
        entry["resource"] = JsonNode.Parse(done.Json.Span);
        JsonObject request = entry["request"]!.AsObject();
        request["method"] = "PUT";
        request["url"] = done.Key.ToString();
        // The patch counts only for the version that it was applied to; what the sender named was held against it.
        request["ifMatch"] = string.Create(CultureInfo.InvariantCulture, $"W/\"{done.Version}\"");
    }

    private (PatchRequest? Request, Refusal? Refusal) Read(NodeCursor entry, string url, string baseUrl)
    {
        string below = url.StartsWith(baseUrl + "/", StringComparison.Ordinal) ? url[(baseUrl.Length + 1)..] : url;
        int mark = below.IndexOf('?', StringComparison.Ordinal);
        string[] path = (mark < 0 ? below : below[..mark]).Split('/');
        bool isCriteria = mark >= 0 && path.Length == 1;
        if (!isCriteria && (mark >= 0 || path.Length != 2))
            return Refuse(RefusalKind.BadRequest, "invalid", "request-url", "The URL of a PATCH names neither one resource nor criteria.", "Send 'Type/id', or 'Type?criteria', relative to the base.");
        NodeCursor resource = entry["resource"];
        if (!resource.Exists)
            return Refuse(RefusalKind.BadRequest, "required", "entry-resource", "The entry has no patch.", "Send as entry.resource Parameters with a FHIRPath Patch, or a Binary whose data is a JSON Patch.");
        ResourcePatch? patch;
        Findings findings;
        if (resource["resourceType"].ValueEquals("Binary"))
        {
            if (!MediaTypes.IsJsonPatch(resource["contentType"].AsString()) || !TryDecode(resource["data"].AsString(), out byte[] json))
                return Refuse(RefusalKind.Unprocessable, "not-supported", "patch-form", "The Binary holds no JSON Patch.", $"Send contentType '{MediaTypes.JsonPatch}' and the patch as data, in base64.");
            patch = ResourcePatch.ReadJson(json, out findings);
        }
        else
        {
            using ResourceDocument parameters = ResourceDocument.Parse(resource.RawBytes.ToArray(), validator.Names);
            patch = ResourcePatch.ReadFhirPath(parameters, validator, out findings);
        }

        return patch is null
            ? (null, new Refusal(RefusalKind.BadRequest, findings))
            : (new PatchRequest(path[0], isCriteria ? null : path[1], isCriteria ? below[(mark + 1)..] : null, entry["request"]["ifMatch"].AsString(), patch), null);
    }

    private static (PatchRequest?, Refusal?) Refuse(RefusalKind kind, string issueType, string rule, string message, string remedy) =>
        (null, new Refusal(kind, [FhirResults.Objection(issueType, rule, message, remedy)]));

    // A patch's own expression begins at its Parameters; lines and columns are of its own text, which nobody sent.
    private static Finding At(Finding finding, int index)
    {
        string place = string.Create(CultureInfo.InvariantCulture, $"Bundle.entry[{index}].resource");
        string? expression = finding.Expression is { } own && own.StartsWith("Parameters", StringComparison.Ordinal) ? place + own["Parameters".Length..] : place;
        return finding with { Expression = expression, Line = 0, Column = 0 };
    }

    private static bool TryDecode(string? text, out byte[] data)
    {
        data = new byte[text?.Length ?? 0];
        if (text is null || !Convert.TryFromBase64String(text, data, out int length)) return false;
        data = data[..length];
        return true;
    }

    private static IEnumerable<NodeCursor> Items(NodeCursor array)
    {
        foreach (NodeCursor item in array) yield return item;
    }
}
