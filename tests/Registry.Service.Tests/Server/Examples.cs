using System.Text;

namespace Registry.Service.Tests.Server;

/// <summary>The bundles of docs/examples, as they stand or for another person.</summary>
internal static class Examples
{
    /// <summary>The README's FOP bundle.</summary>
    public static byte[] Fop() => File.ReadAllBytes(Repository.Path("docs", "examples", "fop-transaction.json"));

    /// <summary>The README's POH bundle.</summary>
    public static byte[] Poh() => File.ReadAllBytes(Repository.Path("docs", "examples", "poh-transaction.json"));

    /// <summary>The FOP bundle of somebody else: every identifier's value, in content and in conditions, carries a suffix.</summary>
    public static byte[] Fop(string suffix) => For(Fop(), suffix);

    private static byte[] For(byte[] bundle, string suffix)
    {
        System.Text.Json.Nodes.JsonNode root = System.Text.Json.Nodes.JsonNode.Parse(bundle)!;
        foreach (System.Text.Json.Nodes.JsonNode? entry in root["entry"]!.AsArray())
        {
            foreach (System.Text.Json.Nodes.JsonNode? identifier in entry!["resource"]!["identifier"]!.AsArray())
            {
                identifier!["value"] = $"{identifier["value"]!.GetValue<string>()}-{suffix}";
            }

            System.Text.Json.Nodes.JsonNode request = entry["request"]!;
            string url = request["url"]!.GetValue<string>();
            if (url.Contains("identifier=", StringComparison.Ordinal)) request["url"] = $"{url}-{suffix}";
        }

        return Encoding.UTF8.GetBytes(root.ToJsonString());
    }
}
