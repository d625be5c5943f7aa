using Registry.Fhir.Definitions;
using Registry.Fhir.Json;
using Registry.Fhir.Narrative;

namespace Registry.Fhir.FhirPath.Operators;

/// <summary><c>extension(url)</c>, <c>hasExtension(url)</c> through exists(). https://hl7.org/fhir/R4/fhirpath.html#functions</summary>
internal sealed class ExtensionOperator(FhirPathOperator source, FhirPathOperator url, int extensionKey) : FhirPathOperator
{
    public override void Run(FhirPathEvaluator e)
    {
        if (!Texts.Single(this, url, e, out FhirPathItem wanted)) return;
        int start = e.Count;
        source.Run(e);
        int middle = e.Count;
        for (int i = start; i < middle; i++)
        {
            FhirPathItem item = e[i];
            if (item.IsNode) Navigation.PushElement(e, item, extensionKey, -1);
        }

        int kept = middle;
        ItemValue.TryUtf8(wanted, out ReadOnlySpan<byte> text);
        for (int i = middle; i < e.Count; i++)
        {
            NodeCursor own = e[i].Cursor.Find("url"u8);
            if (own.Kind == NodeKind.String && own.ValueEquals(text)) e[kept++] = e[i];
        }

        e.Truncate(kept);
        e.Compact(start, middle);
    }
}

/// <summary><c>hasValue()</c></summary>
internal sealed class HasValueOperator(FhirPathOperator source) : TestOperator
{
    public override Truth Test(FhirPathEvaluator e)
    {
        int start = e.Count;
        source.Run(e);
        bool hasValue = e.Count - start == 1 && ItemValue.HasValue(e[start]);
        e.Truncate(start);
        return Truths.Of(hasValue);
    }
}

/// <summary><c>getValue()</c></summary>
internal sealed class GetValueOperator(FhirPathOperator source) : FhirPathOperator
{
    public override void Run(FhirPathEvaluator e)
    {
        int start = e.Count;
        source.Run(e);
        FhirPathItem value = default;
        bool hasValue = e.Count - start == 1 && Conversions.TrySystem(e[start], out value);
        e.Truncate(start);
        if (hasValue) e.Push(value);
    }
}

/// <summary><c>resolve()</c>: what references and canonicals point at.</summary>
internal sealed class ResolveOperator(FhirPathOperator source) : FhirPathOperator
{
    public override void Run(FhirPathEvaluator e)
    {
        int start = e.Count;
        source.Run(e);
        int kept = start;
        for (int i = start; i < e.Count; i++)
        {
            e.Step();
            if (References.TryResolve(e, e[i], out FhirPathItem target)) e[kept++] = target;
        }

        e.Truncate(kept);
    }
}

/// <summary><c>memberOf(valueset)</c>; nothing where the set's content is not held.</summary>
internal sealed class MemberOfOperator(FhirPathOperator source, FhirPathOperator valueSet) : TestOperator
{
    public override Truth Test(FhirPathEvaluator e)
    {
        if (!source.Single(e, out FhirPathItem item) || !Texts.Single(this, valueSet, e, out FhirPathItem url)) return Truth.Empty;
        ItemValue.TryText(url, out string canonical);
        CodeSet set = e.Model.Definitions.FindValueSet(canonical) ?? throw Fault(FhirPathFault.Execution, $"The value set {JsonText.Quote(canonical)} is not held.");
        if (ItemValue.TryText(item, out string code)) return Of(set.Contains(code));
        if (!item.HasNode) return Truth.Empty;
        NodeCursor codings = item.Cursor["coding"];
        if (!codings.Exists) return Of(Contains(set, item.Cursor));
        Membership best = Membership.Outside;
        foreach (NodeCursor coding in codings)
        {
            Membership one = Contains(set, coding);
            if (one == Membership.Member) return Truth.True;
            if (one == Membership.Unknown) best = one;
        }

        return Of(best);
    }

    private static Membership Contains(CodeSet set, NodeCursor coding) =>
        coding["code"].AsString() is { } code ? set.Contains(coding["system"].AsString(), code) : Membership.Outside;

    private static Truth Of(Membership membership) => membership switch
    {
        Membership.Member => Truth.True,
        Membership.Outside => Truth.False,
        _ => Truth.Empty,
    };
}

/// <summary><c>subsumes(code)</c>, and <c>subsumedBy</c> with the operands turned; nothing where the code system is not held.</summary>
internal sealed class SubsumesOperator(FhirPathOperator general, FhirPathOperator special) : TestOperator
{
    public override Truth Test(FhirPathEvaluator e)
    {
        if (!general.Single(e, out FhirPathItem one) || !special.Single(e, out FhirPathItem other) || !one.HasNode || !other.HasNode) return Truth.Empty;
        Truth best = Truth.False;
        foreach (NodeCursor coding in Codings(one.Cursor))
        {
            foreach (NodeCursor otherCoding in Codings(other.Cursor))
            {
                Truth truth = Subsumes(e, coding, otherCoding);
                if (truth == Truth.True) return truth;
                if (truth == Truth.Empty) best = truth;
            }
        }

        return best;
    }

    // A CodeableConcept has a list; a Coding stands for itself.
    private static List<NodeCursor> Codings(NodeCursor concept)
    {
        NodeCursor list = concept["coding"];
        List<NodeCursor> codings = [];
        if (!list.Exists) codings.Add(concept);
        else foreach (NodeCursor coding in list) codings.Add(coding);
        return codings;
    }

    private static Truth Subsumes(FhirPathEvaluator e, NodeCursor general, NodeCursor special)
    {
        if (general["system"].AsString() is not { } system || system != special["system"].AsString()) return Truth.False;
        if (general["code"].AsString() is not { } code || special["code"].AsString() is not { } below) return Truth.Empty;
        if (code == below) return Truth.True;
        CodeSystem? held = e.Model.Definitions.FindCodeSystem(system);
        if (held is null || held.Contains(code) != Membership.Member || held.Contains(below) != Membership.Member) return Truth.Empty;
        return Truths.Of(held.Descendants(code, withItself: false).Contains(below, StringComparer.Ordinal));
    }
}

/// <summary><c>conformsTo(profile)</c></summary>
internal sealed class ConformsToOperator(FhirPathOperator source, FhirPathOperator profile) : TestOperator
{
    public override Truth Test(FhirPathEvaluator e)
    {
        if (!source.Single(e, out FhirPathItem item) || !Texts.Single(this, profile, e, out FhirPathItem url)) return Truth.Empty;
        ItemValue.TryText(url, out string canonical);
        if (e.Model.Definitions.Find(canonical) is { IsConstraint: false } type)
        {
            return Truths.Of(item.IsNode && item.Type is { } own && e.Model.Find(type.Type) is { } wanted && own.IsA(wanted));
        }

        bool? conforms = item.HasNode ? e.Environment.Profiles?.Invoke(item.Cursor, canonical) : null;
        return conforms is { } known ? Truths.Of(known) : throw Fault(FhirPathFault.Execution, $"The profile {JsonText.Quote(canonical)} is not held here, so conformsTo() cannot be answered.");
    }
}

/// <summary><c>checkModifiers(url, …)</c>: what it is given, unless a modifier extension stands there that is none of these.</summary>
internal sealed class CheckModifiersOperator(FhirPathOperator source, FhirPathOperator[] known, int modifierKey) : FhirPathOperator
{
    public override void Run(FhirPathEvaluator e)
    {
        List<string> urls = [];
        foreach (FhirPathOperator url in known)
        {
            if (Texts.Single(this, url, e, out FhirPathItem item) && ItemValue.TryText(item, out string text)) urls.Add(text);
        }

        int start = e.Count;
        source.Run(e);
        int end = e.Count;
        for (int i = start; i < end; i++)
        {
            FhirPathItem item = e[i];
            if (item.IsNode) Navigation.PushElement(e, item, modifierKey, -1);
        }

        foreach (ref readonly FhirPathItem modifier in e.From(end))
        {
            string? url = modifier.Cursor["url"].AsString();
            if (url is null || !urls.Contains(url, StringComparer.Ordinal)) throw Fault(FhirPathFault.Execution, $"A modifier extension that is not known stands here: {JsonText.Quote(url ?? "without url")}.");
        }

        e.Truncate(end);
    }
}

/// <summary><c>now()</c>, <c>today()</c>, <c>timeOfDay()</c>: the instant of the environment.</summary>
internal sealed class ClockOperator(Values.TimeKind kind) : FhirPathOperator
{
    public override void Run(FhirPathEvaluator e)
    {
        DateTimeOffset now = e.Environment.Now;
        e.Push(FhirPathItem.Of(new Values.PartialTime
        {
            Kind = kind,
            Precision = kind == Values.TimeKind.Date ? Values.TimePrecision.Day : Values.TimePrecision.Fraction,
            Year = (short)now.Year,
            Month = (byte)now.Month,
            Day = (byte)now.Day,
            Hour = (byte)(kind == Values.TimeKind.Date ? 0 : now.Hour),
            Minute = (byte)(kind == Values.TimeKind.Date ? 0 : now.Minute),
            Second = (byte)(kind == Values.TimeKind.Date ? 0 : now.Second),
            Nanoseconds = kind == Values.TimeKind.Date ? 0 : now.Millisecond * 1_000_000,
            FractionDigits = 3,
            OffsetMinutes = kind == Values.TimeKind.DateTime ? (short)now.Offset.TotalMinutes : null,
        }));
    }
}

/// <summary><c>htmlChecks()</c>: whether a narrative keeps to the XHTML that FHIR allows. https://hl7.org/fhir/R4/narrative.html#xhtml</summary>
internal sealed class HtmlChecksOperator(FhirPathOperator source) : TestOperator
{
    public override Truth Test(FhirPathEvaluator e)
    {
        if (!source.Single(e, out FhirPathItem item)) return Truth.Empty;
        if (item.Kind == ItemKind.String) return Truths.Of(XhtmlNarrative.IsValid(((Values.TextValue)item.Value!).Utf8, isEscaped: false));
        return ItemValue.KindOf(item) == SystemKind.String ? Truths.Of(XhtmlNarrative.IsValid(item.Cursor.TextBytes, item.Cursor.IsEscaped)) : Truth.Empty;
    }
}
