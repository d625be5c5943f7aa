using System.Globalization;
using System.Text.Json.Nodes;
using Registry.Fhir.FhirPath;
using Registry.Fhir.Json;
using Registry.Fhir.Outcomes;
using Registry.Fhir.Validation;

namespace Registry.Fhir.Patching;

/// <summary>A list of operations whose places are FHIRPath expressions. https://hl7.org/fhir/R4/fhirpatch.html</summary>
internal sealed class FhirPathPatch : ResourcePatch
{
    private static readonly string[] Types = ["add", "insert", "delete", "replace", "move"];

    private readonly FhirPathModel _model;
    private readonly Operation[] _operations;

    private FhirPathPatch(FhirPathModel model, Operation[] operations)
    {
        _model = model;
        _operations = operations;
    }

    public override int Count => _operations.Length;

    public static FhirPathPatch? Read(ResourceDocument document, Validator validator, out Findings findings)
    {
        findings = [];
        // Bad JSON and bad Parameters are told as everywhere else.
        if (validator.Validate(document) is Verdict.Refused refused)
        {
            findings.AddRange(refused.Findings);
            return null;
        }

        NodeCursor root = document.Root;
        if (!root["resourceType"].ValueEquals("Parameters"))
        {
            findings.Add(Malformed(root, "The body is no Parameters.", "Send a FHIRPath Patch: Parameters with a parameter 'operation' for each change.").Finding);
            return null;
        }

        List<Operation> operations = [];
        foreach (NodeCursor parameter in root["parameter"])
        {
            try
            {
                if (operations.Count == Limits.PatchOperations)
                {
                    throw new PatchFault(
                        "patch-limit", "too-costly", string.Create(CultureInfo.InvariantCulture, $"The patch has {root["parameter"].Count} operations, and at most {Limits.PatchOperations} are taken."),
                        "Each of them costs a walk through the resource.", "Send the whole resource by PUT.");
                }

                operations.Add(Read(parameter, operations.Count + 1));
            }
            catch (PatchFault fault)
            {
                findings.Add(fault.Finding with { Line = parameter.Position.Line, Column = parameter.Position.Column });
                return null;
            }
        }

        return new FhirPathPatch(validator.Book.Model, [.. operations]);
    }

    private protected override void Apply(PatchTree tree)
    {
        // What one expression may take, all of them may together.
        int steps = Limits.FhirPathSteps;
        foreach (Operation operation in _operations)
        {
            byte[] text = tree.ToBytes();
            tree.Charge(text.Length);
            using ResourceDocument document = ResourceDocument.Parse(text, _model.Names);
            new FhirPathEdit(_model, tree, document, operation).Run(ref steps);
        }
    }

    private static Operation Read(NodeCursor parameter, int number)
    {
        if (!parameter["name"].ValueEquals("operation")) throw Malformed(parameter["name"], "A parameter of the patch is no operation.", "Send for each change a parameter with the name 'operation'.");
        Dictionary<string, NodeCursor> parts = new(StringComparer.Ordinal);
        foreach (NodeCursor part in parameter["part"])
        {
            string name = part["name"].AsString() ?? "";
            if (name is not ("type" or "path" or "name" or "value" or "index" or "source" or "destination"))
                throw Malformed(part["name"], "The operation has a part that FHIRPath Patch does not know.", "Send type, path, name, value, index, source and destination only.");
            if (!parts.TryAdd(name, part)) throw Malformed(part["name"], $"The operation has {name} twice.", "Send it once.");
        }

        string type = Text(parameter, parts, "type");
        if (!Types.Contains(type, StringComparer.Ordinal)) throw Malformed(parts["type"], "The operation has no type that FHIRPath Patch knows.", $"Send one of {string.Join(", ", Types)}.");
        if (type is "add" or "insert" or "replace" && !parts.ContainsKey("value")) throw Malformed(parameter, $"The operation {type} has no value.", "Send a part 'value' with value[x], or with parts of its own.");
        return new Operation(
            string.Create(CultureInfo.InvariantCulture, $"Operation {number} ({type})"),
            parameter.Expression,
            type,
            Text(parameter, parts, "path"),
            type is "add" ? Text(parameter, parts, "name") : null,
            parts.TryGetValue("value", out NodeCursor value) ? (JsonObject)JsonNode.Parse(value.RawBytes)! : null,
            type is "insert" ? Index(parameter, parts, "index") : 0,
            type is "move" ? Index(parameter, parts, "source") : 0,
            type is "move" ? Index(parameter, parts, "destination") : 0);
    }

    private static string Text(NodeCursor parameter, Dictionary<string, NodeCursor> parts, string name)
    {
        if (parts.TryGetValue(name, out NodeCursor part))
        {
            foreach (string property in (string[])["valueString", "valueCode"])
            {
                if (part[property].AsString() is { } text) return text;
            }
        }

        throw Malformed(part.Exists ? part : parameter, $"The operation has no {name}.", $"Send a part '{name}' with {(name == "type" ? "valueCode" : "valueString")}.");
    }

    private static int Index(NodeCursor parameter, Dictionary<string, NodeCursor> parts, string name)
    {
        if (parts.TryGetValue(name, out NodeCursor part))
        {
            foreach (string property in (string[])["valueInteger", "valueUnsignedInt", "valuePositiveInt"])
            {
                if (part[property].AsInteger() is { } number and >= 0 and <= int.MaxValue) return (int)number;
            }
        }

        throw Malformed(part.Exists ? part : parameter, $"The operation has no {name} from 0.", $"Send a part '{name}' with valueInteger, counted from 0.");
    }

    private static PatchFault Malformed(NodeCursor place, string message, string remedy) =>
        new("patch-syntax", "structure", message, "A FHIRPath Patch is written as https://hl7.org/fhir/R4/fhirpatch.html says.", remedy, place.Exists ? place.Expression : null);

    /// <summary>One change.</summary>
    /// <param name="Which">For messages.</param>
    /// <param name="Place">Where it stands in the Parameters.</param>
    /// <param name="Type">add, insert, delete, replace or move.</param>
    /// <param name="Path">FHIRPath.</param>
    /// <param name="Name">Of the element to add; null for all else.</param>
    /// <param name="Value">The part 'value' as JSON; null where it has none.</param>
    /// <param name="Index">Where to insert.</param>
    /// <param name="Source">What to move.</param>
    /// <param name="Destination">Where to move it.</param>
    internal sealed record Operation(string Which, string Place, string Type, string Path, string? Name, JsonObject? Value, int Index, int Source, int Destination)
    {
        /// <summary>Why it cannot be applied.</summary>
        public PatchFault Fault(string rule, string issueType, string message, string remedy) =>
            new(rule, issueType, $"{Which} cannot be applied: {message}", "Operations are applied one after another, all or none.", remedy, Place);
    }
}
