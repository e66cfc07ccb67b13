using System.Text.Json.Nodes;
using static Todo.Backend.OpenApi.Schema;

namespace Todo.Backend.OpenApi.Descriptions;

/// <summary>The assistant and its conversations.</summary>
internal static class ChatOperations
{
    private static readonly Parameter ConversationId = Parameter.Ref("ConversationId");

    public static IEnumerable<Operation> All() =>
    [
        new("post", "/api/chat", "chat", Overview.Chat, "Say something to the assistant",
            "Starts a conversation, or goes on with one. It adds, lists, changes, completes and deletes tasks of the caller and of nobody else, and says what it did.")
        {
            Access = Access.Write,
            HasUserForm = true,
            Body = new("The message", Content.Json("ChatRequest",
                ("new", "A new conversation", Examples.Json("""{"message":"Add a task to buy groceries"}""")),
                ("goOn", "Going on with one, safe to repeat", Examples.Json("""{"conversation_id":3,"message":"Mark task 7 as complete","message_id":"0b9f7c52-7d0c-4f0a-9a43-8a8b1a6e2f11"}""")))),
            Answers =
            [
                new(200, "The answer", Content.Json("ChatResponse", ("answer", "A task was completed", Examples.Json(
                    """
                    {"conversation_id":3,"message_id":"0b9f7c52-7d0c-4f0a-9a43-8a8b1a6e2f11","response":"Done: I completed task 7, “Buy groceries”.","status":"done",
                     "tool_calls":[{"name":"complete_task","arguments":{"task_id":7},"result":{"task_id":7,"status":"completed","title":"Buy groceries"}}],
                     "approvals":[]}
                    """)))),
            ],
            Problems = [404, 409, 422],
        },
        new("get", "/api/conversations", "listConversations", Overview.Chat, "List the conversations", "The last used first; with `q` those that have every word in the title or in one message.")
        {
            Access = Access.Read,
            HasUserForm = true,
            Parameters = [Parameter.Query("q", "Words or their beginnings, without case and accents, all of which the title or one message must have.", Text("Words").Length(1, 200), "groceries"), Parameter.Ref("Limit"), Parameter.Ref("Cursor")],
            Answers =
            [
                new(200, "A page of conversations", Content.Json("ConversationList", ("page", "One conversation", new JsonObject { ["conversations"] = new JsonArray(Conversation()), ["next_cursor"] = null }))),
            ],
            Problems = [400],
        },
        new("get", "/api/conversations/{id}", "getConversation", Overview.Chat, "Read a conversation", "With its latest messages, oldest first; `next_cursor` gives those before.")
        {
            Access = Access.Read,
            HasUserForm = true,
            Parameters = [ConversationId, Parameter.Query("limit", "How many messages there are in a page.", Integer("Length of a page").From(1).To(100).By(100), 20), Parameter.Ref("Cursor")],
            Answers = [new(200, "The conversation", Content.Json("ConversationDetail", ("conversation", "A question and its answer", Detail())))],
            Problems = [400, 404],
        },
        new("patch", "/api/conversations/{id}", "renameConversation", Overview.Chat, "Rename a conversation", "Its place in the list stays.")
        {
            Access = Access.Write,
            HasUserForm = true,
            Parameters = [ConversationId],
            Body = new("The new title", Content.Json("ConversationChange", ("title", "Another title", Examples.Json("""{"title":"Groceries"}""")))),
            Answers = [new(200, "The conversation", Content.Json("Conversation", ("renamed", "Renamed", Conversation("Groceries"))))],
            Problems = [404],
        },
        new("delete", "/api/conversations/{id}", "deleteConversation", Overview.Chat, "Delete a conversation", "What was done in it stays done.")
        {
            Access = Access.Write,
            HasUserForm = true,
            Parameters = [ConversationId],
            Answers = [new(204, "It is deleted")],
            Problems = [404],
        },
    ];

    private static JsonObject Conversation(string title = "What's pending?") => Examples.Json(
        $$"""
        {"id":3,"user_id":"{{Examples.UserId}}","title":"{{title}}","created_at":"2026-07-16T08:00:00.000000Z","updated_at":"2026-07-16T08:00:00.250000Z"}
        """);

    private static JsonObject Detail()
    {
        var conversation = Conversation();
        conversation["messages"] = JsonNode.Parse(
            """
            [
              {"id":11,"role":"user","content":"What's pending?","message_id":"0b9f7c52-7d0c-4f0a-9a43-8a8b1a6e2f11","status":"done","turn":null,"tool_calls":[],"created_at":"2026-07-16T08:00:00.000000Z"},
              {"id":12,"role":"assistant","content":"1 task is pending: 7 Buy groceries.","message_id":null,"status":"done","turn":11,
               "tool_calls":[{"name":"list_tasks","arguments":{"status":"pending"},"result":{"tasks":[{"id":7,"title":"Buy groceries","completed":false}],"total":1}}],
               "created_at":"2026-07-16T08:00:00.250000Z"}
            ]
            """);
        conversation["status"] = "idle";
        conversation["last_event"] = 6;
        conversation["approvals"] = new JsonArray();
        conversation["next_cursor"] = null;
        return conversation;
    }
}
