using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Registry.Fhir.Outcomes;

namespace Registry.Fhir.Patching;

/// <summary>A list of operations on JSON. https://www.rfc-editor.org/rfc/rfc6902</summary>
internal sealed class JsonPatch : ResourcePatch
{
    private static readonly string[] Names = ["add", "remove", "replace", "move", "copy", "test"];

    private readonly Operation[] _operations;

    private JsonPatch(Operation[] operations) => _operations = operations;

    public override int Count => _operations.Length;

    public static JsonPatch? Read(ReadOnlyMemory<byte> utf8, out Findings findings)
    {
        findings = [];
        try
        {
            if (PatchTree.Parse(utf8) is not JsonArray list) throw Malformed("The body is no JSON Patch: it is no list.", "Send a JSON array of operations, each an object with op and path.");
            if (list.Count > Limits.PatchOperations)
            {
                throw new PatchFault(
                    "patch-limit", "too-costly", string.Create(CultureInfo.InvariantCulture, $"The patch has {list.Count} operations, and at most {Limits.PatchOperations} are taken."),
                    "Each of them costs a walk through the resource.", "Send the whole resource by PUT.");
            }

            return new JsonPatch([.. list.Select((item, index) => Read(item, index + 1))]);
        }
        catch (JsonException fault)
        {
            findings.Add(new PatchFault("patch-syntax", "structure", "The body is no JSON, is nested too deeply, or names a property twice.", "An operation must have one meaning.", "Send a JSON array of operations, each an object with op and path.").Finding
                with
            { Line = (int)(fault.LineNumber + 1 ?? 0), Column = (int)(fault.BytePositionInLine + 1 ?? 0) });
        }
        catch (PatchFault fault)
        {
            findings.Add(fault.Finding);
        }

        return null;
    }

    private protected override void Apply(PatchTree tree)
    {
        foreach (Operation operation in _operations) Apply(tree, operation);
    }

    private static Operation Read(JsonNode? item, int number)
    {
        string which = string.Create(CultureInfo.InvariantCulture, $"Operation {number}");
        if (item is not JsonObject operation) throw Malformed($"{which} is no object.", "Send for each operation an object with op and path.");
        if (TextOf(operation, "op") is not { } op || !Names.Contains(op, StringComparer.Ordinal)) throw Malformed($"{which} has no op that JSON Patch knows.", $"Send one of {string.Join(", ", Names)}.");
        JsonPointer path = Pointer(operation, "path", $"{which} ({op})");
        JsonPointer? from = op is "move" or "copy" ? Pointer(operation, "from", $"{which} ({op})") : null;
        if (op is "add" or "replace" or "test" && !operation.ContainsKey("value")) throw Malformed($"{which} ({op}) has no value.", "Send the value; null stands for JSON's null.");
        return new Operation($"{which} ({op})", op, path, from, operation["value"]?.DeepClone());
    }

    private static JsonPointer Pointer(JsonObject operation, string name, string which)
    {
        if (TextOf(operation, name) is not { } text) throw Malformed($"{which} has no {name}.", $"Send {name} as a JSON Pointer, such as /name/0/family.");
        return JsonPointer.Read(text) ?? throw Malformed($"The {name} of {which[..1].ToLowerInvariant()}{which[1..]} is no JSON Pointer.", "A pointer is empty or begins with a slash; ~0 stands for a tilde and ~1 for a slash in a name.");
    }

    private static string? TextOf(JsonObject operation, string name) => operation[name] is JsonValue value && value.TryGetValue(out string? text) ? text : null;

    private static void Apply(PatchTree tree, Operation operation)
    {
        switch (operation.Op)
        {
            case "add":
                Add(tree, operation, operation.Value?.DeepClone());
                break;
            case "remove":
                if (!operation.Path.TryTake(tree, out _)) throw NotThere(operation, "path");
                break;
            case "replace":
                tree.Charge(operation.Value, operation.Path.Depth);
                if (!operation.Path.TryReplace(tree, operation.Value?.DeepClone())) throw NotThere(operation, "path");
                break;
            case "move":
                if (operation.From!.IsAbove(operation.Path)) throw Fault(operation, "patch-path", "invalid", "would move a value into itself", "Name a path that lies outside of from.");
                if (!operation.From.TryFind(tree.Root, out _)) throw NotThere(operation, "from");
                if (operation.From.IsSame(operation.Path)) break;
                operation.From.TryTake(tree, out JsonNode? moved);
                Add(tree, operation, moved);
                break;
            case "copy":
                if (!operation.From!.TryFind(tree.Root, out JsonNode? copied)) throw NotThere(operation, "from");
                tree.Charge(copied, operation.Path.Depth);
                Add(tree, operation, copied?.DeepClone());
                break;
            default:
                Test(tree, operation);
                break;
        }
    }

    private static void Add(PatchTree tree, Operation operation, JsonNode? value)
    {
        tree.Charge(value, operation.Path.Depth);
        if (operation.Path.Add(tree, value) is { } problem) throw Fault(operation, "patch-path", "not-found", $"cannot be applied: {problem}", "Read the current version and name a place that it has; /list/- names the end of a list.");
    }

    private static void Test(PatchTree tree, Operation operation)
    {
        if (operation.Path.TryFind(tree.Root, out JsonNode? found) && JsonNode.DeepEquals(found, operation.Value)) return;
        throw new PatchFault(
            "patch-test", "conflict", $"{operation.Which} does not hold of the current version.", "The sender rests the patch on something that is not so, or is so no more.", "Read the current version, and send a patch that fits it.");
    }

    private static PatchFault NotThere(Operation operation, string name) =>
        Fault(operation, "patch-path", "not-found", $"cannot be applied: nothing stands where its {name} points", "Read the current version and name a place that it has.");

    private static PatchFault Fault(Operation operation, string rule, string issueType, string message, string remedy) =>
        new(rule, issueType, $"{operation.Which} {message}.", "Operations are applied one after another, all or none.", remedy);

    private static PatchFault Malformed(string message, string remedy) => new("patch-syntax", "structure", message, "A JSON Patch is what RFC 6902 says.", remedy);

    private sealed record Operation(string Which, string Op, JsonPointer Path, JsonPointer? From, JsonNode? Value);
}
