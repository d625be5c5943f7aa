using System.Text.Json;
using Registry.Contracts.Events;

namespace Registry.Clinical.Dispatch;

/// <summary>Reads our own package file: every fault is an <see cref="InvalidDataException"/> that names the place.</summary>
internal static class StrictJson
{
    public static void Check(JsonElement value, string place, string[] required, string[] optional)
    {
        if (value.ValueKind != JsonValueKind.Object) throw new InvalidDataException($"{place}: an object is expected.");
        HashSet<string> seen = new(StringComparer.Ordinal);
        foreach (JsonProperty property in value.EnumerateObject())
        {
            if (!required.Contains(property.Name, StringComparer.Ordinal) && !optional.Contains(property.Name, StringComparer.Ordinal))
            {
                throw new InvalidDataException($"{place}: '{property.Name}' is not known to this version.");
            }

            if (!seen.Add(property.Name)) throw new InvalidDataException($"{place}: '{property.Name}' stands twice.");
        }

        foreach (string name in required)
        {
            if (!seen.Contains(name)) throw new InvalidDataException($"{place}: '{name}' is missing.");
        }
    }

    public static string Text(JsonElement owner, string name, string place) => Text(owner.GetProperty(name), $"{place}.{name}");

    public static string Text(JsonElement value, string place) =>
        value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text
            ? text
            : throw new InvalidDataException($"{place}: a text that is not empty is expected.");

    public static string? OptionalText(JsonElement owner, string name, string place) =>
        owner.TryGetProperty(name, out JsonElement value) ? Text(value, $"{place}.{name}") : null;

    public static IEnumerable<JsonElement> Array(JsonElement owner, string name, string place) =>
        owner.GetProperty(name) is { ValueKind: JsonValueKind.Array } array
            ? array.EnumerateArray()
            : throw new InvalidDataException($"{place}.{name}: a list is expected.");

    public static IReadOnlyList<CodeMatch> Matches(JsonElement owner, string name, string place)
    {
        if (!owner.TryGetProperty(name, out _)) return [];
        CodeMatch[] matches = [.. Array(owner, name, place).Select((match, index) => Match(match, $"{place}.{name}[{index}]"))];
        return matches.Length > 0 ? matches : throw new InvalidDataException($"{place}.{name}: an empty list matches nothing.");
    }

    // That any code will do is said, never understood from a code that is missing.
    private static CodeMatch Match(JsonElement match, string place)
    {
        Check(match, place, ["system"], ["code", "anyCode"]);
        bool isAny = match.TryGetProperty("anyCode", out JsonElement any);
        if (isAny && any.ValueKind != JsonValueKind.True) throw new InvalidDataException($"{place}.anyCode: it is true, or it is left out.");
        if (isAny == match.TryGetProperty("code", out _)) throw new InvalidDataException($"{place}: either 'code' or 'anyCode' is expected.");
        return new CodeMatch(Text(match, "system", place), isAny ? null : Text(match, "code", place));
    }

    public static CodedValue Code(JsonElement code, string place)
    {
        Check(code, place, ["system", "code"], []);
        return new CodedValue(Text(code, "system", place), Text(code, "code", place));
    }
}
