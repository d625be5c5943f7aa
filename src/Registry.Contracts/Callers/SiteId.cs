using System.Text.Json;
using System.Text.Json.Serialization;

namespace Registry.Contracts.Callers;

/// <summary>A submitting site: 1 to 64 characters of <c>A-Z a-z 0-9 - .</c>, compared exactly.</summary>
[JsonConverter(typeof(SiteIdJsonConverter))]
public readonly record struct SiteId
{
    /// <summary>Longest site id in characters.</summary>
    public const int MaxLength = 64;

    private readonly string? _value;

    /// <param name="value">The id.</param>
    /// <exception cref="ArgumentException">Empty, too long or with another character.</exception>
    public SiteId(string value)
    {
        if (!IsValid(value)) throw new ArgumentException("A site id has 1 to 64 characters of A-Z a-z 0-9 - and dot.", nameof(value));
        _value = value;
    }

    /// <summary>The site that calls on loopback while authentication is off.</summary>
    public static SiteId Local { get; } = new("local");

    /// <summary>The id as text.</summary>
    public string Value => _value ?? throw new InvalidOperationException("A default SiteId names no site.");

    /// <summary>Whether a text can be a site id.</summary>
    public static bool IsValid(string? value) =>
        value is { Length: > 0 and <= MaxLength } && value.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '.');

    /// <inheritdoc/>
    public override string ToString() => _value ?? "";
}

internal sealed class SiteIdJsonConverter : JsonConverter<SiteId>
{
    public override SiteId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new(reader.GetString()!);

    public override void Write(Utf8JsonWriter writer, SiteId value, JsonSerializerOptions options) => writer.WriteStringValue(value.Value);
}
