using System.IO.Enumeration;
using Registry.Fhir;

namespace Registry.Cli.Commands;

/// <summary>Something to validate: a file, or standard input.</summary>
/// <param name="Name">What it is called in the output: the path as it was given, and below a folder from there on.</param>
/// <param name="Open">Opens it; throws when it cannot be read.</param>
internal sealed record ResourceFile(string Name, Func<Stream> Open)
{
    /// <summary>Its bytes; of what is longer than the engine takes, one more than that, so that the engine says so.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public ReadOnlyMemory<byte> Read()
    {
        using Stream stream = Open();
        using MemoryStream bytes = new();
        byte[] buffer = new byte[64 * 1024];
        int read;
        while (bytes.Length <= Limits.DocumentBytes && (read = stream.Read(buffer, 0, (int)Math.Min(buffer.Length, Limits.DocumentBytes + 1 - bytes.Length))) > 0)
        {
            bytes.Write(buffer, 0, read);
        }

        return bytes.GetBuffer().AsMemory(0, (int)bytes.Length);
    }
}

/// <summary>From what was typed to the files that are meant.</summary>
internal static class ResourceFiles
{
    /// <summary>The name that stands for standard input.</summary>
    public const string StandardInput = "-";

    /// <summary>Files as named, and of a folder every .json file below it, by name. Hidden files and folders, and links to folders, are passed over.</summary>
    /// <remarks>What is not there, and a folder without such a file, is a file that cannot be opened, and so is told like any other.</remarks>
    public static IEnumerable<ResourceFile> Find(IEnumerable<string> paths) => paths.SelectMany(path =>
        path == StandardInput ? [new ResourceFile("stdin", Console.OpenStandardInput)]
        : Directory.Exists(path) ? InFolder(path)
        : [new ResourceFile(path, () => File.OpenRead(path))]);

    private static IEnumerable<ResourceFile> InFolder(string folder)
    {
        string[] paths;
        try
        {
            paths = [.. Below(folder).Order(StringComparer.Ordinal)];
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return [new ResourceFile(folder, () => throw new IOException(fault.Message, fault))];
        }

        return paths.Length == 0
            ? [new ResourceFile(folder, () => throw new FileNotFoundException("There is no .json file in this folder or below it."))]
            : paths.Select(path => new ResourceFile(path, () => File.OpenRead(path)));
    }

    private static FileSystemEnumerable<string> Below(string folder)
    {
        EnumerationOptions options = new() { RecurseSubdirectories = true, IgnoreInaccessible = false, AttributesToSkip = FileAttributes.Hidden | FileAttributes.System };
        return new FileSystemEnumerable<string>(folder, (ref FileSystemEntry entry) => entry.ToSpecifiedFullPath(), options)
        {
            ShouldIncludePredicate = (ref FileSystemEntry entry) => !entry.IsDirectory && entry.FileName.EndsWith(".json", StringComparison.OrdinalIgnoreCase),
            // A link to a folder above would never end.
            ShouldRecursePredicate = (ref FileSystemEntry entry) => (entry.Attributes & FileAttributes.ReparsePoint) == FileAttributes.None,
        };
    }
}
