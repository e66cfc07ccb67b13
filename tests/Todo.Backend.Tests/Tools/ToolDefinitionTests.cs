using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Todo.Backend.Operations;
using Todo.Backend.Tests.Tasks;
using Todo.Backend.Tools;

namespace Todo.Backend.Tests.Tools;

[Trait("rule", "A9")]
[Trait("rule", "A10")]
public sealed class ToolDefinitionTests(TasksFixture fixture) : IClassFixture<TasksFixture>
{
    private static readonly string[] Names =
    [
        "add_task", "list_tasks", "complete_task", "delete_task", "update_task", "add_tasks", "find_tasks", "reschedule_tasks", "uncomplete_task", "complete_tasks", "delete_tasks",
        "restore_task", "undo", "list_tags", "get_overview",
    ];

    private static readonly string[] OfContract = ["add_task", "list_tasks", "complete_task", "delete_task", "update_task"];
    private static readonly string[] Keywords = ["type", "properties", "required", "additionalProperties", "items", "enum", "format", "minLength", "maxLength", "minItems", "maxItems", "minimum", "maximum", "description"];

    private IReadOnlyList<ToolDefinition> Tools => fixture.Backend.Services.GetRequiredService<ToolRunner>().Offered(Scopes.Session);

    [Fact]
    public void There_are_these_tools_each_once_and_the_contracts_come_first() => Assert.Equal(Names, Tools.Select(tool => tool.Name));

    [Fact]
    public void Each_says_what_it_does_and_what_it_can_do_to_tasks()
    {
        Assert.All(Tools, tool =>
        {
            Assert.InRange(tool.Description.Length, 20, 400);
            Assert.NotEmpty(tool.Title);
            Assert.Equal(tool.Name.StartsWith("delete", StringComparison.Ordinal), tool.Effect == ToolEffect.Deletes);
            Assert.Equal(tool.Name.StartsWith("list", StringComparison.Ordinal) || tool.Name is "find_tasks" or "get_overview", tool.Effect == ToolEffect.Reads);
        });
    }

    [Fact]
    public void Schemas_are_closed_and_use_only_what_is_checked()
    {
        Assert.All(Tools, tool =>
        {
            Closed(tool.InputSchema);
            Assert.Equal("object", tool.OutputSchema.GetProperty("type").GetString());
            Assert.DoesNotContain("x-mcp-header", tool.InputSchema.GetRawText(), StringComparison.Ordinal);
            Assert.Equal(OfContract.Contains(tool.Name), tool.InputSchema.GetProperty("properties").TryGetProperty("user_id", out _));
        });

        static void Closed(JsonElement schema)
        {
            Assert.Subset(Keywords.ToHashSet(), schema.EnumerateObject().Select(keyword => keyword.Name).ToHashSet());
            switch (schema.GetProperty("type").GetString())
            {
                case "object":
                    Assert.False(schema.GetProperty("additionalProperties").GetBoolean());
                    var members = schema.GetProperty("properties");
                    Assert.All(schema.TryGetProperty("required", out var required) ? required.EnumerateArray() : [], name => Assert.True(members.TryGetProperty(name.GetString()!, out _)));
                    Assert.All(members.EnumerateObject(), member => Closed(member.Value));
                    break;
                case "array":
                    Closed(schema.GetProperty("items"));
                    break;
                case var type:
                    Assert.Contains(type, new[] { "string", "integer", "boolean" });
                    break;
            }
        }
    }

    [Fact]
    public void A_user_id_is_never_needed() =>
        Assert.All(Tools, tool => Assert.DoesNotContain(
            tool.InputSchema.TryGetProperty("required", out var required) ? required.EnumerateArray() : [], name => name.ValueEquals("user_id")));
}
