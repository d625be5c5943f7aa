using Registry.Clinical.Identity;
using Registry.Fhir.Json;
using Registry.Fhir.Outcomes;

namespace Registry.Clinical.Intake;

/// <summary>What becomes of the places that were found, and what is told of each. No value is told, only the place.</summary>
internal sealed class IdentifyingReport
{
    private readonly IntakeChoice _choice;

    public IdentifyingReport(List<IdentifyingPlace> found, IntakeChoice choice)
    {
        _choice = choice;
        foreach (IdentifyingPlace place in found) Add(place);
    }

    /// <summary>Errors for what is refused, information for what is removed, warnings for what is taken unchecked.</summary>
    public Findings Findings { get; } = [];

    /// <summary>Everything without which the profiles are asked.</summary>
    public List<NodeCursor> Gone { get; } = [];

    /// <summary>Narratives that repeat the resource's data: what goes under every policy.</summary>
    public List<NodeCursor> Rendered { get; } = [];

    /// <summary>True when the profiles are not asked of what was sent.</summary>
    public bool IsAnythingGone => Gone.Count > 0;

    private void Add(in IdentifyingPlace found)
    {
        if (found.Content == IdentifyingContent.UnregisteredPseudonym)
        {
            Tell(found, Severity.Warning, "");
            return;
        }

        Gone.Add(found.Going);
        if (found.Content == IdentifyingContent.RenderedNarrative)
        {
            Rendered.Add(found.Place);
            Tell(found, Severity.Information, "");
        }
        else if (_choice == IntakeChoice.Refuse)
        {
            Tell(found, Severity.Error, "");
        }
        else if (_choice == IntakeChoice.Strip)
        {
            bool isStuck = found.IsModifier;
            Tell(found, isStuck ? Severity.Error : Severity.Information, isStuck ? " It stands in a modifier extension, which cannot be removed without changing what is said." : "");
        }
    }

    private void Tell(in IdentifyingPlace found, Severity severity, string besides)
    {
        // The property with the underscore is told with the value beside it.
        if (found.Place.Name is ['_', .. string plain] && found.Place.Parent[plain].Exists) return;
        if (Findings.IsFull)
        {
            // Counted, and not worded: a hostile document holds a million of them.
            Findings.Add(new Finding { Severity = severity, Authority = Authority.Rule, IssueType = "business-rule", Rule = "", Message = "" });
            return;
        }

        IdentifyingWords words = IdentifyingWords.Of(found.Content);
        string message = severity switch
        {
            Severity.Information => $"{words.What} was removed before anything was stored.",
            Severity.Warning => $"{words.What} is not registered for pseudonyms.",
            _ => $"{words.What} stands here.{besides}",
        };
        Findings.Add(RuleFinding.At(found.Place, severity, words.Rule, severity == Severity.Information ? "informational" : "business-rule", message, words.Reason, words.Remedy));
    }
}
