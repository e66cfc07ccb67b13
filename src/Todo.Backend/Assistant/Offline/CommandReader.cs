using System.Globalization;
using System.Text.RegularExpressions;

namespace Todo.Backend.Assistant.Offline;

/// <summary>
/// Reads plain English commands: add, create, remember · see, show, list · done, complete, finished, reopen · delete, remove, cancel,
/// restore · change, update, rename, reschedule · undo. The first rule that fits the whole message wins; null where none does.
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
        Command? command = ReadWhole(text);
        command ??= ReadReschedule(text);
        command ??= ReadUpdate(text);
        command ??= ReadDelete(text);
        command ??= ReadReopen(text);
        command ??= ReadRestore(text);
        command ??= ReadMark(text);
        command ??= ReadList(text);
        command ??= ReadAdd(text);
        return command ?? ReadComplete(text);
    }

    /// <summary>A message that is nothing but a task's number: the answer to "which one?".</summary>
    internal static long? ReadNumber(string message) => BareNumber().Match(message.Trim()) is { Success: true } match ? Number(match) : null;

    // What is about no single task.
    private static Command? ReadWhole(string text)
    {
        if (Undo().IsMatch(text))
        {
            return new Command.Undo();
        }

        if (Overview().IsMatch(text))
        {
            return new Command.Overview();
        }

        if (Tags().IsMatch(text))
        {
            return new Command.Tags();
        }

        if (Due().Match(text) is { Success: true } due)
        {
            return new Command.Due(due.Groups["when"].Value.ToLowerInvariant());
        }

        if (DeleteAll().Match(text) is { Success: true } delete)
        {
            return new Command.DeleteAll(!delete.Groups["kind"].Success ? "all" : CompletedWord().IsMatch(delete.Groups["kind"].ValueSpan) ? "completed" : "pending");
        }

        return CompleteAll().IsMatch(text) ? new Command.CompleteAll() : (Command?)ReadAddMany(text) ?? ReadSeveral(text);
    }

    private static Command? ReadSeveral(string text)
    {
        if (Several().Match(text) is not { Success: true } match)
        {
            return null;
        }

        var ids = Digits().Matches(match.Groups["ids"].Value).Select(id => long.Parse(id.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture)).Distinct().ToList();
        return match.Groups["delete"].Success ? new Command.DeleteSeveral(ids) : new Command.CompleteSeveral(ids);
    }

    private static Command.AddMany? ReadAddMany(string text)
    {
        if (AddMany().Match(text) is not { Success: true } match)
        {
            return null;
        }

        var list = match.Groups["text"].Value;
        var titles = list.Split(list.Contains(';', StringComparison.Ordinal) ? ';' : ',').Select(Unquoted).Where(title => title.Length > 0).Select(Capital).ToList();
        return titles.Count > 1 ? new Command.AddMany(titles) : null;
    }

    private static Command.Reschedule? ReadReschedule(string text) =>
        Reschedule().Match(text) is { Success: true } match && Reference(match) is { } task ? new Command.Reschedule(task, match.Groups["when"].Value) : null;

    private static Command.Reopen? ReadReopen(string text)
    {
        var match = Reopen().Match(text);
        match = match.Success ? match : MarkNotDone().Match(text);
        return match.Success && Reference(match) is { } task ? new Command.Reopen(task) : null;
    }

    private static Command.Restore? ReadRestore(string text) =>
        Restore().Match(text) is { Success: true } match && Reference(match) is { } task ? new Command.Restore(task) : null;

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
        if (!List().IsMatch(text) || !(TaskWord().IsMatch(text) || PendingWord().IsMatch(text) || CompletedWord().IsMatch(text)))
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
        return title.Length == 0 ? null : new Command.Add(Capital(title));
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

    private static string Capital(string title) => char.ToUpper(title[0], CultureInfo.InvariantCulture) + title[1..];

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
}
