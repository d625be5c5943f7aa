using System.Globalization;
using System.Text.Json;
using Registry.Fhir.FhirPath;
using Registry.Fhir.Json;
using Xunit;

namespace Registry.Fhir.Tests.FhirPath;

/// <summary>HL7's FHIRPath cases. A ratchet: what is missed is listed with its reason, and the list may only shrink. An exception of another kind always fails.</summary>
public sealed class ConformanceTests(ITestOutputHelper output)
{
    private static readonly string MissesFile = Path.Combine(Repository.Root, "tests", "data", "conformance", "fhirpath-known-misses.json");

    [Fact]
    public void Every_case_gives_what_HL7_expects_but_the_known_misses()
    {
        Assert.SkipWhen(Repository.Conformance is null, "../shared/conformance is absent, and REGISTRY_CONFORMANCE names no other place.");
        SortedDictionary<string, string> misses = new(StringComparer.Ordinal);
        int count = 0;
        foreach (string line in File.ReadLines(Path.Combine(Repository.Conformance!, "fhirpath", "cases.jsonl")))
        {
            using JsonDocument @case = JsonDocument.Parse(line);
            count++;
            if (Miss(@case.RootElement) is { } miss) misses.Add(@case.RootElement.GetProperty("id").GetString()!, miss);
        }

        output.WriteLine($"{count} cases, {count - misses.Count} as expected, {misses.Count} missed ({(count - misses.Count) * 100.0 / count:0.0} %)");
        foreach ((string id, string miss) in misses) output.WriteLine($"{id}: {miss}");
        SortedDictionary<string, string> known = JsonSerializer.Deserialize<SortedDictionary<string, string>>(File.ReadAllText(MissesFile))!;
        Assert.Equal("", string.Join('\n', misses.Where(miss => !known.ContainsKey(miss.Key)).Select(miss => $"{miss.Key}: {miss.Value}")));
        Assert.Equal("", string.Join('\n', known.Keys.Where(id => !misses.ContainsKey(id)).Select(id => $"as expected now: take it off the list: {id}")));
        Assert.DoesNotContain(known.Values, string.IsNullOrWhiteSpace);
        Assert.True(count - misses.Count >= count * 0.98);
    }

    private static string? Miss(JsonElement @case)
    {
        string expression = @case.GetProperty("expression").GetString()!;
        bool mustFail = @case.GetProperty("invalid").ValueKind == JsonValueKind.String;
        IReadOnlyList<FhirPathValue> items;
        try
        {
            items = Evaluate(expression, @case.GetProperty("inputfile").GetString());
        }
        catch (FhirPathException fault)
        {
            return mustFail ? null : $"{expression} failed: {fault.Message}";
        }

        string found = string.Join(", ", items.Select(item => $"{item.Type}:{item.Text}"));
        if (mustFail) return $"{expression} gave [{found}] instead of failing";
        if (@case.TryGetProperty("predicate", out JsonElement predicate) && predicate.GetBoolean()) items = [new FhirPathValue("boolean", items.Count > 0 ? "true" : "false", default)];
        JsonElement[] expected = [.. @case.GetProperty("outputs").EnumerateArray()];
        bool isOrdered = !@case.TryGetProperty("ordered", out JsonElement ordered) || ordered.GetBoolean();
        bool isSame = expected.Length == items.Count
            && (isOrdered ? expected.Zip(items).All(pair => Same(pair.First, pair.Second)) : expected.All(output => items.Any(item => Same(output, item))));
        return isSame ? null : $"{expression} gave [{found}], expected {@case.GetProperty("outputs").GetRawText()}";
    }

    private static IReadOnlyList<FhirPathValue> Evaluate(string expression, string? input)
    {
        FhirPathEnvironment environment = Evaluated.Environment;
        if (input is null) return FhirPathExpression.Compile(expression, Evaluated.Model).Evaluate(default, environment);
        using ResourceDocument document = ResourceDocument.Parse(File.ReadAllBytes(Path.Combine(Repository.Conformance!, "fhirpath", "inputs", input)), Evaluated.Model.Names);
        FhirPathOptions options = new() { ContextType = document.Root["resourceType"].AsString() };
        return [.. FhirPathExpression.Compile(expression, Evaluated.Model, options).Evaluate(document.Root, environment)];
    }

    private static bool Same(JsonElement expected, FhirPathValue item)
    {
        string? type = expected.TryGetProperty("type", out JsonElement named) ? named.GetString() : null;
        string value = expected.GetProperty("value").GetString()!;
        if (type is not null && type != item.Type) return false;
        string text = item.Text ?? "";
        if (item.Type is "decimal" or "integer" && decimal.TryParse(value, CultureInfo.InvariantCulture, out decimal number))
        {
            return number == decimal.Parse(text, CultureInfo.InvariantCulture);
        }

        return text == (item.Type is "date" or "dateTime" or "time" or "instant" ? value.TrimStart('@').TrimStart('T') : value);
    }
}
