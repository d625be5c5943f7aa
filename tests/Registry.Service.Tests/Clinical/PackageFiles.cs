using System.Formats.Tar;
using System.IO.Compression;

namespace Registry.Service.Tests.Clinical;

/// <summary>Files of the committed package that the server does not load.</summary>
internal static class PackageFiles
{
    private const string Folder = "package/example/";

    /// <summary>The valid examples, by file name.</summary>
    public static IEnumerable<KeyValuePair<string, byte[]>> Examples()
    {
        using FileStream archive = File.OpenRead(Repository.Path("profiles", "package.tgz"));
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
