using Registry.Fhir.Json;
using Registry.Fhir.Outcomes;

namespace Registry.Clinical;

/// <summary>Why a submission is not taken, in the order of what the sender has to mend first; the server turns it into a status.</summary>
public enum RefusalKind
{
    /// <summary>The request contradicts itself, such as an id in the URL that is not the resource's: 400.</summary>
    BadRequest,

    /// <summary>It writes what is only read here: 405.</summary>
    ReadOnly,

    /// <summary>It touches another site's resource: 403.</summary>
    Forbidden,

    /// <summary>There is nothing to patch: 404.</summary>
    NotFound,

    /// <summary>The subject was erased, or what is to be patched was deleted: 410.</summary>
    Gone,

    /// <summary>An id or identifier is taken, or something still hangs on what is deleted: 409.</summary>
    Conflict,

    /// <summary>The current version is not one that If-Match names, or a condition is met by several resources: 412.</summary>
    PreconditionFailed,

    /// <summary>It breaks a rule of this registry, or asks for what is not supported: 422.</summary>
    Unprocessable,
}

/// <summary>A submission that is not taken; nothing of it is stored.</summary>
/// <param name="Kind">The first in order of all that stands against it.</param>
/// <param name="Findings">Every reason, with place and remedy.</param>
public sealed record Refusal(RefusalKind Kind, Findings Findings);

/// <summary>Gathers what stands against a submission.</summary>
internal sealed class Objections
{
    private RefusalKind _kind = RefusalKind.Unprocessable;

    public Findings Findings { get; } = [];

    public bool Any => Findings.Count > 0;

    public void Add(RefusalKind kind, NodeCursor place, string rule, string issueType, string message, string reason, string remedy)
    {
        if (!Any || kind < _kind) _kind = kind;
        if (Findings.Count < Limits.Findings) Findings.Add(RuleFinding.At(place, Severity.Error, rule, issueType, message, reason, remedy));
    }

    public Refusal ToRefusal() => new(_kind, Findings);
}

internal static class RuleFinding
{
    public static Finding At(NodeCursor place, Severity severity, string rule, string issueType, string message, string reason, string remedy) => new()
    {
        Severity = severity,
        Authority = Authority.Rule,
        IssueType = issueType,
        Rule = rule,
        Message = message,
        Reason = reason,
        Remedy = remedy,
        Expression = place.Exists ? place.Expression : null,
        Line = place.Position.Line,
        Column = place.Position.Column,
    };
}
