using System.Text;
using Registry.Fhir.Profiles;
using Xunit;

namespace Registry.Fhir.Tests.Profiles;

public sealed class PrimitiveFormatTests
{
    [Theory]
    [InlineData("date", "2020")]
    [InlineData("date", "2020-02")]
    [InlineData("date", "2020-02-29")]
    [InlineData("dateTime", "2020")]
    [InlineData("dateTime", "2020-02-29T23:59:60Z")]
    [InlineData("dateTime", "2020-02-29T00:00:00.123456+14:00")]
    [InlineData("instant", "2020-02-29T12:00:00-05:30")]
    [InlineData("time", "08:00:00")]
    [InlineData("time", "08:00:00.5")]
    [InlineData("code", "a b")]
    [InlineData("id", "A-1.b")]
    [InlineData("oid", "urn:oid:1.2.0.3")]
    [InlineData("uuid", "urn:uuid:c757873d-ec9a-4326-a141-556f43239520")]
    [InlineData("uri", "urn:x:y")]
    [InlineData("integer", "-2147483648")]
    [InlineData("unsignedInt", "0")]
    [InlineData("positiveInt", "2147483647")]
    [InlineData("base64Binary", "aGVs bG8=")]
    [InlineData("string", "line\nline\ttab")]
    [InlineData("markdown", "ü")]
    public void What_the_standard_allows_is_valid(string type, string text) => Assert.True(IsValid(type, text));

    [Theory]
    [InlineData("date", "2021-02-29")]
    [InlineData("date", "2020-2-1")]
    [InlineData("date", "0000")]
    [InlineData("date", "2020-13")]
    [InlineData("date", "2020-01-01T00:00:00Z")]
    [InlineData("date", "20200101")]
    [InlineData("date", "2020-")]
    [InlineData("dateTime", "2020-01-01T12:00Z")]
    [InlineData("dateTime", "2020-01-01T12:00:00")]
    [InlineData("dateTime", "2020-01T12:00:00Z")]
    [InlineData("dateTime", "2020-01-01T24:00:00Z")]
    [InlineData("dateTime", "2020-01-01T12:00:00.Z")]
    [InlineData("dateTime", "2020-01-01T12:00:00+14:30")]
    [InlineData("instant", "2020-01-01")]
    [InlineData("time", "8:00:00")]
    [InlineData("time", "08:00")]
    [InlineData("time", "08:00:00Z")]
    [InlineData("code", " a")]
    [InlineData("code", "a ")]
    [InlineData("code", "a  b")]
    [InlineData("id", "a_b")]
    [InlineData("id", "12345678901234567890123456789012345678901234567890123456789012345")]
    [InlineData("oid", "1.2.3")]
    [InlineData("oid", "urn:oid:1.02")]
    [InlineData("oid", "urn:oid:3.1")]
    [InlineData("oid", "urn:oid:1.")]
    [InlineData("uuid", "urn:uuid:C757873D-EC9A-4326-A141-556F43239520")]
    [InlineData("uuid", "c757873d-ec9a-4326-a141-556f43239520")]
    [InlineData("uri", "a b")]
    [InlineData("integer", "1.0")]
    [InlineData("integer", "2147483648")]
    [InlineData("integer", "1e3")]
    [InlineData("unsignedInt", "-1")]
    [InlineData("positiveInt", "0")]
    [InlineData("base64Binary", "aGVsbG8")]
    [InlineData("base64Binary", "aG=sbG8=")]
    [InlineData("string", "bell\u0007")]
    public void What_the_standard_forbids_is_invalid(string type, string text) => Assert.False(IsValid(type, text));

    [Fact]
    public void A_date_is_valid_exactly_when_the_calendar_has_it() => Property.Hold(runs: 2_000, random =>
    {
        int year = random.Next(1, 3000);
        int month = random.Next(0, 14);
        int day = random.Next(0, 33);
        bool isReal = month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month);
        Assert.Equal(isReal, IsValid("date", string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{year:D4}-{month:D2}-{day:D2}")));
    });

    [Fact]
    public void Any_text_gets_an_answer_from_every_format() => Property.Hold(runs: 2_000, random =>
    {
        byte[] text = new byte[random.Next(0, 50)];
        byte[] letters = [.. "0123456789-:TZ+.urnoid=ab "u8];
        for (int i = 0; i < text.Length; i++) text[i] = letters[random.Next(letters.Length)];
        foreach (PrimitiveFormat format in Enum.GetValues<PrimitiveFormat>()) PrimitiveFormats.IsValid(format, text);
    });

    private static bool IsValid(string type, string text) => PrimitiveFormats.IsValid(PrimitiveFormats.Of(type), Encoding.UTF8.GetBytes(text));
}
