using Registry.Fhir.Json;

namespace Registry.Clinical.Identity;

/// <summary>
/// Places where a name travels although the profiles forbid Patient.name: they bind the elements of the resource itself, not what it
/// contains, quotes or renders.
/// </summary>
internal static class IdentifyingCheck
{
    private const string Rule = "identifying";

    public static void Apply(NodeCursor resource, Objections objections)
    {
        if (resource["contained"].Exists)
        {
            Object(resource["contained"], "The resource contains others.", "A contained resource is not held to the registry's profiles, and people are often sent so.",
                "Leave contained out; name people, places and samples by identifier only.");
        }

        foreach (string element in (ReadOnlySpan<string>)["subject", "patient"])
        {
            if (resource[element]["display"] is { Exists: true } display)
            {
                Object(display, "A reference to a Patient has a display.", "It is usually the person's name, and the registry keeps pseudonyms only.", "Leave display out; the reference is enough.");
            }
        }

        if (resource["resourceType"].ValueEquals("Patient") && resource["text"] is { Exists: true } narrative)
        {
            Object(narrative, "A Patient has a narrative.", "It is usually rendered with name and address, and the registry keeps pseudonyms only.", "Leave text out.");
        }

        void Object(NodeCursor place, string message, string reason, string remedy) => objections.Add(RefusalKind.Unprocessable, place, Rule, "business-rule", message, reason, remedy);
    }
}
