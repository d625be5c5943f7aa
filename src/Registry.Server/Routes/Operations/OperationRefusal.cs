using Registry.Fhir.Outcomes;

namespace Registry.Server.Routes.Operations;

/// <summary>A call of an operation that cannot be answered: the status, and what is wrong.</summary>
internal sealed class OperationRefusal(int status, IReadOnlyCollection<Finding> findings) : Exception("The operation is refused.")
{
    public OperationRefusal(int status, string issueType, string rule, string message, string remedy)
        : this(status, [FhirResults.Objection(issueType, rule, message, remedy)])
    {
    }

    /// <summary>HTTP status.</summary>
    public int Status { get; } = status;

    public IReadOnlyCollection<Finding> Findings { get; } = findings;

    /// <summary>400: the parameters are not those of the operation.</summary>
    public static OperationRefusal Parameters(string message, string remedy) => new(StatusCodes.Status400BadRequest, "invalid", "operation-parameters", message, remedy);

    /// <summary>404: what is asked about is not held.</summary>
    public static OperationRefusal NotHeld(string rule, string message, string remedy) => new(StatusCodes.Status404NotFound, "not-found", rule, message, remedy);
}
