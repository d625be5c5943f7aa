using Registry.Fhir.Definitions;
using Registry.Fhir.Json;
using Registry.Server.Packages;

namespace Registry.Server.Routes.Operations;

/// <summary>A code that an operation is asked about.</summary>
/// <param name="System">Its code system; null when none was given.</param>
/// <param name="Version">The version of the system; null when none was given.</param>
/// <param name="Code">The code; null when a coding has none.</param>
/// <param name="Display">What the caller calls it; null when that was not given.</param>
internal readonly record struct AskedCode(string? System, string? Version, string? Code, string? Display);

/// <summary>Finds the code systems and value sets that operations name, in what the packages and the engine hold. Immutable, thread-safe.</summary>
internal sealed class HeldTerminology(DefinitionSet definitions, ConformanceResources resources, Terminology terminology)
{
    private const string CoreVersion = "4.0.1";

    private static readonly string[] Forms = ["code", "coding", "codeableConcept"];

    public Terminology Texts => terminology;

    /// <summary>The value set that a route's id, or the parameters <c>url</c> and <c>valueSetVersion</c>, name; with its resource where a package holds it.</summary>
    /// <exception cref="OperationRefusal">Nothing is named (400), or it is not held (404).</exception>
    public (CodeSet Set, ConformanceResource? Resource) ValueSet(HttpContext context, OperationInput input)
    {
        if (context.Request.RouteValues["id"] is string id)
        {
            if (input.Has("url")) throw OperationRefusal.Parameters("The address names a ValueSet, and the parameter 'url' another way to one.", "Send one of them.");
            ConformanceResource named = resources.Find("ValueSet", id) ?? throw OperationRefusal.NotHeld("resource-unknown", "No loaded package has a ValueSet with this id.", "Search for it: GET /fhir/ValueSet?url=…, or name it by its canonical URL in the parameter 'url'.");
            return (definitions.FindValueSet(named.Source.Url ?? "") ?? throw NoValueSet(), named);
        }

        string url = input.Text("url") ?? throw OperationRefusal.Parameters("The call names no value set.", "Send its canonical URL in the parameter 'url', or call the operation on a ValueSet: GET /fhir/ValueSet/{id}/$….");
        (url, string? version) = Split(url, input.Text("valueSetVersion"));
        ConformanceResource? resource = resources.FindUrl("ValueSet", url, version);
        bool isOfCore = version is null or CoreVersion && resources.FindUrl("ValueSet", url, version: null) is null;
        if (resource is null && !isOfCore) throw NoValueSet();
        return (definitions.FindValueSet(url) ?? throw NoValueSet(), resource);
    }

    /// <summary>The code system with this URL: its codes, and its words where a package holds it.</summary>
    /// <exception cref="OperationRefusal">It is not held, or not in this version (404).</exception>
    public (CodeSystem Codes, CodeSystemText? Text) System(string url, string? version)
    {
        (url, version) = Split(url, version);
        CodeSystem codes = definitions.FindCodeSystem(url) ?? throw NoCodeSystem();
        if (version is not null && codes.Version != version) throw OperationRefusal.NotHeld("code-system-version", $"The registry holds this code system, but not in this version{(codes.Version is { } held ? $"; it holds {held}" : "")}.", "Leave the version out, or load a package that holds it.");
        return (codes, terminology.FindSystem(url, version: null));
    }

    /// <summary>Refuses a version of a system that is known to be another.</summary>
    /// <exception cref="OperationRefusal">The system is held in another version (404).</exception>
    public void CheckVersion(AskedCode asked)
    {
        if (asked is { System: { } system, Version: { } version } && definitions.FindCodeSystem(system) is { Version: not null }) _ = System(system, version);
    }

    /// <summary>The codes that the parameters <c>code</c>, <c>coding</c> or <c>codeableConcept</c> hold.</summary>
    /// <param name="input">The call.</param>
    /// <param name="systemParameter">Which parameter names the system of a plain code.</param>
    /// <param name="versionParameter">Which names its version.</param>
    /// <exception cref="OperationRefusal">None of them is there, or more than one.</exception>
    public static IReadOnlyList<AskedCode> Codes(OperationInput input, string systemParameter, string versionParameter)
    {
        if (Forms.Count(input.Has) != 1) throw OperationRefusal.Parameters("The call must hold exactly one of code, coding and codeableConcept.", "Send one of them.");
        if (input.Text("code") is { } code) return [new AskedCode(input.Text(systemParameter), input.Text(versionParameter), code, input.Text("display"))];
        if (input.Value("coding") is { Exists: true } coding) return [Of(coding)];
        List<AskedCode> codes = [];
        foreach (NodeCursor one in input.Value("codeableConcept")["coding"]) codes.Add(Of(one));
        return codes.Count > 0 ? codes : throw OperationRefusal.Parameters("The codeableConcept has no coding.", "Send at least one; a text is no code.");
    }

    public static OperationRefusal NoCodeSystem() => OperationRefusal.NotHeld(
        "code-system-unknown", "The registry does not hold the codes of this code system.", "GET /fhir/metadata?mode=terminology lists the code systems that it holds; ask a terminology server about others.");

    private static OperationRefusal NoValueSet() => OperationRefusal.NotHeld(
        "value-set-unknown", "The registry does not hold this value set, or not in this version.", "GET /fhir/ValueSet lists those of the loaded packages; those of R4 are named by their canonical URL. Ask a terminology server about others.");

    private static (string Url, string? Version) Split(string canonical, string? version)
    {
        int bar = canonical.IndexOf('|', StringComparison.Ordinal);
        return bar < 0 ? (canonical, version) : (canonical[..bar], version ?? canonical[(bar + 1)..]);
    }

    private static AskedCode Of(NodeCursor coding) => new(coding["system"].AsString(), coding["version"].AsString(), coding["code"].AsString(), coding["display"].AsString());
}
