using System.Text;
using Registry.Fhir.Definitions;
using Registry.Fhir.Json;
using Registry.Fhir.Profiles;

namespace Registry.Fhir.Validation;

/// <summary>Codes. https://hl7.org/fhir/R4/terminologies.html#strength</summary>
internal ref partial struct ResourceCheck
{
    private const int CodeChars = 256;

    private void CheckBinding(int node, BindingRule binding, string type)
    {
        NodeCursor value = At(node);
        switch (type)
        {
            case "CodeableConcept":
                CheckConcept(value, binding);
                break;
            case "Coding":
                Judge(value, binding, Member(binding, value.Find(_book.Known.System), value.Find(_book.Known.Code)));
                break;
            case "Quantity" or "Age" or "Duration" or "Count" or "Distance" or "SimpleQuantity" or "MoneyQuantity":
                if (value.Find(_book.Known.Code).Exists || (binding.Strength == BindingStrength.Required && !binding.IsMax))
                {
                    Judge(value, binding, Member(binding, value.Find(_book.Known.System), value.Find(_book.Known.Code)));
                }

                break;
            default:
                if (value.Kind == NodeKind.String) Judge(value, binding, Member(binding, value));
                break;
        }
    }

    // A code must be one of its system's, and of this system every code can be told by its grammar. https://hl7.org/fhir/R4/valueset-ucum-units.html
    private readonly void CheckUnit(int node)
    {
        NodeCursor value = At(node);
        NodeCursor code = value.Find(_book.Known.Code);
        if (code.Kind != NodeKind.String || !value.Find(_book.Known.System).ValueEquals("http://unitsofmeasure.org"u8)) return;
        if (code.IsEscaped || !Ucum.Ucum.IsValid(code.TextBytes)) ReportUnit(code);
    }

    // One coding from the set is enough; the others may say the same in other systems.
    private void CheckConcept(NodeCursor concept, BindingRule binding)
    {
        Membership best = Membership.Outside;
        bool hasCoding = false;
        foreach (NodeCursor coding in concept.Find(_book.Known.Coding))
        {
            hasCoding = true;
            Membership one = Member(binding, coding.Find(_book.Known.System), coding.Find(_book.Known.Code));
            if (one == Membership.Member) return;
            if (one == Membership.Unknown) best = Membership.Unknown;
        }

        // Text alone is what an extensible binding allows when no code fits, and a greatest value set says of codes only.
        if (!hasCoding && (binding.Strength != BindingStrength.Required || binding.IsMax)) return;
        if (!hasCoding && concept.Find(_book.Known.Coding).Exists) return;
        Judge(concept, binding, best);
    }

    private void Judge(NodeCursor value, BindingRule binding, Membership membership)
    {
        if (membership == Membership.Outside) ReportBinding(value, binding);
        else if (membership == Membership.Unknown && binding is { Strength: BindingStrength.Required, IsMax: false }) ReportUnknownBinding(value, binding);
    }

    private static Membership Member(BindingRule binding, NodeCursor code)
    {
        if (binding.Codes is null) return Membership.Unknown;
        ReadOnlySpan<byte> text = code.TextBytes;
        if (code.IsEscaped || text.Length > CodeChars) return binding.Codes.Contains(code.AsString()!);
        Span<char> chars = stackalloc char[CodeChars];
        return binding.Codes.Contains(chars[..Encoding.UTF8.GetChars(text, chars)]);
    }

    private static Membership Member(BindingRule binding, NodeCursor system, NodeCursor code)
    {
        if (code.Kind != NodeKind.String) return Membership.Outside;
        if (binding.Codes is null) return Membership.Unknown;
        if (system.Kind != NodeKind.String) return Membership.Outside;
        ReadOnlySpan<byte> systemText = system.TextBytes;
        ReadOnlySpan<byte> codeText = code.TextBytes;
        if (system.IsEscaped || code.IsEscaped || systemText.Length > CodeChars || codeText.Length > CodeChars)
        {
            return binding.Codes.Contains(system.AsString(), code.AsString()!);
        }

        Span<char> systemChars = stackalloc char[CodeChars];
        Span<char> codeChars = stackalloc char[CodeChars];
        return binding.Codes.Contains(systemChars[..Encoding.UTF8.GetChars(systemText, systemChars)], codeChars[..Encoding.UTF8.GetChars(codeText, codeChars)]);
    }
}
