using System.Text.Json.Nodes;
using Todo.Backend.Operations;
using Todo.Backend.Tasks;
using Todo.Backend.Tools.Arguments;

namespace Todo.Backend.Tools.Catalog;

internal sealed class ListTagsTool(ListTags operation) : ITool
{
    public static readonly ToolDefinition Definition = new(
        "list_tags",
        "List tags",
        "Lists the user's tags with the number of tasks that have each, the most used first.",
        ToolEffect.Reads,
        Idempotent: true,
        ToolSchema.Arguments(""),
        ToolSchema.Parse("""
            {
              "type": "object",
              "properties": {
                "tags": {
                  "type": "array",
                  "items": {"type": "object", "properties": {"name": {"type": "string"}, "count": {"type": "integer"}}, "required": ["name", "count"]}
                }
              },
              "required": ["tags"]
            }
            """));

    public async Task<ToolOutcome> RunAsync(ToolArguments arguments, Caller caller, CancellationToken cancellationToken)
    {
        var tags = (await operation.RunAsync(caller, cancellationToken)).Tags;
        return new(
            tags.Count == 0 ? "There are no tags." : $"Tags: {string.Join(", ", tags.Select(tag => $"{tag.Name} ({tag.Count})"))}.",
            new JsonObject { ["tags"] = new JsonArray([.. tags.Select(tag => new JsonObject { ["name"] = tag.Name, ["count"] = tag.Count })]) });
    }
}
