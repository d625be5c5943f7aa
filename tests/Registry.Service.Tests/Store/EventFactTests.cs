using Registry.Store.EventLog;
using Xunit;

namespace Registry.Service.Tests.Store;

/// <summary>The stored form of a fact's key tells the key.</summary>
public sealed class EventFactTests
{
    [Theory]
    [InlineData("Patient/a#consent.reuse", "Patient/a/_history/12", "~#consent.reuse")]
    [InlineData("Observation/a", "Observation/a/_history/1", "~")]
    [InlineData("Observation/ab", "Observation/a/_history/1", "~b")]
    [InlineData("Observation/b", "Observation/a/_history/1", "Observation/b")]
    [InlineData("Link/a.b", "Subject/a", "Link/a.b")]
    [InlineData("Observation/a~b", "Observation/a/_history/1", "Observation/a~b")]
    [InlineData("~b", "Observation/a/_history/1", "~~b")]
    [InlineData("erased", "erased", "erased")]
    [InlineData("", "/_history/1", "")]
    public void A_fact_is_read_as_it_was_written(string fact, string source, string stored)
    {
        Assert.Equal(stored, EventFact.Write(fact, source));
        Assert.Equal(fact, EventFact.Read(stored, source));
    }
}
