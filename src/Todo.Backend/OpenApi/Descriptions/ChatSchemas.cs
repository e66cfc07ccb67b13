using System.Text.Json.Nodes;
using static Todo.Backend.OpenApi.Schema;

namespace Todo.Backend.OpenApi.Descriptions;

/// <summary>Messages, answers and conversations.</summary>
internal static class ChatSchemas
{
    public static IEnumerable<(string Name, JsonObject Schema)> All() =>
    [
        ("ChatRequest", Input(
            "A message to the assistant",
            ["message"],
            ("conversation_id", Integer("Goes on with this conversation; without it a new one starts").From(1).OrNull()),
            ("message", Text("What is said").Length(1, 4000)),
            ("message_id", Text("The client's own id of this message: sent again with the same text it gives the stored answer, and nothing is done twice").With("format", "uuid").OrNull()))),
        ("ChatResponse", Schema.Object(
            "The assistant's answer",
            ("conversation_id", Integer("The conversation, to go on with").From(1)),
            ("message_id", Text("The client's id, or one that was made").With("format", "uuid")),
            ("response", Text("The answer, in plain text")),
            ("status", Choice("More values may come", "done")),
            ("tool_calls", List("What was done, in order", Ref("ToolCall"))))),
        ("ToolCall", Schema.Object(
            "A tool that the assistant has used",
            ("name", Text("`add_task`, `list_tasks`, `complete_task`, `delete_task`, `update_task` and others")),
            ("arguments", new JsonObject { ["type"] = "object", ["description"] = "As the tool has them", ["additionalProperties"] = true }),
            ("result", new JsonObject { ["description"] = "What it gave back: `task_id`, `status` and `title`, a list of tasks, or an `error`" }))),
        ("Conversation", Schema.Object("A conversation", [.. Head()])),
        ("ConversationChange", Input("What changes of a conversation", ["title"], ("title", Text("What it is called; blanks around it are taken away").Length(1, 80)))),
        ("ConversationList", Schema.Object(
            "A page of conversations",
            ("conversations", List("The last used first", Ref("Conversation")).AtMost(100)),
            ("next_cursor", Text("Gives the next page; null on the last").OrNull()))),
        ("ConversationDetail", Schema.Object(
            "A conversation with a page of its messages",
            [
                .. Head(),
                ("messages", List("Oldest first", Ref("Message")).AtMost(100)),
                ("next_cursor", Text("Gives the messages before these; null when these are the first").OrNull()),
            ])),
        ("ConversationExport", Schema.Object("A conversation with all of its messages", [.. Head(), ("messages", List("Oldest first", Ref("Message")))])),
        ("Message", Schema.Object(
            "A message",
            ("id", Integer("Its number").From(1)),
            ("role", Choice("Whose it is", "user", "assistant")),
            ("content", Text("What was said")),
            ("message_id", Text("The client's id; only on what the user said").With("format", "uuid").OrNull()),
            ("status", Choice("On what the user said: whether it has been answered", "running", "done").OrNull()),
            ("tool_calls", List("What was done for an answer", Ref("ToolCall"))),
            ("created_at", Instant("When it was said")))),
    ];

    private static IEnumerable<(string Name, JsonObject Schema)> Head() =>
    [
        ("id", Integer("Its number").From(1)),
        ("user_id", Text("Whose it is")),
        ("title", Text("What it is called: the beginning of its first message, or what it was renamed to").Length(0, 80)),
        ("created_at", Instant("When it began")),
        ("updated_at", Instant("When something was last said")),
    ];
}
