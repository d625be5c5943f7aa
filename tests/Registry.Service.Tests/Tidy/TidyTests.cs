using System.Text.RegularExpressions;
using System.Xml.Linq;
using Xunit;

namespace Registry.Service.Tests.Tidy;

/// <summary>What must never drift: the arrows between rooms and folders, who names an engine, and the shape of the documents.</summary>
public sealed partial class TidyTests
{
    /// <summary>The rooms and what each may refer to (house style, section 2). A row that is missing fails, so a new project is a decision.</summary>
    private static readonly Dictionary<string, (string[] Projects, string[] Packages)> Rooms = new(StringComparer.Ordinal)
    {
        ["Registry.Fhir"] = ([], []),
        ["Registry.Contracts"] = ([], []),
        ["Registry.Statistics"] = ([], ["MathNet.Numerics"]),
        ["Registry.Clinical"] = (["Registry.Fhir", "Registry.Contracts"], []),
        ["Registry.Store"] = (["Registry.Clinical"], ["Microsoft.EntityFrameworkCore.Relational"]),
        ["Registry.Analytics"] = (["Registry.Contracts", "Registry.Statistics"], ["Microsoft.EntityFrameworkCore.Relational"]),
        ["Registry.Cohort"] = ([], []),
        ["Registry.Server"] = (["Registry.Store", "Registry.Analytics", "Registry.Cohort"],
        [
            "MassTransit", "MassTransit.RabbitMQ", "RabbitMQ.Client", "Microsoft.EntityFrameworkCore.Sqlite.Core", "SQLitePCLRaw.core",
            "SQLitePCLRaw.bundle_e_sqlite3", "Npgsql", "Npgsql.EntityFrameworkCore.PostgreSQL", "Microsoft.EntityFrameworkCore.SqlServer",
            "Microsoft.EntityFrameworkCore.Design",
        ]),
        ["Registry.Cli"] = (["Registry.Clinical", "Registry.Statistics", "Registry.Cohort"], ["System.CommandLine", "Spectre.Console"]),
    };

    /// <summary>Folders of Registry.Fhir, each using only those before it. Outcomes comes first: every folder reports findings (decisions/0009).</summary>
    private static readonly string[] FhirFolders = ["Outcomes", "Json", "Ucum", "Narrative", "Definitions", "FhirPath", "Search", "Profiles", "Validation", "Xml", "Patching"];

    public static TheoryData<string> Projects => new(Directory.GetFiles(Repository.Path("src"), "*.csproj", SearchOption.AllDirectories)
        .Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_room_refers_only_to_the_rooms_and_packages_that_the_table_allows(string project)
    {
        Assert.True(Rooms.TryGetValue(project, out (string[] Projects, string[] Packages) allowed), $"{project} is no room of the table: a new project is a decision.");
        XDocument file = XDocument.Load(Repository.Path("src", project, $"{project}.csproj"));
        IEnumerable<string> references = file.Descendants("ProjectReference").Select(item => Path.GetFileNameWithoutExtension(item.Attribute("Include")!.Value));
        IEnumerable<string> packages = file.Descendants("PackageReference").Select(item => item.Attribute("Include")!.Value);
        Assert.Empty(references.Except(allowed.Projects, StringComparer.Ordinal));
        Assert.Empty(packages.Except(allowed.Packages, StringComparer.Ordinal));
    }

    [Fact]
    public void Every_room_of_the_table_exists_and_has_a_readme() =>
        Assert.All(Rooms.Keys, room => Assert.True(File.Exists(Repository.Path("src", room, "README.md")), $"src/{room}/README.md is missing."));

    [Fact]
    public void A_folder_of_the_engine_uses_only_folders_before_it()
    {
        List<string> backward = [];
        foreach ((string path, string text) in Sources("src/Registry.Fhir"))
        {
            int own = Array.IndexOf(FhirFolders, path.Split('/')[2]);
            foreach (Match use in FhirUse().Matches(text))
            {
                int used = Array.IndexOf(FhirFolders, use.Groups["folder"].Value);
                if (own >= 0 && used > own) backward.Add($"{path} uses {use.Value}");
            }
        }

        Assert.Empty(backward);
    }

    [Fact]
    public void Every_folder_of_the_engine_stands_in_the_order() =>
        Assert.Empty(Directory.GetDirectories(Repository.Path("src", "Registry.Fhir")).Select(Path.GetFileName).Except([.. FhirFolders, "bin", "obj"], StringComparer.Ordinal));

    [Fact]
    public void The_engine_reads_no_clock_file_or_socket_and_awaits_nothing() => AssertNone(
        "src/Registry.Fhir", @"\b(async |await |TimeProvider|HttpClient|ILogger|File\.Open|File\.Read|Directory\.Get)\b");

    [Fact]
    public void Clinical_decisions_are_pure() => AssertNone(
        "src/Registry.Clinical", @"\b(async |await |TimeProvider|HttpClient|ILogger|File\.|Directory\.|EntityFrameworkCore|DbConnection)");

    [Fact]
    public void Only_the_server_names_an_engine_or_the_bus()
    {
        foreach (string room in Rooms.Keys.Where(room => room != "Registry.Server"))
        {
            AssertNone($"src/{room}", @"^using (Npgsql|Microsoft\.Data\.Sql|MassTransit|RabbitMQ)");
        }
    }

    [Fact]
    public void Analytics_never_sees_a_resource() => AssertNone("src/Registry.Analytics", @"^using Registry\.(Fhir|Clinical|Store)");

    [Fact]
    public void No_fault_is_swallowed() => AssertNone("src", @"catch\s*(\(\s*(System\.)?Exception\s*(\w+\s*)?\))?\s*\{(?![^}]*\bthrow\b)");

    [Fact]
    public void No_work_is_left_without_an_issue() => AssertNone("src", @"\b(TODO|FIXME|HACK|NotImplementedException)\b(?!.*#\d)");

    [Fact]
    public void Folders_are_named_after_what_they_are_about()
    {
        string[] kinds = ["Helpers", "Managers", "Services", "Models", "Interfaces", "Extensions", "Utils", "Common"];
        IEnumerable<string> found = Directory.GetDirectories(Repository.Path("src"), "*", SearchOption.AllDirectories)
            .Where(folder => kinds.Contains(Path.GetFileName(folder), StringComparer.Ordinal) && !IsBuilt(folder));
        Assert.Empty(found);
    }

    [Fact]
    public void Decisions_are_numbered_without_a_hole_and_have_four_parts()
    {
        string[] notes = [.. Directory.GetFiles(Repository.Path("docs", "decisions"), "*.md").Order(StringComparer.Ordinal)];
        for (int index = 0; index < notes.Length; index++)
        {
            Assert.StartsWith($"{index + 1:0000}-", Path.GetFileName(notes[index]), StringComparison.Ordinal);
            string text = File.ReadAllText(notes[index]);
            Assert.All(new[] { "## Context", "## Decision", "## What gets worse", "## What reviewers must check" }, part =>
                Assert.True(text.Contains(part, StringComparison.Ordinal), $"{notes[index]} lacks '{part}'."));
        }
    }

    [Fact]
    public void Every_link_between_documents_leads_somewhere()
    {
        List<string> broken = [];
        foreach (string file in Documents())
        {
            foreach (Match link in MarkdownLink().Matches(File.ReadAllText(file)))
            {
                string target = link.Groups["target"].Value.Split('#')[0];
                if (target.Length == 0 || target.Contains("://", StringComparison.Ordinal) || target.StartsWith("mailto:", StringComparison.Ordinal)) continue;
                string path = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, target));
                if (!File.Exists(path) && !Directory.Exists(path)) broken.Add($"{Path.GetRelativePath(Repository.Root, file)} → {target}");
            }
        }

        Assert.Empty(broken);
    }

    private static void AssertNone(string folder, string pattern)
    {
        Regex regex = new(pattern, RegexOptions.Multiline | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(10));
        List<string> found = [];
        foreach ((string path, string text) in Sources(folder))
        {
            foreach (Match match in regex.Matches(text)) found.Add($"{path}: {match.Value.Trim()}");
        }

        Assert.Empty(found);
    }

    private static IEnumerable<(string Path, string Text)> Sources(string folder) =>
        Directory.GetFiles(Repository.Path(folder.Split('/')), "*.cs", SearchOption.AllDirectories)
            .Where(file => !IsBuilt(file))
            .Select(file => (Path.GetRelativePath(Repository.Root, file).Replace('\\', '/'), Comment().Replace(File.ReadAllText(file), "")));

    private static IEnumerable<string> Documents() =>
        Directory.GetFiles(Repository.Root, "*.md", SearchOption.AllDirectories)
            .Where(file => !IsBuilt(file) && !file.Contains($"{Path.DirectorySeparatorChar}node_modules{Path.DirectorySeparatorChar}", StringComparison.Ordinal));

    private static bool IsBuilt(string path) =>
        path.Contains($"{Path.DirectorySeparatorChar}bin{Path.DirectorySeparatorChar}", StringComparison.Ordinal)
        || path.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal);

    [GeneratedRegex(@"Registry\.Fhir\.(?<folder>\w+)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex FhirUse();

    [GeneratedRegex(@"^\s*//.*$", RegexOptions.Multiline | RegexOptions.CultureInvariant, 10_000)]
    private static partial Regex Comment();

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex MarkdownLink();
}
