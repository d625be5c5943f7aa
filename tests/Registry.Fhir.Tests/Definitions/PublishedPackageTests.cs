using System.Text.Json;
using Registry.Fhir.Definitions;
using Xunit;

namespace Registry.Fhir.Tests.Definitions;

/// <summary>The pack against the packages it was made from, read a second time by another reader.</summary>
public sealed class PublishedPackageTests
{
    // HL7's expansions leave out deprecated concepts, ours keep them: an old record may hold one.
    private static readonly string[] WithDeprecatedCodes =
    [
        "http://hl7.org/fhir/ValueSet/observation-interpretation",
        "http://hl7.org/fhir/ValueSet/patient-contactrelationship",
        "http://hl7.org/fhir/ValueSet/security-labels",
        "http://terminology.hl7.org/ValueSet/v2-0916",
    ];

    [Fact]
    public void Every_element_of_core_is_as_published()
    {
        int elements = 0;
        foreach (JsonElement published in Published("hl7.fhir.r4.examples", "StructureDefinition-*.json"))
        {
            string url = Text(published, "url")!;
            if (!published.TryGetProperty("snapshot", out JsonElement snapshot))
            {
                Assert.Null(CoreDefinitions.Load().Find(url));
                continue;
            }

            StructureDefinition held = CoreDefinitions.Load().Find(url)!;
            Assert.Equal(Text(published, "type"), held.Type);
            Assert.Equal(Text(published, "baseDefinition"), held.BaseDefinition);
            Assert.Equal(Text(published, "derivation") == "constraint", held.IsConstraint);
            Assert.Equal(List(published, "contextInvariant").Select(rule => rule.GetString()), held.ContextInvariants);
            Assert.Equal(List(published, "context").Select(context => new ExtensionContext(Text(context, "type")!, Text(context, "expression")!)), held.Contexts);
            JsonElement[] expected = [.. List(snapshot, "element")];
            Assert.Equal(expected.Length, held.Snapshot.Count);
            for (int index = 0; index < expected.Length; index++) AssertSame(url, expected[index], held.Snapshot[index]);
            elements += expected.Length;
        }

        Assert.Equal(13_021, elements);
    }

    [Fact]
    public void Value_sets_that_are_held_completely_are_as_HL7_expanded_them()
    {
        var differing = new List<string>();
        int compared = 0;
        foreach (JsonElement published in Published("hl7.fhir.r4.expansions", "ValueSet-*.json"))
        {
            CodeSet? held = CoreDefinitions.Load().FindValueSet(Text(published, "url")!);
            if (held is not { IsComplete: true } || held.WholeSystems.Count > 0 || !published.TryGetProperty("expansion", out JsonElement expansion) || expansion.TryGetProperty("extension", out _)) continue;
            compared++;
            HashSet<(string, string)> ours = [.. held.CodesBySystem.SelectMany(pair => pair.Value.Select(code => (pair.Key, code)))];
            HashSet<(string, string)> theirs = [.. Contained(expansion)];
            Assert.Superset(theirs, ours);
            if (ours.Count > theirs.Count) differing.Add(held.Url);
        }

        Assert.Equal(295, compared);
        Assert.Equal(WithDeprecatedCodes, differing.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void No_pack_lists_a_code_of_SNOMED_CT_outside_its_Global_Patient_Set()
    {
        JsonElement published = Published("hl7.terminology.r4", "ValueSet-snomed-intl-gps.json").Single();
        HashSet<string> allowed = [.. List(published.GetProperty("compose").GetProperty("include")[0], "concept").Select(concept => Text(concept, "code")!)];
        Assert.Equal(26_158, allowed.Count);
        DefinitionSet all = CoreDefinitions.Load().With();
        IEnumerable<CodeSet> bound = all.Structures.SelectMany(structure => structure.Snapshot)
            .Select(element => element.Binding?.ValueSet).OfType<string>().Distinct().Select(all.FindValueSet).OfType<CodeSet>();
        Assert.All(bound, set => Assert.Subset(allowed, set.CodesBySystem.TryGetValue("http://snomed.info/sct", out var codes) ? codes.ToHashSet() : new HashSet<string>()));
    }

    private static void AssertSame(string url, JsonElement expected, ElementDefinition held)
    {
        string id = Text(expected, "id")!;
        string place = url + " " + id;
        Assert.Equal(id, held.Id);
        Assert.Equal(Text(expected, "path"), held.Path);
        Assert.Equal(Text(expected, "sliceName"), held.SliceName);
        Assert.True(expected.GetProperty("min").GetInt32() == held.Min, place);
        Assert.True(Text(expected, "max") == Max(held.Max), place);
        Assert.True(Text(expected.GetProperty("base"), "max") == Max(held.BaseMax), place);
        Assert.Equal(Text(expected, "contentReference")?.TrimStart('#'), held.ContentReference);
        Assert.Equal(Text(expected, "short"), held.Short);
        Assert.Equal(Flag(expected, "isModifier"), held.IsModifier);
        Assert.Equal(Flag(expected, "isSummary"), held.IsSummary);
        Assert.Equal(Flag(expected, "mustSupport"), held.IsMustSupport);
        JsonElement[] types = [.. List(expected, "type")];
        Assert.Equal(types.Length, held.Types.Count);
        for (int index = 0; index < types.Length; index++)
        {
            string code = Text(types[index], "code")!;
            if (!code.StartsWith("http://hl7.org/fhirpath/", StringComparison.Ordinal)) Assert.Equal(code, held.Types[index].Code);
            Assert.Equal(List(types[index], "profile").Select(profile => profile.GetString()), held.Types[index].Profiles);
            Assert.Equal(List(types[index], "targetProfile").Select(profile => profile.GetString()), held.Types[index].TargetProfiles);
            Assert.Equal(string.Join(", ", List(types[index], "aggregation").Select(mode => mode.GetString()!).Order(StringComparer.Ordinal)), Modes(held.Types[index].Aggregation));
            Assert.Equal(Text(types[index], "versioning") ?? "either", Lower(held.Types[index].Versioning));
        }

        Assert.Equal(
            List(expected, "constraint").Select(rule => new ElementConstraint(Text(rule, "key")!, Text(rule, "severity") == "error", Text(rule, "human")!, Text(rule, "expression"), IsBestPractice(rule))),
            held.Constraints);
        Assert.Equal(
            expected.TryGetProperty("binding", out JsonElement binding) ? (Text(binding, "strength"), Text(binding, "valueSet")) : default,
            held.Binding is null ? default : (Lower(held.Binding.Strength), held.Binding.ValueSet));
        Assert.Equal(
            expected.TryGetProperty("slicing", out JsonElement slicing) ? (Text(slicing, "rules"), Flag(slicing, "ordered"), List(slicing, "discriminator").Length) : default,
            held.Slicing is null ? default : (Lower(held.Slicing.Rules), held.Slicing.IsOrdered, held.Slicing.Discriminators.Count));
        JsonProperty fixedValue = expected.EnumerateObject().FirstOrDefault(property => property.Name.StartsWith("fixed", StringComparison.Ordinal) || property.Name.StartsWith("pattern", StringComparison.Ordinal));
        Assert.Equal(
            fixedValue.Value.ValueKind == JsonValueKind.Undefined ? null : fixedValue.Value.GetRawText(),
            (held.Fixed ?? held.Pattern) is { } value ? System.Text.Encoding.UTF8.GetString(value.Span) : null);
    }

    private static IEnumerable<(string System, string Code)> Contained(JsonElement owner) => List(owner, "contains").SelectMany(entry =>
        (entry.TryGetProperty("code", out JsonElement code) ? new[] { (Text(entry, "system")!, code.GetString()!) } : []).Concat(Contained(entry)));

    private static IEnumerable<JsonElement> Published(string package, string pattern)
    {
        string packages = Environment.GetEnvironmentVariable("REGISTRY_FHIR_PACKAGES") ?? Path.Combine(Some.RepositoryRoot, "profiles", "node_modules");
        string folder = Path.Combine(packages, package);
        Assert.SkipUnless(Directory.Exists(folder), $"{package} is not installed: run 'npm ci' in profiles/, or set REGISTRY_FHIR_PACKAGES to a folder that holds it.");
        return Directory.EnumerateFiles(folder, pattern).Select(file =>
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(file));
            return document.RootElement.Clone();
        });
    }

    private static bool IsBestPractice(JsonElement rule) => List(rule, "extension").Any(extension =>
        Text(extension, "url") == "http://hl7.org/fhir/StructureDefinition/elementdefinition-bestpractice" && Flag(extension, "valueBoolean"));

    private static string Modes(ReferenceAggregation aggregation) => string.Join(
        ", ",
        Enum.GetValues<ReferenceAggregation>().Where(mode => mode != ReferenceAggregation.None && aggregation.HasFlag(mode)).Select(Lower).Order(StringComparer.Ordinal));

    private static string Max(int max) => max == int.MaxValue ? "*" : max.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static string Lower<T>(T value)
        where T : struct, Enum
    {
        string name = value.ToString();
        return char.ToLowerInvariant(name[0]) + name[1..];
    }

    private static string? Text(JsonElement owner, string name) => owner.TryGetProperty(name, out JsonElement value) ? value.GetString() : null;

    private static bool Flag(JsonElement owner, string name) => owner.TryGetProperty(name, out JsonElement value) && value.GetBoolean();

    private static JsonElement[] List(JsonElement owner, string name) => owner.TryGetProperty(name, out JsonElement list) ? [.. list.EnumerateArray()] : [];
}
