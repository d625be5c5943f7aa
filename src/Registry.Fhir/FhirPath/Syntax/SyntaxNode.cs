namespace Registry.Fhir.FhirPath.Syntax;

/// <summary>A part of an expression as written. http://hl7.org/fhirpath/N1/grammar.html</summary>
/// <param name="Offset">Where it stands, in UTF-16 code units from 0.</param>
internal abstract record SyntaxNode(int Offset)
{
    /// <summary>How many levels lie below and including this one; bounded, because compiler and operators walk it recursively.</summary>
    public int Depth { get; init; } = 1;

    /// <summary>A value that stands in the text: boolean, string, number, date, time or quantity.</summary>
    public sealed record Literal(int Offset, object Value) : SyntaxNode(Offset);

    /// <summary><c>{}</c></summary>
    public sealed record Nothing(int Offset) : SyntaxNode(Offset);

    /// <summary><c>%name</c></summary>
    public sealed record Variable(int Offset, string Name) : SyntaxNode(Offset);

    /// <summary><c>$this</c>, <c>$index</c> or <c>$total</c>; the source is null but for <c>a.$this</c>.</summary>
    public sealed record Special(int Offset, string Name, SyntaxNode? Source) : SyntaxNode(Offset);

    /// <summary>A name; the source is null at the beginning of a path.</summary>
    public sealed record Member(int Offset, SyntaxNode? Source, string Name, bool IsDelimited) : SyntaxNode(Offset);

    /// <summary>A function with its arguments; the source is null at the beginning of a path.</summary>
    public sealed record Call(int Offset, SyntaxNode? Source, string Name, IReadOnlyList<SyntaxNode> Arguments) : SyntaxNode(Offset);

    /// <summary><c>source[index]</c></summary>
    public sealed record Indexer(int Offset, SyntaxNode Source, SyntaxNode Index) : SyntaxNode(Offset);

    /// <summary><c>+x</c> or <c>-x</c></summary>
    public sealed record Polarity(int Offset, bool IsNegative, SyntaxNode Operand) : SyntaxNode(Offset);

    /// <summary>Two operands and what stands between them.</summary>
    public sealed record Binary(int Offset, string Operator, SyntaxNode Left, SyntaxNode Right) : SyntaxNode(Offset);

    /// <summary><c>x is Type</c> or <c>x as Type</c></summary>
    public sealed record TypeTest(int Offset, bool IsAs, SyntaxNode Operand, string Type) : SyntaxNode(Offset);

    /// <summary>A key of <c>sort()</c>.</summary>
    public sealed record SortKey(int Offset, SyntaxNode Key, bool IsDescending) : SyntaxNode(Offset);
}
