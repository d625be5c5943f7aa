using Registry.Fhir.Definitions;
using Registry.Fhir.Json;

namespace Registry.Server.Packages;

/// <summary>The CapabilityStatements of kind requirements in the packages: what this server has to be able to do. https://hl7.org/fhir/R4/capabilitystatement.html#implementations</summary>
internal sealed class Requirements : IDisposable
{
    private const string FilePrefix = "CapabilityStatement-";

    private readonly List<ResourceDocument> _statements = [];

    /// <param name="definitions">The loaded packages.</param>
    public Requirements(DefinitionSet definitions)
    {
        foreach (string path in definitions.PackageFiles.Keys.Where(path => path.StartsWith(FilePrefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            foreach (ReadOnlyMemory<byte> content in definitions.FilesAt(path))
            {
                ResourceDocument statement = ResourceDocument.Parse(content);
                if (statement.Root["kind"].ValueEquals("requirements")) _statements.Add(statement);
                else statement.Dispose();
            }
        }
    }

    /// <summary>Their canonicals.</summary>
    public IEnumerable<string> Canonicals => _statements.Select(statement => statement.Root["url"].AsString() ?? "").Where(url => url.Length > 0);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (ResourceDocument statement in _statements) statement.Dispose();
    }

    /// <summary>Refuses to start when something that is required is not offered.</summary>
    /// <param name="own">The server's own statement, UTF-8 JSON.</param>
    /// <exception cref="SettingsException">Names each thing that is missing.</exception>
    public void Check(byte[] own)
    {
        using ResourceDocument offered = ResourceDocument.Parse(own);
        foreach (ResourceDocument required in _statements)
        {
            string[] missing = [.. Missing(required.Root, offered.Root)];
            if (missing.Length == 0) continue;
            throw new SettingsException($"The server does not meet {required.Root["url"].AsString()}, which a package requires of it. Missing: {string.Join("; ", missing)}. Load a package whose requirements it meets.");
        }
    }

    /// <summary>What is required and not offered, one phrase each.</summary>
    internal static IEnumerable<string> Missing(NodeCursor required, NodeCursor offered)
    {
        if (!Same(required, offered, "fhirVersion")) yield return $"fhirVersion {required["fhirVersion"].AsString()}";
        foreach (string format in Codes(required["format"]).Except(Codes(offered["format"]), StringComparer.Ordinal)) yield return $"format {format}";
        foreach (NodeCursor rest in required["rest"])
        {
            NodeCursor own = Find(offered["rest"], "mode", rest["mode"].AsString());
            if (!own.Exists) yield return $"rest of mode {rest["mode"].AsString()}";
            if (rest["security"].Exists && !own["security"].Exists) yield return "security";
            foreach (string code in Interactions(rest).Except(Interactions(own), StringComparer.Ordinal)) yield return $"interaction {code}";
            foreach (NodeCursor resource in rest["resource"])
            {
                foreach (string missing in MissingOf(resource, Find(own["resource"], "type", resource["type"].AsString()))) yield return $"{resource["type"].AsString()}: {missing}";
            }
        }
    }

    private static IEnumerable<string> MissingOf(NodeCursor required, NodeCursor offered)
    {
        if (!offered.Exists)
        {
            yield return "the resource";
            yield break;
        }

        foreach (string code in Interactions(required).Except(Interactions(offered), StringComparer.Ordinal)) yield return $"interaction {code}";
        foreach (string profile in Codes(required["supportedProfile"]).Except(Codes(offered["supportedProfile"]), StringComparer.Ordinal)) yield return $"profile {profile}";
        foreach (string member in (string[])["versioning", "readHistory", "updateCreate", "conditionalCreate", "conditionalRead", "conditionalUpdate", "conditionalDelete"])
        {
            if (!Same(required, offered, member)) yield return $"{member} {required[member].AsString()}";
        }

        foreach (NodeCursor parameter in required["searchParam"])
        {
            NodeCursor own = Find(offered["searchParam"], "name", parameter["name"].AsString());
            if (!own.Exists || !Same(parameter, own, "type")) yield return $"search parameter {parameter["name"].AsString()} of type {parameter["type"].AsString()}";
        }

        foreach (NodeCursor operation in required["operation"])
        {
            if (!Find(offered["operation"], "name", operation["name"].AsString()).Exists) yield return $"operation ${operation["name"].AsString()}";
        }
    }

    // What is not asked for is met; "false" asks for nothing.
    private static bool Same(NodeCursor required, NodeCursor offered, string member) =>
        required[member].AsString() is not { } wanted || wanted is "false" || string.Equals(wanted, offered[member].AsString(), StringComparison.Ordinal);

    private static IEnumerable<string> Interactions(NodeCursor owner)
    {
        foreach (NodeCursor interaction in owner["interaction"]) yield return interaction["code"].AsString() ?? "";
    }

    private static IEnumerable<string> Codes(NodeCursor list)
    {
        foreach (NodeCursor code in list) yield return code.AsString() ?? "";
    }

    private static NodeCursor Find(NodeCursor list, string member, string? value)
    {
        foreach (NodeCursor item in list)
        {
            if (value is not null && item[member].ValueEquals(value)) return item;
        }

        return default;
    }
}
