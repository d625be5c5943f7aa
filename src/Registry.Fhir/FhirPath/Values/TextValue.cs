using System.Text;

namespace Registry.Fhir.FhirPath.Values;

/// <summary>A System.String: as text, and in UTF-8 so that it is compared with the document's bytes as they are. Immutable but for the kept bytes.</summary>
internal sealed class TextValue(string text)
{
    private byte[]? _utf8;

    public static TextValue Empty { get; } = new("");

    public string Text { get; } = text;

    public byte[] Utf8 => _utf8 ??= Encoding.UTF8.GetBytes(Text);

    public override string ToString() => Text;
}
