using Registry.Clinical;
using Registry.Clinical.Submissions;
using Xunit;

namespace Registry.Service.Tests.Clinical;

public class CriteriaTests
{
    [Theory]
    [InlineData("identifier=https://h.example|A-1", "https://h.example", "A-1")]
    [InlineData("identifier=https%3A%2F%2Fh.example%7CA-1", "https://h.example", "A-1")]
    [InlineData("identifier=urn:oid:1.2|a+b", "urn:oid:1.2", "a+b")]
    [InlineData("identifier=s|a\\,b\\|c\\\\d", "s", "a,b|c\\d")]
    [InlineData("identifier=s|a%20b", "s", "a b")]
    public void An_identifier_is_read_as_it_is_meant(string query, string system, string value)
    {
        Assert.Null(Criteria.Read("Patient", query, out IdentifierKey key));
        Assert.Equal(new IdentifierKey("Patient", system, value), key);
    }

    [Theory]
    [InlineData("")]
    [InlineData("identifier")]
    [InlineData("identifier=")]
    [InlineData("identifier=A-1")]
    [InlineData("identifier=|A-1")]
    [InlineData("identifier=s|")]
    [InlineData("identifier=s|a,s|b")]
    [InlineData("identifier:exact=s|a")]
    [InlineData("identifier=s|a&identifier=s|b")]
    [InlineData("name=x")]
    public void Only_one_identifier_with_its_system_is_taken(string query) => Assert.NotNull(Criteria.Read("Patient", query, out _));
}
