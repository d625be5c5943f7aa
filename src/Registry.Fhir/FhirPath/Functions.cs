using Registry.Fhir.FhirPath.Operators;
using Registry.Fhir.FhirPath.Syntax;
using Registry.Fhir.FhirPath.Values;

namespace Registry.Fhir.FhirPath;

/// <summary>Every function, top to bottom. http://hl7.org/fhirpath/N1/#functions, https://hl7.org/fhir/R4/fhirpath.html#functions</summary>
internal static class Functions
{
    private const SystemKind Text = SystemKind.String;

    private static readonly Dictionary<string, Function> Table = new(StringComparer.Ordinal)
    {
        // Existence: http://hl7.org/fhirpath/N1/#existence
        ["empty"] = new(0, 0, call => new ExistsOperator(call.Source, null, wanted: false)),
        ["exists"] = new(0, 1, call => new ExistsOperator(call.Source, call.EachOrNull(0), wanted: true)),
        ["all"] = new(1, 1, call => new AllOperator(call.Source, call.Each(0))),
        ["allTrue"] = new(0, 0, call => new QuantifierOperator(call.Source, isAll: true, wanted: true)),
        ["anyTrue"] = new(0, 0, call => new QuantifierOperator(call.Source, isAll: false, wanted: true)),
        ["allFalse"] = new(0, 0, call => new QuantifierOperator(call.Source, isAll: true, wanted: false)),
        ["anyFalse"] = new(0, 0, call => new QuantifierOperator(call.Source, isAll: false, wanted: false)),
        ["subsetOf"] = new(1, 1, call => new SubsetOperator(call.Source, call.Value(0))),
        ["supersetOf"] = new(1, 1, call => new SubsetOperator(call.Value(0), call.Source)),
        ["count"] = new(0, 0, call => FunctionCall.Gives(new CountOperator(call.Source), SystemKind.Integer)),
        ["distinct"] = new(0, 0, call => call.Same(new DistinctOperator(call.Source))),
        ["isDistinct"] = new(0, 0, call => new IsDistinctOperator(call.Source)),
        ["not"] = new(0, 0, call => new NotOperator(call.Source)),

        // Filtering and projection: http://hl7.org/fhirpath/N1/#filtering-and-projection
        ["where"] = new(1, 1, call => call.Same(new WhereOperator(call.Source, call.Each(0)))),
        ["select"] = new(1, 1, call => FunctionCall.As(call.Each(0), each => new SelectOperator(call.Source, each))),
        ["repeat"] = new(1, 1, call => new RepeatOperator(call.Source, call.EachOf(null, 0), keepsEqual: false)),
        ["repeatAll"] = new(1, 1, call => new RepeatOperator(call.Source, call.EachOf(null, 0), keepsEqual: true)),
        ["ofType"] = new(1, 1, call => call.OfType()),
        ["is"] = new(1, 1, call => call.TypeTest(isAs: false)),
        ["as"] = new(1, 1, call => call.TypeTest(isAs: true)),
        ["type"] = new(0, 0, call => new ReflectOperator(call.Source)),

        // Subsetting and combining: http://hl7.org/fhirpath/N1/#subsetting
        ["single"] = new(0, 0, call => call.Part(Part.Single)),
        ["first"] = new(0, 0, call => call.Part(Part.First)),
        ["last"] = new(0, 0, call => call.Part(Part.Last)),
        ["tail"] = new(0, 0, call => call.Part(Part.Tail)),
        ["skip"] = new(1, 1, call => call.Part(Part.Skip)),
        ["take"] = new(1, 1, call => call.Part(Part.Take)),
        ["intersect"] = new(1, 1, call => call.Same(new IntersectOperator(call.Source, call.Value(0), isExclude: false))),
        ["exclude"] = new(1, 1, call => call.Same(new IntersectOperator(call.Source, call.Value(0), isExclude: true))),
        ["union"] = new(1, 1, call => call.Both((left, right) => new UnionOperator(left, right))),
        ["combine"] = new(1, 2, call => call.Both((left, right) => new CombineOperator(left, right))),
        ["sort"] = new(0, int.MaxValue, call => call.Same(new SortOperator(call.Source, call.SortKeys()))),

        // Conversion: http://hl7.org/fhirpath/N1/#conversion
        ["iif"] = new(2, 3, call => call.Iif()),
        ["toBoolean"] = new(0, 0, call => call.Convert(SystemKind.Boolean)),
        ["toInteger"] = new(0, 0, call => call.Convert(SystemKind.Integer)),
        ["toLong"] = new(0, 0, call => call.Convert(SystemKind.Long)),
        ["toDecimal"] = new(0, 0, call => call.Convert(SystemKind.Decimal)),
        ["toString"] = new(0, 0, call => call.Convert(Text)),
        ["toDate"] = new(0, 0, call => call.Convert(SystemKind.Date)),
        ["toDateTime"] = new(0, 0, call => call.Convert(SystemKind.DateTime)),
        ["toTime"] = new(0, 0, call => call.Convert(SystemKind.Time)),
        ["toQuantity"] = new(0, 1, call => call.Convert(SystemKind.Quantity)),
        ["convertsToBoolean"] = new(0, 0, call => new ConvertsOperator(call.Source, SystemKind.Boolean)),
        ["convertsToInteger"] = new(0, 0, call => new ConvertsOperator(call.Source, SystemKind.Integer)),
        ["convertsToLong"] = new(0, 0, call => new ConvertsOperator(call.Source, SystemKind.Long)),
        ["convertsToDecimal"] = new(0, 0, call => new ConvertsOperator(call.Source, SystemKind.Decimal)),
        ["convertsToString"] = new(0, 0, call => new ConvertsOperator(call.Source, Text)),
        ["convertsToDate"] = new(0, 0, call => new ConvertsOperator(call.Source, SystemKind.Date)),
        ["convertsToDateTime"] = new(0, 0, call => new ConvertsOperator(call.Source, SystemKind.DateTime)),
        ["convertsToTime"] = new(0, 0, call => new ConvertsOperator(call.Source, SystemKind.Time)),
        ["convertsToQuantity"] = new(0, 1, call => new ConvertsOperator(call.Source, SystemKind.Quantity)),

        // Texts: http://hl7.org/fhirpath/N1/#string-manipulation
        ["indexOf"] = new(1, 1, call => FunctionCall.Gives(new IndexOfOperator(call.Of(Text), call.Value(0), isLast: false), SystemKind.Integer)),
        ["lastIndexOf"] = new(1, 1, call => FunctionCall.Gives(new IndexOfOperator(call.Of(Text), call.Value(0), isLast: true), SystemKind.Integer)),
        ["substring"] = new(1, 2, call => call.Text(TextFunctions.Substring)),
        ["startsWith"] = new(1, 1, call => new TextPlaceOperator(call.Of(Text), call.Value(0), TextPlace.Start)),
        ["endsWith"] = new(1, 1, call => new TextPlaceOperator(call.Of(Text), call.Value(0), TextPlace.End)),
        ["contains"] = new(1, 1, call => new TextPlaceOperator(call.Of(Text), call.Value(0), TextPlace.Anywhere)),
        ["upper"] = new(0, 0, call => call.Text(TextFunctions.Upper)),
        ["lower"] = new(0, 0, call => call.Text(TextFunctions.Lower)),
        ["trim"] = new(0, 0, call => call.Text(TextFunctions.Trim)),
        ["replace"] = new(2, 2, call => call.Text(TextFunctions.Replace)),
        ["matches"] = new(1, 1, call => new MatchesOperator(call.Of(Text), new Pattern(call.Value(0), isFull: false))),
        ["matchesFull"] = new(1, 1, call => new MatchesOperator(call.Of(Text), new Pattern(call.Value(0), isFull: true))),
        ["replaceMatches"] = new(2, 2, call => FunctionCall.Gives(new ReplaceMatchesOperator(call.Of(Text), new Pattern(call.Value(0), isFull: false), call.Value(1)), Text)),
        ["length"] = new(0, 0, call => FunctionCall.Gives(new LengthOperator(call.Of(Text)), SystemKind.Integer)),
        ["toChars"] = new(0, 0, call => FunctionCall.Gives(new SplitOperator(call.Of(Text), null), Text)),
        ["split"] = new(1, 1, call => FunctionCall.Gives(new SplitOperator(call.Of(Text), call.Value(0)), Text)),
        ["join"] = new(0, 1, call => FunctionCall.Gives(new JoinOperator(call.Of(Text), call.ValueOrNull(0)), Text)),
        ["encode"] = new(1, 1, call => call.Text(TextFunctions.Encode)),
        ["decode"] = new(1, 1, call => call.Text(TextFunctions.Decode)),
        ["escape"] = new(1, 1, call => call.Text(TextFunctions.Escape)),
        ["unescape"] = new(1, 1, call => call.Text(TextFunctions.Unescape)),

        // Numbers: http://hl7.org/fhirpath/N1/#math
        ["abs"] = new(0, 0, call => call.Math("abs")),
        ["ceiling"] = new(0, 0, call => call.Math("ceiling")),
        ["exp"] = new(0, 0, call => call.Math("exp")),
        ["floor"] = new(0, 0, call => call.Math("floor")),
        ["ln"] = new(0, 0, call => call.Math("ln")),
        ["log"] = new(1, 1, call => call.Math("log")),
        ["power"] = new(1, 1, call => call.Math("power")),
        ["round"] = new(0, 1, call => call.Math("round")),
        ["sqrt"] = new(0, 0, call => call.Math("sqrt")),
        ["truncate"] = new(0, 0, call => call.Math("truncate")),
        ["sum"] = new(0, 0, call => new SummaryOperator("sum", call.Source)),
        ["min"] = new(0, 0, call => call.Same(new SummaryOperator("min", call.Source))),
        ["max"] = new(0, 0, call => call.Same(new SummaryOperator("max", call.Source))),
        ["avg"] = new(0, 0, call => new SummaryOperator("avg", call.Source)),
        ["aggregate"] = new(1, 2, call => new AggregateOperator(call.Source, call.Each(0), call.ValueOrNull(1))),
        ["lowBoundary"] = new(0, 1, call => new BoundaryOperator(call.Source, call.ValueOrNull(0), isHigh: false)),
        ["highBoundary"] = new(0, 1, call => new BoundaryOperator(call.Source, call.ValueOrNull(0), isHigh: true)),
        ["comparable"] = new(1, 1, call => new ComparableOperator(call.Source, call.Value(0))),
        ["precision"] = new(0, 0, call => FunctionCall.Gives(new PrecisionOperator(call.Source), SystemKind.Integer)),

        // Tree and utility: http://hl7.org/fhirpath/N1/#tree-navigation
        ["children"] = new(0, 0, call => new ChildrenOperator(call.Source, isDeep: false) { IsUnordered = true }),
        ["descendants"] = new(0, 0, call => new ChildrenOperator(call.Source, isDeep: true) { IsUnordered = true }),
        ["trace"] = new(1, 2, call => call.Same(new TraceOperator(call.Source, call.EachOrNull(1)))),
        ["now"] = new(0, 0, call => FunctionCall.Gives(new ClockOperator(TimeKind.DateTime), SystemKind.DateTime)),
        ["today"] = new(0, 0, call => FunctionCall.Gives(new ClockOperator(TimeKind.Date), SystemKind.Date)),
        ["timeOfDay"] = new(0, 0, call => FunctionCall.Gives(new ClockOperator(TimeKind.Time), SystemKind.Time)),
        ["defineVariable"] = new(1, 2, call => call.DefineVariable()),

        // FHIR: https://hl7.org/fhir/R4/fhirpath.html#functions
        ["extension"] = new(1, 1, call => call.Extension()),
        ["hasExtension"] = new(1, 1, call => new ExistsOperator(call.Extension(), null, wanted: true)),
        ["hasValue"] = new(0, 0, call => new HasValueOperator(call.Source)),
        ["getValue"] = new(0, 0, call => new GetValueOperator(call.Source)),
        ["resolve"] = new(0, 0, call => new ResolveOperator(call.Source)),
        ["memberOf"] = new(1, 1, call => new MemberOfOperator(call.Source, call.Value(0))),
        ["subsumes"] = new(1, 1, call => new SubsumesOperator(call.Source, call.Value(0))),
        ["subsumedBy"] = new(1, 1, call => new SubsumesOperator(call.Value(0), call.Source)),
        ["conformsTo"] = new(1, 1, call => new ConformsToOperator(call.Source, call.Value(0))),
        ["htmlChecks"] = new(0, 0, call => new HtmlChecksOperator(call.Source)),
        ["elementDefinition"] = new(0, 0, call => call.ElementDefinitions()),
        ["slice"] = new(2, 2, call => call.Same(new SliceOperator(call.Source, call.Value(0), call.Value(1)))),
        ["checkModifiers"] = new(1, int.MaxValue, call => call.CheckModifiers()),
    };

    /// <summary>Compiles a call.</summary>
    /// <exception cref="FhirPathException">There is no such function, or it takes other arguments.</exception>
    public static FhirPathOperator Compile(Compiler compiler, SyntaxNode.Call call)
    {
        if (!Table.TryGetValue(call.Name, out Function? function)) throw compiler.Fault(call.Offset, $"There is no function '{call.Name}'.");
        int count = call.Arguments.Count;
        if (count < function.Least || count > function.Most)
        {
            throw compiler.Fault(call.Offset, $"{call.Name}() does not take {count.ToString(System.Globalization.CultureInfo.InvariantCulture)} arguments.");
        }

        return function.Build(new FunctionCall(compiler, call));
    }

    private sealed record Function(int Least, int Most, Func<FunctionCall, FhirPathOperator> Build);
}
