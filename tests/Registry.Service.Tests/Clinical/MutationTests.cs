using System.Text.Json;
using System.Text.Json.Nodes;
using Registry.Clinical.Decisions;
using Xunit;

namespace Registry.Service.Tests.Clinical;

/// <summary>The good examples with one thing changed, at many places, through the validator: each is decided or refused with a reason, and none is a fault.</summary>
public class MutationTests
{
    // Coprime to the number of other ways, so that each way meets each kind of place; 1 tries all, in a minute.
    private const int Step = 5;

    // Each place is removed, and changed in one other way; neighbours get different ones.
    private static readonly string[] Others = ["text", "number", "empty", "double", "date", "urn"];

    [Theory]
    [InlineData("fop-transaction.json")]
    [InlineData("poh-transaction.json")]
    public void Whatever_is_broken_is_refused_with_a_reason_and_never_thrown(string file)
    {
        string original = File.ReadAllText(Repository.Path("docs", "examples", file));
        int places = Places(JsonNode.Parse(original)!).Count;
        int refused = 0;
        int taken = 0;
        for (int place = 0; place < places; place += Step)
        {
            foreach (string mutation in (string[])["remove", Others[place % Others.Length]])
            {
                JsonNode body = JsonNode.Parse(original)!;
                string path = Mutate(Places(body)[place], mutation);
                HeldRegistry registry = new();
                try
                {
                    if (registry.Post(JsonSerializer.SerializeToUtf8Bytes(body)) is Decision.Refused refusal)
                    {
                        refused++;
                        Assert.Empty(registry.Log);
                        Assert.Contains(refusal.Refusal.Findings, finding => finding.IsError && !string.IsNullOrEmpty(finding.Message));
                    }
                    else
                    {
                        taken++;
                    }
                }
                catch (Exception fault) when (fault is not Xunit.Sdk.XunitException)
                {
                    throw new InvalidOperationException($"{mutation} at {path}: {fault.Message}", fault);
                }
            }
        }

        // Both happen, or the test shows nothing.
        Assert.True(refused > places / Step / 2, $"{refused} refused");
        Assert.True(taken > 0, $"{taken} taken");
    }

    private static List<JsonNode> Places(JsonNode root)
    {
        List<JsonNode> places = [];
        Visit(root);
        return places;

        void Visit(JsonNode? node)
        {
            if (node is null) return;
            if (node != root) places.Add(node);
            if (node is JsonObject properties)
            {
                foreach (KeyValuePair<string, JsonNode?> property in properties) Visit(property.Value);
            }
            else if (node is JsonArray items)
            {
                foreach (JsonNode? item in items) Visit(item);
            }
        }
    }

    private static string Mutate(JsonNode node, string mutation)
    {
        string path = node.GetPath();
        switch (mutation)
        {
            case "remove" when node.Parent is JsonObject owner: owner.Remove(node.GetPropertyName()); break;
            case "remove": ((JsonArray)node.Parent!).Remove(node); break;
            case "double" when node.Parent is JsonArray list: list.Add(node.DeepClone()); break;
            case "double" when node is JsonArray { Count: > 0 } own: own.Add(own[0]!.DeepClone()); break;
            case "double": break;
            case "text": node.ReplaceWith("x"); break;
            case "number": node.ReplaceWith(9999); break;
            case "empty": node.ReplaceWith(new JsonObject()); break;
            case "date": node.ReplaceWith("9999-12"); break;
            case "urn": node.ReplaceWith("urn:uuid:3b9f2c1e-6a54-4d0b-9c37-00000000000a"); break;
        }

        return path;
    }
}
