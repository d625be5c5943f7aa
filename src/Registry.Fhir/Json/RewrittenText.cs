namespace Registry.Fhir.Json;

/// <summary>A text that is read otherwise than it was sent.</summary>
/// <param name="Text">The text to read.</param>
/// <param name="Shifts">From where in it on, how much longer it is than what was sent; ascending.</param>
/// <param name="Earlier">What was made of the text as sent before this was made of that; null when this is the first.</param>
internal sealed record RewrittenText(ReadOnlyMemory<byte> Text, (int From, int Shift)[] Shifts, RewrittenText? Earlier = null)
{
    /// <summary>The same, made of what another rewriting left.</summary>
    public RewrittenText After(RewrittenText? earlier) => this with { Earlier = earlier };

    /// <summary>Where a place lies in what was sent.</summary>
    public int OffsetAsSent(int offset)
    {
        int place = Shifts.AsSpan().BinarySearch(new Place(offset));
        int last = place < 0 ? ~place - 1 : place;
        int before = last < 0 ? offset : offset - Shifts[last].Shift;
        return Earlier?.OffsetAsSent(before) ?? before;
    }

    // Found by where it begins alone.
    private readonly struct Place(int offset) : IComparable<(int From, int Shift)>
    {
        public int CompareTo((int From, int Shift) other) => offset.CompareTo(other.From);
    }
}
