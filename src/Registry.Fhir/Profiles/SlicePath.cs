using System.Text;

namespace Registry.Fhir.Profiles;

/// <summary>What a step of a discriminator's path does.</summary>
internal enum StepKind : byte
{
    /// <summary>Goes to a child.</summary>
    Child,

    /// <summary>Goes to the extensions with a URL: <c>extension('url')</c>.</summary>
    Extension,

    /// <summary>Goes to the target of a reference: <c>resolve()</c>.</summary>
    Resolve,

    /// <summary>Stays, if the value has a type: <c>ofType(Quantity)</c>.</summary>
    OfType,
}

/// <summary>One step of a discriminator's path.</summary>
/// <param name="Kind">What it does.</param>
/// <param name="Text">The child's name, the extension's URL or the type's name.</param>
internal sealed record PathStep(StepKind Kind, string Text)
{
    /// <summary>Numbers of the JSON names of a child: several where it is a choice.</summary>
    public int[] Names { get; init; } = [];

    /// <summary>The extension's URL.</summary>
    public byte[] Url { get; } = Kind == StepKind.Extension ? Encoding.UTF8.GetBytes(Text) : [];

    public override string ToString() => Kind switch
    {
        StepKind.Extension => $"extension('{Text}')",
        StepKind.Resolve => "resolve()",
        StepKind.OfType => $"ofType({Text})",
        _ => Text,
    };
}

/// <summary>Reads the restricted FHIRPath of a discriminator. https://hl7.org/fhir/R4/profiling.html#discriminator</summary>
internal static class SlicePath
{
    /// <returns>The steps; null when the path holds what the restricted form does not allow.</returns>
    public static PathStep[]? Parse(string path)
    {
        List<PathStep> steps = [];
        foreach (string step in Split(path))
        {
            if (step == "$this") continue;
            if (step == "resolve()") steps.Add(new PathStep(StepKind.Resolve, ""));
            else if (Argument(step, "extension") is { } url) steps.Add(new PathStep(StepKind.Extension, url.Trim('\'', '"')));
            else if (Argument(step, "ofType") is { } type) steps.Add(new PathStep(StepKind.OfType, type.Replace("FHIR.", "", StringComparison.Ordinal)));
            else if (step.Length > 0 && step.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '_')) steps.Add(new PathStep(StepKind.Child, step));
            else return null;
        }

        return [.. steps];
    }

    /// <summary>The steps with the JSON names that children have where the path begins.</summary>
    public static PathStep[] Resolve(RuleBook book, PathStep[] steps, ObjectRules? inside)
    {
        PathStep[] resolved = new PathStep[steps.Length];
        for (int index = 0; index < steps.Length; index++)
        {
            PathStep step = resolved[index] = steps[index];
            if (step.Kind != StepKind.Child)
            {
                inside = step.Kind switch
                {
                    StepKind.Extension => book.TypeShape("Extension").Root.Children,
                    StepKind.OfType when book.Definitions.FindType(step.Text) is not null => book.TypeShape(step.Text).Root.Children,
                    _ => null,
                };
                continue;
            }

            ElementRule? element = inside is null ? null : Array.Find(inside.Elements, candidate => candidate.Name == step.Text || candidate.Name == step.Text + "[x]");
            string[] names = element is null ? Spellings(book, step.Text) : Array.ConvertAll(element.Types, type => type.JsonName);
            resolved[index] = step with { Names = [.. names.Select(book.Names.Find).Where(number => number >= 0)] };
            inside = element is { Types.Length: 1 } ? element.Types[0].Shape?.Root.Children : null;
        }

        return resolved;
    }

    // Beyond a reference the type is not known: the name itself, or all that a choice of this name is written as.
    private static string[] Spellings(RuleBook book, string name)
    {
        if (book.Names.Find(name) >= 0) return [name];
        return [.. Enumerable.Range(0, book.Names.Count).Where(number => book.Names.FindChoice(number) is { } choice && choice.Element == name).Select(number => book.Names[number])];
    }

    private static string? Argument(string step, string function) =>
        step.StartsWith(function + "(", StringComparison.Ordinal) && step.EndsWith(')') ? step[(function.Length + 1)..^1].Trim() : null;

    // At dots outside of parentheses: a URL holds dots too.
    private static IEnumerable<string> Split(string path)
    {
        int depth = 0;
        int start = 0;
        for (int at = 0; at <= path.Length; at++)
        {
            if (at < path.Length && path[at] == '(') depth++;
            if (at < path.Length && path[at] == ')') depth--;
            if (at < path.Length && (path[at] != '.' || depth > 0)) continue;
            yield return path[start..at].Trim();
            start = at + 1;
        }
    }
}
