namespace Registry.Fhir.FhirPath;

/// <summary>When an expression failed.</summary>
public enum FhirPathFault
{
    /// <summary>The text is no FHIRPath.</summary>
    Syntax,

    /// <summary>It names an element, type, function or variable that is not there, or is applied to what it cannot take.</summary>
    Semantic,

    /// <summary>The data does not fit, such as several items where one is asked for.</summary>
    Execution,

    /// <summary>A bound of <see cref="Limits"/> was met, so that nothing can be said of the result.</summary>
    Limit,
}

/// <summary>An expression that cannot be compiled or evaluated: why, and where in its text.</summary>
public sealed class FhirPathException : Exception
{
    /// <param name="fault">When it failed.</param>
    /// <param name="reason">Why, as a sentence.</param>
    /// <param name="expression">The text of the expression; null when it is not known.</param>
    /// <param name="offset">Where in the text, in UTF-16 code units from 0; -1 when not known.</param>
    internal FhirPathException(FhirPathFault fault, string reason, string? expression = null, int offset = -1)
        : base(Render(reason, expression, offset))
    {
        Fault = fault;
        Reason = reason;
        (Line, Column) = Place(expression, offset);
    }

    /// <summary>When it failed.</summary>
    public FhirPathFault Fault { get; }

    /// <summary>Why, without the place.</summary>
    public string Reason { get; }

    /// <summary>Line in the expression from 1; 0 when there is no place.</summary>
    public int Line { get; }

    /// <summary>Column in the expression, in UTF-16 code units from 1; 0 when there is no place.</summary>
    public int Column { get; }

    private static string Render(string reason, string? expression, int offset)
    {
        (int line, int column) = Place(expression, offset);
        return line == 0 ? reason : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{line}:{column}: {reason}");
    }

    private static (int Line, int Column) Place(string? expression, int offset)
    {
        if (expression is null || offset < 0) return (0, 0);
        ReadOnlySpan<char> before = expression.AsSpan(0, Math.Min(offset, expression.Length));
        return (before.Count('\n') + 1, before.Length - before.LastIndexOf('\n'));
    }
}
