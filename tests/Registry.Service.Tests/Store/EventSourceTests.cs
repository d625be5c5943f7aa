using Registry.Store.EventLog;
using Xunit;

namespace Registry.Service.Tests.Store;

/// <summary>The stored form of an event's source tells the source.</summary>
public sealed class EventSourceTests
{
    private const string Uuid = "01a21e59-07e9-754b-9954-927ca1f9f08e";

    [Theory]
    [InlineData($"Patient/{Uuid}/_history/1", "Patient~AaIeWQfpdUuZVJJ8ofnwjg1")]
    [InlineData($"Observation/{Uuid}/_history/120", "Observation~AaIeWQfpdUuZVJJ8ofnwjg120")]
    [InlineData("Observation/01A21E59-07E9-754B-9954-927CA1F9F08E/_history/1", "Observation/01A21E59-07E9-754B-9954-927CA1F9F08E/_history/1")]
    [InlineData($"Observation/{Uuid}", $"Observation/{Uuid}")]
    [InlineData($"Observation/{Uuid}/_history/", $"Observation/{Uuid}/_history/")]
    [InlineData("Observation/01a21e5907e9754b9954927ca1f9f08e0000/_history/1", "Observation/01a21e5907e9754b9954927ca1f9f08e0000/_history/1")]
    [InlineData("Observation/o1/_history/2", "Observation/o1/_history/2")]
    [InlineData($"Subject/{Uuid}", $"Subject/{Uuid}")]
    [InlineData("erased", "erased")]
    [InlineData("", "")]
    public void A_source_is_read_as_it_was_written(string source, string stored)
    {
        Assert.Equal(stored, EventSource.Write(source));
        Assert.Equal(source, EventSource.Read(stored));
    }

    [Fact]
    public void What_could_be_mistaken_for_a_coded_source_is_refused() => Assert.Throws<ArgumentException>(() => EventSource.Write("Patient~AaIeWQfpdUuZVJJ8ofnwjg1"));
}
