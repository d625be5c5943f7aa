using System.Diagnostics.CodeAnalysis;
using Registry.Fhir.Definitions;
using Registry.Fhir.FhirPath;
using Registry.Fhir.Json;
using Registry.Fhir.Outcomes;
using Registry.Fhir.Validation;

namespace Registry.Cli.Commands;

/// <summary>Evaluates expressions against one set of definitions.</summary>
internal sealed class FhirPathRun
{
    private readonly DefinitionSet _definitions;
    private readonly FhirPathModel _model;
    private readonly FhirPathEnvironment _environment;
    private readonly Lazy<Validator> _validator; // Profiles are compiled only when conformsTo() asks for one.

    /// <param name="definitions">Types, profiles, value sets.</param>
    /// <param name="now">What <c>now()</c> gives.</param>
    public FhirPathRun(DefinitionSet definitions, DateTimeOffset now)
    {
        _definitions = definitions;
        _model = new FhirPathModel(definitions);
        _validator = new Lazy<Validator>(() => new Validator(definitions));
        _environment = new FhirPathEnvironment { Now = now, Profiles = Conforms, Slices = (place, canonical, name) => _validator.Value.IsOfSlice(place, canonical, name) };
    }

    /// <summary>Reads a resource.</summary>
    /// <exception cref="InvalidDataException">It is no JSON object.</exception>
    public ResourceDocument Read(ReadOnlyMemory<byte> bytes, string name)
    {
        ResourceDocument document = ResourceDocument.Parse(bytes, _definitions.Names);
        if (document.Root.Kind == NodeKind.Object) return document;
        Finding? fault = document.Findings.Count > 0 ? document.Findings[0] : null;
        document.Dispose();
        throw new InvalidDataException(fault is null ? $"{name}: This is no JSON object." : $"{name}: {fault.Message}");
    }

    /// <summary>Evaluates an expression on a resource, or on nothing.</summary>
    /// <exception cref="FhirPathException">It is wrong, or cannot be evaluated.</exception>
    public IReadOnlyList<FhirPathValue> Evaluate(string expression, ResourceDocument? document)
    {
        string? type = document?.Root["resourceType"].AsString();
        FhirPathOptions options = new() { ContextType = type is not null && _definitions.FindType(type) is not null ? type : null, IsOrderChecked = true };
        return FhirPathExpression.Compile(expression, _model, options).Evaluate(document?.Root ?? default, _environment);
    }

    [SuppressMessage("Reliability", "CA2000:Dispose objects before losing scope", Justification = "It is disposed of; the verdict holds no places of it.")]
    private bool? Conforms(NodeCursor place, string canonical)
    {
        if (_definitions.Find(canonical) is not { IsConstraint: true, Kind: not StructureKind.Logical } profile) return null;
        if (!place["resourceType"].Exists) return null;
        using ResourceDocument resource = ResourceDocument.Parse(place.RawBytes.ToArray(), _definitions.Names);
        return _validator.Value.Validate(resource, (asked, canonicals) =>
        {
            if (!asked.Parent.Exists) canonicals.Add(profile.Url);
        }) is Verdict.Accepted;
    }
}
