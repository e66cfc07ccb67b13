using System.Text.Json.Nodes;
using Todo.Hosting.Problems;
using static Todo.Backend.OpenApi.Schema;

namespace Todo.Backend.OpenApi.Descriptions;

/// <summary>Every schema under components.</summary>
internal static class Schemas
{
    private static readonly string[] Always = ["type", "title", "status", "code", "trace_id"];

    public static JsonObject All() => new(
        from schema in (IEnumerable<(string Name, JsonObject Schema)>)
        [
            .. TaskSchemas.All(), .. ChatSchemas.All(), .. AuthenticationSchemas.All(), .. AccountSchemas.All(), ("Problem", OfProblem([])), ("AuthProblem", OfProblem(Message())),
            ("Health", HealthSchema()),
        ]
        select new KeyValuePair<string, JsonNode?>(schema.Name, schema.Schema));

    private static (string Name, JsonObject Schema)[] Message() => [("message", Text("As Better Auth says it; the same as `title`"))];

    private static JsonObject OfProblem((string Name, JsonObject Schema)[] more) => new()
    {
        ["type"] = "object",
        ["description"] = "RFC 9457",
        ["required"] = new JsonArray([.. Always.Concat(more.Select(member => member.Name)).Select(name => (JsonNode)name)]),
        ["properties"] = new JsonObject(((IEnumerable<(string Name, JsonObject Schema)>)
            [
                ("type", Text($"An identifier, not an address: `{Problem.TypePrefix}` and the code").With("format", "uri")),
                ("title", Text("What it is, for people")),
                ("status", Integer("As in the status line").From(400).To(599)),
                ("detail", Text("What to do about it, for people")),
                ("code", Text("Stable: decide by it")),
                ("trace_id", Text("Name it when you report a fault")),
                ("errors", Map("What is wrong with each field, by its name", List("One sentence for each rule that is broken", Text("A sentence")))),
                .. more,
            ]).Select(member => new KeyValuePair<string, JsonNode?>(member.Name, member.Schema))),
    };

    private static JsonObject HealthSchema()
    {
        var schema = Schema.Object("The state of this process", ("status", Choice("ok with 200", "ok", "starting", "draining")));
        schema["properties"]!["waiting_for"] = Text("What the start waits for");
        return schema;
    }
}
