namespace Registry.Fhir.Validation;

/// <summary>Finds the name that somebody may have meant.</summary>
internal static class Spelling
{
    private const int MostEdits = 3;

    /// <summary>A sentence to append, with a leading space; empty when nothing is near.</summary>
    public static string Suggest(string sent, IEnumerable<string> known)
    {
        string? best = null;
        int fewest = Math.Min(MostEdits, Math.Max(1, sent.Length / 2)) + 1;
        foreach (string name in known)
        {
            if (Math.Abs(name.Length - sent.Length) >= fewest) continue;
            int edits = Edits(sent, name);
            if (edits >= fewest) continue;
            fewest = edits;
            best = name;
        }

        return best is null ? "" : $" Did you mean \"{best}\"?";
    }

    // Levenshtein's distance, letters compared without case; both texts are short.
    private static int Edits(string left, string right)
    {
        int[] row = [.. Enumerable.Range(0, right.Length + 1)];
        for (int i = 1; i <= left.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= right.Length; j++)
            {
                int change = char.ToLowerInvariant(left[i - 1]) == char.ToLowerInvariant(right[j - 1]) ? 0 : 1;
                int edits = Math.Min(Math.Min(row[j] + 1, row[j - 1] + 1), diagonal + change);
                diagonal = row[j];
                row[j] = edits;
            }
        }

        return row[^1];
    }
}
