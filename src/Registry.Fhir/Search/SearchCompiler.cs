using Registry.Fhir.Definitions;
using Registry.Fhir.FhirPath;

namespace Registry.Fhir.Search;

/// <summary>From a SearchParameter to what is evaluated on one resource type.</summary>
internal sealed class SearchCompiler
{
    private const string IsTarget = ".where(resolve() is ";

    private static readonly string[] Illustrations =
    [
        "http://hl7.org/fhir/SearchParameter/example", "http://hl7.org/fhir/SearchParameter/example-extension", "http://hl7.org/fhir/SearchParameter/example-reference",
    ];

    private readonly FhirPathModel _model;
    private readonly Dictionary<string, SearchParameter> _byUrl;

    public SearchCompiler(DefinitionSet definitions, FhirPathModel model)
    {
        _model = model;
        _byUrl = definitions.SearchParameters.ToDictionary(parameter => parameter.Url, StringComparer.Ordinal);
    }

    /// <summary>Why a resource holds no values of a parameter; null when it does.</summary>
    public static string? ReasonAgainst(SearchParameter definition) => (definition.Code, definition.Expression) switch
    {
        _ when Illustrations.Contains(definition.Url, StringComparer.Ordinal) => "It illustrates the resource SearchParameter and is no parameter of R4.",
        ("_text" or "_content", null) => "Full text: it reads the whole resource.",
        ("_query" or "_filter", null) => "It asks the server, not a resource.",
        (_, null) => "R4 gives it no expression.",
        _ when definition.Bases.Count == 0 => "It names no resource type.",
        _ => null,
    };

    /// <summary>How the values of a parameter compare.</summary>
    /// <exception cref="SearchParameterException">R4 has no such type.</exception>
    public static SearchType TypeOf(SearchParameter definition) => definition.Type switch
    {
        "token" => SearchType.Token,
        "reference" => SearchType.Reference,
        "date" => SearchType.Date,
        "string" => SearchType.String,
        "number" => SearchType.Number,
        "quantity" => SearchType.Quantity,
        "uri" => SearchType.Uri,
        "composite" => SearchType.Composite,
        "special" => SearchType.Special,
        _ => throw new SearchParameterException(definition.Url, $"R4 has no parameters of type '{definition.Type}'."),
    };

    /// <summary>Compiles what concerns the parameter's resource type.</summary>
    /// <exception cref="SearchParameterException">It cannot be compiled; the message names it.</exception>
    public CompiledParameter Compile(IndexedParameter parameter)
    {
        SearchParameter definition = parameter.Definition;
        List<CompiledBranch> branches = [];
        foreach (string operand in Union(definition.Expression!))
        {
            if (!Concerns(operand, parameter.ResourceType)) continue;
            string text = operand;
            string? target = parameter.Type == SearchType.Reference ? TakeTarget(ref text) : null;
            branches.Add(new CompiledBranch(Compile(definition, text, parameter.ResourceType), target, text));
        }

        return new CompiledParameter(branches, parameter.Type == SearchType.Composite ? [.. definition.Components.Select(component => Component(definition, component))] : []);
    }

    private CompiledComponent Component(SearchParameter composite, SearchComponent component)
    {
        if (!_byUrl.TryGetValue(component.Definition, out SearchParameter? definition))
        {
            throw new SearchParameterException(composite.Url, $"Its component {component.Definition} is not held.");
        }

        SearchType type = TypeOf(definition);
        if (type == SearchType.Composite) throw new SearchParameterException(composite.Url, $"Its component {component.Definition} is a composite itself.");
        return new CompiledComponent(type, Compile(composite, component.Expression, contextType: null), component.Expression);
    }

    private FhirPathExpression Compile(SearchParameter definition, string text, string? contextType)
    {
        try
        {
            return FhirPathExpression.Compile(Corrected(text), _model, new FhirPathOptions { AsPicks = true, ContextType = contextType });
        }
        catch (FhirPathException fault)
        {
            throw new SearchParameterException(definition.Url, fault.Message, fault);
        }
    }

    // R4's Observation-code-value-date asks for System.DateTime, which no element of FHIR is.
    private static string Corrected(string text) => text.Replace("as(DateTime)", "as(dateTime)", StringComparison.Ordinal);

    /// <summary>The operands of the outermost union. R4 gives one expression for many types: <c>Patient.active | Person.active</c>.</summary>
    internal static IEnumerable<string> Union(string expression)
    {
        int depth = 0;
        int start = 0;
        char quote = '\0';
        for (int i = 0; i < expression.Length; i++)
        {
            char c = expression[i];
            if (quote != '\0')
            {
                if (c == '\\') i++;
                else if (c == quote) quote = '\0';
            }
            else if (c is '\'' or '"' or '`') quote = c;
            else if (c is '(' or '[' or '{') depth++;
            else if (c is ')' or ']' or '}') depth--;
            else if (c == '|' && depth == 0)
            {
                yield return expression[start..i].Trim();
                start = i + 1;
            }
        }

        yield return expression[start..].Trim();
    }

    /// <summary>Whether an operand can give anything for a type: it does not begin with another resource type's name.</summary>
    private bool Concerns(string operand, string resourceType)
    {
        string first = new([.. operand.TrimStart('(', ' ').TakeWhile(char.IsAsciiLetterOrDigit)]);
        if (first == resourceType || _model.Find(first) is not { IsResource: true } named) return true;
        return _model.Find(resourceType) is { } type && type.IsA(named);
    }

    /// <summary>
    /// Takes <c>.where(resolve() is Type)</c> off the end. The index cannot resolve: what names another type does not count, and what names none,
    /// as a URN, may be of the type, and does.
    /// </summary>
    private static string? TakeTarget(ref string operand)
    {
        int at = operand.LastIndexOf(IsTarget, StringComparison.Ordinal);
        if (at < 0 || !operand.EndsWith(')')) return null;
        string target = operand[(at + IsTarget.Length)..^1];
        if (!target.All(char.IsAsciiLetter)) return null;
        operand = operand[..at];
        return target;
    }
}
