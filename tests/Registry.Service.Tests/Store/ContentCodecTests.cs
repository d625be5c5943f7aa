using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using Registry.Store.EventLog;
using Registry.Store.Resources;
using Xunit;

namespace Registry.Service.Tests.Store;

/// <summary>What is stored is read again to the byte, also what an earlier version stored.</summary>
public sealed class ContentCodecTests
{
    public static TheoryData<string> Contents => new(
        "{}",
        "{\"a\":1}",
        "{\"resourceType\":\"Observation\",\"status\":\"final\",\"note\":[{\"text\":\"größer \\u0001 als\"}]}",
        "{\"resourceType\":\"Observation\",\n\t\"status\" : \"final\"\r\n}",
        "\u0001\u0002 no JSON, and bytes that have a meaning in the coding \u0004\u0001",
        "\"system\":\"http://snomed.info/sc",
        new string('x', 100_000));

    [Theory]
    [MemberData(nameof(Contents))]
    public void Content_is_read_again_to_the_byte(string content)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(content);

        Assert.Equal(bytes, ContentCodec.Decode(ContentCodec.Encode(bytes)).ToArray());
    }

    [Fact]
    public void Every_entry_of_the_examples_is_read_again_and_takes_less_than_a_quarter()
    {
        foreach (byte[] content in Examples())
        {
            byte[] stored = ContentCodec.Encode(content);

            Assert.Equal(content, ContentCodec.Decode(stored).ToArray());
            Assert.InRange(stored.Length, 1, content.Length / 4);
        }
    }

    [Fact]
    public void What_was_stored_plain_or_with_Brotli_alone_stays_readable()
    {
        byte[] content = Examples()[0];
        byte[] brotli = new byte[content.Length];
        Assert.True(BrotliEncoder.TryCompress(content, brotli, out int written, quality: 5, window: 18));

        Assert.Equal(content, ContentCodec.Decode([1, .. BitConverter.GetBytes(content.Length), .. brotli[..written]]).ToArray());
        Assert.Equal(content, ContentCodec.Decode([0, .. content]).ToArray());
    }

    [Fact]
    public void Damaged_content_is_a_fault_and_no_other_content()
    {
        byte[] stored = ContentCodec.Encode(Examples()[0]);

        Assert.Throws<InvalidDataException>(() => ContentCodec.Decode(stored[..^3]));
        Assert.Throws<InvalidDataException>(() => ContentCodec.Decode([9, .. stored[1..]]));
        stored[1]++;
        Assert.Throws<InvalidDataException>(() => ContentCodec.Decode(stored));
    }

    [Fact]
    public void An_events_body_is_read_again_to_the_byte_and_so_is_one_of_before_the_coding()
    {
        byte[] body = """{"feature":{"system":"http://loinc.org","code":"1"},"presence":"present","region":null,"laterality":null,"onset":{"earliest":"2001-01-01","latest":"2001-12-31","precision":"year"}}"""u8.ToArray();
        byte[] stored = EventBody.Encode(body);

        Assert.Equal(body, EventBody.Decode(stored));
        Assert.Equal(body, EventBody.Decode(body));
        Assert.InRange(stored.Length, 1, body.Length / 2);
        Assert.Throws<InvalidDataException>(() => EventBody.Decode([2, .. body]));
        Assert.Throws<InvalidDataException>(() => EventBody.Decode([.. stored, 4, 255]));
    }

    private static byte[][] Examples() =>
        [.. new[] { "fop-transaction.json", "poh-transaction.json" }
            .SelectMany(file => JsonNode.Parse(File.ReadAllBytes(Path.Combine(Repository.Root, "docs", "examples", file)))!["entry"]!.AsArray())
            .Select(entry => Encoding.UTF8.GetBytes(entry!["resource"]!.ToJsonString()))];
}
