namespace Registry.Fhir.Tests;

/// <summary>Where the repository's own files lie, and what may lie beside it.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    /// <summary>HL7's cases: <c>../shared/conformance</c> beside the repository, or where REGISTRY_CONFORMANCE says; null when they are not there.</summary>
    public static string? Conformance
    {
        get
        {
            string path = Environment.GetEnvironmentVariable("REGISTRY_CONFORMANCE") ?? Path.Combine(Root, "..", "shared", "conformance");
            return Directory.Exists(path) ? path : null;
        }
    }

    /// <summary>The npm packages under <c>profiles/</c>, or where REGISTRY_FHIR_PACKAGES says; null when they are not there.</summary>
    public static string? Packages
    {
        get
        {
            string path = Environment.GetEnvironmentVariable("REGISTRY_FHIR_PACKAGES") ?? Path.Combine(Root, "profiles", "node_modules");
            return Directory.Exists(path) ? path : null;
        }
    }

    /// <summary>The official R4 examples among <see cref="Packages"/>; null when they are not there.</summary>
    public static string? Examples
    {
        get
        {
            string path = Path.Combine(Packages ?? "", "hl7.fhir.r4.examples");
            return Directory.Exists(path) ? path : null;
        }
    }

    private static string FindRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Registry.sln"))) return folder.FullName;
        }

        throw new InvalidOperationException("The tests do not run inside the repository.");
    }
}
