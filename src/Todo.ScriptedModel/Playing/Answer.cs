using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Todo.ScriptedModel.Playing;

/// <summary>A reply with everything filled in.</summary>
/// <param name="Text">The pieces of the text; null when nothing is said.</param>
internal sealed partial record Answer(Reply Reply, IEnumerable<string>? Text, IReadOnlyList<AnswerCall> Calls)
{
    private const int HugePiece = 8192;

    public string Finish => Reply.Finish ?? (Calls.Count > 0 ? "tool_calls" : "stop");

    public static Answer Of(Reply reply, Placeholders placeholders) =>
        new(reply, Pieces(reply, placeholders), [.. reply.Calls.Select(call => AnswerCall.Of(call, placeholders))]);

    private static IEnumerable<string>? Pieces(Reply reply, Placeholders placeholders) => reply switch
    {
        { Chunks: { } chunks } => [.. chunks.Select(placeholders.Fill)],
        { Huge: > 0 } => Huge(reply.Huge),
        { Text: { } text } => Cut(placeholders.Fill(text), reply.By),
        _ => null,
    };

    private static string[] Cut(string text, Chunking by) => by switch
    {
        Chunking.Words => [.. Word().Matches(text).Select(word => word.Value)],
        Chunking.Characters => [.. Characters(text)],
        _ => [text],
    };

    // What a person sees as one character is never cut in two.
    private static IEnumerable<string> Characters(string text)
    {
        for (var characters = StringInfo.GetTextElementEnumerator(text); characters.MoveNext();)
        {
            yield return characters.GetTextElement();
        }
    }

    private static IEnumerable<string> Huge(long bytes)
    {
        var piece = new StringBuilder(HugePiece).Insert(0, "word ", (HugePiece / 5) + 1).ToString(0, HugePiece);
        for (var left = bytes; left > 0; left -= HugePiece)
        {
            yield return left >= HugePiece ? piece : piece[..(int)left];
        }
    }

    [GeneratedRegex(@"\S+\s*|\s+", RegexOptions.None, 1000)]
    private static partial Regex Word();
}

/// <summary>A call with its id and the text of its arguments.</summary>
internal sealed record AnswerCall(string Id, string Name, string Arguments, int Fragment)
{
    public IEnumerable<string> Fragments => Arguments.Chunk(Fragment).Select(letters => new string(letters));

    public static AnswerCall Of(Call call, Placeholders placeholders) => new(
        call.Id ?? "call_" + Guid.NewGuid().ToString("N")[..24],
        call.Name,
        call.Raw is { } raw ? placeholders.Fill(raw)
            : call.Arguments is { } arguments ? placeholders.Fill(arguments)?.ToJsonString(Wire.WireJson.Text) ?? "null"
            : "{}",
        call.Fragment);
}
