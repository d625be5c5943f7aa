using Registry.Fhir.Definitions;
using Registry.Fhir.FhirPath;

namespace Registry.Fhir.Search;

/// <summary>A search parameter of one resource type, compiled when first used. Immutable, thread-safe.</summary>
public sealed class IndexedParameter
{
    private readonly Lazy<CompiledParameter> _compiled;

    internal IndexedParameter(string resourceType, SearchParameter definition, SearchType type, Func<IndexedParameter, CompiledParameter> compile)
    {
        ResourceType = resourceType;
        Definition = definition;
        Type = type;
        _compiled = new Lazy<CompiledParameter>(() => compile(this));
    }

    /// <summary>The type that it is asked of, such as <c>Observation</c>.</summary>
    public string ResourceType { get; }

    /// <summary>Its definition.</summary>
    public SearchParameter Definition { get; }

    /// <summary>The name in a query.</summary>
    public string Code => Definition.Code;

    /// <summary>How its values compare.</summary>
    public SearchType Type { get; }

    /// <summary>What to evaluate.</summary>
    /// <exception cref="SearchParameterException">It cannot be compiled.</exception>
    internal CompiledParameter Compiled => _compiled.Value;

    /// <inheritdoc/>
    public override string ToString() => $"{ResourceType}?{Code}";
}

/// <summary>A search parameter that cannot be compiled; the message names it.</summary>
public sealed class SearchParameterException : Exception
{
    internal SearchParameterException(string url, string reason, Exception? cause = null)
        : base($"Search parameter {url}: {reason}", cause) => Url = url;

    /// <summary>Canonical URL of the parameter.</summary>
    public string Url { get; }
}

/// <summary>The parts of an expression that concern one resource type, and those of a composite.</summary>
internal sealed record CompiledParameter(IReadOnlyList<CompiledBranch> Branches, IReadOnlyList<CompiledComponent> Components);

/// <summary>One operand of an expression's union.</summary>
/// <param name="Expression">Compiled.</param>
/// <param name="Target">Only references that may point at this type count; null for all. It stands for <c>.where(resolve() is Type)</c>.</param>
/// <param name="Text">The operand, without what stands for the target.</param>
internal sealed record CompiledBranch(FhirPathExpression Expression, string? Target, string Text);

/// <summary>One component of a composite, evaluated on each item of the composite's own expression.</summary>
internal sealed record CompiledComponent(SearchType Type, FhirPathExpression Expression, string Text);
