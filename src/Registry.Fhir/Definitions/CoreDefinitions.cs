namespace Registry.Fhir.Definitions;

/// <summary>The definitions that ship with the engine: FHIR R4 core, and the parts of guides that the registry's profiles stand on.</summary>
/// <remarks>Made by <c>registry definitions build</c>: docs/decisions/0006-definitions-pack.md.</remarks>
public static class CoreDefinitions
{
    /// <summary>Name of the embedded pack of R4 core.</summary>
    internal const string CorePack = "r4-core.pack";

    /// <summary>Name of the embedded pack of guides.</summary>
    internal const string GuidesPack = "guides.pack";

    private static readonly Lazy<DefinitionSet> Core = new(() => new DefinitionSet([Open(CorePack)], guides: () => Open(GuidesPack)));

    /// <summary>FHIR R4 core alone; <see cref="DefinitionSet.With"/> adds the guides and packages. The same set at every call; the first reads the pack.</summary>
    /// <exception cref="DefinitionException">The pack inside this assembly is damaged or of another format.</exception>
    public static DefinitionSet Load() => Core.Value;

    private static DefinitionLayer Open(string name)
    {
        using Stream stream = typeof(CoreDefinitions).Assembly.GetManifestResourceStream(name)
            ?? throw new DefinitionException(name, file: null, element: null, "The pack is not in this build. Make it with 'registry definitions build'.");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return PackReader.Read(name, bytes);
    }
}
