using System.Buffers;
using Registry.Fhir.Definitions;
using Registry.Fhir.FhirPath;
using Registry.Fhir.Json;
using Registry.Fhir.Outcomes;
using Registry.Fhir.Profiles;

namespace Registry.Fhir.Validation;

/// <summary>Slices. https://hl7.org/fhir/R4/profiling.html#slicing</summary>
internal ref partial struct ResourceCheck
{
    // What SliceOf says of an item beside the index of its slice.
    private const int NoSlice = -1;
    private const int Undecided = -2;

    private void CheckSlices(int node, ElementRule element, TypeRule type)
    {
        SlicingRule slicing = element.Slicing!;
        if (!slicing.HasInner)
        {
            CheckSlices(node, element, type, default, default, wanted: 0);
            return;
        }

        // Which slice each item is of is kept for the slicing of slices.
        int count = _nodes[node].Kind == NodeKind.Array ? _nodes[node].Count : 1;
        int[] rented = ArrayPool<int>.Shared.Rent(count * (Limits.SliceNesting + 1));
        try
        {
            CheckSlices(node, element, type, rented.AsSpan(0, count * (Limits.SliceNesting + 1)), default, wanted: 0);
        }
        finally
        {
            ArrayPool<int>.Shared.Return(rented);
        }
    }

    /// <param name="node">The value, or the array of values.</param>
    /// <param name="element">The sliced element, or a slice that is sliced again.</param>
    /// <param name="type">Its type here.</param>
    /// <param name="memory">Room to note the slices of items, for this level and those within.</param>
    /// <param name="outer">The slices of items one level out; empty for all items.</param>
    /// <param name="wanted">The slice one level out whose items are looked at.</param>
    private void CheckSlices(int node, ElementRule element, TypeRule type, Span<int> memory, ReadOnlySpan<int> outer, int wanted)
    {
        SlicingRule slicing = element.Slicing!;
        Span<int> counts = stackalloc int[slicing.Slices.Length];
        counts.Clear();
        int last = -1;
        bool isArray = _nodes[node].Kind == NodeKind.Array;
        bool isDecided = true;
        int end = isArray ? _nodes[node].Next : node + 1;
        int ordinal = -1;
        int unmatched = -1;
        int items = isArray ? _nodes[node].Count : 1;
        Span<int> own = memory.Length >= items && slicing.HasInner ? memory[..items] : default;
        for (int item = isArray ? node + 1 : node; item < end; item = _nodes[item].Next)
        {
            ordinal++;
            if (!own.IsEmpty) own[ordinal] = NoSlice;
            if (!outer.IsEmpty && outer[ordinal] != wanted) continue;
            int slice = SliceOf(At(item), slicing, type);
            if (slice < 0)
            {
                if (slice == Undecided) isDecided = false;
                else if (slicing.Rules == SlicingRules.Closed) ReportOutsideSlices(item, element);
                if (slice == NoSlice) unmatched = item;
                continue;
            }

            if (!own.IsEmpty) own[ordinal] = slice;
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
            if (counts[slice] < rule.Min && isDecided) ReportTooFewInSlice(node, element, rule, counts[slice]);
            if (counts[slice] > rule.Max) ReportTooManyInSlice(node, element, rule, counts[slice]);
            if (rule.Rule?.Slicing is not null && counts[slice] > 0 && !own.IsEmpty) CheckSlices(node, rule.Rule, type, memory[items..], own, slice);
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

    /// <summary>Whether a value belongs to a slice of a profile; null when the profile is not held or has no slice of this name for such a value.</summary>
    public static bool? IsOfSlice(RuleBook book, ResourceDocument document, RunState state, ValidationOptions options, NodeCursor value, string canonical, string name)
    {
        if (book.SlicesOf(canonical) is not { } slices || !Array.Exists(slices, slice => slice.Name == name)) return null;
        (_, int resource, int container) = Place.Of(book.Model, value);
        ResourceCheck check = new(book, document, Findings.Uncounted(), select: null, options) { _state = state, _resource = resource, _container = container };
        bool isOfElement = false;
        foreach (NamedSlice slice in slices)
        {
            // A slice of a slice is in the outer one too.
            if (slice.Name != name && !name.StartsWith(slice.Name + "/", StringComparison.Ordinal)) continue;
            if (TypeOf(value, slice) is null) continue;
            isOfElement = true;
            if (check.BelongsTo(value, slice) != Fit.Yes) return false;
        }

        return isOfElement;
    }

    private Fit BelongsTo(NodeCursor value, NamedSlice slice) =>
        TypeOf(value, slice) is { } type ? slice.Tests.Length == 0 ? Fit.Unknown : FitsAll(slice.Tests, value, type) : Fit.No;

    // The type that the value has as what the slice divides; null when it is of another element.
    private static string? TypeOf(NodeCursor value, NamedSlice slice)
    {
        NodeCursor property = value.Parent.Kind == NodeKind.Array ? value.Parent : value;
        if (!property.HasName) return null;
        foreach (TypeRule type in slice.Types)
        {
            if (property.Name == type.JsonName || (property.Name is ['_', ..] shadow && shadow.AsSpan(1).SequenceEqual(type.JsonName))) return type.Code;
        }

        return null;
    }

    private int SliceOf(NodeCursor item, SlicingRule slicing, TypeRule type)
    {
        ulong candidates = slicing.Index?.Candidates(item) ?? ulong.MaxValue;
        bool isDecided = true;
        for (int slice = 0; slice < slicing.Slices.Length; slice++)
        {
            SliceTest[] tests = slicing.Slices[slice].Tests;
            // The default slice is the last, and takes what no other does.
            if (tests.Length == 0) return isDecided ? slice : Undecided;
            // Without an index there may be more than 64 slices, and all of them are candidates.
            if (slicing.Index is not null && (candidates & (1UL << slice)) == 0) continue;
            switch (FitsAll(tests, item, type.Code))
            {
                case Fit.Yes: return slice;
                case Fit.Unknown: isDecided = false; break;
            }
        }

        return isDecided ? NoSlice : Undecided;
    }

    private Fit FitsAll(SliceTest[] tests, NodeCursor item, string type)
    {
        Fit all = Fit.Yes;
        foreach (SliceTest test in tests)
        {
            Fit one = Fits(test, item, type);
            if (one == Fit.No) return Fit.No;
            if (one == Fit.Unknown) all = Fit.Unknown;
        }

        return all;
    }

    private Fit Fits(SliceTest test, NodeCursor item, string type)
    {
        if (test.Alternatives is { } alternatives)
        {
            Fit best = Fit.No;
            foreach (SliceTest[] group in alternatives) best = Better(best, FitsAll(group, item, type));
            return best;
        }

        Fit found = Walk(test, item, 0, type);
        return test.IsPresent == false && found != Fit.Unknown ? (found == Fit.No ? Fit.Yes : Fit.No) : found;
    }

    private static Fit Better(Fit left, Fit right) => left == Fit.Yes || right == Fit.No ? left : right;

    // Whether anything at the end of the path passes the test; arrays on the way are walked.
    private Fit Walk(SliceTest test, NodeCursor value, int step, string type)
    {
        Fit best = Fit.No;
        if (value.Kind == NodeKind.Array && (step < test.Path.Length || !IsWhole(test, value)))
        {
            foreach (NodeCursor item in value)
            {
                best = Better(best, Walk(test, item, step, type));
                if (best == Fit.Yes) break;
            }

            return best;
        }

        if (step == test.Path.Length) return Passes(test, value, type);
        PathStep next = test.Path[step];
        switch (next.Kind)
        {
            case StepKind.Resolve:
                return WalkTarget(test, value, step);
            case StepKind.OfType:
                return type == next.Text || value.Find("resourceType"u8).ValueEquals(next.Text) ? Walk(test, value, step + 1, type) : Fit.No;
            case StepKind.Extension:
                foreach (NodeCursor extension in HolderOf(value).Find("extension"u8))
                {
                    if (extension.Find(_book.Known.Url).ValueEquals(next.Url)) best = Better(best, Walk(test, extension, step + 1, "Extension"));
                }

                return best;
            default:
                foreach (int name in next.Names)
                {
                    NodeCursor child = value.Find(name);
                    // A primitive may have extensions and no value.
                    if (!child.Exists) child = value.Find(name + (_book.Names.Count / 2));
                    if (child.Exists) best = Better(best, Walk(test, child, step + 1, TypeOf(child, name)));
                }

                return best;
        }
    }

    // The target of a reference, when it stands in the document; of another only the type may be known.
    private Fit WalkTarget(SliceTest test, NodeCursor reference, int step)
    {
        NodeCursor literal = reference.Find(_book.Known.Reference);
        if (literal.Kind != NodeKind.String || literal.IsEscaped) return Fit.No;
        Target target = Resolve(literal);
        if (target.Resource.Exists) return Walk(test, target.Resource, step + 1, "Resource");
        ReadOnlySpan<byte> named = TypeIn(literal.TextBytes);
        if (named.IsEmpty || _book.Resource(named) is not { } shape) return Fit.Unknown;
        if (step + 1 == test.Path.Length && test.Types is { } types) return Array.IndexOf(types, shape.Type) >= 0 ? Fit.Yes : Fit.No;
        if (step + 1 < test.Path.Length || test.Profiles is not { } choices) return Fit.Unknown;
        Fit best = Fit.No;
        foreach (ProfileChoice choice in choices)
        {
            if (choice.IsAny) return Fit.Yes;
            if (choice.Type == shape.Type || choice.Type is "Resource" or "DomainResource") best = Better(best, choice.Profile is null ? Fit.Yes : Fit.Unknown);
        }

        return best;
    }

    // An object holds its extensions itself; those of a primitive stand in the property with the underscore.
    private readonly NodeCursor HolderOf(NodeCursor value) =>
        value.Kind == NodeKind.Object || !value.HasName || value.Node.Name < 0 ? value : value.Parent.Find(value.Node.Name + (_book.Names.Count / 2));

    private static bool IsWhole(SliceTest test, NodeCursor value) =>
        test.Pattern is { } pattern && pattern.Root.Kind == NodeKind.Array && value.Kind == NodeKind.Array;

    private Fit Passes(SliceTest test, NodeCursor value, string type)
    {
        if (test.IsPresent is not null) return Fit.Yes;
        if (test.Types is { } types) return Yes(Array.IndexOf(types, type) >= 0 || IsOneOf(value.Find("resourceType"u8), types));
        if (test.Pattern is { } pattern) return Yes(value.Kind == NodeKind.Array ? pattern.Matches(value) : pattern.MatchesItem(value));
        if (test.Profiles is { } profiles) return value.Kind != NodeKind.Object ? Fit.Unknown : Yes(MeetsOne(value, profiles, type));
        return test.Binding is { } binding ? Belongs(binding, value) : Fit.No;
    }

    private static Fit Yes(bool isSo) => isSo ? Fit.Yes : Fit.No;

    private static bool IsOneOf(NodeCursor value, string[] texts)
    {
        foreach (string text in texts)
        {
            if (value.ValueEquals(text)) return true;
        }

        return false;
    }

    private static Fit Belongs(BindingRule binding, NodeCursor value)
    {
        if (value.Kind == NodeKind.String) return FitOf(Member(binding, value));
        if (value.Find("code"u8).Exists) return FitOf(Member(binding, value.Find("system"u8), value.Find("code"u8)));
        Fit best = Fit.No;
        foreach (NodeCursor coding in value.Find("coding"u8)) best = Better(best, FitOf(Member(binding, coding.Find("system"u8), coding.Find("code"u8))));
        return best;
    }

    private static Fit FitOf(Membership membership) => membership switch
    {
        Membership.Member => Fit.Yes,
        Membership.Unknown => Fit.Unknown,
        _ => Fit.No,
    };

    // The type that a choice's JSON name ends with: valueQuantity is a Quantity.
    private static string TypeOf(NodeCursor value, int name) =>
        value.Document!.Names.FindChoice(name) is { } choice ? choice.Type : "";

    /// <summary>Whether an item is of a slice; unknown where that depends on what is not in the document.</summary>
    private enum Fit : byte
    {
        No,
        Unknown,
        Yes,
    }
}
