using System.Globalization;
using System.Text.RegularExpressions;

namespace Todo.Backend.Assistant;

/// <summary>
/// Reads plain English commands: add, create, remember · see, show, list · done, complete, finished · delete, remove, cancel ·
/// change, update, rename. The first rule that fits the whole message wins; null where none does.
/// </summary>
internal static partial class CommandReader
{
    internal static Command? Read(string message)
    {
        // One blank for any run of them also keeps the patterns linear.
        var text = Blanks().Replace(message, " ").Trim().Replace('’', '\'').Replace('‘', '\'').Replace('“', '"').Replace('”', '"');
        var plain = Courtesy().Replace(text, "").TrimEnd();

        // "Could you …?" asks for what it says.
        text = plain.Length < text.Length ? plain.TrimEnd('?') : plain;
        Command? command = ReadUpdate(text);
        command ??= ReadDelete(text);
        command ??= ReadMark(text);
        command ??= ReadList(text);
        command ??= ReadAdd(text);
        return command ?? ReadComplete(text);
    }

    /// <summary>A message that is nothing but a task's number: the answer to "which one?".</summary>
    internal static long? ReadNumber(string message) => BareNumber().Match(message.Trim()) is { Success: true } match ? Number(match) : null;

    private static Command.Update? ReadUpdate(string text)
    {
        if (UpdateDescription().Match(text) is { Success: true } description && Reference(description) is { } described)
        {
            return new Command.Update(described, null, Unquoted(description.Groups["text"].Value));
        }

        return Update().Match(text) is { Success: true } match && Reference(match) is { } task && Unquoted(match.Groups["text"].Value) is { Length: > 0 } title
            ? new Command.Update(task, title, null)
            : null;
    }

    private static Command.Delete? ReadDelete(string text) =>
        Delete().Match(text) is { Success: true } match && Reference(match) is { } task ? new Command.Delete(task) : null;

    private static Command.Complete? ReadMark(string text) => Completion(Mark().Match(text), text);

    private static Command.Complete? ReadComplete(string text) => Completion(IsDone().Match(text), text) ?? Completion(Complete().Match(text), text);

    // "Mark task 3 as not done" must not complete it.
    private static Command.Complete? Completion(Match match, string text) =>
        match.Success && !Negation().IsMatch(text) && Reference(match) is { } task ? new Command.Complete(task) : null;

    private static Command.List? ReadList(string text)
    {
        if (!List().IsMatch(text))
        {
            return null;
        }

        return new Command.List(PendingWord().IsMatch(text) ? "pending" : CompletedWord().IsMatch(text) ? "completed" : "all");
    }

    private static Command.Add? ReadAdd(string text)
    {
        var match = Add().Match(text);
        match = match.Success ? match : Remember().Match(text);
        if (!match.Success)
        {
            return null;
        }

        var title = Unquoted(ToList().Replace(match.Groups["text"].Value, ""));
        return title.Length == 0 ? null : new Command.Add(char.ToUpper(title[0], CultureInfo.InvariantCulture) + title[1..]);
    }

    private static TaskReference? Reference(Match match)
    {
        if (match.Groups["id"].Success)
        {
            return Number(match) is { } id ? new TaskReference(id, match.Groups["id"].Value) : null;
        }

        var words = Unquoted(Filler().Replace(match.Groups["words"].Value, " ").Trim());
        return words.Length == 0 ? null : new TaskReference(null, words);
    }

    private static long? Number(Match match) =>
        long.TryParse(match.Groups["id"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null;

    private static string Unquoted(string text)
    {
        text = text.Trim();
        var quoted = text.TrimEnd('.', '!');
        if (quoted.Length >= 2 && quoted[0] is '\'' or '"' && quoted[^1] == quoted[0])
        {
            return quoted[1..^1].Trim();
        }

        return text.TrimEnd('.', '!', ' ');
    }

    private const RegexOptions Options = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.Singleline | RegexOptions.ExplicitCapture;

    // "task 3", "the task #3", "number 3", "3"; else words.
    private const string Target = @"(?:(?:the\s+|my\s+)?(?:tasks?|todo|to-do|item)?\s*(?:number|no\.?)?\s*#?(?<id>\d{1,18})|(?<words>.+?))";

    // Each pattern is linear in its input up to a small power, and the longest message is 4,000 characters: the timeout is the last guard.
    private const int Timeout = 250;

    [GeneratedRegex(@"^(?:(?:hey|hi|hello|ok|okay|please|can you|could you|would you|will you|i want to|i'd like to|i would like to|let's)[,!]?\s+)+|[,\s]+please\s*(?=[.!?]*$)", Options, Timeout)]
    private static partial Regex Courtesy();

    [GeneratedRegex(@"\s+", Options, Timeout)]
    private static partial Regex Blanks();

    [GeneratedRegex(@"^(?:task\s*)?#?(?<id>\d{1,18})[.!]?$", Options, Timeout)]
    private static partial Regex BareNumber();

    [GeneratedRegex(@"^(?:change|update|edit|set)\s+(?:the\s+)?description\s+(?:of|for|on)\s+" + Target + @"\s+(?:to|into)\s*:?\s+(?<text>.+)$", Options, Timeout)]
    private static partial Regex UpdateDescription();

    [GeneratedRegex(@"^(?:change|update|rename|edit|modify)\s+(?:(?:the\s+)?(?:title|name)\s+of\s+)?" + Target + @"(?:'s)?(?:\s+(?:title|name))?\s+(?:to|into|as)\s*:?\s+(?<text>.+)$", Options, Timeout)]
    private static partial Regex Update();

    [GeneratedRegex(@"^(?:delete|remove|cancel|drop|erase|get\s+rid\s+of)\s+" + Target + @"[.!]*$", Options, Timeout)]
    private static partial Regex Delete();

    [GeneratedRegex(@"\b(?:not|never|un(?:done|finished|complete[d]?|check))\b|n't\b", Options, Timeout)]
    private static partial Regex Negation();

    [GeneratedRegex(@"^(?:mark|set|make|check)\s+" + Target + @"\s+(?:as\s+)?(?:complete|completed|done|finished|off)[.!]*$", Options, Timeout)]
    private static partial Regex Mark();

    [GeneratedRegex(@"^" + Target + @"\s+(?:is|are|'s)\s+(?:now\s+)?(?:complete|completed|done|finished)[.!]*$", Options, Timeout)]
    private static partial Regex IsDone();

    [GeneratedRegex(@"^(?:i\s+(?:have\s+|just\s+|am\s+)*|i'm\s+|i've\s+)?(?:complete|completed|finish|finished|done(?:\s+with)?|check\s+off|tick\s+off)\s+" + Target + @"[.!]*$", Options, Timeout)]
    private static partial Regex Complete();

    [GeneratedRegex(@"^(?:show|list|see|display|view|get|give|what|what's|whats|which|how\s+many|do\s+i\s+have|tell\s+me)\b|^(?:all\s+)?(?:my\s+)?(?:(?:pending|open|completed|done|finished)\s+)?(?:tasks|todos)\s*\??$", Options, Timeout)]
    private static partial Regex List();

    [GeneratedRegex(@"\b(?:pending|open|left|remaining|outstanding|unfinished|incomplete|to\s+do|still|not\s+(?:yet\s+)?(?:done|finished|complete[d]?)|haven't|need\s+to|have\s+to|must)\b", Options, Timeout)]
    private static partial Regex PendingWord();

    [GeneratedRegex(@"\b(?:complete|completed|done|finished|did)\b", Options, Timeout)]
    private static partial Regex CompletedWord();

    // Atomic: "add a task" names no task, and must not become one called "a task".
    [GeneratedRegex(@"^(?>(?:add|create|(?:make|new)(?=\s.{0,20}\b(?:task|todo|to-do|item|reminder)\b)|(?:task|todo|to-do)(?=:))(?:\s+me(?=\s))?(?:\s+(?:a|an|another|the)(?=\s))?(?:\s+new(?=\s))?(?:\s+(?:tasks?|todo|to-do|item|reminder)\b)?(?:\s+(?:to|for|called|named|titled|that\s+says)(?=\s)|:)?)\s+(?<text>.+)$", Options, Timeout)]
    private static partial Regex Add();

    [GeneratedRegex(@"^(?:i\s+(?:need|have|want|must|should|ought)\s+(?:to\s+)?remember\s+(?:to\s+|that\s+)?|i\s+must\s+remember\s+(?:to\s+)?|remember\s+(?:to\s+|that\s+)?|remind\s+me\s+(?:to\s+|about\s+|of\s+|that\s+)?|(?:don't|do\s+not)\s+(?:let\s+me\s+)?forget\s+(?:to\s+|about\s+)?|i\s+(?:need|have|must)\s+to\s+)(?<text>.+)$", Options, Timeout)]
    private static partial Regex Remember();

    [GeneratedRegex(@"\s+(?:to|on|in)\s+(?:my|the)\s+(?:(?:todo|to-do|task)\s+)?(?:list|tasks|todos)[.!]*$", Options, Timeout)]
    private static partial Regex ToList();

    [GeneratedRegex(@"^(?:(?:the|my|a|an|that)\s+)?(?:(?:task|todo|to-do|item)\s+(?:about|called|named|for|with|to)\s+)?|\s+(?:task|todo|to-do|item)$", Options, Timeout)]
    private static partial Regex Filler();
}
