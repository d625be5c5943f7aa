namespace Registry.Clinical;

/// <summary>A resource's type and logical id. https://hl7.org/fhir/R4/resource.html#id</summary>
/// <param name="Type">Resource type, such as <c>Observation</c>.</param>
/// <param name="Id">Logical id, 1 to 64 characters, compared exactly.</param>
public readonly record struct ResourceKey(string Type, string Id)
{
    /// <summary>The relative reference, such as <c>Observation/0193…</c>.</summary>
    public override string ToString() => $"{Type}/{Id}";

    /// <summary>True for a reference to one of this resource's versions, such as <c>Observation/0193…/_history/2</c>.</summary>
    internal bool IsOf(string versionReference) =>
        versionReference.StartsWith(ToString(), StringComparison.Ordinal) && versionReference.AsSpan(ToString().Length).StartsWith("/_history/", StringComparison.Ordinal);
}

/// <summary>A business identifier of a resource, as its source wrote it.</summary>
/// <param name="Type">Resource type that carries it.</param>
/// <param name="System">Identifier.system, compared exactly.</param>
/// <param name="Value">Identifier.value, compared exactly.</param>
public readonly record struct IdentifierKey(string Type, string System, string Value);
