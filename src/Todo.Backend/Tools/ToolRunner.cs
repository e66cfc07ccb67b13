using System.Collections.Frozen;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Todo.Backend.Database;
using Todo.Backend.Journal;
using Todo.Backend.Operations;
using Todo.Backend.Tools.Arguments;

namespace Todo.Backend.Tools;

/// <summary>
/// Checks and runs calls, for the agent and the MCP server alike: arguments by the tool's schema, the caller's scopes, the person's
/// setting on what is asked first, and each call at most once. The user is the caller, whatever the arguments say.
/// </summary>
internal sealed partial class ToolRunner(IEnumerable<ToolDefinition> definitions, IServiceScopeFactory scopes, ILogger<ToolRunner> logger)
{
    /// <summary>When a turn would change more tasks than this the person is asked, unless their setting is never to ask.</summary>
    public const int FewTasks = 5;

    private readonly IReadOnlyList<ToolDefinition> all = [.. definitions];
    private readonly FrozenDictionary<string, ToolDefinition> byName = definitions.ToFrozenDictionary(definition => definition.Name, StringComparer.Ordinal);

    /// <summary>The tools that a token with these scopes may call, in a stable order.</summary>
    public IReadOnlyList<ToolDefinition> Offered(Scopes allowed) => [.. all.Where(definition => allowed.HasFlag(Needed(definition)))];

    /// <summary>Whether the call may run now, is to be asked about, or can't run. Changes nothing.</summary>
    public async Task<ToolCheck> CheckAsync(string name, JsonObject arguments, Caller caller, CancellationToken cancellationToken)
    {
        if (Read(name, arguments, caller, out var definition, out var read) is { } refusal)
        {
            return new ToolCheck.Refused(refusal);
        }

        if (definition.Effect == ToolEffect.Reads)
        {
            return new ToolCheck.Ready();
        }

        await using var scope = scopes.CreateAsyncScope();
        var (db, tool) = (scope.ServiceProvider.GetRequiredService<TodoDb>(), Tool<IChangingTool>(scope, name));
        var policy = await ApprovalPolicy.OfAsync(db, caller, cancellationToken);
        var before = await UnaskedAsync(db, caller, cancellationToken);
        if (!policy.MayAsk(definition, (long)tool.AtMost(read) + before) || (await ChangesAsync(db, caller, cancellationToken)).Count > 0)
        {
            return new ToolCheck.Ready();
        }

        var (preview, refused) = await GuardAsync(name, async () => await tool.PreviewAsync(read, caller, cancellationToken), error => error, cancellationToken);
        return refused is not null ? new ToolCheck.Refused(refused)
            : policy.Asks(definition, preview!.Tasks, before, caller.Door) ? new ToolCheck.Ask(preview)
            : new ToolCheck.Ready();
    }

    /// <summary>
    /// Runs a call, for a caller with a turn at most once for its call. Failures of the database are thrown; whatever else goes wrong is
    /// an outcome.
    /// </summary>
    public async Task<ToolOutcome> RunAsync(string name, JsonObject arguments, Caller caller, CancellationToken cancellationToken)
    {
        if (Read(name, arguments, caller, out var definition, out var read) is { } refusal)
        {
            return refusal;
        }

        return await GuardAsync(
            name,
            () => definition.Effect == ToolEffect.Reads || caller.Turn is null
                ? RunAsync(name, read, caller, cancellationToken)
                : RunOnceAsync(name, read, caller, cancellationToken),
            error => error,
            cancellationToken);
    }

    private async Task<ToolOutcome> RunAsync(string name, ToolArguments arguments, Caller caller, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await Tool<ITool>(scope, name).RunAsync(arguments, caller, cancellationToken);
    }

    // A turn that goes on after its process has died must not do again what is done: the journal knows.
    private async Task<ToolOutcome> RunOnceAsync(string name, ToolArguments arguments, Caller caller, CancellationToken cancellationToken)
    {
        if (await RecallAsync(name, arguments, caller, cancellationToken) is { } earlier)
        {
            return earlier;
        }

        try
        {
            // An error may be what another attempt at this very call has left behind: a task that it has deleted.
            var outcome = await RunAsync(name, arguments, caller, cancellationToken);
            return outcome.IsError ? await RecallAsync(name, arguments, caller, cancellationToken) ?? outcome : outcome;
        }
        catch (Exception e) when (ToolFaults.HasRunElsewhere(e))
        {
            return await RecallAsync(name, arguments, caller, cancellationToken) ?? throw new InvalidOperationException("A call has run elsewhere and left no trace.", e);
        }
    }

    private async Task<ToolOutcome?> RecallAsync(string name, ToolArguments arguments, Caller caller, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var changes = await ChangesAsync(scope.ServiceProvider.GetRequiredService<TodoDb>(), caller, cancellationToken);
        return changes.Count == 0 ? null : Tool<IChangingTool>(scope, name).Recall(arguments, changes, caller);
    }

    private static async Task<List<JournalEntry>> ChangesAsync(TodoDb db, Caller caller, CancellationToken cancellationToken)
    {
        if (caller.Turn is not (var turn, var call))
        {
            return [];
        }

        var owner = caller.UserId;
        return await db.Journal.AsNoTracking()
            .Where(entry => entry.Turn == turn && entry.Call == call && entry.UserId == owner)
            .OrderBy(entry => entry.Number)
            .ToListAsync(cancellationToken);
    }

    // A connected client's call is a turn of its own.
    private static async Task<int> UnaskedAsync(TodoDb db, Caller caller, CancellationToken cancellationToken)
    {
        if (caller is not { Door: Door.Chat, Turn: (var turn, _) })
        {
            return 0;
        }

        var owner = caller.UserId;
        return await db.Journal
            .Where(entry => entry.Turn == turn && entry.Call != null && entry.UserId == owner && !db.Approvals.Any(asked => asked.Turn == turn && asked.Call == entry.Call))
            .Select(entry => entry.TaskId).Distinct().CountAsync(cancellationToken);
    }

    private ToolOutcome? Read(string name, JsonObject arguments, Caller caller, out ToolDefinition definition, out ToolArguments read)
    {
        read = null!;
        if (!byName.TryGetValue(name, out definition!))
        {
            return ToolResult.Error("unknown_tool", $"There is no tool called {(name.Length <= 64 ? name : name[..64] + "…")}. There are {string.Join(", ", Offered(caller.Scopes).Select(tool => tool.Name))}.");
        }

        if (!caller.Scopes.HasFlag(Needed(definition)))
        {
            return ToolResult.Error("forbidden", $"{name} changes tasks, and this token may only read: use a token with the scope write.");
        }

        var (given, wrong) = ArgumentSchema.Read(arguments, definition.InputSchema);
        if (wrong is not null)
        {
            return ToolResult.Error("invalid", wrong);
        }

        read = given!;
        return definition.InputSchema.GetProperty("properties").TryGetProperty("user_id", out _) && read.Text("user_id") is { Length: > 0 } user && user != caller.Subject
            ? ToolResult.Error("forbidden", "user_id: This is not your own. Leave user_id out: tools work on the tasks of the signed-in user only.")
            : null;
    }

    private async Task<T> GuardAsync<T>(string name, Func<Task<T>> work, Func<ToolOutcome, T> failed, CancellationToken cancellationToken)
    {
        try
        {
            return await work();
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested && !ToolFaults.IsOfDatabase(e))
        {
            Log.Failed(logger, e, name);
            return failed(ToolResult.Error("failed", $"{name} failed on our side. Look at the tasks before you try it again."));
        }
    }

    private static Scopes Needed(ToolDefinition definition) => definition.Effect == ToolEffect.Reads ? Scopes.Read : Scopes.Write;

    private static T Tool<T>(AsyncServiceScope scope, string name)
        where T : ITool => (T)scope.ServiceProvider.GetRequiredKeyedService<ITool>(name);

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "The tool {Tool} failed", EventName = "ToolFailed")]
        public static partial void Failed(ILogger logger, Exception exception, string tool);
    }
}
