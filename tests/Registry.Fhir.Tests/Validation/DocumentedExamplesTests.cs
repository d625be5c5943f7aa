using Registry.Fhir.Json;
using Registry.Fhir.Outcomes;
using Registry.Fhir.Validation;
using Xunit;

namespace Registry.Fhir.Tests.Validation;

/// <summary>The bundles of the README: those to post, and the bad input that this room alone must refuse.</summary>
public sealed class DocumentedExamplesTests
{
    private const string Canonical = "https://registry.example.org/fhir/ho/StructureDefinition/";

    private static string Folder => Path.Combine(Repository.Root, "docs", "examples");

    [Theory]
    [InlineData("fop-transaction.json")]
    [InlineData("poh-transaction.json")]
    public void A_documented_transaction_is_accepted(string file)
    {
        using ResourceDocument document = ResourceDocument.Parse(File.ReadAllBytes(Path.Combine(Folder, file)), Held.Registry.Names);
        Assert.Equal([], Held.Registry.Validate(document, Select) is Verdict.Refused refused ? refused.Findings.Where(finding => finding.IsError).Select(finding => finding.Expression + " " + finding.Message) : []);
    }

    [Fact]
    public void Documented_bad_input_gets_its_status_at_its_place()
    {
        using ResourceDocument index = ResourceDocument.Parse(File.ReadAllBytes(Path.Combine(Folder, "invalid", "index.json")));
        List<string> wrong = [];
        foreach (NodeCursor line in index.Root)
        {
            if (line["rule"].Exists) continue; // A rule across resources: Registry.Clinical.
            string file = line["file"].AsString()!;
            using ResourceDocument document = ResourceDocument.Parse(File.ReadAllBytes(Path.Combine(Folder, "invalid", file)), Held.Registry.Names);
            if (Held.Registry.Validate(document, Select) is not Verdict.Refused refused)
            {
                wrong.Add(file + ": accepted");
                continue;
            }

            Finding first = refused.Findings.First(finding => finding.IsError);
            string? place = line["expression"].AsString();
            if (refused.IsNotFhir != (line["status"].AsInteger() == 400)) wrong.Add($"{file}: not its status");
            if (place is not null && first.Expression != place && !first.Expression!.StartsWith(place + ".", StringComparison.Ordinal) && !first.Expression.StartsWith(place + "[", StringComparison.Ordinal)) wrong.Add($"{file}: at {first.Expression}");
            if (line["line"].AsInteger() is { } number && first.Line != number) wrong.Add($"{file}: line {first.Line}");
        }

        Assert.Empty(wrong);
    }

    // As the dispatch file of the package says, for what these bundles hold.
    private static void Select(NodeCursor resource, ICollection<string> canonicals)
    {
        if (resource["resourceType"].ValueEquals("Patient")) canonicals.Add(Canonical + "ho-registry-patient");
        foreach (NodeCursor component in resource["component"])
        {
            if (component["valueCodeableConcept"]["coding"][0]["code"].ValueEquals("HGNC:4392")) canonicals.Add(Canonical + "gnas-variant");
        }
    }
}
