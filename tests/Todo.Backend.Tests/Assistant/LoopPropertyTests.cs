using Microsoft.Extensions.AI;
using Todo.Backend.Assistant.Loop;
using Todo.Backend.Tools;

namespace Todo.Backend.Tests.Assistant;

/// <summary>Random models, random crashes, random answers of the person: what is stored in the end is always in order.</summary>
[Trait("rule", "A9")]
[Trait("rule", "A12")]
public sealed class LoopPropertyTests
{
    [Fact]
    public async Task Each_call_gets_exactly_one_result_and_runs_at_most_once_whatever_breaks()
    {
        var (crashes, approvals, calls) = (0, 0, 0);
        for (var seed = 0; seed < 500; seed++)
        {
            var turn = new StoredTurn(seed);
            try
            {
                await turn.RunToTheEndAsync();
                turn.Check();
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"Seed {seed}: {e.Message}", e);
            }

            crashes += turn.Crashes;
            approvals += turn.Approvals;
            calls += turn.Ran.Count;
        }

        // The cases are there.
        Assert.All([crashes, approvals, calls], count => Assert.InRange(count, 100, int.MaxValue));
    }

    private sealed class CrashException : Exception;

    /// <summary>A turn as rows would have it.</summary>
    private sealed class StoredTurn(int seed) : ITurnTools
    {
        private static readonly string[] Names = ["add_task", "list_tasks", "delete_task"];

        private readonly Random random = new(seed);
        private readonly List<ChatMessage> steps = [];
        private readonly Dictionary<string, (FunctionCallContent Call, bool? Approved)> approvals = [];

        public int Crashes { get; private set; }

        public int Approvals => approvals.Count;

        public List<string> Ran { get; } = [];

        public IReadOnlyList<AITool> Declarations { get; } =
            [.. Names.Select(name => AIFunctionFactory.CreateDeclaration(name, "A tool.", AIFunctionFactory.Create(() => { }).JsonSchema))];

        public async Task RunToTheEndAsync()
        {
            for (var attempt = 0; attempt < 100; attempt++)
            {
                try
                {
                    var loop = new FunctionLoop(new RandomModel(this), this, new TurnBudget(TimeProvider.System, TimeSpan.FromMinutes(1), 100_000));
                    await foreach (var update in loop.GetStreamingResponseAsync(Messages()))
                    {
                        foreach (var request in update.Contents.OfType<ToolApprovalRequestContent>())
                        {
                            approvals.TryAdd(request.ToolCall.CallId, ((FunctionCallContent)request.ToolCall, null));
                        }
                    }

                    if (approvals.Where(approval => approval.Value.Approved is null).Select(approval => approval.Key).FirstOrDefault() is not { } open)
                    {
                        return;
                    }

                    approvals[open] = (approvals[open].Call, random.Next(2) == 0);
                }
                catch (CrashException)
                {
                    Crashes++;
                }
            }

            Assert.Fail("The turn does not end.");
        }

        public void Check()
        {
            Assert.Equal(Ran.Distinct(), Ran);
            WellFormed(steps);
        }

        public static void WellFormed(IReadOnlyList<ChatMessage> messages)
        {
            for (var i = 0; i < messages.Count; i++)
            {
                var calls = Transcript.Calls(messages[i]).Select(call => call.CallId).ToList();
                var results = messages.Skip(i + 1).TakeWhile(message => message.Role == ChatRole.Tool)
                    .SelectMany(message => message.Contents.OfType<FunctionResultContent>()).Select(result => result.CallId).ToList();
                if (messages[i].Role == ChatRole.Assistant)
                {
                    Assert.Equal(calls.Order(), results.Order());
                    Assert.Equal(calls.Distinct(), calls);
                }
            }
        }

        public Task<ToolCheck> CheckAsync(FunctionCallContent call, CancellationToken cancellationToken)
        {
            MayCrash();
            ToolCheck check = call.Name == "delete_task" && approvals.GetValueOrDefault(call.CallId).Approved != true
                ? new ToolCheck.Ask(new ToolPreview("Delete it", 1))
                : random.Next(6) == 0 ? new ToolCheck.Refused(RecordedTools.Failed()) : new ToolCheck.Ready();
            return Task.FromResult(check);
        }

        public Task<ToolOutcome> RunAsync(FunctionCallContent call, CancellationToken cancellationToken)
        {
            MayCrash();
            Assert.True(call.Name != "delete_task" || approvals[call.CallId].Approved == true, "It was not approved.");
            Ran.Add(call.CallId);
            var outcome = random.Next(4) == 0 ? RecordedTools.Failed() : new ToolOutcome("Done.", []);
            Store(call, outcome);
            MayCrash();
            return Task.FromResult(outcome);
        }

        public Task StoreAsync(FunctionCallContent call, ToolOutcome outcome, CancellationToken cancellationToken)
        {
            MayCrash();
            Store(call, outcome);
            MayCrash();
            return Task.CompletedTask;
        }

        private void Store(FunctionCallContent call, ToolOutcome outcome) => steps.Add(new ChatMessage(ChatRole.Tool, [ToolResults.Of(call.CallId, outcome)]));

        private List<ChatMessage> Messages()
        {
            var known = approvals.Select(AIContent (approval) => approval.Value.Approved is { } yes
                ? new ToolApprovalResponseContent(approval.Key, yes, approval.Value.Call)
                : new ToolApprovalRequestContent(approval.Key, approval.Value.Call)).ToList();
            return [new ChatMessage(ChatRole.User, "x"), .. steps, .. known.Count == 0 ? [] : (ChatMessage[])[new ChatMessage(ChatRole.User, known)]];
        }

        private void MayCrash()
        {
            if (random.Next(12) == 0)
            {
                throw new CrashException();
            }
        }

        /// <summary>Says random things, and stores them as a recorder would: whole responses only.</summary>
        private sealed class RandomModel(StoredTurn turn) : IChatClient
        {
            public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
                GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

            public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
                IEnumerable<ChatMessage> messages, ChatOptions? options = null,
                [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
            {
                WellFormed([.. messages]);
                Assert.All(messages.SelectMany(message => message.Contents), content => Assert.False(content is ToolApprovalRequestContent or ToolApprovalResponseContent));
                await Task.Yield();
                turn.MayCrash();
                var contents = new List<AIContent> { new TextContent("I say. ") };
                var count = turn.random.Next(5) - 1;
                for (var i = 0; i < count; i++)
                {
                    contents.Add(Call(turn.random, $"s{turn.steps.Count}c{i}"));
                }

                foreach (var content in contents)
                {
                    turn.MayCrash();
                    yield return new ChatResponseUpdate(ChatRole.Assistant, [content]);
                }

                turn.steps.Add(new ChatMessage(ChatRole.Assistant, contents));
                turn.MayCrash();
            }

            public object? GetService(Type serviceType, object? serviceKey = null) => null;

            public void Dispose()
            {
                // It holds nothing.
            }

            private static FunctionCallContent Call(Random random, string id) =>
                new(id, random.Next(8) == 0 ? "no_such_tool" : Names[random.Next(Names.Length)], new Dictionary<string, object?> { ["task_id"] = random.Next(20) })
                {
                    Exception = random.Next(8) == 0 ? new FormatException() : null,
                };
        }
    }
}
