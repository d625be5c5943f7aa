using System.Text;
using System.Text.Json.Nodes;
using Registry.Fhir.Json;
using Xunit;

namespace Registry.Fhir.Tests.Json;

/// <summary>A document without some of its places: nothing of them is left, nothing is left empty, arrays stay aligned, and the rest stays where it was.</summary>
public sealed class PruningTests
{
    [Theory]
    [InlineData("""{"a":1,"x":"S","b":2}""", """{"a":1,"b":2}""")]
    [InlineData("""{"x":"S","b":2}""", """{"b":2}""")]
    [InlineData("""{"a":1,"x":"S"}""", """{"a":1}""")]
    [InlineData("""{"a":1,"x":"S","x2":{"x":"S"},"b":[{"x":"S"},{"c":3,"x":"S"},{"d":4}]}""", """{"a":1,"b":[{"c":3},{"d":4}]}""")]
    [InlineData("""{"a":1,"b":{"id":"i","x":"S"}}""", """{"a":1}""")]
    [InlineData("""{"a":1,"b":{"url":"u","x":"S"}}""", """{"a":1,"b":{"url":"u"}}""")]
    [InlineData("""{"a":1,"extension":[{"url":"u","x":"S"},{"url":"v","extension":[{"url":"w","x":"S"}]}]}""", """{"a":1}""")]
    [InlineData("""{"a":1,"modifierExtension":[{"url":"u","x":"S"},{"url":"v","valueCode":"k"}]}""", """{"a":1,"modifierExtension":[{"url":"v","valueCode":"k"}]}""")]
    [InlineData("""{"contained":[{"resourceType":"Person","id":"p","x":"S"}]}""", """{"contained":[{"resourceType":"Person","id":"p"}]}""")]
    public void What_is_left_empty_goes_too(string sent, string left) => AssertPruned(sent, left);

    [Theory]
    [InlineData("""{"a":1,"n":["k","l"],"_n":[null,{"x":"S"}]}""", """{"a":1,"n":["k","l"]}""")]
    [InlineData("""{"a":1,"_n":[null,{"x":"S"}],"n":["k","l"]}""", """{"a":1,"n":["k","l"]}""")]
    [InlineData("""{"a":1,"n":["k","l"],"_n":[{"c":1},{"x":"S"}]}""", """{"a":1,"n":["k","l"],"_n":[{"c":1},null]}""")]
    [InlineData("""{"a":1,"n":["k",null,"l"],"_n":[{"c":1},{"x":"S"},null]}""", """{"a":1,"n":["k","l"],"_n":[{"c":1},null]}""")]
    [InlineData("""{"a":1,"n":[null,"k"],"_n":[{"x":"S"},null]}""", """{"a":1,"n":["k"]}""")]
    [InlineData("""{"a":1,"_n":[{"x":"S"},null],"n":[null,"k"]}""", """{"a":1,"n":["k"]}""")]
    [InlineData("""{"a":1,"n":[null],"_n":[{"x":"S"}]}""", """{"a":1}""")]
    [InlineData("""{"a":1,"_n":[{"x":"S"},{"c":1}]}""", """{"a":1,"_n":[{"c":1}]}""")]
    [InlineData("""{"a":1,"n":"k","_n":{"id":"i","x":"S"}}""", """{"a":1,"n":"k"}""")]
    [InlineData("""{"a":1,"b":{"_n":{"extension":[{"url":"u","x":"S"}]}}}""", """{"a":1}""")]
    public void Values_and_their_extensions_stay_aligned(string sent, string left) => AssertPruned(sent, left);

    [Fact]
    public void What_stays_has_the_line_and_column_that_the_sender_sees()
    {
        string sent = "{ \"a\" : \"ä😀\",\n  \"x\" : \"S\u00fcß 😀 日本\" , \"b\" :\r\n [ { \"x\" : { \"deep\" :\n \"S\" } } , { \"c\" : 1 , \"x\":\"é\" , \"d\":2 } ] }";
        using ResourceDocument document = Parse(sent);
        using ResourceDocument pruned = document.Without(Places(document.Root));
        Assert.Empty(pruned.Findings);
        Assert.Equal(document.Root["b"][1]["c"].Position, pruned.Root["b"][0]["c"].Position);
        Assert.Equal(document.Root["b"][1]["d"].Position, pruned.Root["b"][0]["d"].Position);
        Assert.Equal(document.Root["b"].Position, pruned.Root["b"].Position);
    }

    [Fact]
    public void Whatever_goes_the_rest_is_the_same_and_no_byte_of_it_is_left() => Property.Hold(runs: 300, random =>
    {
        JsonObject sent = (JsonObject)Grow(random, depth: 4, isObject: true)!;
        sent["keep"] = 1;
        using ResourceDocument document = Parse(sent.ToJsonString());
        NodeCursor[] places = [.. Places(document.Root)];

        using ResourceDocument pruned = document.Without(places);

        Assert.Empty(pruned.Findings);
        JsonNode expected = sent.DeepClone();
        Cut(expected);
        Assert.True(JsonNode.DeepEquals(expected, JsonNode.Parse(pruned.Bytes.Span)), $"{sent.ToJsonString()}\n{expected.ToJsonString()}\n{Encoding.UTF8.GetString(pruned.Bytes.Span)}");
        Assert.DoesNotContain("secret", Encoding.UTF8.GetString(pruned.Bytes.Span), StringComparison.Ordinal);
    });

    private static void AssertPruned(string sent, string left)
    {
        using ResourceDocument document = Parse(sent);
        using ResourceDocument pruned = document.Without(Places(document.Root));
        Assert.Empty(pruned.Findings);
        string text = Encoding.UTF8.GetString(pruned.Bytes.Span);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(left), JsonNode.Parse(text)), text);
        Assert.Equal(sent.Length, text.Length);
        Assert.DoesNotContain("S", text.Replace("resourceType", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    private static ResourceDocument Parse(string json)
    {
        ResourceDocument document = ResourceDocument.Parse(Encoding.UTF8.GetBytes(json));
        Assert.Empty(document.Findings);
        return document;
    }

    /// <summary>Every property whose name begins with x.</summary>
    private static List<NodeCursor> Places(NodeCursor node)
    {
        List<NodeCursor> found = [];
        Visit(node);
        return found;

        void Visit(NodeCursor at)
        {
            foreach (NodeCursor child in at)
            {
                if (child.Name.StartsWith('x')) found.Add(child);
                else Visit(child);
            }
        }
    }

    // The same, written over another tree: no shadows in it, which the cases above have.
    private static bool Cut(JsonNode? node)
    {
        bool isCut = false;
        if (node is JsonObject holder)
        {
            foreach (string name in holder.Select(pair => pair.Key).ToArray())
            {
                bool goes = name.StartsWith('x');
                bool isTouched = goes || Cut(holder[name]);
                if (goes || (isTouched && IsEmpty(holder[name]!))) holder.Remove(name);
                isCut |= isTouched;
            }
        }
        else if (node is JsonArray items)
        {
            for (int index = items.Count - 1; index >= 0; index--)
            {
                if (!Cut(items[index])) continue;
                isCut = true;
                if (IsEmpty(items[index]!)) items.RemoveAt(index);
            }
        }

        return isCut;
    }

    private static bool IsEmpty(JsonNode node) => node is JsonArray { Count: 0 } || (node is JsonObject holder && holder.All(pair => pair.Key == "id"));

    private static JsonNode? Grow(Random random, int depth, bool isObject)
    {
        if (depth == 0) return JsonValue.Create(random.Next(2) == 0 ? "v" : "w");
        if (!isObject)
        {
            JsonArray items = [];
            bool ofObjects = random.Next(2) == 0;
            for (int count = random.Next(1, 4); count > 0; count--) items.Add(ofObjects ? Grow(random, depth, isObject: true) : JsonValue.Create("item"));
            return items;
        }

        JsonObject grown = [];
        foreach (string name in new[] { "id", "a", "xa", "b", "xb", "c", "xc" })
        {
            if (random.Next(3) == 0) grown[name] = name is "id" ? "i" : name[0] == 'x' ? JsonValue.Create("secret") : Grow(random, depth - 1, random.Next(2) == 0);
        }

        if (grown.Count == 0) grown["xa"] = "secret";
        return grown;
    }
}
