namespace Registry.Analytics.Projections;

/// <summary>How far a projection has applied which log; committed with its rows.</summary>
internal sealed class Checkpoint
{
    /// <summary>The projection's name.</summary>
    public required string Projection { get; init; }

    /// <summary>The log; null before the first event.</summary>
    public Guid? LogId { get; set; }

    /// <summary>Sequence of the last event applied; 0 before the first.</summary>
    public long Sequence { get; set; }

    /// <summary>Counts the times that the rows were dropped: a reader who sees it move read from two generations.</summary>
    public int Generation { get; set; }

    /// <summary>Version of the projection that made the rows: those of another are dropped and built anew.</summary>
    public int Version { get; set; }

    /// <summary>While a rebuild goes on, the sequence at which it is as good as before; null otherwise.</summary>
    public long? RebuildingTo { get; set; }

    /// <summary>Sequence of the event that stopped the projection; null while it runs.</summary>
    public long? FaultSequence { get; set; }

    /// <summary>Type of the exception that stopped it; never its message, which may hold content.</summary>
    public string? FaultType { get; set; }
}

/// <summary>From this sequence on, until the next row, events were recorded at this instant: gives a cut its time.</summary>
internal sealed class LogTime
{
    public required long FromSequence { get; init; }

    /// <summary>Milliseconds since 1970-01-01T00:00:00Z; never goes backward along the log.</summary>
    public required long RecordedMs { get; init; }
}

/// <summary>An erasure: rows of earlier cuts are gone too, and a report of such a cut says so.</summary>
internal sealed class ErasureMark
{
    /// <summary>Sequence of its SubjectErased.</summary>
    public required long Sequence { get; init; }
}
