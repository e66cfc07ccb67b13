using System.ClientModel;
using System.Text;
using OpenAI;
using OpenAI.Chat;
using Todo.ScriptedModel.Playing;

namespace Todo.ScriptedModel.Tests;

/// <summary>The official library as the client.</summary>
[Trait("rule", "A11")]
public sealed class SdkTests
{
    [Fact]
    public async Task The_official_client_reads_streamed_text_interleaved_calls_and_usage()
    {
        await using var model = await ScriptedModelServer.StartAsync(Script.Of(new Reply
        {
            Text = "Adding both.",
            Interleave = true,
            Calls = [Call.Of("add_task", new { title = "Buy milk" }), Call.Of("add_task", new { title = "Call mom" })],
            Usage = new Usage(100, 20, 64),
        }));
        var text = new StringBuilder();
        Dictionary<int, (string Id, string Name, string Arguments)> calls = [];
        ChatTokenUsage? usage = null;
        ChatFinishReason? reason = null;
        await foreach (var update in Client(model).CompleteChatStreamingAsync([new UserChatMessage("Add milk and mom")], Tools()))
        {
            text.Append(string.Concat(update.ContentUpdate.Select(part => part.Text)));
            usage = update.Usage ?? usage;
            reason = update.FinishReason ?? reason;
            foreach (var fragment in update.ToolCallUpdates)
            {
                var (id, name, arguments) = calls.GetValueOrDefault(fragment.Index, ("", "", ""));
                calls[fragment.Index] = (id + fragment.ToolCallId, name + fragment.FunctionName, arguments + fragment.FunctionArgumentsUpdate);
            }
        }

        Assert.Equal("Adding both.", text.ToString());
        Assert.Equal(["""{"title":"Buy milk"}""", """{"title":"Call mom"}"""], calls.OrderBy(call => call.Key).Select(call => call.Value.Arguments));
        Assert.All(calls.Values, call => Assert.Equal(("add_task", true), (call.Name, call.Id.StartsWith("call_", StringComparison.Ordinal))));
        Assert.Equal(ChatFinishReason.ToolCalls, reason);
        Assert.Equal((100, 20, 64), (usage!.InputTokenCount, usage.OutputTokenCount, usage.InputTokenDetails.CachedTokenCount));
        Assert.True(model.Requests[0].IsStreaming);
        Assert.Equal(["add_task"], model.Requests[0].Tools);
        Assert.Equal("Bearer a-key", model.Requests[0].Headers["Authorization"]);
    }

    [Fact]
    public async Task The_official_client_reads_a_completion_and_an_error_and_does_not_repeat_what_the_script_lacks()
    {
        await using var model = await ScriptedModelServer.StartAsync(Script.Of(Reply.Use("add_task", new { title = "Milk" }), Reply.Fail(401)));
        var client = Client(model);
        ChatCompletion completion = await client.CompleteChatAsync([new UserChatMessage("Add milk")], Tools());
        Assert.Equal("""{"title":"Milk"}""", Assert.Single(completion.ToolCalls).FunctionArguments.ToString());

        var refused = await Assert.ThrowsAsync<ClientResultException>(() => client.CompleteChatAsync("Hi"));
        Assert.Equal(401, refused.Status);
        var lacking = await Assert.ThrowsAsync<ClientResultException>(() => client.CompleteChatAsync("Hi"));
        Assert.Equal(501, lacking.Status);
        Assert.Contains("The script has no reply for 'Hi'", lacking.Message, StringComparison.Ordinal);
        Assert.Equal(3, model.Requests.Count);
    }

    private static ChatClient Client(ScriptedModelServer model) =>
        new("scripted", new ApiKeyCredential("a-key"), new OpenAIClientOptions { Endpoint = model.Endpoint });

    private static ChatCompletionOptions Tools() => new() { Tools = { ChatTool.CreateFunctionTool("add_task") } };
}
