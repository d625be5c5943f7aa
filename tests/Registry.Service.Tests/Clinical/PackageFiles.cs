using System.Formats.Tar;
using System.IO.Compression;

namespace Registry.Service.Tests.Clinical;

/// <summary>Files of the committed package that the server does not load.</summary>
internal static class PackageFiles
{
    private const string Root = "package/";
    private const string Folder = Root + "example/";

    /// <summary>The valid examples, by file name.</summary>
    public static IEnumerable<KeyValuePair<string, byte[]>> Examples() => In(Folder);

    /// <summary>One file of the package's own folder, such as <c>CodeSystem-depth.json</c>.</summary>
    public static byte[] Read(string name) => In(Root).Single(file => string.Equals(file.Key, name, StringComparison.Ordinal)).Value;

    private static IEnumerable<KeyValuePair<string, byte[]>> In(string folder)
    {
        using FileStream archive = File.OpenRead(Repository.Path("profiles", "package.tgz"));
        using GZipStream unpacked = new(archive, CompressionMode.Decompress);
        using TarReader files = new(unpacked);
        while (files.GetNextEntry() is { } file)
        {
            if (!file.Name.StartsWith(folder, StringComparison.Ordinal) || file.DataStream is null) continue;
            using MemoryStream content = new();
            file.DataStream.CopyTo(content);
            yield return new(file.Name[folder.Length..], content.ToArray());
        }
    }
}
