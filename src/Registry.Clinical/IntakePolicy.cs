namespace Registry.Clinical;

/// <summary>What to do with something that the dataset does not take.</summary>
public enum IntakeChoice
{
    /// <summary>Refuse the submission and say why.</summary>
    Refuse,

    /// <summary>Remove it before it is stored.</summary>
    Strip,

    /// <summary>Store it all the same.</summary>
    Keep,
}

/// <summary>How this installation takes in data: settings <c>Registry:Intake:*</c> and <c>Registry:TimeZone</c>.</summary>
public sealed record IntakePolicy
{
    /// <summary>Names and foreign resources are refused; UTC.</summary>
    public static IntakePolicy Default { get; } = new();

    /// <summary>A resource that no row of the dispatch table takes: <see cref="IntakeChoice.Refuse"/>, or <see cref="IntakeChoice.Keep"/> if it is about a subject.</summary>
    public IntakeChoice OutsideDataset { get; init; } = IntakeChoice.Refuse;

    /// <summary>Names and other identifying elements: only <see cref="IntakeChoice.Refuse"/> is built; the profiles forbid them.</summary>
    public IntakeChoice Identifying { get; init; } = IntakeChoice.Refuse;

    /// <summary>Where FHIR asks for a time zone and the source gave none. No clinical date is ever shifted.</summary>
    public TimeZoneInfo TimeZone { get; init; } = TimeZoneInfo.Utc;

    /// <summary>The FHIR base under which clients know this server, without a trailing slash; null when unknown. Absolute URLs below it are read as relative.</summary>
    public string? BaseUrl { get; init; }

    /// <summary>Settings that this version cannot honour, one sentence each. The server does not start while there is one.</summary>
    public IReadOnlyList<string> Complaints()
    {
        List<string> complaints = [];
        if (Identifying != IntakeChoice.Refuse)
        {
            complaints.Add($"Registry:Intake:Identifying = {Identifying} is not built yet; only Refuse is. Set it to Refuse, or remove it.");
        }

        if (OutsideDataset == IntakeChoice.Strip)
        {
            complaints.Add("Registry:Intake:OutsideDataset = Strip does not exist: a whole resource is refused or kept. Set it to Refuse or Keep.");
        }

        return complaints;
    }
}
