using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Todo.ScriptedModel;
using Todo.ScriptedModel.Playing;
using Todo.Testing;

namespace Todo.Backend.Tests.Chat;

/// <summary>What PostgreSQL can't store must neither end a turn nor hold up the events of others.</summary>
[Trait("rule", "A11")]
public sealed class StorableContentTests
{
    [Theory]
    [InlineData("""{"title":"a\u0000b"}""")]
    [InlineData("""{"title":"a","\u0000":1}""")]
    [InlineData("""{"title":"a","priority":1e400}""")]
    [InlineData("""{"title":"a","priority":1e131072}""")]
    public async Task Arguments_that_can_not_be_stored_are_an_error_to_the_model(string arguments)
    {
        await using var model = await ScriptedModelServer.StartAsync(ScriptFile.Parse(
            $$$"""
            {"exchanges": [
              {"reply": {"calls": [{"name": "add_task", "raw": {{{JsonValue.Create(arguments).ToJsonString()}}}}]}},
              {"reply": {"text": "It did not\u0000work."}}
            ]}
            """));
        await using var backend = await TestBackend.StartAsync(settings: new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["BACKEND_AI_ENDPOINT"] = model.Endpoint.ToString(),
            ["BACKEND_AI_MODEL"] = "scripted",
        });
        var ana = await TestUser.CreateAsync(backend);
        using var response = await ana.Client.PostAsJsonAsync("/api/chat", new { message = "Add it" });
        var answer = (await response.Content.ReadFromJsonAsync<JsonObject>())!;
        Assert.Equal(("done", "It did not\uFFFDwork."), ((string)answer["status"]!, (string)answer["response"]!));
        Assert.Equal(2, model.Requests.Count);
        Assert.Contains("no JSON object", model.Requests[1].Text, StringComparison.Ordinal);
    }
}
