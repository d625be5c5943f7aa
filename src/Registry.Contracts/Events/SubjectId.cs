using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Registry.Contracts.Events;

/// <summary>Who a fact is about: 128 random bits made by this registry, equal to no identifier or resource id.</summary>
[JsonConverter(typeof(SubjectIdJsonConverter))]
public readonly record struct SubjectId(Guid Value)
{
    /// <summary>A new one, all bits random. Carries no time, so it says nothing about when somebody enrolled.</summary>
    public static SubjectId New() => new(new Guid(RandomNumberGenerator.GetBytes(16)));

    /// <summary>Reads the form that <see cref="ToString"/> writes.</summary>
    public static SubjectId Parse(string text) => new(Guid.ParseExact(text, "N"));

    /// <summary>32 lower-case hexadecimal digits.</summary>
    public override string ToString() => Value.ToString("N");
}

internal sealed class SubjectIdJsonConverter : JsonConverter<SubjectId>
{
    public override SubjectId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => SubjectId.Parse(reader.GetString()!);

    public override void Write(Utf8JsonWriter writer, SubjectId value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}
