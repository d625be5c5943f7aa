using System.Formats.Tar;
using System.IO.Compression;
using Registry.Fhir.Validation;

namespace Registry.Benchmarks;

/// <summary>What the benchmarks of the engine read: the rich GNAS variant (3 kB) of the committed package.</summary>
internal static class Example
{
    private const string File = "package/example/Observation-gnas-variant-rich.json";
    private const string Profile = "https://registry.example.org/fhir/ho/StructureDefinition/gnas-variant";

    /// <summary>The committed package.</summary>
    public static string Package => Path.Combine(FindRoot(), "profiles", "package.tgz");

    /// <summary>Chooses the example's profile.</summary>
    public static ProfileSelector Select { get; } = static (_, canonicals) => canonicals.Add(Profile);

    /// <summary>The example's bytes.</summary>
    public static byte[] Read()
    {
        using FileStream archive = System.IO.File.OpenRead(Package);
        using GZipStream unpacked = new(archive, CompressionMode.Decompress);
        using TarReader files = new(unpacked);
        while (files.GetNextEntry() is { } file)
        {
            if (file.Name != File) continue;
            using MemoryStream content = new();
            file.DataStream!.CopyTo(content);
            return content.ToArray();
        }

        throw new InvalidOperationException($"{File} is not in the package.");
    }

    /// <summary>The Observations among the examples of genomics-reporting, 3.9 kB on average, each claiming its profile.</summary>
    /// <exception cref="InvalidOperationException">The npm packages are not there.</exception>
    public static byte[][] ReadGenomicsReporting()
    {
        string packages = Environment.GetEnvironmentVariable("REGISTRY_FHIR_PACKAGES") ?? Path.Combine(FindRoot(), "profiles", "node_modules");
        string folder = Path.Combine(packages, "hl7.fhir.uv.genomics-reporting", "example");
        if (!Directory.Exists(folder)) throw new InvalidOperationException($"{folder} is absent: run npm ci in profiles/.");
        return [.. Directory.EnumerateFiles(folder, "Observation-*.json").Order(StringComparer.Ordinal).Select(System.IO.File.ReadAllBytes)];
    }

    private static string FindRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (System.IO.File.Exists(Path.Combine(folder.FullName, "Registry.sln"))) return folder.FullName;
        }

        throw new InvalidOperationException("The benchmark does not run inside the repository.");
    }
}
