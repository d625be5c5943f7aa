using Xunit.Sdk;

namespace Registry.Statistics.Tests;

/// <summary>What an answer holds; without a value the test fails with its reason.</summary>
static class Given
{
    internal static T Value<T>(Answer<T> answer) => answer switch
    {
        Answer<T>.Given given => given.Value,
        Answer<T>.NotEstimable none => throw new XunitException($"Not estimable: {none.Why}"),
        _ => throw new XunitException("An answer is given or not estimable."),
    };
}
