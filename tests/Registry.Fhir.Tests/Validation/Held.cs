using Registry.Fhir.Definitions;
using Registry.Fhir.Json;
using Registry.Fhir.Validation;

namespace Registry.Fhir.Tests.Validation;

/// <summary>The validators that the tests share: R4 core alone, and core with the registry's package.</summary>
internal static class Held
{
    private static readonly Lazy<Validator> CoreValidator = new(() => new Validator(CoreDefinitions.Load()));

    private static readonly Lazy<Validator> RegistryValidator = new(() =>
    {
        using FileStream archive = File.OpenRead(Path.Combine(Repository.Root, "profiles", "package.tgz"));
        return new Validator(CoreDefinitions.Load().With(DefinitionPackage.Read("package.tgz", archive)));
    });

    public static Validator Core => CoreValidator.Value;

    public static Validator Registry => RegistryValidator.Value;

    public static Verdict Validate(this Validator validator, ReadOnlyMemory<byte> json, params string[] profiles) => validator.ValidateAt(null, json, profiles);

    /// <summary>As above, at a time that bounds relative to the present are taken from.</summary>
    public static Verdict ValidateAt(this Validator validator, DateTimeOffset? now, ReadOnlyMemory<byte> json, params string[] profiles)
    {
        ResourceDocument document = ResourceDocument.Parse(json, validator.Names);
        return validator.Validate(document, (resource, canonicals) =>
        {
            if (resource.Parent.Exists) return;
            foreach (string profile in profiles) canonicals.Add(profile);
        }, new ValidationOptions { Now = now });
    }
}
