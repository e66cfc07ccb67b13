namespace Todo.Backend.Tests.Chat.Doors;

/// <summary>One of the eight commands, and what has to come of it at every door.</summary>
/// <param name="Says">What the person says; {milk} is the number of that task.</param>
/// <param name="Tools">The tools called, in order.</param>
/// <param name="Argument">What the last call must have been given.</param>
/// <param name="Confirms">What the confirmation names.</param>
/// <param name="After">The tasks then, the completed ones with a tick.</param>
internal sealed record Command(string Says, string[] Tools, (string Name, string Value) Argument, string[] Confirms, string[] After)
{
    /// <summary>What is there before.</summary>
    public static readonly string[] Before = ["Buy milk", "Pay rent ✓", "Prepare the meeting"];

    public static readonly Command[] All =
    [
        new("Add a task to buy groceries", ["add_task"], ("title", "Buy groceries"), ["Buy groceries"], [.. Before, "Buy groceries"]),
        new("Show me all my tasks", ["list_tasks"], ("status", "all"), ["Buy milk", "Pay rent", "Prepare the meeting"], Before),
        new("What's pending?", ["list_tasks"], ("status", "pending"), ["Buy milk", "Prepare the meeting"], Before),
        new("Mark task {milk} as complete", ["complete_task"], ("task_id", "{milk}"), ["Buy milk"], ["Buy milk ✓", "Pay rent ✓", "Prepare the meeting"]),
        new("Delete the meeting task", ["list_tasks", "delete_task"], ("task_id", "{meeting}"), ["Prepare the meeting"], ["Buy milk", "Pay rent ✓"]),
        new("Change task {milk} to 'Call mom tonight'", ["update_task"], ("title", "Call mom tonight"), ["Call mom tonight"], ["Call mom tonight", "Pay rent ✓", "Prepare the meeting"]),
        new("I need to remember to pay bills", ["add_task"], ("title", "Pay bills"), ["Pay bills"], [.. Before, "Pay bills"]),
        new("What have I completed?", ["list_tasks"], ("status", "completed"), ["Pay rent"], Before),
    ];

    /// <summary>Reading must not tell of these.</summary>
    public string[] Hides => Argument.Value switch
    {
        "pending" => ["Pay rent"],
        "completed" => ["Buy milk", "Prepare the meeting"],
        _ => [],
    };

    public bool Deletes => Tools[^1] == "delete_task";
}

/// <summary>What a door gave.</summary>
/// <param name="Asked">The person was asked before the last call ran.</param>
internal sealed record Heard(IReadOnlyList<HeardCall> Calls, string Text, bool Asked);

/// <summary>A call of a tool with its arguments as JSON.</summary>
internal sealed record HeardCall(string Name, System.Text.Json.Nodes.JsonObject Arguments);
