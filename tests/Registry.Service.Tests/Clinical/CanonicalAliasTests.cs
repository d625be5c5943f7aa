using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using Registry.Clinical.Decisions;
using Registry.Clinical.Dispatch;
using Registry.Fhir.Definitions;
using Registry.Fhir.Json;
using Registry.Fhir.Outcomes;
using Registry.Fhir.Validation;
using Registry.Service.Tests.Server;
using Xunit;

namespace Registry.Service.Tests.Clinical;

/// <summary>The canonical base was changed: what names the artefacts under the other base still validates, and says what it said.</summary>
public class CanonicalAliasTests
{
    private static readonly Lazy<(DispatchTable Table, Validator Validator)> Moved = new(() => Load(OtherBase.Package()));
    private static readonly Lazy<(DispatchTable Table, Validator Validator)> First = new(() => Load(OtherBase.FirstWithAlias()));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Every_example_validates_under_the_base_that_it_was_written_for(bool isMoved)
    {
        (DispatchTable table, Validator validator) = isMoved ? Moved.Value : First.Value;
        int count = 0;
        foreach ((string name, byte[] content) in PackageFiles.Examples())
        {
            // Under the package's own base, and under its alias.
            foreach (byte[] text in (byte[][])[content, Encoding.UTF8.GetBytes(OtherBase.Of(Encoding.UTF8.GetString(content)))])
            {
                using ResourceDocument document = ResourceDocument.Parse(text, validator.Names, table.Aliases);
                List<string> chosen = [];
                table.Select(document.Root, chosen);
                Assert.Equal(document.Root["meta"]["profile"][0].AsString(), Assert.Single(chosen));
                Assert.True(validator.Validate(document, table.Select) is Verdict.Accepted, name);
                count++;
            }
        }

        Assert.True(count > 100);
    }

    [Fact]
    public void What_breaks_a_profile_under_an_alias_breaks_it_at_the_place_in_what_was_sent()
    {
        (DispatchTable table, Validator validator) = Moved.Value;
        JsonObject lesion = Some.Lesion();
        lesion["bodySite"]!["coding"]![0]!["code"] = "nowhere";
        byte[] text = Encoding.UTF8.GetBytes(lesion.ToJsonString());
        using ResourceDocument document = ResourceDocument.Parse(text, validator.Names, table.Aliases);
        using ResourceDocument asSent = ResourceDocument.Parse(text);

        Finding finding = Assert.Single(Assert.IsType<Verdict.Refused>(validator.Validate(document, table.Select)).Findings, finding => finding.Expression == "Observation.bodySite");
        Assert.Equal((asSent.Root["bodySite"].Position.Line, asSent.Root["bodySite"].Position.Column), (finding.Line, finding.Column));
        Assert.Contains(OtherBase.Url, finding.Message + finding.Reason + finding.Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_same_events_are_derived_from_either_base(bool isMoved)
    {
        DispatchTable table = isMoved ? Moved.Value.Table : First.Value.Table;
        JsonObject[] entries = Entries();
        HeldRegistry current = new() { Table = table };
        HeldRegistry alias = new() { Table = table };
        current.Take([.. entries.Select(entry => isMoved ? OtherBase.Of(entry) : entry)]);
        alias.Take([.. entries.Select(entry => isMoved ? entry : OtherBase.Of(entry))]);

        Assert.Equal(8, current.Facts().Count);
        Assert.Equal(current.Facts().Values.Order(StringComparer.Ordinal), alias.Facts().Values.Order(StringComparer.Ordinal));
        // One spelling in the store, whatever was sent.
        Assert.All(alias.Resources.Values, resource => Assert.DoesNotContain(isMoved ? Some.Base : OtherBase.Url, Encoding.UTF8.GetString(resource.Content.Span), StringComparison.Ordinal));
    }

    [Fact]
    public void What_was_stored_under_the_first_base_is_unchanged_when_it_is_sent_under_either()
    {
        HeldRegistry registry = new();
        registry.Take(Entries());
        int events = registry.Log.Count;

        registry.Table = Moved.Value.Table;
        Assert.True(registry.Take(Entries()).Changeset.IsEmpty);
        Assert.True(registry.Take([.. Entries().Select(OtherBase.Of)]).Changeset.IsEmpty);

        Decision.Decided corrected = registry.Take([.. Entries()[..1], OtherBase.Of(Some.Put(Some.CauseOfDeath(date: "2025-10-15")))]);
        Assert.Equal("DeathReported", Assert.Single(corrected.Changeset.Events).EventType);
        Assert.NotNull(corrected.Changeset.Events[0].Supersedes);
        Assert.Equal(events + 1, registry.Log.Count);
    }

    [Fact]
    public void A_consent_under_the_first_base_is_missed_when_it_is_not_sent_again()
    {
        HeldRegistry registry = new();
        registry.Take(Some.Put(Some.Patient(consents: ["registry:permit:2019-03-12", "reuse:permit:2019-03-12"])));
        registry.Table = Moved.Value.Table;
        Assert.Equal("consent-missing", Assert.Single(registry.Refuse(OtherBase.Of(Some.Put(Some.Patient()))).Findings).Rule);
    }

    [Fact]
    public async Task The_build_under_another_base_is_the_package_with_the_base_changed()
    {
        string node = Needs.Node();
        using TemporaryFolder folder = new();
        string built = Path.Combine(folder.Path, "other.tgz");
        ProcessStartInfo start = new(node) { WorkingDirectory = Repository.Path("profiles"), UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string argument in (string[])["build.mjs", "--canonical", OtherBase.Url, "--out", built]) start.ArgumentList.Add(argument);
        using Process build = Process.Start(start)!;
        Task<string> output = build.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        string errors = await build.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await build.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(build.ExitCode == 0, await output + errors);

        Dictionary<string, ReadOnlyMemory<byte>> expected = OtherBase.Files(OtherBase.Of, Some.Base);
        Dictionary<string, byte[]> files = PackageFiles.In(built).ToDictionary(StringComparer.Ordinal);
        Assert.Equal(expected.Keys.Order(StringComparer.Ordinal), files.Keys.Order(StringComparer.Ordinal));
        foreach ((string name, byte[] content) in files) Assert.Equal(Encoding.UTF8.GetString(expected[name].Span), Encoding.UTF8.GetString(content));
    }

    private static JsonObject[] Entries() =>
    [
        Some.Put(Some.Patient()), Some.Put(Some.Diagnosis("FOP")), Some.Put(Some.Variant("ACVR1")), Some.Put(Some.FlareUp(), "urn:uuid:flare-up"), Some.Put(Some.Lesion(derivedFrom: "urn:uuid:flare-up")),
        Some.Put(Some.VitalStatus()), Some.Put(Some.CauseOfDeath()),
    ];

    private static (DispatchTable Table, Validator Validator) Load(DefinitionPackage package)
    {
        DefinitionSet definitions = CoreDefinitions.Load().With(package);
        return (DispatchTable.Read(definitions), new Validator(definitions));
    }
}
