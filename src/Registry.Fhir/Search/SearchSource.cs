using Registry.Fhir.FhirPath;

namespace Registry.Fhir.Search;

/// <summary>An expression that is evaluated once for all parameters that rest on it, and under which the store holds its values.</summary>
/// <remarks>
/// R4 says the same of many parameters: <c>combo-code</c> is <c>code</c> or <c>component-code</c>, <c>patient</c> is <c>subject</c> where that is a Patient,
/// <c>component-code-value-concept</c> is a component's code and value. So a value is held under its expression, once, and a parameter names the expressions.
/// </remarks>
public sealed class SearchSource
{
    internal SearchSource(string key, SearchType type, FhirPathExpression? items, FhirPathExpression expression) => (Key, Type, Items, Expression) = (key, type, items, expression);

    /// <summary>Type and text of the expression; stable, as the store's rows stand under it.</summary>
    public string Key { get; }

    /// <summary>How its values compare.</summary>
    public SearchType Type { get; }

    /// <summary>What <see cref="Expression"/> is evaluated on, item by item; null for the resource.</summary>
    internal FhirPathExpression? Items { get; }

    internal FhirPathExpression Expression { get; }
}

/// <summary>Where a parameter finds values.</summary>
/// <param name="Source">Key of the source.</param>
/// <param name="Type">How its values compare.</param>
/// <param name="Target">Of references, the type that counts, with those that name none; null for all.</param>
public sealed record ParameterSource(string Source, SearchType Type, string? Target = null);

/// <summary>What a parameter rests on.</summary>
/// <param name="Plain">Its value is a value of one of these; empty for a composite.</param>
/// <param name="Composites">Its value is, of one of these lists, a value of each source, all in the same item; empty for all but composites.</param>
public sealed record ParameterSources(IReadOnlyList<ParameterSource> Plain, IReadOnlyList<IReadOnlyList<ParameterSource>> Composites);

/// <summary>The sources of one resource type, and which of them each parameter rests on.</summary>
internal sealed class TypeSources
{
    /// <summary>Rules of their own: the store answers them from the resource itself.</summary>
    private static readonly string[] OfTheStore = ["_id", "_lastUpdated"];

    private readonly Dictionary<string, SearchSource> _sources = new(StringComparer.Ordinal);

    /// <exception cref="SearchParameterException">A parameter cannot be compiled.</exception>
    public TypeSources(string resourceType, IEnumerable<IndexedParameter> parameters)
    {
        foreach (IndexedParameter parameter in parameters)
        {
            if (parameter.Type == SearchType.Special || OfTheStore.Contains(parameter.Code, StringComparer.Ordinal)) continue;
            CompiledParameter compiled = parameter.Compiled;
            ByParameter[parameter.Code] = parameter.Type == SearchType.Composite
                ? new ParameterSources([], [.. compiled.Branches.Select(branch => Composite(resourceType, branch, compiled.Components))])
                : new ParameterSources([.. compiled.Branches.Select(branch => new ParameterSource(Take(parameter.Type, null, branch.Text, branch.Expression), parameter.Type, branch.Target)).Distinct()], []);
        }
    }

    public IReadOnlyCollection<SearchSource> Sources => _sources.Values;

    public Dictionary<string, ParameterSources> ByParameter { get; } = new(StringComparer.Ordinal);

    private ParameterSource[] Composite(string resourceType, CompiledBranch branch, IReadOnlyList<CompiledComponent> components) =>
    [
        .. components.Select(component => new ParameterSource(
            Take(component.Type, branch, $"{branch.Text}.{component.Text}", component.Expression), component.Type)),
    ];

    /// <summary>A source that tells its items apart also serves who does not ask for them, so it takes the place of one that does not.</summary>
    private string Take(SearchType type, CompiledBranch? items, string text, FhirPathExpression expression)
    {
        string key = $"{type}:{Normal(text)}";
        if (items is not null || !_sources.ContainsKey(key)) _sources[key] = new SearchSource(key, type, items?.Expression, expression);
        return key;
    }

    /// <summary><c>(Observation.value as Quantity)</c> and <c>Observation.value.as(Quantity)</c> are one expression in two spellings.</summary>
    private static string Normal(string text)
    {
        text = text.Trim();
        int at = text.LastIndexOf(" as ", StringComparison.Ordinal);
        if (at <= 0 || text[0] != '(' || text[^1] != ')') return text;
        string value = text[1..at];
        string type = text[(at + 4)..^1];
        return type.All(char.IsAsciiLetter) && !value.AsSpan().ContainsAny("() |") ? $"{value}.as({type})" : text;
    }
}
