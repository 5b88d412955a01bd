namespace Compliance.Rules.Documents;

/// <summary>The known word that a misspelt one is nearest to.</summary>
public static class Suggestion
{
    /// <summary>Ends a sentence: <c>; did you mean 'word'?</c>, or just a full stop where no word is near.</summary>
    public static string For(string word, IEnumerable<string> known)
    {
        var best = known
            .Select(k => (Word: k, Distance: Distance(word, k)))
            .Where(c => c.Distance <= Math.Max(1, Math.Min(c.Word.Length, word.Length) / 3))
            .OrderBy(c => c.Distance)
            .FirstOrDefault();
        return best.Word is null ? "." : $"; did you mean '{best.Word}'?";
    }

    /// <summary>Edits between two words, case aside; words of absurd length are not near anything.</summary>
    private static int Distance(string a, string b)
    {
        if (a.Length > 64 || b.Length > 64)
            return int.MaxValue;
        var row = new int[b.Length + 1];
        for (var j = 0; j <= b.Length; j++)
            row[j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var same = char.ToLowerInvariant(a[i - 1]) == char.ToLowerInvariant(b[j - 1]);
                (diagonal, row[j]) = (row[j], Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (same ? 0 : 1)));
            }
        }

        return row[b.Length];
    }
}
