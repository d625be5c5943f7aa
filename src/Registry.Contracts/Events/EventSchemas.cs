using System.Collections.Frozen;
using System.Reflection;

namespace Registry.Contracts.Events;

/// <summary>The JSON Schemas (2020-12) of the events' <c>data</c>, and the AsyncAPI 3.0 document over them. Generated from the records; they lie in <c>Schemas/</c> and in this assembly.</summary>
/// <remarks>A schema only grows: a field is added and may be absent in an event of before; nothing is removed, retyped or made required. A test holds it so.</remarks>
public static class EventSchemas
{
    private const string Prefix = "schemas/";
    private static readonly Assembly Own = typeof(EventSchemas).Assembly;
    private static readonly FrozenSet<string> Files = Own.GetManifestResourceNames()
        .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)).Select(name => name[Prefix.Length..]).ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Wire names that have a schema, such as <c>FlareUpReported.v1</c>: the current ones and those of before.</summary>
    public static IReadOnlyList<string> WireNames { get; } = [.. Files.Where(name => name != AsyncApiFile).Select(name => name[..^".json".Length]).Order(StringComparer.Ordinal)];

    private const string AsyncApiFile = "asyncapi.json";

    /// <summary>The name that a CloudEvent carries as <c>dataschema</c>, and that its schema has as <c>$id</c>. It is no address.</summary>
    /// <param name="wireName">Such as <c>FlareUpReported.v1</c>.</param>
    public static string Urn(string wireName) => $"urn:registry:schema:{wireName}";

    /// <summary>A schema, UTF-8; null when there is none of this name.</summary>
    /// <param name="wireName">Such as <c>FlareUpReported.v1</c>.</param>
    public static byte[]? Find(string wireName) => Files.Contains($"{wireName}.json") ? Read($"{wireName}.json") : null;

    /// <summary>The AsyncAPI document, UTF-8.</summary>
    public static byte[] AsyncApi() => Read(AsyncApiFile);

    private static byte[] Read(string file)
    {
        using Stream stream = Own.GetManifestResourceStream(Prefix + file) ?? throw new InvalidOperationException($"The assembly lacks {file}.");
        byte[] bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
