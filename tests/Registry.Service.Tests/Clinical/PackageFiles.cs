using System.Formats.Tar;
using System.IO.Compression;

namespace Registry.Service.Tests.Clinical;

/// <summary>Files of the committed package, and of others.</summary>
internal static class PackageFiles
{
    private const string Folder = "package/";
    private const string ExampleFolder = "example/";

    /// <summary>The valid examples, by file name.</summary>
    public static IEnumerable<KeyValuePair<string, byte[]>> Examples() =>
        All().Where(file => file.Key.StartsWith(ExampleFolder, StringComparison.Ordinal)).Select(file => KeyValuePair.Create(file.Key[ExampleFolder.Length..], file.Value));

    /// <summary>One file of the package's own folder, such as <c>CodeSystem-depth.json</c>.</summary>
    public static byte[] Read(string name) => All().Single(file => string.Equals(file.Key, name, StringComparison.Ordinal)).Value;

    /// <summary>Every file of the committed package, by path inside it.</summary>
    public static IEnumerable<KeyValuePair<string, byte[]>> All() => In(Repository.Path("profiles", "package.tgz"));

    /// <summary>Every file of a package, by path inside it.</summary>
    public static IEnumerable<KeyValuePair<string, byte[]>> In(string path)
    {
        using FileStream archive = File.OpenRead(path);
        using GZipStream unpacked = new(archive, CompressionMode.Decompress);
        using TarReader files = new(unpacked);
        while (files.GetNextEntry() is { } file)
        {
            if (!file.Name.StartsWith(Folder, StringComparison.Ordinal) || file.DataStream is null) continue;
            using MemoryStream content = new();
            file.DataStream.CopyTo(content);
            yield return new(file.Name[Folder.Length..], content.ToArray());
        }
    }
}
