using System.Globalization;
using Microsoft.Extensions.Primitives;
using Registry.Fhir.Json;
using Registry.Fhir.Outcomes;
using Registry.Fhir.Validation;
using Registry.Fhir.Xml;

namespace Registry.Server.Routes.Operations;

/// <summary>What the value of a parameter is.</summary>
internal enum OperationValue
{
    /// <summary>A primitive: it may stand in the query too.</summary>
    Text,

    /// <summary>A datatype such as Coding.</summary>
    Element,

    /// <summary>A resource.</summary>
    Resource,
}

/// <summary>A parameter that an operation takes.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">What it holds.</param>
/// <param name="IsMany">True when it may be given more than once.</param>
internal sealed record OperationParameter(string Name, OperationValue Kind = OperationValue.Text, bool IsMany = false);

/// <summary>What an operation was called with: the query, and a body that is a Parameters resource or, where the operation takes just one, the resource itself. https://hl7.org/fhir/R4/operations.html#request</summary>
/// <remarks>The resources in it are looked at as long as it lives, and no longer.</remarks>
internal sealed class OperationInput : IDisposable
{
    private readonly List<(string Name, string? Text, NodeCursor Value)> _values = [];
    private RequestBody? _body;
    private ResourceDocument? _document;
    private ResourceText? _text;

    private OperationInput()
    {
    }

    private bool IsXml { get; init; }

    /// <summary>The body as sent; empty without one.</summary>
    public ReadOnlyMemory<byte> Bytes => _body?.Bytes ?? default;

    /// <summary>The primitive of this name; null when it was not given.</summary>
    public string? Text(string name) => Texts(name).FirstOrDefault();

    /// <summary>All primitives of this name.</summary>
    public IEnumerable<string> Texts(string name) => _values.Where(value => value.Name == name && value.Text is not null).Select(value => value.Text!);

    /// <summary>The datatype or resource of this name; missing when it was not given.</summary>
    public NodeCursor Value(string name) => _values.FirstOrDefault(value => value.Name == name && value.Value.Exists).Value;

    /// <summary>The text of a resource: the body itself with the places of what was sent, or a part of it whose lines are those of the part.</summary>
    /// <param name="name">A parameter that was given.</param>
    /// <param name="isWhole">Whether it is the body.</param>
    public ResourceText ResourceText(string name, out bool isWhole)
    {
        NodeCursor resource = Value(name);
        isWhole = resource == _document!.Root;
        return isWhole ? _text!.Value : new ResourceText(resource.RawBytes.ToArray());
    }

    /// <summary>Whether it was given in any form.</summary>
    public bool Has(string name) => _values.Exists(value => value.Name == name);

    /// <summary>True or false; null when it was not given.</summary>
    /// <exception cref="OperationRefusal">It is neither.</exception>
    public bool? Flag(string name) => Text(name) switch
    {
        null => null,
        "true" => true,
        "false" => false,
        _ => throw OperationRefusal.Parameters($"The parameter '{name}' is neither true nor false.", "Send a boolean."),
    };

    /// <summary>A whole number from 0; null when it was not given. One too large for us is the largest.</summary>
    /// <exception cref="OperationRefusal">It is no such number.</exception>
    public int? Count(string name) => Text(name) switch
    {
        null => null,
        { Length: > 0 } text when text.All(char.IsAsciiDigit) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int count) ? count : int.MaxValue,
        _ => throw OperationRefusal.Parameters($"The parameter '{name}' is no whole number from 0.", "Send an integer."),
    };

    /// <summary>Reads the query, and the body of a POST.</summary>
    /// <param name="context">The request.</param>
    /// <param name="known">What the operation takes; anything else is refused, as it would change the answer.</param>
    /// <exception cref="OperationRefusal">It is no call of the operation.</exception>
    public static async Task<OperationInput> ReadAsync(HttpContext context, params OperationParameter[] known)
    {
        OperationInput input = new() { IsXml = RequestBody.FormOf(context.Request) == BodyForm.Xml };
        try
        {
            input.ReadQuery(context.Request.Query, known);
            if (HttpMethods.IsPost(context.Request.Method)) await input.ReadBodyAsync(context, known);
            foreach (OperationParameter parameter in known.Where(parameter => !parameter.IsMany && input._values.Count(value => value.Name == parameter.Name) > 1))
                throw OperationRefusal.Parameters($"The parameter '{parameter.Name}' is given more than once.", "Send it once, in the query or in the body.");
            return input;
        }
        catch (OperationRefusal)
        {
            input.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        _document?.Dispose();
        _body?.Dispose();
    }

    private void ReadQuery(IQueryCollection query, OperationParameter[] known)
    {
        foreach ((string name, StringValues values) in query.Where(pair => !Negotiation.IsOfForm(pair.Key)))
        {
            if (Find(known, name).Kind != OperationValue.Text)
                throw OperationRefusal.Parameters($"The parameter '{name}' is no primitive, so it has no place in the query.", "Send POST with a Parameters resource.");
            foreach (string? value in values)
            {
                if (string.IsNullOrEmpty(value)) throw OperationRefusal.Parameters($"The parameter '{name}' has no value.", "Give it one, or leave it out.");
                _values.Add((name, value, default));
            }
        }
    }

    private async Task ReadBodyAsync(HttpContext context, OperationParameter[] known)
    {
        _body = await BodyAsync(context);
        if (_body.Bytes.IsEmpty) return;
        ResourceText text = IsXml ? context.RequestServices.GetRequiredService<FhirXml>().Read(_body.Bytes) : _body.Bytes;
        Validator validator = context.RequestServices.GetRequiredService<Validator>();
        _text = text;
        _document = ResourceDocument.Parse(text, validator.Names);
        if (!_document.IsWellFormed || _document.Root.Kind != NodeKind.Object) throw new OperationRefusal(StatusCodes.Status400BadRequest, NotReadable(_document));
        if (_document.Root["resourceType"].ValueEquals("Parameters"))
        {
            CheckParameters(validator);
            foreach (NodeCursor parameter in _document.Root["parameter"]) Add(parameter, known);
        }
        else if (known.SingleOrDefault(parameter => parameter.Kind == OperationValue.Resource) is { } only)
        {
            _values.Add((only.Name, null, _document.Root));
        }
        else
        {
            throw OperationRefusal.Parameters("The body is no Parameters resource.", "Send one: {\"resourceType\":\"Parameters\",\"parameter\":[…]}.");
        }
    }

    // The resources in it are what some operations judge, so they are left out of what is judged here.
    private void CheckParameters(Validator validator)
    {
        ResourceDocument document = _document!;
        List<NodeCursor> holding = [];
        foreach (NodeCursor parameter in document.Root["parameter"])
        {
            if (parameter["resource"].Exists) holding.Add(parameter);
        }

        Finding[] own = [.. document.Findings.Where(finding => !holding.Exists(parameter => finding.Expression?.StartsWith(parameter["resource"].Expression, StringComparison.Ordinal) == true))];
        if (own.Length > 0) throw new OperationRefusal(StatusCodes.Status400BadRequest, own);
        if (document.HasFindings) return;
        ResourceDocument? bare = holding.Count == 0 ? null : document.Without(holding);
        try
        {
            if (validator.Validate(bare ?? document) is Verdict.Refused refused) throw new OperationRefusal(StatusCodes.Status400BadRequest, refused.Findings);
        }
        finally
        {
            bare?.Dispose();
        }
    }

    private void Add(NodeCursor parameter, OperationParameter[] known)
    {
        string name = parameter["name"].AsString() ?? throw OperationRefusal.Parameters("A parameter has no name.", "Give it one.");
        OperationParameter asked = Find(known, name);
        NodeCursor value = asked.Kind == OperationValue.Resource ? parameter["resource"] : ValueOf(parameter);
        string? text = asked.Kind == OperationValue.Text ? value.AsString() : null;
        bool isOfKind = asked.Kind == OperationValue.Text ? text is not null : value.Kind == NodeKind.Object;
        if (!isOfKind)
        {
            throw OperationRefusal.Parameters($"The parameter '{name}' has not the kind of value that the operation takes.", asked.Kind switch
            {
                OperationValue.Text => "Send a primitive, such as valueUri or valueString.",
                OperationValue.Element => "Send a datatype, such as valueCoding.",
                _ => "Send parameter.resource.",
            });
        }

        _values.Add((name, text, text is null ? value : default));
    }

    private static NodeCursor ValueOf(NodeCursor parameter)
    {
        foreach (NodeCursor child in parameter)
        {
            if (child.Name.StartsWith("value", StringComparison.Ordinal)) return child;
        }

        return default;
    }

    private static OperationParameter Find(OperationParameter[] known, string name) =>
        known.FirstOrDefault(parameter => parameter.Name == name)
        ?? throw new OperationRefusal(
            StatusCodes.Status400BadRequest, "not-supported", "operation-parameters",
            $"The operation does not take the parameter '{name}' here.", $"It takes {string.Join(", ", known.Select(parameter => parameter.Name))}.");

    private static Findings NotReadable(ResourceDocument document)
    {
        Findings findings = [];
        if (!document.IsWellFormed) findings.AddRange(document.Findings);
        else findings.Add(FhirResults.Objection("structure", "operation-body", "The body is no resource.", "Send a JSON object, or XML, with a resource."));
        return findings;
    }

    private static async Task<RequestBody> BodyAsync(HttpContext context)
    {
        bool isEmpty = context.Request.ContentLength is 0 || (context.Request.ContentLength is null && context.Request.ContentType is null);
        if (!isEmpty && RequestBody.FormOf(context.Request) is null)
        {
            throw new OperationRefusal(
                StatusCodes.Status415UnsupportedMediaType, "not-supported", "content-type",
                "The registry reads FHIR R4 as JSON or XML, in UTF-8 only.", "Send the header 'Content-Type: application/fhir+json' or 'Content-Type: application/fhir+xml'.");
        }

        if (!RequestBody.IsReadable(context.Request))
        {
            throw new OperationRefusal(
                StatusCodes.Status415UnsupportedMediaType, "not-supported", "content-encoding",
                "The body is compressed in a way that the registry does not read.", "Send it plain, or with the header 'Content-Encoding: gzip' or 'Content-Encoding: br'.");
        }

        return await RequestBody.ReadAsync(context.Request, Limits.BodyBytes, context.RequestAborted) ?? throw new OperationRefusal(
            StatusCodes.Status413PayloadTooLarge, "too-long", "body-too-large",
            string.Create(CultureInfo.InvariantCulture, $"The body has more than {Limits.BodyBytes} bytes, counted as it is without compression."), "Send less at once.");
    }
}
