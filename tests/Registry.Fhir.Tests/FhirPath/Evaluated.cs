using System.Text;
using Registry.Fhir.Definitions;
using Registry.Fhir.FhirPath;
using Registry.Fhir.Json;

namespace Registry.Fhir.Tests.FhirPath;

/// <summary>Expressions evaluated as the tests need it.</summary>
internal static class Evaluated
{
    public static FhirPathModel Model { get; } = new(CoreDefinitions.Load());

    public static FhirPathEnvironment Environment { get; } = new() { Now = new DateTimeOffset(2026, 11, 21, 5, 0, 0, TimeSpan.Zero) };

    /// <summary>The result, items joined with a comma; each as <c>type:text</c> when asked for.</summary>
    public static string Text(string expression, string? json = null, FhirPathOptions? options = null, bool withTypes = false) =>
        string.Join(", ", Items(expression, json, options).Select(item => withTypes ? $"{item.Type}:{item.Text}" : item.Text));

    public static IReadOnlyList<FhirPathValue> Items(string expression, string? json = null, FhirPathOptions? options = null)
    {
        if (json is null) return FhirPathExpression.Compile(expression, Model, options).Evaluate(default, Environment);
        using ResourceDocument document = ResourceDocument.Parse(Encoding.UTF8.GetBytes(json), Model.Names);
        options ??= FhirPathOptions.Default;
        if (options.ContextType is null) options = options with { ContextType = document.Root["resourceType"].AsString() };
        // Places are gone with the document, so only their texts are kept.
        return [.. FhirPathExpression.Compile(expression, Model, options).Evaluate(document.Root, Environment).Select(item => item with { Node = default })];
    }

    public static FhirPathException Fault(string expression, string? json = null, FhirPathOptions? options = null) =>
        Xunit.Assert.Throws<FhirPathException>(() => Items(expression, json, options));
}
