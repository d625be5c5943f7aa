using Registry.Contracts.Events;

namespace Registry.Analytics.Projections;

/// <summary>One state of one fact, from the event that stated it until the event that ended it: what makes every report repeatable as of any sequence.</summary>
/// <remarks>Invariant: an event opens at most one row of a table, so FromSequence is the key; a row is stamped once, and never changed but to be closed.</remarks>
internal abstract class FactRow
{
    /// <summary>Sequence of the event that stated it.</summary>
    public long FromSequence { get; private set; }

    /// <summary>Sequence of the event from which on it no longer holds; null while it holds.</summary>
    public long? ToSequence { get; set; }

    public SubjectId Subject { get; private set; }

    public string Site { get; private set; } = "";

    public string Fact { get; private set; } = "";

    /// <summary>When it happened in the subject's life; null when not told.</summary>
    public PartialDate? Occurred { get; private set; }

    /// <summary>What every row takes from its event's header.</summary>
    internal void Stamp(EventHeader header, PartialDate? occurred)
    {
        FromSequence = header.Sequence;
        Subject = header.Subject;
        Site = header.Site.Value;
        Fact = header.Fact;
        Occurred = occurred;
    }

    /// <summary>The same header from another event on.</summary>
    private protected void StampFrom(FactRow before, long sequence)
    {
        FromSequence = sequence;
        Subject = before.Subject;
        Site = before.Site;
        Fact = before.Fact;
        Occurred = before.Occurred;
    }
}

/// <summary>Who an enrolled subject is. Occurred is the registry entry date.</summary>
internal sealed class SubjectRow : FactRow
{
    public required string Sex { get; init; }

    public required PartialDate Birth { get; init; }

    public required string? Country { get; init; }

    /// <summary>Consent to the registry does not hold: the rows stay, the reports leave the subject out.</summary>
    public required bool IsWithdrawn { get; init; }

    /// <summary>The same subject from another event on.</summary>
    internal SubjectRow From(long sequence, bool isWithdrawn)
    {
        SubjectRow row = new() { Sex = Sex, Birth = Birth, Country = Country, IsWithdrawn = isWithdrawn };
        row.StampFrom(this, sequence);
        return row;
    }
}

/// <summary>Two subjects are one person.</summary>
internal sealed class LinkRow : FactRow
{
    public required SubjectId Other { get; init; }
}

/// <summary>A subject's decision on one scope of consent.</summary>
internal sealed class ConsentRow : FactRow
{
    public required string Scope { get; init; }

    public required bool IsPermitted { get; init; }

    public required string? PolicyVersion { get; init; }
}

/// <summary>An open finding of a rule.</summary>
internal sealed class FindingRow : FactRow
{
    public required string Rule { get; init; }

    public required string Severity { get; init; }

    public required string Category { get; init; }

    public required int RuleVersion { get; init; }

    /// <summary>What the rule asks, in one clause; null where the event did not tell it.</summary>
    public required string? Title { get; init; }

    /// <summary>Which things do not fit together; null where the event did not tell it.</summary>
    public required string? Message { get; init; }

    /// <summary>The resource version that it speaks of.</summary>
    public required string Source { get; init; }

    /// <summary>On what it rests: each a resource version, a space and the FHIRPath of an element.</summary>
    public required string[] Evidence { get; init; }
}
