using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Todo.Backend.Assistant;
using Todo.Backend.Tests.Assistant.OpenAi;
using Todo.ScriptedModel;
using Todo.ScriptedModel.Playing;
using Todo.Testing;

namespace Todo.Backend.Tests.Assistant;

/// <summary>The model of a whole backend, over real HTTP.</summary>
[Trait("rule", "A11")]
public sealed class ModelTests
{
    [Fact]
    public async Task Without_a_model_there_is_none()
    {
        await using var backend = await TestBackend.StartAsync();

        Assert.Null(backend.Services.GetKeyedService<IChatClient>(ModelFeature.Key));
    }

    [Fact]
    public async Task A_model_answers_calls_tools_and_fails_in_every_way_that_can_be_told()
    {
        await using var server = await ScriptedModelServer.StartAsync(Script.Of(
            new Reply { Status = 429 },
            Reply.Say("Grüße, Welt 🌍"),
            Reply.Use("add_task", new { title = "Buy milk" }),
            new Reply { Text = "never whole", CutAfter = 2 },
            new Reply { Text = "never more", HangAfter = 2 },
            new Reply { Huge = 10_000_000 },
            new Reply { Status = 401 },
            new Reply { Body = "<html>Welcome</html>" },
            new Reply { Text = "the end", EndAfter = 2 }));
        await using var backend = await TestBackend.StartAsync(settings: Settings(server, "2s"));
        var model = backend.Services.GetRequiredKeyedService<IChatClient>(ModelFeature.Key);

        var response = (await model.StreamAsync()).ToChatResponse();
        Assert.Equal(("Grüße, Welt 🌍", ChatFinishReason.Stop), (response.Text, response.FinishReason));
        Assert.True(response.Usage!.TotalTokenCount > 0);
        var call = Assert.Single((await model.StreamAsync()).SelectMany(update => update.Contents).OfType<FunctionCallContent>());
        Assert.Equal(("add_task", "Buy milk"), (call.Name, call.Arguments!["title"]!.ToString()));
        foreach (var expected in new[]
        {
            ModelFailure.BadResponse,
            ModelFailure.Timeout,
            ModelFailure.AnswerTooLong,
            ModelFailure.Unauthorized,
            ModelFailure.BadResponse,
            ModelFailure.BadResponse,
        })
        {
            Assert.Equal(expected, (await Assert.ThrowsAsync<ModelUnavailableException>(() => model.StreamAsync())).Failure);
        }

        Assert.Equal(9, server.Requests.Count);
        Assert.All(server.Requests, request => Assert.Equal("Bearer the-key", request.Headers["Authorization"]));
    }

    [Fact]
    [Trait("rule", "F2")]
    public async Task Usage_and_failures_of_the_model_are_measured_and_nothing_that_was_said()
    {
        await using var server = await ScriptedModelServer.StartAsync(Script.Of(
            new Reply { Text = "secret words", Usage = new Usage(1000, 20) },
            new Reply { Status = 401 }));
        await using var backend = await TestBackend.StartAsync(settings: Settings(server, "20s"));
        var model = backend.Services.GetRequiredKeyedService<IChatClient>(ModelFeature.Key);
        await model.StreamAsync();
        await Assert.ThrowsAsync<ModelUnavailableException>(() => model.StreamAsync());
        var metrics = backend.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.ElementAt(1);
        using var client = new HttpClient();
        var lines = (await client.GetStringAsync(new Uri(metrics + "/metrics"))).Split('\n').Where(line => line.Contains("gen_ai_client_", StringComparison.Ordinal)).ToList();

        Assert.Contains(lines, line => Is(line, "gen_ai_client_token_usage_sum", " 1000", "gen_ai_token_type=\"input\"", "gen_ai_request_model=\"scripted\"", "gen_ai_provider_name=\"openai\""));
        Assert.Contains(lines, line => Is(line, "gen_ai_client_token_usage_sum", " 20", "gen_ai_token_type=\"output\""));
        Assert.Contains(lines, line => Is(line, "gen_ai_client_operation_duration_seconds_count", " 1", "error_type=\"unauthorized\""));
        Assert.Contains(lines, line => Is(line, "gen_ai_client_operation_duration_seconds_bucket", "", "le=\"81.92\""));
        Assert.Contains(lines, line => Is(line, "gen_ai_client_operation_time_to_first_chunk_seconds_count", " 1"));
        Assert.Contains(lines, line => Is(line, "gen_ai_client_operation_time_per_output_chunk_seconds_bucket", "", "le=\"0.025\""));
        Assert.DoesNotContain(lines, line => line.Contains("secret", StringComparison.Ordinal) || line.Contains("the-key", StringComparison.Ordinal));
    }

    private static Dictionary<string, string?> Settings(ScriptedModelServer server, string timeout) => new(StringComparer.Ordinal)
    {
        ["BACKEND_AI_MODEL"] = "scripted",
        ["BACKEND_AI_ENDPOINT"] = server.Endpoint.AbsoluteUri,
        ["BACKEND_AI_API_KEY"] = "the-key",
        ["BACKEND_AI_TIMEOUT"] = timeout,
    };

    private static bool Is(string line, string name, string end, params string[] labels) =>
        line.StartsWith(name + "{", StringComparison.Ordinal)
        && line.EndsWith(end, StringComparison.Ordinal)
        && labels.All(label => line.Contains(label, StringComparison.Ordinal));
}
