using Registry.Fhir.Definitions;
using Registry.Fhir.FhirPath;
using Registry.Fhir.Json;

namespace Registry.Fhir.Profiles;

/// <summary>Where an extension may stand, ready to be compared with a place. Immutable, thread-safe. https://hl7.org/fhir/R4/defining-extensions.html#context</summary>
internal sealed class ExtensionPlaces
{
    private const string Publisher = "http://hl7.org/fhir/";

    private readonly StructureDefinition _definition;
    private bool _isOpen;

    /// <param name="book">Whose types are complete.</param>
    /// <param name="definition">Of an extension.</param>
    public ExtensionPlaces(RuleBook book, StructureDefinition definition)
    {
        _definition = definition;
        IsOfHl7 = definition.Url.StartsWith(Publisher, StringComparison.Ordinal);
        List<ElementPlace> elements = [];
        List<byte[]> extensions = [];
        List<FhirPathExpression> expressions = [];
        foreach (ExtensionContext context in definition.Contexts)
        {
            if (context.Type == "extension") extensions.Add(System.Text.Encoding.UTF8.GetBytes(context.Expression));
            else if (context.Type == "fhirpath") Add(book, context.Expression, expressions);
            else Add(book, context.Expression, elements);
        }

        Elements = [.. elements];
        Extensions = [.. extensions];
        Expressions = [.. expressions];
        Invariants = [.. Conditions(book)];
        _isOpen |= definition.Contexts.Count == 0 || elements.Exists(place => place is { Steps.Length: 0, Type: "Element" });
    }

    /// <summary>True when it may stand anywhere, or when one of its contexts cannot be checked.</summary>
    public bool IsOpen => _isOpen;

    /// <summary>True for what HL7 publishes; its own examples do not keep these rules, so a breach is a warning.</summary>
    public bool IsOfHl7 { get; }

    public ElementPlace[] Elements { get; }

    /// <summary>URLs of the extensions on which it may stand, in UTF-8.</summary>
    public byte[][] Extensions { get; }

    /// <summary>Each selects, from the resource, the elements on which it may stand.</summary>
    public FhirPathExpression[] Expressions { get; }

    /// <summary>What must be true of the element on which it stands.</summary>
    public FhirPathExpression[] Invariants { get; }

    /// <summary>As its author wrote them.</summary>
    public IReadOnlyList<ExtensionContext> Contexts => _definition.Contexts;

    private IEnumerable<FhirPathExpression> Conditions(RuleBook book)
    {
        foreach (string text in _definition.ContextInvariants)
        {
            if (Compiled(book, text) is { } expression) yield return expression;
        }
    }

    private void Add(RuleBook book, string text, List<FhirPathExpression> expressions)
    {
        if (Compiled(book, text) is { } expression) expressions.Add(expression);
        else _isOpen = true;
    }

    private FhirPathExpression? Compiled(RuleBook book, string text)
    {
        try
        {
            return FhirPathExpression.Compile(text, book.Model, new FhirPathOptions { IsStrict = false, AsPicks = true });
        }
        catch (FhirPathException e)
        {
            Note(book, text, e.Message);
            return null;
        }
    }

    private void Add(RuleBook book, string expression, List<ElementPlace> places)
    {
        int before = places.Count;
        string[] spelled = PathOf(book, expression).Split('.');
        string[] steps = [.. spelled.Select(step => step.Split(':')[0])];
        if (Array.Exists(spelled, step => step.Contains(':', StringComparison.Ordinal)) && IsSliced(book, expression, spelled, steps, places)) return;
        for (int length = 1; length <= steps.Length && steps.Length <= Limits.ElementDepth; length++)
        {
            // Of the path of a part, such as Questionnaire.item, so that an item in an item is one too; not that of an element's declared type.
            string path = string.Join('.', steps[..length]);
            if (book.Model.TypeOf(path) is { } type && type.Path == path) places.Add(new ElementPlace(path, [.. steps[length..].Select(step => Numbers(book.Names, step))]));
        }

        if (places.Count > before && places[before..].TrueForAll(place => Array.TrueForAll(place.Steps, names => names.Length > 0))) return;
        _isOpen = true;
        Note(book, expression, "R4 has no such element, so the extension may stand anywhere.");
    }

    // url#Patient.name:official: the names that the profile's slice takes.
    private bool IsSliced(RuleBook book, string expression, string[] spelled, string[] steps, List<ElementPlace> places)
    {
        // What cannot be told apart is every slice.
        NamedSlice[]? known = expression.IndexOf('#', StringComparison.Ordinal) is var hash and > 0 ? book.SlicesOf(expression[..hash]) : null;
        NamedSlice[][] slices = new NamedSlice[steps.Length - 1][];
        bool isKnown = known is not null && steps.Length <= Limits.ElementDepth && book.Model.TypeOf(steps[0]) is not null;
        for (int step = 1; step < steps.Length && isKnown; step++)
        {
            slices[step - 1] = [];
            if (spelled[step].IndexOf(':', StringComparison.Ordinal) is not (var colon and > 0)) continue;
            string path = string.Join('.', steps[..(step + 1)]);
            string name = spelled[step][(colon + 1)..];
            // A slice of a slice is in the outer one too.
            slices[step - 1] = [.. known!.Where(slice => slice.Path == path && (slice.Name == name || name.StartsWith(slice.Name + "/", StringComparison.Ordinal)))];
            isKnown = Array.Exists(slices[step - 1], slice => slice.Name == name);
        }

        if (isKnown)
        {
            places.Add(new ElementPlace(steps[0], [.. steps[1..].Select(step => Numbers(book.Names, step))]) { Slices = slices });
            return true;
        }

        Note(book, expression, "No profile that is held has this slice, so the extension may stand on the element in any slice.");
        return false;
    }

    // Of an element of a profile, url#id, the element; of a profile alone, its type.
    private static string PathOf(RuleBook book, string expression)
    {
        int hash = expression.IndexOf('#', StringComparison.Ordinal);
        if (hash >= 0) return expression[(hash + 1)..];
        return book.Definitions.Find(expression)?.Type ?? expression;
    }

    // Each JSON name of an element: of a choice, all its types.
    private static int[] Numbers(ElementNames names, string step)
    {
        string element = TypeCompiler.IsChoice(step) ? step[..^3] : step;
        return [.. Enumerable.Range(0, names.Count / 2).Where(number => names[number] == element || names.FindChoice(number)?.Element == element)];
    }

    private void Note(RuleBook book, string key, string reason)
    {
        if (!IsOfHl7) book.NoteUnchecked(_definition.Url, key, reason);
    }
}

/// <summary>An element by its type and the way down from there.</summary>
/// <param name="Type">A type, or the path of a part of one, such as <c>Patient.contact</c>.</param>
/// <param name="Steps">For each step the numbers of the names that it may have.</param>
internal sealed record ElementPlace(string Type, int[][] Steps)
{
    /// <summary>For each step the slices to which the element must belong; null when none is named.</summary>
    public NamedSlice[][]? Slices { get; init; }
}
