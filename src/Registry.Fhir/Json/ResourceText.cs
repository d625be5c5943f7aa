using Registry.Fhir.Outcomes;

namespace Registry.Fhir.Json;

/// <summary>A resource's text in FHIR's JSON, as it was sent or as it was made of another form.</summary>
/// <param name="Json">UTF-8; empty when what was sent could not be read.</param>
public readonly record struct ResourceText(ReadOnlyMemory<byte> Json)
{
    /// <summary>Where its lines stood in what was sent; null when it is what was sent.</summary>
    public SourcePlaces? Places { get; init; }

    /// <summary>What was wrong with what was sent.</summary>
    public IReadOnlyList<Finding> Faults { get; init; } = [];

    /// <summary>JSON as it was sent.</summary>
    public static implicit operator ResourceText(ReadOnlyMemory<byte> json) => new(json);

    /// <summary>JSON as it was sent.</summary>
    public static implicit operator ResourceText(byte[] json) => new(json);

    /// <summary>JSON as it was sent.</summary>
    public static ResourceText FromReadOnlyMemory(ReadOnlyMemory<byte> json) => new(json);

    /// <summary>JSON as it was sent.</summary>
    public static ResourceText FromByteArray(byte[] json) => new(json);
}

/// <summary>Where the lines of a text that was made of another form stood in that.</summary>
public sealed class SourcePlaces
{
    private readonly TextPosition[] _byLine;

    internal SourcePlaces(TextPosition[] byLine) => _byLine = byLine;

    /// <summary>The place of a line, from 1.</summary>
    internal TextPosition OfLine(int line) => line <= _byLine.Length ? _byLine[line - 1] : default;
}
