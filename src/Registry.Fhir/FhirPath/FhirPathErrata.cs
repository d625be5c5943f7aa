namespace Registry.Fhir.FhirPath;

/// <summary>Invariants of the published R4 definitions that cannot mean what they say, and what they are taken to mean.</summary>
internal static class FhirPathErrata
{
    /// <summary>An invariant without a meaning here: it is not evaluated.</summary>
    public const string NotEvaluated = "true";

    // By structure and key. Every other expression of R4 core compiles as it stands: DefinitionExpressionTests.
    private static readonly Dictionary<(string Url, string Key), string> Corrections = new()
    {
        // "answer is Boolean" asks for System.Boolean, which no element of FHIR is; R4B writes boolean.
        [("http://hl7.org/fhir/StructureDefinition/Questionnaire", "que-7")] = "operator = 'exists' implies (answer is boolean)",

        // ChargeItemDefinition has no name.
        [("http://hl7.org/fhir/StructureDefinition/ChargeItemDefinition", "cid-0")] = NotEvaluated,

        // An extension with this content can have neither element, and the rule asks for one of them.
        [("http://hl7.org/fhir/StructureDefinition/allergyintolerance-substanceExposureRisk", "inv-1")] = NotEvaluated,
    };

    /// <summary>The expression to evaluate for an invariant.</summary>
    /// <param name="url">Canonical URL of the structure that introduces it.</param>
    /// <param name="key">Its key.</param>
    /// <param name="expression">As published.</param>
    public static string Corrected(string url, string key, string expression) => Corrections.GetValueOrDefault((url, key), expression);
}
