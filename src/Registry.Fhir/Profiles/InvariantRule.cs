using Registry.Fhir.Definitions;
using Registry.Fhir.FhirPath;
using Registry.Fhir.FhirPath.Syntax;
using Registry.Fhir.Json;

namespace Registry.Fhir.Profiles;

/// <summary>One invariant of an element, compiled when it is first needed. Thread-safe. https://hl7.org/fhir/R4/conformance-rules.html#constraints</summary>
internal sealed class InvariantRule
{
    private static readonly string[] TimeFunctions = ["now()", "today()", "timeOfDay()"];

    private readonly RuleBook _book;
    private readonly ElementConstraint _constraint;
    private readonly string? _context;
    private readonly bool _isStrict;
    private Compiled? _compiled;

    /// <param name="book">Gives the types.</param>
    /// <param name="constraint">With an expression.</param>
    /// <param name="context">What it is evaluated on, as a type or a path; null when that is not known.</param>
    /// <param name="isStrict">Whether a name that the context does not have is a fault.</param>
    public InvariantRule(RuleBook book, ElementConstraint constraint, string? context, bool isStrict)
    {
        (_book, _constraint, _context, _isStrict) = (book, constraint, context, isStrict);
        AsksTime = Array.Exists(TimeFunctions, function => Text.Contains(function, StringComparison.Ordinal));
    }

    public string Key => _constraint.Key;

    public string Human => _constraint.Human;

    public string Text => _constraint.Expression!;

    public bool IsError => _constraint.IsError;

    /// <summary>True for a recommendation, which is looked at only when asked for.</summary>
    public bool IsBestPractice => _constraint.IsBestPractice;

    /// <summary>True when its answer depends on the time.</summary>
    public bool AsksTime { get; }

    /// <exception cref="FhirPathException">It cannot be compiled.</exception>
    public FhirPathExpression Expression => (_compiled ??= Compile()).Expression;

    /// <summary>A bit for each name of an element that it looks at, by the name's number; all bits when it looks at more than children by name.</summary>
    /// <remarks>An object that holds none of these elements satisfies it, so it need not be evaluated: that was tried on one when it was compiled.</remarks>
    public ulong Names => (_compiled ??= Compile()).Names;

    /// <summary>The bit of an element's name; the property with the underscore has that of its element.</summary>
    public static ulong BitOf(int name, int count) => 1UL << ((name >= count / 2 ? name - (count / 2) : name) & 63);

    private Compiled Compile()
    {
        FhirPathExpression expression = FhirPathExpression.Compile(Text, _book.Model, new FhirPathOptions { ContextType = _context, IsStrict = _isStrict, AsPicks = true });
        HashSet<string>? names = InvariantNames.Of(Parser.Parse(Text));
        return new Compiled(expression, names is not null && HoldsOfNothing(expression) ? Bits(names) : ulong.MaxValue);
    }

    private ulong Bits(HashSet<string> names)
    {
        ElementNames known = _book.Names;
        ulong bits = 0;
        for (int number = 0; number < known.Count / 2; number++)
        {
            if (names.Contains(known.FindChoice(number) is { } choice ? choice.Element : known[number]) || names.Contains(known[number])) bits |= BitOf(number, known.Count);
        }

        return bits;
    }

    // On an object that holds none of the names.
    private bool HoldsOfNothing(FhirPathExpression expression)
    {
        using ResourceDocument nothing = ResourceDocument.Parse("{\"none\":1}"u8.ToArray(), _book.Names);
        using FhirPathEvaluator evaluator = new(_book.Model, new FhirPathEnvironment());
        FhirType? type = _context is null ? null : _book.Model.TypeOf(_context);
        return evaluator.Test(expression, nothing, 0, -1, type, 0, 0) is FhirPathResult.True or FhirPathResult.Empty;
    }

    private sealed record Compiled(FhirPathExpression Expression, ulong Names);
}

/// <summary>Which children of its focus an expression looks at.</summary>
/// <remarks>
/// Invariant: of two objects of a type that hold none of these, the expression says the same. What could tell them apart otherwise (the focus
/// itself, its type, other resources, all children at once) makes the answer null.
/// </remarks>
internal sealed class InvariantNames
{
    private static readonly HashSet<string> PerItem = new(StringComparer.Ordinal) { "where", "select", "all", "exists", "repeat", "trace", "aggregate" };

    private readonly HashSet<string> _names = new(StringComparer.Ordinal);

    /// <summary>The names; null when it looks at more.</summary>
    public static HashSet<string>? Of(SyntaxNode expression)
    {
        InvariantNames names = new();
        return names.Knows(expression) ? names._names : null;
    }

    private bool Knows(SyntaxNode? node)
    {
        switch (node)
        {
            case null or SyntaxNode.Literal or SyntaxNode.Nothing:
                return true;
            case SyntaxNode.Member { Source: null or SyntaxNode.Special { Name: "$this", Source: null } } member:
                // A capital begins the name of a type, by which R4 lets a path begin.
                if (char.IsUpper(member.Name[0])) return false;
                _names.Add(member.Name);
                return true;
            case SyntaxNode.Member member:
                return Knows(member.Source);
            case SyntaxNode.Call call:
                return Knows(call);
            case SyntaxNode.Indexer indexer:
                return Knows(indexer.Source) && Knows(indexer.Index);
            case SyntaxNode.Polarity polarity:
                return Knows(polarity.Operand);
            case SyntaxNode.Binary binary:
                return Knows(binary.Left) && Knows(binary.Right);
            case SyntaxNode.TypeTest test:
                return Knows(test.Operand);
            default:
                return false;   // $this, %resource and the like.
        }
    }

    private bool Knows(SyntaxNode.Call call)
    {
        if (call.Source is null)
        {
            if (call.Name == "iif") return call.Arguments.All(Knows);
            if (call.Name != "extension") return false;
            _names.Add("extension");
            return call.Arguments.All(Knows);
        }

        if (!Knows(call.Source)) return false;
        // What is asked of each item is never asked where there are none.
        return (PerItem.Contains(call.Name) && IsPath(call.Source)) || call.Arguments.All(Knows);
    }

    // Gives nothing where the name at its beginning is absent.
    private static bool IsPath(SyntaxNode node) => node switch
    {
        SyntaxNode.Member { Source: null or SyntaxNode.Special { Name: "$this", Source: null } } => true,
        SyntaxNode.Member { Source: { } source } => IsPath(source),
        SyntaxNode.Call { Name: "where" or "select" or "repeat" or "ofType" or "trace" or "children" or "descendants" or "first" or "last" or "tail" or "resolve", Source: { } source } => IsPath(source),
        SyntaxNode.Call { Name: "extension", Source: null } => true,
        SyntaxNode.Binary { Operator: "|" } union => IsPath(union.Left) && IsPath(union.Right),
        SyntaxNode.Indexer indexer => IsPath(indexer.Source),
        SyntaxNode.TypeTest { IsAs: true } cast => IsPath(cast.Operand),
        _ => false,
    };
}
