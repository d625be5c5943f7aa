using System.Text;
using System.Text.Json.Nodes;
using Registry.Clinical;
using Registry.Clinical.Identity;
using Registry.Clinical.Intake;
using Registry.Fhir.Json;
using Registry.Fhir.Outcomes;
using Registry.Fhir.Validation;
using Xunit;

namespace Registry.Service.Tests.Clinical;

/// <summary>What tells who a person is: found by datatype wherever it stands, and refused, removed or kept as the policy says.</summary>
public sealed class IdentifyingTests
{
    private const string Marker = "Mustermann";
    private const string HumanName = """{"family":"Mustermann"}""";
    private const string Bytes = "TXVzdGVybWFubg==";

    private static readonly Lazy<Validator> Validator = new(() => new Validator(Some.Definitions));

    private static readonly IntakePolicy Registered = IntakePolicy.Default with { Pseudonyms = PseudonymSystems.Registered([Some.Pseudonyms]) };

    /// <summary>Title, resource, element, its JSON, the place that is named, the rule.</summary>
    public static TheoryData<string, string, string, string, string, string> Identifying => new()
    {
        { "a name", "Patient", "name", $"[{HumanName}]", "Patient.name[0]", "identifying" },
        { "a telephone", "Patient", "telecom", """[{"system":"phone","value":"Mustermann"}]""", "Patient.telecom[0]", "identifying" },
        { "a street beside the country", "Patient", "address", """[{"line":["Mustermann"],"country":"DE"}]""", "Patient.address[0].line", "identifying" },
        { "an extension of a street", "Patient", "address", """[{"country":"DE","_line":[{"extension":[{"url":"http://hl7.org/fhir/StructureDefinition/iso21090-ADXP-streetName","valueString":"Mustermann"}]}]}]""", "Patient.address[0].line", "identifying" },
        { "an address without its country", "Patient", "address", """[{"city":"Mustermann"}]""", "Patient.address[0]", "identifying" },
        { "an address whose country is no code", "Patient", "address", """[{"country":"Mustermann"}]""", "Patient.address[0]", "identifying" },
        { "a picture", "Patient", "photo", $$"""[{"contentType":"image/png","data":"{{Bytes}}"}]""", "Patient.photo[0]", "identifying" },
        { "a relative's name", "Patient", "contact", $$"""[{"name":{{HumanName}}}]""", "Patient.contact[0].name", "identifying" },
        { "a relative with a relationship", "Patient", "contact", $$"""[{"relationship":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v2-0131","code":"N"}]}],"name":{{HumanName}},"gender":"female"}]""", "Patient.contact[0].name", "identifying" },
        { "a guardian's telephone", "Patient", "contact", """[{"gender":"female","telecom":[{"system":"phone","value":"Mustermann"}]}]""", "Patient.contact[0].telecom[0]", "identifying" },
        { "a relative's organisation", "Patient", "contact", """[{"organization":{"display":"Mustermann"}}]""", "Patient.contact[0].organization.display", "identifying" },
        { "a physician", "Patient", "generalPractitioner", """[{"identifier":{"system":"https://hospital.example.org/staff","value":"1"},"display":"Mustermann"}]""", "Patient.generalPractitioner[0].display", "identifying" },
        { "a name beside the date of birth", "Patient", "_birthDate", $$"""{"extension":[{"url":"http://example.org/x","valueHumanName":{{HumanName}}}]}""", "Patient.birthDate.extension[0].value", "identifying" },
        { "the mother's name", "Patient", "extension+", """{"url":"http://hl7.org/fhir/StructureDefinition/patient-mothersMaidenName","valueString":"Mustermann"}""", "Patient.extension[1]", "identifying" },
        { "the place of birth", "Patient", "extension+", """{"url":"http://hl7.org/fhir/StructureDefinition/patient-birthPlace","valueAddress":{"city":"Mustermann"}}""", "Patient.extension[1].value", "identifying" },
        { "an unknown part of an extension of the registry", "Patient", "consent+", """{"url":"signedBy","valueString":"Mustermann"}""", "Patient.extension[0].extension[4]", "identifying" },
        { "an identifier of another system", "Patient", "identifier+", """{"system":"https://hospital.example.org/mrn","value":"Mustermann"}""", "Patient.identifier[1]", "pseudonym-system" },
        { "an identifier without a system", "Patient", "identifier+", """{"value":"Mustermann"}""", "Patient.identifier[1]", "pseudonym-system" },
        { "a record number under the system of pseudonyms", "Patient", "identifier+", """{"type":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v2-0203","code":"MR"}]},"system":"https://hospital.example.org/registry-pseudonym","value":"Mustermann"}""", "Patient.identifier[1]", "identifying" },
        { "a national number by its type alone", "Patient", "identifier+", """{"type":{"coding":[{"code":"NNDEU"}]},"system":"https://hospital.example.org/registry-pseudonym","value":"Mustermann"}""", "Patient.identifier[1]", "identifying" },
        { "who assigned the pseudonym", "Patient", "assigner", """{"display":"Mustermann"}""", "Patient.identifier[0].assigner.display", "identifying" },
        { "another person's number", "Patient", "link", """[{"other":{"reference":"Patient/q","identifier":{"system":"https://hospital.example.org/mrn","value":"Mustermann"}},"type":"seealso"}]""", "Patient.link[0].other.identifier", "pseudonym-system" },
        { "a written narrative", "Patient", "text", """{"status":"additional","div":"<div xmlns=\"http://www.w3.org/1999/xhtml\">Mustermann</div>"}""", "Patient.text", "narrative" },
        { "a note", "Observation", "note", """[{"text":"Mustermann"}]""", "Observation.note[0]", "identifying" },
        { "a note of a diagnosis", "Condition", "note", """[{"text":"Mustermann"}]""", "Condition.note[0]", "identifying" },
        { "the subject's display", "Observation", "subject", """{"reference":"Patient/p","display":"Mustermann"}""", "Observation.subject.display", "identifying" },
        { "the subject's own number", "Observation", "subject", """{"reference":"Patient/p","identifier":{"system":"https://hospital.example.org/mrn","value":"Mustermann"}}""", "Observation.subject.identifier", "pseudonym-system" },
        { "a number of whom an Observation is about", "Observation", "focus", """[{"identifier":{"system":"https://hospital.example.org/mrn","value":"Mustermann"}}]""", "Observation.focus[0].identifier", "pseudonym-system" },
        { "the patient as performer", "Observation", "performer", """[{"type":"Patient","identifier":{"system":"https://hospital.example.org/mrn","value":"Mustermann"}}]""", "Observation.performer[0].identifier", "pseudonym-system" },
        { "the performer's passport", "Observation", "performer", """[{"identifier":{"type":{"coding":[{"code":"PPN"}]},"system":"https://hospital.example.org/staff","value":"Mustermann"}}]""", "Observation.performer[0].identifier", "identifying" },
        { "a record number as the record's own", "Observation", "identifier+", """{"type":{"coding":[{"system":"http://hl7.org/fhir/v2/0203","code":"MR"}]},"system":"https://hospital.example.org/mrn","value":"Mustermann"}""", "Observation.identifier[1]", "identifying" },
        { "a social security number as the record's own", "Observation", "identifier+", """{"system":"http://hl7.org/fhir/sid/us-ssn","value":"Mustermann"}""", "Observation.identifier[1]", "identifying" },
        { "text in an unknown extension", "Observation", "extension", """[{"url":"http://example.org/x","valueString":"Mustermann"}]""", "Observation.extension[0]", "identifying" },
        { "markdown in an unknown extension", "Observation", "extension", """[{"url":"http://example.org/x","valueMarkdown":"Mustermann"}]""", "Observation.extension[0]", "identifying" },
        { "a link in an unknown extension", "Observation", "extension", """[{"url":"http://example.org/x","valueUrl":"mailto:Mustermann"}]""", "Observation.extension[0]", "identifying" },
        { "bytes in an unknown extension", "Observation", "extension", $$"""[{"url":"http://example.org/x","valueBase64Binary":"{{Bytes}}"}]""", "Observation.extension[0].value", "identifying" },
        { "a text of a concept in an unknown extension", "Observation", "extension", """[{"url":"http://example.org/x","valueCodeableConcept":{"text":"Mustermann"}}]""", "Observation.extension[0].value.text", "identifying" },
        { "text deep in an unknown extension", "Observation", "extension", """[{"url":"http://example.org/x","extension":[{"url":"y","valueString":"Mustermann"}]}]""", "Observation.extension[0].extension[0]", "identifying" },
        { "a number of anybody in an unknown extension", "Observation", "extension", """[{"url":"http://example.org/x","valueIdentifier":{"system":"https://hospital.example.org/mrn","value":"Mustermann"}}]""", "Observation.extension[0].value", "pseudonym-system" },
        { "a file in an extension", "Observation", "extension", """[{"url":"http://example.org/x","valueAttachment":{"title":"Mustermann"}}]""", "Observation.extension[0].value", "identifying" },
        { "a signature in an extension", "Observation", "extension", """[{"url":"http://example.org/x","valueSignature":{"type":[{"system":"urn:iso-astm:E1762-95:2013","code":"1.2.840.10065.1.12.1.1"}],"when":"2026-01-01T00:00:00Z","who":{"display":"Mustermann"}}}]""", "Observation.extension[0].value", "identifying" },
        { "a contact in an extension", "Observation", "extension", """[{"url":"http://example.org/x","valueContactDetail":{"name":"Mustermann"}}]""", "Observation.extension[0].value", "identifying" },
        { "an extension of a code", "Observation", "_status", """{"extension":[{"url":"http://example.org/x","valueString":"Mustermann"}]}""", "Observation.status.extension[0]", "identifying" },
        { "an extension of an extension's missing value", "Observation", "extension", """[{"url":"http://example.org/x","_valueString":{"extension":[{"url":"http://example.org/x","valueString":"Mustermann"}]}}]""", "Observation.extension[0]", "identifying" },
    };

    [Theory]
    [MemberData(nameof(Identifying))]
    public void It_is_refused_at_its_place_with_a_remedy_and_never_quoted(string title, string type, string element, string json, string place, string rule)
    {
        (IntakeVerdict verdict, Findings findings) = Judge(With(type, element, json), Registered);
        using (verdict)
        {
            Assert.True(verdict is IntakeVerdict.Refused { IsNotFhir: false }, $"{title}: {Describe(findings)}");
            Finding first = findings[0];
            Assert.Equal((rule, place, Severity.Error), (first.Rule, first.Expression, first.Severity));
            Assert.All(findings, finding => Assert.False(string.IsNullOrEmpty(finding.Remedy) || string.IsNullOrEmpty(finding.Reason)));
            AssertAbsent(findings);
        }
    }

    [Theory]
    [MemberData(nameof(Identifying))]
    public void Stripped_it_leaves_nothing_and_is_told_as_information(string title, string type, string element, string json, string place, string rule)
    {
        byte[] sent = With(type, element, json);
        (IntakeVerdict verdict, Findings findings) = Judge(sent, Registered with { Identifying = IntakeChoice.Strip });
        using (verdict)
        {
            Assert.True(verdict is IntakeVerdict.Admitted, $"{title}: {Describe(findings)}");
            Finding first = findings[0];
            Assert.Equal((rule, place, Severity.Information), (first.Rule, first.Expression, first.Severity));
            AssertAbsent(findings);
            ReadOnlyMemory<byte> stored = ((IntakeVerdict.Admitted)verdict).Document.Bytes;
            AssertAbsent(Encoding.UTF8.GetString(stored.Span));
            Assert.Equal(sent.Count(one => one == '\n'), stored.ToArray().Count(one => one == '\n'));
        }
    }

    [Theory]
    [MemberData(nameof(Identifying))]
    public void Kept_it_is_stored_as_it_was_sent(string title, string type, string element, string json, string place, string rule)
    {
        byte[] sent = With(type, element, json);
        (IntakeVerdict verdict, Findings findings) = Judge(sent, Registered with { Identifying = IntakeChoice.Keep });
        using (verdict)
        {
            Assert.True(verdict is IntakeVerdict.Admitted, $"{title} ({place}, {rule}): {Describe(findings)}");
            // To the byte, but for escapes that JSON does not ask for.
            string plain = Encoding.UTF8.GetString(sent).Replace(@"\u003C", "<", StringComparison.Ordinal).Replace(@"\u003E", ">", StringComparison.Ordinal);
            Assert.Equal(plain, Encoding.UTF8.GetString(((IntakeVerdict.Admitted)verdict).Document.Bytes.Span));
        }
    }

    [Theory]
    [InlineData("Patient", "address", """[{"use":"home","country":"DE"}]""")]
    [InlineData("Patient", "maritalStatus", """{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v3-MaritalStatus","code":"M","display":"Married"}]}""")]
    [InlineData("Patient", "extension+", """{"url":"http://hl7.org/fhir/StructureDefinition/patient-religion","valueCodeableConcept":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ReligiousAffiliation","code":"1013","display":"Christian"}]}}""")]
    [InlineData("Patient", "identifier+", """{"type":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v2-0203","code":"ANON"}]},"system":"https://hospital.example.org/registry-pseudonym","value":"P-2"}""")]
    [InlineData("Observation", "performer", """[{"identifier":{"system":"https://hospital.example.org/staff","value":"1"}}]""")]
    [InlineData("Observation", "encounter", """{"identifier":{"system":"https://hospital.example.org/visit","value":"1"}}""")]
    [InlineData("Observation", "specimen", """{"identifier":{"system":"https://hospital.example.org/specimen","value":"1"}}""")]
    [InlineData("Observation", "extension", """[{"url":"http://example.org/x","valueQuantity":{"value":1,"unit":"centimetres","system":"http://unitsofmeasure.org","code":"cm"}}]""")]
    [InlineData("Observation", "extension", """[{"url":"http://example.org/x","extension":[{"url":"y","valueCode":"z"},{"url":"when","valueDate":"2020"}]}]""")]
    public void What_the_registry_needs_is_not_taken_for_it(string type, string element, string json)
    {
        byte[] sent = With(type, element, json);
        (IntakeVerdict verdict, Findings findings) = Judge(sent, Registered);
        using (verdict)
        {
            Assert.True(verdict is IntakeVerdict.Admitted, Describe(findings));
            Assert.True(((IntakeVerdict.Admitted)verdict).Document.Bytes.Span.SequenceEqual(sent));
            Assert.DoesNotContain(findings, finding => finding.Rule is "identifying" or "pseudonym-system" or "narrative");
        }
    }

    [Theory]
    [InlineData(IntakeChoice.Refuse, "generated")]
    [InlineData(IntakeChoice.Refuse, "extensions")]
    [InlineData(IntakeChoice.Refuse, "empty")]
    [InlineData(IntakeChoice.Strip, "generated")]
    [InlineData(IntakeChoice.Keep, "generated")]
    public void A_narrative_that_repeats_the_data_is_always_removed_and_told(IntakeChoice choice, string status)
    {
        byte[] sent = With("Observation", "text", $$"""{"status":"{{status}}","div":"<div xmlns=\"http://www.w3.org/1999/xhtml\">Mustermann</div>"}""");
        (IntakeVerdict verdict, Findings findings) = Judge(sent, Registered with { Identifying = choice });
        using (verdict)
        {
            Finding told = Assert.Single(findings);
            Assert.Equal(("narrative", "Observation.text", Severity.Information), (told.Rule, told.Expression, told.Severity));
            AssertAbsent(Encoding.UTF8.GetString(Assert.IsType<IntakeVerdict.Admitted>(verdict).Document.Bytes.Span));
        }
    }

    [Fact]
    public void What_a_modifier_extension_says_is_never_removed_in_silence()
    {
        // Of an extension that nobody defines R4 asks to be refused anyway; what is told first is what must not go.
        byte[] sent = With("Observation", "modifierExtension", """[{"url":"http://example.org/x","valueString":"Mustermann"}]""");
        (IntakeVerdict verdict, Findings findings) = Judge(sent, Registered with { Identifying = IntakeChoice.Strip });
        using (verdict)
        {
            Assert.IsType<IntakeVerdict.Refused>(verdict);
            Assert.Equal(("identifying", "Observation.modifierExtension[0]", Severity.Error), (findings[0].Rule, findings[0].Expression, findings[0].Severity));
            AssertAbsent(findings);
        }
    }

    [Fact]
    public void What_is_contained_is_looked_into()
    {
        JsonObject flareUp = Some.FlareUp(subject: "Patient/p")
            .With("contained", JsonNode.Parse($$"""[{"resourceType":"RelatedPerson","id":"r","patient":{"reference":"Patient/p"},"name":[{{HumanName}}]}]"""))
            .With("extension", JsonNode.Parse("""[{"url":"http://example.org/x","valueReference":{"reference":"#r"}}]"""));
        (IntakeVerdict verdict, Findings findings) = Judge(Some.Utf8(flareUp), Registered with { Identifying = IntakeChoice.Strip });
        using (verdict)
        {
            Assert.Equal("Observation.contained[0].name[0]", Assert.Single(findings).Expression);
            AssertAbsent(Encoding.UTF8.GetString(Assert.IsType<IntakeVerdict.Admitted>(verdict).Document.Bytes.Span));
        }
    }

    [Fact]
    public void What_a_profile_requires_and_was_removed_ends_in_its_finding()
    {
        JsonObject patient = Some.Patient();
        patient["identifier"]![0]!["system"] = "https://hospital.example.org/mrn";
        (IntakeVerdict verdict, Findings findings) = Judge(Some.Utf8(patient), Registered with { Identifying = IntakeChoice.Strip });
        using (verdict)
        {
            Assert.False(Assert.IsType<IntakeVerdict.Refused>(verdict).IsNotFhir);
            Assert.Contains(findings, finding => finding is { Severity: Severity.Information, Rule: "pseudonym-system", Expression: "Patient.identifier[0]" });
            Assert.Contains(findings, finding => finding is { IsError: true, Authority: Authority.Profile } && finding.Message.Contains("identifier", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void What_R4_requires_and_was_removed_does_not_make_the_document_no_FHIR()
    {
        byte[] sent = With("Observation", "performer", """[{"display":"Mustermann"}]""", subject: """{"display":"Mustermann"}""");
        (IntakeVerdict verdict, Findings findings) = Judge(sent, Registered);
        using (verdict)
        {
            Assert.False(Assert.IsType<IntakeVerdict.Refused>(verdict).IsNotFhir);
            AssertAbsent(findings);
        }
    }

    [Theory]
    [InlineData(IntakeChoice.Refuse)]
    [InlineData(IntakeChoice.Strip)]
    [InlineData(IntakeChoice.Keep)]
    public void What_is_no_FHIR_is_so_under_every_policy(IntakeChoice choice)
    {
        JsonObject patient = Some.Patient().With("name", JsonNode.Parse($"[{HumanName}]")).With("birthDate", "yesterday");
        (IntakeVerdict verdict, Findings findings) = Judge(Some.Utf8(patient), Registered with { Identifying = choice });
        using (verdict)
        {
            Assert.True(Assert.IsType<IntakeVerdict.Refused>(verdict).IsNotFhir);
            AssertAbsent(findings);
        }
    }

    [Fact]
    public void Keeping_does_not_loosen_what_else_the_profile_asks()
    {
        JsonObject patient = Some.Patient().With("name", JsonNode.Parse($"[{HumanName}]"));
        patient.Remove("birthDate");
        (IntakeVerdict verdict, Findings findings) = Judge(Some.Utf8(patient), Registered with { Identifying = IntakeChoice.Keep });
        using (verdict)
        {
            Assert.IsType<IntakeVerdict.Refused>(verdict);
            Assert.Equal(["Patient"], findings.Where(finding => finding.IsError).Select(finding => finding.Expression));
        }
    }

    [Fact]
    public void On_a_trial_server_an_unregistered_system_is_taken_with_a_warning_and_a_number_of_a_person_is_not()
    {
        JsonObject patient = Some.Patient();
        patient["identifier"]![0]!["system"] = "https://elsewhere.example.org/pseudonym";
        (IntakeVerdict verdict, Findings findings) = Judge(Some.Utf8(patient), IntakePolicy.Default);
        using (verdict)
        {
            Assert.IsType<IntakeVerdict.Admitted>(verdict);
            Finding told = Assert.Single(findings);
            Assert.Equal(("pseudonym-system", "Patient.identifier[0].system", Severity.Warning), (told.Rule, told.Expression, told.Severity));
        }

        patient["identifier"]![0]!["system"] = "http://hl7.org/fhir/sid/us-ssn";
        (IntakeVerdict second, Findings told2) = Judge(Some.Utf8(patient), IntakePolicy.Default);
        using (second) Assert.Equal("identifying", told2[0].Rule);
        Assert.IsType<IntakeVerdict.Refused>(second);
    }

    [Fact]
    public void Where_there_is_nothing_to_find_looking_allocates_nothing()
    {
        OwnExtensions extensions = new(Some.Definitions);
        byte[] json = File.ReadAllBytes(Repository.Path("profiles", "examples", "courses", "fop-birth-to-death.json"));
        using ResourceDocument document = ResourceDocument.Parse(json, Validator.Value.Names);
        long allocated = -1;
        for (int run = 0; run < 50 && allocated != 0; run++)
        {
            // Types are compiled when they are first met, and the loops are compiled again while they are warm.
            IdentifyingScan scan = new(PseudonymSystems.Trial, extensions);
            long before = GC.GetAllocatedBytesForCurrentThread();
            Validator.Value.Visit(document, ref scan);
            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.Null(scan.Found);
        }

        Assert.Equal(0, allocated);
    }

    [Fact]
    public void Very_much_to_find_is_counted_and_not_worded()
    {
        JsonObject patient = Some.Patient().With("name", new JsonArray([.. Enumerable.Range(0, 20_000).Select(_ => JsonNode.Parse(HumanName))]));
        (IntakeVerdict verdict, Findings findings) = Judge(Some.Utf8(patient), Registered);
        using (verdict) Assert.Equal((Fhir.Limits.Findings, 20_000), (findings.Count, findings.Count + findings.Omitted));
        (IntakeVerdict stripped, _) = Judge(Some.Utf8(patient), Registered with { Identifying = IntakeChoice.Strip });
        using (stripped) AssertAbsent(Encoding.UTF8.GetString(Assert.IsType<IntakeVerdict.Admitted>(stripped).Document.Bytes.Span));
    }

    [Fact]
    public void Every_example_of_the_package_passes_as_it_stands()
    {
        foreach ((string name, byte[] json) in PackageFiles.Examples())
        {
            (IntakeVerdict verdict, Findings findings) = Judge(json, IntakePolicy.Default);
            using (verdict)
            {
                Assert.True(verdict is IntakeVerdict.Admitted, $"{name}: {Describe(findings)}");
                Assert.True(((IntakeVerdict.Admitted)verdict).Document.Bytes.Span.SequenceEqual(json), name);
            }
        }
    }

    private static (IntakeVerdict Verdict, Findings Findings) Judge(byte[] json, IntakePolicy policy)
    {
        ResourceDocument document = ResourceDocument.Parse(json, Validator.Value.Names);
        Assert.Empty(document.Findings);
        IntakeVerdict verdict = new IntakeGate(Validator.Value, Some.Definitions, Some.Table, policy).Judge(document, ValidationOptions.Default);
        return (verdict, verdict switch
        {
            IntakeVerdict.Admitted admitted => admitted.Findings,
            IntakeVerdict.Refused refused => refused.Findings,
            _ => throw new System.Diagnostics.UnreachableException(),
        });
    }

    private static byte[] With(string type, string element, string json, string? subject = null)
    {
        JsonNode value = JsonNode.Parse(json)!;
        JsonObject resource = type switch
        {
            "Patient" => Some.Patient(),
            "Condition" => Some.Diagnosis("FOP", subject: "Patient/p"),
            _ => Some.FlareUp(subject: "Patient/p"),
        };
        if (subject is not null) resource["subject"] = JsonNode.Parse(subject);
        switch (element)
        {
            case "consent+":
                resource["extension"]![0]!["extension"]!.AsArray().Add(value);
                break;
            case "assigner":
                resource["identifier"]![0]!["assigner"] = value;
                break;
            case [.. string list, '+']:
                resource[list]!.AsArray().Add(value);
                break;
            default:
                resource[element] = value;
                break;
        }

        return Some.Utf8(resource);
    }

    private static void AssertAbsent(Findings findings)
    {
        AssertAbsent(Encoding.UTF8.GetString(OperationOutcome.Write(findings)));
        Assert.All(findings, finding => AssertAbsent(finding.ToString()));
    }

    private static void AssertAbsent(string text)
    {
        Assert.DoesNotContain(Marker, text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(Bytes, text, StringComparison.Ordinal);
    }

    private static string Describe(Findings findings) => string.Join("; ", findings.Select(finding => $"{finding.Severity} {finding.Rule} at {finding.Expression}: {finding.Message}"));
}
