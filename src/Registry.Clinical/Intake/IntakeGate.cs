using Registry.Clinical.Dispatch;
using Registry.Clinical.Identity;
using Registry.Fhir.Definitions;
using Registry.Fhir.Json;
using Registry.Fhir.Outcomes;
using Registry.Fhir.Validation;

namespace Registry.Clinical.Intake;

/// <summary>The one way from a document to what may be stored: what tells who a person is, is found and dealt with as the policy says, and the rest is validated.</summary>
/// <remarks>
/// A document without such content is walked once and validated once. Otherwise the registry's profiles are held against the document without it, under
/// every policy: so nothing that was to go is quoted in a finding, and a profile's "no name" does not forbid what <see cref="IntakeChoice.Keep"/> allows.
/// Immutable, thread-safe. decisions/0021
/// </remarks>
public sealed class IntakeGate
{
    private readonly Validator _validator;
    private readonly DispatchTable _table;
    private readonly IntakePolicy _policy;
    private readonly OwnExtensions _extensions;

    /// <param name="validator">Over these definitions.</param>
    /// <param name="definitions">R4 and the registry's packages.</param>
    /// <param name="table">Chooses the profiles.</param>
    /// <param name="policy">The intake settings.</param>
    public IntakeGate(Validator validator, DefinitionSet definitions, DispatchTable table, IntakePolicy policy)
    {
        ArgumentNullException.ThrowIfNull(definitions);
        _validator = validator;
        _table = table;
        _policy = policy;
        _extensions = new OwnExtensions(definitions);
    }

    /// <summary>Judges a document.</summary>
    /// <param name="document">Any document, malformed ones included. It must outlive the verdict.</param>
    /// <param name="options">Of the validation.</param>
    /// <param name="further">Canonical URL of a profile that the outermost resource is held to as well; null for none.</param>
    /// <returns>The caller's to dispose of.</returns>
    public IntakeVerdict Judge(ResourceDocument document, ValidationOptions options, string? further = null)
    {
        ArgumentNullException.ThrowIfNull(document);
        ProfileSelector select = further is null ? Select : With(further);
        IdentifyingScan scan = new(_policy.Pseudonyms, _extensions);
        _validator.Visit(document, ref scan);
        if (scan.Found is not { } found) return Of(document, _validator.Validate(document, select, options), []);

        IdentifyingReport report = new(found, _policy.Identifying);
        if (!report.IsAnythingGone) return Of(document, _validator.Validate(document, select, options), report.Findings);
        ResourceDocument bare = document.Without(report.Gone);
        bool isBareStored = false;
        try
        {
            Verdict verdict = _validator.Validate(bare, select, options);
            if (_policy.Identifying == IntakeChoice.Keep) return JudgeKept(document, report, verdict, options);
            if (report.Findings.HasErrors || verdict is not Verdict.Accepted accepted)
            {
                return new IntakeVerdict.Refused(Joined(report.Findings, FindingsOf(verdict)), IsNotFhir(document, verdict, options));
            }

            isBareStored = true;
            return new IntakeVerdict.Admitted(accepted, Joined(report.Findings, accepted.Findings), document);
        }
        finally
        {
            if (!isBareStored) bare.Dispose();
        }
    }

    private ProfileSelector With(string further) => (resource, canonicals) =>
    {
        Select(resource, canonicals);
        if (!resource.Parent.Exists && !canonicals.Contains(further)) canonicals.Add(further);
    };

    /// <summary>Chooses the profile of a resource. A Patient that the dataset does not know is held to none where such are kept.</summary>
    private void Select(NodeCursor resource, ICollection<string> canonicals)
    {
        if (_policy.OutsideDataset == IntakeChoice.Keep && resource["resourceType"].ValueEquals("Patient") && !_policy.Pseudonyms.HasPseudonym(resource)) return;
        _table.Select(resource, canonicals);
    }

    // What is kept must be R4 as it stands; what a profile asks, it asks of what is left when the rest is gone.
    private IntakeVerdict JudgeKept(ResourceDocument document, IdentifyingReport report, Verdict bare, ValidationOptions options)
    {
        ResourceDocument kept = report.Rendered.Count == 0 ? document : document.Without(report.Rendered);
        bool isKept = false;
        try
        {
            Verdict whole = _validator.Validate(kept, select: null, options with { ChecksClaims = false });
            Findings findings = Joined(Joined(report.Findings, FindingsOf(whole)), FindingsOf(bare).Where(finding => finding.Authority == Authority.Profile));
            if (findings.HasErrors || whole is not Verdict.Accepted accepted) return new IntakeVerdict.Refused(findings, FindingsOf(whole).IsNotFhir);
            isKept = true;
            return new IntakeVerdict.Admitted(accepted, findings, document);
        }
        finally
        {
            if (!isKept && !ReferenceEquals(kept, document)) kept.Dispose();
        }
    }

    // R4 may ask for an element that had to go. That does not make the document no FHIR.
    private bool IsNotFhir(ResourceDocument document, Verdict bare, ValidationOptions options) =>
        FindingsOf(bare).IsNotFhir && FindingsOf(_validator.Validate(document, select: null, options with { ChecksClaims = false })).IsNotFhir;

    private static IntakeVerdict Of(ResourceDocument document, Verdict verdict, Findings told) => verdict switch
    {
        Verdict.Refused refused => new IntakeVerdict.Refused(Joined(told, refused.Findings), refused.IsNotFhir),
        Verdict.Accepted accepted => new IntakeVerdict.Admitted(accepted, Joined(told, accepted.Findings), document),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static Findings FindingsOf(Verdict verdict) => verdict switch
    {
        Verdict.Refused refused => refused.Findings,
        Verdict.Accepted accepted => accepted.Findings,
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static Findings Joined(Findings first, IEnumerable<Finding> second)
    {
        Findings joined = [];
        joined.AddRange(first);
        joined.AddRange(second);
        return joined;
    }
}
