using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Todo.Backend.Operations;
using Todo.Backend.Tests.OpenApi;
using Todo.Backend.Tools;
using Todo.Testing;

namespace Todo.Backend.Tests.Tools;

/// <summary>A user who calls tools through the runner, as the agent and the MCP server do.</summary>
internal sealed class ToolUser(TestBackend backend, TestUser user, TimeZoneInfo zone)
{
    private readonly ToolRunner runner = backend.Services.GetRequiredService<ToolRunner>();

    public TestUser User => user;

    public Caller Caller { get; } = new(user.Id, user.Subject, Scopes.Session, zone, Door.Chat);

    public static async Task<ToolUser> CreateAsync(TestBackend backend, string zone = "UTC") =>
        new(backend, await TestUser.CreateAsync(backend, zone), TimeZoneInfo.FindSystemTimeZoneById(zone));

    /// <summary>Without a turn: a call that no journal look-up precedes. The content is read from its text, as clients do, and is what the tool promises.</summary>
    public async Task<ToolOutcome> CallAsync(string tool, string arguments = "{}", Caller? caller = null)
    {
        var outcome = await runner.RunAsync(tool, JsonNode.Parse(arguments)!.AsObject(), caller ?? Caller, CancellationToken.None);
        var content = JsonNode.Parse(outcome.Content.ToJsonString())!.AsObject();
        if (!outcome.IsError)
        {
            var schema = JsonNode.Parse(runner.Offered(Scopes.Session).Single(definition => definition.Name == tool).OutputSchema.GetRawText())!;
            Assert.Empty(new JsonSchema(schema, isStrict: true).Errors(content, schema));
        }

        return outcome with { Content = content };
    }

    public Task<ToolOutcome> CallAsync(string tool, string arguments, long turn, string call) =>
        CallAsync(tool, arguments, Caller with { Turn = new Turn(turn, call) });

    public Task<ToolCheck> CheckAsync(string tool, string arguments = "{}", Caller? caller = null) =>
        runner.CheckAsync(tool, JsonNode.Parse(arguments)!.AsObject(), caller ?? Caller, CancellationToken.None);

    /// <summary>Content of a call that must not fail.</summary>
    public async Task<JsonObject> DoAsync(string tool, string arguments = "{}", Caller? caller = null)
    {
        var outcome = await CallAsync(tool, arguments, caller);
        Assert.False(outcome.IsError, outcome.Text);
        return outcome.Content;
    }

    public async Task<long> AddAsync(string title, string more = "") =>
        (long)(await DoAsync("add_task", $$"""{"title": {{JsonValue.Create(title).ToJsonString()}}{{(more.Length == 0 ? "" : ", " + more)}}}"""))["task_id"]!;

    /// <summary>A fresh number, as a message takes it.</summary>
    public async Task<long> NextTurnAsync()
    {
        await using var db = backend.Database.Context();
        return await db.Database.SqlQuery<long>($"select nextval(pg_get_serial_sequence('messages', 'id')) as \"Value\"").SingleAsync();
    }

    public async Task SetModeAsync(string mode)
    {
        await using var db = backend.Database.Context();
        await db.Users.Where(row => row.Id == user.Id).ExecuteUpdateAsync(set => set.SetProperty(row => row.ApprovalMode, mode));
    }
}

/// <summary>What tests expect of outcomes.</summary>
internal static class Outcomes
{
    public static void IsError(this ToolOutcome outcome, string code, params string[] texts)
    {
        Assert.True(outcome.IsError, outcome.Text);
        Assert.Equal(code, (string)outcome.Content["error"]!);
        Assert.Equal(outcome.Text, (string)outcome.Content["message"]!);
        Assert.All(texts, text => Assert.Contains(text, outcome.Text, StringComparison.Ordinal));
    }
}
