using System.Formats.Tar;
using System.IO.Compression;
using System.Text;

namespace Registry.Fhir.Tests.Validation;

/// <summary>The valid examples inside the committed package.</summary>
internal static class PackageExample
{
    private const string Folder = "package/example/";

    /// <summary>The examples, by file name.</summary>
    public static IEnumerable<KeyValuePair<string, byte[]>> All() => Files(Folder);

    /// <summary>The files whose name begins so, by what follows.</summary>
    public static IEnumerable<KeyValuePair<string, byte[]>> Files(string prefix)
    {
        using FileStream archive = File.OpenRead(Path.Combine(Repository.Root, "profiles", "package.tgz"));
        using GZipStream unpacked = new(archive, CompressionMode.Decompress);
        using TarReader files = new(unpacked);
        while (files.GetNextEntry() is { } file)
        {
            if (!file.Name.StartsWith(prefix, StringComparison.Ordinal) || file.DataStream is null) continue;
            using MemoryStream content = new();
            file.DataStream.CopyTo(content);
            yield return new(file.Name[prefix.Length..], content.ToArray());
        }
    }

    public static string Read(string name) => Encoding.UTF8.GetString(All().Single(example => example.Key == name).Value);
}
