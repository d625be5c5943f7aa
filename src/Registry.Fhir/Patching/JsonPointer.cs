using System.Globalization;
using System.Text.Json.Nodes;

namespace Registry.Fhir.Patching;

/// <summary>A place in a JSON text. https://www.rfc-editor.org/rfc/rfc6901</summary>
internal sealed class JsonPointer
{
    private readonly string[] _tokens;

    private JsonPointer(string[] tokens) => _tokens = tokens;

    /// <summary>How deep the place lies; 0 for the whole.</summary>
    public int Depth => _tokens.Length;

    /// <summary>Null when the text is no pointer.</summary>
    public static JsonPointer? Read(string text)
    {
        if (text.Length == 0) return new JsonPointer([]);
        if (text[0] != '/') return null;
        string[] tokens = text[1..].Split('/');
        if (tokens.Length > Limits.JsonDepth) return null;
        for (int index = 0; index < tokens.Length; index++)
        {
            string token = tokens[index];
            for (int tilde = token.IndexOf('~', StringComparison.Ordinal); tilde >= 0; tilde = token.IndexOf('~', tilde + 1))
            {
                if (tilde + 1 == token.Length || token[tilde + 1] is not ('0' or '1')) return null;
            }

            // In this order, so that ~01 stands for ~1.
            tokens[index] = token.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
        }

        return new JsonPointer(tokens);
    }

    /// <summary>True when the other place lies inside this one.</summary>
    public bool IsAbove(JsonPointer other) => other.Depth > Depth && other._tokens.AsSpan(0, Depth).SequenceEqual(_tokens);

    /// <summary>True when both are the same place.</summary>
    public bool IsSame(JsonPointer other) => other._tokens.AsSpan().SequenceEqual(_tokens);

    /// <summary>What stands there; false when nothing does. JSON's null is a value.</summary>
    public bool TryFind(JsonNode? root, out JsonNode? value) => TryFind(root, Depth, out value);

    /// <summary>Puts a value where there may be none yet.</summary>
    /// <returns>Why it cannot stand there; null when it stands there now.</returns>
    public string? Add(PatchTree tree, JsonNode? value)
    {
        if (Depth == 0)
        {
            tree.Root = value;
            return null;
        }

        if (!TryFind(tree.Root, Depth - 1, out JsonNode? holder)) return "its path leads through what is not there";
        string last = _tokens[^1];
        switch (holder)
        {
            case JsonObject properties:
                properties[last] = value;
                return null;
            case JsonArray items when last is "-":
                items.Add(value);
                return null;
            case JsonArray items when IndexOf(last) is { } index && index <= items.Count:
                items.Insert(index, value);
                return null;
            case JsonArray:
                return "its path names no index of the list, nor its end";
            default:
                return "its path leads into a single value";
        }
    }

    /// <summary>Takes the value away.</summary>
    /// <returns>False when there is none.</returns>
    public bool TryTake(PatchTree tree, out JsonNode? value)
    {
        if (!TryFind(tree.Root, out value)) return false;
        if (Depth == 0)
        {
            tree.Root = null;
            return true;
        }

        TryFind(tree.Root, Depth - 1, out JsonNode? holder);
        if (holder is JsonArray items) items.RemoveAt(IndexOf(_tokens[^1])!.Value);
        else ((JsonObject)holder!).Remove(_tokens[^1]);
        tree.Took(holder);
        return true;
    }

    /// <summary>Puts a value in another's stead.</summary>
    /// <returns>False when there is none.</returns>
    public bool TryReplace(PatchTree tree, JsonNode? value)
    {
        if (!TryFind(tree.Root, out _)) return false;
        if (Depth == 0)
        {
            tree.Root = value;
            return true;
        }

        TryFind(tree.Root, Depth - 1, out JsonNode? holder);
        if (holder is JsonArray items) items[IndexOf(_tokens[^1])!.Value] = value;
        else holder![_tokens[^1]] = value;
        return true;
    }

    private bool TryFind(JsonNode? root, int depth, out JsonNode? value)
    {
        value = root;
        foreach (string token in _tokens.AsSpan(0, depth))
        {
            switch (value)
            {
                case JsonObject properties when properties.TryGetPropertyValue(token, out value):
                    break;
                case JsonArray items when IndexOf(token) is { } index && index < items.Count:
                    value = items[index];
                    break;
                default:
                    value = null;
                    return false;
            }
        }

        return true;
    }

    // No sign, no leading zero.
    private static int? IndexOf(string token) =>
        (token.Length == 1 || token is not ['0', ..]) && int.TryParse(token, NumberStyles.None, CultureInfo.InvariantCulture, out int index) ? index : null;
}
