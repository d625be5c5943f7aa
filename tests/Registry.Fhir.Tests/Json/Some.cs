using System.Text;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Registry.Fhir.Json;

namespace Registry.Fhir.Tests.Json;

internal static class Some
{
    public const string Patient = """
        {
          "resourceType": "Patient",
          "id": "p-1",
          "active": true,
          "extension": [{ "url": "http://example.org/ext", "valueDecimal": 1.50 }],
          "name": [{ "family": "M\u00fcller \ud83d\ude00", "given": ["A", null], "_given": [null, { "extension": [{ "url": "http://example.org/u", "valueCode": "masked" }] }] }],
          "birthDate": "1990-01",
          "_birthDate": { "extension": [{ "url": "http://example.org/t", "valueString": "x\n\"y\"" }] },
          "multipleBirthInteger": -12
        }
        """;

    public static ResourceDocument Document(string json, ElementNames? names = null) => ResourceDocument.Parse(Encoding.UTF8.GetBytes(json), names);

    /// <summary>A tree that obeys FHIR's JSON rules: no empty container, no empty string, no null, no array in an array.</summary>
    public static Gen<JsonObject> Tree { get; } = Gen.Sized(size => TreeOf(Math.Min(size / 8, 5)));

    private static Gen<JsonObject> TreeOf(int depth) =>
        from values in Value(depth, isItem: false).NonEmptyListOf()
        select new JsonObject(values.Take(8).Select((value, index) => KeyValuePair.Create<string, JsonNode?>("p" + index.ToString(System.Globalization.CultureInfo.InvariantCulture), value.DeepClone())));

    private static Gen<JsonNode> Value(int depth, bool isItem)
    {
        Gen<JsonNode> text = Gen.Elements("a", "ü", "\u20ac", "\ud83d\ude00", "\"", "\\", "\n", "\t", "/", "<", "a rather long piece of text that spans vectors").NonEmptyListOf().Select(pieces => (JsonNode)JsonValue.Create(string.Concat(pieces)));
        Gen<JsonNode> truth = Gen.Elements(true, false).Select(value => (JsonNode)JsonValue.Create(value));
        Gen<JsonNode> number = Gen.Choose(0, int.MaxValue).Zip(Gen.Choose(0, int.MaxValue)).Zip(Gen.Choose(-11, 11)).Select(parts => (JsonNode)JsonValue.Create(new decimal(parts.Item1.Item1, parts.Item1.Item2, 0, parts.Item2 < 0, (byte)Math.Abs(parts.Item2))));
        if (depth == 0) return Gen.OneOf(text, truth, number);
        Gen<JsonNode> tree = TreeOf(depth - 1).Select(value => (JsonNode)value);
        if (isItem) return Gen.OneOf(text, truth, number, tree);
        return Gen.OneOf(text, truth, number, tree, Value(depth - 1, isItem: true).NonEmptyListOf().Select(items => (JsonNode)new JsonArray([.. items.Take(5).Select(item => item.DeepClone())])));
    }
}
