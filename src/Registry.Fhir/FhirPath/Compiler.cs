using Registry.Fhir.FhirPath.Operators;
using Registry.Fhir.FhirPath.Syntax;

namespace Registry.Fhir.FhirPath;

/// <summary>Turns a syntax tree into operators and checks names against the types that are known.</summary>
internal sealed class Compiler
{
    private readonly string _text;
    private readonly FhirPathOptions _options;
    private readonly FhirType? _context;
    private readonly Dictionary<string, (int Slot, FhirType[]? Types)> _variables = new(StringComparer.Ordinal);
    private FhirType[]? _this;

    /// <exception cref="FhirPathException">The context is no type of the model.</exception>
    public Compiler(string text, FhirPathModel model, FhirPathOptions options)
    {
        _text = text;
        Model = model;
        _options = options;
        if (options.ContextType is not { } context) return;
        _context = model.TypeOf(context);
        if (_context is null && !context.Contains('.', StringComparison.Ordinal)) throw new FhirPathException(FhirPathFault.Semantic, $"There is no type '{context}'.");
        if (_context is { IsOpen: false }) _this = [_context];
    }

    public FhirPathModel Model { get; }

    /// <summary>How many variables <c>defineVariable()</c> makes.</summary>
    public int VariableCount { get; private set; }

    public FhirPathOperator Compile(SyntaxNode node)
    {
        FhirPathOperator compiled = node switch
        {
            SyntaxNode.Literal literal => Literal(literal),
            SyntaxNode.Nothing => new NothingOperator { Types = [] },
            SyntaxNode.Special special => Special(special),
            SyntaxNode.Variable variable => Variable(variable),
            SyntaxNode.Member member => Member(member),
            SyntaxNode.Call call => Functions.Compile(this, call),
            SyntaxNode.Indexer indexer => Indexer(indexer),
            SyntaxNode.Polarity polarity => Polarity(polarity),
            SyntaxNode.Binary binary => Binary(binary),
            SyntaxNode.TypeTest test => TypeTest(test.Offset, Compile(test.Operand), test.Type, test.IsAs),
            SyntaxNode.SortKey key => Compile(key.Key),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
        compiled.Offset = node.Offset;
        compiled.Expression = _text;
        return compiled;
    }

    /// <summary>What a function is applied to: <c>$this</c> where nothing stands before it.</summary>
    public FhirPathOperator Source(SyntaxNode? source, int offset) =>
        source is not null ? Compile(source) : new ThisOperator { Types = _this, Offset = offset, Expression = _text };

    /// <summary>Compiles what is evaluated for each item of these types; variables that it defines end with it.</summary>
    public FhirPathOperator Within(FhirType[]? types, SyntaxNode body)
    {
        FhirType[]? outer = _this;
        _this = types;
        FhirPathOperator compiled = Scoped(body);
        _this = outer;
        return compiled;
    }

    /// <summary>Compiles a part whose variables end with it.</summary>
    public FhirPathOperator Scoped(SyntaxNode body)
    {
        Dictionary<string, (int, FhirType[]?)> outer = new(_variables, StringComparer.Ordinal);
        FhirPathOperator compiled = Compile(body);
        _variables.Clear();
        foreach ((string name, (int, FhirType[]?) variable) in outer) _variables.Add(name, variable);
        return compiled;
    }

    public int Define(string name, FhirType[]? types, int offset)
    {
        if (name is "context" or "resource" or "rootResource" or "ucum" or "sct" or "loinc") throw Fault(offset, $"%{name} has its meaning already.");
        if (!_variables.TryAdd(name, (VariableCount, types))) throw Fault(offset, $"%{name} is defined already.");
        return VariableCount++;
    }

    public FhirPathOperator TypeTest(int offset, FhirPathOperator operand, string name, bool isAs)
    {
        TypeName type = TypeName(offset, name);
        if (!isAs) return new IsOperator(operand, type);
        return new OfTypeOperator(operand, type, isSingle: !_options.AsPicks) { Types = TypesOf(type) };
    }

    public static FhirType[]? TypesOf(TypeName type) => type.Fhir is { } fhir ? (type.System is { } system ? [fhir, system] : [fhir]) : type.System is { } only ? [only] : [];

    /// <summary>Resolves the name of a type: FHIR's before System's where no namespace is given.</summary>
    /// <exception cref="FhirPathException">There is no such type.</exception>
    public TypeName TypeName(int offset, string name)
    {
        int dot = name.IndexOf('.', StringComparison.Ordinal);
        string space = dot < 0 ? "" : name[..dot];
        string plain = name[(dot + 1)..];
        FhirType? fhir = space is "" or "FHIR" ? Model.Find(plain) : null;
        FhirType? system = space is "" or "System" ? Array.Find(FhirType.System, type => type is not null && type.Name == plain) : null;
        if (fhir is null && system is null && space != "System") throw Fault(offset, $"There is no type '{name}'.");
        return new TypeName(fhir, system);
    }

    public FhirPathException Fault(int offset, string reason) => new(FhirPathFault.Semantic, reason, _text, offset);

    /// <summary>Refuses what is applied to a complex type that cannot become what the function needs.</summary>
    public void Demand(FhirPathOperator source, int offset, string function, params ReadOnlySpan<SystemKind> kinds)
    {
        if (!_options.IsStrict || source.Types is not { Length: > 0 } types) return;
        foreach (FhirType type in types)
        {
            if (type.IsOpen || kinds.Contains(type.IsQuantity ? SystemKind.Quantity : type.Kind)) return;
        }

        throw Fault(offset, $"{function}() does not take {string.Join(", ", types.Select(type => type.ToString()))}.");
    }

    /// <summary>Refuses to count in what has no order, where that is checked.</summary>
    public void DemandOrder(FhirPathOperator source, int offset, string function)
    {
        if (_options.IsOrderChecked && source.IsUnordered) throw Fault(offset, $"{function} counts in items that have no order of their own.");
    }

    private static LiteralOperator Literal(SyntaxNode.Literal literal)
    {
        FhirPathItem item = FhirPathItem.OfLiteral(literal.Value);
        return new LiteralOperator(literal.Value) { Types = [FhirType.System[(int)ItemValue.KindOf(item)]] };
    }

    private FhirPathOperator Special(SyntaxNode.Special special)
    {
        FhirPathOperator inner = special.Name switch
        {
            "this" => new ThisOperator { Types = _this },
            "index" => new IndexOperator { Types = [FhirType.System[(int)SystemKind.Integer]] },
            _ => new TotalOperator(),
        };
        return special.Source is null ? inner : new SelectOperator(Compile(special.Source), inner) { Types = inner.Types };
    }

    private FhirPathOperator Variable(SyntaxNode.Variable variable)
    {
        string name = variable.Name;
        if (_variables.TryGetValue(name, out (int Slot, FhirType[]? Types) defined)) return new DefinedOperator(defined.Slot) { Types = defined.Types };
        string? text = name switch
        {
            "ucum" => "http://unitsofmeasure.org",
            "sct" => "http://snomed.info/sct",
            "loinc" => "http://loinc.org",
            _ when name.StartsWith("vs-", StringComparison.Ordinal) => "http://hl7.org/fhir/ValueSet/" + name[3..],
            _ when name.StartsWith("ext-", StringComparison.Ordinal) => "http://hl7.org/fhir/StructureDefinition/" + name[4..],
            _ => null,
        };
        if (text is not null) return new LiteralOperator(new Values.TextValue(text)) { Types = [FhirType.System[(int)SystemKind.String]] };
        if (name is "context" or "resource" or "rootResource") return new PlaceOperator(name) { Types = PlaceTypes(name) };
        return new EnvironmentOperator(name);
    }

    private FhirType[]? PlaceTypes(string name)
    {
        if (_context is null) return null;
        if (name == "context") return _context.IsOpen ? null : [_context];
        int dot = _context.Path.IndexOf('.', StringComparison.Ordinal);
        FhirType? resource = dot < 0 ? _context : Model.Find(_context.Path[..dot]);
        return name == "resource" && resource is { IsResource: true, IsOpen: false } ? [resource] : null;
    }

    private FhirPathOperator Member(SyntaxNode.Member member)
    {
        if (member.Source is null && RootType(member) is { } root) return root;
        FhirPathOperator source = Source(member.Source, member.Offset);
        string name = member.Name;
        if (name == "value" && source.Types is [{ IsPrimitive: true, IsSystem: false } primitive])
        {
            return new PrimitiveValueOperator(source) { Types = [FhirType.System[(int)primitive.Kind]] };
        }

        int key = Model.KeyOfMember(name);
        FhirType[]? types = source.Types is { } known ? Elements(known, key, name, member.Offset) : null;
        return new MemberOperator(source, name, key, Model.Names.Find(name)) { Types = types, IsUnordered = source.IsUnordered };
    }

    // Patient.name on a Patient: the name of the type stands for what the expression begins at.
    private RootTypeOperator? RootType(SyntaxNode.Member member)
    {
        if (member.Name.Length == 0 || !char.IsAsciiLetterUpper(member.Name[0]) || Model.Find(member.Name) is not { } type) return null;
        if (_options.IsStrict && _this is [{ } context] && !context.IsA(type) && !type.IsA(context))
        {
            throw Fault(member.Offset, $"This is evaluated on {context.Path}, which is no {type.Name}.");
        }

        return new RootTypeOperator(type) { Types = _this is [{ } only] && only.IsA(type) ? _this : type.IsOpen ? null : [type] };
    }

    // The types of an element of these types; null when one of them may be anything.
    private FhirType[]? Elements(FhirType[] types, int key, string name, int offset)
    {
        List<FhirType> found = [];
        bool isOpen = false;
        bool isKnown = types.Length == 0;
        foreach (FhirType type in types)
        {
            FhirElement? element = type.Elements.Find(key);
            isKnown |= element is not null || type.IsOpen;
            isOpen |= type.IsOpen && element is null;
            if (element is null) continue;
            foreach (FhirChild child in element.Children)
            {
                isOpen |= child.Type.IsOpen;
                if (!found.Contains(child.Type)) found.Add(child.Type);
            }
        }

        if (!isKnown && _options.IsStrict) throw Fault(offset, $"{string.Join(", ", types.Select(type => type.Path))} has no element '{name}'.");
        return isOpen ? null : [.. found];
    }

    private IndexerOperator Indexer(SyntaxNode.Indexer indexer)
    {
        FhirPathOperator source = Compile(indexer.Source);
        DemandOrder(source, indexer.Offset, "[]");
        return new IndexerOperator(source, Scoped(indexer.Index)) { Types = source.Types };
    }

    private PolarityOperator Polarity(SyntaxNode.Polarity polarity)
    {
        FhirPathOperator operand = Compile(polarity.Operand);
        Demand(operand, polarity.Offset, polarity.IsNegative ? "-" : "+", SystemKind.Integer, SystemKind.Long, SystemKind.Decimal, SystemKind.Quantity);
        return new PolarityOperator(operand, polarity.IsNegative) { Types = operand.Types };
    }

    private FhirPathOperator Binary(SyntaxNode.Binary binary)
    {
        FhirPathOperator left = Scoped(binary.Left);
        FhirPathOperator right = Scoped(binary.Right);
        return binary.Operator switch
        {
            "and" or "or" or "xor" or "implies" => new LogicOperator(binary.Operator, left, right),
            "=" or "!=" => new EqualsOperator(left, right, wanted: binary.Operator == "="),
            "~" or "!~" => new EquivalentOperator(left, right, wanted: binary.Operator == "~"),
            "<" or "<=" or ">" or ">=" => new OrderOperator(binary.Operator, left, right),
            "in" => new MembershipOperator(left, right),
            "contains" => new MembershipOperator(right, left),
            "|" => new UnionOperator(left, right) { Types = Either(left, right) },
            "&" => new ConcatenateOperator(left, right) { Types = [FhirType.System[(int)SystemKind.String]] },
            _ => new ArithmeticOperator(binary.Operator, left, right),
        };
    }

    /// <summary>The types that either operand can have; null when one is not known.</summary>
    public static FhirType[]? Either(FhirPathOperator left, FhirPathOperator right) =>
        left.Types is { } one && right.Types is { } other ? [.. one.Union(other)] : null;
}
