using System.Formats.Tar;
using System.IO.Compression;
using System.Text.Json.Nodes;
using Registry.Fhir.FhirPath;
using Registry.Fhir.Json;
using Registry.Fhir.Tests.Validation;
using Xunit;

namespace Registry.Fhir.Tests.FhirPath;

/// <summary>The invariants of our own package, each by itself: true of what passes, false of what was made to break it.</summary>
public sealed class RegistryInvariantTests(ITestOutputHelper output)
{
    private static readonly Lazy<Dictionary<string, Dictionary<string, FhirPathExpression>>> Invariants = new(Read);

    [Fact]
    public void No_example_that_passes_breaks_an_invariant_of_its_profile_not_even_one_that_warns()
    {
        List<string> wrong = [];
        foreach ((string name, byte[] content) in PackageExample.All())
        {
            using ResourceDocument document = ResourceDocument.Parse(content, Evaluated.Model.Names);
            string profile = document.Root["meta"]["profile"][0].AsString()!;
            foreach ((string key, FhirPathExpression invariant) in Invariants.Value[profile[(profile.LastIndexOf('/') + 1)..]])
            {
                if (!Holds(invariant, document.Root)) wrong.Add($"{name}: {key}");
            }
        }

        Assert.Equal("", string.Join('\n', wrong));
    }

    [Fact]
    public void Every_invariant_is_broken_by_an_example_made_for_it()
    {
        string folder = Path.Combine(Repository.Root, "profiles", "examples", "invalid");
        using ResourceDocument index = ResourceDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "index.json")));
        SortedSet<string> broken = new(StringComparer.Ordinal);
        List<string> wrong = [];
        foreach (NodeCursor line in index.Root)
        {
            if (line["key"].AsString() is not { } key) continue;
            string file = line["file"].AsString()!;
            using ResourceDocument document = ResourceDocument.Parse(File.ReadAllBytes(Path.Combine(folder, file)), Evaluated.Model.Names);
            Dictionary<string, FhirPathExpression> invariants = Invariants.Value[line["profile"].AsString()!];
            string[] found = [.. invariants.Where(invariant => !Holds(invariant.Value, document.Root)).Select(invariant => invariant.Key)];
            if (!found.Except(Warnings).Union([key]).SequenceEqual([key]) || !found.Contains(key)) wrong.Add($"{file}: {key} expected, found {string.Join(", ", found)}");
            broken.Add(key);
        }

        string[] all = [.. Invariants.Value.Values.SelectMany(profile => profile.Keys).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        output.WriteLine($"{all.Length} invariants");
        wrong.ForEach(output.WriteLine);
        Assert.Equal("", string.Join('\n', wrong));
        Assert.Equal(all, broken);
    }

    // They may come along: an allele that rests on nothing warns as well when the transmission makes it an error.
    private static readonly string[] Warnings = ["ho-gnas-2"];

    // http://hl7.org/fhirpath/N1 and ElementDefinition.constraint: nothing is no violation, and only false breaks it.
    private static bool Holds(FhirPathExpression invariant, NodeCursor resource) =>
        !invariant.Evaluate(resource, Evaluated.Environment).Any(value => value.Text is "false");

    /// <summary>By profile id and key: the package's own invariants, all of which stand on the profile's root.</summary>
    private static Dictionary<string, Dictionary<string, FhirPathExpression>> Read()
    {
        Dictionary<string, Dictionary<string, FhirPathExpression>> read = new(StringComparer.Ordinal);
        using FileStream archive = File.OpenRead(Path.Combine(Repository.Root, "profiles", "package.tgz"));
        using GZipStream unpacked = new(archive, CompressionMode.Decompress);
        using TarReader files = new(unpacked);
        while (files.GetNextEntry() is { } file)
        {
            if (!file.Name.StartsWith("package/StructureDefinition-", StringComparison.Ordinal)) continue;
            JsonObject structure = JsonNode.Parse(file.DataStream!)!.AsObject();
            FhirPathOptions options = FhirPathOptions.Default with { ContextType = (string)structure["type"]! };
            JsonArray constraints = structure["snapshot"]!["element"]![0]!["constraint"]?.AsArray() ?? [];
            read.Add((string)structure["id"]!, constraints
                .Where(constraint => ((string)constraint!["key"]!).StartsWith("ho-", StringComparison.Ordinal))
                .ToDictionary(constraint => (string)constraint!["key"]!, constraint => FhirPathExpression.Compile((string)constraint!["expression"]!, Evaluated.Model, options), StringComparer.Ordinal));
        }

        return read;
    }
}
