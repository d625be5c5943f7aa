using System.Globalization;
using System.Text.Json.Nodes;

namespace Registry.Server.Demonstration;

/// <summary>Invented people with FOP and POH, each a life course as one transaction bundle that any client could send. The same every time.</summary>
/// <remarks>
/// For a first look, not for conclusions: the synthetic cohort with a known truth is a matter of its own. Ages at entry and at flare-ups
/// are loosely those of docs: flare-ups about 0.9 a person-year, entry from childhood to middle age.
/// </remarks>
internal static class DemonstrationCohort
{
    private const string Base = "https://registry.example.org/fhir/ho";
    private const string Records = "https://demo.example.org/record";
    /// <summary>The system of the cohort's pseudonyms.</summary>
    public const string Pseudonyms = "https://demo.example.org/pseudonym";
    private const int Seed = 20261121;
    private const int FopSubjects = 40;
    private const int PohSubjects = 9;
    private const int CutYear = 2026;

    private static readonly string[] AxialRegions = ["neck", "upper-back", "shoulder", "jaw", "lower-back", "chest-wall"];
    private static readonly string[] LimbRegions = ["elbow", "wrist", "hip", "knee", "ankle", "thigh"];
    private static readonly string[] Triggers = ["spontaneous", "spontaneous", "fall", "bruise", "muscle-fatigue", "viral-infection", "intramuscular-injection", "unknown"];
    private static readonly string[] Outcomes = ["ho-formed", "partial", "regressed", "ho-formed", "unknown"];
    private static readonly string[] Countries = ["DE", "FR", "SE", "IT", "NL"];
    private static readonly string[] Symptoms = ["swelling", "pain"];

    private static readonly (string Coding, string Protein)[] OtherAcvr1 =
        [("c.982G>A", "p.Gly328Arg"), ("c.774G>C", "p.Arg258Ser"), ("c.1067G>A", "p.Gly356Asp")];

    /// <summary>The bundles, in the order in which they are to be sent, as UTF-8 JSON.</summary>
    public static IEnumerable<byte[]> Bundles()
    {
        Random random = new(Seed);
        for (int number = 1; number <= FopSubjects + PohSubjects; number++)
        {
            JsonArray entries = number <= FopSubjects ? FopLife(number, random) : PohLife(number, random);
            JsonObject bundle = new() { ["resourceType"] = "Bundle", ["type"] = "transaction", ["entry"] = entries };
            yield return System.Text.Encoding.UTF8.GetBytes(bundle.ToJsonString());
        }
    }

    private static JsonArray FopLife(int number, Random random)
    {
        Life life = new(number, random, bornFrom: 1950, bornTo: 2015, deathShare: 0.5);
        bool isClassic = number % 8 != 0;
        life.AddPatient();
        JsonObject condition = life.Condition("337", "Fibrodysplasia ossificans progressiva", onsetAge: random.Next(1, 11));
        condition["extension"] = new JsonArray(new JsonObject
        {
            ["url"] = $"{Base}/StructureDefinition/fop-class",
            ["valueCodeableConcept"] = Concept($"{Base}/CodeSystem/fop-class", isClassic ? "classic" : "variant"),
        });
        life.Add(condition);

        (string coding, string protein) = isClassic ? ("c.617G>A", "p.Arg206His") : OtherAcvr1[number / 8 % OtherAcvr1.Length];
        life.Add(life.Variant("HGNC:171", [
            Component("http://loinc.org", "48004-6", Concept("http://varnomen.hgvs.org", $"NM_001111067.4:{coding}")),
            Component("http://loinc.org", "48005-3", Concept("http://varnomen.hgvs.org", $"NP_001104537.1:{protein}")),
            Component("http://loinc.org", "53034-5", Concept("http://loinc.org", "LA6706-1")),
            Component("http://loinc.org", "48002-0", Concept("http://loinc.org", "LA6683-2")),
        ]));

        for (int year = life.EntryYear; year < life.LastYear; year++)
        {
            int flareUps = random.NextDouble() < 0.6 ? random.Next(1, 3) : 0;
            for (int index = 0; index < flareUps; index++)
            {
                string region = Pick(year - life.BirthYear < 8 ? AxialRegions : random.Next(2) == 0 ? AxialRegions : LimbRegions, random);
                string outcome = Pick(Outcomes, random);
                string flareUp = life.Add(life.FlareUp(year, region, Pick(Triggers, random), outcome));
                if (outcome == "ho-formed") life.Add(life.Lesion(year, region, "deep", "skeletal-muscle", flareUp));
            }
        }

        life.AddVitalStatus();
        return life.Entries;
    }

    private static JsonArray PohLife(int number, Random random)
    {
        Life life = new(number, random, bornFrom: 1985, bornTo: 2018, deathShare: 0);
        life.AddPatient();
        life.Add(life.Condition("2762", "Progressive osseous heteroplasia", onsetAge: 1));
        if (number % 3 != 0)
        {
            life.Add(life.Variant("HGNC:4392", [
                Component("http://loinc.org", "48004-6", Concept("http://varnomen.hgvs.org", "NM_000516.7:c.565_568del")),
                Component("http://loinc.org", "48005-3", Concept("http://varnomen.hgvs.org", "NP_000507.1:p.(Asp189MetfsTer14)")),
                Component("http://loinc.org", "48002-0", Concept("http://loinc.org", "LA6683-2")),
                Component("http://loinc.org", "94186-4", Concept("http://loinc.org", number % 2 == 0 ? "LA26807-0" : "LA26321-2")),
                Component("http://loinc.org", "82309-6", Concept("http://loinc.org", "LA26426-9")),
                Component($"{Base}/CodeSystem/ho-observation", "parental-allele", Concept($"{Base}/CodeSystem/parental-allele", "paternal")),
            ]));
        }

        string limb = Pick(LimbRegions, random);
        life.Add(life.Lesion(life.BirthYear + 1, limb, "dermis", "dermis", flareUp: null));
        life.Add(life.Lesion(life.BirthYear + 3, limb, "subcutis", "subcutaneous-fat", flareUp: null));
        if (life.BirthYear + 8 < life.LastYear) life.Add(life.Lesion(life.BirthYear + 8, limb, "deep", "skeletal-muscle", flareUp: null));
        life.AddVitalStatus();
        return life.Entries;
    }

    private static T Pick<T>(T[] from, Random random) => from[random.Next(from.Length)];

    private static JsonObject Concept(string system, string code) =>
        new() { ["coding"] = new JsonArray(new JsonObject { ["system"] = system, ["code"] = code }) };

    private static JsonObject Component(string system, string code, JsonObject value) =>
        new() { ["code"] = Concept(system, code), ["valueCodeableConcept"] = value };

    private static JsonObject Local(string code, string valueSystem, string value) =>
        Component($"{Base}/CodeSystem/ho-observation", code, Concept($"{Base}/CodeSystem/{valueSystem}", value));

    /// <summary>One person's entries, as they are written.</summary>
    private sealed class Life
    {
        private readonly int _number;
        private readonly Random _random;
        private readonly string _patient;
        private readonly bool _isDead;
        private int _records;

        public Life(int number, Random random, int bornFrom, int bornTo, double deathShare)
        {
            _number = number;
            _random = random;
            _patient = Urn(number, 0);
            BirthYear = random.Next(bornFrom, bornTo);
            EntryYear = Math.Max(2008 + random.Next(0, 12), BirthYear + 2);
            LastYear = Math.Min(CutYear - random.Next(0, 2), EntryYear + random.Next(4, 16));
            if (LastYear <= EntryYear) LastYear = EntryYear + 1;
            _isDead = random.NextDouble() < deathShare && LastYear - BirthYear > 18;
        }

        public JsonArray Entries { get; } = [];

        public int BirthYear { get; }

        public int EntryYear { get; }

        public int LastYear { get; }

        public void AddPatient()
        {
            string pseudonym = string.Create(CultureInfo.InvariantCulture, $"DEMO-{_number:000}");
            JsonObject patient = new()
            {
                ["resourceType"] = "Patient",
                ["extension"] = new JsonArray(
                    Consent("registry", "permit"),
                    Consent("reuse", _number % 5 == 0 ? "deny" : "permit"),
                    new JsonObject { ["url"] = $"{Base}/StructureDefinition/registry-entry-date", ["valueDate"] = Day(EntryYear, _number) }),
                ["identifier"] = new JsonArray(new JsonObject { ["system"] = Pseudonyms, ["value"] = pseudonym }),
                ["gender"] = _number % 2 == 0 ? "female" : "male",
                ["birthDate"] = Day(BirthYear, _number)[..7],
                ["address"] = new JsonArray(new JsonObject { ["country"] = Countries[_number % Countries.Length] }),
            };
            if (_isDead) patient["deceasedDateTime"] = Day(LastYear, _number + 6);
            Entries.Add(Entry(_patient, patient, "Patient", Pseudonyms, pseudonym));
        }

        /// <summary>Adds a Condition or Observation and returns its full URL.</summary>
        public string Add(JsonObject resource)
        {
            string record = string.Create(CultureInfo.InvariantCulture, $"DEMO-{_number:000}-{++_records:00}");
            resource["identifier"] = new JsonArray(new JsonObject { ["system"] = Records, ["value"] = record });
            string urn = Urn(_number, _records);
            Entries.Add(Entry(urn, resource, resource["resourceType"]!.GetValue<string>(), Records, record));
            return urn;
        }

        public JsonObject Condition(string orpha, string display, int onsetAge) => new()
        {
            ["resourceType"] = "Condition",
            ["clinicalStatus"] = Concept("http://terminology.hl7.org/CodeSystem/condition-clinical", "active"),
            ["verificationStatus"] = Concept("http://terminology.hl7.org/CodeSystem/condition-ver-status", "confirmed"),
            ["code"] = new JsonObject
            {
                ["coding"] = new JsonArray(new JsonObject { ["system"] = "https://www.orpha.net", ["code"] = orpha, ["display"] = display }),
            },
            ["subject"] = new JsonObject { ["reference"] = _patient },
            ["onsetDateTime"] = Year(BirthYear + onsetAge),
            ["recordedDate"] = Year(Math.Min(BirthYear + onsetAge + 2, EntryYear)),
        };

        public JsonObject Variant(string gene, JsonObject[] components) => new()
        {
            ["resourceType"] = "Observation",
            ["status"] = "final",
            ["category"] = new JsonArray(
                Concept("http://terminology.hl7.org/CodeSystem/observation-category", "laboratory"),
                Concept("http://terminology.hl7.org/CodeSystem/v2-0074", "GE")),
            ["code"] = Concept("http://loinc.org", "69548-6"),
            ["subject"] = new JsonObject { ["reference"] = _patient },
            ["effectiveDateTime"] = Year(EntryYear),
            ["valueCodeableConcept"] = Concept("http://loinc.org", "LA9633-4"),
            ["component"] = new JsonArray([Component("http://loinc.org", "48018-6", Concept("http://www.genenames.org", gene)), .. components]),
        };

        public JsonObject FlareUp(int year, string region, string trigger, string outcome)
        {
            JsonObject flareUp = Fact("flare-up");
            int month = _random.Next(1, 11);
            flareUp["effectivePeriod"] = new JsonObject
            {
                ["start"] = string.Create(CultureInfo.InvariantCulture, $"{year}-{month:00}-{_random.Next(1, 28):00}"),
                ["end"] = string.Create(CultureInfo.InvariantCulture, $"{year}-{month + 2:00}"),
            };
            flareUp["bodySite"] = Concept($"{Base}/CodeSystem/body-region", region);
            flareUp["component"] = new JsonArray([
                Local("flare-up-trigger", "flare-up-trigger", trigger),
                .. Symptoms.Select(symptom => Local("flare-up-symptom", "flare-up-symptom", symptom)),
                Local("flare-up-outcome", "flare-up-outcome", outcome),
            ]);
            return flareUp;
        }

        public JsonObject Lesion(int year, string region, string depth, string tissue, string? flareUp)
        {
            JsonObject lesion = Fact("ho-lesion");
            lesion["effectiveDateTime"] = Day(year, 11);
            lesion["bodySite"] = Concept($"{Base}/CodeSystem/body-region", region);
            lesion["component"] = new JsonArray(Local("depth", "depth", depth), Local("host-tissue", "host-tissue", tissue));
            if (flareUp is not null) lesion["derivedFrom"] = new JsonArray(new JsonObject { ["reference"] = flareUp });
            return lesion;
        }

        public void AddVitalStatus()
        {
            JsonObject status = Fact("vital-status");
            status["effectiveDateTime"] = Day(LastYear, _number + 6);
            status["valueCodeableConcept"] = Concept($"{Base}/CodeSystem/vital-status", _isDead ? "dead" : "alive");
            Add(status);
        }

        private static JsonObject Consent(string scope, string decision) => new()
        {
            ["url"] = $"{Base}/StructureDefinition/registry-consent",
            ["extension"] = new JsonArray(
                new JsonObject { ["url"] = "scope", ["valueCode"] = scope },
                new JsonObject { ["url"] = "decision", ["valueCode"] = decision },
                new JsonObject { ["url"] = "date", ["valueDate"] = "2020-01-01" },
                new JsonObject { ["url"] = "policyVersion", ["valueString"] = "demo" }),
        };

        private static JsonObject Entry(string urn, JsonObject resource, string type, string system, string value) => new()
        {
            ["fullUrl"] = urn,
            ["resource"] = resource,
            ["request"] = new JsonObject { ["method"] = "PUT", ["url"] = $"{type}?identifier={Uri.EscapeDataString($"{system}|{value}")}" },
        };

        private static string Urn(int number, int record) =>
            string.Create(CultureInfo.InvariantCulture, $"urn:uuid:00000000-0000-4000-8000-{number:000000}{record:000000}");

        private static string Year(int year) => year.ToString("0000", CultureInfo.InvariantCulture);

        private static string Day(int year, int salt) => string.Create(CultureInfo.InvariantCulture, $"{year:0000}-{(salt % 12) + 1:00}-{(salt * 7 % 28) + 1:00}");

        private JsonObject Fact(string code) => new()
        {
            ["resourceType"] = "Observation",
            ["status"] = "final",
            ["code"] = Concept($"{Base}/CodeSystem/ho-observation", code),
            ["subject"] = new JsonObject { ["reference"] = _patient },
        };
    }
}
