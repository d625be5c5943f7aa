namespace Registry.Clinical.Submissions;

/// <summary>What a caller asks to be done with the body that was sent. https://hl7.org/fhir/R4/http.html</summary>
public abstract record Interaction
{
    private Interaction()
    {
    }

    /// <summary>POST [base] with a Bundle of type transaction.</summary>
    public sealed record Transaction : Interaction;

    /// <summary>POST [base]/[type].</summary>
    /// <param name="Type">Resource type in the URL.</param>
    /// <param name="IfNoneExist">The header If-None-Exist, such as <c>identifier=system|value</c>; null when there is none.</param>
    public sealed record Create(string Type, string? IfNoneExist = null) : Interaction;

    /// <summary>PUT [base]/[type]/[id]; creates the resource when it does not exist.</summary>
    /// <param name="Type">Resource type in the URL.</param>
    /// <param name="Id">Id in the URL.</param>
    /// <param name="IfMatch">The header If-Match, such as <c>W/"3"</c>; null when there is none.</param>
    /// <param name="IfNoneMatch">The header If-None-Match, which an update may have as <c>*</c>: only create. Null when there is none.</param>
    public sealed record Update(string Type, string Id, string? IfMatch = null, string? IfNoneMatch = null) : Interaction;

    /// <summary>PUT [base]/[type]?[criteria].</summary>
    /// <param name="Type">Resource type in the URL.</param>
    /// <param name="Criteria">The query without its question mark.</param>
    /// <param name="IfMatch">The header If-Match; null when there is none.</param>
    /// <param name="IfNoneMatch">As of <see cref="Update"/>.</param>
    public sealed record ConditionalUpdate(string Type, string Criteria, string? IfMatch = null, string? IfNoneMatch = null) : Interaction;
}
