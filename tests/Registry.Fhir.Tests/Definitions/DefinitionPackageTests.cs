using System.Formats.Tar;
using System.Text;
using Registry.Fhir.Definitions;
using Xunit;

namespace Registry.Fhir.Tests.Definitions;

public sealed class DefinitionPackageTests
{
    private const string Profile = """
        {"resourceType":"StructureDefinition","url":"urn:profile","name":"P","kind":"resource","abstract":false,"type":"Patient","derivation":"constraint",
         "snapshot":{"element":[{"id":"Patient","path":"Patient","min":0,"max":"*"},
           {"id":"Patient.identifier:a.value","path":"Patient.identifier.value","min":1,"max":"2","base":{"path":"Identifier.value","min":0,"max":"*"},
            "type":[{"code":"string"}],"patternString":"x","maxLength":5,"isModifier":true,"mustSupport":true,"isSummary":true,
            "slicing":{"discriminator":[{"type":"value","path":"system"}],"rules":"openAtEnd","ordered":true},
            "binding":{"strength":"extensible","valueSet":"urn:vs|1"},
            "constraint":[{"key":"k-1","severity":"warning","human":"Say it.","expression":"true"}]}]}}
        """;

    [Fact]
    public void Our_own_package_loads_on_top_of_core_with_all_that_it_refers_to()
    {
        DefinitionPackage own = Some.OwnPackage();
        DefinitionSet all = CoreDefinitions.Load().With(own);
        Assert.NotEmpty(own.Structures);
        Assert.All(own.Structures, structure => Assert.Same(structure, all.Find(structure.Url)));
        Assert.All(
            own.Structures.SelectMany(structure => structure.Snapshot).SelectMany(element => element.Types).SelectMany(type => type.Profiles.Concat(type.TargetProfiles)),
            url => Assert.NotNull(all.Find(url)));
        Assert.All(
            own.Structures.SelectMany(structure => structure.Snapshot).Where(element => element.Binding is { Strength: BindingStrength.Required, ValueSet: not null }),
            element => Assert.True(all.FindValueSet(element.Binding!.ValueSet!)?.IsComplete ?? false, element.Binding!.ValueSet));
        Assert.True(all.PackageFiles.ContainsKey("other/registry.json"));
        Assert.DoesNotContain("package.json", all.PackageFiles.Keys);
    }

    [Fact]
    public void An_element_keeps_all_that_its_author_wrote()
    {
        ElementDefinition element = Some.Package(Profile).Structures.Single().Snapshot[1];
        Assert.Equal(("Patient.identifier:a.value", "Patient.identifier.value"), (element.Id, element.Path));
        Assert.Equal((1, 2, int.MaxValue), (element.Min, element.Max, element.BaseMax));
        Assert.Equal("\"x\"", Encoding.UTF8.GetString(element.Pattern!.Value.Span));
        Assert.Null(element.Fixed);
        Assert.Equal("string", element.FixedType);
        Assert.Equal(5, element.MaxLength);
        Assert.True(element.IsModifier && element.IsMustSupport && element.IsSummary);
        Assert.Equal(new ElementBinding(BindingStrength.Extensible, "urn:vs|1"), element.Binding);
        Assert.Equal((SlicingRules.OpenAtEnd, true), (element.Slicing!.Rules, element.Slicing.IsOrdered));
        Assert.Equal(new SliceDiscriminator("value", "system"), element.Slicing.Discriminators.Single());
        Assert.Equal(new ElementConstraint("k-1", IsError: false, "Say it.", "true"), element.Constraints.Single());
    }

    [Theory]
    [InlineData("\"kind\":\"resource\"", "\"kind\":\"thing\"", "StructureDefinition.kind")]
    [InlineData("\"max\":\"2\"", "\"max\":\"many\"", "Patient.identifier:a.value")]
    [InlineData("\"max\":\"2\"", "\"max\":\"0\"", "Patient.identifier:a.value")]
    [InlineData("\"min\":1", "\"min\":-1", "Patient.identifier:a.value")]
    [InlineData("\"strength\":\"extensible\"", "\"strength\":\"strong\"", "Patient.identifier:a.value")]
    [InlineData("\"rules\":\"openAtEnd\"", "\"rules\":\"ajar\"", "Patient.identifier:a.value")]
    [InlineData("\"severity\":\"warning\"", "\"severity\":\"grave\"", "Patient.identifier:a.value")]
    [InlineData("\"patternString\":\"x\"", "\"patternString\":\"x\",\"fixedString\":\"x\"", "Patient.identifier:a.value")]
    [InlineData("\"url\":\"urn:profile\",", "", "url")]
    [InlineData("\"snapshot\"", "\"photograph\"", "neither a snapshot nor a differential")]
    public void What_cannot_be_read_fails_naming_package_file_and_element(string good, string bad, string place)
    {
        DefinitionException fault = Assert.Throws<DefinitionException>(() => Some.Package(Profile.Replace(good, bad, StringComparison.Ordinal)));
        Assert.StartsWith("test, 0.json", fault.Message, StringComparison.Ordinal);
        Assert.Contains(place, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_differential_that_names_no_base_fails_by_name()
    {
        DefinitionPackage package = Some.Package(Profile.Replace("\"snapshot\"", "\"differential\"", StringComparison.Ordinal));
        DefinitionException fault = Assert.Throws<DefinitionException>(() => Some.Nothing.With(package));
        Assert.Equal("urn:profile", fault.Element);
        Assert.Contains("only a differential", fault.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_package_cannot_redefine_a_type()
    {
        string patient = Profile.Replace("urn:profile", "http://hl7.org/fhir/StructureDefinition/Patient", StringComparison.Ordinal);
        DefinitionException fault = Assert.Throws<DefinitionException>(() => CoreDefinitions.Load().With(Some.Package(patient)));
        Assert.Contains("StructureDefinition/Patient", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void One_canonical_twice_in_a_package_fails_and_in_two_packages_the_later_one_counts()
    {
        Assert.Contains("twice", Assert.Throws<DefinitionException>(() => Some.Package(Profile, Profile)).Message, StringComparison.Ordinal);
        Assert.Equal("Q", CoreDefinitions.Load().With(Some.Package(Versioned("P", "1")), Some.Package(Versioned("Q", "2"))).Find("urn:profile")!.Name);
    }

    [Theory]
    [InlineData("urn:profile|1", "P")]
    [InlineData("urn:profile|2", "Q")]
    [InlineData("urn:profile|3", "Q")]
    public void Of_two_versions_a_reference_gets_the_one_it_names_and_else_the_later_package_s(string canonical, string name) =>
        Assert.Equal(name, CoreDefinitions.Load().With(Some.Package(Versioned("P", "1")), Some.Package(Versioned("Q", "2"))).Find(canonical)!.Name);

    [Fact]
    public void A_profile_stands_on_the_version_of_its_base_that_it_names()
    {
        string derived = """{"resourceType":"StructureDefinition","url":"urn:derived","kind":"resource","type":"Patient","baseDefinition":"urn:profile|1","derivation":"constraint","differential":{"element":[{"path":"Patient.active","min":1}]}}""";
        string one = """{"resourceType":"StructureDefinition","url":"urn:profile","version":"1","kind":"resource","type":"Patient","baseDefinition":"http://hl7.org/fhir/StructureDefinition/Patient","derivation":"constraint","differential":{"element":[{"path":"Patient.gender","min":1}]}}""";
        string two = one.Replace("\"version\":\"1\"", "\"version\":\"2\"", StringComparison.Ordinal).Replace("gender", "birthDate", StringComparison.Ordinal);
        StructureDefinition made = CoreDefinitions.Load().With(Some.Package(one), Some.Package(two), Some.Package(derived)).Find("urn:derived")!;
        Assert.Equal(["Patient.active", "Patient.gender"], made.Snapshot.Where(element => element.Min > 0 && element.Path.Count(step => step == '.') == 1).Select(element => element.Path).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Dependencies_that_are_not_loaded_are_named_and_needed_only_when_something_refers_to_them()
    {
        KeyValuePair<string, ReadOnlyMemory<byte>> manifest = new("package.json", """{"name":"p","version":"1","dependencies":{"hl7.fhir.r4.core":"4.0.1","hl7.fhir.uv.genomics-reporting":"3.0.0","q":"2.0.0"}}"""u8.ToArray());
        DefinitionSet held = CoreDefinitions.Load().With(DefinitionPackage.Read("p", [manifest, new("a.json", Encoding.UTF8.GetBytes(Versioned("P", "1")))]));
        Assert.Equal(new UnheldDependency("p", "q", "2.0.0"), held.UnheldDependencies.Single());
        string needing = Versioned("P", "1").Replace("http://hl7.org/fhir/StructureDefinition/Patient", "http://q/Patient", StringComparison.Ordinal);
        DefinitionException fault = Assert.Throws<DefinitionException>(() => CoreDefinitions.Load().With(DefinitionPackage.Read("p", [manifest, new("a.json", Encoding.UTF8.GetBytes(needing))])));
        Assert.Contains("http://q/Patient is not held. Its package names what is not loaded: q 2.0.0.", fault.Message, StringComparison.Ordinal);
        Assert.Empty(CoreDefinitions.Load().With(DefinitionPackage.Read("p", [manifest]), DefinitionPackage.Read("q", [])).UnheldDependencies);
    }

    [Theory]
    [InlineData("\"id\":\"Patient.active\",\"path\":\"Patient.active\"", "\"id\":\"Patient\",\"path\":\"Patient\"", "holds this id twice")]
    [InlineData("\"id\":\"Patient.active\",\"path\":\"Patient.active\"", "\"id\":\"Patient.name.use\",\"path\":\"Patient.name.use\"", "has no element Patient.name before it")]
    [InlineData("\"id\":\"Patient.active\"", "\"id\":\"Patient.active\",\"sliceName\":\"a\"", null)]
    [InlineData("\"path\":\"Patient.active\"", "\"path\":\"Patient.name.use\"", "is not that of its id")]
    [InlineData("\"type\":\"Patient\"", "\"type\":\"Person\"", "Its snapshot is of Patient, and it is about Person.")]
    [InlineData("StructureDefinition/Patient\"", "StructureDefinition/Person\"", "It constrains Patient, but its base")]
    [InlineData("StructureDefinition/Patient\"", "StructureDefinition/Absent\"", "StructureDefinition/Absent is not held")]
    public void A_published_snapshot_is_trusted_and_must_be_a_tree_of_its_type(string good, string bad, string? reason)
    {
        DefinitionPackage package = Some.Package(Versioned("P", "1").Replace(good, bad, StringComparison.Ordinal));
        if (reason is null) Assert.NotNull(CoreDefinitions.Load().With(package));
        else Assert.Contains(reason, Assert.Throws<DefinitionException>(() => CoreDefinitions.Load().With(package)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_archive_gives_its_definitions_and_its_other_files_without_the_leading_folder()
    {
        DefinitionPackage package = DefinitionPackage.Read("p.tgz", Some.Archive(
            Some.FileEntry("package/package.json", """{"name":"our.package","version":"1.2.3"}"""),
            Some.FileEntry("package/StructureDefinition-p.json", Profile),
            Some.FileEntry("package/other/registry.json", "{}"),
            Some.FileEntry("package/other/picture.png", "no JSON"),
            Some.FileEntry("elsewhere/StructureDefinition-q.json", "not read")));
        Assert.Equal(("our.package", "1.2.3"), (package.Name, package.Version));
        Assert.Equal("urn:profile", package.Structures.Single().Url);
        Assert.Equal(["other/picture.png", "other/registry.json"], package.Files.Keys.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("package/../up.json")]
    [InlineData("package//absolute.json")]
    [InlineData("package/a/../../up.json")]
    [InlineData("package/c:/windows.json")]
    [InlineData("package/back\\slash.json")]
    public void A_path_out_of_the_package_is_refused(string path) =>
        Assert.Contains("out of the package", Refusal(Some.Archive(Some.FileEntry(path, "{}"))).Message, StringComparison.Ordinal);

    [Fact]
    public void A_link_is_refused() =>
        Assert.Contains("links", Refusal(Some.Archive(new PaxTarEntry(TarEntryType.SymbolicLink, "package/x.json") { LinkName = "/etc/passwd" })).Message, StringComparison.Ordinal);

    [Fact]
    public void A_file_above_the_limit_is_refused_by_name()
    {
        DefinitionException fault = Refusal(Some.Archive(Some.FileEntry("package/long.bin", new byte[Limits.PackageFileBytes + 1])));
        Assert.Equal("long.bin", fault.File);
    }

    [Fact]
    public void A_file_that_is_not_JSON_is_refused_by_name() =>
        Assert.Equal("StructureDefinition-x.json", Refusal(Some.Archive(Some.FileEntry("package/StructureDefinition-x.json", "{"))).File);

    [Fact]
    public void No_truncation_of_an_archive_is_taken_for_a_package()
    {
        byte[] whole = Some.Archive(Some.FileEntry("package/StructureDefinition-p.json", Profile), Some.FileEntry("package/other/a.json", "{}")).ToArray();
        for (int length = 0; length < whole.Length - 8; length++)     // The last 8 bytes are gzip's own checksum.
        {
            using var cut = new MemoryStream(whole, 0, length);
            try
            {
                DefinitionPackage package = DefinitionPackage.Read("cut.tgz", cut);
                Assert.Single(package.Structures);
                Assert.Single(package.Files);
            }
            catch (DefinitionException fault)
            {
                Assert.Equal("cut.tgz", fault.Package);
            }
        }
    }

    private static string Versioned(string name, string version) => $$$"""
        {"resourceType":"StructureDefinition","url":"urn:profile","version":"{{{version}}}","name":"{{{name}}}","kind":"resource","type":"Patient",
         "baseDefinition":"http://hl7.org/fhir/StructureDefinition/Patient","derivation":"constraint",
         "snapshot":{"element":[{"id":"Patient","path":"Patient"},{"id":"Patient.active","path":"Patient.active","min":1,"max":"1","type":[{"code":"boolean"}]}]}}
        """;

    private static DefinitionException Refusal(Stream archive) => Assert.Throws<DefinitionException>(() => DefinitionPackage.Read("p.tgz", archive));
}
