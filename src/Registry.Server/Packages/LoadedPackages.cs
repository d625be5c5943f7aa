using Registry.Fhir.Definitions;

namespace Registry.Server.Packages;

/// <summary>The registry's own package, which lies beside the executable, and those that <c>Registry:Packages</c> names.</summary>
internal static class LoadedPackages
{
    private const string Own = "org.example.registry.ho";

    /// <summary>R4 core, the guides it stands on, and the packages on top, in the order in which they are named.</summary>
    /// <exception cref="SettingsException">A package is not there, or cannot be loaded; the message names it.</exception>
    public static DefinitionSet Load(Settings settings)
    {
        using FileStream own = File.OpenRead(Path.Combine(AppContext.BaseDirectory, "packages", $"{Own}.tgz"));
        try
        {
            return CoreDefinitions.Load().With([DefinitionPackage.Read(Own, own), .. settings.Packages.Select(Read)]);
        }
        catch (DefinitionException fault)
        {
            throw new SettingsException($"Registry:Packages cannot be loaded. {fault.Message}", fault);
        }
    }

    private static DefinitionPackage Read(string path, int index)
    {
        try
        {
            if (Directory.Exists(path)) return ReadFolder(path);
            using FileStream archive = File.OpenRead(path);
            return DefinitionPackage.Read(Path.GetFileName(path), archive);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new SettingsException($"Registry:Packages:{index} is '{path}', which cannot be read; name a .tgz, or a folder that holds package.json. {fault.Message}", fault);
        }
    }

    // As npm unpacks it; with the folder 'package' of the archive also as tar does.
    private static DefinitionPackage ReadFolder(string path)
    {
        string unpacked = Path.Combine(path, "package");
        string root = File.Exists(Path.Combine(unpacked, "package.json")) ? unpacked : path;
        return DefinitionPackage.Read(
            Path.GetFileName(Path.TrimEndingDirectorySeparator(path)),
            Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories).Select(file => new KeyValuePair<string, ReadOnlyMemory<byte>>(
                Path.GetRelativePath(root, file).Replace(Path.DirectorySeparatorChar, '/'), File.ReadAllBytes(file))));
    }
}
