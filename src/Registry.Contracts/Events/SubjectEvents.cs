namespace Registry.Contracts.Events;

/// <summary>A subject is in the registry: the first version of its Patient that permits <c>registry</c> was stored.</summary>
/// <remarks><see cref="EventHeader.Occurred"/> is the registry entry date: the date from which the subject is under observation.</remarks>
public sealed record SubjectEnrolled : IRegistryEvent
{
    /// <inheritdoc/>
    public required EventHeader Header { get; init; }

    /// <summary>Who the subject is, demographically.</summary>
    public required Demographics Demographics { get; init; }
}

/// <summary>The demographic facts of an enrolled subject changed.</summary>
public sealed record SubjectUpdated : IRegistryEvent
{
    /// <inheritdoc/>
    public required EventHeader Header { get; init; }

    /// <summary>The facts from now on.</summary>
    public required Demographics Demographics { get; init; }
}

/// <summary>What the registry keeps of a person: no name, no address, no pseudonym.</summary>
public sealed record Demographics
{
    /// <summary>Administrative gender: <c>male</c>, <c>female</c>, <c>other</c> or <c>unknown</c>.</summary>
    public required string Sex { get; init; }

    /// <summary>Date of birth, often only year and month.</summary>
    public required PartialDate BirthDate { get; init; }

    /// <summary>ISO 3166 country; null when not told.</summary>
    public required string? Country { get; init; }
}

/// <summary>A subject's decision on one scope of consent was recorded or changed. One fact per scope.</summary>
public sealed record ConsentChanged : IRegistryEvent
{
    /// <inheritdoc/>
    public required EventHeader Header { get; init; }

    /// <summary><c>registry</c>, <c>reuse</c>, <c>recontact</c> or <c>biosample</c>.</summary>
    public required string Scope { get; init; }

    /// <summary>True when permitted.</summary>
    public required bool IsPermitted { get; init; }

    /// <summary>Version of the policy that was agreed to.</summary>
    public required string? PolicyVersion { get; init; }
}

/// <summary>A subject withdrew consent to the registry: intake, publication and reports stop; the data stay under restriction.</summary>
public sealed record SubjectWithdrawn : IRegistryEvent
{
    /// <inheritdoc/>
    public required EventHeader Header { get; init; }
}

/// <summary>Two subjects were found to be one person: projections count the linked set once.</summary>
public sealed record SubjectsLinked : IRegistryEvent
{
    /// <inheritdoc/>
    public required EventHeader Header { get; init; }

    /// <summary>The other subject of the pair.</summary>
    public required SubjectId Other { get; init; }
}

/// <summary>A link between two subjects was found to be wrong.</summary>
public sealed record SubjectsUnlinked : IRegistryEvent
{
    /// <inheritdoc/>
    public required EventHeader Header { get; init; }

    /// <summary>The other subject of the pair.</summary>
    public required SubjectId Other { get; init; }
}

/// <summary>All that the registry held of a subject was erased. Its events keep their places and types, and tell nothing any more (<see cref="EventWithheld"/>); nothing is taken under it again.</summary>
/// <remarks>Whoever keeps anything of the subject deletes it, in every version and copy.</remarks>
public sealed record SubjectErased : IRegistryEvent
{
    /// <inheritdoc/>
    public required EventHeader Header { get; init; }

    /// <summary>Sequences of events about others that named what was erased, such as a finding over two linked subjects: they are withheld now too, and what was built from them goes. Empty as a rule.</summary>
    public required IReadOnlyList<long> Overwritten { get; init; }
}
