using System.Text.Json;
using System.Text.Json.Serialization;
using Registry.Clinical;
using Registry.Clinical.Decisions;
using Registry.Fhir.Outcomes;
using Registry.Store.Receipts;

namespace Registry.Server.Ingest;

/// <summary>A stored submission's answer as its receipt keeps it: what became of each entry and what was told besides, no resource's body. The commit gives the time.</summary>
internal static partial class KeptAnswer
{
    /// <summary>UTF-8 JSON for a receipt.</summary>
    /// <param name="outcomes">What became of each entry.</param>
    /// <param name="findings">What the answer tells besides.</param>
    /// <param name="isChange">False when nothing changed: such an answer has no time.</param>
    public static byte[] Write(IReadOnlyList<EntryOutcome> outcomes, Findings findings, bool isChange) => JsonSerializer.SerializeToUtf8Bytes(
        new Form(
            [.. outcomes.Select(outcome => new Entry(outcome.Index, outcome.Result, outcome.Resource?.Type, outcome.Resource?.Id, outcome.Version))],
            [.. findings],
            findings.Omitted,
            isChange),
        Json.Default.Form);

    /// <summary>The answer again.</summary>
    /// <exception cref="JsonException">The receipt was not written by <see cref="Write"/>.</exception>
    public static IngestResult.Stored Read(ReceiptFound.Same kept)
    {
        Form form = JsonSerializer.Deserialize(kept.Answer.Span, Json.Default.Form) ?? throw new JsonException("A receipt's answer is null.");
        Findings findings = [];
        findings.AddRange(form.Findings);
        // A full list counts what is added to it, and tells the number alone.
        for (int index = 0; index < form.Omitted; index++) findings.Add(form.Findings[0]);
        return new IngestResult.Stored(
            [.. form.Entries.Select(entry => new EntryOutcome(entry.Index, entry.Result, entry.Type is null ? null : new ResourceKey(entry.Type, entry.Id!), entry.Version))],
            findings,
            form.IsChange ? kept.RecordedMs : null);
    }

    internal sealed record Form(
        [property: JsonPropertyName("e")] IReadOnlyList<Entry> Entries,
        [property: JsonPropertyName("f")] IReadOnlyList<Finding> Findings,
        [property: JsonPropertyName("o")] int Omitted,
        [property: JsonPropertyName("c")] bool IsChange);

    internal sealed record Entry(
        [property: JsonPropertyName("i")] int Index,
        [property: JsonPropertyName("r")] EntryResult Result,
        [property: JsonPropertyName("t")] string? Type,
        [property: JsonPropertyName("k")] string? Id,
        [property: JsonPropertyName("v")] long? Version);

    // Only null is left out: a severity of information is 0, and a finding without one cannot be read.
    // The property names and the numbers of enumerations are stored for 30 days: a later version reads what an earlier one wrote.
    [JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
    [JsonSerializable(typeof(Form))]
    private sealed partial class Json : JsonSerializerContext;
}
