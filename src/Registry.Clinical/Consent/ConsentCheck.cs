using Registry.Clinical.Decisions;
using Registry.Clinical.Events;
using Registry.Fhir.Json;

namespace Registry.Clinical.Consent;

/// <summary>What a Patient's consent makes of its subject.</summary>
internal static class ConsentCheck
{
    /// <summary>Sets where the subject will stand, and objects to a decision that went missing.</summary>
    public static void Apply(Target patient, SubjectWork subject, RegistryCodes codes, Objections objections)
    {
        if (patient.IsDelete)
        {
            // Without its Patient a subject has no consent to rest on; that it was withdrawn is not forgotten.
            if (subject.Status == SubjectStatus.Enrolled) subject.Status = SubjectStatus.Pending;
            return;
        }

        IReadOnlyList<ConsentDecision> decisions = ConsentDecision.Read(patient.Entry.Resource, codes);
        bool? isPermitted = decisions.FirstOrDefault(decision => decision.Scope is ConsentDecision.RegistryScope)?.IsPermitted;
        if (isPermitted is null) ObjectMissing(patient.Entry.Resource, ConsentDecision.RegistryScope, objections);
        ObjectLost(patient, decisions, codes, objections);
        subject.Status = (isPermitted, subject.Status) switch
        {
            (true, _) => SubjectStatus.Enrolled,
            (false, SubjectStatus.Enrolled) => SubjectStatus.Withdrawn,
            _ => subject.Status,
        };
    }

    private static void ObjectLost(Target patient, IReadOnlyList<ConsentDecision> decisions, RegistryCodes codes, Objections objections)
    {
        if (patient.Current is not { IsDeleted: false } current) return;
        using ResourceDocument before = ResourceDocument.Parse(current.Content);
        foreach (ConsentDecision lost in ConsentDecision.Read(before.Root, codes))
        {
            if (lost.Scope is ConsentDecision.RegistryScope || decisions.Any(decision => string.Equals(decision.Scope, lost.Scope, StringComparison.Ordinal))) continue;
            ObjectMissing(patient.Entry.Resource, lost.Scope, objections);
        }
    }

    private static void ObjectMissing(NodeCursor patient, string scope, Objections objections) => objections.Add(
        RefusalKind.Unprocessable,
        patient["extension"].Exists ? patient["extension"] : patient,
        "consent-missing",
        "business-rule",
        $"No decision on the consent scope '{scope}' is sent.",
        "What is absent is never read as a withdrawal, so every scope that was decided is sent again.",
        $"Send the extension registry-consent for '{scope}' again as it stood, or with decision 'deny' if the person has withdrawn it.");
}
