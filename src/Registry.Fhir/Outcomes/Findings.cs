using System.Collections;

namespace Registry.Fhir.Outcomes;

/// <summary>Findings in the order in which they were met. Not thread-safe while it is written.</summary>
public sealed class Findings : IReadOnlyList<Finding>
{
    private readonly List<Finding> _items = [];
    private bool _isUncounted;

    /// <summary>True when at least one finding refuses the resource.</summary>
    public bool HasErrors { get; private set; }

    /// <summary>True when at least one error says that the content is not FHIR at all (400), rather than against a profile or rule (422).</summary>
    public bool IsNotFhir { get; private set; }

    /// <summary>True when <see cref="Limits.Findings"/> are held: what is added now is counted, not kept.</summary>
    public bool IsFull => _isUncounted || _items.Count >= Limits.Findings;

    /// <summary>How many were added beyond <see cref="Limits.Findings"/>.</summary>
    public int Omitted { get; private set; }

    /// <inheritdoc/>
    public int Count => _items.Count;

    /// <inheritdoc/>
    public Finding this[int index] => _items[index];

    /// <summary>Adds one finding; beyond the limit only its severity and authority are taken note of.</summary>
    public void Add(Finding finding)
    {
        ArgumentNullException.ThrowIfNull(finding);
        if (IsFull)
        {
            Omit(finding.Severity, finding.Authority);
            return;
        }

        _items.Add(finding);
        TakeNote(finding.Severity, finding.Authority);
    }

    /// <summary>Adds findings in their order.</summary>
    public void AddRange(IEnumerable<Finding> findings)
    {
        ArgumentNullException.ThrowIfNull(findings);
        foreach (Finding finding in findings) Add(finding);
        if (findings is Findings { Omitted: > 0 } others)
        {
            Omitted += others.Omitted;
            HasErrors |= others.HasErrors;
            IsNotFhir |= others.IsNotFhir;
        }
    }

    /// <inheritdoc/>
    public IEnumerator<Finding> GetEnumerator() => _items.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Findings of which only the gravest severity matters, so that none is worded or kept.</summary>
    internal static Findings Uncounted() => new() { _isUncounted = true };

    /// <summary>Makes findings that keep nothing ready for the next use.</summary>
    internal void Forget() => (HasErrors, IsNotFhir, Omitted) = (false, false, 0);

    // A finding over the limit need not be rendered at all: a hostile document holds a million of them.
    internal void Omit(Severity severity, Authority authority)
    {
        Omitted++;
        TakeNote(severity, authority);
    }

    private void TakeNote(Severity severity, Authority authority)
    {
        bool isError = severity >= Severity.Error;
        HasErrors |= isError;
        IsNotFhir |= isError && (authority is Authority.Json or Authority.Base);
    }
}
