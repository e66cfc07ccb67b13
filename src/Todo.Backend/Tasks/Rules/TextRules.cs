using System.Buffers;
using System.Globalization;
using System.Text;

namespace Todo.Backend.Tasks.Rules;

/// <summary>Rules for people's text: length in Unicode code points, no control characters, whole characters only.</summary>
internal static class TextRules
{
    private static readonly SearchValues<char> LineBreaks = SearchValues.Create("\r\n");

    /// <summary>What is wrong with the text; null when nothing is.</summary>
    public static string? Fault(string text, int min, int max, bool allowLineBreaks = false)
    {
        var (length, fault) = Measure(text, allowLineBreaks);
        return fault ?? (length >= min && length <= max ? null
            : min > 0 ? $"This takes {min} to {max} characters; it has {length}."
            : $"This takes up to {max} characters; it has {length}.");
    }

    private static (int Length, string? Fault) Measure(string text, bool allowLineBreaks)
    {
        var length = 0;
        var rest = text.AsSpan();
        while (!rest.IsEmpty)
        {
            if (Rune.DecodeFromUtf16(rest, out var rune, out var used) != OperationStatus.Done)
            {
                return (length, "This holds half of a surrogate pair, which is no character: send whole characters.");
            }

            if (Rune.GetUnicodeCategory(rune) == UnicodeCategory.Control && !(allowLineBreaks && LineBreaks.Contains(rest[0])))
            {
                return (length, allowLineBreaks
                    ? $"This holds the control character U+{rune.Value:X4}: only line breaks are allowed."
                    : $"This holds the control character U+{rune.Value:X4}: take it out.");
            }

            length++;
            rest = rest[used..];
        }

        return (length, null);
    }
}
