using System.Formats.Tar;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Registry.Fhir.Definitions;
using Xunit;

namespace Registry.Fhir.Tests.Definitions;

/// <summary>Every published profile and extension: its snapshot, worked out from its differential alone, against the one that was published with it.</summary>
/// <remarks>A ratchet: what differs is listed with its reason and may only shrink. Bases and profiles of types are worked out from their differentials too.</remarks>
public sealed class PublishedSnapshotTests(ITestOutputHelper output)
{
    private static readonly string KnownFile = Path.Combine(Some.RepositoryRoot, "tests", "data", "conformance", "snapshot-known-differences.json");

    [Fact]
    public void Snapshots_from_differentials_are_as_published_but_for_the_known_differences()
    {
        SortedDictionary<string, string> known = JsonSerializer.Deserialize<SortedDictionary<string, string>>(File.ReadAllText(KnownFile))!;
        SortedDictionary<string, string> differing = new(StringComparer.Ordinal);
        int compared = 0;
        foreach (string package in new[] { "hl7.fhir.r4.examples", "hl7.fhir.uv.genomics-reporting", "hl7.fhir.uv.extensions.r4", "our own" })
        {
            (Dictionary<string, StructureDefinition> published, Dictionary<string, StructureDefinition> bare) = Read(package);
            int equal = 0;
            foreach ((string url, StructureDefinition structure) in bare)
            {
                string differences = Differences(published[url], structure, bare);
                if (differences.Length > 0) differing[$"{package}: {url}"] = differences;
                else equal++;
            }

            compared += bare.Count;
            output.WriteLine($"{package}: {equal} of {bare.Count} equal");
        }

        output.WriteLine($"{compared - differing.Count} of {compared} equal");
        Assert.Equal("", string.Join('\n', differing.Where(pair => !known.ContainsKey(pair.Key)).Select(pair => $"not as published, and not known: {pair.Key}: {pair.Value}")));
        Assert.Equal("", string.Join('\n', known.Keys.Where(key => !differing.ContainsKey(key)).Select(key => $"as published now: take it off the list: {key}")));
        Assert.DoesNotContain(known.Values, string.IsNullOrWhiteSpace);
        Assert.Equal(1_190, compared);
    }

    private static string Differences(StructureDefinition published, StructureDefinition bare, Dictionary<string, StructureDefinition> all)
    {
        DefinitionSet held = CoreDefinitions.Load().With();
        var generator = new SnapshotGenerator(url => all.GetValueOrDefault(url.Split('|')[0]) ?? held.Find(url), held.FindType, _ => "test");
        try
        {
            return Differences(published, generator.Complete(bare));
        }
        catch (DefinitionException fault)
        {
            return fault.Message;
        }
    }

    private static string Differences(StructureDefinition published, StructureDefinition ours)
    {
        string[] theirIds = [.. published.Snapshot.Select(element => element.Id)];
        string[] ourIds = [.. ours.Snapshot.Select(element => element.Id)];
        if (!theirIds.SequenceEqual(ourIds)) return $"missing {string.Join(", ", theirIds.Except(ourIds))}; too much {string.Join(", ", ourIds.Except(theirIds))}; or another order";
        return string.Join("; ", published.Snapshot.Zip(ours.Snapshot)
            .Select(pair => (Theirs: Text(published, pair.First), Ours: Text(ours, pair.Second), pair.First.Id))
            .Where(pair => pair.Theirs != pair.Ours).Select(pair => $"{pair.Id}: published {pair.Theirs}, ours {pair.Ours}"));
    }

    /// <summary>What decides something, as a text to compare.</summary>
    private static string Text(StructureDefinition structure, ElementDefinition element) => string.Join(" ", new[]
    {
        element.Path,
        Count(Fewest(structure, element)) + ".." + Count(element.Max) + " base " + Count(element.BaseMax),
        string.Join("|", element.Types.Select(type => $"{type.Code}<{string.Join(",", type.Profiles)}>({string.Join(",", type.TargetProfiles)}){type.Aggregation}{type.Versioning}")),
        element.ContentReference,
        Value("fixed", element.Fixed),
        Value("pattern", element.Pattern),
        element.FixedType,
        element.Binding?.ToString(),
        element.Slicing is { } slicing ? $"{slicing.Rules} {slicing.IsOrdered} {string.Join(",", slicing.Discriminators)}" : null,
        string.Join(",", element.Constraints.Select(constraint => constraint.Key).Order(StringComparer.Ordinal)),
        element.MaxLength?.ToString(CultureInfo.InvariantCulture),
        Value("min", element.MinValue),
        Value("max", element.MaxValue),
        element.IsModifier ? "modifier" : null,
        element.IsMustSupport ? "must support" : null,
    }.Where(part => !string.IsNullOrEmpty(part)));

    // Newer tools raise an element's own min to what its slices ask for together, which holds anyway.
    private static int Fewest(StructureDefinition structure, ElementDefinition element) => Math.Max(element.Min, structure.Snapshot
        .Where(slice => slice.Id.StartsWith(element.Id + ":", StringComparison.Ordinal) && slice.Id.AsSpan(element.Id.Length + 1).IndexOfAny('.', '/') < 0)
        .Sum(slice => slice.Min));

    private static string Count(int count) => count == int.MaxValue ? "*" : count.ToString(CultureInfo.InvariantCulture);

    private static string? Value(string name, ReadOnlyMemory<byte>? json) => json is { } value ? name + JsonNode.Parse(value.Span)!.ToJsonString() : null;

    private static (Dictionary<string, StructureDefinition> Published, Dictionary<string, StructureDefinition> Bare) Read(string package)
    {
        Dictionary<string, StructureDefinition> published = new(StringComparer.Ordinal);
        Dictionary<string, StructureDefinition> bare = new(StringComparer.Ordinal);
        foreach (byte[] file in package == "our own" ? OwnFiles() : Files(package))
        {
            JsonObject json = JsonNode.Parse(file)!.AsObject();
            if ((string?)json["derivation"] != "constraint" || json["snapshot"] is null) continue;
            StructureDefinition structure = Some.Package(json.ToJsonString()).Structures.Single();
            json.Remove("snapshot");
            published.Add(structure.Url, structure);
            bare.Add(structure.Url, Some.Package(json.ToJsonString()).Structures.Single());
        }

        return (published, bare);
    }

    private static IEnumerable<byte[]> Files(string package)
    {
        string packages = Environment.GetEnvironmentVariable("REGISTRY_FHIR_PACKAGES") ?? Path.Combine(Some.RepositoryRoot, "profiles", "node_modules");
        string folder = Path.Combine(packages, package);
        Assert.SkipUnless(Directory.Exists(folder), $"{package} is not installed: run 'npm ci' in profiles/, or set REGISTRY_FHIR_PACKAGES to a folder that holds it.");
        return Directory.EnumerateFiles(folder, "StructureDefinition-*.json").Select(File.ReadAllBytes);
    }

    private static IEnumerable<byte[]> OwnFiles()
    {
        using FileStream archive = File.OpenRead(Path.Combine(Some.RepositoryRoot, "profiles", "package.tgz"));
        using var unzipped = new GZipStream(archive, CompressionMode.Decompress);
        using var reader = new TarReader(unzipped);
        while (reader.GetNextEntry() is { } entry)
        {
            if (!entry.Name.StartsWith("package/StructureDefinition-", StringComparison.Ordinal)) continue;
            using var content = new StreamReader(entry.DataStream!);
            yield return Encoding.UTF8.GetBytes(content.ReadToEnd());
        }
    }
}
