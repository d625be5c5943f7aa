using System.Collections;

namespace Registry.Fhir.Outcomes;

/// <summary>Findings in the order in which they were met. Not thread-safe while it is written.</summary>
public sealed class Findings : IReadOnlyList<Finding>
{
    private readonly List<Finding> _items = [];

    /// <summary>True when at least one finding refuses the resource.</summary>
    public bool HasErrors { get; private set; }

    /// <summary>True when at least one error says that the content is not FHIR at all (400), rather than against a profile or rule (422).</summary>
    public bool IsNotFhir { get; private set; }

    /// <inheritdoc/>
    public int Count => _items.Count;

    /// <inheritdoc/>
    public Finding this[int index] => _items[index];

    /// <summary>Adds one finding.</summary>
    public void Add(Finding finding)
    {
        ArgumentNullException.ThrowIfNull(finding);
        _items.Add(finding);
        HasErrors |= finding.IsError;
        IsNotFhir |= finding is { IsError: true, Authority: Authority.Json or Authority.Base };
    }

    /// <summary>Adds findings in their order.</summary>
    public void AddRange(IEnumerable<Finding> findings)
    {
        ArgumentNullException.ThrowIfNull(findings);
        foreach (Finding finding in findings) Add(finding);
    }

    /// <inheritdoc/>
    public IEnumerator<Finding> GetEnumerator() => _items.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
