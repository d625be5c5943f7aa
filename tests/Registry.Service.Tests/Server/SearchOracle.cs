using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Registry.Service.Tests.Server;

/// <summary>
/// What a search finds, worked out from the JSON of a resource by a reading of its own: no index, no SQL, no FHIRPath, none of the registry's code.
/// Plain before anything else. https://hl7.org/fhir/R4/search.html
/// </summary>
internal static class SearchOracle
{
    private const string Ucum = "http://unitsofmeasure.org";

    /// <summary>One value as the resource has it: a case for each way of comparing.</summary>
    internal abstract record Held
    {
        internal sealed record Token(string? System, string? Code, params string[] Texts) : Held;

        internal sealed record TypedIdentifier(string? System, string? Code, string Value) : Held;

        internal sealed record Text(string Value) : Held;

        internal sealed record Time(decimal From, decimal To) : Held;

        internal sealed record Number(decimal? Low, decimal? High, string? System = null, string? Code = null, string? Unit = null) : Held;

        internal sealed record Reference(string? Target, string? IdentifierSystem, string? IdentifierValue) : Held;

        internal sealed record Url(string Value) : Held;

        internal sealed record Pair(IReadOnlyList<Held> First, IReadOnlyList<Held> Second) : Held;
    }

    /// <summary>What is asked for, apart from how it is written.</summary>
    internal abstract record Asked
    {
        internal sealed record Token(string? System, string? Code, bool IsAnySystem) : Asked;

        internal sealed record OfType(string System, string Code, string Value) : Asked;

        internal sealed record Text(string Value) : Asked;

        internal sealed record Time(string Prefix, string Value) : Asked;

        internal sealed record Number(string Prefix, string Value, string? System = null, string? Code = null) : Asked;

        internal sealed record Reference(string? Type, string? Id, string? Whole) : Asked;

        internal sealed record Url(string Value) : Asked;

        internal sealed record Pair(Asked First, Asked Second) : Asked;
    }

    /// <summary>Whether a resource is found by a parameter with these values, of which one is enough.</summary>
    /// <param name="held">What the resource holds under it.</param>
    /// <param name="modifier">Null for none.</param>
    /// <param name="anyOf">What is asked for; of <c>:missing</c> nothing.</param>
    /// <param name="now">What <c>ap</c> is near to, in milliseconds.</param>
    public static bool Finds(IReadOnlyList<Held> held, string? modifier, IReadOnlyList<Asked> anyOf, decimal now) => modifier switch
    {
        "missing=true" => !held.Any(IsPresent),
        "missing=false" => held.Any(IsPresent),
        "not" => !Finds(held, null, anyOf, now),
        _ => anyOf.Any(asked => held.Any(value => Matches(value, modifier, asked, now))),
    };

    // A CodeableConcept that is only text is there, and so is an identifier without a reference.
    private static bool IsPresent(Held held) => held is not Held.TypedIdentifier;

    private static bool Matches(Held held, string? modifier, Asked asked, decimal now) => (held, modifier, asked) switch
    {
        (Held.Token token, "text", Asked.Text text) => token.Texts.Any(words => Folded(words).StartsWith(Folded(text.Value), StringComparison.Ordinal)),
        (Held.Token token, null, Asked.Token wanted) => IsToken(token.System, token.Code, wanted),
        (Held.TypedIdentifier typed, "of-type", Asked.OfType wanted) => typed.System == wanted.System && typed.Code == wanted.Code && typed.Value == wanted.Value,
        (Held.Text text, null, Asked.Text wanted) => Folded(text.Value).StartsWith(Folded(wanted.Value), StringComparison.Ordinal),
        (Held.Text text, "contains", Asked.Text wanted) => Folded(text.Value).Contains(Folded(wanted.Value), StringComparison.Ordinal),
        (Held.Text text, "exact", Asked.Text wanted) => text.Value == wanted.Value,
        (Held.Url url, null, Asked.Url wanted) => url.Value == wanted.Value,
        (Held.Url url, "below", Asked.Url wanted) => url.Value == wanted.Value || url.Value.StartsWith(wanted.Value.TrimEnd('/') + "/", StringComparison.Ordinal),
        (Held.Url url, "above", Asked.Url wanted) => wanted.Value == url.Value || wanted.Value.StartsWith(url.Value.TrimEnd('/') + "/", StringComparison.Ordinal),
        (Held.Time time, null, Asked.Time wanted) => IsTime(time, wanted, now),
        (Held.Number number, null, Asked.Number wanted) => IsNumber(number, wanted),
        (Held.Reference reference, "identifier", Asked.Token wanted) => reference.IdentifierValue is not null && IsToken(reference.IdentifierSystem, reference.IdentifierValue, wanted),
        (Held.Reference reference, null, Asked.Reference wanted) => IsReference(reference.Target, wanted),
        (Held.Pair pair, null, Asked.Pair wanted) => pair.First.Any(first => Matches(first, null, wanted.First, now)) && pair.Second.Any(second => Matches(second, null, wanted.Second, now)),
        _ => false,
    };

    private static bool IsToken(string? system, string? code, Asked.Token wanted)
    {
        if (wanted.Code is not null && wanted.Code != code) return false;
        if (wanted.Code is null && code is null) return false;
        return wanted.IsAnySystem || wanted.System == system;
    }

    private static bool IsReference(string? target, Asked.Reference wanted)
    {
        if (target is null) return false;
        if (wanted.Whole is not null) return target == wanted.Whole;
        // Type/id here: an absolute reference is to somewhere else.
        string[] parts = target.Split('/');
        return parts.Length == 2 && parts[1] == wanted.Id && (wanted.Type is null || parts[0] == wanted.Type);
    }

    private static bool IsTime(Held.Time held, Asked.Time wanted, decimal now)
    {
        (decimal from, decimal to) = TimeOf(wanted.Value);
        bool within = held.From >= from && held.To <= to;
        switch (wanted.Prefix)
        {
            case "" or "eq": return within;
            case "ne": return !within;
            case "gt": return held.To > to;
            case "lt": return held.From < from;
            case "ge": return held.To > to || within;
            case "le": return held.From < from || within;
            case "sa": return held.From >= to;
            case "eb": return held.To <= from;
            default:
                decimal slack = Math.Abs(now - (from + to) / 2) / 10;
                return held.From < to + slack && held.To > from - slack;
        }
    }

    /// <summary>The first millisecond of a time as it is written, and the one behind its last.</summary>
    public static (decimal From, decimal To) TimeOf(string text)
    {
        decimal Ms(DateTimeOffset time) => time.ToUnixTimeMilliseconds();
        int[] parts = [.. text.Split('T')[0].Split('-').Select(part => int.Parse(part, CultureInfo.InvariantCulture))];
        if (text.Contains('T', StringComparison.Ordinal))
        {
            DateTimeOffset time = DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
            return (Ms(time), Ms(time) + (text.Contains('.', StringComparison.Ordinal) ? 1 : 1000));
        }

        DateTimeOffset start = new(parts[0], parts.Length > 1 ? parts[1] : 1, parts.Length > 2 ? parts[2] : 1, 0, 0, 0, TimeSpan.Zero);
        return (Ms(start), Ms(parts.Length switch { 1 => start.AddYears(1), 2 => start.AddMonths(1), _ => start.AddDays(1) }));
    }

    private static bool IsNumber(Held.Number held, Asked.Number wanted)
    {
        decimal factor = 1;
        if (wanted.System == Ucum)
        {
            // Of one dimension, by their factors to its base.
            if (held.System != Ucum || held.Code is null || Dimension(held.Code) != Dimension(wanted.Code!)) return false;
            factor = Factor(held.Code) / Factor(wanted.Code!);
        }
        else if (wanted.System is { Length: > 0 })
        {
            if (held.System != wanted.System || held.Code != wanted.Code) return false;
        }
        else if (wanted.System is not null && held.Code != wanted.Code && held.Unit != wanted.Code)
        {
            return false;
        }

        // Nothing below, nothing above: beyond every number.
        decimal low = held.Low * factor ?? -1e20m;
        decimal high = held.High * factor ?? 1e20m;
        decimal number = decimal.Parse(wanted.Value, CultureInfo.InvariantCulture);
        int point = wanted.Value.IndexOf('.', StringComparison.Ordinal);
        decimal half = 0.5m;
        for (int place = point < 0 ? 0 : wanted.Value.Length - point - 1; place > 0; place--) half /= 10;
        bool within = low >= number - half && low <= high && high < number + half;
        return wanted.Prefix switch
        {
            "" or "eq" => within,
            "ne" => !within,
            "gt" => high > number,
            "sa" => low > number,
            "lt" => low < number,
            "ge" => high > number || (low == number && high == number),
            "le" => low < number || (low == number && high == number),
            "eb" => high < number,
            _ => Math.Max(half, Math.Abs(number) / 10) is var slack && low <= number + slack && high >= number - slack,
        };
    }

    private static char Dimension(string unit) => unit[^1];

    private static decimal Factor(string unit) => unit switch { "g" or "m" => 1, "mg" or "mm" => 0.001m, "kg" or "km" => 1000, "cm" => 0.01m, _ => throw new ArgumentOutOfRangeException(nameof(unit), unit, null) };

    /// <summary>Without case, accents and punctuation. https://hl7.org/fhir/R4/search.html#string</summary>
    private static string Folded(string text)
    {
        StringBuilder folded = new();
        foreach (char character in text.Normalize(NormalizationForm.FormD))
        {
            if (CharUnicodeInfo.GetUnicodeCategory(character) == UnicodeCategory.NonSpacingMark) continue;
            folded.Append(char.IsLetterOrDigit(character) ? char.ToLowerInvariant(character) : ' ');
        }

        return string.Join(' ', folded.ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    /// <summary>What a resource holds under a parameter, by reading its elements.</summary>
    public static IReadOnlyList<Held> Read(JsonObject resource, string parameter) => [.. ((string)resource["resourceType"]! + "." + parameter) switch
    {
        "Observation.code" => Concept(resource["code"]),
        "Observation.category" => Each(resource["category"]).SelectMany(Concept),
        "Observation.status" or "Library.status" or "RiskAssessment.status" => Code(resource["status"]),
        "Observation.identifier" or "Practitioner.identifier" or "RiskAssessment.identifier" => Each(resource["identifier"]).SelectMany(Identifier),
        "Observation.date" => Times(resource["effectiveDateTime"], resource["effectiveInstant"], resource["effectivePeriod"]),
        "Observation.performer" => Each(resource["performer"]).SelectMany(Reference),
        "Observation.value-quantity" => Quantity(resource["valueQuantity"]),
        "Observation.value-concept" => Concept(resource["valueCodeableConcept"]),
        "Observation.value-string" => [.. Words(resource["valueString"]), .. Words(resource["valueCodeableConcept"]?["text"])],
        "Observation.value-date" => Times(resource["valueDateTime"], null, resource["valuePeriod"]),
        "Observation._profile" => Each(resource["meta"]?["profile"]).Select(url => new Held.Url((string)url!)),
        "Observation.component-code" => Each(resource["component"]).SelectMany(component => Concept(component!["code"])),
        "Observation.combo-code" => [.. Concept(resource["code"]), .. Each(resource["component"]).SelectMany(component => Concept(component!["code"]))],
        "Observation.component-value-quantity" => Each(resource["component"]).SelectMany(component => Quantity(component!["valueQuantity"])),
        "Observation.combo-value-quantity" => [.. Quantity(resource["valueQuantity"]), .. Each(resource["component"]).SelectMany(component => Quantity(component!["valueQuantity"]))],
        "Observation.code-value-quantity" => Pairs(resource, node => Quantity(node["valueQuantity"])),
        "Observation.code-value-concept" => Pairs(resource, node => Concept(node["valueCodeableConcept"])),
        "Observation.code-value-string" => Pairs(resource, node => Words(node["valueString"])),
        "Observation.code-value-date" => Pairs(resource, node => Times(node["valueDateTime"], null, node["valuePeriod"])),
        "Observation.component-code-value-quantity" => Each(resource["component"]).SelectMany(component => Pairs(component!, node => Quantity(node["valueQuantity"]))),
        "Observation.component-code-value-concept" => Each(resource["component"]).SelectMany(component => Pairs(component!, node => Concept(node["valueCodeableConcept"]))),
        "Observation.combo-code-value-quantity" => [.. Pairs(resource, node => Quantity(node["valueQuantity"])), .. Each(resource["component"]).SelectMany(component => Pairs(component!, node => Quantity(node["valueQuantity"])))],
        "Practitioner.name" => Each(resource["name"]).SelectMany(name => (IEnumerable<Held>)[.. Words(name!["text"]), .. Words(name["family"]), .. Each(name["given"]).SelectMany(Words), .. Each(name["prefix"]).SelectMany(Words), .. Each(name["suffix"]).SelectMany(Words)]),
        "Practitioner.family" => Each(resource["name"]).SelectMany(name => Words(name!["family"])),
        "Practitioner.given" => Each(resource["name"]).SelectMany(name => Each(name!["given"]).SelectMany(Words)),
        "Practitioner.address-city" => Each(resource["address"]).SelectMany(address => Words(address!["city"])),
        "Practitioner.gender" => Code(resource["gender"]),
        "Practitioner.active" => resource["active"] is { } active ? [new Held.Token("http://terminology.hl7.org/CodeSystem/special-values", active.ToJsonString())] : [],
        "Practitioner.email" => Each(resource["telecom"]).Where(contact => (string?)contact!["system"] == "email").SelectMany(contact => Code(contact!["value"])),
        "RiskAssessment.probability" => Each(resource["prediction"]).Where(prediction => prediction!["probabilityDecimal"] is not null).Select(prediction => Decimal(prediction!["probabilityDecimal"])).Select(value => new Held.Number(value, value)),
        // Of a RiskAssessment R4 reads a dateTime alone.
        "RiskAssessment.date" => Times(resource["occurrenceDateTime"], null, null),
        "Library.url" => [new Held.Url((string)resource["url"]!)],
        "Library.title" => Words(resource["title"]),
        "Library.date" => Times(resource["date"], null, null),
        "Library.version" => Code(resource["version"]),
        _ => throw new ArgumentOutOfRangeException(nameof(parameter), parameter, null),
    }];

    private static JsonArray Each(JsonNode? list) => list as JsonArray ?? [];

    private static IEnumerable<Held> Concept(JsonNode? concept)
    {
        if (concept is null) yield break;
        string? text = (string?)concept["text"];
        foreach (JsonNode? coding in Each(concept["coding"]))
        {
            string?[] texts = [text, (string?)coding!["display"]];
            yield return new Held.Token((string?)coding["system"], (string?)coding["code"], [.. texts.OfType<string>()]);
        }

        if (Each(concept["coding"]).Count == 0 && text is not null) yield return new Held.Token(null, null, text);
    }

    private static IEnumerable<Held> Code(JsonNode? code) => code is null ? [] : [new Held.Token(null, (string)code!)];

    private static IEnumerable<Held> Words(JsonNode? text) => text is null ? [] : [new Held.Text((string)text!)];

    private static IEnumerable<Held> Identifier(JsonNode? identifier)
    {
        if ((string?)identifier!["value"] is not { } value) yield break;
        yield return new Held.Token((string?)identifier["system"], value, (string?)identifier["type"]?["text"] is { } text ? [text] : []);
        foreach (JsonNode? coding in Each(identifier["type"]?["coding"])) yield return new Held.TypedIdentifier((string?)coding!["system"], (string?)coding["code"], value);
    }

    private static IEnumerable<Held> Reference(JsonNode? reference) =>
        [new Held.Reference((string?)reference!["reference"], (string?)reference["identifier"]?["system"], (string?)reference["identifier"]?["value"])];

    private static IEnumerable<Held> Times(JsonNode? dateTime, JsonNode? instant, JsonNode? period)
    {
        if ((string?)(dateTime ?? instant) is { } text)
        {
            (decimal from, decimal to) = TimeOf(text);
            yield return new Held.Time(from, to);
        }

        if (period is null) yield break;
        yield return new Held.Time(
            (string?)period["start"] is { } start ? TimeOf(start).From : decimal.MinValue, (string?)period["end"] is { } end ? TimeOf(end).To : decimal.MaxValue);
    }

    private static IEnumerable<Held> Quantity(JsonNode? quantity)
    {
        if (quantity?["value"] is null) yield break;
        decimal value = Decimal(quantity["value"]);
        string? comparator = (string?)quantity["comparator"];
        yield return new Held.Number(
            comparator is "<" or "<=" ? null : value, comparator is ">" or ">=" ? null : value, (string?)quantity["system"], (string?)quantity["code"], (string?)quantity["unit"]);
    }

    private static decimal Decimal(JsonNode? number) => decimal.Parse(number!.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture);

    private static IEnumerable<Held> Pairs(JsonNode node, Func<JsonNode, IEnumerable<Held>> second)
    {
        Held[] held = [.. second(node)];
        if (held.Length > 0) yield return new Held.Pair([.. Concept(node["code"])], held);
    }
}
