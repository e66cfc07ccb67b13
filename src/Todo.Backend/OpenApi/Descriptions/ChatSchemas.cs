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
            ("conversation_id", Integer("The conversation, to go on with; null only after an approval that a connected client had asked for").From(1).OrNull()),
            ("message_id", Text("The client's id, or one that was made").With("format", "uuid").OrNull()),
            ("response", Text("The answer, in plain text")),
            ("status", Choice("How it has ended, for good or until you have answered", Statuses)),
            ("tool_calls", List("What was done, in order", Ref("ToolCall"))),
            ("approvals", List("What waits for your yes; nothing of it has been done", Ref("Approval"))))),
        ("Approval", Schema.Object(
            "A call of a tool that waits for the person's yes",
            ("id", Text("To answer it by").With("format", "uuid")),
            ("conversation_id", Integer("Where it was asked; null when a connected client asks").From(1).OrNull()),
            ("tool", Text("The tool")),
            ("arguments", new JsonObject { ["type"] = "object", ["description"] = "With which it will run", ["additionalProperties"] = true }),
            ("effect", Text("Exactly what would happen, in words")),
            ("expires_at", Instant("From then on it is void")))),
        ("ApprovalList", Schema.Object("What waits for the caller's yes", ("approvals", List("The oldest first", Ref("Approval"))))),
        ("ApprovalDecision", Input("Yes or no", ["approve"], ("approve", Flag("true for yes, false for no")))),
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
                ("status", Choice("What is going on", "idle", "running", "awaiting_approval")),
                ("last_event", Integer("The number of its latest event").From(0)),
                ("approvals", List("What waits for your yes", Ref("Approval"))),
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
            ("status", Choice("On what the user said: whether it has been answered. On an answer: how it ended", ["running", .. Statuses]).OrNull()),
            ("turn", Integer("On an answer: the turn that can be taken back").From(1).OrNull()),
            ("tool_calls", List("What was done for an answer", Ref("ToolCall"))),
            ("created_at", Instant("When it was said")))),
    ];

    private static readonly string[] Statuses = ["done", "awaiting_approval", "stopped", "failed"];

    private static IEnumerable<(string Name, JsonObject Schema)> Head() =>
    [
        ("id", Integer("Its number").From(1)),
        ("user_id", Text("Whose it is")),
        ("title", Text("What it is called: the beginning of its first message, or what it was renamed to").Length(0, 80)),
        ("created_at", Instant("When it began")),
        ("updated_at", Instant("When something was last said")),
    ];
}
