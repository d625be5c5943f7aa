using Registry.Fhir.Json;

namespace Registry.Fhir.Profiles;

/// <summary>Narrows the slices that an item may belong to by one text that each slice demands, such as the code of a component.</summary>
/// <remarks>
/// A variant has some forty slices told apart by a code; trying each on each component would cost more than everything else together.
/// The text is a necessary condition only: the slice's tests still decide, so the index cannot disagree with them.
/// </remarks>
internal sealed class SliceIndex
{
    private const int MostSlices = 64;

    private readonly int[] _path;
    private readonly ElementNames _texts;
    private readonly ulong[] _slicesByText;

    private SliceIndex(int[] path, ElementNames texts, ulong[] slicesByText)
    {
        _path = path;
        _texts = texts;
        _slicesByText = slicesByText;
    }

    /// <summary>The index; null when the slices do not all demand a text at the same place.</summary>
    public static SliceIndex? Build(IReadOnlyList<SliceRule> slices, ElementNames names)
    {
        if (slices.Count is < 2 or > MostSlices) return null;
        int[]? path = null;
        string[] texts = new string[slices.Count];
        for (int slice = 0; slice < slices.Count; slice++)
        {
            if (Leaf(slices[slice], names) is not { } leaf || (path is not null && !path.SequenceEqual(leaf.Path))) return null;
            path = leaf.Path;
            texts[slice] = leaf.Text;
        }

        if (Array.Exists(path!, number => number < 0)) return null;
        ElementNames known = new(texts);
        ulong[] slicesByText = new ulong[known.Count];
        for (int slice = 0; slice < texts.Length; slice++) slicesByText[known.Find(texts[slice])] |= 1UL << slice;
        return new SliceIndex(path!, known, slicesByText);
    }

    /// <summary>A bit for each slice that the item may belong to.</summary>
    public ulong Candidates(NodeCursor item) => Candidates(item, 0);

    private ulong Candidates(NodeCursor value, int step)
    {
        ulong found = 0;
        if (value.Kind == NodeKind.Array)
        {
            foreach (NodeCursor item in value) found |= Candidates(item, step);
            return found;
        }

        if (step < _path.Length)
        {
            NodeCursor next = value.Find(_path[step]);
            return next.Exists ? Candidates(next, step + 1) : 0;
        }

        if (value.Kind != NodeKind.String) return 0;
        if (value.IsEscaped) return ulong.MaxValue;
        int text = _texts.Find(value.TextBytes);
        return text < 0 ? 0 : _slicesByText[text];
    }

    private static (int[] Path, string Text)? Leaf(SliceRule slice, ElementNames names)
    {
        foreach (SliceTest test in slice.Tests)
        {
            if (test.Pattern is null || Array.Exists(test.Path, step => step.Kind != StepKind.Child || step.Names.Length != 1) || test.Pattern.Leaf() is not { } leaf) continue;
            return ([.. test.Path.Select(step => step.Names[0]), .. leaf.Path.Select(names.Find)], System.Text.Encoding.UTF8.GetString(leaf.Text.Span));
        }

        return null;
    }
}
