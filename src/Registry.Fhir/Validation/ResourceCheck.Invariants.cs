using System.Buffers;
using System.Text;
using Registry.Fhir.FhirPath;
using Registry.Fhir.Json;
using Registry.Fhir.Outcomes;
using Registry.Fhir.Profiles;

namespace Registry.Fhir.Validation;

/// <summary>Invariants. https://hl7.org/fhir/R4/conformance-rules.html#constraints</summary>
internal ref partial struct ResourceCheck
{
    private void CheckInvariants(int node, ElementRule root, Shape shape)
    {
        if (root.Invariants.Length > 0) CheckInvariants(node, -1, root.Invariants, shape.FhirTypeIn(_book.Model));
    }

    /// <param name="node">The value; -1 for a primitive that has only extensions.</param>
    /// <param name="shadow">What stands under the name with the underscore; -1 without it.</param>
    /// <param name="invariants">What must be true of it.</param>
    /// <param name="type">Its type; null when only the value can say.</param>
    private void CheckInvariants(int node, int shadow, InvariantRule[] invariants, FhirType? type)
    {
        ulong present = node >= 0 && _nodes[node].Kind == NodeKind.Object ? NamesIn(node) : ulong.MaxValue;
        foreach (InvariantRule invariant in invariants)
        {
            // What it looks at is not there, and of nothing it holds.
            if ((present & invariant.Names) == 0) continue;
            if (invariant.Key == "dom-3" && node == _container && IsAllContainedReferred(node)) continue;
            if ((invariant.IsBestPractice && !_options.ChecksBestPractice) || (invariant.AsksTime && _options.Now is null)) continue;
            CheckInvariant(node, shadow, invariant, type);
        }
    }

    private void CheckInvariant(int node, int shadow, InvariantRule invariant, FhirType? type)
    {
        _state ??= new RunState(_book, _document, _options);
        int place = node >= 0 ? node : shadow;
        type ??= Place.TypeAt(_book.Model, _document, place);
        switch (_state.Test(invariant.Expression, node, shadow, type, _resource, _container, out FhirPathException? fault))
        {
            // An expression that gives nothing says nothing against the value: bdl-8 asks an absent fullUrl not to hold a version.
            case FhirPathResult.True or FhirPathResult.Empty:
                return;
            case FhirPathResult.Failed:
                ReportFailedInvariant(place, invariant, fault!);
                return;
            default:
                ReportInvariant(place, invariant);
                return;
        }
    }

    // dom-3 compares each contained resource with all that the container holds. Mostly each is named by a plain reference, which is the first
    // of the things that make the invariant true; only where one is not, the expression must decide. So both cannot disagree, and many cost no more than few.
    private readonly bool IsAllContainedReferred(int container)
    {
        NodeCursor contained = At(container).Find("contained"u8);
        if (contained.Kind != NodeKind.Array || _contained.IsEmpty) return false;
        int first = contained.NodeIndex;
        bool[] rented = ArrayPool<bool>.Shared.Rent(_nodes[first].Next - first);
        Span<bool> isReferred = rented.AsSpan(0, _nodes[first].Next - first);
        isReferred.Clear();
        for (int node = container + 1; node < _nodes[container].Next; node++)
        {
            if (_nodes[node].Name != _book.Known.Reference || _nodes[node].Kind != NodeKind.String || At(node).IsEscaped) continue;
            ReadOnlySpan<byte> text = At(node).TextBytes;
            if (text.Length < 2 || text[0] != '#') continue;
            NodeCursor target = _contained.Find(text[1..]);
            if (target.Exists) isReferred[target.NodeIndex - first] = true;
        }

        bool isAll = true;
        foreach (NodeCursor one in contained) isAll &= isReferred[one.NodeIndex - first];
        ArrayPool<bool>.Shared.Return(rented);
        return isAll;
    }

    private readonly ulong NamesIn(int node)
    {
        ulong names = 0;
        int end = _nodes[node].Next;
        int count = _book.Names.Count;
        for (int child = node + 1; child < end; child = _nodes[child].Next)
        {
            int name = _nodes[child].Name;
            if (name >= 0) names |= InvariantRule.BitOf(name, count);
        }

        return names;
    }

    // The invariants of primitives look at value and extensions together; they are few.
    private void CheckPrimitiveInvariants(int node, ElementRule element, TypeRule type, bool isShadow)
    {
        NodeCursor property = At(node);
        int half = _book.Names.Count / 2;
        if (property.Node.Name < 0) return;
        NodeCursor other = isShadow ? property.Parent.Find(property.Node.Name - half) : property.Parent.Find(property.Node.Name + half);
        FhirType? own = type.FhirTypeIn(_book.Model);
        if (property.Kind != NodeKind.Array)
        {
            if (isShadow && other.Exists) return; // The value's turn takes both.
            CheckInvariants(isShadow ? -1 : node, isShadow ? node : other.NodeIndex, element.Invariants, own);
            return;
        }

        NodeCursor.Enumerator beside = other.GetEnumerator();
        foreach (NodeCursor item in property)
        {
            NodeCursor partner = beside.MoveNext() ? beside.Current : default;
            int itsPartner = partner.Kind is NodeKind.Missing or NodeKind.Null ? -1 : partner.NodeIndex;
            if (item.Kind is NodeKind.Null or NodeKind.Array || (isShadow && itsPartner >= 0)) continue;
            CheckInvariants(isShadow ? -1 : item.NodeIndex, isShadow ? item.NodeIndex : itsPartner, element.Invariants, own);
        }
    }

    private readonly void ReportInvariant(int node, InvariantRule invariant)
    {
        switch (invariant.Key)
        {
            case BoundRules.Min:
                Error(At(node), "value", "fhir-min-value", $"The value is less than {invariant.Human}.", $"{Asker} allows nothing less.", $"Send {invariant.Human} or more.");
                break;
            case BoundRules.Max:
                Error(At(node), "value", "fhir-max-value", $"The value is more than {invariant.Human}.", $"{Asker} allows nothing more.", $"Send {invariant.Human} or less.");
                break;
            case BoundRules.Length:
                Error(At(node), "value", "fhir-min-length", $"The value is shorter than {invariant.Human} characters.", $"{Asker} allows nothing shorter.", $"Send at least {invariant.Human} characters.");
                break;
            case BoundRules.Value:
                Error(At(node), "required", "fhir-must-have-value", "The element has extensions and no value.", $"{Asker} asks for a value wherever the element stands.", "Send a value, or leave the element out.");
                break;
            case BoundRules.Alternatives:
                Error(At(node), "required", "fhir-value-alternatives", "The element has no value, and no extension that may stand in its place.", $"{Asker} lets only {invariant.Human} stand in its place.", "Send a value, or that extension.");
                break;
            default:
                ReportBrokenInvariant(node, invariant);
                break;
        }
    }

    private readonly void ReportBrokenInvariant(int node, InvariantRule invariant) =>
        Report(
            At(node),
            invariant.IsError ? Severity.Error : Severity.Warning,
            OwnAuthority,
            "invariant",
            invariant.Key,
            $"The invariant {invariant.Key} does not hold here.",
            $"{Asker} asks: {Sentence(invariant.Human)}",
            RemedyOf(invariant));

    // That it cannot be told is no reason to let it pass.
    private readonly void ReportFailedInvariant(int node, InvariantRule invariant, FhirPathException fault) =>
        Report(
            At(node),
            Severity.Error,
            OwnAuthority,
            fault.Fault == FhirPathFault.Limit ? "too-costly" : "exception",
            invariant.Key,
            $"Whether the invariant {invariant.Key} holds here could not be found out: {Sentence(fault.Reason)}",
            $"{Asker} asks: {Sentence(invariant.Human)}",
            fault.Fault == FhirPathFault.Limit ? "Send a smaller resource." : $"Check what this looks at: {OneLine(invariant.Text)}.");

    // A short expression tells what to send; a long one only hides what its author says.
    private static string RemedyOf(InvariantRule invariant) => invariant.Text.Length <= Limits.ExpressionChars
        ? $"Change it until this is true of it: {OneLine(invariant.Text)}."
        : "Change it as the rule says.";

    private static string Sentence(string text) => text.TrimEnd().TrimEnd('.', '!') + ".";

    private static string OneLine(string text)
    {
        StringBuilder line = new(text.Length);
        foreach (char character in text)
        {
            bool isSpace = char.IsWhiteSpace(character);
            if (!isSpace) line.Append(character);
            else if (line.Length > 0 && line[^1] != ' ') line.Append(' ');
        }

        return line.ToString().TrimEnd();
    }
}
