using Registry.Fhir.Definitions;
using Registry.Fhir.Json;
using Registry.Fhir.Profiles;

namespace Registry.Fhir.Validation;

/// <summary>Slices. https://hl7.org/fhir/R4/profiling.html#slicing</summary>
internal ref partial struct ResourceCheck
{
    private void CheckSlices(int node, ElementRule element, TypeRule type)
    {
        SlicingRule slicing = element.Slicing!;
        Span<int> counts = stackalloc int[slicing.Slices.Length];
        counts.Clear();
        int last = -1;
        bool isArray = _nodes[node].Kind == NodeKind.Array;
        int end = isArray ? _nodes[node].Next : node + 1;
        int unmatched = -1;
        for (int item = isArray ? node + 1 : node; item < end; item = _nodes[item].Next)
        {
            int slice = SliceOf(At(item), slicing, type);
            if (slice < 0)
            {
                if (slicing.Rules == SlicingRules.Closed) ReportOutsideSlices(item, element);
                unmatched = item;
                continue;
            }

            counts[slice]++;
            if (slicing.Rules == SlicingRules.OpenAtEnd && unmatched >= 0) ReportNotAtEnd(unmatched, element);
            unmatched = -1;
            if (slicing.IsOrdered && slice < last) ReportSliceOrder(item, element, slicing.Slices[slice]);
            last = Math.Max(last, slice);
            if (slicing.Slices[slice].Rule is { } rule) CheckSliced(item, rule, type);
        }

        for (int slice = 0; slice < counts.Length; slice++)
        {
            SliceRule rule = slicing.Slices[slice];
            if (counts[slice] < rule.Min) ReportTooFewInSlice(node, element, rule, counts[slice]);
            if (counts[slice] > rule.Max) ReportTooManyInSlice(node, element, rule, counts[slice]);
        }
    }

    private void CheckSliced(int item, ElementRule rule, TypeRule type)
    {
        TypeRule own = type;
        foreach (TypeRule candidate in rule.Types)
        {
            if (candidate.JsonName == type.JsonName) own = candidate;
        }

        if (own.IsForbidden) ReportForbiddenType(item, rule, own);
        else CheckAsked(item, rule, own);
    }

    private static int SliceOf(NodeCursor item, SlicingRule slicing, TypeRule type)
    {
        ulong candidates = slicing.Index?.Candidates(item) ?? ulong.MaxValue;
        for (int slice = 0; slice < slicing.Slices.Length; slice++)
        {
            // Without an index there may be more than 64 slices, and all of them are candidates.
            if (slicing.Index is not null && (candidates & (1UL << slice)) == 0) continue;
            bool isOfSlice = true;
            foreach (SliceTest test in slicing.Slices[slice].Tests)
            {
                if (Holds(test, item, 0, type.Code)) continue;
                isOfSlice = false;
                break;
            }

            if (isOfSlice) return slice;
        }

        return -1;
    }

    // Whether anything at the end of the path passes the test; arrays on the way are walked.
    private static bool Holds(SliceTest test, NodeCursor value, int step, string type)
    {
        if (test.IsPresent is { } isPresent && step == 0) return Reaches(test.Path, value, 0) == isPresent;
        if (value.Kind == NodeKind.Array && (step < test.Path.Length || !IsWhole(test, value)))
        {
            foreach (NodeCursor item in value)
            {
                if (Holds(test, item, step, type)) return true;
            }

            return false;
        }

        if (step == test.Path.Length) return Passes(test, value, type);
        foreach (string name in test.Path[step])
        {
            NodeCursor next = value[name];
            if (next.Exists && Holds(test, next, step + 1, TypeOf(next, name))) return true;
        }

        return false;
    }

    private static bool IsWhole(SliceTest test, NodeCursor value) =>
        test.Pattern is { } pattern && pattern.Root.Kind == NodeKind.Array && value.Kind == NodeKind.Array;

    private static bool Passes(SliceTest test, NodeCursor value, string type)
    {
        if (test.Types is { } types) return Array.IndexOf(types, type) >= 0 || IsOneOf(value.Find("resourceType"u8), types);
        if (test.Pattern is { } pattern) return value.Kind == NodeKind.Array ? pattern.Matches(value) : pattern.MatchesItem(value);
        return test.Binding is { } binding && Belongs(binding, value);
    }

    private static bool IsOneOf(NodeCursor value, string[] texts)
    {
        foreach (string text in texts)
        {
            if (value.ValueEquals(text)) return true;
        }

        return false;
    }

    private static bool Belongs(BindingRule binding, NodeCursor value)
    {
        if (value.Kind == NodeKind.String) return Member(binding, value) == Membership.Member;
        if (value.Find("code"u8).Exists) return Member(binding, value.Find("system"u8), value.Find("code"u8)) == Membership.Member;
        foreach (NodeCursor coding in value.Find("coding"u8))
        {
            if (Member(binding, coding.Find("system"u8), coding.Find("code"u8)) == Membership.Member) return true;
        }

        return false;
    }

    private static bool Reaches(string[][] path, NodeCursor value, int step)
    {
        if (value.Kind == NodeKind.Array)
        {
            foreach (NodeCursor item in value)
            {
                if (Reaches(path, item, step)) return true;
            }

            return false;
        }

        if (step == path.Length) return value.Exists;
        foreach (string name in path[step])
        {
            if (value[name].Exists && Reaches(path, value[name], step + 1)) return true;
        }

        return false;
    }

    // The type that a choice's JSON name ends with: valueQuantity is a Quantity.
    private static string TypeOf(NodeCursor value, string name) =>
        value.Node.Name >= 0 && value.Document!.Names.FindChoice(value.Node.Name) is { } choice ? choice.Type : name;
}
