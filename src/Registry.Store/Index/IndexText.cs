using System.Globalization;
using System.Text;

namespace Registry.Store.Index;

/// <summary>How texts stand in the index. What these give is stored, so a change of them is a new fingerprint and a reindex.</summary>
internal static class IndexText
{
    /// <summary>Room for a FHIR id, of which none is longer, and for a digest.</summary>
    internal const int KeyChars = 64;

    /// <summary>How much of a folded text is held; what is longer is found by its beginning, and exactly by its digest.</summary>
    internal const int FoldedChars = 120;

    /// <summary>Texts up to this length stand as they are: no longer than the digest that would take their place, but sortable.</summary>
    private const int PlainChars = 24;

    private const char DigestMark = '#';

    /// <summary>A text where it is short and ASCII, else a mark and its 128-bit digest: equal exactly for equal texts.</summary>
    internal static string Key(string text) => text.Length is > 0 and <= PlainChars && text[0] != DigestMark && IsPlain(text) ? text : DigestMark + Convert.ToBase64String(Digest.Of(text)).TrimEnd('=');

    /// <summary>An id stands as it is, whatever its length, so that a reference joins its resource; no FHIR id begins with the mark.</summary>
    internal static string IdKey(string id) => id.Length is > 0 and <= KeyChars && id.AsSpan().IndexOfAnyExcept(IdCharacters) < 0 ? id : Key(id);

    /// <summary>Without case, accents and other marks, punctuation and repeated space, as https://hl7.org/fhir/R4/search.html#string has it. The whole text.</summary>
    internal static string Fold(string text)
    {
        StringBuilder folded = new(text.Length);
        bool isSpacePending = false;
        foreach (Rune rune in text.Normalize(NormalizationForm.FormKD).EnumerateRunes())
        {
            switch (Rune.GetUnicodeCategory(rune))
            {
                case UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse:
                    break;
                case UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Control
                    or UnicodeCategory.ConnectorPunctuation or UnicodeCategory.DashPunctuation or UnicodeCategory.OpenPunctuation or UnicodeCategory.ClosePunctuation
                    or UnicodeCategory.InitialQuotePunctuation or UnicodeCategory.FinalQuotePunctuation or UnicodeCategory.OtherPunctuation:
                    isSpacePending = folded.Length > 0;
                    break;
                default:
                    if (isSpacePending) folded.Append(' ');
                    isSpacePending = false;
                    folded.Append(Rune.ToLowerInvariant(Rune.ToUpperInvariant(rune)).ToString());
                    break;
            }
        }

        return folded.ToString();
    }

    /// <summary>As much of a folded text as a row holds.</summary>
    internal static string Cut(string folded) =>
        folded.Length <= FoldedChars ? folded : folded[..(char.IsHighSurrogate(folded[FoldedChars - 1]) ? FoldedChars - 1 : FoldedChars)];

    private static readonly System.Buffers.SearchValues<char> IdCharacters = System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-.");

    private static bool IsPlain(string text) => !text.AsSpan().ContainsAnyExceptInRange('!', '~');
}
