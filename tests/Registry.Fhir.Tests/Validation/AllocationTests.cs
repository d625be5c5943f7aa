using System.Text;
using Registry.Fhir.Json;
using Registry.Fhir.Validation;
using Xunit;

namespace Registry.Fhir.Tests.Validation;

/// <summary>The valid path allocates nothing per element: house style, section 8.</summary>
public sealed class AllocationTests
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
