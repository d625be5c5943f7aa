using System.Text;
using Registry.Fhir.Json;
using Registry.Fhir.Narrative;
using Registry.Fhir.Outcomes;

namespace Registry.Fhir.Validation;

/// <summary>Narratives. https://hl7.org/fhir/R4/narrative.html</summary>
internal ref partial struct ResourceCheck
{
    // txt-1 and txt-2, told one fault at a time.
    private readonly void CheckNarrative(int node)
    {
        NodeCursor div = At(node);
        Span<XhtmlFault> faults = stackalloc XhtmlFault[Limits.NarrativeFaults];
        int count = XhtmlNarrative.Check(div.TextBytes, div.IsEscaped, faults);
        foreach (XhtmlFault fault in faults[..count]) ReportNarrative(div, fault);
        if (count == 0) CheckLanguage(div);
    }

    private readonly void ReportNarrative(NodeCursor div, XhtmlFault fault) =>
        Report(
            div,
            fault.IsWarning ? Severity.Warning : Severity.Error,
            Authority.Base,
            "invariant",
            fault.Key == "txt-1" ? "txt-1" : "txt-2",
            fault.Message(div.TextBytes),
            fault.Key == "txt-1" ? "A narrative is XHTML of basic formatting alone, so that it can be shown safely anywhere." : "A narrative is what a person reads who cannot read the data.",
            fault.Remedy);

    // https://hl7.org/fhir/R4/resource-definitions.html#Resource.language : where the resource has a language, its narrative should say the same one.
    private readonly void CheckLanguage(NodeCursor div)
    {
        NodeCursor resource = At(_resource);
        NodeCursor language = resource.Find("language"u8);
        if (language.Kind != NodeKind.String || language.IsEscaped || div.Parent.Parent.NodeIndex != _resource) return;
        NarrativeLanguages said = XhtmlNarrative.Languages(div.TextBytes, div.IsEscaped, language.TextBytes);
        if (said.IsRootWanted || said.IsSectionWanted || (!said.HasRoot && !_options.ChecksBestPractice)) return;
        string code = JsonText.Quote(language.AsString()!);
        Report(
            div,
            Severity.Warning,
            Authority.Base,
            "business-rule",
            "fhir-narrative-language",
            said.HasRoot ? $"The resource's language is {code}, and its narrative's another." : $"The resource's language is {code}, and its narrative says none.",
            "The language of a resource is not taken for that of its narrative, so the narrative's div should say it again.",
            $"Send the div with lang=\"{code}\" and xml:lang=\"{code}\", or the language in which it is written as the resource's.");
    }

    private readonly void CheckNarrativeLanguages(int node, IReadOnlyList<string> wanted)
    {
        NodeCursor div = At(node).Find("div"u8);
        if (div.Kind != NodeKind.String) return;
        foreach (string one in wanted)
        {
            string? code = one == "_resource" ? At(_resource).Find("language"u8).AsString() : one;
            NarrativeLanguages said = XhtmlNarrative.Languages(div.TextBytes, div.IsEscaped, Encoding.UTF8.GetBytes(code ?? ""));
            bool isMet = one switch
            {
                "_no" => said.Sections == 0,
                "_yes" => said.Sections > 0,
                _ => code is null || said.IsSectionWanted, // A resource without a language asks for no section.
            };
            if (!isMet) ReportNarrativeLanguage(div, one, code);
        }
    }

    private readonly void ReportNarrativeLanguage(NodeCursor div, string wanted, string? code)
    {
        string message = wanted switch
        {
            "_no" => "The narrative is divided into sections by language.",
            "_yes" => "The narrative is not divided into sections by language.",
            _ => $"The narrative has no section in the language {JsonText.Quote(code!)}.",
        };
        string reason = wanted switch
        {
            "_no" => $"{Asker} allows no such sections.",
            "_yes" => $"{Asker} asks for them, in any languages.",
            "_resource" => $"{Asker} asks for one in the resource's own language.",
            _ => $"{Asker} asks for one.",
        };
        string remedy = wanted switch
        {
            "_no" => "Send one text, without a lang or xml:lang on the divs inside it.",
            "_yes" => "Put the text of each language into a div of its own, right inside the outer one, with lang and xml:lang.",
            _ => $"Add a div right inside the outer one, with lang=\"{JsonText.Quote(code!)}\" and xml:lang=\"{JsonText.Quote(code!)}\".",
        };
        Error(div, "business-rule", "fhir-narrative-sections", message, reason, remedy);
    }
}
