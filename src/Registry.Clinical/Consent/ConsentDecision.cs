using Registry.Clinical.Events;
using Registry.Contracts.Events;
using Registry.Fhir.Json;

namespace Registry.Clinical.Consent;

/// <summary>What a subject decided on one scope, as it stands.</summary>
/// <param name="Scope"><c>registry</c>, <c>reuse</c>, <c>recontact</c> or <c>biosample</c>.</param>
/// <param name="IsPermitted">True when permitted.</param>
/// <param name="Date">When it was decided; null when the extension says only that the date is absent.</param>
/// <param name="PolicyVersion">Version of the policy that was shown.</param>
/// <param name="Place">The extension in the Patient.</param>
internal sealed record ConsentDecision(string Scope, bool IsPermitted, PartialDate? Date, string? PolicyVersion, NodeCursor Place)
{
    /// <summary>The scope without which nothing of a subject is kept.</summary>
    public const string RegistryScope = "registry";

    /// <summary>The decision that stands on each scope, in the order in which the scopes first occur.</summary>
    /// <remarks>
    /// A Patient keeps earlier decisions beside later ones. The later date stands; where the dates leave it open, as 2024 and 2024-05 do,
    /// the one further down stands, because a source adds its decisions at the end.
    /// </remarks>
    public static IReadOnlyList<ConsentDecision> Read(NodeCursor patient, RegistryCodes codes)
    {
        List<ConsentDecision> standing = [];
        foreach (NodeCursor extension in patient["extension"])
        {
            if (!extension["url"].ValueEquals(codes.ConsentExtension)) continue;
            ConsentDecision decision = ReadOne(extension);
            int before = standing.FindIndex(other => string.Equals(other.Scope, decision.Scope, StringComparison.Ordinal));
            if (before < 0) standing.Add(decision);
            else if (!IsCertainlyEarlier(decision, standing[before])) standing[before] = decision;
        }

        return standing;
    }

    private static bool IsCertainlyEarlier(ConsentDecision one, ConsentDecision other) =>
        one.Date is { } first && other.Date is { } second && first.Latest < second.Earliest;

    private static ConsentDecision ReadOne(NodeCursor extension)
    {
        string scope = "";
        bool isPermitted = false;
        PartialDate? date = null;
        string? policyVersion = null;
        foreach (NodeCursor part in extension["extension"])
        {
            switch (part["url"].AsString())
            {
                case "scope": scope = part["valueCode"].AsString() ?? ""; break;
                case "decision": isPermitted = part["valueCode"].ValueEquals("permit"); break;
                case "date": date = ClinicalDate.Read(part["valueDate"]); break;
                case "policyVersion": policyVersion = part["valueString"].AsString(); break;
            }
        }

        return new ConsentDecision(scope, isPermitted, date, policyVersion, extension);
    }
}
