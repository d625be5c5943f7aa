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

    public static IReadOnlyList<CodedValue> Codes(JsonElement owner, string name, string place)
    {
        if (!owner.TryGetProperty(name, out _)) return [];
        CodedValue[] codes = [.. Array(owner, name, place).Select((code, index) => Code(code, $"{place}.{name}[{index}]"))];
        return codes.Length > 0 ? codes : throw new InvalidDataException($"{place}.{name}: an empty list matches nothing.");
    }

    public static CodedValue Code(JsonElement code, string place)
    {
        Check(code, place, ["system", "code"], []);
        return new CodedValue(Text(code, "system", place), Text(code, "code", place));
    }
}
