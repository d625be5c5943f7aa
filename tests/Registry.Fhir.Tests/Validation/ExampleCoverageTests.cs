using System.Text.Json;
using System.Text.RegularExpressions;
using Xunit;

namespace Registry.Fhir.Tests.Validation;

/// <summary>
/// Every profile of the registry has two examples that pass, and every rule that it states has one that fails: each invariant, least and
/// largest number, required list, fixed code and type of its differential. That the examples do what they say is another test's matter.
/// </summary>
/// <remarks>
/// Not counted, because no instance can break them: the code by which a slice of components is told apart (another code is another
/// component), and a repetition of what the base type says already. Targets of references are rules of the registry's own (subject).
/// </remarks>
public sealed partial class ExampleCoverageTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "profiles", "examples", "invalid");
    private static readonly JsonElement[] Profiles = [.. ReadProfiles()];
    private static readonly JsonElement[] Index = [.. JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Folder, "index.json"))).RootElement.EnumerateArray()];

    public static TheoryData<string> Names => [.. Profiles.Select(profile => profile.GetProperty("id").GetString()!).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_profile_has_a_minimal_and_a_rich_example_that_pass(string profile)
    {
        string[] names = [.. PackageExample.All().Where(example => Claims(example.Value, profile)).Select(example => example.Key)];
        Assert.True(names.Length >= 2, $"{profile} has {names.Length} examples that pass.");
        Assert.Contains(names, name => name.Contains("-minimal", StringComparison.Ordinal));
        Assert.Contains(names, name => name.Contains("-rich", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_rule_of_a_profile_has_an_example_that_fails(string profile)
    {
        JsonElement definition = Profiles.Single(one => one.GetProperty("id").ValueEquals(profile));
        HashSet<string> broken = [.. Index.Where(line => line.GetProperty("profile").ValueEquals(profile)).SelectMany(line => Broken(definition, line))];
        Assert.Empty(Stated(definition).Except(broken).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_rule_without_an_example_would_be_told()
    {
        JsonElement definition = Profiles.Single(one => one.GetProperty("id").ValueEquals("flare-up"));
        string[] stated = [.. Stated(definition)];
        Assert.Contains("invariant ho-flare-1", stated);
        Assert.Contains("max Observation.component:trigger", stated);
        Assert.Contains("min Observation.effective.start", stated);
        Assert.DoesNotContain("pattern Observation.component:trigger.code", stated);
        JsonElement[] withoutOne = [.. Index.Where(line => line.GetProperty("profile").ValueEquals("flare-up") && !line.GetProperty("file").ValueEquals("flare-up/two-triggers.json") && !line.GetProperty("file").ValueEquals("flare-up/two-of-trigger.json"))];
        Assert.Equal(["max Observation.component:trigger"], stated.Except(withoutOne.SelectMany(line => Broken(definition, line))));
    }

    [Fact]
    public void Every_file_of_a_failing_example_stands_in_the_index_once() => Assert.Equal(
        Directory.GetFiles(Folder, "*.json", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(Folder, file).Replace('\\', '/')).Where(file => file != "index.json").Order(StringComparer.Ordinal),
        Index.Select(line => line.GetProperty("file").GetString()!).Order(StringComparer.Ordinal));

    /// <summary>The rules of a differential, as "reason path".</summary>
    private static IEnumerable<string> Stated(JsonElement definition)
    {
        Dictionary<string, JsonElement> snapshot = Elements(definition, "snapshot").ToDictionary(Id, StringComparer.Ordinal);
        foreach (JsonElement element in Elements(definition, "differential"))
        {
            string id = Id(element);
            string last = id[(id.LastIndexOf('.') + 1)..];
            string path = Plain(id);
            bool isChoice = last.Contains("[x]:", StringComparison.Ordinal);
            foreach (JsonElement constraint in Many(element, "constraint"))
            {
                if (constraint.GetProperty("key").GetString() is { } key && key.StartsWith("ho-", StringComparison.Ordinal)) yield return $"invariant {key}";
            }

            if (element.TryGetProperty("min", out JsonElement min) && min.GetInt32() > 0) yield return $"min {path}";
            if (element.TryGetProperty("max", out JsonElement max) && IsNarrower(max.GetString()!, isChoice, last, snapshot.GetValueOrDefault(id, element))) yield return $"max {path}";
            if (element.TryGetProperty("binding", out JsonElement binding) && binding.GetProperty("strength").ValueEquals("required")) yield return $"binding {path}";
            bool isFixed = element.EnumerateObject().Any(member => member.Name.StartsWith("pattern", StringComparison.Ordinal) || member.Name.StartsWith("fixed", StringComparison.Ordinal));
            if (isFixed && !SliceCode().IsMatch(id)) yield return $"pattern {path}";
            bool isReference = Many(element, "type").Any(type => type.TryGetProperty("targetProfile", out _) || type.TryGetProperty("profile", out _));
            if (element.TryGetProperty("type", out _) && !isChoice && !isReference && last.Contains("[x]", StringComparison.Ordinal)) yield return $"type {path}";
        }
    }

    private static bool IsNarrower(string max, bool isChoice, string last, JsonElement snapshot) =>
        max == "0" || (max == "1" && !isChoice && (last.Contains(':', StringComparison.Ordinal) || (snapshot.TryGetProperty("base", out JsonElement baseElement) && baseElement.GetProperty("max").ValueEquals("*"))));

    /// <summary>The rules that a failing example breaks by its line in the index, in the same form.</summary>
    private static IEnumerable<string> Broken(JsonElement definition, JsonElement line)
    {
        string reason = line.GetProperty("reason").GetString()!;
        if (reason == "invariant")
        {
            yield return $"invariant {line.GetProperty("key").GetString()}";
            yield break;
        }

        using JsonDocument file = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Folder, line.GetProperty("file").GetString()!)));
        string place = line.GetProperty("expression").GetString()!;
        Match component = ComponentPlace().Match(place);
        if (component.Success)
        {
            JsonElement part = file.RootElement.GetProperty("component")[int.Parse(component.Groups["index"].Value, System.Globalization.CultureInfo.InvariantCulture)];
            string? slice = Slices(definition).FirstOrDefault(known => HasCode(part, known.Code)).Name;
            place = slice is null ? place : place.Replace($"component[{component.Groups["index"].Value}]", $"component:{slice}", StringComparison.Ordinal);
        }
        else if (place.EndsWith(".component", StringComparison.Ordinal) || place.EndsWith(".extension", StringComparison.Ordinal))
        {
            foreach (string counted in Counted(definition, file.RootElement, place, reason)) yield return counted;
        }

        yield return $"{reason} {Indexes().Replace(place, "")}";
    }

    /// <summary>Slices of which the resource has too few or too many.</summary>
    private static IEnumerable<string> Counted(JsonElement definition, JsonElement resource, string place, string reason)
    {
        string list = place[(place.LastIndexOf('.') + 1)..];
        JsonElement[] parts = [.. Many(resource, list)];
        foreach (JsonElement element in Elements(definition, "snapshot"))
        {
            string id = Id(element);
            if (!id.StartsWith($"{place}:", StringComparison.Ordinal) || id[place.Length..].Contains('.', StringComparison.Ordinal)) continue;
            string name = id[(place.Length + 1)..];
            int count = list == "component"
                ? parts.Count(part => Slices(definition).Any(known => known.Name == name && HasCode(part, known.Code)))
                : parts.Count(part => element.GetProperty("type")[0].GetProperty("profile")[0].ValueEquals(part.GetProperty("url").GetString()));
            if (reason == "min" && count < element.GetProperty("min").GetInt32()) yield return $"min {id}";
            if (reason == "max" && element.GetProperty("max").ValueEquals("1") && count > 1) yield return $"max {id}";
        }
    }

    /// <summary>Slices of components, by the code that tells them apart.</summary>
    private static IEnumerable<(string Name, string Code)> Slices(JsonElement definition)
    {
        foreach (JsonElement element in Elements(definition, "snapshot"))
        {
            Match slice = SliceCode().Match(Id(element));
            if (slice.Success && element.TryGetProperty("patternCodeableConcept", out JsonElement pattern)) yield return (slice.Groups["slice"].Value, pattern.GetProperty("coding")[0].GetProperty("code").GetString()!);
        }
    }

    private static bool HasCode(JsonElement component, string code) =>
        Many(component.GetProperty("code"), "coding").Any(coding => coding.TryGetProperty("code", out JsonElement own) && own.ValueEquals(code));

    private static bool Claims(byte[] example, string profile)
    {
        using JsonDocument resource = JsonDocument.Parse(example);
        return resource.RootElement.GetProperty("meta").GetProperty("profile").EnumerateArray().Any(claimed => claimed.GetString()!.Split('|')[0].EndsWith($"/{profile}", StringComparison.Ordinal));
    }

    private static JsonElement.ArrayEnumerator Elements(JsonElement definition, string view) => definition.GetProperty(view).GetProperty("element").EnumerateArray();

    private static JsonElement.ArrayEnumerator Many(JsonElement owner, string name) => owner.TryGetProperty(name, out JsonElement list) ? list.EnumerateArray() : default;

    private static string Id(JsonElement element) => element.GetProperty("id").GetString()!;

    private static string Plain(string id) => Choice().Replace(id, "");

    private static IEnumerable<JsonElement> ReadProfiles()
    {
        foreach ((string name, byte[] content) in PackageExample.Files("package/StructureDefinition-"))
        {
            JsonElement definition = JsonDocument.Parse(content).RootElement;
            Assert.NotEmpty(name);
            if (!definition.GetProperty("type").ValueEquals("Extension")) yield return definition;
        }
    }

    [GeneratedRegex(@"\[x\](:\w+)?", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Choice();

    [GeneratedRegex(@"\[\d+\]", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Indexes();

    [GeneratedRegex(@"^\w+\.component:(?<slice>[\w-]+)\.code$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex SliceCode();

    [GeneratedRegex(@"^\w+\.component\[(?<index>\d+)\]", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ComponentPlace();
}
