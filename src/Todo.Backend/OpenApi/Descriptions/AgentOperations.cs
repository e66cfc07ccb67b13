using System.Text.Json.Nodes;
using static Todo.Backend.OpenApi.Schema;

namespace Todo.Backend.OpenApi.Descriptions;

/// <summary>What the assistant is doing: its events, a stop, and what waits for the person's yes.</summary>
internal static class AgentOperations
{
    private const string Stream =
        """
        id: 1
        event: start
        data: {"seq":1,"conversation_id":3,"message_id":"0b9f7c52-7d0c-4f0a-9a43-8a8b1a6e2f11","turn":11,"resumed":false,"step":0}

        id: 2
        event: text
        data: {"seq":2,"step":0,"text":"You have one pending task."}


        """;

    private static readonly Parameter Conversation = Parameter.Ref("ConversationId");

    private static readonly Parameter ApprovalId = new("path", "id", "The approval's id. What is no UUID is 404.", Text("An approval's id").With("format", "uuid"), "5e0c1b7e-9d1c-4d59-8f0e-0a1f6f3c2d41");

    public static IEnumerable<Operation> All() =>
    [
        new("post", "/api/chat/stream", "streamChat", Overview.Chat, "Say something and follow the answer",
            "Server-sent events, each with its number as `id` and as `seq` in its data: `start`, `text`, `tool`, `approval`, `usage`, `error`, and at last `done` with the whole answer. A connection that is lost stops nothing: follow the conversation after the last number.")
        {
            Access = Access.Write,
            HasUserForm = true,
            Body = new("The message", Content.Json("ChatRequest", ("new", "A new conversation", Examples.Json("""{"message":"What's pending?"}""")))),
            Answers = [new(200, "The events", Events())],
            Problems = [404, 409, 422],
        },
        new("get", "/api/chat/{id}/events", "followChat", Overview.Chat, "Follow a conversation",
            "The events after a number, and what comes while the assistant is at work; ends with the last of them, at once when nothing is going on. Nothing is run again by it. Events are kept for a day.")
        {
            Access = Access.Read,
            HasUserForm = true,
            Parameters =
            [
                Conversation,
                Parameter.Query("after", "The number of the last event that you have; `Last-Event-ID` says the same.", Integer("The number of an event").From(0), 12),
            ],
            Answers = [new(200, "The events", Events())],
            Problems = [400, 404],
        },
        new("post", "/api/chat/{id}/stop", "stopChat", Overview.Chat, "Stop the assistant",
            "Ends what it is doing in this conversation, on whatever replica, and keeps what it has said. What waits for an approval is not done.")
        {
            Access = Access.Write,
            HasUserForm = true,
            Parameters = [Conversation],
            Answers = [new(204, "It is stopped, or was not doing anything")],
            Problems = [404],
        },
        new("get", "/api/chat/approvals", "listApprovals", Overview.Chat, "List what waits for your yes", "Of conversations and of connected clients, the oldest first. Each is void after 15 minutes.")
        {
            Access = Access.Read,
            HasUserForm = true,
            Answers = [new(200, "What waits", Content.Json("ApprovalList", ("one", "One deletion", new JsonObject { ["approvals"] = new JsonArray(Approval()) })))],
        },
        new("post", "/api/chat/approvals/{id}", "decideApproval", Overview.Chat, "Say yes or no",
            "After yes exactly what was shown is done, once, however often yes is sent. In a conversation the assistant then goes on, and its answer is the answer. Needs a session's token: a program with a personal token can't agree to what it asks itself.")
        {
            Access = Access.Account,
            HasUserForm = true,
            Parameters = [ApprovalId],
            Body = new("The decision", Content.Json("ApprovalDecision", ("yes", "Yes", Examples.Json("""{"approve":true}""")), ("no", "No", Examples.Json("""{"approve":false}""")))),
            Answers =
            [
                new(200, "The answer", Content.Json("ChatResponse", ("answer", "A task was deleted", Examples.Json(
                    """
                    {"conversation_id":3,"message_id":"0b9f7c52-7d0c-4f0a-9a43-8a8b1a6e2f11","response":"Deleted task 7, “Buy groceries”.","status":"done",
                     "tool_calls":[{"name":"delete_task","arguments":{"task_id":7},"result":{"task_id":7,"status":"deleted","title":"Buy groceries"}}],
                     "approvals":[]}
                    """)))),
            ],
            Problems = [404, 409],
        },
    ];

    private static Content Events() => new("text/event-stream", Text("Frames of server-sent events"), ("stream", "A beginning and a first sentence", Stream));

    private static JsonObject Approval() => Examples.Json(
        """
        {"id":"5e0c1b7e-9d1c-4d59-8f0e-0a1f6f3c2d41","conversation_id":3,"tool":"delete_task","arguments":{"task_id":7},
         "effect":"Delete task 7 “Buy groceries”","expires_at":"2026-07-16T08:15:00.000000Z"}
        """);
}
