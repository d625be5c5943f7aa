using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using Registry.Fhir.Definitions;

namespace Registry.Fhir.Tests.Definitions;

/// <summary>Builders for these tests.</summary>
internal static class Some
{
    /// <summary>The folder that holds Registry.sln.</summary>
    public static string RepositoryRoot
    {
        get
        {
            DirectoryInfo? folder = new(AppContext.BaseDirectory);
            while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Registry.sln"))) folder = folder.Parent;
            return folder?.FullName ?? throw new InvalidOperationException("The tests run outside the repository.");
        }
    }

    /// <summary>Our own package, as committed.</summary>
    public static DefinitionPackage OwnPackage()
    {
        using FileStream archive = File.OpenRead(Path.Combine(RepositoryRoot, "profiles", "package.tgz"));
        return DefinitionPackage.Read("package.tgz", archive);
    }

    /// <summary>A set that holds nothing.</summary>
    public static DefinitionSet Nothing { get; } = new([], guides: null);

    /// <summary>A package of these resources, each in a file of its own (<c>0.json</c>, <c>1.json</c>, …).</summary>
    public static DefinitionPackage Package(params string[] resources) =>
        DefinitionPackage.Read("test", resources.Select((text, index) =>
            new KeyValuePair<string, ReadOnlyMemory<byte>>($"{index}.json", Encoding.UTF8.GetBytes(text))));

    /// <summary>A package archive of entries as given.</summary>
    public static MemoryStream Archive(params TarEntry[] entries)
    {
        var stream = new MemoryStream();
        using (var zip = new GZipStream(stream, CompressionLevel.Fastest, leaveOpen: true))
        using (var writer = new TarWriter(zip, TarEntryFormat.Pax, leaveOpen: true))
        {
            foreach (TarEntry entry in entries) writer.WriteEntry(entry);
        }

        stream.Position = 0;
        return stream;
    }

    public static PaxTarEntry FileEntry(string path, string content) => FileEntry(path, Encoding.UTF8.GetBytes(content));

    public static PaxTarEntry FileEntry(string path, byte[] content) => new(TarEntryType.RegularFile, path) { DataStream = new MemoryStream(content) };

    public static string CodeSystem(string url, string concepts, string more = "") =>
        $$"""{"resourceType":"CodeSystem","url":"{{url}}","status":"active","content":"complete",{{more}}"concept":[{{concepts}}]}""";

    public static string ValueSet(string url, string compose) =>
        $$"""{"resourceType":"ValueSet","url":"{{url}}","status":"active","compose":{{compose}}}""";
}
