using System.Buffers;
using System.Text;
using Registry.Fhir.Json;

namespace Registry.Clinical.Content;

/// <summary>
/// Writes a resource as it is stored: <c>{"resourceType":"T","id":"I","meta":{…}</c> and then the rest as sent, in its order and with its
/// precision, without white space, references resolved.
/// </summary>
internal static class ContentWriter
{
    /// <summary>Writes one resource.</summary>
    /// <param name="resource">As sent.</param>
    /// <param name="key">Its final type and id.</param>
    /// <param name="resolved">What stands for a reference instead of what was sent.</param>
    public static byte[] Write(NodeCursor resource, ResourceKey key, IReadOnlyDictionary<NodeCursor, string> resolved)
    {
        ArrayBufferWriter<byte> output = new(resource.RawBytes.Length + 128);
        Encoding.UTF8.GetBytes($"{{\"resourceType\":\"{key.Type}\",\"id\":\"{key.Id}\",\"meta\":{{", output);
        bool isFirst = true;
        foreach (NodeCursor property in resource["meta"])
        {
            // These two are the server's (StoredContent puts them in); what a client sent there says nothing.
            if (property.Name is "versionId" or "lastUpdated" or "_versionId" or "_lastUpdated") continue;
            WriteProperty(property, resolved, output, ref isFirst);
        }

        output.Write("}"u8);
        isFirst = false;
        foreach (NodeCursor property in resource)
        {
            if (property.Name is "resourceType" or "id" or "meta") continue;
            WriteProperty(property, resolved, output, ref isFirst);
        }

        output.Write("}"u8);
        return output.WrittenSpan.ToArray();
    }

    private static void WriteProperty(NodeCursor property, IReadOnlyDictionary<NodeCursor, string> resolved, ArrayBufferWriter<byte> output, ref bool isFirst)
    {
        if (!isFirst) output.Write(","u8);
        isFirst = false;
        // A FHIR name holds no character that JSON escapes; the validator has refused every other name.
        string name = property.Name;
        Span<byte> span = output.GetSpan(Encoding.UTF8.GetMaxByteCount(name.Length) + 3);
        span[0] = (byte)'"';
        int end = 1 + Encoding.UTF8.GetBytes(name, span[1..]);
        span[end] = (byte)'"';
        span[end + 1] = (byte)':';
        output.Advance(end + 2);
        WriteValue(property, resolved, output);
    }

    private static void WriteValue(NodeCursor value, IReadOnlyDictionary<NodeCursor, string> resolved, ArrayBufferWriter<byte> output)
    {
        bool isFirst = true;
        switch (value.Kind)
        {
            case NodeKind.Object:
                output.Write("{"u8);
                foreach (NodeCursor property in value) WriteProperty(property, resolved, output, ref isFirst);
                output.Write("}"u8);
                break;
            case NodeKind.Array:
                output.Write("["u8);
                foreach (NodeCursor item in value)
                {
                    if (!isFirst) output.Write(","u8);
                    isFirst = false;
                    WriteValue(item, resolved, output);
                }

                output.Write("]"u8);
                break;
            case NodeKind.String when resolved.TryGetValue(value, out string? reference):
                Encoding.UTF8.GetBytes($"\"{reference}\"", output);
                break;
            default:
                output.Write(value.RawBytes);
                break;
        }
    }
}
