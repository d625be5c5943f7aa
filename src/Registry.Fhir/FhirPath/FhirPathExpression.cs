using Registry.Fhir.FhirPath.Operators;
using Registry.Fhir.FhirPath.Syntax;
using Registry.Fhir.Json;

namespace Registry.Fhir.FhirPath;

/// <summary>A compiled FHIRPath expression. Immutable, thread-safe; compile once and keep. http://hl7.org/fhirpath/N1, https://hl7.org/fhir/R4/fhirpath.html</summary>
public sealed class FhirPathExpression
{
    private readonly FhirPathModel _model;

    private FhirPathExpression(string text, FhirPathModel model, FhirPathOperator root, int variableCount)
    {
        Text = text;
        _model = model;
        Root = root;
        VariableCount = variableCount;
    }

    /// <summary>The expression as given.</summary>
    public string Text { get; }

    /// <summary>The operator whose result is the expression's.</summary>
    internal FhirPathOperator Root { get; }

    internal int VariableCount { get; }

    /// <summary>Reads, checks and compiles an expression.</summary>
    /// <param name="text">The expression.</param>
    /// <param name="model">The types that it may name.</param>
    /// <param name="options">What it will be evaluated on, and how strictly names are checked; null for <see cref="FhirPathOptions.Default"/>.</param>
    /// <exception cref="FhirPathException">It is no FHIRPath, or cannot be meant for its context.</exception>
    public static FhirPathExpression Compile(string text, FhirPathModel model, FhirPathOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(model);
        Compiler compiler = new(text, model, options ?? FhirPathOptions.Default);
        FhirPathOperator root = compiler.Compile(Parser.Parse(text));
        return new FhirPathExpression(text, model, root, compiler.VariableCount);
    }

    /// <summary>Evaluates the expression.</summary>
    /// <param name="focus">Where it begins: a resource, or a part of one; a missing place for none.</param>
    /// <param name="environment">What lies outside the document; null for the default.</param>
    /// <returns>The items of the result in order; empty when there are none.</returns>
    /// <exception cref="FhirPathException">It cannot be evaluated on this data, or met a limit.</exception>
    public IReadOnlyList<FhirPathValue> Evaluate(NodeCursor focus, FhirPathEnvironment? environment = null)
    {
        using FhirPathEvaluator evaluator = new(_model, environment ?? new FhirPathEnvironment());
        focus.Document?.Renumber(_model.Names);
        Place place = Place.Of(_model, focus);
        evaluator.Run(this, place.Focus, place.Resource, place.RootResource);
        List<FhirPathValue> values = new(evaluator.Count);
        foreach (ref readonly FhirPathItem item in evaluator.From(0)) values.Add(Materialised.Of(item));
        return values;
    }
}
