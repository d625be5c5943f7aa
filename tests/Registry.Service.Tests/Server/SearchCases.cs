using System.Globalization;
using System.Text.Json.Nodes;

namespace Registry.Service.Tests.Server;

/// <summary>Resources and searches by chance, of few values, so that they meet. The same seed gives the same.</summary>
internal sealed class SearchCases(Random random)
{
    private const int Patients = 4;
    private static readonly string[] Systems = ["urn:s", "urn:s2"];
    private static readonly string[] Codes = ["a", "b", "A", "a,b", "c|d", "e$f", "a-code-that-is-longer-than-twenty-four-characters", "ü"];
    private static readonly string[] WordsOfNames = ["Meier", "meier", "Méier", "O'Neill", "van der Berg", "Straße", "Ann-Kathrin", "x, y", "a|b", "Zoë Maria"];
    private static readonly string[] Beginnings = ["mei", "MEI", "Mé", "o neill", "van", "der", "stra", "kath", "ann-k", "x", "zoe", "zoë m", "Meier", "meier", "berg", "a|b"];
    private static readonly string[] Dates =
    [
        "2023", "2024", "2024-02", "2024-03", "2023-12", "2024-02-29", "2024-03-01", "2024-12-31", "2025-01-01", "2024-02-29T23:30:00Z", "2024-03-01T00:30:00+01:00", "2024-02-29T12:00:00.500Z", "2024-01-01T00:00:00-05:00",
    ];

    private static readonly string[] Numbers = ["5", "5.4", "5.40", "5.35", "5.45", "6", "0.5", "-3", "100", "5400", "0.0054", "4.5", "95", "110"];
    private static readonly string[] Probabilities = ["0.5", "0.25", "0.20", "0.205", "1", "0.1", "33.3"];
    private static readonly string[] Urls = ["http://a.example.org/x", "http://a.example.org/x/y", "http://a.example.org/xy", "http://a.example.org/x/y/z", "urn:uuid:8a3f9c56-7f2f-4a55-9a12-5d7fbe3c0001", "http://b.example.org/"];
    private static readonly string[] Units = ["g", "mg", "kg", "m", "cm"];
    private static readonly string[] Prefixes = ["", "eq", "ne", "gt", "lt", "ge", "le", "sa", "eb", "ap"];

    private readonly HashSet<(string Type, string System, string Value)> _identifiers = [];

    /// <summary>Parameters by what their values are.</summary>
    private static readonly (string Type, string Name, string Kind)[] Parameters =
    [
        ("Observation", "code", "concept"), ("Observation", "category", "concept"), ("Observation", "value-concept", "concept"), ("Observation", "component-code", "concept"), ("Observation", "combo-code", "concept"),
        ("Observation", "status", "code"), ("Observation", "identifier", "identifier"), ("Practitioner", "identifier", "identifier"), ("RiskAssessment", "identifier", "identifier"),
        ("Practitioner", "gender", "code"), ("Practitioner", "active", "truth"), ("Practitioner", "email", "email"), ("Library", "version", "code"), ("Library", "status", "code"),
        ("Observation", "date", "date"), ("Observation", "value-date", "date"), ("RiskAssessment", "date", "date"), ("Library", "date", "date"),
        ("Observation", "value-string", "string"), ("Practitioner", "name", "string"), ("Practitioner", "family", "string"), ("Practitioner", "given", "string"), ("Practitioner", "address-city", "string"), ("Library", "title", "string"),
        ("Observation", "value-quantity", "quantity"), ("Observation", "component-value-quantity", "quantity"), ("Observation", "combo-value-quantity", "quantity"),
        ("RiskAssessment", "probability", "number"), ("Observation", "performer", "reference"), ("Library", "url", "uri"), ("Observation", "_profile", "uri"),
        ("Observation", "code-value-quantity", "quantity pair"), ("Observation", "component-code-value-quantity", "quantity pair"), ("Observation", "combo-code-value-quantity", "quantity pair"),
        ("Observation", "code-value-concept", "concept pair"), ("Observation", "component-code-value-concept", "concept pair"), ("Observation", "code-value-string", "string pair"), ("Observation", "code-value-date", "date pair"),
    ];

    /// <summary>One search parameter with its values.</summary>
    /// <param name="Type">Of what.</param>
    /// <param name="Name">Of the parameter.</param>
    /// <param name="Modifier">As the oracle has it; null for none.</param>
    /// <param name="AnyOf">What is asked for.</param>
    /// <param name="Written">The same as part of a query, not yet escaped for a URL.</param>
    internal sealed record Case(string Type, string Name, string? Modifier, IReadOnlyList<SearchOracle.Asked> AnyOf, (string Name, string Value) Written);

    /// <summary>Resources of four types under ids of their own.</summary>
    public IReadOnlyList<JsonObject> Resources(int observations, int others) =>
    [
        .. Enumerable.Range(0, Patients).Select(number => new JsonObject { ["resourceType"] = "Patient", ["id"] = $"pt{number}", ["active"] = true }),
        .. Enumerable.Range(0, others).Select(Practitioner), .. Enumerable.Range(0, others).Select(RiskAssessment), .. Enumerable.Range(0, others).Select(Library), .. Enumerable.Range(0, observations).Select(Observation),
    ];

    /// <summary>A search of one type by one parameter.</summary>
    public Case Next() => Of(Parameters[random.Next(Parameters.Length)]);

    /// <summary>A search of the same type by another parameter, or the same again.</summary>
    public Case And(Case first)
    {
        (string, string, string)[] ofType = [.. Parameters.Where(parameter => parameter.Type == first.Type)];
        return Of(ofType[random.Next(ofType.Length)]);
    }

    private Case Of((string Type, string Name, string Kind) parameter)
    {
        (string type, string name, string kind) = parameter;
        bool isPair = kind.EndsWith(" pair", StringComparison.Ordinal);
        if (!isPair && Chance(12))
        {
            bool missing = Chance(2);
            return new Case(type, name, missing ? "missing=true" : "missing=false", [], ($"{name}:missing", missing ? "true" : "false"));
        }

        string? modifier = kind switch
        {
            "concept" or "identifier" when Chance(4) => Pick("not", "text", kind == "identifier" ? "of-type" : "not"),
            "code" or "truth" when Chance(4) => "not",
            "string" => Pick(null, "exact", "contains"),
            "uri" => Pick(null, "below", "above"),
            "reference" when Chance(3) => "identifier",
            _ => null,
        };
        string? written = modifier ?? (kind == "reference" && Chance(3) ? "Patient" : null);
        List<(SearchOracle.Asked Asked, string Text)> values = [.. Enumerable.Range(0, Chance(3) ? 2 : 1).Select(_ => isPair ? Pair(kind) : Value(kind, modifier, written == "Patient"))];
        return new Case(type, name, modifier, [.. values.Select(value => value.Asked)], (written is null ? name : $"{name}:{written}", string.Join(',', values.Select(value => value.Text))));
    }

    private (SearchOracle.Asked, string) Pair(string kind)
    {
        (SearchOracle.Asked first, string text) = Value("concept", null, false);
        (SearchOracle.Asked second, string other) = Value(kind[..kind.IndexOf(' ', StringComparison.Ordinal)], null, false);
        return (new SearchOracle.Asked.Pair(first, second), $"{text}${other}");
    }

    private (SearchOracle.Asked Asked, string Text) Value(string kind, string? modifier, bool isTyped)
    {
        switch (kind)
        {
            case "concept" or "identifier" when modifier == "text":
                string words = Pick(Beginnings)!;
                return (new SearchOracle.Asked.Text(words), Escape(words));
            case "identifier" when modifier == "of-type":
                (string typeSystem, string typeCode, string typed) = (Pick(Systems)!, Pick("a", "b")!, Pick(Codes)!);
                return (new SearchOracle.Asked.OfType(typeSystem, typeCode, typed), $"{Escape(typeSystem)}|{typeCode}|{Escape(typed)}");
            case "concept" or "identifier":
                return Token(Pick(Systems)!, Pick(Codes)!);
            case "code":
                string code = Pick("final", "preliminary", "active", "draft", "male", "female", "1.0", "2.0")!;
                return Chance(4) ? (new SearchOracle.Asked.Token(null, code, false), $"|{code}") : (new SearchOracle.Asked.Token(null, code, true), code);
            case "truth":
                string truth = Pick("true", "false")!;
                return (new SearchOracle.Asked.Token(null, truth, true), truth);
            case "email":
                return (new SearchOracle.Asked.Token(null, "a@example.org", true), "a@example.org");
            case "date":
                (string prefix, string date) = (Pick(Prefixes)!, Pick(Dates)!);
                return (new SearchOracle.Asked.Time(prefix, date), prefix + date);
            case "string":
                string text = Pick(Chance(2) ? Beginnings : WordsOfNames)!;
                return (new SearchOracle.Asked.Text(text), Escape(text));
            case "number":
                (string sign, string probability) = (Pick(Prefixes)!, Pick(Probabilities)!);
                return (new SearchOracle.Asked.Number(sign, probability), sign + probability);
            case "quantity":
                return Quantity(Pick(Prefixes)!, Pick(Numbers)!);
            case "uri":
                // Above and below are of paths alone.
                string url = Pick(modifier is null ? Urls : [.. Urls.Where(one => one.StartsWith("http", StringComparison.Ordinal))])!;
                return (new SearchOracle.Asked.Url(url), Escape(url));
            default:
                if (modifier == "identifier") return Token("urn:s", Pick("a", "b")!);
                string id = string.Create(CultureInfo.InvariantCulture, $"pt{random.Next(Patients)}");
                if (isTyped) return Chance(2) ? (new SearchOracle.Asked.Reference("Patient", id, null), id) : (new SearchOracle.Asked.Reference("Patient", id, null), $"Patient/{id}");
                string elsewhere = $"https://elsewhere.example.org/fhir/Patient/{id}";
                return random.Next(3) switch
                {
                    0 => (new SearchOracle.Asked.Reference(null, id, null), id),
                    1 => (new SearchOracle.Asked.Reference("Patient", id, null), $"Patient/{id}"),
                    _ => (new SearchOracle.Asked.Reference(null, null, elsewhere), elsewhere),
                };
        }
    }

    private (SearchOracle.Asked, string) Token(string system, string code) => random.Next(4) switch
    {
        0 => (new SearchOracle.Asked.Token(system, code, false), $"{Escape(system)}|{Escape(code)}"),
        1 => (new SearchOracle.Asked.Token(system, null, false), $"{Escape(system)}|"),
        2 => (new SearchOracle.Asked.Token(null, code, false), $"|{Escape(code)}"),
        _ => (new SearchOracle.Asked.Token(null, code, true), Escape(code)),
    };

    private (SearchOracle.Asked, string) Quantity(string prefix, string number)
    {
        string unit = Pick(Units)!;
        return random.Next(4) switch
        {
            0 => (new SearchOracle.Asked.Number(prefix, number), prefix + number),
            1 => (new SearchOracle.Asked.Number(prefix, number, "", unit), $"{prefix}{number}||{unit}"),
            2 => (new SearchOracle.Asked.Number(prefix, number, "urn:units", unit), $"{prefix}{number}|urn:units|{unit}"),
            _ => (new SearchOracle.Asked.Number(prefix, number, "http://unitsofmeasure.org", unit), $"{prefix}{number}|http://unitsofmeasure.org|{unit}"),
        };
    }

    private JsonObject Observation(int number)
    {
        JsonObject observation = New("Observation", $"o{number}");
        observation["status"] = Pick("final", "preliminary");
        observation["code"] = Concept();
        if (Chance(2)) observation["category"] = new JsonArray(Concept(), Concept());
        if (Chance(2)) observation["identifier"] = new JsonArray(Identifier("Observation"), Identifier("Observation"));
        if (Chance(4)) observation["meta"] = new JsonObject { ["profile"] = new JsonArray(Pick(Urls)) };
        switch (random.Next(5))
        {
            case 0: observation["effectivePeriod"] = Period(); break;
            case 1: observation["effectiveInstant"] = Pick("2024-02-29T23:30:00Z", "2024-03-01T00:30:00.250+01:00"); break;
            case < 4: observation["effectiveDateTime"] = Pick(Dates); break;
        }

        SetValue(observation, isComponent: false);
        if (Chance(2))
        {
            JsonObject[] components = [.. Enumerable.Range(0, 1 + random.Next(3)).Select(_ => new JsonObject { ["code"] = Concept() })];
            foreach (JsonObject component in components) SetValue(component, isComponent: true);
            observation["component"] = new JsonArray([.. components]);
            // obs-7: what has a component of its own code has no value.
            HashSet<string> own = [.. Codings(observation)];
            if (components.SelectMany(Codings).Any(own.Contains)) foreach (string value in observation.Select(pair => pair.Key).Where(key => key.StartsWith("value", StringComparison.Ordinal)).ToArray()) observation.Remove(value);
        }

        if (Chance(2)) observation["performer"] = new JsonArray([.. Enumerable.Range(0, 1 + random.Next(2)).Select(_ => Performer())]);
        return observation;
    }

    private static IEnumerable<string> Codings(JsonObject owner) => (owner["code"]!["coding"] as JsonArray ?? []).Select(coding => $"{coding!["system"]}|{coding["code"]}");

    private JsonObject Performer()
    {
        string id = string.Create(CultureInfo.InvariantCulture, $"pt{random.Next(Patients)}");
        return random.Next(4) switch
        {
            // The registry takes no reference to elsewhere: what is asked for there is found nowhere.
            0 => new JsonObject { ["reference"] = $"Patient/{id}", ["identifier"] = new JsonObject { ["system"] = "urn:s", ["value"] = Pick("a", "b") } },
            1 => new JsonObject { ["type"] = "Patient", ["identifier"] = new JsonObject { ["system"] = "urn:s", ["value"] = Pick("a", "b") } },
            _ => new JsonObject { ["reference"] = $"Patient/{id}" },
        };
    }

    private void SetValue(JsonObject owner, bool isComponent)
    {
        switch (random.Next(isComponent ? 3 : 6))
        {
            case 0: owner["valueQuantity"] = Quantity(); break;
            case 1: owner["valueCodeableConcept"] = Concept(); break;
            case 2: owner["valueString"] = Pick(WordsOfNames); break;
            case 3: owner["valueDateTime"] = Pick(Dates); break;
            case 4: owner["valuePeriod"] = Period(); break;
        }
    }

    private JsonObject Practitioner(int number)
    {
        JsonObject practitioner = New("Practitioner", $"p{number}");
        practitioner["identifier"] = new JsonArray(Identifier("Practitioner"));
        if (Chance(2)) practitioner["gender"] = Pick("male", "female");
        if (Chance(2)) practitioner["active"] = Chance(2);
        JsonObject name = new() { ["family"] = Pick(WordsOfNames) };
        if (Chance(2)) name["given"] = new JsonArray(Pick(WordsOfNames), Pick(WordsOfNames));
        if (Chance(3)) name["text"] = Pick(WordsOfNames);
        if (!Chance(4)) practitioner["name"] = new JsonArray(name);
        if (Chance(2)) practitioner["address"] = new JsonArray(new JsonObject { ["city"] = Pick(WordsOfNames) });
        if (Chance(2)) practitioner["telecom"] = new JsonArray(new JsonObject { ["system"] = Pick("email", "phone"), ["value"] = "a@example.org" });
        return practitioner;
    }

    private JsonObject RiskAssessment(int number)
    {
        JsonObject assessment = New("RiskAssessment", $"r{number}");
        assessment["status"] = Pick("final", "preliminary");
        assessment["subject"] = new JsonObject { ["display"] = "Somebody" };
        if (Chance(2)) assessment["identifier"] = new JsonArray(Identifier("RiskAssessment"));
        if (Chance(2)) assessment["occurrencePeriod"] = Period();
        else if (Chance(2)) assessment["occurrenceDateTime"] = Pick(Dates);
        if (!Chance(4)) assessment["prediction"] = new JsonArray([.. Enumerable.Range(0, 1 + random.Next(2)).Select(_ => new JsonObject { ["probabilityDecimal"] = Number(Pick(Probabilities)!) })]);
        return assessment;
    }

    private JsonObject Library(int number)
    {
        JsonObject library = New("Library", $"l{number}");
        library["url"] = Pick(Urls);
        library["status"] = Pick("active", "draft");
        library["type"] = new JsonObject { ["text"] = "Anything" };
        if (Chance(2)) library["version"] = Pick("1.0", "2.0");
        if (Chance(2)) library["title"] = Pick(WordsOfNames);
        if (Chance(2)) library["date"] = Pick(Dates);
        return library;
    }

    private JsonObject Concept()
    {
        JsonObject concept = new();
        if (Chance(3)) concept["text"] = Pick(WordsOfNames);
        if (!concept.ContainsKey("text") || Chance(2)) concept["coding"] = new JsonArray([.. Enumerable.Range(0, 1 + random.Next(2)).Select(_ => Coding())]);
        return concept;
    }

    private JsonObject Coding()
    {
        JsonObject coding = new() { ["code"] = Pick([.. Codes.Where(code => code != "ü" || Chance(2))]) };
        if (!Chance(4)) coding["system"] = Pick(Systems);
        if (Chance(2)) coding["display"] = Pick(WordsOfNames);
        return coding;
    }

    private JsonObject Identifier(string type)
    {
        (string value, string system) = (Pick(Codes)!, Pick(Systems)!);
        JsonObject identifier = new() { ["value"] = value };
        // A value of a system names one record of a type.
        if (!Chance(3) && _identifiers.Add((type, system, value))) identifier["system"] = system;
        if (Chance(2)) identifier["type"] = new JsonObject { ["coding"] = new JsonArray(new JsonObject { ["system"] = Pick(Systems), ["code"] = Pick("a", "b") }), ["text"] = Pick(WordsOfNames) };
        return identifier;
    }

    private JsonObject Period()
    {
        // Of two dates that do not overlap, so that a start is before its end.
        (string Start, string End)[] both = [("2023", "2024-02"), ("2024-02", "2024-03-01"), ("2024-02-29", "2024-12-31"), ("2024-02-29T12:00:00.500Z", "2025-01-01"), ("2024-03", "2025-01-01")];
        (string start, string end) = both[random.Next(both.Length)];
        return random.Next(4) switch { 0 => new JsonObject { ["start"] = start }, 1 => new JsonObject { ["end"] = end }, _ => new JsonObject { ["start"] = start, ["end"] = end } };
    }

    private JsonObject Quantity()
    {
        JsonObject quantity = new() { ["value"] = Number(Pick(Numbers)!) };
        if (Chance(5)) quantity["comparator"] = Pick("<", "<=", ">", ">=");
        string unit = Pick(Units)!;
        switch (random.Next(4))
        {
            case 0: quantity["unit"] = unit; break;
            case 1: quantity["system"] = "urn:units"; quantity["code"] = unit; break;
            case 2: quantity["system"] = "http://unitsofmeasure.org"; quantity["code"] = unit; break;
        }

        return quantity;
    }

    private static JsonObject New(string type, string id) => new() { ["resourceType"] = type, ["id"] = id };

    // As it is written: 5.40 is not 5.4.
    private static JsonNode Number(string text) => JsonNode.Parse(text)!;

    private static string Escape(string text) => text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace(",", "\\,", StringComparison.Ordinal).Replace("|", "\\|", StringComparison.Ordinal).Replace("$", "\\$", StringComparison.Ordinal);

    private bool Chance(int of) => random.Next(of) == 0;

    private string? Pick(params string?[] values) => values[random.Next(values.Length)];
}
