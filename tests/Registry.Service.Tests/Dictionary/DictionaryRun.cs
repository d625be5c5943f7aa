using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Registry.Cli.Commands;
using Registry.Fhir.FhirPath;
using Registry.Fhir.Json;
using Registry.Fhir.Validation;
using Registry.Service.Tests.Clinical;
using Registry.Service.Tests.Server;
using Xunit;

namespace Registry.Service.Tests.Dictionary;

/// <summary>What came of the example of one capture.</summary>
/// <param name="Capture">The capture.</param>
/// <param name="Says">What the example says there, as FHIRPath reads it.</param>
/// <param name="IsRequired">The profile refuses the example without the element.</param>
/// <param name="Cell">The row of the report's table whose cell changed; null when no report is named.</param>
/// <param name="Missing">What did not come about; empty when all did.</param>
internal sealed record CaptureResult(Capture Capture, string Says, bool IsRequired, string? Cell, IReadOnlyList<string> Missing);

/// <summary>Runs examples through the validator and a whole server: profile, event, report.</summary>
internal sealed class DictionaryRun(RunningRegistry registry)
{
    private static readonly Validator Profiles = new(Some.Definitions);
    private static readonly Dictionary<string, byte[]> Examples = PackageFiles.Examples().ToDictionary(StringComparer.Ordinal);

    private readonly FhirPathRun _paths = new(Some.Definitions, DateTimeOffset.UnixEpoch);
    private int _subjects;

    public async Task<CaptureResult> RunAsync(Capture capture)
    {
        string pseudonym = FormattableString.Invariant($"DD-{++_subjects}");
        JsonObject patient = Patient(pseudonym, capture);
        List<JsonObject> before = Before(pseudonym, patient, capture);
        JsonObject example = Example(capture.Example, capture, patient);
        List<string> missing = [];

        string says = Read(capture, example);
        Assert.True(says.Length > 0, $"{capture.Example} does not say {capture.Path}.");
        Assert.True(IsValid(example, capture.Profile), $"{capture.Example} does not meet {capture.Profile}.");
        bool isRequired = !IsValid(capture.Without(example), capture.Profile);

        if (!capture.New) await PostAsync(capture, before);
        JsonElement? reportBefore = await ReportAsync(capture);
        int known = (await registry.EventsAsync("after=0&_count=10000")).Count;
        await PostAsync(capture, capture.Example == "Patient" ? [Some.Put(example), .. before.Skip(1)] : [.. before, Some.Put(Owned(example, pseudonym, "example"))]);
        await registry.UntilProjectedAsync();

        List<JsonElement> events = [.. (await registry.EventsAsync("after=0&_count=10000")).Skip(known)];
        if (!events.Any(one => one.GetProperty("type").GetString()!.StartsWith(capture.Event + ".", StringComparison.Ordinal) && IsTold(one.GetProperty("data"), capture.Field)))
            missing.Add($"{capture.Event} has no {capture.Field}");
        string? cell = capture.Report is null ? null : Changed(capture, reportBefore, await ReportAsync(capture));
        if (capture.Report is null) missing.Add("no report shows it");
        else if (cell is null) missing.Add($"{capture.Report} did not change");
        return new CaptureResult(capture, says, isRequired, cell, missing);
    }

    private static JsonObject Patient(string pseudonym, Capture capture)
    {
        JsonObject patient = Some.Patient(pseudonym, "1979-11", capture.Deceased.Length > 0 ? capture.Deceased : null);
        patient["extension"]!.AsArray().Add(new JsonObject { ["url"] = $"{Some.Base}/StructureDefinition/registry-entry-date", ["valueDate"] = "1990-01-01" });
        if (capture.Example == "Patient")
        {
            foreach ((string name, JsonNode? value) in capture.Set ?? []) patient[name] = value?.DeepClone();
        }

        return patient;
    }

    private static List<JsonObject> Before(string pseudonym, JsonObject patient, Capture capture)
    {
        JsonObject plain = patient.DeepClone().AsObject();
        foreach ((string name, _) in capture.Example == "Patient" ? capture.Set ?? [] : []) plain.Remove(name);
        List<JsonObject> entries = [Some.Put(plain)];
        if (capture.Disease.Length > 0)
        {
            JsonObject diagnosis = Some.Diagnosis(capture.Disease, pseudonym + "-diagnosis");
            diagnosis["onsetDateTime"] = "1984";
            diagnosis["recordedDate"] = "1986";
            entries.Add(Some.Put(diagnosis));
        }

        if (capture.FollowUp.Length > 0) entries.Add(Some.Put(Owned(Example("Observation-vital-status-minimal", null, plain), pseudonym, "alive", capture.FollowUp)));
        if (capture.Given is { } given) entries.Add(Some.Put(Owned(Example(given, null, plain), pseudonym, "given", "1995-02")));
        if (capture.Variant is { } variant) entries.Add(Some.Put(Owned(Example(variant, null, plain), pseudonym, "variant"), "urn:uuid:variant"));
        return entries;
    }

    private static JsonObject Example(string name, Capture? capture, JsonObject patient)
    {
        if (name == "Patient") return patient;
        JsonObject resource = JsonNode.Parse(Examples[name + ".json"])!.AsObject();
        foreach (string gone in new[] { "id", "meta", "text" }) resource.Remove(gone);
        resource["subject"] = Some.Reference("urn:uuid:patient");
        if (capture?.Variant is not null) resource["derivedFrom"] = new JsonArray(Some.Reference("urn:uuid:variant"));
        foreach ((string member, JsonNode? value) in capture?.Set ?? [])
        {
            if (value is null) resource.Remove(member);
            else resource[member] = value.DeepClone();
        }

        return resource;
    }

    private static JsonObject Owned(JsonObject resource, string pseudonym, string record, string? date = null)
    {
        resource["identifier"] = Some.Identifiers(Some.Records, $"{pseudonym}-{record}");
        if (date is not null) resource["effectiveDateTime"] = date;
        return resource;
    }

    private string Read(Capture capture, JsonObject resource)
    {
        using ResourceDocument document = _paths.Read(Encoding.UTF8.GetBytes(resource.ToJsonString()), capture.Example);
        return string.Join(", ", _paths.Evaluate(capture.Path, document).Select(Text));
    }

    private static string Text(FhirPathValue value) => value.Type switch
    {
        "CodeableConcept" => string.Join(" + ", Codings(value.Node).Select(coding => coding["code"].AsString())),
        "Quantity" => $"{Encoding.UTF8.GetString(value.Node["value"].RawBytes)} {value.Node["code"].AsString()}",
        "Period" => $"{value.Node["start"].AsString()} to {value.Node["end"].AsString()}",
        "Extension" => value.Node["valueDate"].AsString() ?? "scope, decision, date, policy version",
        "BackboneElement" or "Observation.referenceRange" => "low, high",
        _ => value.Text ?? "",
    };

    private static List<NodeCursor> Codings(NodeCursor concept)
    {
        List<NodeCursor> codings = [];
        foreach (NodeCursor coding in concept["coding"]) codings.Add(coding);
        return codings;
    }

    private static bool IsValid(JsonObject resource, string profile)
    {
        using ResourceDocument document = ResourceDocument.Parse(Encoding.UTF8.GetBytes(resource.ToJsonString()), Profiles.Names);
        return Profiles.Validate(document, (asked, canonicals) =>
        {
            if (!asked.Parent.Exists) canonicals.Add($"{Some.Base}/StructureDefinition/{profile}");
        }) is Verdict.Accepted;
    }

    // A refusal is never "not covered yet": then the table or an example is wrong.
    private async Task PostAsync(Capture capture, List<JsonObject> entries)
    {
        // The names by which the builders of the tests link resources, as the UUIDs that a URN of that kind must hold.
        string bundle = Some.Bundle([.. entries]).ToJsonString()
            .Replace("urn:uuid:patient", "urn:uuid:00000000-0000-4000-8000-000000000001", StringComparison.Ordinal)
            .Replace("urn:uuid:variant", "urn:uuid:00000000-0000-4000-8000-000000000002", StringComparison.Ordinal);
        (HttpStatusCode status, JsonElement body) = await registry.PostAsync("/fhir", Encoding.UTF8.GetBytes(bundle));
        Assert.True(status == HttpStatusCode.OK, $"{capture.Example} for {capture.Path} was refused: {body}");
    }

    private static bool IsTold(JsonElement data, string field)
    {
        foreach (string name in field.Split('.'))
        {
            if (data.ValueKind != JsonValueKind.Object || !data.TryGetProperty(name, out data)) return false;
        }

        return data.ValueKind is not JsonValueKind.Null && !(data.ValueKind is JsonValueKind.Array && data.GetArrayLength() == 0);
    }

    private async Task<JsonElement?> ReportAsync(Capture capture)
    {
        if (capture.Report is not { } report) return null;
        await registry.UntilProjectedAsync();
        (HttpStatusCode status, JsonElement body) = await registry.GetAsync($"/reports/{report.Split('/')[0]}");
        Assert.True(status == HttpStatusCode.OK, $"/reports/{report.Split('/')[0]} answered {(int)status}.");
        return body;
    }

    /// <summary>The first row whose cell in the named column is another, or is new; null when there is none.</summary>
    private static string? Changed(Capture capture, JsonElement? before, JsonElement? after)
    {
        string[] place = capture.Report!.Split('/');
        Dictionary<string, string> old = Rows(before!.Value, place).ToDictionary(StringComparer.Ordinal);
        foreach ((string row, string cell) in Rows(after!.Value, place))
        {
            if (place.Length > 3 && !row.Contains(place[3], StringComparison.Ordinal)) continue;
            if (!old.TryGetValue(row, out string? was) || was != cell) return row;
        }

        return null;
    }

    /// <summary>Rows by the words with which they begin, with the named cell.</summary>
    private static IEnumerable<KeyValuePair<string, string>> Rows(JsonElement report, string[] place)
    {
        JsonElement table = report.GetProperty("tables").EnumerateArray().Single(one => one.GetProperty("name").GetString() == place[1]);
        Dictionary<string, int> seen = new(StringComparer.Ordinal);
        foreach (JsonElement row in table.GetProperty("rows").EnumerateArray())
        {
            string words = string.Join(", ", row.EnumerateObject().TakeWhile(cell => cell.Value.ValueKind == JsonValueKind.String && cell.Name != place[2]).Select(cell => cell.Value.GetString()));
            int count = seen[words] = seen.GetValueOrDefault(words) + 1;
            yield return new(count == 1 ? words : FormattableString.Invariant($"{words} ({count})"), row.GetProperty(place[2]).GetRawText());
        }
    }
}
