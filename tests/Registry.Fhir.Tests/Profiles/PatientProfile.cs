using System.Text;
using Registry.Fhir.Definitions;
using Registry.Fhir.Validation;

namespace Registry.Fhir.Tests.Profiles;

/// <summary>Builds profiles on Patient whose identifiers are sliced by system, to check one thing at a time.</summary>
internal static class PatientProfile
{
    public const string Url = "http://example.org/StructureDefinition/profile";

    public static ElementDefinition Identifier() => new() { Id = "Patient.identifier", Path = "Patient.identifier", Types = [new() { Code = "Identifier" }] };

    public static ElementDefinition Deceased() => new() { Id = "Patient.deceased[x]", Path = "Patient.deceased[x]", Max = 1, BaseMax = 1, Types = [new() { Code = "boolean" }, new() { Code = "dateTime" }] };

    public static ElementDefinition[] Sliced(SlicingRules rules, bool isOrdered, string type, string path) =>
        [Identifier() with { Slicing = new ElementSlicing([new SliceDiscriminator(type, path)], rules, isOrdered) }, .. Slice("a", 1, "urn:a")];

    /// <summary>One identifier of a system, with a mandatory value.</summary>
    public static ElementDefinition[] Slice(string name, int min, string system) =>
    [
        Identifier() with { Id = "Patient.identifier:" + name, SliceName = name, Min = min, Max = 1 },
        new()
        {
            Id = $"Patient.identifier:{name}.system", Path = "Patient.identifier.system", Min = 1, Max = 1, BaseMax = 1, Types = [new() { Code = "uri" }],
            Fixed = Encoding.UTF8.GetBytes($"\"{system}\""), FixedType = "uri",
        },
        new() { Id = $"Patient.identifier:{name}.value", Path = "Patient.identifier.value", Min = 1, Max = 1, BaseMax = 1, Types = [new() { Code = "string" }] },
    ];

    public static Validator Compile(params IEnumerable<ElementDefinition> elements)
    {
        StructureDefinition profile = new()
        {
            Url = Url,
            Name = "Profile",
            Type = "Patient",
            Kind = StructureKind.Resource,
            IsConstraint = true,
            Snapshot = [.. elements.Any(element => element.Id == "Patient") ? [] : new[] { new ElementDefinition { Id = "Patient", Path = "Patient" } }, .. elements],
        };
        return With(profile);
    }

    /// <summary>R4 core and one more structure.</summary>
    public static Validator With(StructureDefinition structure) =>
        new(CoreDefinitions.Load().Also(structure));

    /// <summary>An extension that asks nothing but where it stands.</summary>
    public static StructureDefinition Extension(string url, params ExtensionContext[] contexts) => new()
    {
        Url = url,
        Name = "Extension",
        Type = "Extension",
        Kind = StructureKind.ComplexType,
        IsConstraint = true,
        Contexts = contexts,
        Snapshot = [new ElementDefinition { Id = "Extension", Path = "Extension" }],
    };
}
