using System.Text;
using Registry.Fhir.Json;
using Registry.Fhir.Validation;
using Xunit;

namespace Registry.Fhir.Tests.Validation;

/// <summary>The valid path allocates nothing per element: house style, section 8.</summary>
public sealed class AllocationTests(ITestOutputHelper output)
{
    private const string Canonical = "https://registry.example.org/fhir/ho/StructureDefinition/";

    [Fact]
    public void Reading_and_validating_a_larger_bundle_allocates_no_more()
    {
        byte[] small = Bundle(entries: 2);
        byte[] large = Bundle(entries: 60);
        for (int i = 0; i < 5; i++) Allocated(i % 2 == 0 ? large : small);
        Assert.Equal(Allocated(small), Allocated(large));
    }

    [Fact]
    public void A_variant_against_its_profile_allocates_only_the_document_and_the_verdict()
    {
        byte[] variant = Encoding.UTF8.GetBytes(Variant(components: 3));
        byte[] longer = Encoding.UTF8.GetBytes(Variant(components: 40));
        for (int i = 0; i < 5; i++) Allocated(i % 2 == 0 ? longer : variant);
        Assert.Equal(Allocated(variant), Allocated(longer));
    }

    [Fact]
    public void Every_valid_example_of_the_registry_allocates_the_same_few_objects_against_its_profile()
    {
        SortedDictionary<long, List<string>> byBytes = [];
        foreach ((string name, byte[] content) in PackageExample.All())
        {
            string profile = RegistryPackageExamplesTests.ProfileOf(name);
            ProfileSelector select = (resource, canonicals) =>
            {
                if (!resource.Parent.Exists) canonicals.Add(profile);
            };
            for (int i = 0; i < 3; i++) AllocatedFor(content, select);
            long bytes = AllocatedFor(content, select);
            if (byBytes.TryGetValue(bytes, out List<string>? names)) names.Add(name);
            else byBytes.Add(bytes, [name]);
        }

        foreach ((long bytes, List<string> names) in byBytes) output.WriteLine($"{bytes} bytes: {names.Count} examples, such as {names[0]}");
        Assert.Single(byBytes);                                    // Document, verdict, evaluator: nothing that grows with what is in it.
        Assert.True(byBytes.Values.Single().Count >= 50);
        Assert.InRange(byBytes.Keys.Single(), 1, MostBytes);
    }

    private const int MostBytes = 1_600;

    private static long AllocatedFor(byte[] json, ProfileSelector select)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        using ResourceDocument document = ResourceDocument.Parse(json, Held.Registry.Names);
        Verdict verdict = Held.Registry.Validate(document, select);
        long bytes = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.Empty(Assert.IsType<Verdict.Accepted>(verdict).Findings);
        return bytes;
    }

    private static long Allocated(byte[] json)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        using (ResourceDocument document = ResourceDocument.Parse(json, Held.Registry.Names))
        {
            Assert.IsType<Verdict.Accepted>(Held.Registry.Validate(document, Select));
        }

        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static void Select(NodeCursor resource, ICollection<string> canonicals)
    {
        if (resource["resourceType"].ValueEquals("Observation"u8)) canonicals.Add(Canonical + "gnas-variant");
    }

    private static byte[] Bundle(int entries)
    {
        StringBuilder bundle = new("""{"resourceType":"Bundle","type":"transaction","entry":[""");
        for (int i = 0; i < entries; i++)
        {
            if (i > 0) bundle.Append(',');
            bundle.Append(System.Globalization.CultureInfo.InvariantCulture, $$"""{"fullUrl":"urn:uuid:00000000-0000-4000-8000-{{i:D12}}","resource":""");
            bundle.Append(Variant(components: 3));
            bundle.Append(""","request":{"method":"POST","url":"Observation"}}""");
        }

        return Encoding.UTF8.GetBytes(bundle.Append("]}").ToString());
    }

    // The rich example of the package, with further components that belong to no slice.
    private static string Variant(int components)
    {
        string variant = PackageExample.Read("Observation-gnas-variant-rich.json");
        int first = variant.IndexOf('[', variant.IndexOf("\"component\"", StringComparison.Ordinal)) + 1;
        return variant.Insert(first, string.Concat(Enumerable.Repeat(Component, components)));
    }

    private const string Component = """{"code":{"coding":[{"system":"urn:oid:1.2.3","code":"x"}]},"valueQuantity":{"value":1.50,"unit":"%","system":"http://unitsofmeasure.org","code":"%"}},""";
}
