using System.Net.Http.Json;
using System.Text.Json;

namespace Todo.Cli.Tests.Run;

[Trait("rule", "A11")]
public sealed class ModelTests
{
    private static readonly string Commands = Path.Combine(TodoProcess.Sources(), "src", "Todo.ScriptedModel", "scripts", "commands.json");

    [Fact]
    public async Task A_run_with_a_scripted_model_points_the_backend_at_it_and_stops_it_with_everything_else()
    {
        using var temp = new TempFolder();
        await using var run = TodoProcess.Start(
            new Dictionary<string, string?>(StringComparer.Ordinal) { ["BACKEND_AI_API_KEY_FILE"] = "/of/a/real/model" },
            "run", "--port", "0", "--data", temp.Below("data"), "--model", "scripted:" + Commands);
        await run.ReadyAsync();
        var children = run.Children;
        Assert.Equal(4, children.Count);

        var environment = File.ReadAllText($"/proc/{children.Single(pid => IsProgram(pid, "Todo.Backend"))}/environ").Split('\0')
            .Where(variable => variable.StartsWith("BACKEND_AI_", StringComparison.Ordinal))
            .Select(variable => variable.Split('=', 2)).ToDictionary(parts => parts[0], parts => parts[1], StringComparer.Ordinal);
        Assert.Equal(("scripted", "scripted", ""), (environment["BACKEND_AI_MODEL"], environment["BACKEND_AI_API_KEY"], environment["BACKEND_AI_API_KEY_FILE"]));
        using var http = new HttpClient();
        using var answer = await http.PostAsJsonAsync(
            environment["BACKEND_AI_ENDPOINT"] + "/chat/completions", new { model = "scripted", messages = new[] { new { role = "user", content = "Mark task 3 as complete" } } });
        var call = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("choices")[0].GetProperty("message").GetProperty("tool_calls")[0].GetProperty("function");
        Assert.Equal("""{"task_id":3}""", call.GetProperty("arguments").GetString());

        TodoProcess.Signal(run.Id, "TERM");
        Assert.Equal(0, await run.ExitedAsync());
        Assert.DoesNotContain(children, TodoProcess.IsAlive);
    }

    [Fact]
    public async Task A_scripted_model_that_dies_ends_the_run_with_its_name()
    {
        using var temp = new TempFolder();
        await using var run = TodoProcess.Start(null, "run", "--port", "0", "--data", temp.Below("data"), "--model", "scripted:" + Commands);
        await run.ReadyAsync();
        var children = run.Children;
        TodoProcess.Signal(children.Single(pid => IsProgram(pid, "Todo.ScriptedModel")), "KILL");
        Assert.Equal(1, await run.ExitedAsync());
        Assert.Contains(run.Errors, line => line.StartsWith("The scripted model has ended by itself", StringComparison.Ordinal));
        Assert.DoesNotContain(children, TodoProcess.IsAlive);
    }

    [Theory]
    [Trait("rule", "E5")]
    [InlineData("scripted:/no/such/file.json", null, "The script /no/such/file.json can't be read")]
    [InlineData("scripted:script.json", """{"exchanges": [{"reply": {"says": "x"}}]}""", "script.json is no script")]
    [InlineData("gpt-5-mini", null, "--model 'gpt-5-mini' is not understood. Write it as scripted:FILE; a real model is named by BACKEND_AI_MODEL.")]
    public async Task A_wrong_model_is_one_line_and_nothing_is_started(string model, string? script, string expected)
    {
        using var temp = new TempFolder();
        if (script is not null)
        {
            File.WriteAllText(temp.Below("script.json"), script);
            model = "scripted:" + temp.Below("script.json");
        }

        await using var run = await TodoProcess.ToEndAsync(null, "run", "--port", "0", "--data", temp.Below("data"), "--model", model);
        Assert.Equal(2, await run.ExitedAsync());
        Assert.Contains(expected, Assert.Single(run.Errors), StringComparison.Ordinal);
        Assert.False(Directory.Exists(temp.Below("data", "postgres")));
    }

    private static bool IsProgram(int pid, string name) => File.ReadAllText($"/proc/{pid}/cmdline").Contains(name, StringComparison.Ordinal);
}
