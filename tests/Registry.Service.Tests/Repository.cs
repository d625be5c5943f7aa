namespace Registry.Service.Tests;

/// <summary>Where the repository's own files lie while its tests run.</summary>
internal static class Repository
{
    /// <summary>The folder that holds Registry.sln.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>A file or folder of the repository.</summary>
    public static string Path(params string[] parts) => System.IO.Path.Combine([Root, .. parts]);

    private static string FindRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "Registry.sln"))) return folder.FullName;
        }

        throw new DirectoryNotFoundException("Registry.sln is in no folder above the tests.");
    }
}
