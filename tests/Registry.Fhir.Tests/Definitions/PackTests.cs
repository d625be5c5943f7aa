using System.Text.Json;
using Registry.Fhir.Definitions;
using Xunit;

namespace Registry.Fhir.Tests.Definitions;

public sealed class PackTests
{
    [Fact]
    public void What_is_written_is_what_is_read()
    {
        PackContent content = Content();
        DefinitionLayer read = PackReader.Read("test.pack", PackWriter.Write(content));
        Assert.Equal(content.Structures.Select(Text), read.Structures.Select(entry => Text(entry.Value.Value)));
        Assert.Equal(content.ValueSets.Select(Text), read.ValueSets.Select(entry => Text(entry.Value.Value)));
        Assert.Equal(content.CodeSystems.Select(Text), read.CodeSystems.Select(entry => Text(entry.Value.Value)));
        Assert.Equal(content.SearchParameters.Select(Text), read.SearchParameters.Select(Text));
        Assert.All(read.Structures, entry => Assert.Equal((entry.Url, entry.Type), (entry.Value.Value.Url, entry.Value.Value.Type)));
    }

    [Fact]
    public void The_same_definitions_give_the_same_bytes() => Assert.Equal(PackWriter.Write(Content()), PackWriter.Write(Content()));

    [Fact]
    public void Any_changed_byte_and_any_truncation_is_refused_with_the_command_that_mends_it()
    {
        byte[] pack = PackWriter.Write(Content());
        Property.Hold(runs: 300, random =>
        {
            byte[] broken = [.. pack];
            broken[random.Next(broken.Length)] ^= (byte)(1 << random.Next(8));
            Refused(broken);
            Refused(pack[..random.Next(pack.Length)]);
        });

        static void Refused(byte[] bytes)
        {
            DefinitionException fault = Assert.Throws<DefinitionException>(() => PackReader.Read("test.pack", bytes));
            Assert.StartsWith("test.pack: ", fault.Message, StringComparison.Ordinal);
            Assert.EndsWith("Make it again with 'registry definitions build'.", fault.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_pack_of_another_format_says_which()
    {
        byte[] pack = PackWriter.Write(Content());
        pack[8] = 99;
        Assert.Contains("format 99", Assert.Throws<DefinitionException>(() => PackReader.Read("test.pack", pack)).Message, StringComparison.Ordinal);
    }

    private static PackContent Content()
    {
        // Our own package: it has slices, patterns, fixed values, contexts and value sets of every kind.
        DefinitionPackage own = Some.OwnPackage();
        DefinitionSet all = CoreDefinitions.Load().With(own);
        return new PackContent(
            ["source 1"],
            own.Structures,
            [.. own.ValueSets.Keys.Select(url => all.FindValueSet(url)!)],
            [.. own.CodeSystems.Values],
            [.. CoreDefinitions.Load().SearchParameters.Take(100)]);
    }

    private static string Text(StructureDefinition structure) => JsonSerializer.Serialize(structure);

    private static string Text(SearchParameter parameter) => JsonSerializer.Serialize(parameter);

    private static string Text(CodeSystem system) =>
        JsonSerializer.Serialize(new { system.Url, system.Version, system.IsComplete, system.IsCaseSensitive, Concepts = system.Concepts.Select(concept => new { concept.Code, concept.Parents, concept.IsAbstract }) });

    private static string Text(CodeSet set) => JsonSerializer.Serialize(new
    {
        set.Url,
        set.IsComplete,
        set.WholeSystems,
        set.Map.Elsewhere,
        Systems = set.Map.Systems.Select(pair => new { pair.Key, pair.Value.Otherwise, pair.Value.IgnoreCase, Codes = pair.Value.Codes.OrderBy(code => code.Key, StringComparer.Ordinal) }),
    });
}
