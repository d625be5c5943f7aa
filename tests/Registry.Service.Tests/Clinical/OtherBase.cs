using System.Text;
using System.Text.Json.Nodes;
using Registry.Fhir.Definitions;

namespace Registry.Service.Tests.Clinical;

/// <summary>The committed package under another canonical base, as <c>node profiles/build.mjs --canonical</c> builds it, which a test compares.</summary>
internal static class OtherBase
{
    public const string Url = "https://registry.hospital.example/fhir/heterotopic-ossification";

    /// <summary>A text of the first base under this one.</summary>
    public static string Of(string text) => text.Replace(Some.Base, Url, StringComparison.Ordinal);

    /// <summary>A resource of the first base under this one.</summary>
    public static JsonObject Of(JsonObject resource) => JsonNode.Parse(Of(resource.ToJsonString()))!.AsObject();

    /// <summary>The package under this base, with the first as alias.</summary>
    public static DefinitionPackage Package() => Read(content => Of(content), Some.Base);

    /// <summary>The package under the first base, with this one as alias.</summary>
    public static DefinitionPackage FirstWithAlias() => Read(content => content, Url);

    /// <summary>Every file, by path inside the package.</summary>
    public static Dictionary<string, ReadOnlyMemory<byte>> Files(Func<string, string> changed, string alias)
    {
        Dictionary<string, ReadOnlyMemory<byte>> files = PackageFiles.All().ToDictionary(
            file => file.Key, file => new ReadOnlyMemory<byte>(Encoding.UTF8.GetBytes(changed(Encoding.UTF8.GetString(file.Value)))), StringComparer.Ordinal);
        string registry = Encoding.UTF8.GetString(files["other/registry.json"].Span).Replace("\"canonicalAliases\": []", $"\"canonicalAliases\": [\n    \"{alias}\"\n  ]", StringComparison.Ordinal);
        files["other/registry.json"] = Encoding.UTF8.GetBytes(registry);
        return files;
    }

    private static DefinitionPackage Read(Func<string, string> changed, string alias) => DefinitionPackage.Read("org.example.registry.ho", Files(changed, alias));
}
