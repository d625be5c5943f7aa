using System.Formats.Tar;
using System.IO.Compression;
using Registry.Fhir.Json;

namespace Registry.Fhir.Definitions;

/// <summary>A FHIR package: profiles, extensions, value sets, code systems, search parameters and further files. Immutable.</summary>
/// <remarks>https://hl7.org/fhir/packages.html . A package is outside input: every size has a limit, links are refused, and nothing is written to a disk.</remarks>
public sealed class DefinitionPackage
{
    private const string Folder = "package/";

    // The names that definitions are full of, so that reading one makes no text for each.
    private static readonly ElementNames Names = new(
    [
        "resourceType", "id", "extension", "url", "version", "name", "type", "kind", "abstract", "derivation", "snapshot", "differential", "element", "path", "sliceName",
        "short", "definition", "comment", "requirements", "alias", "min", "max", "base", "contentReference", "constraint", "key", "severity", "human", "expression", "xpath",
        "source", "mustSupport", "aggregation", "versioning", "contextInvariant", "isModifier", "isModifierReason", "isSummary", "binding", "strength", "description", "valueSet", "mapping", "identity", "map", "slicing",
        "discriminator", "rules", "ordered", "code", "profile", "targetProfile", "condition", "representation", "meaningWhenMissing", "example", "label", "concept",
        "display", "property", "designation", "system", "filter", "op", "value", "valueString", "valueCode", "valueUrl", "valueUri", "valueBoolean",
    ]);

    private DefinitionPackage(string name, string? version, IReadOnlyList<KeyValuePair<string, string>> dependencies) =>
        (Name, Version, Dependencies) = (name, version, dependencies);

    /// <summary>Name in <c>package.json</c>, or what the caller called it.</summary>
    public string Name { get; }

    /// <summary>Version in <c>package.json</c>; null when there is none.</summary>
    public string? Version { get; }

    /// <summary>Packages that <c>package.json</c> says this one stands on, and their versions as written there. Which are not loaded, <see cref="DefinitionSet.UnheldDependencies"/> says.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Dependencies { get; }

    /// <summary>The structures as read; a snapshot may be empty.</summary>
    public IReadOnlyList<StructureDefinition> Structures => _structures;

    /// <summary>Search parameters as read.</summary>
    public IReadOnlyList<SearchParameter> SearchParameters => _searchParameters;

    /// <summary>Files that the engine does not work with, such as <c>other/registry.json</c> and CapabilityStatements, by path inside the package.</summary>
    public IReadOnlyDictionary<string, ReadOnlyMemory<byte>> Files => _files;

    /// <summary>The conformance resources, as they stand: what <see cref="PackageResource.Types"/> names.</summary>
    public IReadOnlyList<PackageResource> Resources => _resources;

    internal IReadOnlyDictionary<string, ValueSet> ValueSets => _valueSets;

    internal IReadOnlyDictionary<string, CodeSystem> CodeSystems => _codeSystems;

    internal IReadOnlyDictionary<string, ReadOnlyMemory<byte>> Questionnaires => _questionnaires;

    private readonly List<StructureDefinition> _structures = [];
    private readonly List<SearchParameter> _searchParameters = [];
    private readonly List<PackageResource> _resources = [];
    private readonly Dictionary<string, ReadOnlyMemory<byte>> _files = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ReadOnlyMemory<byte>> _questionnaires = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ValueSet> _valueSets = new(StringComparer.Ordinal);
    private readonly Dictionary<string, CodeSystem> _codeSystems = new(StringComparer.Ordinal);

    /// <summary>Reads a package archive, <c>.tgz</c>.</summary>
    /// <param name="name">What to call it in messages when it has no <c>package.json</c>, such as its file name.</param>
    /// <param name="archive">A gzip-compressed tar whose entries lie under <c>package/</c>; others are passed over. Read once, to its end, and not closed.</param>
    /// <exception cref="DefinitionException">It is no such archive, breaks a limit, or holds a definition that cannot be read.</exception>
    public static DefinitionPackage Read(string name, Stream archive)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(archive);
        return Read(name, Unpack(name, archive));
    }

    /// <summary>Reads a package from its files.</summary>
    /// <param name="name">What to call it in messages when it has no <c>package.json</c>.</param>
    /// <param name="files">Path inside the package, with forward slashes and without <c>package/</c>, and content.</param>
    /// <exception cref="DefinitionException">A limit is broken, or a definition cannot be read.</exception>
    public static DefinitionPackage Read(string name, IEnumerable<KeyValuePair<string, ReadOnlyMemory<byte>>> files)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(files);
        var held = new SortedDictionary<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal);
        long totalBytes = 0;
        foreach ((string path, ReadOnlyMemory<byte> content) in files)
        {
            CheckPath(name, path);
            CheckBytes(name, path, content.Length, totalBytes += content.Length);
            if (held.Count == Limits.PackageFiles) throw new DefinitionException(name, path, element: null, $"The package has more than {Limits.PackageFiles} files.");
            if (!held.TryAdd(path, content)) throw new DefinitionException(name, path, element: null, "The package has this file twice.");
        }

        DefinitionPackage package = Named(name, held);
        var urls = new HashSet<(string? Kind, string Url)>();
        foreach ((string path, ReadOnlyMemory<byte> content) in held) package.Add(path, content, urls);
        return package;
    }

    private static DefinitionPackage Named(string name, SortedDictionary<string, ReadOnlyMemory<byte>> files)
    {
        if (!files.TryGetValue("package.json", out ReadOnlyMemory<byte> manifest)) return new DefinitionPackage(name, version: null, []);
        using ResourceDocument document = ResourceDocument.Parse(manifest);
        if (!document.IsWellFormed) throw new DefinitionException(name, "package.json", element: null, "It is not JSON.");
        List<KeyValuePair<string, string>> dependencies = [];
        foreach (NodeCursor dependency in document.Root["dependencies"]) dependencies.Add(new(dependency.Name, dependency.AsString() ?? ""));
        return new DefinitionPackage(document.Root["name"].AsString() ?? name, document.Root["version"].AsString(), dependencies);
    }

    private void Add(string path, ReadOnlyMemory<byte> content, HashSet<(string? Kind, string Url)> urls)
    {
        if (path is "package.json" or ".index.json") return;

        // Definitions lie in the package's root; what lies in folders (other/, xml/, example/) belongs to the package's own users.
        if (!path.EndsWith(".json", StringComparison.Ordinal) || path.Contains('/', StringComparison.Ordinal))
        {
            _files.Add(path, content);
            return;
        }

        var reading = new CursorReading(Name, path);
        using ResourceDocument document = ResourceDocument.Parse(content, Names);
        if (!document.IsWellFormed) throw reading.Fault(element: null, $"It is not JSON: {document.Findings[0].Message}");
        NodeCursor root = document.Root;
        if (root["resourceType"].AsString() is { } type && PackageResource.Types.Contains(type, StringComparer.Ordinal))
        {
            _resources.Add(new PackageResource(type, root["id"].AsString(), root["url"].AsString(), root["version"].AsString(), Name, content));
        }

        switch (root["resourceType"].AsString())
        {
            case null:
                _files.Add(path, content);
                break;
            case "StructureDefinition":
                StructureDefinition structure = StructureDefinitionReader.Read(root, reading);
                Once(structure.Url);
                _structures.Add(structure);
                break;
            case "ValueSet":
                ValueSet valueSet = TerminologyReader.ValueSet(root, reading);
                Once(valueSet.Url);
                _valueSets.Add(valueSet.Url, valueSet);
                break;
            case "CodeSystem" when TerminologyReader.CodeSystem(root, reading) is { } system:
                Once(system.Url);
                _codeSystems.Add(system.Url, system);
                break;
            case "SearchParameter":
                SearchParameter parameter = TerminologyReader.SearchParameter(root, reading);
                Once(parameter.Url);
                _searchParameters.Add(parameter);
                break;
            case "CapabilityStatement":
                // What a server must be able to do is for the server to compare.
                _files.Add(path, content);
                break;
            case "Questionnaire" when root["url"].AsString() is { } url:
                Once(url);
                _questionnaires.Add(url, content);
                break;
            default:
                // ImplementationGuide, NamingSystem, examples: nothing that the engine works with.
                break;
        }

        void Once(string url)
        {
            if (!urls.Add((root["resourceType"].AsString(), url))) throw reading.Fault(url, "The package defines this canonical URL twice.");
        }
    }

    private static IEnumerable<KeyValuePair<string, ReadOnlyMemory<byte>>> Unpack(string name, Stream archive)
    {
        using var unzipped = new GZipStream(archive, CompressionMode.Decompress, leaveOpen: true);
        using var bounded = new BoundedStream(unzipped, Limits.PackageBytes);
        using var reader = new TarReader(bounded);
        for (int count = 0; Next(name, reader) is { } entry; count++)
        {
            if (count == Limits.PackageFiles) throw new DefinitionException(name, entry.Name, element: null, $"The package has more than {Limits.PackageFiles} entries.");
            if (entry.EntryType is TarEntryType.SymbolicLink or TarEntryType.HardLink) throw new DefinitionException(name, entry.Name, element: null, "A FHIR package holds no links.");
            if (entry.EntryType is not (TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.ContiguousFile)) continue;
            if (!entry.Name.StartsWith(Folder, StringComparison.Ordinal)) continue;
            string path = entry.Name[Folder.Length..];
            CheckBytes(name, path, entry.Length, entry.Length);
            yield return new(path, Content(name, path, entry));
        }
    }

    private static TarEntry? Next(string name, TarReader reader)
    {
        try
        {
            return reader.GetNextEntry();
        }
        catch (Exception fault) when (fault is InvalidDataException or EndOfStreamException or FormatException or ArgumentException or NotSupportedException)
        {
            throw new DefinitionException(name, file: null, element: null, "It is no gzip-compressed tar archive, or it is cut short or above its limit.", fault);
        }
    }

    private static byte[] Content(string name, string path, TarEntry entry)
    {
        var content = new byte[entry.Length];
        try
        {
            entry.DataStream?.ReadExactly(content);
        }
        catch (Exception fault) when (fault is InvalidDataException or EndOfStreamException)
        {
            throw new DefinitionException(name, path, element: null, "The archive is cut short or above its limit.", fault);
        }

        return content;
    }

    private static void CheckPath(string name, string path)
    {
        bool isPlain = path.Length > 0 && !path.Contains('\\', StringComparison.Ordinal) && !path.StartsWith('/') && !path.Contains(':', StringComparison.Ordinal)
            && !path.Split('/').Any(part => part is "" or "." or "..");
        if (!isPlain) throw new DefinitionException(name, path, element: null, "Its path leads out of the package.");
    }

    private static void CheckBytes(string name, string path, long bytes, long totalBytes)
    {
        if (bytes > Limits.PackageFileBytes) throw new DefinitionException(name, path, element: null, $"It is longer than {Limits.PackageFileBytes} bytes.");
        if (totalBytes > Limits.PackageBytes) throw new DefinitionException(name, path, element: null, $"With it the package is longer than {Limits.PackageBytes} bytes.");
    }

    /// <summary>Ends what decompresses without end: past the limit it reads as damaged.</summary>
    private sealed class BoundedStream(Stream inner, long limitBytes) : Stream
    {
        private long _readBytes;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => _readBytes;
            set => throw new NotSupportedException();
        }

        public override int Read(Span<byte> buffer)
        {
            int count = inner.Read(buffer);
            _readBytes += count;
            return _readBytes <= limitBytes ? count : throw new InvalidDataException("The archive decompresses to more than its limit.");
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
