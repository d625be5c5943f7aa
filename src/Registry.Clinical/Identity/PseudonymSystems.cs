using Registry.Fhir.Json;

namespace Registry.Clinical.Identity;

/// <summary>The systems in which hospitals name their subjects for the registry: setting <c>Registry:Intake:PseudonymSystems</c>.</summary>
/// <remarks>An identifier of no such system may be a number by which others know the person; decisions/0021.</remarks>
public sealed class PseudonymSystems
{
    /// <summary>The system of the README's bundles.</summary>
    public const string OfExamples = "https://hospital.example.org/registry-pseudonym";

    private readonly string[] _systems;

    private PseudonymSystems(IEnumerable<string> systems, bool takesOthers)
    {
        _systems = [.. systems.Distinct(StringComparer.Ordinal)];
        TakesOthers = takesOthers;
    }

    /// <summary>Nothing is registered, as on a server that is only being tried: other systems are taken, and each answer says so.</summary>
    public static PseudonymSystems Trial { get; } = new([OfExamples], takesOthers: true);

    /// <summary>True when a system that is not registered is taken, with a warning.</summary>
    public bool TakesOthers { get; }

    /// <summary>These systems and no others.</summary>
    /// <exception cref="ArgumentException">One of them is no absolute URI, or numbers persons; the message says which and why.</exception>
    public static PseudonymSystems Registered(IReadOnlyCollection<string> systems)
    {
        ArgumentNullException.ThrowIfNull(systems);
        foreach (string system in systems)
        {
            if (!Uri.TryCreate(system, UriKind.Absolute, out _)) throw new ArgumentException($"'{system}' is no absolute URI", nameof(systems));
            if (PersonNumbers.IsKnown(system)) throw new ArgumentException($"'{system}' is the system of a national number, which is no pseudonym", nameof(systems));
        }

        return new PseudonymSystems(systems, takesOthers: false);
    }

    /// <summary>Whether the system of an Identifier is registered.</summary>
    public bool IsRegistered(NodeCursor identifier)
    {
        NodeCursor system = identifier["system"];
        foreach (string registered in _systems)
        {
            if (system.ValueEquals(registered)) return true;
        }

        return false;
    }

    /// <summary>Whether a resource has an identifier that is a pseudonym: it is what makes a Patient a subject of the dataset.</summary>
    public bool HasPseudonym(NodeCursor resource)
    {
        foreach (NodeCursor identifier in resource["identifier"])
        {
            if (identifier["value"].Exists && !PersonNumbers.IsOne(identifier) && (IsRegistered(identifier) || (TakesOthers && identifier["system"].Exists))) return true;
        }

        return false;
    }

    /// <summary>The same for what a stored resource holds.</summary>
    internal bool HasPseudonym(IReadOnlyList<IdentifierKey> identifiers) =>
        identifiers.Any(identifier => Array.IndexOf(_systems, identifier.System) >= 0 || (TakesOthers && !PersonNumbers.IsKnown(identifier.System)));
}
