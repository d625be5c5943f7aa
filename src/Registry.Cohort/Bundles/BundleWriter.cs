using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Registry.Cohort.Lives;
using Registry.Cohort.Truth;

namespace Registry.Cohort.Bundles;

/// <summary>Writes a life as transaction bundles that any client could send. Belongs to one thread.</summary>
internal sealed class BundleWriter : IDisposable
{
    private static readonly JsonEncodedText System = JsonEncodedText.Encode("system");
    private static readonly JsonEncodedText CodeName = JsonEncodedText.Encode("code");
    private static readonly JsonEncodedText Reference = JsonEncodedText.Encode("reference");
    private static readonly JsonEncodedText ValueName = JsonEncodedText.Encode("value");
    private static readonly JsonEncodedText Ucum = JsonEncodedText.Encode("http://unitsofmeasure.org");
    private static readonly JsonEncodedText ValueCodeableConcept = JsonEncodedText.Encode("valueCodeableConcept");
    private static readonly JsonEncodedText ValueQuantity = JsonEncodedText.Encode("valueQuantity");

    private static readonly Code Active = new("http://terminology.hl7.org/CodeSystem/condition-clinical", "active");
    private static readonly Code Laboratory = new("http://terminology.hl7.org/CodeSystem/observation-category", "laboratory");
    private static readonly Code Genetics = new("http://terminology.hl7.org/CodeSystem/v2-0074", "GE");

    private readonly Vocabulary _words;
    private readonly Utf8JsonWriter _json;
    private readonly Dictionary<SiteTruth, (string Pseudonyms, string Records)> _systems = [];
    private readonly string _consentUrl;
    private readonly string _entryUrl;
    private readonly string _classUrl;
    private Life _life = null!;

    /// <param name="words">Shared among writers.</param>
    public BundleWriter(Vocabulary words)
    {
        _words = words;
        _json = new Utf8JsonWriter(Stream.Null, new JsonWriterOptions { SkipValidation = true, Encoder = Vocabulary.Relaxed });
        _consentUrl = words.Extension("registry-consent");
        _entryUrl = words.Extension("registry-entry-date");
        _classUrl = words.Extension("fop-class");
    }

    public void Dispose() => _json.Dispose();

    /// <summary>The life as its site knows it at the end.</summary>
    public void WriteLife(Life life, IBufferWriter<byte> to) => Write(life, to, isWithdrawn: false);

    /// <summary>The withdrawal: the Patient once more, with the decision added.</summary>
    public void WriteWithdrawal(Life life, IBufferWriter<byte> to) => Write(life, to, isWithdrawn: true);

    private void Write(Life life, IBufferWriter<byte> to, bool isWithdrawn)
    {
        _life = life;
        _json.Reset(to);
        _json.WriteStartObject();
        _json.WriteString("resourceType"u8, "Bundle"u8);
        _json.WriteString("type"u8, "transaction"u8);
        _json.WriteStartArray("entry"u8);
        Entry(record: 0, "Patient", Pseudonym(life), isWithdrawn);
        if (!isWithdrawn)
        {
            foreach (Statement statement in life.Statements)
            {
                if (!statement.IsOmitted) Entry(statement);
            }
        }

        _json.WriteEndArray();
        _json.WriteEndObject();
        _json.Flush();
    }

    /// <summary>The subject's pseudonym at its site.</summary>
    public static string Pseudonym(Life life) => string.Create(CultureInfo.InvariantCulture, $"C{life.Seed}-{life.Number:000000}");

    private void Entry(int record, string type, string pseudonym, bool isWithdrawn)
    {
        Open(record);
        Patient(pseudonym, isWithdrawn);
        Close(type, Systems().Pseudonyms, pseudonym);
    }

    private void Entry(Statement statement)
    {
        Open(statement.Record);
        string value = string.Create(CultureInfo.InvariantCulture, $"C{_life.Seed}-{_life.Number:000000}-{statement.Record}");
        _json.WriteStartObject();
        _json.WriteString("resourceType"u8, statement.IsCondition ? "Condition"u8 : "Observation"u8);
        Identifier(Systems().Records, value);
        if (statement.IsCondition) Condition(statement);
        else Observation(statement);
        _json.WriteEndObject();
        Close(statement.IsCondition ? "Condition" : "Observation", Systems().Records, value);
    }

    private void Open(int record)
    {
        _json.WriteStartObject();
        Urn("fullUrl"u8, record);
        _json.WritePropertyName("resource"u8);
    }

    private void Close(string type, string system, string value)
    {
        _json.WriteStartObject("request"u8);
        _json.WriteString("method"u8, "PUT"u8);
        _json.WriteString("url"u8, $"{type}?identifier={system}%7C{value}");
        _json.WriteEndObject();
        _json.WriteEndObject();
    }

    private void Patient(string pseudonym, bool isWithdrawn)
    {
        _json.WriteStartObject();
        _json.WriteString("resourceType"u8, "Patient"u8);
        _json.WriteStartArray("extension"u8);
        foreach ((string scope, bool isPermitted) in _life.Consents) Consent(scope, isPermitted, _life.Entry);
        if (isWithdrawn) Consent("registry", isPermitted: false, _life.End);
        _json.WriteStartObject();
        _json.WriteString("url"u8, _entryUrl);
        Date("valueDate"u8, new Moment(_life.Entry, _life.Site.DatePrecision));
        _json.WriteEndObject();
        _json.WriteEndArray();
        Identifier(Systems().Pseudonyms, pseudonym);
        _json.WriteString("gender"u8, _life.IsFemale ? "female"u8 : "male"u8);
        Date("birthDate"u8, new Moment(_life.Birth, _life.Site.BirthPrecision));
        if (_life.Deceased is { } death) Date("deceasedDateTime"u8, death);
        if (_life.IsDeceasedUndated) _json.WriteBoolean("deceasedBoolean"u8, true);
        _json.WriteStartArray("address"u8);
        _json.WriteStartObject();
        _json.WriteString("country"u8, _life.Site.Country);
        _json.WriteEndObject();
        _json.WriteEndArray();
        _json.WriteEndObject();
    }

    private void Consent(string scope, bool isPermitted, int day)
    {
        _json.WriteStartObject();
        _json.WriteString("url"u8, _consentUrl);
        _json.WriteStartArray("extension"u8);
        Part("scope"u8, "valueCode"u8, scope);
        Part("decision"u8, "valueCode"u8, isPermitted ? "permit" : "deny");
        _json.WriteStartObject();
        _json.WriteString("url"u8, "date"u8);
        Date("valueDate"u8, new Moment(day, Precision.Day));
        _json.WriteEndObject();
        Part("policyVersion"u8, "valueString"u8, "1");
        _json.WriteEndArray();
        _json.WriteEndObject();
    }

    private void Part(ReadOnlySpan<byte> url, ReadOnlySpan<byte> name, string value)
    {
        _json.WriteStartObject();
        _json.WriteString("url"u8, url);
        _json.WriteString(name, value);
        _json.WriteEndObject();
    }

    private void Condition(Statement statement)
    {
        if (statement.Class is { } fopClass)
        {
            _json.WriteStartArray("extension"u8);
            _json.WriteStartObject();
            _json.WriteString("url"u8, _classUrl);
            Concept(ValueCodeableConcept, new Code("fop-class", fopClass));
            _json.WriteEndObject();
            _json.WriteEndArray();
        }

        // con-4: what was refuted has no clinical status to speak of.
        if (statement.Verification is "confirmed") Concept("clinicalStatus"u8, Active);
        Concept("verificationStatus"u8, new Code("http://terminology.hl7.org/CodeSystem/condition-ver-status", statement.Verification));
        Concept("code"u8, statement.Code);
        if (statement.Region is { } region)
        {
            _json.WriteStartArray("bodySite"u8);
            _json.WriteRawValue(_words.Concept(new Code("body-region", region)), skipInputValidation: true);
            _json.WriteEndArray();
        }

        Subject();
        if (statement.From is { } onset) Date("onsetDateTime"u8, onset);
        if (statement.To is { } recorded) Date("recordedDate"u8, recorded);
    }

    private void Observation(Statement statement)
    {
        _json.WriteString("status"u8, "final"u8);
        if (statement.Kind is "variant" or "implication")
        {
            _json.WriteStartArray("category"u8);
            _json.WriteRawValue(_words.Concept(Laboratory), skipInputValidation: true);
            _json.WriteRawValue(_words.Concept(Genetics), skipInputValidation: true);
            _json.WriteEndArray();
        }

        Concept("code"u8, statement.Code);
        Subject();
        if (statement.IsPeriod)
        {
            _json.WriteStartObject("effectivePeriod"u8);
            Date("start"u8, statement.From!.Value);
            if (statement.To is { } end) Date("end"u8, end);
            _json.WriteEndObject();
        }
        else
        {
            Date("effectiveDateTime"u8, statement.From!.Value);
        }

        Value(statement.Value);
        if (statement.Region is { } region) Concept("bodySite"u8, new Code("body-region", region));
        if (statement.Method is { } method) Concept("method"u8, new Code("assessment-method", method));
        if (statement.Range is { } range) Range(range, statement.Value.Unit!);
        if (statement.DerivedFrom is { } source)
        {
            _json.WriteStartArray("derivedFrom"u8);
            _json.WriteStartObject();
            Urn(Reference.EncodedUtf8Bytes, source.Record);
            _json.WriteEndObject();
            _json.WriteEndArray();
        }

        if (statement.Components.Count == 0) return;
        _json.WriteStartArray("component"u8);
        foreach (Component component in statement.Components)
        {
            _json.WriteStartObject();
            Concept(CodeName, component.Code);
            Value(component.Value);
            _json.WriteEndObject();
        }

        _json.WriteEndArray();
    }

    private void Range((double Low, double High) range, string unit)
    {
        _json.WriteStartArray("referenceRange"u8);
        _json.WriteStartObject();
        _json.WritePropertyName("low"u8);
        Quantity(range.Low, unit);
        _json.WritePropertyName("high"u8);
        Quantity(range.High, unit);
        _json.WriteEndObject();
        _json.WriteEndArray();
    }

    private void Value(in Value value)
    {
        if (value.Coded is { } code) Concept(ValueCodeableConcept, code);
        if (value.Date is { } date) Date("valueDateTime"u8, date);
        if (value.Number is not { } number) return;
        if (value.Unit is { } unit)
        {
            _json.WritePropertyName(ValueQuantity);
            Quantity(number, unit);
        }
        else
        {
            _json.WriteNumber("valueInteger"u8, (int)number);
        }
    }

    private void Quantity(double number, string unit)
    {
        _json.WriteStartObject();
        _json.WriteNumber(ValueName, number);
        _json.WriteString(System, Ucum);
        _json.WriteString(CodeName, unit);
        _json.WriteEndObject();
    }

    private void Identifier(string system, string value)
    {
        _json.WriteStartArray("identifier"u8);
        _json.WriteStartObject();
        _json.WriteString(System, system);
        _json.WriteString(ValueName, value);
        _json.WriteEndObject();
        _json.WriteEndArray();
    }

    private void Subject()
    {
        _json.WriteStartObject("subject"u8);
        Urn(Reference.EncodedUtf8Bytes, record: 0);
        _json.WriteEndObject();
    }

    private void Concept(JsonEncodedText name, Code code)
    {
        _json.WritePropertyName(name);
        _json.WriteRawValue(_words.Concept(code), skipInputValidation: true);
    }

    private void Concept(ReadOnlySpan<byte> name, Code code)
    {
        _json.WritePropertyName(name);
        _json.WriteRawValue(_words.Concept(code), skipInputValidation: true);
    }

    /// <summary>A URN that is unique within the bundle, and the same in every run.</summary>
    private void Urn(ReadOnlySpan<byte> name, int record)
    {
        Span<byte> urn = stackalloc byte[45];
        bool isWritten = global::System.Text.Unicode.Utf8.TryWrite(urn, CultureInfo.InvariantCulture, $"urn:uuid:{_life.Number:x8}-0000-4000-8000-{record:x12}", out int length);
        global::System.Diagnostics.Debug.Assert(isWritten);
        _json.WriteString(name, urn[..length]);
    }

    private void Date(ReadOnlySpan<byte> name, Moment moment)
    {
        DateOnly date = DateOnly.FromDayNumber(moment.Day);
        Span<byte> text = stackalloc byte[10];
        bool isWritten = date.TryFormat(text, out int length, "yyyy-MM-dd", CultureInfo.InvariantCulture);
        global::System.Diagnostics.Debug.Assert(isWritten && length == 10);
        _json.WriteString(name, text[..(moment.Precision switch { Precision.Year => 4, Precision.Month => 7, _ => 10 })]);
    }

    private (string Pseudonyms, string Records) Systems()
    {
        if (_systems.TryGetValue(_life.Site, out (string Pseudonyms, string Records) systems)) return systems;
        systems = ($"https://{_life.Site.Name}.example.org/registry-pseudonym", $"https://{_life.Site.Name}.example.org/record");
        _systems.Add(_life.Site, systems);
        return systems;
    }
}
