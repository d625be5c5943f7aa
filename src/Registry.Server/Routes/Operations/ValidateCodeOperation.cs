using Registry.Fhir.Definitions;

namespace Registry.Server.Routes.Operations;

/// <summary>$validate-code of value sets and code systems. https://hl7.org/fhir/R4/valueset-operation-validate-code.html, https://hl7.org/fhir/R4/codesystem-operation-validate-code.html</summary>
/// <remarks>What cannot be decided with what is held is an error, and never a result.</remarks>
internal static class ValidateCodeOperation
{
    public static async Task<IResult> InValueSetAsync(HttpContext context)
    {
        using OperationInput input = await OperationInput.ReadAsync(
            context, new("url"), new("valueSetVersion"), new("code"), new("system"), new("systemVersion"), new("display"), new("coding", OperationValue.Element), new("codeableConcept", OperationValue.Element),
            new("abstract"), new("displayLanguage"));
        if (input.Flag("abstract") == true)
            throw new OperationRefusal(StatusCodes.Status400BadRequest, "not-supported", "operation-parameters", "Of value sets the registry holds the codes that can stand in a record, and not those that only group others.", "Leave 'abstract' out, or send false.");
        HeldTerminology held = context.RequestServices.GetRequiredService<HeldTerminology>();
        (CodeSet set, _) = held.ValueSet(context, input);
        IReadOnlyList<AskedCode> codes = HeldTerminology.Codes(input, "system", "systemVersion");
        if (input.Has("code") && codes[0].System is null) throw OperationRefusal.Parameters("The call holds a code without its system.", "Send the code system in the parameter 'system'.");
        return Answer(codes, held, asked => asked is { System: { } system, Code: { } code } ? set.Contains(system, code) : Membership.Outside, "value set");
    }

    public static async Task<IResult> InCodeSystemAsync(HttpContext context)
    {
        using OperationInput input = await OperationInput.ReadAsync(
            context, new("url"), new("code"), new("version"), new("display"), new("coding", OperationValue.Element), new("codeableConcept", OperationValue.Element), new("abstract"), new("displayLanguage"));
        HeldTerminology held = context.RequestServices.GetRequiredService<HeldTerminology>();
        string url = Url(context, input);
        bool withAbstract = input.Flag("abstract") == true;
        (CodeSystem system, _) = held.System(url, input.Text("version"));
        // A code, and a coding that leaves out its system, is of the system that the call is about; a coding of another is none of its codes.
        AskedCode[] own = [.. HeldTerminology.Codes(input, "", "version").Select(asked => asked with { System = asked.System ?? system.Url })];
        return Answer(own, held, asked => asked.System != system.Url || asked.Code is null || (!withAbstract && system.IsAbstract(asked.Code)) ? Membership.Outside : system.Contains(asked.Code), "code system");
    }

    private static string Url(HttpContext context, OperationInput input)
    {
        if (context.Request.RouteValues["id"] is string id)
        {
            if (input.Has("url")) throw OperationRefusal.Parameters("The address names a CodeSystem, and the parameter 'url' another way to one.", "Send one of them.");
            return context.RequestServices.GetRequiredService<Packages.ConformanceResources>().Find("CodeSystem", id)?.Source.Url
                ?? throw OperationRefusal.NotHeld("resource-unknown", "No loaded package has a CodeSystem with this id.", "Search for it: GET /fhir/CodeSystem?url=…, or name it by its canonical URL in the parameter 'url'.");
        }

        string? url = input.Text("url") ?? input.Value("coding")["system"].AsString();
        return url ?? throw OperationRefusal.Parameters("The call names no code system.", "Send its canonical URL in the parameter 'url', or call the operation on a CodeSystem: GET /fhir/CodeSystem/{id}/$validate-code.");
    }

    private static IResult Answer(IReadOnlyList<AskedCode> codes, HeldTerminology held, Func<AskedCode, Membership> contains, string where)
    {
        foreach (AskedCode asked in codes) held.CheckVersion(asked);
        Membership[] memberships = [.. codes.Select(contains)];
        int member = Array.IndexOf(memberships, Membership.Member);
        if (member < 0 && memberships.Contains(Membership.Unknown))
        {
            throw new OperationRefusal(
                StatusCodes.Status422UnprocessableEntity, "not-supported", "code-undecided",
                $"Whether the code belongs to the {where} cannot be said here: not all of its content is held.", "Ask a terminology server that holds the code system.");
        }

        if (member < 0) return Write(false, codes.Count == 1 ? $"The code does not belong to the {where}." : $"None of the codings belongs to the {where}.", display: null);
        AskedCode found = codes[member];
        string? display = held.Texts.DisplayOf(found.System!, found.Code!);
        bool isCalledSo = found.Display is null || IsCalled(held, found, display);
        return Write(isCalledSo, isCalledSo ? null : "The code is right, and its display is not one that its code system has.", display);
    }

    // Only a code system's own words are held against what was sent: a value set may shorten them.
    private static bool IsCalled(HeldTerminology held, AskedCode found, string? display)
    {
        if (held.Texts.FindSystem(found.System!, version: null)?.Find(found.Code!) is not { } concept) return true;
        IEnumerable<string?> words = [display, .. concept.Designations.Select(designation => designation.Value)];
        return words.Any(word => string.Equals(word?.Trim(), found.Display!.Trim(), StringComparison.OrdinalIgnoreCase));
    }

    private static IResult Write(bool result, string? message, string? display) => ParametersAnswer.Of(writer =>
    {
        ParametersAnswer.Write(writer, "result", result);
        ParametersAnswer.Write(writer, "message", "valueString", message);
        ParametersAnswer.Write(writer, "display", "valueString", display);
    });
}
