namespace Registry.Proof.Processes;

/// <summary>Where things lie.</summary>
internal static class ProofPaths
{
    /// <summary>The server that was built with this program.</summary>
    public static string OwnBinaries => AppContext.BaseDirectory;

    /// <summary>A file of the repository.</summary>
    public static string File(params string[] parts)
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (System.IO.File.Exists(Path.Combine(folder.FullName, "Registry.sln"))) return Path.Combine([folder.FullName, .. parts]);
        }

        throw new InvalidOperationException("The program does not run inside the repository.");
    }
}
