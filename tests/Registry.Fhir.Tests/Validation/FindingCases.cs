using System.Text;
using Registry.Fhir.Definitions;
using Registry.Fhir.Tests.Profiles;
using Registry.Fhir.Validation;
using static Registry.Fhir.Tests.Profiles.PatientProfile;

namespace Registry.Fhir.Tests.Validation;

/// <summary>One small bad document for every kind of finding that the engine makes; its name begins with the rule's id.</summary>
internal static class FindingCases
{
    public static readonly IReadOnlyDictionary<string, Case> All = new Case[]
    {
        // The reader.
        new("json-empty", ""),
        new("json-byte-order-mark", "\uFEFF{}"),
        new("json-utf8", "{\"resourceType\":\"Patient\",\"id\":\"#\"}") { Replace = ('#', 0xE4) },
        new("json-syntax", "{\"resourceType\":\"Patient\",}"),
        new("json-syntax-cut", "{\"resourceType\":\"Pat"),
        new("json-syntax-trailing", "{\"resourceType\":\"Patient\"}}"),
        new("json-syntax-control", "{\"resourceType\":\"Pat\nient\"}"),
        new("json-syntax-escape", "{\"resourceType\":\"Pat\\xient\"}"),
        new("json-syntax-number", "{\"resourceType\":\"Patient\",\"multipleBirthInteger\":01}"),
        new("json-resource", "[]"),
        new("json-empty-object", """{"resourceType":"Patient","name":[{}]}"""),
        new("json-empty-array", """{"resourceType":"Patient","name":[]}"""),
        new("json-empty-string", """{"resourceType":"Patient","gender":""}"""),
        new("json-null", """{"resourceType":"Patient","gender":null}"""),
        new("json-null-alone", """{"resourceType":"Patient","name":[{"given":["a",null]}]}"""),
        new("json-nested-array", """{"resourceType":"Patient","name":[[{"family":"x"}]]}"""),
        new("json-empty-name", """{"resourceType":"Patient","":"x","active":true}"""),
        new("json-duplicate-name", """{"resourceType":"Patient","active":true,"active":false}"""),
        new("json-alignment", """{"resourceType":"Patient","name":[{"given":["a"],"_given":[{"id":"1"},{"id":"2"}]}]}"""),
        new("json-lone-surrogate", """{"resourceType":"Patient","name":[{"family":"\ud83d"}]}"""),
        new("limit-document-bytes", new string(' ', Limits.DocumentBytes + 1)),
        new("limit-json-depth", new string('[', Limits.JsonDepth + 1)),
        new("limit-document-nodes", "[" + string.Concat(Enumerable.Repeat("0,", Limits.DocumentNodes)) + "0]"),
        new("limit-properties", "{" + string.Join(',', Enumerable.Range(0, Limits.Properties + 1).Select(number => $"\"p{number}\":0")) + "}"),
        new("limit-name-bytes", "{\"" + new string('x', Limits.NameBytes + 1) + "\":0}"),

        // R4's own definitions.
        new("fhir-resource-type", """{"resourceType":"Pacient"}"""),
        new("fhir-resource-type-missing", """{"id":"1"}"""),
        new("fhir-unknown-element", """{"resourceType":"Patient","birthdate":"1990"}"""),
        new("fhir-array", """{"resourceType":"Patient","name":{"family":"x"}}"""),
        new("fhir-single", """{"resourceType":"Patient","gender":["male"]}"""),
        new("fhir-json-type", """{"resourceType":"Patient","maritalStatus":"M"}"""),
        new("fhir-primitive-date", """{"resourceType":"Patient","birthDate":"1990-02-30"}"""),
        new("fhir-choice", """{"resourceType":"Patient","deceasedBoolean":true,"deceasedDateTime":"2020"}"""),
        new("fhir-cardinality-min", """{"resourceType":"Observation","code":{"text":"x"}}"""),
        new("fhir-binding-required", """{"resourceType":"Patient","gender":"m"}"""),
        new("fhir-binding-extensible", """{"resourceType":"Patient","maritalStatus":{"coding":[{"system":"urn:s","code":"x"}]}}"""),
        new("fhir-reference-target", """{"resourceType":"Patient","managingOrganization":{"reference":"Patient/1"}}"""),
        new("fhir-reference-unresolved", Entry("transaction", """{"resourceType":"Condition","subject":{"reference":"urn:uuid:0757873d-ec9a-4326-a141-556f43239520"}}""", ",\"request\":{\"method\":\"POST\",\"url\":\"Condition\"}")),
        new("fhir-modifier-extension", """{"resourceType":"Patient","modifierExtension":[{"url":"urn:x","valueBoolean":true}]}"""),
        new("ele-1", """{"resourceType":"Patient","_birthDate":{"id":"x"}}"""),
        new("ref-1", """{"resourceType":"Patient","managingOrganization":{"reference":"#o"}}"""),
        new("bdl-3", Entry("transaction", """{"resourceType":"Patient"}""", "")),
        new("bdl-3-request", Entry("collection", """{"resourceType":"Patient"}""", ",\"request\":{\"method\":\"POST\",\"url\":\"Patient\"}")),
        new("bdl-7", """{"resourceType":"Bundle","type":"collection","entry":[{"fullUrl":"urn:a","resource":{"resourceType":"Patient"}},{"fullUrl":"urn:a","resource":{"resourceType":"Patient"}}]}"""),

        new("fhir-ucum", """{"resourceType":"Observation","status":"final","code":{"text":"x"},"valueQuantity":{"value":1,"unit":"mg","system":"http://unitsofmeasure.org","code":"milligram"}}"""),
        new("fhir-fullurl", """{"resourceType":"Bundle","type":"document","identifier":{"system":"urn:s","value":"1"},"timestamp":"2020-01-01T00:00:00Z","entry":[{"resource":{"resourceType":"Composition","status":"final","type":{"text":"x"},"date":"2020","author":[{"display":"x"}],"title":"t"}}]}"""),
        new("fhir-fullurl-relative", """{"resourceType":"Bundle","type":"collection","entry":[{"fullUrl":"Patient/1","resource":{"resourceType":"Patient","id":"1"}}]}"""),
        new("fhir-fullurl-id", """{"resourceType":"Bundle","type":"collection","entry":[{"fullUrl":"http://example.org/fhir/Patient/1","resource":{"resourceType":"Patient","id":"2"}}]}"""),
        new("fhir-reference-document", """{"resourceType":"Bundle","type":"document","identifier":{"system":"urn:s","value":"1"},"timestamp":"2020-01-01T00:00:00Z","entry":[{"fullUrl":"http://example.org/fhir/Composition/1","resource":{"resourceType":"Composition","id":"1","status":"final","type":{"text":"x"},"date":"2020","author":[{"reference":"Practitioner/1"}],"title":"t"}}]}"""),
        new("dom-3", """{"resourceType":"Patient","contained":[{"resourceType":"Patient","id":"p"}]}"""),
        new("obs-6", """{"resourceType":"Observation","status":"final","code":{"text":"x"},"valueString":"y","dataAbsentReason":{"text":"z"}}"""),
        new("txt-1", """{"resourceType":"Patient","text":{"status":"generated","div":"<div xmlns=\"http://www.w3.org/1999/xhtml\"><script>x</script></div>"}}"""),
        new("txt-2", """{"resourceType":"Patient","text":{"status":"generated","div":"<div xmlns=\"http://www.w3.org/1999/xhtml\"> </div>"}}"""),

        // What R4 says in words.
        new("fhir-fullurl-no-id", """{"resourceType":"Bundle","type":"collection","entry":[{"fullUrl":"http://example.org/fhir/Patient/1","resource":{"resourceType":"Patient"}}]}"""),
        new("fhir-reference-type", """{"resourceType":"Patient","managingOrganization":{"reference":"Organization/1","type":"Practitioner"}}"""),
        new("fhir-code", """{"resourceType":"Patient","meta":{"tag":[{"system":"http://hl7.org/fhir/administrative-gender","code":"masculine"}]}}"""),
        new("fhir-code-included", """{"resourceType":"ValueSet","status":"draft","compose":{"include":[{"system":"http://hl7.org/fhir/administrative-gender","concept":[{"code":"masculine"}]}]}}"""),
        new("fhir-identifier-uri", """{"resourceType":"Patient","identifier":[{"system":"urn:ietf:rfc:3986","value":"2.16.840.1"}]}"""),
        new("fhir-attachment-size", """{"resourceType":"Patient","photo":[{"contentType":"text/plain","data":"aGVsbG8=","size":4}]}"""),
        new("fhir-attachment-hash", """{"resourceType":"Patient","photo":[{"contentType":"text/plain","data":"aGVsbG8=","hash":"aGVsbG8="}]}"""),
        new("fhir-canonical-contained", """{"resourceType":"QuestionnaireResponse","status":"in-progress","questionnaire":"#q"}"""),
        new("fhir-contained-id", """{"resourceType":"Patient","contained":[{"resourceType":"Organization","id":"o","name":"x"},{"resourceType":"Organization","id":"o","name":"y"}],"managingOrganization":{"reference":"#o"}}"""),
        new("fhir-code-system-count", """{"resourceType":"CodeSystem","status":"draft","content":"complete","count":2,"concept":[{"code":"a"}]}"""),
        new("fhir-code-system-count-more", """{"resourceType":"CodeSystem","status":"draft","content":"fragment","count":1,"concept":[{"code":"a","concept":[{"code":"b"}]}]}"""),
        new("fhir-concept-property", """{"resourceType":"CodeSystem","status":"draft","content":"complete","concept":[{"code":"a","property":[{"code":"weight","valueInteger":1}]}]}"""),
        new("fhir-concept-property-type", """{"resourceType":"CodeSystem","status":"draft","content":"complete","property":[{"code":"weight","type":"decimal"}],"concept":[{"code":"a","property":[{"code":"weight","valueInteger":1}]}]}"""),
        new("fhir-code-system-url", """{"resourceType":"ValueSet","status":"draft","compose":{"include":[{"system":"administrative-gender"}]}}"""),
        new("fhir-questionnaire-link", """{"resourceType":"Questionnaire","status":"draft","item":[{"linkId":"1","type":"boolean","enableWhen":[{"question":"2","operator":"=","answerBoolean":true}]}]}"""),
        new("fhir-questionnaire-type", """{"resourceType":"Questionnaire","status":"draft","item":[{"linkId":"1","type":"boolean","initial":[{"valueString":"yes"}]}]}"""),
        new("fhir-questionnaire-type-option", """{"resourceType":"Questionnaire","status":"draft","item":[{"linkId":"1","type":"choice","answerOption":[{"valueString":"yes"}]},{"linkId":"2","type":"integer","answerOption":[{"valueString":"yes"}]}]}"""),
        new("fhir-response-item", Response("completed", """{"linkId":"3","answer":[{"valueBoolean":true}]},{"linkId":"1","item":[{"linkId":"2","item":[{"linkId":"1"}]}]},{"linkId":"1","answer":[{"valueBoolean":true}]}""")),
        new("fhir-response-answer", Response("completed", """{"linkId":"1","item":[{"linkId":"2","answer":[{"valueString":"yes"}]},{"linkId":"4","answer":[{"valueString":"too long"}]},{"linkId":"5","answer":[{"valueCoding":{"system":"urn:s","code":"c"}}]}]}""")),
        new("fhir-response-repeats", Response("completed", """{"linkId":"1","item":[{"linkId":"2","answer":[{"valueBoolean":true},{"valueBoolean":false}]}]},{"linkId":"1","item":[{"linkId":"2","answer":[{"valueBoolean":true}]}]}""")),
        new("fhir-response-required", Response("completed", """{"linkId":"1"}""")),
        new("fhir-document-entry", Document("""{"fullUrl":"http://example.org/fhir/Patient/2","resource":{"resourceType":"Patient","id":"2"}}""")),
        new("fhir-document-entry-backward", Document("""{"fullUrl":"http://example.org/fhir/Condition/2","resource":{"resourceType":"Condition","id":"2","subject":{"reference":"Patient/1"}}}""")),
        new("fhir-definition", Structure("http://hl7.org/fhir/StructureDefinition/Patient", """{"id":"Patient.birthDate","path":"Patient.birthDate","max":"2"}""")),
        new("fhir-definition-discriminator", Structure("http://hl7.org/fhir/StructureDefinition/Patient", """{"id":"Patient.identifier","path":"Patient.identifier","slicing":{"discriminator":[{"type":"value","path":"colour"}],"rules":"open"}},{"id":"Patient.identifier:a","path":"Patient.identifier","sliceName":"a","min":1}""")),
        new("fhir-definition-unchecked", Structure("http://example.org/unknown", """{"id":"Patient.birthDate","path":"Patient.birthDate","max":"2"}""")),
        new("fhir-expression", """{"resourceType":"SearchParameter","url":"urn:p","name":"p","status":"draft","description":"x","code":"p","base":["Patient"],"type":"string","expression":"Patient.name."}"""),
        new("fhir-narrative-language", """{"resourceType":"Patient","language":"en","text":{"status":"generated","div":"<div xmlns=\"http://www.w3.org/1999/xhtml\" lang=\"de\">x</div>"}}"""),
        new("fhir-narrative-sections", """{"resourceType":"Patient","language":"en","text":{"status":"generated","div":"<div xmlns=\"http://www.w3.org/1999/xhtml\"><div lang=\"de\">x</div></div>"}}""") { Elements = [Narrative("_resource", "fr")] },
        new("fhir-narrative-sections-none", """{"resourceType":"Patient","text":{"status":"generated","div":"<div xmlns=\"http://www.w3.org/1999/xhtml\">x</div>"}}""") { Elements = [Narrative("_yes")] },
        new("fhir-narrative-sections-some", """{"resourceType":"Patient","text":{"status":"generated","div":"<div xmlns=\"http://www.w3.org/1999/xhtml\"><div xml:lang=\"de\" lang=\"de\">x</div></div>"}}""") { Elements = [Narrative("_no")] },

        // Profiles.
        new("fhir-profile-unknown", """{"resourceType":"Patient","meta":{"profile":["http://example.org/p"]}}"""),
        new("fhir-profile-version", """{"resourceType":"Observation","meta":{"profile":["http://hl7.org/fhir/StructureDefinition/bmi|3.0.0"]},"status":"final","category":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/observation-category","code":"vital-signs"}]}],"code":{"coding":[{"system":"http://loinc.org","code":"39156-5"}]},"subject":{"reference":"Patient/1"},"effectiveDateTime":"2020-01-01","valueQuantity":{"value":20,"unit":"kg/m2","system":"http://unitsofmeasure.org","code":"kg/m2"}}"""),
        new("fhir-profile-type", """{"resourceType":"Patient","meta":{"profile":["http://hl7.org/fhir/StructureDefinition/bp"]}}"""),
        new("limit-profile-claims", """{"resourceType":"Patient","meta":{"profile":[""" + string.Join(',', Enumerable.Repeat("\"urn:p\"", Limits.ProfileClaims + 1)) + "]}}"),
        new("fhir-cardinality-max", """{"resourceType":"Patient","active":true}""") { Elements = [new() { Id = "Patient.active", Path = "Patient.active", Max = 0, BaseMax = 1, Types = [new() { Code = "boolean" }] }] },
        new("fhir-type", """{"resourceType":"Patient","deceasedDateTime":"2020"}""") { Elements = [Deceased() with { Types = [new() { Code = "boolean" }] }] },
        new("fhir-fixed", """{"resourceType":"Patient","active":false}""") { Elements = [new() { Id = "Patient.active", Path = "Patient.active", Max = 1, BaseMax = 1, Types = [new() { Code = "boolean" }], Fixed = "true"u8.ToArray(), FixedType = "boolean" }] },
        new("fhir-pattern", """{"resourceType":"Patient","maritalStatus":{"text":"x"}}""") { Elements = [new() { Id = "Patient.maritalStatus", Path = "Patient.maritalStatus", Max = 1, BaseMax = 1, Types = [new() { Code = "CodeableConcept" }], Pattern = """{ "coding": [{ "system": "urn:s", "code": "x" }] }"""u8.ToArray(), FixedType = "CodeableConcept" }] },
        new("fhir-max-length", """{"resourceType":"Patient","birthDate":"1990-01-01"}""") { Elements = [new() { Id = "Patient.birthDate", Path = "Patient.birthDate", Max = 1, BaseMax = 1, Types = [new() { Code = "date" }], MaxLength = 4, Short = "Only the year" }] },
        new("fhir-binding-max", """{"resourceType":"Patient","maritalStatus":{"coding":[{"system":"urn:s","code":"x"}]}}""") { Elements = [new() { Id = "Patient.maritalStatus", Path = "Patient.maritalStatus", Max = 1, BaseMax = 1, Types = [new() { Code = "CodeableConcept" }], Binding = new(BindingStrength.Preferred, "urn:value-set") { MaxValueSet = "http://hl7.org/fhir/ValueSet/administrative-gender" } }] },
        new("fhir-binding-unchecked", """{"resourceType":"Patient","maritalStatus":{"coding":[{"system":"urn:s","code":"x"}]}}""") { Elements = [new() { Id = "Patient.maritalStatus", Path = "Patient.maritalStatus", Max = 1, BaseMax = 1, Types = [new() { Code = "CodeableConcept" }], Binding = new(BindingStrength.Required, "urn:value-set") }] },
        new("fhir-reference-profile", """{"resourceType":"Patient","active":true,"contained":[{"resourceType":"Patient","id":"p","link":[{"type":"refer","other":{"reference":"#"}}]}],"link":[{"type":"refer","other":{"reference":"#p"}}]}""") { Elements = [.. LinkedToItsKind(), Active(min: 1)] },
        new("fhir-reference-aggregation", """{"resourceType":"Patient","managingOrganization":{"reference":"Organization/1"}}""") { Elements = [Organization(new() { Code = "Reference", TargetProfiles = ["http://hl7.org/fhir/StructureDefinition/Organization"], Aggregation = ReferenceAggregation.Contained })] },
        new("fhir-reference-version", """{"resourceType":"Patient","managingOrganization":{"reference":"Organization/1"}}""") { Elements = [Organization(new() { Code = "Reference", TargetProfiles = ["http://hl7.org/fhir/StructureDefinition/Organization"], Versioning = ReferenceVersioning.Specific })] },
        new("limit-profile-trials", Chain(Limits.ProfileNesting + 2)) { Elements = LinkedToItsKind(), IsClaimed = true },
        new("fhir-min-value", """{"resourceType":"Patient","birthDate":"1899-12-31"}""") { Elements = [BirthDate() with { MinValue = "\"1900-01-01\""u8.ToArray() }] },
        new("fhir-max-value", """{"resourceType":"Patient","birthDate":"2001"}""") { Elements = [BirthDate() with { MaxValue = "\"2000-12-31\""u8.ToArray() }] },
        new("fhir-min-length", """{"resourceType":"Patient","birthDate":"1990"}""") { Elements = [BirthDate() with { MinLength = 10 }] },
        new("fhir-must-have-value", """{"resourceType":"Patient","_birthDate":{"extension":[{"url":"urn:x","valueBoolean":true}]}}""") { Elements = [BirthDate() with { MustHaveValue = true }] },
        new("fhir-value-alternatives", """{"resourceType":"Patient","_birthDate":{"extension":[{"url":"urn:x","valueBoolean":true}]}}""") { Elements = [BirthDate() with { ValueAlternatives = ["urn:a", "urn:b"] }] },
        new("fhir-extension-context", """{"resourceType":"Patient","name":[{"extension":[{"url":"urn:extension","valueBoolean":true}]}]}""") { Extension = Extension(new("element", "Patient"), new("element", "Observation.value[x]"), new("extension", "urn:other"), new("fhirpath", "contact.name")) },
        new("fhir-extension-context-condition", """{"resourceType":"Patient","_gender":{"extension":[{"url":"urn:extension","valueBoolean":true}]},"gender":"male"}""") { Extension = Extension(new ExtensionContext("element", "Patient.gender")) with { ContextInvariants = ["$this = 'other'"] } },
        new("fhir-extension-context-hl7", """{"resourceType":"Patient","name":[{"extension":[{"url":"http://hl7.org/fhir/StructureDefinition/patient-birthPlace","valueAddress":{"text":"x"}}]}]}"""),
        new("test-1", """{"resourceType":"Patient","name":[{"family":"x"}]}""") { Elements = [Constrained("name.given.exists()", "A registry of people needs what they are called.")] },
        new("test-1-warning", """{"resourceType":"Patient","name":[{"family":"x"}]}""") { Elements = [Constrained("name.given.exists()", "A registry of people should know what they are called") with { Constraints = [new("test-1", false, "A registry of people should know what they are called", "name.given.exists()")] }] },
        new("test-1-exception", """{"resourceType":"Patient","name":[{"family":"x"},{"family":"y"}]}""") { Elements = [Constrained("name.single().family = 'x'", "People have one name")] },
        new("fhir-slice-min", """{"resourceType":"Patient","identifier":[{"system":"urn:b","value":"1"}]}""") { Elements = Sliced(SlicingRules.Open, false, "value", "system") },
        new("fhir-slice-max", """{"resourceType":"Patient","identifier":[{"system":"urn:a","value":"1"},{"system":"urn:a","value":"2"}]}""") { Elements = Sliced(SlicingRules.Open, false, "value", "system") },
        new("fhir-slice-closed", """{"resourceType":"Patient","identifier":[{"system":"urn:a","value":"1"},{"system":"urn:b","value":"2"}]}""") { Elements = Sliced(SlicingRules.Closed, false, "value", "system") },
        new("fhir-slice-end", """{"resourceType":"Patient","identifier":[{"system":"urn:b","value":"1"},{"system":"urn:a","value":"2"}]}""") { Elements = Sliced(SlicingRules.OpenAtEnd, false, "value", "system") },
        new("fhir-slice-order", """{"resourceType":"Patient","identifier":[{"system":"urn:c","value":"1"},{"system":"urn:a","value":"2"}]}""") { Elements = [.. Sliced(SlicingRules.Open, true, "value", "system"), .. Slice("c", 0, "urn:c")] },
    }.ToDictionary(one => one.Name, StringComparer.Ordinal);

    private static string Entry(string type, string resource, string more) =>
        $$"""{"resourceType":"Bundle","type":"{{type}}","entry":[{"fullUrl":"urn:uuid:c757873d-ec9a-4326-a141-556f43239520","resource":{{resource}}{{more}}}]}""";

    private static string Response(string status, string items) =>
        $$$$"""
        {"resourceType":"QuestionnaireResponse","contained":[{"resourceType":"Questionnaire","id":"q","status":"draft","item":[
        {"linkId":"1","type":"group","item":[{"linkId":"2","type":"boolean","required":true},{"linkId":"4","type":"string","maxLength":3},{"linkId":"5","type":"choice","answerOption":[{"valueCoding":{"system":"urn:s","code":"b"}}]}]}
        ]}],"questionnaire":"#q","status":"{{{{status}}}}","item":[{{{{items}}}}]}
        """;

    private static string Document(string entry) =>
        $$$$"""
        {"resourceType":"Bundle","type":"document","identifier":{"system":"urn:s","value":"1"},"timestamp":"2020-01-01T00:00:00Z","entry":[
        {"fullUrl":"http://example.org/fhir/Composition/1","resource":{"resourceType":"Composition","id":"1","status":"final","type":{"text":"x"},"subject":{"reference":"Patient/1"},"date":"2020","author":[{"display":"x"}],"title":"t"}},
        {"fullUrl":"http://example.org/fhir/Patient/1","resource":{"resourceType":"Patient","id":"1"}},{{{{entry}}}}]}
        """;

    private static string Structure(string baseDefinition, string elements) =>
        $$$$"""
        {"resourceType":"StructureDefinition","url":"http://example.org/profile","name":"Profile","status":"draft","kind":"resource","abstract":false,"type":"Patient",
        "baseDefinition":"{{{{baseDefinition}}}}","derivation":"constraint","differential":{"element":[{{{{elements}}}}]}}
        """;

    private static ElementDefinition Narrative(params string[] languages) => new() { Id = "Patient.text", Path = "Patient.text", Max = 1, BaseMax = 1, Types = [new() { Code = "Narrative" }], NarrativeLanguages = languages };

    private static StructureDefinition Extension(params ExtensionContext[] contexts) => PatientProfile.Extension("urn:extension", contexts);

    private static ElementDefinition Active(int min) => new() { Id = "Patient.active", Path = "Patient.active", Min = min, Max = 1, BaseMax = 1, Types = [new() { Code = "boolean" }] };

    private static ElementDefinition BirthDate() => new() { Id = "Patient.birthDate", Path = "Patient.birthDate", Max = 1, BaseMax = 1, Types = [new() { Code = "date" }] };

    private static ElementDefinition Organization(ElementType type) => new() { Id = "Patient.managingOrganization", Path = "Patient.managingOrganization", Max = 1, BaseMax = 1, Types = [type] };

    private static ElementDefinition Constrained(string expression, string human) => new() { Id = "Patient", Path = "Patient", Constraints = [new("test-1", true, human, expression)] };

    // Patients that link to patients of the same profile.
    private static ElementDefinition[] LinkedToItsKind() =>
    [
        new() { Id = "Patient.link", Path = "Patient.link", Types = [new() { Code = "BackboneElement" }] },
        new() { Id = "Patient.link.other", Path = "Patient.link.other", Min = 1, Max = 1, BaseMax = 1, Types = [new() { Code = "Reference", TargetProfiles = [Url] }] },
    ];

    private static string Chain(int length)
    {
        string entries = string.Join(',', Enumerable.Range(0, length).Select(number =>
        {
            string claim = number == 0 ? $"\"meta\":{{\"profile\":[\"{Url}\"]}}," : "";
            return $"{{\"fullUrl\":\"{Urn(number)}\",\"resource\":{{\"resourceType\":\"Patient\",{claim}\"link\":[{{\"type\":\"refer\",\"other\":{{\"reference\":\"{Urn((number + 1) % length)}\"}}}}]}}}}";
        }));
        return "{\"resourceType\":\"Bundle\",\"type\":\"collection\",\"entry\":[" + entries + "]}";
    }

    private static string Urn(int number) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"urn:uuid:{number:D8}-ec9a-4326-a141-556f43239520");

    /// <param name="Name">The rule's id, and what tells it from other cases of the rule.</param>
    /// <param name="Json">The document.</param>
    internal sealed record Case(string Name, string Json)
    {
        /// <summary>Elements of a profile on Patient that applies; null for none.</summary>
        public ElementDefinition[]? Elements { get; init; }

        /// <summary>An extension that is held; null for none.</summary>
        public StructureDefinition? Extension { get; init; }

        /// <summary>True when the document itself claims the profile.</summary>
        public bool IsClaimed { get; init; }

        /// <summary>A character to replace with one byte that is no UTF-8.</summary>
        public (char Character, byte With)? Replace { get; init; }

        public Verdict Run() => Extension is not null ? With(Extension).Validate(Bytes()) : Elements is null ? Held.Core.Validate(Bytes()) : Compile(Elements).Validate(Bytes(), IsClaimed ? [] : [Url]);

        private byte[] Bytes()
        {
            byte[] bytes = Encoding.UTF8.GetBytes(Json);
            if (Replace is var (character, with)) bytes[Array.IndexOf(bytes, (byte)character)] = with;
            return bytes;
        }
    }
}
