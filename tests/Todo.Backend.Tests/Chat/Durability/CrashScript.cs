using Todo.ScriptedModel.Playing;

namespace Todo.Backend.Tests.Chat.Durability;

/// <summary>What is said, what the model answers each time it is asked, and what must have come about once.</summary>
/// <param name="Calls">The calls that change something: how many tasks each.</param>
/// <param name="Adds">Titles of new tasks.</param>
internal sealed record CrashScript(string Message, IReadOnlyList<Reply> Replies, IReadOnlyList<int> Calls, IReadOnlyList<string> Adds)
{
    public bool IsAsked => Replies[0].Calls is [{ Name: "delete_task" }];

    /// <param name="turn">Tells its words from those of other turns.</param>
    /// <param name="complete">A task to be completed.</param>
    /// <param name="delete">A task to be deleted, which is asked about.</param>
    public static CrashScript Of(string name, int turn, long complete = 0, long delete = 0) => name switch
    {
        "add" => new(
            $"Add one, please: {turn}",
            [Reply.Use("add_task", new { title = $"one {turn}" }), Reply.Say($"I have added one {turn} for you, and it waits in your list.")],
            [1],
            [$"one {turn}"]),
        "parallel" => new(
            $"Add three, please: {turn}",
            [
                new Reply
                {
                    Text = "I add them one by one, all three of them.",
                    Calls = [.. Enumerable.Range(1, 3).Select(number => Call.Of("add_task", new { title = $"{number} of 3 in {turn}" }))],
                },
                Reply.Say($"All three of {turn} are there now."),
            ],
            [1, 1, 1],
            [.. Enumerable.Range(1, 3).Select(number => $"{number} of 3 in {turn}")]),
        "batch" => new(
            $"Add five at once, please: {turn}",
            [
                Reply.Use("add_tasks", new { tasks = Enumerable.Range(1, 5).Select(number => new { title = $"{number} of 5 in {turn}" }) }),
                Reply.Say($"All five of {turn} are there now."),
            ],
            [5],
            [.. Enumerable.Range(1, 5).Select(number => $"{number} of 5 in {turn}")]),
        "complete" => new(
            $"Complete the chore, please: {turn}",
            [Reply.Use("list_tasks", new { status = "pending" }), Reply.Use("complete_task", new { task_id = complete }), Reply.Say($"The chore of {turn} is done, well done.")],
            [1],
            []),
        "delete" => new(
            $"Delete the old one, please: {turn}",
            [Reply.Use("delete_task", new { task_id = delete }), Reply.Say($"The old one of {turn} is in the trash, from where it can come back.")],
            [1],
            []),
        _ => new(
            $"Tell me a story, please: {turn}",
            [new Reply { Text = string.Join(' ', Enumerable.Range(1, 120).Select(word => $"word{word}")), Delay = 2 }],
            [],
            []),
    };

    public static Exchange Greeting => new() { When = new When { User = "^Hello" }, Reply = Reply.Say("Hello yourself.") };

    /// <param name="hangsAfter">After how many chunks the model hangs in which reply, the first time.</param>
    public Script ToScript(Func<int, int?> hangsAfter)
    {
        var exchanges = new List<Exchange> { Greeting };
        var results = 0;
        foreach (var (index, reply) in Replies.Index())
        {
            var when = new When { Text = Message, Results = results };
            if (hangsAfter(index) is { } chunks)
            {
                exchanges.Add(new Exchange { When = when, Reply = reply with { HangAfter = chunks }, Times = 1 });
            }

            exchanges.Add(new Exchange { When = when, Reply = reply });
            results += reply.Calls.Count;
        }

        return Script.Of([.. exchanges]);
    }
}
