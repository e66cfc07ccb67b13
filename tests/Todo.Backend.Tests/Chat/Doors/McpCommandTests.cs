using System.Text.Json;
using System.Text.Json.Nodes;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;
using Todo.Testing;

namespace Todo.Backend.Tests.Chat.Doors;

/// <summary>By a connected client, which decides by itself on the tools: here it takes those of the command.</summary>
[Trait("rule", "A10")]
public sealed class McpCommandTests(OneBackend one) : CommandTests, IClassFixture<OneBackend>
{
    private protected override TestBackend Backend => one.Backend;

    // The client has asked its own user, and a single task comes back with one word.
    private protected override bool AsksBeforeOneDeletion => false;

    public override ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private protected override async Task<Heard> SayAsync(Command command, Household home)
    {
        await using var client = await McpClient.CreateAsync(new HttpClientTransport(new HttpClientTransportOptions
        {
            Endpoint = new Uri(one.Backend.Address, "mcp"),
            TransportMode = HttpTransportMode.StreamableHttp,
            AdditionalHeaders = new Dictionary<string, string>(StringComparer.Ordinal) { ["Authorization"] = $"Bearer {home.User.Token}" },
        }));
        var (calls, text) = (new List<HeardCall>(), "");
        foreach (var tool in command.Tools)
        {
            var arguments = tool == command.Tools[^1] ? Arguments(command, home) : new JsonObject { ["search"] = "meeting" };
            calls.Add(new HeardCall(tool, arguments));
            var result = await client.CallToolAsync(tool, arguments.ToDictionary(member => member.Key, member => (object?)JsonSerializer.SerializeToElement(member.Value), StringComparer.Ordinal));
            Assert.NotEqual(true, result.IsError);
            text = Assert.IsType<TextContentBlock>(Assert.Single(result.Content)).Text;
        }

        return new Heard(calls, text, Asked: false);
    }

    private static JsonObject Arguments(Command command, Household home)
    {
        var value = home.Fill(command.Argument.Value);
        var arguments = new JsonObject { [command.Argument.Name] = long.TryParse(value, out var number) ? number : value };
        if (command.Tools is ["update_task"])
        {
            arguments["task_id"] = home.Ids["milk"];
        }

        return arguments;
    }
}
