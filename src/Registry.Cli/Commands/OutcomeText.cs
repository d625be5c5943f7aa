using System.Text.Json;

namespace Registry.Cli.Commands;

/// <summary>What an OperationOutcome of the server says, as one line for a person.</summary>
internal static class OutcomeText
{
    /// <summary>Text and diagnostics of each issue; the beginning of what was sent when it is none.</summary>
    public static string Read(string body)
    {
        const int mostChars = 300;
        try
        {
            using JsonDocument outcome = JsonDocument.Parse(body);
            return string.Join(' ', outcome.RootElement.GetProperty("issue").EnumerateArray().Select(issue => issue.GetProperty("diagnostics").GetString()));
        }
        catch (Exception fault) when (fault is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return body.Length > mostChars ? body[..mostChars] : body;
        }
    }
}
