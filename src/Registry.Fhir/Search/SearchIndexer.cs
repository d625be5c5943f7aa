using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Registry.Fhir.Definitions;
using Registry.Fhir.FhirPath;
using Registry.Fhir.Json;

namespace Registry.Fhir.Search;

/// <summary>Takes from resources what they are found by: every search parameter of R4 and of the loaded packages. Immutable, thread-safe; make one per definition set.</summary>
/// <remarks>
/// Values come from the parameters' own FHIRPath expressions, so there is one meaning of them. Parameters of packages are compiled at once, those of
/// R4 when a type is first met; a test compiles them all. https://hl7.org/fhir/R4/searchparameter-registry.html
/// </remarks>
public sealed class SearchIndexer
{
    private readonly FhirPathModel _model;
    private readonly FhirPathEnvironment _environment;
    private readonly int _offsetMinutes;
    private readonly Dictionary<string, IReadOnlyList<IndexedParameter>> _byType = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _unindexed = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, TypeSources> _sources = new(StringComparer.Ordinal);

    /// <param name="definitions">Whose parameters, and the types that they speak of.</param>
    /// <param name="offset">The offset from UTC of dates that say none.</param>
    /// <exception cref="SearchParameterException">A parameter of a package cannot be compiled; the message names it.</exception>
    public SearchIndexer(DefinitionSet definitions, TimeSpan offset = default)
    {
        ArgumentNullException.ThrowIfNull(definitions);
        _model = new FhirPathModel(definitions);
        _environment = new FhirPathEnvironment { Now = new DateTimeOffset(DateTimeOffset.UnixEpoch.DateTime, offset) };
        _offsetMinutes = (int)offset.TotalMinutes;
        SearchCompiler compiler = new(definitions, _model);
        Fingerprint = FingerprintOf(definitions);
        Dictionary<string, List<IndexedParameter>> byBase = new(StringComparer.Ordinal);
        foreach (SearchParameter definition in definitions.SearchParameters) Place(definition, compiler, byBase);
        foreach (StructureDefinition type in definitions.Structures)
        {
            if (type is { IsConstraint: false, IsAbstract: false, Kind: StructureKind.Resource }) _byType[type.Type] = Inherited(type.Type, byBase, compiler);
        }

        foreach (IndexedParameter parameter in _byType.Values.SelectMany(parameters => parameters))
        {
            // Those that ship with the engine are compiled when first used: a test compiles them all.
            if (!definitions.IsShipped(parameter.Definition)) _ = parameter.Compiled;
        }
    }

    /// <summary>Parameters without values in a resource, by canonical URL, with the reason.</summary>
    public IReadOnlyDictionary<string, string> Unindexed => _unindexed;

    /// <summary>The names under which documents are read fastest.</summary>
    public ElementNames Names => _model.Names;

    /// <summary>Parameters of a resource type, those of Resource and DomainResource included, in the order of the definitions; empty for what is no resource type.</summary>
    public IReadOnlyList<IndexedParameter> Parameters(string resourceType) => _byType.GetValueOrDefault(resourceType) ?? [];

    /// <summary>Digest of all parameters' definitions and of how values are held: whoever holds values of another has to index anew.</summary>
    public ReadOnlyMemory<byte> Fingerprint { get; }

    /// <summary>What a parameter of a type rests on; null when the type has no such parameter, or it has a rule of its own.</summary>
    /// <param name="resourceType">Such as <c>Observation</c>.</param>
    /// <param name="code">The name in a query.</param>
    public ParameterSources? SourcesOf(string resourceType, string code)
    {
        ArgumentNullException.ThrowIfNull(resourceType);
        ArgumentNullException.ThrowIfNull(code);
        return Of(resourceType).ByParameter.GetValueOrDefault(code);
    }

    /// <summary>Adds every value of a resource under the source that gives it, each once; what several parameters share comes once.</summary>
    /// <param name="resource">A validated resource.</param>
    /// <param name="into">Where to add; what is in it stays.</param>
    /// <param name="faults">Where to say which sources could not be evaluated; null when nobody asks.</param>
    public void Extract(NodeCursor resource, ICollection<SearchValue> into, ICollection<string>? faults = null)
    {
        ArgumentNullException.ThrowIfNull(into);
        if (resource.Document is not { } document) return;
        document.Renumber(_model.Names);
        using SearchExtraction extraction = new(_model, _environment, _offsetMinutes, resource);
        foreach (SearchSource source in Of(resource["resourceType"].AsString() ?? "").Sources) extraction.Add(source, into, faults);
    }

    /// <summary>Adds everything under which a resource is found, by parameter and then in the document's order. The same may come twice.</summary>
    /// <param name="resource">A validated resource.</param>
    /// <param name="into">Where to add; what is in it stays.</param>
    /// <param name="faults">Where to say which parameters could not be evaluated, and what was beyond <see cref="Limits.SearchEntries"/>; null when nobody asks.</param>
    public void Extract(NodeCursor resource, ICollection<SearchEntry> into, ICollection<SearchFault>? faults = null) =>
        Extract(resource, Parameters(resource["resourceType"].AsString() ?? ""), into, faults);

    /// <summary>Adds what some parameters find.</summary>
    /// <param name="resource">A validated resource of the parameters' type.</param>
    /// <param name="parameters">Of this indexer.</param>
    /// <param name="into">Where to add; what is in it stays.</param>
    /// <param name="faults">As above.</param>
    public void Extract(NodeCursor resource, IReadOnlyList<IndexedParameter> parameters, ICollection<SearchEntry> into, ICollection<SearchFault>? faults = null)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(into);
        if (resource.Document is not { } document) return;
        document.Renumber(_model.Names);
        using SearchExtraction extraction = new(_model, _environment, _offsetMinutes, resource);
        foreach (IndexedParameter parameter in parameters) extraction.Add(parameter, into, faults);
    }

    private TypeSources Of(string resourceType) => _sources.GetOrAdd(resourceType, type => new TypeSources(type, Parameters(type)));

    private static byte[] FingerprintOf(DefinitionSet definitions)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData("values of 2026-11-26"u8);                          // Changes with whatever changes how values are read or held.
        foreach (SearchParameter parameter in definitions.SearchParameters.OrderBy(parameter => parameter.Url, StringComparer.Ordinal))
        {
            string components = string.Join('|', parameter.Components.Select(component => $"{component.Definition}={component.Expression}"));
            hash.AppendData(Encoding.UTF8.GetBytes($"{parameter.Url}\n{parameter.Code}\n{parameter.Type}\n{string.Join(',', parameter.Bases)}\n{parameter.Expression}\n{components}\n"));
        }

        return hash.GetHashAndReset()[..16];
    }

    private void Place(SearchParameter definition, SearchCompiler compiler, Dictionary<string, List<IndexedParameter>> byBase)
    {
        if (SearchCompiler.ReasonAgainst(definition) is { } reason)
        {
            _unindexed[definition.Url] = reason;
            return;
        }

        SearchType type = SearchCompiler.TypeOf(definition);
        foreach (string resource in definition.Bases)
        {
            if (!byBase.TryGetValue(resource, out List<IndexedParameter>? parameters)) byBase.Add(resource, parameters = []);
            parameters.Add(new IndexedParameter(resource, definition, type, compiler.Compile));
        }
    }

    private List<IndexedParameter> Inherited(string type, Dictionary<string, List<IndexedParameter>> byBase, SearchCompiler compiler)
    {
        List<IndexedParameter> parameters = [];
        for (FhirType? at = _model.Find(type); at is not null; at = at.Base)
        {
            foreach (IndexedParameter parameter in byBase.GetValueOrDefault(at.Name) ?? [])
            {
                parameters.Add(at.Name == type ? parameter : new IndexedParameter(type, parameter.Definition, parameter.Type, compiler.Compile));
            }
        }

        return parameters;
    }
}
