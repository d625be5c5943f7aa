using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Registry.Fhir.Patching;

/// <summary>A resource's JSON while operations change it. Numbers keep their precision, properties their order.</summary>
internal sealed class PatchTree
{
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = Limits.JsonDepth, AllowDuplicateProperties = false };

    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private readonly List<JsonNode> _emptied = [];
    private long _bytes;

    private PatchTree(JsonNode? root) => Root = root;

    public JsonNode? Root { get; set; }

    public static PatchTree Of(ReadOnlyMemory<byte> json) => new(Parse(json));

    /// <exception cref="JsonException">The text is no JSON, too deep, or names a property twice.</exception>
    public static JsonNode? Parse(ReadOnlyMemory<byte> json) => JsonNode.Parse(json.Span, documentOptions: Strict);

    /// <summary>UTF-8 of the whole.</summary>
    public byte[] ToBytes()
    {
        byte[] bytes = Write(Root);
        if (bytes.Length > Limits.DocumentBytes) throw TooCostly();
        return bytes;
    }

    /// <summary>Takes note of work on a value, so that copies of copies end.</summary>
    /// <param name="value">What is put somewhere.</param>
    /// <param name="depth">How deep it is put.</param>
    /// <exception cref="PatchFault">It is too much, or too deep.</exception>
    public void Charge(JsonNode? value, int depth)
    {
        if (depth + DepthOf(value) > Limits.JsonDepth)
        {
            throw new PatchFault(
                "patch-limit", "too-costly", string.Create(CultureInfo.InvariantCulture, $"The patch nests values deeper than {Limits.JsonDepth} levels."), "No resource is that deep.", "Put the value where the resource's definition has it.");
        }

        Charge(SizeOf(value));
    }

    /// <inheritdoc cref="Charge(JsonNode?, int)"/>
    public void Charge(long bytes)
    {
        _bytes += bytes;
        if (_bytes > Limits.PatchBytes) throw TooCostly();
    }

    /// <summary>Notes that something was taken out of an object or array.</summary>
    public void Took(JsonNode? holder)
    {
        if (holder is not null) _emptied.Add(holder);
    }

    /// <summary>Drops objects and arrays out of which everything was taken: FHIR has no empty ones. https://hl7.org/fhir/R4/json.html</summary>
    public void DropEmptied()
    {
        foreach (JsonNode holder in _emptied) Drop(holder);
        _emptied.Clear();
    }

    private void Drop(JsonNode holder)
    {
        if (ReferenceEquals(holder, Root) || holder is JsonObject { Count: > 0 } or JsonArray { Count: > 0 }) return;
        switch (holder.Parent)
        {
            case JsonObject parent:
                parent.Remove(holder.GetPropertyName());
                Drop(parent);
                break;
            case JsonArray { Parent: JsonObject owner } list when list.GetPropertyName() is ['_', ..] shadow:
                // It stands beside a list of primitives, with which it stays aligned.
                list[holder.GetElementIndex()] = null;
                if (list.All(item => item is null)) owner.Remove(shadow);
                break;
            case JsonArray list:
                list.RemoveAt(holder.GetElementIndex());
                Drop(list);
                break;
        }
    }

    /// <summary>UTF-8 of a value.</summary>
    private static byte[] Write(JsonNode? node)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter writer = new(buffer, Plain))
        {
            if (node is null) writer.WriteNullValue();
            else node.WriteTo(writer);
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static int DepthOf(JsonNode? node) => node switch
    {
        JsonObject { Count: > 0 } properties => 1 + properties.Max(property => DepthOf(property.Value)),
        JsonArray { Count: > 0 } items => 1 + items.Max(DepthOf),
        null or JsonValue => 0,
        _ => 1,
    };

    private static long SizeOf(JsonNode? node) => node switch
    {
        JsonObject properties => 2 + properties.Sum(property => property.Key.Length + 4 + SizeOf(property.Value)),
        JsonArray items => 2 + items.Sum(item => 1 + SizeOf(item)),
        null => 4,
        _ => node.ToJsonString().Length,
    };

    private static PatchFault TooCostly() => new(
        "patch-limit", "too-costly",
        string.Create(CultureInfo.InvariantCulture, $"The patch moves more than {Limits.PatchBytes} bytes, or makes a resource of more than {Limits.DocumentBytes}."),
        "Copies of copies grow without end.", "Send fewer operations, or the whole resource by PUT.");
}
