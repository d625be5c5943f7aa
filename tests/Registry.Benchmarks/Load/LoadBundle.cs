using System.Globalization;
using System.Text.Json.Nodes;
using Registry.Proof.Processes;

namespace Registry.Benchmarks.Load;

/// <summary>The bundle of the budgets: the README's FOP bundle, its first five entries, for somebody else each time.</summary>
internal static class LoadBundle
{
    /// <summary>Resources in it.</summary>
    public const int Entries = 5;

    private const string Suffix = "LOADSUFFIX";
    private static readonly string Template = Read();

    /// <summary>As JSON.</summary>
    /// <param name="subject">Who: another number is another person.</param>
    public static string Write(int subject) => Template.Replace(Suffix, subject.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);

    private static string Read()
    {
        JsonNode root = JsonNode.Parse(File.ReadAllBytes(ProofPaths.File("docs", "examples", "fop-transaction.json")))!;
        JsonArray entries = root["entry"]!.AsArray();
        while (entries.Count > Entries) entries.RemoveAt(entries.Count - 1);
        foreach (JsonNode? entry in entries)
        {
            foreach (JsonNode? identifier in entry!["resource"]!["identifier"]!.AsArray()) identifier!["value"] = $"{identifier["value"]!.GetValue<string>()}-{Suffix}";
            entry["request"]!["url"] = $"{entry["request"]!["url"]!.GetValue<string>()}-{Suffix}";
        }

        return root.ToJsonString();
    }
}
