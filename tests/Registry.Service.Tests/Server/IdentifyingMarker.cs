using System.Text.Json.Nodes;

namespace Registry.Service.Tests.Server;

/// <summary>Puts a marker into a bundle as something that tells who a person is: any of the datatypes, at any place where it may stand.</summary>
internal static class IdentifyingMarker
{
    private static readonly string[] Unextended = ["id", "url", "resourceType", "div"];

    /// <summary>Changes the bundle so that it is valid R4 still.</summary>
    /// <returns>Where and as what, for the message of a failure.</returns>
    public static string Insert(JsonNode bundle, string marker, Random random)
    {
        JsonArray entries = bundle["entry"]!.AsArray();
        int entry = random.Next(entries.Count);
        JsonObject resource = entries[entry]!["resource"]!.AsObject();
        (string what, bool isDone) = random.Next(3) == 0 ? Element(resource, marker, random) : ("", false);
        return $"entry {entry}: {(isDone ? what : Extension(resource, marker, random))}";
    }

    // Elements of R4 that have such a datatype.
    private static (string What, bool IsDone) Element(JsonObject resource, string marker, Random random)
    {
        bool isPatient = resource["resourceType"]!.GetValue<string>() == "Patient";
        (string Name, string Json)[] elements = isPatient
            ?
            [
                ("name", """[{"given":["Erika"],"_family":{"extension":[{"url":"http://example.org/x","valueCode":"y"}]},"family":"%M%"}]"""),
                ("telecom", """[{"system":"email","value":"%M%@example.org"}]"""),
                ("photo", """[{"contentType":"image/png","title":"%M%"}]"""),
                ("contact", """[{"gender":"female","name":{"text":"%M%"}}]"""),
                ("address", """[{"country":"SE","line":["1","%M%"]},{"text":"%M%"}]"""),
                ("identifier", """[{"system":"https://hospital.example.org/registry-pseudonym","value":"KEPT","assigner":{"display":"%M%"}},{"system":"https://hospital.example.org/mrn","value":"%M%"}]"""),
                ("text", """{"status":"additional","div":"<div xmlns=\"http://www.w3.org/1999/xhtml\">%M%</div>"}"""),
            ]
            :
            [
                ("note", """[{"text":"%M%"}]"""),
                ("encounter", """{"identifier":{"system":"https://hospital.example.org/visit","value":"1"},"display":"%M%"}"""),
                ("text", """{"status":"additional","div":"<div xmlns=\"http://www.w3.org/1999/xhtml\">%M%</div>"}"""),
                ("subject", """{"reference":"%S%","display":"%M%","_display":{"extension":[{"url":"http://example.org/x","valueString":"%M%"}]}}"""),
                ("subject", """{"reference":"%S%","identifier":{"type":{"coding":[{"code":"SS"}]},"value":"%M%"}}"""),
            ];
        (string name, string json) = elements[random.Next(elements.Length)];
        JsonNode value = JsonNode.Parse(json.Replace("%M%", marker, StringComparison.Ordinal).Replace("%S%", resource["subject"]?["reference"]?.ToString(), StringComparison.Ordinal))!;
        // What identifies the record stays what it was.
        if (name is "identifier") value[0]!["value"] = resource["identifier"]![0]!["value"]!.GetValue<string>();
        resource[name] = value;
        return (name, true);
    }

    // An extension may stand in every element, and beside every primitive.
    private static string Extension(JsonObject resource, string marker, Random random)
    {
        List<JsonObject> holders = [];
        Collect(resource, isExtension: false, holders);
        JsonObject holder = holders[random.Next(holders.Count)];
        (string value, string json) = Value(random);
        JsonObject extension = new() { ["url"] = "http://example.org/x", [value] = JsonNode.Parse(json.Replace("%M%", marker, StringComparison.Ordinal)) };
        if (random.Next(4) == 0) extension = new JsonObject { ["url"] = "http://example.org/deep", ["extension"] = new JsonArray(extension) };
        string[] primitives = [.. holder.Where(pair => pair.Value is JsonValue && !Unextended.Contains(pair.Key, StringComparer.Ordinal)).Select(pair => pair.Key)];
        string place = holder.GetPath();
        if (primitives.Length > 0 && random.Next(3) == 0)
        {
            string primitive = primitives[random.Next(primitives.Length)];
            holder["_" + primitive] = new JsonObject { ["extension"] = new JsonArray(extension) };
            return $"{place}._{primitive}: {value}";
        }

        if (holder["extension"] is JsonArray extensions) extensions.Add(extension);
        else holder["extension"] = new JsonArray(extension);
        return $"{place}: {value}";
    }

    private static void Collect(JsonObject node, bool isExtension, List<JsonObject> holders)
    {
        // An extension has a value or extensions, never both (ext-1), and the registry's own have their parts.
        if (!isExtension) holders.Add(node);
        foreach ((string name, JsonNode? child) in node)
        {
            bool isExtended = name is "extension" or "modifierExtension";
            if (child is JsonObject one) Collect(one, isExtended, holders);
            if (child is not JsonArray items) continue;
            foreach (JsonObject item in items.OfType<JsonObject>()) Collect(item, isExtended, holders);
        }
    }

    private static (string Name, string Json) Value(Random random)
    {
        (string, string)[] values =
        [
            ("valueHumanName", """{"family":"%M%"}"""),
            ("valueContactPoint", """{"system":"phone","value":"%M%"}"""),
            ("valueAddress", """{"country":"SE","city":"%M%"}"""),
            ("valueAttachment", """{"title":"%M%"}"""),
            ("valueAnnotation", """{"text":"%M%"}"""),
            ("valueSignature", """{"type":[{"system":"urn:iso-astm:E1762-95:2013","code":"1.2.840.10065.1.12.1.1"}],"when":"2026-01-05T09:00:00Z","who":{"display":"%M%"}}"""),
            ("valueReference", """{"identifier":{"system":"https://hospital.example.org/visit","value":"%M%"}}"""),
            ("valueReference", """{"type":"Organization","display":"%M%"}"""),
            ("valueIdentifier", """{"system":"https://hospital.example.org/mrn","value":"%M%"}"""),
            ("valueContactDetail", """{"name":"%M%"}"""),
            ("valueString", "\"%M%\""),
            ("valueMarkdown", "\"%M%\""),
            ("valueUri", "\"mailto:%M%@example.org\""),
            ("valueCodeableConcept", """{"text":"%M%"}"""),
        ];
        return values[random.Next(values.Length)];
    }
}
