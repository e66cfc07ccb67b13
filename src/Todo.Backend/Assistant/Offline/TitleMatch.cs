using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Todo.Backend.Assistant.Offline;

/// <summary>
/// Which of the tasks that the search has found a person means by words of the title: those that have them all, and the one that is
/// exactly called so before others. The search is wider: it also looks into descriptions, and without accents.
/// </summary>
internal static class TitleMatch
{
    internal static IReadOnlyList<JsonNode> Find(JsonArray tasks, string words)
    {
        var wanted = Words(words);
        var found = tasks.OfType<JsonNode>().Where(task => Fits(wanted, Words(task["title"]!.ToString()))).ToList();
        var exact = found.Where(task => Words(task["title"]!.ToString()).SequenceEqual(wanted)).ToList();
        return exact.Count == 1 ? exact : found;
    }

    private static bool Fits(string[] wanted, string[] title) =>
        wanted.Length > 0 && wanted.All(word => title.Any(other => other.StartsWith(word, StringComparison.Ordinal)));

    private static string[] Words(string text)
    {
        var words = new StringBuilder(text.Length);
        foreach (var letter in text.ToLowerInvariant())
        {
            words.Append(char.IsLetterOrDigit(letter) || char.IsSurrogate(letter) || char.GetUnicodeCategory(letter) == UnicodeCategory.NonSpacingMark ? letter : ' ');
        }

        return words.ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries);
    }
}
