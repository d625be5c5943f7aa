using Registry.Fhir.Definitions;

namespace Registry.Cli.Commands;

/// <summary>FHIR packages on a disk: a <c>.tgz</c> file or a folder as npm unpacks it.</summary>
internal static class PackageFolder
{
    private static readonly string[] DefinitionPrefixes = ["StructureDefinition-", "ValueSet-", "CodeSystem-", "SearchParameter-"];

    /// <summary>A package file or folder.</summary>
    /// <exception cref="DefinitionException">It holds a definition that cannot be read.</exception>
    /// <exception cref="IOException">It is not there, or cannot be read.</exception>
    public static DefinitionPackage Read(string path)
    {
        if (Directory.Exists(path)) return ReadFolder(path, withAllFiles: true);
        using FileStream archive = File.OpenRead(path);
        return DefinitionPackage.Read(Path.GetFileName(path), archive);
    }

    /// <summary>The definitions alone of a package that npm installed, without its examples, which are ten times as long.</summary>
    public static DefinitionPackage ReadDefinitions(string path) => ReadFolder(path, withAllFiles: false);

    private static DefinitionPackage ReadFolder(string path, bool withAllFiles)
    {
        IEnumerable<string> files = Directory.EnumerateFiles(path, "*", withAllFiles ? SearchOption.AllDirectories : SearchOption.TopDirectoryOnly);
        if (!withAllFiles)
        {
            files = files.Where(file => Path.GetFileName(file) is string name && name.EndsWith(".json", StringComparison.Ordinal)
                && (name == "package.json" || DefinitionPrefixes.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal))));
        }

        return DefinitionPackage.Read(
            Path.GetFileName(Path.TrimEndingDirectorySeparator(path)),
            files.Select(file => new KeyValuePair<string, ReadOnlyMemory<byte>>(
                Path.GetRelativePath(path, file).Replace(Path.DirectorySeparatorChar, '/'), File.ReadAllBytes(file))));
    }
}
