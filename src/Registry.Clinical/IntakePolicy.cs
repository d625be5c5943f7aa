using Registry.Clinical.Identity;

namespace Registry.Clinical;

/// <summary>What to do with something that the dataset does not take.</summary>
public enum IntakeChoice
{
    /// <summary>Refuse the submission and say why.</summary>
    Refuse,

    /// <summary>Remove it before anything is stored.</summary>
    Strip,

    /// <summary>Store it all the same.</summary>
    Keep,
}

/// <summary>How this installation takes in data: settings <c>Registry:Intake:*</c> and <c>Registry:TimeZone</c>.</summary>
public sealed record IntakePolicy
{
    /// <summary>Identifying content and foreign resources are refused; UTC; no pseudonym system is registered.</summary>
    public static IntakePolicy Default { get; } = new();

    /// <summary>
    /// What lies outside the dataset: a resource that no row of the dispatch table takes, a Patient without a pseudonym, and what a resource contains.
    /// <see cref="IntakeChoice.Refuse"/>, or <see cref="IntakeChoice.Keep"/>: stored as valid R4, without an event.
    /// </summary>
    public IntakeChoice OutsideDataset { get; init; } = IntakeChoice.Refuse;

    /// <summary>What tells who a person is, by datatype, in whatever resource and wherever in it.</summary>
    public IntakeChoice Identifying { get; init; } = IntakeChoice.Refuse;

    /// <summary>The systems in which a Patient's identifier is a pseudonym.</summary>
    public PseudonymSystems Pseudonyms { get; init; } = PseudonymSystems.Trial;

    /// <summary>Where FHIR asks for a time zone and the source gave none. No clinical date is ever shifted.</summary>
    public TimeZoneInfo TimeZone { get; init; } = TimeZoneInfo.Utc;

    /// <summary>The FHIR base under which clients know this server, without a trailing slash; null when unknown. Absolute URLs below it are read as relative.</summary>
    public string? BaseUrl { get; init; }

    /// <summary>Settings that cannot be honoured, one sentence each. The server does not start while there is one.</summary>
    public IReadOnlyList<string> Complaints()
    {
        List<string> complaints = [];
        if (OutsideDataset == IntakeChoice.Strip)
        {
            complaints.Add("Registry:Intake:OutsideDataset = Strip does not exist: a whole resource is refused or kept. Set it to Refuse or Keep.");
        }

        return complaints;
    }
}
