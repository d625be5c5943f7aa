namespace Registry.Fhir.FhirPath.Syntax;

internal enum TokenKind
{
    End,
    Identifier,
    DelimitedIdentifier,
    String,
    Number,
    Moment,
    Variable,
    Special,
    Symbol,
}

/// <summary>A word of an expression.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Offset">Where it begins.</param>
/// <param name="Text">Its text; of strings and delimited identifiers what they stand for.</param>
internal readonly record struct Token(TokenKind Kind, int Offset, string Text)
{
    public bool Is(string symbol) => Kind == TokenKind.Symbol && Text == symbol;

    public bool IsWord(string word) => Kind == TokenKind.Identifier && Text == word;
}
