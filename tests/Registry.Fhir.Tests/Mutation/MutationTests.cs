using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Registry.Fhir.Definitions;
using Registry.Fhir.Json;
using Registry.Fhir.Outcomes;
using Registry.Fhir.Tests.Validation;
using Registry.Fhir.Validation;
using Xunit;

namespace Registry.Fhir.Tests.Mutation;

/// <summary>Properties over valid resources: one broken rule is refused by that rule's id at that place; and no bytes at all make the engine fail.</summary>
public sealed class MutationTests(ITestOutputHelper output)
{
    private const int SampledOfficialExamples = 400;
    private const int OfficialBytes = 60_000;

    private static readonly DefinitionSet Core = CoreDefinitions.Load();

    private static readonly Lazy<byte[][]> Registry = new(() => [.. PackageExample.All().Select(example => example.Value)]);

    // The registry's own, and of the official ones, when they are here, every n-th that is accepted and not huge.
    private static readonly Lazy<byte[][]> Valid = new(() => [.. Registry.Value, .. Official()]);

    [Fact]
    public void A_valid_resource_with_one_rule_broken_is_refused_by_that_rule_at_that_place()
    {
        ConcurrentDictionary<string, int> tried = new(StringComparer.Ordinal);
        Property.Hold(runs: 6_000, Three(Gen.Choose(0, Valid.Value.Length - 1), Gen.Choose(0, 100_000), Gen.Choose(0, Mutation.All.Length - 1)), picked =>
        {
            (int example, int place, int mutation) = picked;
            Assert.Null(Broken(Valid.Value[example], place, Mutation.All[mutation], tried));
            return true;
        });

        foreach (Mutation mutation in Mutation.All) output.WriteLine($"{tried.GetValueOrDefault(mutation.Name)} × {mutation.Name}");
        Assert.All(Mutation.All, mutation => Assert.True(tried.GetValueOrDefault(mutation.Name) >= 10, $"\"{mutation}\" was hardly tried."));
    }

    [Fact]
    public void Any_flipped_bytes_of_an_example_get_a_verdict() =>
        Property.Hold(runs: 4_000, Three(Gen.Choose(0, Valid.Value.Length - 1), Gen.Choose(0, int.MaxValue - 1).ArrayOf(3), Gen.Choose(0, 255).ArrayOf(3)), picked =>
        {
            (int example, int[] places, int[] values) = picked;
            byte[] json = [.. Valid.Value[example]];
            for (int change = 0; change < places.Length; change++) json[places[change] % json.Length] ^= (byte)values[change];
            return Verdict(json) is not null;
        });

    // What is looked into beyond its own rules: definitions, their snapshots, code systems, value sets, forms and documents.
    [Fact]
    public void Any_flipped_bytes_of_a_definition_get_a_verdict()
    {
        byte[][] definitions = [.. Valid.Value.Where(json => IsDefinition(json) && json.Length < 30_000)];
        Assert.SkipWhen(definitions.Length < 10, "profiles/node_modules/hl7.fhir.r4.examples is absent: run npm ci in profiles/.");
        Property.Hold(runs: 3_000, Three(Gen.Choose(0, definitions.Length - 1), Gen.Choose(0, int.MaxValue - 1).ArrayOf(2), Gen.Choose(0, 255).ArrayOf(2)), picked =>
        {
            (int example, int[] places, int[] values) = picked;
            byte[] json = [.. definitions[example]];
            for (int change = 0; change < places.Length; change++) json[places[change] % json.Length] = (byte)values[change];
            return Verdict(json) is not null;
        });
    }

    private static bool IsDefinition(byte[] json) =>
        JsonNode.Parse(json)!["resourceType"]!.GetValue<string>() is "StructureDefinition" or "CodeSystem" or "ValueSet" or "Questionnaire" or "QuestionnaireResponse" or "SearchParameter" or "Bundle";

    [Fact]
    public void Any_truncation_of_an_example_is_refused() =>
        Property.Hold(runs: 2_000, Gen.Choose(0, Valid.Value.Length - 1).Zip(Gen.Choose(0, int.MaxValue - 1)), picked =>
        {
            (int example, int length) = picked;
            byte[] json = Valid.Value[example];
            ReadOnlySpan<byte> whole = json.AsSpan().TrimEnd(" \t\r\n"u8);
            return Verdict(json.AsMemory(0, length % whole.Length)) is Fhir.Validation.Verdict.Refused { IsNotFhir: true };
        });

    [Fact]
    public void Any_text_in_place_of_a_value_gets_a_verdict() =>
        Property.Hold(runs: 2_000, Three(Gen.Choose(0, Registry.Value.Length - 1), Gen.Choose(0, 100_000), ArbMap.Default.GeneratorFor<string>()), picked =>
        {
            (int example, int place, string text) = picked;
            JsonObject resource = JsonNode.Parse(Registry.Value[example])!.AsObject();
            List<ElementPlace> places = ElementPlace.Of(resource, Core);
            ElementPlace chosen = places[place % places.Count];
            chosen.Holder[chosen.Name] = text;
            return Verdict(Encoding.UTF8.GetBytes(resource.ToJsonString())) is not null;
        });

    // What went wrong; null when all is well, or the mutation does not apply anywhere.
    private static string? Broken(byte[] example, int place, Mutation mutation, ConcurrentDictionary<string, int> tried)
    {
        JsonObject resource = JsonNode.Parse(example)!.AsObject();
        List<ElementPlace> places = ElementPlace.Of(resource, Core);
        for (int step = 0; step < places.Count; step++)
        {
            ElementPlace chosen = places[(place + step) % places.Count];
            if (mutation.TryBreak(chosen, Core) is not { } wanted) continue;
            tried.AddOrUpdate(mutation.Name, 1, static (_, count) => count + 1);
            string json = resource.ToJsonString(new JsonSerializerOptions { WriteIndented = true }).Replace(Mutation.Duplicate, "", StringComparison.Ordinal);
            Findings findings = Verdict(Encoding.UTF8.GetBytes(json)) is Verdict.Refused refused ? refused.Findings : [];
            return findings.Omitted > 0 || findings.Any(finding => finding.IsError && finding.Rule == wanted.Rule && finding.Expression == wanted.Expression)
                ? null
                : $"{mutation}: {chosen.Expression}: {wanted.Rule} at {wanted.Expression} expected, found {string.Join("; ", findings.Select(finding => $"{finding.Rule} {finding.Expression}"))}";
        }

        return null;
    }

    private static Verdict Verdict(ReadOnlyMemory<byte> json)
    {
        using ResourceDocument document = ResourceDocument.Parse(json, Held.Registry.Names);
        return Held.Registry.Validate(document);
    }

    private static IEnumerable<byte[]> Official()
    {
        if (Repository.Examples is null) yield break;
        string[] files = [.. Directory.EnumerateFiles(Repository.Examples, "*.json").Where(file => Path.GetFileName(file) is not ("package.json" or ".index.json")).Order(StringComparer.Ordinal)];
        int step = Math.Max(1, files.Length / SampledOfficialExamples);
        for (int index = 0; index < files.Length; index += step)
        {
            byte[] content = File.ReadAllBytes(files[index]);
            if (content.Length <= OfficialBytes && Verdict(content) is Verdict.Accepted) yield return content;
        }
    }

    private static Gen<(TFirst First, TSecond Second, TThird Third)> Three<TFirst, TSecond, TThird>(Gen<TFirst> first, Gen<TSecond> second, Gen<TThird> third) =>
        from one in first
        from two in second
        from three in third
        select (one, two, three);
}
