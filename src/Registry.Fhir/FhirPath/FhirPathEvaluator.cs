using System.Buffers;
using System.Globalization;
using Registry.Fhir.FhirPath.Operators;
using Registry.Fhir.FhirPath.Values;
using Registry.Fhir.Json;

namespace Registry.Fhir.FhirPath;

/// <summary>What an invariant says of a place.</summary>
internal enum FhirPathResult
{
    /// <summary>It holds.</summary>
    True,

    /// <summary>It does not.</summary>
    False,

    /// <summary>Neither: the expression gives nothing.</summary>
    Empty,

    /// <summary>It could not be evaluated; <see cref="FhirPathEvaluator.Fault"/> says why.</summary>
    Failed,
}

/// <summary>Runs compiled expressions over one document. Reusable, not thread-safe; rents its stack, so dispose of it.</summary>
/// <remarks>Operators push what they give on one stack of items and compact it. Invariant: an operator leaves the stack as it was, plus its result.</remarks>
internal sealed class FhirPathEvaluator : IDisposable
{
    private const int FirstItems = 256;

    private FhirPathItem[] _items = ArrayPool<FhirPathItem>.Shared.Rent(FirstItems);
    private int _steps = Limits.FhirPathSteps;
    private char[] _characters = [];

    public FhirPathEvaluator(FhirPathModel model, FhirPathEnvironment environment)
    {
        Model = model;
        Environment = environment;
        OffsetMinutes = (int)environment.Now.Offset.TotalMinutes;
    }

    public FhirPathModel Model { get; }

    public FhirPathEnvironment Environment { get; }

    /// <summary>The offset of dates that say none, in minutes.</summary>
    public int OffsetMinutes { get; }

    /// <summary>Why the last test failed; null when it did not.</summary>
    public FhirPathException? Fault { get; private set; }

    /// <summary>How many items lie on the stack.</summary>
    public int Count { get; private set; }

    /// <summary><c>$this</c>: what a path begins at; no item when the expression is evaluated on nothing.</summary>
    public FhirPathItem This;

    /// <summary>Where on the stack the items of <c>$this</c> begin and how many they are, where it is a collection; -1 where it is <see cref="This"/>.</summary>
    public (int Start, int Count) Many;

    /// <summary><c>$index</c>; -1 outside a loop.</summary>
    public int Index;

    /// <summary>Where on the stack the items of <c>$total</c> begin and how many they are; -1 outside <c>aggregate()</c>.</summary>
    public (int Start, int Count) Total;

    /// <summary><c>%context</c></summary>
    public FhirPathItem Context;

    /// <summary><c>%resource</c></summary>
    public FhirPathItem Resource;

    /// <summary><c>%rootResource</c></summary>
    public FhirPathItem RootResource;

    /// <summary>What <c>defineVariable()</c> has set, by slot.</summary>
    public FhirPathItem[]?[] Variables = [];

    /// <summary>How many steps the next evaluation may take.</summary>
    public int Budget { get; set; } = Limits.FhirPathSteps;

    /// <summary>How many of them the last one left; below 0 when it was stopped.</summary>
    public int StepsLeft => _steps;

    public ref FhirPathItem this[int index] => ref _items[index];

    /// <summary>Whether an expression holds of a place. Allocates nothing where it need not make texts or numbers.</summary>
    /// <param name="expression">Compiled with the same model.</param>
    /// <param name="document">Numbered with the model's names.</param>
    /// <param name="node">The value; -1 for a primitive that has only extensions.</param>
    /// <param name="shadow">What stands under the name with underscore; -1 without it.</param>
    /// <param name="type">Its type; null when not known.</param>
    /// <param name="resource">The resource that holds it.</param>
    /// <param name="rootResource">The resource that contains that one, or the same.</param>
    public FhirPathResult Test(FhirPathExpression expression, ResourceDocument document, int node, int shadow, FhirType? type, int resource, int rootResource)
    {
        Begin(FhirPathItem.OfNode(document, node, shadow, type), resource, rootResource, expression);
        try
        {
            return expression.Root.Test(this) switch
            {
                Truth.True => FhirPathResult.True,
                Truth.False => FhirPathResult.False,
                _ => FhirPathResult.Empty,
            };
        }
        catch (FhirPathException fault)
        {
            Fault = fault;
            return FhirPathResult.Failed;
        }
    }

    /// <summary>Leaves the result on the stack, from 0.</summary>
    /// <exception cref="FhirPathException">It cannot be evaluated.</exception>
    public void Run(FhirPathExpression expression, in FhirPathItem focus, int resource, int rootResource)
    {
        Begin(focus, resource, rootResource, expression);
        expression.Root.Run(this);
    }

    public void Dispose()
    {
        ArrayPool<FhirPathItem>.Shared.Return(_items, clearArray: true);
        _items = [];
        if (_characters.Length > 0) ArrayPool<char>.Shared.Return(_characters, clearArray: true);
        _characters = [];
    }

    public void Push(in FhirPathItem item)
    {
        if (Count == _items.Length)
        {
            FhirPathItem kept = item; // It may lie in the array that is given back.
            Grow();
            _items[Count++] = kept;
            return;
        }

        _items[Count++] = item;
    }

    public void Push(Truth value)
    {
        if (value != Truth.Empty) Push(FhirPathItem.Of(value == Truth.True));
    }

    public void Push(string text)
    {
        if (text.Length > Limits.FhirPathTextChars) throw Limit("makes a longer text than", Limits.FhirPathTextChars, "characters");
        Push(FhirPathItem.Of(new TextValue(text)));
    }

    /// <summary>Takes away what lies at or above this place.</summary>
    public void Truncate(int count) => Count = count;

    /// <summary>Moves the items from <paramref name="from"/> on down to <paramref name="to"/>, over what lies between.</summary>
    public void Compact(int to, int from)
    {
        if (to == from) return;
        Array.Copy(_items, from, _items, to, Count - from);
        Count -= from - to;
    }

    /// <summary>The items from this place on.</summary>
    public Span<FhirPathItem> From(int start) => _items.AsSpan(start, Count - start);

    /// <summary>Counts work done.</summary>
    public void Step(int steps = 1)
    {
        if ((_steps -= steps) >= 0) return;
        throw Limit("visits more than", Budget, "items");
    }

    /// <summary>A buffer of at least this many characters, valid until the next call.</summary>
    public char[] Characters(int count)
    {
        if (_characters.Length >= count) return _characters;
        if (_characters.Length > 0) ArrayPool<char>.Shared.Return(_characters, clearArray: true);
        return _characters = ArrayPool<char>.Shared.Rent(count);
    }

    private static FhirPathException Limit(string what, int bound, string unit) =>
        new(FhirPathFault.Limit, $"The evaluation {what} {bound.ToString(CultureInfo.InvariantCulture)} {unit}, and was stopped.");

    private void Begin(in FhirPathItem focus, int resource, int rootResource, FhirPathExpression expression)
    {
        Fault = null;
        Count = 0;
        _steps = Budget;
        This = Context = focus;
        Index = -1;
        Total = Many = (-1, 0);
        Resource = ResourceItem(focus, resource);
        RootResource = resource == rootResource ? Resource : ResourceItem(focus, rootResource);
        if (expression.VariableCount > 0) Variables = new FhirPathItem[expression.VariableCount][];
    }

    private FhirPathItem ResourceItem(in FhirPathItem focus, int node) =>
        node < 0 || !focus.IsNode ? default : FhirPathItem.OfNode(focus.Document, node, -1, Navigation.ResourceType(this, focus.Document, node));

    private void Grow()
    {
        if (_items.Length >= Limits.FhirPathItems) throw Limit("holds more than", Limits.FhirPathItems, "items");
        FhirPathItem[] larger = ArrayPool<FhirPathItem>.Shared.Rent(_items.Length * 2);
        Array.Copy(_items, larger, Count);
        ArrayPool<FhirPathItem>.Shared.Return(_items, clearArray: true);
        _items = larger;
    }
}
