namespace Registry.Store.EventLog;

/// <summary>The stored form of a fact's key. It mostly begins with the resource that its source is a version of: then a mark stands for that, 45 bytes less in each row of the log.</summary>
internal static class EventFact
{
    private const char Mark = '~';

    /// <param name="fact">The key.</param>
    /// <param name="source">The event's source, which is stored beside it: Type/id/_history/version.</param>
    internal static string Write(string fact, string source)
    {
        ReadOnlySpan<char> resource = ResourceOf(source);
        bool isRelative = resource.Length > 0 && fact.AsSpan().StartsWith(resource, StringComparison.Ordinal) && !fact.AsSpan(resource.Length).StartsWith([Mark]);
        // A key that begins with the mark itself has it twice.
        return isRelative ? string.Concat([Mark], fact.AsSpan(resource.Length)) : fact.StartsWith(Mark) ? Mark + fact : fact;
    }

    /// <inheritdoc cref="Write"/>
    internal static string Read(string stored, string source) => stored switch
    {
        [Mark, Mark, ..] => stored[1..],
        [Mark, ..] => string.Concat(ResourceOf(source), stored.AsSpan(1)),
        _ => stored,
    };

    private static ReadOnlySpan<char> ResourceOf(string source)
    {
        int end = source.IndexOf("/_history/", StringComparison.Ordinal);
        return end < 0 ? [] : source.AsSpan(0, end);
    }
}
