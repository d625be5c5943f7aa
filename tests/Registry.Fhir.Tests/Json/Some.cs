using System.Text;
using System.Text.Json.Nodes;
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
    public static JsonNode Tree(Random random, int depth = 0)
    {
        JsonObject tree = [];
        int properties = random.Next(1, 8);
        for (int i = 0; i < properties; i++) tree["p" + i.ToString(System.Globalization.CultureInfo.InvariantCulture)] = Value(random, depth, isItem: false);
        return tree;
    }

    private static JsonNode Value(Random random, int depth, bool isItem)
    {
        int kind = random.Next(depth > 4 ? 3 : isItem ? 4 : 5);
        return kind switch
        {
            0 => JsonValue.Create(Text(random)),
            1 => JsonValue.Create(random.Next(2) == 0),
            2 => JsonValue.Create(Number(random)),
            3 => Tree(random, depth + 1),
            _ => new JsonArray([.. Enumerable.Range(0, random.Next(1, 5)).Select(_ => Value(random, depth + 1, isItem: true))]),
        };
    }

    private static decimal Number(Random random) => new(random.Next(), random.Next(), 0, random.Next(2) == 0, (byte)random.Next(0, 12));

    private static string Text(Random random)
    {
        string[] pieces = ["a", "ü", "\u20ac", "\ud83d\ude00", "\"", "\\", "\n", "\t", "/", "<", "a rather long piece of text that spans vectors"];
        return string.Concat(Enumerable.Range(0, random.Next(1, 12)).Select(_ => pieces[random.Next(pieces.Length)]));
    }
}
