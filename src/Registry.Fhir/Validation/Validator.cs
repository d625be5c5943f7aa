using Registry.Fhir.Definitions;
using Registry.Fhir.Json;
using Registry.Fhir.Outcomes;
using Registry.Fhir.Profiles;

namespace Registry.Fhir.Validation;

/// <summary>Decides by content which profiles a resource must meet, beside those that it claims in meta.profile.</summary>
/// <param name="resource">The outermost resource, or the resource of a bundle's entry. Contained resources are not asked about.</param>
/// <param name="canonicals">Where to add canonical URLs of profiles that the definition set holds.</param>
public delegate void ProfileSelector(NodeCursor resource, ICollection<string> canonicals);

/// <summary>Checks documents against the base definitions of R4 and against profiles. Immutable, thread-safe; make one and keep it.</summary>
/// <remarks>
/// https://hl7.org/fhir/R4/validation.html . Structure, cardinality, primitive formats, bindings, fixed and pattern values, slices, extensions,
/// references, invariants. A valid resource costs no allocation per element.
/// </remarks>
public sealed class Validator
{
    private readonly RuleBook _book;

    /// <param name="definitions">R4 core and the packages to check against.</param>
    /// <exception cref="ProfileException">A profile of a package cannot be compiled; the message names it.</exception>
    public Validator(DefinitionSet definitions)
    {
        ArgumentNullException.ThrowIfNull(definitions);
        _book = new RuleBook(definitions);
    }

    /// <summary>The property names that it knows. A document that was parsed with them is validated without looking them up again.</summary>
    public ElementNames Names => _book.Names;

    /// <summary>The rules of every type and profile.</summary>
    internal RuleBook Book => _book;

    /// <summary>Parts of profiles that cannot be checked, such as a target profile that is not held or an invariant without an expression.</summary>
    public IReadOnlyList<UncheckedRule> UncheckedRules => [.. _book.Unchecked];

    /// <summary>Whether an element belongs to a slice of a profile: what <c>slice()</c> of FHIRPath asks. https://hl7.org/fhir/R4/fhirpath.html#functions</summary>
    /// <param name="place">An element of a document that was parsed with <see cref="Names"/>.</param>
    /// <param name="canonical">Canonical URL of the profile.</param>
    /// <param name="name">Name of the slice.</param>
    /// <returns>Null when the profile is not held, or has no slice of this name.</returns>
    public bool? IsOfSlice(NodeCursor place, string canonical, string name)
    {
        ArgumentNullException.ThrowIfNull(canonical);
        ArgumentNullException.ThrowIfNull(name);
        if (place.Document is not { } document) return false;
        using RunState state = new(_book, document, ValidationOptions.Default);
        return ResourceCheck.IsOfSlice(_book, document, state, ValidationOptions.Default, place, canonical, name);
    }

    /// <summary>Checks a document.</summary>
    /// <param name="document">Any document, malformed ones included.</param>
    /// <param name="select">Which profiles apply beside the claimed ones; null for none.</param>
    /// <param name="options">Null for <see cref="ValidationOptions.Default"/>.</param>
    /// <returns>Every finding up to <see cref="Limits.Findings"/>.</returns>
    /// <exception cref="InvalidOperationException"><paramref name="select"/> named a profile that is not held or cannot be checked.</exception>
    public Verdict Validate(ResourceDocument document, ProfileSelector? select = null, ValidationOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(document);
        Findings findings = [];
        if (document.HasFindings) findings.AddRange(document.Findings);
        if (document.Root.Kind == NodeKind.Object)
        {
            document.Renumber(_book.Names);
            ResourceCheck check = new(_book, document, findings, select, options ?? ValidationOptions.Default);
            check.Run();
        }

        return findings.HasErrors ? new Verdict.Refused(findings) : new Verdict.Accepted(document, findings);
    }

    /// <summary>Leads a visitor over the values of a document by their datatypes, contained resources and extensions included. Nothing is validated.</summary>
    /// <param name="document">A document without findings of its own; of any other nothing is shown.</param>
    /// <param name="visitor">Who is led; a struct costs no allocation.</param>
    public void Visit<TVisitor>(ResourceDocument document, ref TVisitor visitor)
        where TVisitor : IDatatypeVisitor
    {
        ArgumentNullException.ThrowIfNull(document);
        if (document.HasFindings || document.Root.Kind != NodeKind.Object) return;
        document.Renumber(_book.Names);
        new DatatypeWalk<TVisitor>(_book, document, ref visitor).Run();
    }
}
