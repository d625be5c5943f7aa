using Registry.Fhir.FhirPath.Operators;
using Registry.Fhir.FhirPath.Syntax;

namespace Registry.Fhir.FhirPath;

/// <summary>A function call as the table of functions sees it: its source and arguments, compiled as the function evaluates them.</summary>
internal sealed class FunctionCall(Compiler compiler, SyntaxNode.Call call)
{
    /// <summary>What the function is applied to.</summary>
    public FhirPathOperator Source { get; } = compiler.Source(call.Source, call.Offset);

    /// <summary>The source, which must be able to become a text or what else the function takes.</summary>
    public FhirPathOperator Of(params ReadOnlySpan<SystemKind> kinds)
    {
        compiler.Demand(Source, call.Offset, call.Name, kinds);
        return Source;
    }

    /// <summary>An argument that is evaluated once, beside the source.</summary>
    public FhirPathOperator Value(int index) => compiler.Scoped(call.Arguments[index]);

    public FhirPathOperator? ValueOrNull(int index) => index < call.Arguments.Count ? Value(index) : null;

    /// <summary>An argument that is evaluated for each item of the source.</summary>
    public FhirPathOperator Each(int index) => EachOf(Source.Types, index);

    public FhirPathOperator? EachOrNull(int index) => index < call.Arguments.Count ? Each(index) : null;

    public FhirPathOperator EachOf(FhirType[]? types, int index) => compiler.Within(types, call.Arguments[index]);

    /// <summary>The result has the types of the source.</summary>
    public FhirPathOperator Same(FhirPathOperator compiled)
    {
        compiled.Types = Source.Types;
        compiled.IsUnordered = Source.IsUnordered;
        return compiled;
    }

    /// <summary>The result has the types of an argument.</summary>
    public static FhirPathOperator As(FhirPathOperator argument, Func<FhirPathOperator, FhirPathOperator> build)
    {
        FhirPathOperator compiled = build(argument);
        compiled.Types = argument.Types;
        return compiled;
    }

    /// <summary>The result has a System type.</summary>
    public static FhirPathOperator Gives(FhirPathOperator compiled, SystemKind kind)
    {
        compiled.Types = [FhirType.System[(int)kind]];
        return compiled;
    }

    public FhirPathOperator Both(Func<FhirPathOperator, FhirPathOperator, FhirPathOperator> build)
    {
        FhirPathOperator other = Value(0);
        FhirPathOperator compiled = build(Source, other);
        compiled.Types = Compiler.Either(Source, other);
        return compiled;
    }

    public FhirPathOperator Part(Part part)
    {
        if (part != Operators.Part.Single) compiler.DemandOrder(Source, call.Offset, call.Name + "()");
        return Same(new PartOperator(Source, part, ValueOrNull(0)));
    }

    public FhirPathOperator Text(TextFunction function) =>
        Gives(new TextOperator(Of(SystemKind.String), [.. Enumerable.Range(0, call.Arguments.Count).Select(Value)], function), SystemKind.String);

    public FhirPathOperator Math(string name) => new MathOperator(name, Of(SystemKind.Integer, SystemKind.Long, SystemKind.Decimal, SystemKind.Quantity), ValueOrNull(0));

    public FhirPathOperator Convert(SystemKind kind) => Gives(new ConvertOperator(Source, kind, ValueOrNull(0)), kind);

    public FhirPathOperator TypeTest(bool isAs) => compiler.TypeTest(call.Offset, Source, TypeArgument(), isAs);

    public FhirPathOperator OfType()
    {
        TypeName type = compiler.TypeName(call.Offset, TypeArgument());
        return new OfTypeOperator(Source, type, isSingle: false) { Types = Compiler.TypesOf(type) };
    }

    public FhirPathOperator Extension() =>
        new ExtensionOperator(Source, Value(0), compiler.Model.KeyOf("extension")) { Types = compiler.Model.Find("Extension") is { } type ? [type] : null };

    public FhirPathOperator ElementDefinitions() =>
        new ElementDefinitionOperator(Source) { Types = compiler.Model.Find("ElementDefinition") is { } type ? [type] : null };

    public FhirPathOperator CheckModifiers() =>
        Same(new CheckModifiersOperator(Source, [.. Enumerable.Range(0, call.Arguments.Count).Select(Value)], compiler.Model.KeyOf("modifierExtension")));

    public FhirPathOperator Iif()
    {
        FhirPathOperator criterion = Each(0);
        compiler.Demand(criterion, call.Offset, call.Name, SystemKind.Boolean);
        FhirPathOperator then = Each(1);
        FhirPathOperator? otherwise = EachOrNull(2);
        return new IifOperator(Source, criterion, then, otherwise) { Types = otherwise is null ? then.Types : Compiler.Either(then, otherwise) };
    }

    public FhirPathOperator DefineVariable()
    {
        if (call.Arguments[0] is not SyntaxNode.Literal { Value: Values.TextValue name }) throw compiler.Fault(call.Offset, "The name of a variable must be a text in quotes.");
        FhirPathOperator? value = call.Arguments.Count > 1 ? Each(1) : null;
        int slot = compiler.Define(name.Text, value is null ? Source.Types : value.Types, call.Offset);
        return Same(new DefineOperator(Source, slot, value));
    }

    public (FhirPathOperator Key, bool IsDescending)[] SortKeys() =>
        [.. call.Arguments.Select((argument, index) => (Each(index), ((SyntaxNode.SortKey)argument).IsDescending))];

    // A type stands where an expression would: Patient, FHIR.Patient, `Patient`.
    private string TypeArgument() => call.Arguments[0] switch
    {
        SyntaxNode.Member { Source: null } type => type.Name,
        SyntaxNode.Member { Source: SyntaxNode.Member { Source: null } space } type => space.Name + "." + type.Name,
        _ => throw compiler.Fault(call.Offset, $"{call.Name}() takes the name of a type."),
    };
}
