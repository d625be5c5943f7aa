using Registry.Fhir.FhirPath;
using Registry.Fhir.Json;
using Registry.Fhir.Outcomes;
using Registry.Fhir.Profiles;

namespace Registry.Fhir.Validation;

/// <summary>What the trials of one document share: which node is being held against which profile, what came of it, and how much has been done.</summary>
/// <remarks>
/// A trial asks whether a value meets a profile without telling why not: for a reference's target, a slice known by a profile, or one of several
/// type profiles. Profiles may ask for each other in a circle, so a pair that is being asked about counts as met: a circle that nothing breaks holds.
/// </remarks>
internal sealed class RunState(RuleBook book, ResourceDocument document, ValidationOptions options) : IDisposable
{
    private readonly Stack<FhirPathEvaluator> _evaluators = new();      // More than one only while conformsTo() is being answered.
    private FhirPathEnvironment? _environment;
    private int _steps = Limits.InvariantSteps + (document.Nodes.Length * Limits.InvariantStepsPerNode);

    // Made by the first trial: most documents need none.
    private Dictionary<(int Node, Shape Profile), bool>? _known;
    private HashSet<(int Node, Shape Profile)>? _running;
    private Stack<Findings>? _silent;
    private bool _isAssumed;

    /// <summary>Receives what trials find: counted, never worded.</summary>
    public Stack<Findings> Silent => _silent ??= new();

    /// <summary>Trials that were begun.</summary>
    public int Trials { get; private set; }

    /// <summary>True once the document has asked for more than <see cref="Limits.ProfileTrials"/>, or too deep.</summary>
    public bool IsExhausted { get; private set; }

    /// <summary>Whether an expression holds of a place.</summary>
    /// <inheritdoc cref="FhirPathEvaluator.Test"/>
    public FhirPathResult Test(FhirPathExpression expression, int node, int shadow, FhirType? type, int resource, int rootResource, out FhirPathException? fault)
    {
        _environment ??= new FhirPathEnvironment { Now = options.Now ?? DateTimeOffset.UnixEpoch, Profiles = Conforms, Slices = IsOfSlice };
        FhirPathEvaluator evaluator = _evaluators.TryPop(out FhirPathEvaluator? free) ? free : new FhirPathEvaluator(book.Model, _environment);
        evaluator.Budget = Math.Min(_steps, Limits.FhirPathSteps);
        FhirPathResult result = evaluator.Test(expression, document, node, shadow, type, resource, rootResource);
        _steps -= evaluator.Budget - Math.Max(evaluator.StepsLeft, 0);
        fault = evaluator.Fault;
        _evaluators.Push(evaluator);
        return result;
    }

    /// <summary>Whether a node is among what an expression selects from a resource; true too when it selects no elements or cannot be evaluated, as then it says nothing.</summary>
    public bool Selects(FhirPathExpression expression, int node, int resource, int rootResource)
    {
        _environment ??= new FhirPathEnvironment { Now = options.Now ?? DateTimeOffset.UnixEpoch, Profiles = Conforms, Slices = IsOfSlice };
        FhirPathEvaluator evaluator = _evaluators.TryPop(out FhirPathEvaluator? free) ? free : new FhirPathEvaluator(book.Model, _environment);
        evaluator.Budget = Math.Min(_steps, Limits.FhirPathSteps);
        try
        {
            evaluator.Run(expression, FhirPathItem.OfNode(document, resource, -1, Place.TypeAt(book.Model, document, resource)), resource, rootResource);
            foreach (ref readonly FhirPathItem item in evaluator.From(0))
            {
                if (!item.IsNode || item.Node == node || item.Shadow == node) return true;
            }

            return false;
        }
        catch (FhirPathException fault)
        {
            return fault.Fault != FhirPathFault.Limit;
        }
        finally
        {
            _steps -= evaluator.Budget - Math.Max(evaluator.StepsLeft, 0);
            _evaluators.Push(evaluator);
        }
    }

    public void Dispose()
    {
        while (_evaluators.TryPop(out FhirPathEvaluator? evaluator)) evaluator.Dispose();
    }

    // conformsTo(): a trial that finds its own resource, as an expression may go anywhere.
    private bool? Conforms(NodeCursor place, string canonical) =>
        book.Profile(canonical) is { } profile ? ResourceCheck.Conforms(book, document, this, options, place, profile) : null;

    private bool? IsOfSlice(NodeCursor place, string canonical, string name) => ResourceCheck.IsOfSlice(book, document, this, options, place, canonical, name);

    /// <summary>What is known of a pair without a trial; null when it has to be tried, and then <see cref="End"/> must follow.</summary>
    public bool? Begin(int node, Shape profile)
    {
        _known ??= [];
        _running ??= [];
        if (_known.TryGetValue((node, profile), out bool isMet)) return isMet;
        if (_running.Contains((node, profile)))
        {
            _isAssumed = true;
            return true;
        }

        if (Trials >= Limits.ProfileTrials || _running.Count >= Limits.ProfileNesting)
        {
            IsExhausted = true;
            return true;    // The document is refused for it once, by the outermost run.
        }

        Trials++;
        _running.Add((node, profile));
        return null;
    }

    /// <summary>Ends a trial. What rests on a pair that is still being asked about is not kept, unless it failed all the same.</summary>
    public void End(int node, Shape profile, bool isMet)
    {
        _running!.Remove((node, profile));
        if (_running.Count == 0) _isAssumed = false;
        if (!isMet || !_isAssumed) _known![(node, profile)] = isMet;
    }
}
