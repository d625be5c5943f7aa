using Registry.Fhir.Definitions;

namespace Registry.Server.Packages;

/// <summary>The registry's own package, which lies beside the executable, and those that <c>Registry:Packages</c> names.</summary>
internal static class LoadedPackages
{
    /// <summary>R4 core, the guides it stands on, and the packages on top, in the order in which they are named.</summary>
    /// <exception cref="SettingsException">A package is not there, or cannot be loaded; the message names it.</exception>
    public static DefinitionSet Load(Settings settings)
    {
        try
        {
            DefinitionPackage own = Read(settings.OwnPackage ?? Path.Combine(AppContext.BaseDirectory, "packages", "org.example.registry.ho.tgz"), "OwnPackage");
            return CoreDefinitions.Load().With([own, .. settings.Packages.Select((path, index) => Read(path, $"Packages:{index}"))]);
        }
        catch (DefinitionException fault)
        {
            throw new SettingsException($"The FHIR packages cannot be loaded. {fault.Message}", fault);
        }
    }

    private static DefinitionPackage Read(string path, string setting)
    {
        try
        {
            if (Directory.Exists(path)) return ReadFolder(path);
            using FileStream archive = File.OpenRead(path);
            return DefinitionPackage.Read(Path.GetFileName(path), archive);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new SettingsException($"Registry:{setting} is '{path}', which cannot be read; name a .tgz, or a folder that holds package.json. {fault.Message}", fault);
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
