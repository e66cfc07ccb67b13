using System.Globalization;
using System.Text;

namespace Todo.Backend.Tools;

/// <summary>A text as the three-letter pieces of its words: two texts are alike by the pieces they share.</summary>
internal sealed class TrigramSet
{
    /// <summary>From here on two texts look alike to people.</summary>
    public const double Alike = 0.25;

    private readonly HashSet<string> pieces = new(StringComparer.Ordinal);

    public TrigramSet(string text)
    {
        foreach (var word in Words(text))
        {
            // Beginnings weigh more than ends, as in pg_trgm.
            var padded = $"  {word} ";
            for (var i = 0; i + 3 <= padded.Length; i++)
            {
                pieces.Add(padded.Substring(i, 3));
            }
        }
    }

    /// <summary>0 to 1: how much of the shorter text the two share.</summary>
    public double Likeness(TrigramSet other)
    {
        var least = Math.Min(pieces.Count, other.pieces.Count);
        return least == 0 ? 0 : (double)pieces.Count(other.pieces.Contains) / least;
    }

    private static string[] Words(string text)
    {
        var folded = new StringBuilder(text.Length);
        foreach (var letter in text.ToLowerInvariant().Normalize(NormalizationForm.FormKD))
        {
            if (char.GetUnicodeCategory(letter) != UnicodeCategory.NonSpacingMark)
            {
                folded.Append(char.IsLetterOrDigit(letter) || char.IsSurrogate(letter) ? letter : ' ');
            }
        }

        return folded.ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries);
    }
}
