namespace Registry.Fhir.Definitions;

/// <summary>A definition that cannot be used: the package, file and element at fault, and why. Loading stops; nothing is skipped.</summary>
public sealed class DefinitionException : Exception
{
    /// <param name="package">Name of the package, or of the pack.</param>
    /// <param name="file">Path inside the package; null when the package itself is at fault.</param>
    /// <param name="element">Element id, code or JSON path; null when the file itself is at fault.</param>
    /// <param name="reason">What is wrong, as a sentence.</param>
    /// <param name="inner">What a library threw, if it did.</param>
    public DefinitionException(string package, string? file, string? element, string reason, Exception? inner = null)
        : base(Render(package, file, element, reason), inner)
    {
        Package = package;
        File = file;
        Element = element;
        Reason = reason;
    }

    /// <summary>Name of the package, or of the pack.</summary>
    public string Package { get; }

    /// <summary>Path inside the package; null when the package itself is at fault.</summary>
    public string? File { get; }

    /// <summary>Element id, code or JSON path; null when the file itself is at fault.</summary>
    public string? Element { get; }

    /// <summary>What is wrong, without the place.</summary>
    public string Reason { get; }

    /// <summary>True when nothing is wrong in itself, and something that it needs is not held.</summary>
    internal bool IsOfUnheld { get; init; }

    private static string Render(string package, string? file, string? element, string reason) =>
        string.Join(", ", new[] { package, file, element }.Where(part => part is not null)) + ": " + reason;
}
